"""Figures that cannot be are refused by what gave them away; fractions of a person that run short are not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cohort
from cohort.assumptions.plausible import beyond_chance
from cohort.errors import AssumptionError, ProjectionError
from cohort.record import records_of
from tests.assumptions.cases import LAUNCH, assumed, measure, net_of, refused

AFTER = LAUNCH.replace("[2019]", "[2020, 2021]")


def times(inputs, measure, factor):
    """The inputs with the events of one measure multiplied."""
    table = inputs.events
    return replace(
        inputs, events=table.assign(value=table["value"].where(table["measure"] != measure, table["value"] * factor))
    )


@pytest.mark.parametrize(
    ("what", "factor", "words", "later"),
    [
        ("births", 10, ("births 2019: got 5,490", "11.91 births per woman", "1.44 is published for 2018"), "11.75"),
        ("births", 0.1, ("births 2019: got 55", "0.12 births per woman"), "0.12"),
        ("deaths", 10, ("deaths 2019: got 19,540", "some 1,909 at the prefecture's mortality"), "some 3,858"),
        ("deaths", 0.1, ("deaths 2019: got 195", "some 1,909"), "deaths 2020, 2021: got 368"),
        ("in_migration", 10, ("24,340 came and 3,078 left a year", "18% of the 115,426 residents"), "16%"),
        ("out_migration", 10, ("2,434 came and 30,780 left a year", "25%"), "21%"),
    ],
)
def test_an_event_with_a_digit_too_many_or_too_few(inputs, what, factor, words, later):
    wrong = times(inputs, what, factor)
    refused(lambda: assumed(wrong), AssumptionError, "events.csv", *words)
    refused(lambda: assumed(wrong, launch=AFTER), AssumptionError, "events.csv", what, later)


def test_a_tfr_with_a_digit_too_many(inputs):
    wrong = replace(inputs, tfr=inputs.tfr.assign(tfr=inputs.tfr["tfr"] * 10))
    refused(lambda: assumed(wrong), AssumptionError, "1.19 births per woman", "14.40 is published", "tfr.csv")


def test_without_a_published_tfr_no_people_is_the_measure(inputs):
    wrong = replace(times(inputs, "births", 10), tfr=None)
    refused(lambda: assumed(wrong), AssumptionError, "births 2019", "11.91", "no people has had that")
    assumed(replace(inputs, tfr=None))


@pytest.mark.parametrize("factor", [0.1, 0.5, 10])
def test_a_life_expectancy_that_is_none(inputs, factor):
    table = inputs.prefecture.life_expectancy
    wrong = table.assign(ex=table["ex"].where(table["age"] != 0, table["ex"] * factor))
    got = f"{79.86 * factor:.6g} years"
    refused(
        lambda: assumed(replace(inputs, prefecture=replace(inputs.prefecture, life_expectancy=wrong))),
        AssumptionError, "iwate/life_expectancy.csv", "2015, male, age 0", got, "nation has 80.72",
    )  # fmt: skip


def test_years_that_are_only_unusual_pass(inputs):
    for what, factor in (
        ("births", 3),
        ("births", 1 / 3),
        ("deaths", 2),
        ("in_migration", 0.1),
        ("out_migration", 0.1),
    ):
        assumed(times(inputs, what, factor))


def test_small_places_are_full_of_chance():
    assert not beyond_chance(3, 15)
    assert not beyond_chance(0, 4)
    assert beyond_chance(549, 5490)


def hamlet(inputs, leavers=2.4):
    """A hundredth of the city, with more leavers."""
    people, events = inputs.population, times(inputs, "out_migration", leavers).events
    return replace(
        inputs,
        population=people.assign(population=people["population"] / 100),
        events=events.assign(value=events["value"] / 100),
    )


def forced(leavers=2.4):
    """The hamlet's net migrants of 2019 as a count for 2020, whose rates go on: more than they were on the people of 2019."""
    return measure("migration.net", f"{{ 2020 = {(2434 - leavers * 3078) / 100} }}", '"hold_rates"')


