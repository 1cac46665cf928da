"""The report: a PDF/A of some 7 to 20 pages that a planner can hand to the council."""

from __future__ import annotations

import datetime
import json
import tempfile
from importlib import resources
from pathlib import Path
from typing import Any

from cohort.atomic import write_bytes
from cohort.report.document.content import content
from cohort.report.fonts import typst_fonts
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
        font_paths=typst_fonts(),
        format="pdf",
        pdf_standards="a-2b",
        timestamp=datetime.datetime.combine(date, datetime.time(), datetime.UTC),
    )
    return bytes(pdf)
