"""One named lever, moved until a published total is met; and what that implies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from cohort.errors import AssumptionError, ProjectionError, fail
from cohort.record import Implied
from cohort.scenario.model import Scenario

from .baseline import Baseline
from .engine import total_population
from .schedules import Schedules

OVERRIDING = {
    "migration.net": ("migration.net", "migration.in", "migration.out"),
    "fertility.tfr": ("fertility.tfr", "fertility.births"),
}
LEVERS = tuple(OVERRIDING)
REACH = 0.05  # net migrants are sought within 5 % of the launch population a year
TFR_REACH = (0.3, 4.0)
MET = 1e-3  # persons; the search goes on to rounding, and ends elsewhere only at a break


def implied_level(
    scenario: Scenario, build: Callable[[float, float], Schedules], base: Baseline, width: int = 1
) -> Implied:
    """Find the level of the lever at which the scenario's total is the published one.

    Parameters
    ----------
    scenario : Scenario
        With ``calibrate``.
    build : callable (net level, TFR level) -> Schedules
    base : Baseline
    width : int
        Step in which the total is met, years.

    Raises
    ------
    AssumptionError
        Unknown lever or measure, a year outside the horizon, a lever that the scenario's own trajectory overrides, or no
        solution within the range.
    """
    wanted = scenario.calibrate
    assert wanted is not None
    problem = _refusal(scenario, base, width)
    if problem:
        fail(scenario.file, "calibrate", en=problem[0], ja=problem[1], kind=AssumptionError)
    net, tfr, people = base.net_level, base.tfr / base.scale, float(base.population.sum())
    on_net = wanted.lever == "migration.net"

    def gap(level: float) -> float:
        made = build(level, tfr) if on_net else build(net, level)
        try:
            return total_population(made, base, wanted.year, width) - wanted.value
        except ProjectionError:  # more leavers than residents
            return -wanted.value

    reach = (-REACH * people, REACH * people) if on_net else TFR_REACH
    observed = net if on_net else tfr
    horizon = wanted.year - int(base.periods[0])
    slope = float(horizon) if on_net else base.births_level / tfr * horizon
    level = _root(gap, observed, slope, reach)
    if level is None:
        low, high = reach
        fail(
            scenario.file,
            "calibrate.value",
            en=f"{wanted.value:,.0f} in {wanted.year} is not reached with {wanted.lever} between {low:,.1f} and {high:,.1f} "
            "without more leavers than residents; choose another lever or check the value.",
            ja=f"{wanted.lever} を {low:,.1f}～{high:,.1f} としても {wanted.year} 年の {wanted.value:,.0f} 人には届かないか、転出が住民を上回ります。"
            "別の項目を選ぶか、値を確認してください。",
            kind=AssumptionError,
        )
    return Implied(scenario.name, wanted.lever, level, observed, wanted.value, wanted.year)


def _root(
    gap: Callable[[float], float], start: float, slope: float, reach: tuple[float, float]
) -> float | None:
    """Return the level at which a rising gap is 0, or None where it has none within reach.

    The bracket grows from the observed level: its edges, where towns empty out, are not visited without need.
    """
    known = {start: gap(start)}
    here, stride = start, -1.5 * known[start] / slope  # half as far again as a straight line would go
    while known[here] * known[start] > 0:
        if here in reach:
            return None
        here = float(np.clip(start + stride, *reach))
        stride *= 3
        known[here] = gap(here)
    level = float(brentq(lambda level: known.get(level) or gap(level), start, here, xtol=1e-9, rtol=1e-14))
    return level if abs(gap(level)) < MET else None  # it may end where the town empties


def _refusal(scenario: Scenario, base: Baseline, width: int) -> tuple[str, str] | None:
    wanted = scenario.calibrate
    assert wanted is not None
    if wanted.lever not in LEVERS or wanted.measure != "population":
        return (
            f"lever {wanted.lever!r} on {wanted.measure!r}; use lever {' or '.join(map(repr, LEVERS))} and measure 'population'.",
            f"lever は {'、'.join(LEVERS)} のいずれか、measure は population としてください（{wanted.lever}、{wanted.measure}）。",
        )
    if not base.periods[0] < wanted.year <= base.periods[-1] + 1:
        return (
            f"year {wanted.year}; the projection runs from {base.periods[0]} to {base.periods[-1] + 1}.",
            f"{wanted.year} 年は推計期間（{base.periods[0]}～{base.periods[-1] + 1} 年）の外です。",
        )
    if (wanted.year - base.periods[0]) % width:
        return (
            f"year {wanted.year} is not reached from {base.periods[0]} in steps of {width} years; calibrate on another year or step.",
            f"{wanted.year} 年は {base.periods[0]} 年から {width} 年間隔では得られません。年または間隔を変えてください。",
        )
    for measure in OVERRIDING[wanted.lever]:
        if scenario.trajectory(measure) is not None:
            return (
                f"{measure} has points of its own, which leave the lever {wanted.lever} without effect; take them out of this file.",
                f"{measure} に値が定められているため {wanted.lever} では調整できません。このファイルから除いてください。",
            )
    return None
