"""Writing a chart to a file: the same chart gives the same bytes, and fonts travel with it."""

from __future__ import annotations

import base64
import io
import re
from html import unescape
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cohort.errors import fail
from cohort.report.atomic import write_bytes
from cohort.report.figures.select import FigureError
from cohort.report.figures.style import japanese_font

# Dates and random names are left out. PDF holds TrueType fonts (42); SVG keeps text as text.
_SETTINGS: Any = {
    "svg.hashsalt": "cohort",
    "svg.fonttype": "none",
    "pdf.fonttype": 42,
    "text.parse_math": False,
}
_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": "cohort"},
    ".svg": {"Date": None, "Creator": "cohort"},
    ".pdf": {"CreationDate": None, "Creator": "cohort", "Producer": "cohort"},
}


def save(figure: Figure | Axes, path: str | Path, dpi: int = 144, *, embed_font: bool = True) -> Path:
    """Write a figure as PNG, SVG or PDF, whichever the name ends in.

    The same figure gives the same bytes. In SVG text stays text (it can be searched, read aloud and edited), and the
    Japanese letters used are embedded, so that it looks the same where no Japanese font is installed.

    Parameters
    ----------
    figure : Figure or Axes
        What a chart function returned, or its figure.
    path : path
        Name ending in ``.png``, ``.svg`` or ``.pdf``. Folders are made.
    dpi : int
        Pixels per inch of a PNG.
    embed_font : bool
        Put the Japanese letters into an SVG. Not needed where the reader has the font, as the report has.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    FigureError
        If the name ends otherwise.
    """
    path = Path(path)
    kind = path.suffix.lower()
    if kind not in _METADATA:
        fail(
            str(path),
            "suffix",
            en=f"got {kind!r}; use .png, .svg or .pdf.",
            ja=f"{kind!r} は使えません。.png、.svg、.pdf のどれかにしてください。",
            kind=FigureError,
        )
    whole = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    assert whole is not None
    stream = io.BytesIO()
    with matplotlib.rc_context(_SETTINGS):
        whole.savefig(stream, format=kind[1:], dpi=dpi, metadata=_METADATA[kind], facecolor="white")
    content = stream.getvalue()
    if kind == ".svg" and embed_font:
        content = _with_font(content.decode()).encode()
    return write_bytes(path, content)


def _with_font(svg: str) -> str:
    """Return the SVG with the letters it uses of the Japanese font embedded."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    letters = {ord(c) for text in texts for c in unescape(re.sub(r"<[^>]*>", "", text)) if c >= " "}
    face = base64.b64encode(subset(frozenset(letters))).decode()
    rule = f"@font-face{{font-family:'IPAexGothic';src:url(data:font/woff;base64,{face}) format('woff')}}"
    return svg.replace("</metadata>", f"</metadata>\n <style>{rule}</style>", 1)


def subset(letters: frozenset[int]) -> bytes:
    """Return the Japanese font with these code points only, as WOFF."""
    from fontTools import subset as tools
    from fontTools.ttLib import TTFont

    options = tools.Options(
        layout_features=[],
        hinting=False,
        notdef_outline=True,
        flavor="woff",
        drop_tables=["vhea", "vmtx", "meta"],
    )
    options.name_IDs = [1, 2, 13]  # family, style, licence
    with TTFont(japanese_font(), lazy=True, recalcTimestamp=False) as font:
        # one table of code points is enough, and the closure over all of them is slow
        font["cmap"].tables = [next(t for t in font["cmap"].tables if t.platEncID == 10)]
        worker = tools.Subsetter(options)
        worker.populate(unicodes=letters)
        worker.subset(font)
        font.flavor = "woff"
        stream = io.BytesIO()
        font.save(stream, reorderTables=False)
    return stream.getvalue()
