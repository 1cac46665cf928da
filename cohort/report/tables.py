"""Tables for the terminal: scenarios side by side, and the verdict on every outlook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cohort.analysis.answer import promise_text
from cohort.analysis.compare import print_years
from cohort.scenario.model import Scenario
from cohort.wording import change, number

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from cohort.analysis.verdict import Verdict
    from cohort.run import Run

_KEY_MEASURES = ("share_65_plus", "share_75_plus", "women_20_39", "median_age")
_HEADINGS = {
    "share_65_plus": ("65+", "高齢化率"),
    "share_75_plus": ("75+", "75歳以上"),
    "women_20_39": ("Women 20-39", "20～39歳女性"),
    "median_age": ("Median age", "年齢中央値"),
}


def _table(title: str) -> Table:
    from rich import box
    from rich.table import Table

    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)


def _say(language: str, en: str, ja: str) -> str:
    return ja if language == "ja" else en


def _year(year: int, language: str) -> str:
    return f"{year}年" if language == "ja" else str(year)


def population_table(run: Run, language: str) -> Table:
    """Return the population of every scenario at the launch, in round years, outlook years and the last."""
    first, last = _ends(run)
    instants = {int(year) for year in run.summary["time"].values}
    asked = [verdict.outlook.year for verdict in run.verdicts]
    years = [year for year in print_years(first, last, asked) if year in instants]
    values = _lookup(run.comparison)
    place = run.inputs.area.name(language)
    table = _table(_say(language, f"{place}: population", f"{place}：人口"))
    table.add_column(_say(language, "Scenario", "シナリオ"), min_width=16, overflow="fold")
    for year in years:
        table.add_column(_year(year, language), justify="right", no_wrap=True)
    for scenario in run.scenarios:
        row = [number("population", values[scenario.name, year, "population"][0]) for year in years]
        table.add_row(_title(scenario, language), *row, style=_style(scenario))
    return table


def measures_table(run: Run, language: str) -> Table:
    """Return the scenarios beside the reference in one year: the first outlook's, or else the last."""
    instants = {int(year) for year in run.summary["time"].values}
    year = next((v.outlook.year for v in run.verdicts if v.outlook.year in instants), _ends(run)[1])
    reference = str(run.summary.attrs.get("reference_scenario", run.scenarios.scenarios[0].name))
    values = _lookup(run.comparison)
    base = run.scenarios[reference].title(language)
    title = _say(language, f"In {year}; difference from: {base}", f"{year}年（差の基準：{base}）")
    table = _table(title)
    table.add_column(_say(language, "Scenario", "シナリオ"), min_width=16, overflow="fold")
    for en, ja in (("Population", "人口"), ("Difference", "差")):
        table.add_column(_say(language, en, ja), justify="right", no_wrap=True)
    for measure in _KEY_MEASURES:
        en, ja = _HEADINGS[measure]
        table.add_column(_say(language, en, ja), justify="right", no_wrap=True)
    for scenario in run.scenarios:
        value, difference = values[scenario.name, year, "population"]
        shown = "-" if scenario.name == reference else change("population", difference)
        row = [
            number(measure, values[scenario.name, year, measure][0], language) for measure in _KEY_MEASURES
        ]
        table.add_row(
            _title(scenario, language), number("population", value), shown, *row, style=_style(scenario)
        )
    return table


def _ends(run: Run) -> tuple[int, int]:
    years = run.summary["time"].values
    return int(years[0]), int(years[-1])


def _style(scenario: Scenario) -> str:
    return "dim" if scenario.role == "variant" else ""


def _lookup(comparison: pd.DataFrame) -> dict[tuple[str, int, str], tuple[float, float]]:
    """Return value and difference by scenario, year and measure."""
    columns = (comparison[name] for name in ("scenario", "year", "measure", "value", "difference"))
    return {(str(s), int(y), str(m)): (float(v), float(d)) for s, y, m, v, d in zip(*columns, strict=True)}


def _title(scenario: Scenario, language: str) -> str:
    from rich.markup import escape

    return escape(scenario.title(language))


def verdict_tables(verdicts: Sequence[Verdict], scenarios: Iterable[Scenario], language: str) -> list[Table]:
    """Return a table for each outlook: what scenarios give, by how much they miss it, and from which year."""
    titles = {scenario.name: _title(scenario, language) for scenario in scenarios}
    tables: dict[str, Table] = {}
    for verdict in verdicts:
        promise = promise_text(verdict, language)
        if promise not in tables:
            tables[promise] = _verdict_heading(
                _say(language, f"Outlook: {promise}", f"将来展望：{promise}"), language
            )
        measure = verdict.outlook.measure
        tables[promise].add_row(
            titles[verdict.scenario],
            number(measure, verdict.value, language),
            change(measure, verdict.gap, language),
            _say(language, "holds", "達成") if verdict.met else _say(language, "does not hold", "未達"),
            lost_text(verdict, language),
            style="" if verdict.own or verdict.met else "dim",
        )
    return list(tables.values())


def _verdict_heading(title: str, language: str) -> Table:
    table = _table(title)
    table.add_column(_say(language, "Scenario", "シナリオ"), min_width=16, overflow="fold")
    for en, ja in (("Result", "結果"), ("Gap", "差")):
        table.add_column(_say(language, en, ja), justify="right", no_wrap=True)
    table.add_column(_say(language, "Outlook", "展望"), no_wrap=True)
    table.add_column(_say(language, "Missed from", "未達となる年"), no_wrap=True)
    return table


def lost_text(verdict: Verdict, language: str) -> str:
    """Return the year from which an outlook is lost, as words; empty if it holds."""
    if verdict.lost_year is None:
        return ""
    if verdict.never_reached:
        return _say(language, "never reached", "到達せず")
    return _say(language, f"{verdict.lost_year} on", f"{verdict.lost_year}年～")
