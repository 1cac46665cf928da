"""The projection as compiled code: the equations of `step`, period after period, in parallel over the batch.

An element of the batch is one (area, scenario, draw). A schedule that does not vary by one of these dims, or
by period, is never broadcast: it has one row (or one period) there, and that one is read.

Every array has its last axes in the order (sex, age): males before females; the last age is the open group.
Nothing is raised in here. A run that cannot go on stops and says why in `Kept.status`.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from os import getpid
from typing import NamedTuple

import numpy as np
from numba import config, njit

from cohort.projection.arrays import (
    FEMALE,
    FINE,
    HELD,
    MALE,
    NEGATIVE_AT_END,
    NEGATIVE_AT_START,
    NO_FACTOR,
    NOT_SETTLED,
    OUTSIDE,
    SOLVED,
    Floats,
    Form,
    Integers,
    Kept,
    Rows,
    Schedules,
)
from cohort.projection.machine import (
    LINE,
    address,
    ask_for,
    copy_number,
    lower,
    none,
    read,
    stream_line,
    write,
    written,
)


def _can_be_kept() -> bool:
    """Whether numba finds a folder that it can write compiled code to: beside this file, or the user's own."""
    try:
        njit(cache=True)(_can_be_kept)
    except RuntimeError:
        return False
    return True


CACHED = _can_be_kept()
COMPILED = not config.DISABLE_JIT  # type: ignore[attr-defined]  # else it runs as Python, slowly, to see which lines tests reach (`make coverage`)

# fastmath stays off: sums are taken in the order that is written. Inner functions make no arrays, so they need not count
# references to arrays (`_nrt`): counting takes longer than the equations, and threads wait for each other at the
# counters. And they are made one function (`forceinline`), because passing this many arrays on costs as much again.
compiled = njit(  # type: ignore[call-overload]
    error_model="numpy", _nrt=False, forceinline=True, no_cpython_wrapper=True, no_cfunc_wrapper=True
)
# What Python calls lets other threads go on. It is not made parallel by numba, which would compile all of it four times.
called = njit(  # type: ignore[call-overload]
    cache=CACHED, error_model="numpy", nogil=True, no_cfunc_wrapper=True
)
MOST = np.finfo(np.float64).max
# Where births and migrants depend on each other they settle in three or four rounds; see `_end`.
MOST_ROUNDS = 100


# Bytes of results from which on they go to memory past the caches: what is smaller is likely to be read soon.
MUCH = 1 << 25
AHEAD = 1  # periods by which memory is asked for schedules before they are read


class Work(NamedTuple):
    """Where one run computes: in the results themselves where all of them are kept, else in scratch of two instants.

    Then comes what lasts for a period or longer: `e` entering the period, `B` births by sex, `f` the factor of
    the net total, `held` the factor of the last period that was solved (one number each).
    """

    P: Floats
    D: Floats
    M: Floats
    e: Floats
    B: Floats
    f: Floats
    held: Floats


class Place(NamedTuple):
    """Where a run is: period t of element b; in `Work` from P[0, now] to P[0, new], with D[0, during] and M[0, moving]."""

    b: int
    t: int
    now: int
    new: int
    during: int
    moving: int


@njit(inline="always", _nrt=False)  # type: ignore[call-overload]
def _at(t, length):  # type: ignore[no-untyped-def]
    """Position of period t in a schedule that may not vary by period."""
    return t if length > 1 else 0


@compiled
def _expected(end, N, w, at):  # type: ignore[no-untyped-def]
    """M(x) = N(x) P(x) under `even`; under `end` N(x) P(x-n), the open group pooled, the first from births."""
    P, M = w.P, w.M
    A = P.shape[3] - 1
    k = _at(at.t, N.shape[1])
    for s in range(2):
        if end:
            M[0, at.moving, s, 0] = N[0, k, s, 0] * w.B[s]
            for x in range(1, A):
                M[0, at.moving, s, x] = N[0, k, s, x] * P[0, at.now, s, x - 1]
            M[0, at.moving, s, A] = N[0, k, s, A] * (P[0, at.now, s, A - 1] + P[0, at.now, s, A])
        else:
            for x in range(A + 1):
                M[0, at.moving, s, x] = N[0, k, s, x] * P[0, at.now, s, x]


@compiled
def _factor(arrivals, leavers, target):  # type: ignore[no-untyped-def]
    """The f above 0 with f A - B/f = M*, for A arrivals and B leavers; 0 if there is none."""
    if arrivals > 0.0 and leavers > 0.0:
        # of the two ways to write the root, the one that does not subtract near-equal numbers
        root = np.sqrt(target * target + 4.0 * arrivals * leavers)
        if target >= 0.0:
            return (target + root) / (2.0 * arrivals)
        return 2.0 * leavers / (root - target)
    if leavers > 0.0 and target < 0.0:
        return -leavers / target
    if arrivals > 0.0 and target > 0.0:
        return target / arrivals
    if arrivals == 0.0 and leavers == 0.0 and target == 0.0:
        return 1.0
    return 0.0


