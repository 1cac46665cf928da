"""What was counted, and what of it was known when a projection was launched."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cohort.arguments import at_the_door
from cohort.collection.tables import ages_known, persons, table
from cohort.errors import fail

Floats = NDArray[np.float64]
STEP = 5
AGES = tuple(range(0, 95, STEP))  # lower bounds; the last group is open
CENSUSES = tuple(range(1980, 2025, STEP))
CENSUS_DAY = 0.75  # 1 October, as a part of the year
# The register tells of all residents since 2013; before it knows Japanese only.
ALL_SINCE = 2013.25
# The tsunami of 11 March 2011, and the municipalities it flooded (総務省統計局, 浸水範囲概況にかかる人口・世帯数, 2011); not Sendai, of whose
# residents few lived there, nor the towns that were evacuated (`cohort.backtest.scores.EVACUATED`).
TSUNAMI = 2011 + 69 / 365
COAST = (
    "03202", "03203", "03207", "03210", "03211", "03461", "03482", "03483", "03484", "03485", "03503", "03507",
    "04202", "04203", "04205", "04207", "04209", "04211", "04214", "04361", "04362", "04401", "04404", "04406", "04581", "04606",
    "07204", "07209", "07212", "07561",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class History:
    """Counts of all municipalities.

    Attributes
    ----------
    areas : tuple of str
        Codes.
    prefecture : array of int (area,)
        Number of the prefecture, 0 to 46.
    census : array (time, area, sex, age)
        Persons on 1 October of `CENSUSES`, unknown ages spread; ages as `AGES`.
    register : array (date, area)
        Residents in the register: Japanese, in `days` (years and parts of a year).
    register_all : array (date, area)
        The same of all residents, in ``days_all``.
    """

    areas: tuple[str, ...]
    prefecture: NDArray[np.int64]
    census: Floats
    days: Floats
    register: Floats
    days_all: Floats
    register_all: Floats

    def growth(self, until: float, span: float) -> Floats:
        """Return the register's growth a year (logarithm) over the last ``span`` years of what was known at an instant.

        Parameters
        ----------
        until : float
            Year and part of the year up to which counts were known.
        span : float
            Years.

        Returns
        -------
        array (area,)
        """
        latest = self.latest(until)
        return self.change(latest - span, latest) / span

    def latest(self, until: float) -> float:
        """Return the last day up to an instant on which the register was taken."""
        return float(self.days[self.days <= until + 1e-9][-1])

    def change(self, start: float, end: float) -> Floats:
        """Return how the register changed between two instants (logarithm, by area), both of one kind of residents.

        Those of all residents where they reach back to the start, else Japanese; between counts on a straight line.
        """
        whole = start >= ALL_SINCE - 1e-9
        days, counts = (self.days_all, self.register_all) if whole else (self.days, self.register)
        logs = np.log(np.maximum(counts, 1.0))
        return straight(end, days, logs) - straight(start, days, logs)


def straight(instant: float, days: Floats, values: Floats) -> Floats:
    """Return values at an instant, on a straight line between the days around it."""
    place = int(np.clip(np.searchsorted(days, instant) - 1, 0, len(days) - 2))
    part = (instant - days[place]) / (days[place + 1] - days[place])
    return np.asarray(values[place] * (1 - part) + values[place + 1] * part)


def instant(day: str) -> float:
    """Return a date as a year and the part of it that has passed.

    >>> instant("2020-10-01")
    2020.75
    """
    date = datetime.date.fromisoformat(day)
    return date.year + (date.month - 1) / 12 + (date.day - 1) / 365


def day_of(at: float) -> datetime.date:
    """Return the date that an instant stands for.

    >>> day_of(instant("2013-03-31")).isoformat()
    '2013-03-31'
    """
    year, part = divmod(at, 1)
    months = int(part * 12 + 1e-9)
    return datetime.date(int(year), months + 1, round((part - months / 12) * 365) + 1)


def struck(areas: Sequence[str], day: float, intervals: int) -> NDArray[np.bool_]:
    """Return where and in which intervals of five years before a day the tsunami came (interval, area); the last interval first."""
    ends = day - STEP * np.arange(intervals)
    came = (ends - STEP < TSUNAMI) & (ends >= TSUNAMI)
    return np.asarray(came[:, None] & np.isin(np.array(areas), COAST))


def checked_launches(launches: Iterable[int], possible: Sequence[int]) -> tuple[int, ...]:
    """Return the years to launch from.

    Raises
    ------
    InputError
        If there are none, or one has no count five years before and one after it.
    """
    asked = tuple(launches)
    wrong = [year for year in asked if year not in possible]
    if wrong or not asked:
        got, years = ", ".join(map(str, wrong)) or "-", ", ".join(map(str, possible))
        fail(
            "launches",
            en=f"got {got}; counts five years before and after are there for {years}: choose among these.",
            ja=f"{got} です。5年前と5年後の人口がそろうのは {years} 年です。この中から選んでください。",
        )
    return asked


@cache
def history() -> History:
    """Return the counts of the collection."""
    census = table("census")
    by_age = ages_known(persons(census["population"]))
    # 90+ until 2015; in 2020 its three parts
    upper = by_age.sel(age_group=["90-94", "95-99", "100+"]).sum("age_group", skipna=True)
    oldest = by_age.sel(age_group="90+").fillna(upper)
    groups = [f"{low}-{low + 4}" for low in AGES[:-1]]
    known = by_age.sel(age_group=groups).transpose("date", "area", "sex", "age_group").values
    counts = np.concatenate([known, oldest.transpose("date", "area", "sex").values[..., None]], axis=-1)
    areas = tuple(str(code) for code in census["area"].values)
    japanese, everybody = table("register_japanese"), table("register")
    return History(
        areas=areas,
        prefecture=np.array([int(code[:2]) - 1 for code in areas]),
        census=np.nan_to_num(counts),
        days=np.array([instant(str(day)) for day in japanese["date"].values]),
        register=persons(japanese["total"]).sum("sex").transpose("date", "area").values,
        days_all=np.array([instant(str(day)) for day in everybody["date"].values]),
        register_all=persons(everybody["total"]).sum("sex").transpose("date", "area").values,
    )


at_the_door(globals())
