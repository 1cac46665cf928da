"""人口動態統計 by municipality: births and deaths of a calendar year, as e-Stat's file pages have them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.workbook import Rows

from .sheet import HEAD_ROWS, code_of, count, name_of, plain, sheets_of

if TYPE_CHECKING:
    import pandas as pd

_MEASURES = {"出生": "births", "出生数": "births", "死亡": "deaths", "死亡数": "deaths"}
_WHOLE = ("総数", "計", "実数", "")
_YEAR = re.compile(r"(?:令和|平成)(?:元|\d+)年|(?:19|20)\d\d年")


def is_vital(rows: Rows) -> bool:
    """Tell whether a table has columns of births and of deaths, and is of the vital statistics."""
    head = _head(rows)
    said = "".join(plain(cell) for row in rows[:HEAD_ROWS] for cell in row)
    return head is not None and "人口動態" in said


def _head(rows: Rows) -> int | None:
    for number, row in enumerate(rows[:HEAD_ROWS]):
        if set(_MEASURES.values()) <= {_MEASURES.get(plain(cell)) for cell in row}:
            return number
    return None


def read_vital(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read births and deaths by municipality.

    A head row has 出生（数） and 死亡（数）; a row below it may divide them (総数, 男, 女), and the whole is taken. A row is of a
    municipality if one of its first cells begins with five digits ("03209", "03209 一関市"). The year stands in a title.

    Parameters
    ----------
    path : str or Path
        .xlsx, .xls or .csv as published.
    code : str, optional
        Only this area.

    Returns
    -------
    DataFrame
        Columns of ``events.csv`` after ``area`` and ``name``: basis "vital_statistics", coverage "japanese", the calendar year.

    Raises
    ------
    InputError
        Another layout; no year, or several; a cell that is no count.
    """
    import pandas as pd

    problems = Problems(Path(path).as_posix())
    rows = next((rows for rows in sheets_of(Path(path)) if is_vital(rows)), [])
    head, years = _head(rows), _years(rows)
    there = ", ".join(map(str, sorted(years)))
    if head is None or len(years) != 1:
        problems.add(
            "row 1",
            en=f"is no table of births and deaths by municipality with one year in its title (found: {there or 'none'}); "
            "use it as published.",
            ja=f"市区町村別の出生・死亡の表で、表題の年が一つのものではありません（年：{there or 'なし'}）。"
            "公表されたままのファイルを使ってください。",
        )
    problems.raise_if_any()
    columns = _columns(rows, head or 0)
    year = years.pop()
    cells = []
    for number, row in enumerate(rows[(head or 0) + 1 :], start=(head or 0) + 1):
        places = [place for place, cell in enumerate(row[:4]) if code_of(cell) and place < min(columns.values())]
        area = code_of(row[places[0]]) if places else None
        if area is None:
            continue
        name = name_of(row[places[0] : min(columns.values())])
        for measure, place in columns.items():
            value = count(row, number, place, problems)
            span = (f"{year}-01-01", f"{year}-12-31")
            cells.append((area, name, "vital_statistics", "japanese", *span, measure, value))
    problems.raise_if_any()
    frame = pd.DataFrame(cells, columns=["area", "name", "basis", "coverage", "start", "end", "measure", "value"])
    return frame if code is None else frame[frame["area"] == code].reset_index(drop=True)


def _years(rows: Rows) -> set[int]:
    found = set()
    for row in rows[:HEAD_ROWS]:
        for cell in row:
            for text in _YEAR.findall(plain(cell)):
                try:
                    found.add(published.year(text))
                except Refused:
                    continue
    return found


def _columns(rows: Rows, head: int) -> dict[str, int]:
    """Return the column of each measure: the whole of what stands below its head."""
    found: dict[str, int] = {}
    for place, cell in enumerate(rows[head]):
        measure = _MEASURES.get(plain(cell))
        below = plain(rows[head + 1][place]) if head + 1 < len(rows) and place < len(rows[head + 1]) else ""
        if measure and (below in _WHOLE or re.fullmatch(r"[\d,.-]+", below)):
            found.setdefault(measure, place)
    return found
