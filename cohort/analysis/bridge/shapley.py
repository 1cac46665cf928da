"""A difference shared out over its causes so that the shares add up and no order of the causes is preferred."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations

Value = Callable[[frozenset[str]], float]


def shapley(levers: Sequence[str], value: Value) -> dict[str, float]:
    """Share ``value(all) - value(none)`` out over the levers.

    The share of a lever is the mean, over every order in which the levers can be turned, of what turning it adds.
    For two levers it is ``((P10 - P00) + (P11 - P01)) / 2``.

    Parameters
    ----------
    levers : sequence of str
    value : callable
        Result with this set of levers turned; each of the 2^n sets is asked for once.

    Returns
    -------
    dict
        Share of each lever, in the unit of ``value``; they add up to the difference.

    Notes
    -----
    Shapley (1953); for demographic decomposition Das Gupta (1993).
    """
    n = len(levers)
    found = {
        frozenset(chosen): value(frozenset(chosen)) for size in range(n + 1) for chosen in combinations(levers, size)
    }
    shares = {}
    for lever in levers:
        without = [turned for turned in found if lever not in turned]
        shares[lever] = math.fsum(
            weight(len(turned), n) * (found[turned | {lever}] - found[turned]) for turned in without
        )
    return shares


def weight(turned: int, levers: int) -> float:
    """Return the part of all orders in which exactly these levers were turned before the one in question."""
    return math.factorial(turned) * math.factorial(levers - turned - 1) / math.factorial(levers)
