"""A measure changed by hand: the projection has it, everything else stays."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

import cohort
from cohort.assumptions.change import adjustable, change
from cohort.assumptions.mortality import prefecture_mortality
from cohort.demography.life_table import survivorship
from cohort.demography.mortality import shift_to_e0
from cohort.record import records_of
from tests.assumptions.cases import assumed, measure, scenarios


@pytest.fixture(scope="module", params=[1, 5])
def both(request, inputs):
    """Two scenarios that differ in fertility and net migration."""
    other = measure("fertility.tfr", "{ 2025 = 1.63 }", unit="births per woman") + measure(
        "migration.net", "{ 2025 = -322 }"
    )
    return cohort.assume(inputs, scenarios(one="", two=other), step=request.param)


def flows(a):
    found = cohort.project(a, "totals")
    return found["births"], found["net_migration"] / a.attrs["step"]


def test_twice_the_tfr_is_twice_the_births_of_the_first_year(both):
    once, _ = flows(both)
    made = change(both, tfr=2 * both["tfr"])
    twice, _ = flows(made)
    np.testing.assert_allclose(twice.isel(period=0), 2 * once.isel(period=0))
    np.testing.assert_allclose(made["asfr"].sum("age") * both.attrs["step"], 2 * both["tfr"] * both["tfr_scale"])
    assert float(change(both, tfr="+0.1")["tfr"][0, 0]) == pytest.approx(float(both["tfr"][0, 0]) + 0.1)


def test_a_total_is_met_with_counts(both):
    counts = xr.zeros_like(both["survivorship"].isel(period=0, drop=True))
    counts.loc[{"age": 20}] = 10.0
    a = both.assign(net_migration=counts)
    for value, expected in ((0, 0.0), (-250.5, -250.5)):
        np.testing.assert_allclose(flows(change(a, net_migration=value))[1], expected, atol=1e-9)
    np.testing.assert_allclose(flows(change(a, net_migration="+100"))[1], flows(a)[1] + 100)


def test_only_from_a_year_on_and_only_in_one_scenario(both):
    later = int(both["period"][2])
    name = str(both["scenario"].values[0])
    before = cohort.project(both)
    for asked in ({"tfr": 2.5}, {"e0": "+3"}, {"net_migration": 50}):
        made = change(both, since=later, scenario=name, **asked)
        after = cohort.project(made)
        for variable in ("population", "births", "deaths", "net_migration"):
            np.testing.assert_array_equal(after[variable].isel(scenario=1), before[variable].isel(scenario=1))
        np.testing.assert_array_equal(
            after["population"].sel(time=slice(None, later)), before["population"].sel(time=slice(None, later))
        )
        changed = after["population"].isel(scenario=0, time=-1) - before["population"].isel(scenario=0, time=-1)
        assert abs(float(changed.sum())) > 1
        (record,) = [one for one in records_of(after) if one.where in asked]
        assert record.scenario == name
        assert f"from {later} on" in record.en


def test_life_expectancy_as_a_life_table_is_shifted():
    """Between the years lived in each age instead of the survivors at its edges: the same to a few ten-thousandths."""
    inputs = cohort.read_inputs("inputs/ichinoseki")
    tables = prefecture_mortality(inputs, 2020).at(np.array([2020.0]))
    shifted = shift_to_e0(tables, tables.e0 + 2)[0]
    a = assumed(inputs).isel(period=[0])
    cells = (("period", "sex", "age"), survivorship(tables, 100))
    a = a.assign(survivorship=cells, e0=(("period", "sex"), tables.e0))
    made = change(a, e0="+2")
    np.testing.assert_allclose(made["survivorship"], survivorship(shifted, 100), atol=6e-4)
    by_sex = change(a, e0={"male": 82.5, "female": "+1"})["e0"].values
    np.testing.assert_allclose(by_sex, [[82.5, tables.e0[0, 1] + 1]])


def test_draws_stand_in_front(both):
    draws = xr.DataArray([1.2, 1.4, 1.6], dims="draw", coords={"draw": [0, 1, 2]})
    made = change(both, tfr=draws)
    assert made["asfr"].dims == ("scenario", "draw", "period", "age")
    one = cohort.project(change(both, tfr=1.4))
    np.testing.assert_allclose(cohort.project(made).sel(draw=1)["births"], one["births"], rtol=1e-12)


def test_nothing_moves_where_the_path_is_given_again(both):
    made = change(both, tfr=both["tfr"], e0=both["e0"])
    for name in both.data_vars:
        np.testing.assert_allclose(made[name].broadcast_like(both[name]), both[name], rtol=1e-14)


def test_the_child_woman_ratio_follows():
    inputs = cohort.read_inputs("inputs/ichinoseki")
    a = cohort.assume(inputs, cohort.read_scenarios("scenarios/ichinoseki-first-strategy"))
    made = change(a, tfr=2 * a["tfr"])
    np.testing.assert_allclose(made["child_woman_ratio"], 2 * a["child_woman_ratio"])
    np.testing.assert_allclose(flows(change(a, net_migration=0))[1], 0, atol=1e-9)
    cohort.project(change(a, e0="+1"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "nothing to change; name tfr, e0 or net_migration."),
        ({"tfr": "1.8"}, "tfr: got '1.8'; use a number, '+0.1' for what is added"),
        ({"tfr": True}, "tfr: got True"),
        ({"tfr": np.nan}, "tfr: got nan"),
        ({"tfr": 99}, "tfr: would be 99; Total fertility rate lies between 0 and 10 births per woman."),
        ({"tfr": "-5"}, "tfr: would be -"),
        ({"e0": {"male": 80}}, "e0: got {'male': 80}; only e0 is given by sex"),
        ({"tfr": {"male": 1, "female": 2}}, "only e0 is given by sex"),
        ({"e0": "+60"}, "e0: would be 1"),
        ({"e0": 109}, "e0: no survivorship gives 109.00 years"),
        ({"tfr": 1, "since": 1900}, "since: got 1900; use a year from 2020 to"),
        ({"tfr": 1, "since": "2030"}, "since: got '2030'"),
        ({"tfr": 1, "scenario": "onee"}, "scenario: there is no 'onee'"),
        ({"tfr": 1, "scenario": 5}, "scenario: there is no 5"),
        ({"tfr": xr.DataArray([1.0], dims="draw")}, "tfr: got DataArray; use a number"),
        ({"tfr": xr.DataArray([1.0], dims="period", coords={"period": [2020]})}, "tfr: got DataArray"),
    ],
)
def test_what_cannot_be_meant(both, asked, words):
    with pytest.raises(cohort.CohortError) as caught:
        change(both, **asked)
    assert words in caught.value.text("en")
    assert caught.value.text("ja") != caught.value.text("en")


def test_what_is_only_shown_cannot_be_assigned(both):
    for asked in ({"tfr": 1.8}, {"tfr": both["tfr"] * 1.01}, {"e0": both["e0"] + 1}):
        (name,) = asked
        with pytest.raises(cohort.CohortError, match=rf"use cohort.change\(assumptions, {name}=\.\.\.\)"):
            cohort.project(both.assign(asked))


def test_assumptions_that_were_cut(both):
    with pytest.raises(cohort.CohortError, match="attrs\\['open_age'\\] says that the open group is 100"):
        cohort.project(both.sel(age=slice(None, 90)))
    with pytest.raises(cohort.CohortError, match="launch_population is that of 2020"):
        cohort.project(both.isel(period=slice(2, None)))


def test_counts_stay_beside_the_rates_that_a_total_scales():
    """Three households that come beside the rates stay as they are; where only counts are, the next rates take their place."""
    rates, counts = np.zeros((4, 2, 3)), np.zeros((4, 2, 3))
    rates[1], rates[2] = -0.02, -0.01
    counts[0], counts[1], counts[2, 0] = 7.0, 3.0, -2.0
    dims = ("period", "sex", "age")
    made = xr.Dataset({"net_migration_rate": (dims, rates), "net_migration": (dims, counts)})
    scaled, beside = adjustable(made)
    np.testing.assert_array_equal(scaled[:, 0, 0], [-0.02, -0.02, -0.01, -0.01])
    np.testing.assert_array_equal(beside[:, 0, 0], [0, 3, -2, 0])
    np.testing.assert_array_equal(beside[:, 1, 2], [0, 3, 0, 0])
