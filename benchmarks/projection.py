"""The projection against memory bandwidth, against NumPy, and one run through the labelled API."""

from __future__ import annotations

import subprocess
import sys
import time

import numba
import numpy as np
import xarray as xr

from benchmarks.measure import Row, against, median_seconds, seconds, stream, stream_of_one, walk
from benchmarks.plain import plain
from cohort.projection.arrays import Form, Kept, Rows, Schedules
from cohort.projection.kernel import run
from cohort.projection.memory import _spare
from cohort.projection.project import project

PERIODS, AGES = 80, 101
FIRST, LAST = 15, 49


def own_rates(batch: int) -> dict[str, np.ndarray]:
    """Every run with its own survivorship, fertility and migration rates."""
    rng = np.random.default_rng(2020)
    asfr = np.zeros((batch, PERIODS, AGES))
    asfr[:, :, FIRST : LAST + 1] = rng.uniform(0.02, 0.06, (batch, PERIODS, LAST - FIRST + 1))
    return {
        "launch_population": rng.uniform(500, 1000, (batch, 2, AGES)),
        "survivorship": rng.uniform(0.95, 1.0, (batch, PERIODS, 2, AGES)),
        "asfr": asfr,
        "srb": rng.uniform(1.04, 1.06, (batch, PERIODS)),
        "net_migration_rate": rng.uniform(-0.02, 0.02, (batch, PERIODS, 2, AGES)),
    }


