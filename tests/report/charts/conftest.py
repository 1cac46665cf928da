"""Every chart test runs with warnings as errors (a missing glyph is a warning) and closes its figures."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import matplotlib.pyplot
import pytest


@pytest.fixture(autouse=True)
def strict() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        warnings.simplefilter("error", DeprecationWarning)
        yield
    matplotlib.pyplot.close("all")
