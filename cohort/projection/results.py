"""What a projection hands back: labels, the runs that failed, and whether the books balance."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from xarray.indexes import PandasIndex

from cohort.arguments import PROJECTION, takes
from cohort.errors import Problem, ProjectionError, fail
from cohort.projection.arrays import NEGATIVE_AT_START, NO_FACTOR, NOT_SETTLED, Floats, Integers, Kept
from cohort.projection.checks import ATTRIBUTES
from cohort.record import Record, as_attrs, records_of
from cohort.text import Text
from cohort.vocabulary import with_labels

# What a result is told with: how it was calculated, and what was done to the numbers before.
CARRIED = (
    *("step", "reference_date", *list(ATTRIBUTES)[1:], "open_age"),
    *("area", "reference_scenario", "records", "implied"),
)
MOST_LISTED = 20


@dataclass(frozen=True)
class Batch:
    """The leading dims, and how they are flattened."""

    dims: tuple[str, ...]
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    def positions(self) -> dict[str, Integers]:
        """Return, for each dim, the position of every element."""
        if not self.dims:
            return {}
        found = np.unravel_index(np.arange(self.size), self.shape)
        return {dim: np.asarray(at, dtype=np.int64) for dim, at in zip(self.dims, found, strict=True)}


@dataclass(frozen=True)
class Labels:
    """What the cells of a result are called: the dim of ages ("" where everything is summed), and their labels."""

    age_dim: str
    ages: list[Any]
    wanted: tuple[str, ...]

    def dims(self, name: str) -> tuple[str, ...]:
        """Return the own dims of a variable."""
        cells = ("sex", self.age_dim) if self.age_dim else ()
        return {
            "population": ("time", *cells),
            "births": ("period", *cells[:1]),
            "net_migration_factor": ("period",),
        }.get(name, ("period", *cells))


def labelled(given: xr.Dataset, batch: Batch, kept: Kept, labels: Labels, failed: bool) -> xr.Dataset:
    """Put dims, labels, units and attributes on what was kept; if ``failed``, with which runs did (leading dims)."""
    variables: dict[str, xr.Variable] = {}
    for name in labels.wanted:
        array: Floats = getattr(kept, name)
        if len(array) == 0:
            variables[name] = _as_given(given, batch)
            continue
        dims = labels.dims(name)
        values = array.reshape(batch.shape + array.shape[1 : 1 + len(dims)])
        variables[name] = xr.Variable((*batch.dims, *dims), values)
    if failed:
        variables["failed"] = xr.Variable(batch.dims, (kept.status[:, 0] != 0).reshape(batch.shape))
    used = {dim for variable in variables.values() for dim in variable.dims}
    own_of = {name: given.variables[name] for name in given.coords}
    coords = {name: one.copy(deep=False) for name, one in own_of.items() if set(one.dims) <= used}
    indexes: dict[Hashable, xr.Index] = {name: one for name, one in given.xindexes.items() if name in coords}
    periods = given.variables["period"].values
    own: dict[Hashable, NDArray[Any]] = {
        "time": np.append(periods, periods[-1] + given.attrs["step"]),
        "age_group": np.array(labels.ages),
    }
    for dim in used & set(own):
        indexes[dim] = PandasIndex(own[dim], dim)
        coords |= indexes[dim].create_variables()
    attrs = {name: given.attrs[name] for name in CARRIED if name in given.attrs}
    return with_labels(xr.Dataset(variables, xr.Coordinates(coords, indexes), attrs))


def _as_given(given: xr.Dataset, batch: Batch) -> xr.Variable:
    """Return the counts that were given: a copy, seen along the dims it lacks without being repeated in
    memory."""
    dims = (*batch.dims, "period", "sex", "age")
    counts = given["net_migration"].variable
    # axes of length 1 stand for the dims it lacks; those it has are in this order already
    sizes = [given.sizes[dim] if dim in counts.dims else 1 for dim in dims]
    values = counts.values.astype(np.float64).reshape(sizes)
    return xr.Variable(dims, np.broadcast_to(values, [given.sizes[dim] for dim in dims]))


def without_failed(
    result: xr.Dataset, given: xr.Dataset, batch: Batch, kept: Kept, values: Sequence[Problem]
) -> xr.Dataset:
    """Return a result with NaN for the runs that `failed`, and why in the records.

    ``values`` are the numbers that cannot be meant, which some of the runs read.
    """
    failed = result.variables["failed"].values
    if not failed.any() and not values:
        return result
    for name, array in result.data_vars.items() if failed.any() else ():
        if name == "failed":
            continue
        if not array.variable.values.flags.writeable:  # counts as given, seen along the dims they lack
            array.variable.values = array.values.copy()
        array.values[failed] = np.nan
    found = [*values, *problems(given, batch, kept)]
    records = (Record("", f"projection: {one.where}", Text(one.en, one.ja)) for one in found)
    if found:
        result.attrs |= {"records": as_attrs([*records_of(given), *records])["records"]}
    return result


def problems(given: xr.Dataset, batch: Batch, kept: Kept) -> list[Problem]:
    """Return which runs could not go on, and where; at most 20 of them."""
    failed = np.flatnonzero((kept.status[:, 0] >= 1) & (kept.status[:, 0] <= NOT_SETTLED))
    names = {dim: given[dim].values for dim in (*batch.dims, "period", "sex", "age")}
    found = [
        _problem(
            names,
            dict(zip(batch.dims, np.unravel_index(b, batch.shape), strict=True)),
            kept.status[b].tolist(),
            kept.shortfall[b],
            given.attrs["step"],
        )
        for b in failed[:MOST_LISTED]
    ]
    more = len(failed) - MOST_LISTED
    if more > 0:
        found.append(Problem("", f"... and {more} more runs.", f"ほか {more} 件。"))
    return found


def failure(given: xr.Dataset, batch: Batch, kept: Kept) -> ProjectionError:
    """Return the error that names the runs that could not go on."""
    return ProjectionError("projection", problems(given, batch, kept))


def _problem(
    names: dict[str, NDArray[Any]], element: dict[str, Any], status: list[int], short: float, step: int
) -> Problem:
    what, t, k, x = status
    labels = {dim: names[dim][at] for dim, at in element.items()}
    labels["period"] = names["period"][t]
    if what == NO_FACTOR:
        en = (
            "no factor meets net_migration_total: by net_migration_rate people come on balance at every age, or leave at every age, and a "
            "factor keeps that sign; ask for a total of the same sign (in a scenario 0.01 times the launch level instead of 0), or give "
            "arrivals and leavers apart (migration.in, migration.out)."
        )
        ja = (
            "net_migration_total を満たす係数がありません。net_migration_rate がどの年齢でも転入超過（またはどの年齢でも転出超過）で、係数を掛けても"
            "符号は変わりません。同じ符号の総数（シナリオでは 0 でなく基準の 0.01 倍など）とするか、転入と転出を分けて（migration.in、migration.out）"
            "与えてください。"
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
        labels["sex"], labels["age"] = names["sex"][k], names["age"][x]
        first_half = what == NEGATIVE_AT_START
        en = (
            f"more leavers than residents: {short:.6g} persons short"
            f"{' in the first half' if first_half else ''}; lower the net out-migration here"
            f"{', or project by single years (step = 1): five years of moves are more than so few can make' if step == 5 else ''}."
        )
        ja = (
            f"転出が住民より多く、{'期間の前半に' if first_half else ''}{short:.6g} 人不足します。"
            f"ここの転出超過を減らし{'てください。5 年分の移動が居住者数を超えるので、1 年刻み（step = 1）も試し' if step == 5 else ''}てください。"
        )
    return Problem(", ".join(f"{dim}={label}" for dim, label in labels.items()), en, ja)


@takes(projection=PROJECTION)
def balance(projection: xr.Dataset) -> xr.DataArray:
    """Return what is left of end - (start + births - deaths + net migration).

    Parameters
    ----------
    projection : Dataset
        What `project` returned, with any `keep` and all variables.

    Returns
    -------
    DataArray
        Persons; nothing but rounding, if all is well. With single ages it is by period, sex and the age that
        a cohort **reaches**; with groups by period and sex; with totals by period.

    Raises
    ------
    ProjectionError
        A stock or a flow is not among the variables.
    """
    needed = ("population", "births", "deaths", "net_migration")
    lacking = [name for name in needed if name not in getattr(projection, "data_vars", ())]
    if lacking:
        fail(
            "balance",
            ", ".join(lacking),
            en="missing; give what `cohort.project` returns with all of its variables.",
            ja="ありません。cohort.project の結果を、すべての変数とともに渡してください。",
            kind=ProjectionError,
        )
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
    values: NDArray[np.float64] = np.empty(entering.shape)
    values[..., 0] = births.values
    values[..., 1:] = entering.values[..., :-1]
    values[..., -1] += entering.values[..., -1]
    return entering.copy(data=values)
