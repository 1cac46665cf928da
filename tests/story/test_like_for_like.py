"""Others' projections on one day and basis: the conversion of docs/results.md, done again by hand."""

from dataclasses import replace

import pytest

from cohort.story.like_for_like import census_over_register, like_for_like
from cohort.story.numbers import Numbers
from tests.told.made import computed


def test_ichinoseki() -> None:
    """111,932 of the census of 1 October 2020 over the register of that day; `trend` three quarters of a year after 1 January 2040."""
    made = computed("ichinoseki")
    ratio, day = census_over_register(made.inputs)
    counted = {
        row.date.date().isoformat(): row.value
        for row in made.inputs.observed_totals(2020).itertuples()
        if row.basis == "register"
    }
    share = (31 + 28 + 31 + 30 + 31 + 30 + 31 + 31 + 30) / 365
    register = counted["2020-01-01"] + share * (counted["2021-01-01"] - counted["2020-01-01"])
    assert day.isoformat() == "2020-10-01"
    assert ratio == pytest.approx(111_932 / register)
    assert round(ratio, 4) == 0.9813
    own = made.summary["population"].sel(scenario="trend")
    trend = float(own.sel(time=2040) + share * (own.sel(time=2041) - own.sel(time=2040))) * ratio
    lead, all_of_them = like_for_like(Numbers(made))
    assert "has 76,185 residents on 1 October 2040, by the census" in lead.text.say("en")
    assert "98.1%" in lead.text.say("ja")
    said = all_of_them.items[0]
    assert f"“Trend 2016-2019” {trend:,.0f} ({trend - 76_185:+,.0f})" in said.say("en")
    assert f"「すう勢（2016～2019年）」{trend:,.0f}人" in said.say("ja")
    latest = made.summary["population"].sel(scenario="latest-trend", time=2040)  # begins from the census on that day
    assert f"“Latest trend” {float(latest):,.0f} " in said.say("en")


def test_nothing_is_said_of_the_register_where_every_scenario_starts_from_the_census() -> None:
    lead = like_for_like(Numbers(computed("ichinoseki-first-strategy")))[0]
    assert "%" not in lead.text.say("en")
    assert "住民基本台帳" not in lead.text.say("ja")


def test_without_the_register_of_that_day_nothing_is_said() -> None:
    """A basis is converted by what was counted on both, or not at all."""
    made = computed("ichinoseki")
    rows = made.inputs.population
    assert rows is not None
    bare = replace(made, inputs=replace(made.inputs, population=rows[rows["basis"] == "census"], broad_ages=None))
    assert census_over_register(bare.inputs) is None
    assert like_for_like(Numbers(bare)) == []
