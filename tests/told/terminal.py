"""What a terminal shows: tables cut into columns by the space between them, and sentences."""

from __future__ import annotations

import itertools
import re
import unicodedata

from tests.told.tables import Table, Told, bare, kind_of
from tests.told.truth import Truth

READINGS = re.compile(r"計画の読み方と将来展望|Readings of the plan against the outlook")


def spread(line: str) -> str:
    """Return a line with a filler behind every letter that takes two columns."""
    return "".join(letter + ("\0" if unicodedata.east_asian_width(letter) in "WF" else "") for letter in line)


def columns_of(lines: list[str]) -> list[list[str]]:
    """Cut lines where at least two columns of the terminal are empty in all of them."""
    spaced = [spread(line) for line in lines]
    width = max(map(len, spaced))
    spaced = [line.ljust(width) for line in spaced]
    empty = [all(line[place] == " " for line in spaced) for place in range(width)]
    places = [match.span() for match in re.finditer("  +", "".join(" " if one else "x" for one in empty))]
    edges = [0, *(end for _, end in places), width]
    return [
        [line[left:right].replace("\0", "").strip() for left, right in itertools.pairwise(edges)] for line in spaced
    ]


def blocks_of(text: str, language: str) -> list[tuple[str, list[list[str]]]]:
    """Return title and rows (headings first) of every block of a table."""
    found, title = [], ""
    parts = text.split("\n\n")
    for number, part in enumerate(parts):
        lines = part.split("\n")
        rule = next((place for place, line in enumerate(lines) if re.fullmatch("─+", line)), None)
        if rule is None:
            if kind_of(part, language) or READINGS.match(part):
                title = part
            continue
        if READINGS.match(title):
            continue  # its counts are held by the sentences, its rows by tests/analysis
        assert title, f"a table without a title: {part[:80]!r}"
        wide = len(lines[rule])
        # notes stand under the last block, and no row begins as they do
        body = lines[rule + 1 :]
        is_last = number + 1 == len(parts) or not re.search("^─+$", parts[number + 1], re.MULTILINE)
        rows = body
        if is_last:
            rows = [
                line
                for line in body
                if not re.match(r"起点は|各年とも|前後の|Launched on|Each year|Interpolated|  +シナリオ）", line)
            ]
            rows = rows[
                : next(
                    (
                        i
                        for i, line in enumerate(body)
                        if re.match(r"起点は|各年とも|前後の|Launched on|Each year|Interpolated", line)
                    ),
                    len(body),
                )
            ]
        cut = columns_of([*lines[:rule], *rows])
        assert all(len(spread(line)) <= wide for line in (*lines[:rule], *rows))
        head = [" ".join(filter(None, cells)) for cells in zip(*cut[:rule], strict=True)]
        joined: list[list[str]] = []
        for cells in cut[rule:]:
            if any(re.search(r"\d|–", cell) for cell in cells[1:]) or not joined:
                joined.append(list(cells))
            else:  # a row that needs more lines
                joined[-1] = [f"{a} {b}".strip() for a, b in zip(joined[-1], cells, strict=True)]
        found.append((title, [head, *joined]))
    return found


def tables_told(text: str, width: int, truth: Truth, language: str) -> list[Told]:
    """Return every number of the tables; blocks of one table are set beside each other again."""
    whole: dict[str, list[list[str]]] = {}
    for title, rows in blocks_of(text, language):
        if title not in whole:
            whole[title] = rows
            continue
        assert [bare(row[0]) for row in rows] == [bare(row[0]) for row in whole[title]]
        whole[title] = [[*before, *row[1:]] for before, row in zip(whole[title], rows, strict=True)]
    found = []
    for title, rows in whole.items():
        found += Table(f"terminal {width}", title, [list(row) for row in rows], truth, language).told()
    return found


def sentences_of(text: str) -> list[str]:
    """Return the lines of the answer and the list of sentences, each put together again."""
    head = text.split("\n\n", 1)[0]
    listed = text[text.rfind("\n\n- ") + 2 :] if "\n\n- " in text else ""
    items = re.split(r"^- ", listed, flags=re.MULTILINE)[1:]
    return [head, *(" ".join(item.split("\n  ")) for item in items)]
