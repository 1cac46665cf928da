"""Are we on the path? Yearly actuals beside every scenario, and what remains to be done from today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
import xarray as xr

from cohort.errors import CohortError
from cohort.inputs import Inputs
from cohort.planning.actuals import AIMED, observed_actuals
from cohort.planning.benchmark import Benchmark, benchmarks
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.gap import explicit
from cohort.planning.levers import Lever
from cohort.planning.solve import Solution, solve
from cohort.run import Run
from cohort.text import Text, part_of_year

#: How far a figure may be on the worse side of a path and still be on it: residents as a share, events in standard errors.
RESIDENTS, ERRORS = 0.005, 2.0
YEARS_OF_TFR = 5  # a city's published rate stands for so many years of births


@dataclass(frozen=True)
class Standing:
    """One actual beside one scenario's path; ``edge`` is how far on the worse side it may be by chance."""

    scenario: str
    text: Text
    measure: str
    year: int
    actual: float
    path: float
    edge: float

    @property
    def gap(self) -> float:
        """Actual minus path."""
        return self.actual - self.path

    @property
    def distance(self) -> float:
        """The gap in edges, below 0 on the worse side: fewer residents or births, more deaths."""
        better = -self.gap if self.measure == "deaths" else self.gap
        return better / self.edge if self.edge else float(np.sign(better)) * (1 + abs(better))

    @property
    def on_track(self) -> bool:
        """Whether it is not on the worse side by more than chance."""
        return self.distance >= -1.0


@dataclass(frozen=True)
class Aim:
    """A target of a strategy beside what came true: base, target, and the latest actual."""

    measure: str
    base_year: int
    base: float
    target_year: int
    target: float
    year: int
    actual: float

    @property
    def due(self) -> float:
        """What the straight line from the base to the target has in the actual's year."""
        share = min(max((self.year - self.base_year) / (self.target_year - self.base_year), 0.0), 1.0)
        return self.base + share * (self.target - self.base)


@dataclass(frozen=True)
class Monitor:
    """What the actuals say.

    Attributes
    ----------
    standings : tuple of Standing
        Every actual that a path covers, of every main scenario.
    aims : tuple of Aim
        The latest strategy's own targets.
    today : date
        Of the latest count of residents, which is ``residents``.
    remaining, last_time, before : tuple of Solution
        What each lever would have to be, re-solved from today, from the count before, and on the path as planned.
    last_day : date or None
        Of the count before.
    actuals : mapping of str to mapping of int to float
        Measure -> year -> what was counted.
    plan : str
        The scenario whose effort is re-solved.
    benchmarks : tuple of Benchmark
        The last year's change gone on, beside the paths; none for scenarios that do not start on 1 January.
    """

    standings: tuple[Standing, ...]
    aims: tuple[Aim, ...]
    today: date
    residents: float
    remaining: tuple[Solution, ...]
    last_time: tuple[Solution, ...]
    before: tuple[Solution, ...]
    last_day: date | None
    actuals: Mapping[str, Mapping[int, float]]
    plan: str
    benchmarks: tuple[Benchmark, ...] = ()

    def latest(self, scenario: str | None = None) -> tuple[Standing, ...]:
        """Return the latest standing of each measure, of one scenario or all."""
        chosen = [one for one in self.standings if scenario in (None, one.scenario)]
        newest: dict[tuple[str, str], Standing] = {}
        for one in sorted(chosen, key=lambda each: each.year):
            newest[one.scenario, one.measure] = one
        return tuple(newest.values())


def monitor(
    run: Run,
    actuals: pd.DataFrame | None = None,
    scenario: str | None = None,
    levers: Sequence[str] = ("migration.net",),
) -> Monitor:
    """Return how a set stands: actuals beside each main scenario's path, and the effort that remains, re-solved from today.

    Parameters
    ----------
    run : Run
    actuals : DataFrame, optional
        As `read_actuals` returns it; its rows stand before those of the inputs.
    scenario : str, optional
        Whose effort is re-solved; by default the plan.
    levers : sequence of str
        As for `solve`.
    """
    found = observed_actuals(run.inputs)
    for measure, years in found.items():
        if actuals is not None and measure in actuals:
            rows = actuals[np.isfinite(actuals[measure].astype(float))]
            years.update({int(y): float(v) for y, v in zip(rows["year"], rows[measure], strict=True)})
    plan = case_of(run, scenario)
    cases = [plan if one.name == plan.scenario.name else case_of(run, one.name)
             for one in run.scenarios if one.is_main or one.name == plan.scenario.name]  # fmt: skip
    standings = tuple(standing for one in cases for standing in _standings(one, found))
    counts = {year: seen for year, seen in found["population"].items() if year > plan.periods[0]}
    days = sorted(counts)
    before = tuple(solve(plan, lever=name, goal="figure")[0] for name in levers)
    solved = [
        tuple(
            solve(rebased(plan, year, counts[year]), lever=name, since=before[0].since, goal="figure")[0]
            for name in levers
        )
        for year in days[-2:]
    ]
    today = days[-1] if days else int(plan.periods[0])
    return Monitor(
        standings, _aims(run.inputs, found), date(today, 1, 1), counts.get(today, float(plan.summary["population"].values[0])),
        solved[-1] if solved else before, solved[0] if len(solved) > 1 else (), before,
        date(days[-2], 1, 1) if len(days) > 1 else None, found, plan.scenario.name, _benchmarks(plan, standings, found),
    )  # fmt: skip


