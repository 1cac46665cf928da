"""Assumptions in chunks: a projection that is made block by block, when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import xarray as xr

from cohort.projection.checks import OWN_DIMS, VARIABLES, leading_dims

Whole = Callable[[xr.Dataset], xr.Dataset]
# What stands for the numbers where only names, dims and kinds of a result are wanted.
_PLAIN = {"survivorship": 0.5, "srb": 1.0, "sex_ratio_0_4": 100.0}


def is_chunked(assumptions: object) -> bool:
    """Tell whether some variable lies in chunks (dask), which are read when they are asked for."""
    if sys.modules.get("dask") is None or not isinstance(assumptions, xr.Dataset):
        return False
    return any(variable.chunks is not None for variable in assumptions.variables.values())


def lazily(assumptions: xr.Dataset, project: Whole) -> xr.Dataset:
    """Return the projection of assumptions in chunks, itself in chunks along the leading dims; nothing is read before it is asked for.

    Parameters
    ----------
    assumptions : Dataset
        Names, dims and labels in order (`cohort.projection.checks.named`).
    project : callable
        What makes the projection of assumptions that are in memory: called once for each block, which is read once.
    """
    own = {dim: -1 for dim in OWN_DIMS if dim in assumptions.dims}
    whole = assumptions.chunk(own).unify_chunks()
    chunks = {dim: sizes for dim, sizes in whole.chunks.items() if dim not in OWN_DIMS}
    small = project(_like(whole))
    ordered = [dim for dim in leading_dims(whole) if dim in small.dims]
    template = _full(small, whole, chunks)

    def block(part: xr.Dataset) -> xr.Dataset:
        made = project(part)
        return made.transpose(*ordered, ...).assign_attrs(small.attrs)

    return xr.map_blocks(block, whole, template=template)


def _like(whole: xr.Dataset) -> xr.Dataset:
    """Return assumptions of one run with the same names and labels, whose numbers are nobody's."""
    first = {dim: slice(0, 1) for dim in leading_dims(whole)}
    made = whole.drop_vars([name for name in whole.data_vars if name not in VARIABLES]).isel(first)
    return made.map(lambda one: one.copy(data=np.full(one.shape, _PLAIN.get(str(one.name), 0.0))))


def _full(small: xr.Dataset, whole: xr.Dataset, chunks: Any) -> xr.Dataset:
    """Return what the whole result will look like, empty."""
    import dask.array

    variables = {}
    for name, one in small.data_vars.items():
        shape = tuple(
            whole.sizes[dim] if dim in chunks or dim in whole.sizes else size for dim, size in one.sizes.items()
        )
        parts = tuple(chunks.get(dim, (size,)) for dim, size in zip(one.dims, shape, strict=True))
        values = dask.array.empty(shape, chunks=parts, dtype=one.dtype)
        variables[name] = (one.dims, values, one.attrs)
    coords: dict[Any, Any] = {
        name: one for name, one in small.coords.items() if not set(one.dims) & set(leading_dims(whole))
    }
    coords |= {
        name: whole.coords[name] for name in whole.coords if set(whole.coords[name].dims) & set(leading_dims(whole))
    }
    return xr.Dataset(variables, coords, small.attrs)
