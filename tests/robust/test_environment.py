"""The environment of a process: nonsense in it is told in a line or changes nothing; a user's matplotlibrc changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cohort.cli import app, usage
from cohort.console import OURS
from tests.cli.sets import INPUTS, small_set
from tests.shared import ROOT

RC = """axes.titlesize: 33
axes.facecolor: "#ff0000"
lines.linewidth: 9
font.size: 30
font.family: monospace
savefig.dpi: 33
savefig.bbox: tight
svg.fonttype: path
svg.hashsalt: mine
axes.unicode_minus: False
axes.grid: True
figure.constrained_layout.use: True
text.usetex: False
path.simplify: False
"""

DRAWN_TWICE = """
import os, sys
import cohort
from cohort.report.write import write
from cohort.run import run
from cohort.story.build import story
told = story(run("little", sys.argv[1]))
assert "matplotlib" not in sys.modules
for name in ("plain", "theirs"):
    if os.fork() == 0:
        if name == "theirs":
            os.environ["MATPLOTLIBRC"] = os.path.abspath("rc/matplotlibrc")
        import matplotlib
        assert ("rc" in matplotlib.matplotlib_fname().split(os.sep)) == (name == "theirs")
        write(told, name, "en", only=["charts"])
        os._exit(0)
    assert os.wait()[1] == 0
"""


def process(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cohort.cli", *words],
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=120,
        encoding="utf-8",
        env={**os.environ, "COHORT_LANG": "en", "PYTHONPATH": str(ROOT), **environment},
    )


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.suffix in (".png", ".svg")}


@pytest.mark.skipif(os.name == "nt", reason="paths differ")
def test_a_matplotlibrc_changes_no_byte_of_a_chart(tmp_path: Path) -> None:
    """One run, drawn by a process that matplotlib has told nothing and by one that it has told of the file."""
    small_set(tmp_path / "little")
    (tmp_path / "rc").mkdir()
    (tmp_path / "rc" / "matplotlibrc").write_text(RC, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", DRAWN_TWICE, str(INPUTS)], capture_output=True, check=False, cwd=tmp_path, timeout=120,
        encoding="utf-8", env={**os.environ, "COHORT_LANG": "en", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    plain, theirs = pictures(tmp_path / "plain"), pictures(tmp_path / "theirs")
    assert plain
    assert [name for name in plain if plain[name] != theirs.get(name)] == []


@pytest.mark.skipif(os.name == "nt", reason="shells differ")
@pytest.mark.parametrize(
    ("into", "code"),
    [(">&-", 0), ("2>&-", 0), (">/dev/full", 2), ("| head -c 1", 0)],
    ids=["no-stdout", "no-stderr", "full", "pipe"],
)
def test_outputs_that_are_closed_or_full(into: str, code: int) -> None:
    command = f'set -o pipefail; "{sys.executable}" -m cohort.cli schema {into}'
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, check=False, cwd=ROOT, timeout=60, encoding="utf-8",
        env={**os.environ, "COHORT_LANG": "en", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.skipif(os.name == "nt" or "COHORT_EVERY" not in os.environ, reason="two minutes")
def test_every_verb_bears_an_output_that_takes_nothing(tmp_path: Path) -> None:
    """Whoever read has left, no stdout, no stderr, a full disk: no traceback, and the exit code of what was done."""
    small_set(tmp_path / "little")
    small_set(tmp_path / "other")
    done = subprocess.run(
        [sys.executable, "-m", "tests.robust.pipes", str(tmp_path)], capture_output=True, check=True, cwd=ROOT,
        timeout=600, encoding="utf-8", env={**os.environ, "COHORT_LANG": "en", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert json.loads(done.stdout) == []


def test_every_verb_is_tried() -> None:
    from tests.robust.pipes import VERBS

    without = {"batch", "backtest", "fetch", "import", "official"}  # long, or without anything to print
    assert {one.name for one in app.registered_commands} - without == {*VERBS} - {"help"}


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", ("a mistake of the program", "report this line")), ("ja", ("プログラムの誤り", "知らせて"))],
)
def test_what_nobody_thought_of_ends_in_a_line(
    lang: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    from typer.testing import CliRunner

    def wrong(*arguments: object, **named: object) -> None:
        raise KeyError("\x1b[31m\nunexpected")

    monkeypatch.setattr("cohort.scenario.check_folder", wrong)
    monkeypatch.setenv("COHORT_LANG", lang)
    place = str(ROOT / "scenarios" / "kamaishi")
    done = CliRunner().invoke(app, ["check", place])
    assert done.exit_code == OURS
    assert done.stderr.startswith("cohort check")
    assert len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr for word in ("KeyError", "COHORT_DEBUG=1", *words))
    assert "\x1b" not in done.stderr
    monkeypatch.setenv("COHORT_DEBUG", "1")
    assert "Traceback" in CliRunner().invoke(app, ["check", place]).stderr
    assert usage.unexpected(MemoryError(), ["run"], "en") == 2


@pytest.mark.parametrize("columns", ["1", "0", "-5", "x"])
def test_narrow_terminals(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    monkeypatch.setenv("COLUMNS", columns)
    done = CliRunner().invoke(app, ["explain", str(ROOT / "scenarios" / "kamaishi" / "trend.toml")])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("width", [{"COLUMNS": "999999999"}, {"TERMINAL_WIDTH": "abc"}, {"COLUMNS": "9" * 5000}])
def test_a_width_that_no_terminal_has_changes_nothing(width: dict[str, str], tmp_path: Path) -> None:
    done = process("explain", "--help", cwd=tmp_path, **width)
    assert done.returncode == 0, done.stderr
    assert "--lang" in done.stdout
    assert len(done.stdout) < 10_000
