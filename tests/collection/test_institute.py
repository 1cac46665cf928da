"""How near pattern 1 comes to the national institute's projection of 2018: what docs/collection.md says of it."""

from __future__ import annotations

import csv
import os
from datetime import date

import numpy as np
import pytest

from cohort.assumptions.official import official_baseline, official_labels
from cohort.collection.area import area
from cohort.collection.tables import residents
from cohort.projection.project import project
from tests.collection.institute import LIST, beside

long = pytest.mark.skipif("COHORT_EVERY" not in os.environ, reason="a minute: life tables of 47 prefectures")


@long
@pytest.mark.parametrize("code", ["01100", "03209", "13101", "40345", "13307", "39304"])
def test_the_package_does_the_same_place_by_place(code: str) -> None:
    base = official_baseline(area(code), date(2015, 10, 1), 2045)
    made = project(official_labels(base).dataset(), keep="totals")["population"].to_numpy()
    both = beside()
    plain = both.totals(both.ours, both.ratio)[both.codes.index(code)]
    np.testing.assert_allclose(made, plain, rtol=1e-9)


@long
def test_what_the_documentation_says() -> None:
    both = beside()
    apart, parts = both.apart(), both.contributions()
    size = np.array([residents("2015-10-01")[code] for code in both.codes])
    assert len(apart) == 1682
    assert round(100 * float(np.median(np.abs(apart))), 2) == 1.91
    assert round(100 * float(np.mean(np.abs(apart) < 0.02))) == 52
    assert round(100 * float(np.median(np.abs(apart[size >= 30_000]))), 1) == 1.5
    assert round(100 * float(np.median(np.abs(apart[size < 3_000]))), 2) == 4.75
    assert round(1000 * float(np.median(np.abs(both.apart(both.theirs))))) == 4
    assert float(np.median(np.abs(both.apart(both.theirs, both.their_ratio)))) < 0.0005
    near = np.abs(apart) < 0.1
    shares = {name: np.cov(part[near], apart[near])[0, 1] / apart[near].var() for name, part in parts.items()}
    found = {name: round(100 * float(share)) for name, share in shares.items()}
    assert found == {"5-14": 8, "15-39": 43, "40-64": 27, "65+": 21, "children": 1}


def test_every_place_outside_is_listed() -> None:
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 1682
    for row in rows:
        ours, theirs = float(row["pattern1_2040"]), float(row["ipss2018_2040"])
        assert float(row["difference_percent"]) == pytest.approx(100 * (ours / theirs - 1), abs=0.06 + 60 / theirs)
    outside = [row for row in rows if abs(float(row["pattern1_2040"]) / float(row["ipss2018_2040"]) - 1) > 0.02]
    assert len(outside) == 811
