"""Sets of scenarios with their outputs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.shared import ROOT
from tests.told.made import CASES, Made


@pytest.fixture(autouse=True)
def _at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all workers share."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "told"


@pytest.fixture(scope="session", params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def made(request: pytest.FixtureRequest, home: Path) -> Made:
    """Return a set in a language with its outputs, made when asked for."""
    previous = Path.cwd()
    os.chdir(ROOT)
    try:
        name, language = request.param
        return Made(name, language, home / f"{name}-{language}")
    finally:
        os.chdir(previous)
