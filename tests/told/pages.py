"""The text of a report as it is read: pictures and their captions, which float to where there is room, behind the rest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from tests.told.tables import bare


def lines_of(path: Path, captions: Sequence[str]) -> list[str]:
    """Return the lines of all pages, without the foot of each; then each picture's words and its caption."""
    lines, pictures, named = [], list[str](), list[str]()
    for page in pypdfium2.PdfDocument(path):
        body, drawn = _parted(page)
        for caption in captions:
            body, found = _without(body, caption)
            named += found
        pictures += drawn
        own = body.replace("\r", "").split("\n")
        lines += own[:-1] if re.search(r"\d+ / \d+\s*$", own[-1]) else own
    assert len(pictures) == len(named) == len(captions), (len(pictures), named)
    of = [captions.index(one) for one in named]
    for place in sorted(range(len(of)), key=of.__getitem__):
        lines += [*pictures[place].replace("\r", "").split("\n"), named[place]]
    return [line for line in lines if line.strip()]


def _parted(page: Any) -> tuple[str, list[str]]:
    """Return the words of a page that stand in no picture, and those of each picture: one mark holds many pieces of text."""
    pieces = Counter(
        raw.FPDFPageObj_GetMarkedContentID(one)
        for one in page.get_objects(max_depth=3)
        if one.type == raw.FPDF_PAGEOBJ_TEXT
    )
    text, body, drawn, mark = page.get_textpage(), "", defaultdict[int, str](str), -1
    for place in range(raw.FPDFText_CountChars(text)):
        owner = raw.FPDFText_GetTextObject(text, place)
        mark = raw.FPDFPageObj_GetMarkedContentID(owner) if owner else mark
        letter = chr(raw.FPDFText_GetUnicode(text, place))
        letter = "\ufffe" if letter == "\x02" else letter  # a word broken at the end of a line
        if mark >= 0 and pieces[mark] > 3:
            drawn[mark] += letter
        else:
            body += letter
    return body, list(drawn.values())


def _without(text: str, words: str) -> tuple[str, list[str]]:
    """Return a text without some words, wherever its lines break; and the words, if they were there."""
    there = re.search(r"\s*".join(map(re.escape, bare(words))), text)
    return (text, []) if there is None else (text[: there.start()] + text[there.end() :], [words])
