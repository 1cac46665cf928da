"""Tables and sentences as HTML, for notebooks: the one place where text is made safe for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cohort.errors import preferred_language
from cohort.text import Said

_LEFT = ' style="text-align:left"'


def table_html(title: str, rows: Sequence[Sequence[str]], notes: Iterable[str], left: Sequence[bool]) -> str:
    """Return a table, the first row its head, with title and notes; ``left``: which columns are set so."""
    places = [_LEFT if one else "" for one in left]

    def row(tag: str, cells: Sequence[str]) -> str:
        inside = (f"<{tag}{place}>{escape(cell)}</{tag}>" for place, cell in zip(places, cells, strict=True))
        return f"<tr>{''.join(inside)}</tr>"

    head, *body = rows
    under = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return (
        f"<table><caption{_LEFT}>{escape(title)}</caption><thead>{row('th', head)}</thead>"
        f"<tbody>{''.join(row('td', cells) for cells in body)}</tbody></table>{under}"
    )


def paragraphs_html(bold: Iterable[Said], rest: Iterable[Said] = (), language: str | None = None) -> str:
    """Return sentences in bold, a paragraph each, then others as a list."""
    language = language or preferred_language()
    items = "".join(f"<li>{escape(one.say(language))}</li>" for one in rest)
    lead = "".join(f"<p><b>{escape(one.say(language))}</b></p>" for one in bold)
    return lead + (f"<ul>{items}</ul>" if items else "")
