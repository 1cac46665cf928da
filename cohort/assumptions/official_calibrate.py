"""One named lever of a scenario in the official form, moved until a published total is met."""

from __future__ import annotations

from scipy.optimize import brentq

from cohort.errors import AssumptionError, Problems, ProjectionError, fail
from cohort.projection.project import project
from cohort.record import Implied
from cohort.scenario.model import Scenario

from .calibrate import LEVERS, REACH, TFR_REACH
from .official import STEP, OfficialBaseline
from .official_scenario import labelled, schedules

SETTLED = 1e-3  # persons


def implied_level(scenario: Scenario, base: OfficialBaseline) -> Implied:
    """Find the launch level of the named lever at which the scenario's total is the published one.

    Raises
    ------
    AssumptionError
        Another lever or measure, a year that is no end of a step, a lever that has points of its own, or no solution.
    """
    wanted = scenario.calibrate
    assert wanted is not None
    _refuse_calibration(scenario, base)
    on_net = wanted.lever == "migration.net"

    def gap(level: float) -> float:
        made = schedules(scenario, base, level if on_net else None, None if on_net else level)
        try:
            total = project(labelled(made, base), keep="totals")["population"].sel(time=wanted.year)
        except ProjectionError:  # more leavers than residents: too low, whatever the total
            return -wanted.value
        return float(total) - wanted.value

    edge = REACH * float(base.population.sum())
    low, high = (-edge / 2, edge) if on_net else TFR_REACH
    level = None
    if gap(low) <= 0 <= gap(high):
        level = float(brentq(gap, low, high, xtol=1e-9, rtol=1e-14))
    if level is None or abs(gap(level)) > SETTLED:
        fail(
            scenario.file,
            "calibrate.value",
            en=f"{wanted.value:,.0f} in {wanted.year} is not reached with {wanted.lever} between {low:,.1f} and {high:,.1f}; "
            "choose another lever or check the value.",
            ja=f"{wanted.lever} を {low:,.1f}～{high:,.1f} としても {wanted.year} 年の {wanted.value:,.0f} 人には届きません。"
            "別の項目を選ぶか、値を確認してください。",
            kind=AssumptionError,
        )
    observed = base.net_level if on_net or base.published is None else base.published.value
    censuses = (base.launch.year - STEP, base.launch.year) if on_net else None
    return Implied(scenario.name, wanted.lever, level, observed, wanted.value, wanted.year, censuses)


def _refuse_calibration(scenario: Scenario, base: OfficialBaseline) -> None:
    wanted = scenario.calibrate
    assert wanted is not None
    problems = Problems(scenario.file, AssumptionError)
    if wanted.lever not in LEVERS or wanted.measure != "population":
        problems.add(
            "calibrate.lever",
            en=f"lever {wanted.lever!r} on {wanted.measure!r}; use lever {' or '.join(map(repr, LEVERS))} and measure 'population'.",
            ja=f"lever は {'、'.join(LEVERS)} のいずれか、measure は population としてください（{wanted.lever}、{wanted.measure}）。",
        )
    if wanted.year not in base.ends:
        problems.add(
            "calibrate.year",
            en=f"got {wanted.year}; the steps end in {', '.join(map(str, base.ends))}.",
            ja=f"{wanted.year} 年です。推計の時点は {'、'.join(map(str, base.ends))} 年です。",
        )
    if scenario.trajectory(wanted.lever) is not None:
        problems.add(
            "calibrate.lever",
            en=f"{wanted.lever} has points of its own, which leave the lever without effect; take them out of this file.",
            ja=f"{wanted.lever} に値が定められているため調整できません。このファイルから除いてください。",
        )
    problems.raise_if_any()
