"""The workbook: everything a colleague needs to check or to go on calculating, in one Excel file."""

from __future__ import annotations

from pathlib import Path

from cohort._version import __version__
from cohort.atomic import write_bytes
from cohort.report.workbook.book import Book
from cohort.report.workbook.sheets import write_sheets
from cohort.story.model import Story
from cohort.text import Day


def write_workbook(story: Story, folder: str | Path, language: str) -> list[Path]:
    """Write ``<folder>/<area>.xlsx``, named after the last part of ``folder``.

    Sheets: summary and verdict, charts, totals, yearly results, age groups, pyramids, assumptions with sources,
    indicators, ratings and connected population (where there are any), input sheet in the official layout, all ages,
    records. Numbers are those of the run, unrounded; text is never a formula. The same run gives the same bytes.
    """
    folder = Path(folder)
    footer = f"{story.names.place.say(language)}  {Day(story.date).say(language)}  cohort {__version__}"
    book = Book(language, story.question.say(language), footer, story.date)
    write_sheets(book, story)
    return [write_bytes(folder / f"{folder.resolve().name}.xlsx", book.bytes())]
