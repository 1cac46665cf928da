"""Runs that are killed or told to stop at a move of the writer, on a slow disk, and two at once: old set or new set, whole."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cohort.atomic import earlier_files, sha256, staging
from cohort.report.write import write
from cohort.run import run
from cohort.story.build import story
from tests.cli.sets import INPUTS, small_set
from tests.shared import ROOT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals differ")

long = pytest.mark.skipif("COHORT_EVERY" not in os.environ, reason="a quarter of an hour")
SECONDS = 0.02  # that each move takes
STOPS = (signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
Files = dict[str, bytes]


class Place:
    """A set of scenarios, a run of it, and what two command lines make of it; folders for results, one a case."""

    def __init__(self, home: Path) -> None:
        self.home, self.little = home, small_set(home / "little")
        made = run(self.little, INPUTS)
        self.told, self.told_before = story(made), story(made, datetime.date(2024, 1, 1))
        self.moves = 0
        self.new = {language: self._undisturbed(language) for language in ("en", "ja")}

    def words(self, language: str) -> list[str]:
        return ["run", str(self.little), "--inputs", str(INPUTS), "--only", "csv", "--lang", language, "--quiet"]

    def _undisturbed(self, language: str) -> Files:
        """What a run leaves; and how often it makes, moves or removes a file where there is an older set."""
        out = self.old(f"undisturbed-{language}")
        with self.begun(out, language, seconds=0.0) as (running, pipe):
            self.moves = sum(1 for _ in iter(lambda: os.read(pipe, 1), b""))
            assert running.wait(timeout=120) == 0
        return lying(out)

    def old(self, name: str) -> Path:
        """An older set, of another day and with files that the next run does not write; beside it a note of somebody's."""
        out = self.home / name
        write(self.told_before, out, "ja", only=["csv", "netcdf"])
        (out / "mine.txt").write_text("mine", encoding="utf-8")
        return out

    @contextmanager
    def begun(
        self, out: Path, language: str = "en", seconds: float = SECONDS
    ) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
        """A command line that writes to a folder, and the end of the pipe that hears of its moves."""
        pipe, tell = os.pipe()
        words = [*self.words(language), "--out", str(out)]
        command = [sys.executable, "-m", "tests.robust.slow", str(tell), str(seconds), str(out), *words]
        running = subprocess.Popen(
            command, cwd=ROOT, pass_fds=(tell,), preexec_fn=listening, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )  # fmt: skip
        os.close(tell)
        try:
            yield running, pipe
        finally:
            os.close(pipe)
            running.kill()
            running.communicate()


def listening() -> None:
    """A shell's background jobs ignore Ctrl-C, and what they start does too."""
    for number in STOPS[1:]:
        signal.signal(number, signal.SIG_DFL)


def lying(out: Path) -> Files:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def has_heard(pipe: int, moves: int) -> bool:
    return all(os.read(pipe, 1) for _ in range(moves))


def whole(out: Path) -> bool:
    """Where the manifest lies, what it lists lies there as it is listed."""
    listed = earlier_files(out)
    return all((out / name).is_file() and sha256(out / name) == listed[name] for name in listed)


def stopped(place: Place, number: signal.Signals, move: int) -> None:
    """Stop a run at one of its moves: what lies there is the old set or the new one, and the next run goes on."""
    out = place.old(f"{number.name}-{move}")
    old, new = lying(out), place.new["en"]
    with place.begun(out) as (running, pipe):
        heard = has_heard(pipe, move)
        running.send_signal(number)
        _, errors = running.communicate(timeout=120)
    assert heard or running.returncode == 0, errors.decode()
    assert b"Traceback" not in errors
    assert whole(out)
    if number == signal.SIGKILL:
        with staging(out, "look"):  # as the next run does before it writes
            pass
        assert running.returncode == -number
    elif running.returncode:
        assert running.returncode == 128 + number, errors.decode()
    found = lying(out)  # a run that is stopped when the new set has just come into place leaves it there
    assert found == new or (running.returncode != 0 and found == old), sorted(found)
    write(place.told, out, "en", only=["csv"])
    after = lying(out)
    assert {name: text for name, text in after.items() if name != "manifest.json"} == {
        name: text for name, text in new.items() if name != "manifest.json"
    }
    assert whole(out)
    assert {path.name for path in out.iterdir()} == {*new}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("kills"))


@pytest.mark.parametrize("number", STOPS[:1], ids=lambda number: number.name)
def test_stopped_in_the_middle_of_the_moves(place: Place, number: signal.Signals) -> None:
    stopped(place, number, place.moves * 3 // 4)


@long
@pytest.mark.parametrize("number", STOPS, ids=lambda number: number.name)
def test_stopped_at_every_move(place: Place, number: signal.Signals) -> None:
    """Kills at every other move, the rest at every fourth: each begins elsewhere, so that every move has its turn."""
    begin, step = {"SIGKILL": (1, 2), "SIGTERM": (2, 4), "SIGHUP": (4, 4), "SIGINT": (3, 4)}[number.name]
    moves = range(begin, place.moves + 1, step)
    assert len(moves) >= 15
    for move in moves:
        stopped(place, number, move)


@pytest.mark.parametrize(
    "kill", [pytest.param(False, marks=long, id="both-end"), pytest.param(True, id="one-is-killed")]
)
def test_two_at_once(place: Place, kill: bool) -> None:
    out = place.old(f"two-{kill}")
    with place.begun(out, "en") as (one, pipe):
        assert has_heard(pipe, 5 if kill else 1)  # it has the folder for itself
        with place.begun(out, "ja") as (other, _):
            if kill:
                assert has_heard(pipe, place.moves * 3 // 4 - 5)
                one.send_signal(signal.SIGKILL)
            ends = [running.wait(timeout=120) for running in (one, other)]
    assert ends == ([-signal.SIGKILL, 0] if kill else [0, 0])
    assert lying(out) in ([place.new["ja"]] if kill else [place.new["en"], place.new["ja"]])
