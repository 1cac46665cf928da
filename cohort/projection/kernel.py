"""The projection as compiled code: the equations of `step`, period after period, in parallel over the batch.

An element of the batch is one (area, scenario, draw). A schedule that does not vary by one of these dims, or
by period, is never broadcast: it has one row (or one period) there, and that one is read.

Every array has its last axes in the order (sex, age): males before females; the last age is the open group.
Nothing is raised in here. A run that cannot go on stops and says why in `Kept.status`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit, prange

from cohort.projection.arrays import (
    AS_GIVEN,
    FEMALE,
    FINE,
    HELD,
    MALE,
    NEGATIVE_AT_END,
    NEGATIVE_AT_START,
    NO_FACTOR,
    NOT_SETTLED,
    SOLVED,
    Floats,
)

# Where births and migrants depend on each other they settle in three or four rounds; see `_end`.
MOST_ROUNDS = 100


class Scratch(NamedTuple):
    """One period of one run; small enough to stay in the nearest cache."""

    P: Floats  # population at the start, then at the end
    e: Floats  # entering the period: exposed to its deaths
    Q: Floats  # survivors, and migrants who arrive in the second half
    D: Floats  # deaths by age reached
    M: Floats  # net migrants
    r: Floats  # their part that follows rates, before control
    B: Floats  # births by sex
    f: Floats  # factor by band
    held: Floats  # factor of the last period that was solved, by band


@njit(cache=True, inline="always")
def _at(t, length):  # type: ignore[no-untyped-def]
    """Position of period t in a schedule that may not vary by period."""
    return t if length > 1 else 0


@njit(cache=True)
def _expected(form, N, i, t, w):  # type: ignore[no-untyped-def]
    """r(x) = N(x) P(x) under `even`; under `end` N(x) P(x-n), the open group pooled, the first from
    births."""
    A = w.P.shape[1] - 1
    k = _at(t, N.shape[1])
    for s in range(2):
        if form.end:
            w.r[s, 0] = 0.0  # known when births are
            for x in range(1, A):
                w.r[s, x] = N[i, k, s, x] * w.P[s, x - 1]
            w.r[s, A] = N[i, k, s, A] * (w.P[s, A - 1] + w.P[s, A])
        else:
            for x in range(A + 1):
                w.r[s, x] = N[i, k, s, x] * w.P[s, x]


@njit(cache=True)
def _factors(total, control, i, j, t, band, w):  # type: ignore[no-untyped-def]
    """f of each band from f A - B/f = M*, with A the arrivals and B the leavers that the rates give.

    Returns the band that has no solution, or -1.
    """
    for k in range(control.shape[1]):
        how = control[j, k, _at(t, control.shape[2])]
        if how == AS_GIVEN:
            w.f[k] = 1.0
        if how == HELD:
            w.f[k] = w.held[k]
        if how != SOLVED:
            continue
        arrivals = 0.0
        leavers = 0.0
        for s in range(2):
            for x in range(w.r.shape[1]):
                if band[x] == k:
                    if w.r[s, x] > 0.0:
                        arrivals += w.r[s, x]
                    else:
                        leavers -= w.r[s, x]
        target = total[i, k, _at(t, total.shape[2])]
        if arrivals > 0.0 and leavers > 0.0:
            # of the two ways to write the root, the one that does not subtract near-equal numbers
            root = np.sqrt(target * target + 4.0 * arrivals * leavers)
            if target >= 0.0:
                w.f[k] = (target + root) / (2.0 * arrivals)
            else:
                w.f[k] = 2.0 * leavers / (root - target)
        elif leavers > 0.0 and target < 0.0:
            w.f[k] = -leavers / target
        elif arrivals > 0.0 and target > 0.0:
            w.f[k] = target / arrivals
        elif arrivals == 0.0 and leavers == 0.0 and target == 0.0:
            w.f[k] = 1.0
        else:
            return k
        w.held[k] = w.f[k]
    return -1


@njit(cache=True)
def _migrants(schedules, rows, b, t, band, w):  # type: ignore[no-untyped-def]
    """M = counts + the rates' part: arrivals times f, leavers over f. Returns the band not solved, or -1."""
    counts = schedules.net_migration
    control = schedules.net_migration_control
    ages = w.M.shape[1]
    if counts.shape[0] > 0:
        i, k = rows.net_migration[b], _at(t, counts.shape[1])
        for s in range(2):
            for x in range(ages):
                w.M[s, x] = counts[i, k, s, x]
    else:
        w.M[:] = 0.0
    if schedules.net_migration_rate.shape[0] == 0:
        return -1
    if control.shape[0] == 0:
        for s in range(2):
            for x in range(ages):
                w.M[s, x] += w.r[s, x]
        return -1
    i, j = rows.net_migration_total[b], rows.net_migration_control[b]
    unsolved = _factors(schedules.net_migration_total, control, i, j, t, band, w)
    if unsolved >= 0:
        return unsolved
    for s in range(2):
        for x in range(ages):
            f = w.f[band[x]]
            if w.r[s, x] > 0.0:
                w.M[s, x] += w.r[s, x] * f
            else:
                w.M[s, x] += w.r[s, x] / f
    return -1


