"""Methods that project every municipality at once from its last counts, from the naive to the combined.

All take a `Launch` and a number of five-year steps and return persons (step, area, sex, age); none looks beyond the launch.
Cohort change ratios: Hamilton and Perry (1962); naive methods: Smith, Tayman and Swanson (2013), ch. 8; shrinkage of a ratio to
that of its region: weight n / (n + k).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cohort.arguments import at_the_door
from cohort.backtest.history import AGES, CENSUS_DAY, CENSUSES, STEP, Floats, History, struck

SHRINK = 50.0  # persons: a cell of fifty counts as much as its prefecture
KEPT = 0.5  # what a place's ratios have of their own is halved,
LEAVING = slice(
    AGES.index(10) - 1, AGES.index(35) - 1
)  # but for those who reach 10 to 34: school and first work stay where they are
BEFORE = 0.1  # weight of the interval before the last
MOTHERS = slice(3, 10)  # women of 15 to 49
REGISTER_SPAN, REGISTER_WEIGHT = 2.0, 0.35


@dataclass(frozen=True, eq=False)
class Launch:
    """What is known when a projection is launched.

    Attributes
    ----------
    year : int
        Of the census it starts from.
    counts : array (time, area, sex, age)
        That census first, then those before it, five years apart.
    growth : array (area,)
        The register's growth a year before the launch; None where it does not reach back.
    prefecture : array of int (area,)
    struck : array of bool (interval, area)
        Intervals between these counts, the last first, in which a disaster came that is known of; None: none.
    """

    year: int
    counts: Floats
    growth: Floats | None
    prefecture: NDArray[np.int64]
    struck: NDArray[np.bool_] | None = None

    @property
    def total(self) -> Floats:
        """Residents by area."""
        return np.asarray(self.counts[0].sum((1, 2)))

    def ordinary(self, back: int) -> NDArray[np.bool_]:
        """Return the places where nothing struck in the interval that ended ``back`` counts ago (area,)."""
        return np.ones(len(self.total), bool) if self.struck is None else ~self.struck[back]

    @property
    def nation(self) -> Launch:
        """All places together, as one."""
        return Launch(self.year, self.counts.sum(1, keepdims=True), None, np.zeros(1, dtype=np.int64))


def launch(history: History, year: int) -> Launch:
    """Return what was known at a census.

    Parameters
    ----------
    history : History
    year : int
        One of `CENSUSES`, not the first.
    """
    place = CENSUSES.index(year)
    day = year + CENSUS_DAY
    reaches = history.days[0] <= day - REGISTER_SPAN - 1
    return Launch(
        year,
        history.census[place::-1],
        history.growth(day, REGISTER_SPAN) if reaches else None,
        history.prefecture,
        struck(history.areas, day, place),
    )


def _shrunk(
    above: Floats, below: Floats, group: NDArray[np.int64], use: NDArray[np.bool_], kept: Floats | float = KEPT
) -> Floats:
    """Return ratios above / below, drawn to that of the places of their group that are of use: by `SHRINK` persons, then all but ``kept``."""
    shape = (int(group.max()) + 1, *above.shape[1:])
    over, under = np.zeros(shape), np.zeros(shape)
    np.add.at(over, group[use], above[use])
    np.add.at(under, group[use], below[use])
    regional = np.divide(over, under, out=np.zeros(shape), where=under > 0)[group]
    own = (above + SHRINK * regional) / (below + SHRINK)
    return np.asarray(regional + kept * (own - regional))


def over(above: Floats, below: Floats) -> Floats:
    """Return above / below, 0 where nobody was."""
    return np.asarray(np.divide(above, below, out=np.zeros_like(above), where=below > 0))


def pooled(counts: Floats) -> Floats:
    """Return who can reach each group above the first: the two last ones together reach the open one."""
    reaching = counts[..., :-1].copy()
    reaching[..., -1] += counts[..., -1]
    return reaching


def _interval(known: Launch, back: int) -> tuple[Floats, Floats]:
    """Return who was there and who could have been, ``back`` intervals ago (area, sex, age reached)."""
    return known.counts[back][..., 1:], pooled(known.counts[back + 1])


def _children(known: Launch) -> tuple[Floats, Floats]:
    """Return children of 0-4 by sex, and women of 15-49 (area, sex)."""
    women = known.counts[0][:, 1, MOTHERS].sum(-1)
    return known.counts[0][..., 0], np.repeat(women[:, None], 2, axis=1)


def _projected(start: Floats, ratios: Floats, children: Floats, steps: int, came: Floats | None = None) -> Floats:
    """Return a projection by ratios; with ``came``, cells that grow have that many persons more each step instead."""
    made, now = [], start
    for _ in range(steps):
        following, reaching = np.empty_like(now), pooled(now)
        following[..., 1:] = reaching * ratios
        if came is not None:
            following[..., 1:] = np.where(came > 0, reaching + came, following[..., 1:])
        following[..., 0] = children * following[:, 1, MOTHERS].sum(-1)[:, None]
        made.append(following)
        now = following
    return np.stack(made)


def constant(known: Launch, steps: int) -> Floats:
    """Nobody changes: the last count goes on."""
    return np.repeat(known.counts[:1], steps, axis=0)


def _scaled(known: Launch, totals: Floats) -> Floats:
    """Return the last age structure at other totals (step, area)."""
    share = np.divide(totals, known.total, out=np.zeros_like(totals), where=known.total > 0)
    return np.asarray(known.counts[0] * share[..., None, None])


def linear(known: Launch, steps: int) -> Floats:
    """The last five years' change goes on as a number; the ages stay."""
    change = known.total - known.counts[1].sum((1, 2))
    return _scaled(known, np.stack([np.maximum(known.total + (n + 1) * change, 0.0) for n in range(steps)]))


