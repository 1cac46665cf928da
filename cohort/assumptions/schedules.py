"""Yearly schedules of one scenario: its trajectories laid over what the inputs say."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cohort.demography.life_table import LifeTable, life_table, survivorship
from cohort.demography.mortality import shift_to_e0
from cohort.errors import AssumptionError, fail
from cohort.record import Record
from cohort.scenario.model import Scenario, Shock, Trajectory
from cohort.vocabulary import SEXES

from .baseline import Baseline
from .mortality import OPEN_AGE

Array = npt.NDArray[np.float64]

AS_IT_IS, SOLVED, HELD = 0, 1, 2  # how a period's net total is controlled; see `project`


@dataclass(frozen=True)
class Schedules:
    """What one scenario asks of the projection, single years of age, one-year periods.

    Attributes
    ----------
    tables : LifeTable (period, sex, age)
        Single years of age.
    survivorship : array (period, sex, age)
    tfr : array (period,)
        Births per woman, published scale.
    asfr : array (period, age)
        Births per woman-year, the model's scale.
    net_rate : array (sex, age) or (period, sex, age)
        Expected net migrants per person at the start.
    net_total, net_control : array (period,)
        Persons a year (0 where there is no total); 0 as it is, 1 solved, 2 held.
    net_counts : array (period, sex, age)
        Migrants that come on top, as counts: households, shocks, targets for bands, arrivals and leavers.
    net_level : float
        Net migrants at launch, persons a year, that ``relative`` and ``added`` refer to.
    """

    tables: LifeTable
    survivorship: Array
    tfr: Array
    asfr: Array
    net_rate: Array
    net_total: Array
    net_control: npt.NDArray[np.int64]
    net_counts: Array
    net_level: float
    records: tuple[Record, ...] = field(default=())


def schedules(scenario: Scenario, base: Baseline, net_level: float, tfr_level: float) -> Schedules:
    """Lay a scenario over the inputs' schedules.

    Parameters
    ----------
    scenario : Scenario
    base : Baseline
        Of the scenario's launch.
    net_level : float
        Net migrants at launch, persons a year: observed, or what a calibration implies.
    tfr_level : float
        TFR at launch on the published scale, likewise.

    Returns
    -------
    Schedules
    """
    tfr = path(
        scenario.trajectory("fertility.tfr"), base.periods, np.full(len(base.periods), tfr_level), tfr_level
    )
    tables = tables_of(scenario, base.tables, base.periods)
    total, control = net_path(scenario.trajectory("migration.net"), base, net_level)
    counts = np.zeros_like(base.survivorship)
    for household in scenario.households:
        counts += _households(
            household.members, household.per_year, base, household.first_year, household.last_year
        )
    tfr_factor = np.ones(len(base.periods))
    for shock in scenario.shocks:
        at = (base.periods >= shock.first_year) & (base.periods <= shock.last_year)
        _check_shock(scenario, shock)
        if shock.measure == "mortality.mx":
            tables = _heavier(tables, at, shock)
        elif shock.measure == "fertility.tfr":
            tfr_factor[at] *= float(shock.factor or 0)
        else:
            counts[at] += _arrivals(shock, base.population)
    tfr = tfr * tfr_factor
    return Schedules(
        tables=tables,
        survivorship=base.survivorship if tables is base.tables else survivorship(tables, OPEN_AGE),
        tfr=tfr,
        asfr=(tfr * base.scale)[:, None] * base.pattern,
        net_rate=base.net_rate,
        net_total=total,
        net_control=control,
        net_counts=counts,
        net_level=net_level,
    )


def path(
    trajectory: Trajectory | None, periods: npt.NDArray[np.int64], inputs_rule: Array, level: float
) -> Array:
    """Return a measure by period: the inputs' before the first point, then the trajectory's; its last value holds.

    Parameters
    ----------
    trajectory : Trajectory or None
    periods : array (period,)
    inputs_rule : array (period,)
        What holds before the first point.
    level : float
        What ``relative`` multiplies and ``added`` adds to.
    """
    out = inputs_rule.copy()
    if trajectory is None:
        return out
    last = trajectory.values[-1]
    for i, year in enumerate(periods):
        value = trajectory.at(int(year))
        if value is None and year > last.period:
            value = last
        if value is not None:
            out[i] = related(trajectory, value.value, level)
    return out


def related(trajectory: Trajectory, value: float, level: float) -> float:
    """Return a trajectory's value as an absolute one."""
    return {"absolute": value, "relative": value * level, "added": value + level}[trajectory.relation]


