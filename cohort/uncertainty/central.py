"""The path that draws vary: what each scenario has without luck, as rates that move with the residents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.backtest.history import STEP
from cohort.projection.step import entering_ages
from cohort.uncertainty.fields import CELLS, COHORTS, REACHED

Floats = NDArray[np.float64]
DIMS = ("scenario", "period", "sex", "age")
SEXES = ["male", "female"]
# What is shown of schedules, or would force them back to what is expected.
LEFT_OUT = (
    "tfr", "e0", "tfr_scale", "fertility_pattern", "net_migration", "net_migration_total", "net_migration_control",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Central:
    """Assumptions and projection of some scenarios, as arrays in one order.

    Attributes
    ----------
    assumptions, projection : Dataset
        With a dim ``scenario``, all ages kept.
    reference : str
        The scenario at whose numbers of persons luck is drawn for all.
    """

    assumptions: xr.Dataset
    projection: xr.Dataset
    reference: str

    @property
    def step(self) -> int:
        """Years of a step."""
        return int(self.projection.attrs["step"])

    @property
    def scenarios(self) -> list[str]:
        """Names."""
        return [str(name) for name in self.projection["scenario"].values]

    @cached_property
    def ages(self) -> NDArray[np.int64]:
        """Lower bounds."""
        return np.asarray(self.projection["age"].values, dtype=np.int64)

    @cached_property
    def population(self) -> Floats:
        """Residents (scenario, time, sex, age)."""
        return np.asarray(
            self.projection["population"].transpose("scenario", "time", "sex", "age").sel(sex=SEXES).values
        )

    @cached_property
    def _place(self) -> int:
        return self.scenarios.index(self.reference)

    @cached_property
    def entering(self) -> Floats:
        """Who can reach each age in a period, the newborn first (scenario, period, sex, age)."""
        births = self.projection["births"].transpose("scenario", "period", "sex").sel(sex=SEXES).values
        return np.concatenate([births[..., None], entering_ages(self.population[:, :-1])], axis=-1)

    @cached_property
    def effective(self) -> xr.Dataset:
        """Assumptions with the net migration that came out as rates: counts and totals that were met are no longer forced."""
        made = self.assumptions.drop_vars([name for name in LEFT_OUT if name in self.assumptions])
        moved = self.projection["net_migration"].transpose(*DIMS).sel(sex=SEXES).values
        end = self.assumptions.attrs.get("migration_timing", "even") == "end"
        risk = self.entering if end else self.population[:, :-1]
        rate = np.divide(moved, risk, out=np.zeros_like(moved), where=risk > 0)
        coords = {name: self.projection[name].values for name in ("scenario", "period")}
        coords |= {"sex": np.array(SEXES), "age": self.ages}
        rest = np.where(risk > 0, 0.0, moved)
        made = made.assign(net_migration_rate=xr.DataArray(rate, coords, DIMS))
        return made.assign(net_migration=xr.DataArray(rest, coords, DIMS)) if rest.any() else made

    @cached_property
    def block_of(self) -> NDArray[np.int64]:
        """Number of the five years since the launch that each period lies in."""
        periods = self.projection["period"].values
        return np.asarray((periods - periods[0]) // STEP, dtype=np.int64)

    @cached_property
    def cell_of(self) -> NDArray[np.int64]:
        """Which cell of a field holds for each sex and age (sex, age); moves of children under 3 belong to those of 0-4 to 5-9."""
        middle = self.ages + self.step / 2
        group = np.clip(np.round(middle / STEP).astype(np.int64), 1, COHORTS // 2) - 1
        return np.stack([group, group + COHORTS // 2])

    @cached_property
    def persons(self) -> Floats:
        """Persons behind each cell of a field, of the reference (block, cell)."""
        numbers = np.unique(self.block_of)
        found = np.empty((len(numbers), CELLS))
        for number in numbers:
            first = int(np.flatnonzero(self.block_of == number)[0])
            last = int(np.flatnonzero(self.block_of == number)[-1]) + 1
            now, then = self.population[self._place, first], self.population[self._place, last]
            for sex in (0, 1):
                for place, age in enumerate(REACHED[: COHORTS // 2]):
                    open_end = place == COHORTS // 2 - 1
                    own = (self.ages >= age - STEP) & ((self.ages < age) | open_end)
                    found[number, sex * (COHORTS // 2) + place] = now[sex, own].sum()
            found[number, COHORTS] = then[:, self.ages < STEP].sum()
        return np.maximum(found, 1.0)

    @cached_property
    def expected(self) -> tuple[Floats, Floats, Floats]:
        """Of the reference: births (period,), deaths and who was exposed to them (period, sex, five-year group reached)."""
        births = self.projection["births"].transpose("scenario", "period", "sex").values[self._place].sum(-1)
        deaths = self.projection["deaths"].transpose(*DIMS).sel(sex=SEXES).values[self._place]
        starts = np.searchsorted(self.ages, np.arange(0, self.ages[-1] + 1, STEP))
        exposed = self.entering[self._place]
        return births, np.add.reduceat(deaths, starts, axis=-1), np.add.reduceat(exposed, starts, axis=-1)

    @cached_property
    def group_of(self) -> NDArray[np.int64]:
        """Five-year group of each age (age,)."""
        return np.asarray(self.ages // STEP, dtype=np.int64)
