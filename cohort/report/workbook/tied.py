"""Sheets of what depends on the population: indicators, their ratings, connected and active population."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cohort.analysis.indicators import indicator_table, rating_table
from cohort.report.titles import scenario_titles
from cohort.text import Text

if TYPE_CHECKING:
    from cohort.report.workbook.book import Book, Sheet
    from cohort.table import Cell, Table

_WIDE = 110  # full-width characters that fit on a merged line


def tied_sheets(book: Book, run: Any) -> None:
    """Write a sheet for each of the indicators, the ratings and the ties, where a run has them."""
    found = getattr(run, "dependents", None)
    if found is None:
        return
    titles = {
        name: Text(title, title) for name, title in scenario_titles(run.scenarios, book.language).items()
    }
    if found.values is not None and not found.values.empty:
        years = [int(year) for year in run.summary["time"].values if int(year) % 5 == 0]
        table = indicator_table(found.values, found.indicators, titles, years, found.left_out)
        table_sheet(book, book.say("Indicators", "指標"), table, [34, 16, 52, *[10] * len(years)], 3)
    if found.ratings is not None:
        table_sheet(
            book,
            book.say("Ratings", "指標の評価"),
            rating_table(found.ratings),
            [7, 60, 8, *[12] * 4, 9, 11],
            2,
        )
    if found.connected is not None:
        ties = found.connected.table()
        widths = [52, 8, *[17] * (len(ties.columns) - 2)]
        table_sheet(
            book,
            book.say("Connected", "つながり人口"),
            ties.noted(*found.connected.sentences()),
            widths,
            2,
        )


def table_sheet(book: Book, name: str, table: Table, widths: Sequence[int], freeze: int) -> None:
    """Write a table as a sheet: title, notes, then cells that stay numbers."""
    language = book.language
    sheet = book.sheet(name, widths)
    sheet.heading(table.title.say(language), "title")
    for note in table.notes:
        _note(sheet, note.say(language), min(8, len(widths) - 1))
    sheet.header([column.say(language) for column in table.columns], freeze_columns=freeze, height=45)
    for row in table.rows:
        sheet.line(
            [cell.say(language) if cell.value is None else _finite(cell) for cell in row], [*map(_look, row)]
        )


def _finite(cell: Cell) -> float | None:
    return cell.value if cell.value == cell.value else None


def _look(cell: Cell) -> str:
    if cell.mark:
        return "starred"
    looks = {"share": "share", "year": "year", "text": "text"}
    return looks.get(cell.kind, "persons" if cell.places == 0 else "value")


def _note(sheet: Sheet, text: str, columns: int) -> None:
    wide = sum(1 if ord(letter) < 0x2E80 else 2 for letter in text)
    sheet.note(text, columns, height=15 * max(1, -(-wide // (2 * _WIDE))))
