"""The population vision of Ichinoseki: projections, tables, files, the verb."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import python_calamine
from typer.testing import CliRunner

import cohort
from cohort.analysis.official import OfficialVision, Thresholds, difference_from_published, official
from cohort.cli import app
from cohort.errors import AssumptionError, InputError
from cohort.inputs import Inputs, read_inputs
from cohort.report.terminal import render
from cohort.report.vision import write_vision
from cohort.text import Text
from tests.shared import ROOT

FOLDER = ROOT / "inputs" / "ichinoseki"


@pytest.fixture(scope="module")
def city() -> Inputs:
    return read_inputs(FOLDER)


@pytest.fixture(scope="module")
def vision(city: Inputs) -> OfficialVision:
    return cohort.official(city, launch="2015-10-01")


def test_defaults(vision: OfficialVision) -> None:
    assert (vision.launch, int(vision.base.ends[-1]), vision.influence.year) == (date(2015, 10, 1), 2045, 2040)
    assert vision.projection["scenario"].values.tolist() == ["pattern-1", "simulation-1", "simulation-2", "closed"]


def test_tfr_of_the_simulations_by_hand(vision: OfficialVision) -> None:
    # from 1.58 in 2015 to 2.1 in 2030: a third of 0.52 each step
    third = 0.52 / 3
    wanted = [1.58 + third, 1.58 + 2 * third, 2.1, 2.1, 2.1, 2.1]
    for name in ("simulation-1", "simulation-2"):
        assert vision.assumptions["tfr"].sel(scenario=name).values == pytest.approx(wanted)
    assert vision.assumptions["tfr"].sel(scenario="closed").values.tolist() == [1.58] * 6
    ratio = vision.assumptions["child_woman_ratio"]
    assert ratio.sel(scenario="simulation-1").values == pytest.approx(
        vision.base.child_woman_ratio * np.array(wanted) / 1.58
    )
    assert ratio.sel(scenario="pattern-1").values == pytest.approx(vision.base.child_woman_ratio)


def test_children_follow_women_and_nobody_moves_in_a_closed_population(vision: OfficialVision) -> None:
    population = vision.projection["population"]
    for name in population["scenario"].values:
        one = population.sel(scenario=name)
        women = one.sel(sex="female", age=slice(15, 45)).sum("age")
        children = one.sel(age=0).sum("sex")
        ratio = (children / women).sel(time=slice(2020, None)).values
        assert ratio == pytest.approx(vision.assumptions["child_woman_ratio"].sel(scenario=name).values)
    moved = vision.projection["net_migration"].sel(scenario=["simulation-2", "closed"])
    assert float(abs(moved).max()) == 0.0


def test_influence_is_that_of_the_year(vision: OfficialVision, city: Inputs) -> None:
    at = vision.summary["population"].sel(time=2040)
    p1, s1, s2 = (float(at.sel(scenario=n)) for n in ("pattern-1", "simulation-1", "simulation-2"))
    assert vision.influence.natural_ratio == s1 / p1
    assert vision.influence.social_ratio == s2 / s1
    assert (vision.influence.natural, vision.influence.social) == (2, 2)
    other = official(city, launch="2015-10-01", until=2035, thresholds=Thresholds(natural=(1, 1.001, 1.002, 1.003)))
    assert (other.influence.year, other.influence.natural) == (2035, 5)
    assert official(city, launch="2015-10-01", influence_year=2045).influence.year == 2045


def test_2010_a_city_that_loses_its_young(city: Inputs) -> None:
    earlier = official(city, launch="2010-10-01", until=2040)
    assert (earlier.influence.natural, earlier.influence.social) == (2, 4)
    assert earlier.stages.sel(scenario="pattern-1").values.tolist() == [1, 1, 1, 1, 2, 2]


def test_table(vision: OfficialVision) -> None:
    table = vision.frame
    assert table.columns.tolist() == [2015, 2020, 2025, 2030, 2035, 2040, 2045]
    first = table.loc["pattern-1"]
    assert first.loc["population", 2015] == pytest.approx(121583)
    assert first.loc["index", 2015] == 100
    parts = first.loc[["population_0_14", "population_15_64", "population_65_plus"]].sum()
    assert parts.to_numpy() == pytest.approx(first.loc["population"].to_numpy())
    assert np.isnan(first.loc["stage_of_decline", 2015])
    assert len(vision.by_age) == 4 * 7 * 2 * 19
    assert vision.by_age["population"].min() >= 0


def test_text(vision: OfficialVision) -> None:
    en, ja = (render(vision.table(), language, 200) for language in ("en", "ja"))
    assert en.startswith("Ichinoseki: population by the official method, from the census of 1 October 2015")
    assert "Simulation 1: TFR to 2.1 by 2030" in en
    assert "Degree of influence (2040): natural change 2" in en
    assert "stands for a TFR of 1.58 (2013)" in en
    assert "2015年10月1日の国勢調査から" in ja
    assert "シミュレーション１（出生率が2030年までに2.1へ上昇）" in ja
    assert "第１段階（老年人口の増加）" in ja
    assert "nan" not in en + ja
    assert vision.table().rows[0][7].value == vision.frame.iloc[0].iloc[5]


@pytest.mark.parametrize(
    ("options", "message", "ja"),
    [
        ({"launch": "2015"}, "launch: got '2015'; write a date", "日付"),
        ({"launch": "2014-10-01"}, "the launch census and 1 before it", "国勢調査"),
        ({"until": 2044}, "use 2015 plus a multiple of 5", "5 の倍数"),
        ({"influence_year": 2042}, "got 2042; use one of 2020", "いずれか"),
        ({"replacement_year": 2015}, "must come after the launch year 2015", "より後"),
    ],
)
def test_what_is_refused(city: Inputs, options: dict[str, object], message: str, ja: str) -> None:
    with pytest.raises(AssumptionError) as error:
        official(city, **{"launch": "2015-10-01"} | options)  # type: ignore[arg-type]
    assert message in error.value.text("en")
    assert ja in error.value.text("ja")


def test_no_census_no_vision(city: Inputs) -> None:
    with pytest.raises(AssumptionError, match="no census with ages"):
        official(replace(city, population=None))


def test_difference_adds_up_and_ends_at_what_was_published(city: Inputs, vision: OfficialVision) -> None:
    parts = difference_from_published(city, vision.base)
    published = city.series("ipss2018")
    assert parts.loc["published"].to_numpy() == pytest.approx([published[y] for y in parts.columns], abs=8)
    middle = parts.drop(index=["ours", "published"]).sum()
    assert (parts.loc["ours"] - parts.loc["published"]).to_numpy() == pytest.approx(middle.to_numpy(), abs=1e-6)
    assert parts.loc["ours"].to_numpy() == pytest.approx(
        vision.frame.loc["pattern-1"].loc["population"].to_numpy(), rel=1e-12
    )
    # old-age survival and migration make ours larger, the rising national child-woman ratio makes it smaller
    assert parts.loc["survivorship", 2040] > 500
    assert parts.loc["net_migration", 2040] > 500
    assert parts.loc["child_woman_ratio", 2040] < -200
    assert abs(parts.loc["sex_ratio_0_4", 2040]) < 1
    assert abs(parts.loc["launch"]).max() < 20


def test_difference_needs_a_series_of_that_census(city: Inputs, vision: OfficialVision) -> None:
    for inputs, series in ((city, "ipss1800"), (replace(city, published_by_age=None), "ipss2018")):
        with pytest.raises(InputError, match="no such series that begins in 2015"):
            difference_from_published(inputs, vision.base, series)


def test_files(vision: OfficialVision, tmp_path: Path) -> None:
    # text that looks like a formula stays text
    risky = replace(vision, place=Text("Ichinoseki", "=1+1"))
    written = write_vision(risky, tmp_path / "new", "ja")
    assert [path.name for path in written] == [
        "vision.csv", "by_age.csv", "assumptions.csv", "official.xlsx", "official.json",
    ]  # fmt: skip
    table = pd.read_csv(written[0])
    assert list(table.columns) == ["scenario", "measure", "year", "value"]
    one = table[(table["scenario"] == "pattern-1") & (table["measure"] == "population") & (table["year"] == 2015)]
    assert one["value"].tolist() == pytest.approx([121583])
    rates = pd.read_csv(written[2])
    assert rates["end"].max() == 2045
    book = python_calamine.CalamineWorkbook.from_path(str(written[3]))
    assert book.sheet_names == ["人口ビジョン", "男女年齢別", "出生の仮定", "処理の記録"]
    rows = book.get_sheet_by_name("人口ビジョン").to_python()
    assert rows[0][0] == "=1+1：将来人口推計（2015年10月1日の国勢調査から）"
    assert rows[5][2] == pytest.approx(121583)
    ages = book.get_sheet_by_name("男女年齢別").to_python()
    assert len(ages) == 2 + 4 * 2 * 19
    assert ages[20][2] == "90+"
    population, names = vision.projection["population"], vision.projection["scenario"].values
    for number, name in enumerate(names):  # men, then women, of each projection in turn
        for place, sex in enumerate(("male", "female")):
            first = 2 + 38 * number + 19 * place
            assert [row[1] for row in ages[first : first + 19]] == [("男", "女")[place]] * 19
            wanted = population.sel(scenario=name, sex=sex).transpose("age", "time").values
            assert np.array([row[3:10] for row in ages[first : first + 19]], dtype=float) == pytest.approx(wanted)
    fertility = book.get_sheet_by_name("出生の仮定").to_python()[2:]
    titles = [fertility[2 * number][0] for number in range(len(names))]
    assert ["シミュレーション１" in one for one in titles] == [False, True, False, False]
    assert ["シミュレーション２" in one for one in titles] == [False, False, True, False]
    assert [row[0] for row in fertility] == [one for one in titles for _ in range(2)]
    assert [fertility[2 * number][7] for number in range(4)] == pytest.approx([1.58, 2.1, 2.1, 1.58])  # in 2045
    again = write_vision(risky, tmp_path / "again", "ja")
    assert [p.read_bytes() for p in written] == [p.read_bytes() for p in again]


def test_the_verb(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app,
        ["official", str(FOLDER), "--lang", "ja", "--launch", "2010-10-01", "--until", "2040", "--out", str(tmp_path)],
    )
    assert done.exit_code == 0, done.output
    assert "影響度（2040年）" in done.stdout
    assert "2010年10月1日" in done.stdout
    assert (tmp_path / "official.xlsx").is_file()
    wrong = CliRunner().invoke(
        app,
        ["official", str(FOLDER), "--lang", "en", "--launch", "2015-10-01", "--until", "2044", "--out", str(tmp_path)],
    )
    assert wrong.exit_code == 2
    assert "use 2015 plus a multiple of 5" in wrong.output


@pytest.mark.parametrize("area", ["hiraizumi", "kamaishi"])
def test_areas_without_a_published_tfr(area: str) -> None:
    found = official(read_inputs(ROOT / "inputs" / area), launch="2015-10-01")
    assert found.base.published is not None
    assert found.base.published.year == 2015
    assert any("children 0-4 imply" in record.en for record in found.base.records)
