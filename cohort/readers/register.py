"""The workbook of the resident register: population by municipality, sex and five-year age."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.workbook import Rows, cell_name

from .layout import area_of, need_area
from .sheet import sheets_of

if TYPE_CHECKING:
    import pandas as pd

_FIRST = ("団体コード", "都道府県名", "市区町村名", "性別", "総数")  # then a column for each age group
_SEXES = {"計": "both", "男": "male", "女": "female"}
_DATE = re.compile(r"(平成|令和)(元|\d+)年(\d+)月(\d+)日")
MASKED = "*"


class _Line(NamedTuple):
    """One row of the sheet: an area and a sex."""

    number: int
    area: str
    name: str
    sex: str
    counts: list[float]
    withheld: float

    @property
    def total(self) -> float:
        """All persons, those in withheld cells too."""
        return sum(self.counts) + self.withheld


def reference_date(title: str) -> str | None:
    """Return the date in a title in Japanese eras: "令和2年1月1日" is "2020-01-01"."""
    found = _DATE.search(unicodedata.normalize("NFKC", title))
    try:
        return published.day(found[0]).isoformat() if found else None
    except Refused:  # no such day
        return None


def _age_group(heading: str) -> str | None:
    """Return "0-4" for "0～4歳", "100+" for "100歳以上", or None."""
    try:
        plain = published.ages(heading)
    except Refused:
        return None
    return plain if re.fullmatch(r"\d+-\d+|\d+\+", plain) else None


def _sheet(path: str | Path) -> Rows:
    """Return the rows of the first sheet."""
    return next(iter(sheets_of(Path(path))), [])


def read_register(path: str | Path, code: str | None = None) -> pd.DataFrame:
    """Read the register workbook 年齢階級別人口（市区町村別）.

    Each area has three rows: both sexes, males, females. Small cells of some municipalities, marked with an
    asterisk, are withheld, so that their ages do not add up to the total; the persons in them are returned as
    age group "unknown". Where there is no asterisk the ages must add up.

    Parameters
    ----------
    path : str or Path
        The workbook (.xlsx or .xls) as published.
    code : str, optional
        Only this area (five digits).

    Returns
    -------
    DataFrame
        Columns of ``population.csv`` after ``area`` and ``name``: basis ("register"), date, sex, age_group
        ("0-4" ... "100+", "unknown"), population (persons). Municipalities and prefectures; sums of
        districts (郡) and of the nation are left out.

    Raises
    ------
    InputError
        Not this layout; a wrong check digit; a sum that does not hold; all of them at once.
    """
    import pandas as pd

    problems = Problems(Path(path).as_posix())
    rows = _sheet(path)
    date, head, groups = _headings(rows, problems)
    problems.raise_if_any()
    lines = list(_lines(rows[head + 1 :], head + 2, problems))
    _check_sexes(lines, problems)
    problems.raise_if_any()
    cells = [
        (line.area, line.name, "register", date, line.sex, group, count)
        for line in lines
        if line.sex != "both"
        for group, count in [*zip(groups, line.counts, strict=True), ("unknown", line.withheld)]
        if group != "unknown" or count
    ]
    frame = pd.DataFrame(cells, columns=["area", "name", "basis", "date", "sex", "age_group", "population"])
    need_area(path, code, frame["area"])
    return frame if code is None else frame[frame["area"] == code].reset_index(drop=True)


def _headings(rows: list[list[Any]], problems: Problems) -> tuple[str, int, list[str]]:
    """Return the date of the title, the place of the row of headings, and the age groups in it."""
    head = next((number for number, row in enumerate(rows) if tuple(row[: len(_FIRST)]) == _FIRST), None)
    date = reference_date(str(rows[0][0])) if rows else None
    groups = [] if head is None else [_age_group(str(cell)) for cell in rows[head][len(_FIRST) :]]
    if head is None or date is None or not groups or None in groups:
        problems.add(
            "row 1",
            en="is not the register workbook by five-year age (title with a date, then 団体コード, "
            "都道府県名, ...); "
            "use it as published.",
            ja="住民基本台帳の年齢階級別人口（市区町村別）の様式ではありません。"
            "公表されたままのファイルを使ってください。",
        )
    return date or "", head or 0, [str(group) for group in groups]


def _lines(rows: list[list[Any]], first: int, problems: Problems) -> Iterator[_Line]:
    """Yield the rows of municipalities and prefectures; sums of the nation and of districts are left out."""
    for number, row in enumerate(rows, start=first):
        prefecture, municipality, sex_label = (str(cell).strip() for cell in row[1:4])
        name, official = municipality or prefecture, _official(row[0])
        if official == "" or name.rstrip(MASKED).endswith("郡"):
            continue
        area, sex = area_of(official), _SEXES.get(sex_label)
        if area is None or sex is None:
            problems.add(
                f"row {number}",
                en=f"got code '{official}', sex '{sex_label}'; a six-digit code with its check digit and "
                "計, 男 or 女 are expected.",
                ja=f"団体コード「{official}」性別「{sex_label}」。検査数字付きの 6 桁と 計・男・女 を想定しています。",
            )
            continue
        counts, withheld = _counts(number, row, name, problems)
        yield _Line(number, area, name.rstrip(MASKED), sex, counts, withheld)


def _official(cell: Any) -> str:
    """Return a six-digit code; a program that took it for a number has lost its leading zero."""
    plain = f"{int(cell):06d}" if isinstance(cell, (int, float)) else unicodedata.normalize("NFKC", str(cell)).strip()
    return f"0{plain}" if len(plain) == 5 and plain.isdigit() else plain


def _counts(number: int, row: list[Any], name: str, problems: Problems) -> tuple[list[float], float]:
    """Return the counts by age, and how many persons are in withheld cells."""
    total, *cells = (
        _count(number, place, row[place], MASKED in name, problems) for place in range(len(_FIRST) - 1, len(row))
    )
    counts = [cell or 0.0 for cell in cells]
    may_miss = None in cells or MASKED in name
    rest = -1.0 if total is None else total - sum(counts)
    if rest < 0 or (rest > 0 and not may_miss) or min(counts) < 0:
        problems.add(
            f"row {number}, 総数",
            en=f"wrong total: {name} has {total}, its ages add up to {sum(counts):g}; use the file as published.",
            ja=f"合計が合いません。{name} の総数は {total}、年齢の合計は {sum(counts):g} です。"
            "公表されたままのファイルを使ってください。",
        )
    return counts, rest


def _count(number: int, place: int, cell: Any, masked: bool, problems: Problems) -> float | None:
    """Return a count; None where it is withheld: marked, or left empty beside a name with an asterisk."""
    if cell == "" and masked:
        return None
    try:
        return published.number(cell)
    except Refused as refused:
        problems.add(cell_name(number - 1, place), en=refused.en, ja=refused.ja)
        return None


def _check_sexes(lines: list[_Line], problems: Problems) -> None:
    """Hold that males and females of each area add up to both."""
    totals = {(line.area, line.sex): line.total for line in lines}
    for line in lines:
        parts = [totals.get((line.area, sex)) for sex in ("male", "female")]
        if line.sex == "both" and (None in parts or sum(part for part in parts if part) != line.total):
            problems.add(
                f"row {line.number}, 総数",
                en=f"wrong total: males and females of {line.area} do not add up to {line.total:g}; use the file as "
                "published.",
                ja=f"合計が合いません。{line.area} の男女の和が {line.total:g} になりません。"
                "公表されたままのファイルを使ってください。",
            )
