"""What a scenario can set and ask for: measures, their units and the values that can be meant."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cohort.text import Text
from cohort.vocabulary import ASSUMED, UNITS, VOCABULARY, Term

RELATIVE_UNIT = "ratio to launch"
MOST_PEOPLE = 10_000_000.0  # a year, or in an event: beyond any city
_INF = math.inf


@dataclass(frozen=True)
class Measure:
    """A measure a scenario may set: ``fertility.tfr`` is the table ``[fertility.tfr]``.

    ``low`` and ``high`` bound the values that can be meant. ``has_rates``: it counts people by rates, so that
    ``hold_rates`` means something.
    """

    name: str
    unit: str
    low: float
    high: float
    has_rates: bool = False

    @property
    def text(self) -> Text:
        """Its name, to be said."""
        return ASSUMED[self.name]

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


def unit_text(unit: str) -> Text:
    """Return a unit, to be said."""
    return UNITS.get(unit, Text(unit, unit))


_TFR, _E0 = VOCABULARY["tfr"], VOCABULARY["e0"]
MEASURES: dict[str, Measure] = {
    measure.name: measure
    for measure in (
        Measure("fertility.tfr", _TFR.unit, 0.3, _TFR.high),
        Measure("fertility.births", "births per year", 0, _INF, True),
        Measure("mortality.e0.male", _E0.unit, _E0.low, _E0.high),
        Measure("mortality.e0.female", _E0.unit, _E0.low, _E0.high),
        Measure("migration.net", "persons per year", -_INF, _INF, True),
        Measure("migration.in", "persons per year", 0, _INF, True),
        Measure("migration.out", "persons per year", 0, _INF, True),
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
# Each pair would decide one thing twice.
RIVALS: dict[str, tuple[str, ...]] = {
    "fertility.tfr": ("fertility.births",),
    "migration.net": ("migration.in", "migration.out"),
}


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
