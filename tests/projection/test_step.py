"""The step that is read is the step that is run; and going back is its inverse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cohort.errors import ProjectionError
from cohort.projection.project import project
from cohort.projection.step import backcast, step, step_by_ratio
from tests.projection.settings import assumptions


def test_by_hand():
    """Ages 0, 1, 2+; half of the migrants before: every number from pencil and paper."""
    result = step(
        population=[[100, 80, 40], [90, 70, 60]],
        survivorship=[[0.9, 0.8, 0.5], [0.9, 0.9, 0.5]],
        net_migration=[[0, 10, -20], [2, 0, 0]],
        asfr=[0, 0.5, 0],
        srb=1.0,
    )
    # e: male 100, 85, 30; female 91, 70, 60. Women of age 1 at the end 0.9 x 91 = 81.9
    births = 0.5 * (70 + 81.9) / 2
    np.testing.assert_allclose(result.births, [births / 2, births / 2], rtol=1e-15)
    np.testing.assert_allclose(
        result.population,
        [[0.9 * births / 2, 0.8 * 100 + 5, 0.5 * (85 + 30) - 10], [0.9 * births / 2 + 1, 81.9, 0.5 * (70 + 60)]],
        rtol=1e-15,
    )
    np.testing.assert_allclose(result.deaths, [[0.1 * births / 2, 20, 57.5], [0.1 * births / 2, 9.1, 65]], rtol=1e-14)


def test_mothers_at_the_end():
    given = {
        "population": [[100, 80], [90, 70]],
        "survivorship": [[1, 0.5], [1, 0.5]],
        "net_migration": [[0, 0], [0, 20]],
        "asfr": [0, 0.1],
        "srb": 1.0,
        "migration_timing": "end",
        "width": 5,
    }
    assert step(**given).births.sum() == pytest.approx(5 * 0.1 * (70 + 80) / 2)
    assert step(**given, mothers="end_population").births.sum() == pytest.approx(5 * 0.1 * (70 + 100) / 2)


@given(assumptions(births=("asfr",), lead=[], control=False))
def test_is_what_runs(a):
    assume("net_migration_rate" not in a)
    try:
        result = project(a)
    except ProjectionError:
        assume(False)
    P = a["launch_population"].values
    for t in range(a.sizes["period"]):
        here = a.isel(period=t)
        P, births, deaths = step(
            P,
            here["survivorship"].values,
            here["net_migration"].values,
            here["asfr"].values,
            float(here["srb"]),
            width=a.attrs["step"],
            migration_timing=a.attrs["migration_timing"],
            mothers=a.attrs["mothers"],
        )
        np.testing.assert_allclose(P, result["population"].values[t + 1], rtol=1e-12)
        np.testing.assert_allclose(births, result["births"].values[t], rtol=1e-12)
        np.testing.assert_allclose(deaths, result["deaths"].values[t], rtol=1e-12)


@given(assumptions(births=("child_woman_ratio",), lead=[], control=False))
def test_by_ratio_is_what_runs(a):
    assume("net_migration" not in a)
    a = a.assign_attrs(migration_timing="end")
    result = project(a)
    P = a["launch_population"].values
    for t in range(a.sizes["period"]):
        here = a.isel(period=t)
        P, births, deaths = step_by_ratio(
            P,
            here["survivorship"].values,
            here["net_migration_rate"].values,
            float(here["child_woman_ratio"]),
            float(here["sex_ratio_0_4"]),
        )
        np.testing.assert_allclose(P, result["population"].values[t + 1], rtol=1e-12)
        np.testing.assert_allclose(births, result["births"].values[t], rtol=1e-12)
        np.testing.assert_allclose(deaths, result["deaths"].values[t], rtol=1e-12, atol=1e-12)


@given(st.integers(0, 2**32), st.integers(1, 5))
def test_forward_again_from_the_past_is_the_present(seed, periods):
    rng = np.random.default_rng(seed)
    last = rng.uniform(500, 1000, (2, 9))
    S = rng.uniform(0.8, 1, (periods, 2, 9))
    M = rng.uniform(-2, 2, (periods, 2, 9))  # few: going back halves the open group each time
    past = backcast(last, S, M, age_pattern=last)
    assert past.population.shape == (periods + 1, 2, 9)
    np.testing.assert_array_equal(past.population[-1], last)
    for t in range(periods):
        P = step(past.population[t], S[t], M[t], np.zeros(9), 1.0).population
        P[:, 0] += S[t][:, 0] * past.births[t]
        np.testing.assert_allclose(P, past.population[t + 1], rtol=1e-12)


def test_going_back_by_hand():
    past = backcast(
        [[50, 40, 30], [50, 40, 30]],
        [[[0.5, 0.8, 0.6], [0.5, 0.8, 0.6]]],
        [[[4, 8, 0], [0, 0, 0]]],
        age_pattern=[[9, 3, 1], [9, 1, 1]],
    )
    np.testing.assert_allclose(past.births, [[48 / 0.5, 50 / 0.5]])
    np.testing.assert_allclose(past.population[0], [[36 / 0.8 - 2, 50 * 3 / 4 - 4, 50 / 4], [50, 25, 25]], rtol=1e-15)


class TestGoingBackErrors:
    good = (np.full((2, 3), 50.0), np.full((1, 2, 3), 0.5), np.zeros((1, 2, 3)), np.ones((2, 3)))

    def check(self, position, value, words):
        arguments = list(self.good)
        arguments[position] = value
        with pytest.raises(ProjectionError) as caught:
            backcast(*arguments)
        assert words in caught.value.text("en")
        assert caught.value.text("ja") != caught.value.text("en")

    def test_shapes(self):
        self.check(3, np.ones((2, 4)), "use (2, age) for the first two and (period, 2, age) for the others")
        self.check(1, np.ones((1, 2, 4)), "shapes")
        self.check(2, np.zeros((2, 2, 3)), "shapes")
        self.check(1, np.ones((2, 3)), "shapes")

    def test_nobody_survived(self):
        self.check(1, np.zeros((1, 2, 3)), "not above 0")

    def test_pattern_without_a_proportion(self):
        self.check(3, np.array([[1, 0, 0], [1, 1, 1.0]]), "0 in both of the last two groups")

    def test_missing_value(self):
        self.check(0, np.full((2, 3), np.nan), "missing or not finite")

    def test_more_arrivals_than_residents(self):
        migrants = np.zeros((1, 2, 3))
        migrants[0, 1, 1] = 300
        self.check(
            2, migrants, "period 0, female, population, age position 0: more arrivals than residents: 200 persons"
        )
