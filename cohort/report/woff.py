"""A TrueType font cut down to some letters, as WOFF: outlines as they are, without instructions and layout.

https://learn.microsoft.com/typography/opentype/spec/otff and https://www.w3.org/TR/WOFF/. Reads fonts without composite
glyphs, with a map of all Unicode (platform 3, encoding 10): such as IPAex Gothic. fontTools takes a hundred times as long,
most of it for what is thrown away.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_NAMES = (1, 2, 13)  # family, style, licence
_FLAVOUR, _MAGIC = 0x00010000, 0xB1B0AFBA


def woff(font: Path, letters: Collection[int]) -> bytes:
    """Return a font with these code points only, those of them that it has.

    Parameters
    ----------
    font : Path
        A TrueType file.
    letters : collection of int
        Code points.
    """
    tables = _tables(font)
    codes = np.array(sorted(letters), np.int64)
    glyphs = _glyph_of(tables["cmap"], codes)
    codes, glyphs = codes[glyphs > 0], glyphs[glyphs > 0]
    kept = np.unique(np.append(glyphs, 0))  # 0 stands for a letter that is missing
    outlines = [_bare(one) for one in _outlines(tables, kept)]
    places = np.cumsum([0, *map(len, outlines)])
    steps = int.from_bytes(
        tables["hhea"][34:36], "big"
    )  # of the letters; those behind are as wide as the last
    widths = np.frombuffer(tables["hmtx"], ">u2", 2 * steps).reshape(-1, 2)
    bearings = np.append(widths[:, 1], np.frombuffer(tables["hmtx"], ">u2", offset=4 * steps))
    metrics = np.column_stack([widths[np.minimum(kept, steps - 1), 0], bearings[kept]])
    count = struct.pack(">H", len(kept))
    made = {
        "OS/2": tables["OS/2"],
        "cmap": _map(codes, np.searchsorted(kept, glyphs)),
        "gasp": tables["gasp"],
        "glyf": b"".join(outlines),
        "head": tables["head"][:8] + bytes(4) + tables["head"][12:50] + b"\0\1" + tables["head"][52:],
        "hhea": tables["hhea"][:34] + count,
        "hmtx": metrics.astype(">u2").tobytes(),
        "loca": places.astype(">u4").tobytes(),
        "maxp": tables["maxp"][:4] + count + tables["maxp"][6:],
        "name": _named(tables["name"]),
        "post": b"\0\3\0\0" + tables["post"][4:32],  # without names of glyphs
    }
    return _packed(made)


@cache
def _tables(font: Path) -> dict[str, bytes]:
    """Return the tables of a font by tag."""
    content = font.read_bytes()
    (count,) = struct.unpack_from(">H", content, 4)
    rows = struct.iter_unpack(">4sIII", content[12 : 12 + 16 * count])
    return {tag.decode(): content[start : start + length] for tag, _, start, length in rows}


def _glyph_of(table: bytes, codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the number of each code point's glyph, 0 where the font has none."""
    (count,) = struct.unpack_from(">H", table, 2)
    rows = struct.iter_unpack(">HHI", table[4 : 4 + 8 * count])
    start = next(place for platform, encoding, place in rows if (platform, encoding) == (3, 10))
    (groups,) = struct.unpack_from(">I", table, start + 12)
    found = np.frombuffer(table, ">u4", 3 * groups, start + 16).reshape(-1, 3).astype(np.int64)
    first, last, glyph = found[np.searchsorted(found[:, 0], codes, "right") - 1].T
    return np.where((codes >= first) & (codes <= last), glyph + codes - first, 0)


def _outlines(tables: Mapping[str, bytes], glyphs: Sequence[int] | NDArray[Any]) -> list[bytes]:
    """Return the outlines of glyphs."""
    long = tables["head"][51]
    places = np.frombuffer(tables["loca"], ">u4" if long else ">u2").astype(np.int64) * (1 if long else 2)
    return [tables["glyf"][places[one] : places[one + 1]] for one in glyphs]


def _bare(outline: bytes) -> bytes:
    """Return an outline without instructions."""
    if not outline:
        return outline
    (contours,) = struct.unpack_from(">h", outline)
    assert contours >= 0, "a composite glyph"
    at = 10 + 2 * contours
    (length,) = struct.unpack_from(">H", outline, at)
    return outline[:at] + b"\0\0" + outline[at + 2 + length :]


def _map(codes: NDArray[np.int64], glyphs: NDArray[np.int64]) -> bytes:
    """Return a table of code points and their glyphs."""
    rows = np.column_stack([codes, codes, glyphs]).astype(">u4").tobytes()
    head = struct.pack(">HHHHI", 0, 1, 3, 10, 12)
    return head + struct.pack(">HHIII", 12, 0, 16 + len(rows), 0, len(codes)) + rows


def _named(table: bytes) -> bytes:
    """Return the names that are kept, in English."""
    _, count, start = struct.unpack_from(">HHH", table)
    rows = struct.iter_unpack(">HHHHHH", table[6 : 6 + 12 * count])
    kept = [row for row in rows if row[0] == 3 and row[2] == 0x409 and row[3] in _NAMES]
    words = [table[start + place : start + place + length] for *_, length, place in kept]
    places = np.cumsum([0, *map(len, words)])
    made = [
        struct.pack(">HHHHHH", *row[:4], len(word), place)
        for row, word, place in zip(kept, words, places[:-1], strict=True)
    ]
    return struct.pack(">HHH", 0, len(kept), 6 + 12 * len(kept)) + b"".join([*made, *words])


def _packed(tables: dict[str, bytes]) -> bytes:
    """Return tables, in the order of their tags, as a WOFF file."""
    count = len(tables)
    power = 2 ** (count.bit_length() - 1)
    head = struct.pack(">IHHHH", _FLAVOUR, count, 16 * power, power.bit_length() - 1, 16 * (count - power))
    sums, place = {tag: _sum(content) for tag, content in tables.items()}, 12 + 16 * count
    for tag, content in tables.items():
        head += struct.pack(">4sIII", tag.encode(), sums[tag], place, len(content))
        place += len(_padded(content))
    whole = (_MAGIC - _sum(head) - sum(sums.values())) & 0xFFFFFFFF
    tables["head"] = tables["head"][:8] + struct.pack(">I", whole) + tables["head"][12:]
    rows, body, at = b"", b"", 44 + 20 * count
    for tag, content in tables.items():
        packed = min(content, zlib.compress(content, 6), key=len)
        rows += struct.pack(">4sIIII", tag.encode(), at + len(body), len(packed), len(content), sums[tag])
        body += _padded(packed)
    length = at + len(body)
    return struct.pack(">4sIIHHIHH20x", b"wOFF", _FLAVOUR, length, count, 0, place, 1, 0) + rows + body


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)


def _sum(content: bytes) -> int:
    """Return the sum of a table that its directory keeps."""
    return int(np.frombuffer(_padded(content), ">u4").sum(dtype=np.uint64)) & 0xFFFFFFFF
