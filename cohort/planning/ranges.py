"""Between what each answer lies over the versions of a plan: goal-seek, delay, holding, values, gap, lines, standing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from cohort.planning.case import Case, Floats
from cohort.planning.delay import Delay
from cohort.planning.gap import LEVERS, NAMES, Gap, explicit, mixed, shapley, subsets
from cohort.planning.levers import Lever, members
from cohort.planning.monitor import Monitor, Standing, factors, on_path, rebased
from cohort.planning.solve import Solution
from cohort.planning.spread import SHARE, Spread, spread_of
from cohort.planning.stable import MOST_FAMILIES, Stable, stock
from cohort.planning.thresholds import Crossing, beyond
from cohort.planning.values import FamilyValue
from cohort.planning.versions import CELLS, Integers, Versions, met
from cohort.projection.project import project
from cohort.text import Said, Text, Year
from cohort.vocabulary import HEADINGS, NOT_CROSSED, VOCABULARY
from cohort.wording import Plain


def lever_range(versions: Versions, found: Solution) -> Spread:
    """Return between what a lever would have to be to reach what `solve` was asked for."""
    start = found.own if found.value is None else found.value
    values = versions.needed(found.lever, start, found.outlook.measure, found.outlook.year, found.target, found.since)
    return _said(versions, values, for_goal(found), found.lever.places)


def for_goal(found: Solution) -> Text:
    """Return a lever with what it is to reach."""
    return Text("{lever}, for {goal} in {year}", "{year}に{goal}となる{lever}", lever=found.lever.text, goal=found.goal_text,
                year=Year(found.outlook.year))  # fmt: skip


def delay_ranges(versions: Versions, first: Delay, late: Delay) -> tuple[Spread, Spread]:
    """Return between what is lost where the value that each version needs begins later, and what would be needed then."""
    asked, target = first.outlook, first.outlook.value
    needed = versions.needed(first.lever, first.value, asked.measure, asked.year, target, first.since)
    within = versions.until(asked.year)
    start = np.where(np.isfinite(needed), needed, first.value)
    reached = [
        within.outcome(within.moved(first.lever, start, since), asked.measure, asked.year)
        for since in (first.since, late.since)
    ]
    lost = np.where(np.isfinite(needed), reached[0] - reached[1], np.nan)
    again = versions.needed(first.lever, late.needed or late.value, asked.measure, asked.year, target, late.since)
    told = {"late": Year(late.since), "year": Year(asked.year), "lever": first.lever.text}
    return (
        _said(versions, lost, Text("Begun in {late}, fewer residents in {year}", "{late}に始めた場合、{year}に少なくなる人数", **told)),
        _said(versions, again, Text("{lever}, begun in {late}", "{late}に始めて展望に届く{lever}", **told), first.lever.places),
    )  # fmt: skip


def held_range(versions: Versions, found: Stable) -> Spread:
    """Return between how many households a year would hold a number."""
    one, within = Lever(f"households:{found.template}"), versions.until(found.until)

    def missing(values: Floats, which: Integers) -> Floats:
        given = within.some(which).moved(one, values, found.since)
        made = project(given, variables=("population",), failing="nan", fingerprint=False)
        path = stock(made, found.measure, versions.case).transpose("draw", "time")
        return np.asarray(path.sel(time=slice(found.held, found.until)) - path.sel(time=found.since))

    without = missing(np.zeros(versions.count), np.arange(versions.count))
    least = without.min(axis=1)
    short = np.flatnonzero(least < 0)
    values = np.where(least >= 0, 0.0, np.nan)
    if short.size:
        of_plan = stock(project(within.case.assumptions), found.measure, within.case)
        slope = (found.level - of_plan.sel(time=slice(found.held, found.until)).min()) / (found.families or 100.0)
        values[short] = met(
            lambda given, which: missing(given, short[which]),
            np.zeros(short.size), without[short], float(slope), (0.0, MOST_FAMILIES),
        )  # fmt: skip
    return _said(
        versions,
        np.ceil(values - 1e-6),
        Text("Families a year that hold: {what}", "維持に必要な年間の世帯数：{what}", what=found.text),
    )


def value_range(versions: Versions, found: FamilyValue) -> Spread:
    """Return between how many residents one household is."""
    within = versions.until(found.until)
    at = (within.case.periods == found.year)[:, None, None]
    given, people = within.bare, xr.Variable(CELLS, members(versions.case, found.template) * at)
    more = given.assign(net_migration=given.variables["net_migration"] + people if "net_migration" in given else people)
    gained = within.outcome(more, "population", found.until) - within.outcome(given, "population", found.until)
    what = Text("One {who}, residents in {year}", "{who} 1世帯の{year}の人口", who=found.text, year=Year(found.until))
    return _said(versions, gained, what, 1)


def crossing_range(versions: Versions, found: Crossing) -> Spread:
    """Return between which years a line is crossed, from the side the plan begins on."""
    path = stock(versions.people, found.measure, versions.case).transpose("draw", "time")
    crossed = beyond(path, found.line, found.below).values
    years = np.where(crossed.any(axis=1), path["time"].values[crossed.argmax(axis=1)], np.nan)
    # one that never crosses lies beyond all that do: the ends of the middle are those of all, so that it may have none
    last = np.nanmax(years) if np.isfinite(years).any() else np.nan
    said = _said(versions, years, Text("First year: {line}", "{line}年", line=found.line_text))
    if versions.over == "draws" and np.isfinite(last):
        ends = np.quantile(
            np.where(np.isfinite(years), years, np.inf), [(1 - SHARE) / 2, (1 + SHARE) / 2], method="nearest"
        )
        said = replace(said, low=float(ends[0]), high=float(ends[1]))
    return replace(said, years=True, lacking=NOT_CROSSED)


def gap_ranges(versions: Versions, reference: Case | Versions, found: Gap) -> tuple[Spread, ...]:
    """Return between what the gap to a reference lies, and each lever's part of it: one reference, or one with the same luck."""
    within = reference.until(found.year)
    one = explicit(within) if isinstance(within, Case) else within.explicit
    two = versions.until(found.year).explicit
    if "net_migration" not in two:  # the same for all: nobody
        rate = two["net_migration_rate"].isel(draw=0, drop=True, missing_dims="ignore")
        two = two.assign(net_migration=xr.zeros_like(rate))
    totals = {}
    for subset in subsets():
        made = project(mixed(one, two, subset), "totals", variables=("population",), failing="nan", fingerprint=False)
        totals[subset] = versions.each(made["population"].isel(time=-1))
    total = totals[frozenset(LEVERS)] - totals[frozenset()]
    what = Text(
        "Difference from “{first}” in {year}", "{year}の「{first}」との差", first=found.first, year=Year(found.year)
    )
    parts = [(what, total)]
    parts += [(Text("of it {lever}", "うち{lever}", lever=NAMES[lever]), shapley(lever, totals)) for lever in LEVERS]
    return tuple(_said(versions, values, what) for what, values in parts)


