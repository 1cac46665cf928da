"""What is said, in English and Japanese: templates side by side, filled when the language is known.

Every word that a user reads is a `Text`, so that there is one way to pick a language and a catalogue could be made of the
templates. A template is a literal; what varies is named in braces and given as a keyword.

>>> said = Text("{place}: {count:,} residents", "{place}：{count:,}人", place=Text("Ichinoseki", "一関市"), count=82044)
>>> said.say("en")
'Ichinoseki: 82,044 residents'
>>> said.say("ja")
'一関市：82,044人'
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from string import Formatter
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias

Language: TypeAlias = Literal["en", "ja"]
LANGUAGES: tuple[Language, ...] = ("en", "ja")
MINUS_JA = "△"  # as Japanese cities print a fall


def signed(said: str, language: str) -> str:
    """Return a number with the language's minus; one that reads as zero has none."""
    if not said.startswith("-"):
        return said
    amount = said[1:]
    if not any(digit in amount for digit in "123456789"):
        return amount
    return f"{MINUS_JA if language == 'ja' else '-'}{amount}"


class _Template(Formatter):
    """Fills a template; a number with separators is a count, and its minus is the language's."""

    def __init__(self, language: str) -> None:
        self.language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        said = str(super().format_field(value, format_spec))
        return signed(said, self.language) if "," in format_spec else said


_TEMPLATES = {language: _Template(language) for language in LANGUAGES}


class Said(Protocol):
    """What reads differently in each language: a `Text`, an amount, a date."""

    def say(self, language: str) -> str:
        """Return the words in one language."""
        ...


