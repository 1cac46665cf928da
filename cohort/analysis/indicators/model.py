"""Indicators tied to the population: what they count, in which unit, of which ages."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cohort.forms import AgeRange
from cohort.scenario.model import Source
from cohort.text import EMPTY, Text

Kind = Literal["rate", "pupils", "households"]
Between = Literal["linear", "geometric", "step", "logistic"]


@dataclass(frozen=True)
class Unit:
    """A unit a rate may have, and what people times rate is measured in.

    Attributes
    ----------
    name, ja : str
        In files (English), in Japanese.
    kinds : tuple of str
        Kinds of indicator it fits.
    stock : bool
        The people of an instant are counted; else the person-years of the year from it.
    high : float
        Largest value that can be meant.
    per : float
        Events per person-year (or per person) for a rate of 1.
    daily : bool
        The rate is per person-day: multiplied by the days of the year.
    result_en, result_ja : str
        What the value is measured in.
    """

    name: str
    ja: str
    kinds: tuple[Kind, ...]
    stock: bool
    high: float
    per: float
    daily: bool
    result_en: str
    result_ja: str

    def result(self, language: str) -> str:
        """Return what the value is measured in."""
        return self.result_ja if language == "ja" else self.result_en

    def factor(self, year: int) -> float:
        """Return the value for one person (or person-year) at a rate of 1."""
        return self.per * ((366 if calendar.isleap(year) else 365) if self.daily else 1)


_INF = math.inf
_ROWS = (
    Unit("share", "割合", ("rate", "pupils"), True, 1, 1, False, "persons", "人"),
    Unit("households per person", "1人あたり世帯", ("households",), True, 1, 1, False, "households", "世帯"),
    Unit("visits per person-year", "1人年あたり回", ("rate",), False, _INF, 1, False, "visits a year", "回／年"),
    Unit("rides per 100 person-years", "100人年あたり回", ("rate",), False, _INF, 0.01, False, "rides a year", "回／年"),
    Unit("cases per 1,000 person-years", "1,000人年あたり件", ("rate",), False, _INF, 0.001, False, "cases a year", "件／年"),
    Unit("grams per person-day", "1人1日あたりグラム", ("rate",), False, _INF, 1e-6, True, "tonnes a year", "トン／年"),
    Unit("yen per person-year", "1人年あたり円", ("rate",), False, _INF, 1, False, "yen a year", "円／年"),
)  # fmt: skip
UNITS: dict[str, Unit] = {unit.name: unit for unit in _ROWS}


@dataclass(frozen=True)
class Part:
    """A group of people and its rate over time.

    Attributes
    ----------
    ages : AgeRange
    sex : str or None
        "male", "female", or None for both.
    points : mapping of int to float
        Rate by year, ascending; in the indicator's unit.
    """

    ages: AgeRange
    sex: str | None
    points: Mapping[int, float]


@dataclass(frozen=True)
class Indicator:
    """Something that follows the people of some ages.

    Attributes
    ----------
    key, title_en, title_ja : str
        ``key`` names it in tables.
    kind : str
        "rate", "pupils" or "households".
    unit : Unit
        Of the rate.
    parts : tuple of Part
        Groups of people, each with its rate; no person is in two of them.
    between : str
        "linear", "geometric", "step" or "logistic"; "" with one point.
    after : str
        "hold" (a what-if: nobody states it) or "none" (no value after the last point).
    source : Source
        Where the rates come from; of kind "assumption" for a what-if.
    target : str
        Measure of ``targets.csv`` whose base and target the points are; else "".
    note : Text
        What weakens it.
    """

    key: str
    title_en: str
    title_ja: str
    kind: Kind
    unit: Unit
    parts: tuple[Part, ...]
    between: str
    after: str
    source: Source
    target: str = ""
    note: Text = EMPTY

    def title(self, language: str) -> str:
        """Return the title in one language."""
        return self.title_ja if language == "ja" else self.title_en

    @property
    def what_if(self) -> bool:
        """Whether the rates themselves are a what-if."""
        return self.source.kind == "assumption"
