"""What the sliders start from: a scenario's own fertility, its migration, and where they stand first.

What they then do is `applySettings` in ``engine.js``; the tests write it a second time and hold the two equal.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.assumptions.change import adjustable, by_period

FloatArray = NDArray[np.float64]
HOLD_RATES = 2.0
SOLVED = 1.0


__all__ = ["Start", "adjustable", "by_period", "published_tfr", "start_of"]


class Start(NamedTuple):
    """Where the sliders stand first: the year of the targets, and what follows it for net migration."""

    year: int
    after: Literal["hold", "hold_rates"]


def published_tfr(assumptions: xr.Dataset) -> FloatArray | None:
    """Return the TFR by period on the published scale, or None where the assumptions carry no fertility level.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario. ``tfr`` (births per woman) is used if there; otherwise the sum of ``asfr`` times the step.

    Returns
    -------
    ndarray, shape (period,), or None
    """
    if "tfr" in assumptions:
        return by_period(assumptions, assumptions["tfr"])
    if "asfr" in assumptions:
        return by_period(assumptions, assumptions["asfr"].sum("age") * int(assumptions.attrs["step"]))
    return None


def start_of(assumptions: xr.Dataset) -> Start:
    """Return where the sliders stand before anything is touched, for the assumptions of one scenario.

    The year is the last one whose total was solved before rates are held, or else the last in which the TFR changes; a
    scenario with neither, or with the launch year alone, gets the sixth period.
    """
    periods = assumptions["period"].values.astype(int)
    control = np.zeros(periods.size)
    if "net_migration_control" in assumptions:
        control = by_period(assumptions, assumptions["net_migration_control"])
    solved = np.flatnonzero(control == SOLVED)
    tfr = published_tfr(assumptions)
    moves = np.flatnonzero(np.abs(np.diff(tfr)) > 1e-9) + 1 if tfr is not None else np.array([], dtype=int)
    if solved.size and solved[-1] > 0 and (control == HOLD_RATES).any():
        index = int(solved[-1])
    elif moves.size and moves[-1] < periods.size - 1:
        index = int(moves[-1])
    else:
        index = min(5, periods.size - 1)
    return Start(int(periods[index]), "hold" if control[-1] == SOLVED else "hold_rates")
