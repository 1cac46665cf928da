"""Runs that are carried side by side are what each is alone, bit for bit; one that cannot go on does not touch the others."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cohort.errors import ProjectionError
from cohort.projection.project import project
from tests.projection.test_streamed import runs

RESULTS = ("population", "births", "deaths", "net_migration")
SHARED = ("survivorship", "net_migration_rate")


def alike(count: int, **others: xr.DataArray) -> xr.Dataset:
    """Runs that differ in their launch population alone."""
    a = runs(count, "even")
    return a.assign({name: a[name].isel(draw=0, drop=True) for name in SHARED}).assign(others)


@pytest.mark.parametrize("count", [2, 8, 19])
def test_together_and_alone(count: int) -> None:
    a = alike(count)
    together = project(a, "totals")
    cells = project(a)  # each run by itself, in the other order of loops
    for name in RESULTS:
        summed = cells[name].sum([dim for dim in ("sex", "age") if dim in cells[name].dims])
        # net migration is a difference: its rounding is measured against those who move
        scale = abs(cells[name]).sum([dim for dim in ("sex", "age") if dim in cells[name].dims])
        assert float((abs(together[name] - summed) / scale).max()) < 1e-13, name
    for draw in (0, 1, count - 1):
        alone = project(a.isel(draw=[draw]), "totals")
        for name in RESULTS:
            np.testing.assert_array_equal(together[name].isel(draw=[draw]), alone[name], name)


def test_one_schedule_that_differs_makes_each_run_by_itself() -> None:
    a = alike(9)
    scale = xr.DataArray(np.linspace(0.9, 1.1, 9), {"draw": range(9)}, ["draw"])
    for name in ("asfr", "net_migration_rate"):
        b = a.assign({name: a[name] * scale})
        for draw in (0, 8):
            alone = project(b.isel(draw=[draw]), "totals")
            both = project(b, "totals").isel(draw=[draw])
            for result in RESULTS:
                np.testing.assert_array_equal(both[result], alone[result], result)


def test_one_that_falls_below_zero_leaves_the_others_as_they_are() -> None:
    a = alike(10)
    # three of each one aged 40 leave in the fourth period: nobody is there then but what is left of seven women of one run
    a["net_migration_rate"][:] = 0.0
    a["net_migration_rate"][{"age": 40, "period": 3}] = -3.0
    a["launch_population"][{"age": 37}] = 0.0
    a["launch_population"][{"draw": 4, "sex": 1, "age": 37}] = 7.0
    found = project(a, "totals", failing="nan")
    assert found["failed"].values.tolist() == [draw == 4 for draw in range(10)]
    with pytest.raises(ProjectionError, match=r"draw=4.*period=2023.*female"):
        project(a, "totals")
    others = project(a.isel(draw=[0, 1, 2, 3, 5, 6, 7, 8, 9]), "totals")
    for name in RESULTS:
        np.testing.assert_array_equal(found[name].dropna("draw"), others[name], name)


@pytest.mark.parametrize("name", ["launch_population", "survivorship", "net_migration_rate"])
def test_a_number_that_cannot_be_meant_is_found(name: str) -> None:
    a = alike(8)
    where = {"draw": 6, "sex": 1, "age": 50} if name == "launch_population" else {"period": 59, "sex": 1, "age": 50}
    a[name][where] = np.nan
    with pytest.raises(ProjectionError, match=name):
        project(a, "totals")
