"""Modelled births and deaths of the launch years are the observed ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cohort
from cohort.assumptions.baseline import baseline
from cohort.assumptions.mortality import schedule
from cohort.demography.migration import plus_minus
from cohort.errors import AssumptionError
from cohort.projection.step import backcast
from cohort.scenario.model import Launch
from tests.assumptions.cases import CENSUS, LAUNCH, assumed, net_of, one_year, prefecture_tables, projected, refused
from tests.shared import ROOT

REGISTER = Launch(date=date(2020, 1, 1), basis="register", until=2050, events=(2019,))


def without_events(inputs, keep):
    return replace(inputs, events=inputs.events[keep(inputs.events)])


def past_years(inputs, base, years):
    """Births, deaths and the end of a run over past years, from the population taken back to their start."""
    first = years[0]
    tables, _ = prefecture_tables(inputs, np.arange(first, 2020), 2019)
    S = schedule(tables, base.alpha)
    net = np.stack(
        [plus_minus(base.net_rate * base.population, float(inputs.net_migration(y)))[0] for y in range(first, 2020)]
    )
    past = backcast(base.population, S, net, base.population).population
    P = past[0].tolist()
    births, deaths = {}, {}
    for t, year in enumerate(range(first, 2020)):
        asfr = (base.tfr * base.pattern).tolist()
        # those under 15 bear no children: that the newborns are the model's changes nobody's births here
        P, births[year], died = one_year(P, S[t].tolist(), net[t].tolist(), asfr, base.srb)
        deaths[year] = sum(map(sum, died))
    return births, deaths, np.array(P), past


def test_2019_has_its_549_births_and_1954_deaths(inputs):
    base = baseline(inputs, REGISTER)
    births, deaths, end, _ = past_years(inputs, base, [2019])
    assert births[2019] == pytest.approx(549, rel=1e-9)
    assert deaths[2019] == pytest.approx(1_954, rel=1e-9)
    # and it leads to the population of launch; those of age 0 are counted there and born here
    np.testing.assert_allclose(end[:, 1:], base.population[:, 1:], rtol=1e-9)


def test_several_years_are_met_together(inputs):
    base = baseline(inputs, REGISTER.changed(events=(2017, 2018, 2019)))
    births, deaths, _, past = past_years(inputs, base, [2017])
    assert sum(births.values()) == pytest.approx(654 + 628 + 549, rel=1e-9)  # register
    # the deaths of infants follow observed births, here the model's
    assert sum(deaths.values()) == pytest.approx(1_961 + 1_955 + 1_954, abs=0.2)
    assert base.events.net_level == pytest.approx(((2320 - 2810) + (2351 - 2807) - 644) / 3)
    assert base.events.births_level == pytest.approx((654 + 628 + 549) / 3)
    # the rates that go on are those at which the people of these three years have their mean net migrants
    np.testing.assert_allclose(base.moving, past[:3].mean(axis=0), rtol=1e-12)
    rates = base.rates_at(base.events.net_level)
    assert float((rates * past[:3].mean(axis=0)).sum()) == pytest.approx(base.events.net_level, rel=1e-9)


def test_launch_years_need_not_reach_up_to_the_launch(inputs):
    base = baseline(inputs, REGISTER.changed(events=(2017,)))
    births, deaths, *_ = past_years(inputs, base, [2017])
    assert births[2017] == pytest.approx(654, rel=1e-9)
    assert deaths[2017] == pytest.approx(1_961, rel=1e-9)
    assert base.events.net_level == 2320 - 2810


def test_the_level_of_fertility_goes_on_from_the_last_year_as_the_prefectures_moved(inputs):
    launch = REGISTER.changed(events=(2016, 2017, 2018, 2019))
    mean, last = (baseline(inputs, launch.changed(fertility_level=level)) for level in ("mean", "last_year"))
    # Iwate's TFR, vital statistics: 1.45, 1.47, 1.41 and 1.35
    assert last.tfr == pytest.approx(mean.tfr * 1.35 / ((1.45 + 1.47 + 1.41 + 1.35) / 4))
    assert last.scale == mean.scale  # what a published figure stands for is another matter
    assert last.alpha == mean.alpha
    assert [one.en for one in last.records if "times 0.9507" in one.en]


def test_a_level_of_the_last_year_needs_the_prefectures_tfr_of_each(inputs):
    launch = REGISTER.changed(events=(2018, 2019), fertility_level="last_year")
    tfr = inputs.prefecture.tfr
    fewer = replace(inputs, prefecture=replace(inputs.prefecture, tfr=tfr[tfr["year"] != 2018]))
    refused(
        lambda: baseline(fewer, launch),
        AssumptionError,
        "no TFR of the prefecture for 2018;",
        "leave fertility_level out",
    )
    without = replace(inputs, prefecture=replace(inputs.prefecture, tfr=None))
    refused(lambda: baseline(without, launch), AssumptionError, "for 2018, 2019;")
    after = REGISTER.changed(events=(2020, 2021), fertility_level="last_year")
    refused(lambda: baseline(inputs, after), AssumptionError, "events up to 2021", "launch in 2020")


def calendar(by_period, year):
    """Events of a calendar year from years that start on 1 October: three quarters are the earlier one's."""
    values = by_period.sum([d for d in by_period.dims if d != "period"])
    return 0.75 * float(values.sel(period=year - 1)) + 0.25 * float(values.sel(period=year))


