"""Yearly schedules brought to steps of five years and five-year groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.graduation import to_groups
from cohort.demography.life_table import LifeTable, group_survivorship

from .form import AS_IT_IS, HELD, SOLVED
from .mortality import OPEN_AGE

WIDTH = 5


def five_year(
    yearly: dict[str, Array], tables: LifeTable, periods: Integers, net_by_year: Array
) -> dict[str, npt.NDArray[Any]]:
    """Return schedules for five-year steps.

    Parameters
    ----------
    yearly : dict of array
        As `dataset` labels them, single years.
    tables : LifeTable (period, sex, age)
        Single years.
    periods : array (period,)
        Single years; a multiple of five of them.
    net_by_year : array (period,)
        Net migrants that the rates give in a projection by single years, persons.

    Returns
    -------
    dict of array
        Survivorship and fertility rates are means of the five years (geometric for survivorship, so that one year of
        higher mortality counts for a fifth), migrants are summed. A step with a solved year has the total of its five years
        in a projection by single years: the others of them follow the rates there, and so they do here. So has a step whose
        years have rates of their own (bands of ages).

    Raises
    ------
    AssumptionError
        The horizon is no multiple of five years.
    """
    if len(periods) % WIDTH:
        refuse(
            "assume",
            "step",
            en=f"{len(periods)} years from {periods[0]} to {periods[-1] + 1} are no multiple of 5; change `until`.",
            ja=f"{periods[0]}～{periods[-1] + 1} 年の {len(periods)} 年間は 5 の倍数ではありません。until を変えてください。",
        )
    total, control = _control(net_by_year, yearly["net_migration_control"], yearly["net_migration_rate"])
    out: dict[str, npt.NDArray[Any]] = dict(yearly)
    out["launch_population"] = to_groups(yearly["launch_population"], WIDTH, OPEN_AGE)
    out["survivorship"] = _survivorship(tables)
    out["asfr"] = _blocks(yearly["asfr"]).mean(axis=1) @ _mean_of_groups()
    out["net_migration"] = to_groups(_blocks(yearly["net_migration"]).sum(axis=1), WIDTH, OPEN_AGE)
    out["net_migration_rate"] = _rates(yearly["net_migration_rate"], yearly["launch_population"])
    out["net_migration_total"], out["net_migration_control"] = total, control
    for name in ("tfr", "e0", "srb"):
        out[name] = _blocks(yearly[name]).mean(axis=1)
    out["fertility_pattern"] = yearly["fertility_pattern"] @ _mean_of_groups()
    return out


def _blocks(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.reshape(-1, WIDTH, *values.shape[1:])


def _mean_of_groups() -> Array:
    ages = np.arange(OPEN_AGE + 1)
    groups = np.arange(OPEN_AGE // WIDTH + 1)
    return np.where(ages[:, None] // WIDTH == groups, 1 / np.where(groups == groups[-1], 1, WIDTH), 0.0)


def _survivorship(tables: LifeTable) -> Array:
    by_year = group_survivorship(tables, WIDTH, OPEN_AGE)
    return np.asarray(np.exp(_blocks(np.log(by_year)).mean(axis=1)))


def _rates(rates: Array, population: Array) -> Array:
    if rates.ndim == 3:
        rates = _blocks(rates).mean(axis=1)
    weighted = to_groups(rates * population, WIDTH, OPEN_AGE)
    people = to_groups(population, WIDTH, OPEN_AGE)
    return np.asarray(WIDTH * np.divide(weighted, people, out=np.zeros_like(weighted), where=people > 0))


def _control(net_by_year: Array, control: npt.NDArray[Any], rates: Array) -> tuple[Array, Integers]:
    kinds = _blocks(control)
    solved = (kinds == SOLVED).any(axis=1)
    if (
        rates.ndim == 3
    ):  # rates of single years, as they are: five of them at once would not give the same migrants
        solved |= (kinds == AS_IT_IS).all(axis=1) & _blocks(rates).any(axis=(1, 2, 3))
    held = (kinds == HELD).any(axis=1)
    total = np.where(solved, _blocks(net_by_year).sum(axis=1), 0.0)
    return total, np.select([solved, held], [SOLVED, HELD], AS_IT_IS).astype(np.int64)
