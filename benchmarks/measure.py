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
    """One line of the table: what, how long, the figure, and what it should be.

    `ratio` is the figure as a number where it is one of two times of the same run, and `better` which way is better: "more" or
    "less". Only these are compared with an earlier run; seconds never are.
    """

    what: str
    time: str
    value: str
    target: str = ""
    ratio: float | None = None
    better: str = ""


def seconds(*actions: Callable[[], object], times: int = 15) -> list[float]:
    """The best of several of each, taken in turn, after one that does not count.

    In turn, so that what else runs on the machine disturbs all of them alike; the best, so that it disturbs little.
    """
    for action in actions:
        action()
    rounds = [[_timed(action) for action in actions] for _ in range(times)]
    return [min(taken) for taken in zip(*rounds, strict=True)]


def median_seconds(action: Callable[[], object], times: int = 51) -> float:
    """The median of several, after one that does not count."""
    action()
    return statistics.median(_timed(action) for _ in range(times))


def _timed(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def against(what: str, time: str, ratio: float, better: str, target: str = "", unit: str = "%") -> Row:
    """Return a line whose figure is compared with earlier runs, said in percent or as a multiple."""
    said = f"{ratio:.0%}" if unit == "%" else f"{ratio:.2f}x"
    return Row(what, time, said, target, ratio, better)


def load() -> float:
    """Return how many processes wanted the machine in the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def machine() -> str:
    cores = os.cpu_count()
    return f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, numba {numba.__version__}, numpy {np.__version__}"


@njit(parallel=True)
def stream(survivorship, net_migration, asfr, population, deaths, copied):  # type: ignore[no-untyped-def]
    """The reads and writes of the projection in the order of memory: the time that the machine needs at least.

    Arrays are flat, (run, everything). There is as much arithmetic as keeps this from becoming a call of memcpy.
    """
    for b in prange(survivorship.shape[0]):
        for i in range(survivorship.shape[1]):
            population[b, i] = 0.5 * survivorship[b, i]
            deaths[b, i] = 1.0 - survivorship[b, i]
            copied[b, i] = 0.5 * net_migration[b, i]
        births = 0.0
        for i in range(0, asfr.shape[1], 8):  # one number of each cache line: all of it is brought in
            births += asfr[b, i]
        population[b, survivorship.shape[1]] = births


@njit(parallel=True)
def stream_of_one(survivorship, net_migration, asfr, population):  # type: ignore[no-untyped-def]
    """The same where only the population is written."""
    for b in prange(survivorship.shape[0]):
        for i in range(survivorship.shape[1]):
            population[b, i] = survivorship[b, i] + net_migration[b, i]
        births = 0.0
        for i in range(0, asfr.shape[1], 8):
            births += asfr[b, i]
        population[b, survivorship.shape[1]] = births


@njit(parallel=True)
def walk(survivorship, net_migration, asfr, population, deaths, copied):  # type: ignore[no-untyped-def]
    """The same reads and writes a period at a time, as a projection has to: (run, period, sex, age)."""
    for b in prange(survivorship.shape[0]):
        for t in range(survivorship.shape[1]):
            for s in range(2):
                for x in range(survivorship.shape[3]):
                    copied[b, t, s, x] = 0.5 * net_migration[b, t, s, x]
                for x in range(survivorship.shape[3]):
                    population[b, t + 1, s, x] = 0.5 * survivorship[b, t, s, x]
                    deaths[b, t, s, x] = 1.0 - survivorship[b, t, s, x]
            births = 0.0
            for x in range(0, asfr.shape[2], 8):
                births += asfr[b, t, x]
            population[b, t + 1, 0, 0] = births
