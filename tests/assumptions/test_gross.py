from __future__ import annotations

import numpy as np
import pytest

import cohort
from cohort.demography.migration import plus_minus
from cohort.demography.rogers_castro import rogers_castro
from cohort.errors import AssumptionError
from cohort.record import implied_of
from tests.assumptions.cases import LAUNCH, assumed, band, measure, net_of, projected, refused, scenarios

YOUNG = slice(10, 39)
ALL_AGES = measure("migration.net", "{ 2019 = -644, 2025 = -322 }", '"hold_rates"')
ALL_HELD = measure("migration.net", "{ 2019 = -644, 2025 = -322 }", '"hold"')
PLAN_BAND = band("10-39", "{ 2019 = -646, 2025 = -300 }", '"hold_rates"')


def at_rates(projection, year):
    """Net migrants per person at the start."""
    return (projection["net_migration"].sel(period=year) / projection["population"].sel(time=year)).values


def test_the_plans_band_and_all_ages_are_met_together(inputs):
    found = projected(inputs, ALL_AGES + PLAN_BAND)
    # by 2025: 10-39 from -646 to -300, all ages from -644 to -322, so the others from +2 to -22
    assert net_of(found, 2025, YOUNG) == pytest.approx(-300, abs=1e-8)
    assert net_of(found, 2025) == pytest.approx(-322, abs=1e-8)
    for year in range(2020, 2026):
        share = (year - 2019) / 6
        assert net_of(found, year, YOUNG) == pytest.approx(-646 + share * 346, abs=1e-8)
        assert net_of(found, year) == pytest.approx(-644 + share * 322, abs=1e-8)
    # the rates of 2025 go on, at every age
    for year in (2026, 2032, 2039):
        np.testing.assert_allclose(at_rates(found, year), at_rates(found, 2025), atol=1e-12)


def test_a_band_changes_its_own_ages_in_proportion_to_mobility(inputs):
    found = projected(inputs, band("10-39", "{ 2020 = -400 }"))
    usual = projected(inputs)
    change = (found["net_migration"] - usual["net_migration"]).sel(period=2020)
    np.testing.assert_allclose(change.sel(age=slice(0, 9)).values, 0, atol=1e-9)
    np.testing.assert_allclose(change.sel(age=slice(40, None)).values, 0, atol=1e-9)
    people = found["population"].sel(time=2020, age=YOUNG).values
    ease = people * rogers_castro(np.arange(10, 40) + 0.5)
    wanted = -400 - net_of(usual, 2020, YOUNG)
    np.testing.assert_allclose(change.sel(age=YOUNG).values, wanted * ease / ease.sum(), rtol=1e-9)


def test_a_band_that_holds_its_count(inputs):
    found = projected(inputs, band("10-39", "{ 2022 = -300 }"))
    assert [net_of(found, y, YOUNG) for y in (2022, 2030, 2039)] == pytest.approx([-300] * 3)
    usual = projected(inputs)
    for year in (2020, 2021):  # before the first point the inputs rule
        np.testing.assert_allclose(
            found["net_migration"].sel(period=year), usual["net_migration"].sel(period=year), atol=1e-9
        )


def test_the_rates_of_an_ended_band_go_on_beside_a_total_and_another_band(inputs):
    young = band("20-29", "{ 2020 = 0 }", '"hold_rates"')
    old = band("60-64", "{ 2021 = 50, 2030 = 50 }", '"hold"')
    usual = projected(inputs)
    for text in (young + old, young + ALL_HELD, young + old + ALL_HELD):
        found = projected(inputs, text)
        assert net_of(found, 2020, slice(20, 29)) == pytest.approx(0, abs=1e-8)
        # without them the twenties would lose people again as soon as the band has ended: 156 of them in 2025
        assert net_of(usual, 2025, slice(20, 29)) < -150
        for year in (2021, 2025, 2035):
            assert -60 < net_of(found, year, slice(20, 29)) < 90
        if ALL_HELD not in text:
            np.testing.assert_allclose(at_rates(found, 2025)[:, 20:30], at_rates(found, 2020)[:, 20:30], atol=1e-12)
        if old in text:
            assert net_of(found, 2025, slice(60, 64)) == pytest.approx(50, abs=1e-8)
        if ALL_HELD in text:
            assert net_of(found, 2030) == pytest.approx(-322, abs=1e-8)


def launch_net(inputs, total):
    """Net migrants of the young at launch: the rates on those who live there then, brought to a total."""
    made = assumed(inputs).squeeze()
    expected = (made["net_migration_rate"] * made["launch_population"]).transpose("sex", "age").values
    return float(plus_minus(expected, total)[0][:, YOUNG.start : YOUNG.stop + 1].sum())


def test_relative_and_added_refer_to_the_launch(inputs):
    usual = launch_net(inputs, -644)
    for extra, value, wanted in (("relative = true", 0.5, usual / 2), ("added = true", 100, usual + 100)):
        found = projected(inputs, band("10-39", f"{{ 2022 = {value} }}", extra=extra))
        assert [net_of(found, y, YOUNG) for y in (2022, 2030)] == pytest.approx([wanted] * 2)


