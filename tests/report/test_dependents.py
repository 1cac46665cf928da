"""What is tied to the population in every output of a run, what-ifs called so."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr
from python_calamine import CalamineWorkbook

from cohort.analysis.connected import counts_activity
from cohort.analysis.dependents import Dependents, dependents
from cohort.analysis.indicators import read_indicators
from cohort.report.document.content import content
from cohort.report.manifest import identity
from cohort.report.store import write_csv, write_netcdf
from cohort.report.workbook import write_workbook
from cohort.run import Run
from cohort.story.build import story
from cohort.story.model import Story
from tests.report.workbook.synthetic import make
from tests.shared import computed, told


@pytest.fixture(scope="module")
def port() -> Run:
    return computed("kamaishi")


@pytest.fixture(scope="module")
def first() -> Run:
    return computed("ichinoseki-first-strategy")


def words(about: Story, language: str) -> str:
    """What the report says of what depends on the population."""
    keys = ("indicators", "ratings", "connected")
    sections = tuple(section for section in about.sections if section.key in keys)
    return json.dumps(content(replace(about, sections=sections), language)["blocks"], ensure_ascii=False)


def rows(path: Path, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python()


def test_tables(port: Run, tmp_path: Path) -> None:
    write_csv(told("kamaishi"), tmp_path, "en")
    pupils = pd.read_csv(tmp_path / "indicators.csv").set_index(["indicator", "scenario", "year"])
    people = port.projection["population"].sel(scenario="trend", time=2040, age=slice(6, 11)).sum()
    assert pupils.loc[("elementary-pupils", "trend", 2040), "value"] == pytest.approx(float(people))
    assert pupils["what_if"].all()  # that everybody goes to school here is an assumption
    assert not (tmp_path / "ratings.csv").exists()  # the port publishes none
    ties = pd.read_csv(tmp_path / "connected.csv", keep_default_na=False)
    assert ties["what_if"].all()
    one = ties[(ties["scenario"] == "ties") & (ties["period"] == 2040)]
    assert one[one["measure"] == "people"].set_index("kind")["value"].to_dict() == {
        "study-visits": 2000, "two-homes": 200, "from-here": 3000,
    }  # fmt: skip
    # 3,000 who come for 7 days are 3,000 x 7 / 365.25 person-years
    present = one[one["measure"] == "person_years_present"].set_index("kind")["value"]
    assert present["from-here"] == pytest.approx(3000 * 7 / 365.25)
    assert one[one["measure"] == "made_up_share"]["kind"].tolist() == [""]


def test_what_ifs_are_marked_in_every_table_by_scenario(port: Run, tmp_path: Path) -> None:
    write_csv(told("kamaishi"), tmp_path, "en")
    write_netcdf(told("kamaishi"), tmp_path, "en")
    what_ifs = {"ties", "ties-tenfold", "trend-without-disaster", "latest-without-disaster"}
    for name in ("population", "comparison", "verdicts", "assumptions", "scenarios", "net_migration"):
        table = pd.read_csv(tmp_path / f"{name}.csv")
        assert set(table.loc[table["what_if"], "scenario"]) == what_ifs, name
        assert set(table.loc[~table["what_if"], "scenario"].dropna()) == {"trend", "latest-trend"}, name
    titles = pd.read_csv(tmp_path / "scenarios.csv").set_index("scenario")
    assert titles.loc["ties", "title_ja"].startswith("【仮定】")
    with xr.open_dataset(tmp_path / "projection.nc", engine="h5netcdf") as results:
        assert set(json.loads(results.attrs["what_if_scenarios"])) == what_ifs


def test_sheets(port: Run, first: Run, tmp_path: Path) -> None:
    (book,) = write_workbook(told("kamaishi"), tmp_path / "port", "en")
    sheet = rows(book, "Indicators")
    header = next(row for row in sheet if row[0] == "Indicator")
    ties = next(row for row in sheet if row[0].startswith("Pupils of elementary") and row[2] == "What-if: ties")
    assert ties[0] == "Pupils of elementary schools (what-if)"
    people = port.projection["population"].sel(scenario="ties", time=2040, age=slice(6, 11)).sum()
    assert ties[header.index("2040")] == pytest.approx(float(people))
    assert any("Source: " in str(row[0]) for row in sheet)
    connected = rows(book, "Connected")
    assert all("what-if" in name for row in connected if row[1] == "Year" for name in row[2:])
    assert any(str(row[0]).startswith("What-if: the numbers of ties") for row in connected)
    (book,) = write_workbook(told("ichinoseki-first-strategy"), tmp_path / "city", "ja")
    names = CalamineWorkbook.from_path(book).sheet_names
    assert {"指標", "指標の評価"} <= set(names)
    assert "つながり人口" not in names
    rated = [row for row in rows(book, "指標の評価") if row[-1] in ("A", "B", "C", "D")]
    assert len(rated) == 34
    assert all(row[-1] == row[-2] for row in rated)
    assert any("小学校児童数、中学校生徒数" in str(row[0]) for row in rows(book, "指標"))  # five-year groups


def test_section(port: Run, first: Run) -> None:
    said = words(told("kamaishi"), "en")
    assert "What depends on the population" in said
    assert "Pupils of elementary schools (what-if), persons" in said
    assert "of the resident activity lost by 2040 (2,427 person-years), ties make up 3.0%" in said
    assert "34 of 34" not in said
    said = words(told("ichinoseki-first-strategy"), "ja")
    assert "34指標のうち34指標の評価が公表と一致" in said
    assert "A 13、B 11、C 9、D 1" in said
    assert "年齢が推計の階級より細かいため示していない指標：小学校児童数、中学校生徒数。" in said


def test_nothing_is_said_where_nothing_is_tied(tmp_path: Path) -> None:
    bare = make()
    assert words(story(bare), "en") == "[]"
    bare.dependents = Dependents()
    assert words(story(bare), "en") == "[]"
    (book,) = write_workbook(story(bare), tmp_path / "out", "en")
    assert not {"Indicators", "Ratings", "Connected"} & set(CalamineWorkbook.from_path(book).sheet_names)


def test_ties_without_residents_leave_the_run_as_it_is(port: Run) -> None:
    kinds = [kind for kind in port.scenarios["ties"].connected.kinds if kind.who != "residents"]
    ties = port.scenarios["ties"]
    assert not counts_activity([ties.changed(connected=ties.connected.changed(kinds=tuple(kinds)))])
    assert counts_activity(port.scenarios)
    found = dependents(port.inputs, port.projection, read_indicators(port.inputs.path))
    assert found.connected is None
    assert found.indicators


def test_the_manifest_names_what_is_beside_the_tables(first: Run) -> None:
    inputs = identity(first)["inputs"]
    assert isinstance(inputs, dict)
    assert {"ichinoseki/indicators.toml", "ichinoseki/statements.toml", "ichinoseki/population.csv"} <= set(inputs)
    assert all(len(digest) == 64 for digest in inputs.values())
