from __future__ import annotations

import numpy as np
import pytest

import cohort
from cohort.errors import AssumptionError
from tests.assumptions.cases import (
    LAUNCH,
    assumed,
    band,
    counted,
    measure,
    net_of,
    prefecture_tables,
    projected,
    refused,
)


def total(projection, year):
    return float(projection["population"].sel(time=year).sum())


def test_every_scenario_of_the_city_is_near_its_single_years(inputs, city, projection):
    made = cohort.project(cohort.assume(inputs, city, step=5), keep="totals")["population"].sel(time=2040)
    yearly = projection["population"].sel(time=2040).sum(["sex", "age"])
    apart = made / yearly - 1
    assert float(abs(apart).max()) < 0.01
    assert float(made.sel(scenario="own-projection")) == pytest.approx(82_044, abs=1e-6)
    alone, by_year = (cohort.project(assumed(inputs, step=step), keep="totals").squeeze() for step in (5, 1))
    one = alone["population"].sel(time=2040) / by_year["population"].sel(time=2040) - 1
    assert abs(float(one)) < 0.001


def test_five_year_groups_of_the_launch(inputs):
    made = assumed(inputs, step=5).squeeze()
    assert made.attrs["step"] == 5
    assert made["period"].values.tolist() == [2020, 2025, 2030, 2035]
    published = counted("ichinoseki", "register", "2020-01-01")
    for sex, groups in published.items():
        np.testing.assert_allclose(made["launch_population"].sel(sex=sex), list(groups.values()))


def test_schedules_are_means_of_their_years(inputs):
    text = measure("fertility.tfr", "{ 2020 = 1.4, 2030 = 1.6 }", unit="births per woman")
    made, yearly = assumed(inputs, text, step=5).squeeze(), assumed(inputs, text).squeeze()
    assert float(made["tfr"].sel(period=2020)) == pytest.approx(np.mean([1.40, 1.42, 1.44, 1.46, 1.48]))
    # five years in each group: their rates add up to the same births per woman
    assert 5 * float(made["asfr"].sel(period=2020).sum()) == pytest.approx(
        float(yearly["asfr"].sel(period=slice(2020, 2024)).sum() / 5)
    )
    assert float(made["fertility_pattern"].sum()) * 5 == pytest.approx(1)
    np.testing.assert_allclose(made["e0"].sel(period=2025), yearly["e0"].sel(period=slice(2025, 2029)).mean("period"))


def test_survivorship_over_five_years_by_hand(inputs):
    made = assumed(inputs, step=5).squeeze()["survivorship"].sel(period=2020)
    yearly = assumed(inputs).squeeze()["survivorship"]
    # those of 60-64 five years on: the product of five single years, near the mean of the years 2020-2024
    along = [np.prod([float(yearly.sel(period=2020 + k, sex="male", age=60 + a + k)) for k in range(1, 5)])
             * float(yearly.sel(period=2020, sex="male", age=60 + a)) for a in range(1, 6)]  # fmt: skip
    assert float(made.sel(sex="male", age=65)) == pytest.approx(np.mean(along), abs=0.004)
    assert prefecture_tables(inputs, np.array([2020]), 2020)[0].age[-1] == 110


def test_a_step_with_a_solved_year_has_the_total_of_its_years(inputs):
    text = measure("migration.net", "{ 2023 = -300, 2027 = -100 }", '"hold_rates"')
    made, yearly = assumed(inputs, text, step=5).squeeze(), projected(inputs, text)
    assert made["net_migration_control"].values.tolist() == [1, 1, 2, 2]
    for first in (2020, 2025):
        five = sum(net_of(yearly, year) for year in range(first, first + 5))
        assert float(made["net_migration_total"].sel(period=first)) == pytest.approx(five)
    found = cohort.project(made)
    assert net_of(found, 2025) == pytest.approx(float(made["net_migration_total"].sel(period=2025)))


def test_a_shock_of_one_year_counts_for_a_fifth(inputs):
    def text(first):
        return f'\n[[shock]]\nmeasure = "mortality.mx"\nfirst_year = {first}\nlast_year = {first}\nfactor = 1.5\nsource = "plan"\n'

    usual = assumed(inputs, step=5).squeeze()
    for year in (2020, 2022, 2024):  # not the middle one alone
        found = assumed(inputs, text(year), step=5).squeeze()
        ratio = np.log(found["survivorship"]) / np.log(usual["survivorship"])
        np.testing.assert_allclose(ratio.sel(period=2020, age=slice(20, 90)), 1.1, atol=0.02)
        np.testing.assert_allclose(ratio.sel(period=2025), 1)
        single = projected(inputs, text(year))
        assert total(projected(inputs, text(year), step=5), 2030) == pytest.approx(total(single, 2030), rel=0.003)


def test_life_expectancy_bands_and_households_in_five_year_steps(inputs):
    text = (
        measure("mortality.e0.male", "{ 2020 = 80, 2030 = 85 }", unit="years")
        + band("10-39", "{ 2025 = -300 }", '"hold_rates"')
        + '\n[[migration.households]]\ntemplate = "single-man"\nper_year = 10\nfirst_year = 2025\nlast_year = 2027\nsource = "plan"\n'
    )
    five, single = (projected(inputs, text, step=step) for step in (5, 1))
    assert total(five, 2040) == pytest.approx(total(single, 2040), rel=0.005)
    made = assumed(inputs, text, step=5).squeeze()
    usual = assumed(inputs, text.split("\n[[migration.households]]")[0], step=5).squeeze()
    more = (made["net_migration"] - usual["net_migration"]).sel(period=2025)
    assert float(more.sel(sex="male", age=20)) == pytest.approx(30, abs=0.05)  # 24 years old, three years
    assert float(abs(more.sel(sex="female")).max()) < 0.05
    # counts of the years 2020 to 2024 and 2025, then rates: their total is that of the single years
    assert made["net_migration_control"].values.tolist() == [1, 1, 1, 1]
    assert net_of(five, 2030) == pytest.approx(sum(net_of(single, y) for y in range(2030, 2035)))


def test_a_horizon_between_two_steps_is_refused(inputs):
    refused(
        lambda: assumed(inputs, launch=LAUNCH.replace("2040", "2038"), step=5), AssumptionError, "18 years", "until"
    )
