from __future__ import annotations

import numpy as np
import pytest

import cohort
from cohort.errors import AssumptionError, ProjectionError
from tests.assumptions.cases import LAUNCH, assumed, measure, projected, refused


def births(points, after='"hold"', extra=""):
    unit = "ratio to launch" if "relative" in extra else "births per year"
    return measure("fertility.births", points, after, unit, extra)


def born(projection):
    return projection["births"].sum("sex").to_series()


def test_the_plans_births_are_met_in_every_year(inputs):
    found = born(projected(inputs, births("{ 2019 = 549, 2025 = 607 }")))
    for year in range(2020, 2026):
        assert found[year] == pytest.approx(549 + (year - 2019) / 6 * 58, rel=1e-10)
    np.testing.assert_allclose(found.loc[2025:], 607, rtol=1e-10)


def test_the_tfr_that_gives_them_is_shown_on_the_published_scale(inputs):
    text = births("{ 2019 = 549, 2025 = 607 }")
    made, usual = assumed(inputs, text), assumed(inputs)
    tfr = made["tfr"]
    expected = float(usual["tfr"][0]) * born(projected(inputs, text))[2020] / born(projected(inputs))[2020]
    assert float(tfr.sel(period=2020)) == pytest.approx(expected, rel=1e-10)
    np.testing.assert_allclose(made["asfr"].sum("age") / tfr, usual["asfr"].sum("age") / usual["tfr"])
    assert float(tfr.sel(period=2025)) > 1.7  # the plan's 1.63 does not give its 607 births


def test_the_tfr_of_the_last_point_goes_on(inputs):
    made = assumed(inputs, births("{ 2019 = 549, 2025 = 607 }", '"hold_rates"'))
    np.testing.assert_allclose(made["tfr"].sel(period=slice(2025, None)), made["tfr"].sel(period=2025))
    found = born(cohort.project(made).squeeze())
    assert found[2025] == pytest.approx(607, rel=1e-10)
    assert found[2030] < 600


def test_before_the_first_point_the_inputs_rule(inputs):
    found = born(projected(inputs, births("{ 2023 = 500 }")))
    np.testing.assert_allclose(found.loc[:2022], born(projected(inputs)).loc[:2022], rtol=1e-12)
    assert found[2023] == pytest.approx(500)


def test_relative_births_refer_to_the_launch_years(inputs):
    for extra, value, wanted in (("relative = true", 1.1, 1.1 * 549), ("added = true", -49, 500)):
        found = born(projected(inputs, births(f"{{ 2022 = {value} }}", extra=extra)))
        assert found[2022] == pytest.approx(wanted)


def test_points_before_launch_are_the_level_that_the_tfr_is_held_at(inputs):
    text = births("{ 2018 = 628 }", '"hold_rates"')
    made = assumed(inputs, text)
    assert born(projected(inputs, text))[2020] == pytest.approx(628)
    np.testing.assert_allclose(made["tfr"], made["tfr"][0])


def test_no_births_at_all_leave_nobody_of_age_0_to_move_away(inputs):
    refused(lambda: assumed(inputs, births("{ 2022 = 0 }")), ProjectionError, "period=2022", "age=0")


def test_births_that_no_tfr_gives(inputs):
    nobody = (
        '\n[[shock]]\nmeasure = "fertility.tfr"\nfirst_year = 2025\nlast_year = 2025\nfactor = 0\nsource = "plan"\n'
    )
    babies = (
        '\n[[migration.households]]\ntemplate = "babies"\nper_year = 10\nfirst_year = 2025\nsource = "plan"\n'
        'members = [{ sex = "female", age = 0 }, { sex = "male", age = 0 }]\n'
    )
    refused(
        lambda: assumed(inputs, births("{ 2025 = 600 }") + nobody + babies, LAUNCH.replace("2040", "2027")),
        AssumptionError, "one.toml", "fertility.births", "no TFR",
    )  # fmt: skip
