"""Files that lie beside the tables: indicators.toml, statements.toml, moves within an area."""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems, fail
from cohort.forms.files import CSV_BYTES, read_text

if TYPE_CHECKING:
    import pandas as pd


def text_of(path: Path) -> str:
    """Return the text of a UTF-8 file, byte order mark or not.

    Raises
    ------
    InputError
        It is not UTF-8, or no file; the message names the file and the encoding it seems to have.
    """
    problems = Problems(path.as_posix())
    text = read_text(path, problems, CSV_BYTES)
    problems.raise_if_any()
    assert text is not None
    return text


def csv_of(path: Path, text_columns: Sequence[str]) -> pd.DataFrame:
    """Return a CSV file as it is written; empty cells stay empty text.

    Parameters
    ----------
    path : Path
        A file that is there.
    text_columns : sequence of str
        Columns that are never numbers, such as codes with leading zeros.

    Raises
    ------
    InputError
        It is not UTF-8, or no table.
    """
    import pandas as pd

    text = text_of(path)
    try:
        return pd.read_csv(StringIO(text), dtype=dict.fromkeys(text_columns, str), keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).strip()
        fail(
            path.as_posix(),
            "",
            en=f"cannot be read as a CSV table ({reason}); one line a row, the same columns in each.",
            ja=f"CSV の表として読めません（{reason}）。1行に1件、列数をそろえてください。",
        )
