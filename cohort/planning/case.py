"""One scenario with its inputs and assumptions: what every answer is worked out on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.measures import summarise
from cohort.assumptions import assume
from cohort.errors import CohortError, did_you_mean, fail
from cohort.inputs import Inputs, read_inputs
from cohort.projection.project import project
from cohort.run import Run, default_inputs
from cohort.scenario import read_scenario, read_scenarios
from cohort.scenario.model import Outlook, Scenario
from cohort.sharing import shared
from cohort.text import Text

Floats = NDArray[np.float64]
SUBJECT = "planning"


@dataclass(frozen=True, eq=False)
class Case:
    """One scenario with its inputs and assumptions.

    Attributes
    ----------
    inputs : Inputs
    scenario : Scenario
    assumptions : Dataset
        Of this scenario alone, without a dim ``scenario``.
    """

    inputs: Inputs
    scenario: Scenario
    assumptions: xr.Dataset

    @property
    def short(self) -> Text:
        """Short title of the scenario."""
        return Text(self.scenario.short("en"), self.scenario.short("ja"))

    @cached_property
    def periods(self) -> NDArray[np.int64]:
        """First years of the intervals."""
        return self.assumptions["period"].values.astype(np.int64)

    @property
    def step(self) -> int:
        """Years from one instant to the next."""
        return int(self.assumptions.attrs["step"])

    @property
    def last(self) -> int:
        """Last instant."""
        return int(self.periods[-1]) + self.step

    @cached_property
    def ahead(self) -> int:
        """First period that is still to come: it begins after the latest figure of the inputs."""
        coming = self.periods[self.periods > self.inputs.latest_day.year]
        return int(coming[0]) if coming.size else self.last

    @cached_property
    def projected(self) -> xr.DataArray:
        """Residents of the scenario as it is (time, sex, age)."""
        return project(self.assumptions, variables=("population",))["population"]

    @cached_property
    def summary(self) -> xr.Dataset:
        """Measures of the scenario as it is; of one that is cut off, what the whole one has until then."""
        whole: Case | None = self.worked_out.get("whole")
        if whole is None:
            return summarise(project(self.assumptions))
        return whole.summary.isel(time=slice(0, len(self.periods) + 1), period=slice(0, len(self.periods)))

    def since(self, year: int | None, before: int | None = None) -> int:
        """Return the first period that may change: from the year asked for, never one gone by, and ``before`` what is looked at.

        Raises
        ------
        CohortError
            If the year has gone by, or lies beyond the projection or what is looked at.
        """
        if year is None:
            return self.ahead
        end = self.last if before is None else before
        first = self.periods[(self.periods >= year) & (self.periods < end)]
        if year < self.ahead or not first.size:
            last = int(self.periods[self.periods < end][-1])
            fail(self.scenario.file, "since", kind=CohortError,
                 en=f"got {year}; what has gone by cannot be changed, and what is looked at ends in {end}: use a year from "
                 f"{self.ahead} to {last}.",
                 ja=f"{year} 年です。過ぎた年は変えられず、見るのは {end} 年までです。{self.ahead}～{last} 年を指定してください。")  # fmt: skip
        return int(first[0])

    def outlook(self, measure: str | None = None) -> Outlook:
        """Return the outlook of the set: the first about the population, else the first.

        Raises
        ------
        CohortError
            If there is none, or its year is not in the projection's time to come.
        """
        stated = [one for one in self.scenario.outlooks if one.scope == "set"]
        wanted = [one for one in stated if one.measure == (measure or "population")] or ([] if measure else stated)
        if not wanted:
            known = ", ".join(one.measure for one in stated)
            fail(
                self.scenario.file,
                "outlook",
                kind=CohortError,
                en=f"states no outlook{f' for {measure}' if measure else ''}"
                f"{f' (only for {known})' if known else ''}; add [[outlook]] with measure, year and about or at_least.",
                ja=f"{f'{measure} の' if measure else ''}展望がありません{f'（あるのは {known}）' if known else ''}。"
                "[[outlook]] に measure、year、about か at_least を書いてください。",
            )
        return wanted[0]

    def check_year(self, year: int) -> None:
        """Refuse a year in which nothing can be reached any more, or that the projection does not have."""
        if not self.ahead < year <= self.last:
            fail(
                self.scenario.file,
                "outlook.year",
                kind=CohortError,
                en=f"got {year}; nothing changed from {self.ahead} on reaches it, or the projection ends before; use a year from "
                f"{self.ahead + self.step} to {self.last}, or set launch.until later.",
                ja=f"{year} 年です。{self.ahead} 年以降の変化では届かないか、推計がそれより前に終わります。{self.ahead + self.step} 年から "
                f"{self.last} 年までとするか、launch.until を延ばしてください。",
            )

    def until(self, year: int) -> Case:
        """Return the case cut off after a year: what comes later costs no time."""
        count = max(int(np.searchsorted(self.periods, year)), 1)
        if count not in self._cuts:
            self._cuts[count] = cut = replace(self, assumptions=self.assumptions.isel(period=slice(0, count)))
            cut.worked_out["whole"] = self
        return self._cuts[count]

    @cached_property
    def _cuts(self) -> dict[int, Case]:
        return {}

    @cached_property
    def worked_out(self) -> dict[Any, Any]:
        """What one answer has worked out and the next one needs again, by what it belongs to."""
        return {}


def reading(summary: xr.Dataset, measure: str, year: int) -> Floats:
    """Return a measure in a year: stocks between two instants in a straight line, flows of the period, a year."""
    values = summary[measure]
    if "time" in values.dims:
        times = values["time"].values
        later = min(int(np.searchsorted(times, year)), len(times) - 1)
        after = values.isel(time=later).values
        if times[later] == year or later == 0:
            return np.asarray(after, dtype=float)
        share = (year - times[later - 1]) / (times[later] - times[later - 1])
        return np.asarray((1 - share) * values.isel(time=later - 1).values + share * after)
    periods = values["period"].values
    at = int(np.clip(np.searchsorted(periods, year, side="right") - 1, 0, len(periods) - 1))
    return np.asarray(values.isel(period=at).values / int(summary.attrs.get("step", 1)))


@shared
def case_of(run: Run, scenario: str | None = None) -> Case:
    """Return one scenario of a run; by default the plan, else the first.

    Raises
    ------
    CohortError
        If the run has no such scenario.
    """
    names = [one.name for one in run.scenarios]
    if scenario is None:
        scenario = next((one.name for one in run.scenarios if one.role == "plan"), names[0])
    if scenario not in names:
        fail(
            SUBJECT,
            "scenario",
            kind=CohortError,
            en=f"there is no {scenario!r}; there are: {', '.join(names)}." + did_you_mean(scenario, names, "en"),
            ja=f"{scenario!r} はありません。あるのは {'、'.join(names)} です。" + did_you_mean(scenario, names, "ja"),
        )
    return Case(run.inputs, run.scenarios[scenario], of_one(run.assumptions, scenario))


def of_one(dataset: xr.Dataset, scenario: str) -> xr.Dataset:
    """Return a scenario's part of a dataset, without the dim."""
    if "scenario" not in dataset.dims:
        return dataset
    one = dataset.sel(scenario=scenario).drop_vars("scenario")
    if "reference_date" in one.coords:
        one = one.assign_attrs(reference_date=str(one["reference_date"].item())).drop_vars("reference_date")
    return one


def read_case(file: str | Path, inputs: str | Path | None = None) -> Case:
    """Return a scenario file with its inputs; of the folder, only what it stands on is worked out.

    Parameters
    ----------
    file : path
        A scenario file, or a folder, of which the plan (else the first scenario) is taken.
    inputs : path, optional
        Folder of inputs; by default the one that belongs to the folder.
    """
    path = Path(file)
    folder = path if path.is_dir() else path.parent
    if not path.is_dir():
        read_scenario(path)  # tells what is wrong with it, before what belongs to its folder is missed
    tables = read_inputs(default_inputs(folder) if inputs is None else inputs)
    if path.is_dir():
        members = list(read_scenarios(path, area=tables.area.code))
        one = next((each for each in members if each.role == "plan"), members[0])
    else:
        one = read_scenario(path, area=tables.area.code)
    stands_on = [one]
    if one.calibrate is not None and one.based_on:
        every = read_scenarios(folder, area=tables.area.code)
        stands_on = [each for each in every if each.name in (one.name, *one.based_on)]
    return Case(tables, one, of_one(assume(tables, stands_on), one.name))