@njit(cache=True)
def _survive(S, i, t, w):  # type: ignore[no-untyped-def]
    """Q(x) = S(x) e(x-n), Q(A) = S(A) (e(A-n) + e(A)); D = entering - survivors = (1 - S) entering."""
    A = w.P.shape[1] - 1
    k = _at(t, S.shape[1])
    for s in range(2):
        for x in range(1, A):
            w.Q[s, x] = S[i, k, s, x] * w.e[s, x - 1]
            w.D[s, x] = (1.0 - S[i, k, s, x]) * w.e[s, x - 1]
        pooled = w.e[s, A - 1] + w.e[s, A]
        w.Q[s, A] = S[i, k, s, A] * pooled
        w.D[s, A] = (1.0 - S[i, k, s, A]) * pooled


@njit(cache=True)
def _births(form, schedules, rows, b, t, with_migrants, w):  # type: ignore[no-untyped-def]
    """B = sum of n f(x) (e_F(x) + Q_F(x) [+ M_F(x)]) / 2; boys B srb/(1+srb), girls B/(1+srb)."""
    f, i = schedules.asfr, rows.asfr[b]
    k = _at(t, f.shape[1])
    births = 0.0
    if with_migrants:
        for x in range(form.first_mother, form.last_mother + 1):
            births += f[i, k, x] * (w.e[FEMALE, x] + w.Q[FEMALE, x] + w.M[FEMALE, x])
    else:
        for x in range(form.first_mother, form.last_mother + 1):
            births += f[i, k, x] * (w.e[FEMALE, x] + w.Q[FEMALE, x])
    births *= 0.5 * form.step
    srb = schedules.srb[rows.srb[b], _at(t, schedules.srb.shape[1])]
    w.B[MALE] = births * (srb / (1.0 + srb))
    w.B[FEMALE] = births / (1.0 + srb)


@njit(cache=True)
def _children(form, schedules, rows, b, t, w):  # type: ignore[no-untyped-def]
    """C = CWR sum F(15..49), both at the end; boys C R/(100+R); births C / S(0), so that C are alive."""
    women = 0.0
    for x in range(form.first_mother, form.last_mother + 1):
        women += w.P[FEMALE, x]
    cwr, ratio, S = schedules.child_woman_ratio, schedules.sex_ratio_0_4, schedules.survivorship
    children = cwr[rows.child_woman_ratio[b], _at(t, cwr.shape[1])] * women
    R = ratio[rows.sex_ratio_0_4[b], _at(t, ratio.shape[1])]
    w.P[MALE, 0] = children * R / (100.0 + R)
    w.P[FEMALE, 0] = children * 100.0 / (100.0 + R)
    for s in range(2):
        w.B[s] = w.P[s, 0] / S[rows.survivorship[b], _at(t, S.shape[1]), s, 0]
        w.D[s, 0] = w.B[s] - w.P[s, 0]


@njit(cache=True)
def _newborn(S, i, t, w):  # type: ignore[no-untyped-def]
    """Q(0) = S(0) B."""
    k = _at(t, S.shape[1])
    for s in range(2):
        w.Q[s, 0] = S[i, k, s, 0] * w.B[s]
        w.D[s, 0] = (1.0 - S[i, k, s, 0]) * w.B[s]


@njit(cache=True)
def _even(form, schedules, rows, b, t, band, w):  # type: ignore[no-untyped-def]
    """Half of the migrants come before the step, half after it. Returns (what, band)."""
    if schedules.net_migration_rate.shape[0] > 0:
        _expected(form, schedules.net_migration_rate, rows.net_migration_rate[b], t, w)
    unsolved = _migrants(schedules, rows, b, t, band, w)
    if unsolved >= 0:
        return NO_FACTOR, unsolved
    ages = w.P.shape[1]
    below = 0
    for s in range(2):
        for x in range(ages):
            entering = w.P[s, x] + 0.5 * w.M[s, x]
            w.e[s, x] = entering
            below += entering < 0.0
    if below > 0:
        return NEGATIVE_AT_START, -1
    _survive(schedules.survivorship, rows.survivorship[b], t, w)
    for s in range(2):
        for x in range(1, ages):
            w.Q[s, x] += 0.5 * w.M[s, x]
    if not form.child_woman_ratio:
        _births(form, schedules, rows, b, t, False, w)
        _newborn(schedules.survivorship, rows.survivorship[b], t, w)
        for s in range(2):
            w.Q[s, 0] += 0.5 * w.M[s, 0]
    for s in range(2):
        for x in range(ages):
            w.P[s, x] = w.Q[s, x]
    return FINE, -1


