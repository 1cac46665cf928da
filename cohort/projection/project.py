"""Labelled assumptions in, a labelled projection out."""

from __future__ import annotations

from typing import Any, Literal, get_args

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import ProjectionError, fail
from cohort.projection.arrays import Form, Integers, Kept, Rows, Schedules
from cohort.projection.checks import VARIABLES, check
from cohort.projection.groups import age_groups
from cohort.projection.results import Batch, failure, labelled
from cohort.vocabulary import LEADING_DIMS

Keep = Literal["all", "groups", "totals"]


def project(assumptions: xr.Dataset, keep: Keep = "all") -> xr.Dataset:
    """Project a population by age and sex with the cohort-component method.

    Parameters
    ----------
    assumptions : Dataset
        `launch_population` (sex, age); `survivorship` (period, sex, age; by age **reached**); births by
        `asfr` (period, age) and `srb` (period), or by `child_woman_ratio` and `sex_ratio_0_4` (period);
        `net_migration` (persons in the period, in minus out) and/or `net_migration_rate` (period, sex, age);
        and where a net total is to be met `net_migration_total`, `net_migration_control` (period).
        Any of the dims `area, scenario, draw` may stand in front; a dim along
        which a variable does not vary is absent, and so may be `period`.
        Attributes: `step` (1 or 5), `reference_date`, `births`, `migration_timing`, `mothers`.
    keep : {"all", "groups", "totals"}
        Single ages (or the step's groups), five-year age groups, or sums over sex and age.

    Returns
    -------
    Dataset
        `population` (time, sex, age), `births` (period, sex), `deaths` and `net_migration` (period, sex,
        age), in persons, deaths by age reached; `net_migration_factor` where a total is controlled; leading
        dims in front. `provenance` in the attributes is JSON: versions, and the SHA-256 of the assumptions.

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
    if keep not in get_args(Keep):
        fail(
            "project",
            "keep",
            en=f"got {keep!r}; use one of {', '.join(map(repr, get_args(Keep)))}.",
            ja=f"{keep!r} です。{'・'.join(map(repr, get_args(Keep)))} のいずれかです。",
            kind=ProjectionError,
        )
    check(assumptions)
    from cohort.projection.kernel import run  # compiled code is loaded when it is first needed

    dims = tuple(dim for dim in LEADING_DIMS if dim in assumptions.dims)
    batch = Batch(dims, tuple(assumptions.sizes[dim] for dim in dims))
    schedules, rows = _schedules(assumptions, batch)
    group, age_dim, age_labels = _groups(assumptions, keep)
    kept = _room(assumptions, schedules, batch, keep, len(age_labels))
    periods = assumptions.sizes["period"]
    run(_form(assumptions), schedules, rows, periods, group, kept)
    if kept.status[:, 0].any():
        raise failure(assumptions, batch, kept)
    return labelled(assumptions, batch, kept, age_dim, age_labels)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous view that cannot be written, so that compiled code sees one kind of array."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _form(assumptions: xr.Dataset) -> Form:
    """Return the variant of the method, and the ages of mothers."""
    attrs = assumptions.attrs
    by_ratio = attrs["births"] == "child_woman_ratio"
    ages = assumptions["age"].values
    if by_ratio:
        mothers = np.flatnonzero((ages >= 15) & (ages < 50))
    else:
        mothers = np.flatnonzero(assumptions["asfr"].values.reshape(-1, len(ages)).any(axis=0))
    first, last = (int(mothers[0]), int(mothers[-1])) if len(mothers) else (0, -1)
    end, at_end = attrs["migration_timing"] == "end", attrs["mothers"] == "end_population"
    return Form(int(attrs["step"]), end, by_ratio, at_end, first, last)


def _schedules(assumptions: xr.Dataset, batch: Batch) -> tuple[Schedules, Rows]:
    """Return the arrays as the kernel reads them, and for each the row that every element of the batch
    uses."""
    position = batch.positions()
    arrays: dict[str, NDArray[Any]] = {}
    rows: dict[str, Integers] = {}
    for name in Schedules._fields:
        kind: type = np.int64 if name == "net_migration_control" else np.float64
        own = VARIABLES[name]
        if name not in assumptions.data_vars:
            arrays[name] = _read_only(np.zeros((0,) + (1,) * len(own), dtype=kind))
            rows[name] = _read_only(np.zeros(0, dtype=np.int64))
            continue
        array = assumptions[name]
        front = [dim for dim in batch.dims if dim in array.dims]
        sizes = [assumptions.sizes[dim] for dim in front]
        tail = [assumptions.sizes[dim] if dim in array.dims else 1 for dim in own]
        values: NDArray[Any] = array.values.astype(kind, copy=False)
        arrays[name] = _read_only(values.reshape([int(np.prod(sizes)), *tail]))
        row = np.zeros(batch.size, dtype=np.int64)
        for dim, size in zip(front, sizes, strict=True):
            row = row * size + position[dim]
        rows[name] = _read_only(row)
    return Schedules(**arrays), Rows(**rows)


def _groups(assumptions: xr.Dataset, keep: Keep) -> tuple[Integers, str, list[Any]]:
    """Return the position each age is summed into (nothing if it is kept), and the dim and labels of ages."""
    ages = assumptions["age"].values.astype(np.int64)
    if keep == "all":
        return _read_only(np.empty(0, dtype=np.int64)), "age", ages.tolist()
    if keep == "totals":
        return _read_only(np.zeros(len(ages), dtype=np.int64)), "", [None]
    position, labels = age_groups(ages)
    return _read_only(position), "age_group", labels


def _room(assumptions: xr.Dataset, schedules: Schedules, batch: Batch, keep: Keep, ages: int) -> Kept:
    """Return empty arrays for what is kept."""
    periods = assumptions.sizes["period"]
    sexes = 1 if keep == "totals" else 2
    controlled = len(schedules.net_migration_control) > 0
    # counts that the elements share, and nothing else: the result is what was given, and need not be written
    shared = len(schedules.net_migration_rate) == 0 and len(schedules.net_migration) < batch.size
    return Kept(
        population=np.empty((batch.size, periods + 1, sexes, ages)),
        births=np.empty((batch.size, periods, sexes)),
        deaths=np.empty((batch.size, periods, sexes, ages)),
        net_migration=np.empty((0 if shared and keep == "all" else batch.size, periods, sexes, ages)),
        net_migration_factor=np.empty((batch.size, periods if controlled else 0)),
        status=np.zeros((batch.size, 4), dtype=np.int64),
        shortfall=np.zeros(batch.size),
    )
