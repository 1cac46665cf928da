"""One step of the projection, to be read; and its inverse.

These are the equations of the method in plain NumPy: ages along the last axis, males before females, the
last age open. `cohort.projection.project` runs the same equations compiled.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cohort.arguments import takes
from cohort.errors import Problems, ProjectionError, fail

Floats = NDArray[np.float64]
Timing = Literal["even", "end"]
Mothers = Literal["survivors", "end_population"]
MALE, FEMALE = 0, 1


class Step(NamedTuple):
    """What one step gives: `population` at its end (..., sex, age), `births` (..., sex) and `deaths` (..., sex, age
    reached)."""

    population: Floats
    births: Floats
    deaths: Floats


class Backcast(NamedTuple):
    """What going back gives: `population` (time, sex, age) and the `births` (period, sex) that the first
    ages imply."""

    population: Floats
    births: Floats


@takes()
def entering_ages(entering: Floats) -> Floats:
    """Return those who will reach each age above the first: e(x-n), the two last groups pooled for the open
    one.

    Parameters
    ----------
    entering : array, (..., age)
        Persons at the start of the step.

    Returns
    -------
    array, (..., age - 1)
        Persons, by age reached, without the first group.
    """
    reaching = entering[..., :-1].copy()
    reaching[..., -1] += entering[..., -1]
    return reaching


@takes()
def step(
    population: ArrayLike,
    survivorship: ArrayLike,
    net_migration: ArrayLike,
    asfr: ArrayLike,
    srb: ArrayLike,
    *,
    width: int = 1,
    migration_timing: Timing = "even",
    mothers: Mothers = "survivors",
) -> Step:
    """Carry a population one step forward, births by age-specific fertility rates; any dims may stand in front.

    Parameters
    ----------
    population : array, (sex, age)
        Persons at the start.
    survivorship : array, (sex, age)
        Ratio by age reached: the first is from births, the last pooled into the open group.
    net_migration : array, (sex, age)
        Persons in the step, in minus out; those aged x arrive at age x.
    asfr : array, (age,)
        Births per woman-year; 0 in the first group.
    srb : float or array
        Males per female birth.
    width : int
        Years of a step and of an age group.
    migration_timing : {"even", "end"}
        Half of the migrants before and half after the step, or all after it.
    mothers : {"survivors", "end_population"}
        Under `end`: whether mothers at the end of the step are the survivors, or these and the migrants.

    Returns
    -------
    Step
        Persons; births - deaths + net migration are what every cohort changes by.

    Notes
    -----
    United Nations, `ccmppWPP`; Preston, Heuveline & Guillot (2001), ch. 6.
    """
    P, S, M = np.broadcast_arrays(
        *(np.asarray(values, dtype=np.float64) for values in (population, survivorship, net_migration))
    )
    before = M / 2 if migration_timing == "even" else np.zeros_like(M)
    after = M - before
    e = P + before
    Q = np.zeros_like(P)
    Q[..., 1:] = S[..., 1:] * entering_ages(e)

    # mothers are the mean of the women at the start and at the end of the step
    with_migrants = migration_timing == "even" or mothers == "end_population"
    women = e[..., FEMALE, :] + (Q + after if with_migrants else Q)[..., FEMALE, :]
    births = width * np.sum(np.asarray(asfr) * women, axis=-1) / 2
    ratio = np.asarray(srb, dtype=np.float64)
    B = np.stack([births * ratio / (1 + ratio), births / (1 + ratio)], axis=-1)
    Q[..., 0] = S[..., 0] * B

    deaths = np.concatenate([B[..., None], entering_ages(e)], axis=-1) * (1 - S)
    return Step(Q + after, B, deaths)


@takes()
def step_by_ratio(
    population: ArrayLike,
    survivorship: ArrayLike,
    net_migration_rate: ArrayLike,
    child_woman_ratio: ArrayLike,
    sex_ratio_0_4: ArrayLike,
    net_migration: ArrayLike = 0.0,
) -> Step:
    """Carry a population five years forward in the official Japanese form.

    Any dims may stand in front, as in `step`.

    Parameters
    ----------
    population : array, (sex, age)
        Persons at the start, five-year groups.
    survivorship : array, (sex, age)
        Ratio by age reached; the first divides children into births, use 1 to count children only.
    net_migration_rate : array, (sex, age)
        Net migrants per person at the start, by age reached; not used for the first group.
    child_woman_ratio : float or array
        Children 0-4 per woman 15-49, both at the end of the step.
    sex_ratio_0_4 : float or array
        Males per 100 females at ages 0-4.
    net_migration : array, (sex, age)
        Persons beside those of the rates, by age reached; not used for the first group.

    Returns
    -------
    Step
        Persons.

    Notes
    -----
    National Institute of Population and Social Security Research, 日本の地域別将来推計人口 (2018).
    """
    P, S, N, M = np.broadcast_arrays(
        *(np.asarray(one, float) for one in (population, survivorship, net_migration_rate, net_migration))
    )
    after = np.zeros_like(P)
    after[..., 1:] = entering_ages(P) * (S[..., 1:] + N[..., 1:]) + M[..., 1:]
    children = np.asarray(child_woman_ratio) * after[..., FEMALE, 3:10].sum(axis=-1)
    R = np.asarray(sex_ratio_0_4, dtype=np.float64)
    after[..., 0] = np.stack([children * R / (100 + R), children * 100 / (100 + R)], axis=-1)
    births = after[..., 0] / S[..., 0]
    deaths = np.concatenate([births[..., None], entering_ages(P)], axis=-1) * (1 - S)
    return Step(after, births, deaths)


@takes()
def backcast(
    population: ArrayLike, survivorship: ArrayLike, net_migration: ArrayLike, age_pattern: ArrayLike
) -> Backcast:
    """Take a population back, step by step: the inverse of a step under `even` timing.

    ``P(x-n) = (P'(x) - M(x)/2) / S(x) - M(x-n)/2``. The open group and the group before it end in one cell;
    they are told apart by a given age pattern.

    Parameters
    ----------
    population : array, (sex, age)
        Persons at the end of the last period.
    survivorship, net_migration : array, (period, sex, age)
        As in `step`, periods in order of time.
    age_pattern : array, (sex, age)
        Any population with the wanted proportion between the last two groups, e.g. an earlier count.

    Returns
    -------
    Backcast
        `population` at the start of each period and at the end, and the `births` that each first group
        implies.

    Raises
    ------
    ProjectionError
        If shapes do not fit, a survivorship is not above 0, or a cell would have been negative.
    """
    S, M = (np.asarray(values, dtype=np.float64) for values in (survivorship, net_migration))
    last, pattern = (np.asarray(values, dtype=np.float64) for values in (population, age_pattern))
    _check_backcast(last, S, M, pattern)
    share = pattern[:, -2] / pattern[:, -2:].sum(axis=1)
    periods, _, ages = S.shape
    P = np.empty((periods + 1, 2, ages))
    births = np.empty((periods, 2))
    P[-1] = last
    for t in reversed(range(periods)):
        entering = (P[t + 1] - M[t] / 2) / S[t]
        births[t] = entering[:, 0]
        e = np.empty((2, ages))
        e[:, :-2] = entering[:, 1:-1]
        e[:, -2] = entering[:, -1] * share
        e[:, -1] = entering[:, -1] * (1 - share)
        P[t] = e - M[t] / 2
        _check_cells(P[t], births[t], t)
    return Backcast(P, births)


def _check_backcast(population: Floats, S: Floats, M: Floats, pattern: Floats) -> None:
    cells = population.shape
    two_ages = len(cells) == 2 and cells[0] == 2 and cells[1] >= 2
    ok = two_ages and pattern.shape == cells and S.shape == M.shape and S.shape[1:] == cells
    if not ok:
        fail(
            "backcast",
            "shapes",
            en=f"population {cells}, age_pattern {pattern.shape}, survivorship {S.shape}, net_migration "
            f"{M.shape}; "
            "use (2, age) for the first two and (period, 2, age) for the others.",
            ja=f"population {cells}、age_pattern {pattern.shape}、survivorship {S.shape}、net_migration "
            f"{M.shape} です。"
            "前の2つは (2, 年齢)、後の2つは (期間, 2, 年齢) としてください。",
            kind=ProjectionError,
        )
    problems = Problems("backcast", ProjectionError)
    if not (np.all(S > 0) and np.all(S <= 1)):
        problems.add(
            "survivorship",
            en="a value is not above 0 and at most 1; nobody can be taken back through it.",
            ja="0 より大きく 1 以下でない値があり、さかのぼれません。",
        )
    if not (np.all(pattern >= 0) and np.all(pattern[:, -2:].sum(axis=1) > 0)):
        problems.add(
            "age_pattern",
            en="is negative, or 0 in both of the last two groups; give the proportion between them.",
            ja="負の値があるか、最後の2つの年齢がともに 0 です。両者の割合を与えてください。",
        )
    if not (np.all(np.isfinite(population)) and np.all(np.isfinite(M))):
        problems.add(
            "population, net_migration",
            en="a value is missing or not finite; give a number for every cell.",
            ja="値がないか有限でないセルがあります。すべて数値にしてください。",
        )
    problems.raise_if_any()


def _check_cells(P: Floats, births: Floats, t: int) -> None:
    """Raise where a population, or the births before it, would have been negative."""
    problems = Problems("backcast", ProjectionError)
    for s, sex in enumerate(("male", "female")):
        for name, values in (("births", births[s : s + 1]), ("population", P[s])):
            for x in np.flatnonzero(values < 0):
                short = -values[x]
                problems.add(
                    f"period {t}, {sex}, {name}, age position {x}",
                    en=f"more arrivals than residents: {short:.6g} persons short; lower the net in-migration.",
                    ja=f"転入が住民より多く、{short:.6g} 人不足します。転入超過を減らしてください。",
                )
    problems.raise_if_any()
