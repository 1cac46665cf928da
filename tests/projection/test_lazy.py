"""Assumptions in chunks: the same numbers, nothing read before it is asked for, and each block once."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
import xarray as xr

from cohort.errors import ProjectionError
from cohort.projection.project import project

dask = pytest.importorskip("dask")


def _assumptions(areas: int = 6) -> xr.Dataset:
    rng = np.random.default_rng(3)
    coords = {
        "area": [f"{one:05d}" for one in range(areas)],
        "scenario": ["a", "b"],
        "period": [2020, 2025],
        "sex": ["male", "female"],
        "age": np.arange(0, 105, 5),
    }
    asfr = np.where((coords["age"] >= 15) & (coords["age"] < 50), 0.05, 0.0)
    return xr.Dataset(
        {
            "launch_population": (("area", "sex", "age"), rng.uniform(100, 200, (areas, 2, 21))),
            "survivorship": (("area", "period", "sex", "age"), rng.uniform(0.5, 1, (areas, 2, 2, 21))),
            "asfr": (("scenario", "age"), np.stack([asfr, 1.2 * asfr])),
            "srb": (("period",), [1.05, 1.05]),
            "net_migration_rate": (("area", "sex", "age"), rng.uniform(-0.02, 0.02, (areas, 2, 21))),
        },
        coords,
        {"step": 5, "reference_date": "01-01", "births": "asfr", "migration_timing": "even", "mothers": "survivors"},
    )


def _counting(given: xr.Dataset, reads: Counter[int]) -> xr.Dataset:
    """The same in chunks of two areas, each of which counts how often it is read."""

    def read(values: np.ndarray, block_info: dict[int, dict[str, list[tuple[int, int]]]]) -> np.ndarray:
        reads[block_info[0]["array-location"][0][0]] += 1
        return values

    made = given.chunk({"area": 2})
    name = "survivorship"
    counted = made[name].data.map_blocks(read, dtype=float, meta=np.empty((0, 0, 0, 0)))
    return made.assign({name: made[name].copy(data=counted)})


@pytest.mark.parametrize("keep", ["all", "groups", "totals"])
def test_chunks_stay_lazy_and_are_read_once(keep: str) -> None:
    given, reads = _assumptions(), Counter()
    lazy = project(_counting(given, reads), keep)
    assert not reads
    assert lazy["population"].chunks[0] == (2, 2, 2)
    made, wanted = lazy.compute(scheduler="synchronous"), project(given, keep)
    assert reads == {0: 1, 2: 1, 4: 1}
    xr.testing.assert_identical(made.drop_attrs(), wanted.drop_attrs())
    assert made["population"].dims == wanted["population"].dims
    assert made.attrs["step"] == 5


def test_one_area_reads_one_block() -> None:
    given, reads = _assumptions(), Counter()
    lazy = project(_counting(given, reads))
    one = lazy["population"].sel(area="00003").compute(scheduler="synchronous")
    assert reads == {2: 1}
    np.testing.assert_array_equal(one, project(given)["population"].sel(area="00003"))


def test_names_are_checked_at_once_and_numbers_when_they_are_read() -> None:
    given = _assumptions()
    with pytest.raises(ProjectionError, match="no labels"):
        project(given.drop_vars("area").chunk({"area": 2}))
    broken = given.copy(deep=True)
    broken["survivorship"][5, 0, 0, 3] = 1.5
    lazy = project(broken.chunk({"area": 2}))
    assert np.isfinite(lazy["population"].isel(area=0)).all()
    with pytest.raises(ProjectionError, match="survivorship"):
        lazy["population"].isel(area=5).compute()
    failing = project(broken.chunk({"area": 2}), failing="nan")
    np.testing.assert_array_equal(failing["failed"].any("scenario"), [False] * 5 + [True])
    xr.testing.assert_equal(failing.compute(), project(broken, failing="nan"))
    alone = project(
        broken.chunk({"area": 1}), failing="nan"
    )  # a block whose runs all fail is as failed as beside others
    xr.testing.assert_equal(alone.compute(), project(broken, failing="nan"))


def test_own_dims_in_chunks_are_put_together() -> None:
    given = _assumptions()
    lazy = project(given.chunk({"age": 5, "period": 1}))
    np.testing.assert_array_equal(lazy["deaths"], project(given)["deaths"])
