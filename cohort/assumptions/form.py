"""What a way of counting births gives for one launch, so that everything else of the pipeline is written once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.inputs import Inputs
from cohort.record import Record
from cohort.scenario.model import Launch, Scenario

AS_IT_IS, SOLVED, HELD = 0, 1, 2  # how a period's net total is controlled; see `project`

Variables = dict[str, tuple[tuple[str, ...], npt.NDArray[Any]]]


class Observed(NamedTuple):
    """A level as it was observed, in the measure's unit, and the year it was observed in."""

    value: float
    year: int


class Lever(NamedTuple):
    """What a calibration may move.

    ``observed``: the level at launch without it. ``low``, ``high``: between which it is sought. ``slope``: persons at the
    target year that one unit more gives, roughly. ``censuses``: whose rates give ``observed``, where nobody counted.
    """

    observed: float
    low: float
    high: float
    slope: float
    censuses: tuple[int, int] | None = None


@dataclass(frozen=True)
class Labelled:
    """Schedules of one scenario by name, each with its dims: what `cohort.project` takes, without ``scenario``.

    Attributes
    ----------
    variables : dict
        Dims and values by name.
    coords : dict
        ``period``, ``sex``, ``age``.
    attrs : dict
        The conventions of the projection.
    records : tuple of Record
        What the scenario did to numbers.
    """

    variables: Variables
    coords: dict[str, Any]
    attrs: dict[str, Any]
    records: tuple[Record, ...] = ()

    def dataset(self) -> xr.Dataset:
        """Return the schedules as assumptions of one scenario."""
        return xr.Dataset(self.variables, coords=self.coords, attrs=self.attrs)


@dataclass(frozen=True)
class Form(ABC):
    """One launch of an area in one form: births by age-specific rates, or by the child-woman ratio.

    Attributes
    ----------
    launch : Launch
        Its ``step`` is the width of the steps, years.
    records : tuple of Record
        What was done to the inputs' numbers.
    """

    launch: Launch
    records: tuple[Record, ...]

    @classmethod
    @abstractmethod
    def of(cls, inputs: Inputs, launch: Launch) -> Form:
        """Return the launch of an area."""

    @property
    def ends(self) -> range:
        """Years in which the steps end."""
        first, step = self.launch.date.year, self.launch.step
        return range(first + step, self.launch.until + 1, step)

    @abstractmethod
    def observed(self) -> dict[str, Observed]:
        """Return the levels at launch that a scenario's own launch values must agree with."""

    @abstractmethod
    def lever(self, measure: str, horizon: int) -> Lever:
        """Return what a calibration that is met ``horizon`` years after launch may move."""

    @abstractmethod
    def schedules(self, scenario: Scenario, net: float | None = None, tfr: float | None = None) -> Labelled:
        """Lay a scenario over the launch; ``net`` (persons a year) and ``tfr`` (published scale): levels that a calibration implies."""


def side_by_side(made: dict[str, Labelled]) -> xr.Dataset:
    """Put scenarios side by side; a variable that does not vary between them has no scenario dim.

    Rates of some scenarios that vary by period stand beside constant ones as rates by period; counts are left out where
    nobody comes as a count.
    """
    first, *_ = every = list(made.values())
    stacked: Variables = {}
    for name in first.variables:
        dims = max((one.variables[name][0] for one in every), key=len)
        shape = np.broadcast_shapes(*(one.variables[name][1].shape for one in every))
        given = [one.variables[name][1] for one in every]
        values = [one if one.shape == shape else np.broadcast_to(one, shape) for one in given]
        if name == "net_migration" and not any(value.any() for value in values):
            continue
        varies = not all(np.array_equal(value, values[0], equal_nan=True) for value in values[1:])
        stacked[name] = (("scenario", *dims), np.stack(values)) if varies else (dims, values[0])
    result = xr.Dataset(stacked, coords={"scenario": list(made), **first.coords}, attrs=first.attrs)
    days = [one.attrs["reference_date"] for one in every]
    return result.assign_coords(reference_date=("scenario", days)) if len(set(days)) > 1 else result