@pytest.mark.parametrize("timing", ["even", "end"])
def test_events_after_a_launch_on_1_october(inputs, timing):
    launch = CENSUS.replace("events = [2021, 2022, 2023]", "events = [2021, 2022, 2023, 2024]")
    found = projected(inputs, launch=launch + f'migration_timing = "{timing}"\n')
    # vital statistics; 2024 from the register, all residents
    years = (2021, 2022, 2023, 2024)
    assert sum(calendar(found["births"], y) for y in years) == pytest.approx(484 + 440 + 451 + 363, rel=1e-9)
    deaths = 1_895 + 2_093 + 2_117 + 2_082
    assert sum(calendar(found["deaths"], y) for y in years) == pytest.approx(deaths, rel=1e-9)
    for year, net in ((2020, 0.25 * -581 + 0.75 * -398), (2022, 0.25 * -630 + 0.75 * -587)):
        assert net_of(found, year) == pytest.approx(net, rel=1e-9)
    # the period from October 2024 reaches into a year that is not known: the rates of the launch years go on, at which the
    # people of these years, three quarters of each in the period before, have the mean of their net migrants
    rate = found["net_migration"].sel(period=2024) / found["population"].sel(time=2024)
    weights = xr.DataArray([0.75, 1, 1, 1, 0.25], dims="time", coords={"time": range(2020, 2025)}) / 4
    people = (found["population"] * weights).sum("time")
    if timing == "even":
        assert float((rate * people).sum()) == pytest.approx((-398 - 630 - 587 - 322) / 4, rel=1e-9)
    assert -484 < net_of(found, 2024) < -370


def test_events_after_a_launch_on_1_january(inputs):
    launch = '\n[launch]\ndate = 2020-01-01\nbasis = "register"\nuntil = 2030\nevents = [2020, 2021]\n'
    found = projected(inputs, launch=launch)
    assert float(found["births"].sel(period=[2020, 2021]).sum()) == pytest.approx(553 + 484, rel=1e-9)
    assert float(found["deaths"].sel(period=[2020, 2021]).sum()) == pytest.approx(1_780 + 1_895, rel=1e-9)
    assert [net_of(found, y) for y in (2020, 2021)] == pytest.approx([-581, -398])
    rate = found["net_migration"].sel(period=2022) / found["population"].sel(time=2022)
    people = found["population"].sel(time=[2020, 2021]).mean("time")
    assert float((rate * people).sum()) == pytest.approx((-581 - 398) / 2)


def test_from_the_first_year_the_rates_of_the_launch_years_go_on(inputs):
    made, found = assumed(inputs).squeeze(), projected(inputs)
    base = baseline(inputs, REGISTER)
    people = past_years(inputs, base, [2019])[3][0]
    rate = made["net_migration_rate"].transpose("sex", "age").values
    assert float((rate * people).sum()) == pytest.approx(-644, rel=1e-9)
    assert (made["net_migration_control"] == 0).all()
    for year in (2020, 2035):
        expected = rate * found["population"].sel(time=year).transpose("sex", "age").values
        assert net_of(found, year) == pytest.approx(float(expected.sum()), rel=1e-9)
    assert -644 < net_of(found, 2020) < -600  # fewer people at the ages that leave than in 2019
    # fewer women than in 2019 at the same rates
    assert 515 < float(found["births"].sel(period=2020).sum()) < 549


