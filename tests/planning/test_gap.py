"""Gaps split exactly, thresholds, momentum."""

import pytest

from cohort import project
from cohort.planning import Case, read_case
from cohort.planning.ageing import momentum
from cohort.planning.gap import explicit, gap_between
from cohort.planning.gap_told import gap_ages_table, gap_table, gap_years_table
from cohort.planning.thresholds import Crossing, threshold_table
from cohort.text import Text
from tests.shared import ROOT


@pytest.fixture(scope="module")
def trend() -> Case:
    return read_case(ROOT / "scenarios" / "ichinoseki" / "trend.toml")


def test_parts_add_up_to_the_gap(plan: Case, trend: Case) -> None:
    found = gap_between(trend, plan, 2040)
    ends = [float(one.summary["population"].sel(time=2040)) for one in (trend, plan)]
    assert found.total == pytest.approx(ends[1] - ends[0], abs=1e-6)
    assert sum(found.by_lever.values()) == pytest.approx(found.total, abs=1e-6)
    assert found.launch + sum(found.by_year.values()) == pytest.approx(found.total, abs=1e-6)
    assert sum(found.by_age.values()) == pytest.approx(found.total, abs=1e-6)
    assert sum(found.generations) == pytest.approx(found.total, abs=1e-6)
    assert found.by_lever["launch"] == found.by_lever["mortality"] == 0
    assert found.by_lever["fertility"] > 0 < found.by_lever["migration"]
    assert found.generations[1] > found.by_lever["fertility"]  # migrants have children, too
    assert f"Fertility +{found.by_lever['fertility']:,.0f}" in found.sentence.say("en")
    assert gap_table(found).say("ja")[1][0] == "基準人口"
    told = {row[0].say("en"): row[1].value for row in gap_table(found).rows}
    direct, through_births = found.generations
    assert told["of it: residents and migrants themselves"] == direct
    assert told["of it: through births"] == through_births
    by_year = {row[0].say("en"): row[1].value for row in gap_years_table(found).rows}
    assert {year: by_year[str(year)] for year in found.by_year} == found.by_year
    assert min(found.by_year) == 2020  # the plan differs from its first period on
    for made in (gap_years_table(found), gap_ages_table(found)):  # their parts add up, too
        *parts, total = [row[1].value for row in made.rows]
        assert sum(parts) == pytest.approx(total, abs=1e-6)
    back = gap_between(plan, trend, 2040)
    assert back.by_lever["migration"] == pytest.approx(-found.by_lever["migration"], abs=1e-6)


def test_a_gap_of_nothing(plan: Case) -> None:
    found = gap_between(plan, plan, 2040)
    assert found.total == 0
    assert set(found.by_lever.values()) == {0.0}


def test_rates_that_meet_a_total_give_the_same_projection(plan: Case) -> None:
    given, written = project(plan.assumptions), project(explicit(plan))
    assert float(abs(given["population"] - written["population"]).max()) < 1e-9


def test_momentum_settles(plan: Case) -> None:
    one, two = momentum(plan, years=300), momentum(plan, years=400)
    assert one.ratio == pytest.approx(two.ratio, rel=1e-3)
    assert 0.5 < one.ratio < 0.7
    assert "0.62 times" in one.sentence.say("en")


def test_crossings_as_a_table() -> None:
    both = threshold_table(
        [Crossing(name, Text(name, name), "6", 400, True, year) for name, year in (("A", 2031), ("B", 2044))]
    )
    assert both.say("en")[1:] == [["A", "2031"], ["B", "2044"]]
    made = threshold_table(
        [
            Crossing("a", Text("A", "甲"), "6", 400, True, 2031),
            Crossing("a", Text("A", "甲"), "share_65_plus", 0.5, False, None),
        ]
    )
    assert made.say("en")[1] == ["A", "2031", "not crossed"]
    assert made.say("ja")[0][2] == "高齢化率が50.0%を上回る年"
