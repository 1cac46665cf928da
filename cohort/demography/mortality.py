"""Mortality over time: Lee-Carter, Brass logit shifts, and tables between two dates.

Sources: Lee and Carter (1992), *JASA* 87(419); Brass (1971), "On the scale of mortality"; Preston, Heuveline and
Guillot (2001), *Demography*, ch. 9.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, checked, first_cell, label, refuse, solve
from cohort.demography.life_table import LifeTable, Sex, life_table

SUBJECT = "mortality"


@dataclass(frozen=True)
class LeeCarter:
    """``ln m(x, t) = a(x) + b(x) k(t)``, where b sums to 1 and k to 0; k is a random walk with drift.

    Attributes
    ----------
    ax : array (age,)
        Mean log death rates.
    bx : array (age,)
        Response of each age to k.
    kx : array (year,)
        Level of mortality.
    years : array (year,)
        Years of the tables; they may be unequally spaced.
    drift : float
        Change of k per **year**.
    sigma : float
        Standard deviation of k's yearly shock (not the error of the drift).
    explained : float
        Share of the variance of ``ln m - a`` that the first term explains.
    last_mx : array (age,)
        The last observed death rates, per person-year.
    """

    ax: Array
    bx: Array
    kx: Array
    years: Array
    drift: float
    sigma: float
    explained: float
    last_mx: Array

    def project(self, years: npt.ArrayLike, jump_off: Literal["observed", "fitted"] = "observed") -> Array:
        """Return death rates with k on its drift.

        Parameters
        ----------
        years : array_like (year,) or float
            From the last observed year on; fractions are allowed.
        jump_off : "observed" or "fitted"
            Start from the last observed table (no break at launch), or from the model's fit of it.

        Returns
        -------
        array (year, age), or (age,) for one year
            Per person-year.

        Raises
        ------
        AssumptionError
            A year before the last observed one, or an unknown `jump_off`.
        """
        at = checked(SUBJECT, "years", years)
        if (at < self.years[-1]).any():
            refuse(
                SUBJECT,
                "years",
                en=f"got {at.min():g}, before the last observed year {self.years[-1]:g}; use "
                "interpolate_life_tables inside the observed years.",
                ja=f"{at.min():g} 年は観測の最終年 {self.years[-1]:g} 年より前です。観測期間内は "
                "interpolate_life_tables を使ってください。",
            )
        if jump_off not in ("observed", "fitted"):
            refuse(
                SUBJECT,
                "jump_off",
                en=f"got {jump_off!r}; 'observed' or 'fitted' is needed.",
                ja=f"{jump_off!r} です。'observed' か 'fitted' を与えてください。",
            )
        start = np.log(self.last_mx) if jump_off == "observed" else self.ax + self.bx * self.kx[-1]
        change = self.drift * (at - self.years[-1])
        return np.exp(start + change[..., None] * self.bx)


def fit_lee_carter(
    mx: npt.ArrayLike, years: npt.ArrayLike, *, match: Literal["svd", "e0"] = "svd", sex: Sex | None = None
) -> LeeCarter:
    """Fit Lee-Carter by singular value decomposition.

    Parameters
    ----------
    mx : array_like (year, age)
        Death rates above 0, per person-year; single years of age, the last one open.
    years : array_like (year,)
        Rising; at least three. The drift is per year and each step of k has a variance in proportion to its length.
    match : "svd" or "e0"
        "e0": k is found again so that each year's life expectancy at birth is that of its own table.
    sex : "male", "female" or None
        For age 0 of those life tables.

    Returns
    -------
    LeeCarter

    Raises
    ------
    AssumptionError
        A rate of 0, years that do not rise, or tables that do not change in time.
    """
    m = checked(SUBJECT, "mx", mx, low=0, least_ages=2)
    t = _rising(years, m.shape[0], least=3)
    if m.ndim != 2:
        refuse(
            SUBJECT,
            "mx",
            en=f"got shape {m.shape}; (year, age) is needed.",
            ja=f"形が {m.shape} です。（年, 年齢）が必要です。",
        )
    _positive("mx", m)
    log_m = np.log(m)
    a = log_m.mean(axis=0)
    U, s, Vt = np.linalg.svd(log_m - a, full_matrices=False)
    weight = Vt[0].sum()
    if s[0] <= 1e-10 * max(1.0, float(np.abs(log_m).max())) or abs(weight) < 1e-10:
        refuse(
            SUBJECT,
            "mx",
            en="the tables do not change in time, or the changes of the ages cancel; there is no k to fit.",
            ja="死亡率が時間とともに変わらないか、年齢間で打ち消し合うため、k を求められません。",
        )
    b, k = Vt[0] / weight, U[:, 0] * s[0] * weight
    if match == "e0":
        k = _match_e0(a, b, k, life_table(mx=m, sex=sex).e0, sex)
        a, k = a + b * k.mean(), k - k.mean()
    gaps = np.diff(t)
    drift = float((k[-1] - k[0]) / (t[-1] - t[0]))
    # (n intervals - 1) degrees of freedom: the drift is estimated
    sigma = float(np.sqrt(((np.diff(k) - drift * gaps) ** 2 / gaps).sum() / (gaps.size - 1)))
    return LeeCarter(a, b, k, t, drift, sigma, float(s[0] ** 2 / (s**2).sum()), m[-1].copy())


def _match_e0(a: Array, b: Array, k: Array, e0: Array, sex: Sex | None) -> Array:
    reach = 1.0 + np.ptp(k)
    found = np.empty_like(k)
    for i, (start, wanted) in enumerate(zip(k, e0, strict=True)):

        def gap(level: float, wanted: float = float(wanted)) -> float:
            return float(life_table(mx=np.exp(a + b * level), sex=sex).e0) - wanted

        found[i] = solve(SUBJECT, f"k[{i}]", gap, start - reach, start + reach, "years")
    return found


def _rising(years: npt.ArrayLike, count: int, least: int) -> Array:
    t = checked(SUBJECT, "years", years, shape=(count,))
    if t.size < least or (np.diff(t) <= 0).any():
        refuse(
            SUBJECT,
            "years",
            en=f"got {t.tolist()}; at least {least} rising years are needed.",
            ja=f"{t.tolist()} です。小さい順に {least} 年以上が必要です。",
        )
    return t


def _positive(name: str, values: Array) -> None:
    if (values <= 0).any():
        refuse(
            SUBJECT,
            name + label(first_cell(values <= 0)),
            en="is 0, which has no logarithm; smooth or group the table first.",
            ja="が 0 で対数をとれません。先に平滑化するか階級をまとめてください。",
        )


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


def brass_shift(table: LifeTable, alpha: npt.ArrayLike, beta: npt.ArrayLike = 1.0) -> LifeTable:
    """Shift a life table by Brass's relation.

    `ax` of the closed groups is the standard's. The open group's rate follows from the derivative of the relation at
    its lower bound A: ``m* = m beta (1 - l*(A)) / (1 - l(A))``.

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
    tilt = np.asarray(beta, dtype=np.float64)
    died, standard_died = 1 - lx[..., -1] / radix[..., 0], 1 - table.lx[..., -1] / radix[..., 0]
    ratio = np.divide(died, standard_died, out=np.ones_like(died), where=standard_died > 0)
    width = np.append(table.width[:-1], table.width[-2])
    return life_table(
        qx=q, ax=table.ax, width=width, radix=float(radix.flat[0]), open_mx=table.mx[..., -1] * tilt * ratio
    )


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
        one = LifeTable(
            **{name: value if name == "width" else value[cell] for name, value in vars(table).items()}
        )

        def gap(level: float, one: LifeTable = one, target: float = float(wanted[cell])) -> float:
            return float(brass_shift(one, level).e0) - target

        alpha[cell] = solve(SUBJECT, "e0" + label(cell), gap, -reach, reach, "years")
    return brass_shift(table, alpha), alpha


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
    return solve(
        SUBJECT, "deaths", lambda alpha: float(modelled_deaths(alpha)) - wanted, -reach, reach, "persons"
    )


def interpolate_life_tables(years: npt.ArrayLike, qx: npt.ArrayLike, at_year: npt.ArrayLike) -> Array:
    """Probabilities of dying between the dates of published tables, single years of age.

    Death rates (deaths at the middle of the year of age on the average) are interpolated in their logarithm, linear in time.

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
    t = _rising(years, q.shape[0], least=2)
    at = checked(SUBJECT, "at_year", at_year)
    if ((at < t[0]) | (at > t[-1])).any():
        refuse(
            SUBJECT,
            "at_year",
            en=f"got {at.min():g} to {at.max():g}; the tables cover {t[0]:g} to {t[-1]:g}.",
            ja=f"{at.min():g}～{at.max():g} 年です。生命表は {t[0]:g}～{t[-1]:g} 年にあります。",
        )
    _positive("qx", q)
    log_m = np.log(q / (1 - q / 2))
    left = np.clip(np.searchsorted(t, at, side="right") - 1, 0, t.size - 2)
    weight = ((at - t[left]) / (t[left + 1] - t[left])).reshape(*at.shape, *(1,) * (q.ndim - 1))
    m = np.exp(log_m[left] * (1 - weight) + log_m[left + 1] * weight)
    return m / (1 + m / 2)
