"""Every number of the pages of docs/ that tell of plans and projections is what the model gives today."""

from __future__ import annotations

import re

import pytest

from tests.analysis.documented import NUMBER, PAGES, TABLES, sentences, unexplained, written
from tests.shared import ROOT


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_the_numbers_of_a_page_are_recomputed(name: str) -> None:
    assert written(name, page(name)) == page(name), "python -m tests.analysis.documented writes them anew"


@pytest.mark.parametrize("name", PAGES)
def test_no_number_of_a_page_stands_by_itself(name: str) -> None:
    assert unexplained(name, page(name)) == []


def test_a_changed_number_is_seen() -> None:
    for name in PAGES:
        text = page(name)
        for sentence, values in sentences(name)[:3]:
            key = next(iter(values))
            assert re.fullmatch(NUMBER, values[key]), (sentence, values[key])
            wrong = text.replace(values[key], "7777")
            assert written(name, wrong) != wrong


def test_every_table_stands_on_a_page() -> None:
    pages = "".join(page(name) for name in PAGES)
    assert all(f"<!-- table: {name} -->" in pages for name in TABLES)


def test_the_pages_speak_to_readers() -> None:
    for name in (*PAGES, "statements.md"):
        assert not re.search(r"prototype|矛盾|印刷どおり|promis", page(name)), name
