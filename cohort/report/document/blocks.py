"""What a document is made of: plain blocks, passed to the template as JSON, so that text never is markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]
CELL_TONES = ("good", "bad")


def heading(text: str, level: int = 1, *, new_page: bool = False) -> Block:
    """Return a numbered heading."""
    return {"kind": "heading", "text": text, "level": level, "new_page": new_page}


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return {"kind": "paragraph", "text": text}


def bullets(items: Sequence[str]) -> Block:
    """Return a list of sentences."""
    return {"kind": "bullets", "items": list(items)}


def box(label: str, text: str) -> Block:
    """Return a framed sentence: the answer."""
    return {"kind": "box", "label": label, "text": text}


def equation(lines: Sequence[Sequence[str]]) -> Block:
    """Return an equation in words: rows of cells that stand under each other."""
    return {"kind": "equation", "lines": [list(line) for line in lines]}


def toned(text: str, tone: str) -> Block:
    """Return a cell in green ("good") or red ("bad"); the words say it too."""
    if tone not in CELL_TONES:
        raise ValueError(f"got {tone!r}; a cell is 'good' or 'bad'")
    return {"text": text, "tone": tone}


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str | Block]],
    *,
    widths: Sequence[float],
    align: str,
    note: str | Sequence[str] = "",
) -> Block:
    """Return a table; its header is repeated where it goes on on the next page.

    Parameters
    ----------
    widths : sequence of float
        Shares of the page's width, one a column.
    align : str
        One letter a column: "l", "r" or "c".

    Raises
    ------
    ValueError
        If a row, the widths or the letters do not have one entry for each column.
    """
    count = len(header)
    for what, got in (
        ("widths", widths),
        ("align", align),
        *((f"row {i + 1}", row) for i, row in enumerate(rows)),
    ):
        if len(got) != count:
            raise ValueError(f"{caption}: {what} has {len(got)} entries for {count} columns")
    cells = [[cell if isinstance(cell, dict) else {"text": cell, "tone": ""} for cell in row] for row in rows]
    return {
        "kind": "table",
        "caption": caption,
        "header": list(header),
        "rows": cells,
        "widths": list(widths),
        "align": list(align),
        "note": [line for line in ([note] if isinstance(note, str) else note) if line],
    }


def figure(file: str, caption: str, alt: str, width: float = 1.0) -> Block:
    """Return a picture: a file beside the template, and words for those who cannot see it."""
    return {"kind": "figure", "file": file, "caption": caption, "alt": alt, "width": width}
