from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.table import Table

from cohort.report.tables import lost_text, measures_table, population_table, verdict_tables
from cohort.run import Run


def printed(table: Table, width: int = 120) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return out.getvalue()


def test_population_in_round_years(made: Run) -> None:
    text = printed(population_table(made, "en"))
    assert "Ichinoseki: population" in text
    for year in ("2020", "2025", "2030"):
        assert year in text
    assert "115,426" in text
    assert "As many come as go" in text
    assert "2030年" in printed(population_table(made, "ja"))
    assert "一関市：人口" in printed(population_table(made, "ja"))


def test_measures_in_the_year_of_the_outlook(made: Run) -> None:
    text = printed(measures_table(made, "en"))
    assert "In 2030; difference from: The trend goes on" in text
    value = float(made.summary["population"].sel(scenario="balance", time=2030))
    base = float(made.summary["population"].sel(scenario="trend", time=2030))
    row = next(line for line in text.splitlines() if "As many come as go" in line)
    assert f"{value:,.0f}" in row
    assert f"+{value - base:,.0f}" in row
    assert "高齢化率" in printed(measures_table(made, "ja"))


def test_a_table_for_each_outlook(made: Run) -> None:
    (table,) = verdict_tables(made.verdicts, made.scenarios, "en")
    text = printed(table)
    assert "Outlook: at least 97,000 residents in 2030" in text
    trend = next(line for line in text.splitlines() if "The trend goes on" in line)
    assert "does not hold" in trend
    assert f"{made.verdicts[0].lost_year} on" in trend
    assert "holds" in next(line for line in text.splitlines() if "As many come as go" in line)
    japanese = printed(verdict_tables(made.verdicts, made.scenarios, "ja")[0])
    assert "将来展望：2030年に人口97,000人以上" in japanese
    assert "未達" in japanese


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_any_width_shows_all_numbers(made: Run, width: int) -> None:
    text = printed(population_table(made, "ja"), width)
    assert text.count("115,426") == 2
    assert max(len(line) for line in text.splitlines()) <= width


def test_never_reached(made: Run) -> None:
    from dataclasses import replace

    never = replace(made.verdicts[0], never_reached=True)
    assert lost_text(never, "en") == "never reached"
    assert lost_text(never, "ja") == "到達せず"
    assert lost_text(made.verdicts[1], "en") == ""
