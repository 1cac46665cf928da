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

# fastmath stays off: sums are taken in the order that is written. Inner functions make no arrays, so they need not count
# references to arrays (`_nrt`): counting takes longer than the equations, and threads wait for each other at the
# counters. And they are made one function (`forceinline`), because passing this many arrays on costs as much again.
compiled = njit(  # type: ignore[call-overload]
    cache=True, error_model="numpy", _nrt=False, forceinline=True
)
# Where births and migrants depend on each other they settle in three or four rounds; see `_end`.
MOST_ROUNDS = 100


class Work(NamedTuple):
    """Where one run computes: in the results themselves where all of them are kept, else in scratch of two instants.

    Then comes what lasts for a period or longer: `e` entering the period, `B` births by sex, `f` the factor by
    band, `held` the factor of the last period that was solved.
    """

    P: Floats
    D: Floats
    M: Floats
    e: Floats
    B: Floats
    f: Floats
    held: Floats


class Place(NamedTuple):
    """Positions in the arrays of `Work`: P[p, now] goes to P[p, new]; D[d, during], M[m, moving]."""

    b: int
    t: int
    p: int
    now: int
    new: int
    d: int
    during: int
    m: int
    moving: int


@njit(inline="always", _nrt=False)  # type: ignore[call-overload]
def _at(t, length):  # type: ignore[no-untyped-def]
    """Position of period t in a schedule that may not vary by period."""
    return t if length > 1 else 0


@compiled
def _expected(end, N, i, w, at):  # type: ignore[no-untyped-def]
    """M(x) = N(x) P(x) under `even`; under `end` N(x) P(x-n), the open group pooled, the first from births."""
    P, M = w.P, w.M
    A = P.shape[3] - 1
    k = _at(at.t, N.shape[1])
    for s in range(2):
        if end:
            M[at.m, at.moving, s, 0] = N[i, k, s, 0] * w.B[s]
            for x in range(1, A):
                M[at.m, at.moving, s, x] = N[i, k, s, x] * P[at.p, at.now, s, x - 1]
            M[at.m, at.moving, s, A] = N[i, k, s, A] * (P[at.p, at.now, s, A - 1] + P[at.p, at.now, s, A])
        else:
            for x in range(A + 1):
                M[at.m, at.moving, s, x] = N[i, k, s, x] * P[at.p, at.now, s, x]


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
def _control(total, control, i, j, band, w, at):  # type: ignore[no-untyped-def]
    """Arrivals times f and leavers over f, band by band. Returns the band whose total cannot be met, or -1."""
    M = w.M
    for k in range(control.shape[1]):
        how = control[j, k, _at(at.t, control.shape[2])]
        w.f[k] = w.held[k] if how == HELD else 1.0
        if how == SOLVED:
            arrivals = 0.0
            leavers = 0.0
            for s in range(2):
                for x in range(M.shape[3]):
                    if band[x] == k:
                        arrivals += max(M[at.m, at.moving, s, x], 0.0)
                        leavers += max(-M[at.m, at.moving, s, x], 0.0)
            w.f[k] = _factor(arrivals, leavers, total[i, k, _at(at.t, total.shape[2])])
            if w.f[k] == 0.0:
                return k
            w.held[k] = w.f[k]
    for s in range(2):
        for x in range(M.shape[3]):
            f = w.f[band[x]]
            m = M[at.m, at.moving, s, x]
            M[at.m, at.moving, s, x] = m * f if m > 0.0 else m / f
    return -1


@compiled
def _migrants(form, schedules, rows, band, w, at):  # type: ignore[no-untyped-def]
    """M = the rates' part, controlled, + counts. Returns the band whose total cannot be met, or -1."""
    counts, N, control = (
        schedules.net_migration,
        schedules.net_migration_rate,
        schedules.net_migration_control,
    )
    M = w.M
    rates = N.shape[0] > 0
    if rates:
        _expected(form.end, N, rows.net_migration_rate[at.b], w, at)
        if control.shape[0] > 0:
            i, j = rows.net_migration_total[at.b], rows.net_migration_control[at.b]
            unmet = _control(schedules.net_migration_total, control, i, j, band, w, at)
            if unmet >= 0:
                return unmet
    if counts.shape[0] > 0:
        i, k = rows.net_migration[at.b], _at(at.t, counts.shape[1])
        for s in range(2):
            if rates:
                for x in range(M.shape[3]):
                    M[at.m, at.moving, s, x] += counts[i, k, s, x]
            else:
                for x in range(M.shape[3]):
                    M[at.m, at.moving, s, x] = counts[i, k, s, x]
    return -1


