from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import cohort
from cohort.errors import AssumptionError
from cohort.scenario.model import Shock
from tests.assumptions.cases import LAUNCH, assumed, measure, net_of, projected, refused, scenarios

TFR = "births per woman"


def net(points, after='"hold"', extra=""):
    return measure(
        "migration.net", points, after, "ratio to launch" if "relative" in extra else "persons per year", extra
    )


def path_of(made):
    """Net totals and controls of the first ten years."""
    one = made.squeeze("scenario") if "scenario" in made.dims else made
    return one["net_migration_total"].values[:10].tolist(), one["net_migration_control"].values[:10].tolist()


@pytest.mark.parametrize(
    ("text", "totals", "controls"),
    [
        # nothing said: the rates of the launch year
        ("", 10 * [0], 10 * [0]),
        # before the first point the inputs rule
        (net("{ 2023 = -300 }"), [0, 0, 0] + 7 * [-300], [0, 0, 0] + 7 * [1]),
        (net("{ 2023 = -300 }", '"hold_rates"'), [0, 0, 0, -300] + 6 * [0], [0, 0, 0, 1] + 6 * [2]),
        # points before launch fix the slope: 2019 -644, 2023 -244, so 100 a year
        (net("{ 2019 = -644, 2023 = -244 }", '"hold_rates"'), [-544, -444, -344, -244] + 6 * [0], 4 * [1] + 6 * [2]),
        # all before launch: the last one is the level
        (net("{ 2015 = -500, 2017 = -400 }", '"hold_rates"'), [-400] + 9 * [0], [1] + 9 * [2]),
        (net("{ 2015 = -500, 2017 = -400 }"), 10 * [-400], 10 * [1]),
        (
            net("{ 2022 = -400 }", "{ converge = 0, by = 2026 }"),
            [0, 0, -400, -300, -200, -100, 0, 0, 0, 0],
            [0, 0] + 8 * [1],
        ),
        (net("{ 2020 = 0.5 }", extra="relative = true"), 10 * [-322], 10 * [1]),
        (net("{ 2020 = 322 }", extra="added = true"), 10 * [-322], 10 * [1]),
    ],
)
def test_net_paths(inputs, text, totals, controls):
    found = assumed(inputs, text)
    assert path_of(found) == (pytest.approx(totals), controls)
    # and the projection meets every solved total
    made = cohort.project(found)
    for year, (total, control) in enumerate(zip(totals, controls, strict=True), start=2020):
        if control == 1:
            assert net_of(made, year) == pytest.approx(total, abs=1e-8)


def test_rates_held_let_the_count_follow_the_population(inputs):
    found = projected(inputs, net("{ 2019 = -644, 2025 = -322 }", '"hold_rates"'))
    nets = [net_of(found, year) for year in range(2025, 2040)]
    assert nets[0] == pytest.approx(-322)
    # in each year the migrants are the same rates of those who live there
    rate = found["net_migration"].sel(period=2025) / found["population"].sel(time=2025)
    again = found["net_migration"].sel(period=2035) / found["population"].sel(time=2035)
    np.testing.assert_allclose(again, rate, atol=1e-12)
    assert -322 < nets[10] < -150


def test_observed_years_come_before_the_scenario(inputs):
    launch = '\n[launch]\ndate = 2020-01-01\nbasis = "register"\nuntil = 2030\nevents = [2020, 2021]\n'
    totals, controls = path_of(assumed(inputs, net("{ 2025 = -100 }"), launch))
    assert totals == [-581, -398, 0, 0, 0, -100, -100, -100, -100, -100]
    assert controls == [1, 1, 0, 0, 0, 1, 1, 1, 1, 1]


def test_observed_years_may_fill_the_horizon(inputs):
    launch = '\n[launch]\ndate = 2020-01-01\nbasis = "register"\nuntil = 2022\nevents = [2020, 2021]\n'
    assert path_of(assumed(inputs, launch=launch)) == ([-581, -398], [1, 1])


def test_fertility_paths(inputs):
    launch = LAUNCH + 'tfr_scale = "launch_years"\n'
    level = assumed(inputs, launch=launch)["tfr"].values
    np.testing.assert_allclose(level, 1.44)  # the launch years' births are what is published as 1.44
    for extra, points, wanted in (
        ("", "{ 2022 = 1.5, 2024 = 1.6 }", [1.44, 1.44, 1.5, 1.55, 1.6, 1.6]),
        ("added = true", "{ 2022 = 0.1 }", [1.44, 1.44, 1.54, 1.54, 1.54, 1.54]),
        ("relative = true", "{ 2022 = 1.1 }", [1.44, 1.44, 1.584, 1.584, 1.584, 1.584]),
    ):
        unit = "ratio to launch" if "relative" in extra else TFR
        found = assumed(inputs, measure("fertility.tfr", points, unit=unit, extra=extra), launch)
        np.testing.assert_allclose(found["tfr"].values[:6], wanted)
    born = found["asfr"].values.sum(axis=-1)
    np.testing.assert_allclose(born[2] / born[0], 1.1)


