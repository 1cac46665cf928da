"""The census by municipality, sex and age as e-Stat's file pages have it, from 2015 on: workbooks and CSV files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.workbook import Rows

from .sheet import HEAD_ROWS, age_of, code_of, column_of, count, name_of, plain, row_with, sheets_of, total_of

if TYPE_CHECKING:
    import pandas as pd

_SEXES = {"総数": "both", "男女計": "both", "計": "both", "男": "male", "女": "female"}
_LEFT_OUT = {"b", "9"}  # 市部・郡部, and municipalities of the year 2000
_CENSUS_EVERY = 5
_YEAR = re.compile(r"(?:令和|平成)(?:元|\d+)年|(?:19|20)\d\d年")
_KIND, _CODE, _SEX = "地域識別コード", "地域コード", "男女"


def is_census_book(rows: Rows) -> bool:
    """Tell whether a table has codes of areas, kinds of areas, and ages in its head."""
    return row_with(rows, _KIND, _CODE) is not None and _ages_row(rows) is not None


def _ages_row(rows: Rows) -> int | None:
    for number, row in enumerate(rows[:HEAD_ROWS]):
        if sum(age_of(cell) is not None for cell in row) >= 10:
            return number
    return None


def read_census_book(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read a table of the census with ages side by side.

    A head row names 地域コード (with or without a year before it) and 地域識別コード; a row has the ages. The sexes stand in a column
    男女, or in a row above the ages. Of every other classification the whole (総数) is taken; sums (再掲), 市部, 郡部 and municipalities of the
    year 2000 are left out.

    Parameters
    ----------
    path : str or Path
        .xlsx, .xls or .csv (CP932 or UTF-8) as published.
    code : str, optional
        Only this area.

    Returns
    -------
    DataFrame
        Columns of ``population.csv`` after ``area`` and ``name``: basis "census", 1 October of the year that the table names.

    Raises
    ------
    InputError
        Another layout; no year; a cell that is no count; ages that do not add up to their total.
    """
    import pandas as pd

    problems = Problems(Path(path).as_posix())
    rows = next((rows for rows in sheets_of(Path(path)) if is_census_book(rows)), [])
    head, of_ages = row_with(rows, _KIND, _CODE), _ages_row(rows)
    year = _year(rows)
    if head is None or of_ages is None or year is None:
        problems.add(
            "row 1",
            en="is no table of the census by sex and age (a head with 地域コード and 地域識別コード, ages side by side, the year in a title); "
            "use it as published.",
            ja="国勢調査の男女・年齢別の表（地域コードと地域識別コードのある見出し、横に並ぶ年齢、表題の年）ではありません。公表されたままのファイルを使ってください。",
        )
    problems.raise_if_any()
    cells = list(_cells(rows, head or 0, of_ages or 0, f"{year}-10-01", problems))
    problems.raise_if_any()
    frame = pd.DataFrame(cells, columns=["area", "name", "basis", "date", "sex", "age_group", "population"])
    return frame if code is None else frame[frame["area"] == code].reset_index(drop=True)


def _year(rows: Rows) -> int | None:
    """Return the year of the census that the rows above the figures name."""
    for row in rows[:HEAD_ROWS]:
        for cell in row:
            text = plain(cell)
            if "国勢調査" in text or text.endswith(_CODE):
                for found in _YEAR.findall(text):
                    try:
                        year = published.year(found)
                    except Refused:
                        continue
                    if year % _CENSUS_EVERY == 0:
                        return year
    return None


def _columns(rows: Rows, of_ages: int, first: int) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Return the column of each sex (of the head, or "") and age, and of the totals by that sex."""
    ages: dict[tuple[str, str], int] = {}
    totals: dict[str, int] = {}
    above = [
        row for row in rows[max(0, of_ages - 4) : of_ages] if any(plain(cell) in ("男", "女") for cell in row[first:])
    ]
    sex = ""
    for place in range(first, len(rows[of_ages])):
        for row in above:
            if place < len(row) and plain(row[place]) in _SEXES:
                sex = _SEXES[plain(row[place])]
        text, age = plain(rows[of_ages][place]), age_of(rows[of_ages][place])
        if age is not None:
            ages.setdefault((sex, age), place)
        elif text in ("総数", "計", "総数(年齢)"):
            totals.setdefault(sex, place)
    return ages, totals


def _whole_only(row: list[Any], labels: dict[int, str]) -> bool:
    """Tell whether a row is of the whole in every classification but the sexes."""
    return all(plain(row[place]) in ("総数", "総計", "国籍総数", "全体", "") for place in labels)


def _cells(rows: Rows, head: int, of_ages: int, day: str, problems: Problems) -> Iterator[tuple[object, ...]]:
    kind, of_code = column_of(rows[head], _KIND), column_of(rows[head], _CODE)
    sexes = [place for place, cell in enumerate(rows[head]) if plain(cell) == _SEX]
    first = min(place for place, cell in enumerate(rows[of_ages]) if age_of(cell) is not None) - 1
    columns, totals = _columns(rows, of_ages, max(first, 0))
    others = {
        place: plain(cell)
        for place, cell in enumerate(rows[head][: max(first, 0)])
        if plain(cell) and place not in (kind, of_code, *sexes) and _classifies(rows, head, place)
    }
    for number, row in enumerate(rows[max(head, of_ages) + 1 :], start=max(head, of_ages) + 1):
        area = code_of(row[of_code]) if len(row) > of_code else None
        if area is None or plain(row[kind]) in _LEFT_OUT or not _whole_only(row, others):
            continue
        own = _SEXES.get(plain(row[sexes[0]]), "") if sexes else ""
        name = name_of(row[of_code : max(first, of_code + 1)])
        sums: dict[str, float] = {}
        for (sex, age), place in columns.items():
            value = count(row, number, place, problems)
            whose = sex or own
            sums[sex] = sums.get(sex, 0.0) + (value or 0.0)
            if whose in ("male", "female"):
                yield area, name, "census", day, whose, age, value
        for sex, place in totals.items():
            if sex in sums:
                total_of(
                    f"row {number + 1}",
                    f"{name} {sex or own}",
                    count(row, number, place, problems) or 0.0,
                    sums[sex],
                    problems,
                )
        if len(problems.found) >= 20:
            return


def _classifies(rows: Rows, head: int, place: int) -> bool:
    """Tell whether a column is a classification that has a whole (国籍総数か日本人: 国籍総数, うち日本人)."""
    said = {plain(row[place]) for row in rows[head + 1 : head + 400] if place < len(row)}
    return bool(said & {"総数", "総計", "国籍総数"})