@compiled
def _survive(S, i, e, j, now, even, w, at):  # type: ignore[no-untyped-def]
    """Q(x) = S(x) e(x-n) [+ M(x)/2], Q(A) = S(A) (e(A-n) + e(A)) [+ M(A)/2]; D = (1 - S) entering.

    Those entering are e[j, now]; Q is put where the population of the end will be.
    """
    P, D, M = w.P, w.D, w.M
    A = P.shape[3] - 1
    k = _at(at.t, S.shape[1])
    for s in range(2):
        if even:
            for x in range(1, A):
                P[at.p, at.new, s, x] = S[i, k, s, x] * e[j, now, s, x - 1] + 0.5 * M[at.m, at.moving, s, x]
                D[at.d, at.during, s, x] = (1.0 - S[i, k, s, x]) * e[j, now, s, x - 1]
        else:
            for x in range(1, A):
                P[at.p, at.new, s, x] = S[i, k, s, x] * e[j, now, s, x - 1]
                D[at.d, at.during, s, x] = (1.0 - S[i, k, s, x]) * e[j, now, s, x - 1]
        pooled = e[j, now, s, A - 1] + e[j, now, s, A]
        P[at.p, at.new, s, A] = S[i, k, s, A] * pooled
        if even:
            P[at.p, at.new, s, A] += 0.5 * M[at.m, at.moving, s, A]
        D[at.d, at.during, s, A] = (1.0 - S[i, k, s, A]) * pooled


@compiled
def _births(form, schedules, rows, e, j, now, with_migrants, w, at):  # type: ignore[no-untyped-def]
    """B = sum of n f(x) (e_F(x) + Q_F(x) [+ M_F(x)]) / 2; boys B srb/(1+srb), girls B/(1+srb)."""
    f, i, Q = schedules.asfr, rows.asfr[at.b], w.P
    k = _at(at.t, f.shape[1])
    births = 0.0
    for x in range(form.first_mother, form.last_mother + 1):
        births += f[i, k, x] * (e[j, now, FEMALE, x] + Q[at.p, at.new, FEMALE, x])
    if with_migrants:
        for x in range(form.first_mother, form.last_mother + 1):
            births += f[i, k, x] * w.M[at.m, at.moving, FEMALE, x]
    births *= 0.5 * form.step
    srb = schedules.srb[rows.srb[at.b], _at(at.t, schedules.srb.shape[1])]
    w.B[MALE] = births * (srb / (1.0 + srb))
    w.B[FEMALE] = births / (1.0 + srb)


@compiled
def _newborn(S, i, share, w, at):  # type: ignore[no-untyped-def]
    """P(0) = S(0) B + share M(0)."""
    k = _at(at.t, S.shape[1])
    for s in range(2):
        w.P[at.p, at.new, s, 0] = S[i, k, s, 0] * w.B[s] + share * w.M[at.m, at.moving, s, 0]
        w.D[at.d, at.during, s, 0] = (1.0 - S[i, k, s, 0]) * w.B[s]


@compiled
def _children(form, schedules, rows, w, at):  # type: ignore[no-untyped-def]
    """C = CWR sum F(15..49), both at the end; boys C R/(100+R); births C / S(0), so that C are alive."""
    women = 0.0
    for x in range(form.first_mother, form.last_mother + 1):
        women += w.P[at.p, at.new, FEMALE, x]
    cwr, ratio, S = schedules.child_woman_ratio, schedules.sex_ratio_0_4, schedules.survivorship
    children = cwr[rows.child_woman_ratio[at.b], _at(at.t, cwr.shape[1])] * women
    R = ratio[rows.sex_ratio_0_4[at.b], _at(at.t, ratio.shape[1])]
    w.P[at.p, at.new, MALE, 0] = children * R / (100.0 + R)
    w.P[at.p, at.new, FEMALE, 0] = children * 100.0 / (100.0 + R)
    for s in range(2):
        alive = w.P[at.p, at.new, s, 0]
        w.B[s] = alive / S[rows.survivorship[at.b], _at(at.t, S.shape[1]), s, 0]
        w.D[at.d, at.during, s, 0] = w.B[s] - alive


