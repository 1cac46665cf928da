"""How many paths meet an outlook, and which scenario is the plan: counted once, for every output."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cohort.analysis.verdict import Verdict
from cohort.scenario.model import Outlook, Scenario


@dataclass(frozen=True)
class Tally:
    """How many paths meet an outlook, of how many, and from what to what they go.

    Attributes
    ----------
    outlook : Outlook
    met : tuple of Verdict
        Those that meet it.
    lowest, highest, nearest : Verdict
        By value; ``nearest`` is the one for which least is missing.
    count : int
        Paths judged: all of the set.
    """

    outlook: Outlook
    met: tuple[Verdict, ...]
    lowest: Verdict
    highest: Verdict
    nearest: Verdict
    count: int


def tally(found: Sequence[Verdict]) -> Tally:
    """Return how many of the verdicts on one outlook are met, and between which values they lie."""
    ordered = sorted(found, key=lambda one: one.value)
    return Tally(
        outlook=found[0].outlook,
        met=tuple(one for one in found if one.met),
        lowest=ordered[0],
        highest=ordered[-1],
        nearest=min(found, key=lambda one: (abs(one.needed), abs(one.gap))),
        count=len(found),
    )


def plan_of(scenarios: Iterable[Scenario], reference: str) -> str | None:
    """Return the scenario whose targets are checked: the one whose role says so; None where a set has no plan.

    Where no role says so, the first main one that states an outlook and sets something.
    """
    every = list(scenarios)
    setting = (
        one
        for one in every
        if one.is_main
        and one.name != reference
        and any(outlook.scope == "set" for outlook in one.outlooks)
        and (one.trajectories or one.bands)
    )
    found = next((one for one in every if one.role == "plan"), None) or next(setting, None)
    return None if found is None else found.name
