"""A folder to start from, and a run that is asked for by name."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cohort.assumptions import assume
from cohort.cli import app
from cohort.collection.area import area
from cohort.collection.new import LAUNCH, Plan, folder_of, new, read_point
from cohort.errors import CohortError, InputError
from cohort.inputs import read_inputs
from cohort.projection.project import project
from cohort.run import run
from cohort.scenario import check_folder, read_scenarios

TWENTY = [
    "札幌市", "横浜市", "大阪市", "世田谷区", "千代田区", "盛岡市", "花巻市", "一関市", "那覇市", "加古川市",
    "高松市", "黒部市", "新庄市", "平泉町", "軽米町", "利府町", "姫島村", "檜枝岐村", "小笠原村", "与那国町",
]  # fmt: skip

# Where everybody leaves and others come within a few years, net rates on the few who are there multiply: no trend to believe
# (docs/collection.md says so).
GROWING = {"小笠原村": 1.9, "与那国町": 2.1}


def test_without_a_plan_there_is_a_draft_that_is_no_scenario(tmp_path: Path) -> None:
    scenarios, inputs = new("花巻市", tmp_path)
    assert [scenario.name for scenario in read_scenarios(scenarios)] == ["trend"]
    assert check_folder(scenarios) == []
    assert read_inputs(inputs).prefecture is not None
    draft = scenarios / "plan.toml"
    lines = draft.read_text(encoding="utf-8").splitlines()
    draft.write_text("\n".join(line.removeprefix("# ") for line in lines[2:]), encoding="utf-8")
    assert [scenario.name for scenario in read_scenarios(scenarios)] == ["trend", "plan"]  # once edited


def test_a_plan_starts_where_the_place_is(tmp_path: Path) -> None:
    plan = Plan(read_point("outlook", "2040:２５０，０００"), read_point("tfr", "1.8@2035"), read_point("net", "△50"))
    made = run(new("盛岡市", tmp_path, plan)[0])
    trend, planned = made.scenarios
    assert not trend.what_if  # held against a figure of somebody's, but resting on none
    assert planned.what_if
    assert planned.title.ja.startswith("【仮定】")
    assert planned.role == "plan"
    assert planned.sources[-1].kind == "assumption"
    assert [item.measure for item in planned.trajectories] == ["fertility.tfr", "migration.net"]
    tfr, net = planned.trajectories
    assert tfr.at(2035).value == 1.8
    assert net.at(2030).value == -50
    level = float(made.assumptions["tfr"].sel(scenario="trend", period=LAUNCH))
    assert tfr.at(LAUNCH).value == pytest.approx(level, abs=0.005)
    assert {verdict.scenario for verdict in made.verdicts} == {"trend", "plan"}


def test_a_target_is_on_the_published_scale(tmp_path: Path) -> None:
    """花巻市: 2,468 births in 2018-2022 are 1.1906 per woman of the register at the nation's ages of 2020; 1.31 is published for them."""
    asked = Plan(tfr=read_point("tfr", "1.8@2030"))
    made = run(new("花巻市", tmp_path, asked)[0]).assumptions.sel(scenario="plan")
    assert float(made["tfr"].sel(period=2035)) == 1.8
    assert float(made["asfr"].sel(period=2035).sum()) == pytest.approx(1.8 * 1.1906 / 1.31, rel=0.01)
    village = run(new("檜枝岐村", tmp_path, asked)[0]).assumptions.sel(
        scenario="plan"
    )  # 504 residents: no own estimate
    assert float(village["asfr"].sel(period=2035).sum()) == pytest.approx(1.8)


