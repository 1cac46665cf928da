"""Net totals of bands of ages, met with the least change of what was expected."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, refuse
from cohort.demography.gross_migration import gross_from_net
from cohort.demography.least_change import least_change
from cohort.demography.migration import plus_minus
from cohort.demography.rogers_castro import rogers_castro
from cohort.errors import AssumptionError, Problem, Problems
from cohort.record import Record
from cohort.scenario.model import Scenario

from .baseline import Baseline
from .mortality import OPEN_AGE
from .schedules import Schedules, ages_slice, asked
from .walk import Step

Ages = tuple[int, int | None]


def launch_flows(base: Baseline) -> dict[str, Array]:
    """Return arrivals and leavers (sex, age) of the launch years, persons, counted above 0."""
    events = base.events
    net = plus_minus(base.net_rate * base.population, events.in_level - events.out_level)[0]
    arrivals, leavers = gross_from_net(net, events.in_level, events.out_level, mobility(base) * base.population)
    return {"in": arrivals, "out": leavers}


def mobility(base: Baseline) -> Array:
    """Return how mobile each age is: the standard Rogers-Castro profile."""
    return rogers_castro(np.arange(base.population.shape[1]) + 0.5)


@dataclass(frozen=True)
class Bands:
    """Net totals of bands of ages, met with the least change in proportion to mobility.

    A total of all ages is met at the same time where it is ``stated``: observed, or a point of the scenario; the launch level
    that the inputs would begin with gives way to the bands.

    Attributes
    ----------
    goals : dict of array (period,)
        Net migrants of each band, persons a year; NaN without a target.
    mobility : array (age,)
    stated : array (period,)
    """

    goals: dict[Ages, Array]
    mobility: Array
    stated: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, scenario: Scenario, base: Baseline, made: Schedules) -> Bands:
        """Return the bands of a scenario.

        Raises
        ------
        AssumptionError
            A band outside the ages of the projection, or of which only arrivals or only leavers are given.
        """
        _check_ages(scenario)
        flows: dict[Ages, dict[str, Array]] = {}
        launch = {"net": plus_minus(made.net_rate * base.population, made.net_level)[0]}
        if any(band.measure != "migration.net" for band in scenario.bands):
            launch |= launch_flows(base)
        for band in scenario.bands:
            ages, flow = (band.low, band.high), band.measure.removeprefix("migration.")
            level = float(launch[flow][:, ages_slice(ages)].sum())
            flows.setdefault(ages, {})[flow] = asked(band, base.periods, level)
        goals = {ages: _net(scenario, ages, given) for ages, given in flows.items()}
        net = scenario.trajectory("migration.net")
        stated = ~np.isnan(base.net_known)
        if net is not None:
            stated |= base.periods >= net.values[0].period
        return cls(goals, mobility(base), stated)

    def migrants(self, start: Step) -> Array | None:
        """Return net migrants (sex, age) that meet the bands; None where none has a target."""
        goals = {ages: float(values[start.t]) for ages, values in self.goals.items()}
        goals = {ages: goal for ages, goal in goals.items() if not np.isnan(goal)}
        if not goals:
            return None
        every: Ages = (0, None)
        wanted = list(goals.items())
        named = {_written(ages): goal for ages, goal in wanted}
        if start.total is not None and self.stated[start.t]:
            wanted.append((every, start.total))
            named[""] = start.total
        rows = np.zeros((len(wanted), *start.people.shape))
        for row, (ages, _) in zip(rows, wanted, strict=True):
            row[:, ages_slice(ages)] = 1
        totals = np.array([goal for _, goal in wanted])
        try:
            return least_change(start.expected, self.mobility * start.people, rows, totals, start.survivors)
        except AssumptionError as error:
            raise _not_met(error, named) from error

    def records(self) -> tuple[Record, ...]:
        """Nothing is done beside meeting the targets."""
        return ()


def _net(scenario: Scenario, ages: Ages, given: dict[str, Array]) -> Array:
    """Return the net of a band that is given as such, or by its arrivals and leavers."""
    if "net" not in given and set(given) != {"in", "out"}:
        refuse(
            scenario.file,
            f"migration.band {ages[0]}-{'' if ages[1] is None else ages[1]}",
            en=f"only {next(iter(given))} is given; give its net, or both in and out.",
            ja=f"{next(iter(given))} だけが指定されています。net、または in と out の両方を指定してください。",
        )
    return given["net"] if "net" in given else given["in"] - given["out"]


def _written(ages: Ages) -> str:
    low, high = ages
    return f"{low}+" if high is None else f"{low}-{high}" if high > low else str(low)


def _check_ages(scenario: Scenario) -> None:
    """Refuse every band that is not made of whole ages of the projection: single years, the last one open."""
    problems = Problems(scenario.file, AssumptionError)
    for number, band in enumerate(scenario.bands, 1):
        if band.low <= OPEN_AGE and (band.high is None or band.high < OPEN_AGE):
            continue
        ages = _written((band.low, band.high))
        meant = f"{min(band.low, OPEN_AGE)}+"
        problems.add(
            f"migration.band#{number}.ages",
            en=f"got '{ages}', which is outside the ages of the projection: 0 to {OPEN_AGE - 1}, and {OPEN_AGE}+ together; "
            f"write '{meant}' or younger ages.",
            ja=f"「{ages}」は推計の年齢（0～{OPEN_AGE - 1}歳の各歳と{OPEN_AGE}歳以上）の外です。「{meant}」か、より若い年齢を書いてください。",
        )
    problems.raise_if_any()


def _not_met(error: AssumptionError, goals: dict[str, float]) -> AssumptionError:
    """Return what cannot be met with the targets by name: ages, and "" for all ages."""
    en = ", ".join(f"{f'ages {ages}' if ages else 'all ages'} {goal:+,.0f}" for ages, goal in goals.items())
    ja = "、".join(
        f"{ages.replace('-', '～').replace('+', '') + ('歳以上' if '+' in ages else '歳') if ages else '全年齢'} {goal:+,.0f}人"
        for ages, goal in goals.items()
    )
    problems = []
    for p in error.problems:
        named = p.where.startswith("targets")
        says = f"{en}: {p.en} Change one of them.", f"{ja}：目標{p.ja}どれかを変えてください。"
        problems.append(Problem("targets", *says) if named else p)
    return AssumptionError(error.subject, problems)
