"""The city's inputs and its eight scenarios, read and projected once."""

from __future__ import annotations

import pytest

import cohort
from tests.shared import ROOT


@pytest.fixture(scope="session")
def inputs():
    return cohort.read_inputs(ROOT / "inputs" / "ichinoseki")


@pytest.fixture(scope="session")
def city():
    return cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")


@pytest.fixture(scope="session")
def assumptions(inputs, city):
    return cohort.assume(inputs, city)


@pytest.fixture(scope="session")
def projection(assumptions):
    return cohort.project(assumptions)
