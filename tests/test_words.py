"""Words that stand in tables: both languages there, with the same braces, and none that nothing says."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from cohort.text import Day, Year, era_year, western_year
from cohort.wording import distance, quantity
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


def test_years_and_days_as_cities_write_them() -> None:
    eras = {2040: "令和22年", 2019: "令和元年", 2018: "平成30年", 1989: "平成元年", 1988: "昭和63年"}
    for year, said in eras.items():
        assert era_year(year) == said
        assert western_year(said) == year
    assert Year(2040, era=True).say("ja") == "2040年（令和22年）"
    day = Day(datetime.date(2025, 3, 31))
    assert (day.say("ja"), day.say("en")) == ("2025年3月31日", "31 March 2025")


def test_amounts_with_their_units() -> None:
    assert (quantity("population", 82_044.4, "ja"), quantity("population", 82_044.4, "en")) == (
        "82,044人",
        "82,044 residents",
    )
    assert quantity("net_migration", -322.0, "ja") == "△322人"
    assert distance("population", -5_900.0, None, "ja") == "5,900人少ない"
    assert distance("share_65_plus", 0.029, 2_193.0, "ja") == "2.9ポイント（約2,193人分）高い"
    assert distance("share_65_plus", -0.029, -2_193.0, "en") == "2.9 percentage points (about 2,193 people) lower"
