from __future__ import annotations

import pytest

from cohort.run import Run, run
from tests.cli.sets import INPUTS, small_set


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of two scenarios over ten years."""
    return run(small_set(tmp_path_factory.mktemp("scenarios") / "little"), INPUTS)
