"""Scenarios side by side: values, differences from a reference, ratios."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cohort.analysis.measures import AGE_DIMS, population_of, summarise
from cohort.arguments import TEXT, takes
from cohort.errors import ProjectionError, did_you_mean, fail
from cohort.vocabulary import LEADING_DIMS

if TYPE_CHECKING:
    import pandas as pd


@takes(reference=TEXT)
def compare(
    projection: xr.Dataset, reference: str | None = None, years: int | Iterable[int] | None = None
) -> pd.DataFrame:
    """Return every measure of every scenario beside the same measure of one of them.

    Parameters
    ----------
    projection : Dataset
        As `project` returns it (``keep="all"`` or ``"groups"``), or its `summarise`.
    reference : str, optional
        Name of the scenario to compare with; by default the attribute ``reference_scenario``, or else the
        first scenario.
    years : int or iterable of int, optional
        Instants for stocks, first years of periods for flows; by default all there are.

    Returns
    -------
    DataFrame
        Columns ``area``, ``draw`` (where the projection has these dims), ``scenario``, ``year``, ``measure``,
        ``value``, ``difference`` (value minus the reference's), ``ratio`` (value over the reference's; NaN
        where that is 0). Units are those of the vocabulary; flows are per year, whatever the step: the mean of a
        period's years.

    Raises
    ------
    ProjectionError
        If there is no such scenario or year.
    """
    import pandas as pd

    summary = projection
    if any(dim in population_of(projection, "compare").dims for dim in AGE_DIMS):
        summary = summarise(projection)
    if "scenario" not in summary.dims:
        summary = summary.expand_dims(scenario=[str(summary.attrs.get("reference_scenario", "projection"))])
    reference = _reference(summary, reference)
    chosen = None if years is None else _years(summary, years)
    lead = [dim for dim in LEADING_DIMS if dim in summary.dims]
    tables = []
    for name, array in summary.data_vars.items():
        dim = "time" if "time" in array.dims else "period"
        if chosen is not None:
            array = array.sel({dim: [year for year in chosen if year in array[dim].values]})
        if dim == "period":
            array = array / int(summary.attrs.get("step", 1))
        base = array.sel(scenario=reference, drop=True)
        ratio = array / base.where(base != 0)
        table = xr.Dataset({"value": array, "difference": array - base, "ratio": ratio})
        frame = table.drop_vars([key for key in table.coords if key not in array.dims]).to_dataframe().reset_index()
        tables.append(frame.rename(columns={dim: "year"}).assign(measure=str(name)))
    order = [*lead, "year", "measure", "value", "difference", "ratio"]
    return pd.concat(tables, ignore_index=True)[order]


def _reference(summary: xr.Dataset, reference: str | None) -> str:
    """Return the name of the scenario to compare with; raise if there is none of that name."""
    names = [str(name) for name in summary["scenario"].values]
    wanted = reference or str(summary.attrs.get("reference_scenario", names[0]))
    if wanted not in names:
        fail(
            "compare",
            "reference",
            kind=ProjectionError,
            en=f"no scenario {wanted!r}; there are {', '.join(names)}.{did_you_mean(wanted, names, 'en')}",
            ja=f"「{wanted}」というシナリオはありません（{', '.join(names)}）。{did_you_mean(wanted, names, 'ja')}",
        )
    return wanted


def _years(summary: xr.Dataset, asked: Any) -> list[int]:
    """Return the years asked for; raise if one of them is neither an instant nor a period."""
    years: list[Any] = list(asked) if isinstance(asked, Iterable) and not isinstance(asked, str) else [asked]
    known = {int(year) for dim in ("time", "period") if dim in summary.dims for year in summary[dim].values}
    missing = [
        year for year in years or [None] if isinstance(year, bool) or not isinstance(year, Real) or year not in known
    ]
    if missing:
        fail(
            "compare",
            "years",
            kind=ProjectionError,
            en=f"got {', '.join(map(str, missing))}; the projection has the years {min(known)} to "
            f"{max(known)} "
            f"in steps of {summary.attrs.get('step', 1)}.",
            ja=f"{', '.join(map(str, missing))} 年は推計にありません（{min(known)}～{max(known)} 年、"
            f"{summary.attrs.get('step', 1)} 年刻み）。",
        )
    return [int(year) for year in years]


def print_years(first: int, last: int, asked: Iterable[int] = (), at_most: int = 7) -> list[int]:
    """Return the years a printed table shows: the launch, round years, those asked for, and the last.

    Round years are multiples of 5, or of 10 where that would be more than ``at_most`` columns.
    """
    must = {first, last, *(year for year in asked if first <= year <= last)}
    for width in (5, 10, 20):
        years = must | {year for year in range(first, last + 1) if year % width == 0}
        if len(years) <= at_most:
            break
    return [int(year) for year in np.array(sorted(years))]
