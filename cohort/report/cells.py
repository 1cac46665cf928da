"""Tables as CSV files, for people who open them in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cohort.atomic import replacing

_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as a CSV file: UTF-8 with the mark Excel needs; texts that would run stand behind a quotation mark."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype.kind not in "iufbM":
            known = safe[name].drop_duplicates()  # few of them stand in many rows
            if safe_by := {cell: text for cell in known if (text := _text(cell)) is not cell}:
                safe[name] = safe[name].map(lambda cell, by=safe_by: by.get(cell, cell))
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _text(cell: object) -> object:
    if not isinstance(cell, str) or not cell.startswith(_RUNS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def write_csv_parts(path: Path, parts: Iterable[pd.DataFrame]) -> Path:
    """Write a table that comes in parts as one CSV file, and return its path."""
    with replacing(path) as temporary, temporary.open("wb") as stream:
        for number, part in enumerate(parts):
            content = csv_bytes(part)
            stream.write(content.partition(b"\n")[2] if number else content)
    return path
