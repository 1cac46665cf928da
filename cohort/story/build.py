"""A run as it is told: headline, sections, tables and charts, built once for every output."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from cohort.analysis.verdict import outlook_said
from cohort.story.charts import charts_of
from cohort.story.model import Story
from cohort.story.names import date_of
from cohort.story.numbers import Numbers
from cohort.story.tables import tables_of
from cohort.text import Text

if TYPE_CHECKING:
    from cohort.run import Run


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
    return Story(
        run=run,
        names=numbers.names,
        date=date or date_of(run.inputs),
        question=_question(numbers),
        outlook=numbers.outlook,
        headline=run.answer.headline,
        sentences=run.answer.support,
        tables=tables_of(numbers),
        charts=charts_of(numbers),
    )


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
