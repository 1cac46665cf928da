"""One workbook and its style: fonts, number formats, print set-up; text that stays text."""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FONTS = {"en": "Calibri", "ja": "Yu Gothic"}
# A fixed date, so that the same run gives the same bytes.
CREATED = datetime(2000, 1, 1)
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#000000")
MALE, FEMALE = "#0072B2", "#D55E00"

_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "lead": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 12, "font_color": "#1F4E79"},
    "note": {"font_color": "#595959", "text_wrap": True, "valign": "top"},
    "plain_note": {"font_color": "#595959"},
    "header": {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, "align": "center", "valign": "vcenter"},
    "text": {"valign": "top"},
    "wrap": {"text_wrap": True, "valign": "top"},
    "year": {"num_format": "0", "align": "center", "valign": "top"},
    "year_header": {"num_format": "0", "bold": True, "bg_color": "#DDEBF7", "bottom": 1, "align": "center"},
    "persons": {"num_format": "#,##0", "valign": "top"},
    "starred": {"num_format": '#,##0"*"', "italic": True, "valign": "top"},
    "signed": {"num_format": "+#,##0;-#,##0;0", "valign": "top"},
    "mirrored": {"num_format": "#,##0;#,##0"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "decimal": {"num_format": "0.00", "valign": "top"},
    "ratio": {"num_format": "0.0000"},
    "value": {"num_format": "#,##0.00##", "valign": "top"},
    "good": {"bold": True, "font_color": "#006100", "bg_color": "#E2F0D9", "align": "center", "valign": "top"},
    "bad": {"bold": True, "font_color": "#9C0006", "bg_color": "#FCE4E4", "align": "center", "valign": "top"},
}  # fmt: skip


class Book:
    """A workbook being written in memory.

    Parameters
    ----------
    language : str
        "en" or "ja".
    title, footer : str
        Document title; text at the foot of every printed page.
    """

    def __init__(self, language: str, title: str, footer: str) -> None:
        import xlsxwriter

        self.language = language
        self.footer = footer
        self.buffer = io.BytesIO()
        self.file: Workbook = xlsxwriter.Workbook(
            self.buffer,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONTS[language], "font_size": 10},
            },
        )
        self.file.set_properties({"title": title, "author": "cohort", "created": CREATED})
        self.looks = {
            name: self.file.add_format({"font_name": FONTS[language], "font_size": 10, **look})
            for name, look in _LOOKS.items()
        }

    def say(self, en: str, ja: str) -> str:
        """Return the text of the workbook's language."""
        return ja if self.language == "ja" else en

    def bytes(self) -> bytes:
        """Finish the workbook and return the file."""
        self.file.close()
        return self.buffer.getvalue()

    def sheet(
        self, name: str, widths: Sequence[float], *, landscape: bool = True, pages_tall: int = 0
    ) -> Sheet:
        """Add a sheet: A4, one page wide (and ``pages_tall`` high; 0: as many as needed), page numbers at the foot."""
        worksheet = self.file.add_worksheet(name)
        worksheet.set_paper(9)
        if landscape:
            worksheet.set_landscape()
        worksheet.fit_to_pages(1, pages_tall)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        # "&" begins a code in a footer; doubled it is itself.
        worksheet.set_footer(f"&L&8{self.footer.replace('&', '&&')}&C&8&A&R&8&P / &N")
        worksheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            worksheet.set_column(column, column, width)
        return Sheet(self, worksheet)


class Sheet:
    """A sheet and the row that comes next."""

    def __init__(self, book: Book, worksheet: Worksheet) -> None:
        self.book = book
        self.worksheet = worksheet
        self.row = 0

    @property
    def name(self) -> str:
        """The sheet's name, as formulas and charts refer to it."""
        return str(self.worksheet.get_name())

    def put(self, row: int, column: int, value: object, look: str = "text") -> None:
        """Write one cell. Text is written as text whatever it looks like; None leaves the cell empty.

        Raises
        ------
        ValueError
            If a number is not finite: nothing that is not a number may look like one.
        """
        style = self.book.looks[look]
        if value is None:
            self.worksheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            self.worksheet.write_string(row, column, value, style)
        else:
            number = float(value)  # type: ignore[arg-type]
            if not math.isfinite(number):
                raise ValueError(f"{self.name}, row {row + 1}, column {column + 1}: {number} is not a number")
            self.worksheet.write_number(row, column, number, style)

    def line(self, values: Sequence[object], looks: Sequence[str] | str = "text") -> int:
        """Write a row and go on to the next; return the row written."""
        row = self.row
        each = [looks] * len(values) if isinstance(looks, str) else looks
        for column, (value, look) in enumerate(zip(values, each, strict=True)):
            self.put(row, column, value, look)
        self.row += 1
        return row

    def heading(self, text: str, look: str = "heading") -> None:
        """Write a heading in the first column."""
        self.line([text], look)
        if look == "title":
            self.worksheet.set_row(self.row - 1, 26)

    def note(self, text: str, last_column: int, height: float = 15, look: str = "note") -> None:
        """Write text across columns, wrapped."""
        self.worksheet.merge_range(self.row, 0, self.row, last_column, "", self.book.looks[look])
        self.put(self.row, 0, text, look)
        self.worksheet.set_row(self.row, height)
        self.row += 1

    def header(
        self, names: Sequence[object], *, freeze_columns: int = 0, height: float = 30, repeat: bool = True
    ) -> int:
        """Write the header row of the sheet's main table: frozen, and repeated on every printed page."""
        looks = ["header" if isinstance(name, str) else "year_header" for name in names]
        row = self.line(names, looks)
        self.worksheet.set_row(row, height)
        if repeat:
            self.worksheet.freeze_panes(row + 1, freeze_columns)
            self.worksheet.repeat_rows(row)
        return row

    def span(self, first_row: int, last_row: int, column: int) -> list[object]:
        """Return a range as charts take it."""
        return [self.name, first_row, column, last_row, column]
