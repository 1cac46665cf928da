"""One named lever, moved until a published total is met; and what that implies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array
from cohort.errors import AssumptionError, CohortError, Problems, ProjectionError
from cohort.record import Implied
from cohort.scenario.model import Calibrate, Scenario

from .form import Form, Labelled, Lever
from .walk import populations

OVERRIDING = {
    "migration.net": ("migration.net", "migration.in", "migration.out"),
    "fertility.tfr": ("fertility.tfr", "fertility.births"),
}
REACH = 0.05  # net migrants are sought within 5 % of the launch population a year
TFR_REACH = (0.3, 4.0)
ROUNDS, SECANTS = 100, 30  # of the search; straight lines first
NEAR = 1e-9  # persons, or of the lever's unit: rounding
MET = 1e-3  # persons; the search goes on to rounding, and ends elsewhere only at a break


def implied_levels(asked: Sequence[tuple[Scenario, Form]]) -> list[Implied | CohortError]:
    """Find the launch level of the lever at which each scenario's total is the published one; all of them side by side.

    Parameters
    ----------
    asked : sequence of (Scenario, Form)
        Scenarios with ``calibrate``, each with the form of its launch; all of one launch year and step.

    Returns
    -------
    list of Implied or CohortError
        In the same order. An error says: unknown lever or measure, a year in which no step ends, a lever that the scenario's
        own trajectory overrides, or no solution within the range.
    """
    found: list[Implied | CohortError | None] = [_unfit(scenario, form) for scenario, form in asked]
    sought = [place for place, error in enumerate(found) if error is None]
    one_of = [_Sought.of(*asked[place]) for place in sought]
    levels = _roots(one_of) if one_of else []
    for place, one, level in zip(sought, one_of, levels, strict=True):
        wanted, lever = one.wanted, one.lever
        found[place] = (
            _out_of_reach(one.scenario, lever)
            if level is None
            else Implied(
                one.scenario.name, wanted.lever, level, lever.observed, wanted.value, wanted.year, lever.censuses
            )
        )
    return [one for one in found if one is not None]


def implied_level(scenario: Scenario, form: Form) -> Implied:
    """Return what `implied_levels` finds for one scenario; raise what it says otherwise."""
    (found,) = implied_levels([(scenario, form)])
    if isinstance(found, CohortError):
        raise found
    return found


class _Sought(NamedTuple):
    """A level that is looked for: what states it, what may move, and the form it is tried in."""

    scenario: Scenario
    wanted: Calibrate
    form: Form
    lever: Lever

    @classmethod
    def of(cls, scenario: Scenario, form: Form) -> _Sought:
        """Return what a scenario looks for."""
        wanted = scenario.calibrate
        assert wanted is not None
        return cls(scenario, wanted, form, form.lever(wanted.lever, wanted.year - form.launch.date.year))

    def at(self, level: float) -> Labelled | None:
        """Return the schedules with the lever at a level; None where more leave than live, as steps of five years find."""
        on_net = self.wanted.lever == "migration.net"
        try:
            return self.form.schedules(self.scenario, *((level, None) if on_net else (None, level)))
        except ProjectionError:
            return None


def _gaps(sought: Sequence[_Sought], levels: Array) -> Array:
    """Return what each total has more than the published one, with the levers at these levels; persons."""
    made = [one.at(float(level)) for one, level in zip(sought, levels, strict=True)]
    totals = iter(populations([one for one in made if one is not None]))
    found = [None if one is None else next(totals) for one in made]
    return np.array(
        [
            (total[1 + one.form.ends.index(one.wanted.year)] if total is not None else 0.0) - one.wanted.value
            for one, total in zip(sought, found, strict=True)
        ]
    )


def _roots(sought: list[_Sought]) -> list[float | None]:
    """Return for each the level at which its rising gap is 0, or None where it has none within reach.

    The bracket grows from the observed level: its edges, where towns empty out, are not visited without need. Inside it the
    straight line through its ends is followed (Illinois: an end that stays counts half the next time).
    """
    low, high = (np.array([getattr(one.lever, name) for one in sought]) for name in ("low", "high"))
    near = np.array([one.lever.observed for one in sought])
    gap_near = _gaps(sought, near)
    stride = (
        -1.5 * gap_near / np.array([one.lever.slope for one in sought])
    )  # half as far again as a straight line would go
    far, gap_far = near.copy(), gap_near.copy()
    lost = np.zeros(len(sought), dtype=bool)
    while (growing := np.flatnonzero((gap_far * gap_near > 0) & ~lost)).size:
        lost[growing] = (far[growing] == low[growing]) | (far[growing] == high[growing])
        growing = growing[~lost[growing]]
        far[growing] = np.clip(near[growing] + stride[growing], low[growing], high[growing])
        stride[growing] *= 3
        if growing.size:
            gap_far[growing] = _gaps([sought[place] for place in growing], far[growing])
    level, miss = _between(sought, near, far, gap_near, gap_far, ~lost)
    met = ~lost & (np.abs(miss) < MET)  # it may end where the town empties
    return [float(one) if there else None for one, there in zip(level, met, strict=True)]


def _between(
    sought: list[_Sought], near: Array, far: Array, gap_near: Array, gap_far: Array, there: npt.NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Return the levels between two ends of unlike gaps at which the gaps are 0, and the gaps there."""
    a, b, fa, fb = near.copy(), far.copy(), gap_near.copy(), gap_far.copy()
    level, miss = np.where(np.abs(fa) < np.abs(fb), a, b), np.where(np.abs(fa) < np.abs(fb), fa, fb)
    for round_ in range(ROUNDS):
        at = np.flatnonzero(there & (np.abs(miss) > NEAR) & (np.abs(b - a) > NEAR))
        if not at.size:
            break
        middle = round_ >= SECANTS  # a gap with a break in it is halved
        level[at] = (a[at] + b[at]) / 2 if middle else (a[at] * fb[at] - b[at] * fa[at]) / (fb[at] - fa[at])
        miss[at] = _gaps([sought[place] for place in at], level[at])
        beyond = miss[at] * fb[at] < 0
        stays, moves = at[~beyond], at[beyond]
        a[moves], fa[moves] = b[moves], fb[moves]
        fa[stays] /= 2
        b[at], fb[at] = level[at], miss[at]
    return level, miss


def _out_of_reach(scenario: Scenario, lever: Lever) -> CohortError:
    """Return the error that says that no level within reach gives the published total."""
    wanted = scenario.calibrate
    assert wanted is not None
    problems = Problems(scenario.file, AssumptionError)
    problems.add(
        "calibrate.value",
        en=f"{wanted.value:,.0f} in {wanted.year} is not reached with {wanted.lever} between {lever.low:,.1f} and {lever.high:,.1f} "
        "without more leavers than residents; choose another lever or check the value.",
        ja=f"{wanted.lever} を {lever.low:,.1f}～{lever.high:,.1f} としても {wanted.year} 年の {wanted.value:,.0f} 人には届かないか、"
        "転出が住民を上回ります。別の項目を選ぶか、値を確認してください。",
    )
    return AssumptionError(problems.subject, problems.found)


def _unfit(scenario: Scenario, form: Form) -> CohortError | None:
    """Return what is wrong with a calibration that means nothing here; None where it can be met."""
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
    return AssumptionError(problems.subject, problems.found) if problems else None
