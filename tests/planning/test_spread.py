"""Ranges of answers: over readings, over draws, over any dim in front."""

import numpy as np
import pytest
import xarray as xr

from cohort.errors import CohortError
from cohort.planning import Case, cases_along, reading_cases, solve, solve_among, solve_spread, spread
from cohort.run import run
from cohort.scenario.outlook import Outlook
from cohort.text import Text
from tests.shared import ROOT


@pytest.fixture(scope="module")
def drawn(plan: Case) -> xr.Dataset:
    """The plan with its rates of migration a little higher and lower."""
    change = xr.DataArray(np.array([0.98, 1.0, 1.02, 1.01, 0.99]), dims="draw", coords={"draw": np.arange(5)})
    given = plan.assumptions.drop_vars(["tfr", "e0"])
    return given.assign(asfr=given["asfr"] * change)


def test_over_draws_is_over_each_alone(plan: Case, drawn: xr.Dataset) -> None:
    cases = cases_along(plan, drawn)
    assert len(cases) == 5
    found = solve_spread(cases, "migration.net", over="draws")
    alone = [
        solve(Case(plan.inputs, plan.scenario, drawn.isel(draw=i, drop=True)))[-1].value for i in range(5)
    ]
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(alone, [0.1, 0.9])), abs=1e-6)
    assert (found.count, found.without) == (5, 0)
    assert "80% of 5 draws" in found.sentence.say("en")
    assert "5回の試行の80%で" in found.sentence.say("ja")
    few = cases_along(plan, drawn, most=3)  # the least, the middle, the most
    ends = solve_spread(few, "migration.net")
    assert (ends.low, ends.high) == pytest.approx((min(alone), max(alone)), abs=1e-6)


def test_two_dims_in_front(plan: Case, drawn: xr.Dataset) -> None:
    change = xr.DataArray([1.0, 1.001, 1.002], dims="reading", coords={"reading": [0, 1, 2]})
    both = drawn.isel(draw=slice(0, 2)).assign(srb=drawn["srb"] * change)
    assert len(cases_along(plan, both)) == 6


def test_nothing_in_front_is_told(plan: Case) -> None:
    with pytest.raises(CohortError, match="no dim in front"):
        cases_along(plan, plan.assumptions)


def test_over_the_readings_of_a_set() -> None:
    made = run(ROOT / "scenarios" / "ichinoseki")
    cases = reading_cases(made, "strategy")
    assert len(cases) == 1 + sum(one.role == "variant" for one in made.scenarios)
    found = solve_spread(cases, "households:couple-30s-child")
    alone = [solve(one, lever="households:couple-30s-child")[-1].value for one in cases]
    assert (found.low, found.high) == pytest.approx((min(alone), max(alone)))
    assert f"over {len(cases)} readings of the plan" in found.sentence.say("en")


def test_futures_of_which_only_the_outcome_is_known(plan: Case) -> None:
    """Futures that are the scenario itself need what it needs; one that is 100 better needs what a goal 100 lower does."""
    one = solve(plan, lever="migration.net")[-1]
    base = float(plan.summary["population"].sel(time=2040))
    same = solve_among(plan, one, np.full(3, base))
    assert (same.low, same.high) == pytest.approx((one.value, one.value), abs=1.0)
    better = solve_among(plan, one, np.full(3, base + 500))
    lower = Outlook.of("population", 2040, "about", 88_500.0, source="x")
    easier = solve(plan, lever="migration.net", outlook=lower)[-1]
    assert better.low == pytest.approx(easier.value, abs=2.0)


def test_answers_that_are_missing_are_counted(plan: Case) -> None:
    found = spread([plan, plan], lambda case: None, Text("x", "x"))
    assert found.without == 2
    assert "no answer" in found.sentence.say("en")
    same = spread([plan, plan], lambda case: 3.0, Text("x", "x"))
    assert same.sentence.say("en") == "x: 3 over 2 readings of the plan."