def frozen(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view


def arguments(arrays: dict[str, np.ndarray], batch: int, totals: bool = False):
    """What the kernel takes, with room for its results already touched."""
    absent = {
        "child_woman_ratio": np.zeros((0, 1)),
        "sex_ratio_0_4": np.zeros((0, 1)),
        "net_migration": np.zeros((0, 1, 1, 1)),
        "net_migration_total": np.zeros((0, 1)),
        "net_migration_control": np.zeros((0, 1), dtype=np.int64),
    }
    schedules = Schedules(**{name: frozen((arrays | absent)[name]) for name in Schedules._fields})
    rows = Rows(**{name: frozen(np.arange(batch if name in arrays else 0)) for name in Rows._fields})
    sexes, ages = (1, 1) if totals else (2, AGES)
    kept = Kept(
        np.zeros((batch, PERIODS + 1, sexes, ages)),
        np.zeros((batch, PERIODS, sexes)),
        np.zeros((batch, PERIODS, sexes, ages)),
        np.zeros((batch, PERIODS, sexes, ages)),
        np.zeros((batch, 0)),
        np.zeros((batch, 4), dtype=np.int64),
        np.zeros(batch),
    )
    form = Form(1, False, False, False, FIRST, LAST)
    group = np.zeros(AGES if totals else 0, dtype=np.int64)
    return form, schedules, rows, PERIODS, frozen(group), kept


def projection_rows(batch: int) -> list[Row]:
    arrays = own_rates(batch)
    everything, totals = arguments(arrays, batch), arguments(arrays, batch, totals=True)
    asfr = np.ascontiguousarray(arrays["asfr"][:, :, FIRST : LAST + 1])  # no more of it is read
    kept = everything[-1]
    streams = (arrays["survivorship"], arrays["net_migration_rate"], asfr)
    results = (kept.population, kept.deaths, kept.net_migration)
    flat = [array.reshape(batch, -1) for array in (*streams, *results)]
    gigabytes = sum(array.nbytes for array in flat) / 1e9
    rows = []
    for threads in sorted({1, min(2, numba.config.NUMBA_NUM_THREADS)}):
        numba.set_num_threads(threads)  # of the streams
        bound, by_period, took, summed = seconds(
            lambda: stream(*flat),
            lambda: walk(*streams, *results),
            lambda threads=threads: run(*everything, threads),
            lambda threads=threads: run(*totals, threads),
        )
        on = f"{threads} thread{'s' if threads > 1 else ''}"
        rows += [
            Row(f"memory alone, {gigabytes:.2f} GB, {on}", f"{bound * 1e3:.1f} ms", f"{gigabytes / bound:.1f} GB/s"),
            Row(f"kernel, {batch} runs with own rates, {on}", f"{took * 1e3:.1f} ms", f"{gigabytes / took:.1f} GB/s"),
            against(f"  of the memory bound, {on}", "", bound / took, "more", ">= 80%"),
            Row("  of the same walked period by period", f"{by_period * 1e3:.1f} ms", f"{by_period / took:.0%}"),
            Row(f"  keep totals, {on}", f"{summed * 1e3:.1f} ms", f"{took / summed:.1f}x"),
        ]
        if threads == 1:
            one_thread = took
    names = ("launch_population", "survivorship", "asfr", "srb", "net_migration_rate")
    given = [arrays[name] for name in names]
    (by_numpy,) = seconds(lambda: plain(*given, FIRST, LAST, *results), times=5)
    same = kept.population.copy()
    run(*everything)
    np.testing.assert_allclose(same, kept.population, rtol=1e-11)
    rows += [
        Row("NumPy, vectorised over the batch", f"{by_numpy * 1e3:.0f} ms", ""),
        against("  kernel against NumPy, 1 thread", "", by_numpy / one_thread, "more", ">= 5x", "x"),
        Row("  kernel against NumPy, all threads", "", f"{by_numpy / took:.1f}x"),
    ]
    single = one_run(arrays)
    warm = median_seconds(lambda: project(single))
    rows.append(Row("one run, 1x1, 80 years, labelled, warm", f"{warm * 1e3:.2f} ms", "", "< 5 ms"))
    return rows


def labelled_rows(batch: int) -> list[Row]:
    """What labels, checks and fresh results add to the kernel, which writes to results that it has written to before."""
    arrays = own_rates(batch)
    a = many_runs(arrays, batch)
    everything, totals = arguments(arrays, batch), arguments(arrays, batch, totals=True)
    kept = everything[-1]
    nothing = np.zeros((0, 1, 2, 1))
    population = (*everything[:-1], kept._replace(deaths=nothing, net_migration=nothing))
    asfr = np.ascontiguousarray(arrays["asfr"][:, :, FIRST : LAST + 1])
    read = [array.reshape(batch, -1) for array in (arrays["survivorship"], arrays["net_migration_rate"], asfr)]
    written = kept.population.reshape(batch, -1)
    taken = seconds(
        lambda: run(*everything),
        lambda: project(a),
        lambda: run(*totals),
        lambda: project(a, "totals"),
        lambda: run(*population),
        lambda: project(a, variables=("population",)),
        lambda: stream_of_one(*read, written),
        lambda: project(a, fingerprint=True),
    )
    kernel, labelled, kernel_totals, labelled_totals, kernel_one, labelled_one, bound, told = taken
    gigabytes = sum(array.nbytes for array in (*read, written)) / 1e9
    first, again = first_and_second(a)

    def row(what: str, took: float, value: float, target: str = "<= 1.5x") -> Row:
        return against(what, f"{took * 1e3:.1f} ms", value, "less" if target else "", target, "x")

    return [
        row(f"labelled, {batch} runs with own rates / kernel", labelled, labelled / kernel),
        row("  the same, keep totals", labelled_totals, labelled_totals / kernel_totals),
        row("  the same, population only", labelled_one, labelled_one / kernel_one),
        row("  into memory that nobody had before", first, first / kernel, ""),
        row("  and again, the first result dropped", again, again / kernel, ""),
        row("  with the SHA-256 of the assumptions", told, told / kernel, ""),
        Row(f"memory alone for population only, {gigabytes:.2f} GB", f"{bound * 1e3:.1f} ms", ""),
        against("  labelled, population only, of this bound", "", bound / labelled_one, "more", ">= 50%"),
        Row("10,000 runs, shared rates, population only", "", f"{memory_of_many():.1f} GB", "< 3 GB"),
    ]


def first_and_second(a: xr.Dataset) -> tuple[float, float]:
    """Seconds of a call whose results take fresh memory, and of the one after it."""
    times = []
    for _ in range(5):
        _spare.clear()
        for _ in range(2):
            begin = time.perf_counter()
            project(a)
            times.append(time.perf_counter() - begin)
    return min(times[::2]), min(times[1::2])


MANY = """
import resource
import numpy as np
from benchmarks.projection import one_run, own_rates
from cohort.projection.project import project
a = one_run(own_rates(1))
draws = np.random.default_rng(1).uniform(0.9, 1.1, 10_000)
a["launch_population"] = a["launch_population"].expand_dims(draw=10_000) * draws[:, None, None]
project(a.assign_coords(draw=np.arange(10_000)), variables=("population",))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
"""


def memory_of_many() -> float:
    """The most memory that a process takes for 10,000 runs which differ in their launch population, in GB."""
    done = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, check=True)
    return float(done.stdout)


def many_runs(arrays: dict[str, np.ndarray], batch: int) -> xr.Dataset:
    one = one_run(arrays)
    variables = {name: (("draw", *one[name].dims), arrays[name]) for name in one.data_vars}
    return xr.Dataset(variables, {**one.coords, "draw": np.arange(batch)}, one.attrs)


def one_run(arrays: dict[str, np.ndarray]) -> xr.Dataset:
    dims = {
        "launch_population": ("sex", "age"),
        "survivorship": ("period", "sex", "age"),
        "asfr": ("period", "age"),
        "srb": ("period",),
        "net_migration_rate": ("period", "sex", "age"),
    }
    coords = {"sex": ["male", "female"], "age": np.arange(AGES), "period": np.arange(2020, 2020 + PERIODS)}
    attrs = {"step": 1, "reference_date": "01-01", "births": "asfr", "migration_timing": "even", "mothers": "survivors"}
    return xr.Dataset({name: (own, arrays[name][0]) for name, own in dims.items()}, coords, attrs)