@compiled
def _control(total, control, w, at):  # type: ignore[no-untyped-def]
    """Arrivals times f and leavers over f. Returns whether the total can be met."""
    M = w.M
    how = control[0, _at(at.t, control.shape[1])]
    f = w.held[0] if how == HELD else 1.0
    if how == SOLVED:
        arrivals = 0.0
        leavers = 0.0
        for s in range(2):
            for x in range(M.shape[3]):
                arrivals += max(M[0, at.moving, s, x], 0.0)
                leavers += max(-M[0, at.moving, s, x], 0.0)
        f = _factor(arrivals, leavers, total[0, _at(at.t, total.shape[1])])
        if f == 0.0:
            return False
        w.held[0] = f
    w.f[0] = f
    for s in range(2):
        for x in range(M.shape[3]):
            m = M[0, at.moving, s, x]
            M[0, at.moving, s, x] = m * f if m > 0.0 else m / f
    return True


@compiled
def _migrants(form, schedules, w, at):  # type: ignore[no-untyped-def]
    """M = the rates' part, controlled, + counts. Returns whether the total can be met."""
    counts, N, control = (schedules.net_migration, schedules.net_migration_rate, schedules.net_migration_control)
    M = w.M
    rates = N.shape[0] > 0
    if rates:
        _expected(form.end, N, w, at)
        if control.shape[0] > 0 and not _control(schedules.net_migration_total, control, w, at):
            return False
    if counts.shape[0] > 0:
        k = _at(at.t, counts.shape[1])
        for s in range(2):
            if rates:
                for x in range(M.shape[3]):
                    M[0, at.moving, s, x] += counts[0, k, s, x]
            else:
                for x in range(M.shape[3]):
                    M[0, at.moving, s, x] = counts[0, k, s, x]
    return True


@compiled
def _survive(S, w, at):  # type: ignore[no-untyped-def]
    """Under `end`: Q(x) = S(x) P(x-n), Q(A) = S(A) (P(A-n) + P(A)); D = (1 - S) entering.

    Q is put where the population of the end will be.
    """
    P, D = w.P, w.D
    A = P.shape[3] - 1
    k = _at(at.t, S.shape[1])
    for s in range(2):
        for x in range(1, A):
            P[0, at.new, s, x] = S[0, k, s, x] * P[0, at.now, s, x - 1]
            D[0, at.during, s, x] = (1.0 - S[0, k, s, x]) * P[0, at.now, s, x - 1]
        pooled = P[0, at.now, s, A - 1] + P[0, at.now, s, A]
        P[0, at.new, s, A] = S[0, k, s, A] * pooled
        D[0, at.during, s, A] = (1.0 - S[0, k, s, A]) * pooled


@compiled
def _by_sex(births, form, schedules, w, at):  # type: ignore[no-untyped-def]
    """n/2 of the sum over mothers; boys B srb/(1+srb), girls B/(1+srb)."""
    births *= 0.5 * form.step
    srb = schedules.srb[0, _at(at.t, schedules.srb.shape[1])]
    boys, girls = births * (srb / (1.0 + srb)), births / (1.0 + srb)
    w.B[MALE], w.B[FEMALE] = boys, girls
    return boys, girls


@compiled
def _births(form, schedules, e, now, with_migrants, w, at):  # type: ignore[no-untyped-def]
    """B = sum of n f(x) (e_F(x) + Q_F(x) [+ M_F(x)]) / 2."""
    f, Q = schedules.asfr, w.P
    k = _at(at.t, f.shape[1])
    births = 0.0
    for x in range(form.first_mother, form.last_mother + 1):
        births += f[0, k, x] * (e[0, now, FEMALE, x] + Q[0, at.new, FEMALE, x])
    if with_migrants:
        for x in range(form.first_mother, form.last_mother + 1):
            births += f[0, k, x] * w.M[0, at.moving, FEMALE, x]
    return _by_sex(births, form, schedules, w, at)


@compiled
def _newborn(S, boys, girls, share, w, at):  # type: ignore[no-untyped-def]
    """P(0) = S(0) B + share M(0)."""
    k = _at(at.t, S.shape[1])
    w.P[0, at.new, MALE, 0] = S[0, k, MALE, 0] * boys + share * w.M[0, at.moving, MALE, 0]
    w.D[0, at.during, MALE, 0] = (1.0 - S[0, k, MALE, 0]) * boys
    w.P[0, at.new, FEMALE, 0] = S[0, k, FEMALE, 0] * girls + share * w.M[0, at.moving, FEMALE, 0]
    w.D[0, at.during, FEMALE, 0] = (1.0 - S[0, k, FEMALE, 0]) * girls


@compiled
def _children(form, schedules, w, at):  # type: ignore[no-untyped-def]
    """C = CWR sum F(15..49), both at the end; boys C R/(100+R); births C / S(0), so that C are alive."""
    women = 0.0
    for x in range(form.first_mother, form.last_mother + 1):
        women += w.P[0, at.new, FEMALE, x]
    cwr, ratio, S = schedules.child_woman_ratio, schedules.sex_ratio_0_4, schedules.survivorship
    children = cwr[0, _at(at.t, cwr.shape[1])] * women
    R = ratio[0, _at(at.t, ratio.shape[1])]
    w.P[0, at.new, MALE, 0] = children * R / (100.0 + R)
    w.P[0, at.new, FEMALE, 0] = children * 100.0 / (100.0 + R)
    for s in range(2):
        alive = w.P[0, at.new, s, 0]
        w.B[s] = alive / S[0, _at(at.t, S.shape[1]), s, 0]
        w.D[0, at.during, s, 0] = w.B[s] - alive


