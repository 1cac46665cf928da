from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from typer.testing import CliRunner

from cohort.analysis.verdict import Verdicts
from cohort.cli import app
from cohort.report.store import _attribute, tidy, write_csv, write_dataset, write_netcdf
from cohort.run import Run
from cohort.story.build import story
from tests.cli.sets import INPUTS


@pytest.fixture(scope="module")
def folder(story_of_made: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store")
    write_csv(story_of_made(), folder, "ja")
    write_netcdf(story_of_made(), folder, "ja")
    return folder


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / f"{name}.csv")


def test_csv_is_tidy_and_exact(made: Run, folder: Path) -> None:
    population = table(folder, "population")
    assert list(population.columns) == ["scenario", "what_if", "time", "sex", "age", "population"]
    assert len(population) == 2 * 11 * 2 * made.projection.sizes["age"]
    back = population.set_index(["scenario", "time", "sex", "age"])["population"].to_xarray()
    assert np.array_equal(
        back.sel(sex=["male", "female"], scenario=["trend", "balance"]).values, made.projection["population"].values
    )
    births = table(folder, "births")
    assert births["births"].sum() == pytest.approx(float(made.projection["births"].sum()), rel=1e-12)


def test_csv_opens_in_excel_and_has_plain_line_ends(folder: Path) -> None:
    for path in folder.glob("*.csv"):
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in content
        assert content.endswith(b"\n")


def test_every_number_has_its_unit(folder: Path) -> None:
    comparison = table(folder, "comparison")
    assert not comparison["unit"].isna().any()
    units = dict(zip(comparison["measure"], comparison["unit"], strict=True))
    assert (units["population"], units["share_65_plus"]) == ("persons", "share")
    variables = table(folder, "variables").set_index("name")
    assert variables.loc["population", "label_ja"] == "人口"
    assert set(comparison["measure"]) <= set(variables.index)
    assumptions = table(folder, "assumptions")
    assert {"tfr", "e0"} <= set(assumptions["measure"])
    assert not assumptions["unit"].isna().any()


def test_verdicts_have_years_without_a_point(folder: Path) -> None:
    text = (folder / "verdicts.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = [dict(zip(text[0].split(","), line.split(","), strict=True)) for line in text[1:]]
    assert [(row["scenario"], row["met"]) for row in rows] == [("trend", "False"), ("balance", "True")]
    assert rows[0]["lost_year"] in [str(year) for year in range(2021, 2031)]
    assert rows[1]["lost_year"] == ""
    assert {row["source"] for row in rows} == {"plan"}


def test_records_and_answer(made: Run, folder: Path) -> None:
    assert len(table(folder, "records")) == len(made.records)
    assert (folder / "answer.txt").read_text(encoding="utf-8-sig").splitlines() == made.answer.sentences("ja")


def test_netcdf_holds_everything_with_labels(made: Run, folder: Path) -> None:
    with xr.open_dataset(folder / "projection.nc", engine="h5netcdf") as read:
        xr.testing.assert_equal(
            read["population_by_age"].drop_attrs(),
            made.projection["population"].drop_attrs().rename("population_by_age"),
        )
        xr.testing.assert_equal(read["median_age"].drop_attrs(), made.summary["median_age"].drop_attrs())
        assert read["population_by_age"].attrs["units"] == "persons"
        assert read["population"].attrs["long_name_ja"] == "人口"
        assert read.attrs["reference_scenario"] == made.projection.attrs["reference_scenario"]
        assert read["scenario"].values.tolist() == ["trend", "balance"]
        assert json.loads(read.attrs["what_if_scenarios"]) == ["balance"]  # what it cites is an assumption
    with xr.open_dataset(folder / "assumptions.nc", engine="h5netcdf") as read:
        xr.testing.assert_equal(read["survivorship"].drop_attrs(), made.assumptions["survivorship"].drop_attrs())
        assert json.loads(read.attrs["records"])


def test_indicators_are_printed_under_the_titles_of_the_language(made: Run) -> None:
    said = CliRunner().invoke(app, ["indicators", str(made.scenarios.folder), "--inputs", str(INPUTS), "--lang", "ja"])
    assert said.exit_code == 0, said.output
    assert "すう勢" in said.stdout
    assert "The trend goes on" not in said.stdout


def test_the_same_run_gives_the_same_bytes(made: Run, folder: Path, tmp_path: Path) -> None:
    again = [*write_csv(story(made), tmp_path, "ja"), *write_netcdf(story(made), tmp_path, "ja")]
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_attributes_netcdf_cannot_hold_become_json(tmp_path: Path) -> None:
    dataset = xr.Dataset({"x": 1.0}, attrs={"none": None, "flag": True, "list": ["a"], "text": "a", "number": 2.5})
    with xr.open_dataset(write_dataset(dataset, tmp_path / "x.nc"), engine="h5netcdf") as read:
        assert read.attrs == {"none": "null", "flag": 1, "list": '["a"]', "text": "a", "number": 2.5}
    assert _attribute({"a": 1}) == '{"a": 1}'


def test_tidy_leaves_out_coordinates_that_are_not_dims() -> None:
    array = xr.DataArray([1.0], dims="time", coords={"time": [2020], "day": ("time", ["01-01"])}, name="population")
    assert list(tidy(array).columns) == ["time", "population"]


def test_without_yearly_assumptions_the_table_is_empty_and_says_so(made: Run, tmp_path: Path) -> None:
    from dataclasses import replace

    write_csv(story(replace(made, assumptions=xr.Dataset(), verdicts=Verdicts(), records=())), tmp_path, "en")
    assert pd.read_csv(io.BytesIO((tmp_path / "assumptions.csv").read_bytes())).empty
    assert table(tmp_path, "verdicts").empty
