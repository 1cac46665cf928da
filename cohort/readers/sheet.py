"""Tables of statistical offices as rows of cells, from a workbook or a CSV file: where the heads are, codes, ages, counts."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.workbook import Rows, cell_name, is_workbook, read_workbook

from .layout import content

HEAD_ROWS = 30  # a head stands above that row
ROUNDING = 3.0  # persons: figures that are rounded one by one
_NUMBERED = re.compile(r"^[0-9A-Z]{1,4}_")  # "01_0～4歳", "1_男"


def plain(cell: Any) -> str:
    """Return a cell as text: full width and blanks gone, and the number that e-Stat puts before a label."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return _NUMBERED.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))


@lru_cache(maxsize=2)
def _sheets(path: Path, _changed: int) -> dict[str, Rows]:
    raw = content(path)
    if not is_workbook(raw):
        return {"": _csv_rows(raw)}
    problems = Problems(path.as_posix())
    sheets = read_workbook(path, problems)
    problems.raise_if_any()
    return sheets


def sheets_of(path: Path) -> tuple[Rows, ...]:
    """Return the sheets of a workbook, or the one table of a CSV file; opened once for all who ask.

    Raises
    ------
    InputError
        A file that cannot be opened, or is dangerous to open.
    """
    return tuple(named_sheets(path).values())


def named_sheets(path: Path) -> dict[str, Rows]:
    """Return the sheets of `sheets_of` by their names; that of a CSV file has none."""
    return _sheets(path, path.stat().st_mtime_ns if path.exists() else 0)


def _csv_rows(raw: bytes) -> Rows:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text)))
        except csv.Error:
            return []
    return []


def row_with(rows: Rows, *labels: str) -> int | None:
    """Return the first row near the top in which all labels stand, each as the end of a cell."""
    for number, row in enumerate(rows[:HEAD_ROWS]):
        cells = [plain(cell) for cell in row]
        if all(any(cell.endswith(label) for cell in cells) for label in labels):
            return number
    return None


def column_of(row: Sequence[Any], label: str) -> int:
    """Return the first column whose head ends with a label."""
    return next(place for place, cell in enumerate(row) if plain(cell).endswith(label))


def age_of(cell: Any) -> str | None:
    """Return the age group of a head: "0-4", "90+", "unknown"; None for another head, sums (再掲) and shares among them."""
    text = plain(cell)
    if "再掲" in text or "割合" in text or not text:
        return None
    if text in ("不詳", "年齢「不詳」", "年齢不詳", "年齢(不詳)"):
        return "unknown"
    try:
        found = published.ages(text)
    except Refused:
        return None
    return found if "歳" in text or "不詳" in text else None


def code_of(cell: Any) -> str | None:
    """Return the five digits of an area, whose leading zero may be lost, or that a name follows ("03209_一関市"); else None."""
    found = re.match(r"^(\d{4,5})(?:\D|$)", unicodedata.normalize("NFKC", _whole(cell)).strip())
    return None if found is None else found[1].zfill(5)


def _whole(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def name_of(cells: Sequence[Any]) -> str:
    """Return the last of some cells that says something, as the name of an area."""
    names = [re.sub(r"^\d{4,5}[_ ]?", "", plain(cell)) for cell in cells if plain(cell)]
    return names[-1] if names else ""


def count(row: Sequence[Any], number: int, place: int, problems: Problems, withheld: bool = False) -> float | None:
    """Return a count; None for one that is withheld, where there may be such. What is none is noted."""
    cell = row[place] if place < len(row) else ""
    try:
        value = published.number(cell)
    except Refused as refused:
        problems.add(cell_name(number, place), en=refused.en, ja=refused.ja)
        return 0.0
    if (value is None and not withheld) or (value is not None and value < 0):
        problems.add(
            cell_name(number, place),
            en=f"got {cell!r}; a count is 0 or more. Use the file as it was published.",
            ja=f"「{cell}」は人数・件数として読めません。公表されたままのファイルを使ってください。",
        )
        return 0.0
    return value


def total_of(where: str, name: str, total: float, parts: float, problems: Problems) -> None:
    """Hold a total to its parts, as far as rounding goes."""
    if abs(total - parts) > ROUNDING:
        problems.add(
            where,
            en=f"wrong total: {name} has {total:g}, its parts add up to {parts:g}; use the file as published.",
            ja=f"合計が合いません。{name} の総数は {total:g}、内訳の合計は {parts:g} です。公表されたままのファイルを使ってください。",
        )
