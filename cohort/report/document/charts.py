"""The report's charts: those of the story, as files beside the template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.story.charts import charts_of
from cohort.story.numbers import Numbers

if TYPE_CHECKING:
    from cohort.run import Run

# Name in the report -> name in the story.
CHARTS = {
    "totals": "totals",
    "pyramid": "pyramid-years",
    "pyramid_compared": "pyramid-scenarios",
    "age_classes": "age-classes",
    "births_and_deaths": "births-and-deaths",
    "natural_and_social_change": "natural-and-social-change",
    "migration_by_age": "migration-by-age",
}


def draw_charts(run: Run, workshop: Path, language: str) -> dict[str, str]:
    """Draw the charts of a run.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.
    workshop : Path
        Folder for the files.
    language : str
        "en" or "ja".

    Returns
    -------
    dict of str to str
        Name of the chart -> name of its file (SVG, without a font: the report embeds its own).
    """
    from cohort.report.charts import svg

    charts, drawn = charts_of(Numbers(run)), {}
    for name, key in CHARTS.items():
        if key in charts:
            drawn[name] = f"{name}.svg"
            (workshop / drawn[name]).write_text(svg(charts[key], language), encoding="utf-8")
    return drawn
