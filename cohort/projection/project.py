"""Labelled assumptions in, a labelled projection out."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, get_args

import numpy as np
import xarray as xr
from numpy.typing import NDArray

import cohort
from cohort.errors import Problem, ProjectionError, fail
from cohort.projection.checks import VARIABLES, check
from cohort.projection.groups import age_groups
from cohort.vocabulary import LEADING_DIMS, VOCABULARY

Keep = Literal["all", "groups", "totals"]
ATTRIBUTES = ("step", "reference_date", "births", "migration_timing", "mothers")
MOST_LISTED = 20


def project(assumptions: xr.Dataset, keep: Keep = "all") -> xr.Dataset:
    """Project a population by age and sex with the cohort-component method.

    Parameters
    ----------
    assumptions : Dataset
        `launch_population` (sex, age), `survivorship` (period, sex, age; by age **reached**), births by `asfr` (period, age)
        and `srb` (period) or by `child_woman_ratio` and `sex_ratio_0_4` (period), `net_migration` (persons in the
        period, in minus out) and/or `net_migration_rate` (period, sex, age), and where a net total is to be met
        `net_migration_total`, `net_migration_control` ([band,] period) and `migration_band` (age). Any of the dims
        `area, scenario, draw` may stand in front; a dim along which a variable does not vary is absent.
        Attributes: `step` (1 or 5), `reference_date`, `births`, `migration_timing`, `mothers`.
    keep : {"all", "groups", "totals"}
        Single ages (or the step's groups), five-year age groups, or sums over sex and age.

    Returns
    -------
    Dataset
        `population` (time, sex, age), `births` (period, sex), `deaths` and `net_migration` (period, sex, age), in persons,
        deaths by age reached; `net_migration_factor` where a total is controlled; the leading dims in front.
        `provenance` in the attributes is JSON: versions, and the SHA-256 of the assumptions.

    Raises
    ------
    ProjectionError
        With everything that is wrong with the assumptions; or with the cells that would become negative; or with the
        net totals that no factor can meet.

    Notes
    -----
    United Nations, `ccmppWPP`; Preston, Heuveline & Guillot (2001), ch. 6; for the child-woman ratio the National
    Institute of Population and Social Security Research (IPSS). The equations are in `cohort.projection.step`.
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
    from cohort.projection import kernel  # compiled code is loaded when it is first needed

    lead = tuple(dim for dim in LEADING_DIMS if dim in assumptions.dims)
    shape = tuple(assumptions.sizes[dim] for dim in lead)
    schedules, rows = _schedules(kernel, assumptions, lead, shape)
    group, age_dim, age_labels = _groups(assumptions, keep)
    kept = _room(kernel, schedules, shape, keep, assumptions, len(age_labels))
    band = np.zeros(assumptions.sizes["age"], dtype=np.int64)
    if "migration_band" in assumptions:
        band = assumptions["migration_band"].values.astype(np.int64)
    kernel.run_batch(
        _form(kernel, assumptions),
        schedules,
        rows,
        assumptions.sizes["period"],
        _read_only(band),
        group,
        kept,
    )
    if kept.status[:, 0].any():
        raise _failure(kernel, assumptions, lead, shape, kept)
    return _labelled(assumptions, lead, shape, keep, kept, age_dim, age_labels)


def _read_only(array: NDArray[np.generic]) -> NDArray[np.generic]:
    """Return a contiguous view that cannot be written, so that compiled code sees one kind of array."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _form(kernel, assumptions: xr.Dataset):  # type: ignore[no-untyped-def]
    attrs = assumptions.attrs
    by_ratio = attrs["births"] == "child_woman_ratio"
    ages = assumptions["age"].values
    if by_ratio:
        mothers = np.flatnonzero((ages >= 15) & (ages < 50))
    else:
        asfr = assumptions["asfr"].values
        mothers = np.flatnonzero(asfr.reshape(-1, len(ages)).any(axis=0))
    first, last = (int(mothers[0]), int(mothers[-1])) if len(mothers) else (0, -1)
    return kernel.Form(
        int(attrs["step"]),
        attrs["migration_timing"] == "end",
        by_ratio,
        attrs["mothers"] == "end_population",
        first,
        last,
    )


def _schedules(kernel, assumptions: xr.Dataset, lead: tuple[str, ...], shape: tuple[int, ...]):  # type: ignore[no-untyped-def]
    """Return the arrays as the kernel reads them, and for each the row that every element of the batch uses."""
    batch = np.arange(int(np.prod(shape)), dtype=np.int64)
    position = dict(zip(lead, np.unravel_index(batch, shape), strict=True)) if lead else {}
    arrays: dict[str, NDArray[np.generic]] = {}
    rows: dict[str, NDArray[np.generic]] = {}
    for name in kernel.Schedules._fields:
        kind = np.int64 if name == "net_migration_control" else np.float64
        own = VARIABLES[name]
        if name not in assumptions.data_vars:
            arrays[name] = _read_only(np.zeros((0,) + (1,) * len(own), dtype=kind))
            rows[name] = _read_only(np.zeros(0, dtype=np.int64))
            continue
        array = assumptions[name]
        front = [dim for dim in lead if dim in array.dims]
        sizes = [assumptions.sizes[dim] for dim in front]
        tail = [assumptions.sizes[dim] if dim in array.dims else 1 for dim in own]
        values = array.values.astype(kind, copy=False)
        arrays[name] = _read_only(values.reshape([int(np.prod(sizes)), *tail]))
        row = np.ravel_multi_index([position[dim] for dim in front], sizes) if front else np.zeros_like(batch)
        rows[name] = _read_only(row.astype(np.int64, copy=False))
    return kernel.Schedules(**arrays), kernel.Rows(**rows)


def _groups(assumptions: xr.Dataset, keep: Keep) -> tuple[NDArray[np.generic], str, list[object]]:
    """Return the position each age is summed into, and the dim and labels of what is kept."""
    ages = assumptions["age"].values.astype(np.int64)
    if keep == "all":
        return _read_only(np.arange(len(ages))), "age", ages.tolist()
    if keep == "totals":
        return _read_only(np.zeros(len(ages), dtype=np.int64)), "", [None]
    position, labels = age_groups(ages)
    return _read_only(position), "age_group", list(labels)


def _room(kernel, schedules, shape: tuple[int, ...], keep: Keep, assumptions: xr.Dataset, ages: int):  # type: ignore[no-untyped-def]
    """Return empty arrays for what is kept."""
    batch, periods = int(np.prod(shape)), assumptions.sizes["period"]
    sexes = 1 if keep == "totals" else 2
    bands = schedules.net_migration_control.shape[1] if "net_migration_control" in assumptions else 0
    return kernel.Kept(
        np.empty((batch, periods + 1, sexes, ages)),
        np.empty((batch, periods, sexes)),
        np.empty((batch, periods, sexes, ages)),
        np.empty((batch, periods, sexes, ages)),
        np.empty((batch, bands, periods)),
        np.zeros((batch, 4), dtype=np.int64),
        np.zeros(batch),
    )


def _labelled(assumptions, lead, shape, keep, kept, age_dim, age_labels):  # type: ignore[no-untyped-def]
    """Put labels, units and provenance on what was kept."""
    periods = assumptions["period"].values
    time = np.append(periods, periods[-1] + int(assumptions.attrs["step"]))
    cells = ("sex", age_dim) if keep != "totals" else ()
    dims = {
        "population": (*lead, "time", *cells),
        "births": (*lead, "period", *cells[:1]),
        "deaths": (*lead, "period", *cells),
        "net_migration": (*lead, "period", *cells),
    }
    variables = {}
    for name, named in dims.items():
        array = getattr(kept, name)
        sizes = array.shape[1:] if cells else array.shape[1:2]
        variables[name] = xr.Variable(named, array.reshape(shape + sizes), {"units": VOCABULARY[name].unit})
    coords = {
        name: coord.variable
        for name, coord in assumptions.coords.items()
        if set(coord.dims) <= {*lead, "period", *cells} and name != "band"
    }
    coords["time"] = xr.Variable(("time",), time)
    if keep == "groups":
        coords["age_group"] = xr.Variable(("age_group",), np.array(age_labels))
    if "net_migration_control" in assumptions:
        factor = kept.net_migration_factor
        if "band" in assumptions.dims:
            variables["net_migration_factor"] = xr.Variable(
                (*lead, "band", "period"), factor.reshape(shape + factor.shape[1:])
            )
            coords["band"] = assumptions["band"].variable
        else:
            variables["net_migration_factor"] = xr.Variable(
                (*lead, "period"), factor.reshape(shape + factor.shape[2:])
            )
    attrs = {name: assumptions.attrs[name] for name in ATTRIBUTES if name in assumptions.attrs}
    attrs["provenance"] = _provenance(assumptions)
    return xr.Dataset(variables, coords, attrs)


def _failure(kernel, assumptions, lead, shape, kept) -> ProjectionError:  # type: ignore[no-untyped-def]
    """Return the error that names the runs that could not go on, and where."""
    problems = []
    failed = np.flatnonzero(kept.status[:, 0])
    for b in failed[:MOST_LISTED]:
        what, t, k, age = kept.status[b].tolist()
        labels = {
            dim: assumptions[dim].values[i] for dim, i in zip(lead, np.unravel_index(b, shape), strict=True)
        }
        labels["period"] = assumptions["period"].values[t]
        if what == kernel.NO_FACTOR:
            if "band" in assumptions.dims:
                labels["band"] = assumptions["band"].values[k]
            en = "no factor meets net_migration_total: its sign needs arrivals or leavers that net_migration_rate lacks; change the total or the rates."
            ja = "net_migration_total を満たす係数がありません。必要な転入または転出が net_migration_rate にありません。総数か率を見直してください。"
        elif what == kernel.NOT_SETTLED:
            en = "births and the migrants of the first group do not settle; lower net_migration_rate at age 0 or use mothers = 'survivors'."
            ja = "出生数と最初の年齢の移動数が収束しません。0歳の net_migration_rate を下げるか mothers = 'survivors' を使ってください。"
        else:
            labels["sex"], labels["age"] = assumptions["sex"].values[k], assumptions["age"].values[age]
            short = kept.shortfall[b]
            half = what == kernel.NEGATIVE_AT_START
            en = f"more leavers than residents: {short:.6g} persons short{' in the first half' if half else ''}; lower the net out-migration of this cell."
            ja = f"転出が住民より多く、{short:.6g} 人不足します{'（期間の前半）' if half else ''}。このセルの転出超過を減らしてください。"
        problems.append(Problem(", ".join(f"{dim}={label}" for dim, label in labels.items()), en, ja))
    if len(failed) > MOST_LISTED:
        more = len(failed) - MOST_LISTED
        problems.append(Problem("", f"and {more} more runs.", f"ほか {more} 件。"))
    return ProjectionError("projection", problems)


def _provenance(assumptions: xr.Dataset) -> str:
    """Return versions and the assumptions' fingerprint as JSON."""
    import numba

    return json.dumps(
        {
            "cohort": cohort.__version__,
            "assumptions_sha256": fingerprint(assumptions),
            "numba": numba.__version__,
            "numpy": np.__version__,
            "xarray": xr.__version__,
        }
    )


def fingerprint(assumptions: xr.Dataset) -> str:
    """Return the SHA-256 of names, dims, labels, values and the attributes that are read."""
    digest = hashlib.sha256()
    for name in sorted(map(str, assumptions.variables)):
        variable = assumptions.variables[name]
        values = variable.values
        digest.update(json.dumps([name, variable.dims, values.shape]).encode())
        if values.dtype.kind in "biuf":
            digest.update(values.dtype.str.encode())
            digest.update(np.ascontiguousarray(values))
        else:
            digest.update(json.dumps(values.tolist(), default=str).encode())
    attrs = {name: assumptions.attrs.get(name) for name in ATTRIBUTES}
    digest.update(json.dumps(attrs, default=str).encode())
    return digest.hexdigest()
