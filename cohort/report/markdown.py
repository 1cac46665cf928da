"""A table in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from cohort.table import Table

_MARKS = {"l": "---", "r": "---:", "c": ":---:"}


def render(table: Table, language: str) -> str:
    """Return a table's headings and rows in Markdown; title and notes are for whoever writes the page around it."""
    head, *rows = table.say(language)
    marks = [_MARKS[column.align] for column in table.columns]
    return "\n".join([_line(head), _line(marks), *map(_line, rows)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
