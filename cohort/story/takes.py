"""What it would take: levers that meet the outlook, what a person is worth, why scenarios differ, what waiting costs, are we there."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import xarray as xr

from cohort.errors import CohortError
from cohort.planning import (
    Cheapest,
    Crossing,
    Delay,
    FamilyValue,
    Gap,
    Leaving,
    Mix,
    Momentum,
    Monitor,
    ShareParts,
    Solution,
    Spread,
    Stable,
    delays,
    family_values,
    gap_between,
    least_cost,
    least_effort,
    leaving,
    momentum,
    monitor,
    person_values,
    read_costs,
    returners_sentence,
    share_parts,
    solve,
    stabilise,
    thresholds,
)
from cohort.planning.case import Case, case_of, reading
from cohort.planning.cost import FILE as COSTS
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.stable import HELD
from cohort.story.numbers import Numbers
from cohort.story.ranges import ranges_of
from cohort.text import Text

LEVERS = ("migration.net", "fertility.tfr", "households:couple-30s-child")
LACKING = 0.1  # of the ages: as many may have no value, and the others are told
T = TypeVar("T")


def _or_none(ask: Callable[[], T]) -> T | None:
    """Return an answer; None where the scenario has none (no rates, another form, no years seen)."""
    try:
        return ask()
    except CohortError:
        return None


def _can_be_run_again(assumptions: xr.Dataset) -> bool:
    """Tell whether assumptions are whole: schedules by age, with what sets their levels."""
    return "age" in assumptions.dims and {"launch_population", "survivorship", "net_migration_rate"} <= set(assumptions)


class Takes:
    """The answers for the scenario a reader sees first, each worked out when it is first asked for."""

    def __init__(self, case: Case, numbers: Numbers) -> None:
        self.case, self.outlook, self.numbers = case, numbers.outlook, numbers

    @classmethod
    def of(cls, numbers: Numbers) -> Takes | None:
        """Return the answers, or None for a run without an outlook that something to come can still meet."""
        if numbers.outlook is None or not _can_be_run_again(numbers.run.assumptions):
            return None
        try:
            case = case_of(numbers.run, numbers.names.opening)
            case.check_year(numbers.outlook.year)
            made = cls(case, numbers)
            return made if made.solutions else None
        except CohortError:
            return None

    @cached_property
    def solutions(self) -> tuple[Solution, ...]:
        """What each lever alone would have to be; a lever that this scenario does not have is left out."""
        found: list[Solution] = []
        for lever in LEVERS:
            try:
                found += solve(self.case, lever=lever, outlook=self.outlook)
            except CohortError:
                continue
        return tuple(found)

    @cached_property
    def mix(self) -> Mix | None:
        """Migration and fertility together, where both have a past to weigh them by."""
        return _or_none(lambda: least_effort(self.case, outlook=self.outlook))

    @cached_property
    def cheapest(self) -> Cheapest | None:
        """The mix of least cost, where the set has costs.

        Raises
        ------
        CohortError
            If the file with the costs is wrong.
        """
        file = Path(self.numbers.run.scenarios.folder) / COSTS
        if not os.path.lexists(file):
            return None
        stated = read_costs(file)
        return _or_none(lambda: least_cost(self.case, stated, self.outlook))

    @cached_property
    def families(self) -> tuple[FamilyValue, ...]:
        """What a family that comes next year is in the outlook's year; without those that a small place cannot take in."""
        assert self.outlook is not None
        found = family_values(self.case, until=self.outlook.year)
        return tuple(one for one in found if np.isfinite(one.residents))

    @cached_property
    def persons(self) -> xr.Dataset | None:
        """What one person who comes next year is in the outlook's year, by sex and age; None where few could come one by one."""
        assert self.outlook is not None
        found = person_values(self.case, years=[self.case.ahead], until=self.outlook.year)
        return None if found["residents"].isnull().mean() > LACKING else found

    @cached_property
    def gap(self) -> Gap | None:
        """What this scenario has more than the reference; None where it is the reference, or of another form."""
        assert self.outlook is not None
        reference, year = self.numbers.names.reference, self.outlook.year
        if reference == self.case.scenario.name:
            return None
        return _or_none(lambda: gap_between(case_of(self.numbers.run, reference), self.case, year))

    @cached_property
    def share(self) -> ShareParts | None:
        """Why the share of the old differs from the reference's."""
        if self.gap is None:
            return None
        names = self.numbers.names.reference, self.case.scenario.name
        return _or_none(lambda: share_parts(self.numbers.run, *names, self.gap.year if self.gap else None))

    @cached_property
    def ranges(self) -> dict[str, tuple[Spread, ...]]:
        """Between what the answers lie over readings and over futures, by section; none where there are neither."""
        return ranges_of(self)

    @cached_property
    def leaving(self) -> Leaving | None:
        """What the register's cohorts did between 15-19 and 30-34."""
        return _or_none(lambda: leaving(self.case.inputs))

    @cached_property
    def returning(self) -> Text | None:
        """What ten more returners in a hundred are in the outlook's year."""
        assert self.outlook is not None
        if self.leaving is None or min(self.leaving.left.values()) <= 0:
            return None  # too few to follow, or more who come at 18 than leave
        since, measure, year = self.case.ahead, self.outlook.measure, self.outlook.year
        course, values = Course(since, since), np.array([0.0, 10.0])
        got = _or_none(lambda: outcome(self.case, {Lever("returners:22-34"): values}, course, "population", year))
        return (
            None
            if got is None or measure != "population" or not np.isfinite(got).all()
            else returners_sentence(self.case, float(got[1] - got[0]), year)
        )

    @cached_property
    def momentum(self) -> Momentum | None:
        """Where today's ages alone lead."""
        return _or_none(lambda: momentum(self.case))

    @cached_property
    def stable(self) -> tuple[Stable, ...]:
        """Families a year that hold residents, first-graders, women of 20-39."""
        asked = [_or_none(partial(stabilise, self.case, measure=measure)) for measure in HELD]
        return tuple(one for one in asked if one is not None)

    @cached_property
    def crossings(self) -> tuple[Crossing, ...]:
        """When the scenarios cross usual lines."""
        return _or_none(lambda: thresholds(self.numbers.run, scenarios=self.numbers.names.mains)) or ()

    @cached_property
    def monitor(self) -> Monitor | None:
        """Are we on the path; None where nothing was counted since the launch, or the scenario cannot be solved."""
        found = _or_none(lambda: monitor(self.numbers.run, scenario=self.case.scenario.name))
        return found if found is not None and found.latest(self.case.scenario.name) else None

    @cached_property
    def delays(self) -> tuple[Delay, ...]:
        """The price of delay, by the first lever that reaches the outlook; where it is met as it is, nothing has to begin."""
        assert self.outlook is not None
        low, high = self.outlook.limits()
        if low <= float(reading(self.case.summary, self.outlook.measure, self.outlook.year)) <= high:
            return ()
        for one in self.solutions:
            if one.value is not None and one.goal == "figure":
                return _or_none(partial(delays, self.case, lever=one.lever.name, outlook=self.outlook)) or ()
        return ()
