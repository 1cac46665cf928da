from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from cohort.run import Run, run
from cohort.story.build import story
from tests.cli.sets import INPUTS, small_set


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of two scenarios over ten years."""
    return run(small_set(tmp_path_factory.mktemp("scenarios") / "little"), INPUTS)


@pytest.fixture(scope="session")
def story_of_made(made: Run) -> Any:
    """Its story by date, made once."""
    return cache(lambda *date: story(made, *date))


@pytest.fixture(autouse=True)
def _told_once(made: Run, story_of_made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the verbs and `write` tell of that very run is told once for all tests."""

    def told(one: Run, *date: Any) -> Any:
        return story_of_made(*date) if one is made else story(one, *date)

    monkeypatch.setattr("cohort.story.build.story", told)
    monkeypatch.setattr("cohort.report.write.story", told)
