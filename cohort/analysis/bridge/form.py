"""Any projection in the official five-year form: its population every five years, and the ratios that lead on.

``P(x+5, t+5) = P(x, t) (S + N)``, the two last groups pooled; children 0-4 = child-woman ratio x women 15-49 at the
end of the step. Put through its own ratios a projection returns itself, so that ratios of two projections can be
exchanged one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.errors import Problems, ProjectionError
from cohort.projection.step import entering_ages
from cohort.vocabulary import SEXES

Array = npt.NDArray[np.float64]

STEP = 5
OPEN_AGE = 90
AGES = np.arange(0, OPEN_AGE + 1, STEP)
CHILDBEARING = slice(3, 10)  # groups 15-19 ... 45-49
CLASSES = {"0_14": slice(0, 3), "15_64": slice(3, 13), "65_plus": slice(13, None)}


@dataclass(frozen=True)
class Form:
    """Ratios of one projection in the official form.

    Attributes
    ----------
    launch : array (sex, age 0, 5, ..., 90)
        Persons at the start of the grid.
    child_woman_ratio, sex_ratio : array (step,)
        Children 0-4 per woman 15-49 at the end of each step; boys per girl among them.
    survivorship, net_rate : array (step, sex, age reached)
        S and N; their sum takes one group to the next. The first group is not used.
    """

    launch: Array
    child_woman_ratio: Array
    sex_ratio: Array
    survivorship: Array
    net_rate: Array

    def carry(self, launch: Array | None = None) -> Array:
        """Return the population at the end, (sex, age); of another launch population where one is given.

        The result is linear in the launch population, which may be a difference of two.
        """
        *_, people = self.path(launch)
        return people

    def path(self, launch: Array | None = None) -> Iterator[Array]:
        """Yield the population of each instant, (sex, age), from the launch on."""
        people = self.launch if launch is None else launch
        yield people
        for t in range(len(self.child_woman_ratio)):
            reached = np.zeros_like(people)
            reached[:, 1:] = entering_ages(people) * (self.survivorship[t] + self.net_rate[t])[:, 1:]
            children = self.child_woman_ratio[t] * reached[1, CHILDBEARING].sum()
            boys = self.sex_ratio[t] / (1 + self.sex_ratio[t])
            reached[:, 0] = children * np.array([boys, 1 - boys])
            people = reached
            yield people

    def exchanged(self, other: Form, levers: frozenset[str]) -> Form:
        """Return this form with the launch, fertility, mortality or migration of another."""
        changes = {name: getattr(other, name) for lever in levers for name in LEVERS[lever]}
        return replace(self, **changes)


LEVERS: dict[str, tuple[str, ...]] = {
    "launch": ("launch",),
    "fertility": ("child_woman_ratio", "sex_ratio"),
    "mortality": ("survivorship",),
    "migration": ("net_rate",),
}


def form_of(population: Array, survivorship: Array, subject: str) -> Form:
    """Return the ratios that a series of populations implies.

    Parameters
    ----------
    population : array (time, sex, age 0, 5, ..., 90)
        Persons, five years apart.
    survivorship : array (step, sex, age reached)
        What part of the ratios is survival; net migration is the rest.
    subject : str
        Whose they are, for messages.

    Raises
    ------
    ProjectionError
        People appear where nobody was before, so that no ratio leads there.
    """
    problems = Problems(subject, ProjectionError)
    ratio = np.zeros((len(population) - 1, *population.shape[1:]))
    cwr, sex_ratio = np.zeros(len(ratio)), np.ones(len(ratio))
    for t, (before, after) in enumerate(pairwise(population)):
        entering = entering_ages(before)
        ratio[t, :, 1:] = np.divide(after[:, 1:], entering, out=np.zeros_like(entering), where=entering > 0)
        women, girls = after[1, CHILDBEARING].sum(), after[1, 0]
        lost = bool((after[:, 1:][entering <= 0] > 0).any()) or (girls <= 0 < after[0, 0])
        if lost or (women <= 0 < after[:, 0].sum()):
            problems.add(
                f"step {t + 1}",
                en="people where nobody was five years before; such a small area cannot be bridged by rates.",
                ja="5年前に誰もいなかった区分に人がいます。このような小地域は率で比べられません。",
            )
            continue
        cwr[t] = after[:, 0].sum() / women if women > 0 else 0.0
        sex_ratio[t] = after[0, 0] / girls if girls > 0 else 1.0
    problems.raise_if_any()
    return Form(population[0], cwr, sex_ratio, survivorship, ratio - survivorship)


def single_survivorship(projection: xr.Dataset) -> Array:
    """Return the survivorship by period, sex and age reached that a projection applied: 1 - deaths / those who entered."""
    start = projection["population"].transpose("time", "sex", "age").to_numpy()[:-1]
    migrants = projection["net_migration"].transpose("period", "sex", "age").to_numpy()
    exposed = start + migrants / 2 if projection.attrs["migration_timing"] == "even" else start
    births = projection["births"].transpose("period", "sex").to_numpy()
    entering = np.concatenate([births[..., None], entering_ages(exposed)], axis=-1)
    deaths = projection["deaths"].transpose("period", "sex", "age").to_numpy()
    return np.asarray(1 - np.divide(deaths, entering, out=np.zeros_like(deaths), where=entering > 0))


def in_groups(population: Array) -> Array:
    """Return single years of age (..., age) as five-year groups, the last one 90+."""
    starts = np.arange(0, OPEN_AGE + 1, STEP)
    return np.asarray(np.add.reduceat(population, starts, axis=-1))


def five_year_survivorship(population: Array, yearly: Array) -> Array:
    """Return the survivorship of five-year groups over five years, from single years.

    Parameters
    ----------
    population : array (sex, age 0, 1, ..., open)
        At the start; its ages weigh the single years within a group.
    yearly : array (5, sex, age reached)
        Of the five years.

    Returns
    -------
    array (sex, age reached 0, 5, ..., 90)
        1 for the first group, which is not used, and where nobody entered.
    """
    alive, at_start = population, population
    for survivorship in yearly:
        moved, stayed = np.zeros_like(alive), np.zeros_like(alive)
        moved[:, 1:], stayed[:, 1:] = entering_ages(alive) * survivorship[:, 1:], entering_ages(at_start)
        alive, at_start = moved, stayed
    survivors, entered = in_groups(alive), in_groups(at_start)
    out = np.ones_like(survivors)
    np.divide(survivors, entered, out=out, where=entered > 0)
    out[:, 0] = 1.0
    return out


def grouped_survivorship(projection: xr.Dataset) -> Array:
    """Return the survivorship of a five-year projection by groups up to 90+, its older groups pooled."""
    single = single_survivorship(projection)
    last = OPEN_AGE // STEP
    if single.shape[-1] == last + 1:
        out = single
    else:
        start = projection["population"].transpose("time", "sex", "age").to_numpy()[:-1]
        entering = np.concatenate([np.ones((*start.shape[:-1], 1)), entering_ages(start)], axis=-1)
        survivors = (entering * single)[..., last:].sum(axis=-1)
        entered = entering[..., last:].sum(axis=-1)
        pooled = np.divide(survivors, entered, out=np.ones_like(entered), where=entered > 0)
        out = np.concatenate([single[..., :last], pooled[..., None]], axis=-1)
    out = out.copy()
    out[..., 0] = 1.0
    return out


def ordered(population: xr.DataArray) -> Array:
    """Return a population as an array (time, sex, age), males first."""
    return np.asarray(population.sel(sex=list(SEXES)).transpose("time", "sex", "age").to_numpy(), dtype=float)
