"""Age groups to single years and back, the open group extended, and counts raked to totals.

Sources: Hyman (1983), *SIAM J. Sci. Stat. Comput.* 4(4), and Smith, Hyndman and Wood (2004), *Journal of
Population Research* 21(1) (monotone spline); Deming and Stephan (1940) (iterative proportional fitting);
Preston, Heuveline and Guillot (2001), *Demography*, ch. 7 (the stable age distribution).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicHermiteSpline, CubicSpline

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, refuse

SUBJECT = "graduation"


def to_single_years(
    counts: npt.ArrayLike, lower_bounds: npt.ArrayLike, method: Literal["monotone", "smooth"] = "monotone"
) -> Array:
    """Split age groups into single years; each group's sum is kept and no count is negative.

    Parameters
    ----------
    counts : array_like (..., group)
        Persons; the last group is open and stays as it is.
    lower_bounds : array_like (group,)
        Lower bounds, whole years, from 0, rising, of any widths.
    method : "monotone" or "smooth"
        "monotone": a cubic spline on the cumulative, its slopes held within Hyman's bounds.
        "smooth": least sum of squared second differences; where that would be negative the cell is 0.

    Returns
    -------
    array (..., age)
        Single years 0 ... last lower bound; the last one open.

    Raises
    ------
    AssumptionError
        A negative or missing count, or bounds that are not whole and rising from 0.
    """
    n = checked(SUBJECT, "counts", counts, low=0, least_ages=2)
    edges = checked(SUBJECT, "lower_bounds", lower_bounds, low=0, shape=n.shape[-1:])
    if edges[0] != 0 or (edges % 1 != 0).any() or (np.diff(edges) <= 0).any():
        refuse(
            SUBJECT,
            "lower_bounds",
            en=f"got {edges.tolist()}; whole years rising from 0 are needed.",
            ja=f"{edges.tolist()} です。0 から始まる昇順の整数が必要です。",
        )
    if method not in ("monotone", "smooth"):
        refuse(
            SUBJECT,
            "method",
            en=f"got {method!r}; 'monotone' or 'smooth'.",
            ja=f"{method!r} です。'monotone' か 'smooth' です。",
        )
    closed, bounds = n[..., :-1], edges.astype(np.intp)
    if method == "smooth":
        flat = np.array([_smooth(row, bounds) for row in closed.reshape(-1, closed.shape[-1])])
        single = flat.reshape(*closed.shape[:-1], -1)
    else:
        single = _monotone(closed, edges)
    return np.concatenate([_exact(single, closed, bounds), n[..., -1:]], axis=-1)


def _monotone(groups: Array, edges: Array) -> Array:
    cumulative = np.concatenate([np.zeros((*groups.shape[:-1], 1)), np.cumsum(groups, axis=-1)], axis=-1)
    if edges.size == 2:
        return np.asarray(np.repeat(groups / edges[1], int(edges[1]), axis=-1))
    slopes = CubicSpline(edges, cumulative, axis=-1)(edges, 1)
    chords = groups / np.diff(edges)
    steepest = 3 * np.concatenate(
        [chords[..., :1], np.minimum(chords[..., 1:], chords[..., :-1]), chords[..., -1:]], axis=-1
    )
    spline = CubicHermiteSpline(edges, cumulative, np.clip(slopes, 0, steepest), axis=-1)
    return np.asarray(np.maximum(np.diff(spline(np.arange(int(edges[-1]) + 1)), axis=-1), 0))


def _exact(single: Array, groups: Array, bounds: npt.NDArray[np.intp]) -> Array:
    # takes away what rounding left: differences of a cumulative lose digits where a group is small beside
    # the total
    sums = np.add.reduceat(single, bounds[:-1], axis=-1)
    widths = np.diff(bounds)
    even = np.repeat(groups / widths, widths, axis=-1)
    factor = np.divide(groups, sums, out=np.zeros_like(groups), where=sums > 0)
    scaled = single * np.repeat(factor, widths, axis=-1)
    return np.where(np.repeat(sums > 0, widths, axis=-1), scaled, even)


def _smooth(groups: Array, bounds: npt.NDArray[np.intp]) -> Array:
    size, widths = int(bounds[-1]), np.diff(bounds)
    D = np.diff(np.eye(size), n=2, axis=0)
    A = np.repeat(np.eye(groups.size), widths, axis=1)
    level = max(float(groups.max()), 1.0)
    # a group of 0 is 0 in each year; the rest is solved again with cells that came out negative held at 0
    zero = np.repeat(groups == 0, widths)
    for _ in range(size):
        free, used = np.flatnonzero(~zero), np.flatnonzero(groups > 0)
        if free.size == 0:
            break
        H = D[:, free].T @ D[:, free] + 1e-12 * np.eye(free.size)
        C = A[np.ix_(used, free)]
        system = np.block([[H, C.T], [C, np.zeros((used.size, used.size))]])
        values = np.linalg.solve(system, np.concatenate([np.zeros(free.size), groups[used]]))[: free.size]
        negative = values < 0
        if not negative.any():
            break
        # the one furthest below in each group, so that a group never loses all its cells at once
        for g in used:
            mine = np.flatnonzero((free >= bounds[g]) & (free < bounds[g + 1]))
            worst = mine[np.argmin(values[mine])]
            if values[worst] < 0:
                zero[free[worst]] = True
    single = np.zeros(size)
    if free.size:
        single[free] = np.where(values > 1e-12 * level, values, 0)
    return single


@takes()
def extend_open_group(
    total: npt.ArrayLike, last_group_start: int, to_age: int, Lx: npt.ArrayLike, growth: float = 0.0
) -> Array:
    """Split an open group into single years and a higher open group by a stable age distribution.

    Parameters
    ----------
    total : array_like (...)
        Persons in the open group.
    last_group_start, to_age : int
        Its lower bound, e.g. 90, and the new open group's, e.g. 100.
    Lx : array_like (..., age)
        Person-years of a life table by single year from age 0, the last one open, at `to_age` or above.
    growth : float
        Yearly growth of the births these people come from: ``exp(-growth x)``. 0: stationary.

    Returns
    -------
    array (..., to_age - last_group_start + 1)
        Persons at last_group_start, ..., to_age and over; they sum to `total`.

    Raises
    ------
    AssumptionError
        The table ends below `to_age`, or a negative count.
    """
    people = checked(SUBJECT, "total", total, low=0)
    L = checked(SUBJECT, "Lx", Lx, low=0, least_ages=2)
    r = float(checked(SUBJECT, "growth", growth, low=-1, high=1, shape=()))
    if not 0 <= last_group_start < to_age <= L.shape[-1] - 1:
        refuse(
            SUBJECT,
            "to_age",
            en=f"got {last_group_start}+ to {to_age}+ with a life table open at {L.shape[-1] - 1}; "
            "they must rise in this order.",
            ja=f"{last_group_start} 歳以上を {to_age} 歳以上まで、生命表は {L.shape[-1] - 1} "
            "歳以上です。この順に大きくなければなりません。",
        )
    tail = L[..., last_group_start:]
    weight = tail * np.exp(-r * np.arange(tail.shape[-1]))
    kept = to_age - last_group_start
    weight = np.concatenate([weight[..., :kept], weight[..., kept:].sum(-1, keepdims=True)], axis=-1)
    if (weight.sum(-1) <= 0).any():
        refuse(SUBJECT, "Lx", en=f"is 0 from age {last_group_start} on.", ja=f"が {last_group_start} 歳以上で 0 です。")
    return np.asarray(people[..., None] * weight / weight.sum(-1, keepdims=True))


def to_groups(single: npt.ArrayLike, width: int = 5, open_age: int | None = None) -> Array:
    """Sum single years into groups.

    Parameters
    ----------
    single : array_like (..., age)
        Persons (of either sign) by single year from 0, the last one open.
    width : int
        Years.
    open_age : int, optional
        Lower bound of the open group, a multiple of `width`; default: the largest one.

    Returns
    -------
    array (..., group)

    Raises
    ------
    AssumptionError
        `open_age` is not a multiple of `width`, or beyond the last age.
    """
    n = checked(SUBJECT, "single", single, least_ages=2)
    last = n.shape[-1] - 1
    top = last - last % width if open_age is None else open_age
    if top % width or not 0 < top <= last:
        refuse(
            SUBJECT,
            "open_age",
            en=f"got {top}; a multiple of {width} within {width} and {last} is needed.",
            ja=f"{top} です。{width}～{last} の {width} の倍数を与えてください。",
        )
    closed = n[..., :top].reshape(*n.shape[:-1], top // width, width).sum(-1)
    return np.concatenate([closed, n[..., top:].sum(-1, keepdims=True)], axis=-1)


@takes()
def rake(
    counts: npt.ArrayLike,
    targets: Sequence[tuple[npt.ArrayLike, npt.ArrayLike]],
    *,
    tolerance: float = 1e-10,
    rounds: int = 5000,
) -> Array:
    """Bring counts to several sets of totals by iterative proportional fitting.

    Parameters
    ----------
    counts : array_like
        Persons, 0 or more, of any shape, e.g. (sex, age).
    targets : sequence of (labels, totals)
        `labels`, broadcast to the shape of `counts`: number of the total each cell belongs to, -1 for none.
        `totals` (k,): persons, e.g. by sex and broad age. Sets may overlap (65+ beside 75+).
    tolerance : float
        Largest difference left, as a share of the largest total.
    rounds : int
        Most rounds.

    Returns
    -------
    array
        Of the shape of `counts`.

    Raises
    ------
    AssumptionError
        The totals contradict each other, a total above 0 has no people to spread it over, or no counts of 0
        or more meet them all.
    """
    x = checked(SUBJECT, "counts", counts, low=0).copy()
    sets = [_target(i, labels, totals, x) for i, (labels, totals) in enumerate(targets)]
    _must_agree(sets, x)
    scale = tolerance * np.maximum(1.0, max((float(t.max(initial=0)) for _, t in sets), default=1.0))
    for _ in range(rounds):
        for labels, totals in sets:
            sums = np.bincount(labels[labels >= 0], weights=x[labels >= 0], minlength=totals.size)
            factor = np.divide(totals, sums, out=np.zeros_like(totals), where=sums > 0)
            x = np.where(labels >= 0, x * factor[labels], x)
        miss = [_miss(x, labels, totals) for labels, totals in sets]
        if all((np.abs(m) <= scale).all() for m in miss):
            break
    else:
        worst = max(range(len(miss)), key=lambda i: float(np.abs(miss[i]).max()))
        cell = int(np.argmax(np.abs(miss[worst])))
        refuse(
            SUBJECT,
            f"targets[{worst}][{cell}]",
            en=f"is missed by {miss[worst][cell]:+g} after {rounds} rounds: no counts of 0 or more meet all totals.",
            ja=f"が {rounds} 回の反復後も {miss[worst][cell]:+g} ずれています。すべての総数を満たす 0 "
            "以上の人数がありません。",
        )
    return x


def _miss(x: Array, labels: npt.NDArray[np.intp], totals: Array) -> Array:
    return np.bincount(labels[labels >= 0], weights=x[labels >= 0], minlength=totals.size) - totals


def _target(number: int, labels: npt.ArrayLike, totals: npt.ArrayLike, x: Array) -> tuple[npt.NDArray[np.intp], Array]:
    goal = checked(SUBJECT, f"targets[{number}] totals", totals, low=0, least_ages=1)
    given = checked(SUBJECT, f"targets[{number}] labels", labels, low=-1, high=goal.size - 1, whole=True)
    try:
        cells = np.broadcast_to(given, x.shape).astype(np.intp)
    except ValueError:
        refuse(
            SUBJECT,
            f"targets[{number}] labels",
            en=f"got shape {given.shape}, counts have {x.shape}.",
            ja=f"形が {given.shape} です。counts は {x.shape} です。",
        )
    sums = np.bincount(cells[cells >= 0], weights=x[cells >= 0], minlength=goal.size)
    empty = (sums == 0) & (goal > 0)
    if empty.any():
        which = int(np.flatnonzero(empty)[0])
        refuse(
            SUBJECT,
            f"targets[{number}][{which}]",
            en=f"is {goal[which]:g}, but nobody is counted in its cells.",
            ja=f"は {goal[which]:g} ですが、該当する人数が 0 です。",
        )
    return cells, goal


def _must_agree(sets: list[tuple[npt.NDArray[np.intp], Array]], x: Array) -> None:
    rows = [((labels == k) & (x > 0)).ravel() for labels, totals in sets for k in range(totals.size)]
    if not rows:
        return
    K, goals = np.array(rows, dtype=np.float64), np.concatenate([totals for _, totals in sets])
    miss = K @ np.linalg.lstsq(K, goals, rcond=None)[0] - goals
    if (np.abs(miss) > 1e-8 * max(1.0, float(goals.max()))).any():
        sums = ", ".join(f"{totals.sum():g}" for _, totals in sets)
        refuse(
            SUBJECT,
            "targets",
            en=f"contradict each other (the sets add up to {sums}); make them agree first.",
            ja=f"が互いに矛盾します（各組の合計 {sums}）。先に一致させてください。",
        )
