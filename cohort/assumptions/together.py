"""Launches of many areas at once: the same formulas as `baseline`, an area a row, for areas with nothing out of the ordinary.

Whatever needs a decision (a figure that is missing, moves that do not fit the residents, levels out of reach) is left to
`cohort.assumptions.assume`, which mends it and says so, or refuses it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, Integers
from cohort.demography.graduation import to_single_years
from cohort.demography.life_table import group_survivorship
from cohort.demography.migration import annual_rates_from_cohort_rates, plus_minus, residual_net_migration
from cohort.demography.mortality import BrassFamily
from cohort.inputs import Inputs
from cohort.scenario.model import Launch

from . import fertility, mortality
from .levels import NOTHING, REACH
from .migration import CENSUS_OPEN_AGE, INTERVAL, LARGEST_CHANGE
from .mortality import OPEN_AGE
from .plausible import CHANCE, HIGHEST_TFR, LEAST, LOWEST_TFR, MOST, MOST_LEAVING
from .walk import UNSEEN

Flags = npt.NDArray[np.bool_]
ROUNDS, SETTLED = 40, 1e-15  # of the search for the Brass shift
SMALLEST = 1e-12  # of a step in which secants are not drawn


@dataclass(frozen=True, eq=False)
class Counted:
    """Figures of many areas; NaN where one is not published.

    Attributes
    ----------
    areas : tuple of str
        Codes.
    population : array (area, sex, group)
        Residents at the launch in groups that begin at ``bounds``, the last one open.
    bounds : array (group,)
    censuses : array (census, area, sex, group)
        Residents by five-year groups to 90+, ascending in time; ``days`` are their dates.
    births, deaths, net, moved : array (area, year)
        Of the launch years in their order: births, deaths, net migrants, and those who came or left.
    published : array (area,)
        TFR published for the launch years, births per woman; NaN for none.
    parent : array of int (area,)
        Number of its prefecture among the standards.
    """

    areas: tuple[str, ...]
    population: Array
    bounds: Integers
    censuses: Array
    days: tuple[date, ...]
    births: Array
    deaths: Array
    net: Array
    moved: Array
    published: Array
    parent: Integers


@dataclass(frozen=True, eq=False)
class Standard:
    """What areas of one prefecture share: its life tables from the first launch year on, as a family of Brass shifts."""

    family: BrassFamily
    of_censuses: Array
    pattern: Array
    srb: float
    goes_on: float


@dataclass(frozen=True, eq=False)
class Launches:
    """Launches of many areas with nothing out of the ordinary.

    Attributes
    ----------
    launch : Launch
    areas : tuple of str
        Codes of those that are here.
    population : array (area, sex, age 0..100)
        Persons.
    standard : BrassFamily
        Of the prefecture of each area, over the periods (area, period, sex).
    alpha : array (area,)
        Shift from it to the area.
    tfr : array (area,)
        Births per woman, on the published scale.
    scale : array (area,)
        The model's TFR per published TFR.
    net_level : array (area,)
        Net migrants of the launch years, persons a year.
    net_last : array (area,)
        Those of the last of them.
    net_rate : array (area, sex, age)
        Net migrants per person and year at that level.
    pattern : array (age,)
    srb : float
    """

    launch: Launch
    areas: tuple[str, ...]
    population: Array
    standard: BrassFamily
    alpha: Array
    tfr: Array
    scale: Array
    net_level: Array
    net_last: Array
    net_rate: Array
    pattern: Array
    srb: float

    @property
    def periods(self) -> Integers:
        """Single years from the launch to the last before ``until``."""
        return np.arange(self.launch.date.year, self.launch.until, dtype=np.int64)

    def some(self, kept: Flags) -> Launches:
        """Return the launches of some areas."""
        by_area: dict[str, Any] = {
            name: getattr(self, name)[kept]
            for name in ("population", "alpha", "tfr", "scale", "net_level", "net_last", "net_rate")
        }
        codes = tuple(np.array(self.areas)[kept].tolist())
        return replace(self, areas=codes, standard=self.standard.rows(kept), **by_area)


def is_ordinary(launch: Launch) -> bool:
    """Tell whether launches of many areas can be made at once: on New Year's Day, after launch years without a gap."""
    year, events = launch.date.year, launch.events
    taken = (launch.births, launch.unknown, launch.migration_ages, launch.tfr_scale)
    plain = taken == ("asfr", "spread", "censuses", "launch_years")
    day = (launch.date.month, launch.date.day) == (1, 1) and launch.rake_to is None
    return plain and day and not launch.migration_censuses and events == tuple(range(events[0] if events else 0, year))


