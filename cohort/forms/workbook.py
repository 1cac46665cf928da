"""Workbooks (.xlsx, .xlsm, .xls) as rows of cells, opened so that a hostile one does no harm.

A workbook is a ZIP archive of XML: a few kilobytes can unpack to gigabytes, and one cell in the last corner asks for seventeen
thousand million cells before it. What is too large is refused before anything is unpacked; macros, links and formulas
are never run: of a formula the value that was stored with it is read.
"""

from __future__ import annotations

import datetime
import io
import json
import posixpath
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from cohort.errors import Problems
from cohort.forms.files import read_bytes

WORKBOOK_BYTES = 60_000_000
UNPACKED = 150_000_000  # bytes of all parts
PARTS = 3000
CELLS = 4_000_000  # of a sheet, from its first corner to its last: a whole country's tables have some 300,000
_CHUNK = 1 << 20
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and everything that is encrypted
_CELL = re.compile(r"([A-Za-z]{1,12})([0-9]{1,18})", re.ASCII)
MEMORY = 2_000_000_000  # bytes of the process that reads
SECONDS = 120.0
MOST_FORMULAS = 10_000  # without a value, that are kept
FORMULA_SHOWN = 40  # characters

Rows = list[list[Any]]


def is_workbook(raw: bytes) -> bool:
    """Tell whether bytes begin like a workbook."""
    return raw.startswith((b"PK\x03\x04", _OLD))


def read_workbook(path: Path, problems: Problems) -> dict[str, Rows]:
    """Return the sheets of a workbook by name, in order; the first row and column of each are those of the sheet.

    Parameters
    ----------
    path : Path
    problems : Problems
        Why it could not be opened; then there are no sheets.

    Returns
    -------
    dict of list of list
        Cells are str, float, int, bool, date, datetime, time or timedelta; "" where nothing stands. A formula whose value was not
        stored is its own text ("=B2+B3"), an error its name ("#REF!"): no reader takes them for numbers.
    """
    raw = read_bytes(path, problems, WORKBOOK_BYTES)
    if raw is None:
        return {}
    if not is_workbook(raw):
        problems.add(
            "",
            en="is not an Excel workbook; save it as .xlsx.",
            ja="Excel ブックではありません。.xlsx 形式で保存してください。",
        )
        return {}
    found = _Found()
    if not raw.startswith(_OLD) and not _may_be_unpacked(raw, found, problems):
        return {}
    sheets = _sheets(raw, problems)
    for name, cells in found.by_sheet().items():
        _write_formulas(sheets.get(name, []), cells)
    return sheets


# The library that reads workbooks ends the process where it runs out of memory, which nothing can catch: so it works in one of its own.
_READ = """
import datetime, io, json, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineWorkbook
def plain(cell):
    if isinstance(cell, datetime.datetime):
        return {"day": cell.date().isoformat()}
    if isinstance(cell, datetime.date):
        return {"day": cell.isoformat()}
    return cell if isinstance(cell, (str, int, float, bool)) else str(cell)
try:
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = {}
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > CELLS:  # an .xls, into which nobody looked before
            raise ValueError(f"{name}: {sheet.total_height:,} rows, {sheet.total_width:,} columns")
        sheets[name] = sheet.to_python(skip_empty_area=False)
    said = {"sheets": {name: [[plain(cell) for cell in row] for row in rows] for name, rows in sheets.items()}}
except BaseException as error:
    said = {"error": " ".join(str(error).split())[:120]}
sys.stdout.buffer.write(json.dumps(said).encode())
""".replace("MEMORY", str(MEMORY)).replace("CELLS", str(CELLS))


