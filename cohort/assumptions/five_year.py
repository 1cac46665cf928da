"""Yearly schedules brought to steps of five years and five-year groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.graduation import to_groups
from cohort.demography.life_table import LifeTable, group_survivorship

from .form import AS_IT_IS, HELD, SOLVED, Labelled
from .mortality import OPEN_AGE
from .walk import totals

WIDTH = 5


def five_year(made: Labelled, tables: LifeTable) -> Labelled:
    """Return schedules for five-year steps.

    Parameters
    ----------
    made : Labelled
        Single years; a multiple of five of them.
    tables : LifeTable (period, sex, age)
        Single years.

    Returns
    -------
    Labelled
        Survivorship and fertility rates are means of the five years (geometric for survivorship, so that one year of
        higher mortality counts for a fifth), migrants are summed. A step with a solved year has the total of its five years
        in a projection by single years: the others of them follow the rates there, and so they do here. So has a step whose
        years have rates of their own (bands of ages).

    Raises
    ------
    AssumptionError
        The horizon is no multiple of five years.
    """
    yearly, periods = {name: values for name, (_, values) in made.variables.items()}, made.coords["period"]
    if over := len(periods) % WIDTH:
        low = int(periods[-1]) + 1 - over
        refuse(
            "assume",
            "step",
            en=f"{len(periods)} years from {periods[0]} to {low + over} are no multiple of 5; write until = {low} or {low + WIDTH} "
            "under [launch], which stands in trend.toml of a set that `cohort new` has written.",
            ja=f"{periods[0]}～{low + over} 年の {len(periods)} 年間は 5 の倍数ではありません。[launch] の until を {low} か {low + WIDTH} に"
            "してください（`cohort new` で作成した一式では trend.toml にあります）。",
        )
    rates, counts, people = (yearly[name] for name in ("net_migration_rate", "net_migration", "launch_population"))
    of_rates = totals(made)["net_migration"].to_numpy() - counts.sum(axis=(1, 2))
    total, control = _control(of_rates, yearly["net_migration_control"], rates)
    out = yearly | {
        "launch_population": to_groups(people, WIDTH, OPEN_AGE),
        "survivorship": _survivorship(tables),
        "asfr": _blocks(yearly["asfr"]).mean(axis=1) @ mean_of_groups(),
        "net_migration": to_groups(_blocks(counts).sum(axis=1), WIDTH, OPEN_AGE),
        "net_migration_rate": _rates(rates, people),
        "net_migration_total": total,
        "net_migration_control": control,
        "fertility_pattern": yearly["fertility_pattern"] @ mean_of_groups(),
        **{name: _blocks(yearly[name]).mean(axis=1) for name in ("tfr", "e0", "srb")},
    }
    ages = np.arange(0, OPEN_AGE + 1, WIDTH)
    return Labelled(
        {name: (dims, out[name]) for name, (dims, _) in made.variables.items()},
        made.coords | {"period": periods[::WIDTH], "age": ages},
        made.attrs | {"step": WIDTH},
        made.records,
    )


def _blocks(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return values.reshape(-1, WIDTH, *values.shape[1:])


def mean_of_groups() -> Array:
    """Return what takes a mean over the single years of each five-year group (age, group)."""
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
    plain = (kinds == AS_IT_IS).all(axis=1) & bool(rates.any())
    # rates of single years, five at once, would not give the same migrants: the first such step has their total, and where
    # the rates are the same ones all the time its factor goes on
    first = plain & (np.cumsum(plain) == 1) if rates.ndim == 2 else plain
    solved = (kinds == SOLVED).any(axis=1) | first
    held = (kinds == HELD).any(axis=1) | (plain & ~first)
    total = np.where(solved, _blocks(net_by_year).sum(axis=1), 0.0)
    return total, np.select([solved, held], [SOLVED, HELD], AS_IT_IS).astype(np.int64)
