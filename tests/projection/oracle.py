"""The projection again, in plain loops over dictionaries: slow, obvious, and written from the formulas
alone."""

from __future__ import annotations

import itertools
import math

import numpy as np
import xarray as xr

LEADING = ("area", "scenario", "draw", "reading")
SEXES = ("male", "female")


class CannotGoOnError(Exception):
    """A cell would be negative, or no factor exists."""


def table(array, element):
    """One element's values of a variable, in a dictionary keyed by (dim, label) pairs."""
    own = array.sel({dim: label for dim, label in element.items() if dim in array.dims})
    keys = itertools.product(*(own[dim].values.tolist() for dim in own.dims))
    return own.dims, dict(zip(keys, own.values.ravel().tolist(), strict=True))


def factor_of(arrivals, leavers, target):
    """The f > 0 with f A - B/f = target, by bisection of its logarithm."""
    if arrivals == 0 and leavers == 0 and target == 0:
        return 1.0
    if (arrivals == 0 and not target < 0) or (leavers == 0 and not target > 0):
        raise CannotGoOnError
    low, high = -60.0, 60.0
    for _ in range(200):
        middle = (low + high) / 2
        if math.exp(middle) * arrivals - leavers / math.exp(middle) > target:
            high = middle
        else:
            low = middle
    return math.exp((low + high) / 2)


def run(assumptions, element):
    """One element; dictionaries keyed (instant, sex, age) and (period, sex, age)."""
    n = assumptions.attrs["step"]
    even = assumptions.attrs["migration_timing"] == "even"
    end_population = assumptions.attrs["mothers"] == "end_population"
    by_ratio = assumptions.attrs["births"] == "child_woman_ratio"
    ages = [int(age) for age in assumptions["age"].values]
    last, before_last = ages[-1], ages[-2]
    has = set(assumptions.data_vars)

    tables = {name: table(assumptions[name], element) for name in has}

    def get(name, **labels):
        dims, values = tables[name]
        return values[tuple(labels[dim] for dim in dims)]

    P, births, deaths, migrants, factors = {}, {}, {}, {}, {}
    held = None
    for s in SEXES:
        for x in ages:
            P[0, s, x] = get("launch_population", sex=s, age=x)

    for t, period in enumerate(int(p) for p in assumptions["period"].values):

        def migrants_given(B, t=t, period=period, held=held):
            """M by sex and age when births are B; and the factor used."""
            r, f = {}, 1.0
            for s in SEXES:
                for x in ages:
                    if even:
                        at_risk = P[t, s, x]
                    elif x == 0:
                        at_risk = B[s]
                    elif x == last:
                        at_risk = P[t, s, before_last] + P[t, s, last]
                    else:
                        at_risk = P[t, s, x - n]
                    given = "net_migration_rate" in has
                    rate = get("net_migration_rate", period=period, sex=s, age=x) if given else 0.0
                    r[s, x] = rate * at_risk
            given = "net_migration_control" in has
            control = get("net_migration_control", period=period) if given else 0
            if control == 2:
                f = held
            elif control == 1:
                arrivals = sum(m for m in r.values() if m > 0)
                leavers = -sum(m for m in r.values() if m < 0)
                f = factor_of(arrivals, leavers, get("net_migration_total", period=period))
            M = {}
            for s in SEXES:
                for x in ages:
                    M[s, x] = r[s, x] * f if r[s, x] > 0 else r[s, x] / f
                    if "net_migration" in has:
                        M[s, x] += get("net_migration", period=period, sex=s, age=x)
            return M, f

        S = {(s, x): get("survivorship", period=period, sex=s, age=x) for s in SEXES for x in ages}
        B = dict.fromkeys(SEXES, 1.0)
        # births and the newborn's migrants are settled by going round until nothing can change any more
        for _ in range(40):
            last_births = B
            M, f = migrants_given(B)
            e = {(s, x): P[t, s, x] + (M[s, x] / 2 if even else 0) for s in SEXES for x in ages}
            if min(e.values()) < 0:
                raise CannotGoOnError
            Q = {}
            for s in SEXES:
                for x in ages[1:]:
                    reaching = e[s, before_last] + e[s, last] if x == last else e[s, x - n]
                    Q[s, x] = S[s, x] * reaching
                    deaths[t, s, x] = reaching - Q[s, x]
                    if even:
                        Q[s, x] += M[s, x] / 2
            if by_ratio:
                break
            total = 0.0
            for x in ages[1:]:
                women_at_end = Q["female", x]
                if not even and end_population:
                    women_at_end += M["female", x]
                total += n * get("asfr", period=period, age=x) * (e["female", x] + women_at_end) / 2
            srb = get("srb", period=period)
            B = {"male": total * srb / (1 + srb), "female": total / (1 + srb)}
            if last_births == B:
                break
        if by_ratio:
            women = sum(Q["female", x] + (0 if even else M["female", x]) for x in range(15, 50, 5))
            children = get("child_woman_ratio", period=period) * women
            R = get("sex_ratio_0_4", period=period)
            C = {"male": children * R / (100 + R), "female": children * 100 / (100 + R)}
            B = {s: C[s] / S[s, 0] for s in SEXES}
        for s in SEXES:
            births[t, s] = B[s]
            deaths[t, s, 0] = B[s] * (1 - S[s, 0])
            Q[s, 0] = B[s] * S[s, 0] + (M[s, 0] / 2 if even else 0)
            for x in ages:
                migrants[t, s, x] = M[s, x]
                P[t + 1, s, x] = Q[s, x] + (0 if even else M[s, x])
                if P[t + 1, s, x] < 0:
                    raise CannotGoOnError
        factors[t] = f
        if "net_migration_control" in has and get("net_migration_control", period=period) == 1:
            held = f
    return P, births, deaths, migrants, factors


def project_by_hand(assumptions: xr.Dataset) -> dict[str, np.ndarray]:
    """All elements; arrays with the leading dims in front."""
    lead = [dim for dim in LEADING if dim in assumptions.dims]
    labels = [assumptions[dim].values.tolist() for dim in lead]
    ages = [int(age) for age in assumptions["age"].values]
    periods = range(assumptions.sizes["period"])
    found = {name: [] for name in ("population", "births", "deaths", "net_migration", "net_migration_factor")}
    for element in itertools.product(*labels):
        P, B, D, M, f = run(assumptions, dict(zip(lead, element, strict=True)))
        found["population"].append([[[P[t, s, x] for x in ages] for s in SEXES] for t in (*periods, len(periods))])
        found["births"].append([[B[t, s] for s in SEXES] for t in periods])
        found["deaths"].append([[[D[t, s, x] for x in ages] for s in SEXES] for t in periods])
        found["net_migration"].append([[[M[t, s, x] for x in ages] for s in SEXES] for t in periods])
        found["net_migration_factor"].append([f[t] for t in periods])
    shape = tuple(len(label) for label in labels)
    arrays = {name: np.array(rows) for name, rows in found.items()}
    return {name: array.reshape(shape + array.shape[1:]) for name, array in arrays.items()}
