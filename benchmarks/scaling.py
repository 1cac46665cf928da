"""What a projection costs against its areas, scenarios, draws, ages and years: lines, and how far off them the points lie."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr

from benchmarks.measure import Row, against, seconds
from benchmarks.projection import one_run, own_rates
from cohort.projection.project import project

# what grows, and how far; the rest is 8 areas x 4 scenarios x 16 draws, 101 ages, 40 years
SIZES: dict[str, tuple[int, ...]] = {
    "area": (4, 8, 16, 32),
    "scenario": (2, 4, 8, 16),
    "draw": (8, 16, 32, 64),
    "ages": (51, 76, 101, 126),
    "years": (10, 20, 40, 80),
}
USUAL = {"area": 8, "scenario": 4, "draw": 16, "ages": 101, "years": 40}


def made(size: dict[str, int]) -> xr.Dataset:
    """Runs that differ in their launch population and share their rates."""
    one = one_run(own_rates(1))
    years, ages = np.arange(size["years"]), np.arange(size["ages"])
    whole = one.isel(period=years, age=np.minimum(ages, 100)).assign_coords(age=ages)
    front = {dim: np.arange(size[dim]) for dim in ("area", "scenario", "draw")}
    launch = whole["launch_population"].expand_dims({dim: len(labels) for dim, labels in front.items()})
    return whole.assign(launch_population=launch.copy()).assign_coords(front)


def line(sizes: tuple[int, ...], took: list[float]) -> tuple[float, float, float]:
    """Return the cost of nothing, the cost of one more, and how far off the line the worst point is (a part of its time).

    Least squares of the relative errors, so that the small sizes count as much as the large ones.
    """
    x, y = np.array(sizes, dtype=float), np.array(took)
    (start, slope), *_ = np.linalg.lstsq(np.stack([1 / y, x / y], axis=1), np.ones(len(y)), rcond=None)
    return float(start), float(slope), float(np.abs((start + slope * x) / y - 1).max())


def scaling_rows(times: int = 15) -> list[Row]:
    """One line for each thing that grows."""
    rows = []
    for name, sizes in SIZES.items():
        given = [made(USUAL | {name: size}) for size in sizes]
        runs: list[Callable[[], object]] = [
            lambda a=a: project(a, "totals", fingerprint=False)  # type: ignore[misc]
            for a in given
        ]
        took = seconds(*runs, times=times)
        start, slope, off = line(sizes, took)
        points = ", ".join(f"{size}: {1e3 * one:.1f}" for size, one in zip(sizes, took, strict=True))
        rows.append(Row(f"against {name} (ms) {points}", f"{1e3 * start:.1f} + {1e6 * slope:.0f} us n", ""))
        rows.append(against(f"  {name}: farthest from the line", "", off, "", "<= 15%"))
        share = took[-1] / took[0] / (sizes[-1] / sizes[0])
        rows.append(
            against(f"  {name}: {sizes[-1]} against {sizes[0]}, of as many times", "", share, "less", "<= 1x", "x")
        )
    return rows


def cells_rows(batch: int = 512) -> list[Row]:
    """Cell updates a second with shared rates and totals: a batch so small that it stays in the caches of two cores."""
    import numba

    from benchmarks.projection import AGES, PERIODS, arguments, frozen
    from cohort.projection.arrays import Rows
    from cohort.projection.kernel import run

    arrays = own_rates(batch)
    shared = {name: values[:1] for name, values in arrays.items()} | {"launch_population": arrays["launch_population"]}
    form, schedules, rows, periods, group, kept = arguments(shared, batch, totals=True)
    same = {
        name: np.arange(batch) if name == "launch_population" else np.zeros(batch if name in arrays else 0, int)
        for name in Rows._fields
    }
    rows = Rows(**{name: frozen(values) for name, values in same.items()})
    found = []
    for threads in sorted({1, min(2, numba.config.NUMBA_NUM_THREADS)}):
        (took,) = seconds(lambda threads=threads: run(form, schedules, rows, periods, group, kept, threads), times=200)
        cells = batch * PERIODS * 2 * AGES
        target = ">= 3 G/s" if threads == 2 else ""
        on = f"{threads} thread{'s' if threads > 1 else ''}"
        found.append(
            Row(f"shared rates, totals, {on}", f"{1e3 * took:.2f} ms", f"{cells / took / 1e9:.2f} G/s", target)
        )
    return found