@compiled
def _even(form, schedules, rows, band, w, at):  # type: ignore[no-untyped-def]
    """Half of the migrants come before the step, half after it. Returns (what, band)."""
    unmet = _migrants(form, schedules, rows, band, w, at)
    if unmet >= 0:
        return NO_FACTOR, unmet
    P, M, e = w.P, w.M, w.e
    below = 0
    for s in range(2):
        for x in range(P.shape[3]):
            e[0, 0, s, x] = P[at.p, at.now, s, x] + 0.5 * M[at.m, at.moving, s, x]
            below += e[0, 0, s, x] < 0.0
    if below > 0:
        return NEGATIVE_AT_START, -1
    S, i = schedules.survivorship, rows.survivorship[at.b]
    _survive(S, i, e, 0, 0, True, w, at)
    if form.child_woman_ratio:
        _children(form, schedules, rows, w, at)
    else:
        _births(form, schedules, rows, e, 0, 0, False, w, at)
        _newborn(S, i, 0.5, w, at)
    return FINE, -1


@compiled
def _end(form, schedules, rows, band, w, at):  # type: ignore[no-untyped-def]
    """All migrants come after the step: P(t+n) = Q + M. Returns (what, band).

    Births need the migrants where mothers are counted at the end, and the first group's migrants need births:
    the two are computed in turn until births stay as they are.
    """
    S, i = schedules.survivorship, rows.survivorship[at.b]
    _survive(S, i, w.P, at.p, at.now, False, w, at)
    if form.child_woman_ratio:
        w.B[MALE] = w.B[FEMALE] = 0.0
    else:
        _births(form, schedules, rows, w.P, at.p, at.now, False, w, at)
    settled = form.child_woman_ratio or not form.end_mothers
    for _ in range(MOST_ROUNDS):
        unmet = _migrants(form, schedules, rows, band, w, at)
        if unmet >= 0:
            return NO_FACTOR, unmet
        if settled:
            break
        before = w.B[MALE] + w.B[FEMALE]
        _births(form, schedules, rows, w.P, at.p, at.now, True, w, at)
        births = w.B[MALE] + w.B[FEMALE]
        settled = abs(births - before) <= 4e-15 * births
    if not settled:
        return NOT_SETTLED, -1
    for s in range(2):
        for x in range(1, w.P.shape[3]):
            w.P[at.p, at.new, s, x] += w.M[at.m, at.moving, s, x]
    if form.child_woman_ratio:
        _children(form, schedules, rows, w, at)
    else:
        _newborn(S, i, 1.0, w, at)
    return FINE, -1


@compiled
def _below_zero(cells, b, t):  # type: ignore[no-untyped-def]
    """Whether any cell is negative."""
    below = 0
    for s in range(2):
        for x in range(cells.shape[3]):
            below += cells[b, t, s, x] < 0.0
    return below > 0


@compiled
def _stop(kept, what, k, w, at):  # type: ignore[no-untyped-def]
    """Note why a run stops: the band, or the first negative cell."""
    status = kept.status
    status[at.b, 0], status[at.b, 1], status[at.b, 2] = what, at.t, k
    if what in (NEGATIVE_AT_START, NEGATIVE_AT_END):
        start = what == NEGATIVE_AT_START
        for s in range(2):
            for x in range(w.P.shape[3]):
                cell = w.e[0, 0, s, x] if start else w.P[at.p, at.new, s, x]
                if cell < 0.0:
                    status[at.b, 2], status[at.b, 3] = s, x
                    kept.shortfall[at.b] = -cell
                    return


