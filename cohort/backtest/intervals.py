"""Ranges from past errors: how far a place of this size was off at this distance.

The logarithm of an error's size is taken to fall in a straight line with the logarithm of the residents; the quantile is met
exactly on the errors it is made from (split conformal prediction), and out of sample as far as the future is like the past.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.backtest.history import Floats

LEAST_ERRORS = 200  # fewer past errors give no quantile worth telling
SMALLEST = 50.0  # residents: below, the line is not carried on


@dataclass(frozen=True)
class Spread:
    """The size of past errors by the size of a place.

    Attributes
    ----------
    level, slope : float
        Typical size of an error, in logarithms: ``exp(level + slope log(residents))``.
    scores : array
        Past errors in units of that size, ascending; with their sign.
    """

    level: float
    slope: float
    scores: Floats

    def scale(self, residents: Floats) -> Floats:
        """Return the typical size of an error of places of a size."""
        return np.asarray(np.exp(self.level + self.slope * np.log(np.maximum(residents, SMALLEST))))

    def range(self, expected: Floats, residents: Floats, coverage: float) -> tuple[Floats, Floats]:
        """Return low and high between which the share ``coverage`` of past counts lay, around what is expected."""
        tail = (1 - coverage) / 2
        low, high = np.quantile(self.scores, [tail, 1 - tail])
        scale = self.scale(residents)
        return np.asarray(expected * np.exp(low * scale)), np.asarray(expected * np.exp(high * scale))


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
        With fewer than 200 errors.
    """
    there = np.isfinite(errors) & (residents > 0)
    errors, residents = errors[there], residents[there]
    if errors.size < LEAST_ERRORS:
        raise ValueError(f"got {errors.size} past errors; {LEAST_ERRORS} are needed for a range")
    size = np.log(np.maximum(residents, SMALLEST))
    # the logarithm of an error near 0 runs away: half a thousandth is the smallest that counts
    slope, level = np.polyfit(size, np.log(np.maximum(np.abs(errors), 5e-4)), 1)
    scores = errors / np.exp(level + slope * size)
    return Spread(float(level), float(slope), np.sort(scores))
