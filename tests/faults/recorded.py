"""Write docs/faults.md from what runs of `tests.faults` (and of `tests.faults.docs`) printed.

``python -m tests.faults.recorded OUTPUT ...``: later files stand before earlier ones where a fault was planted in both.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from tests.faults.planted import ROOMS, faults
from tests.shared import ROOT

PAGE = ROOT / "docs" / "faults.md"
#: What a run prints of a fault: how it ended, its room, its name.
LINE = re.compile(r"^(caught|survived) +(\w+): (.+) \(\d+ s\)$", re.MULTILINE)
_DOCS = re.compile(r"^docs +(\d+) of +(\d+) noticed$", re.MULTILINE)
_ROW = re.compile(r"^\| (\w+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE)
NEEDED = 0.95
_TEXT = """# Planted faults

A fault is what a slip of a hand would be: a sign, a year, the wrong row, a share where the total stands. `python -m tests.faults` plants every
one of the list (`tests/faults/listed`) by itself in a copy of the tree and runs the tests that should notice; some (of `listed/outside.py`,
`listed/afresh.py`, `listed/drawn.py` and `listed/again.py`) were planted several at once, each before a test of its own that had to fail.
`python -m tests.faults.docs` changes numbers of the pages. This page is written from what they printed (`python -m tests.faults.recorded`).

Listed faults are held by tests that were written for them; how many fresh ones are noticed is another number. Of 169 planted at places drawn at
random, eight or more of each room of the package, three had no effect, and the tests of their rooms noticed 89 of the other 166. What they missed
has tests since (`listed/drawn.py`): mostly refusals, words in one language, records, and what builds the collection; seldom a number of a result.
Of a second draw (`listed/again.py`) inputs noticed 3 of 6, districts 2 of 5, areas together 3 of 6 and ranges 2 of 5: 10 of 22; two had no effect.
In six more rooms it was 11 of 23, one without effect: cli, batch, planning and forms 2 of 4 each, assumptions 2 of 3, story 1 of 4.

| room | listed | planted | caught |
|---|---:|---:|---:|
"""


def wrong(page: str) -> list[str]:
    """Return what cannot be in a page: other counts than the list has, rows that do not add up, a room with too few caught."""
    listed = Counter(one.room for one in faults())
    rows = {room: tuple(map(int, numbers)) for room, *numbers in _ROW.findall(page)}
    wanted = {**{room: (listed[room],) for room in ROOMS}, "all": (listed.total(),)}
    found = [f"{room}: listed" for room in {*rows, *wanted} if rows.get(room, (None,))[:1] != wanted.get(room)]
    every = rows.pop("all", (0, 0, 0))
    found += ["all: not the sum"] if every != tuple(map(sum, zip(*rows.values(), strict=True))) else []
    found += [f"{room}: caught" for room, (one, some, good) in rows.items() if not NEEDED * some <= good <= some <= one]
    missed = page.partition("Not caught: ")[2].count(": ")
    return found + (["not caught: not as many as are missing"] if missed != every[1] - every[2] else [])


def main(paths: list[str]) -> None:
    """Write the page."""
    listed = Counter(one.room for one in faults())
    known = {(one.room, one.name) for one in faults()}
    came: dict[tuple[str, str], str] = {}
    pages: tuple[str, str] | None = None
    for path in paths:
        text = Path(path).read_text(encoding="utf-8")
        came |= {(room, name): status for status, room, name in LINE.findall(text) if (room, name) in known}
        pages = next(iter(_DOCS.findall(text)), pages)
    lines = []
    for room in ROOMS:
        own = [status for (where, _), status in came.items() if where == room]
        lines.append(f"| {room} | {listed[room]} | {len(own)} | {own.count('caught')} |")
    total = [listed.total(), len(came), list(came.values()).count("caught")]
    lines.append(f"| all | {' | '.join(map(str, total))} |")
    if pages:
        lines.append(f"\nNumbers of pages changed one at a time, drawn at random: {pages[0]} of {pages[1]} noticed.")
    left = sorted(f"{room}: {name}" for (room, name), status in came.items() if status == "survived")
    if left:
        lines.append("\nNot caught: " + "; ".join(left) + ".")
    PAGE.write_text(_TEXT + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
