from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import xarray as xr

import cohort
from cohort.errors import AssumptionError, InputError
from tests.assumptions.cases import CENSUS, LAUNCH, assumed, band, measure, refused, scenarios
from tests.shared import ROOT

TFR = measure("fertility.tfr", "{ 2018 = 1.44, 2025 = 1.63 }", unit="births per woman")
NET = measure("migration.net", "{ 2019 = -644, 2025 = -322 }")
OWN = '\n[calibrate]\nlever = "migration.net"\nmeasure = "population"\nyear = 2040\nvalue = 82044\nsource = "plan"\n'


def same_bits(one, other, name):
    for variable in ("population", "births", "deaths", "net_migration"):
        a, b = (
            x[variable].sel(scenario=name).values if "scenario" in x[variable].dims else x[variable].values
            for x in (one, other)
        )
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("name", ["trend", "own-projection", "strategy", "latest-trend"])
def test_a_scenario_alone_is_the_same_as_in_company(inputs, city, projection, name):
    same_bits(cohort.project(cohort.assume(inputs, city[name])), projection, name)


def test_a_child_with_its_parent_alone_is_the_same_as_in_company(inputs, city, projection):
    pair = cohort.project(cohort.assume(inputs, [city["own-projection"], city["strategy-on-own"]]))
    same_bits(pair, projection, "strategy-on-own")
    # whatever the order
    pair = cohort.project(cohort.assume(inputs, [city["strategy-on-own"], city["own-projection"]]))
    same_bits(pair, projection, "strategy-on-own")


def test_company_with_bands_and_households_changes_nothing(inputs):
    texts = {"trend": "", "net": NET, "bands": band("10-39", "{ 2025 = -300 }")}
    together = cohort.project(cohort.assume(inputs, scenarios(**texts)))
    for name, text in texts.items():
        same_bits(cohort.project(cohort.assume(inputs, scenarios(**{name: text}))), together, name)


def test_two_runs_are_one_where_no_factor_is_held(inputs):
    whole = assumed(inputs, TFR + measure("migration.net", "{ 2020 = -500 }"))
    made = cohort.project(whole)
    assert set(whole["net_migration_control"].values.ravel().tolist()) == {1}
    middle = made["population"].sel(time=2030, drop=True).reset_coords(drop=True)
    second = whole.sel(period=slice(2030, None)).assign(launch_population=middle)
    again = cohort.project(second.assign_attrs(whole.attrs))
    np.testing.assert_array_equal(again["population"].values, made["population"].sel(time=slice(2030, None)).values)


def test_what_does_not_vary_has_no_scenario(inputs):
    made = cohort.assume(inputs, scenarios(a="", b=TFR))
    assert isinstance(made, xr.Dataset)
    assert "scenario" not in made["survivorship"].dims
    assert "scenario" not in made["launch_population"].dims
    assert made["tfr"].dims == ("scenario", "period")
    assert "net_migration" not in made  # nobody comes as a count


def test_attributes_say_how_it_is_to_be_run(inputs, city, assumptions):
    assert assumptions.attrs["step"] == 1
    assert assumptions.attrs["births"] == "asfr"
    assert assumptions.attrs["migration_timing"] == "even"
    assert assumptions.attrs["reference_scenario"] == "own-projection"
    assert assumptions.attrs["area"] == "03209"
    days = dict(zip(assumptions["scenario"].values, assumptions["reference_date"].values, strict=True))
    assert days["latest-trend"] == "10-01"
    assert {day for name, day in days.items() if name != "latest-trend"} == {"01-01"}
    alone = cohort.assume(inputs, city["trend"])
    assert alone.attrs["reference_date"] == "01-01"
    assert alone.attrs["reference_scenario"] == "trend"


def test_every_change_to_a_number_is_recorded_once(assumptions):
    records = json.loads(assumptions.attrs["records"])
    assert all(r["en"] and r["ja"] for r in records)
    launches = [r for r in records if r["where"] == "launch" and r["en"].startswith("Launch population")]
    assert [r["scenario"] for r in launches] == ["trend", "latest-trend"]
    levels = [r["en"] for r in records if "Targets are scaled" in r["en"]]
    assert len(levels) == 2


def test_one_launch_for_all_needs_no_name_on_its_records(inputs):
    records = json.loads(cohort.assume(inputs, scenarios(a="", b=TFR)).attrs["records"])
    assert {r["scenario"] for r in records} == {""}


def test_different_launch_years_are_refused(inputs):
    made = [scenarios(one="")["one"], scenarios(CENSUS.replace("2020", "2015"), two="")["two"]]
    refused(lambda: cohort.assume(inputs, made), AssumptionError, "2015-2030: two", "2020-2040: one")


def test_different_timings_of_migration_are_refused(inputs):
    made = [scenarios(one="")["one"], scenarios(LAUNCH + 'migration_timing = "end"\n', two="")["two"]]
    refused(lambda: cohort.assume(inputs, made), AssumptionError, "migration_timing", "one even", "two end")


def test_names_stand_for_one_scenario(inputs):
    one = scenarios(one="")["one"]
    refused(lambda: cohort.assume(inputs, [one, one.changed(trajectories=())]), AssumptionError, "one stands for")
    refused(lambda: cohort.assume(inputs, []), AssumptionError, "there are none")


def test_a_child_is_not_calibrated_by_itself(inputs, city):
    # its own improvement would be calibrated away
    own = scenarios(own=OWN, child='inherits = "own"\n' + TFR)
    refused(lambda: cohort.assume(inputs, own["child"]), AssumptionError, "child.toml", "calibration of own")
    refused(lambda: cohort.assume(inputs, city["strategy-on-own"]), AssumptionError, "calibration of own-projection")
    assert json.loads(cohort.assume(inputs, own["own"]).attrs["implied"])["own"]["year"] == 2040


@pytest.mark.parametrize(
    ("table", "points", "observed"),
    [
        ("fertility.births", "{ 2019 = 600, 2025 = 607 }", "549"),
        ("migration.in", "{ 2019 = 2000 }", "2434"),
        ("migration.out", "{ 2020 = 2900 }", "3078"),
    ],
)
def test_launch_values_of_other_measures_are_compared_too(inputs, table, points, observed):
    unit = "births per year" if table == "fertility.births" else "persons per year"
    text = measure(table, points, unit=unit).replace('jump_off = "scenario"\n', "")
    refused(lambda: assumed(inputs, text), AssumptionError, "one.toml", table, observed, "jump_off")


def test_a_launch_without_a_count_is_refused(inputs):
    launch = '\n[launch]\ndate = 2024-01-01\nbasis = "register"\nuntil = 2030\nevents = [2017]\n'
    refused(lambda: assumed(inputs, launch=launch), InputError, "register 2024-01-01")


def test_a_launch_without_events_is_refused(inputs):
    launch = '\n[launch]\ndate = 2020-01-01\nbasis = "register"\nuntil = 2030\n'
    refused(lambda: assumed(inputs, launch=launch), AssumptionError, "events", "got []")


def test_an_area_without_a_nation_is_refused(inputs):
    refused(lambda: assumed(replace(inputs, nation=None)), AssumptionError, "nation")


@pytest.mark.parametrize("folder", sorted(path.name for path in (ROOT / "scenarios").iterdir() if path.is_dir()))
def test_every_set_of_the_project_gives_assumptions_that_can_be_run(folder):
    inputs = cohort.read_inputs(ROOT / "inputs" / folder.partition("-")[0])
    made = cohort.project(cohort.assume(inputs, cohort.read_scenarios(ROOT / "scenarios" / folder)), keep="totals")
    assert (made["population"] > 0).all()
