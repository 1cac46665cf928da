"""結果表 of the IPSS regional projections of 2018 and 2023 (.xlsx): totals and broad ages, and every age by sex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.errors import Problems
from cohort.forms.workbook import Rows

from .sheet import age_of, code_of, column_of, count, name_of, plain, row_with, sheets_of, total_of

if TYPE_CHECKING:
    import pandas as pd

_HEAD = ("コード", "市などの別", "都道府県", "市区町村")
_FIRST = {2015: "ipss2018", 2020: "ipss2023"}
_YEAR = re.compile(r"(\d{4})年?")
#: Titles of 結果表 1 and 2-1 to 2-4, and what their figures are.
_MEASURES = {
    "0~14歳": "population_0_14",
    "15~64歳": "population_15_64",
    "65歳以上": "population_65_plus",
    "75歳以上": "population_75_plus",
    "総人口": "population",
}
_KINDS = {"0", "1", "2", "3", "a"}  # not 9: the towns of Fukushima's coast together


def is_results(rows: Rows) -> bool:
    """Tell whether a sheet has the head of these tables."""
    return row_with(rows, *_HEAD) is not None


def read_results(path: str | Path, code: str | None = None) -> dict[str, pd.DataFrame]:
    """Read a workbook of results.

    Two layouts, known by what stands beside the codes: years (結果表1 総人口, 2-1 to 2-4 broad ages), or a column 年 and then
    ages, three times over: both sexes, males, females (男女・年齢（5歳）階級別).

    Parameters
    ----------
    path : str or Path
        As published.
    code : str, optional
        Only this area; a prefecture has 000 behind its two digits.

    Returns
    -------
    dict of DataFrame
        ``published`` or ``published_by_age`` after ``area`` and ``name``; series "ipss2018" or "ipss2023", by the first year (2015, 2020). Persons,
        1 October. The 13 towns that are projected together are left out.

    Raises
    ------
    InputError
        Another layout; a first year that is neither's; a cell that is no count; ages or sexes that do not add up.
    """
    rows = next(iter(sheets_of(Path(path))), [])
    problems = Problems(Path(path).as_posix())
    head = row_with(rows, *_HEAD)
    if head is None:
        _other(problems)
        problems.raise_if_any()
    made = (
        _by_age(rows, head or 0, problems)
        if _has_years_in_rows(rows, head or 0)
        else _totals(rows, head or 0, problems)
    )
    problems.raise_if_any()
    return {name: frame if code is None else frame[frame["area"] == code] for name, frame in made.items()}


def _other(problems: Problems) -> None:
    problems.add(
        "row 1",
        en="is no 結果表 of the regional projections (コード, 市などの別, 都道府県, 市区町村, then years or ages); use it as published.",
        ja="地域別将来推計人口の結果表（コード、市などの別、都道府県、市区町村、年または年齢）ではありません。公表されたままのファイルを使ってください。",
    )


def _has_years_in_rows(rows: Rows, head: int) -> bool:
    return any(plain(cell) == "年" for row in rows[head : head + 2] for cell in row[:6])


def _series(year: int, problems: Problems) -> str:
    if year not in _FIRST:
        problems.add(
            "row 1",
            en=f"begins in {year}; the projection of 2018 begins in 2015, that of 2023 in 2020.",
            ja=f"{year} 年から始まっています。2018 年推計は 2015 年、2023 年推計は 2020 年からです。",
        )
    return _FIRST.get(year, "")


def _places(rows: Rows, first: int, head: list[Any]) -> Iterator[tuple[int, list[Any], str, str]]:
    """Yield the rows of areas: number, cells, code, name."""
    of_code, kind, prefecture, place = (column_of(head, label) for label in _HEAD)
    for number, row in enumerate(rows[first:], start=first):
        code = code_of(row[of_code]) if len(row) > place else None
        if code is not None and plain(row[kind]) in _KINDS:
            yield number, row, code, name_of([row[prefecture], row[place]])


def _totals(rows: Rows, head: int, problems: Problems) -> dict[str, pd.DataFrame]:
    import pandas as pd

    title = plain(rows[0][0]) if rows[0] else ""
    measure = next((one for words, one in _MEASURES.items() if words in title), None)
    years: dict[int, int] = {}
    for row in rows[head : head + 2]:
        for place, cell in enumerate(row):
            found = _YEAR.fullmatch(plain(cell))
            if found and int(found[1]) not in years:  # further to the right the same years again, as an index
                years[int(found[1])] = place
    if measure is None or not years:
        _other(problems)
        return {}
    series = _series(min(years), problems)
    cells = [
        (area, name, series, measure, year, count(row, number, place, problems))
        for number, row, area, name in _places(rows, head + 1, rows[head])
        for year, place in years.items()
    ]
    return {"published": pd.DataFrame(cells, columns=["area", "name", "series", "measure", "year", "value"])}


def _sections(rows: Rows, head: int) -> list[tuple[int | None, dict[str, int]]]:
    """Return the runs of ages in the head, from 0 to the open one: the column of their total, and of each age."""
    line = max(rows[head : head + 2], key=lambda row: sum(age_of(cell) is not None for cell in row))
    found: list[tuple[int | None, dict[str, int]]] = []
    for place, cell in enumerate(line):
        age = age_of(cell)
        if age == "0-4":
            before = place - 1 if place and plain(line[place - 1]).startswith(("総数", "計")) else None
            found.append((before, {}))
        if age and found and not any(one.endswith("+") for one in found[-1][1]):
            found[-1][1][age] = place
    return found


def _by_age(rows: Rows, head: int, problems: Problems) -> dict[str, pd.DataFrame]:
    import pandas as pd

    sections = _sections(rows, head)
    of_year = next(place for row in rows[head : head + 2] for place, cell in enumerate(row[:6]) if plain(cell) == "年")
    if len(sections) < 3 or any(len(ages) < 18 for _, ages in sections[:3]):
        _other(problems)
        return {}
    places = [
        (number, row, area, name, found)
        for number, row, area, name in _places(rows, head + 1, rows[head])
        if (found := _YEAR.fullmatch(plain(row[of_year])))
    ]
    series = _series(min((int(found[1]) for *_, found in places), default=0), problems)
    cells: list[tuple[object, ...]] = []
    for number, row, area, name, found in places:
        sums = []
        for sex, (of_total, ages) in zip(("both", "male", "female"), sections, strict=False):
            values = {age: count(row, number, place, problems) or 0.0 for age, place in ages.items()}
            sums.append(sum(values.values()))
            if of_total is not None:
                total = count(row, number, of_total, problems) or 0.0
                total_of(f"row {number + 1}", f"{name} {found[1]} {sex}", total, sums[-1], problems)
            if sex != "both":
                cells += [(area, name, series, f"{found[1]}-10-01", sex, age, value) for age, value in values.items()]
        total_of(f"row {number + 1}", f"{name} {found[1]}", sums[0], sums[1] + sums[2], problems)
        if len(problems.found) >= 20:
            break
    columns = ["area", "name", "series", "date", "sex", "age_group", "population"]
    return {"published_by_age": pd.DataFrame(cells, columns=columns)}
