"""How many paths meet an outlook, and between which values they lie: counted once, for every output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cohort.analysis.verdict import Verdict
from cohort.scenario.model import Outlook


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
