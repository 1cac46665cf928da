"""Timing, and the bound that memory sets."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numba
import numpy as np
from numba import njit, prange


class Row(NamedTuple):
    """One line of the table: what, how long, the figure, and what it should be."""

    what: str
    time: str
    value: str
    target: str = ""


def seconds(action: Callable[[], object], times: int = 7) -> float:
    """The best of several, after one that does not count: the least disturbed by what else runs here."""
    action()
    return min(_timed(action) for _ in range(times))


def median_seconds(action: Callable[[], object], times: int = 51) -> float:
    """The median of several, after one that does not count."""
    action()
    return statistics.median(_timed(action) for _ in range(times))


def _timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def machine() -> str:
    cores = os.cpu_count()
    return f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}"


@njit(parallel=True)
def stream(survivorship, net_migration, asfr, population, deaths, copied):  # type: ignore[no-untyped-def]
    """The reads and writes of the projection, and as little arithmetic as can be.

    Each array is its own stream, and each is walked a period at a time, as the projection must.
    """
    for b in prange(survivorship.shape[0]):
        for t in range(survivorship.shape[1]):
            for s in range(2):
                for x in range(survivorship.shape[3]):
                    population[b, t, s, x] = survivorship[b, t, s, x]
                    deaths[b, t, s, x] = survivorship[b, t, s, x]
                    copied[b, t, s, x] = net_migration[b, t, s, x]
            for x in range(asfr.shape[2]):
                population[b, t, 0, x] += asfr[b, t, x]
