"""The path at whose numbers of persons luck is drawn: how many stand behind each cell of a field, and what is expected of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cohort.backtest.history import STEP
from cohort.projection.step import entering_ages
from cohort.uncertainty.fields import CELLS, COHORTS, REACHED

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reference:
    """A scenario of one place without luck.

    Attributes
    ----------
    step : int
        Years of a step.
    periods : array (period,)
        First years.
    ages : array (age,)
        Lower bounds.
    population : array (time, sex, age)
        Residents.
    births : array (period, sex)
    deaths, survivorship : array (period, sex, age)
        By age reached.
    """

    step: int
    periods: NDArray[np.int64]
    ages: NDArray[np.int64]
    population: Floats
    births: Floats
    deaths: Floats
    survivorship: Floats

    @property
    def residents(self) -> float:
        """At the launch."""
        return float(self.population[0].sum())

    @cached_property
    def entering(self) -> Floats:
        """Who can reach each age in a period, the newborn first (period, sex, age)."""
        return entering(self.population, self.births)

    @cached_property
    def hazard(self) -> Floats:
        """Force of mortality over a step (period, sex, age); 0 where nobody dies, or all."""
        S = self.survivorship
        return np.where((S > 0) & (S < 1), -np.log(np.where(S > 0, S, 1.0)), 0.0)

    @cached_property
    def block_of(self) -> NDArray[np.int64]:
        """Number of the five years since the launch that each period lies in."""
        return np.asarray((self.periods - self.periods[0]) // STEP, dtype=np.int64)

    @cached_property
    def cell_of(self) -> NDArray[np.int64]:
        """Which cell of a field holds for each sex and age (sex, age); moves of children under 3 belong to those of 0-4 to 5-9."""
        middle = self.ages + self.step / 2
        group = np.clip(np.round(middle / STEP).astype(np.int64), 1, COHORTS // 2) - 1
        return np.stack([group, group + COHORTS // 2])

    @cached_property
    def persons(self) -> Floats:
        """Persons behind each cell of a field (block, cell)."""
        half, top = COHORTS // 2, REACHED[COHORTS // 2 - 1] - STEP
        group = np.minimum(self.ages // STEP, top // STEP)
        first = np.flatnonzero(np.diff(self.block_of, prepend=-1))
        last = np.append(first[1:], len(self.block_of))
        found = np.zeros((len(first), CELLS))
        by_group = np.add.reduceat(self.population[first], np.flatnonzero(np.diff(group, prepend=-1)), axis=-1)
        found[:, :COHORTS] = by_group[..., :half].reshape(len(first), COHORTS)
        found[:, COHORTS] = self.population[last][..., self.ages < STEP].sum(axis=(1, 2))
        return np.maximum(found, 1.0)

    @cached_property
    def expected(self) -> tuple[Floats, Floats, Floats]:
        """Births (period,), deaths and who was exposed to them (period, sex, five-year group reached)."""
        starts = np.searchsorted(self.ages, np.arange(0, self.ages[-1] + 1, STEP))
        deaths, exposed = (np.add.reduceat(one, starts, axis=-1) for one in (self.deaths, self.entering))
        return self.births.sum(axis=-1), deaths, exposed

    @cached_property
    def group_of(self) -> NDArray[np.int64]:
        """Five-year group of each age (age,)."""
        return np.asarray(self.ages // STEP, dtype=np.int64)


def entering(population: Floats, births: Floats) -> Floats:
    """Return who can reach each age in a period, the newborn first (..., period, sex, age) of residents at each instant."""
    return np.concatenate([births[..., None], entering_ages(population[..., :-1, :, :])], axis=-1)


def effective(population: Floats, births: Floats, moved: Floats, at_end: bool) -> tuple[Floats, Floats]:
    """Return net migrants as rates, and those who came where nobody was at risk as counts (..., period, sex, age)."""
    risk = entering(population, births) if at_end else population[..., :-1, :, :]
    rate = np.divide(moved, risk, out=np.zeros_like(moved), where=risk > 0)
    return rate, np.where(risk > 0, 0.0, moved)
