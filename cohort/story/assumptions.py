"""What each scenario assumes and where it says so, and the sources of what was observed."""

from __future__ import annotations

import re
from typing import Any

from cohort.scenario.course import course
from cohort.scenario.course_row import cite
from cohort.scenario.model import Scenario
from cohort.scenario.summary import SummaryRow, summary_rows
from cohort.story.model import WORDS, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.story.tables import SCENARIO, SIGN_NOTE, YEAR
from cohort.table import Column, Table, calendar, figure, label_column, table, words
from cohort.text import EMPTY, Joined, Said, Text


def assumptions_section(numbers: Numbers, made: Table, sources: Table) -> Section:
    """Return what each scenario assumes, where it says so, and the sources in full."""
    lead = WORDS["assumptions"]
    return Section("assumptions", Text("Assumptions and sources", "前提と出典"), (Paragraph(lead), made, sources))


def assumptions_table(numbers: Numbers) -> Table:
    """Return a row for each thing a scenario states: its path in words, and the number of its source below."""
    cited: dict[str, tuple[int, Said]] = {}
    rows = []
    for scenario in numbers.run.scenarios:
        title: Said = numbers.names.titles[scenario.name]
        for row in summary_rows(scenario) or (_unstated(scenario),):
            source: Said = row.citation or Text("census", "国勢調査")
            if row.source:
                place, _ = cited.setdefault(source.say("en"), (len(cited) + 1, source))
                source = Text("[{place}]", "[{place}]", place=place)
            rows.append([words(title), words(row.what), words(row.path), words(source)])
            title = EMPTY
    return table(
        "assumptions",
        Text("Assumptions by scenario", "シナリオごとの前提"),
        [
            label_column(SCENARIO, 3.0),
            Column(Text("What", "項目"), "l", 1.9),
            Column(Text("Value", "値"), "l", 3.6),
            Column(Text("Source", "出典"), "c", 0.8),
        ],
        rows,
        [SIGN_NOTE, *(Text("[{place}] {said}", "[{place}] {said}", place=n, said=said) for n, said in cited.values())],
    )


def _unstated(scenario: Scenario) -> SummaryRow:
    """Return whose level holds where a scenario states nothing."""
    everything = Text("all", "すべて")
    years = scenario.launch.events
    if not years:
        rates = Text("rates between the last two censuses up to the launch", "起点までの2回の国勢調査の間の率")
        return SummaryRow(everything, rates, "", EMPTY)
    said = Joined([str(year) for year in years], Text(", ", "・"))
    path = Text("levels of the events of {years}", "{years}年の実績の水準", years=said)
    return SummaryRow(everything, path, "", Text("observed", "実績"))


def course_table(numbers: Numbers) -> Table:
    """Return everything the scenarios say, value by value, with what it rests on and who says so."""
    rows = []
    for scenario in numbers.run.scenarios:
        for row in course(scenario):
            year = words("") if row.year is None else calendar(row.year)
            places = None  # as it is written, with four decimals at most; people with one
            if row.value is not None:
                most = 1 if "persons" in row.unit.en else 4
                places = len(f"{round(row.value, most):.10g}".partition(".")[2])
            value = figure(row.value, places, scenario=scenario.name, year=row.year)
            why = row.why
            if row.last is not None and row.last != row.year:
                why = Text("{why}, until {last}", "{why}（{last}年まで）", why=why, last=row.last)
            cited = citation(scenario, row.source, numbers.run.inputs) if row.source else EMPTY
            said = (row.unit, why, cited, row.file)
            rows.append(
                [words(numbers.names.short[scenario.name]), words(row.what), year, value, *(words(one) for one in said)]
            )
    return table(
        "course",
        Text("Assumptions, value by value, with sources", "前提：各年の値とその出典"),
        [
            label_column(SCENARIO),
            Column(Text("What", "項目"), "l", 2.5),
            Column(YEAR, "c"),
            Column(Text("Value", "値")),
            Column(Text("Unit", "単位"), "l", 2.0),
            Column(Text("Rests on", "値の由来"), "l", 2.0),
            Column(Text("Source", "出典"), "l", 5.0),
            Column(Text("File", "ファイル"), "l", 3.0),
        ],
        rows,
        [
            Text(
                "A year's value is that of the interval that begins in it.",
                "各年の値は、その年から始まる期間の値です。",
            ),
            SIGN_NOTE,
        ],
    )


def citation(scenario: Scenario, key: str, inputs: Any) -> Text:
    """Return the citation of a source key, looked up in the scenario and then in the inputs."""
    found = next((one for one in scenario.sources if one.key == key), None) or inputs.sources.get(key)
    return cite(found) if found is not None else Text(key, key)


def sources_table(numbers: Numbers) -> Table:
    """Return the sources of the inputs and of the prefecture and nation they lie in, each once."""
    found: dict[tuple[str, str], Any] = {}
    inputs = numbers.run.inputs
    for tables in (inputs, inputs.prefecture, inputs.nation):
        for source in tables.sources.values() if tables is not None else ():
            found.setdefault((source.title, source.publisher), source)
    return table(
        "sources",
        Text("Sources of the observed numbers", "実績などの出典"),
        [label_column(Text("Source", "出典"), 4.2), Column(Text("Date or period", "時点・期間"), "l", 1.6)],
        [[words(cite(source)), words(_when(source.date))] for source in found.values()],
    )


def _when(date: str) -> Text:
    """Return the date of a source ("2013-03", "1980-10-01/2015-10-01") as people write it."""

    def written(match: re.Match[str]) -> str:
        year, month, day = match.groups()
        return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")

    japanese = re.sub(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", written, date).replace("/", "～")
    return Text(date.replace("/", " to "), japanese)
