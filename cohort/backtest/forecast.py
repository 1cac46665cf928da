"""What is expected of a census to come, for every municipality, from the last census and the register known since.

The register's change since the census is known; for the rest of the way, half goes on as the register's last two years (the last
counts thrice) and half as the trend from the census and that from the register have it. Half the median error that places of like size
had before is taken off. Chosen on launches up to 2010 (docs/decisions/trend.md); ranges are those of past errors (`intervals`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cohort.arguments import at_the_door
from cohort.backtest.history import ALL_SINCE, CENSUS_DAY, CENSUSES, STEP, Floats, History, checked_launches
from cohort.backtest.intervals import spread
from cohort.backtest.methods import Launch, launch, over, trend
from cohort.backtest.registers import register_launch
from cohort.backtest.scores import EVACUATED, error_rows, size_class
from cohort.errors import fail

if TYPE_CHECKING:
    import pandas as pd

KNOWN = 2.25  # years of the register known after the census
COVERAGE = 0.8
LEARN_FROM = (2000, 2005, 2010, 2015)  # earlier ones have no five years of the register before them


@dataclass(frozen=True, eq=False)
class Expected:
    """Residents expected at the next census; arrays (area,)."""

    year: int
    expected: Floats
    low: Floats
    high: Floats


def _growth(start: Launch) -> Floats:
    """Return the growth a year (logarithm, by area) that the trend has over the first step."""
    return np.asarray(np.log(np.maximum(trend(start, 1)[0].sum((1, 2)), 1.0) / np.maximum(start.total, 1.0)) / STEP)


def expected_total(history: History, year: int, known: float = KNOWN) -> Floats:
    """Return residents expected five years after a census (area,), before what past errors tell.

    Parameters
    ----------
    history : History
    year : int
        Of the census.
    known : float
        Years after it up to which the register is known; between two days on which it was taken, on the line between them.
    """
    start, day = launch(history, year), year + CENSUS_DAY
    now = day + known
    recent = (history.change(now - 1, now) + history.change(now - 2, now) / 2) / 2
    kind = "register" if now - STEP >= ALL_SINCE else "register_japanese"
    carried = (_growth(start) + _growth(register_launch(now, kind))) / 2
    return np.asarray(start.total * np.exp(history.change(day, now) + (STEP - known) * (recent + carried) / 2))


def forecast(
    history: History, year: int = 2020, learn_from: tuple[int, ...] = LEARN_FROM, known: float = KNOWN
) -> Expected:
    """Return what is expected five years after a census, with the range that held four of five past counts of like places.

    Parameters
    ----------
    history : History
    year : int
        Census it starts from.
    learn_from : tuple of int
        Earlier launches whose errors make the range; those that would need a count after ``year`` are left out.
    known : float
        As `expected_total` takes it; for the earlier launches too.
    """
    errors, sizes = [], []
    able = [past for past in LEARN_FROM if past + STEP <= year]
    for past in checked_launches([one for one in learn_from if one + STEP <= year], able):
        came = history.census[CENSUSES.index(past + STEP)].sum((1, 2))
        made = expected_total(history, past, known)
        there = (came > 0) & (made > 0) & ~np.isin(np.array(history.areas), EVACUATED)
        errors.append(np.log(came[there] / made[there]))
        sizes.append(launch(history, past).total[there])
    made, residents = expected_total(history, year, known), launch(history, year).total
    past_errors = spread(np.concatenate(errors), np.concatenate(sizes))
    low, high = past_errors.range(made, residents, COVERAGE)
    return Expected(year + STEP, made * np.exp(past_errors.leaning(residents)), low, high)


def since_census(history: History, within: Iterable[float] = (0.5, 1.5, 2.5)) -> pd.DataFrame:
    """Return the errors of forecasts from past censuses that knew some of the register after them.

    Parameters
    ----------
    history : History
    within : iterable of float
        Years after a census up to which days count on which the register was taken; the last such day is what was known.

    Returns
    -------
    DataFrame
        As `cohort.backtest.scores.backtest` has it, for residents five and ten years ahead, and ``until`` (year and part of it),
        ``inside`` (whether the range held the count, five years ahead; none from 2000, which has no earlier errors). The years
        from five to ten are those of the trend from the census.
    """
    import pandas as pd

    kept, parts = ~np.isin(np.array(history.areas), EVACUATED), []
    for year in LEARN_FROM:
        known = launch(history, year)
        path, sizes = trend(known, 2).sum((2, 3)), size_class(known.total)
        for until in (history.latest(year + CENSUS_DAY + years) for years in within):
            after = until - year - CENSUS_DAY
            made = None if year == LEARN_FROM[0] else forecast(history, year, known=after)
            five = expected_total(history, year, after) if made is None else made.expected
            for horizon, expected in ((STEP, five), (2 * STEP, five * over(path[1], path[0]))):
                if year + horizon <= CENSUSES[-1]:
                    came = history.census[CENSUSES.index(year + horizon)].sum((1, 2))
                    rows = error_rows(
                        history.areas, ("since", year, horizon, "population"), expected, came, sizes, kept
                    )
                    inside = np.nan if made is None or horizon > STEP else (made.low <= came) & (came <= made.high)
                    held = pd.Series(np.broadcast_to(inside, came.shape), history.areas, dtype=float)
                    parts.append(rows.assign(until=until, inside=rows["area"].map(held)))
    return pd.concat(parts, ignore_index=True)


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
