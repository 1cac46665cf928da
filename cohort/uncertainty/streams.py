"""Luck by name: the same seed, area, lever and block of draws give the same numbers, whoever asks first and however many ask."""

from __future__ import annotations

import hashlib

import numpy as np

from cohort.errors import CohortError, Problems

BLOCK = 100  # draws that share a stream; a block is always drawn whole, so that more draws begin with the same ones


LIMITS = {"draws": (1, 100_000), "seed": (0, 2**63 - 1), "workers": (1, 256)}


class DrawsError(CohortError):
    """Draws cannot be made of this."""


def checked_numbers(draws: object, seed: object, workers: object) -> Problems:
    """Return what is wrong with the numbers that draws are asked for by."""
    problems = Problems("draws", DrawsError)
    for name, got in (("draws", draws), ("seed", seed), ("workers", workers)):
        low, high = LIMITS[name]
        if isinstance(got, bool) or not isinstance(got, int | np.integer) or not low <= got <= high:
            problems.add(
                name,
                en=f"got {got!r}; use a whole number from {low:,} to {high:,}.",
                ja=f"{got!r} です。{low:,}～{high:,} の整数にしてください。",
            )
    return problems


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return the generator of a name.

    Parameters
    ----------
    seed : int
        Of the run.
    *names : str or int
        What is drawn: area, lever, block. Scenarios are not named: they share their luck.

    Notes
    -----
    Philox, a counter-based generator (Salmon et al., 2011), keyed by the SHA-256 of seed and names.
    """
    said = "/".join(str(name) for name in (seed, *names)).encode()
    key = np.frombuffer(hashlib.sha256(said).digest()[:16], dtype="<u8")
    return np.random.Generator(np.random.Philox(key=key))


def blocks(draws: int) -> list[int]:
    """Return how many draws each block gives, in order.

    >>> blocks(250)
    [100, 100, 50]
    """
    return [min(BLOCK, draws - begin) for begin in range(0, draws, BLOCK)]
