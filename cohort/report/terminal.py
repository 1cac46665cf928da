"""A story in a terminal: the answer first, tables after, at any width; no number and no year is ever cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

from cohort.arguments import at_the_door
from cohort.story.model import Story
from cohort.table import Table
from cohort.text import Said

BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
GAP = 2  # columns of space between columns
LEAST_LABEL, MOST_WORDS = 12, 30
WHOLE_HEADING = 14  # headings up to here are never broken
# What is never broken: a number or a range with its sign and unit, a word with the punctuation behind it.
_UNITS = re.compile(
    r"[（「“(]*(?:[△+\-–]?[0-9][0-9,.%/:]*(?:[-–][0-9][0-9,.%]*)*[年月日人歳%]?|"
    r"[A-Za-z'’0-9\-]+|.)[、。，）」”).,:;!?]*",
    re.DOTALL,
)
TABLES = ("population", "comparison", "readings", "chances", "ranges")


def told(story: Story, language: str, width: int = 120, colour: bool = False) -> str:
    """Return what a run prints: three lines of answer, population and verdicts, then the sentences behind it.

    Parameters
    ----------
    story : Story
    language : str
        "en" or "ja".
    width : int
        Columns of the terminal; a full-width character takes two.
    colour : bool
        Whether the terminal shows bold and dim.
    """
    names = [name for name in story.tables if name in TABLES or name.startswith("verdict-")]
    blocks = [headline(story, language, width, colour)]
    blocks += ["\n".join(table_lines(story.tables[name], language, width, colour)) for name in names]
    if story.sentences:
        blocks.append(listed(story.sentences, language, width))
    return "\n\n".join(blocks) + "\n"


def headline(story: Story, language: str, width: int = 120, colour: bool = False) -> str:
    """Return the answer in three lines, each wrapped to the width."""
    lines = [line for one in story.headline for line in wrapped(one.say(language), width)]
    return "\n".join(_styled(line, BOLD if colour else "") for line in lines)


def listed(sentences: Iterable[Said], language: str, width: int = 120) -> str:
    """Return sentences as a list, wrapped to the width."""
    lines = []
    for one in sentences:
        first, *others = wrapped(one.say(language), width - 2)
        lines += [f"- {first}", *(f"  {line}" for line in others)]
    return "\n".join(lines)


def cells_wide(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(map(_columns, text))


@cache
def _columns(letter: str) -> int:
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines: at spaces and between full-width characters, never inside a number or a year."""
    lines, line = [], ""
    for word in re.split(r"( +)", text):
        for unit in _UNITS.findall(word) if word.strip() else [word]:
            if line and cells_wide(line + unit.rstrip()) > width:
                lines.append(line.rstrip())
                line = ""
            line += unit if line or unit.strip() else ""
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def render(table: Table, language: str, width: int = 120) -> str:
    """Return a table as text."""
    return "\n".join(table_lines(table, language, width))


def table_lines(table: Table, language: str, width: int = 120, colour: bool = False) -> list[str]:
    """Return a table as lines: where it is too wide, in blocks of columns, each with the labels repeated."""
    head, *rows = table.say(language)
    muted = [row[0].tone == "muted" for row in table.rows]
    columns = list(zip(head, *rows, strict=True))
    room = [_room(cells[0] if place else "", cells) for place, cells in enumerate(columns)]
    for place, column in enumerate(table.columns[1:], start=1):
        if column.align == "l":  # words are wrapped, numbers never
            room[place] = min(room[place], MOST_WORDS)
    lines = [_styled(line, BOLD if colour else "") for line in wrapped(table.title.say(language), width)]
    for block, chosen in enumerate(_blocks(room, width)):
        label = min(room[0], max(LEAST_LABEL, width - sum(room[place] + GAP for place in chosen)))
        widths = [label, *(room[place] for place in chosen)]
        aligned = "".join(table.columns[place].align for place in (0, *chosen))
        lines.append("")
        lines += _row([columns[place][0] for place in (0, *chosen)], widths, aligned)
        lines.append("─" * (sum(widths) + GAP * len(chosen)))
        for number, row in enumerate(rows):
            if block and not row[0] and not any(row[place] for place in chosen):
                continue  # what the row has to say stood in the block above
            style = DIM if colour and muted[number] else ""
            lines += [_styled(line, style) for line in _row([row[place] for place in (0, *chosen)], widths, aligned)]
    for note in table.notes:
        lines += [_styled(line, DIM if colour else "") for line in wrapped(note.say(language), width)]
    return lines


def _room(heading: str, cells: Sequence[str]) -> int:
    """Return how wide a column must be: its cells whole, and its heading, or the widest part of a long one."""
    wide = cells_wide(heading)
    if wide > WHOLE_HEADING:
        wide = max(cells_wide(unit) for word in heading.split(" ") for unit in _UNITS.findall(word))
    return max(wide, *(cells_wide(cell) for cell in (cells[1:] if heading else cells)), 1)


def _blocks(room: Sequence[int], width: int) -> list[list[int]]:
    """Return which columns stand together, so that labels keep at least `LEAST_LABEL` columns."""
    free = width - min(room[0], max(LEAST_LABEL, width // 4))
    blocks: list[list[int]] = [[]]
    for place in range(1, len(room)):
        if blocks[-1] and sum(room[one] + GAP for one in (*blocks[-1], place)) > free:
            blocks.append([])
        blocks[-1].append(place)
    return blocks


def _row(cells: Sequence[str], widths: Sequence[int], aligned: str) -> list[str]:
    """Return the lines of one row; cells that need more stand in several lines."""
    parts = [wrapped(cell, wide) for cell, wide in zip(cells, widths, strict=True)]
    lines = []
    for number in range(max(len(part) for part in parts)):
        shown = [part[number] if number < len(part) else "" for part in parts]
        lines.append((" " * GAP).join(map(_set, shown, widths, aligned)).rstrip())
    return lines


def _set(text: str, wide: int, align: str) -> str:
    space = " " * (wide - cells_wide(text))
    return space + text if align == "r" else text + space


def _styled(line: str, style: str) -> str:
    return f"{style}{line}{PLAIN}" if style and line else line


at_the_door(globals())
