"""Worksheets of population visions: launch population and five-year assumptions, found by their labels.

The Cabinet Office hands out a workbook with which municipalities reckon their population visions (「将来人口推計のための「ワークシート」」;
editions of 2014, 2019 and 2024). No copy lay here: read is any workbook whose tables bear the labels of the published method: 生残率,
純移動率, 子ども女性比, 0～4歳性比, 人口; men and women; five-year ages to 90 and over; steps of five years.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.workbook import Rows
from cohort.inputs.ranges import hold_range
from cohort.record import Record, note
from cohort.text import Said, Text
from cohort.vocabulary import SEX_NAMES, SEXES, VOCABULARY

from .labelled import OPEN, STEP, Sheet, Step, Table, measure_of
from .layout import area_of
from .sheet import HEAD_ROWS, ROUNDING, code_of, named_sheets, plain

if TYPE_CHECKING:
    import pandas as pd

RATES = ("survivorship", "net_migration_rate")
RATIOS = ("child_woman_ratio", "sex_ratio_0_4")
GROUPS = range(0, OPEN + 1, STEP)
UNKNOWN = -1  # among ages: persons of unknown age
MOST_LOOKED = 400  # rows in which a worksheet is known
PER_HUNDRED = 3.0  # a sex ratio below it is per woman, not per 100


@dataclass(frozen=True)
class _Found:
    """The figures of one measure, sex and step, and where they stand."""

    sheet: Sheet
    table: str
    values: dict[int, float]


_Steps = dict[int, _Found]  # by a year of the step


def is_worksheet(rows: Rows) -> bool:
    """Tell whether a sheet has a table of survival ratios or net migration rates by five-year ages."""
    rows = rows[:MOST_LOOKED]
    if not any(isinstance(cell, str) and measure_of(plain(cell).lower()) in RATES for row in rows for cell in row):
        return False
    return any(table.measure in RATES for table in Sheet("", rows).tables)


class _Reading:
    """One file being read: its sheets, what was chosen, what is wrong, what was done."""

    def __init__(self, path: Path, chosen: Sequence[str]) -> None:
        self.problems = Problems(path.as_posix())
        self.records: list[Record] = []
        every = [Sheet(name, rows) for name, rows in named_sheets(path).items()]
        names = {one for one in chosen if "!" not in one}
        self.cells = {one.replace("$", "") for one in chosen} - names
        self.sheets = [sheet for sheet in every if not names or sheet.name in names]
        there = {sheet.where(*table.top) for sheet in every for table in sheet.tables}
        for unknown in [*(names - {sheet.name for sheet in every}), *(self.cells - there)]:
            some = sorted(there)[:20] if "!" in unknown else [sheet.name for sheet in every]
            self.problems.add(
                f"--sheet {unknown}",
                en=f"there is no such sheet, or no table that begins there; there are {', '.join(some)}.",
                ja=f"このシート、またはこのセルから始まる表がありません。あるのは {'、'.join(some)} です。",
            )

    def number(self, sheet: Sheet, row: int, column: int, measure: str) -> float:
        """Return a figure in the range of its measure; what is none is noted with its cell."""
        cell = sheet.cell(row, column)
        try:
            value = published.number(cell)
        except Refused as refused:
            self.problems.add(sheet.where(row, column), en=refused.en, ja=refused.ja)
            return float("nan")
        if value is None:
            self.problems.add(
                sheet.where(row, column),
                en=f"got {published.shown(cell)!r}, the mark of a withheld value; write the figure.",
                ja=f"「{published.shown(cell)}」は秘匿または不明の記号です。値を書いてください。",
            )
            return float("nan")
        if measure == "sex_ratio_0_4" and 0 < value < PER_HUNDRED:
            value *= 100
        hold_range(sheet.where(row, column), measure, value, self.problems)
        return value

    def one_of(self, what: Said, found: list[_Found]) -> _Found | None:
        """Return the one table that fits; equal ones are one, of different ones that which was chosen."""
        chosen = [one for one in found if one.table in self.cells] or found
        first = chosen[0]
        if all(one.values == first.values for one in chosen):
            return first
        places = [*dict.fromkeys(one.table for one in chosen)]
        if len(places) == 1:
            self.add_once(
                places[0],
                f"{what.say('en')}: a year stands twice in this table, with different figures; keep one.",
                f"{what.say('ja')}：この表に同じ年が 2 度あり、値が異なります。一方にしてください。",
            )
            return None
        self.add_once(
            places[1],
            f"{what.say('en')}: {len(places)} tables fit and differ: {', '.join(places)}. Name the sheet (--sheet '{first.sheet.name}') "
            f"or the first age of the one that is meant (--sheet '{places[0]}').",
            f"{what.say('ja')}：該当する表が {len(places)} つあり、値が異なります（{'、'.join(places)}）。"
            f"シート（--sheet '{first.sheet.name}'）か、使う表の最初の年齢のセル（--sheet '{places[0]}'）を指定してください。",
        )
        return None

    def add_once(self, where: str, en: str, ja: str) -> None:
        """Note a problem that several steps have in common."""
        if not any((one.where, one.en) == (where, en) for one in self.problems.found):
            self.problems.add(where, en=en, ja=ja)

    def hold_code(self, code: str | None) -> None:
        """Hold the code that stands beside or under 市区町村コード, if there is one, to that of the area, if one is named."""
        for sheet in self.sheets:
            for row, texts in enumerate(sheet.texts[:HEAD_ROWS]):
                for column, text in enumerate(texts):
                    if not text.endswith("コード"):
                        continue
                    for at in ((row, column + 1), (row + 1, column)):
                        found = area_of(plain(sheet.cell(*at)).zfill(6)) or code_of(sheet.cell(*at))
                        if code and found and found != code:
                            self.problems.add(
                                sheet.where(*at),
                                en=f"is the sheet of {found}, not of {code}; name its area (--area).",
                                ja=f"{found} のシートで、{code} のものではありません。地域（--area）を直してください。",
                            )


def read_worksheet(path: str | Path, code: str | None = None, chosen: Sequence[str] = ()) -> pd.DataFrame:
    """Read the launch population and the assumptions of the official form from a worksheet.

    Parameters
    ----------
    path : str or Path
        .xlsx, .xlsm or .xls.
    code : str, optional
        The area it is about, which the sheet need not say.
    chosen : sequence of str, optional
        Where several tables fit: sheets to look into ("仮定値"), or first ages of the tables that are meant ("仮定値!B5").

    Returns
    -------
    DataFrame
        ``area``, ``name``, and the columns of ``worksheet.csv``. ``attrs["records"]``: what was done on the way.

    Raises
    ------
    InputError
        A measure, a sex, a step or an age that is missing, is there twice, or does not add up, by sheet and cell.
    """
    import pandas as pd

    reading = _Reading(Path(path), chosen)
    reading.problems.raise_if_any()
    reading.hold_code(code)
    ratios = {measure: _ratios(reading, measure) for measure in RATIOS}
    rates = {(what, sex): _rates(reading, what, sex, set(ratios[RATIOS[0]])) for what in RATES for sex in SEXES}
    for sheet in reading.sheets:
        for where, refused in sheet.refused:
            reading.problems.add(where, en=refused.en, ja=refused.ja)
    starts = sorted({start for found in rates.values() for start in found})
    rows = list(_rows(reading, starts, rates, ratios)) if starts else []
    reading.problems.raise_if_any()
    rows += _launch(reading, starts[0])
    reading.problems.raise_if_any()
    frame = pd.DataFrame(rows, columns=["measure", "period", "sex", "age", "value"]).assign(area=code or "", name="")
    frame.attrs["records"] = reading.records
    return frame


def _name(measure: str, sex: str = "") -> Text:
    said = VOCABULARY[measure].text
    return Text("{what}, {sex}", "{what}（{sex}）", what=said, sex=SEX_NAMES[sex]) if sex else said


def _rates(reading: _Reading, measure: str, sex: str, ends: set[int]) -> _Steps:
    """Return the figures of a measure and sex by the first year of the step, ages as reached."""
    candidates: dict[int, list[_Found]] = {}
    whole = [(sheet, table) for sheet in reading.sheets for table in sheet.tables if table.measure == measure]
    for sheet, table in whole:
        steps = [(step, column) for of, step, column in table.columns if (of or table.sex) == sex]
        if table.broken or not steps:
            continue
        shift = _shift(reading, sheet, table)
        years = [step.end for step, _ in steps if step.start is None]
        back = _back(reading, sheet, table, years, ends)
        for step, column in steps:
            start = step.end - back if step.start is None else step.start
            values = {
                low + shift: reading.number(sheet, row, column, measure)
                for low, row in table.ages
                if low + shift or measure == RATES[0]  # moves below 5 are among the children of the ratio
            }
            candidates.setdefault(start, []).append(_Found(sheet, sheet.where(*table.top), values))
    if not candidates:
        _missing(reading, _name(measure, sex), whole)
    found = {start: reading.one_of(_name(measure, sex), of) for start, of in candidates.items()}
    return {start: one for start, one in found.items() if one is not None}


def _shift(reading: _Reading, sheet: Sheet, table: Table) -> int:
    """Return what leads from the ages of the rows to those reached at the end of the step: 0 or 5."""
    first, last = table.ages[0][0], table.ages[-1][0]
    if (first, last) == (0, OPEN - STEP) and not table.moves:
        return STEP
    if last == OPEN and (table.moves or first == STEP):
        return 0
    reading.problems.add(
        sheet.where(*table.top),
        en=f"ages from {first} to {last}+, of before or after the five years? Write 0～4歳→5～9歳 to 85歳以上→90歳以上.",
        ja=f"年齢が {first}～ から {last} 歳以上までで、期首と期末のどちらの年齢か分かりません。"
        "0～4歳→5～9歳 から 85歳以上→90歳以上 のように書いてください。",
    )
    return 0


def _back(reading: _Reading, sheet: Sheet, table: Table, years: list[int], ends: set[int]) -> int:
    """Return how far the start of a step lies before the single year of its head: as the years of the child-woman ratio tell."""
    if not years or set(years) <= ends:
        return STEP
    if {year + STEP for year in years} <= ends:
        return 0
    reading.problems.add(
        sheet.where(table.top[0], table.columns[0][2]),
        en=f"the heads are {', '.join(map(str, years))}, and it cannot be seen whether a step begins or ends there. Write 2015→2020.",
        ja=f"見出しが {'、'.join(map(str, years))} 年で、期間の始まりか終わりか分かりません。2015→2020 のように書いてください。",
    )
    return STEP


def _missing(reading: _Reading, what: Text, near: list[tuple[Sheet, Table]]) -> None:
    """Say that a table is not there, and what comes nearest."""
    broken = [(sheet, table) for sheet, table in near if table.broken]
    for sheet, table in broken:
        low, row = table.ages[-1]
        reading.problems.add(
            sheet.where(row + 1, table.top[1]),
            en=f"got {table.broken!r} where the next age after {low}-{low + STEP - 1} should stand; write every five years of age once, "
            f"down to {OPEN}+.",
            ja=f"{low}～{low + STEP - 1}歳の次が「{table.broken}」です。5歳階級を {OPEN} 歳以上まで順に 1 行ずつ書いてください。",
        )
    if broken:
        return
    there = ", ".join(sheet.where(*table.top) for sheet, table in near[:8])
    names = "、".join(sheet.name for sheet in reading.sheets[:8])
    reading.problems.add(
        names,
        en=f"no table of {what.say('en')} with five-year ages down and years across"
        f"{f' (of this measure there is {there})' if there else ''}; label it, its sex and its years.",
        ja=f"{what.say('ja')}の表（縦に5歳階級、横に年）がありません{f'（この項目の表は {there}）' if there else ''}。"
        "項目名・性別・年の見出しを付けてください。",
    )


def _ratios(reading: _Reading, measure: str) -> _Steps:
    """Return a ratio of one figure a step by the year at which it stands."""
    candidates: dict[int, list[_Found]] = {}
    for sheet in reading.sheets:
        for step, row, column in sheet.ratios(measure):
            value = reading.number(sheet, row, column, measure)
            candidates.setdefault(step.end, []).append(_Found(sheet, sheet.where(row, column), {0: value}))
    if not candidates:
        _missing(reading, _name(measure), [])
    found = {end: reading.one_of(_name(measure), of) for end, of in candidates.items()}
    return {end: one for end, one in found.items() if one is not None}


def _rows(
    reading: _Reading, starts: list[int], rates: dict[tuple[str, str], _Steps], ratios: dict[str, _Steps]
) -> Iterator[tuple[str, int, str, int, float]]:
    """Yield the rows of all steps; each must be there for every measure and sex."""
    for (measure, sex), found in rates.items():
        for start in starts:
            if start in found:
                one = found[start]
                lows = one.values if 0 in one.values else {0: 1.0, **one.values} if measure == RATES[0] else one.values
                yield from ((measure, start, sex, low, lows[low]) for low in sorted(lows))
            elif found:
                _no_step(reading, _name(measure, sex), next(iter(found.values())).table, f"{start}→{start + STEP}")
    for measure, by_end in ratios.items():
        for start in starts:
            if start + STEP in by_end:
                yield measure, start, "both", 0, by_end[start + STEP].values[0]
            elif by_end:
                _no_step(reading, _name(measure), next(iter(by_end.values())).table, str(start + STEP))
    if any(0 not in one.values for sex in SEXES for one in rates[RATES[0], sex].values()):
        reading.records.append(
            note(
                "births",
                "The worksheet has no survival from birth to 0-4: births stand for the children who are alive at the end of a step.",
                "ワークシートに出生から 0～4 歳までの生残率がないため、出生数は期末の 0～4 歳人口とした。",
            )
        )


def _no_step(reading: _Reading, what: Text, where: str, step: str) -> None:
    reading.problems.add(
        where,
        en=f"{what.say('en')}: {step} is missing; every table must have the same steps.",
        ja=f"{what.say('ja')}：{step} がありません。すべての表を同じ期間にそろえてください。",
    )


def _launch(reading: _Reading, year: int) -> list[tuple[str, int, str, int, float]]:
    """Return the population at launch by sex and age to 90 and over; sums that stand there are held."""
    whole = [(sheet, one) for sheet in reading.sheets for one in sheet.tables if one.measure == "population"]
    by_sex: dict[str, _Found] = {}
    for sex in (*SEXES, "both"):
        what = Text("{what} in {year}", "{year}年の{what}", what=_name("population", sex), year=str(year))
        found = [
            _counted(reading, sheet, table, column)
            for sheet, table in whole
            for of, step, column in table.columns
            if (of or table.sex) == sex and step == Step(year) and not table.broken
        ]
        one = reading.one_of(what, found) if found else None
        if one is not None:
            by_sex[sex] = one
        elif not found and sex != "both":
            _missing(reading, what, whole)
    if reading.problems or any(sex not in by_sex for sex in SEXES):
        return []
    if "both" in by_sex:
        _hold_both(reading, by_sex)
    return [("population", year, sex, low, value) for sex in SEXES for low, value in _spread(reading, by_sex[sex], sex)]


def _counted(reading: _Reading, sheet: Sheet, table: Table, column: int) -> _Found:
    """Return the persons of a column, those of 90 and over in one group, and those of unknown age."""
    values = dict.fromkeys([*GROUPS, UNKNOWN], 0.0)
    if table.ages[-1][0] < OPEN:
        reading.add_once(
            sheet.where(table.ages[-1][1], table.top[1]),
            f"the last age is {table.ages[-1][0]}+; the official form needs five-year ages to {OPEN}+.",
            f"最後の年齢が {table.ages[-1][0]} 歳以上です。{OPEN} 歳以上までの5歳階級が必要です。",
        )
    for low, row in table.ages:
        values[min(low, OPEN)] += reading.number(sheet, row, column, "population")
    if table.unknown is not None and str(sheet.cell(table.unknown, column)).strip():
        values[UNKNOWN] = reading.number(sheet, table.unknown, column, "population")
    if table.totals is not None:
        total, parts = reading.number(sheet, table.totals, column, "population"), sum(values.values())
        if abs(total - parts) > ROUNDING:
            reading.problems.add(
                sheet.where(table.totals, column),
                en=f"wrong total: {total:g}, the ages add up to {parts:g}; correct one of them.",
                ja=f"合計が合いません。総数 {total:g}、年齢の合計 {parts:g} です。どちらかを直してください。",
            )
    return _Found(sheet, sheet.where(*table.top), values)


def _hold_both(reading: _Reading, by_sex: dict[str, _Found]) -> None:
    """Hold men and women to both, age by age, as far as rounding goes."""
    both = by_sex["both"]
    sums = {low: sum(by_sex[sex].values[low] for sex in SEXES) for low in both.values}
    apart = [low for low in sums if abs(both.values[low] - sums[low]) > ROUNDING]
    if apart:
        low = apart[0]
        reading.problems.add(
            both.table,
            en=f"ages from {low}: both sexes {both.values[low]:g}, men and women {sums[low]:g} ({by_sex['male'].table}, "
            f"{by_sex['female'].table}); {len(apart)} ages do not add up. Correct them.",
            ja=f"{low} 歳からの階級：総数 {both.values[low]:g}、男女の合計 {sums[low]:g}（{by_sex['male'].table}、"
            f"{by_sex['female'].table}）。{len(apart)} 階級で合いません。直してください。",
        )


def _spread(reading: _Reading, found: _Found, sex: str) -> Iterator[tuple[int, float]]:
    """Yield ages and persons, those of unknown age spread over the others in proportion."""
    unknown, known = found.values[UNKNOWN], sum(found.values[low] for low in GROUPS)
    if unknown and known > 0:
        reading.records.append(
            note(
                "population",
                "{sex}: {count} persons of unknown age were spread over the known ages in proportion.",
                "{sex}：年齢不詳の {count} 人を、年齢の分かる人に比例してあん分した。",
                count=f"{unknown:g}",
                sex=SEX_NAMES[sex],
            )
        )
    yield from ((low, found.values[low] * (1 + unknown / known if known > 0 else 1)) for low in GROUPS)
