"""The levels of mortality and fertility at which modelled births and deaths of the launch years equal the observed ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import root

from cohort.demography.checks import Array, Integers
from cohort.demography.fertility import calibrate_level
from cohort.demography.life_table import LifeTable
from cohort.demography.migration import plus_minus
from cohort.demography.mortality import shift_to_deaths
from cohort.errors import AssumptionError, CohortError, ProjectionError
from cohort.inputs import Inputs
from cohort.projection.step import backcast, step
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.sharing import shared
from cohort.text import listed
from cohort.vocabulary import SEXES

from .events import Events
from .mortality import schedule, selected
from .plausible import refuse_arrivals, refuse_deaths
from .walk import UNSEEN, at_risk

START_TFR = 1.3  # where the search begins; births are nearly proportional to the TFR
MET = 1e-9  # relative miss of births and deaths that counts as met
NOTHING = 1e-12  # relative: what rounding may take
REACH = 1.0  # Brass shift from the prefecture to the city: about twenty years of life expectancy


@dataclass(frozen=True)
class Levels:
    """What the launch years show.

    ``alpha``: Brass shift from the prefecture to the city. ``tfr``: the model's, births per woman. ``people``: those whose
    migration rates these years show (sex, age), persons, mean of the years. ``records``: what was done to find them.
    """

    alpha: float
    tfr: float
    people: Array
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class LaunchYears:
    """What the inputs say of a launch and its launch years; what the search for the levels needs.

    Attributes
    ----------
    launch : Launch
    fraction : float
        Part of the calendar year that lies before the launch date: 0 on 1 January, 0.75 on 1 October.
    population : array (sex, age 0..100)
        Launch population, persons.
    standard : LifeTable (period, sex, age)
        The prefecture's, from the first year that is looked at.
    at_launch : int
        Position of the launch period among them.
    pattern : array (age,)
        Of fertility; sums to 1.
    net_rate : array (sex, age)
        Expected net migrants per person-year, before control.
    srb : float
        Males per female birth.
    events : Events
        Observed births, deaths and migrants of the launch years, and their means.
    """

    launch: Launch
    fraction: float
    population: Array
    standard: LifeTable
    at_launch: int
    pattern: Array
    net_rate: Array
    srb: float
    events: Events

    def levels(self) -> Levels:
        """Return the levels that the launch years show.

        Raises
        ------
        AssumptionError
            Births, deaths or migrants that no level gives, with what gave them away.
        """
        return self._before() if self.are_before else self._after()

    @property
    def are_before(self) -> bool:
        """Whether the launch years lie before the launch date."""
        return max(self.launch.events) < self.launch.date.year

    def net_by_period(self, periods: Integers) -> Array:
        """Return observed net migrants by period where both calendar years it touches are known; NaN elsewhere."""
        net, f = self.events.net, self.fraction
        known = np.full(len(periods), np.nan)
        for i, year in enumerate(periods):
            if year in net and (f == 0 or year + 1 in net):
                known[i] = (1 - f) * net[int(year)] + (f * net[int(year) + 1] if f else 0.0)
        return known

    def tfr_of(self, year: int, levels: Levels, inputs: Inputs) -> float:
        """Return the model TFR of a calendar year before launch: its births on the women taken back to it.

        A published TFR is of its own year: targets keep their meaning through the model's of that year, not through a level of
        other years. Where launch is not on New Year's Day the year is the period that has most of its months.

        Raises
        ------
        InputError
            Births or migrants that are not published for the years from then to the launch.
        """
        launch, f = self.launch.date.year, self.fraction
        first = year - (f > 0.5)

        def observed(of: Callable[[int], float], period: int) -> float:
            return (1 - f) * of(period) + (f * of(period + 1) if f else 0.0)

        born = observed(lambda y: _births(inputs, y), first)
        net = [observed(lambda y: _net(inputs, y), period) for period in range(first, launch)]
        migrants = self._spread(net)
        S = self._survivorship(levels.alpha, self.at_launch - len(net), len(net))
        past, moved = self._back(S, migrants)
        return float(calibrate_level(born, _women(past[:2], moved[:1])[0], self.pattern))

    def _spread(self, net: list[float]) -> Array:
        """Return net migrants (period, sex, age) with the ages that the rates give in the launch population."""
        expected = self.net_rate * self.population
        return np.stack([plus_minus(expected, one)[0] for one in net])

    def _weights(self, year: int) -> dict[int, float]:
        """Return the periods that a calendar year lies in, and which part of it."""
        return {year - 1: self.fraction, year: 1 - self.fraction} if self.fraction else {year: 1.0}

    def _parts(self, years: Iterable[int], periods: Integers) -> Array:
        """Return which part of each calendar year lies in each period (year, period)."""
        return np.array([[self._weights(y).get(int(p), 0.0) for p in periods] for y in years])

    def _at_risk(self, population: Array, S: Array, tfr: float) -> Array:
        return at_risk(population, S, tfr * self.pattern, self.srb, self.launch.migration_timing)

    def _survivorship(self, alpha: float, first: int, count: int) -> Array:
        return schedule(selected(self.standard, slice(first, first + count)), alpha)

    def _back(self, S: Array, net: Array) -> tuple[Array, Array]:
        """Return the launch population taken back (time, sex, age), and the migrants it was taken back with."""
        nobody = self.population[:, -2:].sum(axis=1, keepdims=True) == 0
        pattern = self.population + nobody  # of the two last ages, which any pattern tells apart where nobody is there
        try:
            return backcast(self.population, S, net, pattern).population, net
        except ProjectionError:
            # an empty last age would keep everybody out of it on the way back: then half and half, as a life table has them
            empty = (pattern[:, -2:] == 0).any(axis=1, keepdims=True)
            pattern[:, -2:] = np.where(empty, 1.0, pattern[:, -2:])
            fitting = self._fitting(S, net, pattern)
            return backcast(self.population, S, fitting, pattern).population, fitting

    def _fitting(self, S: Array, net: Array, pattern: Array) -> Array:
        """Return migrants without the fractions of a person of which more came than there are; more than that is refused.

        Taking back is linear, so that it can be done with many more people, who do not run short and are taken off again.
        """
        many = 10 * (self.population.max() + np.abs(net).max())
        more = backcast(np.full_like(self.population, many), S, np.zeros_like(net), pattern).population
        out = net.copy()
        for t in reversed(range(len(net))):
            past = backcast(self.population + many, S, out, pattern).population - more
            short = 2 * np.maximum(0.0, np.maximum(-past[t], out[t] / 2 - past[t + 1]))
            if short.max() >= 2 * UNSEEN:
                sex, age = np.unravel_index(int(short.argmax()), short.shape)
                year = self.launch.date.year - len(net) + t
                refuse_arrivals(self.events, year, SEXES[sex], int(age), float(short.max() / 2))
            out[t] -= np.where(short > 0, short + NOTHING * many, 0.0)
        return out

    def _before(self) -> Levels:
        """Take the population back to the launch years and set the levels there."""
        events, f = self.events, self.fraction
        periods = np.arange(min(self.launch.events) - (f > 0), self.launch.date.year)
        first = self.at_launch - len(periods)
        net = self._spread(self.net_by_period(periods).tolist())
        sexes = np.array([self.srb, 1.0]) / (1 + self.srb)
        of_deaths, of_births, of_all = (
            self._parts(years, periods) for years in (events.deaths, events.births, self.launch.events)
        )
        born = np.array([events.births.get(y, 0.0) for y in events.deaths])

        def deaths(alpha: float) -> float:
            S = self._survivorship(alpha, first, len(periods))
            past, moved = self._back(S, net)
            survivors = past[1:] - moved / 2
            died = (survivors / S - survivors)[:, :, 1:].sum(axis=(1, 2))
            infants = born * ((1 - S[:, :, 0]) @ sexes @ of_deaths.T)
            return float((of_deaths @ died + infants).sum())

        usual = deaths(0.0)
        try:
            alpha = shift_to_deaths(deaths, sum(events.deaths.values()), REACH)
        except AssumptionError:
            refuse_deaths(events, usual)
        S = self._survivorship(alpha, first, len(periods))
        past, moved = self._back(S, net)
        women = of_births.sum(axis=0) @ _women(past, moved)
        tfr = float(calibrate_level(sum(events.births.values()), women, self.pattern))
        at_risk_then = np.stack([self._at_risk(past[i], S[i], tfr) for i in range(len(periods))])
        people = np.tensordot(of_all.mean(axis=0), at_risk_then, axes=1)
        return Levels(alpha, tfr, people, _left_out(net - moved))

    def _after(self) -> Levels:
        """Run the model over the launch years and set the levels so that it gives their events."""
        wanted = np.array([sum(self.events.births.values()), sum(self.events.deaths.values())])

        def modelled(alpha: float, tfr: float) -> Array:
            births, deaths, _ = self._run(alpha, tfr)
            return np.array([sum(births[y] for y in self.events.births), sum(deaths[y] for y in self.events.deaths)])

        def miss(unknown: Array) -> Array:
            return np.asarray(modelled(float(unknown[0]), float(np.exp(unknown[1]))) / wanted - 1)

        try:
            found = root(miss, [0.0, np.log(START_TFR)], tol=1e-13)
            met = bool(np.abs(found.fun).max() <= MET) and abs(found.x[0]) <= REACH
        except CohortError:  # mortality beyond what a life table can be
            met = False
        if not met:
            refuse_deaths(self.events, float(modelled(0.0, START_TFR)[1]))
        alpha, tfr = float(found.x[0]), float(np.exp(found.x[1]))
        return Levels(alpha, tfr, self._mean(self._run(alpha, tfr)[2]))

    def _mean(self, people: list[Array]) -> Array:
        """Return the mean over the launch years of those at risk by period."""
        first, weights = self.launch.date.year, [self._weights(year) for year in self.launch.events]
        shares = [sum(one.get(first + t, 0.0) for one in weights) / len(weights) for t in range(len(people))]
        return np.asarray(np.tensordot(np.array(shares), np.stack(people), axes=1))

    def _run(self, alpha: float, tfr: float) -> tuple[dict[int, float], dict[int, float], list[Array]]:
        """Return modelled births and deaths by calendar year, and those at risk of migrating by period."""
        periods = np.arange(self.launch.date.year, max(self.launch.events) + 1)
        known = self.net_by_period(periods)
        S = self._survivorship(alpha, self.at_launch, len(periods))
        asfr, timing = tfr * self.pattern, self.launch.migration_timing
        population = self.population
        births: list[float] = []
        deaths: list[float] = []
        people: list[Array] = []
        for t in range(len(periods)):
            people.append(self._at_risk(population, S[t], tfr))
            expected, goal = self.net_rate * people[t], float(known[t])
            if np.isnan(goal):  # the last period reaches into a year that is not known: the rates of the launch years
                goal = self.events.net_level
                if self.launch.migration_level == "rates":
                    factor = plus_minus(self.net_rate * self._mean(people), goal)[1]
                    goal = float(np.where(expected > 0, expected * factor, expected / factor).sum())
            migrants = plus_minus(expected, goal)[0]
            done = step(population, S[t], migrants, asfr, self.srb, migration_timing=timing)
            population = done.population
            births.append(float(done.births.sum()))
            deaths.append(float(done.deaths.sum()))
        return self._by_year(births), self._by_year(deaths), people

    def _by_year(self, by_period: list[float]) -> dict[int, float]:
        """Return events by calendar year from events by period (a period begins on the launch date's day)."""
        first, f = self.launch.date.year, self.fraction
        years = range(first + (f > 0), first + len(by_period))
        return {y: sum(part * by_period[p - first] for p, part in self._weights(y).items()) for y in years}


def _left_out(migrants: Array) -> tuple[Record, ...]:
    """Return the record of migrants (period, sex, age) that were left out; none where nobody was."""
    ages = np.flatnonzero(migrants.any(axis=(0, 1)))
    if not ages.size:
        return ()
    return (
        note(
            "migration",
            "Fractions of a person more came in the launch years than live there at launch (at ages {ages}; at most {most:.2g}): "
            "left out of the levels.",
            "基準期間の転入超過が基準日の居住者を 1 人未満の端数だけ上回る年齢がある（{ages} 歳、最大 {most:.2g} 人）。"
            "その端数は水準の計算から除外。",
            ages=listed(map(str, ages)),
            most=migrants.max() / 2,
        ),
    )


@shared
def _births(inputs: Inputs, year: int) -> float:
    return float(inputs.event("births", year))


@shared
def _net(inputs: Inputs, year: int) -> float:
    return float(inputs.net_migration(year))


def _women(population: Array, migrants: Array) -> Array:
    """Return woman-years (period, age) of a population taken back, as in a step with even migration."""
    return np.asarray((population[:-1, 1] + migrants[:, 1] / 2 + population[1:, 1]) / 2)