def test_a_band_on_a_calibrated_level_refers_to_it(inputs):
    own = (
        '\n[calibrate]\nlever = "migration.net"\nmeasure = "population"\nyear = 2040\nvalue = 82044\nsource = "plan"\n'
    )
    child = 'inherits = "own"\n' + band("10-39", "{ 2022 = 1 }", extra="relative = true")
    made = cohort.project(cohort.assume(inputs, scenarios(own=own, child=child)))
    level = implied_of(cohort.assume(inputs, scenarios(own=own)))["own"].value
    assert net_of(made.sel(scenario="child"), 2022, YOUNG) == pytest.approx(launch_net(inputs, level))


def test_a_band_by_arrivals_and_leavers(inputs):
    text = band("10-39", "{ 2019 = 1407, 2025 = 1600 }", flow="in") + band(
        "10-39", "{ 2019 = 2053, 2025 = 1900 }", flow="out"
    )
    found = projected(inputs, text)
    assert net_of(found, 2025, YOUNG) == pytest.approx(-300, abs=1e-8)
    assert net_of(found, 2022, YOUNG) == pytest.approx(1407 + 193 / 2 - (2053 - 153 / 2), abs=1e-8)


def test_leavers_of_a_band_relative_to_launch(inputs):
    text = band("10-39", "{ 2020 = 1 }", flow="in", extra="relative = true") + band(
        "10-39", "{ 2020 = 0.5 }", flow="out", extra="relative = true"
    )
    usual = net_of(projected(inputs), 2020, YOUNG)
    gain = net_of(projected(inputs, text), 2020, YOUNG) - usual
    # half of the leavers of 10-39 stay: published 2,053 of 3,078 of all ages
    assert 700 < gain < 1_200


def test_points_before_launch_are_the_level_that_rates_are_held_at(inputs):
    found = projected(inputs, band("10-39", "{ 2015 = -500 }", '"hold_rates"'))
    assert net_of(found, 2020, YOUNG) == pytest.approx(-500)
    np.testing.assert_allclose(at_rates(found, 2030), at_rates(found, 2020), atol=1e-12)


def test_an_open_band(inputs):
    found = projected(inputs, band("65+", "{ 2020 = 100 }"))
    assert net_of(found, 2030, slice(65, None)) == pytest.approx(100)


def test_half_a_band_is_refused(inputs):
    refused(
        lambda: assumed(inputs, band("10-39", "{ 2020 = 1600 }", flow="in")),
        AssumptionError, "one.toml", "migration.band 10-39", "only in",
    )  # fmt: skip
    refused(lambda: assumed(inputs, band("65+", "{ 2020 = 100 }", flow="out")), AssumptionError, "band 65-", "only out")


def test_bands_that_contradict_the_total_are_refused_with_their_year(inputs):
    text = band("0-39", "{ 2020 = -300 }") + band("40+", "{ 2020 = 100 }") + ALL_HELD
    refused(lambda: assumed(inputs, text), AssumptionError, "one.toml", "migration in 2020", "contradict")


def test_more_leavers_than_residents_are_refused(inputs):
    refused(lambda: assumed(inputs, band("20", "{ 2025 = -5000 }")), AssumptionError, "one.toml", "migration in 2025")


def flows(into=None, out=None, after='"hold"'):
    text = "" if into is None else measure("migration.in", into, after)
    return text + ("" if out is None else measure("migration.out", out, after))


def test_arrivals_and_leavers_of_all_ages(inputs):
    found = projected(inputs, flows("{ 2019 = 2434, 2025 = 2600 }", "{ 2019 = 3078, 2025 = 2900 }"))
    for year, net in (
        (2020, -644 + (166 + 178) / 6),
        (2022, (2434 + 2600 - 3078 - 2900) / 2),
        (2025, -300),
        (2035, -300),
    ):
        assert net_of(found, year) == pytest.approx(net, abs=1e-8)


def test_before_the_first_point_the_inputs_rule(inputs):
    found, usual = projected(inputs, flows("{ 2024 = 2434 }", "{ 2024 = 2800 }")), projected(inputs)
    for year in (2020, 2023):
        np.testing.assert_allclose(
            found["net_migration"].sel(period=year), usual["net_migration"].sel(period=year), atol=1e-9
        )
    assert net_of(found, 2024) == pytest.approx(-366)


def test_one_flow_alone_leaves_the_other_to_its_rates(inputs):
    fewer = projected(inputs, flows(out="{ 2020 = 2900 }"))
    assert net_of(fewer, 2020) == pytest.approx(2434 - 2900)
    # arrivals fall with the population they are counted against, leavers stay 2,900
    assert net_of(fewer, 2030) < net_of(fewer, 2020) - 100
    more = projected(inputs, flows("{ 2020 = 2600 }"))
    assert net_of(more, 2020) == pytest.approx(2600 - 3078)
    assert net_of(more, 2030) > net_of(more, 2020) + 100


