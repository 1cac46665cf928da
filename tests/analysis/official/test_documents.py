"""From censuses and life tables alone, as docs/official-method.md says; its numbers: `tests.analysis.documented`."""

from __future__ import annotations

import pytest

import cohort
from tests.shared import ROOT

METHOD = (ROOT / "docs" / "official-method.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("mortality", "shown"), [("nation", "86,913"), ("prefecture", "87,008")])
def test_from_censuses_and_life_tables_alone_within_two_percent_of_ipss(mortality: str, shown: str) -> None:
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    vision = cohort.official(inputs, launch="2015-10-01", until=2045, mortality=mortality)
    people = float(vision.frame.loc[("pattern-1", "population"), 2040])
    published = inputs.series("ipss2018")[2040]
    assert published == 85_744
    assert abs(people / published - 1) < 0.02
    assert shown in METHOD
    assert f"{people:,.0f}" == shown
