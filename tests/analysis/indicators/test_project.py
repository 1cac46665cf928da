from __future__ import annotations

from functools import cache

import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

import cohort
from cohort.analysis.indicators import UNITS, Indicator, Part, indicator_table, project_indicators, read_indicators
from cohort.errors import ProjectionError
from cohort.forms import AgeRange, parse_ages
from cohort.scenario.model import Source
from cohort.text import Text
from tests.analysis.small import projection
from tests.shared import ROOT

PLAN = Source(key="plan", kind="document", title="The plan")
WHAT_IF = Source(key="guess", kind="assumption", title="A guess")


def indicator(
    unit: str = "share",
    ages: str = "65+",
    points: dict[int, float] | None = None,
    between: str = "linear",
    after: str = "hold",
    source: Source = PLAN,
    parts: tuple[Part, ...] | None = None,
) -> Indicator:
    low = AgeRange(0, None) if ages == "all" else parse_ages(ages)
    assert low is not None
    mine = parts or (Part(low, None, points or {2020: 0.1, 2030: 0.2}),)
    return Indicator("x", "X", "指標", "rate", UNITS[unit], mine, between, after, source)


# males, females by age: 0-4 ... ; ten years in steps of five, growing by a half and then doubled
SMALL = projection({0: (10, 20), 5: (30, 40), 65: (50, 60)}, (2020, 2025, 2030), factors=(1, 1.5, 2))
YEARLY = projection({0: (10, 20), 1: (30, 40), 2: (50, 60)}, (2019, 2020, 2021), step=1, factors=(1, 2, 4))


def by_year(table: pd.DataFrame, column: str = "value") -> dict[int, float]:
    return dict(zip(table["year"].tolist(), table[column].tolist(), strict=True))


def test_a_share_of_the_people_of_an_instant() -> None:
    table = project_indicators(SMALL, [indicator(points={2020: 0.1, 2025: 0.2})])
    # 110 people x 0.1; 2022: 110 x (1 + 2/10) = 132 x 0.14; 165 x 0.2; 220 x 0.2 held
    value = by_year(table)
    assert [value[y] for y in (2020, 2022, 2025, 2030)] == pytest.approx([11, 18.48, 33, 44])
    assert table["origin"].tolist() == ["point", *["linear"] * 4, "point", *["hold"] * 5]
    assert table["what_if"].tolist() == [False] * 6 + [True] * 5
    assert set(table["unit"]) == {"persons"}


def test_a_rate_over_a_year_is_by_person_years() -> None:
    table = project_indicators(YEARLY, [indicator("visits per person-year", "all", {2019: 2.0})])
    # 210 residents, 420, 840: person-years 315 and 630; the last instant begins no year
    assert by_year(table) == {2019: 630, 2020: 1260}
    assert by_year(table, "people") == {2019: 315, 2020: 630}


def test_units() -> None:
    def of(unit: str, rate: float) -> list[float]:
        return list(by_year(project_indicators(YEARLY, [indicator(unit, "all", {2019: rate})])).values())

    assert of("rides per 100 person-years", 102.9) == pytest.approx([315 * 1.029, 630 * 1.029])
    assert of("cases per 1,000 person-years", 5) == pytest.approx([1.575, 3.15])
    assert of("yen per person-year", 100) == pytest.approx([31500, 63000])
    # 315 person-years x 365 days x 830 g = 95.43 t; 2020 is a leap year
    assert of("grams per person-day", 830) == pytest.approx([315 * 365 * 830e-6, 630 * 366 * 830e-6])


def test_households_by_headship() -> None:
    parts = (Part(AgeRange(0, 1), None, {2019: 0.5}), Part(AgeRange(2, None), "female", {2019: 0.1}))
    table = project_indicators(YEARLY, [indicator("households per person", parts=parts)])
    # (10 + 20 + 30 + 40) x 0.5 + 60 x 0.1 = 56 of 160 people
    assert by_year(table)[2019] == pytest.approx(56)
    assert by_year(table, "rate")[2019] == pytest.approx(56 / 160)


def test_years_nobody_states() -> None:
    assert by_year(project_indicators(YEARLY, [indicator(points={2020: 0.1}, ages="2+", after="none")])) == {2020: 22}
    assert project_indicators(YEARLY, [indicator(points={2030: 0.1}, ages="2+")]).empty


def test_a_what_if_is_one_in_every_year() -> None:
    table = project_indicators(YEARLY, [indicator(points={2019: 0.1, 2021: 0.1}, ages="2+", source=WHAT_IF)])
    assert table["what_if"].all()
    assert not project_indicators(YEARLY, [indicator(points={2019: 0.1, 2021: 0.1}, ages="2+")])["what_if"].any()


@given(st.floats(0, 1), st.integers(2020, 2029))
def test_between_two_points(share: float, year: int) -> None:
    table = project_indicators(SMALL, [indicator(points={2020: share, 2030: 1 - share})])
    rate = by_year(table, "rate")[year]
    assert rate == pytest.approx(share + (1 - 2 * share) * (year - 2020) / 10, abs=1e-12)


def test_nobody_has_no_rate() -> None:
    empty = projection({0: (0, 0), 1: (0, 0)}, (2019, 2020), step=1)
    table = project_indicators(empty, [indicator(points={2019: 0.5}, ages="1+")])
    assert table["value"].tolist() == [0, 0]
    assert table["rate"].isna().all()