def _benchmarks(
    plan: Case, standings: Sequence[Standing], found: Mapping[str, Mapping[int, float]]
) -> tuple[Benchmark, ...]:
    """Return what the last year's change gives, beside the paths of all scenarios."""
    if part_of_year(str(plan.assumptions.attrs.get("reference_date", "01-01"))):
        return ()
    paths: dict[tuple[str, int], tuple[tuple[Text, float], ...]] = {}
    for one in standings:
        paths[one.measure, one.year] = (*paths.get((one.measure, one.year), ()), (one.text, one.path))
    return benchmarks(found, int(plan.periods[0]), paths)


def _aims(inputs: Inputs, found: Mapping[str, Mapping[int, float]]) -> tuple[Aim, ...]:
    """Return the targets of the latest strategy that actuals since its base are of."""
    if inputs.targets is None:
        return ()
    rows = inputs.targets[inputs.targets["target_year"] == inputs.targets["target_year"].max()]
    made = []
    for _, row in rows.iterrows():
        measure, sign = AIMED.get(str(row["measure"]), ("", 1))
        base_year, last = int(row["base_year"]), int(row["target_year"])
        since = {year: seen for year, seen in found.get(measure, {}).items() if base_year < year}
        if since and str(row["ages"]) in ("", "all ages") and last > base_year:
            year = max(since)
            made.append(
                Aim(measure, base_year, sign * float(row["base"]), last, sign * float(row["target"]), year, since[year])
            )
    return tuple(made)


def _standings(case: Case, found: Mapping[str, Mapping[int, float]]) -> list[Standing]:
    """Return every actual that the case's path covers."""
    part = part_of_year(str(case.assumptions.attrs.get("reference_date", "01-01")))
    times = case.summary["time"].values + part
    made = []
    for measure, actual in found.items():
        if measure == "population" and case.scenario.launch.basis != "register":
            continue  # the register counts others than the census: the gap would be that of the two counts
        for year, seen in sorted(actual.items()):
            own = _own(case, measure, year, part, times)
            if own is not None and (measure != "population" or year > case.periods[0]):
                edge = _edge(case, measure, own)
                made.append(Standing(case.scenario.name, case.short, measure, year, seen, own, edge))
    return made


def _own(case: Case, measure: str, year: int, part: float, times: Floats) -> float | None:
    """Return a path's value on 1 January of a year, or in a calendar year; None beyond it."""
    periods = case.periods + part
    if measure == "tfr":
        at = int(np.searchsorted(periods, year + 0.5, side="right")) - 1
        inside = at >= 0 and year + 0.5 <= periods[-1] + case.step and "tfr" in case.assumptions
        return float(Lever("fertility.tfr").own(case)[at]) if inside else None
    return on_path(case.summary[measure].values, measure, year, times)


def on_path(values: Floats, measure: str, year: int, times: Floats) -> float | None:
    """Return what a path has on 1 January of a year (residents), or in a calendar year (events); None beyond it.

    ``times`` are the instants of the projection with the part of the year that they lie in.
    """
    if measure == "population":
        return float(np.interp(year, times, values)) if times[0] <= year <= times[-1] else None
    if not (year >= times[0] and year + 1 <= times[-1]):
        return None
    running = np.concatenate([[0.0], np.cumsum(values)])
    return float(np.interp(year + 1, times, running) - np.interp(year, times, running))


def _edge(case: Case, measure: str, own: float) -> float:
    """Return how far on the worse side an actual may be by chance."""
    if measure == "population":
        return own * RESIDENTS
    if measure == "net_migration":
        return Lever("migration.net").seen(case).deviation
    if measure == "tfr":
        births = float(case.summary["births"].values[0]) / case.step * YEARS_OF_TFR
        return ERRORS * own / float(np.sqrt(max(births, 1.0)))
    return ERRORS * float(np.sqrt(max(own, 1.0)))


def rebased(case: Case, year: int, residents: float) -> Case:
    """Return the case begun anew from what was counted on 1 January of a year: its ages where the register has them.

    Without ages of that day those of the path are taken, scaled to the total. Schedules are the scenario's own.
    """
    at = int(np.flatnonzero(case.periods >= year)[0])
    given = explicit(case).assign({name: case.assumptions[name] for name in ("tfr", "e0") if name in case.assumptions})
    path = case.projected.sel(time=int(case.periods[at]))
    people_there = path.transpose("sex", "age").values * factors(case, year, path)
    people_there *= residents / people_there.sum()
    launch = xr.DataArray(people_there, dims=("sex", "age"), coords={dim: given[dim] for dim in ("sex", "age")})
    begun = given.isel(period=slice(at, None)).assign(launch_population=launch)
    begun["launch_population"].attrs["year"] = int(case.periods[at])
    return replace(case, assumptions=begun)


def factors(case: Case, year: int, path: xr.DataArray) -> Floats:
    """Return counted over projected residents (..., sex, age): 1 where the register has no ages of that day."""
    values = path.transpose(..., "sex", "age").values
    try:
        counted = case.inputs.population_on("register", f"{year}-01-01")[0]
    except CohortError:
        return np.ones_like(values)
    lower, ages = counted["age"].values, case.assumptions["age"].values
    group = np.searchsorted(lower, ages, side="right") - 1
    seen = counted.sel(sex=case.assumptions["sex"].values).transpose("sex", "age").values
    first = np.searchsorted(group, np.unique(group))
    projected = np.add.reduceat(values, first, axis=-1)
    seen = np.broadcast_to(seen[:, np.unique(group)], projected.shape)
    ratio = np.divide(seen, projected, out=np.ones_like(projected), where=projected > 0)
    return np.asarray(ratio[..., np.searchsorted(np.unique(group), group)])
