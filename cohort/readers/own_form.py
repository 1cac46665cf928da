"""The empty workbook that a city fills in; `own` reads it back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from cohort.atomic import write_bytes
from cohort.readers.own import (
    AGE_HEAD,
    BASES,
    BASIS,
    CODE,
    COUNTS,
    COVERAGES,
    DAY,
    EVENT_HEAD,
    EVENTS,
    GUIDE,
    NAME,
    SOURCE,
)

_LINES = (
    "青い枠の欄に自前の数値を記入し、cohort import own このファイル --area コード --out フォルダー --add で取り込みます。",
    "「人口」で始まるシート 1 枚が 1 回分の人口です。別の基準日はシートをコピーして増やせます（名前は 人口2 など）。",
    "年齢は各歳でも 5 歳階級でもよく、最後は「85歳以上」のような開いた区分です。年齢不詳は「不詳」の行に入れます。使わないシートは空のままにします。",
    "「動態」は 1 行が 1 年です。期間は「2023年」「令和5年」（暦年）または「令和5年度」（年度）。年度は前後 2 年度分から暦年に直します。",
    "全角数字、桁区切り、△・▲、和暦はそのまま読みます。「-」は 0 です。「…」「x」「*」は読めません。",
    "Fill in the cells with a blue frame; `cohort import own FILE --area CODE --out FOLDER --add` reads them.",
)
_FIRST = 7  # rows above the first age
_YEARS = 12  # rows for events


def write_own_form(path: str | Path, code: str, name: str, year: int) -> Path:
    """Write an empty workbook for a municipality.

    Parameters
    ----------
    path : str or Path
    code, name : str
        Of the municipality.
    year : int
        The last one that a row for events is made for.
    """
    import xlsxwriter

    stream = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    book = xlsxwriter.Workbook(stream, options)
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1}),
        "note": book.add_format({"font_color": "#555555", "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"num_format": "#,##0", "border": 1, "border_color": "#4A7EBB"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "border": 1, "border_color": "#4A7EBB", "align": "left"}),
        "text": book.add_format({"num_format": "@", "border": 1, "border_color": "#4A7EBB"}),
    }
    guide = book.add_worksheet(GUIDE)
    guide.set_column(0, 0, 16)
    guide.set_column(1, 1, 96)
    guide.write_string(0, 0, "自前の数値の記入用ブック", looks["title"])
    for row, (label, value) in enumerate(((CODE, code), (NAME, name)), start=2):
        guide.write_string(row, 0, label, looks["head"])
        guide.write_string(row, 1, value, looks["text"])
    for row, line in enumerate(_LINES, start=5):
        guide.write_string(row, 1, line, looks["note"])
    _count_sheet(book, COUNTS, [*map(str, range(100)), "100歳以上", "不詳"], looks)
    _count_sheet(
        book, f"{COUNTS}（5歳階級）", [*(f"{low}～{low + 4}歳" for low in range(0, 100, 5)), "100歳以上", "不詳"], looks
    )
    _event_sheet(book, year, looks)
    book.close()
    return write_bytes(path, stream.getvalue())


def _whole(sheet: Any, first: int, column: int, last: int, last_column: int) -> None:
    """Let Excel take nothing but whole numbers, 0 or more; text that is read all the same is let through with a warning."""
    sheet.data_validation(
        first, column, last, last_column,
        {"validate": "integer", "criteria": ">=", "value": 0, "error_type": "warning", "error_title": "人数",
         "error_message": "0 以上の整数を入力してください。", "input_title": "人数", "input_message": "0 以上の整数（該当なしは 0）"},
    )  # fmt: skip


def _labels(sheet: Any, looks: dict[str, Any], labels: tuple[str, ...]) -> None:
    for row, label in enumerate(labels, start=2):
        sheet.write_string(row, 0, label, looks["head"])
        sheet.write_blank(row, 1, None, looks["day" if label == DAY else "text"])


def _count_sheet(book: Any, name: str, ages: list[str], looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 2, 16)
    sheet.write_string(0, 0, "男女・年齢別人口", looks["title"])
    _labels(sheet, looks, (DAY, BASIS, SOURCE))
    sheet.data_validation(
        2, 1, 2, 1,
        {"validate": "date", "criteria": ">=", "value": _epoch(), "error_type": "warning", "error_title": DAY,
         "error_message": "日付（例：2024-01-01、令和6年1月1日）を入力してください。", "input_message": "例：2024-01-01"},
    )  # fmt: skip
    sheet.data_validation(3, 1, 3, 1, {"validate": "list", "source": list(BASES)})
    sheet.write_row(_FIRST - 1, 0, AGE_HEAD, looks["head"])
    for row, age in enumerate(ages, start=_FIRST):
        sheet.write_string(row, 0, age, looks["text"])
        sheet.write_blank(row, 1, None, looks["cell"])
        sheet.write_blank(row, 2, None, looks["cell"])
    _whole(sheet, _FIRST, 1, _FIRST + len(ages) - 1, 2)
    sheet.freeze_panes(_FIRST, 1)


def _epoch() -> Any:
    import datetime

    return datetime.date(1920, 1, 1)


def _event_sheet(book: Any, year: int, looks: dict[str, Any]) -> None:
    sheet = book.add_worksheet(EVENTS)
    sheet.set_column(0, 5, 14)
    sheet.write_string(0, 0, "出生・死亡・転入・転出", looks["title"])
    _labels(sheet, looks, (SOURCE,))
    head = 4
    sheet.write_row(head, 0, EVENT_HEAD, looks["head"])
    for row in range(_YEARS):
        sheet.write_string(head + 1 + row, 0, f"{year - _YEARS + 1 + row}年", looks["text"])
        sheet.write_string(head + 1 + row, 1, "総数", looks["text"])
        for column in range(2, len(EVENT_HEAD)):
            sheet.write_blank(head + 1 + row, column, None, looks["cell"])
    sheet.data_validation(head + 1, 1, head + _YEARS, 1, {"validate": "list", "source": list(COVERAGES)})
    _whole(sheet, head + 1, 2, head + _YEARS, len(EVENT_HEAD) - 1)
    sheet.freeze_panes(head + 1, 2)
