"""What the sliders start from: a scenario's own fertility, its migration, and where they stand first.

What they then do is `applySettings` in ``engine.js``; the tests write it a second time and hold the two equal.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import xarray as xr
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
HOLD_RATES = 2.0
SOLVED = 1.0


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


def by_period(assumptions: xr.Dataset, variable: xr.DataArray) -> FloatArray:
    """Return a variable with the period first; one that does not vary is repeated."""
    values = variable.values.astype(np.float64)
    return np.broadcast_to(
        values, (assumptions.sizes["period"], *variable.shape["period" in variable.dims :])
    )


def adjustable(assumptions: xr.Dataset) -> tuple[FloatArray, FloatArray] | None:
    """Return the rates that a net total scales, and the counts that stay beside them.

    Targets for parts of the ages are counts, and leave rates of 0 behind, which nothing can scale. There the rates of the next
    period that has some (or else of the last that had) take the place of the counts.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario.

    Returns
    -------
    tuple of ndarray, shape (period, sex, age), or None
        Rates (per person at the start) and counts (persons in the period); None where no period has rates.
    """
    if "net_migration_rate" not in assumptions:
        return None
    rates = by_period(assumptions, assumptions["net_migration_rate"].transpose(..., "sex", "age"))
    has = (rates != 0).any(axis=(1, 2))
    if not has.any():
        return None
    counts = np.zeros_like(rates)
    if "net_migration" in assumptions:
        counts += by_period(assumptions, assumptions["net_migration"].transpose(..., "sex", "age"))
    counts[~has] = 0
    own = np.flatnonzero(has)
    nearest = np.minimum(np.searchsorted(own, np.arange(has.size)), own.size - 1)
    return rates[own[nearest]], counts


def start_of(assumptions: xr.Dataset) -> Start:
    """Return where the sliders stand before anything is touched.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario.

    Returns
    -------
    Start
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
