"""Yearly schedules of one scenario: its trajectories laid over what the inputs say."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.life_table import LifeTable, life_table, survivorship
from cohort.demography.mortality import shift_to_e0
from cohort.record import Record
from cohort.scenario.model import Households, Launch, Scenario, Shock, Trajectory
from cohort.sharing import shared
from cohort.vocabulary import SEXES

from .baseline import Baseline
from .form import AS_IT_IS, HELD, SOLVED
from .mortality import OPEN_AGE


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
    net_control: Integers
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
    tfr = path(scenario.trajectory("fertility.tfr"), base.periods, np.full(len(base.periods), tfr_level), tfr_level)
    tables = tables_of(scenario, base.tables, base.periods)
    total, control = net_path(
        scenario.trajectory("migration.net"), base.launch, base.periods, base.net_known, net_level
    )
    counts = _nobody(base.survivorship.shape)
    for household in scenario.households:
        counts = counts + _households(household, base)
    tfr_factor = np.ones(len(base.periods))
    for shock in scenario.shocks:
        at = (base.periods >= shock.first_year) & (base.periods <= shock.last_year)
        _check_shock(scenario, shock)
        if shock.measure == "mortality.mx":
            tables = _heavier(tables, at, shock)
        elif shock.measure == "fertility.tfr":
            tfr_factor[at] *= float(shock.factor or 0)
        else:
            counts = counts.copy()
            counts[at] += _arrivals(shock, base.population)
    tfr = tfr * tfr_factor
    return Schedules(
        tables=tables,
        survivorship=base.survivorship if tables is base.tables else survivorship(tables, OPEN_AGE),
        tfr=tfr,
        asfr=(tfr * base.scale)[:, None] * base.pattern,
        net_rate=base.rates_at(net_level),
        net_total=total,
        net_control=control,
        net_counts=counts,
        net_level=net_level,
    )


@shared
def _nobody(shape: tuple[int, ...]) -> Array:
    """Return counts of nobody, which all have in common who have no others: they cannot be written."""
    return np.broadcast_to(0.0, shape)


def related(trajectory: Trajectory, value: float, level: float) -> float:
    """Return a trajectory's value as an absolute one."""
    return {"absolute": value, "relative": value * level, "added": value + level}[trajectory.relation]


def asked(trajectory: Trajectory, periods: Integers, level: float) -> Array:
    """Return what a trajectory asks of each period; NaN where the inputs rule, or the rates of its last value go on.

    Where all points lie before the first period the last one is its value: the level that the rates are held at.

    Parameters
    ----------
    trajectory : Trajectory
    periods : array (period,)
    level : float
        What ``relative`` multiplies and ``added`` adds to.
    """
    values = [trajectory.at(int(year)) for year in periods]
    if trajectory.values[-1].period < periods[0]:
        values[0] = trajectory.values[-1]
    return np.array([np.nan if one is None else related(trajectory, one.value, level) for one in values])


def path(trajectory: Trajectory | None, periods: Integers, inputs_rule: Array, level: float) -> Array:
    """Return a measure by period: the inputs' before the first point, then the trajectory's; its last value holds.

    Parameters
    ----------
    trajectory : Trajectory or None
    periods : array (period,)
    inputs_rule : array (period,)
        What holds before the first point.
    level : float
        As for `asked`.
    """
    if trajectory is None:
        return inputs_rule.copy()
    values, last = asked(trajectory, periods, level), trajectory.values[-1]
    values[periods > last.period] = related(trajectory, last.value, level)
    return np.where(np.isnan(values), inputs_rule, values)


def net_path(
    trajectory: Trajectory | None, launch: Launch, periods: Integers, known: Array, level: float
) -> tuple[Array, Integers]:
    """Return net totals, persons a year, and how each period is controlled.

    Observed periods (``known``) meet the observed total; after them the rates of the launch years go on, or their count. A
    trajectory replaces this from its first point on; after its last one, under ``hold_rates``, the factor of that year is held.
    """
    total, after = known.copy(), np.zeros(len(periods), dtype=bool)
    if launch.migration_level == "count":
        total[np.isnan(total)] = level
    if trajectory is not None:
        values = asked(trajectory, periods, level)
        after = periods > trajectory.values[-1].period
        total = np.where(after | ~np.isnan(values), values, total)
    free = np.isnan(total)
    return np.nan_to_num(total), np.where(free & after, HELD, np.where(free, AS_IT_IS, SOLVED))


def tables_of(scenario: Scenario, tables: LifeTable, years: Integers) -> LifeTable:
    """Return life tables (period, sex, age) with a scenario's life expectancy, which is read at one year of each period.

    They are the inputs' own, the same object, where the scenario asks for nothing else.
    """
    wanted = tables.e0.copy()
    for s, sex in enumerate(SEXES):
        trajectory = scenario.trajectory(f"mortality.e0.{sex}")
        wanted[:, s] = path(trajectory, years, tables.e0[:, s], float(tables.e0[0, s]))
    return tables if np.array_equal(wanted, tables.e0) else shift_to_e0(tables, wanted)[0]


def _households(households: Households, base: Baseline) -> Array:
    counts, last = np.zeros_like(base.survivorship), households.last_year
    at = (base.periods >= households.first_year) & (base.periods <= (base.periods[-1] if last is None else last))
    for one in households.members or ():
        counts[at, SEXES.index(one.sex), min(one.age, OPEN_AGE)] += households.per_year
    return counts


def _check_shock(scenario: Scenario, shock: Shock) -> None:
    by_factor = shock.measure in ("mortality.mx", "fertility.tfr") and shock.factor is not None
    by_persons = shock.measure == "migration.net" and shock.persons is not None
    if not (by_factor or by_persons):
        refuse(
            scenario.file,
            "shock.measure",
            en=f"got {shock.measure!r} with {'persons' if shock.persons is not None else 'factor'}; use a factor on 'mortality.mx' "
            "or 'fertility.tfr', or persons of 'migration.net'.",
            ja=f"{shock.measure!r} は使えません。'mortality.mx' か 'fertility.tfr' に factor、または 'migration.net' に persons を指定してください。",
        )


def ages_slice(ages: tuple[int, int | None]) -> slice:
    """Return the positions of single ages ``low`` to ``high``, both included; None is open."""
    low, high = ages
    return slice(low, None if high is None else high + 1)


def _heavier(tables: LifeTable, at: npt.NDArray[np.bool_], shock: Shock) -> LifeTable:
    """Return tables whose hazards at some ages and periods are multiplied by a factor: p becomes its power."""
    factor = np.ones_like(tables.qx)
    factor[at, :, ages_slice(shock.ages)] = shock.factor
    return life_table(qx=1 - (1 - tables.qx) ** factor, ax=tables.ax, open_mx=tables.mx[..., -1] * factor[..., -1])


def _arrivals(shock: Shock, population: Array) -> Array:
    """Return the persons of a shock (sex, age), spread like the launch population of its ages."""
    assert shock.persons is not None
    share = np.zeros_like(population)
    share[:, ages_slice(shock.ages)] = population[:, ages_slice(shock.ages)]
    return np.asarray(shock.persons * share / share.sum())
