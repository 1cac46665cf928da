"""Schedules of the form by age-specific rates with their labels, in steps of one year or five."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.vocabulary import SEXES

from .baseline import Baseline
from .five_year import five_year
from .form import Labelled
from .schedules import Schedules
from .walk import totals

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


def labelled(made: Schedules, base: Baseline, width: int = 1) -> Labelled:
    """Return one scenario's schedules by name, in steps of `width` years."""
    values: dict[str, npt.NDArray[Any]] = {
        "launch_population": base.population,
        "survivorship": made.survivorship,
        "asfr": made.asfr,
        "srb": np.full(len(base.periods), base.srb),
        "net_migration": made.net_counts,
        "net_migration_rate": made.net_rate,
        "net_migration_total": made.net_total,
        "net_migration_control": made.net_control,
        "tfr": made.tfr,
        "e0": made.tables.e0,
        "tfr_scale": np.array(base.scale),
        "fertility_pattern": base.pattern,
    }
    if width != 1:
        net = totals(labelled(made, base))["net_migration"].to_numpy()
        of_rates = net - made.net_counts.sum(axis=(1, 2))  # without those that come on top as counts
        values = five_year(values, made.tables, base.periods, of_rates)
    ages = np.arange(values["launch_population"].shape[1]) * width
    return Labelled(
        {name: (_dims(name, value), value) for name, value in values.items()},
        coords={"period": base.periods[::width], "sex": list(SEXES), "age": ages},
        attrs={
            "step": width,
            "reference_date": f"{base.launch.date:%m-%d}",
            "births": "asfr",
            "migration_timing": base.launch.migration_timing,
            "mothers": "survivors",
        },
        records=made.records,
    )


def _dims(name: str, values: npt.NDArray[Any]) -> tuple[str, ...]:
    dims = DIMS[name]
    return dims[1:] if name == "net_migration_rate" and values.ndim == 2 else dims
