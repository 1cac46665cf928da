"""The rates of pattern 1: from the census, the life tables and the published TFR."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from cohort.assumptions.fertility import PublishedTfr
from cohort.assumptions.official import official_baseline, official_labels, tfr_to_ratio
from cohort.assumptions.official_fertility import children_tfr, launch_tfr, national_sex_ratio
from cohort.errors import AssumptionError
from cohort.inputs import Inputs, read_inputs
from cohort.projection.project import project
from tests.assumptions.official_small import baseline
from tests.shared import ROOT

CENSUS_2015 = date(2015, 10, 1)


@pytest.fixture(scope="module")
def city() -> Inputs:
    return read_inputs(ROOT / "inputs" / "ichinoseki")


@pytest.fixture(scope="module")
def town() -> Inputs:
    return read_inputs(ROOT / "inputs" / "hiraizumi")


def persons(inputs: Inputs, year: int, sex: str, groups: list[str]) -> float:
    rows = inputs.counts("census", f"{year}-10-01")
    rows = rows[rows["sex"] == sex]
    known = rows[rows["age_group"] != "unknown"]["population"].sum()
    chosen = rows[rows["age_group"].isin(groups)]["population"].sum()
    return float(chosen * rows["population"].sum() / known)  # unknown ages in proportion


@pytest.mark.parametrize("mortality", ["prefecture", "nation"])
def test_ichinoseki_from_2015_lies_within_two_percent_of_ipss_2018(city: Inputs, mortality: str) -> None:
    base = official_baseline(city, CENSUS_2015, 2045, mortality=mortality)
    total = project(official_labels(base).dataset())["population"].sum(["sex", "age"])
    published = city.series("ipss2018")
    for year, within in ((2015, 1e-5), (2020, 0.003), (2030, 0.012), (2040, 0.02)):
        assert float(total.sel(time=year)) == pytest.approx(published[year], rel=within)


def test_residuals_and_projection_stand_on_the_same_tables(city: Inputs) -> None:
    # S + N of the first step: where tables differ, the residual takes the difference up
    a, b = (official_baseline(city, CENSUS_2015, 2020, mortality=m) for m in ("prefecture", "nation"))
    assert np.abs((a.survivorship[0] + a.net_rate[0] - b.survivorship[0] - b.net_rate[0])[:, 1:17]).max() < 0.002
    assert np.abs(a.survivorship[0] - b.survivorship[0])[:, 14:17].min() > 0.002


def test_child_woman_ratio_by_hand(city: Inputs) -> None:
    base = official_baseline(city, CENSUS_2015, 2045)
    women = persons(city, 2015, "female", [f"{a}-{a + 4}" for a in range(15, 50, 5)])
    children = persons(city, 2015, "male", ["0-4"]) + persons(city, 2015, "female", ["0-4"])
    assert base.child_woman_ratio == pytest.approx(children / women, rel=1e-12)
    assert base.ends.tolist() == [2020, 2025, 2030, 2035, 2040, 2045]


def test_sex_ratio_is_the_nations(city: Inputs) -> None:
    base = official_baseline(city, CENSUS_2015, 2020)
    births = city.nation.births_by_sex.set_index("year").loc[2015]  # type: ignore[union-attr]
    alive = base.survivorship[0, :, 0]
    assert base.sex_ratio_0_4 == pytest.approx(100 * births["male"] / births["female"] * alive[0] / alive[1])
    assert 104.5 < base.sex_ratio_0_4 < 105.5
    own, note = national_sex_ratio(replace(city, nation=None), base.population, base.survivorship, 2015)
    assert own == pytest.approx(109.94, abs=0.005)
    assert "launch census" in note.en
    assert "基準人口" in note.ja


def test_net_level_is_that_of_the_first_step() -> None:
    # of 100 + 100 aged 15-19 a tenth leaves, of 200 aged 20-24 a twentieth comes: -20 + 10 in five years
    assert baseline().net_level == pytest.approx(-2.0)


def test_tfr_that_the_ratio_stands_for(city: Inputs, town: Inputs) -> None:
    found = {}
    for year in (2000, 2010, 2015):
        day = date(year, 10, 1)
        counted = city.population_on("census", day, "spread")[0].to_numpy()
        found[year] = launch_tfr(city, day, counted)
    assert found[2015][0] == PublishedTfr(2013, 1.58)
    assert "last one published" in found[2015][1][0].en
    assert found[2010][0] == PublishedTfr(2013, 1.58)
    assert "first one after" in found[2010][1][0].en
    assert "その後の最初の値" in found[2010][1][0].ja
    assert found[2000][0] is not None
    assert found[2000][0].year == 2000  # 2013 is too far off: the children of the census
    assert "children 0-4 imply" in found[2000][1][0].en
    counted = town.population_on("census", CENSUS_2015, "spread")[0].to_numpy()
    known, _ = launch_tfr(town, CENSUS_2015, counted)  # no tfr.csv
    assert known is not None
    assert 1.3 < known.value < 1.7
    assert launch_tfr(replace(town, nation=None), CENSUS_2015, counted) == (None, [])


def test_children_tfr_by_a_slow_loop(town: Inputs) -> None:
    before, now = (town.population_on("census", f"{y}-10-01", "spread")[0].to_numpy() for y in (2010, 2015))
    alive = official_baseline(town, CENSUS_2015, 2020).survivorship[0, :, 0]
    asfr = town.nation.asfr  # type: ignore[union-attr]
    rates = asfr[asfr["year"] == 2015].set_index("age")["asfr"]
    expected = 0.0  # children ever born to these women in five years at a TFR of 1
    for age, rate in rates.items():
        group = int(age) // 5  # type: ignore[call-overload]
        expected += 5 * rate / rates.sum() * (before[1, group] + now[1, group]) / 2 / 5
    births = now[0, 0] / alive[0] + now[1, 0] / alive[1]
    found = children_tfr(town, CENSUS_2015, before, now)
    assert found == pytest.approx(births / expected, rel=1e-3)  # S(0) of the five years before
    assert children_tfr(town, CENSUS_2015, before, now * np.r_[2, np.ones(18)]) == pytest.approx(2 * found)


def test_ratio_follows_the_tfr() -> None:
    base = replace(baseline(), published=PublishedTfr(2013, 1.5))
    assert tfr_to_ratio(base, np.array([1.5, 1.8, 2.1])) == pytest.approx([0.20, 0.24, 0.28])
    with pytest.raises(AssumptionError) as error:
        tfr_to_ratio(replace(base, published=None), np.array([1.8]))
    assert "no TFR to scale" in error.value.text("en")
    assert "合計特殊出生率がありません" in error.value.text("ja")


@pytest.mark.parametrize(
    ("launch", "until", "intervals", "message", "ja"),
    [
        (CENSUS_2015, 2044, 1, "until: got 2044; use 2015 plus a multiple of 5", "5 の倍数"),
        (CENSUS_2015, 2015, 1, "until: got 2015", "2015 年です"),
        (date(2014, 10, 1), 2044, 1, "censuses up to 2014-10-01: 1980-10-01", "基準年とその前の 1 回"),
        (date(1980, 10, 1), 2010, 1, "the launch census and 1 before it", "国勢調査"),
        (CENSUS_2015, 2045, 8, "the launch census and 8 before it", "8 回"),
    ],
)
def test_what_cannot_be_projected(
    city: Inputs, launch: date, until: int, intervals: int, message: str, ja: str
) -> None:
    with pytest.raises(AssumptionError) as error:
        official_baseline(city, launch, until, intervals)
    assert message in error.value.text("en")
    assert ja in error.value.text("ja")


def test_records_say_what_was_done(city: Inputs) -> None:
    base = official_baseline(city, CENSUS_2015, 2020, intervals=2)
    text = "\n".join(record.en for record in base.records)
    for part in (
        "unknown age",
        "Life expectancy of 2015",
        "residuals of 2005-2010, 2010-2015",
        "0.1990",
        "105.1",
        "TFR of 1.58 (2013)",
    ):
        assert part in text
    assert all(record.ja and record.ja != record.en for record in base.records)
