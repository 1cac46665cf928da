from __future__ import annotations

import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import cohort
from cohort import console
from cohort.cli import app
from cohort.lines import cells_wide
from cohort.run import Run
from tests.cli.sets import CITY, INPUTS, small_set
from tests.shared import ROOT, long

runner = CliRunner()


def call(*words: object) -> Any:
    return runner.invoke(app, [str(word) for word in words])


def process(*words: object, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cohort.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, check=False, cwd=ROOT, timeout=120, **settings)


@pytest.fixture
def little(tmp_path: Path) -> Path:
    return small_set(tmp_path / "little")


@pytest.fixture
def quick(made: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The verbs without the projection: what is printed and written is of a run made before."""
    monkeypatch.setattr("cohort.run.run", lambda *arguments, **named: made)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_first_lines_are_the_answer(little: Path, tmp_path: Path, made: Run, lang: str) -> None:
    done = call("run", little, "--inputs", INPUTS, "--out", tmp_path / "out", "--only", "csv", "--lang", lang)
    assert done.exit_code == 0, done.output
    space = "" if lang == "ja" else " "
    printed = space.join(done.stdout.splitlines())
    sentences = made.answer.sentences(lang)
    assert printed.startswith(space.join(sentences[:3]))
    assert done.stdout.index("97,000") < done.stdout.index("115,426")  # the verdict, then the comparison
    assert "variables.csv" in done.stdout.splitlines()[-1]
    assert (tmp_path / "out" / "comparison.csv").is_file()


def test_the_trend_of_the_city_starts_from_the_register(tmp_path: Path) -> None:
    done = process(
        "run",
        CITY,
        "--out",
        tmp_path / "out",
        "--only",
        "csv",
        "--lang",
        "ja",
        env={**os.environ, "PYTHONIOENCODING": "cp932"},
    )
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode("utf-8")
    assert "115,426" in text
    assert "約89,000人" in text.splitlines()[0]


@pytest.mark.usefixtures("quick")
def test_quiet_prints_the_answer_only(little: Path, tmp_path: Path, made: Run) -> None:
    done = call("run", little, "--out", tmp_path / "out", "--only", "csv", "--quiet", "--lang", "en")
    printed = " ".join(line.strip() for line in done.stdout.splitlines())
    three, others = made.answer.sentences("en")[:3], made.answer.sentences("en")[3:]
    assert printed == " ".join([*three, *(f"- {line}" for line in others)])


def test_a_folder_of_folders_runs_them_all(tmp_path: Path, made: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def instead(folder: Path, *others: object, **named: object) -> Run:
        return replace(made, scenarios=replace(made.scenarios, folder=folder))

    monkeypatch.setattr("cohort.run.run", instead)
    small_set(tmp_path / "sets" / "one")
    small_set(tmp_path / "sets" / "two")
    done = call("run", tmp_path / "sets", "--out", tmp_path / "out", "--only", "csv", "--lang", "en")
    assert done.exit_code == 0, done.output
    assert done.stdout.count("Population by scenario") == 2
    assert [line for line in done.stdout.splitlines() if line.startswith("── ")] == ["── one ──", "── two ──"]
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["one", "overview.csv", "overview.json", "overview.md", "two"]
    assert done.stdout.count("Results: ") == 2
    for name in ("one", "two"):
        assert (tmp_path / "out" / name / "verdicts.csv").is_file()
    overview = (tmp_path / "out" / "overview.json").read_text(encoding="utf-8")
    assert '"one"' in overview
    assert '"two"' in overview


@pytest.mark.usefixtures("quick")
def test_a_date_can_be_given(little: Path, tmp_path: Path) -> None:
    for name, given in (("one", []), ("two", ["--date", "2026-04-01"])):
        assert call("run", little, "--only", "csv", "--out", tmp_path / name, *given).exit_code == 0
    dates = [
        json.loads((tmp_path / name / "manifest.json").read_text(encoding="utf-8"))["date"] for name in ("one", "two")
    ]
    assert dates == ["2025-03-31", "2026-04-01"]  # the register of 31 March 2025 is the inputs' latest figure
    assert call("run", little, "--date", "soon").exit_code == 2


@pytest.mark.usefixtures("quick")
def test_results_go_to_outputs_by_default(little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("run", little, "--only", "csv,page", "--lang", "en")
    assert done.exit_code == 0, done.output
    files = [path for path in (tmp_path / "outputs" / "little").rglob("*") if path.is_file()]
    assert tmp_path / "outputs" / "little" / "manifest.json" in files
    said = [line.strip() for line in done.stdout.splitlines()]
    assert f"Results: outputs/little ({len(files)} files)" in said
    assert "outputs/little/index.html" in said  # what most people want, by its path


def test_what_is_asked_reaches_the_run(
    little: Path, tmp_path: Path, made: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def instead(*arguments: Any, **named: Any) -> Run:
        asked.extend((*arguments, *named.values()))
        return made

    monkeypatch.setattr("cohort.run.run", instead)
    assert call("run", little, "--only", "csv", "--out", tmp_path / "out", "--step", "5").exit_code == 0
    assert 5 in asked
    assert little in asked


def break_scenario(little: Path) -> list[object]:
    (little / "balance.toml").write_text("format = 1\nnmae = 'x'\n", encoding="utf-8")
    return ["run", little, "--inputs", INPUTS]


def missing_folder(little: Path) -> list[object]:
    return ["run", little / "none"]


def missing_inputs(little: Path) -> list[object]:
    return ["run", little, "--inputs", little / "none"]


def unknown_output(little: Path) -> list[object]:
    return ["run", little, "--only", "csv,pages"]


def a_file_for_a_folder(little: Path) -> list[object]:
    return ["run", little / "trend.toml"]


def not_utf8(little: Path) -> list[object]:
    (little / "balance.toml").write_bytes("名前 = '一関'".encode("cp932"))
    return ["run", little, "--inputs", INPUTS]


def two_things_wrong(little: Path) -> list[object]:
    return ["check", break_scenario(little)[1]]


def no_file(little: Path) -> list[object]:
    return ["explain", little / "none.toml"]


def a_folder_to_explain(little: Path) -> list[object]:
    return ["explain", little]


def no_inputs(little: Path) -> list[object]:
    return ["inputs", little]


def nothing_to_check(little: Path) -> list[object]:
    return ["check", little / "none"]


@pytest.mark.parametrize("lang", ["en", "ja"])
@pytest.mark.parametrize(
    "case",
    [
        break_scenario, missing_folder, missing_inputs, unknown_output, a_file_for_a_folder, not_utf8, two_things_wrong,
        no_file, a_folder_to_explain, no_inputs, nothing_to_check,
    ],
)  # fmt: skip
def test_what_can_be_mended_is_a_message_and_exit_code_2(case: Any, lang: str, little: Path) -> None:
    done = call(*case(little), "--lang", lang)
    assert done.exit_code == 2, done.output
    assert not done.stdout
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    japanese = any("\u3040" <= letter <= "\u30ff" for letter in done.stderr)
    assert japanese == (lang == "ja")


def test_the_same_from_outside(little: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert call("run", little, "--inputs", INPUTS, "--out", out, "--only", "csv").exit_code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    break_scenario(little)
    done = process("run", little, "--inputs", INPUTS, "--out", out, "--only", "csv", "--lang", "en")
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"nmae: unknown key" in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.usefixtures("quick")
def test_the_output_folder_is_a_file(little: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    done = call("run", little, "--out", tmp_path / "out", "--only", "csv", "--lang", "en")
    assert done.exit_code == 2
    assert "a file is where a folder is needed" in done.stderr
    assert (tmp_path / "out").read_text() == "mine"


@pytest.mark.usefixtures("quick")
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk(little: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(run: Run, folder: Path, language: str) -> list[Path]:
        with open("/dev/full", "wb", buffering=0) as device:
            device.write(b"x")
        return []

    monkeypatch.setattr("cohort.report.store.write_csv", full)
    done = call("run", little, "--out", tmp_path / "out", "--only", "csv", "--lang", "en")
    assert done.exit_code == 2
    assert "no space left on the disk" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("number", "en"),
    [
        (errno.EACCES, "no permission; close the file if another program has it open"),
        (errno.EROFS, "the disk is read-only"),
        (errno.ENOSPC, "no space left"),
        (errno.EISDIR, "a folder is where a file is needed"),
        (errno.EMLINK, "Too many links"),
    ],
)
def test_problems_of_the_disk(number: int, en: str, little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(number, os.strerror(number), "outputs/x/page.html")

    monkeypatch.setattr("cohort.run.run", refuse)
    done = call("run", little, "--lang", "en")
    assert done.exit_code == 2
    assert done.stderr.startswith(f"outputs/x/page.html: {en}")
    assert call("run", little, "--lang", "ja").exit_code == 2


def test_not_utf8_outside_the_readers(little: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cohort.run.run", lambda *arguments, **named: b"\x88\xea".decode("utf-8"))
    done = call("run", little, "--lang", "en")
    assert done.exit_code == 2
    assert "not UTF-8" in done.stderr


STOPS = ("SIGINT", "SIGTERM", "SIGHUP")


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
@pytest.mark.parametrize("name", STOPS)
def test_told_to_stop(little: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = signal.Signals[name]
    before = {one: signal.signal(one, signal.SIG_DFL) for one in (signal.Signals[each] for each in STOPS)}
    monkeypatch.setattr("cohort.run.run", lambda *arguments, **named: signal.raise_signal(number))
    try:
        console.listen_for_stops()
        done = call("run", little, "--lang", "en")
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    assert done.exit_code == 128 + number
    assert done.stderr == "Stopped. Nothing is left half-written.\n"


@pytest.mark.skipif(os.name == "nt", reason="signals differ")
@pytest.mark.parametrize("name", [STOPS[0], *(pytest.param(one, marks=long) for one in STOPS[1:])])
def test_stopped_from_outside(little: Path, tmp_path: Path, name: str) -> None:
    number = signal.Signals[name]
    command = [
        sys.executable,
        "-m",
        "cohort.cli",
        "run",
        str(little),
        "--inputs",
        str(INPUTS),
        "--out",
        str(tmp_path / "out"),
    ]
    listening = partial(signal.signal, number, signal.SIG_DFL)  # a shell's background jobs ignore Ctrl-C
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, preexec_fn=listening, **pipes) as running:
        deadline = time.monotonic() + 60
        while not (tmp_path / "out").exists() and time.monotonic() < deadline:  # it has begun to write
            time.sleep(0.01)
        running.send_signal(number)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 128 + number, errors.decode()
    assert b"Traceback" not in errors
    assert not (tmp_path / "out").exists()


def test_an_output_that_cannot_be_meant(little: Path, tmp_path: Path) -> None:
    for out, words in (("", "--out"), (little, "which the run is made from"), (INPUTS / "x", "made from")):
        done = call("run", little, "--inputs", INPUTS, "--only", "csv", "--lang", "en", "--out", out)
        assert (done.exit_code, words in done.stderr) == (2, True), done.stderr
    done = call("run", little, "--inputs", INPUTS, "--out", "", "--lang", "ja")
    assert "「--out」が空です" in done.stderr
    done = call("run", little, "--inputs", INPUTS, "--out", tmp_path / "x", "--only", "", "--lang", "en")
    assert done.exit_code == 2
    assert not (tmp_path / "x").exists()
    mine = tmp_path / "mine.png"
    mine.write_text("mine")
    done = call("bridge", CITY, "--against", "ipss2018", "--out", mine, "--lang", "en")
    assert "mine.png: is there already" in done.stderr
    assert mine.read_text() == "mine"


def test_check_explain_inputs_schema_version() -> None:
    assert call("check", CITY).stdout == "OK\n"
    assert call("check", CITY / "strategy.toml").stdout == "OK\n"
    assert call("check", INPUTS).stdout == "OK\n"
    explained = call("explain", CITY / "strategy.toml", "--lang", "en")
    assert "1.63" in explained.stdout
    assert "linear" in explained.stdout
    assert "03209" in call("inputs", INPUTS).stdout
    assert call("schema").stdout.startswith("{")
    assert call("version").stdout == call("--version").stdout == f"cohort {cohort.__version__}\n"
    helped = call("run", "-h", "--lang", "ja").stdout
    assert helped == call("run", "--help", "--lang", "ja").stdout


def test_all_problems_are_listed(little: Path) -> None:
    break_scenario(little)
    (little / "trend.toml").write_text("format = 2\n", encoding="utf-8")
    done = call("check", little, "--lang", "en")
    assert "balance.toml" in done.stderr
    assert "trend.toml" in done.stderr


def test_help_in_two_languages() -> None:
    english = process("run", "--help", env={**os.environ, "COHORT_LANG": "en"}).stdout.decode()
    assert "compare them with the outlook" in english
    for words, lang in ((["--lang", "ja"], "en"), (["--lang=ja"], "en"), ([], "ja")):
        done = process("run", *words, "--help", env={**os.environ, "COHORT_LANG": lang, "PYTHONIOENCODING": "cp1252"})
        japanese = done.stdout.decode("utf-8")
        assert "シナリオを推計し" in japanese
        assert "…" not in japanese  # nothing is cut where there are no spaces to break at
        assert re.search("─ 引数 ─.+─ オプション ─", japanese, re.DOTALL)
        assert "この説明を表示する。" in japanese
        assert "使い方：" in japanese
        assert not re.search(r"Usage|OPTIONS|<bool>|<%Y", japanese)


@pytest.mark.parametrize("words", [["--help", "--lang", "ja"], ["--lang=ja", "--help"], ["--lang", "ja"]])
def test_help_on_the_verbs_in_a_language(words: list[str]) -> None:
    told = process(*words, env={**os.environ, "COHORT_LANG": "en", "COLUMNS": "80"}).stdout.decode("utf-8")
    assert "使い方：" in told
    lines = [line.strip("│ ") for line in told.splitlines()]
    assert "シナリオを推計し、将来展望と比べ、結果をすべて書き出す。" in "".join(lines)
    assert not [line for line in lines if re.match("[、。）」]|分程度", line)]  # no line begins so


def test_the_width_that_is_asked_for(little: Path, tmp_path: Path) -> None:
    """In a pipe as on a screen, where COLUMNS says one."""
    told = process("run", str(little), "--inputs", str(INPUTS), "--only", "csv", "--lang", "ja", "--out", str(tmp_path / "out"),
                   env={**os.environ, "COLUMNS": "60"}).stdout.decode("utf-8")  # fmt: skip
    tables = told.partition("結果：")[0]
    assert max(cells_wide(line) for line in tables.splitlines()) <= 60


@pytest.mark.parametrize(
    ("words", "language"),
    [(["run", "--lang", "ja"], "ja"), (["--lang=en"], "en"), (["--lang"], "en"), (["--lang", "fr"], "en")],
)
def test_the_language_of_help(words: list[str], language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["cohort", *words])
    monkeypatch.setenv("COHORT_LANG", "en")
    assert console.language_of_help() == language


def test_output_is_utf8_on_any_code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    console.speak_utf8()
    print("一関市", flush=True)
    assert raw.getvalue().decode("utf-8").strip() == "一関市"


def test_an_unknown_option_or_step_is_exit_code_2(little: Path) -> None:
    assert call("run", little, "--steps", 1).exit_code == 2
    assert call("run", little, "--step", 2).exit_code == 2
    assert call("run", little, "--lang", "fr").exit_code == 2


def test_help_and_import_are_quick() -> None:
    heavy = "numpy pandas xarray scipy matplotlib numba pydantic"
    code = f"import sys, cohort, cohort.cli; print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
    times = []
    for _ in range(3):
        before = os.times()
        assert process("--help").returncode == 0
        after = (
            os.times()
        )  # the processor's time, which other work on the machine does not lengthen as it does the clock's
        times.append(after.children_user + after.children_system - before.children_user - before.children_system)
    assert min(times) < 0.5


def test_public_names() -> None:
    for name in cohort.__all__:
        assert getattr(cohort, name) is not None
    assert dir(cohort) == sorted(cohort.__all__)
    assert callable(cohort.run.run)
    with pytest.raises(AttributeError, match="no attribute 'projekt'"):
        _ = cohort.projekt


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    with console.progress("en", quiet=False) as tell:
        assert tell is None  # stderr is no terminal here
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    with console.progress("ja", quiet=True) as tell:
        assert tell is None
    with console.progress("ja", quiet=False) as tell:
        assert tell is not None
        tell(0.5, "projecting", "推計中")


def test_files_are_written_though_nobody_reads_on(tmp_path: Path) -> None:
    small_set(tmp_path / "small")
    where = f"--inputs {INPUTS} --out {tmp_path / 'out'} --only csv"
    line = f"{sys.executable} -m cohort.cli run {tmp_path / 'small'} {where} | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.endswith("0\n")
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "population.csv").exists()


def test_a_verb_writes_before_it_prints(tmp_path: Path) -> None:
    line = f"{sys.executable} -m cohort.cli official {INPUTS} --out {tmp_path / 'out'} | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.endswith("0\n")
    assert "Traceback" not in done.stderr
    assert any((tmp_path / "out").iterdir())


def test_the_end_of_a_run_waits_for_nothing_but_what_is_left_to_do() -> None:
    """Objects are not taken apart one by one; what was registered for the end is called, and what was printed is there."""
    code = (
        "import atexit, sys\n"
        "class Last:\n    def __del__(self): print('taken apart')\n"
        "last = Last()\natexit.register(print, 'the end')\n"
        "from cohort.cli import main\nsys.argv = ['cohort', 'version']\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=ROOT, timeout=120, check=True)
    assert done.stdout.decode().split() == ["cohort", cohort.__version__, "the", "end"]
