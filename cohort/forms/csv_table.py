"""A CSV table whose columns are declared: bytes to checked rows, each with its line, and rows to a DataFrame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from cohort.errors import Problems, did_you_mean
from cohort.forms.cells import Cell, Column, Refused, age_bounds, parse
from cohort.forms.csv_file import split_csv
from cohort.forms.files import CSV_BYTES, decode, read_bytes

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class CsvTable:
    """A table: its columns in order, and the columns that together occur once.

    Attributes
    ----------
    name : str
        The file is ``<name>.csv``.
    columns : tuple of Column
        In the order they are written.
    key : tuple of str
        Two rows that agree in these columns are duplicates.
    en, ja : str
        What the table holds.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    en: str
    ja: str

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)


#: A column as it is read: its name, what is expected (None: unknown), what its texts were read as.
_Read: TypeAlias = tuple[str, Column | None, dict[str, Cell]]


@dataclass(frozen=True)
class Row:
    """A row: its line in the file, its values, and whether every cell could be read."""

    line: int
    cells: Mapping[str, Cell]
    whole: bool

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]

    def number(self, column: str) -> float:
        """Return a cell that is known to be a number."""
        value = self.cells[column]
        assert isinstance(value, (int, float)), (column, value)
        return value


def read_table(content: bytes, table: CsvTable, problems: Problems) -> list[Row]:
    """Read a table.

    Parameters
    ----------
    content : bytes
        The file, UTF-8.
    table : CsvTable
        What it should hold.
    problems : Problems
        What is wrong is added here, by line and column.

    Returns
    -------
    list of Row
        Rows in the order of the file. A row with a cell that could not be read is not ``whole`` and lacks that cell.
    """
    text = decode(content, problems, from_excel=True)
    lines = None if text is None else split_csv(text, problems)
    if lines is None:
        return []
    if not lines:
        problems.add(
            "row 1",
            en=f"the file is empty; write the header {','.join(table.header)} and rows, or remove the file.",
            ja=f"空のファイルです。見出し {','.join(table.header)} と行を書くか、ファイルを除いてください。",
        )
        return []
    (line, header), *body = lines
    _check_header(header, line, table, problems)
    if not body:
        problems.add(
            f"row {line}",
            en="there are no rows under the header; add them, or remove the file.",
            ja="見出しの下に行がありません。行を加えるか、ファイルを除いてください。",
        )
    columns: list[_Read] = [(one, table.column(one) if one in table.header else None, {}) for one in header]
    rows = [_row(number, cells, columns, len(table.columns), problems) for number, cells in body]
    _check_duplicates(rows, table, problems)
    return rows


def read_frame(path: Path, table: CsvTable) -> pd.DataFrame:
    """Return a file that stands by itself as a DataFrame (see `to_frame`).

    Raises
    ------
    InputError
        All that is wrong, by line and column.
    """
    problems = Problems(path.as_posix())
    content = read_bytes(path, problems, CSV_BYTES)
    rows = [] if content is None else read_table(content, table, problems)
    problems.raise_if_any()
    return to_frame(rows, table)


def _check_header(header: list[str], line: int, table: CsvTable, problems: Problems) -> None:
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.add(
            f"row {line}, {name}",
            en="the column stands in the header twice; keep one.",
            ja="同じ見出しの列が 2 つあります。1 つにしてください。",
        )
    for name in header:
        if name not in table.header:
            known = [column for column in table.header if column not in header] or table.header
            problems.add(
                f"row {line}, {name[:40]}",
                en=f"unknown column; the columns are {', '.join(table.header)}.{did_you_mean(name, known, 'en')}",
                ja=f"知らない列です。列は {'、'.join(table.header)} です。{did_you_mean(name, known, 'ja')}",
            )
    for name in table.header:
        if name not in header:
            problems.add(
                f"row {line}, {name}",
                en="the column is missing; add it to the header and to every row.",
                ja="この列がありません。見出しと各行に加えてください。",
            )


def _row(line: int, cells: list[str], columns: list[_Read], wanted: int, problems: Problems) -> Row:
    """Return a row; what a column has read once it knows (most cells are repeated: sexes, days, sources)."""
    if len(cells) != len(columns):
        problems.add(
            f"row {line}",
            en=f"has {len(cells)} cells where the header has {len(columns)}; add or remove commas.",
            ja=f"列の数が {len(cells)} で、見出しの {len(columns)} と合いません。カンマの過不足を直してください。",
        )
        return Row(line, {}, False)
    values: dict[str, Cell] = {}
    whole = True
    for (name, column, known), text in zip(columns, cells, strict=True):
        if column is None:
            continue
        if text in known:
            values[name] = known[text]
            continue
        try:
            values[name] = known[text] = parse(text, column)
        except Refused as refused:
            problems.add(f"row {line}, {name}", en=refused.en, ja=refused.ja)
            whole = False
    return Row(line, values, whole and len(values) == wanted)


def _check_duplicates(rows: Iterable[Row], table: CsvTable, problems: Problems) -> None:
    seen: dict[tuple[Cell, ...], Row] = {}
    for row in rows:
        if any(name not in row.cells for name in table.key):
            continue
        key = tuple(row[name] for name in table.key)
        first = seen.setdefault(key, row)
        if first is row:
            continue
        what = ", ".join(str(value) for value in key if value is not None)
        same = first.cells == row.cells
        problems.add(
            f"row {row.line}",
            en=f"duplicate of row {first.line} ({what}){'' if same else ' with other values'}; keep one.",
            ja=f"{first.line} 行目と重複しています（{what}{'' if same else '。値は異なります'}）。どちらか "
            "1 行にしてください。",
        )


def to_frame(rows: Sequence[Row], table: CsvTable) -> pd.DataFrame:
    """Return checked rows as a DataFrame.

    Dates become ``datetime64``, numbers float64, whole numbers int64; text that is not there is "". A table
    with ``age_group`` gets ``age`` (lower bound, Int64, NA for unknown) and ``width`` (Int64, NA for open or
    unknown) behind it.
    """
    import pandas as pd

    columns: dict[str, pd.Series[Any]] = {}
    for column in table.columns:
        columns[column.name] = _series([row[column.name] for row in rows], column)
        if column.kind == "age_group":
            bounds = [age_bounds(str(row["age_group"])) for row in rows]
            columns["age"] = pd.Series([low for low, _ in bounds], dtype="Int64")
            columns["width"] = pd.Series([width for _, width in bounds], dtype="Int64")
    return pd.DataFrame(columns)


def _series(values: Sequence[object], column: Column) -> pd.Series[Any]:
    import pandas as pd

    cells: Any = list(values)
    match column.kind:
        case "number":
            return pd.Series(cells, dtype="float64")
        case "integer":
            return pd.Series(cells, dtype="int64")
        case "date":
            return pd.Series(pd.to_datetime(cells))
        case _:
            return pd.Series(["" if value is None else value for value in cells], dtype="str")
