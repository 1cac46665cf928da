"""What it would take: levers that meet the outlook, what a person is worth, why scenarios differ, what waiting costs, are we there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TypeVar

import numpy as np
import xarray as xr

from cohort.errors import CohortError
from cohort.planning import (
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
    aims_table,
    delay_sentence,
    delay_table,
    delays,
    family_table,
    family_values,
    gap_ages_table,
    gap_between,
    gap_table,
    gap_years_table,
    least_effort,
    leaving,
    leaving_table,
    momentum,
    monitor,
    monitor_sentences,
    monitor_table,
    person_table,
    person_values,
    reading_cases,
    returners_sentence,
    share_parts,
    solve,
    solve_among,
    solve_spread,
    solve_table,
    spread,
    stabilise,
    stabilise_table,
    threshold_sentences,
    threshold_table,
    thresholds,
)
from cohort.planning.case import Case, case_of
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.stable import HELD
from cohort.story.model import WORDS, Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Text, Year

LEVERS = ("migration.net", "fertility.tfr", "households:couple-30s-child")
TITLE = Text("What it would take", "展望の実現に必要なこと")
AGES_SHOWN = (0, 10, 18, 22, 25, 30, 35, 40, 50, 60, 70)
T = TypeVar("T")


def _or_none(ask: Callable[[], T]) -> T | None:
    """Return an answer; None where the scenario has none (no rates, another form, no years seen)."""
    try:
        return ask()
    except CohortError:
        return None


def _families(case: Case, measure: str) -> float | None:
    """Return the families a year that hold a number."""
    return stabilise(case, measure=measure).families


def held_text(one: Stable) -> Text:
    """Return what is held, for a range."""
    return Text("Families a year that hold: {what}", "維持に必要な年間の組数：{what}", what=one.text)


def _can_be_run_again(assumptions: xr.Dataset) -> bool:
    """Tell whether assumptions are whole: schedules by age, with what sets their levels."""
    return "age" in assumptions.dims and {"launch_population", "survivorship", "net_migration_rate"} <= set(
        assumptions
    )


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
    def families(self) -> tuple[FamilyValue, ...]:
        """What a family that comes next year is in the outlook's year."""
        assert self.outlook is not None
        return family_values(self.case, until=self.outlook.year)

    @cached_property
    def persons(self) -> xr.Dataset:
        """What one person who comes next year is in the outlook's year, by sex and age."""
        assert self.outlook is not None
        return person_values(self.case, years=[self.case.ahead], until=self.outlook.year)

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
    def spreads(self) -> tuple[Spread, ...]:
        """Between what the answers lie: over the plan's other readings in the set, and over draws where there are some."""
        assert self.outlook is not None
        made: list[Spread] = []
        cases = _or_none(lambda: reading_cases(self.numbers.run, self.case.scenario.name)) or ()
        if len(cases) > 1:
            made += [solve_spread(cases, lever, self.outlook) for lever in LEVERS]
            until, family = self.outlook.year, self.families[1]
            made.append(
                spread(cases, lambda one: family_values(one, templates=[family.template], until=until)[0].residents,
                       Text("One {who}, residents in {year}", "{who} 1世帯の{year}の人口", who=family.text, year=Year(until)),
                       places=1)
            )  # fmt: skip
            made += [
                spread(cases, partial(_families, measure=one.measure), held_text(one))
                for one in self.stable[:1]
            ]
        if self.numbers.run.futures is not None:
            from cohort.uncertainty.outcome import at  # a run without draws loads nothing of it

            drawn = at(
                self.numbers.run.futures, self.outlook.measure, self.case.scenario.name, self.outlook.year
            )
            figures = [one for one in self.solutions if one.goal == "figure" and one.value is not None]
            made += [solve_among(self.case, one, drawn) for one in figures]
        return tuple(made)

    @cached_property
    def leaving(self) -> Leaving | None:
        """What the register's cohorts did between 15-19 and 30-34."""
        return _or_none(lambda: leaving(self.case.inputs))

    @cached_property
    def returning(self) -> Text | None:
        """What ten more returners in a hundred are in the outlook's year."""
        assert self.outlook is not None
        since, measure, year = self.case.ahead, self.outlook.measure, self.outlook.year
        course, values = Course(since, since), np.array([0.0, 10.0])
        got = _or_none(
            lambda: outcome(self.case, {Lever("returners:22-34"): values}, course, "population", year)
        )
        return (
            None
            if got is None or measure != "population"
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
        """The price of delay, by the first lever that reaches the outlook."""
        for one in self.solutions:
            if one.value is not None and one.goal == "figure":
                return _or_none(partial(delays, self.case, lever=one.lever.name, outlook=self.outlook)) or ()
        return ()


def takes_tables(takes: Takes | None) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables of the answers, in the order they are told; none where nothing can be asked."""
    if takes is None:
        return {}
    found = {
        "solve": lambda: solve_table(takes.solutions, [takes.mix] if takes.mix else []),
        "delay": (lambda: delay_table(takes.delays)) if len(takes.delays) > 1 else None,
        "stabilise": (lambda: stabilise_table(takes.stable)) if takes.stable else None,
        "family-values": lambda: family_table(takes.families),
        "person-values": lambda: person_table(takes.persons, ages=AGES_SHOWN),
        "leaving": partial(leaving_table, takes.leaving) if takes.leaving else None,
        **{
            name: partial(made, takes.gap) if takes.gap else None
            for name, made in (
                ("gap", gap_table),
                ("gap-years", gap_years_table),
                ("gap-ages", gap_ages_table),
            )
        },
        "thresholds": (lambda: threshold_table(takes.crossings)) if takes.crossings else None,
        "monitor-targets": partial(aims_table, takes.monitor)
        if takes.monitor and takes.monitor.aims
        else None,
        "monitor": partial(monitor_table, takes.monitor) if takes.monitor else None,
    }
    return {name: made for name, made in found.items() if made is not None}


def takes_sections(
    takes: Takes | None, charts: Mapping[str, Chart], tables: Mapping[str, Table]
) -> list[Section]:
    """Return the sections; none where nothing can be asked."""
    if takes is None:
        return []

    def shown(name: str, width: float = 0.55) -> list[Block]:
        return [Figure(name, charts[name].caption, width)] if name in charts else []

    def told(*names: str) -> list[Block]:
        return [tables[name] for name in names if name in tables]

    lead = WORDS["takes"].filled(scenario=takes.case.short)
    needed: list[Block] = [Paragraph(lead), *told("solve")]
    if takes.mix is not None:
        needed.append(Paragraph(takes.mix.sentence))
    needed += [Bullets(tuple(one.sentence for one in takes.spreads))] if takes.spreads else []
    needed += shown("verdict-map", 0.6)
    waiting = (
        [Paragraph(delay_sentence(takes.delays)), *shown("delay"), *told("delay")]
        if "delay" in tables
        else []
    )
    held = [Bullets(tuple(one.sentence for one in takes.stable)), *shown("stabilise"), *told("stabilise")]
    people = [
        *shown("person-values"),
        Bullets(tuple(one.sentence for one in takes.families)),
        *told("family-values", "person-values"),
    ]
    back: list[Block] = [
        Paragraph(one) for one in (takes.leaving and takes.leaving.sentence, takes.returning) if one
    ]
    back += told("leaving")
    why = [] if takes.gap is None else [Paragraph(takes.gap.sentence), *shown("gap"), *told("gap")]
    why += [Paragraph(one.sentence) for one in (takes.share, takes.momentum) if one is not None]
    lines = [Bullets(threshold_sentences(takes.crossings)), *shown("thresholds"), *told("thresholds")]
    path = [] if takes.monitor is None else [
        Bullets(monitor_sentences(takes.monitor)), *shown("monitor"), *told("monitor-targets", "monitor")
    ]  # fmt: skip
    found = (
        ("takes", TITLE, needed, 1),
        ("delay", Text("What waiting costs", "着手が遅れた場合"), waiting, 2),
        (
            "stabilise",
            Text("What would hold a number", "人数を維持するには"),
            held if takes.stable else [],
            2,
        ),
        ("values", Text("What one more person is", "1人・1世帯の転入がもたらすもの"), people, 2),
        ("returning", Text("Leaving and returning", "転出とUターン"), back, 2),
        ("gap", Text("Where the difference comes from", "シナリオの差の内訳"), why, 2),
        ("thresholds", Text("When lines are crossed", "基準に達する年"), lines if takes.crossings else [], 2),
        ("monitor", Text("Are we on the path?", "想定どおりに進んでいるか"), path, 1),
    )
    return [Section(key, title, tuple(blocks), level) for key, title, blocks, level in found if blocks]
