"""Words that stand in tables: both languages there, with the same braces, and none that nothing says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from tests.shared import ROOT

FILES = [
    path for path in sorted((ROOT / "cohort").rglob("*.toml")) if "data" not in path.relative_to(ROOT / "cohort").parts
]


def said(table: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for key, value in table.items():
        if isinstance(value, dict) and {"en", "ja"} & {*value} and isinstance(value.get("en", ""), str):
            yield f"{place}{key}", value
        elif isinstance(value, dict):
            yield from said(value, f"{place}{key}.")


@pytest.mark.parametrize("path", FILES, ids=[path.relative_to(ROOT).as_posix() for path in FILES])
def test_both_languages_are_there_and_have_the_same_braces(path: Path) -> None:
    found = dict(said(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert found or path.name == "usage.toml"
    for key, one in found.items():
        assert bool(one["en"]) == bool(one["ja"]), key
        if path.name != "rules.toml":  # quotes what a file holds, braces and all
            braces = [{name for _, name, _, _ in Formatter().parse(one[code]) if name} for code in ("en", "ja")]
            assert braces[0] <= braces[1] or braces[1] <= braces[0], key  # a name misspelt is in one alone


def test_the_command_line_says_every_word_it_has() -> None:
    words = tomllib.loads((ROOT / "cohort/cli/words.toml").read_text(encoding="utf-8"))
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cohort/cli").glob("*.py"))
    assert {*words} <= {*re.findall(r'"([a-z-]+)"', code)}
