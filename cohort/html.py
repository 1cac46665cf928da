"""Tables and sentences as HTML, for notebooks: the one place where text is made safe for it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from cohort.errors import preferred_language
from cohort.table import Table
from cohort.text import Said

_LEFT = ' style="text-align:left"'


def table_html(table: Table, language: str | None = None) -> str:
    """Return a table with its title and notes.

    Parameters
    ----------
    table : Table
    language : str, optional
        Default: the preferred language.
    """
    language = language or preferred_language()
    places = [_LEFT if column.align == "l" else "" for column in table.columns]

    def row(tag: str, cells: list[str]) -> str:
        inside = (f"<{tag}{place}>{escape(cell)}</{tag}>" for place, cell in zip(places, cells, strict=True))
        return f"<tr>{''.join(inside)}</tr>"

    head, *body = table.say(language)
    notes = "".join(f"<p>{escape(note.say(language))}</p>" for note in table.notes)
    return (
        f"<table><caption{_LEFT}>{escape(table.title.say(language))}</caption><thead>{row('th', head)}</thead>"
        f"<tbody>{''.join(row('td', cells) for cells in body)}</tbody></table>{notes}"
    )


def paragraphs_html(bold: Iterable[Said], rest: Iterable[Said] = (), language: str | None = None) -> str:
    """Return sentences in bold, a paragraph each, then others as a list."""
    language = language or preferred_language()
    items = "".join(f"<li>{escape(one.say(language))}</li>" for one in rest)
    lead = "".join(f"<p><b>{escape(one.say(language))}</b></p>" for one in bold)
    return lead + (f"<ul>{items}</ul>" if items else "")
