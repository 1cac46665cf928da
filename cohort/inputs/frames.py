"""Rows that have been checked, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .cells import age_bounds
from .rows import Row
from .tables import Column, Table

if TYPE_CHECKING:
    import pandas as pd


def to_frame(rows: Sequence[Row], table: Table) -> pd.DataFrame:
    """Return checked rows as a table.

    Dates become ``datetime64``, numbers float64, whole numbers int64; text that is not there is "". A table
    with ``age_group`` gets ``age`` (lower bound, Int64, NA for unknown) and ``width`` (Int64, NA for open or
    unknown) behind it.
    """
    import pandas as pd

    columns: dict[str, pd.Series[Any]] = {}
    for column in table.columns:
        columns[column.name] = _series([row[column.name] for row in rows], column)
        if column.name == "age_group" and column.kind == "age_group":
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
