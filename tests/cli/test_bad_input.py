"""What people get wrong: each mistake ends with exit code 2, a message that helps, and earlier results as they were."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from cohort.cli import app
from cohort.cli.usage import told
from cohort.report.write import write
from cohort.run import Run
from tests.cli.mistakes import AREA, CASES, EVENTS, POPULATION, TYPED
from tests.cli.sets import small_set
from tests.shared import ROOT, long

runner = CliRunner()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A copy of the city's inputs with those they refer to, and a set of two scenarios."""
    for area in ("ichinoseki", "iwate", "japan"):
        shutil.copytree(ROOT / "inputs" / area, tmp_path / "inputs" / area)
    small_set(tmp_path / "scenarios" / "ichinoseki")
    return tmp_path


@pytest.fixture(scope="session")
def earlier(made: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of an earlier run, and a file that someone put beside them."""
    folder = tmp_path_factory.mktemp("earlier") / "ichinoseki"
    write(made, folder, "en", ["csv"])
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    return folder


@pytest.fixture
def results(earlier: Path, home: Path) -> Path:
    """A copy of the earlier results, where the next run will write."""
    return Path(shutil.copytree(earlier, home / "outputs" / "ichinoseki"))


def bytes_of(folder: Path) -> dict[str, str]:
    """Return every file of a folder with its hash; hidden ones too, so that nothing half-made can hide."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def call(*words: object) -> Any:
    return runner.invoke(app, [str(word) for word in words])


def run_in(home: Path, lang: str, *more: object) -> Any:
    out = home / "outputs" / "ichinoseki"
    return call("run", home / "scenarios" / "ichinoseki", "--out", out, "--only", "csv", "--lang", lang, *more)


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_in_a_file(name: str, home: Path, results: Path) -> None:
    change, place, en, ja = CASES[name]
    before = bytes_of(results)
    change(home)
    for lang, words in (("en", en), ("ja", ja)):
        done = run_in(home, lang)
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        assert place in done.stderr
        for word in words:
            assert word in done.stderr, f"{word!r} is not in: {done.stderr}"
        assert not done.stdout.strip()  # no half an answer
    assert bytes_of(results) == before


def test_the_copy_itself_runs(home: Path, results: Path) -> None:
    """Without a mistake the same command succeeds: what fails above fails for the reason given."""
    before = bytes_of(results)
    done = run_in(home, "en", "--quiet")
    assert done.exit_code == 0, done.output
    after = bytes_of(results)
    assert after["population.csv"] == before["population.csv"]  # the same inputs: the same results
    assert after["notes.txt"] == before["notes.txt"]


def test_all_mistakes_are_told_at_once(home: Path, results: Path) -> None:
    for name in ("missing age", "full-width figures among the events", "unknown area code"):
        CASES[name][0](home)
    done = run_in(home, "en")
    assert done.exit_code == 2
    assert [place in done.stderr for place in (POPULATION, EVENTS, AREA)] == [True] * 3


@pytest.mark.parametrize(
    "name", ["tfr of 16.3", "cycle", "toml that is none", "shift_jis in a scenario", "unknown key"]
)
def test_check_tells_the_same_as_run(name: str, home: Path) -> None:
    change, place, en, ja = CASES[name]
    change(home)
    for lang, words in (("en", en), ("ja", ja)):
        done = call("check", home / "scenarios" / "ichinoseki", "--lang", lang)
        assert done.exit_code == 2
        assert place in done.stderr
        assert all(word in done.stderr for word in words), done.stderr
        assert "OK" not in done.stdout


@pytest.mark.parametrize("name", ["missing age", "wrong total", "unknown area code", "shift_jis in a table"])
@pytest.mark.parametrize("verb", ["check", "inputs"])
def test_inputs_alone_tell_the_same_as_run(verb: str, name: str, home: Path) -> None:
    change, place, en, ja = CASES[name]
    change(home)
    for lang, words in (("en", en), ("ja", ja)):
        done = call(verb, home / "inputs" / "ichinoseki", "--lang", lang)
        assert done.exit_code == 2
        assert place in done.stderr
        assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("name", TYPED)
def test_a_mistake_on_the_command_line(
    name: str, tmp_path: Path, results: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, en, ja = TYPED[name]
    monkeypatch.chdir(home)
    small_set(home / "scenarios" / "nowhere")
    before = bytes_of(results)
    for lang, wanted in (("en", en), ("ja", ja)):
        monkeypatch.setenv("COHORT_LANG", lang)
        done = call(*words)
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        for word in wanted:
            assert word in done.stderr, f"{word!r} is not in: {done.stderr}"
    assert bytes_of(results) == before


def test_a_usage_error_follows_lang_before_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_LANG", "en")
    assert "というオプションはありません" in call("run", "x", "--lang", "ja", "--nope").stderr
    assert "使えません" not in call("run", "x", "--lang", "fr").stderr


DISK = {
    errno.ENOSPC: ("no space left on the disk; make room", "空きがありません。空けて"),
    errno.EACCES: ("no permission; close the file", "権限がありません"),
    errno.EROFS: ("read-only; choose another folder", "読み取り専用"),
}


@pytest.mark.parametrize("number", DISK)
@pytest.mark.parametrize("writes", [0, 2])
def test_a_disk_that_refuses(
    number: int, writes: int, home: Path, results: Path, monkeypatch: pytest.MonkeyPatch, made: Run
) -> None:
    """At the first write, and at the third when some new files lie ready: nothing is taken, nothing is left behind."""
    before = bytes_of(results)
    real, count = os.replace, [0]

    def refusing(source: Any, target: Any, **more: Any) -> None:
        count[0] += 1
        if count[0] > writes:
            raise OSError(number, os.strerror(number), str(target))
        real(source, target, **more)

    monkeypatch.setattr("cohort.run.run", lambda *arguments, **named: made)
    for lang, words in zip(("en", "ja"), DISK[number], strict=True):
        count[0] = 0
        with monkeypatch.context() as disk:
            disk.setattr(os, "replace", refusing)
            done = run_in(home, lang)
        assert done.exit_code == 2, done.output
        assert "Traceback" not in done.output
        assert words in done.stderr
        assert "ichinoseki" in done.stderr  # which file
    assert bytes_of(results) == before


def process(*words: object, cwd: Path, lang: str = "en") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cohort.cli", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=cwd,
        timeout=120,
        encoding="utf-8",
        env={**os.environ, "COHORT_LANG": lang, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.skipif(os.name == "nt", reason="limits of a process differ")
def test_a_disk_that_fills_up_outside(home: Path, results: Path) -> None:
    """The real thing, from outside: no file may grow beyond 100 kB, and the tables are larger."""
    before = bytes_of(results)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); "
        "from cohort.cli import main; sys.argv = ['cohort', 'run', 'scenarios/ichinoseki', '--only', 'csv']; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=False,
        cwd=home,
        timeout=120,
        encoding="utf-8",
        env={**os.environ, "COHORT_LANG": "en", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("outputs/ichinoseki: a file would be larger than")
    assert bytes_of(results) == before


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere"
)
def test_a_folder_that_cannot_be_written(home: Path, results: Path) -> None:
    before = bytes_of(results)
    results.parent.chmod(0o500)
    try:
        done = process("run", "scenarios/ichinoseki", "--only", "csv", cwd=home)
    finally:
        results.parent.chmod(0o700)
    assert done.returncode == 2
    assert "no permission" in done.stderr
    assert bytes_of(results) == before


def test_a_file_where_results_should_go(home: Path) -> None:
    (home / "outputs").write_text("mine", encoding="utf-8")
    for lang, words in (("en", "a file is where a folder is needed"), ("ja", "ファイルがあります")):
        done = run_in(home, lang)
        assert done.exit_code == 2
        assert words in done.stderr
    assert (home / "outputs").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(
    ("name", "lang", "words"),
    [
        ("full-width figures", "ja", "半角で 123"),
        pytest.param("cycle", "en", "goes round in a circle", marks=long),
        ("more leavers than residents", "ja", "転出が住民より多く"),
    ],
)
def test_the_same_from_outside(name: str, lang: str, words: str, home: Path, results: Path) -> None:
    before = bytes_of(results)
    CASES[name][0](home)
    done = process("run", "scenarios/ichinoseki", "--lang", lang, cwd=home)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert words in done.stderr
    assert bytes_of(results) == before


def test_an_unknown_verb_from_outside(home: Path) -> None:
    done = process("runn", cwd=home, lang="ja")
    assert done.returncode == 2
    assert "run ではありませんか" in done.stderr


def test_usage_errors_that_are_rare() -> None:
    """A message nobody translated is shown as it is; within another program errors are raised, not told."""
    assert told(typer.BadParameter("odd"), "ja") == (
        "cohort: コマンドの書き方に誤りがあります（Invalid value: odd）。使い方は cohort --help で確かめられます。"
    )
    assert told(typer.BadParameter("odd"), "en") == "cohort: Invalid value: odd. See cohort --help."
    command = typer.main.get_command(app)
    with pytest.raises(typer.BadParameter):
        command.main(["run", "x", "--step", "3"], standalone_mode=False)


def test_a_prompt_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*arguments: object) -> None:
        raise typer.Abort

    monkeypatch.setattr("cohort.run.scenario_folders", leave)
    done = call("run", "scenarios/x", "--lang", "ja")
    assert (done.exit_code, done.stderr) == (1, "中断しました。\n")
