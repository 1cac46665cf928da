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

from cohort.backtest.history import CENSUS_DAY, CENSUSES, STEP, Floats, History

SHRINK = 50.0  # persons: a cell of fifty counts as much as its prefecture
MOTHERS = slice(3, 10)  # women of 15 to 49
REGISTER_SPAN, REGISTER_WEIGHT = 2.0, 0.25
LEARNED = 2 / 3  # part of the last known mean error that is taken off
FAR = 0.2  # a change that nobody projects (a disaster, a boundary), in logarithms: not learned from


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
    """

    year: int
    counts: Floats
    growth: Floats | None
    prefecture: NDArray[np.int64]

    @property
    def total(self) -> Floats:
        """Residents by area."""
        return np.asarray(self.counts[0].sum((1, 2)))

    def earlier(self, history: History) -> Launch | None:
        """Return the launch five years before, with what was known then; None where there is no census before it."""
        return launch(history, self.year - STEP) if self.year - STEP > CENSUSES[0] else None


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
    )


def _shrunk(above: Floats, below: Floats, group: NDArray[np.int64], weight: float) -> Floats:
    """Return ratios above / below, each drawn to that of its group as if ``weight`` persons more were there."""
    shape = (int(group.max()) + 1, *above.shape[1:])
    over, under = np.zeros(shape), np.zeros(shape)
    np.add.at(over, group, above)
    np.add.at(under, group, below)
    regional = np.divide(over, under, out=np.zeros(shape), where=under > 0)[group]
    pool = below + weight
    return np.asarray(np.divide(above + weight * regional, pool, out=regional, where=pool > 0))


def pooled(counts: Floats) -> Floats:
    """Return who can reach each group above the first: the two last ones together reach the open one."""
    reaching = counts[..., :-1].copy()
    reaching[..., -1] += counts[..., -1]
    return reaching


def _ratios(known: Launch, back: int, weight: float) -> Floats:
    """Return cohort change ratios between two counts, ``back`` steps ago (area, sex, age reached)."""
    after, before = known.counts[back], known.counts[back + 1]
    return _shrunk(after[..., 1:], pooled(before), known.prefecture, weight)


def _children(known: Launch, weight: float) -> Floats:
    """Return children of 0-4 by sex for each woman of 15-49 (area, sex)."""
    count = known.counts[0]
    women = count[:, 1, MOTHERS].sum(-1)
    return _shrunk(count[..., 0], np.repeat(women[:, None], 2, axis=1), known.prefecture, weight)


def _projected(start: Floats, ratios: Floats, children: Floats, steps: int) -> Floats:
    made, now = [], start
    for _ in range(steps):
        following = np.empty_like(now)
        following[..., 1:] = pooled(now) * ratios
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
    nation = Launch(known.year, known.counts.sum(1, keepdims=True), None, np.zeros(1, dtype=np.int64))
    whole = last_ratios(nation, steps)
    share = np.divide(
        known.counts[0], nation.counts[0], out=np.zeros_like(known.counts[0]), where=nation.counts[0] > 0
    )
    return np.asarray(whole * share)


def last_ratios(known: Launch, steps: int) -> Floats:
    """The last cohort change ratios and child-woman ratio go on, as they are."""
    return _projected(known.counts[0], _ratios(known, 0, 0.0), _children(known, 0.0), steps)


def ratios(known: Launch, steps: int) -> Floats:
    """The mean of two projections: with the last ratios, and with those of two intervals; shrunk to the prefecture's."""
    recent, children = _ratios(known, 0, SHRINK), _children(known, SHRINK)
    one = _projected(known.counts[0], recent, children, steps)
    if len(known.counts) < 3:
        return one
    both = (recent + _ratios(known, 1, SHRINK)) / 2
    return (one + _projected(known.counts[0], both, children, steps)) / 2


def combined(known: Launch, steps: int, correction: float = 0.0) -> Floats:
    """Cohort change ratios, with the register's last two years for a quarter of the first step, and less of the error of before.

    Parameters
    ----------
    known : Launch
    steps : int
    correction : float
        Added to the logarithm of each step's growth (see `learned`).
    """
    made = ratios(known, steps)
    shift = np.full(len(known.total), correction)
    lift = np.cumsum(np.stack([shift] * steps), axis=0)
    if known.growth is not None:
        first = np.log(np.maximum(made[0].sum((1, 2)), 1.0) / np.maximum(known.total, 1.0))
        lift = lift + REGISTER_WEIGHT * (STEP * known.growth - first)
    return np.asarray(made * np.exp(lift)[..., None, None])


def learned(known: Launch, history: History) -> float:
    """Return what the mean error of the launch before suggests to add to a step's growth, in logarithms; 0 without one."""
    before = known.earlier(history)
    if before is None or len(before.counts) < 2:
        return 0.0
    expected, came = combined(before, 1)[0].sum((1, 2)), known.total
    there = (expected > 0) & (came > 0)
    miss = np.log(came[there] / expected[there])
    return float(LEARNED * miss[np.abs(miss) < FAR].mean())


def trend(known: Launch, steps: int, history: History) -> Floats:
    """The combined method, corrected by what the launch before taught: the best of those tried on launches up to 2010."""
    return combined(known, steps, learned(known, history))


NAIVE: dict[str, Callable[[Launch, int], Floats]] = {
    "constant": constant,
    "linear": linear,
    "geometric": geometric,
    "constant_share": constant_share,
    "last_ratios": last_ratios,
}
