"""The path that draws vary: what each scenario has without luck, as rates that move with the residents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.uncertainty.reference import Reference, effective

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

    @property
    def ages(self) -> NDArray[np.int64]:
        """Lower bounds."""
        return np.asarray(self.projection["age"].values, dtype=np.int64)

    def _of(self, name: str, *dims: str) -> Floats:
        """Return a result as an array, men first."""
        ordered = self.projection[name].transpose("scenario", *dims)
        return np.asarray(ordered.sel(sex=SEXES).values)

    @cached_property
    def numbers(self) -> Reference:
        """The reference scenario, as arrays."""
        place = self.scenarios.index(self.reference)
        periods = np.asarray(self.projection["period"].values, dtype=np.int64)
        S = self.assumptions["survivorship"].sel(sex=SEXES)
        S = S.isel(scenario=place) if "scenario" in S.dims else S
        values = S.transpose(..., "sex", "age").values
        return Reference(
            self.step,
            periods,
            self.ages,
            self._of("population", "time", "sex", "age")[place],
            self._of("births", "period", "sex")[place],
            self._of("deaths", "period", "sex", "age")[place],
            np.broadcast_to(values, (len(periods), *values.shape[-2:])),
        )

    @cached_property
    def effective(self) -> xr.Dataset:
        """Assumptions with the net migration that came out as rates: counts and totals that were met are no longer forced."""
        made = self.assumptions.drop_vars([name for name in LEFT_OUT if name in self.assumptions])
        end = self.assumptions.attrs.get("migration_timing", "even") == "end"
        rate, rest = effective(
            self._of("population", "time", "sex", "age"),
            self._of("births", "period", "sex"),
            self._of("net_migration", "period", "sex", "age"),
            end,
        )
        coords = {name: self.projection[name].values for name in ("scenario", "period")}
        coords |= {"sex": np.array(SEXES), "age": self.ages}
        made = made.assign(net_migration_rate=xr.DataArray(rate, coords, DIMS))
        return made.assign(net_migration=xr.DataArray(rest, coords, DIMS)) if rest.any() else made
