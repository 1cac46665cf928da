"""Mortality over time: Lee-Carter, Brass logit shifts, and tables between two dates.

Sources: Lee and Carter (1992), *JASA* 87(419); Brass (1971), "On the scale of mortality"; Preston,
Heuveline and Guillot (2001), *Demography*, ch. 9.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, first_cell, label, refuse, solve
from cohort.demography.lee_carter import LeeCarter, fit_lee_carter, positive, rising
from cohort.demography.life_table import LifeTable, life_table

__all__ = [
    "BrassFamily",
    "LeeCarter",
    "brass_lx",
    "brass_shift",
    "fit_lee_carter",
    "interpolate_life_tables",
    "shift_to_deaths",
    "shift_to_e0",
]
SUBJECT = "mortality"
NODES, WEIGHTS = np.polynomial.legendre.leggauss(48)


def brass_lx(lx: npt.ArrayLike, alpha: npt.ArrayLike, beta: npt.ArrayLike = 1.0) -> Array:
    """Shift survivors by Brass's relation ``Y = alpha + beta Ys``, ``Y = ln((1 - l) / l) / 2``.

    Parameters
    ----------
    lx : array_like (..., age)
        Survivors of the standard; ``lx[..., 0]`` is the radix and is kept.
    alpha : array_like (...)
        Level: above 0 means heavier mortality.
    beta : array_like (...)
        Tilt between young and old, above 0.

    Returns
    -------
    array (..., age)

    Raises
    ------
    AssumptionError
        Survivors that are 0 or rise with age, or beta not above 0.
    """
    standard = checked(SUBJECT, "lx", lx, low=np.finfo(float).tiny, least_ages=2)
    level = checked(SUBJECT, "alpha", alpha)[..., None]
    tilt = checked(SUBJECT, "beta", beta, low=np.finfo(float).tiny)[..., None]
    if (np.diff(standard, axis=-1) > 0).any():
        cell = first_cell(np.diff(standard, axis=-1) > 0)
        refuse(
            SUBJECT,
            "lx" + label(cell),
            en="rises at the next age; survivors fall.",
            ja="の次の年齢で生存数が増えています。",
        )
    survivors = standard / standard[..., :1]
    odds = (1 - survivors) / survivors  # 0 at birth, where Y itself would be infinite
    return standard[..., :1] / (1 + np.exp(2 * level) * odds**tilt)


@takes()
def brass_shift(table: LifeTable, alpha: npt.ArrayLike, beta: npt.ArrayLike = 1.0) -> LifeTable:
    """Shift a life table by Brass's relation.

    `ax` of the closed groups is the standard's. In the open group the standard dies at its constant rate and
    the relation holds at every age: the shift fades as people grow older, as in a table of single years.

    Parameters
    ----------
    table : LifeTable
        The standard.
    alpha, beta : array_like (...)
        See `brass_lx`; of the table's leading shape, or one number.

    Returns
    -------
    LifeTable

    Raises
    ------
    AssumptionError
        See `brass_lx`.
    """
    lx = brass_lx(table.lx, alpha, beta)
    shape = lx.shape
    radix = table.lx[..., :1]
    q = np.zeros(shape)
    q[..., :-1] = 1 - lx[..., 1:] / lx[..., :-1]
    width = np.append(table.width[:-1], table.width[-2])
    open_mx = _open_rate(table.lx[..., -1] / radix[..., 0], table.mx[..., -1], np.asarray(alpha), np.asarray(beta))
    return life_table(qx=q, ax=table.ax, width=width, radix=float(radix.flat[0]), open_mx=open_mx)


def _open_rate(alive: Array, mx: Array, alpha: Array, beta: Array) -> Array:
    # T* = integral of l*(t), l(t) = alive exp(-mx t); in w, l = alive w^(1/beta), the integrand is smooth
    w = (NODES + 1) / 2
    start, tilt = alive[..., None], beta[..., None].astype(np.float64)
    u = start * w ** (1 / tilt)
    shifted = 1 / (1 + np.exp(2 * alpha[..., None]) * ((1 - u) / u) ** tilt)
    years = (WEIGHTS / 2 * shifted / (tilt * w)).sum(-1) / mx
    at_start = 1 / (1 + np.exp(2 * alpha) * ((1 - alive) / alive) ** beta)
    return np.asarray(at_start / years)


@dataclass(frozen=True, eq=False)
class BrassFamily:
    """Life tables of single years and all their Brass shifts (beta = 1): what a shift needs is worked out once.

    With ``l* = 1 / (1 + exp(2 alpha) o)``, o = (1 - l) / l, a shift is a division a cell.

    Attributes
    ----------
    odds : array (..., age)
        Of having died before each age.
    ax : array (..., age - 1)
        Mean years lived by those who die, closed ages.
    open_odds : array (..., node)
        The odds in the open group, at the nodes of an integral over it.
    open_years : array (..., node)
        What each node stands for, in years.
    """

    odds: Array
    ax: Array
    open_odds: Array
    open_years: Array

    @classmethod
    def of(cls, table: LifeTable) -> BrassFamily:
        """Return the family of tables; radix 1, every closed age a year wide."""
        alive = np.asarray(table.lx / table.lx[..., :1])
        w = (NODES + 1) / 2
        u = alive[..., -1:] * w
        years = WEIGHTS / 2 / w / table.mx[..., -1:]
        return cls((1 - alive) / alive, np.asarray(table.ax[..., :-1]), (1 - u) / u, years)

    @classmethod
    def stacked(cls, families: Sequence[BrassFamily], rows: npt.NDArray[np.intp]) -> BrassFamily:
        """Return families with one row for each number of a family."""
        return cls(*(np.stack([getattr(one, name) for one in families])[rows] for name in _PARTS))

    def periods(self, which: slice) -> BrassFamily:
        """Return some periods of a family (row, period, ...)."""
        return BrassFamily(*(getattr(self, name)[:, which] for name in _PARTS))

    def rows(self, which: npt.NDArray[Any]) -> BrassFamily:
        """Return some rows of a family."""
        return BrassFamily(*(getattr(self, name)[which] for name in _PARTS))

    def lived(self, alpha: Array) -> tuple[Array, Array]:
        """Return person-years of the closed ages (row, ..., age - 1) and of the open one (row, ...), shifted by alpha (row,)."""
        times = np.exp(2 * alpha).reshape(-1, *(1,) * (self.odds.ndim - 1))
        lx = 1 / (1 + times * self.odds)
        dx = lx[..., :-1] - lx[..., 1:]
        return lx[..., 1:] + self.ax * dx, (self.open_years / (1 + times * self.open_odds)).sum(axis=-1)

    def survivorship(self, alpha: Array, open_age: int = 100) -> Array:
        """Return survivorship by age reached (row, ..., age 0..open_age), shifted by alpha (row,).

        The same as `cohort.demography.life_table.survivorship` of `brass_shift`.
        """
        L, above = self.lived(alpha)
        last = L[..., open_age:].sum(axis=-1) + above
        S = np.empty((*L.shape[:-1], open_age + 1))
        S[..., 0] = L[..., 0]
        np.divide(L[..., 1:open_age], L[..., : open_age - 1], out=S[..., 1:open_age])
        S[..., open_age] = last / (L[..., open_age - 1] + last)
        return S


_PARTS = ("odds", "ax", "open_odds", "open_years")


@takes()
def shift_to_e0(table: LifeTable, e0: npt.ArrayLike, reach: float = 3.0) -> tuple[LifeTable, Array]:
    """Shift a life table (beta = 1) to a life expectancy at birth.

    Parameters
    ----------
    table : LifeTable
        One table, or a stack with the leading shape of `e0`.
    e0 : array_like (...)
        Years.
    reach : float
        alpha is sought within -reach ... reach.

    Returns
    -------
    (LifeTable, array (...))
        The shifted table and alpha.

    Raises
    ------
    AssumptionError
        `e0` is out of reach.
    """
    lead = table.lx.shape[:-1]
    wanted = checked(SUBJECT, "e0", e0, low=0, shape=lead)
    alpha = np.zeros(lead)
    for cell in np.ndindex(lead):
        one = LifeTable(**{name: value if name == "width" else value[cell] for name, value in vars(table).items()})

        def gap(level: float, one: LifeTable = one, target: float = float(wanted[cell])) -> float:
            return float(brass_shift(one, level).e0) - target

        alpha[cell] = solve(SUBJECT, "e0" + label(cell), gap, -reach, reach, "years")
    return brass_shift(table, alpha), alpha


@takes()
def shift_to_deaths(modelled_deaths: Callable[[float], float], target: float, reach: float = 1.0) -> float:
    """Return the one Brass level at which modelled deaths equal observed deaths.

    Parameters
    ----------
    modelled_deaths : callable
        Deaths, persons, of the launch years when every table (both sexes) is shifted by alpha, with beta = 1.
    target : float
        Observed deaths, persons, of the same years and the same population.
    reach : float
        alpha is sought within -reach ... reach.

    Returns
    -------
    float
        alpha: below 0 where mortality is lighter than the standard.

    Raises
    ------
    AssumptionError
        The target is out of reach, or not above 0.
    """
    wanted = float(checked(SUBJECT, "target", target, low=np.finfo(float).tiny, shape=()))
    return solve(SUBJECT, "deaths", lambda alpha: float(modelled_deaths(alpha)) - wanted, -reach, reach, "persons")


def interpolate_life_tables(years: npt.ArrayLike, qx: npt.ArrayLike, at_year: npt.ArrayLike) -> Array:
    """Probabilities of dying between the dates of published tables, single years of age.

    Death rates (deaths at the middle of the year of age on the average) are interpolated in their
    logarithm, linear in time.

    Parameters
    ----------
    years : array_like (year,)
        Rising; fractions are allowed.
    qx : array_like (year, ..., age)
        Above 0.
    at_year : array_like
        Within the first and last year.

    Returns
    -------
    array (*at_year.shape, ..., age)
        qx.

    Raises
    ------
    AssumptionError
        Outside the years, or a probability of 0.
    """
    q = checked(SUBJECT, "qx", qx, low=0, high=1, least_ages=2)
    t = rising(years, q.shape[0], least=2)
    at = checked(SUBJECT, "at_year", at_year)
    if ((at < t[0]) | (at > t[-1])).any():
        refuse(
            SUBJECT,
            "at_year",
            en=f"got {at.min():g} to {at.max():g}; the tables cover {t[0]:g} to {t[-1]:g}.",
            ja=f"{at.min():g}～{at.max():g} 年です。生命表は {t[0]:g}～{t[-1]:g} 年にあります。",
        )
    positive("qx", q)
    log_m = np.log(q / (1 - q / 2))
    left = np.clip(np.searchsorted(t, at, side="right") - 1, 0, t.size - 2)
    weight = ((at - t[left]) / (t[left + 1] - t[left])).reshape(*at.shape, *(1,) * (q.ndim - 1))
    m = np.exp(log_m[left] * (1 - weight) + log_m[left + 1] * weight)
    return m / (1 + m / 2)
