"""Schedules of the form by age-specific rates with their labels."""

from __future__ import annotations

import numpy as np

from cohort.vocabulary import SEXES

from .baseline import Baseline
from .form import Labelled, Variables
from .schedules import Schedules


def labelled(made: Schedules, base: Baseline) -> Labelled:
    """Return one scenario's schedules by name, in steps of a year."""
    by_age = ("period", "sex", "age")
    variables: Variables = {
        "launch_population": (("sex", "age"), base.population),
        "survivorship": (by_age, made.survivorship),
        "asfr": (("period", "age"), made.asfr),
        "srb": (("period",), np.full(len(base.periods), base.srb)),
        "net_migration": (by_age, made.net_counts),
        "net_migration_rate": (by_age[-made.net_rate.ndim :], made.net_rate),
        "net_migration_total": (("period",), made.net_total),
        "net_migration_control": (("period",), made.net_control),
        "tfr": (("period",), made.tfr),
        "e0": (("period", "sex"), made.tables.e0),
        "tfr_scale": ((), np.array(base.scale)),
        "fertility_pattern": (("age",), base.pattern),
    }
    return Labelled(
        variables,
        coords={"period": base.periods, "sex": list(SEXES), "age": np.arange(base.population.shape[1])},
        attrs={
            "step": 1,
            "reference_date": f"{base.launch.date:%m-%d}",
            "births": "asfr",
            "migration_timing": base.launch.migration_timing,
            "mothers": "survivors",
        },
        records=made.records,
    )