@compiled
def _sum(cells, i, j, out, b, t, group):  # type: ignore[no-untyped-def]
    """Sum cells by group."""
    for s in range(2):
        for g in range(out.shape[3]):
            out[b, t, s, g] = 0.0
        for x in range(cells.shape[3]):
            out[b, t, s, group[x]] += cells[i, j, s, x]


@compiled
def _sum_all(kept, w, at):  # type: ignore[no-untyped-def]
    """Sum the population at the end of the period, deaths and migrants over sex and age."""
    population = deaths = migrants = 0.0
    for x in range(w.P.shape[3]):  # in one loop: the three sums do not wait for each other
        population += w.P[at.p, at.new, MALE, x] + w.P[at.p, at.new, FEMALE, x]
        deaths += w.D[at.d, at.during, MALE, x] + w.D[at.d, at.during, FEMALE, x]
        migrants += w.M[at.m, at.moving, MALE, x] + w.M[at.m, at.moving, FEMALE, x]
    kept.population[at.b, at.t + 1, 0, 0] = population
    kept.deaths[at.b, at.t, 0, 0] = deaths
    kept.net_migration[at.b, at.t, 0, 0] = migrants


@compiled
def _run(form, schedules, rows, b, periods, band, group, kept, cells, vectors):  # type: ignore[no-untyped-def]
    """One element of the batch, period after period."""
    ages = schedules.launch_population.shape[2]
    bands = kept.net_migration_factor.shape[1]
    whole = len(group) == 0  # every cell is kept
    own = whole and kept.net_migration.shape[0] > 0
    w = Work(
        kept.population if whole else cells[0:1],
        kept.deaths if whole else cells[1:2],
        kept.net_migration if own else cells[2:3],
        cells[3:4],
        vectors[0],
        vectors[1],
        vectors[2],
    )
    p = b if whole else 0
    i = rows.launch_population[b]
    for s in range(2):
        for x in range(ages):
            w.P[p, 0, s, x] = schedules.launch_population[i, s, x]
    sexes = kept.population.shape[2]
    if not whole and sexes == 2:
        _sum(w.P, 0, 0, kept.population, b, 0, group)
    elif not whole:
        kept.population[b, 0, 0, 0] = 0.0
        for s in range(2):
            for x in range(ages):
                kept.population[b, 0, 0, 0] += w.P[p, 0, s, x]
    for t in range(periods):
        now, new = (t, t + 1) if whole else (t % 2, (t + 1) % 2)
        during, m, moving = (t if whole else 0), (b if own else 0), (t if own else 0)
        at = Place(b, t, p, now, new, p, during, m, moving)
        if form.end:
            what, k = _end(form, schedules, rows, band, w, at)
        else:
            what, k = _even(form, schedules, rows, band, w, at)
        if what == FINE and _below_zero(w.P, at.p, at.new):
            what = NEGATIVE_AT_END
        if what != FINE:
            _stop(kept, what, k, w, at)
            return
        if not whole and sexes == 1:
            _sum_all(kept, w, at)
        elif not whole:
            _sum(w.P, 0, at.new, kept.population, b, t + 1, group)
            _sum(w.D, 0, 0, kept.deaths, b, t, group)
            _sum(w.M, 0, 0, kept.net_migration, b, t, group)
        if sexes == 2:
            kept.births[b, t, MALE], kept.births[b, t, FEMALE] = w.B[MALE], w.B[FEMALE]
        else:
            kept.births[b, t, 0] = w.B[MALE] + w.B[FEMALE]
        for k in range(bands):
            kept.net_migration_factor[b, k, t] = w.f[k]


@njit(cache=True, parallel=True, error_model="numpy")
def run_batch(form, schedules, rows, periods, band, group, kept):  # type: ignore[no-untyped-def]
    """Run every element of the batch, in parallel; each is independent of the others to the last bit.

    `group` is the position each age is summed into; it is empty where every cell is kept.
    """
    ages = schedules.launch_population.shape[2]
    bands = kept.net_migration_factor.shape[1]
    for b in prange(kept.status.shape[0]):
        cells = np.empty((4, 2, 2, ages))
        vectors = np.ones((3, max(2, bands)))
        _run(form, schedules, rows, np.int64(b), periods, band, group, kept, cells, vectors)
