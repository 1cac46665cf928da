"""The Lee-Carter model.

Source: Lee and Carter (1992), "Modeling and forecasting U.S. mortality", *JASA* 87(419).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, first_cell, label, refuse, solve
from cohort.demography.life_table import Sex, life_table

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
        return np.asarray(np.exp(start + change[..., None] * self.bx))


def fit_lee_carter(
    mx: npt.ArrayLike, years: npt.ArrayLike, *, match: Literal["svd", "e0"] = "svd", sex: Sex | None = None
) -> LeeCarter:
    """Fit Lee-Carter by singular value decomposition.

    Parameters
    ----------
    mx : array_like (year, age)
        Death rates above 0, per person-year; single years of age, the last one open.
    years : array_like (year,)
        Rising; at least three. The drift is per year and each step of k has a variance in proportion to its
        length.
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
    t = rising(years, m.shape[0], least=3)
    if m.ndim != 2:
        refuse(
            SUBJECT,
            "mx",
            en=f"got shape {m.shape}; (year, age) is needed.",
            ja=f"形が {m.shape} です。（年, 年齢）が必要です。",
        )
    positive("mx", m)
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


@takes()
def rising(years: npt.ArrayLike, count: int, least: int) -> Array:
    """Return years as floats; raise when they do not rise or are fewer than `least`."""
    t = checked(SUBJECT, "years", years, shape=(count,))
    if t.size < least or (np.diff(t) <= 0).any():
        refuse(
            SUBJECT,
            "years",
            en=f"got {t.tolist()}; at least {least} rising years are needed.",
            ja=f"{t.tolist()} です。小さい順に {least} 年以上が必要です。",
        )
    return t


@takes()
def positive(name: str, values: Array) -> None:
    """Raise when a value has no logarithm."""
    if (values <= 0).any():
        refuse(
            SUBJECT,
            name + label(first_cell(values <= 0)),
            en="is 0, which has no logarithm; smooth or group the table first.",
            ja="が 0 で対数をとれません。先に平滑化するか階級をまとめてください。",
        )
