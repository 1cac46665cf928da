"""What a projection was made with: versions, and a fingerprint of its assumptions."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from typing import Literal

import numpy as np
import xarray as xr

from cohort._version import __version__
from cohort.projection.checks import ATTRIBUTES, checked

Fingerprint = Literal["auto"] | bool
# Above this size it is taken only when asked for: reading and hashing takes longer than projecting.
MOST_BYTES = 1 << 23
LEAF = 1 << 22
ATTRS = ("step", "reference_date", *(name for name in ATTRIBUTES if name != "step"))


def provenance(assumptions: xr.Dataset, wanted: Fingerprint = "auto") -> str:
    """Return the versions used and the assumptions' fingerprint (null where it is not taken), as JSON.

    Parameters
    ----------
    assumptions : Dataset
        As `checked` returns it.
    wanted : bool or "auto"
        Whether the fingerprint is taken; "auto": of assumptions up to 8 MB.
    """
    take = assumptions.nbytes <= MOST_BYTES if wanted == "auto" else wanted
    sha = _digest(assumptions) if take else None
    return json.dumps({"cohort": __version__, "assumptions_sha256": sha, **_versions()})


@cache
def _versions() -> dict[str, str]:
    return {name: version(name) for name in ("numba", "numpy", "xarray")}


def fingerprint(assumptions: xr.Dataset) -> str:
    """Return the SHA-256 of names, dims, labels, values and the attributes that are read.

    Arrays above 4 MB enter by the SHA-256 of each 4 MB, which are taken at once on all processors.

    Parameters
    ----------
    assumptions : Dataset
        Equal assumptions have equal fingerprints, whatever the order of their dims and also read back from a file.
    """
    return _digest(checked(assumptions))


def _digest(assumptions: xr.Dataset) -> str:
    digest = hashlib.sha256()
    for name in sorted(map(str, assumptions.variables)):
        variable = assumptions.variables[name]
        values = variable.values
        if values.dtype.kind in "biuf":
            digest.update(json.dumps([name, variable.dims, values.dtype.str, values.shape]).encode())
            _add(digest, np.ascontiguousarray(values).data.cast("B"))
        else:
            digest.update(json.dumps([name, variable.dims, values.tolist()], default=str).encode())
    digest.update(json.dumps({name: _plain(assumptions.attrs.get(name)) for name in ATTRS}).encode())
    return digest.hexdigest()


def _add(digest: hashlib._Hash, data: memoryview) -> None:
    if len(data) <= LEAF:
        digest.update(data)
        return
    leaves = [data[start : start + LEAF] for start in range(0, len(data), LEAF)]
    with ThreadPoolExecutor() as pool:  # hashing lets other threads run
        for leaf in pool.map(lambda part: hashlib.sha256(part).digest(), leaves):
            digest.update(leaf)


def _plain(value: object) -> object:
    """Return an attribute as it was before it went through a file: np.int64 is int."""
    return value.item() if isinstance(value, np.generic) else value
