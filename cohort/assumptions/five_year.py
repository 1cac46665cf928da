"""Yearly schedules brought to steps of five years and five-year groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.demography.graduation import to_groups
from cohort.demography.life_table import group_survivorship
from cohort.demography.mortality import shift_to_e0
from cohort.errors import AssumptionError, fail

from .baseline import Baseline
from .mortality import OPEN_AGE
from .schedules import AS_IT_IS, HELD, SOLVED

Array = npt.NDArray[np.float64]

WIDTH = 5


def five_year(
    yearly: dict[str, Array], base: Baseline, periods: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[Any]]:
    """Return schedules for five-year steps.

    Parameters
    ----------
    yearly : dict of array
        As `dataset` labels them, single years.
    base : Baseline
        For the life tables.
    periods : array (period,)
        Single years; a multiple of five of them.

    Returns
    -------
    dict of array
        Survivorship of the middle year, mean fertility rates of the five years, migrants of the five years. A net total that
        is solved in some of the five years only is carried on at its last value within the step.

    Raises
    ------
    AssumptionError
        The horizon is no multiple of five years.
    """
    if len(periods) % WIDTH:
        fail(
            "assume",
            "step",
            en=f"{len(periods)} years from {periods[0]} to {periods[-1] + 1} are no multiple of 5; change `until`.",
            ja=f"{periods[0]}～{periods[-1] + 1} 年の {len(periods)} 年間は 5 の倍数ではありません。until を変えてください。",
            kind=AssumptionError,
        )
    middle = slice(WIDTH // 2, None, WIDTH)
    total, control = _control(yearly["net_migration_total"], yearly["net_migration_control"].astype(np.int64))
    e0 = yearly["e0"][middle]
    out: dict[str, npt.NDArray[Any]] = dict(yearly)
    out["launch_population"] = to_groups(yearly["launch_population"], WIDTH, OPEN_AGE)
    out["survivorship"] = _survivorship(base, yearly["e0"], middle)
    out["asfr"] = _blocks(yearly["asfr"]).mean(axis=1) @ _mean_of_groups()
    out["net_migration"] = to_groups(_blocks(yearly["net_migration"]).sum(axis=1), WIDTH, OPEN_AGE)
    out["net_migration_rate"] = _rates(yearly["net_migration_rate"], yearly["launch_population"])
    out["net_migration_total"], out["net_migration_control"] = total, control
    out["tfr"], out["e0"], out["srb"] = _blocks(yearly["tfr"]).mean(axis=1), e0, yearly["srb"][::WIDTH]
    out["fertility_pattern"] = yearly["fertility_pattern"] @ _mean_of_groups()
    return out


def _blocks(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.reshape(-1, WIDTH, *values.shape[1:])


def _mean_of_groups() -> Array:
    ages = np.arange(OPEN_AGE + 1)
    groups = np.arange(OPEN_AGE // WIDTH + 1)
    return np.where(ages[:, None] // WIDTH == groups, 1 / np.where(groups == groups[-1], 1, WIDTH), 0.0)


def _survivorship(base: Baseline, e0: Array, middle: slice) -> Array:
    city = base.tables
    if not np.array_equal(e0, base.e0):
        city = shift_to_e0(city, e0)[0]
    return group_survivorship(city, WIDTH, OPEN_AGE)[middle]


def _rates(rates: Array, population: Array) -> Array:
    if rates.ndim == 3:
        rates = _blocks(rates).mean(axis=1)
    weighted = to_groups(rates * population, WIDTH, OPEN_AGE)
    people = to_groups(population, WIDTH, OPEN_AGE)
    return np.asarray(WIDTH * np.divide(weighted, people, out=np.zeros_like(weighted), where=people > 0))


def _control(total: Array, control: npt.NDArray[np.int64]) -> tuple[Array, npt.NDArray[np.int64]]:
    out, how = [], []
    for values, kinds in zip(_blocks(total), _blocks(control), strict=True):
        solved = kinds == SOLVED
        if not solved.any():
            out.append(0.0)
            how.append(HELD if (kinds == HELD).any() else AS_IT_IS)
            continue
        last = values[np.flatnonzero(solved)[-1]]
        out.append(float(np.where(solved, values, last).sum()))
        how.append(SOLVED)
    return np.array(out), np.array(how, dtype=np.int64)