@compiled
def _rim(m0, m1, mz, mA, P, S, Q, D):  # type: ignore[no-untyped-def]
    """Ages 1 and A of one sex under `even`; m0, m1, mz, mA are M at ages 0, 1, A-1, A. Returns how many are negative."""
    A = len(P) - 1
    first, z, last = P[0] + 0.5 * m0, P[A - 1] + 0.5 * mz, P[A] + 0.5 * mA
    Q[1] = S[1] * first + 0.5 * m1
    D[1] = (1.0 - S[1]) * first
    pooled = z + last
    Q[A] = S[A] * pooled + 0.5 * mA
    D[A] = (1.0 - S[A]) * pooled
    return (first < 0.0) + (z < 0.0) + (last < 0.0) + (Q[1] < 0.0) + (Q[A] < 0.0)


# The loops below run over slices that all start at 0, and take each number from where the period began: an index that might
# be negative keeps the compiler from doing several ages at once, and a number that was just written cannot be read again
# before the memory it goes to has been brought in. Together they are half of the running time.


@compiled
def _carry(M, P, S, Q, D):  # type: ignore[no-untyped-def]
    """One sex under `even`, M given: Q and D at ages 1 to A. Returns how many cells are negative."""
    A = len(P) - 1
    M1, M2, P1, S2, Q2, D2 = M[1:], M[2:], P[1:], S[2:], Q[2:], D[2:]
    below = 0
    for x in range(A - 2):
        q = S2[x] * (P1[x] + 0.5 * M1[x]) + 0.5 * M2[x]
        Q2[x] = q
        below += q < 0.0
    for x in range(A - 2):
        e = P1[x] + 0.5 * M1[x]
        D2[x] = (1.0 - S2[x]) * e
        below += e < 0.0
    return below + _rim(M[0], M[1], M[A - 1], M[A], P, S, Q, D)


@compiled
def _carry_by_rates(N, P, S, M, Q, D):  # type: ignore[no-untyped-def]
    """The same with M = N P, which is written too."""
    A = len(P) - 1
    N1, N2, P1, P2, S2, M2, Q2, D2 = N[1:], N[2:], P[1:], P[2:], S[2:], M[2:], Q[2:], D[2:]
    below = 0
    for x in range(A - 2):
        m = N2[x] * P2[x]
        q = S2[x] * (P1[x] + 0.5 * (N1[x] * P1[x])) + 0.5 * m
        M2[x] = m
        Q2[x] = q
        below += q < 0.0
    for x in range(A - 2):
        e = P1[x] + 0.5 * (N1[x] * P1[x])
        D2[x] = (1.0 - S2[x]) * e
        below += e < 0.0
    M[0], M[1], M[A] = N[0] * P[0], N[1] * P[1], N[A] * P[A]
    return below + _rim(N[0] * P[0], N[1] * P[1], N[A - 1] * P[A - 1], N[A] * P[A], P, S, Q, D)


@compiled
def _carry_alone(N, P, S, Q):  # type: ignore[no-untyped-def]
    """The same where neither deaths nor migrants are kept: Q alone, each number read once."""
    A = len(P) - 1
    N1, N2, P1, P2, S2, Q2 = N[1:], N[2:], P[1:], P[2:], S[2:], Q[2:]
    below = 0
    for x in range(A - 2):
        e = P1[x] + 0.5 * (N1[x] * P1[x])
        q = S2[x] * e + 0.5 * (N2[x] * P2[x])
        Q2[x] = q
        below += (e < 0.0) | (q < 0.0)
    first = P[0] + 0.5 * (N[0] * P[0])
    z = P[A - 1] + 0.5 * (N[A - 1] * P[A - 1])
    last = P[A] + 0.5 * (N[A] * P[A])
    Q[1] = S[1] * first + 0.5 * (N[1] * P[1])
    Q[A] = S[A] * (z + last) + 0.5 * (N[A] * P[A])
    return below + (first < 0.0) + (z < 0.0) + (last < 0.0) + (Q[1] < 0.0) + (Q[A] < 0.0)


@compiled
def _mothers(f, M, P, S, first, last):  # type: ignore[no-untyped-def]
    """Sum of f(x) (e_F(x) + Q_F(x)) over ages first to last, within 1 and A-1; Q as in `_carry`."""
    f1, M0, M1 = f[first:], M[first - 1 :], M[first:]
    P0, P1, S1 = P[first - 1 :], P[first:], S[first:]
    births = 0.0
    for x in range(last - first + 1):
        half = 0.5 * M1[x]
        births += f1[x] * ((P1[x] + half) + (S1[x] * (P0[x] + 0.5 * M0[x]) + half))
    return births