def test_leavers_of_whom_fractions_are_short_stay_and_are_recorded(inputs):
    made = assumed(hamlet(inputs), forced())
    said = [r for r in records_of(made) if "they stay" in r.en]
    assert [r.en for r in said] == [
        "Rates let fractions of a person more leave than live there (at ages 23, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, "
        "2023-2039; at most 0.0037): they stay."
    ]
    assert "端数は転出しない" in said[0].ja
    found = cohort.project(made).squeeze()
    assert 0 <= float(found["population"].min()) < 1e-8
    # the level of the first year is met; those who stay come on top of the rates, at their ages alone
    assert net_of(found, 2020) == pytest.approx((2434 - 2.4 * 3078) / 100, abs=1e-9)
    stay = made["net_migration"].squeeze()
    assert 0 < float(stay.sum()) < 0.2
    assert set(stay["age"].values[(stay > 0).any(["period", "sex"])].tolist()) == {23, *range(30, 40)}


def test_five_year_steps_are_mended_too(inputs):
    made = assumed(hamlet(inputs, 2.2), forced(2.2), step=5)
    said = [r.en for r in records_of(made) if "they stay" in r.en]
    assert len(said) == 1
    assert "ages 20, 2035-2035; at most 0.23" in said[0]
    assert 0 <= float(cohort.project(made)["population"].min()) < 1e-8
    # half a person and more is one: the projection says where
    with pytest.raises(ProjectionError, match=r"age=20: more leavers than residents: 0\.58"):
        cohort.project(assumed(hamlet(inputs, 2.4), forced(2.4), step=5))


def test_arrivals_of_whom_fractions_are_too_many_are_left_out_and_recorded(inputs):
    # a single old man, and rates that bring more of his age than there are
    table = inputs.population
    few = (table["basis"] == "register") & table["age_group"].isin(["95-99", "100+"])
    one = table.assign(population=table["population"].where(~few, np.where(table["age_group"] == "95-99", 1.0, 0.0)))
    made = assumed(hamlet(replace(inputs, population=one), 1.0))
    said = [r for r in records_of(made) if "left out of the levels" in r.en]
    assert len(said) == 1
    assert "水準の計算から除外" in said[0].ja
    assert (cohort.project(made)["population"] >= 0).all()


def test_whole_persons_that_are_short_are_said_by_the_projection(inputs):
    text = measure("migration.net", "{ 2020 = -6000 }")
    made = assumed(inputs, text)
    assert not any("they stay" in r.en for r in records_of(made))
    with pytest.raises(ProjectionError, match="persons short"):
        cohort.project(made)


@pytest.mark.parametrize("timing", ["even", "end"])
def test_leavers_held_as_a_count_leave_no_age_below_nobody(inputs, timing):
    launch = LAUNCH.replace("2040", "2050") + f'migration_timing = "{timing}"\n'
    text = measure("migration.out", "{ 2019 = 3078, 2025 = 2700 }")
    made = assumed(inputs, text, launch)
    found = cohort.project(made).squeeze()
    assert float(found["population"].min()) >= 0
    said = records_of(made)[-1]
    empty = (found["population"].sel(age=slice(15, 60)) < 1e-6).any("sex")
    first = int(empty["time"][empty.any("age").values.argmax()]) - 1  # the year through which they leave
    ages = empty["age"].values[empty.any("time").values]
    assert said.en.startswith(f"From {first} on more would leave at some ages ({ages[0]}-{ages[-1]})")
    assert f"{first} 年以降、{ages[0]}～{ages[-1]} 歳" in said.ja
    assert "居住者なし" in said.ja
    # 2,700 leave all the same; nothing changes before the ages are empty
    arrivals = 2700 + np.array([net_of(found, year) for year in (2044, 2049)])
    assert (arrivals > 300).all()
    early = cohort.project(assumed(inputs, text, launch.replace("2050", "2040"))).squeeze()
    np.testing.assert_array_equal(found["population"].sel(time=slice(None, 2040)).values, early["population"].values)
