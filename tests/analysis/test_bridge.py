"""The bridge: parts that add up, no preferred order, a hand-made pair of levers, and what is published exactly."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import cohort
from cohort.analysis.bridge import Bridge, Published, bridge, published, shapley
from cohort.analysis.bridge.form import LEVERS, Form, five_year_survivorship, form_of
from cohort.analysis.bridge.grid import Reading
from cohort.cli import app
from cohort.errors import InputError, ProjectionError
from cohort.inputs import Inputs, read_inputs
from cohort.record import Implied
from cohort.scenario import read_scenarios
from tests.shared import ROOT

SERIES = ("ipss2013", "ipss2018", "ipss2023", "city2015_own", "city2020_own")


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(ROOT / "inputs" / "ichinoseki")


@pytest.fixture(scope="module")
def assumptions(inputs: Inputs) -> xr.Dataset:
    return cohort.assume(inputs, read_scenarios(ROOT / "scenarios" / "ichinoseki"))


@pytest.fixture(scope="module")
def projection(assumptions: xr.Dataset) -> xr.Dataset:
    return cohort.project(assumptions)


@pytest.fixture(scope="module")
def official(inputs: Inputs) -> xr.Dataset:
    return cohort.project(cohort.assume(inputs, read_scenarios(ROOT / "scenarios" / "ichinoseki-first-strategy")))


# --- sharing a difference out ---------------------------------------------------------------------------------


def test_two_levers_by_hand() -> None:
    found = {frozenset(): 100.0, frozenset("a"): 130.0, frozenset("b"): 90.0, frozenset("ab"): 150.0}
    shares = shapley(["a", "b"], found.__getitem__)
    assert shares["a"] == ((130 - 100) + (150 - 90)) / 2 == 45
    assert shares["b"] == ((90 - 100) + (150 - 130)) / 2 == 5


@given(st.lists(st.floats(-1e5, 1e5), min_size=16, max_size=16), st.permutations("abcd"))
def test_shares_add_up_and_no_order_of_the_levers_matters(values: list[float], order: list[str]) -> None:
    levers = list("abcd")
    sets = {frozenset(x for k, x in enumerate(levers) if i >> k & 1): v for i, v in enumerate(values)}
    shares = shapley(levers, sets.__getitem__)
    assert math.fsum(shares.values()) == pytest.approx(values[15] - values[0], abs=1e-6)
    again = shapley(order, sets.__getitem__)
    assert again == pytest.approx(shares, abs=1e-6)
    slow = dict.fromkeys(levers, 0.0)
    for one in permutations(levers):  # the mean over every order, written out
        turned: frozenset[str] = frozenset()
        for lever in one:
            slow[lever] += (sets[turned | {lever}] - sets[turned]) / 24
            turned |= {lever}
    assert shares == pytest.approx(slow, abs=1e-6)


# --- the official form ----------------------------------------------------------------------------------------


def a_form(seed: int, steps: int = 3) -> Form:
    rng = np.random.default_rng(seed)
    shape = (steps, 2, 19)
    return Form(
        rng.uniform(10, 1000, (2, 19)),
        rng.uniform(0.1, 0.4, steps),
        rng.uniform(0.9, 1.2, steps),
        rng.uniform(0.3, 1.0, shape),
        rng.uniform(-0.2, 0.2, shape),
    )


@given(st.integers(0, 10_000))
def test_a_projection_put_through_its_own_ratios_returns_itself(seed: int) -> None:
    form = a_form(seed)
    path = [replace_steps(form, k).carry() for k in range(4)]
    again = form_of(np.stack(path), form.survivorship, "x")
    np.testing.assert_allclose(again.carry(), path[-1], rtol=1e-12)
    np.testing.assert_allclose(again.net_rate[:, :, 1:], form.net_rate[:, :, 1:], atol=1e-12)
    np.testing.assert_allclose(again.child_woman_ratio, form.child_woman_ratio, rtol=1e-12)


def replace_steps(form: Form, steps: int) -> Form:
    changes: dict[str, Any] = {
        name: getattr(form, name)[:steps] for name in ("child_woman_ratio", "sex_ratio", "survivorship", "net_rate")
    }
    return replace(form, **changes)


def test_one_step_of_the_form_by_hand() -> None:
    launch = np.zeros((2, 19))
    launch[1, 3], launch[1, 17], launch[1, 18] = 100, 40, 20  # girls of 15-19, women of 85-89 and 90+
    rates = np.full((1, 2, 19), 0.9)
    reached = Form(launch, np.array([0.2]), np.array([1.5]), rates, rates * 0 - 0.1).carry()
    assert reached[1, 4] == pytest.approx(80)
    assert reached[1, 18] == pytest.approx(48)  # the two last groups together, times 0.8
    assert reached[:, 0] == pytest.approx([0.2 * 80 * 0.6, 0.2 * 80 * 0.4])  # 1.5 boys a girl


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_four_levers_add_up_to_the_gap(one: int, other: int) -> None:
    ours, theirs = a_form(one), a_form(other)
    shares = shapley(tuple(LEVERS), lambda turned: float(theirs.exchanged(ours, turned).carry().sum()))
    assert math.fsum(shares.values()) == pytest.approx(ours.carry().sum() - theirs.carry().sum(), abs=1e-6)


def test_people_out_of_nowhere_are_refused() -> None:
    path = np.ones((2, 2, 19))
    path[0, 0, 4] = 0
    with pytest.raises(ProjectionError, match="step 1: people where nobody was"):
        form_of(path, np.ones((1, 2, 19)), "x")
    empty = np.zeros((2, 2, 19))
    assert form_of(empty, np.ones((1, 2, 19)), "x").carry().sum() == 0


def test_survivorship_of_groups_is_what_is_left_of_single_years() -> None:
    people = np.zeros((2, 101))
    people[0, 10:15] = [5, 4, 3, 2, 1]
    people[1, 88], people[1, 100] = 10, 10
    yearly = np.full((5, 2, 101), 0.9)
    yearly[:, 0, 16:] = 0.5
    found = five_year_survivorship(people, yearly)
    left = 0
    for age, count in zip(range(10, 15), [5, 4, 3, 2, 1], strict=True):
        halves = max(0, age + 5 - 15)  # years that end above 15
        left += count * 0.9 ** (5 - halves) * 0.5**halves
    assert found[0, 3] == pytest.approx(left / 15)
    assert found[1, 18] == pytest.approx(0.9**5)
    assert found[0, 0] == found[0, 7] == 1  # not used; nobody there


# --- on the committed case --------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ["trend", "latest-trend", "strategy"])
@pytest.mark.parametrize("series", SERIES)
def test_parts_add_up_to_the_person(
    projection: xr.Dataset, inputs: Inputs, assumptions: xr.Dataset, series: str, scenario: str
) -> None:
    found = bridge(projection, published(inputs, series), scenario=scenario, assumptions=assumptions)
    ours = float(projection["population"].sel(scenario=scenario, time=2040).sum())
    assert found.published == inputs.series(series)[2040]
    assert found.ours == pytest.approx(ours)
    cells = [row[1:3] for row in found.table().rows]
    assert sum(persons.value for persons, _ in cells) == pytest.approx(ours - found.published, abs=1e-6)
    assert sum(share.value for _, share in cells) == pytest.approx(1)
    assert found.table().say("ja")[0] == ["要因", "人", "割合", "方法"]
    assert all(len(found.text(language).splitlines()) >= 2 for language in ("en", "ja"))
    names = [row[0] for row in found.table().say("ja")[1:]]
    assert len(set(names)) == len(names)


def test_four_components_where_all_ages_are_published(projection: xr.Dataset, inputs: Inputs) -> None:
    found = cohort.bridge(projection, cohort.published(inputs, "ipss2018"), scenario="latest-trend")
    assert list(found.parts) == ["launch", "fertility", "mortality", "migration"]  # both are for 1 October
    assert math.fsum(found.launch_by_class.values()) == pytest.approx(found.parts["launch"], abs=1e-6)
    assert found.start_year == 2020
    # the counts of 2020: IPSS expected 114,777, the census counted 111,932
    assert -2845 * 0.9 < found.parts["launch"] < 0
    assert "only the sum of survivorship and net migration rate" in found.text("en")
    assert "生残率と純移動率の和" in found.text("ja")


def test_the_day_of_the_year_is_a_part_of_its_own(projection: xr.Dataset, inputs: Inputs) -> None:
    found = bridge(projection, published(inputs, "ipss2018"), scenario="trend")
    people = projection["population"].sel(scenario="trend").sum(["sex", "age"])
    here, later = float(people.sel(time=2040)), float(people.sel(time=2041))
    assert found.parts["day"] == pytest.approx((here - later) * 0.75)  # 1 January to 1 October


def test_what_ipss_publishes_comes_back_out_of_its_ratios(inputs: Inputs) -> None:
    table = published(inputs, "ipss2018")
    assert table.by_age is not None
    np.testing.assert_allclose(table.form(2015, 2045).carry(), table.by_age[-1], atol=1e-6)
    np.testing.assert_allclose(table.form(2020, 2040).carry().sum(), 85_744, atol=1e-6)


def test_mortality_and_migration_together_do_not_depend_on_whose_life_tables(
    projection: xr.Dataset, inputs: Inputs
) -> None:
    table = published(inputs, "ipss2018")
    assert table.survivorship is not None
    one = bridge(projection, table, scenario="latest-trend").parts
    other = bridge(projection, replace(table, survivorship=table.survivorship * 0.98), scenario="latest-trend").parts
    assert one["mortality"] != pytest.approx(other["mortality"], abs=100)
    for found in (one, other):
        found["both"] = found["mortality"] + found["migration"]
    assert one["both"] == pytest.approx(other["both"], rel=0.01)


def test_broad_ages_give_the_start_by_class_and_the_rest_by_class_reached(
    projection: xr.Dataset, inputs: Inputs
) -> None:
    found = bridge(projection, published(inputs, "ipss2023"), scenario="latest-trend")
    assert list(found.parts) == [
        "launch_0_14", "launch_15_64", "launch_65_plus", "rates_0_14", "rates_15_64", "rates_65_plus",
    ]  # fmt: skip
    assert "cannot be told apart" in found.text("en")


def test_the_classes_of_the_start_are_told_by_their_own_names() -> None:
    found = Bridge("a", "ipss2023", 2040, 2020, 1, 2, (), {"0_14": -10.0, "15_64": -2_000.0, "65_plus": 300.0})
    assert "aged 0-14 then -10, 15-64 -2,000, 65+ +300 (persons of 2040" in found.text("en")
    assert "当時0～14歳△10人、15～64歳△2,000人、65歳以上+300人" in found.text("ja")


def test_a_published_table_equal_to_ours_leaves_nothing_by_class(projection: xr.Dataset, inputs: Inputs) -> None:
    people = projection["population"].sel(scenario="latest-trend").sum("sex")
    edges = {"0_14": slice(0, 14), "15_64": slice(15, 64), "65_plus": slice(65, None)}
    years = [2020, 2025, 2040]
    own = pd.DataFrame(
        {key: people.sel(age=ages, time=years).sum("age").values for key, ages in edges.items()}, index=years
    )
    table = replace(published(inputs, "ipss2023"), classes=own, totals=own.sum(axis=1))
    found = bridge(projection, table, scenario="latest-trend")
    assert [part.persons for part in found.components] == pytest.approx([0] * len(found.components), abs=1e-6)
    # a tenth more people of 65+ at the start leave some by 2040, all of them 65+; nothing else changes
    own.loc[2020, "65_plus"] *= 1.1
    found = bridge(projection, replace(table, classes=own), scenario="latest-trend")
    parts = found.parts
    assert parts["launch_65_plus"] < 0
    assert parts["rates_65_plus"] == pytest.approx(-parts["launch_65_plus"], abs=1e-6)
    assert [parts[key] for key in parts if not key.endswith("65_plus")] == pytest.approx([0] * 4, abs=1e-6)


def test_one_total_is_one_part_and_the_calibrated_scenario_says_what_it_would_mean(
    projection: xr.Dataset, inputs: Inputs, assumptions: xr.Dataset
) -> None:
    found = bridge(projection, published(inputs, "city2020_own"), scenario="trend", assumptions=assumptions)
    assert list(found.parts) == ["unknown"]
    assert found.start_year is None
    assert "If net migrants a year alone explained it, it would be -340 where -501 was observed" in found.text("en")
    assert "仮定" in found.text("ja")
    share = bridge(projection, published(inputs, "city2015_own"), scenario="trend")
    assert list(share.parts) == ["reached_0_64", "reached_65_plus"]
    old = float(projection["population"].sel(scenario="trend", time=2040, age=slice(65, None)).sum())
    assert share.parts["reached_65_plus"] == pytest.approx(old - 75_056 * 0.441)


def test_a_fertility_calibration_is_said_in_births_per_woman() -> None:
    level = Implied("c", "fertility.tfr", 1.9, 1.44, 1.0, 2040)
    found = Bridge("a", "b", 2040, None, 1, 2, (), {}, level)
    assert "the total fertility rate alone explained it, it would be 1.90 where 1.44" in found.text("en")
    assert "合計特殊出生率だけで" in found.text("ja")


def test_totals_only_leave_the_rates_as_one_part(projection: xr.Dataset, official: xr.Dataset, inputs: Inputs) -> None:
    found = bridge(projection, published(inputs, "ipss2013"), scenario="latest-trend")
    assert list(found.parts) == ["launch", "rates"]
    people = projection["population"].sel(scenario="latest-trend").sum(["sex", "age"])
    scale = 1 - 112_705 / float(people.sel(time=2020))  # the same ages, so that the difference keeps its proportion
    assert found.parts["launch"] == pytest.approx(scale * float(people.sel(time=2040)))
    five = bridge(official, published(inputs, "ipss2013"), scenario="trend")
    assert five.start_year == 2015
    assert math.fsum(five.parts.values()) == pytest.approx(five.gap, abs=1e-6)


def test_identical_projections_give_zeros(projection: xr.Dataset, official: xr.Dataset) -> None:
    for one in (projection, official):
        found = bridge(one, one, scenario="trend", against="trend")
        assert found.gap == 0
        assert [part.persons for part in found.components] == pytest.approx([0] * 4, abs=1e-9)
        assert all(row[2] == "-" for row in found.table().say("en")[1:])


def test_two_of_our_own_projections(projection: xr.Dataset) -> None:
    found = bridge(projection, projection, scenario="own-projection", against="trend")
    back = bridge(projection, projection, scenario="trend", against="own-projection")
    for key, persons in found.parts.items():
        assert persons == pytest.approx(-back.parts[key], abs=1e-6)  # there and back again
    assert found.parts["launch"] == pytest.approx(0, abs=1e-6)
    assert found.parts["migration"] > 0.9 * found.gap  # its one lever
    other = bridge(projection, projection, scenario="trend", against="latest-trend")
    assert next(iter(other.parts)) == "day"
    assert math.fsum(other.parts.values()) == pytest.approx(other.gap, abs=1e-6)
    other = bridge(projection, projection, scenario="latest-trend", against="trend")
    assert other.start_year == 2025  # in 2020 the first is not launched yet on 1 January
    assert math.fsum(other.parts.values()) == pytest.approx(other.gap, abs=1e-6)


def test_a_published_total_that_its_cells_miss_is_a_part(projection: xr.Dataset, inputs: Inputs) -> None:
    for name in ("ipss2018", "ipss2023"):
        table = published(inputs, name)
        totals = table.totals.copy()
        totals[2040] += 3
        found = bridge(projection, replace(table, totals=totals), scenario="latest-trend")
        assert found.parts["rounding"] == -3
        assert math.fsum(found.parts.values()) == pytest.approx(found.gap, abs=1e-6)


def test_a_projection_of_five_year_groups_above_90_is_pooled() -> None:
    groups = np.arange(0, 101, 5)
    population = np.full((3, 2, 21), 100.0)
    deaths = np.full((2, 2, 21), 10.0)
    attrs = {"step": 5, "reference_date": "10-01", "migration_timing": "even"}
    one = xr.Dataset(
        {
            "population": (("time", "sex", "age"), population),
            "deaths": (("period", "sex", "age"), deaths),
            "net_migration": (("period", "sex", "age"), np.zeros((2, 2, 21))),
            "births": (("period", "sex"), np.full((2, 2), 100.0)),
        },
        coords={"time": [2020, 2025, 2030], "period": [2020, 2025], "sex": ["male", "female"], "age": groups},
        attrs=attrs,
    )
    form = Reading(one, None).form(2020, 2030, "x")
    # 85-89, 90-94, 95-99 and 100+ enter 90+: 400 people, of whom 30 die
    assert form.survivorship[0, 0, 18] == pytest.approx(370 / 400)
    assert form.survivorship[0, 0, 5] == pytest.approx(0.9)
    assert form.launch[0, 18] == 300


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"scenario": "tend"}, "got 'tend'; there are trend"),
        ({"year": 2050}, "on this day of the year the projection has 2020 to 2049"),
        ({"year": 2041}, "nothing is published for 2041"),
        ({"year": 2020}, "the two have no year in common"),
    ],
)
def test_questions_without_an_answer(
    projection: xr.Dataset, inputs: Inputs, changes: dict[str, Any], text: str
) -> None:
    table = published(inputs, "ipss2018")
    totals = pd.concat([table.totals, pd.Series({2050: 70_000.0})])
    with pytest.raises((ProjectionError, InputError), match=text):
        bridge(projection, replace(table, totals=totals), **({"scenario": "trend"} | changes))


def test_projections_that_cannot_be_bridged(projection: xr.Dataset, official: xr.Dataset, inputs: Inputs) -> None:
    with pytest.raises(ProjectionError, match="kept by project"):
        bridge(projection.drop_vars("deaths"), published(inputs, "ipss2018"))
    with pytest.raises(ProjectionError, match="one area, one draw"):
        bridge(projection.expand_dims(area=["03209"]), published(inputs, "ipss2018"))
    moved = official.assign_attrs(reference_date="01-01")
    with pytest.raises(ProjectionError, match="cannot be read on 10-01"):
        bridge(moved, published(inputs, "ipss2018"), scenario="trend")
    with pytest.raises(ProjectionError, match="no year in common"):
        bridge(projection, projection, scenario="trend", against="trend", year=2020)
    alone = projection.sel(scenario="latest-trend")
    assert bridge(alone, published(inputs, "ipss2018")).scenario == "latest-trend"
    alone = projection.sel(scenario="trend", drop=True).drop_vars("reference_date", errors="ignore")
    assert bridge(alone, published(inputs, "ipss2018")).scenario == "projection"


def test_a_table_with_gaps_is_refused(inputs: Inputs) -> None:
    table = inputs.published_by_age
    assert table is not None
    for spoilt in (
        table[table["sex"] == "male"],
        table[table["age_group"] != "40-44"],
        table[table["date"].dt.year < 2016],
    ):
        with pytest.raises(InputError, match="needs both sexes, five-year ages"):
            published(replace(inputs, published_by_age=spoilt), "ipss2018")
    with pytest.raises(InputError, match="Did you mean 'ipss2018'"):
        published(inputs, "ipss2019")


def test_the_waterfall_takes_the_parts(projection: xr.Dataset, inputs: Inputs) -> None:
    found: Published = published(inputs, "ipss2018")
    one = bridge(projection, found, scenario="trend")
    start_label, end_label = one.ends
    axes = cohort.plot.waterfall(
        one.parts, one.published, one.ours,
        start_label=start_label, end_label=end_label, labels=one.labels, language="ja",
    )  # fmt: skip
    assert axes.get_xticklabels()[0].get_text() == "社人研2018年推計"


def test_the_verb_prints_the_parts_and_draws_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    chart = tmp_path / "bridge.svg"
    words = ["bridge", "scenarios/kamaishi", "--against", "ipss2018", "--lang", "ja", "--out", str(chart)]
    made = CliRunner().invoke(app, words)
    assert made.exit_code == 0, made.output
    assert "社人研2018年推計23,266人" in made.output
    assert chart.read_text(encoding="utf-8").startswith("<?xml")
    made = CliRunner().invoke(app, [*words[:3], "ipss2017", "--lang", "en"])
    assert made.exit_code == 2
    assert "Traceback" not in made.output
