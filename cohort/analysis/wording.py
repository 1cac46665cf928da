"""How numbers are said to people, in English and Japanese: separators, percent for shares, units as words."""

from __future__ import annotations

import math
from collections.abc import Mapping

from cohort.vocabulary import VOCABULARY

# What a number of each measure is called in running text (the labels of the vocabulary are headings).
_NOUNS: dict[str, tuple[str, str]] = {
    "population": ("residents", "人口"),
    "population_0_14": ("residents under 15", "15歳未満の人口"),
    "population_15_64": ("residents aged 15 to 64", "15～64歳の人口"),
    "population_65_plus": ("residents aged 65 or over", "65歳以上の人口"),
    "population_75_plus": ("residents aged 75 or over", "75歳以上の人口"),
    "women_20_39": ("women aged 20 to 39", "20～39歳の女性"),
    "women_15_49": ("women aged 15 to 49", "15～49歳の女性"),
    "share_65_plus": ("aged 65 or over", "65歳以上の割合"),
    "share_75_plus": ("aged 75 or over", "75歳以上の割合"),
    "births": ("births a year", "年間の出生数"),
    "deaths": ("deaths a year", "年間の死亡数"),
    "natural_change": ("births minus deaths a year", "年間の自然増減（出生－死亡）"),
    "net_migration": ("arrivals minus departures a year", "年間の転入超過"),
    "median_age": ("years of median age", "年齢の中央値"),
}


def is_persons(measure: str) -> bool:
    """Tell whether a measure counts people (then it is shown without decimals)."""
    return measure in VOCABULARY and VOCABULARY[measure].unit == "persons"


def is_share(measure: str) -> bool:
    """Tell whether a measure is a share of the residents (then it is shown in percent)."""
    return measure in VOCABULARY and VOCABULARY[measure].unit == "share"


def noun(measure: str, language: str) -> str:
    """Return what a number of the measure is called in a sentence."""
    if measure in _NOUNS:
        return _NOUNS[measure][language == "ja"]
    term = VOCABULARY[measure]
    return term.ja if language == "ja" else f"{term.unit} ({term.en.lower()})"


def _plain(value: float, decimals: int) -> str:
    """Return a number with thousands separators; a value that rounds to zero has no sign."""
    text = f"{value:,.{decimals}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def number(measure: str, value: float, language: str = "en") -> str:
    """Return a value as it stands in tables: ``82,044``, ``44.1%``, ``1.63``; a dash where there is none."""
    if not math.isfinite(value):
        return "-"
    if is_persons(measure):
        return _plain(value, 0)
    if is_share(measure):
        return f"{_plain(100 * value, 1)}%"
    return _plain(value, 1 if VOCABULARY[measure].kind == "time" else 2)


def change(measure: str, value: float, language: str = "en") -> str:
    """Return a difference as in tables, with its sign: ``+1,200``, ``-4.1``; shares in percentage points."""
    if not math.isfinite(value):
        return "-"
    text = points(value) if is_share(measure) else number(measure, value, language)
    return text if text.startswith("-") or float(text.replace(",", "")) == 0 else f"+{text}"


def points(value: float) -> str:
    """Return the difference of two shares in percentage points."""
    return _plain(100 * value, 1)


def quantity(measure: str, value: float, language: str) -> str:
    """Return a value with its noun or unit, for a sentence: ``82,044 residents``, ``82,044人``."""
    text = number(measure, value, language)
    if language == "ja":
        return (
            text
            if is_share(measure)
            else f"{text}{'人' if is_persons(measure) else VOCABULARY[measure].unit_ja}"
        )
    return f"{text} {noun(measure, language)}"


def distance(measure: str, gap: float, persons: float | None, language: str) -> str:
    """Return how far a value is from what was promised: ``5,900 fewer``, ``0.4 ... lower``."""
    low = gap < 0
    if is_persons(measure):
        amount = _plain(abs(gap), 0)
        return (
            f"{amount}人{'少ない' if low else '多い'}"
            if language == "ja"
            else f"{amount} {'fewer' if low else 'more'}"
        )
    if is_share(measure):
        people = _plain(abs(persons or 0.0), 0)
        if language == "ja":
            return f"{points(abs(gap))}ポイント（約{people}人分）{'低い' if low else '高い'}"
        return f"{points(abs(gap))} percentage points (about {people} people) {'lower' if low else 'higher'}"
    amount = number(measure, abs(gap), language)
    return (
        f"{amount}{'低い' if low else '高い'}"
        if language == "ja"
        else f"{amount} {'lower' if low else 'higher'}"
    )


def given_by(implied: Mapping[str, object]) -> tuple[str, str] | None:
    """Return what gives the level a calibration is compared with, in English and Japanese; None where it was observed.

    In the official form nobody counted migrants: the rates between two censuses give their number.

    >>> given_by({"lever": "migration.net", "observed": -649.0, "censuses": [2005, 2010]})[0]
    'the rates between the censuses of 2005 and 2010'
    """
    censuses = implied.get("censuses")
    if not isinstance(censuses, list):
        return None
    first, last = censuses
    return f"the rates between the censuses of {first} and {last}", f"{first}年と{last}年の国勢調査間の率"