def test_life_expectancy_of_one_sex(inputs):
    text = measure("mortality.e0.male", "{ 2020 = 80, 2030 = 85 }", unit="years")
    found, usual = assumed(inputs, text), assumed(inputs)
    e0 = found["e0"].sel(sex="male")
    assert float(e0.sel(period=2020)) == pytest.approx(80, abs=1e-9)
    assert float(e0.sel(period=2025)) == pytest.approx(82.5, abs=1e-9)
    assert float(e0.sel(period=2039)) == pytest.approx(85, abs=1e-9)
    female = {"sex": "female"}
    np.testing.assert_allclose(found["e0"].sel(female), usual["e0"].sel(female), atol=1e-9)
    np.testing.assert_allclose(found["survivorship"].sel(female), usual["survivorship"].sel(female), atol=1e-12)
    assert (
        found["survivorship"].sel(sex="male", period=2039) > usual["survivorship"].sel(sex="male", period=2039)
    ).all()


def test_life_expectancy_relative_to_launch(inputs):
    usual = assumed(inputs)["e0"].sel(sex="female", period=2020)
    text = measure("mortality.e0.female", "{ 2025 = 2 }", unit="years", extra="added = true")
    found = assumed(inputs, text)["e0"].sel(sex="female")
    assert float(found.sel(period=2030)) == pytest.approx(float(usual) + 2, abs=1e-9)


def shock(what, first=2021, last=2022, extra=""):
    return f'\n[[shock]]\nmeasure = "{what}"\nfirst_year = {first}\nlast_year = {last}\n{extra}\nsource = "plan"\n'


def test_a_year_of_higher_mortality(inputs):
    found = assumed(inputs, shock("mortality.mx", extra="factor = 1.1\nages = '65+'"))
    usual = assumed(inputs)
    ratio = np.log(found["survivorship"]) / np.log(usual["survivorship"])
    hit = ratio.sel(period=[2021, 2022])
    np.testing.assert_allclose(hit.sel(age=slice(67, 99)), 1.1, atol=2e-3)
    np.testing.assert_allclose(hit.sel(age=slice(0, 64)), 1, atol=1e-12)
    for years in (slice(2020, 2020), slice(2023, None)):
        np.testing.assert_array_equal(found["survivorship"].sel(period=years), usual["survivorship"].sel(period=years))
    lost = (usual["e0"] - found["e0"]).values
    assert (lost[1:3] > 0.4).all()  # years of life
    assert (lost[[0, *range(3, 20)]] == 0).all()
    # a hazard of a tenth more: p becomes p ** 1.1, so deaths of the old rise by nearly a tenth
    deaths = [projected(inputs, text)["deaths"].sel(period=2021, age=slice(70, 99)).sum() for text in
              (shock("mortality.mx", extra="factor = 1.1\nages = '65+'"), "")]  # fmt: skip
    assert float(deaths[0] / deaths[1]) == pytest.approx(1.09, abs=0.01)


def test_a_year_of_fewer_births(inputs):
    found = assumed(inputs, shock("fertility.tfr", 2021, 2021, "factor = 0.9"))
    usual = float(assumed(inputs)["tfr"].isel(period=0))
    np.testing.assert_allclose(found["tfr"].values[:4] / usual, [1, 0.9, 1, 1])
    born = projected(inputs, shock("fertility.tfr", 2021, 2021, "factor = 0.9"))["births"].sum("sex")
    usual = projected(inputs)["births"].sum("sex")
    assert float(born.sel(period=2021) / usual.sel(period=2021)) == pytest.approx(0.9)


def test_people_who_come_at_once(inputs):
    text = shock("migration.net", 2021, 2021, "persons = 500\nages = '20-29'")
    found, usual = assumed(inputs, text), projected(inputs)
    counts = found["net_migration"].squeeze()
    people = found["launch_population"].squeeze().sel(age=slice(20, 29))
    np.testing.assert_allclose(counts.sel(period=2021, age=slice(20, 29)), 500 * people / people.sum())
    assert float(counts.sum()) == pytest.approx(500)
    assert net_of(cohort.project(found), 2021) - net_of(usual, 2021) == pytest.approx(500)


