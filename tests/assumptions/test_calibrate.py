from __future__ import annotations

import json

import numpy as np
import pytest

import cohort
from cohort.assumptions.baseline import baseline
from cohort.errors import AssumptionError
from cohort.scenario.model import Calibrate
from tests.assumptions.cases import CENSUS, assumed, band, measure, net_of, refused, scenarios


def calibrate(value, lever="migration.net", year=2040, what="population"):
    return f'\n[calibrate]\nlever = "{lever}"\nmeasure = "{what}"\nyear = {year}\nvalue = {value}\nsource = "plan"\n'


OWN = calibrate(82044)
TFR = measure("fertility.tfr", "{ 2018 = 1.44, 2025 = 1.63 }", unit="births per woman")


def total(projection, scenario, year=2040):
    return float(projection["population"].sel(scenario=scenario, time=year).sum())


def both(inputs, made, step=None):
    found = cohort.assume(inputs, made, step=step)
    return found, cohort.project(found), json.loads(found.attrs["implied"])


def test_the_published_total_is_met_and_what_it_implies_is_said(inputs):
    found, made, implied = both(inputs, scenarios(own=OWN, trend=""))
    assert total(made, "own") == pytest.approx(82_044, abs=1e-6)
    assert implied["own"]["observed"] == -644
    assert implied["own"]["lever"] == "migration.net"
    assert -370 < implied["own"]["value"] < -330
    # its rates give that many on the people of 2019, of whom 644 left in the trend
    rate = found["net_migration_rate"].sel(scenario="own").transpose("sex", "age").values
    people = baseline(inputs, scenarios(own=OWN)["own"].launch).moving
    assert float((rate * people).sum()) == pytest.approx(implied["own"]["value"], abs=1e-6)
    assert "trend" not in implied
    said = [r for r in json.loads(found.attrs["records"]) if r["where"] == "calibrate"]
    assert [r["scenario"] for r in said] == ["own"]
    assert "82,044" in said[0]["en"]
    assert "△644" in said[0]["ja"]
    assert found.attrs["reference_scenario"] == "own"


@pytest.mark.parametrize("value", [72_000, 78_000, 79_500, 95_000])
def test_any_total_within_reach_is_met(inputs, value):
    _, made, _ = both(inputs, scenarios(one=calibrate(value)))
    assert float(made["population"].sel(time=2040).sum()) == pytest.approx(value, abs=1e-6)


def test_the_observed_level_itself_may_be_the_answer(inputs):
    _, trend, _ = both(inputs, scenarios(one=""))
    value = float(trend["population"].sel(time=2040).sum())
    _, _, implied = both(inputs, scenarios(one=calibrate(value)))
    assert implied["one"]["value"] == pytest.approx(-644, abs=1e-6)


def test_fertility_as_the_lever(inputs):
    found, made, implied = both(inputs, scenarios(one=calibrate(80_000, "fertility.tfr")))
    assert float(made["population"].sel(time=2040).sum()) == pytest.approx(80_000, abs=1e-6)
    assert implied["one"]["observed"] == pytest.approx(float(assumed(inputs)["tfr"].isel(period=0)))
    assert 1.6 < implied["one"]["value"] < 2
    np.testing.assert_allclose(found["tfr"], implied["one"]["value"])
    said = [r["en"] for r in json.loads(found.attrs["records"]) if r["where"] == "calibrate"]
    assert "80,000 residents in 2040 need a TFR of" in said[0]


def test_children_start_from_the_level_of_their_parent(inputs):
    child = 'inherits = "own"\n'
    texts = {
        "own": OWN,
        "fertile": child + TFR,
        "better": child + measure("migration.net", "{ 2020 = 322 }", '"hold_rates"', extra="added = true"),
        "half": child
        + measure("migration.net", "{ 2020 = 0.5 }", '"hold_rates"', "ratio to launch", "relative = true"),
        "grandchild": 'inherits = "fertile"\n' + measure("migration.net", "{ 2030 = 0 }"),
    }
    _, made, implied = both(inputs, scenarios(**texts))
    level = implied["own"]["value"]
    assert {name: row["value"] for name, row in implied.items()} == dict.fromkeys(texts, level)
    for name, net in (("better", level + 322), ("half", level / 2)):
        assert net_of(made.sel(scenario=name), 2020) == pytest.approx(net, abs=1e-6)
    for name in ("fertile", "grandchild"):
        assert net_of(made.sel(scenario=name), 2020) == net_of(made.sel(scenario="own"), 2020)
    # they are not calibrated again: their improvements show
    assert total(made, "fertile") > 82_900


