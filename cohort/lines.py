"""Text broken into the lines of a terminal: never inside a number or a year, and where it can be, between phrases."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import accumulate

# What is never broken: a number or a range with its sign and unit, a word, a short word in brackets; with the punctuation
# around it, and small kana, which begin no line.
_UNITS = re.compile(
    r"(?:（[^（）\s]{1,4}）|[（「“(［【]*(?:[△+\-–]?[0-9][0-9,.%/:]*(?:[-–～][△+]?[0-9][0-9,.%]*)*[年月日人歳分件通倍%]?|"
    r"[A-Za-z'’0-9\-]+|.))[、。，）」”).,:;!?］】・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ～]*",
    re.DOTALL,
)
# A phrase ends behind a sign, and before another one that no kana begin: behind kana, or a number with its unit.
_ENDED, _BEGINS = (
    re.compile(r"(?:([、。】・＋→：])|[ぁ-ん）」］]|[0-9][年月日人歳分件通倍%]?)$"),
    re.compile("[^ぁ-ん]"),
)


def cells_wide(text: str) -> int:
    """Return how many columns of a terminal a text takes; a full-width character takes two."""
    return len(text) if text.isascii() else sum(map(_columns, text))


@cache
def _columns(letter: str) -> int:
    return 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines: at spaces and between phrases, between letters where a phrase is too long for a line."""
    return [line.strip() for line in _broken(text, width)]


def breaks(text: str, width: int) -> list[int]:
    """Return before which characters a text is broken; nowhere if a part of it is wider than a line."""
    lines = _broken(text, width)
    return list(accumulate(map(len, lines[:-1]))) if all(cells_wide(one.rstrip()) <= width for one in lines) else []


def narrowest(text: str, most: int) -> int:
    """Return how many columns a text needs for so many lines or fewer, no phrase broken that need not be."""
    least = max((cells_wide(one) for word in text.split() for one in _phrases(word)), default=1)
    return next(wide for wide in range(least, cells_wide(text) + least) if len(wrapped(text, wide)) <= most)


def _broken(text: str, width: int) -> list[str]:
    """Return the lines with the spaces between them, each at the end of its line."""
    lines = [""]
    for word in re.split("( +)", text):
        parts = _phrases(word) if word.strip() else [word]
        for unit in (one for part in parts for one in ([part] if cells_wide(part) <= width else _UNITS.findall(part))):
            if lines[-1].strip() and cells_wide(lines[-1] + unit.rstrip()) > width:
                lines.append("")
            lines[-1] += unit
    return lines


def _phrases(word: str) -> list[str]:
    """Return the phrases of a word: a Japanese line is more easily read where it ends behind one."""
    found: list[str] = []
    for unit in _UNITS.findall(word):
        ended = _ENDED.search(found[-1]) if found else None
        if not found or unit[0] in "（「“［【" or (ended and (ended[1] or _BEGINS.match(unit))):
            found.append(unit)
        else:
            found[-1] += unit
    return found
