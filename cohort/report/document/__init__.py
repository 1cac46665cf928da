"""The report: a PDF/A of 8 to 12 pages that a planner can hand to the council."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.report.atomic import write_bytes
from cohort.report.document.content import content

if TYPE_CHECKING:
    from cohort.run import Run

__all__ = ["render", "write_document"]

# PDF/A wants a date. A fixed one, so that the same run gives the same bytes.
DATED = datetime(2000, 1, 1, tzinfo=UTC)


def write_document(run: Run, folder: str | Path, language: str) -> list[Path]:
    """Write ``<folder>/report.pdf``: question, answer, charts, method, assumptions and sources, limits.

    PDF/A-2b, fonts embedded (IPAex Gothic by the IPA Font License, which allows embedding in documents; Libertinus and
    DejaVu by theirs). The same run gives the same bytes.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.
    folder : str or Path
        Where results go; made if it is not there.
    language : str
        "en" or "ja".

    Returns
    -------
    list of Path
        The file written.
    """
    from cohort.report.document.charts import draw_charts

    with tempfile.TemporaryDirectory() as workshop:
        drawn = draw_charts(run, Path(workshop), language)
        pdf = render(content(run, drawn, language), Path(workshop))
    path = Path(folder) / "report.pdf"
    write_bytes(path, pdf)
    return [path]


def render(said: dict[str, Any], workshop: Path) -> bytes:
    """Set a document.

    Parameters
    ----------
    said : dict
        As `content` returns it.
    workshop : Path
        Folder that holds the charts; the template and the text are put beside them.

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
        timestamp=DATED,
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