def test_a_child_with_a_calibration_of_its_own(inputs):
    _, made, implied = both(inputs, scenarios(own=OWN, other='inherits = "own"\n' + calibrate(85_000)))
    assert total(made, "own") == pytest.approx(82_044, abs=1e-6)
    assert total(made, "other") == pytest.approx(85_000, abs=1e-6)
    assert implied["own"]["value"] < implied["other"]["value"]


def test_the_lever_moves_what_bands_leave_open(inputs):
    _, made, _ = both(inputs, scenarios(one=OWN + band("10-39", "{ 2025 = -400 }")))
    one = made.squeeze()
    assert float(one["population"].sel(time=2040).sum()) == pytest.approx(82_044, abs=1e-6)
    assert net_of(one, 2025, slice(10, 39)) == pytest.approx(-400)


def test_observed_years_stay_as_they_are(inputs):
    launch = CENSUS.replace("2030", "2040")
    _, made, implied = both(inputs, scenarios(launch, one=calibrate(76_185)))
    assert float(made["population"].sel(time=2040).sum()) == pytest.approx(76_185, abs=1e-6)
    assert net_of(made, 2020) == pytest.approx(0.25 * -581 + 0.75 * -398)
    assert implied["one"]["observed"] == pytest.approx((-398 - 630 - 587) / 3)


def test_five_year_steps_are_calibrated_in_their_own(inputs):
    _, made, implied = both(inputs, scenarios(one=OWN), step=5)
    assert float(made["population"].sel(time=2040).sum()) == pytest.approx(82_044, abs=1e-6)
    _, _, yearly = both(inputs, scenarios(one=OWN))
    assert implied["one"]["value"] == pytest.approx(yearly["one"]["value"], abs=25)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (calibrate(300_000), ("calibrate.value", "300,000 in 2040", "migration.net")),
        (calibrate(1_000), ("calibrate.value", "1,000 in 2040", "migration.net")),
        (calibrate(50_000), ("calibrate.value", "50,000 in 2040", "more leavers than residents")),
        (calibrate(60_000, "fertility.tfr"), ("calibrate.value", "fertility.tfr", "0.3")),
        (calibrate(82_044) + measure("migration.net", "{ 2025 = -322 }"), ("migration.net has points of its own",)),
        (calibrate(82_044) + measure("migration.out", "{ 2025 = 2900 }"), ("migration.out has points of its own",)),
        (calibrate(82_044, "fertility.tfr") + TFR, ("fertility.tfr has points of its own",)),
        (
            calibrate(82_044, "fertility.tfr") + measure("fertility.births", "{ 2025 = 607 }", unit="births per year"),
            ("fertility.births has points of its own",),
        ),
        (calibrate(500, what="births", year=2039), ("'births'",)),
    ],
)
def test_calibrations_without_an_answer(inputs, text, words):
    refused(lambda: cohort.assume(inputs, scenarios(one=text)), AssumptionError, "one.toml", "calibrate", *words)


def test_calibrations_made_in_code_are_checked_too(inputs):
    one = scenarios(one="")["one"]
    for row, word in (
        (
            Calibrate.model_construct(
                lever="mortality.e0", measure="population", year=2040, value=82044.0, source="plan"
            ),
            "lever 'mortality.e0'",
        ),
        (
            Calibrate(lever="migration.net", measure="population", year=2041, value=82044.0, source="plan"),
            "from 2020 to 2040",
        ),
        (
            Calibrate(lever="migration.net", measure="population", year=2020, value=82044.0, source="plan"),
            "from 2020 to 2040",
        ),
    ):
        made = one.changed(calibrate=row)
        refused(lambda s=made: cohort.assume(inputs, s), AssumptionError, word)


def test_a_year_between_two_steps(inputs):
    made = scenarios(one=calibrate(90_000, year=2033))
    assert float(both(inputs, made)[1]["population"].sel(time=2033).sum()) == pytest.approx(90_000, abs=1e-6)
    refused(lambda: cohort.assume(inputs, made, step=5), AssumptionError, "2033", "steps of 5 years")