def test_the_number_of_the_launch_years_may_go_on_instead(inputs):
    found = projected(inputs, launch=LAUNCH + 'migration_level = "count"\n')
    assert [net_of(found, year) for year in (2020, 2030, 2039)] == pytest.approx([-644] * 3)


def test_a_published_tfr_stands_for_the_models_of_its_own_year(inputs):
    base = baseline(inputs, REGISTER)
    past = past_years(inputs, base, [2018])[3]
    tables, _ = prefecture_tables(inputs, np.array([2018]), 2019)
    net = plus_minus(base.net_rate * base.population, 2351 - 2807)[0].tolist()
    asfr = (base.scale * 1.44 * base.pattern).tolist()
    births = one_year(past[0].tolist(), schedule(tables, base.alpha)[0].tolist(), net, asfr, base.srb)[1]
    assert births == pytest.approx(628, rel=1e-9)  # register, 2018
    assert any("Births of 2018 imply a TFR of" in r.en for r in base.records)


def test_a_published_tfr_keeps_its_meaning(inputs):
    base = baseline(inputs, REGISTER.changed(tfr_scale="launch_years"))
    assert base.scale == pytest.approx(base.tfr / 1.44)
    made = assumed(
        inputs,
        launch=LAUNCH + 'tfr_scale = "launch_years"\n',
        text='\n[fertility.tfr]\nunit = "births per woman"\npoints = { 2018 = 1.44, 2025 = 1.63 }\nbetween = "linear"\n'
        'after = "hold"\nsource = "plan"\n',
    ).squeeze()
    level = made["asfr"].sum("age")
    assert float(level.sel(period=2025)) / base.tfr == pytest.approx(1.63 / 1.44)
    assert float(made["tfr"].sel(period=2025)) == 1.63
    assert float(made["tfr"].sel(period=2020)) == pytest.approx(1.44 + 2 / 7 * 0.19)


def test_the_published_tfr_is_that_of_its_year_too_for_a_launch_in_the_past(inputs):
    base = baseline(inputs, Launch(
        date=date(2020, 10, 1), basis="register", until=2030, events=(2021, 2022, 2023), rake_to=date(2020, 10, 1)
    ))  # fmt: skip
    # births from October 2017 to September 2018, on the women of then: 1/4 of 2017 and 3/4 of 2018
    born = 0.25 * 654 + 0.75 * 628
    tables, _ = prefecture_tables(inputs, np.array([2017.75, 2018.75, 2019.75]), 2023)
    seen = {2017: 2320 - 2810, 2018: 2351 - 2807, 2019: -644, 2020: 2115 - 2696}
    moves = [0.25 * seen[y] + 0.75 * seen[y + 1] for y in (2017, 2018, 2019)]
    net = np.stack([plus_minus(base.net_rate * base.population, one)[0] for one in moves])
    S = schedule(tables, base.alpha)
    past = backcast(base.population, S, net, base.population).population[0]
    asfr = (base.scale * 1.44 * base.pattern).tolist()
    births = one_year(past.tolist(), S[0].tolist(), net[0].tolist(), asfr, base.srb)[1]
    assert births == pytest.approx(born, rel=1e-9)
    # the low births of 2021 to 2023 lie below that level
    assert base.tfr < 0.95 * base.scale * 1.44


def test_without_a_published_tfr_the_models_own_is_used(inputs):
    base = baseline(replace(inputs, tfr=None), REGISTER)
    assert base.scale == 1.0
    assert base.published is None
    assert any("No published TFR" in r.en for r in base.records)
    later = inputs.tfr.assign(year=inputs.tfr["year"] + 10)
    assert baseline(replace(inputs, tfr=later), REGISTER).published is None


def test_the_latest_nation_known_at_launch_is_taken(inputs):
    base = baseline(inputs, REGISTER)
    assert base.srb == pytest.approx(443_430 / 421_809)
    assert base.pattern.sum() == pytest.approx(1)
    assert base.pattern[:15].sum() == 0
    assert any("nation, 2015" in r.en for r in base.records)


