"""A run as it is told: headline, sections, tables and charts, built once for every output."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import partial

from cohort.analysis.verdict import outlook_said
from cohort.arguments import DATE, RUN, at_the_door, takes
from cohort.run import Run
from cohort.story.assumptions import assumptions_section, assumptions_table, citation, course_table, sources_table
from cohort.story.charts import charts_of
from cohort.story.dependents import dependent_sections, dependent_tables
from cohort.story.districts import Districts, districts_charts, districts_section, districts_tables
from cohort.story.findings import ages_section, answer_section, flows_section, verdict_section
from cohort.story.futures import NONE, Futures, futures_told
from cohort.story.method import limits_section, method_section
from cohort.story.model import Chart, Section, Story, Tables
from cohort.story.names import date_of
from cohort.story.numbers import Numbers
from cohort.story.provenance import provenance_section, records_table, shared_records_table
from cohort.story.readings import readings_charts, readings_section, readings_tables
from cohort.story.requirements import reliability_section, requirements_section, requirements_table
from cohort.story.tables import result_tables
from cohort.story.takes import Takes
from cohort.story.takes_charts import takes_charts
from cohort.story.takes_told import takes_sections, takes_tables
from cohort.text import Joined, Said, Text


@takes(run=RUN, date=DATE)
def story(run: Run, date: datetime.date | None = None) -> Story:
    """Return a run as it is told, in both languages.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.
    date : date, optional
        Of the documents; by default the latest day that any figure of the inputs stands for.

    Raises
    ------
    ProjectionError
        If the run has several areas or draws.
    """
    numbers = Numbers(run)
    takes, chance, districts = Takes.of(numbers), futures_told(numbers), Districts.of(numbers)
    tables = tables_of(numbers, takes, chance, districts)
    charts = {
        **charts_of(numbers),
        **readings_charts(run.readings, numbers),
        **chance.charts,
        **takes_charts(takes, numbers),
        **districts_charts(districts),
    }
    return Story(
        run=run,
        names=numbers.names,
        date=date or date_of(run.inputs),
        question=_question(numbers),
        subtitle=_subtitle(numbers),
        outlook=numbers.outlook,
        headline=run.answer.headline,
        sentences=(*chance.sentences, *run.answer.support),
        sections=_sections(numbers, tables, charts, takes, chance, districts),
        tables=tables,
        charts=charts,
        districts=districts,
    )


def tables_of(
    numbers: Numbers, takes: Takes | None = None, chance: Futures = NONE, districts: Districts | None = None
) -> Tables:
    """Return every table of a run by name, each made when it is asked for."""
    return Tables(
        {
            **result_tables(numbers),
            **readings_tables(numbers.run.readings),
            **chance.tables,
            **dependent_tables(numbers),
            **takes_tables(takes),
            **districts_tables(districts),
            **{
                name: partial(maker, numbers)
                for name, maker in (
                    ("requirements", requirements_table),
                    ("assumptions", assumptions_table),
                    ("course", course_table),
                    ("sources", sources_table),
                    ("records", records_table),
                    ("shared-records", shared_records_table),
                )
            },
        }
    )


def _sections(
    numbers: Numbers,
    tables: Tables,
    charts: Mapping[str, Chart],
    takes: Takes | None,
    chance: Futures,
    districts: Districts | None,
) -> tuple[Section, ...]:
    """Return the sections of the report, in order; one with nothing to say is not there."""
    found = (
        answer_section(numbers, tables, charts),
        verdict_section(numbers, tables, charts),
        requirements_section(tables["requirements"]),
        readings_section(numbers.run.readings, tables, charts),
        chance.section,
        ages_section(numbers, tables, charts),
        flows_section(numbers, tables, charts),
        *takes_sections(takes, charts, tables),
        districts_section(districts, charts),
        *dependent_sections(numbers),
        method_section(numbers),
        assumptions_section(numbers, tables["assumptions"], tables["sources"]),
        reliability_section(numbers),
        limits_section(),
        provenance_section(numbers, tables["shared-records"]),
    )
    return tuple(section for section in found if section is not None)


def _question(numbers: Numbers) -> Text:
    """Return the title of every document: what is asked."""
    place = numbers.names.place
    if numbers.outlook is None:
        return Text("{place}: population projection", "{place}の将来人口推計", place=place)
    return Text(
        "{place}: does the outlook of {outlook} hold?",
        "{place}の将来人口：{outlook}という展望は成り立つか",
        place=place,
        outlook=outlook_said(numbers.outlook, era=True),
    )


def _subtitle(numbers: Numbers) -> tuple[Said, ...]:
    """Return the lines under the title: whose outlook it is, and how it was checked."""
    how: Said = Text(
        "Checked with the cohort-component method, {first} to {last}",
        "コーホート要因法による検証（{first}～{last}年）",
        first=numbers.years[0],
        last=numbers.years[-1],
    )
    inputs = numbers.run.inputs
    if inputs.prefecture is not None:  # there are two 府中市, three 日野町
        of = Text(inputs.prefecture.area.name_en, inputs.prefecture.area.name_ja)
        where = Text(
            "{prefecture} prefecture, code {code}",
            "{prefecture}　団体コード{code}",
            prefecture=of,
            code=inputs.area.code,
        )
        how = Joined([where, how], Text(". ", "　"))
    outlook = numbers.outlook
    if outlook is None:
        return (how,)
    stating = next((one for one in numbers.run.scenarios if outlook in one.outlooks), None)
    if stating is None:
        return (how,)
    said = citation(stating, outlook.source, numbers.run.inputs)
    return Text("Outlook of: {said}", "検証の対象：{said}", said=said), how


at_the_door(globals())
