"""Ranges from past errors: how far places of the same class of sizes were off at this distance, and to which side.

The quantiles of a class are met exactly on the errors they are made from (split conformal prediction by group), and out of sample as
far as the future is like the past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.backtest.history import Floats
from cohort.backtest.scores import SIZES, size_class

LEAST_ERRORS = 50  # of a class; fewer give no quantile worth telling
LEANING = 0.5  # of the side to which a class was off: half of it comes again


@dataclass(frozen=True)
class Spread:
    """Past errors by the size of a place.

    Attributes
    ----------
    errors : tuple of array
        By class of `cohort.backtest.scores.SIZES`: logarithms of counted over projected.
    """

    errors: tuple[Floats, ...]

    def _by_class(self, residents: Floats, level: float) -> Floats:
        return np.array([np.quantile(own, level) for own in self.errors])[size_class(residents)]

    def leaning(self, residents: Floats) -> Floats:
        """Return half the median error of each place's class (logarithm): what is to be added."""
        return np.asarray(LEANING * self._by_class(residents, 0.5))

    def range(self, expected: Floats, residents: Floats, coverage: float) -> tuple[Floats, Floats]:
        """Return low and high between which the share ``coverage`` of past counts of the class lay, around what was projected."""
        tail = (1 - coverage) / 2
        low, high = (expected * np.exp(self._by_class(residents, level)) for level in (tail, 1 - tail))
        return np.asarray(low), np.asarray(high)


def spread(errors: Floats, residents: Floats) -> Spread:
    """Return the spread of past errors.

    Parameters
    ----------
    errors : array (case,)
        Logarithm of counted over projected.
    residents : array (case,)
        At the launch.

    Raises
    ------
    ValueError
        With fewer than 50 errors in a class of sizes.
    """
    there = np.isfinite(errors) & (residents > 0)
    sizes = size_class(residents[there])
    by_class = tuple(np.sort(errors[there][sizes == number]) for number in range(len(SIZES)))
    fewest = min(map(len, by_class))
    if fewest < LEAST_ERRORS:
        raise ValueError(f"got {fewest} past errors of a class of sizes; {LEAST_ERRORS} are needed for a range")
    return Spread(by_class)