def test_a_named_document_is_no_assumption(tmp_path: Path) -> None:
    scenarios, _ = new("花巻市", tmp_path, Plan(tfr=read_point("tfr", "1.8"), source="花巻市人口ビジョン"))
    planned = read_scenarios(scenarios)["plan"]
    assert not planned.what_if
    assert planned.sources[0].title == "花巻市人口ビジョン"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    _, inputs = new("花巻市", tmp_path)
    (tmp_path / "inputs" / "japan" / "own.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        new("花巻市", tmp_path)
    new("北上市", tmp_path)  # beside it, with the same prefecture and nation
    assert (tmp_path / "inputs" / "japan" / "own.txt").read_text(encoding="utf-8") == "mine"
    assert sorted(path.name for path in inputs.parent.iterdir()) == ["hanamaki", "iwate-ken", "japan", "kitakami"]


def test_what_a_killed_run_left_is_no_obstacle(tmp_path: Path) -> None:
    """Killed between its two folders, or while one was written: the same command goes on, and what lay beside goes."""
    scenarios, inputs = new("花巻市", tmp_path)
    wanted = {path.name: path.read_bytes() for path in scenarios.iterdir()}
    shutil.rmtree(scenarios)
    left = [scenarios.with_name(".writing-1") / "new" / "hanamaki", inputs.with_name(".writing-new-japan")]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "trend.toml").write_text("half", encoding="utf-8")
    assert new("花巻市", tmp_path) == (scenarios, inputs)
    assert {path.name: path.read_bytes() for path in scenarios.iterdir()} == wanted
    assert not [*tmp_path.rglob(".writing*")]
    shutil.rmtree(scenarios)
    (inputs / "area.toml").write_text("# mine\n", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        new("花巻市", tmp_path)


@pytest.mark.parametrize("text", ["85000", "1.8:2040", "2040:0", "2023:85000", "2051:85000", "2040:x", "2040:nan", ""])
def test_an_outlook_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_point("outlook", text)
    assert "2040:85000" in caught.value.text("ja")
    assert "2040:85000" in caught.value.text("en")


@pytest.mark.parametrize("text", ["18@2030", "0.1", "1.8@2060", "1.8@令和12"])
def test_a_target_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"write it like 1\.8@2030"):
        read_point("tfr", text)


def test_a_name_or_a_folder_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with folder_of(Path("scenarios/hanamaki")) as (folder, place):
        assert (folder, place) == (Path("scenarios/hanamaki"), None)
    with folder_of(Path("花巻市")) as (folder, place):
        assert place is not None
        assert (folder / "trend.toml").is_file()
    assert not folder.exists()
    new("花巻市")
    with folder_of(Path("hanamaki")) as (folder, place):  # the city's own figures come first
        assert (folder, place) == (Path("scenarios/hanamaki"), None)
    with pytest.raises(InputError, match="花巻市"), folder_of(Path("花牧市")):
        pass


def test_run_by_name_is_the_same_wherever_it_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["run", "姫島村", "--only", "csv", "--lang", "ja", "--out", "a"]
    command = [sys.executable, "-m", "cohort.cli", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert CliRunner().invoke(app, words).stdout == done.stdout
    first, second = (Path(name, "manifest.json").read_bytes() for name in ("../a", "a"))
    assert json.loads(first) == json.loads(second)
    assert "大分県姫島村" in done.stdout
    assert all(
        "/tmp" not in path.read_text("utf-8")
        for path in (tmp_path / "a").rglob("*")
        if path.suffix in (".csv", ".json")
    )


@pytest.mark.parametrize("name", TWENTY)
def test_places_of_all_sizes_run(name: str, tmp_path: Path) -> None:
    inputs = area(name)
    made = project(assume(inputs, read_scenarios(_trend(tmp_path))), keep="totals")
    population = made["population"].to_numpy().ravel()
    assert np.isfinite(population).all()
    assert 0.2 < population[-1] / population[0] < GROWING.get(name, 1.7)


def _trend(folder: Path) -> Path:
    """The scenario that `new` writes, which is the same for every place but for its comments."""
    return new("花巻市", folder)[0]


def test_what_is_wrong_with_a_place_names_the_file_that_new_writes() -> None:
    with pytest.raises(CohortError, match="evacuated") as caught, folder_of(Path("葛尾村")) as (folder, _):
        run(folder)
    assert caught.value.subject == "inputs/katsurao/population.csv"


def test_an_evacuated_town_says_why_it_cannot_be_projected(tmp_path: Path) -> None:
    with pytest.raises(CohortError, match="evacuated"):
        assume(area("双葉町"), read_scenarios(_trend(tmp_path)))
