"""Whom a net migration rate is applied to."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from cohort.projection.step import entering_ages, step

Array = npt.NDArray[np.float64]


def at_risk(
    population: Array, survivorship: Array, asfr: Array, srb: float, timing: Literal["even", "end"]
) -> Array:
    """Return the persons (sex, age) whom net migration rates are applied to, as `cohort.project` does.

    Parameters
    ----------
    population : array (sex, age)
        Persons at the start of the step.
    survivorship : array (sex, age)
    asfr : array (age,)
    srb : float
    timing : {"even", "end"}
        `even`: those aged x at the start. `end`: those who will reach x, births for the first group.
    """
    if timing == "even":
        return population
    births = step(
        population, survivorship, np.zeros_like(population), asfr, srb, migration_timing="end"
    ).births
    return np.concatenate([births[:, None], entering_ages(population)], axis=1)
