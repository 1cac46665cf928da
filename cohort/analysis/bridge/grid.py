"""A projection read on the days and years of another: every five years, on one day of the year."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.errors import ProjectionError, fail

from .form import (
    OPEN_AGE,
    STEP,
    Form,
    five_year_survivorship,
    form_of,
    grouped_survivorship,
    in_groups,
    ordered,
    single_survivorship,
)

Array = npt.NDArray[np.float64]
NEEDED = ("population", "births", "deaths", "net_migration")


def one_scenario(projection: xr.Dataset, scenario: str | None, subject: str) -> tuple[xr.Dataset, str]:
    """Return one scenario of a projection, and its name.

    Raises
    ------
    ProjectionError
        No such scenario; several areas or draws; ages or flows that were not kept.
    """
    if "scenario" in projection.dims:
        names = [str(name) for name in projection["scenario"].values]
        name = names[0] if scenario is None else scenario
        if name not in names:
            fail(
                subject,
                "scenario",
                en=f"got {name!r}; there are {', '.join(names)}.",
                ja=f"{name!r} です。あるのは {'、'.join(names)} です。",
                kind=ProjectionError,
            )
        projection = projection.sel(scenario=name)
    else:
        own = projection.coords["scenario"].item() if "scenario" in projection.coords else "projection"
        name = scenario or str(own)
    extra = [dim for dim in ("area", "draw") if dim in projection.dims]
    missing = [key for key in NEEDED if key not in projection]
    if extra or missing or "age" not in projection["population"].dims:
        fail(
            subject,
            ", ".join(extra or missing or ["age"]),
            en='needs one area, one draw, and ages and flows as kept by project(..., keep="all").',
            ja='1つの地域・1回分の推計で、project(..., keep="all") による年齢別の結果が必要です。',
            kind=ProjectionError,
        )
    return projection, name


def day_of(projection: xr.Dataset) -> str:
    """Return the reference date of one scenario of a projection, month and day."""
    if "reference_date" in projection.coords:
        return str(projection["reference_date"].item())
    return str(projection.attrs["reference_date"])


def part_of_year(day: str) -> float:
    """Return how much of the year lies before a first day of a month: 0.75 for "10-01"."""
    return (int(day[:2]) - 1) / 12


class Reading:
    """A projection read on a given day of the year.

    Parameters
    ----------
    projection : Dataset
        One scenario, as `one_scenario` returns it.
    day : str or None
        Month and day; None: its own.

    Notes
    -----
    Between two instants the population is read off the straight line, cell by cell; the survivorship of a year that
    begins between two periods is made of both, in proportion (of the hazards).
    """

    def __init__(self, projection: xr.Dataset, day: str | None) -> None:
        self.step = int(projection.attrs["step"])
        self.projection = projection
        self.years = [int(year) for year in projection["time"].values]
        own = part_of_year(day_of(projection))
        shift = 0.0 if day is None else part_of_year(day) - own
        self.shift = shift % 1.0
        self.offset = 1 if shift < 0 else 0  # its 1 October 2019 + 3/12 is our 1 January 2020
        if self.step != 1 and self.shift:
            fail(
                "bridge",
                "reference_date",
                en=f"{day_of(projection)} in five-year steps cannot be read on {day}; project in one-year steps.",
                ja=f"基準日 {day_of(projection)} の5年刻みの推計は {day} に読み替えられません。1年刻みで推計してください。",
                kind=ProjectionError,
            )
        self.people = ordered(projection["population"])

    @property
    def first(self) -> int:
        """Return the first year that can be read."""
        return self.years[0] + self.offset

    @property
    def last(self) -> int:
        """Return the last year that can be read."""
        return self.years[-1] + self.offset - (1 if self.shift else 0)

    def at(self, year: int) -> Array:
        """Return the population of a year by sex and age, the projection's own ages."""
        i = (year - self.offset - self.years[0]) // self.step
        if not self.shift:
            return np.asarray(self.people[i])
        return np.asarray((1 - self.shift) * self.people[i] + self.shift * self.people[i + 1])

    def groups(self, year: int) -> Array:
        """Return the population of a year by sex and five-year group up to 90+."""
        people = self.at(year)
        if self.step == 1:
            return in_groups(people)
        last = OPEN_AGE // STEP
        return np.concatenate([people[:, :last], people[:, last:].sum(axis=1, keepdims=True)], axis=1)

    def form(self, start: int, end: int, subject: str) -> Form:
        """Return the projection in the official form from ``start`` to ``end``."""
        years = range(start, end + 1, STEP)
        population = np.stack([self.groups(year) for year in years])
        return form_of(population, self._survivorship(start, end), subject)

    def _survivorship(self, start: int, end: int) -> Array:
        first = (start - self.offset - self.years[0]) // self.step
        if self.step != 1:
            return grouped_survivorship(self.projection)[first : first + (end - start) // STEP]
        yearly = single_survivorship(self.projection)
        if self.shift:
            yearly = yearly[:-1] ** (1 - self.shift) * yearly[1:] ** self.shift
        return np.stack(
            [
                five_year_survivorship(self.at(start + k), yearly[first + k : first + k + STEP])
                for k in range(0, end - start, STEP)
            ]
        )
