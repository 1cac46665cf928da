"""What a pool of moves is made of: out-rates and in-shares, from counts or from what areas are assumed to do alone."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.demography.checks import Array, refuse
from cohort.demography.gross_migration import gross_from_net
from cohort.demography.multiregional import SUBJECT, pool_rates
from cohort.demography.rogers_castro import rogers_castro

AREA = "area"
CELLS = ("sex", "age")


def pool(arrivals: xr.DataArray, leavers: xr.DataArray, people: xr.DataArray) -> xr.Dataset:
    """Return the pool that gross moves of several areas imply.

    Parameters
    ----------
    arrivals, leavers : DataArray (area, ..., sex, age)
        Persons in a step, 0 or more both; by age as `net_migration_rate` counts it.
    people : DataArray (area, ..., sex, age)
        Persons at risk of leaving: under ``even`` those at the start of the step.

    Returns
    -------
    Dataset
        ``out_rate`` and ``in_share`` (area, ..., sex, age), what `together` takes; ``outside``: persons whom the pool cannot
        explain, so that every area has its arrivals minus leavers (from abroad, or of counts that differ); ``outside_rate``: the
        same per person at risk, which shrinks with a place that shrinks (0 where nobody lives).

    Raises
    ------
    AssumptionError
        A negative number; leavers where nobody lives.
    """
    whole = xr.broadcast(*xr.align(arrivals, leavers, people, join="exact"))
    front = [dim for dim in whole[0].dims if dim not in (AREA, *CELLS)]
    dims = (AREA, *front, *CELLS)
    came, left, there = (one.transpose(*dims) for one in whole)
    names = ("out_rate", "in_share", "outside")
    found = pool_rates(came.values, left.values, there.values)
    coords = {dim: came[dim] for dim in dims if dim in came.coords}
    made = xr.Dataset({name: (dims, values) for name, values in zip(names, found, strict=True)}, coords=coords)
    P = there.values
    rate = np.divide(made["outside"].values, P, out=np.zeros_like(P), where=P > 0)
    return made.assign(outside_rate=(dims, rate))


def pool_of(assumptions: xr.Dataset, arrivals: xr.DataArray) -> xr.Dataset:
    """Return the pool of areas that are assumed one by one: the same net migrants at launch, and gross moves.

    Each area's net migrants of its launch population are split into arrivals and leavers: those who replace each other
    are spread over the ages by the standard Rogers-Castro profile, up to the number of arrivals given.

    Parameters
    ----------
    assumptions : Dataset
        As `project` takes it, with the dim ``area`` and ``net_migration_rate``; single years, timing ``even``.
    arrivals : DataArray (area)
        Persons a year who came to each area from others. Where they are fewer than the net by age needs, as many as it
        needs.

    Returns
    -------
    Dataset
        As `pool` returns it, of one launch year.

    Raises
    ------
    AssumptionError
        Another form; an area without arrivals.
    """
    if (
        assumptions.attrs["migration_timing"] != "even"
        or assumptions.attrs["step"] != 1
        or "net_migration_rate" not in assumptions
    ):
        refuse(
            SUBJECT,
            "assumptions",
            en="a pool is made of net migration rates by single year under the timing 'even'; give the pool itself for others.",
            ja="プールは 1 歳階級・均等移動（even）の純移動率から作ります。それ以外では転出率と配分率を与えてください。",
        )
    P = assumptions["launch_population"].transpose(AREA, ..., *CELLS)
    rate = assumptions["net_migration_rate"]
    rate = rate.isel(period=0, drop=True) if "period" in rate.dims else rate
    net = (rate * P).transpose(AREA, ..., *CELLS)
    lacking = sorted({str(code) for code in P[AREA].values} - {str(code) for code in arrivals[AREA].values})
    if lacking:
        refuse(
            SUBJECT,
            "arrivals",
            en=f"none are given for {', '.join(lacking)}; name every area.",
            ja=f"{'、'.join(lacking)} の転入数がありません。全地域を指定してください。",
        )
    came, left = np.empty(net.shape), np.empty(net.shape)
    profile = rogers_castro(np.arange(net.sizes["age"]) + 0.5)
    given = [float(value) for value in arrivals.sel({AREA: P[AREA].values}).values]
    people = P.broadcast_like(net).transpose(*net.dims)
    for place in np.ndindex(net.shape[:-2]):
        came[place], left[place] = _gross(net.values[place], people.values[place], given[place[0]], profile)
    return pool(net.copy(data=came), net.copy(data=left), people)


def _gross(net: Array, people: Array, arrivals: float, profile: Array) -> tuple[Array, Array]:
    least, total = float(np.maximum(net, 0.0).sum()), float(net.sum())
    coming = max(arrivals, least)
    leaving = max(coming - total, 0.0)
    return gross_from_net(net, leaving + total, leaving, profile * people)
