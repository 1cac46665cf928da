"""Scenarios in the official form: totals by step, the child-woman ratio, calibration, refusals."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from cohort.assumptions import assume
from cohort.assumptions.calibrate import implied_level
from cohort.assumptions.official import OfficialBaseline, official_labels
from cohort.assumptions.official_form import OfficialForm, fertility, net_steps
from cohort.assumptions.walk import totals
from cohort.errors import AssumptionError
from cohort.inputs import Inputs, read_inputs
from cohort.projection.project import project
from cohort.scenario import read_scenarios
from cohort.scenario.model import Band, Converge, Households, Member, Shock
from tests.assumptions.official_small import LAUNCH, baseline, calibration, scenario, trajectory
from tests.shared import ROOT

NET = "migration.net"
FIRST_STRATEGY = {2014: -448.0, 2019: -329.0, 2029: 0.0}


@pytest.fixture(scope="module")
def city() -> Inputs:
    return read_inputs(ROOT / "inputs" / "ichinoseki")


def form(base: OfficialBaseline | None = None) -> OfficialForm:
    return OfficialForm(LAUNCH, (), base or baseline())


def steps(
    points: dict[int, float],
    after: str | Converge | None = None,
    relation: str = "absolute",
    implied: float | None = None,
):  # type: ignore[no-untyped-def]
    total, control = net_steps(trajectory(NET, points, after, relation), baseline(), implied)
    return total.round(9).tolist(), control.tolist()


def test_without_a_word_the_rates_go_on() -> None:
    total, control = net_steps(None, baseline(), None)
    assert (total.tolist(), control.tolist()) == ([0.0] * 6, [0] * 6)


def test_an_implied_level_is_met_once_and_its_rates_are_held() -> None:
    total, control = net_steps(None, baseline(), -7.0)
    assert (total.tolist(), control.tolist()) == ([-35.0, 0, 0, 0, 0, 0], [1, 2, 2, 2, 2, 2])


def test_totals_of_the_first_strategy_by_hand() -> None:
    # level -2 in 2010-2013, then 448; 424.2 + 400.4 + 376.6 + 352.8 + 329; then 32.9 less each year to 0
    total, control = steps(FIRST_STRATEGY)
    assert total == [-456.0, -1883.0, -1151.5, -329.0, 0.0, 0.0]
    assert control == [1] * 6


def test_rates_held_after_the_last_point() -> None:
    total, control = steps({2012: -10.0, 2016: -30.0}, "hold_rates")
    # -2, -2, -10, -15, -20; then -25, -30 and the last value for the rest of that step
    assert total == [-49.0, -145.0, 0, 0, 0, 0]
    assert control == [1, 1, 2, 2, 2, 2]


def test_points_before_the_launch_under_hold_rates() -> None:
    total, control = steps({2008: -10.0}, "hold_rates")
    assert (total, control) == ([-50.0, 0, 0, 0, 0, 0], [1, 2, 2, 2, 2, 2])


def test_improvements_are_added_to_the_implied_level() -> None:
    total, control = steps({2014: 0.0, 2019: 5.0}, "hold_rates", "added", implied=-7.0)
    assert total == [-35.0, -20.0, 0, 0, 0, 0]  # -7 + 1, 2, 3, 4, 5
    assert control == [1, 1, 2, 2, 2, 2]


def test_relative_values_multiply_the_level() -> None:
    total, _ = steps({2010: 0.5}, "hold", "relative")
    assert total == [-5.0] * 6


def test_convergence_to_a_value() -> None:
    total, _ = steps({2010: -10.0}, Converge(converge=0.0, by=2020))
    assert total == [-40.0, -15.0, 0, 0, 0, 0]  # 10 + 9 + 8 + 7 + 6; 5 + 4 + 3 + 2 + 1


def test_a_late_first_point_leaves_the_steps_before_it_to_the_rates() -> None:
    total, control = steps({2026: -30.0})
    assert (total, control) == ([0, 0, 0, -122.0, -150.0, -150.0], [0, 0, 0, 1, 1, 1])


def test_tfr_of_the_end_of_each_step() -> None:
    asked = scenario(trajectory("fertility.tfr", {2013: 1.58, 2019: 1.65, 2029: 1.8}))
    tfr, ratio = fertility(asked, baseline(), None)
    wanted = [1.58 + 0.07 / 3, 1.665, 1.74, 1.8, 1.8, 1.8]  # 2015, 2020, 2025, 2030 ...
    assert tfr == pytest.approx(wanted)
    assert ratio == pytest.approx(0.2 * np.array(wanted) / 1.58)


def test_one_step_by_hand() -> None:
    # women 15-49 after a step: seven groups of 100 x 0.9, less 10 (20-24), plus 5 (25-29)
    made = form().schedules(scenario()).dataset().drop_vars("e0")  # that of real life tables
    after = project(made)["population"].sel(time=2015)
    assert float(after.sel(sex="female", age=slice(15, 45)).sum()) == pytest.approx(625.0)
    assert float(after.sel(age=0).sum()) == pytest.approx(125.0)
    assert float(after.sel(sex="male", age=0)) == pytest.approx(125 * 105 / 205)
    assert float(after.sel(sex="male", age=90)) == pytest.approx(180.0)


def test_no_published_tfr_is_no_hindrance_unless_one_is_asked_for() -> None:
    base = baseline(published=None)
    tfr, ratio = fertility(scenario(), base, None)
    assert np.isnan(tfr).all()
    assert ratio.tolist() == [0.2] * 6
    assert "tfr" not in form(base).schedules(scenario()).variables
    with pytest.raises(AssumptionError, match="no TFR to scale"):
        form(base).schedules(scenario(trajectory("fertility.tfr", {2015: 1.6})))
    with pytest.raises(AssumptionError, match="no TFR to scale"):
        implied_level(scenario(calibrate=calibration("fertility.tfr")), form(base))


def test_life_expectancy_moves_survivorship() -> None:
    base = baseline()
    e0 = base.tables.e0
    longer = {2010: float(e0[0, 1]) + 2}
    made = form(base).schedules(scenario(trajectory("mortality.e0.female", longer))).dataset()
    assert made["e0"].sel(sex="female").values == pytest.approx(e0[:, 1] + 2)
    assert made["e0"].sel(sex="male").values == pytest.approx(e0[:, 0])
    same = form(base).schedules(scenario(trajectory("mortality.e0.male", {2010: float(e0[0, 0])})))
    assert same.variables["survivorship"][1] is base.survivorship
    after = made["survivorship"].sel(age=slice(65, None))
    assert (after.sel(sex="female") > after.sel(sex="male")).all()


def test_life_expectancy_of_a_step_is_that_of_its_middle_year() -> None:
    base = baseline()
    start = float(base.tables.e0[0, 0])
    asked = scenario(trajectory("mortality.e0.male", {2010: start, 2040: start + 3}))  # a tenth of a year each year
    made = form(base).schedules(asked).dataset()
    middles = np.array([2012, 2017, 2022, 2027, 2032, 2037])
    assert made["e0"].sel(sex="male").values == pytest.approx(start + (middles - 2010) / 10)


@pytest.mark.parametrize(("lever", "level", "observed"), [(NET, -12.0, -2.0), ("fertility.tfr", 2.0, 1.58)])
def test_calibration_finds_the_level_back(lever: str, level: float, observed: float) -> None:
    base = baseline()
    made = form(base).schedules(scenario(), *((level, None) if lever == NET else (None, level)))
    goal = float(totals(made)["population"].sel(time=2030))
    found = implied_level(scenario(calibrate=calibration(lever, 2030, goal)), form(base))
    assert found.value == pytest.approx(level, abs=1e-6)
    assert found.observed == pytest.approx(observed)
    note = found.record
    assert f"{goal:,.0f} residents in 2030 need" in note.en
    assert f"2030年に{goal:,.0f}人" in note.ja


@pytest.mark.parametrize(
    ("goal", "own", "message"),
    [
        (calibration(value=1e9), (), "1,000,000,000 in 2040 is not reached"),
        (calibration(value=10.0), (), "10 in 2040 is not reached"),
        (calibration(year=2038), (), "got 2038; the projection runs from 2010 to 2040 in steps of 5 years"),
        (calibration("mortality.e0.male"), (), "use lever 'migration.net' or 'fertility.tfr'"),
        (calibration(measure="births"), (), "measure 'population'"),
        (calibration(), (trajectory(NET, FIRST_STRATEGY),), "has points of its own"),
    ],
)
def test_calibrations_that_cannot_be(goal, own, message: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(AssumptionError) as error:
        implied_level(scenario(*own, calibrate=goal), form())
    assert message in error.value.text("en")
    assert error.value.text("ja") != error.value.text("en")


def test_everything_that_has_no_place_is_named_at_once() -> None:
    of_rates = {
        "tfr_scale": "one",
        "fertility_level": "last_year",
        "migration_level": "count",
        "migration_ages": "register",
    }
    launch = LAUNCH.changed(basis="register", migration_timing="even", events=(2019,), **of_rates)
    band = Band(ages=(10, 39), flow="net", **dict(trajectory(NET, {2015: -1.0})))
    asked = scenario(
        trajectory("fertility.births", {2015: 10.0}),
        launch=launch,
        bands=(band,),
        households=(
            Households(
                template="family",
                members=(Member(sex="male", age=30),),
                per_year=1.0,
                first_year=2015,
                last_year=None,
                source="s",
            ),
        ),
        shocks=(Shock(measure="mortality.mx", first_year=2020, last_year=2021, source="s", factor=1.1),),
    )
    with pytest.raises(AssumptionError) as error:
        OfficialForm.check(asked)
    text = error.value.text("en")
    for where in (
        "launch.basis",
        "launch.migration_timing",
        "launch.events",
        *(f"launch.{key}" for key in of_rates),
        "fertility.births",
        "migration.band",
        "migration.households",
        "shock",
    ):
        assert f"  {where}:" in text
    assert "国勢調査" in error.value.text("ja")
    OfficialForm.check(scenario())


def test_trend_is_pattern_1_with_its_rates_held(city: Inputs) -> None:
    from cohort.assumptions.official import official_baseline

    found = assume(city, scenario(name="trend"))
    plain = official_labels(official_baseline(city, date(2010, 10, 1), 2040, held=True)).dataset()
    ours, theirs = (project(d)["population"].values.squeeze() for d in (found, plain))
    assert np.array_equal(ours, theirs)
    assert found.attrs["births"] == "child_woman_ratio"
    assert found["tfr"].values.tolist() == [1.58] * 6
    assert found["e0"].shape == (6, 2)


def test_first_strategy(city: Inputs) -> None:
    scenarios = read_scenarios(ROOT / "scenarios" / "ichinoseki-first-strategy")
    found = assume(city, scenarios)
    population = project(found)["population"].sum(["sex", "age"]).sel(time=2040)
    assert float(population.sel(scenario="own-projection")) == pytest.approx(75056, abs=1e-3)
    # short of what rounds to the outlook where mortality slows down; with a random walk it is met
    assert 84_000 < float(population.sel(scenario="outlook")) < 85_500
    walked = [one.changed(launch=one.launch.changed(mortality="random_walk")) for one in scenarios]
    by_walk = project(assume(city, walked))["population"].sum(["sex", "age"]).sel(time=2040)
    assert float(by_walk.sel(scenario="outlook")) == pytest.approx(86000, rel=0.006)
    assert "scenario" not in found["launch_population"].dims
    assert found["net_migration_total"].sel(scenario="outlook", period=2015) == pytest.approx(-1883.0)
    implied = json.loads(found.attrs["implied"])
    assert set(implied) == {"own-projection", "outlook-on-own"}
    assert implied["own-projection"] == implied["outlook-on-own"]
    assert found.attrs["reference_scenario"] == "own-projection"
    notes = json.loads(found.attrs["records"])
    assert [n["scenario"] for n in notes if n["where"] == "calibrate"] == ["own-projection", "outlook-on-own"]


def test_a_wrong_start_is_an_error(city: Inputs) -> None:
    with pytest.raises(AssumptionError, match="observed are"):
        assume(city, scenario(trajectory("fertility.tfr", {2013: 1.7})))
    with pytest.raises(AssumptionError, match="observed are"):
        assume(city, scenario(trajectory(NET, {2010: -100.0})))
    assume(city, scenario(trajectory(NET, {2010: -100.0}, jump_off="scenario")))


def test_forms_are_not_mixed(city: Inputs) -> None:
    yearly = scenario(name="yearly", launch=LAUNCH.changed(births="asfr"))
    with pytest.raises(AssumptionError) as error:
        assume(city, [scenario(), yearly], step=1)
    assert 'yearly count births by "asfr"' in error.value.text("en")
    assert "step: got 1" in error.value.text("en")
    assert "5 年刻み" in error.value.text("ja")


def test_one_launch_has_one_set_of_records(city: Inputs) -> None:
    found = assume(city, [scenario(name="a"), scenario(name="b", launch=LAUNCH.changed(rake_to=None))])
    assert "scenario" not in found["survivorship"].dims
    assert {n["scenario"] for n in json.loads(found.attrs["records"])} == {""}
