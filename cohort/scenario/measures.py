"""What a scenario can set: measures, their units and the values that can be meant."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from cohort.vocabulary import VOCABULARY, Term

RELATIVE_UNIT = "ratio to launch"
RELATIVE_UNIT_JA = "起点に対する倍率"
_INF = math.inf


@dataclass(frozen=True)
class Measure:
    """A measure a scenario may set.

    Attributes
    ----------
    name : str
        Its table: ``fertility.tfr`` is ``[fertility.tfr]``.
    unit, unit_ja : str
        As files must state it; as tables show it in Japanese.
    low, high : float
        Smallest and largest value that can be meant.
    en, ja : str
        Labels.
    has_rates : bool
        A count that belongs to rates, so that ``hold_rates`` means something.
    """

    name: str
    unit: str
    unit_ja: str
    low: float
    high: float
    en: str
    ja: str
    has_rates: bool

    def bounds(self, relation: str) -> tuple[float, float]:
        """Return the range of values under a relation to the launch level."""
        if relation == "relative":
            return 0.0, 10.0
        if relation == "added":
            span = self.high - self.low
            return -span, span
        return self.low, self.high

    def unit_for(self, relation: str) -> str:
        """Return the unit a file must state under a relation."""
        return RELATIVE_UNIT if relation == "relative" else self.unit

    def label(self, language: str) -> str:
        """Return the label in one language."""
        return self.ja if language == "ja" else self.en

    def unit_label(self, language: str, relation: str = "absolute") -> str:
        """Return the unit in one language."""
        if relation == "relative":
            return RELATIVE_UNIT_JA if language == "ja" else RELATIVE_UNIT
        return self.unit_ja if language == "ja" else self.unit


_TFR, _E0 = VOCABULARY["tfr"], VOCABULARY["e0"]


def _life_expectancy(sex: str, en: str, ja: str) -> Measure:
    return Measure(
        f"mortality.e0.{sex}",
        _E0.unit,
        _E0.unit_ja,
        _E0.low,
        _E0.high,
        f"{_E0.en}, {en}",
        f"{_E0.ja}（{ja}）",
        False,
    )


_FLOWS = {
    name: Measure(f"migration.{name}", "persons per year", "人／年", low, _INF, en, ja, True)
    for name, low, en, ja in (
        ("net", -_INF, "Net migration", "転入超過数"),
        ("in", 0.0, "In-migration", "転入数"),
        ("out", 0.0, "Out-migration", "転出数"),
    )
}
MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("fertility.tfr", _TFR.unit, _TFR.unit_ja, 0.3, _TFR.high, _TFR.en, _TFR.ja, False),
        Measure("fertility.births", "births per year", "人／年", 0, _INF, "Births", "出生数", True),
        _life_expectancy("male", "male", "男"),
        _life_expectancy("female", "female", "女"),
        *_FLOWS.values(),
    )
}

OUTCOMES: dict[str, Term] = {
    name: VOCABULARY[name]
    for name in (
        "population",
        "population_0_14",
        "population_15_64",
        "population_65_plus",
        "population_75_plus",
        "share_65_plus",
        "share_75_plus",
        "women_20_39",
        "women_15_49",
        "median_age",
        "dependency_ratio",
        "old_age_dependency_ratio",
        "births",
        "deaths",
        "natural_change",
        "net_migration",
    )
}
SHOCKS: dict[str, str] = {"mortality.mx": "factor", "fertility.tfr": "factor", "migration.net": "persons"}
LEVERS = ("migration.net", "fertility.tfr")

_AGES = re.compile(r"(\d{1,3})(?:-(\d{1,3})|(\+))?")


def parse_ages(text: str) -> tuple[int, int | None] | None:
    """Return the first and last age of ``"10-39"``, ``"65+"`` (last is None) or ``"7"``, or None."""
    match = _AGES.fullmatch(text)
    if match is None:
        return None
    low = int(match[1])
    high = None if match[3] else int(match[2]) if match[2] else low
    if low > 130 or (high is not None and (high < low or high > 130)):
        return None
    return low, high


def write_ages(low: int, high: int | None) -> str:
    """Return ages as a file writes them."""
    return f"{low}+" if high is None else str(low) if high == low else f"{low}-{high}"


def intended(value: float, low: float, high: float) -> float | None:
    """Return what was meant if the decimal point slipped (16.3 for 1.63), or None.

    The first of a tenth, a hundredth, a thousandth, ten and a hundred times the value that lies in the range.
    """
    if not math.isfinite(value) or low <= value <= high:
        return None
    for divisor in (10, 100, 1000, 0.1, 0.01):
        candidate = float(f"{value / divisor:.12g}")
        if low <= candidate <= high:
            return candidate
    return None
