"""The report: a PDF/A of 8 to 14 pages that a planner can hand to the council."""

from __future__ import annotations

import datetime
import json
import tempfile
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.report.atomic import write_bytes
from cohort.report.document.content import content
from cohort.story.model import Figure, Story


def write_document(story: Story, folder: str | Path, language: str) -> list[Path]:
    """Write ``<folder>/report.pdf``: question, answer, charts, method, assumptions and sources, limits.

    PDF/A-2b, fonts embedded (IPAex Gothic by the IPA Font License, which allows embedding in documents; Libertinus and
    DejaVu by theirs). The same run and date give the same bytes.
    """
    with tempfile.TemporaryDirectory() as workshop:
        draw_charts(story, Path(workshop), language)
        pdf = render(content(story, language), Path(workshop), story.date)
    path = Path(folder) / "report.pdf"
    write_bytes(path, pdf)
    return [path]


def draw_charts(story: Story, workshop: Path, language: str) -> list[str]:
    """Draw the charts of the sections into files beside the template (SVG without a font: the report embeds its own)."""
    from cohort.report.charts import svg

    blocks = (block for section in story.sections for block in section.blocks)
    wanted = [block.chart for block in blocks if isinstance(block, Figure)]
    for name in wanted:
        (workshop / f"{name}.svg").write_text(svg(story.charts[name], language), encoding="utf-8")
    return wanted


def render(said: dict[str, Any], workshop: Path, date: datetime.date) -> bytes:
    """Set a document.

    Parameters
    ----------
    said : dict
        As `content` returns it.
    workshop : Path
        Folder that holds the charts; the template and the text are put beside them.
    date : date
        Of the document: PDF/A wants one.

    Returns
    -------
    bytes
        A PDF/A-2b.
    """
    import typst

    template = resources.files("cohort.report.document").joinpath("report.typ").read_text(encoding="utf-8")
    (workshop / "report.typ").write_text(template, encoding="utf-8")
    (workshop / "content.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    pdf = typst.compile(
        workshop / "report.typ",
        root=workshop,
        font_paths=fonts(),
        format="pdf",
        pdf_standards="a-2b",
        timestamp=datetime.datetime.combine(date, datetime.time(), datetime.UTC),
    )
    return bytes(pdf)


@cache
def fonts() -> Any:
    """Return the fonts of the report: those that come with packages, none of the system's, so that it looks alike everywhere."""
    import typst

    folders = []
    for package, inside in (("matplotlib_fontja", "fonts"), ("matplotlib", "mpl-data/fonts/ttf")):
        found = find_spec(package)
        if found is not None and found.submodule_search_locations:
            folders.append(Path(found.submodule_search_locations[0]) / inside)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)
