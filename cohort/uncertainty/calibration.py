"""Random fields with the errors that past projections had: how large, how alike from age to age, how long they last."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import cache, cached_property
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cohort.backtest.history import Floats
from cohort.uncertainty.fields import CELLS, COHORTS, DEADLY

FILE = "calibration.json"


@dataclass(frozen=True, eq=False)
class Calibration:
    """Random fields of errors.

    Attributes
    ----------
    lasting : array (cell,)
        Variance of a step's error in a place of any size.
    small : array (cell,)
        What is added to it, over persons.
    pattern : array (cell, cell)
        Correlation of errors from age to age.
    persistence : array (cell,)
        Correlation of an error with that of the step before.
    growth : array (cell,)
        By how much the standard deviation grows from step to step, as a share of the first step's.
    tails : float
        Degrees of freedom of the distribution that all errors of a place share.
    shared : float
        Part of what comes of small numbers that goes together from age to age: one employer, one home for the aged.
    scale : float
        What all lasting errors are multiplied by.
    launch : array (2,)
        a and b of the variance of a count's logarithm, ``a + b / residents``.
    known_by : int
        The last census looked at.
    """

    lasting: Floats
    small: Floats
    pattern: Floats
    persistence: Floats
    growth: Floats
    tails: float
    shared: float
    scale: float
    launch: Floats
    known_by: int

    @cached_property
    def root(self) -> Floats:
        """What makes independent normal numbers as alike as `pattern`."""
        return np.asarray(np.linalg.cholesky(self.pattern))

    def sizes(self, persons: Floats, step: int | NDArray[np.int64]) -> Floats:
        """Return the standard deviation of lasting errors of cells of so many persons (..., cell), a number of steps after the first."""
        variance = self.lasting + self.shared * self.small / persons
        return np.asarray(self.scale * np.sqrt(variance) * (1 + self.growth * step))

    def noise(self, persons: Floats) -> Floats:
        """Return the standard deviation of what comes of small numbers, in each cell for itself (..., cell)."""
        return np.asarray(np.sqrt((1 - self.shared) * self.small / persons))

    def lasting_fields(self, normal: NDArray[Any]) -> NDArray[Any]:
        """Return correlated standard normal fields of independent ones (..., step, cell): alike in age, fading from step to step."""
        free = normal @ self.root.T
        made: NDArray[Any] = np.empty_like(free)
        made[..., 0, :] = free[..., 0, :]
        kept = np.sqrt(1 - self.persistence**2)
        for step in range(1, free.shape[-2]):
            made[..., step, :] = self.persistence * made[..., step - 1, :] + kept * free[..., step, :]
        return made


def families() -> tuple[NDArray[np.bool_], ...]:
    """Return the cells that are mostly moves, mostly deaths, and births."""
    cohort = np.arange(CELLS) < COHORTS
    return cohort & ~DEADLY, DEADLY, ~cohort


@cache
def calibration() -> Calibration:
    """Return the random fields in the package: those of all launches whose counts came by 2015 (`calibrated`)."""
    stored: dict[str, Any] = json.loads(
        resources.files("cohort.uncertainty").joinpath(FILE).read_text(encoding="utf-8")
    )
    arrays = {name: np.array(value) for name, value in stored.items() if isinstance(value, list)}
    return Calibration(**{**stored, **arrays})


def as_json(known: Calibration) -> str:
    """Return random fields as they are kept: four digits of each number."""

    def short(value: object) -> object:
        if isinstance(value, np.ndarray):
            return [short(one) for one in value]
        return float(f"{value:.4g}") if isinstance(value, float) else value

    return json.dumps({one.name: short(getattr(known, one.name)) for one in fields(known)}) + "\n"
