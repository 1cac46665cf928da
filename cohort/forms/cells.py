"""One cell of a CSV table: text in, value out, or a problem with its remedy."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cohort.errors import Problems, did_you_mean
from cohort.forms.csv_file import check_text
from cohort.text import western_year

Kind = Literal["text", "key", "choice", "integer", "number", "date", "age_group", "area"]
Cell = str | float | int | date | None

FIRST_YEAR, LAST_YEAR = 1850, 2200
LARGEST = 1e12  # no figure of a municipality is larger, in whatever unit
MOST_PERSONS = 2e8  # Japan never had more than 128 million residents: what is above is a slip of the keys

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([,、 _'\u00a0\u202f]\d{3})+(\.\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+", re.ASCII)
_MINUS = re.compile("^[\u2212\uff0d\u2013△▲]")  # as typesetters and Japanese tables write below zero
_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_AGE_GROUP = re.compile(r"(\d{1,3})-(\d{1,3})|(\d{1,3})\+|(\d{1,3})|unknown", re.ASCII)
_AREA = re.compile(r"\d{5}", re.ASCII)
_ABROAD = re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,12})?", re.ASCII)  # as ISO 3166 has them: CAN, CA-QC
_WITHHELD = {"-", "－", "―", "‐", "–", "…", "...", "x", "X", "Ｘ", "χ", "*", "**", "***", "＊"}
_NOT_A_NUMBER = {"nan", "na", "n/a", "#n/a", "null", "none", "inf", "-inf", "+inf", "infinity"}


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Header in the file and column in the table.
    kind : Kind
        How a cell is read.
    choices : tuple of str
        Allowed words, for ``choice``.
    low, high : float
        Smallest and largest number allowed.
    blank : bool
        Whether an empty cell is allowed, meaning "not published".
    """

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    low: float = -LARGEST
    high: float = LARGEST
    blank: bool = False


@dataclass(frozen=True)
class Refused(Exception):  # noqa: N818 - a verdict on a cell, turned into a Problem by its reader
    """Why a cell cannot be used, in both languages."""

    en: str
    ja: str


def show(value: float) -> str:
    """Write a number as a reader expects it: 111,932 or 1.44."""
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"


def parse(text: str, column: Column) -> Cell:
    """Read a cell.

    Parameters
    ----------
    text : str
        The cell as it stands in the file.
    column : Column
        What is expected.

    Returns
    -------
    str, int, float, date or None
        None for an empty cell where one is allowed.

    Raises
    ------
    Refused
        With the remedy.
    """
    if text != text.strip():
        raise Refused(f"got {text!r}; remove the spaces around it.", f"「{text}」の前後の空白を除いてください。")
    unfit = Problems("")
    if not check_text(text, "", unfit):
        raise Refused(unfit.found[0].en, unfit.found[0].ja)
    if text == "":
        if column.blank:
            return None
        if column.kind in ("number", "integer"):
            raise Refused(
                "is empty; write a number (0 if there were none), or leave the row out.",
                "空欄です。数値（該当なしは 0）を書くか、行を除いてください。",
            )
        raise Refused("is empty; write a value.", "空欄です。値を書いてください。")
    if re.fullmatch(r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)", text):
        raise Refused(
            f"got {text!r}, an error of a spreadsheet; write what belongs there.",
            f"「{text}」は表計算ソフトのエラー値です。本来の値を書いてください。",
        )
    match column.kind:
        case "text":
            return text
        case "key":
            return _key(text)
        case "choice":
            return _choice(text, column.choices)
        case "integer":
            return _integer(text, column)
        case "number":
            return _in_range(_number(text), column, text)
        case "date":
            return _date(text)
        case "age_group":
            return _age_group_text(text)
        case "area":
            return _areas(text)


def _choice(text: str, choices: tuple[str, ...]) -> str:
    if text in choices:
        return text
    raise Refused(
        f"got {text!r}; use one of {', '.join(choices)}.{did_you_mean(text, choices, 'en')}",
        f"「{text}」は使えません。{'、'.join(choices)} のいずれかにしてください。{did_you_mean(text, choices, 'ja')}",
    )


