"""Errors of past projections where they arise: in the change of each cohort and in children per woman, step by step.

A field is a row of 37 numbers for a place and a step of five years: the logarithm of what was counted over what was projected, of the
cohort change ratio of each sex and age reached above 5 (men first), and of children 0-4 per woman of 15-49.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohort.backtest.history import AGES, CENSUSES, STEP, Floats, History
from cohort.backtest.methods import MOTHERS, launch, pooled, trend
from cohort.backtest.scores import EVACUATED

COHORTS = 2 * (len(AGES) - 1)  # cells of cohort change ratios; the child-woman ratio stands behind them
CELLS = COHORTS + 1
REACHED = np.tile(np.array(AGES[1:]), 2)  # lower bound of the age reached, by cell
OLD = 70  # from this age reached on a change is mostly deaths, below it mostly moves
DEADLY = np.append(REACHED >= OLD, False)
FURTHER = 1 / 3
HALF = 0.5  # person: counted to both sides, so that an empty cell has a logarithm


@dataclass(frozen=True, eq=False)
class Past:
    """One launch and what came of it.

    Attributes
    ----------
    year : int
        Of the launch.
    kept : array of bool (area,)
        Places whose counts can be compared.
    projected : array (step + 1, area, sex, age)
        The launch, and the projection of `cohort.backtest.methods.trend` with lives that go on growing longer.
    counted : array (step + 1, area, sex, age)
    """

    year: int
    kept: NDArray[np.bool_]
    projected: Floats
    counted: Floats

    @property
    def steps(self) -> int:
        """Steps of five years."""
        return len(self.projected) - 1

    @property
    def residents(self) -> Floats:
        """Residents at the launch (area,)."""
        return np.asarray(self.projected[0].sum((1, 2)))

    def errors(self) -> Floats:
        """Return the fields of errors (step, area, cell)."""
        return np.asarray(rates(self.counted) - rates(self.projected))

    def at_risk(self) -> Floats:
        """Return how many persons each cell of a field stands for, as projected (step, area, cell)."""
        return at_risk(self.projected)


def rates(counts: Floats) -> Floats:
    """Return logarithms of cohort change ratios and of children per woman (step, area, cell) of counts (step + 1, area, sex, age)."""
    before, after = counts[:-1], counts[1:]
    change = np.log((after[..., 1:] + HALF) / (pooled(before) + HALF))
    women = after[..., 1, MOTHERS].sum(-1)
    children = np.log((after[..., 0].sum(-1) + HALF) / (women + HALF))
    return np.concatenate([change.reshape(*change.shape[:2], COHORTS), children[..., None]], axis=-1)


def at_risk(counts: Floats) -> Floats:
    """Return the persons behind each cell: who can reach the age, and the children (step, area, cell)."""
    reaching = pooled(counts[:-1]).reshape(len(counts) - 1, counts.shape[1], COHORTS)
    return np.concatenate([reaching, counts[1:, ..., 0].sum(-1)[..., None]], axis=-1)


def _longer_lives(projected: Floats, gain: Floats) -> Floats:
    """Return a projection whose change ratios at old ages rise each step by what the launch before had missed (cell).

    The trend holds ratios; survival has gone on to improve. Totals stay those of the trend. How much of the gain later steps
    add was chosen on counts up to 2015.
    """
    change = np.exp(rates(projected)[..., :COHORTS])
    made = projected.copy()
    for step in range(len(projected) - 1):
        risen = change[step] * np.exp(gain[:COHORTS] * (1 + step * FURTHER))
        reaching = pooled(made[step]) + HALF
        made[step + 1, ..., 1:] = reaching * risen.reshape(reaching.shape) - HALF
    made = np.maximum(made, 0.0)
    # the total stays: what it had missed is taken off already
    times = projected.sum((2, 3)) / np.maximum(made.sum((2, 3)), 1.0)
    return np.asarray(made * times[..., None, None])


def past(history: History, year: int, until: int) -> Past:
    """Return a launch and what was counted up to a census.

    Parameters
    ----------
    history : History
    year : int
        Census of the launch.
    until : int
        The last census that is looked at.
    """
    known = launch(history, year)
    steps = (until - year) // STEP
    before = launch(history, year - STEP)
    miss = rates(np.stack([before.counts[0], known.counts[0]])) - rates(
        np.concatenate([before.counts[:1], trend(before, 1)])
    )
    made = np.concatenate([known.counts[:1], trend(known, steps)])
    made = _longer_lives(made, np.where(DEADLY, np.median(miss[0], axis=0), 0.0))
    place = CENSUSES.index(year)
    counted = history.census[place : place + steps + 1]
    there = ~np.isin(np.array(history.areas), EVACUATED)
    there &= (counted.sum((2, 3)) > 0).all(0) & (made.sum((2, 3)) > 0).all(0)
    return Past(year, there, made, counted)
