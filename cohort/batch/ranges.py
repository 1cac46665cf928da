"""Draws of the areas of a block: quantiles of every measure, and the draws themselves where they are asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.batch.measures import Floats, measured
from cohort.batch.plan import QUANTILES, Plan
from cohort.text import Text
from cohort.uncertainty.calibration import calibration
from cohort.uncertainty.draws import SMALLEST
from cohort.uncertainty.paths import Paths, drawn, paths_of

CELLS = 2_000_000  # of the largest array that is in work at a time
TOO_SMALL = Text(
    "draws: {residents:,.0f} residents; errors of places below {least} are not known well enough.",
    "ばらつき：人口 {residents:,.0f} 人です。{least} 人未満の地域の誤差は十分に分かっていません。",
)
RESULTS = ("population", "births", "deaths", "net_migration")


def split(assumptions: xr.Dataset, projection: xr.Dataset) -> list[Paths]:
    """Return what draws vary, area by area.

    Parameters
    ----------
    assumptions, projection : Dataset
        Of some areas (dims area and scenario, which may be absent where nothing varies along them), all ages kept.
    """
    names, codes = projection["scenario"].values, projection["area"].values
    results = {
        name: _ordered(projection[name], len(codes), len(names), "time" if name == "population" else "period")
        for name in RESULTS
    }
    given = {name: _ordered(assumptions[name], len(codes), 1, "period") for name in ("survivorship", "asfr")}
    launch = assumptions["launch_population"]
    launch = launch if "area" in launch.dims else launch.expand_dims(area=codes)
    people = launch.transpose("area", ..., "sex", "age").sel(sex=["male", "female"]).values
    srb = assumptions["srb"]
    sexes = srb.isel({dim: 0 for dim in srb.dims if dim != "period"}).values
    labels = {name: projection[name].values for name in ("period", "age")}
    return [
        paths_of(
            str(code),
            {name: values[place] for name, values in given.items()}
            | {"launch_population": people[place], "srb": sexes},
            {name: values[place] for name, values in results.items()} | labels,
            assumptions.attrs,
        )
        for place, code in enumerate(codes)
    ]


def _ordered(array: xr.DataArray, areas: int, scenarios: int, axis: str) -> Floats:
    """Return an array with area, scenario and time in front, the first two also where it does not vary along them."""
    for dim, size, at in (("area", areas, 0), ("scenario", scenarios, 1)):
        if dim not in array.dims:
            array = array.expand_dims({dim: size}, axis=min(at, array.ndim))
    array = array.sel(sex=["male", "female"]) if "sex" in array.dims else array
    rest = [dim for dim in ("sex", "age") if dim in array.dims]
    return np.asarray(array.transpose("area", "scenario", axis, *rest).values)


def ranges(plan: Plan, several: Sequence[Paths]) -> tuple[dict[str, Floats], list[Text | None]]:
    """Return quantiles (and draws) of areas by name (area, scenario, quantile | draw, time | period), and why an area has none.

    Parameters
    ----------
    plan : Plan
    several : sequence of Paths
    """
    why = [
        TOO_SMALL.filled(residents=one.reference.residents, least=SMALLEST)
        if one.reference.residents < SMALLEST
        else None
        for one in several
    ]
    left = [place for place, reason in enumerate(why) if reason is None]
    found: dict[str, Floats] = {}
    if left:
        cells = several[left[0]].rate.size * plan.draws
        size = max(1, CELLS // cells)
        for begin in range(0, len(left), size):
            places = left[begin : begin + size]
            for name, values in _some(plan, [several[place] for place in places]).items():
                if name not in found:
                    found[name] = np.full((len(several), *values.shape[1:]), np.nan)
                found[name][places] = values
    return found, why


def _some(plan: Plan, several: Sequence[Paths]) -> dict[str, Floats]:
    attrs = {
        "step": plan.step,
        "reference_date": "01-01",
        "births": "asfr",
        "migration_timing": "even",
        "mothers": "survivors",
    }
    result = drawn(several, calibration(), plan.seed, plan.draws, attrs)
    values = measured(result.transpose("area", "scenario", "draw", ...))
    made = _quantiles(values, result["failed"].transpose("area", "scenario", "draw").values)
    if plan.keep_draws:
        made |= {f"{name}_draws": one for name, one in values.items()}
    return made


def _quantiles(values: dict[str, Floats], failed: NDArray[np.bool_]) -> dict[str, Floats]:
    """Return quantiles (area, scenario, quantile, time) of measures (area, scenario, draw, time), draws that failed left out."""
    ends = np.cumsum([one.shape[-1] for one in values.values()])
    joined = np.concatenate(list(values.values()), axis=-1).swapaxes(-1, -2)
    found = np.full((*joined.shape[:-1], len(QUANTILES)), np.nan)
    for place in np.ndindex(failed.shape[:2]):
        drawn = joined[place][:, ~failed[place]]
        if drawn.shape[-1]:
            drawn.sort(axis=-1)  # what is in order is picked from at once
            pick = np.nanquantile if np.isnan(drawn[:, -1]).any() else np.quantile  # no share of nobody
            found[place] = pick(drawn, QUANTILES, axis=-1, overwrite_input=True).T
    parts = np.split(found.swapaxes(-1, -2), ends[:-1], axis=-1)
    return {f"{name}_quantiles": part for name, part in zip(values, parts, strict=True)}