def _number(text: str) -> float:
    if _NUMBER.fullmatch(text):
        return float(text)
    if text.lower() in _NOT_A_NUMBER:
        raise Refused(
            f"got {text!r}, which is not a number; write the number, or leave the row out.",
            f"「{text}」は数値ではありません。数値を書くか、行を除いてください。",
        )
    if text in _WITHHELD:
        raise Refused(
            f"got {text!r}, the mark of a withheld or missing value; count the persons under age group "
            "'unknown', "
            "or leave the row out.",
            f"「{text}」は秘匿または該当なしの記号です。人数を年齢区分 unknown に入れるか、行を除いてください。",
        )
    negative = _MINUS.sub("-", text)
    if negative != text and _NUMBER.fullmatch(negative):
        raise Refused(
            f"got {text!r}; write {negative}, with the minus of the keyboard.",
            f"「{text}」は、半角のマイナスで {negative} と書いてください。",
        )
    half_width = unicodedata.normalize("NFKC", text)
    plain = _plain(half_width)
    if plain and half_width != text:
        raise Refused(
            f"got {text!r} in full-width figures; write {plain} in half-width figures.",
            f"「{text}」は全角数字です。半角で {plain} と書いてください。",
        )
    if plain and _DECIMAL_COMMA.fullmatch(text) and not _THOUSANDS.fullmatch(text):
        raise Refused(
            f"got {text!r}; write {plain} with a decimal point.",
            f"「{text}」の小数点はピリオドで、{plain} と書いてください。",
        )
    if plain:
        raise Refused(
            f"got {text!r}; write {plain} without thousands separators.",
            f"「{text}」の桁区切りを除き、{plain} と書いてください。",
        )
    if (year := western_year(text)) is not None:
        raise Refused(f"got {text!r}; write {year}.", f"「{text}」は西暦で {year} と書いてください。")
    raise Refused(
        f"got {text!r}; write a number, without a unit or a remark.",
        f"「{text}」は数値ではありません。単位や注記を付けずに数値を書いてください。",
    )


def _plain(text: str) -> str:
    """Return a number without its thousands separators and with a decimal point; empty if it is none."""
    if _NUMBER.fullmatch(text):
        return text
    if _THOUSANDS.fullmatch(text):
        return re.sub(r"[^\d.+-]", "", text)
    return text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else ""


def _key(text: str) -> str:
    if _KEY.fullmatch(text):
        return text
    near = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text).lower())
    hint_en = f" Write '{near}'." if _KEY.fullmatch(near) else ""
    hint_ja = f"「{near}」と書いてください。" if hint_en else ""
    raise Refused(
        f"got {text!r}; a key has small letters, digits and _ alone, such as ipss2018.{hint_en}",
        f"「{text}」は使えません。キーは ipss2018 のように英小文字・数字・_ で書きます。{hint_ja}",
    )


def _areas(text: str) -> str:
    """Return one area code, or several joined by "+": each once, in rising order."""
    codes = [area_code(part) for part in text.split("+")]
    right = "+".join(sorted(set(codes)))
    if text != right:
        raise Refused(
            f"got {text!r}; name each area once, in the order of the codes: {right}.",
            f"「{text}」：地域コードは 1 回ずつ、小さい順に {right} と書いてください。",
        )
    return text


def _in_range(value: float, column: Column, text: str) -> float:
    text = text if len(text) <= 40 else f"{text[:37]}..."
    if not math.isfinite(value):
        raise Refused(f"got {text}; write a finite number.", f"「{text}」は大きすぎます。有限の数値にしてください。")
    low, high = column.low, column.high
    if low <= value <= high:
        return value
    if high == MOST_PERSONS and value > high:
        raise Refused(
            f"got {text}, more people than the whole country has; a count is {high:,.0f} at most. Check the digits.",
            f"値が {text} です。全国の人口を超えています。件数・人数は {high:,.0f} 以下です。桁を確かめてください。",
        )
    if value < low == 0 and high in (LARGEST, MOST_PERSONS):
        raise Refused(f"got {text}; a count is 0 or more.", f"値が {text} です。件数・人数は 0 以上にしてください。")
    if value < low and high in (LARGEST, MOST_PERSONS):
        raise Refused(
            f"got {text}; {column.name} is {low:g} or more.", f"値が {text} です。{low:g} 以上にしてください。"
        )
    raise Refused(
        f"got {text}; {column.name} lies between {low:g} and {high:g}.",
        f"値が {text} です。{column.name} は {low:g} から {high:g} の範囲です。",
    )


