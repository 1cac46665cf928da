from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cohort.assumptions.baseline import baseline
from cohort.assumptions.events import read_events
from cohort.assumptions.migration import census_dates, net_profile, residual_rates
from cohort.errors import AssumptionError
from cohort.scenario.model import Launch
from tests.assumptions.cases import LAUNCH, counted, net_of, prefecture_tables, projected, refused


def without_census(inputs, *years):
    table = inputs.population
    return replace(inputs, population=table[~((table["basis"] == "census") & table["date"].dt.year.isin(years))])


def test_residual_rates_again_by_hand(inputs):
    found = residual_rates(inputs, date(2010, 10, 1), date(2015, 10, 1), 2020)
    assert found.shape == (2, 19)
    assert np.isnan(found[:, 0]).all()
    # the year in the middle of five from 1 October 2010 is that from 1 October 2012: three quarters into 2012
    Lx = prefecture_tables(inputs, np.array([2012.75]), 2020)[0].Lx[0]
    before, after = (counted("ichinoseki", "census", f"{year}-10-01") for year in (2010, 2015))
    for s, sex in enumerate(("male", "female")):
        people = []
        for count in (before[sex], after[sex]):
            known = sum(v for g, v in count.items() if g != "unknown")
            people.append({g: v * (1 + count["unknown"] / known) for g, v in count.items()})
        for group, young, reached in ((4, "15-19", "20-24"), (8, "35-39", "40-44"), (14, "65-69", "70-74")):
            low = 5 * group
            survive = sum(Lx[s, low : low + 5]) / sum(Lx[s, low - 5 : low])
            rate = people[1][reached] / people[0][young] - survive
            assert found[s, group] == pytest.approx(rate, rel=1e-9)
        pooled = people[0]["85-89"] + people[0]["90+"]
        survive = sum(Lx[s, 90:]) / sum(Lx[s, 85:])
        assert found[s, 18] == pytest.approx(people[1]["90+"] / pooled - survive, rel=1e-9)


def test_young_people_leave(inputs):
    rates, (record,) = net_profile(inputs, date(2020, 1, 1))
    assert rates.shape == (2, 101)
    assert (rates[:, 18:23] < -0.02).all()
    assert (np.abs(rates[:, 45:70]) < 0.005).all()
    assert "2005-2010, 2010-2015" in record.en


def test_the_profile_is_the_mean_of_the_intervals(inputs):
    launch = date(2020, 1, 1)
    both = net_profile(inputs, launch)[0]
    last = net_profile(inputs, launch, intervals=1)[0]
    first = net_profile(without_census(inputs, 2015), launch, intervals=1)[0]
    # at the middle of a cohort's five years the rate is its residual over five: 20-24 when reached, exact age 20
    pairs = ((2005, 2010), (2010, 2015))
    cohort = [residual_rates(inputs, date(a, 10, 1), date(b, 10, 1), 2020)[1, 4] / 5 for a, b in pairs]
    middle = [(r[1, 19] + r[1, 20]) / 2 for r in (first, last, both)]
    for value, wanted in zip(middle, (*cohort, np.mean(cohort)), strict=True):
        assert value == pytest.approx(wanted, rel=0.06)
    assert not np.allclose(first, last)


def test_censuses_after_the_launch_are_not_known(inputs):
    assert census_dates(inputs, date(2010, 10, 1))[-1] == date(2010, 10, 1)
    assert census_dates(replace(inputs, population=None), date(2010, 10, 1)) == []


def test_two_censuses_are_needed_five_years_apart(inputs):
    refused(lambda: net_profile(inputs, date(1984, 1, 1)), AssumptionError, "1 censuses up to 1984-01-01", "two")
    refused(lambda: net_profile(without_census(inputs, 2010), date(2020, 1, 1)), AssumptionError, "five years apart")


def test_observed_net_is_in_minus_out(inputs):
    found = read_events(inputs, Launch(date=date(2019, 1, 1), basis="register", until=2050, events=(2020,)))
    assert found.net == {2019: 2211 + 223 - 2957 - 121, 2020: 2115 - 2696}
    assert (found.in_level, found.out_level, found.net_level) == (2115, 2696, 2115 - 2696)
    net = [record.en for record in found.records if record.where.startswith("net_migration")]
    assert "register" in net[0]
    assert "migration_report" in net[1]
    assert isinstance(inputs.events, pd.DataFrame)


def test_the_ages_of_migrants_of_the_censuses_named(inputs):
    launch = date(2020, 1, 1)
    rates, (record,) = net_profile(inputs, launch, years=(2000, 2005, 2010))
    assert "2000-2005, 2005-2010 (mean" in record.en
    known = net_profile(without_census(inputs, 2015), launch)[0]  # without 2015 these are the last three
    np.testing.assert_array_equal(rates, known)
    np.testing.assert_array_equal(
        net_profile(inputs, launch, years=(2005, 2010, 2015))[0], net_profile(inputs, launch)[0]
    )
    refused(
        lambda: net_profile(inputs, launch, years=(2010, 2015, 2020)),
        AssumptionError,
        "launch.migration_censuses: no census of 2020 up to 2020-01-01; there are 1980, 1985",
    )


def test_a_scenario_names_the_censuses(inputs):
    named = LAUNCH + "migration_censuses = [2000, 2005, 2010]\n"
    found, usual = projected(inputs, launch=named), projected(inputs)
    for years in ((), (2000, 2005, 2010)):  # the level is that of the launch year, whatever the ages
        launch = Launch(date=date(2020, 1, 1), basis="register", until=2030, events=(2019,), migration_censuses=years)
        base = baseline(inputs, launch)
        assert float((base.rates_at(-644) * base.moving).sum()) == pytest.approx(-644)
    assert net_of(found, 2020, slice(20, 24)) != pytest.approx(net_of(usual, 2020, slice(20, 24)), rel=0.01)


def nobody(inputs, years, sex, group):
    table = inputs.population.copy()
    empty = (
        (table["basis"] == "census")
        & table["date"].dt.year.isin(years)
        & (table["sex"] == sex)
        & (table["age_group"] == group)
    )
    assert empty.sum() == len(years)
    return replace(inputs, population=table.assign(population=table["population"].where(~empty, 0.0)))


def test_an_age_without_residents_takes_the_rate_of_the_other_interval_and_it_is_recorded(inputs):
    launch = date(2020, 1, 1)
    # nobody of 30-34 in 2005: no rate at 35-39 for 2005-2010
    rates, (_, record) = net_profile(nobody(inputs, [2005], "male", "30-34"), launch)
    assert "Nobody lived there in 2005 at some ages (males 30-34)" in record.en
    assert "the rate of the other interval" in record.en
    assert "2005 年に居住者のいない年齢（男30～34歳）" in record.ja
    last = net_profile(inputs, launch, intervals=1)[0]
    assert rates[0, 35] == pytest.approx(last[0, 35], abs=2e-3)
    _, (_, *records) = net_profile(nobody(inputs, [2005, 2010], "female", "0-4"), launch)
    assert ["no moves are assumed" in one.en for one in records] == [True, True]
    assert all("females 0-4" in one.en for one in records)