@compiled
def _mothers_by_rates(f, N, P, S, first, last):  # type: ignore[no-untyped-def]
    """The same with M = N P."""
    f1, N0, N1 = f[first:], N[first - 1 :], N[first:]
    P0, P1, S1 = P[first - 1 :], P[first:], S[first:]
    births = 0.0
    for x in range(last - first + 1):
        half = 0.5 * (N1[x] * P1[x])
        births += f1[x] * ((P1[x] + half) + (S1[x] * (P0[x] + 0.5 * (N0[x] * P0[x])) + half))
    return births


@compiled
def _even(form, schedules, alone, w, at):  # type: ignore[no-untyped-def]
    """Half of the migrants come before the step, half after it. Returns what stops the run, if anything.

    `alone`: the population is all that is kept.
    """
    S, N, f = schedules.survivorship, schedules.net_migration_rate, schedules.asfr
    k = _at(at.t, S.shape[1])
    counts, control = schedules.net_migration, schedules.net_migration_control
    by_rates = N.shape[0] > 0 and control.shape[0] == 0 and counts.shape[0] == 0
    first, last = form.first_mother, form.last_mother
    within = not form.child_woman_ratio and first >= 1 and last < S.shape[3] - 1
    alone = alone and by_rates and within
    women, alive = w.P[0, at.now, FEMALE], S[0, k, FEMALE]
    births = 0.0
    if by_rates:  # nothing stands between the rates and the migrants
        n = _at(at.t, N.shape[1])
        below = 0
        if alone:
            for s in range(2):
                below += _carry_alone(N[0, n, s], w.P[0, at.now, s], S[0, k, s], w.P[0, at.new, s])
                w.M[0, at.moving, s, 0] = N[0, n, s, 0] * w.P[0, at.now, s, 0]
        else:
            P, Q, D = w.P[0, at.now, MALE], w.P[0, at.new, MALE], w.D[0, at.during, MALE]
            below += _carry_by_rates(N[0, n, MALE], P, S[0, k, MALE], w.M[0, at.moving, MALE], Q, D)
            P, Q, D = w.P[0, at.now, FEMALE], w.P[0, at.new, FEMALE], w.D[0, at.during, FEMALE]
            below += _carry_by_rates(N[0, n, FEMALE], P, S[0, k, FEMALE], w.M[0, at.moving, FEMALE], Q, D)
        if within:
            asfr = f[0, _at(at.t, f.shape[1])]
            births = _mothers_by_rates(asfr, N[0, n, FEMALE], women, alive, first, last)
    else:
        if not _migrants(form, schedules, w, at):
            return NO_FACTOR
        below = 0
        P, Q, D = w.P[0, at.now, MALE], w.P[0, at.new, MALE], w.D[0, at.during, MALE]
        below += _carry(w.M[0, at.moving, MALE], P, S[0, k, MALE], Q, D)
        P, Q, D = w.P[0, at.now, FEMALE], w.P[0, at.new, FEMALE], w.D[0, at.during, FEMALE]
        below += _carry(w.M[0, at.moving, FEMALE], P, S[0, k, FEMALE], Q, D)
        if within:
            asfr = f[0, _at(at.t, f.shape[1])]
            births = _mothers(asfr, w.M[0, at.moving, FEMALE], women, alive, first, last)
    if form.child_woman_ratio:
        _children(form, schedules, w, at)
    else:
        if within:
            boys, girls = _by_sex(births, form, schedules, w, at)
        else:
            _entering(w, at)
            boys, girls = _births(form, schedules, w.e, 0, False, w, at)
        _newborn(S, boys, girls, 0.5, w, at)
    below += (w.P[0, at.new, MALE, 0] < 0.0) + (w.P[0, at.new, FEMALE, 0] < 0.0)
    if below > 0:
        if alone:  # the migrants were not kept
            _expected(False, N, w, at)
        return NEGATIVE_AT_START if _entering(w, at) else NEGATIVE_AT_END
    return FINE


@compiled
def _entering(w, at):  # type: ignore[no-untyped-def]
    """e = P + M/2 at all ages. Returns whether any is negative."""
    below = 0
    for s in range(2):
        for x in range(w.P.shape[3]):
            w.e[0, 0, s, x] = w.P[0, at.now, s, x] + 0.5 * w.M[0, at.moving, s, x]
            below += w.e[0, 0, s, x] < 0.0
    return below > 0


@compiled
def _end(form, schedules, w, at):  # type: ignore[no-untyped-def]
    """All migrants come after the step: P(t+n) = Q + M. Returns what stops the run, if anything.

    Births need the migrants where mothers are counted at the end, and the first group's migrants need births:
    the two are computed in turn until births stay as they are.
    """
    S = schedules.survivorship
    _survive(S, w, at)
    if form.child_woman_ratio:
        w.B[MALE] = w.B[FEMALE] = 0.0
    else:
        _births(form, schedules, w.P, at.now, False, w, at)
    settled = form.child_woman_ratio or not form.end_mothers
    for _ in range(MOST_ROUNDS):
        if not _migrants(form, schedules, w, at):
            return NO_FACTOR
        if settled:
            break
        before = w.B[MALE] + w.B[FEMALE]
        _births(form, schedules, w.P, at.now, True, w, at)
        births = w.B[MALE] + w.B[FEMALE]
        settled = abs(births - before) <= 4e-15 * births
    if not settled:
        return NOT_SETTLED
    for s in range(2):
        for x in range(1, w.P.shape[3]):
            w.P[0, at.new, s, x] += w.M[0, at.moving, s, x]
    if form.child_woman_ratio:
        _children(form, schedules, w, at)
    else:
        _newborn(S, w.B[MALE], w.B[FEMALE], 1.0, w, at)
    return FINE


