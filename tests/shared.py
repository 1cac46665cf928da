"""What tests of several rooms share: the runs of the project's own sets, and where the larger reference tables lie, if at all.

The tables are not part of the project: a test that needs them is skipped, with this reason, where they are absent.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cohort.run import Run
    from cohort.story.model import Story

ROOT = Path(__file__).resolve().parents[1]
_folder = Path(os.environ.get("COHORT_SHARED", ROOT.parent / "shared")) / "data"
DATA: Path | None = _folder if _folder.is_dir() else None

long = pytest.mark.skipif("COHORT_EVERY" not in os.environ, reason="a case of many: `make test-all`")

needs_data = pytest.mark.skipif(
    DATA is None,
    reason="reference tables absent: set COHORT_SHARED to the folder that holds data/validation and data/municipalities",
)


@cache
def computed(name: str) -> Run:
    """Return the run of a set of `scenarios/`, or of another folder of the project, made once in a process; not to be changed."""
    from cohort.run import run

    return run(ROOT / name if "/" in name else ROOT / "scenarios" / name)


@cache
def told(name: str) -> Story:
    """Return its story."""
    from cohort.story.build import story

    return story(computed(name))


def take_computed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Let verbs that ask for these sets, as they are, take the runs made before."""
    made = {name: computed(name) for name in names}

    def instead(folder: Path, *asked: object, **named: object) -> Run:
        assert not any((*asked, *named.values()))
        return made[folder.name]

    monkeypatch.setattr("cohort.run.run", instead)
