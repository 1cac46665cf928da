"""A table as it is told: built once, shown by terminal, page, workbook, report and CSV alike.

A cell keeps its number and what it is of (measure, scenario, year); how it reads in a language is worked out here, so that no
renderer formats a number of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from cohort.errors import preferred_language
from cohort.html import table_html
from cohort.text import Said, Text, Year, signed
from cohort.wording import Plain, change, number

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["text", "value", "change", "year", "count", "number", "share"]
Tone = Literal["", "good", "bad", "muted"]
Align = Literal["l", "r", "c"]


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    content : str, Said, float or None
        Words, or a number in the measure's unit; None leaves the cell empty.
    kind : str
        "text"; "value" and "change" of ``measure``; "year"; without a measure "count" (whole), "number", "share" (percent).
    measure : str
        Name in the vocabulary, for "value" and "change".
    tone : str
        "good", "bad" or "muted"; the words say it too.
    scenario, year
        What the number is of, where it is of one scenario and year: it can be traced and read back.
    places : int or None
        Decimals of a "number" (None: as many as it has) and of a "share" in percent (None: 1).
    mark : str
        What stands behind the number, e.g. a star.
    """

    content: str | Said | float | int | None
    kind: Kind = "text"
    measure: str = ""
    tone: Tone = ""
    scenario: str = ""
    year: int | None = None
    places: int | None = None
    mark: str = ""

    @property
    def value(self) -> float | None:
        """The number, or None for words and empty cells."""
        return float(self.content) if isinstance(self.content, (int, float)) else None

    def say(self, language: str) -> str:
        """Return the cell in one language."""
        if self.content is None:
            return ""
        if isinstance(self.content, str):
            return self.content
        if isinstance(self.content, (int, float)):
            return f"{self._number(self.content, language)}{self.mark}"
        return self.content.say(language)

    def _number(self, value: float, language: str) -> str:
        if self.kind == "year":
            return Year(int(value)).say(language)
        if self.kind == "value":
            return number(self.measure, value, language)
        if self.kind == "change":
            return change(self.measure, value, language)
        if self.kind == "share":
            return Plain(value, 1 if self.places is None else self.places, percent=True).say(language)
        if self.kind == "number" and self.places is None:
            return signed(f"{value:,.10g}", language) if math.isfinite(value) else "-"
        if self.kind == "number":
            return Plain(value, self.places or 0).say(language)
        return number("population", value, language)


def words(content: str | Said, tone: Tone = "") -> Cell:
    """Return a cell of words."""
    return Cell(content, tone=tone)


def value(measure: str, content: float | None, *, scenario: str = "", year: int | None = None, tone: Tone = "") -> Cell:
    """Return a cell with a value of a measure."""
    return Cell(content, "value", measure, tone, scenario, year)


def difference(measure: str, content: float | None, *, scenario: str = "", year: int | None = None) -> Cell:
    """Return a cell with a difference of a measure, shown with its sign."""
    return Cell(content, "change", measure, "", scenario, year)


def figure(
    content: float | None,
    places: int | None = None,
    *,
    share: bool = False,
    scenario: str = "",
    year: int | None = None,
    mark: str = "",
) -> Cell:
    """Return a cell with a number that no measure of the vocabulary is; ``share``: shown in percent."""
    return Cell(content, "share" if share else "number", "", "", scenario, year, places, mark)


def calendar(year: int) -> Cell:
    """Return a cell with a calendar year."""
    return Cell(year, "year")


@dataclass(frozen=True)
class Column:
    """A column: its heading, how it is set, and its share of the width."""

    head: Said | str
    align: Align = "r"
    width: float = 1.0

    def say(self, language: str) -> str:
        """Return the heading in one language."""
        return self.head if isinstance(self.head, str) else self.head.say(language)


@dataclass(frozen=True, repr=False)
class Table:
    """A table.

    Attributes
    ----------
    name : str
        Its key in the story; names files and sheets.
    title : Said
        What it shows, with its unit.
    columns : tuple of Column
    rows : tuple of tuple of Cell
        One cell for each column.
    notes : tuple of Said
        What stands under it: reference days, signs, sources.

    Raises
    ------
    ValueError
        If a row has not one cell for each column.
    """

    name: str
    title: Said
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[Said, ...] = field(default=())

    def __post_init__(self) -> None:
        for index, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"{self.name}: row {index} has {len(row)} cells for {len(self.columns)} columns")

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __repr__(self) -> str:
        return f"<Table {self.name!r}: {self.title.say(preferred_language())}; {len(self.rows)} rows>"

    def say(self, language: str) -> list[list[str]]:
        """Return headings and rows as words."""
        return [
            [column.say(language) for column in self.columns],
            *([cell.say(language) for cell in row] for row in self.rows),
        ]

    def html(self, language: str | None = None) -> str:
        """Return the table as HTML with its title and notes; by default in the preferred language."""
        language = language or preferred_language()
        notes, left = [note.say(language) for note in self.notes], [column.align == "l" for column in self.columns]
        return table_html(self.title.say(language), self.say(language), notes, left)

    def _repr_html_(self) -> str:
        return self.html()

    def frame(self, language: str | None = None) -> pd.DataFrame:
        """Return the table to go on with: numbers as numbers, in full and in their units, words in one language."""
        import pandas as pd

        language = language or preferred_language()
        heads = [column.say(language) for column in self.columns]
        rows = [[cell.say(language) if cell.value is None else cell.content for cell in row] for row in self.rows]
        return pd.DataFrame(rows, columns=heads)

    def noted(self, *notes: Said) -> Table:
        """Return the table with more notes under it."""
        return replace(self, notes=(*self.notes, *notes))


def table(
    name: str, title: Said, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], notes: Iterable[Said] = ()
) -> Table:
    """Return a table of any sequences."""
    return Table(name, title, tuple(columns), tuple(tuple(row) for row in rows), tuple(notes))


def label_column(head: Text, width: float = 3.0) -> Column:
    """Return the column of labels at the left."""
    return Column(head, "l", width)
