"""In- and out-migrants: brought to their totals, and found from a net. Both are counted 0 or more here."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, checked, refuse

SUBJECT = "migration"


def gross_control(
    in_migration: npt.ArrayLike, out_migration: npt.ArrayLike, in_total: float, out_total: float
) -> tuple[Array, Array, float, float]:
    """Bring gross migrants to their totals: ``in (1 + a)``, ``out (1 - b)``.

    Parameters
    ----------
    in_migration, out_migration : array_like
        Persons, 0 or more both.
    in_total, out_total : float
        Persons, 0 or more both.

    Returns
    -------
    (array, array, float, float)
        Adjusted in- and out-migrants, a and b.

    Raises
    ------
    AssumptionError
        A negative value, or a total above 0 to be spread over nobody.
    """
    flows, factors = [], []
    for name, values, goal in (("in", in_migration, in_total), ("out", out_migration, out_total)):
        flow = checked(SUBJECT, f"{name}_migration", values, low=0)
        wanted = float(checked(SUBJECT, f"{name}_total", goal, low=0, shape=()))
        if flow.sum() == 0 and wanted > 0:
            refuse(
                SUBJECT,
                f"{name}_migration",
                en=f"is 0 everywhere; a total of {wanted:g} cannot be spread over it.",
                ja=f"がすべて 0 で、総数 {wanted:g} を配分できません。",
            )
        factors.append(wanted / float(flow.sum()) if wanted > 0 else 0.0)
        flows.append(flow * factors[-1])
    return flows[0], flows[1], factors[0] - 1, 1 - factors[1]


def gross_from_net(
    net: npt.ArrayLike, in_total: float, out_total: float, profile: npt.ArrayLike
) -> tuple[Array, Array]:
    """In- and out-migrants by age that have a given net and given totals.

    The least flows that give the net (arrivals where it is above 0, leavers where below) are added to by
    people who replace each other: as many in as out at each age, spread by the profile.

    Parameters
    ----------
    net : array_like (..., age)
        Persons, in minus out.
    in_total, out_total : float
        Persons, over all cells.
    profile : array_like
        Ages of those who replace each other; any level, 0 or more; broadcast to the shape of `net`.

    Returns
    -------
    (array, array)
        In- and out-migrants, persons, 0 or more.

    Raises
    ------
    AssumptionError
        The totals' difference is not the net's sum, or they are below the least flows.
    """
    m = checked(SUBJECT, "net", net)
    arrivals, leavers = np.maximum(m, 0), np.maximum(-m, 0)
    goal_in, goal_out = (
        float(checked(SUBJECT, n, v, low=0, shape=())) for n, v in (("in_total", in_total), ("out_total", out_total))
    )
    shape = np.broadcast_to(checked(SUBJECT, "profile", profile, low=0), m.shape)
    gap = goal_in - goal_out - float(m.sum())
    if abs(gap) > 1e-9 * max(1.0, goal_in, goal_out):
        refuse(
            SUBJECT,
            "in_total, out_total",
            en=f"differ by {goal_in - goal_out:g}, but the net migrants add up to {m.sum():g}; bring "
            "the net to it first.",
            ja=f"の差は {goal_in - goal_out:g} ですが、純移動の合計は {m.sum():g} です。先に純移動を合わせてください。",
        )
    replaced = goal_in - float(arrivals.sum())
    if replaced < -1e-9 * max(1.0, goal_in) or (replaced > 0 and shape.sum() == 0):
        refuse(
            SUBJECT,
            "in_total",
            en=f"got {goal_in:g}, but the net alone needs {arrivals.sum():g} arrivals (and a profile "
            "above 0 to spread more).",
            ja=f"{goal_in:g} ですが、純移動だけで {arrivals.sum():g} 人の転入が要ります（超える分には"
            "正の年齢型が必要）。",
        )
    both = max(replaced, 0.0) * shape / shape.sum() if shape.sum() > 0 else np.zeros(m.shape)
    return arrivals + both, leavers + both
