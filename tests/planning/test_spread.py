"""Ranges of answers over readings and over draws: each version asked alone gives what all of them side by side give."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from cohort import project
from cohort.errors import CohortError
from cohort.planning import (
    Case,
    Spread,
    Versions,
    crossing_range,
    delay_ranges,
    delays,
    family_values,
    gap,
    gap_ranges,
    held_range,
    lever_range,
    monitor,
    path_ranges,
    remaining_range,
    solve,
    spread_of,
    spread_table,
    stabilise,
    thresholds,
    value_range,
)
from cohort.planning.case import case_of
from cohort.planning.monitor import rebased
from cohort.planning.versions import met
from cohort.run import Run, run
from cohort.story.ranges import drawn_versions, read_versions
from cohort.text import Text
from tests.shared import ROOT, computed

FEW = (0, 100, 333, 500)


@pytest.fixture(scope="module")
def made() -> Run:
    return computed("ichinoseki")


@pytest.fixture(scope="module")
def plan(made: Run) -> Case:
    return case_of(made, "strategy")


@pytest.fixture(scope="module")
def readings(made: Run, plan: Case) -> Versions:
    """Some readings of the grid, side by side."""
    assert made.readings is not None
    return Versions.of(plan, made.readings.assumed.isel(scenario=list(FEW)), "readings")


@pytest.fixture(scope="module")
def alone(made: Run, plan: Case) -> list[Case]:
    """The same readings, each a case of its own."""
    assert made.readings is not None
    return [Case(plan.inputs, plan.scenario, _single(made.readings.assumed, place)) for place in FEW]


def _single(assumed: xr.Dataset, place: int) -> xr.Dataset:
    one = assumed.isel(scenario=place, drop=True)
    return one.drop_vars("reference_date", errors="ignore")


def ends(cases: list[Case], ask: Callable[[Case], float]) -> tuple[float, float]:
    values = [ask(case) for case in cases]
    return min(values), max(values)


@pytest.mark.parametrize("name", ["migration.net", "fertility.tfr", "households:couple-30s-child"])
def test_levers(plan: Case, readings: Versions, alone: list[Case], name: str) -> None:
    found = solve(plan, lever=name)[-1]
    one = lever_range(readings, found)
    wanted = ends(alone, lambda case: solve(case, lever=name)[-1].value)
    assert (one.low, one.high) == pytest.approx(wanted, abs=0.002 if name == "fertility.tfr" else 0.05)
    assert (one.count, one.without) == (len(FEW), 0)


def test_what_is_found_is_put_back(plan: Case, readings: Versions) -> None:
    """By the engine itself: the total is written by hand into the schedules of every reading."""
    found = solve(plan, lever="migration.net")[-1]
    values = readings.needed(found.lever, found.value, "population", 2040, 89_000, found.since)
    given = readings.bare
    at = given["period"] >= found.since
    wanted = xr.DataArray(values, dims="draw", coords={"draw": given["draw"]})
    again = (
        project(
            given.assign(
                net_migration_total=wanted.where(at, given["net_migration_total"]),
                net_migration_control=xr.where(at, 1, given["net_migration_control"]),
            )
        )["population"]
        .sel(time=2040)
        .sum(["sex", "age"])
    )
    np.testing.assert_allclose(again.values, 89_000, atol=0.5)


def test_delay_holding_and_values(plan: Case, readings: Versions, alone: list[Case]) -> None:
    late = delays(plan, years=(0, 5))
    lost, needed = delay_ranges(readings, *late)
    each = [delays(case, years=(0, 5)) for case in alone]
    assert (lost.low, lost.high) == pytest.approx((min(e[1].lost for e in each), max(e[1].lost for e in each)), abs=0.5)
    exact = ends(alone, lambda case: solve(case, lever="migration.net", since=late[1].since)[-1].value)
    assert (needed.low, needed.high) == pytest.approx(exact, abs=0.05)
    for measure in ("population", "women:20-39"):
        held = held_range(readings, stabilise(plan, measure=measure))
        wanted = ends(alone, lambda case, m=measure: float(np.ceil(stabilise(case, measure=m).families - 1e-6)))
        assert (held.low, held.high) == pytest.approx(wanted, abs=1)
    family = family_values(plan)[1]
    worth = value_range(readings, family)
    assert (worth.low, worth.high) == pytest.approx(
        ends(alone, lambda case: family_values(case)[1].residents), rel=1e-6
    )


def test_gap_lines_and_standing(made: Run, plan: Case, readings: Versions, alone: list[Case]) -> None:
    other, found = case_of(made, "own-projection"), gap(made, "own-projection", "strategy", 2040)
    total, *parts = gap_ranges(readings, other, found)
    reached = [float(case.summary["population"].sel(time=2040)) - found.start for case in alone]
    assert (total.low, total.high) == pytest.approx((min(reached), max(reached)), abs=1e-6)
    just = Versions.of(plan, made.readings.assumed.isel(scenario=[FEW[1]]), "readings")
    one = gap_ranges(just, other, found)
    assert one[0].low == pytest.approx(sum(part.low for part in one[1:]), abs=1e-6)
    assert len(parts) == 4
    line = next(each for each in thresholds(made, [("women:20-39", 5000)]) if each.scenario == "strategy")
    years = crossing_range(readings, line)
    crossed = [
        project(case.assumptions)["population"].sel(sex="female", age=slice(20, 39)).sum("age") for case in alone
    ]
    first = [int(path["time"][int((path < 5000).values.argmax())]) for path in crossed if bool((path < 5000).any())]
    assert (years.low, years.high) == (min(first), max(first))
    assert years.without == len(alone) - len(first)
    standing = [each for each in monitor(made, scenario="strategy").latest("strategy") if each.measure == "births"]
    born = path_ranges(readings, standing)[0]
    place = int(np.flatnonzero(plan.periods == standing[0].year)[0])
    on_new_year = [case for case, part in zip(alone, readings.parts, strict=True) if part == 0]
    assert on_new_year
    for case in on_new_year:
        assert born.low - 1e-6 <= float(case.summary["births"][place]) <= born.high + 1e-6


def test_what_remains(made: Run, plan: Case) -> None:
    found = monitor(made, scenario="strategy")
    one = Versions.of(plan, made.readings.assumed.isel(scenario=[0]), "readings")
    said = remaining_range(one, found, found.remaining[0])
    again = solve(rebased(plan, found.today.year, found.residents), since=found.remaining[0].since)[-1]
    assert said.low == pytest.approx(again.value, abs=0.05)
    assert "Re-solved from the latest count" in said.sentence.say("en")


def test_every_reading_counts_once(made: Run, plan: Case) -> None:
    """Readings that are alike are projected once, and counted as many times as there are."""
    versions = read_versions(made, plan)
    assert versions is not None
    assert versions.count < made.readings.count == int(versions.alike.sum())
    family = value_range(versions, family_values(plan)[0])
    assert (family.count, family.without) == (made.readings.count, 0)
    reached = versions.until(2040).outcome(versions.until(2040).bare, "population", 2040)
    assert (reached.min(), reached.max()) == pytest.approx((made.readings.lowest, made.readings.highest), abs=1e-6)


def test_draws_have_the_luck_of_the_run(plan: Case) -> None:
    """The first draws of the run are those asked; a total that the plan has already changes nothing in any of them."""
    drawn = run(ROOT / "scenarios" / "ichinoseki", draws=20)
    case = case_of(drawn, "strategy")
    versions = drawn_versions(drawn, case)
    reached = versions.until(2040).outcome(versions.until(2040).bare, "population", 2040)
    own = drawn.futures.measures["population"].sel(scenario="strategy", time=2040).values
    np.testing.assert_allclose(reached, own, rtol=1e-12)
    found = solve(case, lever="migration.net")[-1]
    said = lever_range(versions, found)
    assert said.low < found.value < said.high
    assert said.sentence.say("en").endswith("in 80% of 20 draws of what may come.")
    assert "将来の試行20回の80%で" in said.sentence.say("ja")
    values = versions.needed(found.lever, found.value, "population", 2040, 89_000, found.since)
    fewer = versions.needed(found.lever, found.value, "population", 2040, 85_000, found.since)
    later = versions.needed(found.lever, found.value, "population", 2040, 89_000, found.since + 5)
    assert (fewer < values).all()  # 4,000 fewer residents need fewer arrivals
    assert (later != values).all()
    again = versions.until(2040)
    np.testing.assert_allclose(
        again.outcome(again.moved(found.lever, values, found.since), "population", 2040), 89_000, atol=0.5
    )
    family = value_range(versions, family_values(case)[1])
    assert family.low < family_values(case)[1].residents < family.high


def test_nothing_in_front_is_told(plan: Case) -> None:
    with pytest.raises(CohortError, match="no dim in front"):
        Versions.of(plan, plan.assumptions, "draws")


def test_where_lines_meet() -> None:
    """Steep, flat and bent curves; one that never gets there has no answer, nor one that no number is known of."""
    goal, most = np.array([3.0, 0.5, 700.0, 1e9, 1.0]), np.array([1e9, 1e9, 1e9, 10.0, np.nan])

    def gap(x: np.ndarray, which: np.ndarray) -> np.ndarray:
        return np.minimum(x**3, most[which]) - goal[which]

    start = np.full(5, 1.0)
    found = met(gap, start, gap(start, np.arange(5)), 3.0, near=1e-9)
    np.testing.assert_allclose(found[:3], goal[:3] ** (1 / 3), rtol=1e-6)
    assert np.isnan(found[3:]).all()


@pytest.mark.parametrize("slope", [0.3, 1.0, 500.0, float("nan")])
def test_what_goes_too_far_is_gone_back_from(slope: float) -> None:
    """Nothing is known of values above 8 (as where nobody is left): what lies below is found all the same, falling or rising."""
    goal = np.array([1.0, 40.0, 63.0, 70.0])

    def gap(x: np.ndarray, which: np.ndarray) -> np.ndarray:
        return np.where(abs(x) > 8, np.nan, x * abs(x) - goal[which])

    start = np.full(4, 0.5)
    found = met(gap, start, gap(start, np.arange(4)), slope)
    np.testing.assert_allclose(found[:3], np.sqrt(goal[:3]), atol=0.05)
    assert np.isnan(found[3])
    down = met(lambda x, which: gap(-x, which), -start, gap(start, np.arange(4)), -slope)
    np.testing.assert_allclose(down[:3], -np.sqrt(goal[:3]), atol=0.05)


def test_the_least_of_a_path_is_met() -> None:
    """Of straight paths the last crossing counts, worked out by hand: 3 + x, 10 - ... by instants that rise at their own pace."""
    level, rise = np.array([[-3.0, -10.0, 5.0], [-1.0, -1.0, -30.0]]), np.array([1.0, 2.0, 0.1])

    def gap(x: np.ndarray, which: np.ndarray) -> np.ndarray:
        return level[which] + np.outer(x, rise)

    found = met(gap, np.zeros(2), level, 1.0)
    np.testing.assert_allclose(found, [5.0, 300.0], atol=1e-9)


def test_words() -> None:
    what = Text("x", "あ")
    assert (
        spread_of(np.full(2, np.nan), what, "readings").sentence.say("en")
        == "x: no answer over 2 readings of the plan."
    )
    same = spread_of(np.array([3.0, 3.0, np.nan]), what, "readings", np.array([1.0, 4.0, 2.0]), missing=1)
    assert same.sentence.say("en") == "x: 3 over 8 readings of the plan (no answer: 3)."
    assert same.sentence.say("ja") == "あ：計画の8通りの読み方では、3です（うち3通りは該当なし）。"
    ten = spread_of(np.arange(11.0), what, "draws")
    assert ten.sentence.say("en") == "x: between 1 and 9 in 80% of 11 draws of what may come."
    late = Spread(what, 2036, np.inf, 10, 4, "draws", 0.8, years=True)
    assert (
        late.sentence.say("ja")
        == "あ：将来の試行10回の80%では、2036年以降（達しない場合を含む）です（うち4回は該当なし）。"
    )
    rows = spread_table([same, late]).rows
    assert [cell.say("en") for cell in rows[1]] == ["x", "futures", "2036", "–", "10", "4"]
