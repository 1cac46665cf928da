"""Tables found by their labels wherever they stand in a sheet: five-year ages down, years across, men and women apart."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.workbook import Rows, cell_name

from .sheet import plain

STEP, OPEN = 5, 90
HEAD = 12  # rows above a table in which its heads stand, where no other table is nearer
MOST_COLUMNS = 16_384
LEAST = 3  # ages that make a table, if only a broken one
_YEAR = r"(?:西暦)?\d{4}年?|(?:明治|大正|昭和|平成|令和|[MTSHR])(?:元|\d{1,2})年?"
_REMARK = r"[(,]?(?:国勢調査|推計値?|推計人口|実績値?|10月1日|現在|仮定値?|census|projected)[),]?"
_DATE = re.compile(rf"({_YEAR})(?:\(({_YEAR})\))?(?:{_REMARK})*", re.ASCII)
_SPAN = re.compile(rf"({_YEAR})(?:→|⇒|->|から|[~〜-])({_YEAR}|\d{{2}}年?)(?:{_REMARK})*", re.ASCII)
#: Measures by what labels say; the first that is found in a label is meant.
_MEASURES = {
    "child_woman_ratio": re.compile("(子ども|こども|子供)女性比|child-womanratio"),
    "sex_ratio_0_4": re.compile("0[~〜-]4歳?(人口)?の?性比|sexratioatages0-4"),
    "survivorship": re.compile("生残率|survivorship|survivalratio"),
    "net_migration_rate": re.compile("純移動率|netmigrationrate"),
    "population": re.compile("人口|population"),
}
_BOTH = re.compile("男女計|男女合計|総数|合計|^計$|^both|^total$")
_TOTALS = re.compile("(男女計|男女合計|総数|合計|計|男性?計?|女性?計?|total|male|female|both(sexes)?)$")
_SUM = re.compile("総数|計|合計|total")
_UNKNOWN = ("年齢不詳", "不詳", "年齢「不詳」", "年齢(不詳)", "unknown")


@dataclass(frozen=True)
class Step:
    """What a head says of time: a date, or the span of a step (``start`` is its first year, else None)."""

    end: int
    start: int | None = None


Columns = tuple[tuple[str, Step, int], ...]


@dataclass(frozen=True)
class Table:
    """A run of five-year ages with its columns.

    Attributes
    ----------
    measure, sex : str
        "survivorship", "net_migration_rate" or "population", "" where nothing says so; "male", "female", "both" or "".
    ages : tuple of (int, int)
        Lower bound of each age as its row says it, and the row: the age **reached** where ``moves`` (0～4歳→5～9歳).
    top : tuple of int
        Row and column of the first age.
    columns : tuple of (str, Step, int)
        Sex as the head names it ("": that of the block), date or step, and the column.
    totals, unknown : int or None
        Row of the block's total, and of persons of unknown age.
    broken : str
        What was read where the next age should stand; empty if the run ends in an open group.
    """

    measure: str
    sex: str
    ages: tuple[tuple[int, int], ...]
    top: tuple[int, int]
    columns: Columns
    moves: bool
    totals: int | None
    unknown: int | None
    broken: str


def step_of(cell: Any) -> Step | None:
    """Return the date or the five years that a head names: 2015年, H27, 平成27年(2015年), 2015→2020; None for another head.

    Raises
    ------
    Refused
        Two years that are not the same, or a span that is not of five years.
    """
    if isinstance(cell, datetime.date):
        return Step(cell.year) if (cell.month, cell.day) == (10, 1) else None
    text = plain(cell)
    if span := _SPAN.fullmatch(text):
        start = _year(span[1])
        last = span[2].removesuffix("年")
        end = _year(span[2]) if len(last) != 2 or not last.isdigit() else start + (int(last) - _short(span[1])) % 100
        if end - start != STEP:
            raise Refused(
                f"got {published.shown(cell)!r}; a step is five years.",
                f"「{published.shown(cell)}」です。期間は 5 年です。",
            )
        return Step(end, start)
    found = _DATE.fullmatch(text)
    if found is None:
        return None
    if found[2] and _year(found[1]) != _year(found[2]):
        raise Refused(
            f"got {published.shown(cell)!r}, two different years; write one.",
            f"「{published.shown(cell)}」の 2 つの年が一致しません。どちらかにしてください。",
        )
    return Step(_year(found[1]))


def _year(text: str) -> int:
    return published.year(text, beyond=True)


def _short(text: str) -> int:
    """Return the figures of a year within its era, or its last two: 27 of H27, 15 of 2015."""
    return int(re.sub(r"\D", "", text) or 1) % 100


def _age(text: str) -> int | None:
    """Return the lower bound of a five-year group or of an open one."""
    try:
        found = published.ages(re.sub("歳?[~〜]$", "+", text))
    except Refused:
        return None
    low = int(re.match(r"\d*", found)[0] or -1)  # type: ignore[index]
    width = 0 if found.endswith("+") else int(found.rpartition("-")[2]) - low + 1 if "-" in found else 1
    return low if low % STEP == 0 and width in (0, STEP) else None


def _is_open(text: str) -> bool:
    return bool(re.search(r"(以上|\+|以上人口|[~〜])$", text))


def _aged(text: str) -> tuple[int, bool, bool] | None:
    """Return the age of a row: its lower bound (the one reached where two stand there), whether open, whether two."""
    before, arrow, after = re.sub("⇒|->|から", "→", text).partition("→")
    if not arrow:
        low = _age(text)
        return None if low is None else (low, _is_open(text), False)
    start, low = (-STEP if before in ("出生", "出生時", "births") else _age(before)), _age(after)
    return None if low is None or start != low - STEP else (low, _is_open(after), True)


def sex_of(text: str) -> str:
    """Return the sex that a label names, "" for none."""
    text = re.sub("女性比|男女別|男女・|男女、", "", text)
    if _BOTH.search(text) or "男女" in text:
        return "both"
    for sex, mark in (("female", "女|female"), ("male", "男|male")):
        if re.search(mark, text):
            return sex
    return ""


def measure_of(text: str) -> str:
    """Return the measure that a label names, "" for none."""
    return next((name for name, words in _MEASURES.items() if words.search(text)), "")


def is_number(cell: Any) -> bool:
    """Tell whether something stands in a cell that is meant as a number, or marks one that is withheld."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return True
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    return text.startswith("=") or (bool(text) and not re.search("[ぁ-んァ-ヶ一-龥A-WYZa-wyz]", text))


