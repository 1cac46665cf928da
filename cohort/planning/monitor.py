"""Are we on the path? Yearly actuals beside every scenario, and what remains to be done from today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from cohort.errors import CohortError, Problems
from cohort.forms import CsvTable, read_frame
from cohort.forms.cells import Column as Field
from cohort.inputs import Inputs
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.gap import explicit
from cohort.planning.levers import Lever
from cohort.planning.solve import Solution, solve
from cohort.projection.project import project
from cohort.run import Run
from cohort.table import Column, Table, calendar, difference, label_column, table, value, words
from cohort.text import Day, Said, Text, Year, part_of_year
from cohort.vocabulary import HEADINGS, NOUNS
from cohort.wording import Amount, people

FLOWS = ("births", "deaths", "net_migration")
#: How far a figure may be on the worse side of a path and still be on it: residents as a share, events in standard errors.
RESIDENTS, ERRORS = 0.005, 2.0
AGREES = 0.01  # share by which an actual may differ from the register's own count of that day
SINCE = 2018

ACTUALS = CsvTable(
    "actuals",
    (
        Field("year", "integer", low=1900, high=2200),
        Field("population", "number", low=0, blank=True),
        Field("births", "number", low=0, blank=True),
        Field("deaths", "number", low=0, blank=True),
        Field("net_migration", "number", blank=True),
    ),
    ("year",),
    "Residents on 1 January and events of the calendar year, a row a year",
    "1月1日の人口と、その年の出生・死亡・社会増減（1年に1行）",
)


@dataclass(frozen=True)
class Standing:
    """One actual beside one scenario's path. ``on_track``: not on the worse side of it by more than chance."""

    scenario: str
    text: Text
    measure: str
    year: int
    actual: float
    path: float
    on_track: bool

    @property
    def gap(self) -> float:
        """Actual minus path."""
        return self.actual - self.path

    @property
    def sentence(self) -> Text:
        """The standing in words."""
        return Text(
            "{measure}, {year}: {actual} against {path} on the path of “{scenario}”: {standing}.",
            "{year}の{measure}：実績{actual}、「{scenario}」では{path}。{standing}。",
            measure=HEADINGS[self.measure],
            year=Year(self.year),
            actual=Amount(self.measure, self.actual),
            path=Amount(self.measure, self.path),
            scenario=self.text,
            standing=_ON if self.on_track else _OFF,
        )


_ON, _OFF = Text("on track", "想定どおり"), Text("short of the path", "想定に届いていない")


@dataclass(frozen=True)
class Monitor:
    """What the actuals say: standings, what remains from today, and what changed since the year before."""

    standings: tuple[Standing, ...]
    today: date
    residents: float
    remaining: tuple[Solution, ...]
    before: tuple[Solution, ...]
    changes: tuple[Said, ...]
    plan: str

    def latest(self, scenario: str | None = None) -> tuple[Standing, ...]:
        """Return the latest standing of each measure, of one scenario or all."""
        chosen = [one for one in self.standings if scenario in (None, one.scenario)]
        newest: dict[tuple[str, str], Standing] = {}
        for one in sorted(chosen, key=lambda each: each.year):
            newest[one.scenario, one.measure] = one
        return tuple(newest.values())

    @property
    def sentences(self) -> tuple[Said, ...]:
        """The answer: the plan's latest standings, what changed, what remains."""
        made: list[Said] = [one.sentence for one in self.latest(self.plan)]
        made += self.changes
        for then, now in zip(self.before, self.remaining, strict=True):
            told: Said = Text(
                "Re-solved from today ({residents} residents on {day}): {answer}",
                "今日の人口（{day}に{residents}人）から求め直すと、{answer}",
                residents=people(self.residents), day=Day(self.today), answer=now.sentence,
            )  # fmt: skip
            made.append(told)
            if then.stated is not None and now.stated is not None:
                places = now.lever.places
                made.append(
                    Text("On the path itself it would be {then}; the difference is what the years gone by have added.",
                         "計画の経路のままなら{then}。差は、これまでの実績との違いによるものです。",
                         then=f"{then.stated:,.{places}f}")
                )  # fmt: skip
        return tuple(made)

    def table(self) -> Table:
        """Return actuals beside paths: every year of the plan, the latest of the others."""
        own = [one for one in self.standings if one.scenario == self.plan]
        rows = [
            [
                words(one.text), words(HEADINGS[one.measure]), calendar(one.year),
                value(one.measure, one.path, scenario=one.scenario, year=one.year),
                value(one.measure, one.actual, year=one.year),
                difference(one.measure, one.gap, scenario=one.scenario, year=one.year),
                words(_ON if one.on_track else _OFF, "good" if one.on_track else "bad"),
            ]
            for one in (*own, *(each for each in self.latest() if each.scenario != self.plan))
        ]  # fmt: skip
        return table(
            "monitor",
            Text("Actuals beside the paths", "実績と各シナリオの比較"),
            [
                label_column(Text("Scenario", "シナリオ"), 2.4),
                Column(Text("Measure", "項目"), "l", 1.3),
                Column(Text("Year", "年"), "c"),
                *(
                    Column(head)
                    for head in (Text("Path", "経路"), Text("Actual", "実績"), Text("Difference", "差"))
                ),
                Column(Text("Standing", "状況"), "l", 1.4),
            ],
            rows,
            [
                Text(
                    "Residents: on 1 January. On track: not worse than the path by more than 0.5% (residents), two standard errors "
                    "(births, deaths), or the standard deviation of past years (net migration).",
                    "人口は1月1日。想定どおりとは、経路より悪い側に、人口で0.5％、出生・死亡で標準誤差の2倍、社会増減で過去の標準偏差を"
                    "超えて離れていないことをいう。",
                )
            ],
        )


