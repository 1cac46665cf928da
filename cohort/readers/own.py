"""A workbook that a city fills in with its own figures: written with Excel's own checks, read back with sheet and cell named.

Every sheet whose name begins with 人口 is one count: day, kind and source above, then age, men, women, a row an age; single years or five,
open at any age. The sheet 動態 has births, deaths and migrants, a row a year or a fiscal year. What is left empty is not read.
"""

from __future__ import annotations

import datetime
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused, age_bounds, area_code
from cohort.forms.csv_file import check_text
from cohort.forms.workbook import Rows, cell_name, read_workbook
from cohort.inputs import TABLES
from cohort.record import Record, note
from cohort.vocabulary import SEXES

if TYPE_CHECKING:
    import pandas as pd

GUIDE, COUNTS, EVENTS = "説明", "人口", "動態"
BASES = {"住民基本台帳": "register", "国勢調査": "census"}
COVERAGES = {"総数": "all", "日本人": "japanese", "外国人": "foreign"}
MEASURES = {"出生": "births", "死亡": "deaths", "転入": "in_migration", "転出": "out_migration"}
DAY, BASIS, SOURCE, CODE, NAME = "基準日", "種別", "出典", "市区町村コード", "市区町村名"
AGE_HEAD, EVENT_HEAD = ("年齢", "男", "女"), ("期間", "対象", *MEASURES)
FISCAL = "年度"
_HEAD_ROWS = 30  # labels and heads stand above this row
T = TypeVar("T")


def is_own(path: Path) -> bool:
    """Tell whether a workbook is one of these, by the names of its sheets."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("xl/workbook.xml") as stream:
            text = stream.read(1_000_000).decode("utf-8", errors="replace")
    except (OSError, EOFError, KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
        return False
    return f'"{GUIDE}"' in text and f'"{EVENTS}"' in text


def read_own(path: str | Path, code: str | None = None) -> dict[str, pd.DataFrame]:
    """Read a workbook that was filled in.

    Parameters
    ----------
    path : str or Path
    code : str, optional
        Only this area; a workbook has one.

    Returns
    -------
    dict of DataFrame
        ``population`` and ``events``, as far as they are filled in: the columns of the inputs after ``area`` and ``name``.
        ``attrs["records"]`` of ``events``: which calendar years were made of fiscal years.

    Raises
    ------
    InputError
        All that could not be understood, by sheet and cell.
    """
    import pandas as pd

    problems = Problems(Path(path).as_posix())
    sheets = read_workbook(Path(path), problems)
    problems.raise_if_any()
    area, name = _whose(sheets.get(GUIDE, []), code, problems)
    counted = _counts([_Sheet(sheet, rows, problems) for sheet, rows in sheets.items()], problems)
    happened, records = _calendar(list(_events(_Sheet(EVENTS, sheets.get(EVENTS, []), problems))), problems)
    problems.raise_if_any()
    if not counted and not happened:
        problems.add(
            COUNTS,
            en="nothing is filled in; write the counts by age, or the events.",
            ja="記入がありません。年齢別人口か動態を記入してください。",
        )
        problems.raise_if_any()
    made = {}
    for table, rows in (("population", counted), ("events", happened)):
        if rows:
            columns = list(TABLES[table].header[:-1])
            made[table] = pd.DataFrame(rows, columns=columns).assign(area=area, name=name)
            made[table].attrs["title"] = "、".join(_sources(sheets))
    if "events" in made:
        made["events"].attrs["records"] = records
    return made


def _sources(sheets: dict[str, Rows]) -> list[str]:
    """Return what is written beside 出典, each once."""
    found = (
        str(row[1]).strip()
        for rows in sheets.values()
        for row in rows[:_HEAD_ROWS]
        if len(row) > 1 and str(row[0]).strip() == SOURCE
    )
    return [text for text in dict.fromkeys(found) if text]


class _Sheet:
    """A sheet, asked for cells by label or place; what cannot be understood is noted as sheet!cell."""

    def __init__(self, name: str, rows: Rows, problems: Problems) -> None:
        self.name, self.rows, self.problems = name, rows, problems

    def at(self, row: int, column: int) -> Any:
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else ""

    def filled(self, row: int, column: int) -> bool:
        cell = self.at(row, column)
        return cell is not None and str(cell).strip() != ""

    def read(self, row: int, column: int, how: Callable[[Any], T]) -> T | None:
        """Return a cell as it is understood; None where it is not, or withheld."""
        try:
            return how(self.at(row, column))
        except Refused as refused:
            self.problems.add(f"{self.name}!{cell_name(row, column)}", en=refused.en, ja=refused.ja)
            return None

    def head(self, wanted: tuple[str, ...]) -> int | None:
        """Return the row in which the table's heads stand."""
        for number, row in enumerate(self.rows[:_HEAD_ROWS]):
            if tuple(str(cell).strip() for cell in row[: len(wanted)]) == wanted:
                return number
        self.problems.add(
            self.name,
            en=f"the heads {', '.join(wanted)} are not there; write them in columns A to {cell_name(0, len(wanted) - 1)[:-1]}.",
            ja=f"見出し（{'、'.join(wanted)}）がありません。A 列から順に書いてください。",
        )
        return None

    def beside(self, label: str, how: Callable[[Any], T]) -> T | None:
        """Return the cell to the right of a label in column A."""
        for number, row in enumerate(self.rows[:_HEAD_ROWS]):
            if row and str(row[0]).strip() == label:
                return self.read(number, 1, how)
        self.problems.add(
            self.name,
            en=f"'{label}' does not stand in column A; write it, and the value in column B.",
            ja=f"A 列に「{label}」がありません。A 列に項目名、B 列に値を書いてください。",
        )
        return None


