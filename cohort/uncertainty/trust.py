"""How far ranges may be trusted: what they held in the past, by size and distance; and how long projections were of use."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np

from cohort.arguments import at_the_door
from cohort.backtest.scores import SIZES
from cohort.backtest.told import HEADS, TITLES
from cohort.backtest.told import size_text as size_said
from cohort.table import Cell, Column, Table, label_column, table, words

__all__ = ["Trust", "coverage_table", "shelf_life", "size_of", "size_said", "trust"]

FILE, SHELF_FILE = "coverage.csv", "shelf_life.csv"
# What counts as reached: shares held, of the ranges of 80 % and of 95 %.
MIDDLE_HELD, WIDE_HELD = (0.75, 0.85), (0.91, 0.98)
OF_USE = 0.8  # of like-sized places within 10 %


@dataclass(frozen=True)
class Trust:
    """What ranges of past launches held, in places of one class of sizes.

    Attributes
    ----------
    size : int
        Number of the class of `cohort.backtest.scores.SIZES`.
    horizon : int
        Years ahead at which it was counted: the longest tested that is not beyond the one asked for.
    middle, wide : float
        Shares of the counts that lay inside the ranges of 80 % and of 95 %.
    places : int
        Counts looked at.
    launches : tuple of int
        Census years they were launched from.
    tested : bool
        Whether the years asked for are within what was tested.
    """

    size: int
    horizon: int
    middle: float
    wide: float
    places: int
    launches: tuple[int, ...]
    tested: bool

    @property
    def reached(self) -> bool:
        """Whether ranges hold what they say, so that they may be called intervals."""
        inside = MIDDLE_HELD[0] <= self.middle <= MIDDLE_HELD[1] and WIDE_HELD[0] <= self.wide <= WIDE_HELD[1]
        return self.tested and inside


@cache
def _rows(name: str) -> tuple[dict[str, str], ...]:
    text = resources.files("cohort.uncertainty").joinpath(name).read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


def size_of(residents: float) -> int:
    """Return the number of the class of sizes a place belongs to."""
    return int(np.searchsorted(np.array(SIZES), residents, side="right") - 1)


def trust(residents: float, years: int, measure: str = "population") -> Trust | None:
    """Return what ranges made in the past held, in places of like size; None where the measure was not tested.

    Parameters
    ----------
    residents : float
        At the launch.
    years : int
        Ahead.
    measure : str
        As `cohort.uncertainty.coverage.coverage` has it.
    """
    size = size_of(residents)
    rows = [row for row in _rows(FILE) if row["measure"] == measure and int(row["size"]) == size]
    if not rows:
        return None
    horizons = sorted({int(row["horizon"]) for row in rows})
    horizon = max((one for one in horizons if one <= max(years, horizons[0])), default=horizons[0])
    own = [row for row in rows if int(row["horizon"]) == horizon]
    launches = tuple(sorted({int(row["launch"]) for row in own}))
    places = sum(int(row["places"]) for row in own)
    return Trust(size, horizon, *_shares(own), places, launches, years <= horizons[-1])


def _shares(rows: Sequence[Mapping[str, str]]) -> tuple[float, float]:
    """Return which part of all counts of some rows lay inside the ranges of 80 % and of 95 %."""
    places = sum(int(row["places"]) for row in rows)
    middle, wide = (
        sum(float(row[name]) * int(row["places"]) for row in rows) / places for name in ("held_80", "held_95")
    )
    return middle, wide


def shelf_life(residents: float) -> float:
    """Return the years for which four of five places of like size were within 10 %, on a straight line between the years tested."""
    rows = [row for row in _rows(SHELF_FILE) if int(row["size"]) == size_of(residents)]
    years = np.array([0.0, *(float(row["horizon"]) for row in rows)])
    within = np.array([1.0, *(float(row["within"]) for row in rows)])
    if within.min() >= OF_USE:
        return float(years[-1])
    last = int(np.argmax(within < OF_USE))
    part = (within[last - 1] - OF_USE) / (within[last - 1] - within[last])
    return float(years[last - 1] + part * (years[last] - years[last - 1]))


def coverage_table() -> Table:
    """Return which part of counts lay inside ranges made of what was known at each launch, by size of the place; residents.

    Where several launches were tested at a distance, all of their counts together follow: on these ranges are called intervals.
    """
    rows = [row for row in _rows(FILE) if row["measure"] == "population"]
    every = [(row["launch"], row["horizon"]) for row in rows]
    far = Counter(horizon for _, horizon in dict.fromkeys(every))
    cases = [*dict.fromkeys(every), *(("", horizon) for horizon, launches in far.items() if launches > 1)]
    return table(
        "backtest-coverage",
        TITLES["coverage"],
        [
            label_column(HEADS["launched"]),
            Column(HEADS["ahead"]),
            Column(HEADS["all"]),
            *(Column(size_said(number)) for number in range(len(SIZES))),
        ],
        [
            [
                Cell(int(launch), "year") if launch else words(HEADS["together"]),
                Cell(int(horizon), "count"),
                *(_held(rows, launch, horizon, number) for number in (-1, *range(len(SIZES)))),
            ]
            for launch, horizon in cases
        ],
    )


def _held(rows: Sequence[Mapping[str, str]], launch: str, horizon: str, size: int) -> Cell:
    """Return the shares of one launch, or of all together."""
    own = [
        row
        for row in rows
        if (row["horizon"], row["size"]) == (horizon, str(size)) and (not launch or row["launch"] == launch)
    ]
    return words(" / ".join(f"{100 * share:.0f}" for share in _shares(own)))


at_the_door(globals())
