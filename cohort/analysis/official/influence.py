"""Degree of influence of births and of migration on the future population (自然増減・社会増減の影響度)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cohort.arguments import THRESHOLDS, takes
from cohort.errors import ProjectionError, fail
from cohort.text import Text
from cohort.wording import Plain


@dataclass(frozen=True)
class Thresholds:
    """Lower bounds, as ratios, of the classes 2, 3, 4 and 5; below the first it is class 1.

    Source: 内閣官房・内閣府「地方人口ビジョン」策定のための手引き.
    """

    natural: tuple[float, ...] = (1.00, 1.05, 1.10, 1.15)
    social: tuple[float, ...] = (1.00, 1.10, 1.20, 1.30)


@dataclass(frozen=True)
class Influence:
    """How much of the population of a year hangs on births, and how much on migration.

    Attributes
    ----------
    year : int or None
    natural_ratio, social_ratio : float
        Simulation 1 over pattern 1; simulation 2 over simulation 1.
    natural, social : int
        Class, 1 (none) to 5 (strongest).
    """

    year: int | None
    natural_ratio: float
    social_ratio: float
    natural: int
    social: int

    @property
    def sentence(self) -> Text:
        """Both degrees in one sentence."""
        return Text(
            "Degree of influence ({year}): natural change {natural} ({births}), social change {social} ({moves})",
            "影響度（{year}年）：自然増減 {natural}（{births}）、社会増減 {social}（{moves}）",
            year=self.year,
            natural=self.natural,
            births=Plain(self.natural_ratio, 1, percent=True),
            social=self.social,
            moves=Plain(self.social_ratio, 1, percent=True),
        )


def influence_class(ratio: float, bounds: tuple[float, ...]) -> int:
    """Return the class of a ratio: 1 plus the number of bounds it reaches."""
    return 1 + sum(ratio >= bound for bound in bounds)


@takes(thresholds=THRESHOLDS)  # populations are looked at by what they mean
def degree_of_influence(
    pattern_1: float,
    simulation_1: float,
    simulation_2: float,
    thresholds: Thresholds | None = None,
    year: int | None = None,
) -> Influence:
    """Return the degrees of influence from three populations of one year.

    Parameters
    ----------
    pattern_1, simulation_1, simulation_2 : float
        Persons: the rates held; the TFR raised to replacement; and no net migration besides.
    thresholds : Thresholds, optional
    year : int, optional
        Which year they are of.

    Raises
    ------
    ProjectionError
        A population that is no positive number, or bounds that do not rise.

    Examples
    --------
    >>> found = degree_of_influence(222_973, 237_100, 246_903, year=2040)  # Kakogawa, as published
    >>> found.natural, found.social
    (3, 2)
    """
    chosen = thresholds or Thresholds()
    for where, bounds in (("natural", chosen.natural), ("social", chosen.social)):
        if list(bounds) != sorted(set(bounds)):
            fail(
                "degree of influence",
                where,
                kind=ProjectionError,
                en=f"got bounds {bounds}; each must be larger than the one before.",
                ja=f"境界値が {bounds} です。小さい順に、重ならないように与えてください。",
            )
    values = {"pattern_1": pattern_1, "simulation_1": simulation_1, "simulation_2": simulation_2}
    for where, value in values.items():
        if not (math.isfinite(value) and value > 0):
            fail(
                "degree of influence",
                where,
                kind=ProjectionError,
                en=f"got {value}; a population above 0 is needed.",
                ja=f"{value} です。0 より大きい人口が必要です。",
            )
    natural, social = simulation_1 / pattern_1, simulation_2 / simulation_1
    return Influence(
        year, natural, social, influence_class(natural, chosen.natural), influence_class(social, chosen.social)
    )
