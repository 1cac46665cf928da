"""Forced totals (総数の合致): a projection brought to given totals at each step."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.errors import Problems, ProjectionError
from cohort.projection.project import project

HELD = 2


def forced_totals(assumptions: xr.Dataset, target: xr.DataArray) -> xr.Dataset:
    """Project step by step, and after each step bring the population to a target; the result starts the next step.

    ``P <- P * target / sum P``, the sum over all dims that the target does not have: with dims ``(time,)`` one factor
    for all ages; with ``(time, sex, age)`` and several areas, the areas add up to the target in every cell, as the
    official projections bring municipalities to their prefecture.

    Parameters
    ----------
    assumptions : Dataset
        As `cohort.project` takes it.
    target : DataArray (time, [sex, age, area, scenario, draw])
        Persons, at every instant after the launch and no other.

    Returns
    -------
    Dataset
        As `cohort.project` returns it, with ``population`` forced, and besides ``forced_adjustment`` (persons added by
        the forcing, like population, 0 at launch) and ``forced_factor`` (dims of the target). Births, deaths and net
        migration are those of the steps: with the adjustment they account for every change.

    Raises
    ------
    ProjectionError
        Instants that do not fit, a negative or missing target, a target where nobody is left, or net totals whose
        factor is held from step to step.
    """
    step = int(assumptions.attrs["step"])
    _check(assumptions, target, step)
    start = assumptions["launch_population"]
    populations: list[xr.DataArray] = []
    flows: list[xr.Dataset] = []
    adjustments: list[xr.DataArray] = []
    factors: list[xr.DataArray] = []
    for first in assumptions["period"].values:
        one = assumptions.sel(period=[first])
        one["launch_population"] = start
        done = project(one)
        if not populations:
            populations.append(done["population"].isel(time=[0]))
            adjustments.append(xr.zeros_like(populations[0]))
        end = int(first) + step
        made = done["population"].sel(time=[end])
        wanted = target.sel(time=[end])
        factor = _factor(made, wanted, end)
        forced = (made * factor).transpose(*made.dims)
        populations.append(forced)
        adjustments.append(forced - made)
        factors.append(factor)
        flows.append(done.drop_vars("population").drop_dims("time", errors="ignore"))
        start = forced.isel(time=0, drop=True)
    result = xr.concat(flows, dim="period").assign_attrs(flows[0].attrs)
    result["population"] = xr.concat(populations, dim="time")
    result["forced_adjustment"] = xr.concat(adjustments, dim="time")
    result["forced_factor"] = xr.concat(factors, dim="time").rename(time="forced_time")
    return result


def _factor(made: xr.DataArray, wanted: xr.DataArray, end: int) -> xr.DataArray:
    summed = made.sum([dim for dim in made.dims if dim not in wanted.dims])
    nobody = (summed == 0) & (wanted > 0)
    if bool(nobody.any()):
        problems = Problems("forced totals", ProjectionError)
        problems.add(
            f"time={end}",
            en=f"{float(wanted.where(nobody).sum()):,.0f} persons are wanted where the projection has nobody; "
            "no factor gives them.",
            ja=f"推計で 0 人のところに {float(wanted.where(nobody).sum()):,.0f} 人が求められています。どの係数でも届きません。",
        )
        problems.raise_if_any()
    # where nobody is left and nobody is wanted there is nothing to scale
    return wanted / summed.where(summed > 0, 1.0)


def _check(assumptions: xr.Dataset, target: xr.DataArray, step: int) -> None:
    problems = Problems("forced totals", ProjectionError)
    ends = [int(first) + step for first in assumptions["period"].values]
    given = [int(year) for year in target["time"].values] if "time" in target.dims else []
    if given != ends:
        problems.add(
            "target.time",
            en=f"got {', '.join(map(str, given)) or 'none'}; give {', '.join(map(str, ends))}.",
            ja=f"{'、'.join(map(str, given)) or 'なし'} です。{'、'.join(map(str, ends))} 年を与えてください。",
        )
    elif not bool((np.isfinite(target) & (target >= 0)).all()):
        problems.add(
            "target",
            en="a value is missing or negative; give persons, 0 or more, for every cell.",
            ja="値がないか負のところがあります。すべて 0 以上の人数で与えてください。",
        )
    control = assumptions.get("net_migration_control")
    if control is not None and bool((control == HELD).any()):
        problems.add(
            "net_migration_control",
            en="holds the factor of an earlier step, which a projection restarted at each step does not know; "
            "use the rates as they are (0) or a total for each step (1).",
            ja="前の期の係数を維持する指定（2）は、期ごとに推計し直す方法では使えません。率のまま（0）か、期ごとの総数（1）にしてください。",
        )
    problems.raise_if_any()