def _integer(text: str, column: Column) -> int:
    value = _in_range(_number(text), column, text)
    if value != int(value):
        raise Refused(f"got {text}; write a whole number.", f"値が {text} です。整数で書いてください。")
    return int(value)


def _date(text: str) -> date:
    if not _DATE.fullmatch(text):
        raise Refused(
            f"got {text!r}; write a date as YYYY-MM-DD, such as 2020-10-01.",
            f"「{text}」は日付として読めません。2020-10-01 のように YYYY-MM-DD で書いてください。",
        )
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise Refused(
            f"got {text!r}; there is no such day.", f"「{text}」という日はありません。日付を確かめてください。"
        ) from None
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise Refused(
            f"got {text}; years lie between {FIRST_YEAR} and {LAST_YEAR}.",
            f"「{text}」の年は {FIRST_YEAR} から {LAST_YEAR} の範囲にしてください。",
        )
    return value


def _age_group_text(text: str) -> str:
    if not _AGE_GROUP.fullmatch(text):
        plain = unicodedata.normalize("NFKC", text).replace("歳以上", "+").replace("歳", "")
        plain = re.sub("[~〜–―−]", "-", plain)
        hint_en = hint_ja = ""
        if plain != text and _AGE_GROUP.fullmatch(plain):
            hint_en, hint_ja = f" Write '{plain}'.", f"「{plain}」と書いてください。"
        raise Refused(
            f"got {text!r}; an age group is '0-4', '90+', '7' or 'unknown'.{hint_en}",
            f"「{text}」は年齢区分として読めません。'0-4'、'90+'、'7'、'unknown' のいずれかの形です。{hint_ja}",
        )
    lower, width = age_bounds(text)
    if width is not None and width < 1:
        raise Refused(
            f"got {text!r}; the upper age is below the lower one.", f"「{text}」は上限が下限より小さくなっています。"
        )
    if lower is not None and str(lower) != text.rstrip("+").split("-")[0]:
        raise Refused(
            f"got {text!r}; write ages without leading zeros.", f"「{text}」は先頭の 0 を付けずに書いてください。"
        )
    return text


def age_bounds(age_group: str) -> tuple[int | None, int | None]:
    """Return lower bound and width of an age group.

    Returns
    -------
    lower : int or None
        None for "unknown".
    width : int or None
        Years; None for the open group and for "unknown".

    Examples
    --------
    >>> age_bounds("0-4"), age_bounds("90+"), age_bounds("7"), age_bounds("unknown")
    ((0, 5), (90, None), (7, 1), (None, None))
    """
    if age_group == "unknown":
        return None, None
    if age_group.endswith("+"):
        return int(age_group[:-1]), None
    low, _, high = age_group.partition("-")
    return int(low), int(high or low) - int(low) + 1


def is_abroad(code: str) -> bool:
    """Tell whether a code is of a place outside Japan, as ISO 3166 writes them."""
    return _ABROAD.fullmatch(code) is not None


def area_code(text: str) -> str:
    """Return a municipality's, prefecture's or the nation's code, kept as text: five digits; in other countries it begins with a letter.

    Raises
    ------
    Refused
        If digits are missing or too many, or no prefecture has the first two.
    """
    if is_abroad(text):
        return text
    if not _AREA.fullmatch(text):
        hint_en, hint_ja = "", ""
        if re.fullmatch(r"\d{4}", text, re.ASCII):
            hint_en, hint_ja = (
                f" The leading zero was lost: write 0{text}.",
                f"先頭の 0 が落ちています。0{text} と書いてください。",
            )
        elif re.fullmatch(r"\d{6}", text, re.ASCII):
            hint_en = f" The sixth is a check digit: write {text[:5]}."
            hint_ja = f"6 桁目は検査数字です。{text[:5]} と書いてください。"
        raise Refused(
            f"got {text!r}; an area code is text of five digits, such as 03209.{hint_en}",
            f"「{text}」は地域コードとして読めません。03209 のような 5 桁の文字です。{hint_ja}",
        )
    if int(text[:2]) > 47 or (text[:2] == "00" and text != "00000"):
        raise Refused(
            f"got {text!r}: unknown area code; the first two digits are the prefecture's, 01 to 47 (00000 "
            "is the nation).",
            f"「{text}」という地域コードはありません。先頭 2 桁は都道府県の 01～47 です（00000 は全国）。",
        )
    return text
