"""The projection, run on schedules that are not labelled yet."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.projection.project import project
from cohort.vocabulary import SEXES

from .baseline import Baseline
from .schedules import Schedules


def labelled(made: Schedules, base: Baseline) -> xr.Dataset:
    """Return one scenario's yearly schedules as `project` takes them."""
    ages = np.arange(made.population.shape[1])
    rate_dims = ("period", "sex", "age")[3 - made.net_rate.ndim :]
    return xr.Dataset(
        {
            "launch_population": (("sex", "age"), made.population),
            "survivorship": (("period", "sex", "age"), made.survivorship),
            "asfr": (("period", "age"), made.asfr),
            "srb": (("period",), np.full(len(base.periods), made.srb)),
            "net_migration": (("period", "sex", "age"), made.net_counts),
            "net_migration_rate": (rate_dims, made.net_rate),
            "net_migration_total": (("period",), made.net_total),
            "net_migration_control": (("period",), made.net_control),
        },
        coords={"period": base.periods, "sex": list(SEXES), "age": ages},
        attrs={
            "step": 1,
            "reference_date": f"{base.launch.date:%m-%d}",
            "births": "asfr",
            "migration_timing": base.launch.migration_timing,
            "mothers": "survivors",
        },
    )


def total_population(made: Schedules, base: Baseline, year: int) -> float:
    """Return the projected population of a year, persons."""
    result = project(labelled(made, base), keep="totals")
    return float(result["population"].sel(time=year))


def births_by_period(made: Schedules, base: Baseline) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return projected births by period, persons."""
    return np.asarray(project(labelled(made, base), keep="totals")["births"].to_numpy(), dtype=np.float64)
