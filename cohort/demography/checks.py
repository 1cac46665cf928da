"""Checks of what the formulas are given: shape, finite values, range.

Every message is in English and Japanese.
"""

from __future__ import annotations

from typing import NoReturn

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from cohort.arguments import takes
from cohort.errors import AssumptionError, fail

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]


def refuse(subject: str, where: str, *, en: str, ja: str) -> NoReturn:
    """Raise an `AssumptionError` with one problem."""
    fail(subject, where, en=en, ja=ja, kind=AssumptionError)


def checked(
    subject: str,
    name: str,
    values: npt.ArrayLike,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    shape: tuple[int, ...] | None = None,
    least_ages: int = 0,
    whole: bool = False,
) -> Array:
    """Return `values` as float64, or raise.

    Parameters
    ----------
    subject, name : str
        What is being computed, and which argument this is.
    values : array_like
        Finite numbers within [`low`, `high`].
    low, high, shape, whole
        Smallest and largest value that can be meant; the shape it must have; whether only whole numbers.
    least_ages : int
        Length the last axis must have at least; 0 allows a scalar.

    Raises
    ------
    AssumptionError
        Not numbers, wrong shape, NaN or infinite, or outside the range; names the first such cell.
    """
    array = _as_numbers(subject, name, values)
    if shape is not None and array.shape != shape:
        refuse(
            subject,
            name,
            en=f"got shape {array.shape}; {shape} is needed.",
            ja=f"形が {array.shape} です。{shape} が必要です。",
        )
    if least_ages and (array.ndim == 0 or array.shape[-1] < least_ages):
        refuse(
            subject,
            name,
            en=f"got shape {array.shape}; the last axis is age and needs {least_ages} groups or more.",
            ja=f"形が {array.shape} です。最後の軸は年齢で、{least_ages} 階級以上が必要です。",
        )
    bad = np.asarray(~(np.isfinite(array) & (array >= low) & (array <= high)))
    if whole:
        bad |= np.mod(array, 1, where=~bad, out=np.zeros_like(array)) != 0
    if bad.any():
        cell = first_cell(bad)
        kind = ("whole", "整数") if whole else ("finite", "有限の数")
        refuse(
            subject,
            name + label(cell),
            en=f"got {array[cell]:g}; a {kind[0]} number within [{low:g}, {high:g}] is needed.",
            ja=f"値が {array[cell]:g} です。[{low:g}, {high:g}] の{kind[1]}を与えてください。",
        )
    return array


def _as_numbers(subject: str, name: str, values: npt.ArrayLike) -> Array:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        refuse(
            subject,
            name,
            en=f"got {type(values).__name__} that is not an array of numbers; give numbers of one shape.",
            ja=f"数値の配列ではありません（{type(values).__name__}）。形のそろった数値を与えてください。",
        )


def first_cell(mask: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    """Return the index of the first true cell."""
    return tuple(int(i) for i in np.argwhere(mask)[0])


def label(cell: tuple[int, ...]) -> str:
    """Return an index as text, e.g. ``[0, 3]``; nothing for a scalar."""
    return f"[{', '.join(map(str, cell))}]" if cell else ""


def broadcast_leading(subject: str, **arrays: Array) -> tuple[Array, ...]:
    """Broadcast arrays against each other; raise when their shapes do not fit."""
    try:
        return tuple(np.broadcast_arrays(*arrays.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in arrays.items())
        refuse(
            subject, ", ".join(arrays), en=f"shapes do not fit together: {shapes}.", ja=f"形が合いません: {shapes}。"
        )


@takes()
def solve(subject: str, where: str, gap, low: float, high: float, unit: str) -> float:  # type: ignore[no-untyped-def]
    """Return the root of `gap` (modelled minus wanted) in [`low`, `high`] by Brent's method, or raise."""
    at_low, at_high = float(gap(low)), float(gap(high))
    if not (np.isfinite(at_low) and np.isfinite(at_high)) or at_low * at_high > 0:
        refuse(
            subject,
            where,
            en=f"out of reach: with the lever at {low:g} and {high:g} the result misses by {at_low:+g} and "
            f"{at_high:+g} {unit}; check the target or widen the bracket.",
            ja=f"届きません。係数を {low:g} と {high:g} にしたとき、目標との差は {at_low:+g} と {at_high:+g}"
            f"（{unit}）です。目標を確かめるか、範囲を広げてください。",
        )
    return float(brentq(gap, low, high, xtol=1e-13, rtol=1e-14))
