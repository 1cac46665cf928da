"""All 1,741 municipalities by their trend; long, so only where it is asked for (`make test-all`)."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cohort.assumptions import assume
from cohort.backtest.history import history
from cohort.collection.area import area
from cohort.collection.new import new
from cohort.collection.places import every_place
from cohort.collection.tables import table
from cohort.collection.trend import EVENTS, MOST_GROWTH, launch_years
from cohort.errors import CohortError
from cohort.projection.project import project
from cohort.scenario import read_scenarios
from tests.shared import DATA, needs_data

# Evacuated in 2011: nobody, or next to nobody, lived there in 2015. (広野町, 川内村 and 田村市 had most of theirs again.)
EVACUATED = {"楢葉町", "富岡町", "大熊町", "双葉町", "浪江町", "葛尾村", "飯舘村"}
# More came in an earlier launch year at some age than live there now: boarding school, care home, islands of 200.
FEWER_YEARS = {
    "音威子府村": 2021, "奥多摩町": 2019, "利島村": 2022, "御蔵島村": 2020, "青ヶ島村": 2020, "丹波山村": 2021,
    "十津川村": 2019, "上北山村": 2021, "高野町": 2019, "大任町": 2019, "三島村": 2021, "十島村": 2019, "渡嘉敷村": 2019, "竹富町": 2020,
}  # fmt: skip
# How many times their residents places would have in 2050 by their rates, where it is more than 1.75: those who came bring more who come.
MULTIPLYING = {
    "13362": 6.8, "13382": 5.3, "13402": 2.4, "13421": 1.8, "19443": 115.2, "29451": 2.3,
    "32527": 1.9, "47353": 3.8, "47358": 2.2, "47381": 3.0, "47382": 2.0,
}  # fmt: skip


@pytest.mark.skipif("COHORT_EVERY" not in os.environ, reason="twenty minutes")
def test_every_municipality_runs_or_says_why_not(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trend = read_scenarios(new("花巻市", tmp_path)[0])  # the same for every place but for its launch years
    failed: dict[str, str] = {}
    fewer: dict[str, int] = {}
    multiplying: dict[str, float] = {}
    for place in every_place():
        inputs = area(place.code)
        scenario = trend["trend"]
        try:
            made = project(assume(inputs, scenario), keep="totals")
        except CohortError:
            events, *_ = launch_years(inputs)
            try:
                made = project(assume(inputs, replace_events(scenario, events)), keep="totals")
            except CohortError as error:
                failed[place.name] = f"{place.prefecture}{place.name}: {error.text('en')}"
                continue
            fewer[place.name] = events[0]
        population = made["population"].to_numpy().ravel()
        assert np.isfinite(population).all()
        growth = population[-1] / population[0]
        assert growth > 0.1, place
        if growth > MOST_GROWTH:
            multiplying[place.code] = round(growth, 1)
            assert launch_years(inputs)[2].growth == pytest.approx(growth)
    with capsys.disabled():
        print(f"\n{len(failed)} of 1,741 fail:", *failed.values(), sep="\n")
    assert set(failed) == EVACUATED
    assert fewer == FEWER_YEARS
    assert multiplying == MULTIPLYING


@pytest.mark.parametrize("code", ["13362", "13382", "13421", "19443"])
def test_where_rates_would_multiply_the_number_of_five_years_goes_on(code: str, tmp_path: Path) -> None:
    trend, inputs = read_scenarios(new(code, tmp_path)[0])["trend"], area(code)
    assert trend.title.ja.partition("（")[0].endswith("年の出生・死亡の水準と2018～2022年の純移動数が続く")
    made = project(assume(inputs, trend), keep="totals")
    population = made["population"].to_numpy().ravel()
    assert 0.5 < population[-1] / population[0] < 1.5
    came = [inputs.net_migration(year).value for year in EVENTS]  # though births and deaths are of fewer years
    assert made["net_migration"].to_numpy().ravel()[-1] == pytest.approx(np.mean(came), abs=0.05)
    by_rates = project(assume(inputs, trend.changed(trajectories=())), keep="totals")["population"].to_numpy().ravel()
    assert round(by_rates[-1] / by_rates[0], 1) == MULTIPLYING[code]


def test_no_place_has_grown_as_rates_that_are_not_believed_would_have_it() -> None:
    """Within 25 years since 1980: of places below 1,000 residents none 1.5 times, of those below 5,000 one (Funahashi)."""
    known = history()
    counted = known.census.sum(axis=(2, 3))
    before, after = counted[:-5], counted[5:]
    grown = np.divide(after, before, out=np.zeros_like(after), where=before > 0)
    assert 1.4 < grown[before < 1000].max() < 1.5
    there = np.unique(np.nonzero((before < 5000) & (grown > MOST_GROWTH))[1])
    assert [known.areas[place] for place in there] == ["16321"]


def replace_events(scenario, events):
    return scenario.model_copy(update={"launch": scenario.launch.model_copy(update={"events": events})})


@pytest.mark.parametrize("name", ["音威子府村", "青ヶ島村"])
def test_a_village_has_as_many_launch_years_as_it_can_be_taken_back(name: str, tmp_path: Path) -> None:
    scenarios = read_scenarios(new(name, tmp_path)[0])
    trend = scenarios["trend"]
    assert trend.launch.events == EVENTS[FEWER_YEARS[name] - EVENTS[0] :]
    assert f"{FEWER_YEARS[name]}～2022年" in trend.title.ja
    made = project(assume(area(name), scenarios), keep="totals")
    assert np.isfinite(made["population"]).all()
    with pytest.raises(CohortError, match=r"more males aged \d+ came in 20\d\d than live there at launch"):
        assume(area(name), replace_events(trend, EVENTS))


@needs_data
def test_every_prefectures_municipalities_add_up() -> None:
    assert DATA is not None
    series = pd.read_csv(DATA / "japan" / "prefecture_series_1975_2025.csv.gz", dtype={"pref": str, "item": str})
    published = series[series["item"] == "A1101"].set_index(["pref", "year"])["value"]
    census = table("census")
    prefectures = [str(code)[:2] for code in census["area"].values]
    for year in (2000, 2005, 2010, 2015, 2020):
        counted = census["population"].sel(date=f"{year}-10-01")
        residents = counted.where(counted >= 0, 0).sum(("sex", "age_group"))
        sums = pd.Series(residents.values, prefectures).groupby(level=0).sum()
        assert len(sums) == 47
        apart = {code: value - published[code, year] for code, value in sums.items()}
        # 長野県山口村 became part of 岐阜県中津川市 on 13 February 2005; the collection has today's boundaries
        moved = 2040 if year == 2000 else 0
        assert apart == {code: {"20": -moved, "21": moved}.get(code, 0) for code in sums.index}