@pytest.mark.parametrize(
    ("what", "extra"),
    [("mortality.mx", "persons = 5"), ("migration.net", "factor = 2"), ("fertility.tfr", "persons = 5")],
)
def test_shocks_that_mean_nothing(inputs, what, extra):
    refused_anywhere(lambda: assumed(inputs, shock(what, extra=extra)), "shock", what)


def refused_anywhere(call, *words):
    """By the reading of the file or by `assume`."""
    refused(call, cohort.errors.CohortError, *words)


def test_shocks_made_in_code_are_checked_too(inputs):
    one = scenarios(one="")["one"]
    made = one.changed(
        shocks=(Shock(measure="mortality.mx", first_year=2021, last_year=2021, source="plan", persons=5.0),)
    )
    refused(lambda: cohort.assume(inputs, made), AssumptionError, "shock.measure", "mortality.mx", "persons")
    made = one.changed(
        shocks=(Shock(measure="migration.net", first_year=2021, last_year=2021, source="plan", factor=5.0),)
    )
    refused(lambda: cohort.assume(inputs, made), AssumptionError, "shock.measure", "migration.net", "factor")


def households(per_year, first, last=None):
    end = "" if last is None else f"last_year = {last}\n"
    return (
        '\n[[migration.households]]\ntemplate = "ours"\n'
        'members = [{ sex = "female", age = 34 }, { sex = "male", age = 6 }, { sex = "male", age = 6 }]\n'
        f'per_year = {per_year}\nfirst_year = {first}\n{end}source = "plan"\n'
    )


def test_households(inputs):
    counts = assumed(inputs, households(12, 2025, 2026) + households(1, 2030))["net_migration"].squeeze()
    for year, number in ((2024, 0), (2025, 12), (2026, 12), (2027, 0), (2030, 1), (2039, 1)):
        at = counts.sel(period=year)
        assert float(at.sel(sex="female", age=34)) == number
        assert float(at.sel(sex="male", age=6)) == 2 * number
        assert float(at.sum()) == 3 * number
    found, usual = projected(inputs, households(12, 2025, 2026)), projected(inputs)
    assert net_of(found, 2025) == pytest.approx(net_of(usual, 2025) + 36)  # on top of the others


def test_a_sweep_is_a_scenario_for_each_value(inputs):
    text = measure("fertility.tfr", "{ 2018 = 1.44, 2025 = 1.63 }", unit=TFR)
    sweep = '\n[sweep]\nsource = "what-if"\n"fertility.tfr@2025" = [1.44, 1.82]\n[sources.what-if]\nkind = "assumption"\ntitle = "x"\n'
    made = cohort.assume(inputs, scenarios(one=text + sweep))
    assert made["tfr"].sel(period=2025).values.tolist() == [1.63, 1.44, 1.82]
    names = made["scenario"].values.tolist()
    assert names == ["one", "one[fertility.tfr@2025=1.44]", "one[fertility.tfr@2025=1.82]"]
    found = cohort.project(made, keep="totals")["population"].sel(time=2040)
    alone = projected(inputs, measure("fertility.tfr", "{ 2018 = 1.44, 2025 = 1.82 }", unit=TFR))
    assert float(found.sel(scenario=names[2])) == pytest.approx(
        float(alone["population"].sel(time=2040).sum()), rel=1e-13
    )


def jump(table, points, unit="persons per year"):
    return measure(table, points, unit=unit).replace('jump_off = "scenario"\n', "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (jump("fertility.tfr", "{ 2018 = 1.6, 2025 = 1.63 }", TFR), ("fertility.tfr", "1.6 in 2018", "1.44")),
        (jump("migration.net", "{ 2019 = -500, 2025 = -322 }"), ("migration.net", "-500 in 2019", "-644")),
        (jump("migration.net", "{ 2020 = -322 }"), ("migration.net", "-322 in 2020", "-644")),
    ],
)
def test_a_launch_value_that_contradicts_the_observed_one(inputs, text, words):
    refused(lambda: assumed(inputs, text), AssumptionError, *words, "jump_off")


def test_launch_values_near_the_observed_ones_pass(inputs):
    text = jump("fertility.tfr", "{ 2018 = 1.43, 2025 = 1.63 }", TFR) + jump(
        "migration.net", "{ 2019 = -650, 2025 = -322 }"
    )
    assert float(assumed(inputs, text)["tfr"].sel(period=2025)) == 1.63


def test_without_a_published_tfr_nothing_contradicts_it(inputs):
    text = jump("fertility.tfr", "{ 2018 = 1.6, 2025 = 1.63 }", TFR)
    assert float(assumed(replace(inputs, tfr=None), text)["tfr"].sel(period=2025)) == 1.63
