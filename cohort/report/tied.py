"""What is tied to the population of a run as tables to go on calculating with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd


def tied_tables(run: Any) -> dict[str, pd.DataFrame]:
    """Return ``indicators``, ``ratings`` and ``connected``: those that a run has.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.

    Returns
    -------
    dict of str to DataFrame
        As `project_indicators`, `ratings` and `ConnectedResult.tidy` give them; what-ifs are marked in ``what_if``.
    """
    tied = getattr(run, "tied", None)
    if tied is None:
        return {}
    found = {"indicators": tied.values, "ratings": tied.ratings}
    found["connected"] = None if tied.connected is None else tied.connected.tidy()
    return {name: table for name, table in found.items() if table is not None}


def left_out(run: Any, language: str) -> str:
    """Return the sentence that names the indicators this projection cannot count; empty if it counts all."""
    names = [indicator.title(language) for indicator in run.tied.left_out]
    if not names:
        return ""
    if language == "ja":
        return f"年齢が推計の階級より細かいため示していない指標：{'、'.join(names)}。"
    return f"Left out, because their ages are finer than the projection's: {', '.join(names)}."


def table_years(run: Any) -> list[int]:
    """Return the years that tables of indicators show: every fifth from the launch on."""
    years = [int(year) for year in run.summary["time"].values]
    return [year for year in range(years[0], years[-1] + 1) if year % 5 == 0]
