"""Every bad input is answered with exactly the text that was read and agreed to: none in silence, with a traceback, or late."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

import cohort
from cohort.run import Run, run
from tests.cli.sets import INPUTS, small_set
from tests.robust.library import CALLS
from tests.robust.said import EXPECTED, every

pytestmark = pytest.mark.skipif(os.name == "nt", reason="special files differ")
SAID: dict[str, dict[str, str]] = json.loads(EXPECTED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run(small_set(tmp_path_factory.mktemp("robust") / "little"), INPUTS)


def test_there_are_enough_of_them() -> None:
    assert len(SAID) >= 300


@pytest.mark.parametrize("kind", ["scenario", "inputs", "indicators", "statements", "command", "special", "library"])
def test_what_is_said(kind: str, made: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_LANG", "en")
    wrong = []
    found = 0
    for name, say in every(made):
        if name.split()[0] == kind:
            found += 1
            try:
                said: Any = say()
            except (Exception, SystemExit) as error:
                said = repr(error)
            if said != SAID.get(name):
                wrong.append(f"{name}: {said}")
    assert not wrong, "\n".join(wrong)
    assert found == sum(name.split()[0] == kind for name in SAID)


@pytest.mark.parametrize("name", SAID)
def test_it_says_what_to_do(name: str) -> None:
    """No words of the interpreter, no line without its remedy, both languages with as many lines."""
    for text in SAID[name].values():
        assert not re.search(r"Traceback|Error\b|object has no|np\.|<class|\x1b", text)
        assert text.strip() == text
    assert SAID[name]["ja"] != SAID[name]["en"]
    assert re.search("[ぁ-んァ-ヶ一-龠]", SAID[name]["ja"])
    assert len(SAID[name]["en"].splitlines()) == len(SAID[name]["ja"].splitlines())


def test_every_public_function_is_called_wrongly() -> None:
    typed = " ".join(CALLS.values())
    functions = [name for name in cohort.__all__ if callable(getattr(cohort, name)) and name != "CohortError"]
    charts = [name for name in cohort.plot.__all__ if callable(getattr(cohort.plot, name))]
    missing = [name for name in functions if f"c.{name}(" not in typed]
    missing += [name for name in charts if f"c.plot.{name}(" not in typed]
    assert not missing


def test_the_corpus_has_no_folder_of_this_machine() -> None:
    text = Path(EXPECTED).read_text(encoding="utf-8")
    assert "/tmp/" not in text
    assert "/work/" not in text
    assert "/home/" not in text