def read_actuals(file: str | Path, inputs: Inputs) -> pd.DataFrame:
    """Return the rows of a file of actuals: ``year`` and any of ``population`` (1 January), ``births``, ``deaths``, ``net_migration``.

    Raises
    ------
    CohortError
        With everything that is wrong, and every count that contradicts the register of the same day.
    """
    frame = read_frame(Path(file), ACTUALS)
    counted = register_counts(inputs)
    problems = Problems(str(file), CohortError)
    for year, given in zip(frame["year"], frame["population"], strict=True):
        known = counted.get(int(year))
        if known and np.isfinite(given) and abs(given / known - 1) > AGREES:
            problems.add(
                f"{int(year)}, population",
                en=f"got {given:,.0f}, but the register of 1 January {int(year)} has {known:,.0f}; mend the row, or the inputs if "
                "they are wrong.",
                ja=f"{given:,.0f} 人ですが、{int(year)} 年 1 月 1 日の住民基本台帳は {known:,.0f} 人です。行を直すか、入力の方が誤りなら"
                "入力を直してください。",
            )
    problems.raise_if_any()
    return frame


def register_counts(inputs: Inputs) -> dict[int, float]:
    """Return the register's totals of all residents on 1 January, by year."""
    counted = inputs.observed_totals(SINCE)
    chosen = counted[(counted["basis"] == "register") & (counted["date"].dt.strftime("%m-%d") == "01-01")]
    return {day.year: float(seen) for day, seen in zip(chosen["date"], chosen["value"], strict=True)}


def observed_actuals(inputs: Inputs) -> dict[str, dict[int, float]]:
    """Return what the inputs observed: register totals on 1 January, births, deaths and net migration by calendar year."""
    flows = inputs.observed_flows(SINCE)
    found = {"population": register_counts(inputs)}
    for measure in FLOWS:
        rows = flows[flows["measure"] == measure]
        found[measure] = {
            int(year): float(seen) for year, seen in zip(rows["year"], rows["value"], strict=True)
        }
    return found


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
    if actuals is not None:
        for measure in found:
            rows = actuals[np.isfinite(actuals[measure].astype(float))]
            found[measure].update(
                {int(y): float(v) for y, v in zip(rows["year"], rows[measure], strict=True)}
            )
    plan = case_of(run, scenario)
    standings: list[Standing] = []
    for one in run.scenarios:
        if one.is_main or one.name == plan.scenario.name:
            standings += _standings(case_of(run, one.name), found)
    counts = {year: seen for year, seen in found["population"].items() if year > plan.periods[0]}
    before = tuple(solve(plan, lever=name)[-1] for name in levers)
    remaining, year = before, int(plan.periods[0])
    if counts:
        year = max(counts)
        case = rebased(plan, year, counts[year])
        remaining = tuple(solve(case, lever=name)[-1] for name in levers)
    residents = counts.get(year, float(plan.summary["population"].values[0]))
    return Monitor(
        tuple(standings), date(year, 1, 1), residents, remaining, before, _changes(found), plan.scenario.name
    )


