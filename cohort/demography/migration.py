"""Net migration: observed as a residual, and brought to totals. **Out-migration is negative** in a net.

Sources: Siegel and Hamilton (1952) (residual method); Shryock and Siegel (1976), *The Methods and Materials
of Demography*, ch. 21, and Smith, Tayman and Swanson (2013), ch. 10 (plus-minus adjustment).
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.interpolate import PchipInterpolator

from cohort.arguments import takes
from cohort.demography.checks import Array, broadcast_leading, checked, first_cell, label, refuse
from cohort.demography.gross_migration import gross_control, gross_from_net
from cohort.demography.least_change import least_change
from cohort.demography.rogers_castro import STANDARD, RogersCastro, fit_rogers_castro, rogers_castro

__all__ = [
    "STANDARD",
    "ResidualMigration",
    "RogersCastro",
    "annual_rates_from_cohort_rates",
    "by_bands",
    "fit_rogers_castro",
    "gross_control",
    "gross_from_net",
    "least_change",
    "plus_minus",
    "residual_net_migration",
    "rogers_castro",
]
SUBJECT = "migration"


class ResidualMigration(NamedTuple):
    """Net migration of one step, by age **reached**.

    Attributes
    ----------
    counts : array (..., age)
        Persons at the end of the step, in minus out; NaN at the first age where births are not given.
    rates : array (..., age)
        Per person at the start (per birth at the first age); NaN where nobody was at risk or births are not
        given.
    at_risk : array (..., age)
        Persons at the start who reach the age; births at the first; the two last groups pooled at the last.
    """

    counts: Array
    rates: Array
    at_risk: Array


def residual_net_migration(
    start: npt.ArrayLike, end: npt.ArrayLike, survivorship: npt.ArrayLike, births: npt.ArrayLike | None = None
) -> ResidualMigration:
    """Net migration between two counts: those present at the end less the survivors of those at the start.

    Parameters
    ----------
    start, end : array_like (..., age)
        Persons in groups as wide as the step; the last one is open.
    survivorship : array_like (..., age)
        By age reached, ratio; the last one is of the two last groups pooled.
    births : array_like (...), optional
        Live births of the step, persons.

    Returns
    -------
    ResidualMigration

    Raises
    ------
    AssumptionError
        A negative or missing value, or shapes that do not fit.
    """
    P0, P1, S = broadcast_leading(
        SUBJECT,
        start=checked(SUBJECT, "start", start, low=0, least_ages=2),
        end=checked(SUBJECT, "end", end, low=0, least_ages=2),
        survivorship=checked(SUBJECT, "survivorship", survivorship, low=0, high=1, least_ages=2),
    )
    at_risk = np.empty(P0.shape)
    at_risk[..., 1:] = P0[..., :-1]
    at_risk[..., -1] += P0[..., -1]
    at_risk[..., 0] = np.nan if births is None else checked(SUBJECT, "births", births, low=0)
    counts = P1 - S * at_risk
    rates = np.divide(counts, at_risk, out=np.full(counts.shape, np.nan), where=at_risk > 0)
    return ResidualMigration(counts, rates, at_risk)


@takes()
def annual_rates_from_cohort_rates(
    rates: npt.ArrayLike,
    ages: npt.ArrayLike,
    *,
    step: int = 5,
    at: Literal["completed", "start", "reached"] = "completed",
) -> Array:
    """Yearly net migration rates by single year of age from the residual rates of five-year cohorts.

    A cohort aged x to x+5 at the start is on the average at exact age x+5 while it migrates, for five years: its rate divided
    by five is the yearly rate there. Children born in the step are on the average at age 1.25, for 2.5 years. The values
    between are a monotone cubic (PCHIP), which adds no peak of its own; outside the first and last they are held.

    Parameters
    ----------
    rates : array_like (..., age group)
        By age reached, per person at the start, as `residual_net_migration` gives them; the last is open. The first may be NaN
        (births not known): it is then left out and the next one held.
    ages : array_like (age,)
        Single years of age wanted, lower bounds.
    step : int
        Width of groups and step, years.
    at : "completed", "start" or "reached"
        What the wanted age means: age in completed years (mid-age x + 1/2), age at the start of the year
        (mid-age x + 1) or age reached at its end (mid-age x).

    Returns
    -------
    array (..., age)
        Per person and year.

    Raises
    ------
    AssumptionError
        Fewer than three groups, or NaN beyond the first group.
    """
    r = np.asarray(rates, dtype=np.float64)
    wanted = checked(SUBJECT, "ages", ages, low=0)
    shift = {"completed": 0.5, "start": 1.0, "reached": 0.0}[at]
    if r.ndim == 0 or r.shape[-1] < 3:
        refuse(
            SUBJECT,
            "rates",
            en=f"got shape {r.shape}; three groups or more.",
            ja=f"形が {r.shape} です。3 階級以上が必要です。",
        )
    first = int(np.isnan(r[..., 0]).all())  # without births
    used = checked(SUBJECT, "rates", r[..., first:])
    knots = np.arange(r.shape[-1], dtype=np.float64) * step
    years = np.full(r.shape[-1], float(step))
    knots[0], years[0] = step / 4, step / 2
    smooth = PchipInterpolator(knots[first:], used / years[first:], axis=-1)
    return np.asarray(smooth(np.clip(wanted + shift, knots[first], knots[-1])))


@takes()
def plus_minus(expected: npt.ArrayLike, total: npt.ArrayLike) -> tuple[Array, Array]:
    """Bring net migrants to a total: arrivals are multiplied by a factor f, leavers divided by it.

    ``f A - B / f = M*``, A the sum of the net arrivals, B of the net leavers:
    ``f = (M* + sqrt(M*^2 + 4 A B)) / 2A``.

    Parameters
    ----------
    expected : array_like (..., cells)
        Net migrants expected, persons; out is negative.
    total : array_like (...)
        M*, persons. Its dims are the leading ones of `expected`; the others are summed.

    Returns
    -------
    (array, array)
        Adjusted migrants, of the shape of `expected`; and f, of the shape of `total`.

    Raises
    ------
    AssumptionError
        The total cannot be met: nobody arrives (or leaves) and the total has not the sign of the others.
    """
    m = checked(SUBJECT, "expected", expected)
    M = checked(SUBJECT, "total", total)
    if M.ndim > m.ndim or m.shape[: M.ndim] != M.shape:
        refuse(
            SUBJECT,
            "total",
            en=f"got shape {M.shape}, which is not the leading shape of expected {m.shape}.",
            ja=f"形 {M.shape} が expected の形 {m.shape} の先頭と一致しません。",
        )
    summed = tuple(range(M.ndim, m.ndim))
    A = np.asarray(np.maximum(m, 0).sum(axis=summed))
    B = np.asarray(np.maximum(-m, 0).sum(axis=summed))
    impossible = ((A == 0) & (B > 0) & (M >= 0)) | ((B == 0) & (A > 0) & (M <= 0)) | ((A == 0) & (B == 0) & (M != 0))
    if impossible.any():
        cell = first_cell(impossible)
        refuse(
            SUBJECT,
            "total" + label(cell),
            en=f"got {M[cell]:g}, but {A[cell]:g} arrive and {B[cell]:g} leave: no factor meets it. "
            "Use least change, "
            "or give migrants of the other sign.",
            ja=f"{M[cell]:g} ですが、転入超過 {A[cell]:g}、転出超過 {B[cell]:g} のため、"
            "どの係数でも届きません。"
            "最小変更法を使うか、反対の符号の移動者を与えてください。",
        )
    root = np.sqrt(M * M + 4 * A * B)
    f = np.ones(M.shape)
    # two forms of one root: each is used where it does not subtract nearly equal numbers
    np.divide(M + root, 2 * A, out=f, where=(A > 0) & (M >= 0))
    np.divide(2 * B, root - M, out=f, where=(B > 0) & (M < 0))
    by_cell = f.reshape(*f.shape, *(1,) * len(summed))
    return np.where(m > 0, m * by_cell, m / by_cell), f


def by_bands(
    expected: npt.ArrayLike, band_of_age: npt.ArrayLike, totals: npt.ArrayLike, total: float | None = None
) -> tuple[Array, Array]:
    """Bring net migrants to a total in each age band; the rest carries what remains of the overall total.

    Parameters
    ----------
    expected : array_like (..., age)
        Net migrants expected, persons; all cells of a band's ages belong to the band, whatever their sex.
    band_of_age : array_like (age,)
        Number of the band, 0, 1, ...; -1 for the rest.
    totals : array_like (band,)
        Net total of each band, persons.
    total : float, optional
        Overall net total, persons: the rest gets it less the bands. Without it the rest stays as expected.

    Returns
    -------
    (array, array)
        Adjusted migrants, and the factor of each band; with `total` the rest's factor comes last.

    Raises
    ------
    AssumptionError
        A band without ages, an age with an unknown band, `total` without a rest that disagrees with the
        bands, or a total that `plus_minus` cannot meet.
    """
    m = checked(SUBJECT, "expected", expected, least_ages=1)
    goals = checked(SUBJECT, "totals", totals, least_ages=1)
    band = checked(SUBJECT, "band_of_age", band_of_age, low=-1, high=goals.size - 1, whole=True, shape=m.shape[-1:])
    missing = sorted(set(range(goals.size)) - {int(b) for b in band})
    if missing:
        refuse(SUBJECT, f"totals[{missing[0]}]", en="no age belongs to this band.", ja="に属する年齢がありません。")
    wanted = dict(enumerate(goals.tolist()))
    if total is not None:
        remainder = float(checked(SUBJECT, "total", total, shape=())) - float(goals.sum())
        if (band == -1).any():
            wanted[-1] = remainder
        elif abs(remainder) > 1e-9 * max(1.0, abs(total), float(np.abs(goals).max())):
            refuse(
                SUBJECT,
                "total",
                en=f"got {total:g}, but the bands cover every age and add up to {goals.sum():g}.",
                ja=f"{total:g} ですが、全年齢を覆う年齢帯の合計は {goals.sum():g} です。",
            )
    adjusted, factors = m.copy(), []
    for number, goal in wanted.items():
        adjusted[..., band == number], factor = plus_minus(m[..., band == number], goal)
        factors.append(float(factor))
    return adjusted, np.array(factors)
