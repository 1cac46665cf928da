"""Schedules of many areas at once, for scenarios that change fertility and net migration alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.demography.checks import Array, Integers
from cohort.demography.graduation import to_groups
from cohort.projection.project import project
from cohort.scenario.model import Scenario
from cohort.vocabulary import SEXES

from .five_year import WIDTH, mean_of_groups
from .form import AS_IT_IS, HELD, SOLVED
from .mortality import OPEN_AGE
from .schedules import net_path, path
from .together import Launches

TAKEN = ("fertility.tfr", "migration.net")


def is_plain(scenario: Scenario) -> bool:
    """Tell whether a scenario changes nothing but the TFR and net migration."""
    more = (scenario.bands, scenario.households, scenario.shocks, scenario.calibrate, scenario.connected)
    return not any(more) and all(one.measure in TAKEN for one in scenario.trajectories)


def assume_together(made: Launches, scenarios: Sequence[Sequence[Scenario]]) -> xr.Dataset:
    """Return the schedules of many areas, as `cohort.assume` gives those of one, without what is only shown.

    Parameters
    ----------
    made : Launches
    scenarios : sequence of sequence of Scenario
        Plain ones (`is_plain`): for each area the same scenarios, with its own numbers.

    Returns
    -------
    Dataset
        With dims area and scenario in front where something varies along them. Steps are those of the launch; areas that cannot
        be projected by single years have none of five.
    """
    periods = made.periods
    known = np.full(len(periods), np.nan)
    tfr = np.empty((len(made.areas), len(scenarios[0]), len(periods)))
    total, control = np.empty_like(tfr), np.empty(tfr.shape, dtype=np.int64)
    for i, of_area in enumerate(scenarios):
        level, net = float(made.tfr[i]), float(made.net_level[i])
        inputs_rule = np.full(len(periods), level)
        for j, one in enumerate(of_area):
            tfr[i, j] = path(one.trajectory("fertility.tfr"), periods, inputs_rule, level)
            total[i, j], control[i, j] = net_path(one.trajectory("migration.net"), made.launch, periods, known, net)
    names = [one.name for one in scenarios[0]]
    L, above = made.standard.lived(made.alpha)
    yearly = _dataset(
        made, names, 1, periods, made.population, _ratios(L, above, 1)[..., 0, :, :], tfr, made.net_rate, total, control
    )
    if made.launch.step == 1:
        return yearly
    moved = project(yearly, "totals", variables=("net_migration",), failing="nan", fingerprint=False)["net_migration"]
    moved = moved.broadcast_like(yearly["net_migration_total"]).transpose("area", "scenario", "period")
    well = np.isfinite(moved.values).all(axis=(1, 2))  # by single years they go on
    made, L, above, tfr = made.some(well), L[well], above[well], tfr[well]
    people = to_groups(made.population, WIDTH, OPEN_AGE)
    weighted = to_groups(made.net_rate * made.population, WIDTH, OPEN_AGE)
    rate = WIDTH * np.divide(weighted, people, out=np.zeros_like(weighted), where=people > 0)
    totals, controls = _control(moved.values[well], control[well])
    S = np.exp(np.log(_ratios(L, above, WIDTH)).mean(axis=2))
    return _dataset(made, names, WIDTH, periods[::WIDTH], people, S, _blocks(tfr).mean(axis=-1), rate, totals, controls)


def _ratios(L: Array, above: Array, width: int) -> Array:
    """Return survivorship over steps (area, step, year of the step, sex, age reached) of person-years lived."""
    steps = L.shape[1] // width
    L = L.reshape(L.shape[0], steps, width, *L.shape[2:])
    above = above.reshape(L.shape[:-1]) + L[..., OPEN_AGE:].sum(axis=-1)
    grouped = L[..., :OPEN_AGE].reshape(*L.shape[:-1], OPEN_AGE // width, width).sum(axis=-1)
    S = np.empty((*grouped.shape[:-1], grouped.shape[-1] + 1))
    S[..., 0] = grouped[..., 0] / width
    np.divide(grouped[..., 1:], grouped[..., :-1], out=S[..., 1:-1])
    S[..., -1] = above / (grouped[..., -1] + above)
    return S


def _blocks(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.reshape(*values.shape[:-1], -1, WIDTH)


def _control(moved: Array, control: Integers) -> tuple[Array, Integers]:
    """Return totals of five-year steps, and how they are controlled, as `five_year` has them."""
    kinds = _blocks(control)
    plain = (kinds == AS_IT_IS).all(axis=-1)
    first = plain & (np.cumsum(plain, axis=-1) == 1)
    solved = (kinds == SOLVED).any(axis=-1) | first
    held = (kinds == HELD).any(axis=-1) | (plain & ~first)
    totals = np.where(solved, _blocks(moved).sum(axis=-1), 0.0)
    return totals, np.select([solved, held], [SOLVED, HELD], AS_IT_IS).astype(np.int64)


def _dataset(
    made: Launches,
    names: list[str],
    step: int,
    periods: Integers,
    population: Array,
    survivorship: Array,
    tfr: Array,
    net_rate: Array,
    total: Array,
    control: Integers,
) -> xr.Dataset:
    """Return schedules with their labels."""
    pattern = made.pattern if step == 1 else made.pattern @ mean_of_groups()
    by_scenario = ("area", "scenario", "period")
    variables = {
        "launch_population": (("area", "sex", "age"), population),
        "survivorship": (("area", "period", "sex", "age"), survivorship),
        "asfr": ((*by_scenario, "age"), (tfr * made.scale[:, None, None])[..., None] * pattern),
        "srb": (("period",), np.full(len(periods), made.srb)),
        "net_migration_rate": (("area", "sex", "age"), net_rate),
        "net_migration_total": (by_scenario, total),
        "net_migration_control": (by_scenario, control),
    }
    coords = {
        "area": list(made.areas),
        "scenario": names,
        "period": periods,
        "sex": list(SEXES),
        "age": np.arange(0, OPEN_AGE + 1, step),
    }
    attrs = {
        "step": step,
        "reference_date": f"{made.launch.date:%m-%d}",
        "births": "asfr",
        "migration_timing": made.launch.migration_timing,
        "mothers": "survivors",
        "open_age": OPEN_AGE,
        "reference_scenario": names[0],
    }
    result = xr.Dataset(variables, coords=coords, attrs=attrs)
    result["launch_population"].attrs["year"] = int(periods[0])
    return result
