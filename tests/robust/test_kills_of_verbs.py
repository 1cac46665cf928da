"""Verbs that write besides `run`, stopped at their moves on a slow disk: folders are old or new, whole; the same words go on, and nothing stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cohort.atomic import alone
from cohort.cli import app
from tests.inputs.official import ssdse
from tests.robust.test_kills import SECONDS, STOPS, Files, has_heard, listening, long, lying
from tests.shared import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals differ")
INPUTS = str(ROOT / "inputs" / "hiraizumi")
SMALL = """format = 1
name   = "small"
title  = { en = "Small", ja = "小" }
areas  = ["03205", "03206", "03207"]
until  = 2025
block  = 1
"""
# The words, and how many moves there are at least. Each runs in a folder with `official.csv`, `plan.toml` and, where it is named
# "again", with what the same words, or others, wrote before.
VERBS: dict[str, tuple[list[str], int]] = {
    "new": (["new", "花巻市"], 20),
    "new-beside": (["new", "北上市"], 12),
    "import": (["import", "ssdse", "official.csv", "--area", "03209", "--out", "inputs/city"], 8),
    "import-again": (["import", "ssdse", "newer.csv", "--area", "03209", "--out", "inputs/city", "--add"], 8),
    "official": (["official", INPUTS, "--out", "told"], 8),
    "official-again": (["official", INPUTS, "--until", "2040", "--out", "told"], 12),
    "batch": (["batch", "plan.toml", "--out", "all", "--only", "tables", "--quiet"], 12),
    "form": (["form", "03209", "--out", "forms/own.xlsx"], 2),
    "statements": (["statements", str(ROOT / "scenarios" / "hiraizumi"), "--out", "docs/told.md"], 2),
}
BEFORE = {"new-beside": "new", "import-again": "import", "official-again": "official"}
REFUSED = ("new", "new-beside", "form", "import")  # what stands there whole is not written again


def said(words: list[str], home: Path) -> tuple[int, str]:
    """Run a command line in a folder, in this process."""
    before = Path.cwd()
    os.chdir(home)
    try:
        done = CliRunner().invoke(app, words)
    finally:
        os.chdir(before)
    return done.exit_code, done.output


class Verb:
    """A command line, the folder it begins with, and what it makes of that."""

    def __init__(self, name: str, home: Path) -> None:
        self.name, self.home, (self.words, self.least) = name, home, VERBS[name]
        self.start = home / "start"
        self.start.mkdir(parents=True)
        ssdse(self.start / "official.csv")
        ssdse(self.start / "newer.csv", year=2020)
        (self.start / "plan.toml").write_text(SMALL, encoding="utf-8")
        if name in BEFORE:
            assert said(VERBS[BEFORE[name]][0], self.start)[0] == 0
        self.old = lying(self.start)
        with self.begun("undisturbed", 0.0) as (running, pipe, out):
            self.moves = sum(1 for _ in iter(lambda: os.read(pipe, 1), b""))
            assert running.wait(timeout=120) == 0
        self.new = told(lying(out))

    @contextmanager
    def begun(self, name: str, seconds: float = SECONDS) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
        """The command line at work in a copy of the folder, and the end of the pipe that hears of its moves."""
        out = self.home / name
        shutil.copytree(self.start, out)
        pipe, tell = os.pipe()
        command = [sys.executable, "-m", "tests.robust.slow", str(tell), str(seconds), "", *self.words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        running = subprocess.Popen(
            command, cwd=out, pass_fds=(tell,), preexec_fn=listening, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        )  # fmt: skip
        os.close(tell)
        try:
            yield running, pipe, out
        finally:
            os.close(pipe)
            running.kill()
            running.communicate()


def told(files: Files) -> Files:
    """Files without what tells of the moment they were written in: workbooks are held by their name."""
    return {name: b"" if name.endswith((".xlsx", "manifest.json")) else text for name, text in files.items()}


def parts(files: Files) -> dict[str, Files]:
    """Files by the folder that is written as one."""
    found: dict[str, Files] = {}
    for name, text in told(files).items():
        found.setdefault(name.rpartition("/")[0], {})[name] = text
    return found


def stopped(verb: Verb, number: signal.Signals, move: int) -> None:
    with verb.begun(f"{number.name}-{move}") as (running, pipe, out):
        heard = has_heard(pipe, move)
        running.send_signal(number)
        _, errors = running.communicate(timeout=120)
    assert heard or running.returncode == 0, errors.decode()
    assert b"Traceback" not in errors, errors.decode()
    assert running.returncode in (0, -number if number == signal.SIGKILL else 128 + number), errors.decode()
    if number != signal.SIGKILL and verb.name != "batch":
        assert not [*out.rglob(".*")]
    for folder in {out, *(one.parent for one in out.rglob(".writing*"))}:
        with alone(folder):  # as the next that writes there
            pass
    old, new = parts(verb.old), parts(verb.new)
    for folder, files in parts(lying(out)).items():
        assert verb.name == "batch" or files in (old.get(folder), new.get(folder)), folder
    code, output = said(verb.words, out)
    assert code == 0 or (verb.name in REFUSED and told(lying(out)) == verb.new), output
    assert told(lying(out)) == verb.new
    assert not [*out.rglob(".*")]


@pytest.mark.parametrize("name", ["import-again"])
def test_killed_in_the_middle(name: str, tmp_path: Path) -> None:
    verb = Verb(name, tmp_path)
    stopped(verb, signal.SIGKILL, verb.moves * 3 // 4)


@long
@pytest.mark.parametrize("name", VERBS)
def test_stopped_at_every_move(name: str, tmp_path: Path) -> None:
    """SIGKILL and one of the others in turn, at every move; of verbs that make hundreds at some forty of them."""
    verb = Verb(name, tmp_path)
    assert verb.moves >= verb.least
    for move in range(1, verb.moves + 1, -(-verb.moves // 40)):
        stopped(verb, signal.SIGKILL, move)
        stopped(verb, STOPS[1 + move % 3], move)


@long
@pytest.mark.parametrize("name", VERBS)
def test_two_at_once(name: str, tmp_path: Path) -> None:
    """Both end, or the second is told that it stands there already; what lies there is what one leaves."""
    verb = Verb(name, tmp_path)
    with verb.begun("two") as (one, pipe, out):
        assert has_heard(pipe, 1)
        code, output = said(verb.words, out)
        ends = sorted([one.wait(timeout=120), code])
    assert ends == [0, 0] or (verb.name in REFUSED and ends == [0, 2]), output
    assert told(lying(out)) == verb.new
    assert not [*out.rglob(".*")]
