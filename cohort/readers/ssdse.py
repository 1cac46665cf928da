"""SSDSE-A, the standardised data set of municipalities: census broad ages, births, deaths, migrants."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cohort.errors import fail

from .layout import counts, csv_frame, of_area

if TYPE_CHECKING:
    import pandas as pd

# Item -> sex, broad age.
_COUNTS = {
    "A1101": ("both", "all"), "A110101": ("male", "all"), "A110102": ("female", "all"),
    "A1301": ("both", "0-14"), "A130101": ("male", "0-14"), "A130102": ("female", "0-14"),
    "A1302": ("both", "15-64"), "A130201": ("male", "15-64"), "A130202": ("female", "15-64"),
    "A1303": ("both", "65+"), "A130301": ("male", "65+"), "A130302": ("female", "65+"),
    "A1419": ("both", "75+"), "A141901": ("male", "75+"), "A141902": ("female", "75+"),
    "A1700": ("both", "foreign"),
}  # fmt: skip
# Item -> basis, coverage, measure.
_EVENTS = {
    "A4101": ("vital_statistics", "japanese", "births"),
    "A4200": ("vital_statistics", "japanese", "deaths"),
    "A5101": ("migration_report", "japanese", "in_migration"),
    "A5102": ("migration_report", "japanese", "out_migration"),
    "A5103": ("migration_report", "all", "in_migration"),
    "A5104": ("migration_report", "all", "out_migration"),
}
_HEADERS = 3  # item codes, years, names
_NEEDED = ("A1101", "A4101", "A4200")
_CENSUS_EVERY = 5


class Ssdse(NamedTuple):
    """Two tables of one file: ``broad_ages`` and ``events``, each after ``area`` and ``name``."""

    broad_ages: pd.DataFrame
    events: pd.DataFrame


def read_ssdse(path: str | Path, code: str | None = None) -> Ssdse:
    """Read an SSDSE-A file as published: CP932, three header rows (codes, years, names), a row an area.

    Births and deaths are those of Japanese in Japan (vital statistics); items A5101 and A5102 are Japanese
    movers, A5103 and A5104 all movers. All are of calendar years, though the file calls the row 年度.
    Population is the census of 1 October.

    Parameters
    ----------
    path : str or Path
        ``SSDSE-A-<year>.csv``.
    code : str, optional
        Only this area.

    Returns
    -------
    Ssdse
        ``broad_ages``: area, name, basis ("census"), date, sex, age_group, population (persons).
        ``events``: area, name, basis, coverage, start, end, measure, value (persons).

    Raises
    ------
    InputError
        Another encoding or layout; a population item of a year without a census; a cell that is no
        count; an unknown area.
    """
    frame = csv_frame(path, "cp932", _NEEDED, _HEADERS)
    headers = frame.attrs["headers"]
    if frame.empty or headers[-1][:1] != ["地域コード"]:
        fail(
            Path(path).as_posix(),
            "row 3",
            en="three header rows (item codes, years, names from 地域コード) and rows of areas are expected.",
            ja="見出し 3 行（項目コード、年度、地域コードに始まる項目名）と地域の行を想定しています。",
        )
    years = dict(zip(frame.columns, headers[0], strict=False))
    frame = frame.assign(area=frame.iloc[:, 0].str.removeprefix("R"), name=frame.iloc[:, 2])
    frame = of_area(path, frame, "area", code)
    broad = _long(path, frame, _COUNTS, ("sex", "age_group"), "population")
    broad = broad.assign(basis="census", date=[_census_day(path, item, years[item]) for item in broad["item"]])
    events = _long(path, frame, _EVENTS, ("basis", "coverage", "measure"), "value")
    of = events["item"].map(years)
    events = events.assign(start=of + "-01-01", end=of + "-12-31")
    return Ssdse(
        broad[["area", "name", "basis", "date", "sex", "age_group", "population"]],
        events[["area", "name", "basis", "coverage", "start", "end", "measure", "value"]],
    )


def _long(
    path: str | Path, frame: pd.DataFrame, items: Mapping[str, tuple[str, ...]], names: tuple[str, ...], value: str
) -> pd.DataFrame:
    """Return the items of a file, a row each, with what the item's code stands for."""
    there = [item for item in frame.columns if item in items]
    wide = frame[["area", "name"]].join(counts(path, frame, there))
    long = wide.melt(["area", "name"], there, var_name="item", value_name=value)
    for place, name in enumerate(names):
        long[name] = [items[item][place] for item in long["item"]]
    return long


def _census_day(path: str | Path, item: str, year: str) -> str:
    if not (year.isdigit() and int(year) % _CENSUS_EVERY == 0):
        fail(
            Path(path).as_posix(),
            f"row 2, {item}",
            en=f"got year '{year}', in which there was no census; the basis of the population is not known.",
            ja=f"「{year}」年は国勢調査の年ではないため、人口の根拠が分かりません。",
        )
    return f"{year}-10-01"
