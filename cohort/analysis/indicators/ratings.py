"""Ratings of a plan's indicators: what was reached of the target, in four classes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from cohort.arguments import KPIS, takes
from cohort.errors import fail

#: Class and the smallest share of the target with which it is given, best first.
THRESHOLDS: tuple[tuple[str, float], ...] = (("A", 1.0), ("B", 0.8), ("C", 0.5), ("D", -math.inf))


def rating(attainment: float | None, thresholds: Sequence[tuple[str, float]] = THRESHOLDS) -> str:
    """Return the class of an attainment.

    Parameters
    ----------
    attainment : float or None
        Actual value over target; 1 is the target itself. None (NaN in a table): there is none.
    thresholds : sequence of (str, float)
        Classes and smallest attainments, best first.

    Returns
    -------
    str
        "A" from 100 %, "B" from 80 %, "C" from 50 %, "D" below; "" where there is no attainment.
    """
    if attainment is None or math.isnan(attainment):
        return ""
    return next(name for name, least in thresholds if attainment >= least)


@takes(kpis=KPIS)
def ratings(kpis: pd.DataFrame) -> pd.DataFrame:
    """Return the rating of every indicator beside the published one.

    The rule is actual over target, whatever the base: cumulative counts are not reduced by what was there before,
    and a target below the base is rated like one above it. All 34 ratings of the settlement area's paper of
    17 December 2025 follow from it.

    Parameters
    ----------
    kpis : DataFrame
        As `Inputs.kpis`: ``number, kpi, unit, base_2022, target_2028, actual_2024, published_rating``.

    Returns
    -------
    DataFrame
        The same rows with ``attainment`` (actual over target), ``rating``, ``agrees`` (with the published one;
        True where none is published), ``progress`` (share of the way from base to target; NaN without a base, and
        where the target is not above it: such a target is a floor), ``rating_by_progress`` ("" where there is no
        progress), ``backwards`` (the actual value lies below both base and target).

    Raises
    ------
    InputError
        A target of 0, of which no share can be reached.
    """
    table = kpis.copy()
    zero = table[table["target_2028"] == 0]
    if not zero.empty:
        numbers = ", ".join(str(number) for number in zero["number"])
        fail(
            "kpis.csv",
            f"number {numbers}",
            en="the target is 0: no share of it can be reached; give a target other than 0.",
            ja="目標値が 0 のため達成率を計算できません。0 以外の目標値を書いてください。",
        )
    base, target, actual = (table[name].astype(float) for name in ("base_2022", "target_2028", "actual_2024"))
    way = (target - base).where(target > base)
    table["attainment"] = actual / target
    table["rating"] = [rating(value) for value in table["attainment"]]
    published = table["published_rating"].fillna("")
    table["agrees"] = (table["rating"] == published) | (published == "")
    table["progress"] = (actual - base) / way
    table["rating_by_progress"] = [rating(value) for value in table["progress"]]
    table["backwards"] = (actual < base) & (actual < target)
    return table