def _sheets(raw: bytes, problems: Problems) -> dict[str, Rows]:
    """Return the sheets; a panic, an abort or a hang of the library is a file that cannot be opened."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _READ], input=raw, capture_output=True, timeout=SECONDS, check=False
        )
        said = json.loads(done.stdout, object_hook=_day)
    except (subprocess.TimeoutExpired, ValueError):
        said = {"error": "it asks for more time or memory than a table does"}
    if "sheets" in said:
        sheets: dict[str, Rows] = said["sheets"]
        return sheets
    why = str(said["error"])
    if "assword" in why or "ncrypt" in why:
        problems.add(
            "",
            en="is protected by a password; save it without one.",
            ja="パスワードで保護されています。解除して保存してください。",
        )
    else:
        problems.add(
            "",
            en=f"cannot be opened as a workbook ({why}); open it in Excel and save it as .xlsx.",
            ja=f"ブックとして開けません（{why}）。Excel で開き、.xlsx 形式で保存し直してください。",
        )
    return {}


def _day(found: dict[str, Any]) -> Any:
    """Return a day where one was sent."""
    return datetime.date.fromisoformat(found["day"]) if set(found) == {"day"} else found


class _RefusedError(Exception):
    """A part is refused: the problem was noted."""


@dataclass
class _Found:
    """What a look through the parts found: sheets by their key, where each lies, and formulas without a value by part and cell."""

    names: dict[str, str] = field(default_factory=dict)
    parts: dict[str, str] = field(default_factory=dict)
    formulas: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    left: int = MOST_FORMULAS

    def by_sheet(self) -> dict[str, dict[tuple[int, int], str]]:
        """Return the formulas by the name of their sheet."""
        places = {key: posixpath.normpath(posixpath.join("/xl", part))[1:] for key, part in self.parts.items()}
        return {name: self.formulas.get(places.get(key, ""), {}) for key, name in self.names.items()}


def _write_formulas(rows: Rows, cells: dict[tuple[int, int], str]) -> None:
    """Put formulas whose value was not stored where the library leaves nothing."""
    for (row, column), formula in cells.items():
        rows += [[] for _ in range(row - len(rows))]
        cell = rows[row - 1]
        cell += [""] * (column - len(cell))
        if cell[column - 1] == "":
            cell[column - 1] = formula


def _may_be_unpacked(raw: bytes, found: _Found, problems: Problems) -> bool:
    """Look through an archive without keeping it: how much it unpacks to, what it declares, and how far its cells reach."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                _too_large(problems)
                return False
            if "xl/workbook.xml" not in names or names & {"content.xml", "xl/workbook.bin"}:
                _other_kind(problems)
                return False
            left = UNPACKED
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    left = _look(archive, part, left, found, problems)
    except _RefusedError:
        return False
    except Exception as error:  # whatever a damaged archive makes of its library: zlib.error has no public base
        _broken("encrypted" if isinstance(error, RuntimeError) else str(error), problems)
        return False
    return True


def _look(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, found: _Found, problems: Problems) -> int:
    """Read a part piece by piece; return how many bytes more may be unpacked."""
    look = _Look(part.filename, found, problems)
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                _too_large(problems)
                raise _RefusedError
            look.parser.Parse(piece, False)
    look.parser.Parse(b"", True)
    return left


