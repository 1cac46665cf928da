"""Targets for arrivals and leavers, or for bands of ages: solved year by year, written down as counts and rates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from scipy.optimize import brentq

from cohort.demography.checks import Array, refuse
from cohort.demography.gross_migration import gross_control
from cohort.errors import AssumptionError, Problem
from cohort.record import Record, note
from cohort.scenario.model import Scenario, Trajectory

from .bands import Bands, launch_flows
from .baseline import Baseline
from .form import AS_IT_IS
from .labels import labelled
from .schedules import Schedules, asked
from .walk import Step, Walk

NOBODY = 1e-9  # persons left at an emptied age, above what rounding takes

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
    return _run(scenario, base, made, _InAndOut.of(base, given) if given else Bands.of(scenario, base, made))


def _check_flows(scenario: Scenario, base: Baseline, made: Schedules) -> None:
    if scenario.bands or scenario.trajectory("migration.net"):
        refuse(
            scenario.file,
            "migration",
            en="arrivals or leavers of all ages stand beside net migration or bands; give one or the other.",
            ja="全年齢の転入・転出と、転入超過または年齢帯が同時に指定されています。どちらか一方にしてください。",
        )
    if made.net_level != base.events.net_level:
        refuse(
            scenario.file,
            "migration",
            en="arrivals or leavers stand on a calibrated net migration, which says nothing of either; give net migration.",
            ja="転入・転出が、調整された転入超過数の上に指定されています。転入・転出の別が決まらないため、転入超過を指定してください。",
        )


def _run(scenario: Scenario, base: Baseline, made: Schedules, solve: _InAndOut | Bands) -> Schedules:
    rates, counts = np.zeros_like(made.survivorship), made.net_counts.copy()
    walk = Walk(labelled(made, base))
    for t, year in enumerate(base.periods):
        try:
            start = walk.start(t)
            migrants = solve.migrants(start)
        except AssumptionError as error:
            told = [Problem(f"migration in {year}, {p.where}", p.en, p.ja) for p in error.problems]
            raise AssumptionError(scenario.file, told) from error
        if migrants is None and start.total is None:
            rates[t] = start.rate
            walk.go(start, walk.end(start, start.expected))
            continue
        met = migrants is not None
        migrants = start.expected if migrants is None else migrants
        counts[t] += migrants
        walk.go(start, walk.end(start, migrants), migrants, kept=met)
    return replace(
        made,
        net_rate=rates,
        net_counts=counts,
        net_total=np.zeros(len(base.periods)),
        net_control=np.full(len(base.periods), AS_IT_IS, dtype=np.int64),
        records=(*made.records, _RECORD, *solve.records()),
    )


@dataclass
class _InAndOut:
    """Totals of arrivals and leavers of all ages; a flow without a target goes on at its last rates by age."""

    asked: dict[str, Array]
    rates: dict[str, Array]
    timing: Literal["even", "end"]
    first: int
    emptied: dict[int, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, base: Baseline, given: dict[str, Trajectory]) -> _InAndOut:
        rates = {
            flow: np.divide(people, base.population, out=np.zeros_like(people), where=base.population > 0)
            for flow, people in launch_flows(base).items()
        }
        levels = {"in": base.events.in_level, "out": base.events.out_level}
        wanted = {flow: asked(trajectory, base.periods, levels[flow]) for flow, trajectory in given.items()}
        return cls(wanted, rates, base.launch.migration_timing, int(base.periods[0]))

    def migrants(self, start: Step) -> Array | None:
        """Return net migrants (sex, age) that meet the totals."""
        goals = {flow: float(values[start.t]) for flow, values in self.asked.items()}
        goals = {flow: goal for flow, goal in goals.items() if not np.isnan(goal)}
        if not goals:
            return None
        short = -float(np.minimum(start.people, 0.0).sum())
        if short > 0:
            refuse(
                "migration",
                "migration.out",
                en=f"more have left by then than lived there, {short:,.0f} persons; lower the leavers, or end the projection earlier.",
                ja=f"それまでの転出が居住者を {short:,.0f} 人上回ります。転出を減らすか、推計の終わりを早めてください。",
            )
        flows = {flow: rate * start.people for flow, rate in self.rates.items()}
        wanted = {flow: float(people.sum()) for flow, people in flows.items()} | goals
        arrivals, leavers, in_change, out_change = gross_control(flows["in"], flows["out"], wanted["in"], wanted["out"])
        self.rates = {"in": self.rates["in"] * (1 + in_change), "out": self.rates["out"] * (1 - out_change)}
        leaving = self._of_those_there(start, arrivals, leavers)
        ages = np.flatnonzero((leaving < leavers).any(axis=0))
        if ages.size:
            self.emptied[self.first + start.t] = set(ages.tolist())
        return arrivals - leaving

    def records(self) -> tuple[Record, ...]:
        """Return which ages were left by everybody."""
        if not self.emptied:
            return ()
        ages = set().union(*self.emptied.values())
        return (
            note(
                "migration",
                "From {first} on more would leave at some ages ({low}-{high}) than live there: nobody is left at them, and the "
                "other ages have more leavers in proportion.",
                "{first} 年以降、{low}～{high} 歳の一部で転出者が居住者を上回るため、その年齢は居住者なしとし、残りをほかの年齢の転出に"
                "比例して配分した。",
                first=min(self.emptied),
                low=min(ages),
                high=max(ages),
            ),
        )

    def _of_those_there(self, start: Step, arrivals: Array, leavers: Array) -> Array:
        """Return leavers, at no age more than there are; what an age lacks leaves from the others, in proportion.

        Held as a count while a town shrinks, the same number of leavers asks for a growing share of the young, in the end for
        more than all of them.
        """

        def left(factor: float) -> Array:
            return _at_most(start, arrivals, factor * leavers, self.timing)

        within, total = left(1.0), float(leavers.sum())
        if np.array_equal(within, leavers):
            return leavers
        most = 2.0
        while left(most).sum() < total:
            most *= 2
            if most > 1e6:
                refuse(
                    "migration",
                    "migration.out",
                    en=f"{total:,.0f} leavers are more than live there; lower them.",
                    ja=f"転出 {total:,.0f} 人は居住者より多くなります。減らしてください。",
                )
        return left(float(brentq(lambda factor: left(factor).sum() - total, 1.0, most, xtol=1e-12)))


def _at_most(start: Step, arrivals: Array, leavers: Array, timing: Literal["even", "end"]) -> Array:
    """Return leavers by age, no more than leave nobody behind at the end of the step.

    Under `even` half of them leave before the step, so that those who left a year younger are not there to leave: ages are
    gone through in order. Children born in the step are not looked at; the projection does.
    """
    P, S = start.population, start.survivorship
    out, last, share = leavers.copy(), P.shape[1] - 1, 2.0 if timing == "even" else 1.0
    before = 0.0 if timing == "end" else 0.5
    for x in range(1, last + 1):
        staying = P[:, x - 1] + before * (arrivals[:, x - 1] - out[:, x - 1])
        if x == last:
            staying = staying + P[:, x] + before * (arrivals[:, x] - out[:, x])
        there = arrivals[:, x] + share * S[:, x] * np.maximum(staying, 0.0)
        if timing == "even":
            there = np.minimum(there, arrivals[:, x] + 2 * P[:, x])
        out[:, x] = np.minimum(out[:, x], np.maximum(there - NOBODY, 0.0))
    return out
