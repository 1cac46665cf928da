"""Errors of projections launched in the past, by what, how far ahead and how large the place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cohort.arguments import at_the_door
from cohort.backtest.history import AGES, CENSUSES, STEP, Floats, History, checked_launches
from cohort.backtest.methods import NAIVE, Launch, launch, ratios, trend
from cohort.collection.tables import persons, table

if TYPE_CHECKING:
    import pandas as pd

LAUNCHES = (1995, 2000, 2005, 2010, 2015)
HORIZONS = (5, 10, 15, 20)
# Residents at the launch: the classes in which errors are told.
SIZES = (0, 5_000, 10_000, 30_000, 100_000, 300_000)
# A change no method can know of: the towns of Fukushima's coast that were evacuated in 2011 and had no or few residents in 2015.
EVACUATED = ("07541", "07542", "07543", "07544", "07545", "07546", "07547", "07548", "07564")
_LOW = np.array(AGES)
MEASURES: dict[str, NDArray[np.bool_]] = {
    "population": _LOW >= 0,
    "population_0_4": _LOW < 5,
    "population_0_14": _LOW < 15,
    "population_15_64": (_LOW >= 15) & (_LOW < 65),
    "population_65_plus": _LOW >= 65,
}


SHARE = "share_65_plus"


def measured(counts: Floats, measure: str) -> Floats:
    """Return a measure of counts (..., sex, age): persons, or for ``share_65_plus`` a share. Ages as `AGES`, or less far up."""
    ages = counts.shape[-1]
    if measure == SHARE:
        whole = counts.sum((-2, -1))
        old = counts[..., MEASURES["population_65_plus"][:ages]].sum((-2, -1))
        return np.asarray(np.divide(old, whole, out=np.full_like(whole, np.nan), where=whole > 0))
    return np.asarray(counts[..., MEASURES[measure][:ages]].sum((-2, -1)))


def projections(history: History, year: int) -> dict[str, Floats]:
    """Return every method's projection from one census (step, area, sex, age), as far as there are censuses to compare with."""
    known = launch(history, year)
    steps = (CENSUSES[-1] - year) // STEP
    made = {name: method(known, steps) for name, method in NAIVE.items()}
    return made | {"ratios": ratios(known, steps), "trend": trend(known, steps)}


def size_class(residents: Floats) -> NDArray[np.int64]:
    """Return the number of the class of `SIZES` each place belongs to."""
    return np.searchsorted(np.array(SIZES), residents, side="right") - 1


def backtest(history: History, launches: Iterable[int] = LAUNCHES) -> pd.DataFrame:
    """Return the errors of every method, launch, horizon, measure and area.

    Parameters
    ----------
    history : History
    launches : iterable of int
        Census years.

    Returns
    -------
    DataFrame
        ``method, launch, horizon`` (years), ``measure, area, size`` (class), ``projected, counted`` and ``error``: projected over
        counted less one, of shares the difference. Without evacuated towns, and where nobody was counted. IPSS's projection of
        2018 (``ipss2018``) stands beside those launched in 2015.

    Raises
    ------
    InputError
        If a year has no census before it, or none after it.
    """
    import pandas as pd

    kept = ~np.isin(np.array(history.areas), EVACUATED)
    parts = []
    for year in checked_launches(launches, CENSUSES[1:-1]):
        known = launch(history, year)
        sizes = size_class(known.total)
        for name, made in projections(history, year).items():
            for step in range(len(made)):
                horizon = STEP * (step + 1)
                if horizon in HORIZONS:
                    parts += [_errors(history, known, name, horizon, made[step], measure, sizes, kept)
                              for measure in (*MEASURES, SHARE)]  # fmt: skip
        if year == 2015:
            parts.append(_institute(history, known, sizes, kept))
    return pd.concat(parts, ignore_index=True)


def _errors(
    history: History,
    known: Launch,
    method: str,
    horizon: int,
    made: Floats,
    measure: str,
    sizes: NDArray[np.int64],
    kept: NDArray[np.bool_],
) -> pd.DataFrame:
    counted = measured(history.census[CENSUSES.index(known.year + horizon)], measure)
    return error_rows(
        history.areas, (method, known.year, horizon, measure), measured(made, measure), counted, sizes, kept
    )


def _institute(history: History, known: Launch, sizes: NDArray[np.int64], kept: NDArray[np.bool_]) -> pd.DataFrame:
    """Return the errors of the national institute's projection of 2018 for the census of 2020."""
    published = persons(table("ipss2018")["population"]).sel(date="2020-10-01").sum(["sex", "age_group"]).values
    counted = measured(history.census[CENSUSES.index(2020)], "population")
    return error_rows(
        history.areas, ("ipss2018", known.year, STEP, "population"), published, counted, sizes, kept & (published > 0)
    )


def error_rows(
    areas: Sequence[str],
    labels: tuple[str, int, int, str],
    projected: Floats,
    counted: Floats,
    sizes: NDArray[np.int64],
    kept: NDArray[np.bool_],
) -> pd.DataFrame:
    """Return the errors of one method, launch, horizon and measure (``labels``) as rows of `backtest`."""
    import pandas as pd

    method, year, horizon, measure = labels
    there = kept & (counted > 0) & np.isfinite(projected)
    error = projected - counted if measure == SHARE else projected / np.where(there, counted, 1.0) - 1
    return pd.DataFrame(
        {
            "method": method, "launch": year, "horizon": horizon, "measure": measure,
            "area": np.array(areas)[there], "size": sizes[there],
            "projected": projected[there], "counted": counted[there], "error": error[there],
        }
    )  # fmt: skip


def summary(errors: pd.DataFrame, by: Iterable[str] = ()) -> pd.DataFrame:
    """Return the usual measures of error, in percent.

    Parameters
    ----------
    errors : DataFrame
        As `backtest` returns them.
    by : iterable of str
        Columns that tell rows apart beside method, launch, horizon and measure, e.g. ``["size"]``.

    Returns
    -------
    DataFrame
        ``places``; ``medape`` and ``mape`` (median and mean of the error without its sign), ``malpe`` (mean with its sign), ``p90`` (nine
        in ten are within), ``over10`` (share off by more than 10 %).
    """
    columns = ["method", "launch", "horizon", "measure", *by]
    grouped = errors.assign(size_of=errors["error"].abs()).groupby(columns, sort=False)
    made = grouped["size_of"].agg(
        places="size", medape="median", mape="mean", p90=lambda e: e.quantile(0.9), over10=lambda e: (e > 0.1).mean()
    )
    made["malpe"] = grouped["error"].mean()
    shown = ["medape", "mape", "malpe", "p90", "over10"]
    made[shown] = 100 * made[shown]
    return made[["places", *shown]].reset_index()


at_the_door(globals())