@compiled
def _below_zero(cells):  # type: ignore[no-untyped-def]
    """Whether any cell (sex, age) is negative."""
    below = 0
    for s in range(2):
        for x in range(cells.shape[1]):
            below += cells[s, x] < 0.0
    return below > 0


@compiled
def _stop(kept, what, w, at):  # type: ignore[no-untyped-def]
    """Note why and when a run stops, and the first negative cell."""
    status = kept.status
    status[at.b, 0], status[at.b, 1] = what, at.t
    if what in (NEGATIVE_AT_START, NEGATIVE_AT_END):
        start = what == NEGATIVE_AT_START
        for s in range(2):
            for x in range(w.P.shape[3]):
                cell = w.e[0, 0, s, x] if start else w.P[0, at.new, s, x]
                if cell < 0.0:
                    status[at.b, 2], status[at.b, 3] = s, x
                    kept.shortfall[at.b] = -cell
                    return


@compiled
def _sum(cells, out, b, t, group):  # type: ignore[no-untyped-def]
    """Sum cells (sex, age) by group."""
    if out.shape[0] == 0:
        return
    for s in range(2):
        for g in range(out.shape[3]):
            out[b, t, s, g] = 0.0
        for x in range(cells.shape[1]):
            out[b, t, s, group[x]] += cells[s, x]


@compiled
def _sum_all(kept, w, at):  # type: ignore[no-untyped-def]
    """Sum the population at the end of the period, deaths and migrants over sex and age, the first age at the end."""
    population = deaths = migrants = 0.0
    for i in range(1, w.P.shape[3] + 1):  # in one loop: the three sums do not wait for each other
        x = i if i < w.P.shape[3] else 0
        population += w.P[0, at.new, MALE, x] + w.P[0, at.new, FEMALE, x]
        deaths += w.D[0, at.during, MALE, x] + w.D[0, at.during, FEMALE, x]
        migrants += w.M[0, at.moving, MALE, x] + w.M[0, at.moving, FEMALE, x]
    kept.population[at.b, at.t + 1, 0, 0] = population
    kept.deaths[at.b, at.t, 0, 0] = deaths
    kept.net_migration[at.b, at.t, 0, 0] = migrants