def _word(choices: dict[str, str]) -> Callable[[Any], str]:
    def read(cell: Any) -> str:
        found = choices.get(str(cell).strip())
        if found is None:
            raise Refused(
                f"got {published.shown(cell)!r}; choose one of {', '.join(choices)}.",
                f"「{published.shown(cell)}」です。{'、'.join(choices)} から選んでください。",
            )
        return found

    return read


def _text(cell: Any) -> str:
    unfit = Problems("")
    text = str(cell).strip()
    if not check_text(text, "", unfit) or unfit:
        raise Refused(unfit.found[0].en, unfit.found[0].ja)
    if not text:
        raise Refused("is empty; write it.", "空欄です。記入してください。")
    return text


def _code(cell: Any) -> str:
    text = published.shown(cell).strip()
    return area_code(text.zfill(5) if isinstance(cell, (int, float)) else text)


def _whose(rows: Rows, code: str | None, problems: Problems) -> tuple[str, str]:
    guide = _Sheet(GUIDE, rows, problems)

    def held(cell: Any) -> str:
        found = _code(cell)
        if code is not None and found != code:
            raise Refused(
                f"is {found}, but the figures are asked for {code}; correct it, or name its area (--area).",
                f"{found} ですが、指定された地域は {code} です。どちらか（--area）を直してください。",
            )
        return found

    return guide.beside(CODE, held) or "", guide.beside(NAME, _text) or ""


def _counts(sheets: list[_Sheet], problems: Problems) -> list[tuple[Any, ...]]:
    """Return the rows of all counts; a day is counted once, and a count is named as one."""
    found: list[tuple[Any, ...]] = []
    days: dict[tuple[Any, ...], str] = {}
    for sheet in sheets:
        if not sheet.name.startswith(COUNTS):
            if any(tuple(str(cell).strip() for cell in row[: len(AGE_HEAD)]) == AGE_HEAD for row in sheet.rows):
                problems.add(
                    sheet.name,
                    en=f"holds ages, men and women, but its name does not begin with {COUNTS}; rename the sheet, or take the table out.",
                    ja=f"年齢・男・女の表がありますが、シート名が「{COUNTS}」で始まりません。シート名を直すか、表を除いてください。",
                )
            continue
        rows = list(_count(sheet))
        for key in dict.fromkeys(row[:2] for row in rows):
            if key in days:
                problems.add(
                    sheet.name,
                    en=f"is of the same day and kind as {days[key]} ({key[1]}); change one, or take it out.",
                    ja=f"「{days[key]}」と基準日（{key[1]}）・種別が同じです。一方を直すか、除いてください。",
                )
            days.setdefault(key, sheet.name)
        found += rows
    return found


def _persons(cell: Any) -> float:
    value = published.number(cell)
    if value is None:
        raise Refused(
            f"got {published.shown(cell)!r}, the mark of a withheld value; write the number, or count the persons as 不詳.",
            f"「{published.shown(cell)}」は秘匿または不明の記号です。人数を書くか、不詳の行に入れてください。",
        )
    if value < 0 or value != int(value):
        raise Refused(
            f"got {value:g}; persons are whole, 0 or more.", f"{value:g} です。0 以上の整数で書いてください。"
        )
    return value


def _count(sheet: _Sheet) -> Iterator[tuple[Any, ...]]:
    """Yield basis, date, sex, age group and persons of one count; nothing where no number is filled in."""
    head = sheet.head(AGE_HEAD)
    if head is None:
        return
    lines = [n for n in range(head + 1, len(sheet.rows)) if sheet.filled(n, 1) or sheet.filled(n, 2)]
    if not lines:
        return
    day, basis = sheet.beside(DAY, published.day), sheet.beside(BASIS, _word(BASES))
    rows, groups = [], []
    for number in lines:
        group = sheet.read(number, 0, published.ages)
        groups.append((number, group))
        for place, sex in enumerate(SEXES, start=1):
            rows.append((basis, str(day), sex, group, sheet.read(number, place, _persons)))
    if all(group is not None for _, group in groups):
        _hold_ages(sheet, [(number, str(group)) for number, group in groups])
    yield from sorted(rows, key=lambda row: SEXES.index(row[2]))