def geometric(known: Launch, steps: int) -> Floats:
    """The last five years' change goes on as a rate; the ages stay."""
    before = known.counts[1].sum((1, 2))
    rate = np.divide(known.total, before, out=np.zeros_like(before), where=before > 0)
    return _scaled(known, np.stack([known.total * rate ** (n + 1) for n in range(steps)]))


def constant_share(known: Launch, steps: int) -> Floats:
    """Each place keeps its share of the nation in every age and sex; the nation follows its last cohort change ratios."""
    nation = known.nation
    whole = last_ratios(nation, steps)
    share = np.divide(known.counts[0], nation.counts[0], out=np.zeros_like(known.counts[0]), where=nation.counts[0] > 0)
    return np.asarray(whole * share)


def last_ratios(known: Launch, steps: int) -> Floats:
    """The last cohort change ratios and child-woman ratio go on, as they are."""
    return _projected(known.counts[0], over(*_interval(known, 0)), over(*_children(known)), steps)


def ratios(known: Launch, steps: int) -> Floats:
    """Cohort change ratios of the last interval, with a little of the one before, drawn to those of the prefecture.

    Where more came to an age than left it, their number goes on and not their ratio. An interval in which a disaster came is left
    out where it came, unless there is no other.
    """
    kept = np.full(known.counts.shape[-1] - 1, KEPT)
    kept[LEAVING] = 1.0
    usual = np.stack([known.ordinary(back) for back in range(min(len(known.counts) - 1, 2))])
    weight = np.array([1 - BEFORE, BEFORE])[: len(usual), None] * usual
    weight[0, ~usual.any(0)] = 1.0
    change = np.zeros_like(known.counts[0][..., 1:])
    for back, own in enumerate(weight / weight.sum(0)):
        change += own[:, None, None] * _shrunk(*_interval(known, back), known.prefecture, usual[back], kept)
    everywhere = np.ones(len(known.total), bool)
    children = _shrunk(*_children(known), known.prefecture, everywhere)
    came = pooled(known.counts[1]) * np.maximum(change - 1, 0.0)
    return _projected(known.counts[0], change, children, steps, came)


def trend(known: Launch, steps: int) -> Floats:
    """The combined method: `ratios`, with the register's last two years for a third of the first step, held to the nation's own ratios.

    All places are multiplied by one number a step, so that they add up to the nation projected by its last cohort change ratios.
    """
    made = ratios(known, steps)
    if known.growth is not None:
        first = np.log(np.maximum(made[0].sum((1, 2)), 1.0) / np.maximum(known.total, 1.0))
        made = made * np.exp(REGISTER_WEIGHT * (STEP * known.growth - first))[:, None, None]
    nation = last_ratios(known.nation, steps).sum((1, 2, 3))
    return np.asarray(made * (nation / made.sum((1, 2, 3)))[:, None, None, None])


NAIVE: dict[str, Callable[[Launch, int], Floats]] = {
    "constant": constant,
    "linear": linear,
    "geometric": geometric,
    "constant_share": constant_share,
    "last_ratios": last_ratios,
}


at_the_door(globals())