@compiled
def _stream(source, target):  # type: ignore[no-untyped-def]
    """Copy (sex, age) to where results lie: whole cache lines past the caches, so that memory need not be read before.

    The lines that two periods share are written as always: written past the caches, each half would go to memory alone.
    """
    length = source.shape[0] * source.shape[1]
    first = min(((-address(target)) % (8 * LINE)) // 8, length)
    lines = (length - first) // LINE
    for i in range(first):
        copy_number(source, target, i)
    for k in range(lines):
        stream_line(source, target, first + k * LINE)
    for i in range(first + lines * LINE, length):
        copy_number(source, target, i)


@njit(inline="always", _nrt=False)  # type: ignore[call-overload]
def _own(cells, rows, b):  # type: ignore[no-untyped-def]
    """What element b reads of a schedule: one row, or none where the variable is not given."""
    i = rows[b] if len(rows) > 0 else 0
    return cells[i : i + 1]


@compiled
def _another(rows, b):  # type: ignore[no-untyped-def]
    """Whether element b reads another row than the one before it: what many share is looked at once."""
    return len(rows) > 0 and (b == 0 or rows[b] != rows[b - 1])


@compiled
def _strange(cells, t, low, high):  # type: ignore[no-untyped-def]
    """How many cells of a period are not numbers from low to high; NaN is not."""
    if t > 0 and cells.shape[1] == 1:
        return 0
    strange = 0
    for s in range(2):
        ages = cells[0, _at(t, cells.shape[1]), s]
        for x in range(len(ages)):
            strange += 1 - ((ages[x] >= low) & (ages[x] <= high))
    return strange


@compiled
def _ahead(cells, row, t, first, last):  # type: ignore[no-untyped-def]
    """Ask memory for what is read `AHEAD` periods later: of the next run, which lies behind this one, where it ends before.

    Asked for by the loops that read it, memory comes too late: the machine foresees only what lies within a page, and a
    period of a schedule is nearly half of one.
    """
    if COMPILED and cells.shape[1] > 1:
        size = cells[0, 0].size
        begin = (row * cells.shape[1] + t + AHEAD) * size
        for i in range(begin + first, begin + last + 1, LINE):
            ask_for(cells, i)


@compiled
def _run(form, schedules, rows, b, periods, group, kept, cells, vectors, streamed, later):  # type: ignore[no-untyped-def]
    """One element of the batch, period after period; `streamed`: it computes in scratch, and results are copied out of it."""
    ages = schedules.launch_population.shape[2]
    controlled = kept.net_migration_factor.shape[1] > 0
    whole = len(group) == 0  # every cell is kept, of what is wanted
    every = whole and kept.population.shape[0] > 0
    died = whole and kept.deaths.shape[0] > 0
    moved = whole and kept.net_migration.shape[0] > 0
    mine = Schedules(
        _own(schedules.launch_population, rows.launch_population, b),
        _own(schedules.survivorship, rows.survivorship, b),
        _own(schedules.asfr, rows.asfr, b),
        _own(schedules.srb, rows.srb, b),
        _own(schedules.child_woman_ratio, rows.child_woman_ratio, b),
        _own(schedules.sex_ratio_0_4, rows.sex_ratio_0_4, b),
        _own(schedules.net_migration, rows.net_migration, b),
        _own(schedules.net_migration_rate, rows.net_migration_rate, b),
        _own(schedules.net_migration_total, rows.net_migration_total, b),
        _own(schedules.net_migration_control, rows.net_migration_control, b),
    )
    w = Work(
        kept.population[b : b + 1] if every and not streamed else cells[0:1],
        kept.deaths[b : b + 1] if died and not streamed else cells[1:2],
        kept.net_migration[b : b + 1] if moved and not streamed else cells[2:3],
        cells[3:4],
        vectors[0],
        vectors[1],
        vectors[2],
    )
    strange = 0
    for s in range(2):
        for x in range(ages):
            w.P[0, 0, s, x] = mine.launch_population[0, s, x]
            strange += 1 - ((w.P[0, 0, s, x] >= 0.0) & (w.P[0, 0, s, x] <= MOST))
    alive, by_rates, by_counts, fertile = (
        _another(rows.survivorship, b),
        _another(rows.net_migration_rate, b),
        _another(rows.net_migration, b),
        _another(rows.asfr, b),
    )
    sexes = kept.population.shape[2]
    if every and streamed:
        _stream(w.P[0, 0], kept.population[b, 0])
    if not whole and sexes == 2:
        _sum(w.P[0, 0], kept.population, b, 0, group)
    elif not whole:
        kept.population[b, 0, 0, 0] = 0.0
        for s in range(2):
            for x in range(ages):
                kept.population[b, 0, 0, 0] += w.P[0, 0, s, x]
    for t in range(periods):
        now, new = (t, t + 1) if every and not streamed else (t % 2, (t + 1) % 2)
        if alive:
            _ahead(schedules.survivorship, rows.survivorship[b], t, 0, 2 * ages - 1)
        if by_rates:
            _ahead(schedules.net_migration_rate, rows.net_migration_rate[b], t, 0, 2 * ages - 1)
        if by_counts:
            _ahead(schedules.net_migration, rows.net_migration[b], t, 0, 2 * ages - 1)
        if fertile:
            _ahead(schedules.asfr, rows.asfr[b], t, form.first_mother, form.last_mother)
        at = Place(b, t, now, new, t if died and not streamed else 0, t if moved and not streamed else 0)
        if later is None:  # decided while compiling: only the timing asked for is compiled
            what = _even(form, mine, every and not died and not moved, w, at)
        else:
            what = _end(form, mine, w, at)
            if what == FINE and _below_zero(w.P[0, at.new]):
                what = NEGATIVE_AT_END
        # a period's numbers are looked at when they were just read: before, memory would be waited for twice
        if alive:
            strange += _strange(mine.survivorship, t, 0.0, 1.0)
        if by_rates:
            strange += _strange(mine.net_migration_rate, t, -MOST, MOST)
        if by_counts:
            strange += _strange(mine.net_migration, t, -MOST, MOST)
        if strange > 0:
            what = OUTSIDE
        if what != FINE:
            _stop(kept, what, w, at)
            return
        if streamed:
            if every:
                _stream(w.P[0, at.new], kept.population[b, t + 1])
            if died:
                _stream(w.D[0, 0], kept.deaths[b, t])
            if moved:
                _stream(w.M[0, 0], kept.net_migration[b, t])
        if not whole and sexes == 1:
            _sum_all(kept, w, at)
        elif not whole:
            _sum(w.P[0, at.new], kept.population, b, t + 1, group)
            _sum(w.D[0, 0], kept.deaths, b, t, group)
            _sum(w.M[0, 0], kept.net_migration, b, t, group)
        if sexes == 2:
            kept.births[b, t, MALE], kept.births[b, t, FEMALE] = w.B[MALE], w.B[FEMALE]
        else:
            kept.births[b, t, 0] = w.B[MALE] + w.B[FEMALE]
        if controlled:
            kept.net_migration_factor[b, t] = w.f[0]


@compiled
def _reach(N, S, P, s, x, e):  # type: ignore[no-untyped-def]
    """Of one sex of eight runs, with `e` entering below age x: M(x), e(x), Q(x) and D(x), as in `_carry_by_rates`."""
    m = N[s, x] * read(P, s * N.shape[1] + x)
    half = 0.5 * m
    return m, read(P, s * N.shape[1] + x) + half, S[s, x] * e + half, (1.0 - S[s, x]) * e


@compiled
def _even_together(form, S, N, f, srb, P, Q, sums):  # type: ignore[no-untyped-def]
    """Half of the migrants before the step, half after it, for eight runs that share rates; what is added, in the same order.

    `sums`: population at the end, deaths, migrants, births, and the lowest cell.
    """
    A = S.shape[1] - 1
    m0, boy, _, _ = _reach(N, S, P, MALE, 0, none())
    w0, girl, _, _ = _reach(N, S, P, FEMALE, 0, none())
    births = population = deaths = migrants = least = none()
    for x in range(1, A):
        least = lower(lower(least, boy), girl)
        m, e, q, d = _reach(N, S, P, MALE, x, boy)
        mf, ef, qf, df = _reach(N, S, P, FEMALE, x, girl)
        if form.first_mother <= x <= form.last_mother:
            births = births + f[x] * (ef + qf)
        write(Q, x, q)
        write(Q, A + 1 + x, qf)
        population, deaths, migrants = population + (q + qf), deaths + (d + df), migrants + (m + mf)
        least = lower(lower(least, q), qf)
        boy, girl = e, ef
    # the open group: those of the two last ages
    m, e, _, _ = _reach(N, S, P, MALE, A, boy)
    mf, ef, _, _ = _reach(N, S, P, FEMALE, A, girl)
    least = lower(lower(lower(lower(least, boy), girl), e), ef)
    _, _, q, d = _reach(N, S, P, MALE, A, boy + e)
    _, _, qf, df = _reach(N, S, P, FEMALE, A, girl + ef)
    write(Q, A, q)
    write(Q, A + 1 + A, qf)
    population, deaths, migrants = population + (q + qf), deaths + (d + df), migrants + (m + mf)
    least = lower(lower(least, q), qf)
    births = births * (0.5 * form.step)
    boys, girls = births * (srb / (1.0 + srb)), births / (1.0 + srb)
    q, qf = S[MALE, 0] * boys + 0.5 * m0, S[FEMALE, 0] * girls + 0.5 * w0
    d, df = (1.0 - S[MALE, 0]) * boys, (1.0 - S[FEMALE, 0]) * girls
    write(Q, 0, q)
    write(Q, A + 1, qf)
    write(sums, 0, population + (q + qf))
    write(sums, 1, deaths + (d + df))
    write(sums, 2, migrants + (m0 + w0))
    write(sums, 3, boys + girls)
    write(sums, 4, lower(lower(least, q), qf))


@compiled
def _alike(rows, first, last):  # type: ignore[no-untyped-def]
    """Whether elements first to last - 1 read the same row."""
    other = 0
    for b in range(first + 1, last):
        other += rows[b] != rows[first]
    return other == 0


@compiled
def _together(form, schedules, rows, first, last, periods, kept, P, sums):  # type: ignore[no-untyped-def]
    """Up to eight runs side by side, a number of each in one instruction: where they share all rates and totals are kept.

    Elements first to last - 1. Returns whether they are done; else each is to be run alone, which also tells what stops it.
    """
    launch, ages = schedules.launch_population, schedules.launch_population.shape[2]
    if (
        last - first < 2
        or not _alike(rows.survivorship, first, last)
        or not _alike(rows.net_migration_rate, first, last)
        or not _alike(rows.asfr, first, last)
        or not _alike(rows.srb, first, last)
    ):
        return False
    strange = 0
    for i in range(LINE):
        b = min(first + i, last - 1)  # a place that is left over repeats the last run
        persons = 0.0
        for s in range(2):
            for x in range(ages):
                P[0, s, x, i] = launch[rows.launch_population[b], s, x]
                persons += P[0, s, x, i]
                strange += 1 - ((P[0, s, x, i] >= 0.0) & (P[0, s, x, i] <= MOST))
        kept.population[b, 0, 0, 0] = persons
    i, j, k = rows.survivorship[first], rows.net_migration_rate[first], rows.asfr[first]
    S, N = schedules.survivorship[i : i + 1], schedules.net_migration_rate[j : j + 1]
    f, srb = schedules.asfr[k], schedules.srb[rows.srb[first]]
    alive, by_rates = _another(rows.survivorship, first), _another(rows.net_migration_rate, first)
    for t in range(periods):
        _even_together(
            form,
            S[0, _at(t, S.shape[1])],
            N[0, _at(t, N.shape[1])],
            f[_at(t, len(f))],
            srb[_at(t, len(srb))],
            P[t % 2],
            P[(t + 1) % 2],
            sums,
        )
        if alive:
            strange += _strange(S, t, 0.0, 1.0)
        if by_rates:
            strange += _strange(N, t, -MOST, MOST)
        for b in range(first, last):
            kept.population[b, t + 1, 0, 0] = sums[0, b - first]
            kept.deaths[b, t, 0, 0] = sums[1, b - first]
            kept.net_migration[b, t, 0, 0] = sums[2, b - first]
            kept.births[b, t, 0] = sums[3, b - first]
            strange += sums[4, b - first] < 0.0
        if strange > 0:
            return False
    return True


@called
def _side_by_side(form, schedules, rows, periods, kept, alone, first, last):  # type: ignore[no-untyped-def]
    """Run elements first to last - 1 eight at a time; `alone` (batch) becomes false for those that are done."""
    beside = np.empty((2, 2, schedules.launch_population.shape[2], LINE))
    sums = np.empty((5, LINE))
    for b in range(first, last, LINE):
        end = min(b + LINE, last)
        if _together(form, schedules, rows, b, end, periods, kept, beside, sums):
            alone[b:end] = False


@called
def _one_by_one(form, schedules, rows, periods, group, kept, alone, streamed, later, first, last):  # type: ignore[no-untyped-def]
    """Run those of elements first to last - 1 that are to be run alone; for the arguments see `_run`."""
    cells = np.empty((4, 2, 2, schedules.launch_population.shape[2]))
    vectors = np.empty((3, 2))
    for b in range(first, last):
        if alone[b]:
            vectors[:] = 1.0
            _run(form, schedules, rows, b, periods, group, kept, cells, vectors, streamed, later)
    if streamed:
        written()


@called
def _childbearing(asfr, ends, strange, start, stop):  # type: ignore[no-untyped-def]
    """Of rows start to stop - 1: first and last age with births (row, 2), and how many cells are not rates from 0 to 1.

    Every row, period and age is looked at once; without births the first age comes after the last one.
    """
    _, periods, ages = asfr.shape
    for i in range(start, stop):
        first, last, outside = ages, -1, 0
        for t in range(periods):
            f = asfr[i, t]
            for x in range(ages):
                outside += 1 - ((f[x] >= 0.0) & (f[x] <= 1.0))
            x = 0
            while x < first and f[x] == 0.0:
                x += 1
            first = x
            x = ages - 1
            while x > last and f[x] == 0.0:
                x -= 1
            last = x
        ends[i, 0], ends[i, 1], strange[i] = first, last, outside


def run(
    form: Form, schedules: Schedules, rows: Rows, periods: int, group: Integers, kept: Kept, threads: int | None = None
) -> None:
    """Run every element of the batch, in parallel; each is independent of the others to the last bit.

    `group` is the position each age is summed into; it is empty where every cell is kept.
    """
    batch = len(kept.status)
    alone = np.ones(batch, dtype=np.bool_)
    if _share_rates(form, schedules, rows, kept):
        _on_threads(partial(_side_by_side, form, schedules, rows, periods, kept, alone), batch, threads)
    if alone.any():  # elsewhere it need not even be compiled
        results = kept.population.nbytes + kept.deaths.nbytes + kept.net_migration.nbytes
        streamed = len(group) == 0 and results > MUCH
        later = True if form.end else None
        one_by_one = partial(_one_by_one, form, schedules, rows, periods, group, kept, alone, streamed, later)
        _on_threads(one_by_one, batch, threads)


def _share_rates(form: Form, schedules: Schedules, rows: Rows, kept: Kept) -> bool:
    """Whether totals are kept, rates are all there is, and neighbours share them: what `_together` is for."""
    given = (rows.survivorship, rows.net_migration_rate, rows.asfr, rows.srb)
    return (
        COMPILED
        and kept.population.shape[2] == 1
        and not (form.end or form.child_woman_ratio)
        and len(schedules.net_migration_rate) > 0
        and len(schedules.net_migration) + len(schedules.net_migration_control) == 0
        and form.first_mother >= 1
        and form.last_mother < schedules.launch_population.shape[2] - 1
        and bool(np.all([row[1:] == row[:-1] for row in given], axis=0).any())
    )


def childbearing(asfr: Floats) -> tuple[Integers, Integers]:
    """Look at fertility rates; see `_childbearing`."""
    ends, strange = np.empty((len(asfr), 2), dtype=np.int64), np.empty(len(asfr), dtype=np.int64)
    _on_threads(partial(_childbearing, asfr, ends, strange), len(asfr))
    return ends, strange


CORES: int = config.NUMBA_NUM_THREADS  # type: ignore[attr-defined]
_A_THREAD = 64  # runs that are worth a thread: to wake one takes as long as a few runs


def _on_threads(function: Callable[[int, int], None], batch: int, threads: int | None = None) -> None:
    """Call a function with parts of a batch, its first and the one behind its last, on as many threads as there is work for.

    A part goes to who is free: a thread that the machine lets wait for long finds nothing left to do.
    """
    threads = threads or min(CORES, max(1, batch // _A_THREAD))
    size = batch if threads == 1 else max(_A_THREAD, -(-batch // (8 * threads)))
    parts = iter(range(0, batch, size))

    def work() -> None:
        for first in parts:
            function(first, min(first + size, batch))

    others = [_pool(getpid()).submit(work) for _ in range(threads - 1)]
    work()
    for other in others:
        if not other.cancel():
            other.result()


@cache
def _pool(process: int) -> ThreadPoolExecutor:
    """Return threads that wait for work; a copy of the process needs its own."""
    return ThreadPoolExecutor(max(1, CORES - 1), f"kernel-{process}")
