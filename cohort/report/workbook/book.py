"""One workbook and its style: fonts, number formats, print set-up; tables of the story as sheets; text that stays text."""

from __future__ import annotations

import datetime
import io
import math
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cohort.lines import cells_wide
from cohort.table import Cell, Table
from cohort.text import MINUS_JA, Said
from cohort.vocabulary import ACCENT, BAD, GOOD, MUTED
from cohort.wording import decimals, is_share

FONTS = {"en": "Calibri", "ja": "Yu Gothic"}
WIDEST = 64  # narrow letters of a column of words, before it wraps; a SHA-256 stands on one line
_ROW, _LETTER = 16, 5.25  # points: a row, and a letter of a column's width
_PRINTED = {True: (770, 500), False: (523, 747)}  # points inside the margins of A4, landscape or not: across, down
_SMALLEST = 0.4  # of its size, that print may shrink to; columns that need more go on on another page
_SAMPLE = 40  # rows at either end of a table that its columns are fitted to
_ALIGN = {"l": "left", "r": "right", "c": "center"}
_HEADER = {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "lead": {"font_size": 12, "text_wrap": True, "valign": "top"},
    "heading": {"bold": True, "font_size": 12, "font_color": ACCENT},
    "note": {"font_color": MUTED, "text_wrap": True, "valign": "top"},
    "header": _HEADER,
}
_TONES: dict[str, dict[str, Any]] = {
    "good": {"bold": True, "font_color": GOOD, "bg_color": "#E2F0D9"},
    "bad": {"bold": True, "font_color": BAD, "bg_color": "#FCE4E4"},
    "muted": {"font_color": MUTED},
    "": {},
}


def number_format(cell: Cell, language: str) -> str:
    """Return the number format of a cell: as `cohort.wording` says the number, with △ for minus in Japanese."""
    if cell.kind == "year":
        return '0"年"' if language == "ja" else "0"
    minus = f'"{MINUS_JA}"' if language == "ja" else "-"
    share = cell.kind == "share" or is_share(cell.measure)
    if cell.measure:
        places = decimals(cell.measure)
    elif cell.kind == "share":
        places = 1 if cell.places is None else cell.places
    elif cell.kind == "number" and cell.places is None:  # as many as it has
        places = len(f"{cell.value or 0:.10g}".partition(".")[2])
    else:
        places = cell.places or 0
    shown = "#,##0" + ("." + "0" * places if places else "")
    if round(abs(cell.value or 0) * (100 if share else 1), places) == 0:
        minus = ""  # what rounds to zero has no sign
    if cell.kind == "change":
        if not minus:
            return f"{shown};{shown}"
        shown += ('"ポイント"' if language == "ja" else '" pt"') if share else ""
        return f"+{shown};{minus}{shown};{shown}"
    shown += ("%" if share else "") + (f'"{cell.mark}"' if cell.mark else "")
    return f"{shown};{minus}{shown}"


