"""The Japanese font that charts and page carry, cut down to the letters they use."""

from __future__ import annotations

import importlib.util
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, fail
from cohort.report.woff import woff


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
    return woff(japanese_font(), letters)