def net_path(
    trajectory: Trajectory | None, base: Baseline, level: float
) -> tuple[Array, npt.NDArray[np.int64]]:
    """Return net totals, persons a year, and how each period is controlled.

    Observed periods meet the observed total; the first one after them the launch level; from there the rates go on (the
    factor of the last solved period is held). A trajectory replaces this from its first point on.
    """
    n = len(base.periods)
    total, control = np.zeros(n), np.full(n, HELD, dtype=np.int64)
    observed = ~np.isnan(base.net_known)
    total[observed], control[observed] = base.net_known[observed], SOLVED
    first_free = int(np.argmin(observed)) if not observed.all() else n
    if first_free < n:
        total[first_free], control[first_free] = level, SOLVED
    if trajectory is None:
        return total, control
    last = trajectory.values[-1]
    for i, year in enumerate(base.periods):
        value = trajectory.at(int(year))
        if value is None and year > last.period:
            # where all points lie before launch the last one is the level that the rates are held at
            total[i], control[i] = (related(trajectory, last.value, level), SOLVED) if i == 0 else (0.0, HELD)
        elif value is not None:
            total[i], control[i] = related(trajectory, value.value, level), SOLVED
    return total, control


def tables_of(scenario: Scenario, tables: LifeTable, years: npt.NDArray[np.int64]) -> LifeTable:
    """Return life tables (period, sex, age) with a scenario's life expectancy, which is read at one year of each period.

    They are the inputs' own, the same object, where the scenario asks for nothing else.
    """
    wanted = tables.e0.copy()
    for s, sex in enumerate(SEXES):
        trajectory = scenario.trajectory(f"mortality.e0.{sex}")
        wanted[:, s] = path(trajectory, years, tables.e0[:, s], float(tables.e0[0, s]))
    return tables if np.array_equal(wanted, tables.e0) else shift_to_e0(tables, wanted)[0]


def _households(
    members: tuple[tuple[str, int], ...], per_year: float, base: Baseline, first: int, last: int | None
) -> Array:
    counts = np.zeros_like(base.survivorship)
    at = (base.periods >= first) & (base.periods <= (base.periods[-1] if last is None else last))
    for sex, age in members:
        counts[at, SEXES.index(sex), min(age, OPEN_AGE)] += per_year
    return counts


def _check_shock(scenario: Scenario, shock: Shock) -> None:
    by_factor = shock.measure in ("mortality.mx", "fertility.tfr") and shock.factor is not None
    by_persons = shock.measure == "migration.net" and shock.persons is not None
    if not (by_factor or by_persons):
        fail(
            scenario.file,
            "shock.measure",
            en=f"got {shock.measure!r} with {'persons' if shock.persons is not None else 'factor'}; use a factor on 'mortality.mx' "
            "or 'fertility.tfr', or persons of 'migration.net'.",
            ja=f"{shock.measure!r} は使えません。'mortality.mx' か 'fertility.tfr' に factor、または 'migration.net' に persons を指定してください。",
            kind=AssumptionError,
        )


def _ages(shock: Shock) -> slice:
    low, high = shock.ages
    return slice(low, None if high is None else high + 1)


def _heavier(tables: LifeTable, at: npt.NDArray[np.bool_], shock: Shock) -> LifeTable:
    """Return tables whose hazards at some ages and periods are multiplied by a factor: p becomes its power."""
    factor = np.ones_like(tables.qx)
    factor[at, :, _ages(shock)] = shock.factor
    return life_table(
        qx=1 - (1 - tables.qx) ** factor, ax=tables.ax, open_mx=tables.mx[..., -1] * factor[..., -1]
    )


def _arrivals(shock: Shock, population: Array) -> Array:
    """Return the persons of a shock (sex, age), spread like the launch population of its ages."""
    assert shock.persons is not None
    share = np.zeros_like(population)
    share[:, _ages(shock)] = population[:, _ages(shock)]
    return np.asarray(shock.persons * share / share.sum())