@pytest.mark.parametrize("ages", ["63+", "6-11", "66+", "65-70"])
def test_ages_that_are_not_told_apart(ages: str) -> None:
    with pytest.raises(ProjectionError, match=rf"x.ages: {ages.replace('+', '.')} cannot be counted") as caught:
        project_indicators(SMALL, [indicator(ages=ages)])
    assert "数えられません" in caught.value.text("ja")


def test_an_unknown_indicator() -> None:
    with pytest.raises(ProjectionError, match=r"care: no such indicator; there are x\.") as caught:
        project_indicators(SMALL, [indicator()], only=["care", "y"])
    assert len(caught.value.problems) == 2
    assert not project_indicators(SMALL, [indicator()], only=["x"]).empty


def test_areas_and_draws() -> None:
    one = SMALL.expand_dims(area=["03209"])
    assert not project_indicators(one, [indicator()]).empty
    two = xr.concat([one, one.assign_coords(area=["03402"])], dim="area")
    with pytest.raises(ProjectionError, match="choose one area and draw"):
        project_indicators(two, [indicator()])


@cache
def real() -> tuple[xr.Dataset, tuple[Indicator, ...]]:
    inputs = cohort.read_inputs(ROOT / "inputs/ichinoseki")
    scenarios = cohort.read_scenarios(ROOT / "scenarios/ichinoseki")
    chosen = [scenarios[name] for name in ("trend", "strategy")]
    return cohort.project(cohort.assume(inputs, chosen)), read_indicators(inputs.path, inputs)


def test_ichinoseki_at_launch() -> None:
    table = project_indicators(*real())
    first = table[(table["scenario"] == "trend") & (table["year"] == 2020)].set_index("indicator")
    # register of 1 January 2020: 41,658 residents aged 65+; 16.4 % + 0.7 points / 6 = 16.517 %
    assert first.loc["care-certified", "people"] == pytest.approx(41658)
    assert first.loc["care-certified", "value"] == pytest.approx(41658 * (0.164 + 0.007 / 6))
    # 830 - 22/6 g, 366 days, person-years between 115,426 and a year later
    people = float(first.loc["household-waste", "people"])
    assert 114_000 < people < 115_426
    assert first.loc["household-waste", "value"] == pytest.approx(people * (830 - 22 / 6) * 366 / 1e6)
    pupils = real()[0]["population"].sel(scenario="trend", time=2020, age=slice(6, 11)).sum()
    assert first.loc["elementary-pupils", "value"] == pytest.approx(float(pupils))


def test_every_scenario_has_every_indicator() -> None:
    table = project_indicators(*real())
    last = table[table["year"] == 2049]
    assert sorted(set(last["scenario"])) == ["strategy", "trend"]
    assert len(last) == 10  # five of six: a share of care need that is held would point the wrong way
    assert "care-certified" not in set(last["indicator"])
    assert last["what_if"].all()  # no plan says anything about 2049


def test_the_table() -> None:
    outcome, indicators = real()
    values = project_indicators(outcome, indicators)
    titles = {"trend": Text("Trend", "すう勢"), "strategy": Text("Strategy", "総合戦略")}
    made = indicator_table(values, indicators, titles, [2020, 2025, 2040, 2050])
    head, *rows = made.say("en")
    assert head == ["Indicator", "Unit", "Scenario", "2020", "2025", "2040", "2050"]
    assert len(rows) == 12
    assert rows[0][:4] == ["Persons certified as needing care", "persons", "Trend", "6,881"]
    assert not rows[0][5]  # of care nothing is said after the plan's last year
    assert rows[2][5].endswith("*")
    assert rows[2][0] == "Household waste"
    assert rows[2][6] == ""
    assert rows[6][:2] == ["Rides on community buses (what-if)", "rides a year"]
    cell = made.rows[2][5]
    assert (cell.scenario, cell.year, cell.mark) == ("trend", 2040, "*")
    assert any(note.say("en").endswith("Source: その年齢の全員が市内の学校に通うという仮定") for note in made.notes)
    japanese = indicator_table(values, indicators, titles, [2020], left_out=indicators[:1])
    assert japanese.say("ja")[7][:2] == ["コミュニティバス等の乗車回数（仮定）", "回／年"]
    said = [note.say("ja") for note in japanese.notes]
    assert said[1] == "年齢が推計の階級より細かいため示していない指標：要介護認定者数。"
    assert "65歳以上：2019: 0.164、2025: 0.171。その後の値は示さない" in said[2]


def test_the_table_leaves_out_what_has_no_value() -> None:
    small = project_indicators(YEARLY, [indicator(points={2030: 0.1}, ages="2+")])
    assert not indicator_table(small, [indicator()], {}, [2020])
    ended = indicator(
        points={2019: 0.1}, ages="2+", after="none", parts=(Part(AgeRange(2, None), "male", {2019: 0.1}),)
    )
    shown = indicator_table(project_indicators(YEARLY, [ended]), [ended], {"projection": Text("P", "推")}, [2019])
    assert shown.say("en")[1][2:] == ["P", "5"]
    assert "No value after that" in shown.notes[-1].say("en")
    assert "2歳以上・男：2019: 0.1" in shown.notes[-1].say("ja")
