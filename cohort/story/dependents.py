"""What depends on the population: indicators, their ratings, connected and active population."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from cohort.analysis.dependents import Dependents
from cohort.analysis.indicators import indicator_table, rating_sentence, rating_table
from cohort.story.model import Bullets, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table, words
from cohort.text import Joined, Text, listed

PRINTED_YEARS = 5  # that fit beside the titles


def dependent_tables(numbers: Numbers) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables ``indicators``, ``ratings`` and ``connected``: those that a run has."""
    found = numbers.run.dependents or Dependents()
    made: dict[str, Callable[[], Table]] = {}
    years = [year for year in numbers.years if year % 5 == 0]
    if found.values is not None and len(found.values):
        made["indicators"] = partial(_indicators, numbers, found, numbers.names.scenarios, years)
    if found.ratings is not None:
        made["ratings"] = partial(rating_table, found.ratings)
    if found.connected is not None:
        said = found.connected.sentences()
        made["connected"] = partial(lambda ties: ties.table().noted(*said), found.connected)
    return made


def _indicators(numbers: Numbers, found: Dependents, scenarios: Sequence[str], years: Sequence[int]) -> Table:
    assert found.values is not None  # the callers look
    titles = {name: numbers.names.short[name] for name in scenarios}
    return indicator_table(found.values, found.indicators, titles, years, found.left_out)


def dependent_sections(numbers: Numbers) -> list[Section]:
    """Return the sections on what depends on the population; none where a run has none of it."""
    found = numbers.run.dependents or Dependents()
    heading = Text("What depends on the population", "人口に連動するもの")
    sections = []
    if found.values is not None and len(found.values):
        last = max(numbers.target, numbers.years[0] + 20)
        years = [year for year in numbers.years if year % 5 == 0 and year <= last][-PRINTED_YEARS:]
        made = _indicators(numbers, found, list(dict.fromkeys([numbers.names.opening, numbers.names.reference])), years)
        leads = made.notes[: 2 if found.left_out else 1]
        sections.append(Section("indicators", heading, (Paragraph(Joined(leads, Text(" ", ""))), _printed(made))))
    if found.ratings is not None:
        counts = found.ratings["rating"].value_counts()
        said = [f"{name} {int(counts.get(name, 0))}" for name in ("A", "B", "C", "D")]
        all_of_them = Text(
            "Ratings: {said}. Every indicator with its numbers is in the workbook (sheet Ratings).",
            "評価の内訳：{said}。指標ごとの数値は、別添のExcelブックの「指標の評価」にあります。",
            said=listed(said),
        )
        blocks = Paragraph(rating_sentence(found.ratings)), Paragraph(all_of_them)
        sections.append(
            Section("ratings", Text("Ratings of the indicators", "指標の評価"), blocks, 2 if sections else 1)
        )
    if found.connected is not None:
        title = Text("Connected and active population", "つながり人口・活動人口")
        sections.append(Section("connected", title, (Bullets(found.connected.sentences()),), 2 if sections else 1))
    return sections


def _printed(made: Table) -> Table:
    """Return the table of indicators with indicator and unit in one column, each named once."""
    rows, last = [], ""
    for indicator, unit, *others in made.rows:
        named = Text("{indicator}, {unit}", "{indicator}（{unit}）", indicator=indicator, unit=unit)
        rows.append((words("") if named.say("en") == last else words(named), *others))
        last = named.say("en")
    first, _, *columns = made.columns
    note = Text(
        "Every rate with its source is in the workbook (sheet Indicators); the other scenarios, too.",
        "率と出典、その他のシナリオは、別添のExcelブックの「指標」にあります。",
    )
    return Table("indicators", made.title, (first, *columns), tuple(rows), (note,))
