"""Formulas of demography: NumPy in, NumPy out; the last axis is age; no files, no labels."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from types import ModuleType

if (
    "cohort.cli" in sys.modules
):  # nobody reads SciPy's documentation there, which it takes apart while it is loaded: 0.15 s
    with contextlib.suppress(ImportError, AttributeError):
        _docs = importlib.import_module("scipy._lib._docscrape")
        _docs.NumpyDocString._parse = lambda self: None


def __getattr__(name: str) -> ModuleType:
    """Import a file of this room when it is asked for."""
    if importlib.util.find_spec(f"{__name__}.{name}") is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return importlib.import_module(f"{__name__}.{name}")
