"""Several totals at once, with the least change of what was expected."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from cohort.demography.checks import Array, checked, first_cell, label, refuse

SUBJECT = "least change"


def least_change(
    expected: npt.ArrayLike,
    gross: npt.ArrayLike,
    constraints: npt.ArrayLike,
    targets: npt.ArrayLike,
    survivors: npt.ArrayLike | None = None,
) -> Array:
    """Change net migrants as little as possible so that several totals are met.

    Least sum of ``delta^2 / V`` with ``K (m + delta) = targets``: ``delta = V K' (K V K')^-1 d``. With `survivors` the
    leavers of a cell never exceed them (``m + delta >= -survivors``); the optimum is then found on the dual, where
    ``delta = max(bound, V K' lambda)``, by Newton steps that change the set of cells at their bound.

    Parameters
    ----------
    expected : array_like (cells...)
        m, net migrants, persons.
    gross : array_like (cells...)
        V, gross flow or another measure of how easily a cell changes, 0 or more; a cell of 0 never changes.
    constraints : array_like (constraint, cells...)
        K, usually of 0 and 1.
    targets : array_like (constraint,)
        Persons.
    survivors : array_like (cells...), optional
        Most that can leave, persons.

    Returns
    -------
    array (cells...)
        m + delta.

    Raises
    ------
    AssumptionError
        The targets contradict each other, or cannot be met by cells that may change and within the survivors.
    """
    m = checked(SUBJECT, "expected", expected)
    V = checked(SUBJECT, "gross", gross, low=0, shape=m.shape).ravel()
    goals = checked(SUBJECT, "targets", targets)
    K = checked(SUBJECT, "constraints", constraints, shape=(*goals.shape, *m.shape)).reshape(goals.size, -1)
    d = goals.ravel() - K @ m.ravel()
    scale = 1e-9 * (1 + np.abs(goals).max(initial=0) + np.abs(m).max(initial=0))
    delta = V * (K.T @ np.linalg.lstsq((K * V) @ K.T, d, rcond=None)[0])
    _must_meet(K @ delta - d, scale)
    if survivors is None:
        return (m.ravel() + delta).reshape(m.shape)
    alive = checked(SUBJECT, "survivors", survivors, low=0, shape=m.shape).ravel()
    bound = -alive - m.ravel()
    _must_be_free(((bound > 0) & (V == 0)).reshape(m.shape), m, alive.reshape(m.shape))
    if (delta < bound).any():
        delta = _bounded(V, K, d, bound, scale)
    # delta is within its bound already: this only takes away what m + (-alive - m) rounds
    return np.maximum(m.ravel() + delta, -alive).reshape(m.shape)


def _must_be_free(stuck: npt.NDArray[np.bool_], m: Array, alive: Array) -> None:
    """Refuse cells from which more leave than live there and which may not change."""
    if stuck.any():
        cell = first_cell(stuck)
        refuse(
            SUBJECT,
            "expected" + label(cell),
            en=f"{-m[cell]:g} leave where {alive[cell]:g} live, and gross is 0 there: it cannot change.",
            ja=f"転出超過 {-m[cell]:g} が居住者 {alive[cell]:g} を超え、gross が 0 のため変えられません。",
        )


def _must_meet(miss: Array, scale: float) -> None:
    if (np.abs(miss) > scale).any():
        worst = int(np.argmax(np.abs(miss)))
        refuse(
            SUBJECT,
            f"targets[{worst}]",
            en=f"cannot be met (by {miss[worst]:+g} persons): the targets contradict each other, or "
            "no cell in it may change.",
            ja=f"を満たせません（{miss[worst]:+g} 人）。目標どうしが矛盾するか、変えられる階級がありません。",
        )


def _bounded(V: Array, K: Array, d: Array, bound: Array, scale: float) -> Array:
    free = V > 0
    V, K, lowest = V[free], K[:, free], bound[free]
    feasible = linprog(np.zeros(V.size), A_eq=K, b_eq=d, bounds=np.column_stack([lowest, np.full(V.size, np.inf)]))
    if feasible.status != 0:
        refuse(
            SUBJECT,
            "targets",
            en="cannot be met: more people would have to leave than live there.",
            ja="を満たせません。居住者より多くの人が転出することになります。",
        )
    lam = np.linalg.lstsq((K * V) @ K.T, d, rcond=None)[0]

    def dual(at: npt.NDArray[np.floating]) -> float:
        pull = K.T @ at
        step = np.maximum(lowest, V * pull)
        return float((pull * step - step**2 / (2 * V)).sum() - at @ d)

    for _ in range(200):
        step = V * (K.T @ lam)
        delta = np.maximum(lowest, step)
        miss = d - K @ delta
        if (np.abs(miss) <= scale / 10).all():
            break
        moving = step > lowest
        hessian = (K[:, moving] * V[moving]) @ K[:, moving].T
        ridge = 1e-12 * (1 + np.trace((K * V) @ K.T)) * np.eye(d.size)
        direction = np.linalg.solve(hessian + ridge, miss)
        size, now = 1.0, dual(lam)
        while size > 1e-12 and dual(lam + size * direction) > now - 1e-4 * size * float(miss @ direction):
            size /= 2
        lam = lam + size * direction
    full = np.zeros(free.size)
    full[free] = np.maximum(lowest, V * (K.T @ lam))
    _must_meet(K @ full[free] - d, scale)
    return full
