"""What a notebook shows of scenarios: values with citations, both languages, nothing that could become markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cohort import derive, read_scenarios
from cohort.forms import Title
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
    assert by_year["2025"][0].startswith("1.63 Ichinoseki City, Second Ichinoseki")
    assert by_year["2022"] == ["1.5486 linear between 2018 and 2025", "-483 linear between 2019 and 2025"]
    assert by_year["2026-2049"] == ["1.63 hold", "rates held"]  # 24 years that say the same
    assert "From observed events: Life expectancy at birth, male (years)" in text
    assert "Outlook: Population in 2040: about 89,000, rounded to 1,000" in text
    assert "Based on: trend" in text
    assert "合計特殊出生率 1.44 → 1.63" in text  # the quote of the source


def test_in_japanese(scenarios: ScenarioSet) -> None:
    text = scenario_html(scenarios["strategy"], "ja")
    rows = Tree(text).rows
    assert rows[0][:2] == ["年", "合計特殊出生率（女性1人あたり出生数）"]
    assert rows[-1] == ["2026-2049", "1.63 据え置き", "率を据え置き"]
    assert "△644 <small>" in text  # as everywhere else in Japanese
    assert not re.search(r">-\d", text)
    assert "実績から算定：平均寿命（男）" in text
    assert "展望：2040年の人口：約89,000人（1,000単位）" in text


def test_one_that_sets_nothing(scenarios: ScenarioSet) -> None:
    tree = Tree(scenario_html(scenarios["trend"], "en"))
    assert tree.rows == []
    assert "From observed events: Total fertility rate" in scenario_html(scenarios["trend"], "en")


def test_a_set_is_a_table(scenarios: ScenarioSet) -> None:
    rows = {row[0]: row for row in Tree(set_html(scenarios, "en")).rows}
    assert len(rows) == len(scenarios) + 1
    assert rows["trend"][2] == "from observed events"
    assert rows["own-projection"][2] == "Net migration (in minus out): solved so that population in 2040 is 82,044"
    assert rows["strategy"][2] == (
        "Total fertility rate: 1.44 in 2018, 1.63 in 2025 (linear), then held"
        "Net migration (in minus out): -644 in 2019, -322 in 2025 (linear), then the rates held"
    )
    assert "+322 in 2025 (linear) (added to the launch level)" in rows["strategy-on-own"][2]
    ja = {row[0]: row for row in Tree(set_html(scenarios, "ja")).rows}
    assert ja["trend"][2] == "実績から算定"
    assert "合計特殊出生率：2018年 1.44 → 2025年 1.63（直線補間）、以後は据え置き" in ja["strategy"][2]
    assert "（起点の水準への加算）" in ja["strategy-on-own"][2]
    assert "社会増減（転入－転出）：2040年の人口が82,044人になるように逆算" in ja["own-projection"][2]


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
    assert "Total fertility rate: 1.5 in 2020, then to 1.8 births per woman by 2035" in said
    assert "Net migration (in minus out), ages 20-29: -100 in 2021, then held" in said
    assert "Households moving in: couple: 10 households a year from 2025" in said
    assert "Total fertility rate: ×0.9 (2026-2027)" in said
    ja = set_html(ScenarioSet("x", (made,)), "ja")
    assert "以後は2035年までに1.8女性1人あたり出生数へ" in ja
    assert "社会増減（転入－転出）（20～29歳）" in ja
    assert "世帯の転入：couple：2025年から年10世帯" in ja
    assert "合計特殊出生率：×0.9（2026～2027年）" in ja
    rows = {row[0]: row for row in Tree(scenario_html(made, "en")).rows}
    assert rows["2026"][1:] == ["1.62 converges to 1.8 by 2035", "-100 hold", "10 what-if: Trial", "0.9 what-if: Trial"]


def test_connected_people_are_named() -> None:
    ties = read_scenarios(ROOT / "scenarios" / "kamaishi")
    rows = {row[0]: row for row in Tree(set_html(ties, "en")).rows}
    assert rows["ties"][2].startswith("People with ties: 3 kinds of ties")
    assert "つながり人口：" in set_html(ties, "ja")


def test_text_stays_text(scenarios: ScenarioSet) -> None:
    evil = "<script>alert(1)</script><b>"
    source = Source(key="x<y", kind="document", title=evil, publisher=evil, where=evil, quote=evil, note=evil)
    strategy = scenarios["strategy"]
    items = tuple(
        item.changed(source="x<y", values=tuple(one.changed(source="x<y") for one in item.values))
        for item in strategy.trajectories
    )
    made = strategy.changed(
        name=evil, title=Title(en=evil, ja=evil), based_on=(evil,), trajectories=items, outlooks=(),
        sources=(source,),
    )  # fmt: skip
    for text in (scenario_html(made, "en"), scenario_html(made, "ja"), set_html(ScenarioSet(evil, (made,)), "en")):
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
    assert re.fullmatch(r"<Scenario 'strategy': Second .*; fertility.tfr, migration.net>", repr(scenarios["strategy"]))
    assert repr(scenarios["trend"]).endswith("no assumption of its own>")
    assert "trend, own-projection, strategy" in repr(scenarios)