class Book:
    """A workbook being written in memory; ``footer`` stands at the foot of every printed page, ``date`` in the properties."""

    def __init__(self, language: str, title: str, footer: str, date: datetime.date) -> None:
        import xlsxwriter

        self.language, self.footer = language, footer
        self.buffer = io.BytesIO()
        self._font = {"font_name": FONTS[language], "font_size": 10}
        options = {"in_memory": True, "default_format_properties": self._font}
        options |= dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
        self.file: Workbook = xlsxwriter.Workbook(self.buffer, options)
        created = datetime.datetime(date.year, date.month, date.day)
        self.file.set_properties({"title": title, "author": "cohort", "created": created})
        self._formats: dict[tuple[tuple[str, Any], ...], Format] = {}
        self._sheets: list[Sheet] = []

    def say(self, said: Said | str) -> str:
        """Return words in the workbook's language."""
        return said if isinstance(said, str) else said.say(self.language)

    def format(self, look: str = "", **more: Any) -> Format:
        """Return a format, each made once."""
        asked = {**self._font, **_LOOKS.get(look, {}), **more}
        key = tuple(sorted(asked.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(asked)
        return self._formats[key]

    def bytes(self) -> bytes:
        """Finish the workbook and return the file."""
        for sheet in self._sheets:
            sheet.settle()
        self.file.close()
        return self.buffer.getvalue()

    def sheet(self, name: Said, *, landscape: bool = True, pages_tall: int = 0) -> Sheet:
        """Add a sheet: A4, as few pages wide as can be read (and ``pages_tall`` high; 0: as needed), page numbers at the foot."""
        worksheet = self.file.add_worksheet(self.say(name))
        worksheet.set_paper(9)
        if landscape:
            worksheet.set_landscape()
        worksheet.set_default_row(_ROW)
        worksheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        # "&" begins a code in a footer; doubled it is itself.
        worksheet.set_footer(f"&L&8{self.footer.replace('&', '&&')}&C&8&A&R&8&P / &N")
        worksheet.hide_gridlines(2)
        self._sheets.append(Sheet(self, worksheet, landscape, pages_tall))
        return self._sheets[-1]


class Sheet:
    """A sheet, the row that comes next, and the widths its columns need so far."""

    def __init__(self, book: Book, worksheet: Worksheet, landscape: bool, pages_tall: int) -> None:
        self.book, self.worksheet = book, worksheet
        self.row = self._frozen = 0
        self._printed, self._tall = _PRINTED[landscape], pages_tall
        self._widths: dict[int, float] = {}
        self._heights: dict[int, float] = {}
        self._notes: list[tuple[int, str, str, int]] = []
        self._tables: list[tuple[int, int]] = []  # their first rows, and those behind them
        self._styles: dict[tuple[object, ...], Format] = {}

    @property
    def name(self) -> str:
        """The sheet's name, as formulas and charts refer to it."""
        return str(self.worksheet.get_name())

    def put(self, row: int, column: int, content: object, style: Format | None = None) -> None:
        """Write one cell. Text is written as text whatever it looks like; None leaves the cell empty.

        Raises
        ------
        ValueError
            If a number is infinite: nothing that is not a number may look like one.
        """
        if content is None or content != content:
            self.worksheet.write_blank(row, column, None, style)
        elif isinstance(content, str):
            if content[:1] in tuple("=+-@'"):  # stays text when somebody edits the cell
                style = self.book.format(**{**self._properties(style), "quote_prefix": True})
            self.worksheet.write_string(row, column, content, style)
        else:
            number = float(content)  # type: ignore[arg-type]
            if not math.isfinite(number):
                raise ValueError(f"{self.name}, row {row + 1}, column {column + 1}: {number} is not a number")
            self.worksheet.write_number(row, column, number, style)

    def _properties(self, style: Format | None) -> dict[str, Any]:
        return next((dict(key) for key, made in self.book._formats.items() if made is style), {})

    def heading(self, said: Said | str, look: str = "heading") -> None:
        """Write a heading in the first column."""
        self.put(self.row, 0, self.book.say(said), self.book.format(look))
        if look == "title":
            self._high(self.row, 26)
        self.row += 1

    def _high(self, row: int, height: float) -> None:
        """Make a row as high as it needs to be: not every program does so by itself."""
        self.worksheet.set_row(row, height)
        self._heights[row] = height

    def note(self, said: Said | str, look: str = "note", columns: int = 8) -> None:
        """Write text across columns; how high it is shows when all have their widths: a merged cell does not grow by itself."""
        text, style = self.book.say(said), self.book.format(look)
        self.worksheet.merge_range(self.row, 0, self.row, columns, "", style)
        self.put(self.row, 0, text, style)
        self._notes.append((self.row, text, look, columns))
        self.row += 1

    def settle(self) -> None:
        """Give notes their heights and the sheet its pages, once all columns have their widths: tables stay whole where a page takes them."""
        for row, text, look, columns in self._notes:
            room = 0.95 * sum(self._widths.get(place, 8.43) for place in range(columns + 1))
            letter, line = (1.2, 19) if look == "lead" else (1.0, _ROW)
            self._high(row, line * max(1, math.ceil(letter * cells_wide(text) / room)))
        total, (across, down) = _LETTER * sum(width + 0.7 for width in self._widths.values()), self._printed
        pages = 1 if self._tall else max(1, math.ceil(total * _SMALLEST / across))
        self.worksheet.fit_to_pages(pages, self._tall)
        if pages > 1 and self._frozen:
            self.worksheet.repeat_columns(0, self._frozen - 1)
        room, breaks, at, behind = down * max(1.0, total / across / pages), list[int](), 0.0, 0
        for first, last in self._tables:
            high = sum(self._heights.get(row, _ROW) for row in range(first, last))
            at += sum(self._heights.get(row, _ROW) for row in range(behind, first))
            if at + high > room and (high <= room or at > room / 2):
                breaks, at = [*breaks, first], 0.0
            at, behind = (at + high) % room, last
        self.worksheet.set_h_pagebreaks([] if self._tall else breaks)

    def table(self, table: Table, *, main: bool = False, freeze: int = 0, look: str = "heading") -> int:
        """Write a table of the story: title, notes, headings, and cells that stay numbers; return the row of the headings.

        Parameters
        ----------
        table : Table
        main : bool
            The sheet's one long table: its headings are frozen, repeated on every printed page, and filter the rows.
        freeze : int
            Columns that stay with them.
        look : str
            Of the title: "heading" or "title".
        """
        first = self.row
        self.heading(table.title, look)
        for said in table.notes:
            self.note(said, columns=max(1, min(8, len(table.columns) - 1)))
        widths = self._fit(table)
        header, style = self.row, self.book.format("header")
        heads = [column.say(self.book.language) for column in table.columns]
        for place, head in enumerate(heads):
            self.put(header, place, head, style)
        lines = max(-(-cells_wide(head) // max(1, int(width) - 1)) for head, width in zip(heads, widths, strict=True))
        self._high(header, 15 * max(1, lines) + 3)
        for row in table.rows:
            self.row += 1
            cells = enumerate(zip(row, table.columns, strict=True))
            if (lines := max(self._cell(place, cell, column.align) for place, (cell, column) in cells)) > 1:
                self._high(self.row, _ROW * lines)
        self.row += 1
        self._tables.append((first, self.row))
        self._frozen = freeze
        if main:
            self.worksheet.freeze_panes(header + 1, freeze)
            self.worksheet.repeat_rows(header)
            self.worksheet.autofilter(header, 0, self.row - 1, len(heads) - 1)
        self.row += 1
        return header

    def _cell(self, place: int, cell: Cell, align: str) -> int:
        """Write a cell of the row, and return how many lines it takes."""
        language, tone = self.book.language, _TONES[cell.tone]
        if isinstance(cell.content, (int, float)):
            points = cell.kind == "change" and is_share(cell.measure)
            plain = cell.kind == "value"  # its format does not depend on the number
            key = (cell.measure, cell.tone, cell.places, cell.mark)
            style = self._styles.get(key) if plain else None
            if style is None:
                style = self.book.format(num_format=number_format(cell, language), valign="top", **tone)
                if plain:
                    self._styles[key] = style
            self.put(self.row, place, cell.content * 100 if points else cell.content, style)
            return 1
        wide, said = self._widths.get(place, 0) >= WIDEST, cell.say(language)
        indent = int(place > 0 and align == "l")  # away from the numbers before it
        style = self.book.format(align=_ALIGN[align], valign="top", text_wrap=wide, indent=indent, **tone)
        self.put(self.row, place, said or None, style)
        return max(1, -(-cells_wide(said) // WIDEST)) if wide else 1

    def _fit(self, table: Table) -> list[float]:
        """Widen the columns for a table and return their widths, in narrow letters."""
        language, found = self.book.language, []
        rows = [*table.rows[:_SAMPLE], *table.rows[_SAMPLE:][-_SAMPLE:]]
        for place, column in enumerate(table.columns):
            content = max((cells_wide(row[place].say(language)) for row in rows), default=0)
            wanted = min(max(content, min(cells_wide(column.say(language)), 14)), WIDEST) + 2
            self._widths[place] = max(self._widths.get(place, 6), wanted)
            self.worksheet.set_column(place, place, self._widths[place])
            found.append(self._widths[place])
        return found

    def span(self, first_row: int, last_row: int, column: int) -> list[object]:
        """Return a range as charts take it."""
        return [self.name, first_row, column, last_row, column]