def _standings(case: Case, found: dict[str, dict[int, float]]) -> list[Standing]:
    """Return every actual that the case's path covers."""
    part = part_of_year(str(case.assumptions.attrs.get("reference_date", "01-01")))
    times = case.summary["time"].values + part
    made = []
    for measure, actual in found.items():
        for year, seen in sorted(actual.items()):
            own = _own(case, measure, year, part, times)
            if own is not None and year > case.periods[0]:
                good = _on_track(case, measure, seen, own)
                made.append(Standing(case.scenario.name, case.short, measure, year, seen, own, good))
    return made


def _own(case: Case, measure: str, year: int, part: float, times: Floats) -> float | None:
    """Return a path's value on 1 January of a year, or in a calendar year; None beyond it."""
    values = case.summary[measure].values
    if measure == "population":
        return float(np.interp(year, times, values)) if times[0] <= year <= times[-1] else None
    periods = case.periods + part
    inside = (year >= periods[0]) & (year + 1 <= periods[-1] + case.step)
    if not inside:
        return None
    edges = np.append(periods, periods[-1] + case.step)
    running = np.concatenate([[0.0], np.cumsum(values)])
    return float(np.interp(year + 1, edges, running) - np.interp(year, edges, running))


def _on_track(case: Case, measure: str, seen: float, own: float) -> bool:
    if measure == "population":
        return seen >= own * (1 - RESIDENTS)
    if measure == "net_migration":
        return seen >= own - Lever("migration.net").seen(case).deviation
    worse = own - seen if measure == "births" else seen - own
    return worse <= ERRORS * float(np.sqrt(max(own, 1.0)))


def _changes(found: dict[str, dict[int, float]]) -> tuple[Said, ...]:
    """Return what the latest year of each measure changed against the one before."""
    said: list[Said] = []
    for measure, actual in found.items():
        years = sorted(actual)
        if len(years) < 2:
            continue
        first, last = years[-2:]
        said.append(
            Text("Since last time: {measure} {old} ({first}) to {new} ({last}).", "前回から：{measure} {old}（{first}）→{new}（{last}）。",
                 measure=HEADINGS.get(measure, NOUNS[measure]), old=Amount(measure, actual[first]), first=Year(first),
                 new=Amount(measure, actual[last]), last=Year(last))
        )  # fmt: skip
    return tuple(said)


def rebased(case: Case, year: int, residents: float) -> Case:
    """Return the case begun anew from what was counted on 1 January of a year: its ages where the register has them.

    Without ages of that day those of the path are taken, scaled to the total. Schedules are the scenario's own.
    """
    at = int(np.flatnonzero(case.periods >= year)[0])
    given = explicit(case).assign(
        {name: case.assumptions[name] for name in ("tfr", "e0") if name in case.assumptions}
    )
    path = project(case.assumptions)["population"].sel(time=int(case.periods[at]))
    people_there = path.transpose("sex", "age").values * _factors(case, year, path)
    people_there *= residents / people_there.sum()
    launch = xr.DataArray(
        people_there, dims=("sex", "age"), coords={dim: given[dim] for dim in ("sex", "age")}
    )
    begun = given.isel(period=slice(at, None)).assign(launch_population=launch)
    begun["launch_population"].attrs["year"] = int(case.periods[at])
    return replace(case, assumptions=begun)


def _factors(case: Case, year: int, path: xr.DataArray) -> Floats:
    """Return counted over projected residents by sex and age: 1 where the register has no ages of that day."""
    values = path.transpose("sex", "age").values
    ones = np.ones_like(values)
    try:
        counted = case.inputs.population_on("register", f"{year}-01-01")[0]
    except CohortError:
        return ones
    lower = counted["age"].values
    group = np.searchsorted(lower, case.assumptions["age"].values, side="right") - 1
    seen = counted.sel(sex=case.assumptions["sex"].values).transpose("sex", "age").values
    projected = np.stack([np.bincount(group, row, len(lower)) for row in values])
    ratio = np.divide(seen, projected, out=np.ones_like(projected), where=projected > 0)
    return np.asarray(ratio[:, group])
