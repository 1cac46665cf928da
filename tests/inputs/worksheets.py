"""Worksheets written by hand in two layouts, after the published description of the official method; no original lay here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

LOWS = range(0, 95, 5)
STARTS = (2015, 2020, 2025)
AGES = [*(f"{low}～{low + 4}歳" for low in range(0, 90, 5)), "90歳以上"]
MOVES = [*(f"{low}～{low + 4}歳→{low + 5}～{low + 9}歳" for low in range(0, 85, 5)), "85歳以上→90歳以上"]
WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")
Cells = dict[tuple[int, int], object]


def persons(sex: str, low: int, year: int = 2015) -> int:
    return (2_000 if sex == "male" else 1_900) - 10 * low - 7 * (year - 2015)


def survival(sex: str, start: int, low: int) -> float:
    """By age reached; to 0-4 from birth."""
    return round((0.999 if sex == "male" else 0.9995) - (low * low or 60) / 20_000 + (start - 2015) / 10_000, 5)


def moving(sex: str, start: int, low: int) -> float:
    peak = {15: -0.05, 20: -0.2, 25: 0.04}.get(low, 0.002)
    return round(peak * (1.0 if sex == "male" else 1.1) * (1 - (start - 2015) / 50), 5)


def children(start: int) -> float:
    return round(0.21 + (start - 2015) / 1000, 4)


def boys(start: int) -> float:
    return 105.2 + (start - 2015) / 100


def write(path: Path, sheets: Mapping[str, Cells], merged: Sequence[tuple[str, int, int, int, int]] = ()) -> Path:
    """Write cells by sheet; ``merged``: sheet, first row, first column, last row, last column."""
    import xlsxwriter

    made = xlsxwriter.Workbook(str(path))
    for name, cells in sheets.items():
        sheet = made.add_worksheet(name)
        for of, *corners in merged:
            if of == name:
                sheet.merge_range(*corners, "")
        for (row, column), cell in cells.items():
            sheet.write(row, column, cell)
    made.close()
    return path


def _block(
    cells: Cells,
    at: int,
    title: str,
    heads: Sequence[object],
    labels: Sequence[str],
    columns: Sequence[Sequence[object]],
) -> int:
    """Lay a title, heads, and rows of labels and figures; return the row after them."""
    cells[at, 0] = title
    cells |= {(at + 1, 1 + place): head for place, head in enumerate(heads)}
    for place, label in enumerate(labels):
        cells[at + 2 + place, 0] = label
        cells |= {(at + 2 + place, 1 + k): column[place] for k, column in enumerate(columns)}
    for place, head in enumerate(heads):
        cells[at + 1, 1 + place] = head
    return at + 3 + len(labels)


def down(born: bool = False) -> dict[str, Cells]:
    """Blocks below each other: 男, 女, 総数 with their totals; rates with spans; ratios a row each; if ``born`` survival from birth."""
    counted: Cells = {(0, 0): "一関市　将来人口推計のためのワークシート", (1, 0): "市区町村コード", (1, 1): "03209"}
    at = 3
    years = (2010, 2015, 2020)
    for label, sexes in (("男", ("male",)), ("女", ("female",)), ("総数", ("male", "female"))):
        columns = [[sum(persons(sex, low, year) for sex in sexes) for low in LOWS] for year in years]
        columns = [[*column, sum(column)] for column in columns]
        at = _block(counted, at, f"人口（{label}）", [f"{year}年" for year in years], [*AGES, "総数"], columns)
    rates: Cells = {(0, 0): "仮定値表"}
    at = 2
    for title, value, lows in (("生残率", survival, LOWS[not born :]), ("純移動率", moving, LOWS[1:])):
        for label, sex in (("男", "male"), ("女", "female")):
            columns = [[value(sex, start, low) for low in lows] for start in STARTS]
            spans = [f"{start}年→{start + 5}年" for start in STARTS]
            at = _block(rates, at, f"{title}（{label}）", spans, ["出生→0～4歳", *MOVES][-len(lows) :], columns)
    ends = [f"{start + 5}年" for start in STARTS]
    for title, values in (("子ども女性比", map(children, STARTS)), ("0～4歳性比", map(boys, STARTS))):
        rates |= {(at, 1 + place): end for place, end in enumerate(ends)}
        rates[at + 1, 0] = title
        rates |= {(at + 1, 1 + place): value for place, value in enumerate(values)}
        at += 3
    return {"人口": counted, "仮定値": rates}


def beside() -> tuple[dict[str, Cells], list[tuple[str, int, int, int, int]]]:
    """One sheet, columns by sex under merged heads, era years, full-width figures, sexes above years, ratios down."""
    name = "計算シート"
    cells: Cells = {(0, 1): "計算シート（パターン１）"}
    merged = []
    cells[2, 1] = "基準人口"
    for place, era in enumerate(("Ｈ２２", "平成27年")):
        year, first = 2010 + 5 * place, 2 + 3 * place
        cells[3, first] = era
        merged.append((name, 3, first, 3, first + 2))
        for k, head in enumerate(("計", "男", "女")):
            cells[4, first + k] = head
        for row, low in enumerate(LOWS):
            men, women = persons("male", low, year), persons("female", low, year)
            for k, count in enumerate((men + women, men, women)):
                cells[5 + row, first + k] = f"{count:,}".translate(WIDE)
    for row, label in enumerate(AGES):
        cells[5 + row, 1] = label
    at = 27
    for title, value in (("将来の生残率", survival), ("将来の純移動率", moving)):
        cells[at, 1] = title
        for k, (label, sex) in enumerate((("男性", "male"), ("女性", "female"))):
            first = 2 + k * len(STARTS)
            cells[at + 1, first] = label
            merged.append((name, at + 1, first, at + 1, first + len(STARTS) - 1))
            for place, start in enumerate(STARTS):
                cells[at + 2, first + place] = f"H{start - 1988}→H{start - 1983}"
                for row, low in enumerate(LOWS[1:]):
                    figure = value(sex, start, low)
                    cells[at + 3 + row, first + place] = f"▲{-figure}" if figure < 0 else figure
        for row, label in enumerate(MOVES):
            cells[at + 3 + row, 1] = label
        at += 24
    cells[at, 2], cells[at, 3] = "子ども女性比", "0-4歳性比"
    for row, start in enumerate(STARTS):
        cells[at + 1 + row, 1] = f"平成{start - 1983}年"
        cells[at + 1 + row, 2], cells[at + 1 + row, 3] = children(start), boys(start)
    return {name: cells}, merged
