"""Labelled assumptions in, a labelled projection out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import Problem, ProjectionError, did_you_mean, fail
from cohort.projection.arrays import OUTSIDE, Form, Integers, Kept, Rows, Schedules
from cohort.projection.checks import VARIABLES, checked, leading_dims, named
from cohort.projection.engine import childbearing, read_only, run
from cohort.projection.groups import age_groups
from cohort.projection.lazy import is_chunked, lazily
from cohort.projection.memory import room
from cohort.projection.provenance import Fingerprint, provenance
from cohort.projection.results import Batch, Labels, failure, labelled, without_failed
from cohort.projection.values import LARGE, RANGES, check_kinds, check_together, check_values, outside, within

Keep = Literal["all", "groups", "totals"]
Failing = Literal["raise", "nan"]
RESULTS = ("population", "births", "deaths", "net_migration", "net_migration_factor")
OPTIONS: dict[str, tuple[object, ...]] = {
    "keep": ("all", "groups", "totals"),
    "failing": ("raise", "nan"),
    "fingerprint": ("auto", True, False),
}


def project(
    assumptions: xr.Dataset,
    keep: Keep = "all",
    *,
    variables: Sequence[str] | None = None,
    failing: Failing = "raise",
    fingerprint: Fingerprint = "auto",
) -> xr.Dataset:
    """Project a population by age and sex with the cohort-component method.

    Parameters
    ----------
    assumptions : Dataset
        `launch_population` (sex, age); `survivorship` (period, sex, age; by age **reached**); births by
        `asfr` (period, age) and `srb` (period), or by `child_woman_ratio` and `sex_ratio_0_4` (period);
        `net_migration` (persons in the period, in minus out) and/or `net_migration_rate` (period, sex, age);
        and where a net total is to be met `net_migration_total` and `net_migration_control` (period).
        Any other dims may be there too (`area, scenario, draw`, others): each combination is a run. A dim along
        which a variable does not vary is absent, and so may be `period`. The order of dims and sexes is free.
        Attributes: `step` (1 or 5), `reference_date`, `births`, `migration_timing`, `mothers`; `open_age`, where given,
        is the last age. What lies in chunks (dask) stays lazy: the result has the chunks of the leading dims, and each
        block is read once, when it is asked for; errors of its numbers come then.
    keep : {"all", "groups", "totals"}
        Single ages (or the step's groups), five-year age groups, or sums over sex and age.
    variables : sequence of str, optional
        Those wanted of the result, e.g. ``("population",)``; the others take neither time nor memory.
    failing : {"raise", "nan"}
        What becomes of runs that cannot go on, or that read a number that cannot be meant: an error, or NaN in all of
        their cells. Then `failed` (leading dims) is True for them, the records say why, and other runs are as without them.
    fingerprint : bool or "auto"
        Whether the provenance holds the SHA-256 of the assumptions; "auto": up to 8 MB of them, and of none in chunks, which
        True reads all at once.

    Returns
    -------
    Dataset
        `population` (time, sex, age), `births` (period, sex), `deaths` and `net_migration` (period, sex,
        age), in persons, deaths by age reached; `net_migration_factor` where a total is controlled; leading
        dims in front. Attributes: those above, what the assumptions tell of themselves (`records`, `implied`, `area`,
        `reference_scenario`), and `provenance` (JSON).

    Raises
    ------
    ProjectionError
        With everything that is wrong with the assumptions; or with the cells that would become negative; or
        with the net totals that no factor can meet.

    Notes
    -----
    United Nations, `ccmppWPP`; Preston, Heuveline & Guillot (2001), ch. 6; for the child-woman ratio the
    National Institute of Population and Social Security Research. The equations are in
    `cohort.projection.step`.
    """
    _check_options(keep=keep, failing=failing, fingerprint=fingerprint)
    if fingerprint is not True and is_chunked(assumptions):
        named(assumptions)
        return lazily(assumptions, lambda part: _whole(part, keep, variables, failing, False, part=True))
    return _whole(assumptions, keep, variables, failing, fingerprint)


def _whole(
    assumptions: xr.Dataset, keep: Keep, variables: Sequence[str] | None, failing: Failing, fingerprint: Fingerprint,
    part: bool = False,
) -> xr.Dataset:  # fmt: skip
    """Return the projection of assumptions that are read at once: of all, or of a part whose runs may all fail."""
    given = checked(assumptions)
    result = _projected(given, keep, _labels(given, keep, variables), failing, part)
    result.attrs["provenance"] = provenance(given, fingerprint)
    return result


def _projected(given: xr.Dataset, keep: Keep, labels: Labels, failing: Failing, part: bool) -> xr.Dataset:
    """Return what the kernel makes of assumptions whose names, dims and labels are in order."""
    dims = leading_dims(given)
    batch = Batch(dims, tuple(given.sizes[dim] for dim in dims))
    usable = _check_numbers(given, failing)
    schedules, rows = _schedules(given, batch)
    form, ordinary = _form(given, schedules)
    _check_together(given, form.first_mother)
    kept = _kept(schedules, batch, given.sizes["period"], keep, labels)
    run(form, schedules, rows, given.sizes["period"], _groups(given, keep), kept)
    values: list[Problem] = []
    if kept.status[:, 0].any() or not (usable and ordinary):
        problems = check_values(given)  # what is wrong with the numbers comes before what follows from it
        bad = _reads_what_cannot_be_meant(given, rows, batch) if problems else np.zeros(batch.size, dtype=bool)
        if failing == "raise" or (bad.all() and not part):
            problems.raise_if_any()
        if failing == "raise":
            raise failure(given, batch, kept)
        kept.status[bad, 0] = OUTSIDE
        values = problems.found
    result = labelled(given, batch, kept, labels, failing == "nan")
    return result if failing == "raise" else without_failed(result, given, batch, kept, values)


def _check_options(**given: object) -> None:
    """Refuse an option that is none."""
    for name, got in given.items():
        if not any(got is value or (isinstance(got, str) and got == value) for value in OPTIONS[name]):
            choices = [repr(value) for value in OPTIONS[name]]
            fail(
                "project",
                name,
                en=f"got {got!r}; use one of {', '.join(choices)}.",
                ja=f"{got!r} です。{'・'.join(choices)} のいずれかです。",
                kind=ProjectionError,
            )


def _labels(given: xr.Dataset, keep: Keep, variables: Sequence[str] | None) -> Labels:
    """Return what the result holds, and what its ages are called."""
    known = [name for name in RESULTS if name != RESULTS[-1] or "net_migration_control" in given]
    wanted = [variables] if isinstance(variables, str) else list(variables or () if _many(variables) else [""])
    unknown = [name for name in wanted if name not in known]
    if unknown or (variables is not None and not wanted):
        first = (unknown[0] or variables) if unknown else None
        fail(
            "project",
            "variables",
            en=f"{'none is named' if first is None else f'got {first!r}'}; name some of {', '.join(known)}."
            + did_you_mean(str((unknown or [""])[0]), known, "en"),
            ja=f"{'変数の指定がありません' if first is None else f'{first!r} です'}。{'・'.join(known)} から選んでください。"
            + did_you_mean(str((unknown or [""])[0]), known, "ja"),
            kind=ProjectionError,
        )
    chosen = tuple(name for name in known if name in wanted or not wanted)
    if keep == "totals":
        return Labels("", [None], chosen)
    ages = given.variables["age"].values
    return Labels("age", ages.tolist(), chosen) if keep == "all" else Labels("age_group", age_groups(ages)[1], chosen)


def _many(variables: object) -> bool:
    return variables is None or isinstance(variables, Sequence | set | frozenset | dict)


def _check_numbers(given: xr.Dataset, failing: Failing) -> bool:
    """Check what is quickly checked; tell whether all of it can be meant. The kernel checks the rest while it reads."""
    check_kinds(given).raise_if_any()
    small = check_values(given, [name for name in RANGES if name not in LARGE])
    if failing == "raise":
        small.raise_if_any()
    check_values(given, ["net_migration_control"]).raise_if_any()
    return not small


def _check_together(given: xr.Dataset, first_mother: int) -> None:
    """Check what must agree; a number that cannot be meant is told before what follows from it."""
    problems = check_together(given, first_mother)
    if problems:
        check_values(given).raise_if_any()
    problems.raise_if_any()


def _reads_what_cannot_be_meant(given: xr.Dataset, rows: Rows, batch: Batch) -> NDArray[np.bool_]:
    """Return which elements read a number outside its range."""
    bad = np.zeros(batch.size, dtype=bool)
    for name in RANGES:
        if name in given and name != "net_migration_total" and not within(given.variables[name], name):
            reads: Integers = getattr(rows, name)
            by_row = outside(given.variables[name], name).reshape(int(reads.max()) + 1, -1)
            bad |= np.asarray(by_row.any(axis=1))[reads]
    return bad


def _form(given: xr.Dataset, schedules: Schedules) -> tuple[Form, bool]:
    """Return the variant of the method with the ages of mothers, and whether all fertility rates can be meant."""
    attrs = given.attrs
    by_ratio = attrs["births"] == "child_woman_ratio"
    if by_ratio:
        ages = given["age"].values
        mothers = np.flatnonzero((ages >= 15) & (ages < 50))
        first, last = (int(mothers[0]), int(mothers[-1])) if len(mothers) else (0, -1)
        ordinary = True
    else:
        ends, strange = childbearing(schedules.asfr)
        first, last, ordinary = int(ends[:, 0].min()), int(ends[:, 1].max()), not strange.any()
    end, at_end = attrs["migration_timing"] == "end", attrs["mothers"] == "end_population"
    return Form(attrs["step"], end, by_ratio, at_end, first, last), ordinary


def _schedules(given: xr.Dataset, batch: Batch) -> tuple[Schedules, Rows]:
    """Return the arrays as the kernel reads them, and for each the row that every element of the batch
    uses."""
    position = batch.positions()
    arrays: dict[str, NDArray[Any]] = {}
    rows: dict[str, Integers] = {}
    for name in Schedules._fields:
        kind: type = np.int64 if name == "net_migration_control" else np.float64
        own = VARIABLES[name]
        if name not in given.data_vars:
            arrays[name] = read_only(np.zeros((0,) + (1,) * len(own), dtype=kind))
            rows[name] = read_only(np.zeros(0, dtype=np.int64))
            continue
        array = given.variables[name]
        front = [dim for dim in batch.dims if dim in array.dims]
        sizes = [given.sizes[dim] for dim in front]
        tail = [given.sizes[dim] if dim in array.dims else 1 for dim in own]
        values: NDArray[Any] = array.values.astype(kind, copy=False)
        arrays[name] = read_only(values.reshape([int(np.prod(sizes)), *tail]))
        row = np.zeros(batch.size, dtype=np.int64)
        for dim, size in zip(front, sizes, strict=True):
            row = row * size + position[dim]
        rows[name] = read_only(row)
    return Schedules(**arrays), Rows(**rows)


def _groups(given: xr.Dataset, keep: Keep) -> Integers:
    """Return the position each age is summed into; nothing if ages are kept."""
    ages = given.variables["age"].values.astype(np.int64)
    if keep == "all":
        return read_only(np.empty(0, dtype=np.int64))
    return read_only(np.zeros(len(ages), dtype=np.int64) if keep == "totals" else age_groups(ages)[0])


def _kept(schedules: Schedules, batch: Batch, periods: int, keep: Keep, labels: Labels) -> Kept:
    """Return room for what is wanted."""
    sexes, ages = 1 if keep == "totals" else 2, len(labels.ages)
    controlled = len(schedules.net_migration_control) > 0
    # counts that the elements share, and nothing else: the result is what was given, and need not be written
    shared = len(schedules.net_migration_rate) == 0 and len(schedules.net_migration) < batch.size
    few = keep == "totals"  # the kernel sums them all
    size = {name: batch.size if few or name in labels.wanted else 0 for name in RESULTS}
    if shared and keep == "all":
        size["net_migration"] = 0
    try:
        return Kept(
            population=room((size["population"], periods + 1, sexes, ages)),
            births=room((batch.size, periods, sexes)),
            deaths=room((size["deaths"], periods, sexes, ages)),
            net_migration=room((size["net_migration"], periods, sexes, ages)),
            net_migration_factor=room((batch.size, periods if controlled else 0)),
            status=np.zeros((batch.size, 4), dtype=np.int64),
            shortfall=np.zeros(batch.size),
        )
    except (MemoryError, OSError, ValueError, OverflowError):
        fail(
            "project",
            "keep",
            en=f"there is not enough memory for {batch.size:,} runs; use keep='totals', or variables=('population',).",
            ja=f"{batch.size:,} 通りの結果を置くメモリーがありません。keep='totals' や variables=('population',) を使ってください。",
            kind=ProjectionError,
        )
