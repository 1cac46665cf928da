"""The child-woman ratio, as the official Japanese projections for municipalities use it.

Source: National Institute of Population and Social Security Research, *Regional Population Projections for
Japan*.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, broadcast_leading, checked

SUBJECT = "fertility"
_TINY = float(np.finfo(float).tiny)


def child_woman_ratio(children: npt.ArrayLike, women_15_49: npt.ArrayLike) -> Array:
    """Children aged 0-4, both sexes, per woman aged 15-49.

    Parameters
    ----------
    children, women_15_49 : array_like (...)
        Persons at the same instant.

    Returns
    -------
    array (...)

    Raises
    ------
    AssumptionError
        No women.
    """
    women = checked(SUBJECT, "women_15_49", women_15_49, low=_TINY)
    return np.asarray(checked(SUBJECT, "children", children, low=0) / women)


def children_from(ratio: npt.ArrayLike, women_15_49: npt.ArrayLike, sex_ratio_0_4: npt.ArrayLike) -> Array:
    """Children aged 0-4 by sex from the child-woman ratio.

    Parameters
    ----------
    ratio : array_like (...)
        Children 0-4 per woman 15-49.
    women_15_49 : array_like (...)
        Persons at the end of the step.
    sex_ratio_0_4 : array_like (...)
        Males per 100 females.

    Returns
    -------
    array (..., sex)
        Boys ``C R / (100 + R)``, girls ``C 100 / (100 + R)``, persons.

    Raises
    ------
    AssumptionError
        A negative or missing value, or shapes that do not fit.
    """
    cwr, women, R = broadcast_leading(
        SUBJECT,
        child_woman_ratio=checked(SUBJECT, "child_woman_ratio", ratio, low=0),
        women_15_49=checked(SUBJECT, "women_15_49", women_15_49, low=0),
        sex_ratio_0_4=checked(SUBJECT, "sex_ratio_0_4", sex_ratio_0_4, low=0),
    )
    C = cwr * women
    return np.stack([C * R / (100 + R), C * 100 / (100 + R)], axis=-1)


def tfr_to_child_woman_ratio(total: npt.ArrayLike, base_tfr: npt.ArrayLike, base_ratio: npt.ArrayLike) -> Array:
    """Child-woman ratio in proportion to the TFR: ``CWR(b) TFR(t) / TFR(b)``."""
    base = checked(SUBJECT, "base_tfr", base_tfr, low=_TINY)
    return np.asarray(checked(SUBJECT, "base_ratio", base_ratio, low=0) * checked(SUBJECT, "tfr", total, low=0) / base)


def child_woman_ratio_to_tfr(ratio: npt.ArrayLike, base_tfr: npt.ArrayLike, base_ratio: npt.ArrayLike) -> Array:
    """TFR in proportion to the child-woman ratio: ``TFR(b) CWR(t) / CWR(b)``."""
    base = checked(SUBJECT, "base_ratio", base_ratio, low=_TINY)
    return np.asarray(checked(SUBJECT, "base_tfr", base_tfr, low=0) * checked(SUBJECT, "ratio", ratio, low=0) / base)
