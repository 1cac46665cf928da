"""``[uncertainty]``: how many futures are drawn, and how far off each lever may be, against past projections."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from cohort.forms import Number, Table, Words, in_range

MOST_DRAWS, LAST_SEED, MOST_TIMES = 100_000, 2**53 - 1, 10
LEVERS = ("migration", "mortality", "fertility", "launch", "small_numbers")


def _whole(low: int, high: int) -> object:
    return WithJsonSchema({"type": "integer", "minimum": low, "maximum": high})


Times = Annotated[
    Number, in_range(0, MOST_TIMES), WithJsonSchema({"type": "number", "minimum": 0, "maximum": MOST_TIMES})
]
Draws = Annotated[int, Field(strict=True), in_range(1, MOST_DRAWS), _whole(1, MOST_DRAWS)]
Seed = Annotated[int, Field(strict=True), in_range(0, LAST_SEED), _whole(0, LAST_SEED)]


class Uncertainty(Table):
    """Draws, and what the deviations of each lever are multiplied by: 1 is what past projections had, 0 takes it out."""

    draws: Draws | None = Field(None, description="Futures; the same in all scenarios that say it.")
    seed: Seed | None = Field(None, description="The same seed gives the same draws; default: 1.")
    migration: Times = Field(1.0, description="Times the past errors of moves, by age.")
    mortality: Times = Field(1.0, description="Times the past errors of mortality.")
    fertility: Times = Field(1.0, description="Times the past errors of fertility.")
    launch: Times = Field(1.0, description="Times the error of a count.")
    small_numbers: Times = Field(1.0, description="Times what comes of small numbers by chance.")
    source: Words

    @property
    def weights(self) -> dict[str, float]:
        """What each lever's deviations are multiplied by."""
        return {lever: float(getattr(self, lever)) for lever in LEVERS}
