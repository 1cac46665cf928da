"""What past launches teach, and how many counts ranges made of it held that came after: coverage out of sample."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cohort.backtest.history import CENSUSES, STEP, Floats, History
from cohort.backtest.scores import MEASURES, measured, size_class
from cohort.uncertainty.bench import held, places_in_draws, simulated
from cohort.uncertainty.calibration import Calibration
from cohort.uncertainty.fields import Past, past
from cohort.uncertainty.fitting import counts, fitted

if TYPE_CHECKING:
    import pandas as pd

LEARN_FROM = (1995, 2000, 2005, 2010)
SCALED_BY = 2000  # launches from here on: before, the register that the trend looks at does not reach back
KNOWN_BY = 2015  # counts after it are not looked at: 2020 is there to be predicted
TESTED = (2005, 2010, 2015)
SHOWN = (*MEASURES, "share_65_plus")
MIDDLE, WIDE = 0.8, 0.95
NEAR = 0.1
THINNED, FIT_DRAWS = 3, 100  # every third place is enough to choose by


def calibrated(known: History, until: int) -> Calibration:
    """Return the random fields that past launches had, as far as counts up to a census tell."""
    launches = [past(known, year, until) for year in LEARN_FROM if year < until]
    like_now = [one for one in launches if one.year >= SCALED_BY] or launches
    return fit_scale(fitted(launches, counts(known, until), until), like_now)


def fit_scale(known: Calibration, launches: list[Past]) -> Calibration:
    """Return the fields with the tails, the shared part and the scale whose ranges of totals hold 80 % and 95 % best, in all sizes."""
    grid = [
        replace(known, tails=tails, shared=shared, scale=scale)
        for tails in (3.0, 4.0, 5.0)
        for shared in (0.15, 0.3, 0.45)
        for scale in (0.9, 1.0, 1.1)
    ]
    return min(grid, key=lambda tried: miss(tried, launches))


def miss(known: Calibration, launches: list[Past]) -> float:
    """Return by how much the share of totals held is off, squared, by size of the place and level: launches and horizons together."""
    held_by: dict[int, list[Floats]] = {}
    for one in launches:
        areas = np.flatnonzero(one.kept)[::THINNED]
        place = places_in_draws(one, known, "population", FIT_DRAWS, areas)
        sizes = size_class(one.residents[areas])
        for number in np.unique(sizes):
            held_by.setdefault(int(number), []).append(place[:, sizes == number].ravel())
    pooled_places = [np.concatenate(found) for found in held_by.values()]
    total = sum(len(found) for found in pooled_places)
    return sum(
        len(found) / total * float((held(found, level).mean() - level) ** 2)
        for found in pooled_places
        for level in (MIDDLE, WIDE)
    )


def coverage(history: History, launches: Iterable[int] = TESTED, measures: Iterable[str] = SHOWN) -> pd.DataFrame:
    """Return which part of counts lay inside ranges made of what was known at each launch: out of sample.

    Parameters
    ----------
    history : History
    launches : iterable of int
        Census years; the errors that make the ranges are those of launches before, as far as counts up to this census tell.
    measures : iterable of str
        Of `cohort.backtest.scores.MEASURES`, or ``share_65_plus``.

    Returns
    -------
    DataFrame
        ``launch, horizon, measure, size`` (class; -1: all), ``places, held_80, held_95``.
    """
    import pandas as pd

    rows = []
    for year in launches:
        known, one = calibrated(history, year), past(history, year, CENSUSES[-1])
        sizes = size_class(one.residents[one.kept])
        places: dict[str, list[Floats]] = {measure: [] for measure in measures}
        for chosen, made in simulated(one, known):
            for measure, found in places.items():
                counted = measured(one.counted[1:, chosen], measure)
                found.append((measured(made, measure) < counted).mean(0))
        for measure, found in places.items():
            place = np.concatenate(found, axis=1)
            for number in (-1, *np.unique(sizes)):
                own = place if number == -1 else place[:, sizes == number]
                rows += [
                    (
                        *(year, STEP * (step + 1), measure, int(number), own.shape[1]),
                        *(float(held(own[step], level).mean()) for level in (MIDDLE, WIDE)),
                    )
                    for step in range(one.steps)
                ]
    return pd.DataFrame(rows, columns=["launch", "horizon", "measure", "size", "places", "held_80", "held_95"])


def shelf_table(errors: pd.DataFrame) -> pd.DataFrame:
    """Return the share of places whose residents were projected within 10 %, by size and years ahead.

    Parameters
    ----------
    errors : DataFrame
        As `cohort.backtest.scores.backtest` returns them; looked at are those of the trend, launched in `LEARN_FROM` and 2015.

    Returns
    -------
    DataFrame
        ``size, horizon, places, within``.
    """
    own = errors[(errors["method"] == "trend") & (errors["measure"] == "population")]
    close = own.assign(within=own["error"].abs() <= NEAR).groupby(["size", "horizon"])["within"]
    return close.agg(places="size", within="mean").reset_index()
