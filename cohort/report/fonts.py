"""The Japanese font that charts and page carry, cut down to the letters they use."""

from __future__ import annotations

import importlib.util
import struct
import zlib
from functools import cache, lru_cache
from itertools import accumulate, chain
from pathlib import Path
from typing import Any

import numpy as np

from cohort.errors import CohortError, fail


class FontError(CohortError):
    """The font is not installed."""


@cache
def japanese_font() -> Path:
    """Return the font file that comes with matplotlib-fontja (IPAex Gothic).

    The package itself is not imported: importing it changes the caller's ``rcParams``.
    """
    found = importlib.util.find_spec("matplotlib_fontja")
    if found is None or not found.submodule_search_locations:
        fail(
            "charts",
            "font",
            en="the package matplotlib-fontja is not installed; install it (pip install matplotlib-fontja).",
            ja="matplotlib-fontja がありません。pip install matplotlib-fontja で入れてください。",
            kind=FontError,
        )
    return Path(found.submodule_search_locations[0]) / "fonts" / "ipaexg.ttf"


@cache
def typst_fonts() -> Any:
    """Return the fonts that the report is set in and charts are pictured in: those that come with packages, so that all looks alike everywhere."""
    import typst

    others = importlib.util.find_spec("matplotlib")  # not imported: who wants only the report draws nothing
    assert others is not None
    assert others.origin is not None
    own = [japanese_font().parent, Path(others.origin).parent / "mpl-data" / "fonts" / "ttf"]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=own)


@cache
def _tables() -> dict[bytes, bytes]:
    """Return the tables of the font file, by their tags."""
    font = japanese_font().read_bytes()
    (count,) = struct.unpack_from(">H", font, 4)
    places = (struct.unpack_from(">4s4xLL", font, 12 + 16 * number) for number in range(count))
    return {tag: font[start : start + length] for tag, start, length in places}


def _glyphs(letters: frozenset[int]) -> dict[int, int]:
    """Return the number of the outline of each letter that the font has."""
    table = _tables()[b"cmap"]
    records = [
        struct.unpack_from(">HHL", table, 4 + 8 * number) for number in range(struct.unpack_from(">H", table, 2)[0])
    ]
    start = next(place for platform, encoding, place in records if (platform, encoding) == (3, 10))
    (count,) = struct.unpack_from(">L", table, start + 12)
    first, last, glyph = np.frombuffer(table, ">u4", 3 * count, start + 16).reshape(-1, 3).astype(np.int64).T
    wanted = np.array(sorted(letters), dtype=np.int64)
    at = np.searchsorted(last, wanted).clip(max=count - 1)
    there = (first[at] <= wanted) & (wanted <= last[at])
    found = glyph[at] + wanted - first[at]
    return dict(zip(wanted[there].tolist(), found[there].tolist(), strict=True))


def _outline(glyph: int) -> bytes:
    """Return an outline without instructions for coarse screens; none of this font is made of others."""
    start, end = struct.unpack_from(">LL", _tables()[b"loca"], 4 * glyph)
    data = _tables()[b"glyf"][start:end]
    if not data:
        return b""
    (contours,) = struct.unpack_from(">h", data)
    body = 10 + 2 * contours
    (instructions,) = struct.unpack_from(">H", data, body)
    shape = data[:body] + bytes(2) + data[body + 2 + instructions :]
    return shape + bytes(len(shape) % 2)


def _names() -> bytes:
    """Return family, style and licence, in English."""
    table = _tables()[b"name"]
    _, count, strings = struct.unpack_from(">HHH", table)
    entries = [struct.unpack_from(">6H", table, 6 + 12 * number) for number in range(count)]
    kept = [one for one in entries if one[0] == 3 and one[2] == 0x409 and one[3] in (1, 2, 13)]
    texts = [table[strings + one[5] : strings + one[5] + one[4]] for one in kept]
    starts = accumulate(map(len, texts), initial=0)
    rows = b"".join(struct.pack(">6H", *one[:5], start) for one, start in zip(kept, starts, strict=False))
    return struct.pack(">HHH", 0, len(kept), 6 + len(rows)) + rows + b"".join(texts)


