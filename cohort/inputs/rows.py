"""One CSV file: bytes to rows, each with its line number and its values, every problem noted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cohort.errors import Problems, did_you_mean

from .cells import Cell, Refused, parse
from .tables import Table


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


def decode(content: bytes, problems: Problems) -> str | None:
    """Return the text of a UTF-8 file, byte order mark or not; else note which encoding it seems to have."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "UTF-16"
    else:
        try:
            content.decode("cp932")
            name = "CP932 (Shift_JIS)"
        except UnicodeDecodeError:
            name = ""
    if name:
        problems.add(
            f"row {line}",
            en=f"the file is in {name}; save it as UTF-8 (in Excel: 'CSV UTF-8').",
            ja=f"文字コードが {name} です。UTF-8 で保存してください（Excel では「CSV UTF-8」）。",
        )
    else:
        problems.add(
            f"row {line}",
            en="the file is not UTF-8 text; save it as UTF-8.",
            ja="UTF-8 の文字として読めません。UTF-8 で保存してください。",
        )
    return None


def _lines(text: str, problems: Problems) -> list[tuple[int, list[str]]] | None:
    """Split CSV text; each record with the line it begins on, without empty lines. None if it cannot be."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if cells:
                found.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        problems.add(
            f"row {begins}",
            en=f"the quotation marks are not closed or misplaced ({error}); mend the row.",
            ja=f"引用符の対応が取れていません（{error}）。行を直してください。",
        )
        return None
    return found


def _check_header(header: list[str], line: int, table: Table, problems: Problems) -> None:
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
                f"row {line}, {name}",
                en=f"unknown column; the columns are {', '.join(table.header)}"
                f".{did_you_mean(name, known, 'en')}",
                ja=f"知らない列です。列は {'、'.join(table.header)} です。{did_you_mean(name, known, 'ja')}",
            )
    for name in table.header:
        if name not in header:
            problems.add(
                f"row {line}, {name}",
                en="the column is missing; add it to the header and to every row.",
                ja="この列がありません。見出しと各行に加えてください。",
            )


def read_rows(content: bytes, table: Table, problems: Problems) -> list[Row]:
    """Read a table.

    Parameters
    ----------
    content : bytes
        The file.
    table : Table
        What it should hold.
    problems : Problems
        What is wrong is added here, by line and column.

    Returns
    -------
    list of Row
        Rows in the order of the file. A row with a cell that could not be read is not ``whole`` and lacks
        that cell.
    """
    text = decode(content, problems)
    if text is None:
        return []
    lines = _lines(text, problems)
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
    rows = [_row(number, cells, header, table, problems) for number, cells in body]
    _check_duplicates(rows, table, problems)
    return rows


def _row(line: int, cells: list[str], header: list[str], table: Table, problems: Problems) -> Row:
    if len(cells) != len(header):
        problems.add(
            f"row {line}",
            en=f"has {len(cells)} cells where the header has {len(header)}; add or remove commas.",
            ja=f"列の数が {len(cells)} で、見出しの {len(header)} と合いません。"
            "カンマの過不足を直してください。",
        )
        return Row(line, {}, False)
    values: dict[str, Cell] = {}
    whole = True
    for name, text in zip(header, cells, strict=True):
        if name not in table.header:
            continue
        try:
            values[name] = parse(text, table.column(name))
        except Refused as refused:
            problems.add(f"row {line}, {name}", en=refused.en, ja=refused.ja)
            whole = False
    return Row(line, values, whole and len(values) == len(table.columns))


def _check_duplicates(rows: Iterable[Row], table: Table, problems: Problems) -> None:
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
