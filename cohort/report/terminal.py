"""A story in a terminal: the answer first, tables after, at any width; no number and no year is ever cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cohort.arguments import at_the_door
from cohort.lines import cells_wide, narrowest, wrapped
from cohort.story.model import Story
from cohort.table import Table
from cohort.text import Said

BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
GAP = 2  # columns of space between columns
LEAST_LABEL, MOST_WORDS = 16, 28
# Headings up to the first are not broken; where that saves a block of columns, up to the second. Others take three lines.
WHOLE_HEADINGS, LINES_OF_HEADING = (14, 9), 3
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


def render(table: Table, language: str, width: int = 120) -> str:
    """Return a table as text."""
    return "\n".join(table_lines(table, language, width))


def table_lines(table: Table, language: str, width: int = 120, colour: bool = False) -> list[str]:
    """Return a table as lines: where it is too wide, in blocks of columns, each with what tells its rows apart."""
    head, *rows = table.say(language)
    aligned = "l" + "".join(column.align for column in table.columns[1:])
    room, keys, blocks = min(
        (_fitted(head, rows, aligned, width, whole) for whole in WHOLE_HEADINGS), key=lambda fit: len(fit[2])
    )
    lines = [_styled(line, BOLD if colour else "") for line in wrapped(table.title.say(language), width)]
    for block, own in enumerate(blocks):
        # a row without a label goes on with the one above: it is left out where it has nothing to say
        here = [place for place, row in enumerate(rows) if not block or row[0] or any(row[one] for one in own)]
        again = range(1, min(keys, _keys([rows[place] for place in here])) if block else 1)
        chosen = [0, *(one for one in again if one not in own), *own]
        widths, sides = [room[one] for one in chosen], "".join(aligned[one] for one in chosen)
        widths[0] = min(room[0], max(LEAST_LABEL, width - sum(wide + GAP for wide in widths[1:])))
        lines += ["", *_row([head[one] for one in chosen], widths, sides), "─" * (sum(widths) + GAP * len(widths[1:]))]
        for place in here:
            style = DIM if colour and table.rows[place][0].tone == "muted" else ""
            lines += [_styled(line, style) for line in _row([rows[place][one] for one in chosen], widths, sides)]
    for note in table.notes:
        lines += [_styled(line, DIM if colour else "") for line in wrapped(note.say(language), width)]
    return lines


def _fitted(
    head: Sequence[str], rows: Sequence[Sequence[str]], aligned: str, width: int, whole: int
) -> tuple[list[int], int, list[list[int]]]:
    """Return how wide columns must be, how many tell rows apart, and which stand together beside those."""
    room = []
    for place, (heading, side) in enumerate(zip(head, aligned, strict=True)):
        wide = narrowest(heading, LINES_OF_HEADING) if cells_wide(heading) > whole else cells_wide(heading)
        wide = max(1, wide, *(cells_wide(row[place]) for row in rows))
        room.append(min(wide, MOST_WORDS) if place and side == "l" else wide)  # words are wrapped, numbers never
    free, keys = width - min(room[0], max(LEAST_LABEL, width // 5)), _keys(rows)
    beside = sum(wide + GAP for wide in room[1:keys])
    if any(beside + wide + GAP > free for wide in room[keys:]):
        keys, beside = 1, 0
    blocks: list[list[int]] = [[]]
    for place in range(1, len(room)):
        taken = sum(room[one] + GAP for one in (*blocks[-1], place)) + (beside if len(blocks) > 1 else 0)
        if blocks[-1] and taken > free:
            blocks.append([])
        blocks[-1].append(place)
    return room, keys, blocks


def _keys(rows: Sequence[Sequence[str]]) -> int:
    """Return how many columns tell the rows apart."""
    told = [tuple(row) for row in rows]
    for place, row in enumerate(told[1:], start=1):  # one without a label goes on with the one above
        told[place] = (row[0] or told[place - 1][0], *row[1:])
    places = range(1, len(told[0]) if told else 1)
    return next((k for k in places if len({one[:k] for one in told}) == len(told)), 1)


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
