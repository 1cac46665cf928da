"""Text of a file that lies beside the tables: indicators.toml, statements.toml."""

from __future__ import annotations

from pathlib import Path

from cohort.errors import Problems

from .rows import decode


def text_of(path: Path) -> str:
    """Return the text of a UTF-8 file, byte order mark or not.

    Parameters
    ----------
    path : Path
        A file that is there.

    Raises
    ------
    InputError
        It is not UTF-8; the message names the file, the row and the encoding it seems to have.
    """
    problems = Problems(path.as_posix())
    text = decode(path.read_bytes(), problems)
    problems.raise_if_any()
    assert text is not None
    return text
