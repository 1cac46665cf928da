"""What a notebook shows of scenarios: values with citations, both languages, nothing that could become markup."""

from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import pytest

from cohort import derive, read_scenarios
from cohort.scenario.display import scenario_html, set_html
from cohort.scenario.model import ScenarioSet, Source
from tests.shared import ROOT

VOID = {"br"}


class Tree(HTMLParser):
    """Checks that every element ends where it should, and gathers the rows of tables."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.elements: set[str] = set()
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag == "li":  # an item ends where the next begins
            self.open.pop()
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] != tag and self.open[-1] == "li":
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data


@pytest.fixture(scope="module")
def scenarios() -> ScenarioSet:
    return read_scenarios(ROOT / "scenarios" / "ichinoseki")


def test_the_strategy_year_by_year(scenarios: ScenarioSet) -> None:
    text = scenario_html(scenarios["strategy"], "en")
    rows = Tree(text).rows
    assert rows[0] == ["year", "Total fertility rate (births per woman)", "Net migration (persons per year)"]
    by_year = {row[0]: row[1:] for row in rows[1:]}
    assert list(by_year) == [*map(str, range(2018, 2026)), "2026-2049"]
    assert by_year["2025"][0].startswith("1.63 第２期")
    assert by_year["2022"] == ["1.5486 linear between 2018 and 2025", "-483 linear between 2019 and 2025"]
    assert by_year["2026-2049"] == ["1.63 hold", "hold rates"]  # 24 years that say the same
    assert "From the inputs: Life expectancy at birth, male (years)" in text
    assert "outlook: Population in 2040: at least 89,000 (persons)" in text
    assert "based on: trend" in text
    assert "合計特殊出生率 1.44 → 1.63" in text  # the quote of the source


def test_in_japanese(scenarios: ScenarioSet) -> None:
    text = scenario_html(scenarios["strategy"], "ja")
    rows = Tree(text).rows
    assert rows[0][:2] == ["年", "合計特殊出生率 (女性1人あたり)"]
    assert rows[-1] == ["2026-2049", "1.63 値を保つ", "率を保つ"]
    assert "実績から：平均寿命（男）" in text
    assert "展望：2040年の人口：89,000 以上（人）" in text


def test_one_that_sets_nothing(scenarios: ScenarioSet) -> None:
    tree = Tree(scenario_html(scenarios["trend"], "en"))
    assert tree.rows == []
    assert "From the inputs: Total fertility rate" in scenario_html(scenarios["trend"], "en")


def test_a_set_is_a_table(scenarios: ScenarioSet) -> None:
    rows = {row[0]: row for row in Tree(set_html(scenarios, "en")).rows}
    assert len(rows) == len(scenarios) + 1
    assert rows["trend"][2] == "as in the inputs"
    assert rows["own-projection"][2] == "Net migration set so that 2040 gives 82,044"
    assert rows["strategy"][2] == (
        "Total fertility rate: 1.44 (2018), 1.63 (2025) births per woman, then held"
        "Net migration: -644 (2019), -322 (2025) persons per year, then its rates held"
    )
    assert "persons per year added to launch" in rows["strategy-on-own"][2]
    ja = {row[0]: row for row in Tree(set_html(scenarios, "ja")).rows}
    assert ja["trend"][2] == "実績から"
    assert "合計特殊出生率：1.44 (2018)、1.63 (2025)（女性1人あたり）、以後は値を保つ" in ja["strategy"][2]
    assert "（起点に加算、人／年）" in ja["strategy-on-own"][2]
    assert "2040年に82,044になるよう転入超過数を調整" in ja["own-projection"][2]


MORE = """
name = "everything"
title = { en = "Everything", ja = "全部" }
[fertility.tfr]
unit = "births per woman"
points = { 2020 = 1.5 }
between = "linear"
after = { converge = 1.8, by = 2035 }
source = "own"
[[migration.band]]
flow = "net"
ages = "20-29"
unit = "persons per year"
points = { 2021 = -100 }
between = "linear"
after = "hold"
source = "own"
[[migration.households]]
template = "couple"
members = [{ sex = "male", age = 30 }, { sex = "female", age = 29 }]
per_year = 10
first_year = 2025
source = "own"
[[shock]]
measure = "fertility.tfr"
first_year = 2026
last_year = 2027
factor = 0.9
source = "own"
[sources.own]
kind = "assumption"
title = "Trial"
"""


def test_bands_households_shocks(scenarios: ScenarioSet) -> None:
    made = derive(scenarios["trend"], MORE)
    rows = {row[0]: row for row in Tree(set_html(ScenarioSet("x", (made,)), "en")).rows}
    said = rows["everything"][2]
    assert "Total fertility rate: 1.5 (2020) births per woman, converging to 1.8 by 2035" in said
    assert "Net migration, ages 20-29: -100 (2021) persons per year, then held" in said
    assert "couple: 10 households a year, from 2025" in said
    assert "shock: fertility.tfr, 2026-2027" in said
    ja = set_html(ScenarioSet("x", (made,)), "ja")
    assert "2035年に1.8へ収束" in ja
    assert "転入超過数・20-29歳" in ja
    assert "couple：2025年から年10世帯" in ja
    assert "衝撃：fertility.tfr（2026-2027年）" in ja
    rows = {row[0]: row for row in Tree(scenario_html(made, "en")).rows}
    assert rows["2026"][1:] == [
        "1.62 converges to 1.8 by 2035",
        "-100 hold",
        "10 what-if: Trial",
        "0.9 what-if: Trial",
    ]


def test_connected_people_are_named() -> None:
    ties = read_scenarios(ROOT / "scenarios" / "kamaishi")
    rows = {row[0]: row for row in Tree(set_html(ties, "en")).rows}
    assert rows["ties"][2].startswith("connected population: ")
    assert "つながり人口：" in set_html(ties, "ja")


def test_text_stays_text(scenarios: ScenarioSet) -> None:
    evil = "<script>alert(1)</script><b>"
    source = Source("x<y", "document", evil, evil, evil, evil, evil)
    strategy = scenarios["strategy"]
    items = tuple(
        dataclasses.replace(item, values=tuple(dataclasses.replace(one, source="x<y") for one in item.values))
        for item in strategy.trajectories
    )
    made = dataclasses.replace(
        strategy, name=evil, title_en=evil, title_ja=evil, based_on=(evil,), trajectories=items, outlooks=(),
        sources=(source,),
    )  # fmt: skip
    for text in (
        scenario_html(made, "en"),
        scenario_html(made, "ja"),
        set_html(ScenarioSet(evil, (made,)), "en"),
    ):
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert Tree(text).elements <= {
            "p", "b", "code", "br", "table", "thead", "tbody", "tr", "th", "td", "small", "ul", "li", "details", "summary",
        }  # fmt: skip


def test_the_language_is_the_locales(scenarios: ScenarioSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_LANG", "ja")
    assert "合計特殊出生率" in scenarios["strategy"]._repr_html_()
    assert "シナリオ" in scenarios._repr_html_()
    monkeypatch.setenv("COHORT_LANG", "en")
    assert "Total fertility rate" in scenarios["strategy"]._repr_html_()
    assert scenarios._repr_html_() == set_html(scenarios, "en")


def test_short_in_a_terminal(scenarios: ScenarioSet) -> None:
    assert re.fullmatch(
        r"<Scenario 'strategy': Second .*; fertility.tfr, migration.net>", repr(scenarios["strategy"])
    )
    assert repr(scenarios["trend"]).endswith("no assumption of its own>")
    assert "trend, own-projection, strategy" in repr(scenarios)