def standard_of(parent: Inputs, launch: Launch, days: Sequence[date]) -> Standard:
    """Return what areas of a prefecture share.

    Parameters
    ----------
    parent : Inputs
        With the prefecture and the nation.
    launch : Launch
        An ordinary one (`is_ordinary`).
    days : sequence of date
        Censuses between which moves are seen.
    """
    known_by = launch.known_by
    mortal = mortality.prefecture_mortality(parent, known_by, mortality.Course.of(launch))
    years = np.arange(min(launch.events), launch.until) + 0.0
    middle = np.array([day.year + (day.month - 1) / 12 + (INTERVAL - 1) / 2 for day in days[:-1]])
    return Standard(
        BrassFamily.of(mortal.at(years)),
        group_survivorship(mortal.at(middle), INTERVAL, CENSUS_OPEN_AGE),
        fertility.national_pattern(parent, known_by)[0],
        fertility.sex_ratio_at_birth(parent, known_by)[0],
        fertility.moved_on(parent, launch)[0],
    )


def launches(counted: Counted, launch: Launch, standards: Sequence[Standard]) -> Launches:
    """Return the launches of those areas that have nothing out of the ordinary.

    Parameters
    ----------
    counted : Counted
    launch : Launch
        An ordinary one (`is_ordinary`).
    standards : sequence of Standard
        Of each of the parents.
    """
    counted = _some(counted, _complete(counted))
    rates = _moves(counted, standards)
    people = to_single_years(counted.population, counted.bounds)
    total, net = people.sum(axis=(1, 2)), counted.net
    level = net.mean(axis=1)
    calm = np.abs(level) <= np.maximum(MOST_LEAVING * total, CHANCE * np.sqrt(counted.moved.mean(axis=1)))
    expected = rates * people
    seen = calm & _can_be_met(expected, net).all(axis=1)
    counted, people, rates, level = _some(counted, seen), people[seen], rates[seen], level[seen]
    years = len(launch.events)
    every = BrassFamily.stacked([one.family for one in standards], counted.parent)
    back = _Back.of(every.periods(slice(0, years)), people, rates, counted)
    alpha, found = _shift_to_deaths(back, standards[0].srb)
    past, moved, fits = back.taken(back.standard.survivorship(alpha))
    women = ((past[:, :-1, 1] + moved[:, :, 1] / 2 + past[:, 1:, 1]) / 2).sum(axis=1)
    usual = (women * standards[0].pattern).sum(axis=1)
    tfr = np.divide(counted.births.sum(axis=1), usual, out=np.zeros_like(usual), where=usual > 0)
    published = np.where(np.isnan(counted.published), tfr, counted.published)
    scale = np.divide(tfr, published, out=np.zeros_like(tfr), where=published > 0)
    believed = (tfr >= LOWEST_TFR) & (tfr <= HIGHEST_TFR) & (scale >= LEAST) & (scale <= MOST)
    tfr = published * np.array([one.goes_on for one in standards])[counted.parent]
    lived = past[:, :-1].mean(axis=1)
    moving = rates * lived
    good = found & fits & believed & _can_be_met(moving, level[:, None])[:, 0]
    factor = plus_minus(moving[good], level[good])[1][:, None, None]
    rate = np.where(rates[good] > 0, rates[good] * factor, rates[good] / factor)
    made = Launches(
        launch, counted.areas, people, every.periods(slice(years, None)), alpha, tfr, scale, level, counted.net[:, -1], rates,
        standards[0].pattern, standards[0].srb,
    )  # fmt: skip
    return replace(made.some(good), net_rate=rate)


def _complete(counted: Counted) -> Flags:
    """Return the areas whose figures are all there, and that were not left or filled between censuses."""
    whole = np.isfinite(counted.population).all(axis=(1, 2)) & np.isfinite(counted.censuses).all(axis=(0, 2, 3))
    for events in (counted.births, counted.deaths, counted.net, counted.moved):
        whole &= np.isfinite(events).all(axis=1)
    lived = counted.censuses.sum(axis=(2, 3))
    small, large = np.minimum(lived[1:], lived[:-1]), np.maximum(lived[1:], lived[:-1])
    settled = ((small > 0) & (small * LARGEST_CHANGE >= large)).all(axis=0)
    return np.asarray(whole & settled & (counted.deaths.sum(axis=1) > 0))


def _some(counted: Counted, kept: Flags) -> Counted:
    """Return the figures of some areas."""
    by_area: dict[str, Any] = {
        name: getattr(counted, name)[kept]
        for name in ("population", "births", "deaths", "net", "moved", "published", "parent")
    }
    codes = tuple(np.array(counted.areas)[kept].tolist())
    return replace(counted, areas=codes, censuses=counted.censuses[:, kept], **by_area)