class Text:
    """One thing said, in both languages.

    Parameters
    ----------
    en, ja : str
        Templates as `str.format` reads them. Without values they are taken as they stand, braces and all.
    **values
        What fills the braces. A value that has `say` (another `Text`, an amount) is said in the same language; others take
        the format written behind the colon; one with separators (``{net:,.0f}``) counts, and a fall reads ``△347`` in Japanese.
    """

    __slots__ = ("en", "ja", "values")
    en: str
    ja: str
    values: Mapping[str, Any]

    def __init__(self, en: str, ja: str, /, **values: Any) -> None:
        object.__setattr__(self, "en", en)
        object.__setattr__(self, "ja", ja)
        object.__setattr__(self, "values", MappingProxyType(values))

    def filled(self, **values: Any) -> Text:
        """Return the text with its braces filled by other values."""
        return Text(self.en, self.ja, **values)

    def say(self, language: str) -> str:
        """Return the words in one language: "ja", or English for any other."""
        template = self.ja if language == "ja" else self.en
        if not self.values:
            return template
        filled = {name: value.say(language) if hasattr(value, "say") else value for name, value in self.values.items()}
        return _TEMPLATES["ja" if language == "ja" else "en"].vformat(template, (), filled)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Text does not change; make another one ({name})")

    def _key(self) -> tuple[object, ...]:
        return self.en, self.ja, tuple(sorted((name, str(value)) for name, value in self.values.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __bool__(self) -> bool:
        return bool(self.en or self.ja)

    def __repr__(self) -> str:
        return f"Text({self.say('en')!r}, {self.say('ja')!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.en, self.ja, dict(self.values))


def _made(en: str, ja: str, values: dict[str, Any]) -> Text:
    """Return a text again, for pickle and copy."""
    return Text(en, ja, **values)


EMPTY = Text("", "")


def texts(package: str, file: str, table: str = "") -> dict[str, Text]:
    """Return the texts of a TOML file that lies in a package: for each key, ``en`` and ``ja``, and values if there are more.

    Parameters
    ----------
    package, file : str
        ``"cohort.scenario"``, ``"rules.toml"``.
    table : str, optional
        The table of the file that is meant; without it, the keys at its top.
    """
    found = _tables(package, file)
    rows = {key: dict(said) for key, said in (found[table] if table else found).items()}
    return {key: Text(said.pop("en"), said.pop("ja"), **said) for key, said in rows.items()}


@cache
def _tables(package: str, file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(package).joinpath(file).read_text(encoding="utf-8"))


class Joined:
    """Several things said one after the other.

    >>> Joined([Text("births", "出生"), Text("deaths", "死亡")], Text(", ", "・")).say("ja")
    '出生・死亡'
    """

    __slots__ = ("between", "parts")

    def __init__(self, parts: Iterable[Said | str], between: Text = EMPTY) -> None:
        self.parts = tuple(parts)
        self.between = between

    def say(self, language: str) -> str:
        """Return the parts in one language, with what stands between them."""
        return self.between.say(language).join(
            part if isinstance(part, str) else part.say(language) for part in self.parts
        )

    def __repr__(self) -> str:
        return f"Joined({self.say('en')!r})"


LIST = Text(", ", "、")


def listed(parts: Iterable[Said | str]) -> Joined:
    """Return things as a list in a sentence: ``a, b, c`` and ``a、b、c``."""
    return Joined(parts, LIST)


def years_said(years: Iterable[int]) -> Text:
    """Return years as they are counted up: ``2016, 2017, 2018, 2021``; in Japanese, runs as such: ``2016～2018、2021``."""
    every = sorted(set(years))
    starts = [year for year in every if year - 1 not in every]
    ends = [year for year in every if year + 1 not in every]
    runs = (f"{a}" if a == b else f"{a}～{b}" for a, b in zip(starts, ends, strict=True))
    return Text("{en}", "{ja}", en=", ".join(map(str, every)), ja="、".join(runs))


# First years of the eras that Japanese plans count by, latest first.
_ERAS = ((2019, "令和"), (1989, "平成"), (1926, "昭和"))


class Year:
    """A calendar year as a plan writes it: ``2040``, ``2040年``; with its era ``2040年（令和22年）``."""

    __slots__ = ("era", "year")

    def __init__(self, year: int, era: bool = False) -> None:
        self.year, self.era = int(year), era

    def say(self, language: str) -> str:
        """Return the year in one language."""
        if language != "ja":
            return str(self.year)
        return f"{self.year}年（{era_year(self.year)}）" if self.era else f"{self.year}年"

    def __repr__(self) -> str:
        return f"Year({self.year})"


class Day:
    """A day as people write it: ``1 January 2020``, ``2020年1月1日``."""

    __slots__ = ("date",)

    def __init__(self, date: datetime.date) -> None:
        self.date = date

    def say(self, language: str) -> str:
        """Return the day in one language."""
        if language == "ja":
            return f"{self.date.year}年{self.date.month}月{self.date.day}日"
        return f"{self.date.day} {_MONTHS[self.date.month - 1]} {self.date.year}"

    def __repr__(self) -> str:
        return f"Day({self.date})"


# Not from the locale: an output is in the language asked for, wherever it is made.
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def era_year(year: int) -> str:
    """Return a year by the Japanese calendar.

    >>> era_year(2040), era_year(2019), era_year(1988)
    ('令和22年', '令和元年', '昭和63年')
    """
    for first, era in _ERAS:
        if year >= first:
            return f"{era}{'元' if year == first else year - first + 1}年"
    return f"西暦{year}年"


def western_year(text: str) -> int | None:
    """Return the calendar year that a year of an era is; None for other texts.

    >>> western_year("R1"), western_year("平成30年"), western_year("2019")
    (2019, 2018, None)
    """
    found = re.fullmatch(r"(R|H|S|令和|平成|昭和)\.?(\d{1,2}|元)年?", text, re.ASCII | re.IGNORECASE)
    if found is None:
        return None
    first = next(one for one, era in _ERAS if found[1].upper() in (era, {"令和": "R", "平成": "H", "昭和": "S"}[era]))
    return first - 1 + (1 if found[2] == "元" else int(found[2]))


def part_of_year(month_day: str) -> float:
    """Return the part of a year that lies before a day "MM-DD", the same in every output.

    >>> part_of_year("01-01"), round(part_of_year("10-01"), 4)
    (0.0, 0.7479)
    """
    day = datetime.date.fromisoformat(f"2001-{month_day}")  # any year of 365 days
    return (day - datetime.date(2001, 1, 1)).days / 365
