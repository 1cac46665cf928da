"""The section on what is tied to the population: indicators, their ratings, connected and active population."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cohort.analysis.indicators import indicator_section, rating_section
from cohort.report.document.blocks import Block, bullets, heading, paragraph, table
from cohort.report.document.view import View
from cohort.report.tied import left_out, table_years

LAST_COLUMNS = 5  # years that fit beside the titles


def tied_section(view: View, drawn: Mapping[str, str]) -> list[Block]:
    """Return the section; nothing where a run has none of it."""
    tied = getattr(view.run, "tied", None)
    if tied is None:
        return []
    blocks = [*_indicators(view, tied), *_ratings(view, tied), *_connected(view, tied)]
    if not blocks:
        return []
    return [
        heading(view.say("What is tied to the population", "人口に連動するもの")),
        *blocks,
    ]


def _indicators(view: View, tied: Any) -> list[Block]:
    if tied.values is None or tied.values.empty:
        return []
    years = [year for year in table_years(view.run) if year <= max(view.target, view.years[0] + 20)]
    years = years[-LAST_COLUMNS:]
    titles = {case.scenario: view.short(case.scenario) for case in view.mains}
    section = indicator_section(tied.values, tied.indicators, titles, years, view.language)
    rows = []
    for part in section.tables:
        rows += [[part.heading if n == 0 else "", *row] for n, row in enumerate(part.rows)]
    columns = [view.say("Indicator, unit", "指標（単位）"), *section.tables[0].columns]
    return [
        paragraph(" ".join(part for part in (section.lead, left_out(view.run, view.language)) if part)),
        table(
            section.title,
            columns,
            rows,
            widths=[2.6, 2.6, *[1.0] * len(years)],
            align="ll" + "r" * len(years),
            note=view.say(
                "Every rate with its source is in the workbook (sheet Indicators); the other scenarios, too.",
                "率と出典、その他のシナリオは、別添のExcelブックの「指標」にあります。",
            ),
        ),
    ]


def _ratings(view: View, tied: Any) -> list[Block]:
    if tied.ratings is None:
        return []
    section = rating_section(tied.ratings, view.language)
    counts = tied.ratings["rating"].value_counts()
    said = [f"{name} {int(counts.get(name, 0))}" for name in ("A", "B", "C", "D")]
    return [
        heading(section.title, 2),
        paragraph(section.lead),
        paragraph(
            view.say(
                f"Ratings: {', '.join(said)}. Every indicator with its numbers is in the workbook (sheet Ratings).",
                f"評価の内訳：{'、'.join(said)}。指標ごとの数値は、別添のExcelブックの「指標の評価」にあります。",
            )
        ),
    ]


def _connected(view: View, tied: Any) -> list[Block]:
    if tied.connected is None:
        return []
    return [
        heading(view.say("Connected and active population", "つながり人口・活動人口"), 2),
        bullets(tied.connected.sentences(view.language)),
    ]
