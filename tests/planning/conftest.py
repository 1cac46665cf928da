"""The plan of Ichinoseki, read once."""

import pytest

from cohort.planning import Case, read_case
from tests.shared import ROOT


@pytest.fixture(scope="session")
def plan() -> Case:
    return read_case(ROOT / "scenarios" / "ichinoseki" / "strategy.toml")
