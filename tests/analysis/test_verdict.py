from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.analysis.frames import verdict_frame
from cohort.analysis.verdict import judge, verdicts, yearly_path
from cohort.errors import ProjectionError
from cohort.scenario.model import Outlook
from tests.analysis.small import projection, scenario, totals


def at_least(value: float, year: int = 2023, measure: str = "population") -> Outlook:
    return Outlook(measure=measure, year=year, source="plan", at_least=value)


def test_met() -> None:
    verdict = judge(totals({"a": [100, 99, 98, 97, 90]}), "a", at_least(95))
    assert verdict.met
    assert (verdict.value, verdict.gap, verdict.gap_persons, verdict.needed) == (97, 2, 2, 0)
    assert verdict.lost_year is None
    assert not verdict.never_reached
    assert not verdict.interpolated


def test_missed_and_lost_in_the_first_year_below() -> None:
    verdict = judge(totals({"a": [100, 96, 94, 92, 90]}), "a", at_least(95))
    assert not verdict.met
    assert (verdict.value, verdict.gap, verdict.needed) == (92, -3, 3)
    assert verdict.lost_year == 2022


def test_a_dip_that_recovers_does_not_count() -> None:
    verdict = judge(totals({"a": [100, 94, 96, 93]}), "a", at_least(95))
    assert verdict.lost_year == 2023


def test_exactly_what_is_promised_is_met() -> None:
    assert judge(totals({"a": [100, 95]}), "a", at_least(95, 2021)).met


def test_never_there() -> None:
    verdict = judge(totals({"a": [90, 91, 92, 93]}), "a", at_least(95))
    assert verdict.never_reached
    assert verdict.lost_year == 2020


def test_at_most_a_share_with_the_gap_in_people() -> None:
    summary = totals({"a": [1000, 900, 800]}, share_65_plus={"a": [0.38, 0.41, 0.45]})
    verdict = judge(summary, "a", Outlook(measure="share_65_plus", year=2022, source="plan", at_most=0.40))
    assert not verdict.met
    assert verdict.gap == pytest.approx(0.05)
    assert verdict.gap_persons == pytest.approx(40)  # 0.05 of 800
    assert verdict.needed == pytest.approx(-0.05)
    assert verdict.lost_year == 2021


def test_about_a_published_figure_is_met_on_neither_side() -> None:
    summary = totals({"a": [1000, 990, 984]})
    close = judge(
        summary, "a", Outlook(measure="population", year=2022, source="plan", about=980, rounding=10, scope="scenario")
    )
    assert close.met  # 984 lies within 975 and 985
    far = judge(
        summary, "a", Outlook(measure="population", year=2022, source="plan", about=970, rounding=20, scope="scenario")
    )
    assert not far.met  # 960 to 980
    assert far.needed == pytest.approx(-4)
    assert far.never_reached
    low = judge(
        summary, "a", Outlook(measure="population", year=2022, source="plan", about=1000, rounding=20, scope="scenario")
    )
    assert (low.met, low.lost_year) == (False, 2022)  # 990 is still within 990 to 1010


def test_words_of_a_verdict() -> None:
    summary = totals({"a": [100, 96, 94, 92]}, share_65_plus={"a": [0.4, 0.41, 0.42, 0.43]})
    share = Outlook(measure="share_65_plus", year=2023, source="plan", at_most=0.40)
    figure = Outlook(measure="population", year=2023, source="plan", about=92, rounding=1, scope="scenario")
    found = [judge(summary, "a", one) for one in (at_least(95), at_least(90), at_least(120), share, figure)]
    assert [one.said.say("ja") for one in found] == ["届かない", "達成", "届かない", "上回る", "一致"]
    assert [one.said.say("en") for one in found] == ["falls short", "met", "falls short", "above", "agrees"]
    assert [one.lost_said.say("ja") for one in found] == ["2022年から", "–", "当初から", "2021年から", "–"]
    assert [one.shown_gap for one in found][:3] == [-3, 2, -28]


def test_what_a_base_publishes_for_itself_is_not_asked_of_those_built_on_it() -> None:
    figure = Outlook(measure="population", year=2022, source="plan", about=95, rounding=1, scope="scenario")
    summary = totals({"own": [100, 97, 95], "built": [100, 98, 96]})
    found = verdicts(summary, [scenario("own", figure), scenario("built", figure, based_on=("own",))])
    assert [one.scenario for one in found] == ["own"]


def test_five_year_steps_are_lost_in_a_whole_calendar_year() -> None:
    # from 100 in 2020 to 90 in 2025: 96 in 2022, 94 in 2023, so below 95 from 2023 on
    summary = totals({"a": [100, 90, 80]}, step=5)
    verdict = judge(summary, "a", at_least(95, 2030))
    assert verdict.lost_year == 2023
    assert not verdict.interpolated
    between = judge(summary, "a", at_least(95, 2024))
    assert between.interpolated
    assert between.value == pytest.approx(92)


def test_flows_are_per_year() -> None:
    summary = totals({"a": [100, 90, 80]}, step=5, births={"a": [3000, 2500]})
    verdict = judge(summary, "a", at_least(550, 2027, "births"))
    assert (verdict.value, verdict.lost_year) == (500, 2025)
    assert verdict.gap_persons == -50
    assert not verdict.interpolated


def test_rates_of_a_period_are_not_divided() -> None:
    summary = totals({"a": [100, 90, 80]}, step=5, tfr={"a": [1.44, 1.63]})
    assert judge(summary, "a", at_least(1.6, 2026, "tfr")).value == 1.63
    assert judge(summary, "a", at_least(1.6, 2026, "tfr")).gap_persons is None


