"""What a projection hands back: labels, provenance, the cells that failed, and whether the books balance."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np
import xarray as xr

from cohort._version import __version__
from cohort.errors import Problem, ProjectionError
from cohort.projection.arrays import NEGATIVE_AT_START, NO_FACTOR, NOT_SETTLED, Floats, Integers, Kept
from cohort.vocabulary import VOCABULARY

ATTRIBUTES = ("step", "reference_date", "births", "migration_timing", "mothers")
MOST_LISTED = 20


@dataclass(frozen=True)
class Batch:
    """The leading dims, and how they are flattened."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(np.prod(self.shape))

    def positions(self) -> dict[str, Integers]:
        """Return, for each dim, the position of every element."""
        if not self.dims:
            return {}
        found = np.unravel_index(np.arange(self.size), self.shape)
        return {dim: np.asarray(at, dtype=np.int64) for dim, at in zip(self.dims, found, strict=True)}


def labelled(
    assumptions: xr.Dataset, batch: Batch, kept: Kept, age_dim: str, age_labels: list[Any]
) -> xr.Dataset:
    """Put dims, labels, units and provenance on what was kept.

    `age_dim` is empty where everything is summed over sex and age.
    """
    cells = ("sex", age_dim) if age_dim else ()
    own = {
        "population": ("time", *cells),
        "births": ("period", *cells[:1]),
        "deaths": ("period", *cells),
        "net_migration": ("period", *cells),
    }
    variables: dict[str, xr.Variable] = {}
    for name, dims in own.items():
        array: Floats = getattr(kept, name)
        units = {"units": VOCABULARY[name].unit}
        if len(array) == 0:
            variables[name] = _as_given(assumptions, batch, units)
            continue
        sizes = array.shape[1 : 1 + len(dims)]
        variables[name] = xr.Variable((*batch.dims, *dims), array.reshape(batch.shape + sizes), units)
    if "net_migration_control" in assumptions.data_vars:
        factor = kept.net_migration_factor
        values = factor.reshape((*batch.shape, factor.shape[1]))
        variables["net_migration_factor"] = xr.Variable((*batch.dims, "period"), values, {"units": "ratio"})

    periods = assumptions["period"].values
    coords: dict[Hashable, xr.Variable] = {
        "time": xr.Variable(("time",), np.append(periods, periods[-1] + assumptions.attrs["step"]))
    }
    if age_dim == "age_group":
        coords["age_group"] = xr.Variable(("age_group",), np.array(age_labels))
    used = {dim for variable in variables.values() for dim in variable.dims}
    coords |= {name: coord.variable for name, coord in assumptions.coords.items() if set(coord.dims) <= used}
    attrs = {name: assumptions.attrs[name] for name in ATTRIBUTES if name in assumptions.attrs}
    attrs["provenance"] = provenance(assumptions)
    return xr.Dataset(variables, coords, attrs)


def _as_given(assumptions: xr.Dataset, batch: Batch, units: dict[str, str]) -> xr.Variable:
    """Return the counts that were given: a copy, seen along the dims it lacks without being repeated in
    memory."""
    dims = (*batch.dims, "period", "sex", "age")
    given = assumptions["net_migration"].variable
    # axes of length 1 stand for the dims it lacks; those it has are in this order already
    sizes = [assumptions.sizes[dim] if dim in given.dims else 1 for dim in dims]
    values = given.values.astype(np.float64).reshape(sizes)
    return xr.Variable(dims, np.broadcast_to(values, [assumptions.sizes[dim] for dim in dims]), units)


def failure(assumptions: xr.Dataset, batch: Batch, kept: Kept) -> ProjectionError:
    """Return the error that names the runs that could not go on, and where; at most 20 of them."""
    failed = np.flatnonzero(kept.status[:, 0])
    problems = [
        _problem(assumptions, batch, int(b), kept.status[b].tolist(), float(kept.shortfall[b]))
        for b in failed[:MOST_LISTED]
    ]
    more = len(failed) - MOST_LISTED
    if more > 0:
        problems.append(Problem("", f"... and {more} more runs.", f"ほか {more} 件。"))
    return ProjectionError("projection", problems)


