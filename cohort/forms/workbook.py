"""Workbooks (.xlsx, .xlsm, .xls) as rows of cells, opened so that a hostile one does no harm.

A workbook is a ZIP archive of XML: a few kilobytes can unpack to gigabytes, and one cell in the last corner asks for seventeen
thousand million cells before it. What is too large is refused before anything is unpacked; macros, links and formulas
are never run: of a formula the value that was stored with it is read.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

from cohort.errors import Problems
from cohort.forms.files import read_bytes

WORKBOOK_BYTES = 60_000_000
UNPACKED = 150_000_000  # bytes of all parts
PARTS = 3000
CELLS = 4_000_000  # of a sheet, from its first corner to its last: a whole country's tables have some 300,000
_CHUNK = 1 << 20
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and everything that is encrypted
_CELL = re.compile(rb'\br="([A-Z]{0,4})([0-9]{1,9})"')
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP = 64

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
        Cells are str, float, int, bool, date, datetime, time or timedelta; "" where nothing stands.
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
    if not raw.startswith(_OLD) and not _may_be_unpacked(raw, problems):
        return {}
    return _sheets(raw, problems)


def _sheets(raw: bytes, problems: Problems) -> dict[str, Rows]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return {
            name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names
        }
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:
        said = " ".join(str(error).split())[:120]
        locked = "assword" in said or "ncrypt" in said
        problems.add(
            "",
            en="is protected by a password; save it without one."
            if locked
            else f"cannot be opened as a workbook ({said}); open it in Excel and save it as .xlsx.",
            ja="パスワードで保護されています。解除して保存してください。"
            if locked
            else f"ブックとして開けません（{said}）。Excel で開き、.xlsx 形式で保存し直してください。",
        )
        return {}


def _may_be_unpacked(raw: bytes, problems: Problems) -> bool:
    """Look through an archive without keeping it: how much it unpacks to, what it declares, and how far its cells reach."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
                _too_large(problems)
                return False
            left = UNPACKED
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    left = _look(archive, part, left, problems)
                if left < 0:
                    return False
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        _broken(str(error), problems)
        return False
    except RuntimeError:
        _broken("encrypted", problems)
        return False
    except Exception as error:
        _broken(str(error), problems)
        return False
    return True


def _look(archive: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, problems: Problems) -> int:
    """Read a part in pieces; return how many bytes more may be unpacked, below 0 where it is refused."""
    sheet = part.filename.startswith("xl/worksheets/")
    last_row = last_column = 0
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_CHUNK):
            left -= len(piece)
            if left < 0:
                _too_large(problems)
                return -1
            text = tail + piece
            if _DECLARED.search(text):
                problems.add(
                    part.filename,
                    en="declares entities, which no workbook does; save it in Excel as .xlsx.",
                    ja="実体宣言があり、通常のブックではありません。Excel で .xlsx 形式で保存し直してください。",
                )
                return -1
            if sheet:
                for column, row in _CELL.findall(text):
                    last_row = max(last_row, int(row))
                    last_column = max(last_column, _number(column))
            tail = text[-_OVERLAP:]
    if last_row * max(last_column, 1) > CELLS:
        problems.add(
            part.filename,
            en=f"has a cell in row {last_row:,}, column {last_column:,}; more than {CELLS:,} cells of a sheet are not read. "
            "Delete the rows and columns beyond the table.",
            ja=f"{last_row:,} 行・{last_column:,} 列目にセルがあります。1 シート {CELLS:,} セルまでです。"
            "表の外の行と列を削除してください。",
        )
        return -1
    return left


def _number(column: bytes) -> int:
    """Return the number of a column: 1 for A, 16384 for XFD."""
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


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