class Sheet:
    """A sheet as its labels tell it."""

    def __init__(self, name: str, rows: Rows) -> None:
        self.name, self.rows = name, rows
        self.texts = [[plain(cell).lower() if isinstance(cell, str) else plain(cell) for cell in row] for row in rows]
        self.refused: list[tuple[str, Refused]] = []

    def where(self, row: int, column: int) -> str:
        """Return a cell as Excel calls it, with its sheet."""
        return f"{self.name}!{cell_name(row, column)}" if self.name else cell_name(row, column)

    def cell(self, row: int, column: int) -> Any:
        """Return what stands in a cell."""
        return self.rows[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""

    def text(self, row: int, column: int) -> str:
        """Return what stands in a cell as a label: half width, without blanks."""
        return self.texts[row][column] if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""

    def step(self, row: int, column: int) -> Step | None:
        """Return what a head says of time; one that cannot be is noted."""
        try:
            return step_of(self.cell(row, column))
        except Refused as refused:
            if (where := self.where(row, column)) not in (place for place, _ in self.refused):
                self.refused.append((where, refused))
            return None

    def _runs(self) -> Iterator[tuple[tuple[int, int], list[tuple[int, int]], bool, str]]:
        """Yield runs of ages down a column: first cell, ages with their rows, whether two ages stand in each, what broke it."""
        width = max((len(row) for row in self.rows), default=0)
        for column in range(width):
            row = 0
            while row < len(self.rows):
                first = _aged(self.text(row, column)) if self.text(row, column) else None
                if first is None or first[0] > STEP or first[1]:
                    row += 1
                    continue
                ages, now, top = [(first[0], row)], first, row
                while not now[1]:
                    row += 1
                    found = _aged(self.text(row, column))
                    if found is None or found[0] != now[0] + STEP or found[2] != first[2]:
                        break
                    ages.append((found[0], row))
                    now = found
                broken = "" if now[1] else published.shown(self.cell(row, column)) or "-"
                if len(ages) >= LEAST:
                    yield (top, column), ages, first[2], broken
                row += bool(now[1])

    @cached_property
    def tables(self) -> list[Table]:
        """The tables of the sheet, from its top."""
        runs = sorted(self._runs(), key=lambda run: run[0])
        made: list[Table] = []
        for top, ages, moves, broken in runs:
            beside = [at[1] for at, others, *_ in runs if at[0] <= ages[-1][1] and others[-1][1] >= top[0]]
            left = max((column for column in beside if column < top[1]), default=None)
            right = min((column for column in beside if column > top[1]), default=MOST_COLUMNS)
            above = max((one.ages[-1][1] for one in made if one.ages[-1][1] < top[0]), default=-1)
            heads = range(top[0] - 1, max(above, top[0] - HEAD - 1), -1)
            zone = range(0 if left is None else top[1] - 1, right)
            like = [one for column in (top[1], left) for one in made[::-1] if one.top[1] == column][:1]
            columns = self._columns(heads, top[1], right, ages)
            if not columns and like and like[0].top[1] == top[1]:
                columns = like[0].columns
            measure = self._said(heads, zone, measure_of) or "".join(one.measure for one in like)
            measure = measure or self._said(range(3), range(10), measure_of) or measure_of(plain(self.name).lower())
            sex = self._sex(top, ages, heads, zone)
            places = self._beside(top, ages, columns)
            made.append(Table(measure, sex, tuple(ages), top, columns, moves, *places, broken))
        return made

    def _said(self, rows: Sequence[int], columns: range, what: Callable[[str], str], totals: bool = True) -> str:
        """Return what the labels of some rows say, the first row first; without ``totals`` no row of sums is asked."""
        for row in rows:
            width = len(self.rows[row]) if row < len(self.rows) else 0
            for column in range(columns.start, min(columns.stop, width)):
                text = self.text(row, column)
                if not isinstance(self.cell(row, column), str) or not (found := what(text)):
                    continue
                if totals or not _SUM.fullmatch(text) or not any(map(is_number, self.rows[row][column + 1 :])):
                    return found
        return ""

    def _sex(self, top: tuple[int, int], ages: list[tuple[int, int]], heads: Sequence[int], zone: range) -> str:
        """Return the sex of a block: beside its ages, else the nearest label above, else the sheet's name, else of its sum."""
        beside = range(max(zone.start, top[1] - 2), top[1])
        return (
            self._said([row for _, row in ages], beside, sex_of)
            or self._said(heads, zone, sex_of, totals=False)
            or sex_of(plain(self.name).lower())
            or self._said(heads, zone, sex_of)
        )

    def _columns(self, heads: Sequence[int], of_ages: int, right: int, ages: list[tuple[int, int]]) -> Columns:
        """Return the columns under dates, by sex where the heads name it; a merged head stands for those to its right."""
        of_years = next((row for row in heads if self._dated(row, of_ages, right)), None)
        if of_years is None:
            return ()
        rows = [row for row in range(of_years - 2, max(heads) + 1) if row != of_years and row >= 0]
        of_sex = next((row for row in rows if self._sexed(row, of_ages, right)), None)
        found: list[tuple[str, Step, int]] = []
        step, sex = None, ""
        for column in range(of_ages + 1, min(right, max(map(len, self.rows)))):
            here = self.step(of_years, column)
            own = sex_of(self.text(of_sex, column)) if of_sex is not None else ""
            if of_sex is None or of_sex < of_years:
                step, sex = here, own or sex
            else:
                step, sex = here or (step if not self.text(of_years, column) else None), own
            filled = any(is_number(self.cell(row, column)) for _, row in ages)
            if step is not None and filled and (of_sex is None or sex):
                found.append((sex, step, column))
        return tuple(found)

    def _dated(self, row: int, of_ages: int, right: int) -> bool:
        """Tell whether dates stand in a row, five years apart: a row of numbers like 2015 is none."""
        if _TOTALS.search(self.text(row, of_ages)):
            return False
        width = len(self.rows[row]) if row < len(self.rows) else 0
        found = [step.end for column in range(of_ages + 1, min(right, width)) if (step := self.step(row, column))]
        runs = [b - a for a, b in pairwise(found)]
        return bool(found) and all(gap % STEP == 0 and (gap > 0 or found.count(found[0]) > 1) for gap in runs)

    def _sexed(self, row: int, of_ages: int, right: int) -> bool:
        """Tell whether both sexes stand in a row."""
        width = len(self.rows[row]) if row < len(self.rows) else 0
        found = {sex_of(self.text(row, column)) for column in range(of_ages + 1, min(right, width))}
        return {"male", "female"} <= found

    def _beside(
        self, top: tuple[int, int], ages: list[tuple[int, int]], columns: Columns
    ) -> tuple[int | None, int | None]:
        """Return the rows of the total and of unknown ages, right above or below the ages."""
        last = ages[-1][1]
        totals = unknown = None
        for row in (last + 1, last + 2, top[0] - 1):
            text = self.text(row, top[1]) or self.text(row, top[1] - 1)
            numbers = any(is_number(self.cell(row, column)) for *_, column in columns)
            if text in _UNKNOWN and numbers:
                unknown = row
            elif totals is None and numbers and _TOTALS.match(text):
                totals = row
        return totals, unknown

    def ratios(self, measure: str) -> Iterator[tuple[Step, int, int]]:
        """Yield date and cell of a ratio of one figure a step, from the rows or columns that bear its name."""
        seen: set[tuple[int, int]] = set()
        for row, texts in enumerate(self.texts):
            for column, text in enumerate(texts):
                if measure_of(text) == measure and len(text) < 30:
                    found = self._right_of(range(row, row + 1), column) or self._below(row, column)
                    for step, at in found or self._right_of(range(row + 1, row + 6), column):
                        if at not in seen:
                            seen.add(at)
                            yield step, *at

    def _right_of(self, rows: range, column: int) -> list[tuple[Step, tuple[int, int]]]:
        """Return the figures of the first row that has some, by the dates above them; no row with another name or with dates."""
        for at in range(rows.start, min(rows.stop, len(self.rows))):
            places = [c for c in range(column + 1, len(self.rows[at])) if is_number(self.cell(at, c))]
            named = len(rows) > 1 and measure_of(self.text(at, column))
            if not places or named or self._dated(at, column, MOST_COLUMNS):
                continue
            head = next((r for r in range(at - 1, max(at - 30, -1), -1) if self._dated(r, column, MOST_COLUMNS)), None)
            if head is not None:
                return [(step, (at, c)) for c in places if (step := self.step(head, c))]
        return []

    def _below(self, row: int, column: int) -> list[tuple[Step, tuple[int, int]]]:
        """Return the figures under a label, by the dates to the left of them."""
        found: list[tuple[Step, tuple[int, int]]] = []
        for at in range(row + 1, len(self.rows)):
            steps = [step for c in range(column) if (step := self.step(at, c))]
            if steps and is_number(self.cell(at, column)):
                found.append((steps[0], (at, column)))
            elif found:
                break
        return found
