"""A story as plain values for the template, so that text never is markup."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cohort.story.model import Block, Box, Bullets, Equation, Figure, Paragraph, Section, Story
from cohort.table import Cell, Table
from cohort.text import Day, Joined, Text

_KICKER = Text("Population projection: a check of the outlook", "将来人口推計　検証報告")
_DATE = Text("figures up to {date}", "{date}までの資料による")
_KEYWORDS = (Text("population projection", "将来人口推計"), Text("cohort-component method", "コーホート要因法"))

MOST_TAKEN = 0.88  # of a table's width, for numbers; the rest is for names


def content(story: Story, language: str) -> dict[str, Any]:
    """Return the whole report as plain values.

    Parameters
    ----------
    story : Story
        What is told.
    language : str
        "en" or "ja".

    Returns
    -------
    dict
        ``title``, ``headline``, ``subtitle``, ``kicker``, ``footer``, ``author``, ``keywords``, ``language``, and ``blocks``.
    """
    title = story.question.say(language)
    head, colon, question = title.partition("：" if language == "ja" else ": ")
    return {
        "language": language,
        "author": "cohort",
        "keywords": [word.say(language) for word in _KEYWORDS],
        "title": title,
        "headline": [head, question[:1].upper() + question[1:]] if colon else [title],
        "subtitle": [line.say(language) for line in story.subtitle],
        "kicker": Joined([_KICKER, _DATE.filled(date=Day(story.date))], Text(", ", "　")).say(language),
        "footer": title,
        "blocks": [block for section in story.sections for block in _section(section, language)],
    }


def _section(section: Section, language: str) -> Iterator[dict[str, Any]]:
    yield {"kind": "heading", "text": section.title.say(language), "level": section.level}
    for block in section.blocks:
        yield _block(block, language)


def _block(block: Block, language: str) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text.say(language)}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [item.say(language) for item in block.items]}
    if isinstance(block, Box):
        return {"kind": "box", "label": block.label.say(language), "lines": block.text.say(language).split("\n")}
    if isinstance(block, Equation):
        lines = [[cell if isinstance(cell, str) else cell.say(language) for cell in row] for row in block.rows]
        return {"kind": "equation", "lines": lines}
    if isinstance(block, Figure):
        caption = block.caption.say(language)
        return {
            "kind": "figure",
            "file": f"{block.chart}.svg",
            "caption": caption,
            "alt": caption,
            "width": block.width,
        }
    return {
        "kind": "table",
        "caption": block.title.say(language),
        "header": [column.say(language) for column in block.columns],
        "rows": [[_cell(cell, language) for cell in row] for row in block.rows],
        "widths": _widths(block, language),
        "align": [column.align for column in block.columns],
        "note": [note.say(language) for note in block.notes],
    }


def _widths(block: Table, language: str) -> list[float]:
    """Return the columns' shares of the width; one whose numbers would not fit takes what they need from the others."""
    shares = [column.width / sum(one.width for one in block.columns) for column in block.columns]
    needed = [
        0.0 if column.align == "l" else max((_width(row[place].say(language)) for row in block.rows), default=0.0)
        for place, column in enumerate(block.columns)
    ]
    short = [need > share for need, share in zip(needed, shares, strict=True)]
    taken = sum(need for need, one in zip(needed, short, strict=True) if one)
    rest = sum(share for share, one in zip(shares, short, strict=True) if not one)
    if not any(short) or taken > MOST_TAKEN or not rest:
        return [column.width for column in block.columns]
    fits = zip(shares, needed, short, strict=True)
    return [need if one else share * (1 - taken) / rest for share, need, one in fits]


def _width(text: str) -> float:
    """Return the part of a table's width that the longest word of a cell takes, in the size it is set in."""
    return (4.8 * max(map(len, text.split()), default=0) + 9) / 468  # points a figure, of the margins, of the page


def _cell(cell: Cell, language: str) -> dict[str, str]:
    return {"text": cell.say(language), "tone": cell.tone if cell.tone in ("good", "bad") else ""}
