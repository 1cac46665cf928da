from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cohort.assumptions.launch import launch_population, shift_ages
from cohort.errors import AssumptionError, InputError
from cohort.scenario.model import Launch
from tests.assumptions.cases import counted, prefecture_tables, refused

REGISTER = Launch(date=date(2020, 1, 1), basis="register", until=2050, events=(2019,))
CENSUS = Launch(date=date(2015, 10, 1), basis="census", until=2050, events=(2016,))
RAKED = Launch(date=date(2020, 10, 1), basis="register", until=2050, events=(2021,), rake_to=date(2020, 10, 1))


@pytest.fixture(scope="module")
def lived(inputs):
    return prefecture_tables(inputs, np.array([2020]), 2020)[0].Lx[0]


def test_every_five_year_group_of_the_register_is_kept(inputs, lived):
    found, records = launch_population(inputs, REGISTER, lived)
    assert found.shape == (2, 101)
    assert found.sum() == pytest.approx(115_426, rel=1e-12)
    for s, (_, groups) in enumerate(counted("ichinoseki", "register", "2020-01-01").items()):
        for group, persons in groups.items():
            low = int(group.split("-")[0].rstrip("+"))
            high = None if group.endswith("+") else low + 5
            assert found[s, low:high].sum() == pytest.approx(persons, rel=1e-12)
    assert (found >= 0).all()
    assert [r.where for r in records] == ["launch"]
    assert "115,426" in records[0].en
    assert "115,426" in records[0].ja


def test_unknown_ages_and_the_open_group_of_a_census(inputs, lived):
    found, records = launch_population(inputs, CENSUS, lived)
    published = counted("ichinoseki", "census", "2015-10-01")
    total = sum(sum(groups.values()) for groups in published.values())
    assert found.sum() == pytest.approx(total, rel=1e-12)
    for s, groups in enumerate(published.values()):
        known = sum(v for g, v in groups.items() if g != "unknown")
        assert groups["unknown"] > 0
        share = 1 + groups["unknown"] / known
        assert found[s, 20:25].sum() == pytest.approx(groups["20-24"] * share, rel=1e-12)
        assert found[s, 90:].sum() == pytest.approx(groups["90+"] * share, rel=1e-12)
        # within 90+ as the survivors of the life table: stationary
        alive = [float(lived[s, x]) for x in range(90, 100)] + [float(sum(lived[s, 100:]))]
        np.testing.assert_allclose(found[s, 90:] / found[s, 90:].sum(), np.array(alive) / sum(alive))
    said = " ".join(r.en for r in records)
    assert "aged 90+" in said
    assert "unknown age" in said


def test_unknown_ages_can_be_refused(inputs, lived):
    refused(lambda: launch_population(inputs, CENSUS.changed(unknown="refuse"), lived), InputError, "unknown age")


def test_the_raked_population_meets_the_census_by_sex_and_broad_age(inputs, lived):
    found, records = launch_population(inputs, RAKED, lived)
    # published: 0-14, 15-64, 65+, 75+, all; those of unknown age are spread over the known
    for s, (young, working, old, very_old, everybody) in enumerate(
        [(5_993, 30_001, 17_815, 8_184, 54_254), (5_570, 28_369, 23_491, 13_997, 57_678)]
    ):
        spread = everybody / (young + working + old)
        for low, high, persons in ((0, 15, young), (15, 65, working), (65, 75, old - very_old), (75, None, very_old)):
            assert found[s, low:high].sum() == pytest.approx(persons * spread, rel=1e-12)
    assert found.sum() == pytest.approx(111_932, rel=1e-12)
    said = " ".join(r.en for r in records)
    assert "693 persons of unknown age" in said  # 54254+57678 less 53809 less 57430
    assert "0.75 years" in said


def test_raking_keeps_the_proportions_within_a_broad_age(inputs, lived):
    register, _ = launch_population(inputs, REGISTER, lived)
    moved = shift_ages(register, (date(2020, 10, 1) - date(2020, 1, 1)).days / 365.25)
    found, _ = launch_population(inputs, RAKED, lived)
    for s in (0, 1):
        np.testing.assert_allclose(found[s, 20:60] / found[s, 30], moved[s, 20:60] / moved[s, 30], rtol=1e-12)


def test_ages_move_along_the_cohorts():
    # a quarter of a year on: 3/4 of each age stay, 1/4 are a year older; newborns replace those of age 0
    found = shift_ages(np.array([[10.0, 20.0, 30.0]]), 0.25)
    np.testing.assert_allclose(found, [[0.75 * 10 + 0.25 * 10, 0.75 * 20 + 0.25 * 10, 30 + 0.25 * 20]])


@given(people=hnp.arrays(np.float64, (2, 7), elements=st.floats(0, 1e5)), fraction=st.floats(0, 1))
def test_moving_ages_adds_the_newborns_only(people, fraction):
    found = shift_ages(people, fraction)
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), people.sum(axis=1) + fraction * people[:, 0], atol=1e-9)


def test_a_day_without_a_count_is_refused(inputs, lived):
    refused(
        lambda: launch_population(inputs, REGISTER.changed(date=date(2024, 1, 1)), lived),
        InputError,
        "register 2024-01-01",
        "register 2020-01-01",
    )


def test_totals_of_another_day_are_refused(inputs, lived):
    launch = RAKED.changed(date=date(2020, 12, 1))
    refused(lambda: launch_population(inputs, launch, lived), AssumptionError, "2020-10-01", "2020-12-01")


@pytest.mark.parametrize("day", [date(2012, 10, 1), date(2024, 10, 1)])
def test_ages_are_not_brought_back_nor_years_forward(inputs, lived, day):
    launch = RAKED.changed(date=day, rake_to=day)
    refused(lambda: launch_population(inputs, launch, lived), AssumptionError, f"up to {day}", "2020-01-01")


def test_without_any_count_there_is_nothing_to_bring_forward(inputs, lived):
    without = replace(inputs, population=None)
    refused(lambda: launch_population(without, RAKED, lived), AssumptionError, "there are: none")


def test_a_census_without_totals_is_refused(inputs, lived):
    launch = RAKED.changed(date=date(2020, 7, 1), rake_to=date(2020, 7, 1))
    refused(lambda: launch_population(inputs, launch, lived), AssumptionError, "no census of 2020-07-01")
    refused(
        lambda: launch_population(replace(inputs, broad_ages=None), RAKED, lived),
        AssumptionError,
        "no census of 2020-10-01",
    )


def test_a_missing_broad_age_is_named(inputs, lived):
    table = inputs.broad_ages
    assert isinstance(table, pd.DataFrame)
    without = replace(inputs, broad_ages=table[~((table["sex"] == "female") & (table["age_group"] == "75+"))])
    refused(lambda: launch_population(without, RAKED, lived), AssumptionError, "female 75+")