def _hold_ages(sheet: _Sheet, groups: list[tuple[int, str]]) -> None:
    """Hold that ages follow each other from 0 to an open group, each once."""
    known = [(*age_bounds(group), number, group) for number, group in groups if group != "unknown"]
    reached: int | None = 0
    for low, width, number, group in sorted(known, key=lambda one: (one[0] or 0, one[2])):
        if low != reached:
            en, ja = f"where age {reached} should follow", f"の位置には {reached} 歳からの区分が必要です"
            if reached is None:
                en, ja = "beside the open group", "が開いた区分と重なっています"
            sheet.problems.add(
                f"{sheet.name}!{cell_name(number, 0)}",
                en=f"got '{group}' {en}; write every age once, without a gap.",
                ja=f"「{group}」{ja}。各年齢を 1 回ずつ、続けて書いてください。",
            )
            return
        reached = None if width is None else (low or 0) + width
    if known and reached is not None:
        sheet.problems.add(
            f"{sheet.name}!{cell_name(known[-1][2], 0)}",
            en=f"is the last age; write an open group after it, such as '{reached}+'.",
            ja=f"ここが最後の年齢です。この後に「{reached}歳以上」のような開いた区分を書いてください。",
        )


def _period(cell: Any) -> tuple[int, bool]:
    """Return a year, and whether it is a fiscal one: 2023年, 令和5年度."""
    text = published.shown(cell).strip()
    fiscal = text.endswith(FISCAL)
    return published.year(text.removesuffix("度") if fiscal else cell), fiscal


def _events(sheet: _Sheet) -> Iterator[tuple[int, bool, str, str, float, str]]:
    """Yield year, whether it is a fiscal one, coverage, measure, value and cell."""
    head = sheet.head(EVENT_HEAD) if sheet.rows else None
    if head is None:
        return
    for number in range(head + 1, len(sheet.rows)):
        places = [place for place in range(2, len(EVENT_HEAD)) if sheet.filled(number, place)]
        if not places:
            continue
        period, coverage = sheet.read(number, 0, _period), sheet.read(number, 1, _word(COVERAGES))
        for place in places:
            value = sheet.read(number, place, _persons)
            if period is not None and coverage is not None and value is not None:
                where = f"{EVENTS}!{cell_name(number, place)}"
                yield *period, coverage, MEASURES[EVENT_HEAD[place]], value, where


def _calendar(
    found: list[tuple[int, bool, str, str, float, str]], problems: Problems
) -> tuple[list[tuple[Any, ...]], list[Record]]:
    """Return the rows of calendar years; what is of fiscal years is brought to them, where two follow each other."""
    rows: list[tuple[Any, ...]] = []
    values: dict[tuple[int, bool, str, str], float] = {}
    for year, fiscal, coverage, measure, value, where in found:
        if (year, fiscal, coverage, measure) in values:
            problems.add(
                where,
                en=f"{measure} of {year} stand there twice; keep one.",
                ja=f"{year} 年の同じ項目が 2 度あります。1 つにしてください。",
            )
        values[year, fiscal, coverage, measure] = value
    made: dict[str, set[int]] = {"made": set(), "alone": set()}
    for (year, fiscal, coverage, measure), value in values.items():
        if fiscal:
            before = values.get((year - 1, True, coverage, measure))
            if before is None:
                made["alone"].add(year)
            if before is None or (year, False, coverage, measure) in values:
                continue
            part = (datetime.date(year, 4, 1) - datetime.date(year, 1, 1)).days / (
                datetime.date(year + 1, 1, 1) - datetime.date(year, 1, 1)
            ).days
            value = round(part * before + (1 - part) * value, 1)
            made["made"].add(year)
        rows.append(("register", coverage, f"{year}-01-01", f"{year}-12-31", measure, value))
    return rows, _records(sorted(made["made"]), sorted(made["alone"]))


def _records(made: list[int], alone: list[int]) -> list[Record]:
    records = []
    if made:
        records.append(
            note(
                "events",
                "Events of calendar years {years} are made of two fiscal years each, by days (1 January to 31 March of the "
                "one before): as if they were spread evenly, though people move in March and April.",
                "{years} 年の動態は、年度の値を日数で按分した（1～3月は前年度から）。年度内は均等とみなし、3～4月に多い移動の時期は反映していない。",
                years=", ".join(map(str, made)),
            )
        )
    if alone:
        records.append(
            note(
                "events",
                "Without the fiscal year before it, fiscal year {years} gives no calendar year.",
                "{years} 年度は、前の年度の値がないため、暦年の値にできない。",
                years=", ".join(map(str, alone)),
            )
        )
    return records
