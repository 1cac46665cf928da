"""Cells as offices publish them: numbers, years, days and codes in all their spellings.

Numbers come full-width, with separators, with ▲ or △ for what is lost; years by the era. What is meant is read; what could mean two things
is refused with its remedy. The marks of Japanese statistics: "-" none, "…" not known, "x" and "*" withheld.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from typing import Any

from cohort.forms.cells import FIRST_YEAR, LAST_YEAR, Refused

NONE_MARKS = {"-", "－", "―", "‐", "–", "—", "ー"}
UNKNOWN_MARKS = {"…", "...", "・・・", "…."}
WITHHELD_MARKS = {"x", "X", "χ", "Χ", "*", "**", "***"}
_MINUS = str.maketrans({"△": "-", "▲": "-", "−": "-", "‐": "-", "–": "-", "―": "-"})
_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}([, '、]\d{3})+(\.\d+)?", re.ASCII)
_ERA = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
_LAST = {"明治": 1912, "大正": 1926, "昭和": 1989, "平成": 2019, "令和": LAST_YEAR}
_LATIN = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}
_YEAR = re.compile(r"(?:西暦)?(\d{4})(?:\.0)?年?|(明治|大正|昭和|平成|令和|[MTSHR])[. ]?(元|\d{1,2})年?", re.ASCII)
_DAY = re.compile(r"(.+?)[年./-](\d{1,2})[月./-](\d{1,2})日?", re.ASCII)


def shown(cell: object) -> str:
    """Return a cell as it is quoted in a message."""
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    return text if len(text) <= 40 else f"{text[:37]}..."


def _plain(cell: object) -> str:
    return unicodedata.normalize("NFKC", str(cell)).strip()


def number(cell: Any) -> float | None:
    """Return a number, or None for one that is withheld or not known.

    Raises
    ------
    Refused
        Text, an empty cell, a truth value, a number that is not finite.

    Examples
    --------
    >>> [number(cell) for cell in ("１２，３４５", "△ 322", "▲1.5", "1 234", "-", "x", 7.0)]
    [12345.0, -322.0, -1.5, 1234.0, 0.0, None, 7.0]
    """
    if isinstance(cell, bool):
        raise Refused(f"got {cell}; write a number.", f"「{cell}」です。数値を書いてください。")
    if isinstance(cell, (int, float)):
        if not math.isfinite(cell):
            raise Refused("is no finite number; write the number.", "有限の数値ではありません。数値を書いてください。")
        return float(cell)
    text = _plain(cell)
    if text in NONE_MARKS:
        return 0.0
    if text in UNKNOWN_MARKS | WITHHELD_MARKS:
        return None
    if not text:
        raise Refused("is empty; write a number, 0 for none.", "空欄です。数値を書いてください（該当なしは 0）。")
    if text.startswith("="):
        raise Refused(
            f"got the formula {shown(cell)!r}, whose value is not stored in the file; open it in Excel, let it calculate, and save it.",
            f"数式「{shown(cell)}」の計算結果がファイルに保存されていません。Excel で開いて再計算し、保存し直してください。",
        )
    text = re.sub(r"^-\s+", "-", text.translate(_MINUS))
    if _NUMBER.fullmatch(text):
        return float(text)
    if _GROUPED.fullmatch(text):
        return float(re.sub(r"[^\d.-]", "", text))
    raise Refused(
        f"got {shown(cell)!r}; write a number, without a unit or a remark.",
        f"「{shown(cell)}」は数値として読めません。単位や注記を付けずに数値を書いてください。",
    )


def year(cell: Any, beyond: bool = False) -> int:
    """Return a year of the common era; with ``beyond`` an era goes on after its end, as what was printed before has it (平成32年).

    Raises
    ------
    Refused
        Not a year; a year that an era did not have.

    Examples
    --------
    >>> [year(cell) for cell in ("令和2年", "R2", "H30", "平成元年", "２０２０年", 2020.0)]
    [2020, 2020, 2018, 1989, 2020, 2020]
    """
    text = shown(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else _plain(cell)
    found = _YEAR.fullmatch(text)
    if found is None:
        raise Refused(
            f"got {shown(cell)!r}; write a year, such as 2020, 令和2年 or R2.",
            f"「{shown(cell)}」は年として読めません。2020、令和2年、R2 のように書いてください。",
        )
    if found[1]:
        value = int(found[1])
    else:
        era = _LATIN.get(found[2], found[2])
        value = _ERA[era] + (1 if found[3] == "元" else int(found[3]))
        if (value > _LAST[era] and not beyond) or value == _ERA[era]:
            raise Refused(
                f"got {shown(cell)!r}; {era} had no such year, write {value} if that is meant.",
                f"「{shown(cell)}」という年はありません。{value} 年のことであれば西暦で書いてください。",
            )
    if not FIRST_YEAR <= value <= LAST_YEAR:
        raise Refused(
            f"got {shown(cell)!r}; years lie between {FIRST_YEAR} and {LAST_YEAR}.",
            f"「{shown(cell)}」の年は {FIRST_YEAR} から {LAST_YEAR} の範囲にしてください。",
        )
    return value


def day(cell: Any) -> datetime.date:
    """Return a day.

    Raises
    ------
    Refused
        Not a day.

    Examples
    --------
    >>> [str(day(cell)) for cell in ("令和2年1月1日", "R2.1.1", "2020/1/1", "２０２０－０１－０１")]
    ['2020-01-01', '2020-01-01', '2020-01-01', '2020-01-01']
    """
    if isinstance(cell, datetime.datetime):
        return cell.date()
    if isinstance(cell, datetime.date):
        return cell
    found = _DAY.fullmatch(_plain(cell))
    try:
        if found is not None:
            return datetime.date(year(found[1]), int(found[2]), int(found[3]))
    except (Refused, ValueError):
        pass
    raise Refused(
        f"got {shown(cell)!r}; write a day, such as 2020-01-01 or 令和2年1月1日.",
        f"「{shown(cell)}」は日付として読めません。2020-01-01、令和2年1月1日 のように書いてください。",
    )


def ages(cell: Any) -> str:
    """Return an age group in the words of the inputs: "0-4", "7", "90+", "unknown".

    Raises
    ------
    Refused
        Not an age.

    Examples
    --------
    >>> [ages(cell) for cell in ("0～4歳", "７", 7.0, "100歳以上", "90+", "不詳", "5 - 9")]
    ['0-4', '7', '7', '100+', '90+', 'unknown', '5-9']
    """
    text = shown(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else _plain(cell)
    plain = text.replace("歳", "").replace("才", "").replace("以上", "+").replace(" ", "")
    plain = re.sub("[~〜～–―−ー]", "-", plain)
    if plain in ("不詳", "年齢不詳", "unknown"):
        return "unknown"
    found = re.fullmatch(r"(\d{1,3})-(\d{1,3})|(\d{1,3})(\+?)", plain, re.ASCII)
    if found is None or (found[1] and int(found[2]) < int(found[1])):
        raise Refused(
            f"got {shown(cell)!r}; write an age: 7, 0-4, 100+ or 不詳.",
            f"「{shown(cell)}」は年齢として読めません。7、0～4、100歳以上、不詳 のように書いてください。",
        )
    if found[1]:
        low, high = int(found[1]), int(found[2])
        return f"{low}-{high}" if high > low else str(low)
    return f"{int(found[3])}{found[4]}"
