"""The workbook: everything a colleague needs to check or to go on calculating, in one Excel file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cohort.report.atomic import write_bytes
from cohort.report.workbook.book import Book
from cohort.report.workbook.official import official_sheet
from cohort.report.workbook.results import (
    ages_sheet,
    pyramid_sheet,
    single_ages_sheet,
    totals_sheet,
    yearly_sheet,
)
from cohort.report.workbook.sheets import assumptions_sheet, origin, records_sheet, summary_sheet
from cohort.report.workbook.tied import tied_sheets

if TYPE_CHECKING:
    from cohort.run import Run

__all__ = ["write_workbook"]


def write_workbook(run: Run, folder: str | Path, language: str) -> list[Path]:
    """Write ``<folder>/<area>.xlsx``, named after the last part of ``folder``.

    Sheets: summary and verdict, totals with charts, yearly results, charts, age groups, pyramids, assumptions with sources,
    indicators, ratings and connected population (where there are any), input
    sheet in the official layout, all ages, records. Numbers are those of the run, unrounded; text is never a formula.

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
        The file written. The same run gives the same bytes.
    """
    folder = Path(folder)
    area = run.inputs.area
    name = area.name_ja if language == "ja" else area.name_en
    versions = origin()
    title = f"{name}：将来人口の推計" if language == "ja" else f"{name}: population projection"
    book = Book(language, title, f"{name}  cohort {versions['cohort']}")
    summary_sheet(book, run)
    charts = book.sheet(book.say("Charts", "グラフ"), [9] * 15, landscape=False, pages_tall=1)
    charts.heading(book.say("Charts", "グラフ"), "title")
    totals_sheet(book, run, charts)
    yearly_sheet(book, run, charts)
    ages_sheet(book, run)
    pyramid_sheet(book, run)
    assumptions_sheet(book, run)
    tied_sheets(book, run)
    official_sheet(book, run)
    single_ages_sheet(book, run)
    records_sheet(book, run, versions)
    path = folder / f"{folder.resolve().name}.xlsx"
    write_bytes(path, book.bytes())
    return [path]
