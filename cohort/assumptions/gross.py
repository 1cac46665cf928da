"""Targets for arrivals and leavers, or for bands of ages: solved year by year, written down as counts and rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from cohort.demography.gross_migration import gross_control, gross_from_net
from cohort.demography.least_change import least_change
from cohort.demography.migration import plus_minus
from cohort.demography.rogers_castro import rogers_castro
from cohort.errors import AssumptionError, fail
from cohort.projection.step import step
from cohort.records import Record
from cohort.scenario.model import Scenario, Trajectory

from .baseline import Baseline
from .schedules import AS_IT_IS, SOLVED, Schedules, path, related

Array = npt.NDArray[np.float64]


def with_gross_and_bands(scenario: Scenario, base: Baseline, made: Schedules) -> Schedules:
    """Solve ``migration.in``, ``migration.out`` and ``[[migration.band]]``; unchanged without them.

    The projection is run year by year with plain steps. Solved years become counts. After the last point, under
    ``hold_rates``, the leavers of that year become rates and (for in and out) its arrivals go on as counts.

    Raises
    ------
    AssumptionError
        A band of which only arrivals or only leavers are given; in or out together with net; bands that cannot be met.
    """
    flows = [scenario.trajectory(f"migration.{flow}") for flow in ("in", "out")]
    if not scenario.bands and not any(flows):
        return made
    if any(flows) and (scenario.bands or scenario.trajectory("migration.net")):
        fail(
            scenario.file,
            "migration",
            en="arrivals or leavers of all ages stand beside net migration or bands; give one or the other.",
            ja="全年齢の転入・転出と、転入超過または年齢帯が同時に指定されています。どちらか一方にしてください。",
            kind=AssumptionError,
        )
    solve = _bands(scenario, base) if scenario.bands else _in_and_out(base, *flows)
    return _run(base, made, solve)


Solve = Callable[[int, Array, Array, float | None], "tuple[Array, bool]"]


def _run(base: Baseline, made: Schedules, solve: Solve) -> Schedules:
    n = len(base.periods)
    rates, counts = np.zeros_like(made.survivorship), made.net_counts.copy()
    population, factor, held = made.population, 1.0, None
    for t in range(n):
        expected = made.net_rate * population
        total = float(made.net_total[t]) if made.net_control[t] == SOLVED else None
        if total is not None:
            factor = float(plus_minus(expected, total)[1])
        by_rates = np.where(expected > 0, expected * factor, expected / factor)
        migrants, solved = solve(t, population, by_rates, total)
        if solved or held is None:
            counts[t] += migrants
            held = (
                np.divide(migrants, population, out=np.zeros_like(migrants), where=population > 0)
                if solved
                else held
            )
        else:
            rates[t], migrants = held, held * population
        on_top = made.net_counts[t]
        population = step(
            population, made.survivorship[t], migrants + on_top, made.asfr[t], made.srb
        ).population
    return replace(
        made,
        net_rate=rates,
        net_counts=counts,
        net_total=np.zeros(n),
        net_control=np.full(n, AS_IT_IS, dtype=np.int64),
        records=(*made.records, _RECORD),
    )


_RECORD = Record(
    "",
    "migration",
    "Targets for bands of ages, or for arrivals and leavers, are met year by year with the least change to the expected "
    "migrants by age; after the last point the rates of that year go on.",
    "年齢帯別、または転入・転出別の目標は、年齢別の想定移動数からの変更が最小となるよう各年で満たし、最後の目標年以後はその年の移動率が続く。",
)


def _bands(scenario: Scenario, base: Baseline) -> Solve:
    wanted: dict[tuple[int, int | None], dict[str, Trajectory]] = {}
    for band in scenario.bands:
        flow = band.trajectory.measure.removeprefix("migration.")
        wanted.setdefault((band.low, band.high), {})[flow] = band.trajectory
    for (low, high), flows in wanted.items():
        if "net" not in flows and set(flows) != {"in", "out"}:
            fail(
                scenario.file,
                f"migration.band {low}-{'' if high is None else high}",
                en=f"only {next(iter(flows))} is given; give its net, or both in and out.",
                ja=f"{next(iter(flows))} だけが指定されています。net、または in と out の両方を指定してください。",
                kind=AssumptionError,
            )
    mobility = rogers_castro(np.arange(base.population.shape[1]) + 0.5)

    def solve(t: int, population: Array, expected: Array, total: float | None) -> tuple[Array, bool]:
        rows, goals = [], []
        for (low, high), flows in wanted.items():
            goal = _band_goal(flows, int(base.periods[t]), float(expected[:, low : _end(high)].sum()))
            if goal is not None:
                row = np.zeros_like(population)
                row[:, low : _end(high)] = 1
                rows.append(row)
                goals.append(goal)
        if not rows:
            return expected, total is not None
        if total is not None:
            rows.append(np.ones_like(population))
            goals.append(total)
        survivors = population * base.survivorship[t].min(axis=1, keepdims=True)
        return least_change(expected, mobility * population, np.stack(rows), np.array(goals), survivors), True

    return solve


def _end(high: int | None) -> int | None:
    return None if high is None else high + 1


def _band_goal(flows: dict[str, Trajectory], year: int, level: float) -> float | None:
    def value(flow: str, launch_level: float) -> float | None:
        trajectory = flows[flow]
        at = trajectory.at(year)
        return None if at is None else related(trajectory, at.value, launch_level)

    if "net" in flows:
        return value("net", level)
    arrivals, leavers = value("in", level), value("out", level)
    return None if arrivals is None or leavers is None else arrivals - leavers


def _in_and_out(base: Baseline, arrivals: Trajectory | None, leavers: Trajectory | None) -> Solve:
    periods = base.periods
    totals = {
        "in": path(arrivals, periods, np.full(len(periods), base.in_level), base.in_level),
        "out": path(leavers, periods, np.full(len(periods), base.out_level), base.out_level),
    }
    net = plus_minus(base.net_rate * base.population, base.in_level - base.out_level)[0]
    profile = rogers_castro(np.arange(base.population.shape[1]) + 0.5) * base.population
    launch_in, launch_out = gross_from_net(net, base.in_level, base.out_level, profile)
    leaving_rate = np.divide(launch_out, base.population, out=np.zeros_like(net), where=base.population > 0)
    last = max(
        (t.values[-1].period for t in (arrivals, leavers) if t and t.after.kind == "hold_rates"), default=None
    )

    def solve(t: int, population: Array, expected: Array, total: float | None) -> tuple[Array, bool]:
        into, out, *_ = gross_control(launch_in, leaving_rate * population, totals["in"][t], totals["out"][t])
        return into - out, last is None or periods[t] <= last

    return solve
