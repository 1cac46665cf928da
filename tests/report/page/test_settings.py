"""What the sliders mean, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cohort import project
from cohort.report.page.payload import one_scenario
from cohort.report.page.settings import Start, adjustable, published_tfr, start_of
from tests.report.page import synthetic
from tests.report.page.levers import Settings, apply_settings, launch_net, path


@pytest.fixture(scope="module")
def trend() -> xr.Dataset:
    return one_scenario(synthetic.assumptions(), "trend")


def test_path_by_hand() -> None:
    years = np.array([2020.0, 2021, 2022, 2023, 2024])
    assert path(years, 10.0, 16.0, 2023).tolist() == [10.0, 12.0, 14.0, 16.0, 16.0]
    assert path(years, 10.0, 16.0, 2020).tolist() == [16.0] * 5
    assert path(np.array([2020.0, 2025, 2030]), 0.0, 6.0, 2023).tolist() == [0.0, 6.0, 6.0]


def test_tfr_scales_every_age_and_keeps_the_launch(trend: xr.Dataset) -> None:
    got = apply_settings(trend, Settings(1.8, None, 2024))
    # 1.44 -> 1.8 in four years: 1.44, 1.53, 1.62, 1.71, 1.8
    np.testing.assert_allclose(got["tfr"].values[:6], [1.44, 1.53, 1.62, 1.71, 1.8, 1.8], rtol=1e-14)
    np.testing.assert_allclose(got["asfr"].values[2], trend["asfr"].values[2] * 1.62 / 1.44, rtol=1e-14)
    np.testing.assert_array_equal(got["asfr"].values[0], trend["asfr"].values[0])
    assert got["net_migration_control"].equals(trend["net_migration_control"])


def test_net_total_is_met_by_all_migrants_together() -> None:
    base = one_scenario(synthetic.assumptions(), "what-if")  # has households given as counts from 2025
    result = project(apply_settings(base, Settings(None, -100.0, 2030, "hold")))
    net = result["net_migration"].sum(("sex", "age")).values
    # -600 in 2020, -100 in 2030: 50 fewer each year, then the number stays
    np.testing.assert_allclose(net, [-600 + 50 * min(i, 10) for i in range(30)], rtol=1e-10)


def test_rates_go_on_after_the_year(trend: xr.Dataset) -> None:
    result = project(apply_settings(trend, Settings(None, -200.0, 2025, "hold_rates")))
    factor = result["net_migration_factor"].values
    net = result["net_migration"].sum(("sex", "age")).values
    assert net[5] == pytest.approx(-200, rel=1e-12)
    assert (factor[5:] == factor[5]).all()
    assert abs(net[-1] + 200) > 1  # the same rates on other people: another number


def test_launch_is_kept(trend: xr.Dataset) -> None:
    start = launch_net(trend)
    assert start == pytest.approx(float(project(trend)["net_migration"].isel(period=0).sum()), rel=1e-14)
    assert float(apply_settings(trend, Settings(None, 0.0, 2030))["net_migration_total"][0]) == pytest.approx(start)
    assert float(apply_settings(trend, Settings(None, 0.0, 2030), start_net=-300.0)["net_migration_total"][0]) == -300.0


def test_five_year_steps_count_persons_in_the_period() -> None:
    base = synthetic.five_year()
    got = apply_settings(base, Settings(2.1, -100.0, 2030, "hold"))
    result = project(got)
    np.testing.assert_allclose(result["net_migration"].sum(("sex", "age")).values[2:], -500, rtol=1e-12)
    assert got["child_woman_ratio"].values[2] == pytest.approx(
        base["child_woman_ratio"].values[2] * 2.1 / base["tfr"].values[2]
    )
    assert "asfr" not in got


def test_schedules_that_do_not_vary_by_period(trend: xr.Dataset) -> None:
    still = trend.drop_vars("tfr").assign(
        asfr=trend["asfr"].isel(period=0, drop=True), net_migration=trend["net_migration"].isel(period=0, drop=True)
    )
    got = apply_settings(still, Settings(1.8, -100.0, 2030))
    assert got["asfr"].dims == ("period", "age")
    level = published_tfr(still)
    assert level is not None
    np.testing.assert_allclose(level, 1.44 * 0.92, rtol=1e-12)  # the model's own scale, where no published one is given
    assert float(got["asfr"].isel(period=-1).sum()) == pytest.approx(1.8)


def test_where_the_sliders_stand_first() -> None:
    schedules = synthetic.assumptions()
    assert start_of(one_scenario(schedules, "strategy")) == Start(2025, "hold_rates")
    assert start_of(one_scenario(schedules, "what-if")) == Start(2030, "hold")
    assert start_of(one_scenario(schedules, "trend")) == Start(2025, "hold_rates")
    assert start_of(synthetic.five_year()).year == 2045
    at_launch = one_scenario(schedules, "strategy").drop_vars("tfr")
    at_launch["net_migration_control"] = ("period", [1.0] + [2.0] * 29)
    at_launch["asfr"] = at_launch["asfr"].isel(period=0, drop=True)
    assert start_of(at_launch) == Start(2025, "hold_rates")
    bare = synthetic.five_year().drop_vars("tfr")
    assert published_tfr(bare) is None
    assert start_of(bare) == Start(2045, "hold_rates")


def bands(trend: xr.Dataset) -> xr.Dataset:
    """Return a scenario whose first six years are counts, with rates of 0, and whose rates go on from there."""
    result = project(trend)
    rates = trend["net_migration_rate"].copy()
    counts = trend["net_migration"].copy()
    counts[:6] = result["net_migration"].transpose("period", "sex", "age")[:6]
    rates[:6] = 0
    return trend.assign(net_migration_rate=rates, net_migration=counts)


def test_counts_for_bands_of_ages_give_way_to_the_rates_that_follow(trend: xr.Dataset) -> None:
    base = bands(trend)
    found = adjustable(base)
    assert found is not None
    rates, counts = found
    np.testing.assert_array_equal(rates[:6], np.repeat(base["net_migration_rate"].values[6:7], 6, axis=0))
    np.testing.assert_array_equal(counts[:6], 0)
    start = launch_net(base)
    result = project(apply_settings(base, Settings(None, -100.0, 2025, "hold")))
    net = result["net_migration"].sum(("sex", "age")).values
    np.testing.assert_allclose(net[:6], start + (-100 - start) * np.arange(6) / 5, rtol=1e-10)
    np.testing.assert_allclose(net[6:], -100, rtol=1e-10)
    last = base.assign(net_migration_rate=base["net_migration_rate"].roll(period=-6))  # none follow at the end
    np.testing.assert_array_equal(adjustable(last)[0][-1], last["net_migration_rate"].values[23])  # type: ignore[index]


def test_where_there_is_nothing_to_scale(trend: xr.Dataset) -> None:
    assert adjustable(trend.drop_vars("net_migration_rate")) is None
    assert adjustable(trend.assign(net_migration_rate=trend["net_migration_rate"] * 0)) is None
    plain = adjustable(trend.drop_vars("net_migration").assign(net_migration_rate=trend["net_migration_rate"][0]))
    assert plain is not None
    np.testing.assert_array_equal(plain[0], trend["net_migration_rate"].values)
    np.testing.assert_array_equal(plain[1], 0)
