"""Draws of the areas of a block: quantiles of every measure, and the draws themselves where they are asked for."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import xarray as xr

from cohort.batch.measures import Floats, measured
from cohort.batch.plan import QUANTILES, Plan
from cohort.text import Text
from cohort.uncertainty.calibration import calibration
from cohort.uncertainty.draws import SMALLEST
from cohort.uncertainty.paths import Paths, drawn, paths_of

CELLS = 1_000_000  # of the largest array that is in work at a time
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
    made = {}
    for name, values in measured(result.transpose("area", "scenario", "draw", ...)).items():
        made[f"{name}_quantiles"] = _quantiles(values)
        if plan.keep_draws:
            made[f"{name}_draws"] = values
    return made


def _quantiles(values: Floats) -> Floats:
    """Return quantiles (area, scenario, quantile, time) over draws (area, scenario, draw, time), those that failed left out."""
    if np.isnan(values).any():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # where every draw failed
            return np.moveaxis(np.nanquantile(values, QUANTILES, axis=2), 0, 2)
    return np.moveaxis(np.quantile(values, QUANTILES, axis=2), 0, 2)
