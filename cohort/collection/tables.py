"""The collection's tables: counts, events and published projections of every municipality.

Group of ``data/municipalities.nc``, its dims, and what it holds (-1 where nothing is published):

| group | dims | holds |
|---|---|---|
| census | area, date, sex, age_group | residents on 1 October 1980-2020, today's boundaries; ``total`` by sex |
| register | area, date, sex, age_group | all residents in the register, 31 March 2013, 1 January 2014-2023; ``total`` |
| register_japanese | area, date, sex, age_group | Japanese residents, 31 March 1995-2013, 1 January 2014-2023; ``total`` |
| events | area, year, measure | births, deaths (vital statistics), Japanese in- and out-migrants |
| tfr | area, period | total fertility rate, Bayes estimates |
| ipss2018 | area, date, sex, age_group | the national institute's projection of 2018 |
| ipss2023 | area, year | its projection of 2023: residents, share 65+ and 75+ (percent) |
"""

from __future__ import annotations

from functools import cache
from importlib import resources

import numpy as np
import xarray as xr

from cohort.arguments import UnknownNameError, at_the_door
from cohort.errors import fail

NONE = -1  # nothing is published
GROUPS = ("census", "register", "register_japanese", "events", "tfr", "ipss2018", "ipss2023")


@cache
def table(group: str) -> xr.Dataset:
    """Return one table of the collection in memory, counts as int32; -1 means that nothing is published.

    Parameters
    ----------
    group : str
        One of `GROUPS`.

    Raises
    ------
    UnknownNameError
        Another name.
    """
    if group not in GROUPS:
        known = ", ".join(GROUPS)
        fail(
            "table",
            "group",
            kind=UnknownNameError,
            en=f"no table {group!r}; there are {known}.",
            ja=f"「{group}」という表はありません。あるのは {known} です。",
        )
    file = resources.files("cohort.collection").joinpath("data", "municipalities.nc")
    with resources.as_file(file) as path, xr.open_dataset(path, group=group, engine="h5netcdf") as opened:
        return opened.load()


def persons(array: xr.DataArray) -> xr.DataArray:
    """Return counts as float64, NaN where nothing is published."""
    return array.where(array >= 0).astype(np.float64)


def ages_known(counts: xr.DataArray) -> xr.DataArray:
    """Spread residents of unknown age over the known ages of their area, date and sex, in proportion.

    Parameters
    ----------
    counts : DataArray (..., age_group)
        Persons, as `persons` gives them, with a group "unknown".

    Returns
    -------
    DataArray (..., age_group)
        Without "unknown"; the sums are those of the input, but where nobody's age is known.
    """
    known = counts.drop_sel(age_group="unknown")
    total = known.sum("age_group")
    unknown = counts.sel(age_group="unknown", drop=True).fillna(0.0)
    share: xr.DataArray = (unknown / total.where(total > 0)).fillna(0.0)
    return known * (1.0 + share)


def residents(day: str) -> dict[str, int]:
    """Return the residents that a census counted, by code."""
    census = table("census")
    if day not in census["date"].values:
        raise KeyError(day)
    counted = persons(census["population"].sel(date=day)).sum(("sex", "age_group"))
    return {str(code): int(value) for code, value in zip(census["area"].values, counted.values, strict=True)}


at_the_door(globals())
