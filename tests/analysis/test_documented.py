"""The tables of docs/bridge.md and docs/kamaishi.md are what the model gives today."""

from __future__ import annotations

import pytest

from tests.analysis.documented import PAGES, TABLES, written
from tests.shared import ROOT


@pytest.mark.parametrize("name", PAGES)
def test_the_tables_of_a_page_are_recomputed(name: str) -> None:
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert "<!-- table: " in page
    assert written(page) == page, "python -m tests.analysis.documented writes the tables anew"


def test_every_table_stands_on_a_page() -> None:
    pages = "".join((ROOT / "docs" / name).read_text(encoding="utf-8") for name in PAGES)
    assert all(f"<!-- table: {name} -->" in pages for name in TABLES)
