"""Targets for arrivals and leavers, or for bands of ages: solved year by year, written down as counts and rates."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from cohort.demography.gross_migration import gross_control, gross_from_net
from cohort.demography.least_change import least_change
from cohort.demography.migration import plus_minus
from cohort.demography.rogers_castro import rogers_castro
from cohort.errors import AssumptionError, Problem, Problems, fail
from cohort.projection.step import step
from cohort.record import note
from cohort.scenario.model import Scenario, Trajectory

from .at_risk import at_risk
from .baseline import Baseline
from .mortality import OPEN_AGE
from .schedules import AS_IT_IS, SOLVED, Schedules, related

Array = npt.NDArray[np.float64]
Ages = tuple[int, int | None]

_RECORD = note(
    "migration",
    "Targets for bands of ages, or for arrivals and leavers, are met year by year with the least change to the expected "
    "migrants by age; after the last point the rates of that year go on.",
    "年齢帯別、または転入・転出別の目標は、年齢別の想定移動数からの変更が最小となるよう各年で満たし、最後の目標年以後はその年の移動率が続く。",
)


def with_gross_and_bands(scenario: Scenario, base: Baseline, made: Schedules) -> Schedules:
    """Solve ``migration.in``, ``migration.out`` and ``[[migration.band]]``; unchanged without them.

    The projection is run year by year with plain steps. Years with a target become counts. Before the first point the inputs
    rule (net totals of the launch years, then their rates); wherever a target has ended under ``hold_rates`` the rates of its
    last year go on.

    Raises
    ------
    AssumptionError
        A band outside the ages of the projection, or of which only arrivals or only leavers are given; in or out together with
        net, with bands or on a calibrated net; bands that cannot be met.
    """
    flows = {flow: scenario.trajectory(f"migration.{flow}") for flow in ("in", "out")}
    given = {flow: trajectory for flow, trajectory in flows.items() if trajectory is not None}
    if not scenario.bands and not given:
        return made
    if given:
        _check_flows(scenario, base, made)
    solve = _InAndOut.of(base, given) if given else _Bands.of(scenario, base, made)
    return _run(scenario, base, made, solve)


def _check_flows(scenario: Scenario, base: Baseline, made: Schedules) -> None:
    if scenario.bands or scenario.trajectory("migration.net"):
        fail(
            scenario.file,
            "migration",
            en="arrivals or leavers of all ages stand beside net migration or bands; give one or the other.",
            ja="全年齢の転入・転出と、転入超過または年齢帯が同時に指定されています。どちらか一方にしてください。",
            kind=AssumptionError,
        )
    if made.net_level != base.events.net_level:
        fail(
            scenario.file,
            "migration",
            en="arrivals or leavers stand on a calibrated net migration, which says nothing of either; give net migration.",
            ja="転入・転出が、調整された転入超過数の上に指定されています。転入・転出の別が決まらないため、転入超過を指定してください。",
            kind=AssumptionError,
        )


class _Solve(Protocol):
    """Net migrants (sex, age) of period `t` where it has a target, else None.

    ``people`` are those at risk, ``survivors`` those of them who live to the end of the step, ``expected`` the migrants of the
    rates so far, brought to ``total`` where there is one.
    """

    def __call__(
        self, t: int, people: Array, survivors: Array, expected: Array, total: float | None
    ) -> Array | None: ...


def _run(scenario: Scenario, base: Baseline, made: Schedules, solve: _Solve) -> Schedules:
    timing = base.launch.migration_timing
    rates, counts = np.zeros_like(made.survivorship), made.net_counts.copy()
    population, rate = base.population, made.net_rate
    for t, year in enumerate(base.periods):
        S, asfr = made.survivorship[t], made.asfr[t]
        people = at_risk(population, S, asfr, base.srb, timing)
        survivors = people * (S if timing == "end" else np.concatenate([S[:, 1:], S[:, -1:]], axis=1))
        total = float(made.net_total[t]) if made.net_control[t] == SOLVED else None
        try:
            expected = rate * people if total is None else plus_minus(rate * people, total)[0]
            migrants = solve(t, people, survivors, expected, total)
        except AssumptionError as error:
            raise _in_year(error, scenario, int(year)) from error
        if migrants is None and total is None:
            rates[t], migrants = rate, expected
        else:
            migrants = expected if migrants is None else migrants
            counts[t] += migrants
            rate = np.divide(migrants, people, out=rate.copy(), where=people > 0)
        on_top = made.net_counts[t]
        population = step(
            population, S, migrants + on_top, asfr, base.srb, migration_timing=timing
        ).population
    return replace(
        made,
        net_rate=rates,
        net_counts=counts,
        net_total=np.zeros(len(base.periods)),
        net_control=np.full(len(base.periods), AS_IT_IS, dtype=np.int64),
        records=(*made.records, _RECORD),
    )


def _in_year(error: AssumptionError, scenario: Scenario, year: int) -> AssumptionError:
    return AssumptionError(
        scenario.file, [Problem(f"migration in {year}, {p.where}", p.en, p.ja) for p in error.problems]
    )


def _goal(trajectory: Trajectory, periods: npt.NDArray[np.int64], t: int, level: float) -> float | None:
    value, last = trajectory.at(int(periods[t])), trajectory.values[-1]
    if t == 0 and last.period < periods[0]:
        value = last  # all points lie before launch: the last one is the level the rates are held at
    return None if value is None else related(trajectory, value.value, level)


def _launch_flows(base: Baseline) -> dict[str, Array]:
    """Return arrivals and leavers (sex, age) of the launch years, persons, counted above 0."""
    net = plus_minus(base.net_rate * base.population, base.events.in_level - base.events.out_level)[0]
    profile = _mobility(base) * base.population
    arrivals, leavers = gross_from_net(net, base.events.in_level, base.events.out_level, profile)
    return {"in": arrivals, "out": leavers}


def _mobility(base: Baseline) -> Array:
    """Return how mobile each age is: the standard Rogers-Castro profile."""
    return rogers_castro(np.arange(base.population.shape[1]) + 0.5)


@dataclass(frozen=True)
class _Bands:
    """Net totals of bands of ages, met with the least change in proportion to mobility.

    A total of all ages is met at the same time where it is ``stated``: observed, or a point of the scenario; the launch level
    that the inputs would begin with gives way to the bands.
    """

    periods: npt.NDArray[np.int64]
    flows: dict[Ages, dict[str, Trajectory]]
    levels: dict[tuple[Ages, str], float]
    mobility: Array
    stated: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, scenario: Scenario, base: Baseline, made: Schedules) -> _Bands:
        _check_ages(scenario)
        flows: dict[Ages, dict[str, Trajectory]] = {}
        for band in scenario.bands:
            flow = band.trajectory.measure.removeprefix("migration.")
            flows.setdefault((band.low, band.high), {})[flow] = band.trajectory
        for (low, high), given in flows.items():
            if "net" not in given and set(given) != {"in", "out"}:
                fail(
                    scenario.file,
                    f"migration.band {low}-{'' if high is None else high}",
                    en=f"only {next(iter(given))} is given; give its net, or both in and out.",
                    ja=f"{next(iter(given))} だけが指定されています。net、または in と out の両方を指定してください。",
                    kind=AssumptionError,
                )
        launch = {"net": plus_minus(made.net_rate * base.population, made.net_level)[0]}
        if any("net" not in given for given in flows.values()):
            launch |= _launch_flows(base)
        levels = {
            (ages, flow): float(launch[flow][:, _slice(ages)].sum())
            for ages, given in flows.items()
            for flow in given
        }
        net = scenario.trajectory("migration.net")
        stated = ~np.isnan(base.net_known)
        if net is not None:
            stated |= base.periods >= net.values[0].period
        return cls(base.periods, flows, levels, _mobility(base), stated)

    def __call__(
        self, t: int, people: Array, survivors: Array, expected: Array, total: float | None
    ) -> Array | None:
        rows, goals = [], {}
        for ages in self.flows:
            goal = self._goal(ages, t)
            if goal is not None:
                row = np.zeros_like(people)
                row[:, _slice(ages)] = 1
                rows.append(row)
                goals[_written(ages)] = goal
        if not rows:
            return None
        if total is not None and self.stated[t]:
            rows.append(np.ones_like(people))
            goals[""] = total
        wanted = np.array(list(goals.values()))
        try:
            return least_change(expected, self.mobility * people, np.stack(rows), wanted, survivors)
        except AssumptionError as error:
            raise _not_met(error, goals) from error

    def _goal(self, ages: Ages, t: int) -> float | None:
        goals = {
            flow: _goal(trajectory, self.periods, t, self.levels[ages, flow])
            for flow, trajectory in self.flows[ages].items()
        }
        if "net" in goals:
            return goals["net"]
        arrivals, leavers = goals["in"], goals["out"]
        return None if arrivals is None or leavers is None else arrivals - leavers


def _slice(ages: Ages) -> slice:
    low, high = ages
    return slice(low, None if high is None else high + 1)


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


@dataclass
class _InAndOut:
    """Totals of arrivals and leavers of all ages; a flow without a target goes on at its last rates by age."""

    periods: npt.NDArray[np.int64]
    given: dict[str, Trajectory]
    levels: dict[str, float]
    rates: dict[str, Array]

    @classmethod
    def of(cls, base: Baseline, given: dict[str, Trajectory]) -> _InAndOut:
        rates = {
            flow: np.divide(people, base.population, out=np.zeros_like(people), where=base.population > 0)
            for flow, people in _launch_flows(base).items()
        }
        return cls(base.periods, given, {"in": base.events.in_level, "out": base.events.out_level}, rates)

    def __call__(
        self, t: int, people: Array, survivors: Array, expected: Array, total: float | None
    ) -> Array | None:
        goals = {
            flow: _goal(trajectory, self.periods, t, self.levels[flow])
            for flow, trajectory in self.given.items()
        }
        if all(goal is None for goal in goals.values()):
            return None
        flows = {flow: rate * people for flow, rate in self.rates.items()}
        wanted = {flow: float(people.sum()) for flow, people in flows.items()}
        wanted |= {flow: goal for flow, goal in goals.items() if goal is not None}
        arrivals, leavers, in_change, out_change = gross_control(
            flows["in"], flows["out"], wanted["in"], wanted["out"]
        )
        self.rates = {
            "in": self.rates["in"] * (1 + in_change),
            "out": self.rates["out"] * (1 - out_change),
        }
        return arrivals - leavers
