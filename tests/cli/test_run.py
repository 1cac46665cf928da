from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from cohort.atomic import sha256
from cohort.errors import CohortError, InputError, ScenarioError
from cohort.report import write as report_write
from cohort.report.write import WRITERS, kinds, write
from cohort.run import Run, default_inputs, run, scenario_folders
from cohort.story.build import story
from tests.cli.sets import INPUTS, small_set

FAST = ["csv"]


def test_a_run_holds_everything(made: Run) -> None:
    assert made.name == "little"
    assert [scenario.name for scenario in made.scenarios] == ["trend", "balance"]
    assert made.projection["population"].dims == ("scenario", "time", "sex", "age")
    assert made.comparison["scenario"].unique().tolist() == ["trend", "balance"]
    assert [verdict.met for verdict in made.verdicts] == [False, True]
    assert made.records
    assert float(made.summary["population"].sel(scenario="trend", time=2020)) == 115426


def test_five_year_steps(tmp_path: Path) -> None:
    told: list[float] = []
    five = run(small_set(tmp_path / "little"), INPUTS, 5, lambda part, en, ja: told.append(part))
    assert five.summary["time"].values.tolist() == [2020, 2025, 2030]
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
    write(five, tmp_path / "out", "en", FAST)
    rows = (tmp_path / "out" / "comparison.csv").read_text(encoding="utf-8-sig").splitlines()
    units = {line.split(",")[3]: line.split(",")[-1] for line in rows[1:]}
    assert units["births"] == units["net_migration"] == "persons per year"
    assert (units["population"], units["median_age"]) == ("persons", "years")


def test_inputs_of_a_set_are_found_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("kamaishi", "kamaishi-port", "other"):
        (tmp_path / "inputs" / name).mkdir(parents=True)
    sets = tmp_path / "scenarios"
    sets.mkdir()
    assert default_inputs(sets / "kamaishi") == tmp_path / "inputs" / "kamaishi"
    assert default_inputs(sets / "kamaishi-first-strategy") == tmp_path / "inputs" / "kamaishi"
    assert default_inputs(sets / "kamaishi-port-what-if") == tmp_path / "inputs" / "kamaishi-port"
    monkeypatch.chdir(tmp_path)
    (sets / "kamaishicity").mkdir()
    with pytest.raises(InputError, match=r"There are: kamaishi, kamaishi-port, other\. Name the .* --inputs") as caught:
        default_inputs(sets / "kamaishicity")
    assert "--inputs で指定" in caught.value.text("ja")
    elsewhere = tmp_path / "elsewhere" / "a" / "other"
    elsewhere.mkdir(parents=True)
    assert default_inputs(elsewhere) == Path("inputs/other")
    monkeypatch.chdir(elsewhere)
    with pytest.raises(InputError, match="There are: none"):
        default_inputs(elsewhere)


def test_folders_of_scenarios(tmp_path: Path) -> None:
    small_set(tmp_path / "b")
    small_set(tmp_path / "a")
    (tmp_path / "notes").mkdir()
    assert scenario_folders(tmp_path) == [tmp_path / "a", tmp_path / "b"]
    assert scenario_folders(tmp_path / "a") == [tmp_path / "a"]
    assert scenario_folders(tmp_path / "notes") == [tmp_path / "notes"]
    with pytest.raises(ScenarioError, match="no such folder"):
        scenario_folders(tmp_path / "none")
    with pytest.raises(ScenarioError, match="is a file; name the folder"):
        scenario_folders(tmp_path / "a" / "trend.toml")


def test_kinds() -> None:
    assert kinds(None) == list(WRITERS)
    assert kinds(["page", "csv"]) == ["csv", "page"]
    assert "report" not in kinds(None, pdf=False)
    with pytest.raises(ScenarioError, match=r"got 'chart'.* Did you mean 'charts'"):
        kinds(["csv", "chart"])


