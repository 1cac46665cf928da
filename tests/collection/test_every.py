"""All 1,741 municipalities by their trend; long, so only where it is asked for (`make test-all`)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cohort.assumptions import assume
from cohort.collection.area import area
from cohort.collection.new import new
from cohort.collection.places import every_place
from cohort.errors import CohortError
from cohort.projection.project import project
from cohort.scenario import read_scenarios

# Share of the municipalities that may fail, each with a message that says why: places that were evacuated, islands of 200.
MOST_FAILING = 0.02


@pytest.mark.skipif("COHORT_EVERY" not in os.environ, reason="half an hour")
def test_every_municipality_runs_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trend = read_scenarios(new("花巻市", tmp_path)[0])  # the same for every place
    failed: dict[str, str] = {}
    for place in every_place():
        try:
            project(assume(area(place.code), trend), keep="totals")
        except CohortError as error:
            failed[place.code] = f"{place.prefecture}{place.name}: {error.text('en')}"
    with capsys.disabled():
        print(f"\n{len(failed)} of 1,741 fail:", *failed.values(), sep="\n")
    assert len(failed) <= MOST_FAILING * 1741
