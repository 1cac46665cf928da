"""What verbs say and refuse beside their answers: which files were written, which names are none, and signals that come twice."""

from __future__ import annotations

import shutil
import signal
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from cohort import console
from cohort.cli import app
from cohort.cli.pictures import chosen
from cohort.cli.run import _print_written
from cohort.errors import CohortError
from tests.shared import ROOT


def call(*words: object) -> Any:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(("language", "first"), [("en", "Results: out (5 files)"), ("ja", "結果：out（5ファイル）")])
def test_what_is_opened_first_is_named(language: str, first: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Page, report and workbook each on a line; pictures and tables are counted."""
    names = ("a.csv", "page.html", "report.pdf", "tables.xlsx", "b.png")
    _print_written([Path("out") / name for name in names], Path("out"), language)  # type: ignore[arg-type]
    assert capsys.readouterr().out.splitlines() == [first, "  out/page.html", "  out/report.pdf", "  out/tables.xlsx"]


def test_quiet_sets_have_their_overview_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        (tmp_path / "sets" / name).mkdir(parents=True)
        (tmp_path / "sets" / name / "a.toml").write_text("", encoding="utf-8")
    over: list[int] = []
    monkeypatch.setattr("cohort.cli.run._run_one", lambda *_: SimpleNamespace())
    monkeypatch.setattr("cohort.cli.run._write_overview", lambda made, *_: over.append(len(made)))
    for more in ([], ["--quiet"]):
        done = call("run", tmp_path / "sets", "--out", tmp_path / "out", "--lang", "en", *more)
        assert done.exit_code == 0, done.output
    assert over == [2, 2]
    assert call("run", tmp_path / "sets" / "one", "--out", tmp_path / "out", "--quiet").exit_code == 0
    assert over == [2, 2]  # one set needs none


@pytest.mark.parametrize(
    ("verb", "name", "suffix"),
    [("districts", "x.xlsx", ".csv"), ("statements", "x.csv", ".md"), ("form", "x.csv", ".xlsx")],
)  # fmt: skip
def test_a_name_that_another_program_would_open_is_refused(verb: str, name: str, suffix: str, tmp_path: Path) -> None:
    given = {"districts": ["scenarios/ichinoseki"], "statements": ["inputs/ichinoseki"], "form": ["03402"]}
    done = call(verb, *given[verb], "--out", tmp_path / name, "--lang", "en")
    assert (done.exit_code, f"let it end with {suffix}" in done.stderr) == (2, True), done.output
    assert "末尾を" in call(verb, *given[verb], "--out", tmp_path / name, "--lang", "ja").stderr
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("named", [True, False])
def test_an_empty_form_is_never_written_over_a_file(
    named: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody filled in stays, whether the name is the verb's own or given; a link to nowhere is somebody's too."""
    monkeypatch.chdir(tmp_path)
    given = ("form", "03402", *(("--out", "mine.xlsx") if named else ()))
    first = call(*given, "--lang", "en")
    assert first.exit_code == 0, first.output
    (written,) = tmp_path.iterdir()
    written.write_text("filled in", encoding="utf-8")
    for language, words in (
        ("en", "is there already and is left as it is"),
        ("ja", "既にあるため、そのままにしました"),
    ):
        again = call(*given, "--lang", language)
        assert (again.exit_code, written.name in again.stderr, words in again.stderr) == (2, True, True), again.output
    assert written.read_text(encoding="utf-8") == "filled in"
    written.unlink()
    written.symlink_to("nowhere")
    assert call(*given, "--lang", "en").exit_code == 2
    assert written.is_symlink()


@pytest.mark.parametrize(("name", "broken"), [("indicators.toml", "format = 2"), ("statements.toml", "format = 2")])
def test_what_lies_beside_the_tables_is_checked_with_them(name: str, broken: str, tmp_path: Path) -> None:
    place = tmp_path / "ichinoseki"
    shutil.copytree(ROOT / "inputs" / "ichinoseki", place)
    for beside in ("japan", "iwate"):
        shutil.copytree(ROOT / "inputs" / beside, tmp_path / beside)
    assert call("check", place, "--lang", "en").stdout == "OK\n"
    (place / name).write_text(broken, encoding="utf-8")
    done = call("check", place, "--lang", "en")
    assert (done.exit_code, name in done.stderr, "this program reads format = 1" in done.stderr) == (2, True, True)


@pytest.mark.parametrize("path", ["", " ", "a\x07b"])
def test_paths_that_are_none_are_refused(path: str) -> None:
    assert call("check", path, "--lang", "en").exit_code == 2


def test_outputs_of_a_batch_may_be_written_with_spaces() -> None:
    assert list(chosen("page, sheets ,")) == ["page", "sheets"]
    assert list(chosen(None)) == ["tables", "page", "sheets"]
    with pytest.raises(CohortError, match="got 'pages'"):
        chosen("tables,pages")


def test_a_stop_that_nobody_could_hear_comes_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Raised where nothing can be raised (while something is thrown away), it is sent again: the same signal, Ctrl-C where it has none."""
    sent: list[int] = []
    later = SimpleNamespace(start=lambda: None)
    monkeypatch.setattr(threading, "Timer", lambda _, __, asked: (sent.append(asked[1]), later)[1])
    hook = sys.unraisablehook
    before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        console.listen_for_stops()
        for error in (KeyboardInterrupt(), console.Stopped(signal.SIGTERM), console.Stopped(signal.SIGHUP)):
            sys.unraisablehook(SimpleNamespace(exc_value=error))  # type: ignore[arg-type]
    finally:
        sys.unraisablehook = hook
        for one, handler in before.items():
            signal.signal(one, handler)
    assert sent == [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize(
    ("language", "draft", "given"),
    [("ja", "編集用の下書き", "指定した値の"), ("en", "as a draft", "with your figures")],
)
def test_new_says_whether_the_plan_is_a_draft(language: str, draft: str, given: str, tmp_path: Path) -> None:
    for number, more in enumerate(([], ["--tfr", "1.8@2035"])):
        done = call("new", "03402", "--out", tmp_path / str(number), "--lang", language, *more)
        assert done.exit_code == 0, done.output
        assert ((draft in done.stdout), (given in done.stdout)) == (not more, bool(more))
