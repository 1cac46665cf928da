"""What is printed to be typed works as it stands: Python blocks run, commands parse, files that are named are there, TOML is TOML."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
import xarray as xr
from typer.main import get_command

import cohort
from cohort.batch.plan import read_plan
from cohort.batch.run import run_batch
from cohort.cli import app
from tests.batch.plans import write_plan
from tests.docs.held import read
from tests.shared import ROOT

PAGES = ["README.md", "README.ja.md", *sorted(page.name for page in (ROOT / "docs").glob("*.md"))]


def blocks(name: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", read(name), re.MULTILINE | re.DOTALL)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working folder that has the repository's and writes into none of them."""
    for folder in ("inputs", "scenarios", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    mpl.use("agg")
    return tmp_path


def given(name: str, place: Path) -> dict[str, Any]:
    """Return what the blocks of a page begin with."""
    inputs, scenarios = cohort.read_inputs("inputs/ichinoseki"), cohort.read_scenarios("scenarios/ichinoseki")
    assumptions = cohort.assume(inputs, scenarios)
    found = {"inputs": inputs, "scenarios": scenarios, "assumptions": assumptions}
    if name == "batch.md":
        run_batch(read_plan(write_plan(place, ["03209"])), place / "outputs" / "japan")
        areas = [cohort.read_inputs(f"inputs/{one}") for one in ("ichinoseki", "hiraizumi")]
        several = cohort.assume(areas, scenarios["trend"]).squeeze("scenario", drop=True)
        total = cohort.project(several, "totals")["population"].isel(time=slice(1, None)).sum("area")
        arrivals = xr.DataArray([2000.0, 300.0], {"area": several["area"].values}, "area")
        found |= {"assumptions": several, "arrivals": arrivals, "totals": total}
    return found | {"projection": cohort.project(found["assumptions"]), "cohort": cohort}


@pytest.mark.parametrize("name", [name for name in PAGES if blocks(name, "python")])
def test_python_runs(name: str, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = given(name, place)
    for block in blocks(name, "python"):
        exec(compile(block, name, "exec"), names)


def commands(name: str) -> list[str]:
    """Return the command lines of a page, in blocks and in tables."""
    lines = [line for block in blocks(name, "") for line in block.splitlines()]
    named = re.findall(r"`(cohort [^`]*)`", read(name))
    return [
        line.split("  #")[0].split(" #")[0] for line in [*lines, *named] if re.match(r"(\w+=\S+ )?cohort [a-z]", line)
    ]


@pytest.mark.parametrize("name", [name for name in PAGES if commands(name)])
def test_commands_are_those_of_the_program(name: str) -> None:
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    for line in commands(name):
        words = [word for word in shlex.split(line) if "=" not in word or word.startswith("--")]
        verb = verbs.get(words[1])
        assert verb is not None, line
        known = {flag for option in verb.params for flag in option.opts}
        assert {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= known | {"--help"}, line
        for path in words:
            if re.match(r"(inputs|scenarios|examples)/(ichinoseki|hiraizumi|kamaishi|plans|scenarios)\b", path):
                assert (ROOT / path).exists(), line


@pytest.mark.parametrize("name", [name for name in PAGES if blocks(name, "toml")])
def test_toml_is_toml(name: str) -> None:
    for block in blocks(name, "toml"):
        assert tomllib.loads(block)