def _moves(counted: Counted, standards: Sequence[Standard]) -> Array:
    """Return annual net migration rates (area, sex, age) between the censuses: the mean of those that show one."""
    lived = np.stack([one.of_censuses for one in standards])[counted.parent].swapaxes(0, 1)
    reached = residual_net_migration(counted.censuses[:-1], counted.censuses[1:], lived).rates
    known = np.isfinite(reached)
    mean = np.where(known, reached, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    mean[..., 0] = np.nan
    return annual_rates_from_cohort_rates(mean, np.arange(OPEN_AGE + 1))


def _can_be_met(expected: Array, totals: Array) -> Flags:
    """Return which totals (area, year) expected migrants (area, sex, age) can be brought to, as `plus_minus` does."""
    come, leave = (np.asarray(some.any(axis=(1, 2)))[:, None] for some in (expected > 0, expected < 0))
    return np.asarray(
        (come | (totals < 0) | ((totals == 0) & ~leave)) & (leave | (totals > 0) | ((totals == 0) & ~come))
    )


@dataclass(frozen=True, eq=False)
class _Back:
    """Populations to be taken back to the launch years: the equations of `backcast`, an area a row."""

    standard: BrassFamily
    population: Array
    net: Array
    counted: Counted

    @classmethod
    def of(cls, standard: BrassFamily, people: Array, rates: Array, counted: Counted) -> _Back:
        expected = (rates * people)[:, None]
        spread = np.broadcast_to(expected, (len(people), counted.net.shape[1], *people.shape[1:]))
        return cls(standard, people, plus_minus(spread, counted.net)[0], counted)

    def taken(self, S: Array) -> tuple[Array, Array, Flags]:
        """Return the population taken back (area, time, sex, age), its migrants, and where nobody was short.

        Where fractions of a person were, they did not come: see `LaunchYears._back`.
        """
        ages = self.population[..., -2:]
        oldest = ages.sum(axis=-1)
        share = np.divide(ages[..., 0], oldest, out=np.full_like(oldest, 0.5), where=oldest > 0)
        past, moved, fits = _taken(self.population, S, self.net, share, 0.0)
        short = np.flatnonzero(~fits)
        if short.size:
            people, net = self.population[short], self.net[short]
            empty = (ages[short] == 0).any(axis=-1)
            many = 10 * (people.max(axis=(1, 2)) + np.abs(net).max(axis=(1, 2, 3)))
            share = np.where(empty, 0.5, share[short])
            past[short], moved[short], fits[short] = _taken(people, S[short], net, share, NOTHING * many)
        return past, moved, fits

    def deaths(self, alpha: Array, srb: float) -> Array:
        """Return modelled deaths of the launch years (area,)."""
        S = self.standard.survivorship(alpha)
        past, moved, _ = self.taken(S)
        survivors = past[:, 1:] - moved / 2
        died = (survivors / S - survivors)[..., 1:].sum(axis=(1, 2, 3))
        infants = self.counted.births * ((1 - S[..., 0]) @ (np.array([srb, 1.0]) / (1 + srb)))
        return np.asarray(died + infants.sum(axis=1))


def _taken(population: Array, S: Array, net: Array, share: Array, least: Array | float) -> tuple[Array, Array, Flags]:
    """Return populations taken back, their migrants, and where nobody is short; with ``least`` fractions that are short are left out."""
    past = np.empty((net.shape[0], net.shape[1] + 1, *net.shape[2:]))
    past[:, -1] = population
    moved, fits = net.copy() if isinstance(least, np.ndarray) else net, np.ones(len(net), dtype=bool)
    for t in reversed(range(net.shape[1])):
        _step_back(past, S, moved, share, t)
        if isinstance(least, np.ndarray):
            short = 2 * np.maximum(0.0, np.maximum(-past[:, t], moved[:, t] / 2 - past[:, t + 1]))
            fits &= short.max(axis=(1, 2)) < 2 * UNSEEN
            moved[:, t] -= np.where(short > 0, short + least[:, None, None], 0.0)
            _step_back(past, S, moved, share, t)
        born = past[:, t + 1, :, 0] - moved[:, t, :, 0] / 2
        fits &= (past[:, t] >= 0).all(axis=(1, 2)) & (born >= 0).all(axis=1)
    return past, moved if isinstance(least, np.ndarray) else moved.copy(), fits


def _step_back(past: Array, S: Array, moved: Array, share: Array, t: int) -> None:
    """Take populations back over one period, in place."""
    half = moved[:, t] / 2
    entering = (past[:, t + 1] - half) / S[:, t]
    then = past[:, t]
    then[..., :-2] = entering[..., 1:-1]
    then[..., -2] = entering[..., -1] * share
    then[..., -1] = entering[..., -1] * (1 - share)
    then -= half


def _shift_to_deaths(back: _Back, srb: float) -> tuple[Array, Flags]:
    """Return the Brass shift of each area at which modelled deaths are the observed ones, and where one was found: secants."""
    wanted = back.counted.deaths.sum(axis=1)
    before = np.zeros(len(wanted))
    miss = back.deaths(before, srb) - wanted
    now = np.clip(np.log(wanted / (miss + wanted)) / 2, -REACH, REACH)
    done = miss == 0
    now[done] = 0.0
    for _ in range(ROUNDS):
        off = back.deaths(now, srb) - wanted
        step = now - before
        flat = (off == miss) | (np.abs(step) < SMALLEST) | done
        move = np.divide(-off * step, off - miss, out=np.zeros_like(off), where=~flat)
        done |= np.abs(move) <= SETTLED * np.maximum(np.abs(now), 1.0)
        before, miss = np.where(done, before, now), np.where(done, miss, off)
        now = np.where(done, now, np.clip(now + move, -REACH, REACH))
        if done.all():
            break
    return now, done & (np.abs(now) < REACH) & (np.abs(back.deaths(now, srb) - wanted) <= 1e-9 * wanted)
