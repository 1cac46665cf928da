"""What it would take: levers that meet the outlook, what a family is worth, what waiting costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property, partial

import numpy as np
import xarray as xr

from cohort.errors import CohortError
from cohort.planning.case import Case, case_of
from cohort.planning.delay import Delay, delay_sentence, delay_table, delays
from cohort.planning.map import verdict_map
from cohort.planning.mix import Mix, least_effort
from cohort.planning.solve import Solution, solve
from cohort.planning.solve_told import solve_table
from cohort.planning.values import FamilyValue, family_table, family_values
from cohort.story import messages
from cohort.story.model import WORDS, Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Joined, Text, Year
from cohort.vocabulary import ASSUMED

LEVERS = ("migration.net", "fertility.tfr", "households:couple-30s-child")
TITLE = Text("What it would take", "展望の実現に必要なこと")


def _can_be_run_again(assumptions: xr.Dataset) -> bool:
    """Tell whether assumptions are whole: schedules by age, with what sets their levels."""
    return "age" in assumptions.dims and {"launch_population", "survivorship", "net_migration_rate"} <= set(
        assumptions
    )


class Takes:
    """The answers for the scenario a reader sees first, each worked out when it is first asked for."""

    def __init__(self, case: Case, numbers: Numbers) -> None:
        self.case, self.outlook = case, numbers.outlook

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
        try:
            return least_effort(self.case, outlook=self.outlook)
        except CohortError:
            return None

    @cached_property
    def families(self) -> tuple[FamilyValue, ...]:
        """What a family that comes next year is in the outlook's year."""
        assert self.outlook is not None
        return family_values(self.case, until=self.outlook.year)

    @cached_property
    def delays(self) -> tuple[Delay, ...]:
        """The price of delay, by the first lever that reaches the outlook."""
        for one in self.solutions:
            if one.value is not None and one.goal == "figure":
                return delays(self.case, lever=one.lever.name, outlook=self.outlook)
        return ()


def takes_charts(takes: Takes | None, numbers: Numbers) -> dict[str, Chart]:
    """Return the chart ``verdict-map``: all combinations of fertility and net migration; none where nothing can be asked."""
    if takes is None or takes.case.assumptions.sizes["period"] < 2:
        return {}
    try:
        reference = numbers.names.reference
        others = [] if reference == takes.case.scenario.name else [case_of(numbers.run, reference)]
        found = verdict_map(takes.case, outlook=takes.outlook, others=others)
    except CohortError:
        return {}
    year = Year(found.outlook.year)
    what = Text("Residents in {year}", "{year}の人口", year=year)
    low, high = float(found.result.min()), float(found.result.max())
    if not np.isfinite([low, high]).all():
        return {}
    return {
        "verdict-map": Chart(
            name="verdict-map",
            kind="frontier",
            title=Joined(
                [messages.headed(messages.frontier(what, low, high, found.level), numbers.names.place)]
            ),
            caption=Text(
                "Residents in {year} by net migration and TFR from {since} on; the thick line gives the outlook.",
                "{since}以降の社会増減と合計特殊出生率による{year}の人口。太線は展望に届く組合せ。",
                year=year,
                since=Year(takes.case.ahead),
            ),
            data={
                "result": found.result,
                "level": found.level,
                "points": found.points,
                "labels": {"net_migration": ASSUMED["migration.net"], "tfr": ASSUMED["fertility.tfr"]},
                "words": what,
            },
            size="square",
        )
    }


def takes_tables(takes: Takes | None) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables ``solve``, ``family-values`` and ``delay``; none where nothing can be asked."""
    if takes is None:
        return {}
    made: dict[str, Callable[[], Table]] = {
        "solve": lambda: solve_table(takes.solutions, [takes.mix] if takes.mix else []),
        "family-values": lambda: family_table(takes.families),
    }
    if len(takes.delays) > 1:
        made["delay"] = partial(delay_table, takes.delays)
    return made


def takes_section(takes: Takes | None, charts: Mapping[str, Chart]) -> Section | None:
    """Return the section; None where nothing can be asked."""
    if takes is None:
        return None
    lead = WORDS["takes"].filled(scenario=takes.case.short)
    made = takes_tables(takes)
    blocks: list[Block] = [Paragraph(lead), made["solve"]()]
    if takes.mix is not None:
        blocks.append(Paragraph(takes.mix.sentence))
    if "verdict-map" in charts:
        blocks.append(Figure("verdict-map", charts["verdict-map"].caption, 0.7))
    blocks += [Bullets(tuple(one.sentence for one in takes.families)), made["family-values"]()]
    if "delay" in made:
        blocks += [Paragraph(delay_sentence(takes.delays)), made["delay"]()]
    return Section("takes", TITLE, tuple(blocks))