def test_promises_are_asked_of_all_and_statements_of_their_own() -> None:
    promise, statement = (
        at_least(95),
        Outlook(measure="population", year=2023, source="plan", about=92, rounding=1, scope="scenario"),
    )
    summary = totals({"a": [100, 97, 95, 92], "b": [100, 99, 98, 97]})
    found = verdicts(summary, [scenario("a", promise, statement), scenario("b")])
    assert [(v.scenario, v.outlook.bound, v.own, v.met) for v in found] == [
        ("a", "at_least", True, False),
        ("b", "at_least", False, True),
        ("a", "about", True, True),
    ]
    assert verdict_frame(found)["source"].tolist() == ["plan"] * 3


def test_the_same_promise_from_another_source_is_asked_once() -> None:
    other = Outlook(measure="population", year=2023, source="elsewhere", at_least=95)
    summary = totals({"a": [100, 97, 95, 92], "b": [100, 99, 98, 97]})
    found = verdicts(summary, [scenario("a", at_least(95)), scenario("b", other)])
    assert [(v.scenario, v.own) for v in found] == [("a", True), ("b", True)]


def test_verdicts_of_a_projection_without_scenarios() -> None:
    cells = dict.fromkeys(range(0, 95, 5), (10.0, 10.0))
    found = verdicts(projection(cells, (2020, 2025), factors=(1.0, 0.5)), [scenario("only", at_least(200, 2025))])
    assert [(v.value, v.met) for v in found] == [(190, False)]


@pytest.mark.parametrize(
    ("outlook", "message"),
    [
        (at_least(1, 2051), "year: 2051 is outside the projection, 2020 to 2023"),
        (at_least(1, 2019), "year: 2019 is outside"),
        (at_least(1, 2023, "populaton"), "Did you mean 'population'"),
        (at_least(1, 2023, "share_65_plus"), "ratio over nobody"),
    ],
)
def test_what_cannot_be_judged(outlook: Outlook, message: str) -> None:
    summary = totals({"a": [100, 97, 95, 92]}, share_65_plus={"a": [0.1, 0.2, 0.3, np.nan]})
    with pytest.raises(ProjectionError, match=message) as caught:
        judge(summary, "a", outlook)
    assert caught.value.text("ja") != caught.value.text("en")


def test_several_areas_are_not_one_path() -> None:
    summary = totals({"a": [100, 97, 95, 92]})
    one = summary.expand_dims(area=["03209"])
    assert judge(one.assign_attrs(summary.attrs), "a", at_least(95)).value == 92
    with pytest.raises(ProjectionError, match="area: a verdict is on one path"):
        judge(summary.expand_dims(area=["03209", "03402"]).assign_attrs(summary.attrs), "a", at_least(95))


@pytest.mark.parametrize(
    ("outlook", "low", "high"),
    [
        (Outlook(measure="population", year=2040, source="plan", at_most=3), -math.inf, 3),
        (Outlook(measure="population", year=2040, source="plan", at_least=3), 3, math.inf),
        # 約89,000 is printed to the thousand: 88,500 rounds to it, and more residents are what the plan wants
        (Outlook(measure="population", year=2040, source="plan", about=89_000, rounding=1000), 88_500, math.inf),
        (Outlook(measure="share_65_plus", year=2040, source="plan", about=0.40, rounding=0.01), -math.inf, 0.405),
        (Outlook(measure="median_age", year=2040, source="plan", about=50, rounding=1), 49.5, 50.5),
        # a figure published for one path is met on neither side
        (
            Outlook(measure="population", year=2040, source="plan", about=75_056, rounding=1, scope="scenario"),
            75_055.5,
            75_056.5,
        ),
    ],
)
def test_about_is_judged_by_the_plans_rounding(outlook: Outlook, low: float, high: float) -> None:
    assert outlook.limits() == pytest.approx((low, high))


@given(st.lists(st.floats(0, 1000), min_size=2, max_size=40), st.floats(0, 1000), st.booleans())
def test_lost_year_by_its_definition(values: list[float], bound: float, least: bool) -> None:
    last = 2020 + len(values) - 1
    outlook = Outlook.of("population", last, "at_least" if least else "at_most", bound, source="plan")
    verdict = judge(totals({"a": values}), "a", outlook)
    wrong = [value < bound if least else value > bound for value in values]
    expected = None
    for index in range(len(values)):  # the slow way
        if all(wrong[index:]):
            expected = 2020 + index
            break
    assert verdict.lost_year == expected
    assert verdict.met == (expected is None)
    assert values[-1] + verdict.needed == pytest.approx(values[-1] if verdict.met else bound)


def test_yearly_path_of_periods_covers_every_calendar_year() -> None:
    summary = totals({"a": [100, 90, 80]}, step=5, births={"a": [3000, 2500]})
    years, values = yearly_path(summary["births"].sel(scenario="a"), 5)
    assert years.tolist() == list(range(2020, 2030))
    assert values.tolist() == [600.0] * 5 + [500.0] * 5


def test_an_outlook_is_said_in_the_plans_own_words() -> None:
    """The plan of Kamaishi says 27,000人程度: the Japanese figure is that; without words of its own it is 約27,000人."""
    own = Outlook.of("population", 2040, "about", 27_000, source="plan", wording="27,000人程度")
    assert (own.said.say("ja"), own.said.say("en")) == ("27,000人程度", "about 27,000")
    plain = Outlook.of("population", 2040, "about", 27_000, source="plan")
    assert plain.said.say("ja") == "約27,000人"
    braces = Outlook.of("population", 2040, "about", 27_000, source="plan", wording="{27,000}人")
    assert braces.said.say("ja") == "{27,000}人"