@njit(cache=True)
def _end(form, schedules, rows, b, t, band, w):  # type: ignore[no-untyped-def]
    """All migrants come after the step: P(t+n) = Q + M. Returns (what, band).

    Births need the migrants where mothers are counted at the end, and the first group's migrants need births:
    the two are computed in turn until births stay as they are.
    """
    ages = w.P.shape[1]
    for s in range(2):
        for x in range(ages):
            w.e[s, x] = w.P[s, x]
    _survive(schedules.survivorship, rows.survivorship[b], t, w)
    N = schedules.net_migration_rate
    rates = N.shape[0] > 0
    if rates:
        _expected(form, N, rows.net_migration_rate[b], t, w)
    if not form.child_woman_ratio:
        _births(form, schedules, rows, b, t, False, w)
    settled = False
    for _ in range(MOST_ROUNDS):
        if rates and not form.child_woman_ratio:
            i, k = rows.net_migration_rate[b], _at(t, N.shape[1])
            for s in range(2):
                w.r[s, 0] = N[i, k, s, 0] * w.B[s]
        unsolved = _migrants(schedules, rows, b, t, band, w)
        if unsolved >= 0:
            return NO_FACTOR, unsolved
        settled = form.child_woman_ratio or not form.end_mothers
        if settled:
            break
        before = w.B[MALE] + w.B[FEMALE]
        _births(form, schedules, rows, b, t, True, w)
        births = w.B[MALE] + w.B[FEMALE]
        settled = not rates or abs(births - before) <= 4e-15 * births
        if settled:
            break
    if not settled:
        return NOT_SETTLED, -1
    if not form.child_woman_ratio:
        _newborn(schedules.survivorship, rows.survivorship[b], t, w)
    for s in range(2):
        for x in range(ages):
            w.P[s, x] = w.Q[s, x] + w.M[s, x]
    return FINE, -1


@njit(cache=True)
def _keep(source, b, t, group, out):  # type: ignore[no-untyped-def]
    """Write one period's cells, or their sums by group (and over sex)."""
    ages = source.shape[1]
    if out.shape[2] == 2 and out.shape[3] == ages:
        for s in range(2):
            for x in range(ages):
                out[b, t, s, x] = source[s, x]
        return
    for s in range(out.shape[2]):
        for g in range(out.shape[3]):
            out[b, t, s, g] = 0.0
    for s in range(2):
        column = s if out.shape[2] == 2 else 0
        for x in range(ages):
            out[b, t, column, group[x]] += source[s, x]


@njit(cache=True)
def _first_negative(cells, b, what, t, status, shortfall):  # type: ignore[no-untyped-def]
    """Note the first cell below zero."""
    for s in range(2):
        for x in range(cells.shape[1]):
            if cells[s, x] < 0.0:
                status[b, 0], status[b, 1], status[b, 2], status[b, 3] = what, t, s, x
                shortfall[b] = -cells[s, x]
                return


@njit(cache=True)
def _run(form, schedules, rows, b, periods, band, group, kept):  # type: ignore[no-untyped-def]
    """One element of the batch, period after period."""
    ages = schedules.launch_population.shape[2]
    cells = np.zeros((6, 2, ages))
    bands = kept.net_migration_factor.shape[1]
    w = Scratch(
        cells[0],
        cells[1],
        cells[2],
        cells[3],
        cells[4],
        cells[5],
        np.zeros(2),
        np.ones(bands),
        np.ones(bands),
    )
    i = rows.launch_population[b]
    for s in range(2):
        for x in range(ages):
            w.P[s, x] = schedules.launch_population[i, s, x]
    _keep(w.P, b, 0, group, kept.population)
    for t in range(periods):
        if form.end:
            what, k = _end(form, schedules, rows, b, t, band, w)
        else:
            what, k = _even(form, schedules, rows, b, t, band, w)
        if what == FINE:
            if form.child_woman_ratio:
                _children(form, schedules, rows, b, t, w)
            below = 0
            for s in range(2):
                for x in range(ages):
                    below += w.P[s, x] < 0.0
            if below > 0:
                what = NEGATIVE_AT_END
        if what != FINE:
            kept.status[b, 0], kept.status[b, 1], kept.status[b, 2] = what, t, k
            if what == NEGATIVE_AT_END:
                _first_negative(w.P, b, what, t, kept.status, kept.shortfall)
            if what == NEGATIVE_AT_START:
                _first_negative(w.e, b, what, t, kept.status, kept.shortfall)
            return
        _keep(w.P, b, t + 1, group, kept.population)
        _keep(w.D, b, t, group, kept.deaths)
        if kept.net_migration.shape[0] > 0:
            _keep(w.M, b, t, group, kept.net_migration)
        for s in range(2):
            if kept.births.shape[2] == 2:
                kept.births[b, t, s] = w.B[s]
            elif s == 0:
                kept.births[b, t, 0] = w.B[MALE] + w.B[FEMALE]
        for k in range(kept.net_migration_factor.shape[1]):
            kept.net_migration_factor[b, k, t] = w.f[k]


@njit(cache=True, parallel=True)
def run_batch(form, schedules, rows, periods, band, group, kept):  # type: ignore[no-untyped-def]
    """Run every element of the batch, in parallel; each is independent of the others to the last bit."""
    for b in prange(kept.status.shape[0]):
        _run(form, schedules, rows, b, periods, band, group, kept)