def _problem(assumptions: xr.Dataset, batch: Batch, b: int, status: list[int], short: float) -> Problem:
    what, t, k, x = status
    labels = {dim: assumptions[dim].values[at[b]] for dim, at in batch.positions().items()}
    labels["period"] = assumptions["period"].values[t]
    if what == NO_FACTOR:
        en = (
            "no factor meets net_migration_total: it needs arrivals or leavers that net_migration_rate "
            "lacks; "
            "change the total or the rates."
        )
        ja = (
            "net_migration_total を満たす係数がありません。必要な転入または転出が net_migration_rate "
            "にありません。"
            "総数か率を見直してください。"
        )
    elif what == NOT_SETTLED:
        en = (
            "births and the migrants of the first group do not settle; "
            "lower net_migration_rate at age 0 or set mothers to 'survivors'."
        )
        ja = (
            "出生数と最初の年齢の移動数が定まりません。"
            "0歳の net_migration_rate を下げるか mothers を 'survivors' としてください。"
        )
    else:
        labels["sex"], labels["age"] = assumptions["sex"].values[k], assumptions["age"].values[x]
        first_half = what == NEGATIVE_AT_START
        en = (
            f"more leavers than residents: {short:.6g} persons short"
            f"{' in the first half' if first_half else ''}; lower the net out-migration here."
        )
        ja = (
            f"転出が住民より多く、{'期間の前半に' if first_half else ''}{short:.6g} 人不足します。"
            "ここの転出超過を減らしてください。"
        )
    return Problem(", ".join(f"{dim}={label}" for dim, label in labels.items()), en, ja)


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("numba", "numpy", "xarray")}


def provenance(assumptions: xr.Dataset) -> str:
    """Return the versions used and the assumptions' fingerprint, as JSON."""
    return json.dumps({"cohort": __version__, "assumptions_sha256": fingerprint(assumptions), **_versions()})


def fingerprint(assumptions: xr.Dataset) -> str:
    """Return the SHA-256 of names, dims, labels, values and the attributes that are read."""
    digest = hashlib.sha256()
    for name in sorted(map(str, assumptions.variables)):
        variable = assumptions.variables[name]
        values = variable.values
        if values.dtype.kind in "biuf":
            digest.update(json.dumps([name, variable.dims, values.dtype.str, values.shape]).encode())
            digest.update(np.ascontiguousarray(values).data.cast("B"))
        else:
            digest.update(json.dumps([name, variable.dims, values.tolist()], default=str).encode())
    attrs = {name: assumptions.attrs.get(name) for name in ATTRIBUTES}
    digest.update(json.dumps(attrs, default=str).encode())
    return digest.hexdigest()


def balance(projection: xr.Dataset) -> xr.DataArray:
    """Return what is left of end - (start + births - deaths + net migration).

    Parameters
    ----------
    projection : Dataset
        What `project` returned, with any `keep`.

    Returns
    -------
    DataArray
        Persons; nothing but rounding, if all is well. With single ages it is by period, sex and the age that
        a cohort **reaches**; with groups by period and sex; with totals by period.
    """
    P = projection["population"]
    periods = {"time": "period"}
    start = P.isel(time=slice(None, -1)).rename(periods).assign_coords(period=projection["period"])
    end = P.isel(time=slice(1, None)).rename(periods).assign_coords(period=projection["period"])
    B, D, M = projection["births"], projection["deaths"], projection["net_migration"]
    if "age" not in P.dims:
        sums = [dim for dim in ("age_group",) if dim in P.dims]
        return (end - start).sum(sums) - B + D.sum(sums) - M.sum(sums)
    before = M / 2 if projection.attrs["migration_timing"] == "even" else xr.zeros_like(M)
    entering = _reached(start + before, B)
    return end - entering + D - (M - before)


def _reached(entering: xr.DataArray, births: xr.DataArray) -> xr.DataArray:
    """Return those entering a period by the age they will reach: births first, the two last ages pooled."""
    entering = entering.transpose(*births.dims, "age")
    values = np.empty(entering.shape)
    values[..., 0] = births.values
    values[..., 1:] = entering.values[..., :-1]
    values[..., -1] += entering.values[..., -1]
    return entering.copy(data=values)
