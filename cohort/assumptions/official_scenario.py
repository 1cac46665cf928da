"""Scenarios in the official form: what they say of fertility, migration and mortality, in steps of five years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.demography.life_table import group_survivorship
from cohort.demography.mortality import shift_to_e0
from cohort.errors import AssumptionError, Problems
from cohort.scenario.model import Scenario, Trajectory
from cohort.vocabulary import SEXES

from .migration import CENSUS_OPEN_AGE
from .official import STEP, OfficialBaseline, official_dataset, tfr_to_ratio
from .schedules import AS_IT_IS, HELD, SOLVED, path, related

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

TRAJECTORIES = ("fertility.tfr", "migration.net", "mortality.e0.male", "mortality.e0.female")


@dataclass(frozen=True)
class OfficialSchedules:
    """What one scenario asks of the official form.

    Attributes
    ----------
    tfr : array (period,)
        Births per woman at the **end** of each step, published scale; NaN where no TFR is known and none is asked for.
    child_woman_ratio : array (period,)
    net_total : array (period,)
        Persons in the step; 0 where the rates are not controlled.
    net_control : array (period,)
        0 the rates as they are, 1 solved, 2 the factor of the last solved step held.
    survivorship, e0 : array (period, sex, age), (period, sex)
    """

    tfr: Array
    child_woman_ratio: Array
    net_total: Array
    net_control: Integers
    survivorship: Array
    e0: Array


def check_form(scenario: Scenario) -> None:
    """Raise everything in a launch or a scenario that the official form has no place for."""
    problems = Problems(scenario.file, AssumptionError)
    launch = scenario.launch
    if launch.basis != "census" or launch.rake_to is not None or launch.unknown != "spread":
        problems.add(
            "launch.basis",
            en=f"got {launch.basis!r}, unknown {launch.unknown!r}; the child-woman ratio starts from a census with unknown "
            'ages spread: write basis = "census" and leave rake_to and unknown out.',
            ja=f"「{launch.basis}」（unknown は「{launch.unknown}」）です。子ども女性比の推計は年齢不詳をあん分した国勢調査人口"
            'から始めます。basis = "census" とし、rake_to と unknown は除いてください。',
        )
    if launch.migration_timing != "end":
        problems.add(
            "launch.migration_timing",
            en=f'got {launch.migration_timing!r}; write migration_timing = "end": net migration rates of this form are on the '
            "population at the start.",
            ja=f"「{launch.migration_timing}」です。この方法の純移動率は期首人口に対するものなので "
            'migration_timing = "end" としてください。',
        )
    if launch.events:
        problems.add(
            "launch.events",
            en=f"got {list(launch.events)}; this form takes its levels from the censuses: leave events out.",
            ja=f"{list(launch.events)} です。この方法は国勢調査から水準を定めるため、events は除いてください。",
        )
    _unsupported(scenario, problems)
    problems.raise_if_any()


def _unsupported(scenario: Scenario, problems: Problems) -> None:
    named = [t.measure for t in scenario.trajectories if t.measure not in TRAJECTORIES]
    for key, rows in (
        ("migration.band", scenario.bands),
        ("migration.households", scenario.households),
        ("shock", scenario.shocks),
        ("connected", () if scenario.connected is None else scenario.connected.kinds),
    ):
        named += [key] if rows else []
    for key in named:
        problems.add(
            key,
            en=f'has no place beside the child-woman ratio, which takes {", ".join(TRAJECTORIES)}; use births = "asfr" for it.',
            ja=f'子ども女性比の推計では使えません（使えるのは {"、".join(TRAJECTORIES)}）。births = "asfr" にしてください。',
        )


def schedules(
    scenario: Scenario, base: OfficialBaseline, net_level: float | None, tfr_level: float | None
) -> OfficialSchedules:
    """Lay a scenario over the rates of its launch.

    Parameters
    ----------
    scenario : Scenario
    base : OfficialBaseline
    net_level : float or None
        Net migrants at launch that a calibration implies, persons a year; None: the rates as they are.
    tfr_level : float or None
        TFR at launch that a calibration implies; None: that of the child-woman ratio.

    Returns
    -------
    OfficialSchedules
    """
    tfr, ratio = _fertility(scenario, base, tfr_level)
    total, control = net_steps(scenario.trajectory("migration.net"), base, net_level)
    survivorship, e0 = _mortality(scenario, base)
    return OfficialSchedules(tfr, ratio, total, control, survivorship, e0)


def _fertility(scenario: Scenario, base: OfficialBaseline, implied: float | None) -> tuple[Array, Array]:
    n = len(base.periods)
    trajectory = scenario.trajectory("fertility.tfr")
    if base.published is None and trajectory is None and implied is None:
        return np.full(n, np.nan), np.full(n, base.child_woman_ratio)
    level = base.published.value if implied is None and base.published is not None else implied or np.nan
    tfr = path(trajectory, base.ends, np.full(n, level), level)
    return tfr, tfr_to_ratio(base, tfr)


def net_steps(
    trajectory: Trajectory | None, base: OfficialBaseline, implied: float | None
) -> tuple[Array, Integers]:
    """Return net totals by step, persons in the step, and how each step is controlled.

    A year before the first point counts with the level at launch, one after the last (under ``hold_rates``) with the
    last value, if its step has a point's year at all; a whole step before the first point follows the rates (or the
    factor that a calibration set), a whole step after the last holds the last factor.

    Parameters
    ----------
    trajectory : Trajectory or None
        Persons a year.
    base : OfficialBaseline
    implied : float or None
        Level at launch that a calibration implies, persons a year; None: that of the observed rates.
    """
    level = base.net_level if implied is None else implied
    n = len(base.periods)
    total, control = np.zeros(n), np.full(n, AS_IT_IS, dtype=np.int64)
    if implied is not None:
        total[0], control[0], control[1:] = STEP * implied, SOLVED, HELD
    if trajectory is None:
        return total, control
    last = trajectory.values[-1]
    end_value = related(trajectory, last.value, level)
    for i, first in enumerate(base.periods):
        years = range(int(first), int(first) + STEP)
        found = [trajectory.at(year) for year in years]
        if any(value is not None for value in found):
            yearly = [
                related(trajectory, value.value, level) if value is not None
                else end_value if year > last.period else level
                for year, value in zip(years, found, strict=True)
            ]  # fmt: skip
            total[i], control[i] = sum(yearly), SOLVED
        elif first > last.period:
            total[i], control[i] = (STEP * end_value, SOLVED) if i == 0 else (0.0, HELD)
    return total, control


def _mortality(scenario: Scenario, base: OfficialBaseline) -> tuple[Array, Array]:
    wanted = base.e0.copy()
    middle = base.periods + STEP // 2
    for s, sex in enumerate(SEXES):
        trajectory = scenario.trajectory(f"mortality.e0.{sex}")
        wanted[:, s] = path(trajectory, middle, base.e0[:, s], float(base.e0[0, s]))
    if np.array_equal(wanted, base.e0):
        return base.survivorship, base.e0
    return group_survivorship(shift_to_e0(base.tables, wanted)[0], STEP, CENSUS_OPEN_AGE), wanted


def labelled(made: OfficialSchedules, base: OfficialBaseline) -> xr.Dataset:
    """Return one scenario's schedules as `cohort.project` takes them; ``tfr`` and ``e0`` are for display."""
    result = official_dataset(
        base,
        child_woman_ratio=made.child_woman_ratio,
        net_total=made.net_total,
        net_control=made.net_control,
        survivorship=made.survivorship,
    )
    if not np.isnan(made.tfr).any():
        result["tfr"] = ("period", made.tfr)
    result["e0"] = (("period", "sex"), made.e0)
    return result