def path_ranges(versions: Versions, found: Sequence[Standing]) -> tuple[Spread, ...]:
    """Return between what paths lie where an actual stands beside them; a measure that a path does not have is left out."""
    years = [one.year for one in found if one.measure != "tfr"]
    within = versions.until(max(years, default=0) + 2)
    made = project(within.bare, "totals", failing="nan", fingerprint=False)
    said = []
    for one in found:
        if one.measure not in made:
            continue
        rows = made[one.measure].transpose("draw", ...).values
        times = made["time"].values
        values = [
            on_path(row, one.measure, one.year, times + part) for row, part in zip(rows, versions.parts, strict=True)
        ]
        what = Text("{what} of {year} on the path (actual: {actual})", "{year}の{what}の経路（実績{actual}）",
                    what=HEADINGS.get(one.measure) or VOCABULARY[one.measure].text, year=Year(one.year),
                    actual=Plain(one.actual))  # fmt: skip
        said.append(_said(versions, np.array([np.nan if value is None else value for value in values]), what))
    return tuple(said)


def remaining_range(versions: Versions, monitor: Monitor, found: Solution) -> Spread:
    """Return between what a lever would still have to be from the latest count on: each version's rates, today's residents."""
    year = monitor.today.year
    case = versions.case
    place = int(np.flatnonzero(case.periods >= year)[0])
    begin = versions.until(year).bare
    path = project(begin, variables=("population",), failing="nan", fingerprint=False)["population"]
    there = path.sel(time=int(case.periods[place])).transpose("draw", "sex", "age")
    people = there.values * factors(case, year, there)
    people *= monitor.residents / people.sum(axis=(1, 2), keepdims=True)
    begun = versions.until(found.outlook.year).explicit.isel(period=slice(place, None))
    begun = begun.assign(launch_population=there.copy(data=people))
    if "tfr" in versions.given:
        begun = begun.assign(tfr=versions.given["tfr"].sel(period=begun["period"]))
    begun["launch_population"].attrs["year"] = int(case.periods[place])
    later = Versions(
        rebased(case, year, monitor.residents),
        begun.drop_vars("time", errors="ignore"),
        versions.over,
        versions.parts,
        versions.alike,
        versions.missing,
    )
    again = lever_range(later, found)
    what = Text("Re-solved from the latest count: {what}", "直近の人口から求め直した、{what}", what=for_goal(found))
    return replace(again, what=what)


def _said(versions: Versions, values: Floats, what: Said, places: int = 0) -> Spread:
    return spread_of(values, what, versions.over, versions.alike, versions.missing, places)
