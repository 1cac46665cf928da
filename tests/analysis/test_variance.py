"""Shares of the variance on a grid: by hand, and against every order of the things that were varied."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
import xarray as xr

from cohort.analysis.variance import variance_shares


def grid(values: np.ndarray, *dims: str) -> xr.DataArray:
    coords = {dim: [f"{dim}{n}" for n in range(size)] for dim, size in zip(dims, values.shape, strict=True)}
    return xr.DataArray(values, dims=dims, coords=coords)


def shares(values: xr.DataArray) -> dict[str, float]:
    found = variance_shares(values)
    return dict(zip(found["switch"].values.tolist(), found["share"].values.tolist(), strict=True))


def test_effects_that_add_up_have_their_own_variances() -> None:
    # y = a + b with a in (0, 2), variance 1, and b in (0, 3, 6), variance 6: shares 1/7 and 6/7
    found = variance_shares(grid(np.add.outer([0.0, 2.0], [0.0, 3.0, 6.0]), "a", "b"))
    for name in ("share", "alone", "together"):
        np.testing.assert_allclose(found[name], [1 / 7, 6 / 7], rtol=1e-12)


def test_what_two_do_only_together_is_halved() -> None:
    found = variance_shares(grid(np.array([[0.0, 1.0], [1.0, 0.0]]), "a", "b"))
    np.testing.assert_allclose(found["alone"], [0, 0], atol=1e-12)
    np.testing.assert_allclose(found["share"], [0.5, 0.5])
    np.testing.assert_allclose(found["together"], [1, 1])


def test_three_by_hand() -> None:
    # y = a b + c on 0/1: means of a: 1/2, 1 -> variance 1/16 each of a and b; their product adds 1/16; c has 1/4. V = 7/16
    values = np.array([a * b + c for a, b, c in product((0.0, 1.0), repeat=3)]).reshape(2, 2, 2)
    found = shares(grid(values, "a", "b", "c"))
    assert found == pytest.approx({"a": 1.5 / 7, "b": 1.5 / 7, "c": 4 / 7})


def by_orders(values: xr.DataArray) -> dict[str, float]:
    """The mean over every order of what a dim adds to the variance of conditional means, cell by cell."""
    dims = list(map(str, values.dims))
    cells = [(at, values.values[at]) for at in np.ndindex(values.shape) if np.isfinite(values.values[at])]
    mean = sum(y for _, y in cells) / len(cells)

    def explained(turned: list[str]) -> float:
        groups: dict[tuple[int, ...], list[float]] = {}
        for at, y in cells:
            groups.setdefault(tuple(at[dims.index(dim)] for dim in turned), []).append(y)
        return sum(len(g) * (sum(g) / len(g) - mean) ** 2 for g in groups.values())

    whole, found = explained(dims), dict.fromkeys(dims, 0.0)
    orders = list(permutations(dims))
    for order in orders:
        for place, dim in enumerate(order):
            found[dim] += (explained(list(order[: place + 1])) - explained(list(order[:place]))) / whole / len(orders)
    return found


@pytest.mark.parametrize("gaps", [False, True])
def test_against_every_order(gaps: bool) -> None:
    values = np.random.default_rng(1).normal(80_000, 900, (2, 3, 2, 2))
    if gaps:
        values[0, 1], values[1, :, 0, 1] = np.nan, np.nan
    made = grid(values, "a", "b", "c", "d")
    found = shares(made)
    assert found == pytest.approx(by_orders(made), rel=1e-9)
    assert sum(found.values()) == pytest.approx(1, abs=1e-12)


def test_nothing_varies() -> None:
    assert shares(grid(np.full((2, 2), 80_974.7), "a", "b")) == {"a": 0, "b": 0}
    found = shares(grid(np.array([[1.0, 1.0], [2.0, 2.0]]), "a", "b"))
    assert found == pytest.approx({"a": 1, "b": 0}, abs=1e-12)
