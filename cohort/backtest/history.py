"""What was counted, and what of it was known when a projection was launched."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cohort.collection.tables import ages_known, persons, table

Floats = NDArray[np.float64]
STEP = 5
AGES = tuple(range(0, 95, STEP))  # lower bounds; the last group is open
CENSUSES = tuple(range(1980, 2025, STEP))
CENSUS_DAY = 0.75  # 1 October, as a part of the year
# The register tells of all residents since 2013; before it knows Japanese only.
ALL_SINCE = 2013.25


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
        latest = self._latest(until, span)
        return (self.log_register(latest, until) - self.log_register(latest - span, until)) / span

    def _latest(self, until: float, span: float) -> float:
        days = self._series(until, span)[0]
        return float(days[days <= until + 1e-9][-1])

    def _series(self, until: float, span: float = 0.0) -> tuple[Floats, Floats]:
        """Return the register of all residents where it reaches back far enough, else that of Japanese."""
        known = self.days_all[self.days_all <= until + 1e-9]
        whole = known.size > 0 and known[-1] - span >= ALL_SINCE - 1e-9
        return (self.days_all, self.register_all) if whole else (self.days, self.register)

    def log_register(self, at: float, until: float) -> Floats:
        """Return the logarithm of residents in the register at an instant, between counts on a straight line."""
        days, counts = self._series(until, until - at)
        logs = np.log(np.maximum(counts, 1.0))
        place = int(np.clip(np.searchsorted(days, at) - 1, 0, len(days) - 2))
        part = (at - days[place]) / (days[place + 1] - days[place])
        return np.asarray(logs[place] * (1 - part) + logs[place + 1] * part)


def instant(day: str) -> float:
    """Return a date as a year and the part of it that has passed.

    >>> instant("2020-10-01")
    2020.75
    """
    date = datetime.date.fromisoformat(day)
    return date.year + (date.month - 1) / 12 + (date.day - 1) / 365


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
