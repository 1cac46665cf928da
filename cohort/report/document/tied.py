"""The section on what depends on the population: indicators, their ratings, connected and active population."""

from __future__ import annotations

from collections.abc import Mapping

from cohort.analysis.dependents import Dependents
from cohort.analysis.indicators import indicator_table, rating_sentence
from cohort.report.document.blocks import Block, bullets, heading, paragraph, table
from cohort.report.document.view import View
from cohort.text import Text

LAST_COLUMNS = 5  # years that fit beside the titles


def tied_section(view: View, drawn: Mapping[str, str]) -> list[Block]:
    """Return the section; nothing where a run has none of it."""
    found = getattr(view.run, "dependents", None)
    if found is None:
        return []
    blocks = [*_indicators(view, found), *_ratings(view, found), *_connected(view, found)]
    if not blocks:
        return []
    return [heading(view.say("What depends on the population", "人口に連動するもの")), *blocks]


def _indicators(view: View, found: Dependents) -> list[Block]:
    if found.values is None or found.values.empty:
        return []
    years = [year for year in view.years if year % 5 == 0 and year <= max(view.target, view.years[0] + 20)]
    years = years[-LAST_COLUMNS:]
    titles = {
        case.scenario: Text(view.short(case.scenario), view.short(case.scenario)) for case in view.mains
    }
    made = indicator_table(found.values, found.indicators, titles, years, found.left_out)
    head, *rows = made.say(view.language)
    seen: set[str] = set()
    for row in rows:
        row[0] = "" if row[0] in seen else seen.add(row[0]) or f"{row[0]}, {row[1]}"  # type: ignore[func-returns-value]
    kept = [[row[0], *row[2:]] for row in (head, *rows)]
    leads = [note.say(view.language) for note in made.notes[: 2 if found.left_out else 1]]
    return [
        paragraph(" ".join(leads)),
        table(
            made.title.say(view.language),
            kept[0],
            kept[1:],
            widths=[2.6, 2.6, *[1.0] * len(years)],
            align="ll" + "r" * len(years),
            note=view.say(
                "Every rate with its source is in the workbook (sheet Indicators); the other scenarios, too.",
                "率と出典、その他のシナリオは、別添のExcelブックの「指標」にあります。",
            ),
        ),
    ]


def _ratings(view: View, found: Dependents) -> list[Block]:
    if found.ratings is None:
        return []
    counts = found.ratings["rating"].value_counts()
    said = [f"{name} {int(counts.get(name, 0))}" for name in ("A", "B", "C", "D")]
    return [
        heading(view.say("Ratings of the indicators", "指標の評価"), 2),
        paragraph(rating_sentence(found.ratings).say(view.language)),
        paragraph(
            view.say(
                f"Ratings: {', '.join(said)}. Every indicator with its numbers is in the workbook (sheet Ratings).",
                f"評価の内訳：{'、'.join(said)}。指標ごとの数値は、別添のExcelブックの「指標の評価」にあります。",
            )
        ),
    ]


def _connected(view: View, found: Dependents) -> list[Block]:
    if found.connected is None:
        return []
    return [
        heading(view.say("Connected and active population", "つながり人口・活動人口"), 2),
        bullets([sentence.say(view.language) for sentence in found.connected.sentences()]),
    ]
