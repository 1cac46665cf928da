"""What the first strategy states, and whether the model reproduces it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import cohort
from cohort.analysis.official import outcome, peak
from cohort.errors import InputError, ProjectionError
from cohort.inputs import Inputs, read_inputs
from tests.analysis.small import totals
from tests.shared import ROOT


@pytest.fixture(scope="module")
def city() -> Inputs:
    return read_inputs(ROOT / "inputs" / "ichinoseki")


@pytest.fixture(scope="module")
def projection(city: Inputs) -> xr.Dataset:
    return cohort.project(cohort.assume(city, cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-first-strategy")))


@pytest.mark.parametrize("scenario", ["trend", "own-projection"])
def test_peaks(projection: xr.Dataset, scenario: str) -> None:
    elderly, old = (peak(projection, m, scenario) for m in ("population_65_plus", "population_75_plus"))
    assert elderly.year == 2020
    assert elderly.is_about(2020)  # as stated
    assert old.year == 2030  # as stated; nearly flat to 2035
    assert old.is_about(2030)
    assert old.after > 0.99 * old.value


def test_shares_of_2040(projection: xr.Dataset) -> None:
    share = cohort.summarise(projection)["share_65_plus"].sel(time=2040)
    assert float(share.sel(scenario="own-projection")) == pytest.approx(0.470, abs=0.004)  # stated: 0.441
    assert float(share.sel(scenario="outlook")) == pytest.approx(
        0.433, abs=0.004
    )  # the stated share lies nearer this one


def test_verdicts(city: Inputs, projection: xr.Dataset) -> None:
    scenarios = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-first-strategy")
    found = {(v.scenario, v.outlook.measure, v.outlook.bound): v.met for v in cohort.verdicts(projection, scenarios)}
    assert not found["outlook", "population", "about"]  # 1.9 % short; with mortality on a random walk it is met
    assert not found["outlook-on-own", "population", "about"]
    assert not found["own-projection", "share_65_plus", "about"]
    assert ("outlook-on-own", "share_65_plus", "about") not in found


def test_how_the_first_round_ended(city: Inputs) -> None:
    table = outcome(city, "first").set_index("measure")
    seen = {m: (r.target, r.actual_year, r.actual) for m, r in table.iterrows()}
    assert seen["tfr"] == (1.65, 2018, 1.44)
    assert seen["net_out_migration"] == (329, 2019, 644)
    assert seen["in_migration"] == (2780, 2019, 2434)  # 2,211 Japanese and 223 foreign residents
    assert seen["care_certified_share"] == (0.153, 2019, 0.164)  # the second strategy's base
    # (1.44 - 1.58) / (1.65 - 1.58); (644 - 448) / (329 - 448)
    assert table.loc["tfr", "share_of_way"] == pytest.approx(-2.0)
    assert table.loc["net_out_migration", "share_of_way"] == pytest.approx(-196 / 119)
    assert table.loc["net_out_migration", "source"] == "register_events"


def test_no_figures_no_outcome(city: Inputs) -> None:
    table = outcome(city, "second")
    assert table["actual"].isna().all()
    bare = outcome(replace(city, tfr=None, events=None), "first").set_index("measure")
    assert bare.loc["tfr", "actual_year"] is not None
    assert np.isnan(bare.loc["tfr", "actual"])
    assert bare.loc["net_out_migration", "actual"] == 644  # the second strategy's base
    for inputs in (city, replace(city, targets=None)):
        with pytest.raises(InputError, match="got 'third'; there are"):
            outcome(inputs, "third")


def test_events_of_other_measures(city: Inputs) -> None:
    targets = city.targets[city.targets["measure"] == "births"].assign(target_year=2019, strategy="x")  # type: ignore[index]
    found = outcome(replace(city, targets=targets), "x")
    assert found["actual"].tolist() == [549]


def test_peak_by_hand() -> None:
    summary = totals({"a": [1, 3, 3, 2], "b": [4, 3, 2, 1]}, step=5)
    found = peak(summary, "population", "a")
    assert (found.year, found.value, found.step, found.at_edge, found.before, found.after) == (2025, 3, 5, False, 1, 3)
    assert found.is_about(2027)
    assert not found.is_about(2028)
    edge = peak(summary, "population", "b")
    assert (edge.year, edge.at_edge, edge.is_about(2020)) == (2020, True, False)
    with pytest.raises(ProjectionError, match="name the scenario"):
        peak(summary, "population")
    with pytest.raises(ProjectionError) as error:
        peak(summary, "populaton", "a")
    assert "Did you mean 'population'?" in error.value.text("en")
    assert "ではありませんか" in error.value.text("ja")
