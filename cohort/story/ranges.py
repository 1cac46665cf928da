"""Between what the answers lie: over the readings of the plan, and over its futures, told apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from cohort.errors import CohortError
from cohort.planning import (
    Crossing,
    Delay,
    FamilyValue,
    Gap,
    Monitor,
    Solution,
    Spread,
    Stable,
    Versions,
    crossing_range,
    delay_ranges,
    gap_ranges,
    held_range,
    lever_range,
    path_ranges,
    remaining_range,
    value_range,
)
from cohort.planning.case import Case, case_of
from cohort.planning.delay import told_of
from cohort.run import Run
from cohort.story.numbers import Numbers

DRAWS = 200  # futures an answer is worked out for: of one in five of them the ends are known to some 3 points


class Answers(Protocol):
    """The answers that have a range: those of `cohort.story.takes.Takes`."""

    case: Case
    numbers: Numbers

    @property
    def solutions(self) -> tuple[Solution, ...]: ...  # noqa: D102
    @property
    def delays(self) -> tuple[Delay, ...]: ...  # noqa: D102
    @property
    def stable(self) -> tuple[Stable, ...]: ...  # noqa: D102
    @property
    def families(self) -> tuple[FamilyValue, ...]: ...  # noqa: D102
    @property
    def gap(self) -> Gap | None: ...  # noqa: D102
    @property
    def crossings(self) -> tuple[Crossing, ...]: ...  # noqa: D102
    @property
    def monitor(self) -> Monitor | None: ...  # noqa: D102


def ranges_of(takes: Answers) -> dict[str, tuple[Spread, ...]]:
    """Return between what the answers lie, by the section that tells them."""
    run, name = takes.numbers.run, takes.case.scenario.name
    reference = None if takes.gap is None else takes.numbers.names.reference
    found: dict[str, list[Spread]] = {}
    for versions, beside in versions_of(run, takes.case, reference):
        for key, ask in _asked(takes, versions, beside, name):
            found.setdefault(key, []).extend(said_of(ask))
    return {key: tuple(said) for key, said in found.items() if said}


def versions_of(run: Run, case: Case, reference: str | None = None) -> list[tuple[Versions, Case | Versions | None]]:
    """Return the readings of a scenario and its futures, those of the two that there are, each with what a reference is to it."""
    pairs: list[tuple[Versions, Case | Versions | None]] = []
    readings, other = read_versions(run, case), None if reference is None else case_of(run, reference)
    if readings is not None:
        pairs.append((readings, other))
    if run.futures is not None:
        drawn = drawn_versions(run, case)
        pairs.append((drawn, None if other is None else drawn_versions(run, other)))
    return pairs


def said_of(ask: Callable[[], Iterable[Spread]]) -> list[Spread]:
    """Return what is asked of versions; nothing is said of those that cannot be asked."""
    try:
        return list(ask())
    except CohortError:
        return []


def _asked(
    takes: Answers, versions: Versions, beside: Case | Versions | None, name: str
) -> Iterable[tuple[str, Callable[[], Iterable[Spread]]]]:
    """Return what is asked of versions, by section."""
    for one in takes.solutions:
        if one.goal == "figure":
            yield "takes", partial(_alone, lever_range, versions, one)
    if len(takes.delays) > 1:
        yield "delay", partial(delay_ranges, versions, takes.delays[0], told_of(takes.delays))
    for held in takes.stable:
        yield "stabilise", partial(_alone, held_range, versions, held)
    for family in takes.families:
        yield "values", partial(_alone, value_range, versions, family)
    if takes.gap is not None and beside is not None:
        yield "gap", partial(gap_ranges, versions, beside, takes.gap)
    for line in takes.crossings:
        if line.scenario == name:
            yield "thresholds", partial(_alone, crossing_range, versions, line)
    if takes.monitor is not None:
        yield "monitor", partial(path_ranges, versions, takes.monitor.latest(name))
        for remains in takes.monitor.remaining:
            yield "monitor", partial(_alone, remaining_range, versions, takes.monitor, remains)


def _alone(ask: Callable[..., Spread], *asked: object) -> tuple[Spread]:
    """Return one range as a list of them."""
    return (ask(*asked),)


def read_versions(run: Run, case: Case) -> Versions | None:
    """Return the readings of a plan: the whole grid where the set has choices, else the plan and the set's variants that are no what-ifs."""
    grid = run.readings
    if grid is not None and grid.choices.plan == case.scenario.name and grid.assumed is not None:
        first, alike = grid.distinct
        return Versions.of(case, grid.assumed.isel(scenario=first), "readings", alike, grid.missing)
    others = [
        one.name for one in run.scenarios if one.role == "variant" and not one.what_if and one.name != case.scenario.name
    ]  # fmt: skip
    if not others or grid is not None:
        return None
    return Versions.of(case, run.assumptions.sel(scenario=[case.scenario.name, *others]), "readings")


def drawn_versions(run: Run, case: Case) -> Versions:
    """Return futures of a scenario: the first of those that the run has, with the luck they have there."""
    from cohort.uncertainty.draws import drawn_assumptions  # a run without draws loads nothing of it

    assert run.futures is not None
    weights = {one.name: one.uncertainty.weights for one in run.scenarios if one.uncertainty is not None}
    given = drawn_assumptions(
        run.assumptions, run.projection, case.scenario.name,
        draws=min(run.futures.draws, DRAWS), seed=run.futures.seed, weights=weights,
    )  # fmt: skip
    return Versions.of(case, given, "draws")
