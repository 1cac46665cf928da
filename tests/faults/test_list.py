"""The list of faults cannot rot: what each changes stands once in its file, and its tests exist."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.faults.planted import ROOMS, Fault, faults
from tests.faults.recorded import wrong
from tests.shared import ROOT

EVERY = list(faults())


@pytest.mark.parametrize("fault", EVERY, ids=lambda fault: f"{fault.room}: {fault.name}")
def test_it_can_be_planted(fault: Fault) -> None:
    text = (ROOT / "cohort" / fault.file).read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, fault.file
    assert fault.old != fault.new


def test_the_list() -> None:
    assert len(EVERY) >= 150
    names = Counter((fault.room, fault.name) for fault in EVERY)
    assert [name for name, count in names.items() if count > 1] == []
    rooms = Counter(fault.room for fault in EVERY)
    assert set(rooms) == set(ROOMS)
    assert min(rooms.values()) >= 6
    for tests in ROOMS.values():
        for one in tests:
            assert (ROOT / "tests" / one).exists(), one


def test_the_page_speaks_of_this_list() -> None:
    """docs/faults.md is written by `tests.faults.recorded`: as many as are listed, and 95 % of those planted are caught."""
    page = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert wrong(page) == []
    more = re.sub(r"(\| all \| \d+ \| )", r"\g<1>1", page)
    assert [one.partition(":")[0] for one in wrong(more)] == ["all", "not caught"]
