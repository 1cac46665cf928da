"""Taking what a chart shows out of labelled objects, with an error for what cannot be drawn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import CohortError, fail

Labelled = xr.Dataset | xr.DataArray
Array = NDArray[np.float64]


class FigureError(CohortError):
    """A chart cannot be drawn from what was given."""


def quantity(source: Labelled, name: str) -> xr.DataArray:
    """Return one variable of a projection or summary; natural change is births less deaths where it is not stored.

    Raises
    ------
    FigureError
        If the variable is absent.
    """
    if isinstance(source, xr.DataArray):
        return source
    if name in source:
        return source[name]
    if name == "natural_change" and "births" in source and "deaths" in source:
        births, deaths = (
            added_up(source[item], ("sex", "age", "age_group")) for item in ("births", "deaths")
        )
        return (births - deaths).rename("natural_change")
    known = ", ".join(str(item) for item in source.data_vars)
    fail(
        "figure",
        name,
        en=f"not among the variables given ({known}); pass a projection or a summary that has it.",
        ja=f"与えられた変数（{known}）にありません。これを含む推計か要約を渡してください。",
        kind=FigureError,
    )


def added_up(array: xr.DataArray, dims: Sequence[str]) -> xr.DataArray:
    """Return the sum over those of the dims that are there."""
    return array.sum([dim for dim in dims if dim in array.dims], skipna=False)


def exactly(array: xr.DataArray, allowed: Sequence[str], needed: Sequence[str] = ()) -> xr.DataArray:
    """Return the array with dims of one member dropped, in the order of ``allowed``.

    Raises
    ------
    FigureError
        If a needed dim is missing, another dim remains, or a value is not finite.
    """
    single = [dim for dim in array.dims if dim not in allowed and array.sizes[dim] == 1]
    array = array.squeeze(single)
    where = str(array.name or "values")
    missing = [dim for dim in needed if dim not in array.dims]
    if missing:
        fail(
            "figure",
            where,
            en=f"dim {', '.join(missing)} is missing; got ({', '.join(map(str, array.dims))}).",
            ja=f"次元 {', '.join(missing)} がありません。与えられた次元は（{', '.join(map(str, array.dims))}）です。",
            kind=FigureError,
        )
    extra = [str(dim) for dim in array.dims if dim not in allowed]
    if extra:
        first = array[extra[0]].values[0]
        fail(
            "figure",
            where,
            en=f"has {array.sizes[extra[0]]} members on dim {extra[0]}; select one, e.g. .sel({extra[0]}={first!r}).",
            ja=f"次元 {extra[0]} に {array.sizes[extra[0]]} 個あります。.sel({extra[0]}={first!r}) のように一つ選んでください。",
            kind=FigureError,
        )
    if not np.isfinite(array.values).all():
        fail(
            "figure",
            where,
            en=f"{int((~np.isfinite(array.values)).sum())} values are not numbers; leave them out or mend them first.",
            ja=f"数でない値が {int((~np.isfinite(array.values)).sum())} 個あります。先に除くか直してください。",
            kind=FigureError,
        )
    return array.transpose(*(dim for dim in allowed if dim in array.dims))


def by_scenario(
    source: Labelled, name: str, axis: str, scenarios: Sequence[str] | None = None
) -> xr.DataArray:
    """Return a series with dims (scenario, ``axis``), summed over sex and age.

    Parameters
    ----------
    source : Dataset or DataArray
        Projection or summary.
    name : str
        Variable.
    axis : {"time", "period"}
        What runs along the chart.
    scenarios : sequence of str, optional
        Which, in which order; all if not given.
    """
    array = added_up(quantity(source, name), ("sex", "age", "age_group"))
    array = exactly(array, ("scenario", axis), (axis,))
    if "scenario" not in array.dims:
        only = str(array["scenario"].item()) if "scenario" in array.coords else ""
        array = array.drop_vars("scenario", errors="ignore").expand_dims(scenario=[only])
    if scenarios is not None:
        for wanted in scenarios:
            if wanted not in array["scenario"].values:
                names = ", ".join(map(str, array["scenario"].values))
                fail(
                    "figure",
                    "scenario",
                    en=f"{wanted!r} is not there; there are: {names}.",
                    ja=f"{wanted!r} がありません。あるのは {names} です。",
                    kind=FigureError,
                )
        array = array.sel(scenario=list(scenarios))
    return array


def one_scenario(source: Labelled, name: str, axis: str, scenario: str | None) -> xr.DataArray:
    """Return a series with the one dim ``axis``; ``scenario`` must be given where there are several."""
    array = by_scenario(source, name, axis, None if scenario is None else [scenario])
    return exactly(array, (axis,), (axis,))


def year_part(month_day: str) -> float:
    """Return the part of a year before a day "MM-DD": "01-01" is 0, "10-01" is 273/365."""
    try:
        day = date.fromisoformat(f"2001-{month_day}")
    except ValueError:
        fail(
            "figure",
            "reference_date",
            en=f"got {month_day!r}; write a month and a day, e.g. '10-01'.",
            ja=f"{month_day!r} は使えません。'10-01' のように月日を書いてください。",
            kind=FigureError,
        )
    return (day - date(2001, 1, 1)).days / 365


def instants(array: xr.DataArray, source: Labelled) -> dict[str, Array]:
    """Return where each scenario's instants lie: year + part of the year of the reference date.

    The date is a coordinate on ``scenario`` or an attribute; without either, 1 January.
    """
    years = array["time"].values.astype(float)
    own: Mapping[Hashable, object] = source.attrs
    if "reference_date" in array.coords and array["reference_date"].dims == ("scenario",):
        days = [str(day) for day in array["reference_date"].values]
    else:
        days = [str(own.get("reference_date", "01-01"))] * array.sizes["scenario"]
    return {
        str(name): years + year_part(day) for name, day in zip(array["scenario"].values, days, strict=True)
    }


def step_of(source: Labelled, periods: Array) -> int:
    """Return the width of the periods in years, from the labels or, where there is one period, the attribute."""
    if len(periods) > 1:
        return round(float(periods[1] - periods[0]))
    return int(source.attrs.get("step", 1))


def date_position(value: object) -> float:
    """Return a date, or a number of years, as a position on a year axis."""
    if isinstance(value, int | float | np.integer | np.floating):
        return float(value)
    stamp = pd.Timestamp(str(value))
    return stamp.year + year_part("02-28" if stamp.strftime("%m-%d") == "02-29" else stamp.strftime("%m-%d"))


def table(frame: pd.DataFrame, columns: Sequence[str], where: str) -> pd.DataFrame:
    """Return the frame if it has the columns and one area at most."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        fail(
            "figure",
            where,
            en=f"column {', '.join(missing)} is missing; needed are {', '.join(columns)}.",
            ja=f"列 {', '.join(missing)} がありません。{', '.join(columns)} が必要です。",
            kind=FigureError,
        )
    if "area" in frame.columns and frame["area"].nunique() > 1:
        areas = ", ".join(map(str, frame["area"].unique()))
        fail(
            "figure",
            where,
            en=f"holds several areas ({areas}); keep the rows of one.",
            ja=f"複数の地域（{areas}）の行があります。一つの地域の行だけにしてください。",
            kind=FigureError,
        )
    return frame


def age_edges(array: xr.DataArray) -> tuple[str, Array, list[str]]:
    """Return the age dim, the edges of its groups (years) and their labels ("0-4", "100+").

    The open group is given the width of the group before it.
    """
    dim = "age_group" if "age_group" in array.dims else "age"
    if dim not in array.dims:
        exactly(array, tuple(map(str, array.dims)), ("age",))
    values = array[dim].values
    lower = np.array([float(str(v).rstrip("+").split("-")[0]) for v in values])
    width = lower[-1] - lower[-2] if len(lower) > 1 else 5.0
    edges = np.append(lower, lower[-1] + width)
    labels = [
        f"{low:.0f}" if high - low == 1 else f"{low:.0f}-{high - 1:.0f}" for low, high in pairwise(edges)
    ]
    return dim, edges, [*labels[:-1], f"{lower[-1]:.0f}+"]
