"""What is expected of a census to come, for every municipality, from the last census and the register known since.

The register's change since the census is known; for the rest of the way, half goes on as the register's last two years and half
as cohort change ratios have it. Weights were looked for on launches up to 2010; ranges are those of past errors (`intervals`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cohort.arguments import at_the_door
from cohort.backtest.history import CENSUS_DAY, CENSUSES, STEP, Floats, History, checked_launches
from cohort.backtest.intervals import spread
from cohort.backtest.methods import launch, trend
from cohort.backtest.scores import EVACUATED
from cohort.errors import InputError, fail

if TYPE_CHECKING:
    import pandas as pd

RECENT_SPAN, RECENT_WEIGHT = 2.0, 0.5
KNOWN = 2.25  # years of the register known after the census
COVERAGE = 0.8


@dataclass(frozen=True, eq=False)
class Expected:
    """Residents expected at the next census; arrays (area,)."""

    year: int
    expected: Floats
    low: Floats
    high: Floats


def expected_total(history: History, year: int, known: float = KNOWN) -> Floats:
    """Return residents expected five years after a census (area,).

    Parameters
    ----------
    history : History
    year : int
        Of the census.
    known : float
        Years after it up to which the register is known.
    """
    start = launch(history, year)
    day = year + CENSUS_DAY
    now = history.latest(day + known)
    since = history.change(day, now)
    rest = day + STEP - now
    ratio = np.log(np.maximum(trend(start, 1)[0].sum((1, 2)), 1.0) / np.maximum(start.total, 1.0)) / STEP
    recent = history.growth(now, RECENT_SPAN)
    ahead = RECENT_WEIGHT * recent + (1 - RECENT_WEIGHT) * ratio
    return np.asarray(start.total * np.exp(since + rest * ahead))


def forecast(history: History, year: int = 2020, learn_from: tuple[int, ...] = (2005, 2010, 2015)) -> Expected:
    """Return what is expected five years after a census, with the range that held four of five past counts.

    Parameters
    ----------
    history : History
    year : int
        Census it starts from.
    learn_from : tuple of int
        Earlier launches whose errors make the range; those that would need a count after ``year`` are left out.
    """
    errors, sizes = [], []
    able = [past for past in CENSUSES[2:-1] if past + STEP <= year]
    for past in checked_launches([one for one in learn_from if one + STEP <= year], able):
        came = history.census[CENSUSES.index(past + STEP)].sum((1, 2))
        made = expected_total(history, past)
        there = (came > 0) & (made > 0) & ~np.isin(np.array(history.areas), EVACUATED)
        errors.append(np.log(came[there] / made[there]))
        sizes.append(launch(history, past).total[there])
    made = expected_total(history, year)
    past_errors = spread(np.concatenate(errors), np.concatenate(sizes))
    low, high = past_errors.range(made, launch(history, year).total, COVERAGE)
    return Expected(year + STEP, made, low, high)


def forecast_table(history: History, day: str) -> pd.DataFrame:
    """Return the forecast of a day as a table: code, expected, low, high (persons, 80 %).

    Raises
    ------
    InputError
        If the day is not that of the census five years after the last one there is.
    """
    import pandas as pd

    wanted = f"{CENSUSES[-1] + STEP}-10-01"
    if day != wanted:
        fail(
            "--forecast",
            "",
            kind=InputError,
            en=f"got {day!r}; the next census, five years after the last one here, is {wanted}.",
            ja=f"{day!r} です。手元の最新の国勢調査の5年後は {wanted} です。",
        )
    made = forecast(history, CENSUSES[-1])
    return pd.DataFrame(
        {
            "code": history.areas,
            "expected": np.round(made.expected).astype(int),
            "low": np.floor(made.low).astype(int),
            "high": np.ceil(made.high).astype(int),
        }
    )


at_the_door(globals())