def _cut(letters: frozenset[int]) -> dict[bytes, bytes]:
    """Return the tables of a font with these letters only, and the sign for one that is not there.

    OpenType specification, Microsoft and ISO/IEC 14496-22: format 12 of `cmap`, version 3 of `post`, long `loca`.
    """
    own, of = _tables(), _glyphs(letters)
    glyphs = [0, *sorted(set(of.values()))]
    place = {glyph: number for number, glyph in enumerate(glyphs)}
    outlines = [_outline(glyph) for glyph in glyphs]
    groups = b"".join(struct.pack(">LLL", code, code, place[glyph]) for code, glyph in of.items())
    (wide,) = struct.unpack_from(">H", own[b"hhea"], 34)  # glyphs behind this one are as wide as it is
    starts = [(4 * min(glyph, wide - 1), 4 * glyph + 2 if glyph < wide else 2 * (wide + glyph)) for glyph in glyphs]
    ends = struct.pack(">HH", *(min(code, 0xFFFF) for code in (min(of, default=0), max(of, default=0))))
    return {
        b"OS/2": own[b"OS/2"][:64] + ends + own[b"OS/2"][68:],
        b"cmap": struct.pack(">HHHHLHHLLL", 0, 1, 3, 10, 12, 12, 0, 16 + len(groups), 0, len(of)) + groups,
        b"glyf": b"".join(outlines),
        b"head": own[b"head"][:8] + bytes(4) + own[b"head"][12:],
        b"hhea": own[b"hhea"][:34] + struct.pack(">H", len(glyphs)),
        b"hmtx": b"".join(own[b"hmtx"][start : start + 2] for start in chain.from_iterable(starts)),
        b"loca": struct.pack(f">{len(glyphs) + 1}L", *accumulate(map(len, outlines), initial=0)),
        b"maxp": own[b"maxp"][:4] + struct.pack(">H", len(glyphs)) + own[b"maxp"][6:],
        b"name": _names(),
        b"post": struct.pack(">L", 0x30000) + own[b"post"][4:32],
    }


def _sum(data: bytes) -> int:
    """Return the checksum of a table: its words added up."""
    return int(np.frombuffer(data + bytes(-len(data) % 4), ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF


@lru_cache(maxsize=8)
def subset(letters: frozenset[int]) -> bytes:
    """Return the Japanese font with these code points only, as WOFF (W3C, WOFF File Format 1.0)."""
    tables = _cut(letters)
    count, power = len(tables), len(tables).bit_length() - 1
    head = struct.pack(">LHHHH", 0x10000, count, 16 << power, power, 16 * count - (16 << power))
    sums = {tag: _sum(data) for tag, data in tables.items()}
    start, directory, sizes = 12 + 16 * count, b"", [len(data) + -len(data) % 4 for data in tables.values()]
    for (tag, data), before in zip(tables.items(), accumulate(sizes, initial=0), strict=False):
        directory += struct.pack(">4sLLL", tag, sums[tag], start + before, len(data))
    whole = 0xB1B0AFBA - _sum(head + directory) - sum(sums.values())  # as OpenType asks for it
    tables[b"head"] = tables[b"head"][:8] + struct.pack(">L", whole & 0xFFFFFFFF) + tables[b"head"][12:]
    entries, body, at = b"", b"", 44 + 20 * count
    for tag, data in tables.items():
        packed = min(data, zlib.compress(data), key=len)
        entries += struct.pack(">4sLLLL", tag, at + len(body), len(packed), len(data), sums[tag])
        body += packed + bytes(-len(packed) % 4)
    version = tables[b"head"][4:8]
    return (
        struct.pack(">4sLLHHL4s20x", b"wOFF", 0x10000, at + len(body), count, 0, start + sum(sizes), version)
        + entries
        + body
    )
