"""Every number of these pages has an origin other than the page, or is an example or typographic by a stated rule."""

from __future__ import annotations

import re

import pytest

from tests.analysis import documented
from tests.docs.facts import PAGES
from tests.docs.held import exempt, misnamed, problems, read, tokens
from tests.shared import ROOT


@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_held(name: str) -> None:
    assert problems(name, read(name)) == []


@pytest.mark.parametrize(
    "name", [*documented.PAGES, "results.md", "README.md", "README.ja.md", "planning.md", "uncertainty.md"]
)
def test_years_name_what_there_is(name: str) -> None:
    """IPSS 2018 is a projection among the inputs, a census has its year, a span its events or its two censuses."""
    assert misnamed(read(name)) == []
    assert misnamed("IPSS 2019, the census of 2011, 2016-2020, 社人研2024年推計") == [
        "IPSS 2019",
        "社人研2024年推計",
        "census of 2011",
        "2016-2020",
    ]


def test_every_table_has_a_head_and_as_many_cells_in_each_row() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "README.ja.md"]
    for page in pages:
        cells: list[int] = []
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if not line.startswith("|"):
                cells = []
                continue
            cells.append(len(re.findall(r"(?<!\\)\|", line)))
            assert cells[-1] == cells[0], f"{page.name}, line {number}"
            assert len(cells) != 2 or set(line) <= set("|-: "), f"{page.name}, line {number}: no line below the head"


def test_what_is_exempt() -> None:
    page = "## 3. Title\nSee `x = 7` and [there](a9.md), P(x+5), aged 65+, Sobol 2001.\n```\n8\n```\n1. a rule\nBut 44 is a number."
    assert [one[0] for one in tokens(page)] == ["44"]
    assert exempt("nothing") == []
    # a class that the vocabulary does not name is a number like any other
    assert [one[0] for one in tokens("aged 66+ and 21-39")] == ["66", "21", "39"]