class _Look:
    """Follows the elements of a part as a reader of workbooks does, and refuses what reaches too far."""

    def __init__(self, name: str, found: _Found, problems: Problems) -> None:
        self.name, self.found, self.problems = name, found, problems
        self.kind = self.inside = self.formula = self.value = ""
        self.listens = False
        self.row = self.column = self.last_row = self.last_column = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.element
        self.parser.StartDoctypeDeclHandler = self.declared

    def declared(self, *_: object) -> None:
        self.problems.add(
            self.name,
            en="declares entities, which no workbook does; save it in Excel as .xlsx.",
            ja="実体宣言があり、通常のブックではありません。Excel で .xlsx 形式で保存し直してください。",
        )
        raise _RefusedError

    def element(self, name: str, given: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = _whole(given.get("r"), self.row + 1), 0
        elif tag == "c":
            self.kind = given.get("t", "")
            if self.kind == "e" and self.found.left > 0:
                self.listen("")
            found = _CELL.fullmatch(given.get("r", ""))
            self.column = _number(found[1]) if found else self.column + 1
            self.row = int(found[2]) if found else self.row
            self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
            if self.last_row * self.last_column > CELLS:
                self.too_far()
        elif tag == "sst" and max(_whole(given.get(one), 0) for one in ("count", "uniqueCount")) > CELLS:
            _too_large(self.problems)
            raise _RefusedError
        elif tag == "Relationship" and given.get("Type", "").endswith("sheet"):
            self.held_to_xml(given.get("Target", ""))
            self.found.parts[given.get("Id", "")] = given.get("Target", "")
        elif tag == "sheet":
            key = next((value for name, value in given.items() if name.endswith(":id")), "")
            self.found.names[key] = given.get("name", "")
        elif tag == "f" and self.found.left > 0:
            self.listen("=")
            self.inside = tag
        elif self.listens:
            self.inside = tag

    def listen(self, formula: str) -> None:
        """Follow a cell to its end: it may be one that the library leaves empty."""
        self.formula, self.value, self.listens = formula, "", True
        self.parser.CharacterDataHandler, self.parser.EndElementHandler = self.text, self.ended

    def text(self, piece: str) -> None:
        """Take the text of a formula, or of its value."""
        if self.inside == "f":
            self.formula += piece[: FORMULA_SHOWN - len(self.formula)]
        elif self.inside == "v":
            self.value += piece[: FORMULA_SHOWN - len(self.value)]

    def ended(self, name: str) -> None:
        """Keep a formula without a value, or the name of an error, at the end of its cell."""
        self.inside = ""
        if name.rpartition(":")[2] == "c":
            self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
            kept = self.value if self.kind == "e" else "" if self.value or self.kind == "str" else self.formula
            if kept:  # an empty text is a value
                self.found.left -= 1
                self.found.formulas.setdefault(self.name, {})[self.row, self.column] = kept
            self.listens = False

    def held_to_xml(self, target: str) -> None:
        """Refuse a sheet in another form, into which nobody looked."""
        if not target.endswith(".xml"):
            _other_kind(self.problems)
            raise _RefusedError

    def too_far(self) -> None:
        self.problems.add(
            self.name,
            en=f"has a cell in row {self.row:,}, column {self.column:,}; more than {CELLS:,} cells of a sheet are not read. "
            "Delete the rows and columns beyond the table.",
            ja=f"{self.row:,} 行・{self.column:,} 列目にセルがあります。1 シート {CELLS:,} セルまでです。"
            "表の外の行と列を削除してください。",
        )
        raise _RefusedError


def _whole(text: str | None, other: int) -> int:
    """Return a whole number that stands in an attribute, or another one."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else other


def _number(column: str) -> int:
    """Return the number of a column: 1 for A, 16384 for XFD."""
    number = 0
    for letter in column.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _other_kind(problems: Problems) -> None:
    problems.add(
        "",
        en="is no .xlsx workbook inside; open it in Excel and save it as .xlsx.",
        ja="中身が .xlsx ブックではありません。Excel で開き、.xlsx 形式で保存し直してください。",
    )


def _too_large(problems: Problems) -> None:
    problems.add(
        "",
        en=f"unpacks to more than {UNPACKED // 1_000_000} MB; it is hardly what was meant. Save the sheet that is needed alone.",
        ja=f"展開すると {UNPACKED // 1_000_000} MB を超えます。必要なシートだけを保存してください。",
    )


def _broken(why: str, problems: Problems) -> None:
    said = " ".join(why.split())[:120]
    problems.add(
        "",
        en=f"is a damaged archive ({said}); fetch the file again.",
        ja=f"ファイルが壊れています（{said}）。取得し直してください。",
    )


def cell_name(row: int, column: int) -> str:
    """Return a cell as Excel calls it, from its row and column counted from 0.

    >>> cell_name(4, 2), cell_name(0, 27)
    ('C5', 'AB1')
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
