"""One named lever, moved until a published total is met; and what that implies."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

import numpy as np
from scipy.optimize import brentq

from cohort.demography.checks import refuse
from cohort.errors import AssumptionError, Problems, ProjectionError
from cohort.record import Implied
from cohort.scenario.model import Scenario

from .form import Form, Lever
from .walk import totals

OVERRIDING = {
    "migration.net": ("migration.net", "migration.in", "migration.out"),
    "fertility.tfr": ("fertility.tfr", "fertility.births"),
}
REACH = 0.05  # net migrants are sought within 5 % of the launch population a year
TFR_REACH = (0.3, 4.0)
MET = 1e-3  # persons; the search goes on to rounding, and ends elsewhere only at a break


def implied_level(scenario: Scenario, form: Form) -> Implied:
    """Find the launch level of the lever at which the scenario's total is the published one.

    Parameters
    ----------
    scenario : Scenario
        With ``calibrate``.
    form : Form
        Of the scenario's launch.

    Raises
    ------
    AssumptionError
        Unknown lever or measure, a year in which no step ends, a lever that the scenario's own trajectory overrides, or no
        solution within the range.
    """
    wanted = scenario.calibrate
    assert wanted is not None
    _check(scenario, form)
    on_net = wanted.lever == "migration.net"
    lever = form.lever(wanted.lever, wanted.year - form.launch.date.year)

    def gap(level: float) -> float:
        made = form.schedules(scenario, *((level, None) if on_net else (None, level)))
        try:
            return float(totals(made)["population"].sel(time=wanted.year)) - wanted.value
        except ProjectionError:  # more leavers than residents
            return -wanted.value

    level = _root(gap, lever)
    if level is None:
        _out_of_reach(scenario, lever)
    return Implied(
        scenario.name, wanted.lever, level, lever.observed, wanted.value, wanted.year, lever.censuses
    )


def _root(gap: Callable[[float], float], lever: Lever) -> float | None:
    """Return the level at which a rising gap is 0, or None where it has none within reach.

    The bracket grows from the observed level: its edges, where towns empty out, are not visited without need.
    """
    start, reach = lever.observed, (lever.low, lever.high)
    known = {start: gap(start)}
    here, stride = start, -1.5 * known[start] / lever.slope  # half as far again as a straight line would go
    while known[here] * known[start] > 0:
        if here in reach:
            return None
        here = float(np.clip(start + stride, *reach))
        stride *= 3
        known[here] = gap(here)
    level = float(brentq(lambda level: known.get(level) or gap(level), start, here, xtol=1e-9, rtol=1e-14))
    return level if abs(gap(level)) < MET else None  # it may end where the town empties


def _out_of_reach(scenario: Scenario, lever: Lever) -> NoReturn:
    wanted = scenario.calibrate
    assert wanted is not None
    refuse(
        scenario.file,
        "calibrate.value",
        en=f"{wanted.value:,.0f} in {wanted.year} is not reached with {wanted.lever} between {lever.low:,.1f} and {lever.high:,.1f} "
        "without more leavers than residents; choose another lever or check the value.",
        ja=f"{wanted.lever} を {lever.low:,.1f}～{lever.high:,.1f} としても {wanted.year} 年の {wanted.value:,.0f} 人には届かないか、"
        "転出が住民を上回ります。別の項目を選ぶか、値を確認してください。",
    )


def _check(scenario: Scenario, form: Form) -> None:
    """Refuse a calibration that means nothing here, with everything that is wrong with it."""
    wanted = scenario.calibrate
    assert wanted is not None
    problems = Problems(scenario.file, AssumptionError)
    if wanted.lever not in OVERRIDING or wanted.measure != "population":
        problems.add(
            "calibrate.lever",
            en=f"lever {wanted.lever!r} on {wanted.measure!r}; use lever {' or '.join(map(repr, OVERRIDING))} and measure 'population'.",
            ja=f"lever は {'、'.join(OVERRIDING)} のいずれか、measure は population としてください（{wanted.lever}、{wanted.measure}）。",
        )
    ends, start = form.ends, form.launch.date.year
    if wanted.year not in ends:
        width = ends[0] - start
        problems.add(
            "calibrate.year",
            en=f"got {wanted.year}; the projection runs from {start} to {ends[-1]}"
            + (f" in steps of {width} years" if width > 1 else "")
            + "; choose a year in which a step ends, or another step.",
            ja=f"{wanted.year} 年です。推計は {start}～{ends[-1]} 年"
            + (f"（{width} 年間隔）" if width > 1 else "")
            + "です。各期間の終わりの年を指定するか、間隔を変えてください。",
        )
    for measure in OVERRIDING.get(wanted.lever, ()):
        if scenario.trajectory(measure) is not None:
            problems.add(
                "calibrate.lever",
                en=f"{measure} has points of its own, which leave the lever {wanted.lever} without effect; take them out of this file.",
                ja=f"{measure} に値が定められているため {wanted.lever} では調整できません。このファイルから除いてください。",
            )
    problems.raise_if_any()
