"""What is known of a published projection: totals, broad ages, or all ages by sex."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from cohort.arguments import INPUTS, TEXT, takes
from cohort.errors import InputError, fail
from cohort.inputs import Inputs
from cohort.vocabulary import SEXES

from .form import AGES, CLASSES, STEP, Form, form_of

Array = npt.NDArray[np.float64]

IPSS = "ipss"
IPSS_DAY = "10-01"  # every IPSS projection starts from a census and is for 1 October


@dataclass(frozen=True, eq=False)
class Published:
    """A published projection, as much of it as is published.

    Attributes
    ----------
    name : str
        Series in the inputs.
    day : str or None
        Reference date, month and day; None where it is not stated.
    totals : Series
        Persons by year.
    classes : DataFrame or None
        Persons aged 0-14, 15-64, 65+ (columns ``0_14``, ``15_64``, ``65_plus``) by year.
    share_65_plus : Series or None
        Share aged 65+ by year, where it is published beside the total.
    years : tuple of int
        Years of the full table by age and sex; empty without one.
    by_age : array (time, sex, age 0, 5, ..., 90) or None
        The full table, persons.
    survivorship : array (step, sex, age reached) or None
        Estimated: our life tables as known at its launch, five-year steps from the first year of the table.
    """

    name: str
    day: str | None
    totals: pd.Series[float]
    classes: pd.DataFrame | None = None
    share_65_plus: pd.Series[float] | None = None
    years: tuple[int, ...] = ()
    by_age: Array | None = None
    survivorship: Array | None = None

    def total(self, year: int) -> float:
        """Return the published total of a year.

        Raises
        ------
        InputError
            There is none.
        """
        if year not in self.totals.index:
            there = ", ".join(map(str, self.totals.index))
            fail(
                self.name,
                "year",
                en=f"nothing is published for {year}; there are {there}.",
                ja=f"{year} 年の公表値がありません。あるのは {there} 年です。",
            )
        return float(self.totals[year])

    def form(self, start: int, end: int) -> Form:
        """Return the full table in the official form from ``start`` to ``end``, both years of it."""
        assert self.by_age is not None
        assert self.survivorship is not None
        first, last = self.years.index(start), self.years.index(end)
        return form_of(self.by_age[first : last + 1], self.survivorship[first:last], self.name)


@takes(inputs=INPUTS, name=TEXT)
def published(inputs: Inputs, name: str) -> Published:
    """Return a published projection of an area, as much of it as the inputs hold.

    Parameters
    ----------
    inputs : Inputs
    name : str
        Series of ``published.csv`` or ``published_by_age.csv``, e.g. "ipss2018".

    Raises
    ------
    InputError
        There is no such series.
    """
    totals = inputs.series(name, area=inputs.area.code)
    day = IPSS_DAY if name.startswith(IPSS) else None
    table = inputs.published_by_age
    if table is not None and (table["series"] == name).any():
        dates, by_age = _by_age(inputs, name)
        return Published(
            name,
            f"{dates[0]:%m-%d}",
            totals,
            years=tuple(date.year for date in dates),
            by_age=by_age,
            survivorship=_survivorship(inputs, dates),
        )
    return Published(name, day, totals, _classes(inputs, name), _share(inputs, name))


def _share(inputs: Inputs, name: str) -> pd.Series[float] | None:
    frame = inputs.published
    assert frame is not None
    if not ((frame["series"] == name) & (frame["measure"] == "share_65_plus")).any():
        return None
    return inputs.series(name, "share_65_plus", inputs.area.code)


def _classes(inputs: Inputs, name: str) -> pd.DataFrame | None:
    frame = inputs.published
    assert frame is not None  # `totals` came from it
    rows = frame[(frame["series"] == name) & (frame["area"] == inputs.area.code)]
    wide = rows.pivot(index="year", columns="measure", values="value")
    columns = {f"population_{key}": key for key in CLASSES}
    if not set(columns) <= set(wide.columns):
        return None
    return pd.DataFrame(wide[list(columns)].rename(columns=columns).dropna())


def _by_age(inputs: Inputs, name: str) -> tuple[list[datetime.date], Array]:
    table = inputs.published_by_age
    assert table is not None  # the caller looked
    rows = table[table["series"] == name]
    dates = sorted({date.date() for date in rows["date"]})
    years = np.array([date.year for date in dates])
    days = pd.DatetimeIndex(sorted(rows["date"].unique()))
    index = pd.MultiIndex.from_product([days, SEXES])
    wide = rows.pivot(index=["date", "sex"], columns="age", values="population").reindex(index)
    cells = wide.to_numpy(dtype=np.float64)
    whole = cells.shape[1] == len(AGES) and bool((wide.columns.to_numpy(dtype=np.int64) == AGES).all())
    if not whole or len(dates) < 2 or (np.diff(years) != STEP).any() or np.isnan(cells).any():
        fail(
            (inputs.path / "published_by_age.csv").as_posix(),
            name,
            en="the bridge needs both sexes, five-year ages 0-4 ... 90+ and years five apart.",
            ja="男女別・5歳階級（0～4歳…90歳以上）・5年ごとの値が必要です。",
            kind=InputError,
        )
    return dates, cells.reshape(len(dates), len(SEXES), len(AGES))


def _survivorship(inputs: Inputs, dates: list[datetime.date]) -> Array:
    from cohort.assumptions.official import official_baseline

    return official_baseline(inputs, dates[0], dates[-1].year).survivorship
