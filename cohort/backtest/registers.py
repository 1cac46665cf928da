"""The same from the register of Japanese residents: launches every year, by cohort change ratios of the five years before.

The register is taken on 31 March up to 2013 and on 1 January since. A launch is a day on which it was taken; counts five years earlier
and later are put on the same day of the year, on a straight line between the two counts around it. Ages end at 80 and over.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cohort.backtest.history import STEP, Floats, checked_launches, instant, straight, struck
from cohort.backtest.methods import NAIVE, Launch, over, ratios, trend
from cohort.backtest.scores import EVACUATED, HORIZONS, MEASURES, SHARE, error_rows, measured, size_class
from cohort.collection.tables import persons, table

if TYPE_CHECKING:
    import pandas as pd

LAUNCHES = tuple(range(2000, 2019))
GROUPS = 17  # of five years, the last 80 and over


@cache
def _counts(kind: str = "register_japanese") -> tuple[tuple[str, ...], Floats, Floats]:
    """Return areas, days (years and their parts) and residents (date, area, sex, age); 80 and over together.

    Where the ministry masks a few foreign residents' ages, all ages are made to add up to the total.
    """
    register = table(kind)
    known = persons(register["population"]).transpose("date", "area", "sex", "age_group")
    groups = [f"{low}-{low + 4}" for low in range(0, 80, STEP)]
    older = [name for name in map(str, known["age_group"].values) if name not in groups]
    oldest = known.sel(age_group=older).sum("age_group", skipna=True)
    counts = np.concatenate([known.sel(age_group=groups).values, oldest.values[..., None]], axis=-1)
    days = np.array([instant(str(day)) for day in register["date"].values])
    counts = np.nan_to_num(counts)
    counts *= over(persons(register["total"]).transpose("date", "area", "sex").values, counts.sum(-1))[..., None]
    return tuple(str(code) for code in register["area"].values), days, counts


def residents(at: float, kind: str = "register_japanese") -> Floats:
    """Return residents at an instant (area, sex, age), between counts on a straight line; ``kind``: table of the collection."""
    _, days, counts = _counts(kind)
    return straight(at, days, counts)


def _days(year: int) -> float:
    days = _counts()[1]
    return float(days[days.astype(int) == year][0])


def register_launch(day: float, kind: str = "register_japanese") -> Launch:
    """Return what the register told up to a day; ``kind``: of whom, a table of the collection."""
    areas, days, _ = _counts(kind)
    back = [day - STEP * n for n in range(3) if day - STEP * n >= days[0] - 1e-9]
    counts = np.stack([residents(at, kind) for at in back])
    recent = np.log(np.maximum(counts[0].sum((1, 2)), 1.0) / np.maximum(residents(day - 2, kind).sum((1, 2)), 1.0))
    prefecture = np.array([int(code[:2]) - 1 for code in areas])
    return Launch(int(day), counts, recent / 2, prefecture, struck(areas, day, len(counts) - 1))


def register_backtest(launches: Iterable[int] = LAUNCHES) -> pd.DataFrame:
    """Return the errors of every method launched from the register, as `cohort.backtest.scores.backtest` does from censuses.

    Parameters
    ----------
    launches : iterable of int
        Years of the launch: 2000 to 2018.

    Raises
    ------
    InputError
        If a year is not among them.
    """
    import pandas as pd

    areas, days, _ = _counts()
    kept = ~np.isin(np.array(areas), EVACUATED)
    parts = []
    for year in checked_launches(launches, LAUNCHES):
        day = _days(year)
        known, steps = register_launch(day), int((days[-1] - day + 1e-9) // STEP)
        sizes = size_class(known.total)
        made = {name: method(known, steps) for name, method in NAIVE.items()}
        made |= {"ratios": ratios(known, steps), "trend": trend(known, steps)}
        for step in range(min(steps, len(HORIZONS))):
            counted = residents(day + STEP * (step + 1))
            for measure in (*MEASURES, SHARE):
                came = measured(counted, measure)
                parts += [
                    error_rows(areas, (name, year, HORIZONS[step], measure), measured(path[step], measure), came, sizes, kept)
                    for name, path in made.items()
                ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)
