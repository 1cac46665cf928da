"""What is said of every bad input, in both languages; ``python -m tests.robust.said`` writes it down anew: read the difference."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from matplotlib import pyplot
from typer.testing import CliRunner

from cohort.analysis.indicators import read_indicators
from cohort.analysis.statements_file import read_statements
from cohort.cli import app
from cohort.errors import CohortError, CohortErrors
from cohort.inputs import read_inputs
from cohort.run import Run
from cohort.scenario import check_folder
from tests.cli.sets import INPUTS as CITY
from tests.cli.sets import small_set
from tests.inputs.folder import FILES as SMALL
from tests.inputs.folder import make
from tests.robust.commands import COMMANDS, SPECIAL
from tests.robust.files import INDICATORS, INPUTS, SCENARIOS, STATEMENTS
from tests.robust.library import CALLS, names
from tests.shared import ROOT

EXPECTED = Path(__file__).parent / "expected.json"
LONGEST = 10.0  # seconds
Said = dict[str, str]


def told(call: Callable[[], object], *hidden: Path) -> Said:
    """Return what a call says as it fails, without the folders of this machine; the error must be ours."""
    start = time.process_time()
    try:
        call()
    except CohortError as error:
        texts = {"en": error.text("en"), "ja": error.text("ja")}
    else:
        raise AssertionError("accepted in silence")
    assert time.process_time() - start < LONGEST
    for language, text in texts.items():
        texts[language] = _bare(text, *hidden)
    return texts


def _bare(text: str, *hidden: Path) -> str:
    for path in hidden:
        text = text.replace(f"{path.as_posix()}/", "").replace(path.as_posix(), "@")
    return text.replace(f"{ROOT.as_posix()}/", "").replace(f"{Path(tempfile.gettempdir()).as_posix()}/", "")


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def scenario(name: str, home: Path) -> Said:
    file, old, new = SCENARIOS[name]
    edited(small_set(home) / file, old, new)

    def check() -> None:
        errors = check_folder(home)
        if errors:
            raise CohortErrors(errors)

    return told(check, home)


def table(name: str, home: Path) -> Said:
    file, text, old, new = INPUTS[name]
    make(home, **({} if file in SMALL else {file.replace(".", "_"): text}))
    edited(home / file, old, new)
    return told(lambda: read_inputs(home), home)


def indicator(name: str, home: Path, inputs: Any) -> Said:
    path = home / "indicators.toml"
    shutil.copy(CITY / "indicators.toml", path)
    edited(path, *INDICATORS[name])
    return told(lambda: read_indicators(path, inputs), home)


def statement(name: str, home: Path, inputs: Any) -> Said:
    from dataclasses import replace

    shutil.copy(CITY / "statements.toml", home / "statements.toml")
    edited(home / "statements.toml", *STATEMENTS[name])
    return told(lambda: read_statements(replace(inputs, path=home)), home)


def command(words: list[str], home: Path) -> Said:
    """Return what a command line says, once in each language; it prints nothing else and changes nothing."""
    texts = {}
    for language in ("en", "ja"):
        before = sorted(str(path) for path in home.rglob("*"))
        start = time.process_time()
        os.environ["COHORT_LANG"] = language
        try:
            done = CliRunner().invoke(app, words)
        finally:
            os.environ["COHORT_LANG"] = "en"
        assert time.process_time() - start < LONGEST, words
        assert done.exit_code == 2, (words, done.exit_code, done.output, done.exception)
        assert "Traceback" not in done.output
        assert not done.stdout.strip(), done.stdout
        assert sorted(str(path) for path in home.rglob("*")) == before
        texts[language] = _bare(done.stderr.strip("\n"), home)
    return texts


def homes(home: Path) -> Path:
    """Return a folder with a set of scenarios, a small folder of inputs and what gets in the way."""
    small_set(home / "scenarios" / "small")
    make(home / "inputs" / "small")
    (home / "plan.toml").write_text(
        'format = 1\nname = "x"\ntitle = { en = "x", ja = "y" }\nareas = ["3209"]\n', encoding="utf-8"
    )
    (home / "empty").mkdir()
    (home / "notes.txt").write_text("mine", encoding="utf-8")
    return home


def every(run: Run) -> Iterator[tuple[str, Callable[[], Said]]]:
    """Give every bad input: its name, and what makes it and returns what is said."""

    def in_folder(function: Callable[..., Said], *arguments: Any) -> Callable[[], Said]:
        def inside() -> Said:
            before = Path.cwd()
            with tempfile.TemporaryDirectory() as folder:
                try:
                    return function(*arguments[:1], Path(folder), *arguments[1:])
                finally:
                    os.chdir(before)

        return inside

    for name in SCENARIOS:
        yield f"scenario {name}", in_folder(scenario, name)
    for name in INPUTS:
        yield f"inputs {name}", in_folder(table, name)
    for name in INDICATORS:
        yield f"indicators {name}", in_folder(indicator, name, run.inputs)
    for name in STATEMENTS:
        yield f"statements {name}", in_folder(statement, name, run.inputs)

    def line(words: list[str], home: Path) -> Said:
        homes(home)
        os.chdir(home)
        return command(words, home)

    for name, words in COMMANDS.items():
        yield f"command {name}", in_folder(line, words)

    def special(name: str, home: Path) -> Said:
        words, prepare = SPECIAL[name]
        homes(home)
        os.chdir(home)
        prepare(home)
        return command(words, home)

    for name in SPECIAL:
        yield f"special {name}", in_folder(special, name)

    def library(name: str, home: Path) -> Said:
        small_set(home / "set")
        (home / "set" / "empty").mkdir()
        (home / "set" / "notes.txt").write_text("x", encoding="utf-8")
        out = home / "out"
        out.mkdir()
        known = {**names_once(run), "home": home / "set", "out": out}
        os.chdir(ROOT)
        try:
            return told(lambda: eval(CALLS[name], dict(known)), home)
        finally:
            pyplot.close("all")

    for name in CALLS:
        yield f"library {name}", in_folder(library, name)


_names: dict[int, dict[str, Any]] = {}


def names_once(run: Run) -> dict[str, Any]:
    if id(run) not in _names:
        _names[id(run)] = names(run, Path(), Path())
    return _names[id(run)]


def main() -> None:
    from cohort.run import run

    with tempfile.TemporaryDirectory() as folder:
        made = run(small_set(Path(folder) / "little"), CITY)
        found, failed = {}, 0
        for name, say in every(made):
            if sys.argv[1:] and not re.search(sys.argv[1], name):
                continue
            try:
                found[name] = say()
            except BaseException as error:
                failed += 1
                print(f"{name} | {type(error).__name__}: {str(error)[:300]!r}", flush=True)
        before = json.loads(EXPECTED.read_text(encoding="utf-8")) if sys.argv[1:] else {}
        for name, texts in found.items() if sys.argv[1:] else ():
            print(name, "|", texts["en"], "|", texts["ja"])
        text = json.dumps({**before, **found}, ensure_ascii=False, indent=1, sort_keys=True)
        EXPECTED.write_text(text + "\n", encoding="utf-8")
    print(f"{len(found)} bad inputs, {failed} failed")


if __name__ == "__main__":
    main()
