"""A run as the story reads it: its names, years, numbers and reference days, of one area."""

from __future__ import annotations

import datetime
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.compare import print_years
from cohort.analysis.verdict import Verdict
from cohort.errors import ProjectionError, fail
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.story.model import Names
from cohort.story.names import names_of
from cohort.text import Day


class Numbers:
    """What the sections, tables and charts of a story ask of a run.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it, of one area.

    Raises
    ------
    ProjectionError
        If the run has several areas or draws.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self.names: Names = names_of(run)
        self.projection, self.summary = _of_one(run.projection), _of_one(run.summary)
        self.assumptions = _of_one(run.assumptions)
        self._measures: dict[str, dict[str, NDArray[np.float64]]] = {}

    @cached_property
    def years(self) -> list[int]:
        """Instants of the projection."""
        return [int(year) for year in self.projection["time"].values]

    @cached_property
    def periods(self) -> list[int]:
        """First years of the intervals."""
        return [int(year) for year in self.projection["period"].values]

    @property
    def step(self) -> int:
        """Years from one instant to the next."""
        return int(self.run.projection.attrs["step"])

    @cached_property
    def outlook(self) -> Outlook | None:
        """The outlook that the headline speaks of: the first about the population."""
        return next((one.outlook for one in self.judged), None)

    @cached_property
    def judged(self) -> list[Verdict]:
        """The verdicts on the first outlook about the population, of every scenario of the set."""
        asked = [one for one in self.run.verdicts if one.outlook.scope == "set"]
        first = next((one.outlook for one in asked if one.outlook.measure == "population"), None)
        return [one for one in asked if one.outlook == first]

    @cached_property
    def target(self) -> int:
        """The outlook's year, or the last instant before it; the last of all where there is no outlook."""
        wanted = self.years[-1] if self.outlook is None else self.outlook.year
        return max((year for year in self.years if year <= wanted), default=self.years[-1])

    @cached_property
    def round_years(self) -> list[int]:
        """The first year, every fifth calendar year, the outlook's, the last."""
        wanted = {self.years[0], self.target, self.years[-1]}
        return [year for year in self.years if year % 5 == 0 or year in wanted]

    @cached_property
    def printed_years(self) -> list[int]:
        """The years that fit on a page: round ones, the first, the outlook's, the last."""
        years = print_years(self.years[0], self.years[-1], [self.target], at_most=8)
        return [year for year in years if year in self.years]

    def of(self, name: str, dataset: xr.Dataset) -> xr.Dataset:
        """Return a scenario's part of a dataset; variables that do not vary by scenario stay as they are."""
        return dataset.sel(scenario=name) if "scenario" in dataset.dims else dataset

    def measures(self, name: str) -> dict[str, NDArray[np.float64]]:
        """Return the arrays of a scenario's summary by measure: selecting once is much quicker than number by number."""
        if name not in self._measures:
            part = self.of(name, self.summary)
            self._measures[name] = {str(key): part[key].values for key in part.data_vars}
        return self._measures[name]

    def at(self, name: str, measure: str, year: int) -> float:
        """Return a stock of a scenario at an instant."""
        return float(self.measures(name)[measure][self.years.index(year)])

    def within(self, name: str, measure: str, first: int, last: int) -> float:
        """Return a flow of a scenario added up over the periods that begin from ``first`` to ``last``; persons."""
        chosen = [i for i, year in enumerate(self.periods) if first <= year <= last]
        return float(self.measures(name)[measure][chosen].sum())

    def reference_day(self, name: str) -> str:
        """Return month and day of a scenario's instants, ``"01-01"``."""
        projection = self.run.projection
        if "reference_date" in projection.coords and "scenario" in projection["reference_date"].dims:
            return str(projection["reference_date"].sel(scenario=name).item())
        return str(projection.attrs.get("reference_date", f"{self.run.scenarios[name].launch.date:%m-%d}"))

    def instant(self, name: str, year: int) -> Day:
        """Return the day of a scenario's instant in words."""
        month, day = (int(part) for part in self.reference_day(name).split("-"))
        return Day(datetime.date(year, month, day))


def _of_one(dataset: xr.Dataset) -> xr.Dataset:
    """Return a dataset without dims ``area`` and ``draw`` of one member."""
    for dim in ("area", "draw"):
        if dataset.sizes.get(dim, 1) > 1:
            fail(
                "story",
                dim,
                kind=ProjectionError,
                en=f"the run has {dataset.sizes[dim]}; outputs are written for one. Select one first, e.g. .isel({dim}=0), "
                "or draw several with cohort.plot.small_multiples or fan.",
                ja=f"実行結果に {dim} が {dataset.sizes[dim]} 個あります。出力は一つ分です。先に .isel({dim}=0) のように一つ選ぶか、"
                "cohort.plot の small_multiples か fan を使ってください。",
            )
        dataset = dataset.isel({dim: 0}, drop=True) if dim in dataset.dims else dataset
    return dataset
