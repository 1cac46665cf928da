"""Several areas in one call: each as by itself, along a dim."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from cohort.assumptions import assume
from cohort.collection.area import area
from cohort.collection.trend import EVENTS, trend_text
from cohort.errors import AssumptionError
from cohort.projection.project import project
from cohort.scenario import read_scenarios


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory: pytest.TempPathFactory):
    home: Path = tmp_path_factory.mktemp("trend")
    (home / "trend.toml").write_text(trend_text("", "", EVENTS), encoding="utf-8")
    return read_scenarios(home)


def test_areas_stand_side_by_side(scenarios) -> None:
    places = [area("一関市"), area("平泉町"), area("03503")]  # Kunohe: fractions of a person stay, as counts
    together = assume(places, scenarios)
    made = project(together, "totals")
    assert list(together["area"].values) == ["03209", "03402", "03503"]
    assert made["population"].dims[0] == "area"
    for one in places:
        alone = project(assume(one, scenarios), "totals")["population"].values
        np.testing.assert_allclose(made["population"].sel(area=one.area.code).values, alone, rtol=1e-12)


def test_areas_that_do_not_stand_side_by_side_are_told(scenarios) -> None:
    with pytest.raises(AssumptionError, match="03402 stands twice"):
        assume([area("平泉町"), area("平泉町")], scenarios)
    with pytest.raises(AssumptionError, match="give the inputs of an area"):
        assume([], scenarios)
    with pytest.raises(AssumptionError, match="give the inputs of an area"):
        assume(["平泉町"], scenarios)
