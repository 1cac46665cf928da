"""The levels of mortality and fertility at which modelled births and deaths of the launch years equal the observed ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import root

from cohort.demography.fertility import calibrate_level
from cohort.demography.life_table import LifeTable
from cohort.demography.migration import plus_minus
from cohort.demography.mortality import shift_to_deaths
from cohort.errors import AssumptionError, CohortError, fail
from cohort.inputs import Inputs
from cohort.projection.step import backcast, step
from cohort.scenario.model import Launch

from .at_risk import at_risk
from .events import Events
from .mortality import schedule, selected

Array = npt.NDArray[np.float64]

START_TFR = 1.3  # where the search begins; births are nearly proportional to the TFR
MET = 1e-9  # relative miss of births and deaths that counts as met


@dataclass(frozen=True)
class Levels:
    """Brass shift from the prefecture to the city, and the model's TFR (births per woman)."""

    alpha: float
    tfr: float


@dataclass(frozen=True)
class LaunchYears:
    """What the search for the levels needs.

    Attributes
    ----------
    launch : Launch
    fraction : float
        Part of the calendar year before the launch date.
    population : array (sex, age)
        At launch, persons.
    tables : LifeTable (period, sex, age)
        The prefecture's, from the first launch year, or from the launch where that is earlier.
    at_launch : int
        Position of the launch period among them.
    pattern : array (age,)
    net_rate : array (sex, age)
    srb : float
    events : Events
    """

    launch: Launch
    fraction: float
    population: Array
    tables: LifeTable
    at_launch: int
    pattern: Array
    net_rate: Array
    srb: float
    events: Events

    def levels(self) -> Levels:
        """Return the levels that the launch years show."""
        return self._before() if self.are_before else self._after()

    @property
    def are_before(self) -> bool:
        """Whether the launch years lie before the launch date."""
        return max(self.launch.events) < self.launch.date.year

    def net_by_period(self, periods: npt.NDArray[np.int64]) -> Array:
        """Return observed net migrants by period where both calendar years it touches are known; NaN elsewhere."""
        net, f = self.events.net, self.fraction
        known = np.full(len(periods), np.nan)
        for i, year in enumerate(periods):
            if year in net and (f == 0 or year + 1 in net):
                known[i] = (1 - f) * net[int(year)] + (f * net[int(year) + 1] if f else 0.0)
        return known

    def tfr_before_launch(self, levels: Levels, inputs: Inputs) -> float:
        """Return the model TFR of the year before launch: the one that stands for the published TFR.

        With launch years before launch this is the level itself. With later ones (a launch in the past) the published TFR
        still belongs to the births before launch, on the women of this launch population.
        """
        if self.are_before:
            return levels.tfr
        year, f = self.launch.date.year, self.fraction
        born = (1 - f) * float(inputs.event("births", year - 1))
        net = (1 - f) * float(inputs.net_migration(year - 1))
        if f:
            born += f * float(inputs.event("births", year))
            net += f * float(inputs.net_migration(year))
        migrants = plus_minus(self.net_rate * self.population, net)[0][None]
        S = schedule(selected(self.tables, slice(self.at_launch, self.at_launch + 1)), levels.alpha)[0]
        women = self._women(backcast(self.population, S, migrants, self.population).population, migrants)
        return float(calibrate_level(born, women[0], self.pattern))

    @staticmethod
    def _women(population: Array, migrants: Array) -> Array:
        """Return woman-years (period, age) of a population taken back, as in a step with even migration."""
        return (population[:-1, 1] + migrants[:, 1] / 2 + population[1:, 1]) / 2

    def _before(self) -> Levels:
        """Take the population back to the launch years and set the levels there."""
        years = range(min(self.launch.events), self.launch.date.year)
        expected = self.net_rate * self.population
        net = np.stack([plus_minus(expected, self.events.net[y])[0] for y in years])
        tables = selected(self.tables, slice(0, self.at_launch))
        boys = self.srb / (1 + self.srb)
        born = np.array([self.events.births.get(y, 0.0) for y in years])
        born_by_sex = born[:, None] * np.array([boys, 1 - boys])
        observed = [i for i, y in enumerate(years) if y in self.events.deaths]

        def back(alpha: float) -> tuple[Array, Array]:
            S = schedule(tables, alpha)[0]
            return S, backcast(self.population, S, net, self.population).population

        def deaths(alpha: float) -> float:
            S, past = back(alpha)
            survivors = past[1:] - net / 2
            died = (survivors / S - survivors)[:, :, 1:].sum(axis=(1, 2))
            infants = (born_by_sex * (1 - S[:, :, 0])).sum(axis=1)
            return float((died + infants)[observed].sum())

        alpha = shift_to_deaths(deaths, sum(self.events.deaths.values()))
        women = self._women(back(alpha)[1], net)
        at = [i for i, y in enumerate(years) if y in self.events.births]
        return Levels(alpha, float(calibrate_level(born[at].sum(), women[at].sum(axis=0), self.pattern)))

    def _after(self) -> Levels:
        """Run the model over the launch years and set the levels so that it gives their events."""
        wanted = np.array([sum(self.events.births.values()), sum(self.events.deaths.values())])

        def miss(unknown: Array) -> Array:
            births, deaths = self._run(Levels(float(unknown[0]), float(np.exp(unknown[1]))))
            modelled = [
                sum(births[y] for y in self.events.births),
                sum(deaths[y] for y in self.events.deaths),
            ]
            return np.asarray(modelled / wanted - 1)

        try:
            found = root(miss, [0.0, np.log(START_TFR)], tol=1e-13)
            met = bool(np.abs(found.fun).max() <= MET)
        except CohortError:  # mortality beyond what a life table can be
            met = False
        if not met:
            fail(
                f"launch {self.launch.date}",
                "events",
                en="no levels of fertility and mortality give the births and deaths of the launch years; check these.",
                ja="基準期間の出生数と死亡数に合う出生と死亡の水準がありません。両者を確認してください。",
                kind=AssumptionError,
            )
        return Levels(float(found.x[0]), float(np.exp(found.x[1])))

    def _run(self, levels: Levels) -> tuple[dict[int, float], dict[int, float]]:
        """Return modelled births and deaths by calendar year."""
        periods = np.arange(self.launch.date.year, max(self.launch.events) + 1)
        known = self.net_by_period(periods)
        net = np.where(np.isnan(known), self.events.net_level, known)
        S = schedule(
            selected(self.tables, slice(self.at_launch, self.at_launch + len(periods))), levels.alpha
        )[0]
        asfr, timing = levels.tfr * self.pattern, self.launch.migration_timing
        population, births, deaths = self.population, [], []
        for t in range(len(periods)):
            people = at_risk(population, S[t], asfr, self.srb, timing)
            migrants = plus_minus(self.net_rate * people, float(net[t]))[0]
            done = step(population, S[t], migrants, asfr, self.srb, migration_timing=timing)
            population = done.population
            births.append(float(done.births.sum()))
            deaths.append(float(done.deaths.sum()))
        return self._by_year(births), self._by_year(deaths)

    def _by_year(self, by_period: list[float]) -> dict[int, float]:
        """Return events by calendar year from events by period (a period begins on the launch date's day)."""
        first, f = self.launch.date.year, self.fraction
        years = range(first + (f > 0), first + len(by_period))
        return {
            y: (f * by_period[y - first - 1] if f else 0.0) + (1 - f) * by_period[y - first] for y in years
        }
