"""The charts of a story as files: the same chart gives the same bytes, and fonts travel with it."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from typing import Any, cast
from weakref import WeakKeyDictionary

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cohort.arguments import DPI, FIGURE, PATH, TRUTH, takes
from cohort.atomic import write_bytes
from cohort.report.charts.ages import age_classes, migration_by_age
from cohort.report.charts.dots import dots
from cohort.report.charts.flows import births_and_deaths, natural_and_social_change
from cohort.report.charts.frontier import frontier
from cohort.report.charts.levers import fan, tornado, waterfall
from cohort.report.charts.multiples import side_by_side
from cohort.report.charts.panel import paper
from cohort.report.charts.planning import bars, crossings, standings, value_by_age
from cohort.report.charts.prefecture import prefecture_sheet
from cohort.report.charts.pyramids import pyramid, pyramid_animation, pyramid_range
from cohort.report.charts.select import refuse
from cohort.report.charts.style import drawing
from cohort.report.charts.totals import totals
from cohort.report.fonts import subset, typst_fonts
from cohort.story.country import Country
from cohort.story.model import Chart, Story

#: Kind of chart in a story -> what draws it.
DRAWINGS = {
    one.__name__: one
    for one in (
        totals,
        births_and_deaths,
        natural_and_social_change,
        age_classes,
        migration_by_age,
        pyramid,
        pyramid_range,
        fan,
        tornado,
        frontier,
        dots,
        waterfall,
        value_by_age,
        bars,
        crossings,
        standings,
        side_by_side,
    )
}
_METADATA: dict[str, dict[str, Any]] = {
    ".png": {"Software": "cohort"},
    ".svg": {"Date": None, "Creator": "cohort"},
    ".pdf": {"CreationDate": None, "Creator": "cohort", "Producer": "cohort"},
}


@takes()
def draw(chart: Chart, language: str, ax: Axes | None = None) -> Axes:
    """Draw a chart of a story.

    Parameters
    ----------
    chart : Chart
        Of any kind but the moving one.
    language : {"en", "ja"}
        Language of all words.
    ax : Axes, optional
        Where to; a figure of the chart's size if not given.
    """
    with drawing(language):
        ax = paper(chart.size) if ax is None else ax
        return DRAWINGS[chart.kind](**chart.data, title=chart.title, sources=chart.sources, ax=ax, language=language)


def svg(chart: Chart, language: str, *, font: bool = False) -> str:
    """Return a chart of a story as SVG with its text as text; without ``font`` for those who bring the font along."""
    content = _drawn(chart, language)
    return (_with_font(content, _letters(content)) if font else content).decode()


_DRAWN: WeakKeyDictionary[Chart, dict[str, bytes]] = WeakKeyDictionary()


def _drawn(chart: Chart, language: str) -> bytes:
    """Return a chart as SVG; drawn once, as its files, the report and the page show the same."""
    made = _DRAWN.setdefault(chart, {})
    if language not in made:
        with drawing(language):
            made[language] = rendered(draw(chart, language), ".svg", language=language)
    return made[language]


def _pictures(drawn: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return SVGs of ours as PNG, 144 pixels an inch, each a page of one document: drawing them a second time takes longer."""
    import typst

    files = {f"{number}.svg": content for number, content in enumerate(drawn.values())}
    pages = "\n#pagebreak()\n".join(f'#image("{file}")' for file in files)
    files["main.typ"] = f"#set page(width: auto, height: auto, margin: 0pt)\n{pages}".encode()
    made = typst.compile(files, font_paths=typst_fonts(), format="png", ppi=144) if drawn else []
    return dict(zip(drawn, [made] if isinstance(made, bytes) else cast("list[bytes]", made), strict=True))


def write_charts(story: Story, folder: str | Path, language: str) -> list[Path]:
    """Write the charts of a story as PNG and SVG, the moving pyramid as GIF and WebP, and sheets of all districts as PDF.

    Files of these names are replaced whole.
    """
    folder, drawn, written = Path(folder), {}, []
    with drawing(language):
        for name, chart in story.charts.items():
            if chart.kind != "animation":
                drawn[name] = _drawn(chart, language)
                continue
            paths = [folder / f"{name}.{kind}" for kind in ("gif", "webp")]
            written += pyramid_animation(**chart.data, path=paths, sources=chart.sources, language=language)
    letters, pictures = frozenset().union(*map(_letters, drawn.values())), _pictures(drawn)
    for name, content in drawn.items():
        written.append(write_bytes(folder / f"{name}.png", pictures[name]))
        written.append(write_bytes(folder / f"{name}.svg", _with_font(content, letters)))
    sheets = None if story.districts is None else story.districts.sheets()
    return written if sheets is None else written + write_sheets(sheets, folder, language)


def write_sheets(country: Country, folder: Path, language: str) -> list[Path]:
    """Write a sheet (PDF) for each prefecture, ``03-iwate.pdf``; for each page of districts, ``districts-1.pdf``."""
    written = []
    for tile in country.tiles:
        with drawing(language):
            figure = prefecture_sheet(country, tile, language)
            name = tile.file or f"{tile.code}-{tile.name.say('en').lower()}"
            written.append(save(figure, folder / f"{name}.pdf"))
    return written


@takes(figure=FIGURE, path=PATH, dpi=DPI, embed_font=TRUTH)
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
        refuse(
            str(path),
            "suffix",
            f"got {kind!r}; use .png, .svg or .pdf.",
            f"{kind!r} は使えません。.png、.svg、.pdf のどれかにしてください。",
        )
    content = rendered(figure, kind, dpi)
    if kind == ".svg" and embed_font:
        content = _with_font(content, _letters(content))
    return write_bytes(path, content)


def rendered(figure: Figure | Axes, kind: str, dpi: int = 144, language: str = "en") -> bytes:
    """Return a figure as the content of a file of a kind: ".png", ".svg", ".pdf"."""
    whole = figure.get_figure(root=True) if isinstance(figure, Axes) else figure
    assert whole is not None
    stream = io.BytesIO()
    extra: dict[str, Any] = {"pil_kwargs": {"compress_level": 3}} if kind == ".png" else {}
    with drawing(language):
        whole.savefig(stream, format=kind[1:], dpi=dpi, metadata=_METADATA[kind], facecolor="white", **extra)
    return stream.getvalue()


def _letters(svg: bytes) -> frozenset[int]:
    """Return the code points that an SVG shows."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg.decode(), re.DOTALL)
    return frozenset(ord(c) for text in texts for c in unescape(re.sub(r"<[^>]*>", "", text)) if c >= " ")


def _with_font(svg: bytes, letters: frozenset[int]) -> bytes:
    """Return the SVG with these letters of the Japanese font embedded."""
    face = base64.b64encode(subset(letters)).decode()
    rule = f"@font-face{{font-family:'IPAexGothic';src:url(data:font/woff;base64,{face}) format('woff')}}"
    return svg.replace(b"</metadata>", f"</metadata>\n <style>{rule}</style>".encode(), 1)
