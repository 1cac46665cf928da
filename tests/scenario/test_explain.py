"""The table a human checks."""

from __future__ import annotations

import math
from pathlib import Path

from cohort.scenario import explain, explain_text, read_scenario
from tests.scenario.folders import LAUNCH, NET, PLAN, TFR, head, write
from tests.scenario.regenerate import VALID


def test_every_value_says_where_it_comes_from(tmp_path: Path) -> None:
    write(tmp_path, s=head("s") + LAUNCH + TFR + NET + PLAN)
    table = explain(read_scenario(tmp_path / "s.toml"))
    assert list(table.index) == list(range(2018, 2050))
    tfr, net = "Total fertility rate (births per woman)", "Net migration (persons per year)"
    assert table.loc[2018, tfr] == 1.44
    assert table.loc[2018, f"{tfr}: from"] == "The plan, p. 1"
    assert table.loc[2020, f"{tfr}: from"] == "linear between 2018 and 2025"
    assert table.loc[2026, f"{tfr}: from"] == "hold"
    assert table.loc[2018, f"{net}: from"] == "from observed events"
    assert math.isnan(table.loc[2018, net])
    assert table.loc[2030, f"{net}: from"] == "rates held"
    assert set(table["Life expectancy at birth, male (years): from"]) == {"from observed events"}


def test_japanese(tmp_path: Path) -> None:
    write(tmp_path, s=head("s") + LAUNCH + TFR + NET + PLAN)
    table = explain(read_scenario(tmp_path / "s.toml"), "ja")
    tfr = "合計特殊出生率（女性1人あたり出生数）：根拠"
    assert table.loc[2020, tfr] == "2018年と2025年の間を直線補間"
    assert table.loc[2026, tfr] == "据え置き"
    assert table.loc[2030, "社会増減（人／年）：根拠"] == "率を据え置き"


def test_converging_added_relative_and_what_if() -> None:
    net = explain(read_scenario(VALID / "net-converge-to-zero.toml"))
    assert net.loc[2030, "Net migration (persons per year): from"] == "converges to 0 by 2035"
    assert explain(read_scenario(VALID / "net-converge-to-zero.toml"), "ja").iloc[-19, -1] == "2035年に0へ収束"
    added = explain(read_scenario(VALID / "tfr-added.toml"))
    assert added.loc[2025, "Total fertility rate (births per woman, added to the launch level)"] == 0.19
    assert "Total fertility rate (times the launch level)" in explain(read_scenario(VALID / "tfr-relative.toml"))
    decided = explain(read_scenario(VALID / "family" / "combined-decided.toml"))
    assert decided.loc[2020, "Total fertility rate (births per woman): from"] == "what-if: What if"


def test_births_and_flows_stand_in_for_rate_and_net() -> None:
    births = explain(read_scenario(VALID / "births.toml"))
    assert "Births (births per year)" in births
    assert not any("fertility rate" in column for column in births)
    flows = explain(read_scenario(VALID / "in-and-out.toml"))
    assert not any("Net migration" in column for column in flows)


def test_events_have_columns_of_their_own() -> None:
    table = explain(read_scenario(VALID / "households.toml"))
    assert table.loc[2025, "Households moving in: couple-with-child (households per year)"] == 12.5
    assert math.isnan(table.loc[2036, "Households moving in: returning-family (households per year)"])
    shocks = explain(read_scenario(VALID / "shocks.toml"), "ja")
    assert shocks.loc[2021, "死亡率（65歳以上）（一時的な変動）（倍）"] == 1.08
    assert shocks.loc[2030, "社会増減（一時的な変動）（人／年）"] == -400


def test_two_rows_of_one_household_keep_two_columns(tmp_path: Path) -> None:
    row = '\n[[migration.households]]\ntemplate = "single-man"\nper_year = 1\nfirst_year = 2025\nsource = "plan"\n'
    write(tmp_path, s=head("s") + LAUNCH + row * 3 + PLAN)
    table = explain(read_scenario(tmp_path / "s.toml"))
    assert sum("single-man" in column for column in table) == 6


def test_page_of_text() -> None:
    text = explain_text(read_scenario(VALID / "outlooks.toml"))
    assert "Population in 2040: at least 89,000\n" in text
    assert "Share aged 65+ in 2040: at most 44.1%\n" in text
    assert "Population in 2040: about 89,000, rounded to 1,000\n" in text
    japanese = explain_text(read_scenario(VALID / "outlooks.toml"), "ja")
    assert "2040年の人口：約89,000人（1,000単位）" in japanese
    assert "2040年の高齢化率（65歳以上）：44.1%以下" in japanese
    assert "Launch: 2010-10-01 (census), to 2045, steps of 5 years" in explain_text(
        read_scenario(VALID / "launch-full.toml")
    )
    assert "国勢調査（2010-10-01）の総数に合わせる" in explain_text(read_scenario(VALID / "launch-full.toml"), "ja")
    calibrated = explain_text(read_scenario(VALID / "calibrate.toml"))
    assert "Net migration: solved so that population in 2040 is 82,044" in calibrated
    assert "volunteers: people a year: 1,200 persons a year" in explain_text(read_scenario(VALID / "connected.toml"))
    assert "starts at the plan's value" in explain_text(read_scenario(VALID / "net-jump-off.toml"))
    assert "Based on: child, base" in explain_text(read_scenario(VALID / "family" / "grandchild.toml"))
    assert "\x1b[" in explain_text(read_scenario(VALID / "tfr-linear.toml"), color=True)
    assert "\x1b[" not in text
