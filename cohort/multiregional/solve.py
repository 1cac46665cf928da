"""What a control changes so that its totals are met: migrants, deaths, and births where children are counted by women."""

from __future__ import annotations

import numpy as np

from cohort.demography.checks import Array, refuse
from cohort.multiregional.control import SUBJECT, Held
from cohort.multiregional.walk import MOST_ROUNDS, Walk

MET = 1e-13  # of a total


def _gap(now: Array, goal: Array) -> Array:
    """Return what is missing to the totals that are asked for."""
    return np.where(np.isnan(goal), 0.0, goal - now)


def _check_met(now: Array, goal: Array, where: str) -> None:
    worst = np.abs(_gap(now, goal))
    if (worst > 1e-9 * np.maximum(np.abs(now), 1.0)).any():
        refuse(SUBJECT, where, en=f"a total cannot be met: {float(worst.max()):.6g} persons are missing at the worst cell.",
               ja=f"満たせない総数があります（最大 {float(worst.max()):.6g} 人の差）。")  # fmt: skip


def by_deaths(
    walk: Walk, population: Array, migrants: Array, by: dict[str, Array], held: Held, goal: Array, where: str
) -> tuple[Array, dict[str, Array]]:
    """Return the schedules with the survivorship that meets totals; nobody is added."""
    S = by["survivorship"]
    factor, solved = np.ones(()), dict(by)
    others = _but_children(walk, held, goal)
    for _ in range(MOST_ROUNDS):
        after = walk.step(population, migrants, solved)
        now, dying = held.sums(after.population), held.sums(after.deaths)
        gap = _gap(now, others)
        if (np.abs(gap) <= MET * np.maximum(np.abs(now), 1.0)).all():
            break
        factor = factor * (1 - np.divide(gap, dying, out=np.zeros_like(now), where=dying != 0))
        solved["survivorship"] = np.asarray(1 - (1 - S) * held.spread(factor))
    _check_met(now, others, where)
    survivorship = solved["survivorship"]
    if bool((survivorship > 1).any()) or bool((survivorship < 0).any()):
        refuse(SUBJECT, where, en="deaths would have to be below 0, or more than there are people; let migration take the control.",
               ja="死亡数が負になるか、人口を上回ります。移動で調整してください（taken_by='migration'）。")  # fmt: skip
    return np.zeros_like(migrants), _children(walk, population, migrants, solved, held, goal, where)


def by_migration(
    walk: Walk, population: Array, migrants: Array, by: dict[str, Array], held: Held, goal: Array, where: str
) -> tuple[Array, dict[str, Array]]:
    """Return the migrants (area, ..., sex, age) that meet totals, and the schedules."""
    after = walk.step(population, migrants, by).population
    weights = np.maximum(after, 0.0)
    if walk.attrs["births"] == "child_woman_ratio":
        weights[..., 0] = 0.0  # the ratio counts children after migration
    now, whole = held.sums(after), held.sums(weights)
    others = _but_children(walk, held, goal)
    factor, added = np.zeros_like(now), np.zeros_like(after)
    for _ in range(MOST_ROUNDS):
        gap = _gap(now, others)
        if (np.abs(gap) <= MET * np.maximum(np.abs(now), 1.0)).all():
            break
        factor = factor + np.divide(gap, whole, out=np.zeros_like(now), where=whole > 0)
        added = np.asarray(held.spread(factor) * weights)
        now = held.sums(walk.step(population, migrants + added, by).population)
    _check_met(now, others, where)
    return added, _children(walk, population, migrants + added, by, held, goal, where)


def _but_children(walk: Walk, held: Held, goal: Array) -> Array:
    """Return the totals without those of the first age group where births take them."""
    goal = goal.copy()
    if walk.attrs["births"] == "child_woman_ratio" and held.children_alone:
        goal[..., 0] = np.nan
    return goal


def _children(
    walk: Walk, population: Array, migrants: Array, by: dict[str, Array], held: Held, goal: Array, where: str
) -> dict[str, Array]:
    """Return the schedules with child-woman ratios that meet the totals of the first age group."""
    if walk.attrs["births"] != "child_woman_ratio" or not held.children_alone:
        return by
    now = held.sums(walk.step(population, migrants, by).population)
    asked = np.where(np.isnan(goal), now, goal)
    factor = held.spread(np.divide(asked, now, out=np.ones_like(now), where=now > 0))[..., 0]
    R = by["sex_ratio_0_4"]
    boys, girls = R * factor[..., 0], 100 * factor[..., 1]
    solved = by | {
        "child_woman_ratio": by["child_woman_ratio"] * (boys + girls) / (100 + R),
        "sex_ratio_0_4": 100 * boys / girls,
    }
    _check_met(held.sums(walk.step(population, migrants, solved).population), goal, where)
    return solved