def test_rates_of_arrivals_and_leavers_go_on(inputs):
    found = projected(inputs, flows("{ 2020 = 2434, 2025 = 2600 }", "{ 2020 = 3078, 2025 = 2900 }", '"hold_rates"'))
    assert net_of(found, 2025) == pytest.approx(-300)
    for year in (2026, 2039):
        np.testing.assert_allclose(at_rates(found, year), at_rates(found, 2025), atol=1e-12)


def test_one_flow_may_end_before_the_other(inputs):
    text = measure("migration.in", "{ 2020 = 2434, 2022 = 2500 }", '"hold_rates"') + measure(
        "migration.out", "{ 2020 = 3078, 2030 = 2600 }"
    )
    found = projected(inputs, text)
    rate_in = None
    for year in (2022, 2023, 2030, 2035):
        out = 3078 - 47.8 * min(year - 2020, 10)
        arrivals = net_of(found, year) + out
        if rate_in is None:
            assert arrivals == pytest.approx(2500)
            rate_in = arrivals
        assert rate_in >= arrivals > 0.7 * rate_in  # they follow those who live there
        rate_in = arrivals


def test_all_leaving_points_before_launch(inputs):
    found = projected(inputs, flows(out="{ 2015 = 2900 }", after='"hold_rates"'))
    assert net_of(found, 2020) == pytest.approx(2434 - 2900)


def test_one_thing_is_not_decided_twice(inputs):
    one = scenarios(one=flows("{ 2020 = 2600 }"))["one"]
    net, young = (scenarios(one=text)["one"] for text in (ALL_HELD, PLAN_BAND))
    for both in (one.changed(trajectories=(*one.trajectories, *net.trajectories)), one.changed(bands=young.bands)):
        refused(lambda s=both: cohort.assume(inputs, s), AssumptionError, "one.toml", "one or the other")


def test_arrivals_do_not_stand_on_a_calibrated_net(inputs):
    own = (
        '\n[calibrate]\nlever = "migration.net"\nmeasure = "population"\nyear = 2040\nvalue = 82044\nsource = "plan"\n'
    )
    made = scenarios(own=own, child='inherits = "own"\n' + flows("{ 2020 = 2600 }"))
    refused(lambda: cohort.assume(inputs, made), AssumptionError, "child.toml", "calibrated net migration")


def test_migration_at_the_end_of_the_step_meets_the_same_targets(inputs):
    launch = LAUNCH + 'migration_timing = "end"\n'
    found = projected(inputs, ALL_AGES + PLAN_BAND, launch)
    assert net_of(found, 2025, YOUNG) == pytest.approx(-300, abs=1e-8)
    assert net_of(found, 2025) == pytest.approx(-322, abs=1e-8)
    # rates are on those who will reach an age: the year before, one year younger
    for year in (2026, 2035):
        rates = [
            found["net_migration"].sel(period=y, age=30) / found["population"].sel(time=y, age=29) for y in (2025, year)
        ]
        np.testing.assert_allclose(rates[1], rates[0], atol=1e-12)


def test_households_and_shocks_come_on_top_of_bands(inputs):
    shock = '\n[[shock]]\nmeasure = "migration.net"\nfirst_year = 2025\nlast_year = 2025\npersons = 100\nages = "20-29"\nsource = "plan"\n'
    found = projected(inputs, PLAN_BAND + shock)
    assert net_of(found, 2025, YOUNG) == pytest.approx(-300 + 100, abs=1e-8)
    # those who came at once are no part of the rates that go on
    np.testing.assert_allclose(at_rates(found, 2026), at_rates(projected(inputs, PLAN_BAND), 2026), atol=1e-12)


def test_what_was_done_is_recorded(inputs):
    assert "least change" in assumed(inputs, PLAN_BAND).attrs["records"]
    assert "least change" not in assumed(inputs).attrs["records"]


@pytest.mark.parametrize(
    ("ages", "meant"), [("110-120", "100+"), ("100-120", "100+"), ("95-100", "95+"), ("101+", "100+")]
)
def test_a_band_outside_the_ages_of_the_projection_is_refused(inputs, ages, meant):
    refused(
        lambda: assumed(inputs, band(ages, "{ 2021 = 0 }")),
        AssumptionError,
        f"migration.band#1.ages: got '{ages}', which is outside the ages of the projection: 0 to 99, and 100+ together; "
        f"write '{meant}'",
    )


def test_bands_that_contradict_the_total_are_named(inputs):
    halves = band("0-39", "{ 2021 = -300 }") + band("40+", "{ 2021 = -300 }")
    made = scenarios(one=halves + measure("migration.net", "{ 2021 = -300 }"))
    error = refused(
        lambda: cohort.assume(inputs, made),
        AssumptionError,
        "migration in 2021, targets: ages 0-39 -300, ages 40+ -300, all ages -300: cannot be met",
        "the targets contradict each other",
    )
    assert "0～39歳 -300人、40歳以上 -300人、全年齢 -300人：目標を満たせません" in error.text("ja")
    assert error.text("ja").endswith("どれかを変えてください。")
