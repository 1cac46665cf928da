"""Forced totals: by hand, and laws."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from cohort.analysis.official import forced_totals
from cohort.assumptions.official import official_labels
from cohort.errors import ProjectionError
from cohort.projection.project import project
from tests.assumptions.official_small import baseline

ENDS = [2015, 2020, 2025, 2030, 2035, 2040]


def assumptions() -> xr.Dataset:
    return official_labels(baseline()).dataset()


def by_year(values: list[float] | np.ndarray) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, dtype=float), dims="time", coords={"time": ENDS})


def test_two_steps_by_hand() -> None:
    plain = project(assumptions())["population"]
    first = float(plain.sel(time=2015).sum())
    found = forced_totals(assumptions(), by_year([2 * first, 1000, 1000, 1000, 1000, 1000]))
    population = found["population"]
    assert np.array_equal(population["time"].values, [2010, *ENDS])
    assert population.sel(time=2015).values == pytest.approx(2 * plain.sel(time=2015).values)
    # the second step starts from the doubled population
    again = official_labels(baseline()).dataset().isel(period=slice(1, 2))
    again["launch_population"] = 2 * plain.sel(time=2015, drop=True)
    step = project(again)["population"].sel(time=2020)
    assert population.sel(time=2020).values == pytest.approx(step.values * 1000 / float(step.sum()))
    assert found["forced_factor"].values[0] == pytest.approx(2.0)
    assert float(found["forced_adjustment"].sel(time=2010).sum()) == 0


@given(st.lists(st.floats(10, 1e6), min_size=2, max_size=2))
def test_totals_are_met_and_every_change_is_accounted_for(wanted: list[float]) -> None:
    target = xr.DataArray(wanted, dims="time", coords={"time": ENDS[:2]})
    found = forced_totals(assumptions().isel(period=slice(2)), target)
    total = found["population"].sum(["sex", "age"]).values
    assert total[1:] == pytest.approx(wanted, rel=1e-12)
    flows = (
        found["births"].sum("sex") - found["deaths"].sum(["sex", "age"]) + found["net_migration"].sum(["sex", "age"])
    )
    added = found["forced_adjustment"].sum(["sex", "age"]).values
    assert np.diff(total) == pytest.approx(flows.values + added[1:], rel=1e-9, abs=1e-6)


def test_its_own_totals_change_nothing() -> None:
    plain = project(assumptions())["population"]
    found = forced_totals(assumptions(), plain.sum(["sex", "age"]).sel(time=ENDS))
    assert found["population"].values == pytest.approx(plain.values, rel=1e-12)


def test_areas_add_up_to_the_prefecture_in_every_cell() -> None:
    both = assumptions()
    launch = both["launch_population"]
    both["launch_population"] = xr.concat([launch, 3 * launch], dim="area").assign_coords(area=["a", "b"])
    target = 1.1 * project(both)["population"].sum("area").sel(time=ENDS)
    found = forced_totals(both, target)["population"]
    assert found.dims == ("area", "time", "sex", "age")
    assert found.sum("area").sel(time=ENDS).values == pytest.approx(target.values, rel=1e-12)
    assert found.sel(area="b").values == pytest.approx(3 * found.sel(area="a").values)


def test_nobody_left_and_nobody_wanted() -> None:
    empty = assumptions()
    empty["launch_population"] = empty["launch_population"] * 0
    found = forced_totals(empty, by_year([0] * 6))
    assert float(found["population"].sum()) == 0
    with pytest.raises(ProjectionError) as error:
        forced_totals(empty, by_year([0, 5, 0, 0, 0, 0]))
    assert "time=2020: 5 persons are wanted where the projection has nobody" in error.value.text("en")
    assert "どの係数でも" in error.value.text("ja")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (by_year([1] * 6).sel(time=ENDS[:5]), "got 2015, 2020, 2025, 2030, 2035; give 2015"),
        (xr.DataArray(5.0), "got none; give 2015"),
        (by_year([1, 1, 1, 1, 1, -1]), "missing or negative"),
        (by_year([1, 1, 1, 1, 1, np.nan]), "missing or negative"),
    ],
)
def test_targets_that_do_not_fit(target: xr.DataArray, message: str) -> None:
    with pytest.raises(ProjectionError) as error:
        forced_totals(assumptions(), target)
    assert message in error.value.text("en")


def test_a_held_factor_is_refused() -> None:
    held = official_labels(baseline(), net_total=np.zeros(6), net_control=np.array([1, 2, 2, 2, 2, 2])).dataset()
    with pytest.raises(ProjectionError) as error:
        forced_totals(held, by_year([100] * 6))
    assert "net_migration_control: holds the factor" in error.value.text("en")
    assert "前の期の係数" in error.value.text("ja")
