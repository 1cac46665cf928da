"""A table as plain text: columns line up, full-width characters count two, digits are never cut."""

from __future__ import annotations

import unicodedata

from cohort.table import Table

_GAP = "  "
_NARROWEST = 12  # of a column of words that gives way where the table is too wide


def render(table: Table, language: str, width: int = 0) -> str:
    """Return a table as text: title, headings, rows, notes.

    Parameters
    ----------
    table : Table
    language : {"en", "ja"}
    width : int, optional
        Columns of the terminal: words are wrapped to fit, as far as they can be; 0: nothing is wrapped.
    """
    cells = table.say(language)
    widths = [max(columns_of(row[place]) for row in cells) for place in range(len(table.columns))]
    numeric = [column.align != "l" for column in table.columns]
    excess = sum(widths) + len(_GAP) * (len(widths) - 1) - width
    while width and excess > 0:
        # headings of numbers give way to the numbers below them, words to a readable width
        floors = [
            max([columns_of(row[place]) for row in cells[1:]] or [1]) if numeric[place] else _NARROWEST
            for place in range(len(widths))
        ]
        place = max(range(len(widths)), key=lambda one: widths[one] - floors[one])
        if widths[place] <= floors[place]:
            break
        widths[place] -= 1
        excess -= 1
    lines = [table.title.say(language), ""]
    for number, row in enumerate(cells):
        lines += _row(row, widths, numeric)
        if not number:
            lines.append("-" * (sum(widths) + len(_GAP) * (len(widths) - 1)))
    return "\n".join([*lines, *(("", *(note.say(language) for note in table.notes)) if table.notes else ())])


def _row(cells: list[str], widths: list[int], numeric: list[bool]) -> list[str]:
    pieces = [wrap(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for level in range(max(map(len, pieces))):
        shown = [piece[level] if level < len(piece) else "" for piece in pieces]
        padded = [
            " " * (width - columns_of(text)) + text if right else text + " " * (width - columns_of(text))
            for text, width, right in zip(shown, widths, numeric, strict=True)
        ]
        lines.append(_GAP.join(padded).rstrip())
    return lines


def wrap(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many columns: broken at spaces, else between full-width characters."""
    lines, line = [], ""
    for word in _words(text):
        if columns_of(line + word.rstrip()) > width and line:
            lines.append(line.rstrip())
            line = ""
        line += word
    return [*lines, line.rstrip()]


def _words(text: str) -> list[str]:
    """Return pieces between which a line may break."""
    pieces, piece = [], ""
    for letter in text:
        if _is_wide(letter):
            pieces += [piece, letter] if piece else [letter]
            piece = ""
            continue
        piece += letter
        if letter == " ":
            pieces.append(piece)
            piece = ""
    return [*pieces, piece] if piece else pieces


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if _is_wide(letter) else 1 for letter in text)


def _is_wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) in "WF" or letter == "△"
