"""What must hold for any assumptions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import xarray as xr
from hypothesis import assume, given
from hypothesis import strategies as st

from cohort.errors import ProjectionError
from cohort.projection.project import project
from cohort.projection.results import balance
from tests.projection.oracle import CannotGoOnError, project_by_hand
from tests.projection.settings import assumptions

CELLS = ("population", "births", "deaths", "net_migration")


def run(given_assumptions, keep="all"):
    """The projection; random totals that empty a cell are not what these laws are about."""
    try:
        return project(given_assumptions, keep)
    except ProjectionError as error:
        assume("more leavers" not in error.text("en") and "no factor" not in error.text("en"))
        raise


@given(assumptions())
def test_equals_the_plain_loops(a):
    try:
        by_hand = project_by_hand(a)
    except CannotGoOnError:
        with pytest.raises(ProjectionError):
            project(a)
        return
    result = project(a)
    for name in CELLS + (("net_migration_factor",) if "net_migration_control" in a else ()):
        scale = np.abs(by_hand[name]).max() if name != "net_migration_factor" else 0
        np.testing.assert_allclose(result[name].values, by_hand[name], rtol=1e-11, atol=1e-13 * scale, err_msg=name)


@given(assumptions(wild=True))
def test_stops_exactly_where_the_plain_loops_stop(a):
    try:
        project_by_hand(a)
        possible = True
    except CannotGoOnError:
        possible = False
    if possible:
        project(a)
    else:
        with pytest.raises(ProjectionError, match=r"more leavers than residents|no factor meets") as whole:
            project(a)
        with pytest.raises(ProjectionError) as part:  # says the same where less is kept
            project(a, variables=("population",))
        assert part.value.text("en") == whole.value.text("en")


@given(assumptions(), st.sampled_from(["all", "groups", "totals"]))
def test_the_books_balance(a, keep):
    result = run(a, keep)
    people = float(result["population"].max())
    assert float(np.abs(balance(result)).max()) <= 1e-10 * max(1.0, people / 1000)


@given(assumptions(control=True))
def test_totals_are_met(a):
    result = run(a)
    by_hand = project_by_hand(a)
    np.testing.assert_allclose(result["net_migration_factor"].values, by_hand["net_migration_factor"], rtol=1e-12)
    rest = result["net_migration"] - a.get("net_migration", 0)
    miss = rest.sum(["sex", "age"]) - a["net_migration_total"]
    assert float(np.abs(miss.where(a["net_migration_control"] == 1, 0)).max()) < 1e-9


@given(assumptions(), st.floats(0.01, 1000))
def test_twice_the_people_twice_the_events(a, factor):
    stocks = [name for name in ("launch_population", "net_migration", "net_migration_total") if name in a]
    larger = a.assign({name: a[name] * factor for name in stocks})
    one, other = run(a), run(larger)
    for name in CELLS:
        scale = 1e-12 * factor * float(np.abs(one[name]).max())
        np.testing.assert_allclose(other[name].values, factor * one[name].values, rtol=1e-10, atol=scale)


@given(assumptions(births=("asfr",)))
def test_sexes_alike_in_everything_stay_alike(a):
    alike = a.copy()
    for name in ("launch_population", "survivorship", "net_migration", "net_migration_rate"):
        if name in a:
            alike[name] = xr.where(a["sex"] == "male", a[name].sel(sex="female"), a[name]).transpose(*a[name].dims)
    alike["srb"] = xr.ones_like(a["srb"])
    result = run(alike)
    for name in CELLS:
        male, female = (result[name].sel(sex=sex).values for sex in ("male", "female"))
        np.testing.assert_array_equal(male, female)


@given(assumptions(lead=("area", "scenario", "draw")))
def test_each_run_is_independent_of_its_company(a):
    together = run(a)
    alone_in_a_batch = run(a.isel(area=[1], scenario=[0], draw=[2]))
    alone = run(a.isel(area=1, scenario=0, draw=2).drop_vars(["area", "scenario", "draw"]))
    for name in CELLS:
        expected = together[name].isel(area=1, scenario=0, draw=2).values
        np.testing.assert_array_equal(alone_in_a_batch[name].values[0, 0, 0], expected)
        np.testing.assert_array_equal(alone[name].values, expected)


@given(assumptions(), st.data())
def test_the_order_of_dims_and_sexes_does_not_matter(a, data):
    other = a.transpose(*data.draw(st.permutations(list(a.dims))))
    if data.draw(st.booleans()):
        other = other.isel(sex=[1, 0])
    xr.testing.assert_identical(run(other), run(a))


@given(assumptions(wild=True, lead=("draw", "reading")), st.sampled_from(["all", "groups", "totals"]))
def test_runs_that_fail_leave_the_others_as_they_are(a, keep):
    found = project(a, keep, failing="nan")
    for draw, reading in itertools.product(a["draw"].values, a["reading"].values):
        one = a.sel(draw=draw, reading=reading).drop_vars(["draw", "reading"])
        mine = found.sel(draw=draw, reading=reading)
        try:
            alone = project(one, keep)
        except ProjectionError:
            assert bool(mine["failed"])
            assert all(bool(mine[name].isnull().all()) for name in CELLS)
            continue
        assert not bool(mine["failed"])
        for name in CELLS:
            np.testing.assert_array_equal(mine[name].values, alone[name].values)


@given(assumptions(), st.sampled_from(["all", "groups", "totals"]), st.sets(st.sampled_from(CELLS), min_size=1))
def test_what_is_wanted_is_the_same_alone(a, keep, wanted):
    whole, part = run(a, keep), project(a, keep, variables=wanted)
    assert set(part.data_vars) == wanted
    for name in wanted:
        np.testing.assert_array_equal(part[name].values, whole[name].values)


@given(assumptions(control=False, lead=("scenario",)), st.data())
def test_two_runs_are_one_run(a, data):
    assume(a.sizes["period"] > 1)
    whole = run(a)
    at = data.draw(st.integers(1, a.sizes["period"] - 1))
    first = project(a.isel(period=slice(None, at)))
    middle = first["population"].isel(time=-1).drop_vars("time")
    second = project(a.isel(period=slice(at, None)).assign(launch_population=middle))
    for name in CELLS:
        dim = "time" if name == "population" else "period"
        joined = xr.concat([first[name], second[name].isel({dim: slice(1 if dim == "time" else 0, None)})], dim)
        np.testing.assert_array_equal(joined.values, whole[name].values)


@given(assumptions(), st.sampled_from(["groups", "totals"]))
def test_sums_are_sums(a, keep):
    everything, kept = run(a), run(a, keep)
    for name in CELLS:
        full = everything[name]
        if keep == "totals":
            expected = full.sum([dim for dim in ("sex", "age") if dim in full.dims])
        elif "age" in full.dims:
            ages = full["age"].values
            sums = [full.isel(age=np.flatnonzero(ages // 5 == g)).sum("age") for g in np.unique(ages // 5)]
            expected = xr.concat(sums, "age_group").transpose(*kept[name].dims)
        else:
            expected = full
        scale = 1e-12 * float(np.abs(full).max())
        np.testing.assert_allclose(kept[name].values, expected.values, rtol=1e-12, atol=scale)


def life_table(rng, ages, growth):
    """Survivorship and the population that it and a growth factor per step keep in proportion."""
    S = rng.uniform(0.8, 0.99, (2, ages))
    srb = 1.05
    P = np.empty((2, ages))
    P[:, 0] = S[:, 0] * np.array([srb, 1.0]) * 1000
    for x in range(1, ages - 1):
        P[:, x] = S[:, x] * P[:, x - 1] / growth
    P[:, -1] = S[:, -1] * P[:, -2] / (growth - S[:, -1])
    return S, srb, P


@pytest.mark.parametrize("growth", [1.0, 1.02, 0.995])
@given(seed=st.integers(0, 2**32), n=st.sampled_from([1, 5]), timing=st.sampled_from(["even", "end"]))
def test_stationary_stays_and_stable_grows(growth, seed, n, timing):
    rng = np.random.default_rng(seed)
    ages = 12
    S, srb, P = life_table(rng, ages, growth)
    asfr = np.where((np.arange(ages) >= 2) & (np.arange(ages) < 6), rng.uniform(0.1, 1, ages), 0)
    # 1000 girls and 1050 boys are born before this population, `growth` times as many in the step that follows
    women = P[1] * (1 + growth) / 2
    asfr *= growth * 1000 * (1 + srb) / (n * (asfr * women).sum())
    assume(asfr.max() <= 1)
    a = xr.Dataset(
        {
            "launch_population": (("sex", "age"), P),
            "survivorship": (("sex", "age"), S),
            "asfr": (("age",), asfr),
            "srb": (("period",), [srb] * 6),
            "net_migration_rate": (("sex", "age"), np.zeros((2, ages))),
        },
        {"sex": ["male", "female"], "age": n * np.arange(ages), "period": 2020 + n * np.arange(6)},
        {"step": n, "reference_date": "10-01", "births": "asfr", "migration_timing": timing, "mothers": "survivors"},
    )
    result = project(a)["population"].values
    for t in range(7):
        np.testing.assert_allclose(result[t], P * growth**t, rtol=1e-12)
