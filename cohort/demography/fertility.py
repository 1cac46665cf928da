"""Fertility: level and pattern, calibration to observed births, child-woman ratio.

Source: Preston, Heuveline and Guillot (2001), *Demography*, ch. 5.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, broadcast_leading, checked, first_cell, label, refuse
from cohort.demography.child_woman_ratio import (
    child_woman_ratio,
    child_woman_ratio_to_tfr,
    children_from,
    tfr_to_child_woman_ratio,
)

__all__ = [
    "asfr_from",
    "calibrate_level",
    "child_woman_ratio",
    "child_woman_ratio_to_tfr",
    "children_from",
    "interpolate_pattern",
    "mean_age_at_childbearing",
    "pattern",
    "published_scale",
    "tfr",
    "tfr_to_child_woman_ratio",
    "to_model_scale",
    "to_published_scale",
]
SUBJECT = "fertility"
_TINY = float(np.finfo(float).tiny)


def tfr(asfr: npt.ArrayLike, width: float = 1.0) -> Array:
    """Total fertility rate: births per woman.

    Parameters
    ----------
    asfr : array_like (..., age)
        Births per woman-year.
    width : float
        Width of the age groups, years.

    Returns
    -------
    array (...)

    Raises
    ------
    AssumptionError
        A negative or missing rate.
    """
    return np.asarray(_rates(asfr).sum(axis=-1) * _width(width))


def pattern(asfr: npt.ArrayLike, width: float = 1.0) -> Array:
    """Shape of the rates by age: ``width * pattern`` sums to 1.

    Parameters
    ----------
    asfr : array_like (..., age)
        Births per woman-year.
    width : float
        Width of the age groups, years.

    Returns
    -------
    array (..., age)
        Per year of age.

    Raises
    ------
    AssumptionError
        A negative or missing rate, or no fertility at all.
    """
    rates = _rates(asfr)
    total = tfr(rates, width)
    if (total <= 0).any():
        refuse(
            SUBJECT,
            "asfr" + label(first_cell(total <= 0)),
            en="is 0 at every age; there is no pattern.",
            ja="が全年齢で 0 です。年齢パターンがありません。",
        )
    return rates / total[..., None]


def asfr_from(total: npt.ArrayLike, shape: npt.ArrayLike, width: float = 1.0) -> Array:
    """Rates by age from a level and a pattern.

    Parameters
    ----------
    total : array_like (...)
        TFR, births per woman.
    shape : array_like (..., age)
        A pattern; checked to sum to 1 over `width`.
    width : float
        Width of the age groups, years.

    Returns
    -------
    array (..., age)
        Births per woman-year.

    Raises
    ------
    AssumptionError
        A negative level, or a pattern that does not sum to 1.
    """
    level = checked(SUBJECT, "tfr", total, low=0)
    return level[..., None] * _pattern(shape, width)


def interpolate_pattern(
    years: npt.ArrayLike, patterns: npt.ArrayLike, at_year: npt.ArrayLike, width: float = 1.0
) -> Array:
    """Pattern between the dates of published ones, linear in time.

    Parameters
    ----------
    years : array_like (year,)
        Rising.
    patterns : array_like (year, age)
    at_year : array_like
        Within the first and last year.
    width : float
        Width of the age groups, years.

    Returns
    -------
    array (*at_year.shape, age)
        A pattern again.

    Raises
    ------
    AssumptionError
        Years that do not rise, or `at_year` outside them.
    """
    shapes = _pattern(patterns, width)
    t = checked(SUBJECT, "years", years, shape=shapes.shape[:1])
    at = checked(SUBJECT, "at_year", at_year)
    if shapes.ndim != 2 or (np.diff(t) <= 0).any():
        refuse(
            SUBJECT,
            "years",
            en="patterns (year, age) of rising years are needed.",
            ja="年の小さい順の（年, 年齢）が必要です。",
        )
    if ((at < t[0]) | (at > t[-1])).any():
        refuse(
            SUBJECT,
            "at_year",
            en=f"got {at.min():g} to {at.max():g}; the patterns cover {t[0]:g} to {t[-1]:g}.",
            ja=f"{at.min():g}～{at.max():g} 年です。パターンは {t[0]:g}～{t[-1]:g} 年にあります。",
        )
    right = np.clip(np.searchsorted(t, at, side="left"), 1, max(t.size - 1, 1))
    if t.size == 1:
        return np.broadcast_to(shapes[0], (*at.shape, shapes.shape[1])).copy()
    weight = ((at - t[right - 1]) / (t[right] - t[right - 1]))[..., None]
    return shapes[right - 1] * (1 - weight) + shapes[right] * weight


def mean_age_at_childbearing(asfr: npt.ArrayLike, ages: npt.ArrayLike, width: float = 1.0) -> Array:
    """Mean age at childbearing, years, of the rates (not of the births).

    Parameters
    ----------
    asfr : array_like (..., age)
        Births per woman-year, or a pattern.
    ages : array_like (age,)
        Lower bounds of the groups.
    width : float
        Width of the age groups, years.

    Returns
    -------
    array (...)

    Raises
    ------
    AssumptionError
        No fertility at all, or shapes that do not fit.
    """
    shape = pattern(asfr, width) * width
    lower = checked(SUBJECT, "ages", ages, low=0, shape=shape.shape[-1:])
    return np.asarray((shape * (lower + width / 2)).sum(axis=-1))


def calibrate_level(
    births_observed: npt.ArrayLike,
    women_exposure: npt.ArrayLike,
    shape: npt.ArrayLike,
    width: float = 1.0,
    *,
    pooled: bool = False,
) -> Array:
    """Return the TFR at which modelled births equal observed births: ``B / sum pattern(x) W(x)``.

    Parameters
    ----------
    births_observed : array_like (...)
        Persons.
    women_exposure : array_like (..., age)
        Woman-years lived at each age in the time the births cover.
    shape : array_like (..., age)
        A pattern.
    width : float
        Width of the age groups, years.
    pooled : bool
        One level for all years together: births and modelled births are summed first.

    Returns
    -------
    array (...), or a scalar array where pooled
        Births per woman, on the scale of the women counted: see `published_scale`.

    Raises
    ------
    AssumptionError
        No women at childbearing ages, or shapes that do not fit.
    """
    births = checked(SUBJECT, "births_observed", births_observed, low=0)
    women = checked(SUBJECT, "women_exposure", women_exposure, low=0, least_ages=1)
    women, curve = broadcast_leading(SUBJECT, women_exposure=women, pattern=_pattern(shape, width))
    at_level_one = (women * curve).sum(axis=-1)
    births, at_level_one = broadcast_leading(SUBJECT, births_observed=births, women_exposure=at_level_one)
    if pooled:
        births, at_level_one = births.sum(keepdims=False), np.asarray(at_level_one.sum())
    if (at_level_one <= 0).any():
        refuse(
            SUBJECT,
            "women_exposure" + label(first_cell(np.asarray(at_level_one <= 0))),
            en="no women at the ages of childbearing.",
            ja="出産年齢の女性がいません。",
        )
    return np.asarray(births / at_level_one)


def published_scale(model_tfr: npt.ArrayLike, published_tfr: npt.ArrayLike) -> Array:
    """Ratio of the model's TFR to the published one; held, it lets targets keep their published meaning.

    A register counts students who have left, so births per woman *counted* are below the published TFR. A
    target "1.63 from 1.44" then means +13.2 % on the model's scale.

    Parameters
    ----------
    model_tfr, published_tfr : array_like (...)
        Births per woman, of the same year.

    Returns
    -------
    array (...)
        ``model / published``.

    Raises
    ------
    AssumptionError
        A TFR that is not above 0.
    """
    return checked(SUBJECT, "model_tfr", model_tfr, low=_TINY) / checked(
        SUBJECT, "published_tfr", published_tfr, low=_TINY
    )


def to_model_scale(published_tfr: npt.ArrayLike, scale: npt.ArrayLike) -> Array:
    """Published TFR -> the model's: ``published * scale`` (births per woman)."""
    return np.asarray(
        checked(SUBJECT, "published_tfr", published_tfr, low=0) * checked(SUBJECT, "scale", scale, low=_TINY)
    )


def to_published_scale(model_tfr: npt.ArrayLike, scale: npt.ArrayLike) -> Array:
    """The model's TFR -> the published one: ``model / scale`` (births per woman)."""
    return np.asarray(checked(SUBJECT, "model_tfr", model_tfr, low=0) / checked(SUBJECT, "scale", scale, low=_TINY))


def _width(width: float) -> float:
    return float(checked(SUBJECT, "width", width, low=_TINY, shape=()))


def _rates(asfr: npt.ArrayLike) -> Array:
    return checked(SUBJECT, "asfr", asfr, low=0, least_ages=1)


def _pattern(shape: npt.ArrayLike, width: float) -> Array:
    curve = checked(SUBJECT, "pattern", shape, low=0, least_ages=1)
    off = np.asarray(np.abs(curve.sum(axis=-1) * _width(width) - 1) > 1e-9)
    if off.any():
        cell = first_cell(off)
        total = float(curve.sum(axis=-1)[cell] * width)
        refuse(
            SUBJECT,
            "pattern" + label(cell),
            en=f"sums to {total:g} over the ages; 1 is needed: pass it through pattern().",
            ja=f"の年齢合計が {total:g} です。1 が必要です（pattern() を通してください）。",
        )
    return curve
