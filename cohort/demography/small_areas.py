"""Small areas inside a larger one: cohort-change ratios of the whole, a growth of their own, and control to the whole.

Hamilton, C. H. and Perry, J. (1962), "A short method for projecting population by age from one decennial census to another",
Social Forces 41(2); control by age and sex as in Smith, S. K., Tayman, J. and Swanson, D. A. (2013), *A Practitioner's Guide to
State and Local Population Projections*, chapter 10.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cohort.arguments import takes

Array = NDArray[np.float64]
WOMEN = slice(4, 8)  # 20-39, in groups of five years


@takes()
def carried_forward(
    population: Array, control: Array, years: float, growth: Array | None = None
) -> tuple[Array, float]:
    """Carry small areas forward to the population of the whole by sex and age.

    Everyone grows older by ``years``, evenly within groups; the change of each cohort is that of the whole, times
    ``exp(growth x years)`` of the area; newborns follow the women of 20-39. Every cell then adds up to ``control``.

    Parameters
    ----------
    population : array (area, sex, age)
        Persons in five-year groups, the last one open; sexes male, female.
    control : array (sex, age)
        Persons of the whole, ``years`` later.
    years : float
        More than 0, at most 5.
    growth : array (area), optional
        What an area grows by besides, a year (natural logarithm).

    Returns
    -------
    population : array (area, sex, age)
        Persons, ``years`` later.
    placed : float
        Persons of cells in which no area has anyone who could have reached them: shared out by the residents of the areas.
    """
    part = years / 5
    older = np.empty_like(population)
    older[..., 1:-1] = (1 - part) * population[..., 1:-1] + part * population[..., :-2]
    older[..., -1] = population[..., -1] + part * population[..., -2]
    women = population[:, 1, WOMEN].sum(axis=-1)
    staying = (1 - part) * population[..., 0]
    born = np.maximum(control[:, 0] - staying.sum(axis=0), 0.0)
    older[..., 0] = staying + np.outer(women / women.sum() if women.any() else women, born)
    if growth is not None:
        older *= np.exp(growth * years)[:, None, None]
    whole = older.sum(axis=0)
    empty = (whole <= 0) & (control > 0)
    if empty.any():
        residents = population.sum(axis=(1, 2))
        older[:, empty] = (residents / residents.sum())[:, None]
        whole = older.sum(axis=0)
    ratio = np.divide(control, whole, out=np.zeros_like(whole), where=whole > 0)
    return older * ratio, float(control[empty].sum())


@takes()
def own_growth(counts: Array, years: Array) -> tuple[Array, float, float]:
    """Return what areas grew by besides what their ages and the whole explain, shrunk towards zero by size.

    For each interval the growth is log(counted / `carried_forward`) a year. How much of it is the area's own is told by whether
    it comes again: the covariance of one interval with the next is its variance over areas (tau squared); what an area
    varies by from interval to interval, times its size, is the noise (sigma squared). Kept is
    tau^2 / (tau^2 + sigma^2 / (n residents)) of the mean of n intervals (empirical Bayes).

    Parameters
    ----------
    counts : array (instant, area, sex, age)
        Persons, as for `carried_forward`; three instants at least.
    years : array (instant)
        When; decimals for parts of years, at most 5 apart.

    Returns
    -------
    growth : array (area)
        A year; zero for an area that was empty at any of the instants.
    tau : float
        Standard deviation of own growth between areas, a year.
    sigma : float
        Standard deviation of the noise for one resident, a year: divided by the root of the residents for an area.
    """
    apart = np.diff(years)
    residents = counts.sum(axis=(2, 3))
    there = (residents > 0).all(axis=0)
    seen = []
    for index, between in enumerate(apart):
        after = counts[index + 1]
        explained = carried_forward(counts[index], after.sum(axis=0), float(between))[0].sum(axis=(1, 2))
        there &= explained > 0
        seen.append(np.log(np.divide(residents[index + 1], explained, out=np.ones(len(there)), where=there)) / between)
    growth = np.zeros(len(there))
    if not there.any():
        return growth, 0.0, 0.0
    size = residents[-1, there]
    weight = size / size.sum()
    found = np.array(seen)[:, there]
    found = found - (found * weight).sum(axis=1, keepdims=True)
    again = float(np.mean((weight * found[:-1] * found[1:]).sum(axis=1)))
    tau2 = max(again, 0.0)
    sigma2 = float((((found - found.mean(axis=0)) ** 2).sum(axis=0) / (len(found) - 1) * size).mean())
    noise = sigma2 / (size * len(found))
    kept = np.divide(tau2, tau2 + noise, out=np.zeros_like(size), where=tau2 + noise > 0)
    growth[there] = kept * found.mean(axis=0)
    return growth, float(np.sqrt(tau2)), float(np.sqrt(sigma2))
