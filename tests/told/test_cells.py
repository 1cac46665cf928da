"""Every table of the story stands in the workbook, and every section in the report, cell by cell and sentence by sentence.

What the cells should hold is worked out elsewhere (`tables`, `test_tied`, `test_assumed`, `test_takes`); here nothing may be lost,
swapped or put another way on its way to a reader.
"""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.told import say
from tests.told.made import Made, told
from tests.told.tables import bare, folded
from tests.told.test_report import lines_of
from tests.told.test_workbook import book
from tests.told.workbook import Cell, Number

#: Told in another form there: every assumption year by year, each record by itself, hashes with all their digits.
NOT_IN_THE_WORKBOOK = {"assumptions", "shared-records", "files"}


def shown(cell: Cell) -> str:
    return cell.said() if isinstance(cell, Number) else cell


def found_in(made: Made, table: Any) -> list[list[Cell]]:
    """Return headings and rows of a table of the story in the workbook, wherever it stands."""
    wide = len(table.columns)
    for rows in book(made).values():
        for place, row in enumerate(rows):
            if not row or row[0] != table.title.say(made.language):
                continue
            start = place + 1
            for note in table.notes:
                assert bare(rows[start][0]) == bare(note.say(made.language)), table.name
                start += 1
            head = [bare(column.say(made.language)) for column in table.columns]
            if [bare(shown(cell)) for cell in [*rows[start], *[""] * wide][:wide]] == head:
                return [[*one, *[""] * wide][:wide] for one in rows[start : start + 1 + len(table.rows)]]
    raise AssertionError(f"{table.name} is not in the workbook")


def test_every_table_is_in_the_workbook(made: Made) -> None:
    for name, table in told(made.name).tables.items():
        if name in NOT_IN_THE_WORKBOOK or not table.rows:
            continue
        _, *rows = found_in(made, table)
        for place, (row, wanted) in enumerate(zip(rows, table.rows, strict=True)):
            for cell, one in zip(row, wanted, strict=True):
                said = say.cell(one, made.language)
                where = name, place, one
                if not isinstance(one.content, (int, float)):
                    assert bare(shown(cell)) == bare(said), where
                    continue
                if one.content != one.content:
                    assert cell == "", where
                    continue
                points = 100 if one.kind == "change" and one.measure in say.SHARES else 1
                assert isinstance(cell, Number), where
                assert cell.value == pytest.approx(points * one.content, rel=1e-12, abs=1e-12), where
                # a number format cannot know what rounds to zero; halves go up in a spreadsheet
                near = abs(cell.value) % 1 in (0.5, 0.0) or not re.search("[1-9]", said)
                assert near or re.sub(r" ?(pt|ポイント)$", "", cell.said()) == said, where


def sentences(block: Any, language: str) -> list[str]:
    """Return what a block of a section says in words, piece by piece."""
    kind = type(block).__name__
    if kind in ("Paragraph", "Box"):
        return block.text.say(language).split("\n")
    if kind == "Bullets":
        return [one.say(language) for one in block.items]
    if kind == "Equation":
        return ["".join(one if isinstance(one, str) else one.say(language) for one in row) for row in block.rows]
    if kind == "Figure":
        return []
    assert kind == "Table"
    rows = ["".join(say.cell(one, language) for one in row) for row in block.rows]
    heads = "".join(column.say(language) for column in block.columns)
    return [block.title.say(language), heads, *rows, *(note.say(language) for note in block.notes)]


def test_every_section_is_in_the_report(made: Made) -> None:
    """In order, and each thing after the one before; pictures stand where there is room."""
    text, place = folded("".join(lines_of(made))), 0
    for line in told(made.name).subtitle:  # whose outlook it is, and how it was checked
        assert (
            folded(line.say(made.language))
            in text[: text.find(folded(told(made.name).sections[0].title.say(made.language)))]
        )
    for section in told(made.name).sections:
        said = [section.title.say(made.language)]
        for block in section.blocks:
            said += sentences(block, made.language)
        for one in filter(None, map(folded, said)):
            at = text.find(one, place)
            assert at >= 0, (section.key, one, text[place : place + 200])
            place = at + len(one)


def test_numbers_of_tables_and_figures_run_on(made: Made) -> None:
    text = "\n".join(lines_of(made))
    kinds = ("表", "図") if made.language == "ja" else ("Table", "Figure")
    story = told(made.name)
    every = [type(block).__name__ for section in story.sections for block in section.blocks]
    counts = [every.count(kind) for kind in ("Table", "Figure")]
    for kind, count in zip(kinds, counts, strict=True):
        seen = [int(one) for one in re.findall(rf"^{kind} ?(\d+)\b", text, re.MULTILINE)]
        assert sorted(set(seen)) == list(range(1, count + 1)), kind
