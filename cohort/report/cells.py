"""Tables as CSV files, for people who open them in a spreadsheet."""

from __future__ import annotations

import pandas as pd

_RUNS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return a table as a CSV file: UTF-8 with the mark Excel needs; texts that would run stand behind a quotation mark."""
    safe = table.copy()
    for name in safe.columns:
        if safe[name].dtype.kind not in "iufbM":
            safe[name] = safe[name].map(_text)
    return safe.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def _text(cell: object) -> object:
    if not isinstance(cell, str) or not cell.startswith(_RUNS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
