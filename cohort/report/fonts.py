"""The Japanese font that charts and page carry, cut down to the letters they use."""

from __future__ import annotations

import importlib.util
import io
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

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


@lru_cache(maxsize=8)
def subset(letters: frozenset[int]) -> bytes:
    """Return the Japanese font with these code points only, as WOFF."""
    from fontTools import subset as tools

    options = tools.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        flavor="woff",
        drop_tables=["vhea", "vmtx", "meta"],
        recalc_bounds=False,  # outlines are copied as they are
        recalc_timestamp=False,
    )
    options.name_IDs = [1, 2, 13]  # family, style, licence
    with tools.load_font(japanese_font(), options, dontLoadGlyphNames=True) as font:
        font.setGlyphOrder([f"glyph{number:05}" for number in range(font["maxp"].numGlyphs)])  # no names are kept
        for layout in {"GSUB", "GPOS", "GDEF"} & set(font.keys()):
            del font[layout]  # else read before it is dropped
        # one table of code points is enough, and the closure over all of them is slow
        font["cmap"].tables = [next(t for t in font["cmap"].tables if t.platEncID == 10)]
        worker = tools.Subsetter(options)
        worker.populate(unicodes=letters)
        worker.subset(font)
        font.flavor = "woff"
        stream = io.BytesIO()
        font.save(stream, reorderTables=False)
    return stream.getvalue()