@pytest.mark.parametrize("events", [(2019,), (2016, 2017, 2018, 2019)])
def test_a_census_of_october_meets_the_events_of_the_calendar_years_before_it(inputs, events):
    launch = REGISTER.changed(
        basis="register", rake_to=date(2020, 10, 1), date=date(2020, 10, 1), events=events, mortality="constant"
    )
    base = baseline(inputs, launch)
    years, first = list(range(min(events) - 1, 2020)), min(events)
    moved = {year: float(inputs.net_migration(year)) for year in range(first, 2021)}
    moved[first - 1] = moved.get(first - 1, moved[first])
    if first > 2016:
        moved[first - 1] = float(inputs.net_migration(first - 1))
    # three months of a calendar year lie in the period that begins in its October, nine in the one before
    net = np.stack(
        [plus_minus(base.net_rate * base.population, 0.25 * moved[y] + 0.75 * moved[y + 1])[0] for y in years]
    )
    S = schedule(base.standard, base.alpha)[base.at_launch - len(years) : base.at_launch]
    past = backcast(base.population, S, net, base.population).population
    births, deaths = dict.fromkeys(events, 0.0), dict.fromkeys(events, 0.0)
    for t, year in enumerate(years):
        P, born, died = one_year(
            past[t].tolist(), S[t].tolist(), net[t].tolist(), (base.tfr * base.pattern).tolist(), base.srb
        )
        np.testing.assert_allclose(np.array(P)[:, 1:], past[t + 1][:, 1:], rtol=1e-9)
        for calendar, part in ((year, 0.25), (year + 1, 0.75)):
            if calendar in events:
                births[calendar] += part * born
                seen = float(inputs.event("births", calendar))
                infants = seen * (1 - S[t, :, 0]) @ np.array([base.srb, 1]) / (1 + base.srb)
                deaths[calendar] += part * (sum(map(sum, (row[1:] for row in died))) + infants)
    assert sum(births.values()) == pytest.approx(sum(float(inputs.event("births", y)) for y in events), rel=1e-9)
    assert sum(deaths.values()) == pytest.approx(sum(float(inputs.event("deaths", y)) for y in events), rel=1e-9)
    stands = [r for r in base.records if "stand for its last months" in r.en]
    assert bool(stands) == (first == 2016)


@pytest.mark.parametrize(
    ("day", "events"), [(date(2020, 1, 1), ()), (date(2020, 1, 1), (2019, 2020)), (date(2020, 10, 1), (2020, 2021))]
)
def test_launch_years_lie_on_one_side(inputs, day, events):
    refused(
        lambda: baseline(inputs, REGISTER.changed(date=day, events=events)),
        AssumptionError,
        "Ichinoseki, launch",
        "events",
        str(day),
    )


def test_inputs_that_are_missing_are_named(inputs):
    nation = inputs.nation
    for changed, word in (
        (replace(inputs, nation=None), "nation"),
        (replace(inputs, nation=replace(nation, asfr=None)), "nation.asfr"),
        (replace(inputs, nation=replace(nation, births_by_sex=None)), "births_by_sex"),
        (without_events(inputs, lambda e: e["measure"] != "births"), "births: none of the years [2019]"),
        (without_events(inputs, lambda e: e["measure"] != "deaths"), "deaths: none of the years [2019]"),
    ):
        refused(lambda i=changed: baseline(i, REGISTER), AssumptionError, word)
    old = nation.births_by_sex.assign(year=nation.births_by_sex["year"] + 50)
    refused(
        lambda: baseline(replace(inputs, nation=replace(nation, births_by_sex=old)), REGISTER),
        AssumptionError,
        "no births by sex up to 2019",
    )
    late = nation.asfr.assign(year=nation.asfr["year"] + 50)
    refused(
        lambda: baseline(replace(inputs, nation=replace(nation, asfr=late)), REGISTER), AssumptionError, "up to 2019"
    )
    for changed, word in (
        (replace(inputs, events=None), "events.csv"),
        (without_events(inputs, lambda e: e["measure"] != "in_migration"), "net_migration 2019"),
    ):
        refused(lambda i=changed: baseline(i, REGISTER), cohort.errors.CohortError, word)


def test_events_that_no_level_gives_are_refused(inputs):
    launch = REGISTER.changed(events=(2020, 2021))
    table = inputs.events
    many = table.assign(value=table["value"].where(table["measure"] != "deaths", 90_000.0))
    refused(
        lambda: baseline(replace(inputs, events=many), launch),
        AssumptionError,
        "events.csv",
        "deaths 2020, 2021: got 180,000",
        "some 3,858 at the prefecture's mortality",
    )


