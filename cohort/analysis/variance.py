"""How much of the spread of results is due to each thing that was varied: exact, on a whole grid."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.analysis.bridge.shapley import shapley
from cohort.arguments import ARRAY, takes


@takes(values=ARRAY)
def variance_shares(values: xr.DataArray) -> xr.Dataset:
    """Return the share of the variance that is due to each dim of a grid of results.

    Parameters
    ----------
    values : DataArray
        A dim for each thing that was varied; every combination counts the same. NaN: a combination that is not there.

    Returns
    -------
    Dataset
        By ``switch`` (the names of the dims): ``share``, which adds up to 1; ``alone``, what the dim explains by itself, without
        what it does only together with others; ``together``, everything it has a part in. All are 0 where nothing varies.

    Notes
    -----
    With V(u) the variance of the means over all but the dims u, ``alone`` is V(i) / V, ``together`` is 1 - V(all but i) / V, and
    ``share`` the Shapley value of V(u) / V: on a full grid, each component of the analysis of variance in equal parts to the dims
    that make it. Sobol (2001); Owen (2014), "Sobol' indices and Shapley value"; with gaps in the grid Song, Nelson & Staum (2016).
    """
    dims = [str(dim) for dim in values.dims]
    cells = values.transpose(*dims).values.astype(float)
    there = np.isfinite(cells)
    filled, mean = np.where(there, cells, 0.0), float(cells[there].mean()) if there.any() else 0.0
    filled = np.where(there, filled - mean, 0.0)
    known: dict[frozenset[str], float] = {}

    def explained(turned: frozenset[str]) -> float:
        if turned not in known:
            over = tuple(axis for axis, dim in enumerate(dims) if dim not in turned)
            count, total = there.sum(axis=over), filled.sum(axis=over)
            known[turned] = float((total**2 / np.maximum(count, 1)).sum())
        return known[turned]

    whole = explained(frozenset(dims))
    # what rounding leaves of results that are all the same is no variance
    flat = whole <= 1e-18 * max(there.sum(), 1) * max(mean**2, 1e-300)
    parts = shapley(dims, explained)
    found = {
        "share": [parts[dim] for dim in dims],
        "alone": [explained(frozenset([dim])) for dim in dims],
        "together": [whole - explained(frozenset(dims) - {dim}) for dim in dims],
    }
    return xr.Dataset(
        {name: ("switch", np.zeros(len(dims)) if flat else np.array(row) / whole) for name, row in found.items()},
        coords={"switch": dims},
    )
