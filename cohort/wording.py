"""How numbers are said to people, in English and Japanese: separators, percent for shares, signs, units as words.

Rounding is told nowhere else: a number that two outputs show is formatted here, so that they cannot differ.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cohort.text import Text, signed
from cohort.vocabulary import NOUNS, VOCABULARY


def is_persons(measure: str) -> bool:
    """Tell whether a measure counts people (then it is shown without decimals)."""
    return measure in VOCABULARY and VOCABULARY[measure].unit == "persons"


def is_share(measure: str) -> bool:
    """Tell whether a measure is a share of the residents (then it is shown in percent)."""
    return measure in VOCABULARY and VOCABULARY[measure].unit == "share"


def decimals(measure: str) -> int:
    """Return how many decimals a number of the measure is shown with (shares: of the percent)."""
    if is_persons(measure):
        return 0
    return 1 if is_share(measure) or VOCABULARY[measure].kind == "time" else 2


def shown(measure: str, value: float) -> float:
    """Return a value rounded as it is shown, so that differences can be taken of what stands on the page."""
    places = decimals(measure) + (2 if is_share(measure) else 0)
    return round(value, places) if math.isfinite(value) else value


def noun(measure: str, language: str) -> str:
    """Return what a number of the measure is called in a sentence."""
    if measure in NOUNS:
        return NOUNS[measure].say(language)
    term = VOCABULARY[measure]
    return term.ja if language == "ja" else f"{term.unit} ({term.en.lower()})"


def plain(value: float, places: int = 0, language: str = "en") -> str:
    """Return a number with thousands separators; one that rounds to zero has no sign; △ for minus in Japanese."""
    return signed(f"{value:,.{places}f}", language)


def number(measure: str, value: float, language: str = "en") -> str:
    """Return a value as it stands in tables: ``82,044``, ``44.1%``, ``1.63``; a dash where there is none."""
    if not math.isfinite(value):
        return "-"
    if is_share(measure):
        return f"{plain(100 * value, 1, language)}%"
    return plain(value, decimals(measure), language)


def change(measure: str, value: float, language: str = "en") -> str:
    """Return a difference as in tables, with its sign: ``+1,200``, ``-4.1``; shares in percentage points."""
    if not math.isfinite(value):
        return "-"
    text = points(value, language) if is_share(measure) else number(measure, value, language)
    if text.startswith(("-", "△")) or float(text.replace(",", "")) == 0:
        return text
    return f"+{text}"


def points(value: float, language: str = "en") -> str:
    """Return the difference of two shares in percentage points."""
    return plain(100 * value, 1, language)


def quantity(measure: str, value: float, language: str) -> str:
    """Return a value with its noun or unit, for a sentence: ``82,044 residents``, ``82,044人``."""
    text = number(measure, value, language)
    if language != "ja":
        return f"{text} {noun(measure, language)}"
    if is_share(measure):
        return text
    return f"{text}{'人' if is_persons(measure) else VOCABULARY[measure].unit_ja}"


def distance(measure: str, gap: float, persons: float | None, language: str) -> str:
    """Return how far a value is from another: ``5,900 fewer``, ``0.4 ... lower``; ``persons`` says a share's gap in people."""
    low = gap < 0
    if is_persons(measure):
        amount = plain(abs(gap))
        said = Text("{amount} fewer", "{amount}人少ない") if low else Text("{amount} more", "{amount}人多い")
        return said.filled(amount=amount).say(language)
    way = Text("lower", "低い") if low else Text("higher", "高い")
    if is_share(measure):
        return Text(
            "{points} percentage points (about {people} people) {way}",
            "{points}ポイント（約{people}人分）{way}",
            points=points(abs(gap)),
            people=plain(abs(persons or 0.0)),
            way=way,
        ).say(language)
    return Text("{amount} {way}", "{amount}{way}", amount=number(measure, abs(gap)), way=way).say(language)


@dataclass(frozen=True, slots=True)
class Amount:
    """A value of a measure, said as tables show it (`number`)."""

    measure: str
    value: float

    def say(self, language: str) -> str:
        """Return the number in one language."""
        return number(self.measure, self.value, language)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of a measure, said with its sign (`change`)."""

    measure: str
    value: float

    def say(self, language: str) -> str:
        """Return the difference in one language."""
        return change(self.measure, self.value, language)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its noun or unit (`quantity`)."""

    measure: str
    value: float

    def say(self, language: str) -> str:
        """Return the words in one language."""
        return quantity(self.measure, self.value, language)


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a value is from another (`distance`)."""

    measure: str
    gap: float
    persons: float | None = None

    def say(self, language: str) -> str:
        """Return the words in one language."""
        return distance(self.measure, self.gap, self.persons, language)


@dataclass(frozen=True, slots=True)
class Noun:
    """What a number of the measure is called (`noun`)."""

    measure: str

    def say(self, language: str) -> str:
        """Return the words in one language."""
        return noun(self.measure, language)


@dataclass(frozen=True, slots=True)
class Plain:
    """A number that no measure of the vocabulary is, said with so many decimals: ``1,177.3``, ``+88``, ``2.6%``."""

    value: float
    places: int = 0
    sign: bool = False
    percent: bool = False

    def say(self, language: str) -> str:
        """Return the number in one language; a dash where there is none."""
        if not math.isfinite(self.value):
            return "-"
        text = plain(100 * self.value if self.percent else self.value, self.places, language)
        rises = self.sign and self.value > 0 and any(digit in text for digit in "123456789")
        return f"{'+' if rises else ''}{text}{'%' if self.percent else ''}"


def people(value: float) -> Amount:
    """Return a number of people, to be said in a sentence."""
    return Amount("population", value)
