"""The projection, run on schedules that are not labelled yet."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.projection.project import project
from cohort.vocabulary import SEXES

from .baseline import Baseline
from .five_year import five_year
from .schedules import Schedules

Array = npt.NDArray[np.float64]

DIMS: dict[str, tuple[str, ...]] = {
    "launch_population": ("sex", "age"),
    "survivorship": ("period", "sex", "age"),
    "asfr": ("period", "age"),
    "srb": ("period",),
    "net_migration": ("period", "sex", "age"),
    "net_migration_rate": ("period", "sex", "age"),
    "net_migration_total": ("period",),
    "net_migration_control": ("period",),
    "tfr": ("period",),
    "e0": ("period", "sex"),
    "tfr_scale": (),
    "fertility_pattern": ("age",),
}


def arrays(made: Schedules, base: Baseline, width: int = 1) -> dict[str, Array]:
    """Return one scenario's schedules by name, in steps of `width` years."""
    yearly = {
        "launch_population": made.population,
        "survivorship": made.survivorship,
        "asfr": made.asfr,
        "srb": np.full(len(base.periods), made.srb),
        "net_migration": made.net_counts,
        "net_migration_rate": made.net_rate,
        "net_migration_total": made.net_total,
        "net_migration_control": made.net_control,
        "tfr": made.tfr,
        "e0": made.e0,
        "tfr_scale": np.array(base.scale),
        "fertility_pattern": base.pattern,
    }
    return yearly if width == 1 else five_year(yearly, made.tables, base.periods, _net_by_year(made, base))


def _net_by_year(made: Schedules, base: Baseline) -> Array:
    """Return the net migrants of the rates, without those that come on top as counts, persons."""
    result = project(labelled(made, base), keep="totals")["net_migration"].to_numpy()
    return np.asarray(result - made.net_counts.sum(axis=(1, 2)))


def labelled(made: Schedules, base: Baseline, width: int = 1) -> xr.Dataset:
    """Return one scenario's schedules as `project` takes them."""
    values = arrays(made, base, width)
    ages = np.arange(values["launch_population"].shape[1]) * width
    variables = {name: (_dims(name, values[name]), values[name]) for name in DIMS}
    return xr.Dataset(
        variables,
        coords={"period": base.periods[::width], "sex": list(SEXES), "age": ages},
        attrs=attributes(base, width),
    )


def _dims(name: str, values: Array) -> tuple[str, ...]:
    dims = DIMS[name]
    return dims[1:] if name == "net_migration_rate" and values.ndim == 2 else dims


def attributes(base: Baseline, width: int) -> dict[str, object]:
    """Return the conventions of the projection."""
    return {
        "step": width,
        "reference_date": f"{base.launch.date:%m-%d}",
        "births": "asfr",
        "migration_timing": base.launch.migration_timing,
        "mothers": "survivors",
    }


def total_population(made: Schedules, base: Baseline, year: int, width: int = 1) -> float:
    """Return the projected population of a year, persons, in steps of `width` years."""
    result = project(labelled(made, base, width), keep="totals")
    return float(result["population"].sel(time=year))


def births_by_period(made: Schedules, base: Baseline) -> Array:
    """Return projected births by period, persons."""
    return np.asarray(project(labelled(made, base), keep="totals")["births"].to_numpy(), dtype=np.float64)
