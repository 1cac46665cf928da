"""What the laws of demography are tried on."""

from __future__ import annotations

import csv

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from tests.shared import ROOT

rates = hnp.arrays(np.float64, st.integers(3, 60), elements=st.floats(1e-6, 0.9))
"""Death rates (age,)."""

stacks = hnp.arrays(np.float64, st.tuples(st.integers(1, 3), st.integers(3, 30)), elements=st.floats(1e-6, 0.9))
"""Death rates (table, age)."""


def counts(least: int = 2, most: int = 20, low: float = 0.0) -> st.SearchStrategy[np.ndarray]:
    """Persons by group: whole numbers and fractions, zeros among them."""
    return hnp.arrays(
        np.float64, st.integers(least, most), elements=st.one_of(st.just(low), st.floats(max(low, 0.01), 50_000))
    )


def japan(year: int, sex: str) -> np.ndarray:
    """Probabilities of dying of a published complete life table, single years from 0."""
    with (ROOT / "inputs" / "japan" / "life_tables.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["year"] == str(year) and row["sex"] == sex]
    rows.sort(key=lambda row: int(row["age"]))
    assert [int(row["age"]) for row in rows] == list(range(len(rows)))
    return np.array([float(row["qx"]) for row in rows])
