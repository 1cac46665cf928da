"""SSDSE-A, the standardised data set of municipalities: census broad ages, births, deaths, migrants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cohort.errors import fail

from .layout import csv_lines, need_area, need_columns, need_number

if TYPE_CHECKING:
    import pandas as pd

_COUNTS = {
    "A1101": ("both", "all"), "A110101": ("male", "all"), "A110102": ("female", "all"),
    "A1301": ("both", "0-14"), "A130101": ("male", "0-14"), "A130102": ("female", "0-14"),
    "A1302": ("both", "15-64"), "A130201": ("male", "15-64"), "A130202": ("female", "15-64"),
    "A1303": ("both", "65+"), "A130301": ("male", "65+"), "A130302": ("female", "65+"),
    "A1419": ("both", "75+"), "A141901": ("male", "75+"), "A141902": ("female", "75+"),
    "A1700": ("both", "foreign"),
}  # fmt: skip
_EVENTS = {
    "A4101": ("vital_statistics", "japanese", "births"),
    "A4200": ("vital_statistics", "japanese", "deaths"),
    "A5101": ("migration_report", "japanese", "in_migration"),
    "A5102": ("migration_report", "japanese", "out_migration"),
    "A5103": ("migration_report", "all", "in_migration"),
    "A5104": ("migration_report", "all", "out_migration"),
}
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
    import pandas as pd

    lines = csv_lines(path, "cp932")
    need_columns(path, lines[0] if lines else [], ["A1101", "A4101", "A4200"])
    if len(lines) < 4 or lines[2][0] != "地域コード":
        fail(
            Path(path).as_posix(),
            "row 3",
            en="three header rows (item codes, years, names from 地域コード) and rows of areas are expected.",
            ja="見出し 3 行（項目コード、年度、地域コードに始まる項目名）と地域の行を想定しています。",
        )
    items, years = lines[0], lines[1]
    need_area(path, code, (row[0].removeprefix("R") for row in lines[3:]))
    counts: list[tuple[str, str, str, str, str, str, float]] = []
    events: list[tuple[str, str, str, str, str, str, str, float]] = []
    for number, row in enumerate(lines[3:], start=4):
        area = row[0].removeprefix("R")
        if code not in (None, area):
            continue
        for item, year, text in zip(items, years, row, strict=True):
            if item not in _COUNTS and item not in _EVENTS:
                continue
            value = need_number(path, f"row {number}, {item}", text)
            if item in _COUNTS:
                counts.append((area, row[2], "census", _census_day(path, item, year), *_COUNTS[item], value))
            else:
                basis, coverage, measure = _EVENTS[item]
                events.append(
                    (area, row[2], basis, coverage, f"{year}-01-01", f"{year}-12-31", measure, value)
                )
    return Ssdse(
        pd.DataFrame(counts, columns=["area", "name", "basis", "date", "sex", "age_group", "population"]),
        pd.DataFrame(
            events, columns=["area", "name", "basis", "coverage", "start", "end", "measure", "value"]
        ),
    )


def _census_day(path: str | Path, item: str, year: str) -> str:
    if not (year.isdigit() and int(year) % _CENSUS_EVERY == 0):
        fail(
            Path(path).as_posix(),
            f"row 2, {item}",
            en=f"got year '{year}', in which there was no census; the basis of the population is not known.",
            ja=f"「{year}」年は国勢調査の年ではないため、人口の根拠が分かりません。",
        )
    return f"{year}-10-01"
