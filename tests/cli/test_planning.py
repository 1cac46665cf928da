"""The verbs for planners: thin, in both languages, and quick to start."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from typer.testing import CliRunner

from cohort.cli import app
from cohort.planning import delay_sentence, delays, read_case, stabilise
from tests.shared import ROOT, take_computed

PLAN = ROOT / "scenarios" / "ichinoseki" / "strategy.toml"
runner = CliRunner()


@pytest.fixture(autouse=True)
def _computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The verbs work with runs of the project's sets that were made before."""
    take_computed(monkeypatch, "ichinoseki", "ichinoseki-today")


def call(*words: object) -> Any:
    return runner.invoke(app, [str(word) for word in words])


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_what_is_printed_is_what_the_library_says(lang: str) -> None:
    case = read_case(PLAN)
    expected = {
        ("delay", "--lever", "households:couple-20s"): delay_sentence(delays(case, lever="households:couple-20s")),
        ("stabilise", "--measure", "women:20-39", "--until", "2040"): stabilise(case, measure="women:20-39", until=2040).sentence,
    }  # fmt: skip
    for (verb, *options), said in expected.items():
        done = call(verb, PLAN, *options, "--lang", lang)
        assert done.exit_code == 0, done.output
        assert said.say(lang) in done.stdout.splitlines()


def test_ranges_come_on_request() -> None:
    """Over the readings, which take longer than the answer; the answer itself says how to ask for them."""
    done = call("delay", PLAN, "--lever", "households:couple-20s", "--lang", "en")
    assert "Its range over every reading of the plan: add --ranges." in done.stdout.splitlines()
    done = call("delay", PLAN, "--lever", "households:couple-20s", "--ranges", "--lang", "en")
    assert done.exit_code == 0, done.output
    said = done.stdout.splitlines()[:3]
    assert [line.endswith("over 768 readings of the plan.") for line in said] == [False, True, True]
    assert said[1].startswith("Begun in 2031, fewer residents in 2040: between ")
    done = call("delay", ROOT / "scenarios" / "ichinoseki-today", "--ranges", "--lang", "ja")
    assert "--ranges" not in done.stdout


def test_the_verbs_of_a_set() -> None:
    done = call("gap", PLAN.parent, "--first", "trend", "--year", 2040, "--lang", "en")
    assert done.exit_code == 0, done.output
    assert "in 2040: Fertility" in done.stdout
    done = call("thresholds", PLAN.parent, "--line", "6=400", "--line", "share_65_plus=45%", "--lang", "ja")
    assert done.exit_code == 0, done.output
    heads = "".join(done.stdout[: done.stdout.index("すう勢")].split())
    assert all(part in heads for part in ("6歳", "400人", "45.0%"))
    assert re.search(r"^独自推計 +2045年 +2042年$", done.stdout, re.MULTILINE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("thresholds", PLAN.parent, "--line", "6"), "write measure=value"),
        (("gap", PLAN.parent, "--first", "trendy"), "Did you mean 'trend'?"),
        (("stabilise", PLAN, "--household", "couple-20"), "Did you mean 'households:couple-20s'?"),
        (("stabilise", PLAN, "--measure", "6/35"), "hold the pupils: 6"),
        (("values", PLAN, "--year", "2021"), "what has gone by cannot be changed"),
    ],
)
def test_mistakes_are_told(words: tuple[object, ...], said: str) -> None:
    done = call(*words, "--lang", "en")
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_solve_imports_no_charts_and_tells_no_story() -> None:
    """What costs seconds at the start is not loaded for an answer on the terminal."""
    command = [sys.executable, "-X", "importtime", "-m", "cohort.cli", "solve", str(PLAN), "--lever", "migration.net"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=300)
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}
    assert {"cohort.planning.solve", "cohort.projection.kernel"} <= loaded
    assert not [
        name
        for name in loaded
        if name.startswith(
            ("matplotlib", "cohort.story.build", "cohort.report.charts", "cohort.analysis.statements", "dask.array")
        )
    ]