def test_a_year_that_is_not_published_is_left_out_and_recorded(inputs):
    births_and_deaths = without_events(
        inputs, lambda e: (e["start"].dt.year != 2024) | ~e["measure"].isin(["births", "deaths"])
    )
    found = baseline(births_and_deaths, REGISTER.changed(events=(2021, 2022, 2023, 2024)))
    said = [r.en for r in found.records]
    assert "births of 2024: not published; left out of the level." in said
    assert "deaths of 2024: not published; left out of the level." in said
    assert any("Deaths of 2021, 2022, 2023 (6,105)" in text for text in said)


def test_the_record_says_from_when_the_level_of_migration_counts(inputs):
    before = [r.en for r in baseline(inputs, REGISTER).records]
    assert "Net migrants of 2019: -644 a year on average; these rates go on." in before
    launch = Launch(
        date=date(2020, 10, 1), basis="register", until=2030, events=(2021, 2022, 2023, 2024), rake_to=date(2020, 10, 1)
    )
    found = baseline(inputs, launch)
    assert np.isnan(found.net_known).tolist() == [False] * 4 + [True] * 6
    said = [r for r in found.records if "-484" in r.en]
    assert [(r.en, r.ja) for r in said] == [
        (
            "Net migrants of 2021, 2022, 2023, 2024: -484 a year on average; these rates go on from the period 2024. "
            "Periods already counted (2020-2023) take their observed net migrants.",
            "2021～2024年の転入超過数は年平均 △484 人。2024年からの期間にこの移動率が続く。"
            "実績のある期間（2020～2023年）には実績の転入超過数を使う。",
        )
    ]


def test_without_the_births_of_its_year_a_published_tfr_stands_for_the_launch_years(inputs):
    gone = without_events(inputs, lambda e: (e["start"].dt.year != 2018) | (e["measure"] != "births"))
    base = baseline(gone, REGISTER)
    assert base.scale == pytest.approx(base.tfr / 1.44)
    assert any("Births of the launch years imply" in r.en for r in base.records)


LATER = {  # tables by the column that says which year a row is of
    "nation": {"death_rates": "year", "life_tables": "year", "asfr": "year", "births_by_sex": "year"},
    "prefecture": {"life_expectancy": "year", "tfr": "year"},
    None: {"tfr": "year", "events": "start", "population": "date", "broad_ages": "date"},
}


def scrambled(inputs, year):
    """The inputs with every number of a later time replaced by another one."""

    def of(held, columns):
        changed = {}
        for name, column in columns.items():
            table = getattr(held, name)
            when = table[column] if column == "year" else table[column].dt.year
            limit = pd.Timestamp(f"{year + 1}-01-01")
            late = when > year if column != "date" else table[column] > limit
            assert late.any() or name in ("tfr", "births_by_sex"), name
            numbers = [c for c in table.select_dtypes("float64") if c not in ("width",)]
            rows = {c: table[c].where(~late, table[c] * 0.7) for c in numbers}
            changed[name] = table.assign(**rows)
        return changed

    parts = {part: of(getattr(inputs, part), LATER[part]) for part in ("nation", "prefecture")}
    return replace(inputs, **of(inputs, LATER[None]), **{p: replace(getattr(inputs, p), **c) for p, c in parts.items()})


def test_a_launch_knows_nothing_of_later_years(inputs, city):
    """Every schedule of the sets that launch on 1 January 2020 is the same whatever came later."""
    names = ("trend", "own-projection", "strategy", "strategy-on-own")
    sets = [[city[name] for name in names], list(cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-targets"))]
    for scenarios in sets:
        assert {s.launch.known_by for s in scenarios} == {2019}
        before, after = (cohort.assume(i, scenarios) for i in (inputs, scrambled(inputs, 2019)))
        xr.testing.assert_identical(before.drop_attrs(), after.drop_attrs())
        assert before.attrs["implied"] == after.attrs["implied"]


@pytest.mark.parametrize(
    ("day", "events", "counted", "known"),
    [
        (date(2020, 1, 1), (2016, 2019), 2019, 2019),
        (date(2020, 10, 1), (), 2020, 2020),
        (date(2020, 10, 1), (2021, 2024), 2020, 2024),
        (date(2025, 1, 1), (2024,), 2024, 2024),
    ],
)
def test_what_a_launch_may_know(day, events, counted, known):
    launch = REGISTER.changed(date=day, events=events)
    assert (launch.counted_by, launch.known_by) == (counted, known)
