"""Results so large that they go past the caches are those of small batches, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cohort.projection.kernel import MUCH
from cohort.projection.project import project

AGES = 87  # no multiple of a cache line, so that every period begins elsewhere in one


def runs(count: int, timing: str) -> xr.Dataset:
    rng = np.random.default_rng(7)
    asfr = np.zeros(AGES)
    asfr[15:50] = 0.05
    cells = ("draw", "period", "sex", "age")
    shape = (count, 60, 2, AGES)
    return xr.Dataset(
        {
            "launch_population": (("draw", "sex", "age"), rng.uniform(100, 900, (count, 2, AGES))),
            "survivorship": (cells, rng.uniform(0.9, 1.0, shape)),
            "net_migration_rate": (cells, rng.uniform(-0.02, 0.02, shape)),
            "asfr": (("age",), asfr),
            "srb": (("period",), np.full(60, 1.05)),
        },
        {"draw": range(count), "period": range(2020, 2080), "sex": ["male", "female"], "age": range(AGES)},
        {"step": 1, "reference_date": "01-01", "births": "asfr", "migration_timing": timing, "mothers": "survivors"},
    )


@pytest.mark.parametrize("timing", ["even", "end"])
def test_large_results_are_those_of_small_ones(timing: str) -> None:
    count = MUCH // (8 * 3 * 60 * 2 * AGES) + 3
    a = runs(count, timing)
    whole = project(a, fingerprint=False)
    one = project(a, variables=("deaths",), fingerprint=False)  # small enough to stay in the caches
    assert 3 * one["deaths"].nbytes > MUCH > one["deaths"].nbytes
    np.testing.assert_array_equal(one["deaths"], whole["deaths"])
    for draw in (0, 1, count // 2, count - 1):
        alone = project(a.isel(draw=[draw]), fingerprint=False)
        for name in ("population", "births", "deaths", "net_migration"):
            np.testing.assert_array_equal(whole[name].isel(draw=[draw]), alone[name], name)