def test_the_manifest_says_what_it_was_made_from(made: Run, tmp_path: Path) -> None:
    written = write(made, tmp_path / "out", "en", FAST)
    assert written[-1] == tmp_path / "out" / "manifest.json"
    assert all(path.is_file() for path in written)
    manifest = json.loads(written[-1].read_text(encoding="utf-8"))
    assert manifest["command"] == [
        "cohort", "run", Path(made.scenarios.folder).as_posix(), "--inputs", INPUTS.as_posix(),
        "--lang", "en", "--only", "csv",
    ]  # fmt: skip
    assert manifest["seed"] is None
    assert manifest["step"] == 1
    assert manifest["inputs"]["ichinoseki/population.csv"] == sha256(INPUTS / "population.csv")
    for beside in ("indicators.toml", "statements.toml"):  # no tables, but a run depends on them
        assert manifest["inputs"][f"ichinoseki/{beside}"] == sha256(INPUTS / beside)
    assert manifest["scenarios"]["trend.toml"] == sha256(Path(made.scenarios.folder) / "trend.toml")
    assert set(manifest["versions"]) >= {"python", "numpy", "xarray", "numba"}
    assert set(manifest["files"]) == {path.name for path in written[:-1]}
    for name, digest in manifest["files"].items():
        assert digest == sha256(tmp_path / "out" / name)
    resolved = json.loads((tmp_path / "out" / "scenarios.json").read_text(encoding="utf-8"))
    assert [scenario["name"] for scenario in resolved] == ["trend", "balance"]
    assert str(tmp_path.parent) not in json.dumps(resolved)  # no path of this machine


def test_two_runs_give_the_same_bytes(made: Run, tmp_path: Path) -> None:
    again = run(made.scenarios.folder, INPUTS)
    first = write(made, tmp_path / "one", "ja", ["csv", "netcdf"])
    second = write(again, tmp_path / "two", "ja", ["csv", "netcdf"])
    assert [path.name for path in first] == [path.name for path in second]
    for one, two in zip(first, second, strict=True):
        assert one.read_bytes() == two.read_bytes(), one.name


def test_only_some_outputs_leave_the_others_of_the_same_run(made: Run, tmp_path: Path) -> None:
    write(made, tmp_path, "en", ["csv", "netcdf"])
    write(made, tmp_path, "en", ["csv"])
    assert (tmp_path / "projection.nc").is_file()
    assert "projection.nc" in json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))["files"]


def test_outputs_of_other_scenarios_are_taken_away(made: Run, tmp_path: Path) -> None:
    write(made, tmp_path / "out", "en", ["csv", "netcdf"])
    folder = small_set(tmp_path / "little")
    (folder / "balance.toml").unlink()
    write(run(folder, INPUTS), tmp_path / "out", "en", ["csv"])
    assert not (tmp_path / "out" / "projection.nc").exists()
    assert "balance" not in (tmp_path / "out" / "comparison.csv").read_text(encoding="utf-8")


def test_a_writer_that_fails_leaves_earlier_results(made: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(made, tmp_path, "en", FAST)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def full(run: Run, folder: Path, language: str) -> list[Path]:
        (folder / "half.nc").write_text("half")
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr("cohort.report.store.write_netcdf", full)
    with pytest.raises(OSError, match="No space left"):
        write(made, tmp_path, "ja", ["csv", "netcdf"])
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_command_names_all_that_was_asked(made: Run) -> None:
    told = story(replace(made, step=5))
    command = report_write._command(told, "ja", None, False)
    assert command[3:] == ["--inputs", INPUTS.as_posix(), "--step", "5", "--lang", "ja", "--no-pdf"]
    dated = story(made, date(2026, 4, 1))
    assert report_write._command(dated, "en", ["csv"], True)[-4:] == ["--date", "2026-04-01", "--only", "csv"]
    assert report_write._command(dated, "en", ["csv", "page"], True)[-2:] == ["--only", "csv,page"]


def test_problems_of_inputs_and_scenarios_are_errors(tmp_path: Path) -> None:
    with pytest.raises(CohortError):
        run(small_set(tmp_path / "x"), tmp_path / "no-inputs")
    (tmp_path / "y").mkdir()
    with pytest.raises(CohortError):
        run(tmp_path / "y", INPUTS)


def test_scenarios_state_their_draws_and_must_agree(tmp_path: Path) -> None:
    folder = small_set(tmp_path / "set")
    table = '\n[uncertainty]\ndraws = {draws}\nseed = 5\nmigration = 0.5\nsource = "{key}"\n'
    for name, key, draws in (("trend", "plan", 6), ("balance", "what-if", 6)):
        path = folder / f"{name}.toml"
        text = path.read_text(encoding="utf-8")
        place = text.index("[sources.")
        path.write_text(text[:place] + table.format(draws=draws, key=key) + "\n" + text[place:], encoding="utf-8")
    told = run(folder, INPUTS)
    assert told.futures is not None
    assert (told.futures.draws, told.futures.seed) == (6, 5)
    asked = run(folder, INPUTS, draws=3, seed=2).futures
    assert asked is not None
    assert (asked.draws, asked.seed) == (3, 2)
    path.write_text(path.read_text(encoding="utf-8").replace("draws = 6", "draws = 7"), encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"differs between scenarios \(.*6.*7"):
        run(folder, INPUTS)
