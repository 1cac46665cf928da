"""Taking what a chart shows out of labelled objects, with an error for what cannot be drawn."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import pairwise
from typing import NoReturn

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import CohortError, fail
from cohort.text import part_of_year

Labelled = xr.Dataset | xr.DataArray
Array = NDArray[np.float64]
AGE_DIMS = ("sex", "age", "age_group")


class FigureError(CohortError):
    """A chart cannot be drawn from what was given."""


def refuse(where: str, what: str, en: str, ja: str) -> NoReturn:
    """Say what cannot be drawn, and why."""
    fail(where, what, en=en, ja=ja, kind=FigureError)


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
        births, deaths = (added_up(source[item]) for item in ("births", "deaths"))
        return (births - deaths).rename("natural_change")
    known = ", ".join(str(item) for item in source.data_vars)
    refuse(
        "figure",
        name,
        f"not among the variables given ({known}); pass a projection or a summary that has it.",
        f"与えられた変数（{known}）にありません。これを含む推計か要約を渡してください。",
    )


def added_up(array: xr.DataArray) -> xr.DataArray:
    """Return the sum over sex and age, where they are there."""
    return array.sum([dim for dim in AGE_DIMS if dim in array.dims], skipna=False)


def exactly(
    array: xr.DataArray, allowed: Sequence[str], needed: Sequence[str] = (), gaps: bool = False
) -> xr.DataArray:
    """Return the array with dims of one member dropped, in the order of ``allowed``; with ``gaps`` some values may be NaN.

    Raises
    ------
    FigureError
        If a needed dim is missing, another dim remains, or a value is not finite.
    """
    array = array.squeeze([dim for dim in array.dims if dim not in allowed and array.sizes[dim] == 1])
    where, got = str(array.name or "values"), ", ".join(map(str, array.dims))
    missing = ", ".join(dim for dim in needed if dim not in array.dims)
    if missing:
        refuse(
            "figure",
            where,
            f"dim {missing} is missing; got ({got}).",
            f"次元 {missing} がありません。与えられた次元は（{got}）です。",
        )
    extra = [str(dim) for dim in array.dims if dim not in allowed]
    if extra:
        dim, size, first = extra[0], array.sizes[extra[0]], array[extra[0]].values[0]
        one = repr(first.item() if isinstance(first, np.generic) else first)
        refuse(
            "figure",
            where,
            f"has {size} members on dim {dim}; select one, e.g. .sel({dim}={one}).",
            f"次元 {dim} に {size} 個あります。.sel({dim}={one}) のように一つ選んでください。",
        )
    wrong = int((~np.isfinite(array.values)).sum())
    if wrong and not (gaps and wrong < array.size):
        refuse(
            "figure",
            where,
            f"{wrong} values are not numbers; leave them out or mend them first.",
            f"数でない値が {wrong} 個あります。先に除くか直してください。",
        )
    return array.transpose(*(dim for dim in allowed if dim in array.dims))


def by_scenario(source: Labelled, name: str, axis: str, scenarios: Sequence[str] | None = None) -> xr.DataArray:
    """Return a series with dims (scenario, ``axis``: "time" or "period"), summed over sex and age; all scenarios, or those named."""
    array = exactly(added_up(quantity(source, name)), ("scenario", axis), (axis,))
    if "scenario" not in array.dims:
        only = str(array["scenario"].item()) if "scenario" in array.coords else ""
        array = array.drop_vars("scenario", errors="ignore").expand_dims(scenario=[only])
    if scenarios is None:
        return array
    for wanted in scenarios:
        if wanted not in array["scenario"].values:
            names = ", ".join(map(str, array["scenario"].values))
            refuse(
                "figure",
                "scenario",
                f"{wanted!r} is not there; there are: {names}.",
                f"{wanted!r} がありません。あるのは {names} です。",
            )
    return array.sel(scenario=list(scenarios))


def one_scenario(source: Labelled, name: str, axis: str, scenario: str | None) -> xr.DataArray:
    """Return a series with the one dim ``axis``; ``scenario`` must be given where there are several."""
    array = by_scenario(source, name, axis, None if scenario is None else [scenario])
    return exactly(array, (axis,), (axis,))


def per_year(source: Labelled, name: str, scenarios: Sequence[str] | None = None) -> xr.DataArray:
    """Return a flow by (scenario, period) in persons per year, at the middle of each period (the year itself if step is 1)."""
    array = by_scenario(source, name, "period", scenarios)
    step = step_of(source, array["period"].values)
    return (array / step).assign_coords(period=array["period"].values + (step - 1) / 2)


def day_part(month_day: str) -> float:
    """Return the part of a year before a day "MM-DD"; say what is wrong with another."""
    try:
        return part_of_year(month_day)
    except ValueError:
        refuse(
            "figure",
            "reference_date",
            f"got {month_day!r}; write a month and a day, e.g. '10-01'.",
            f"{month_day!r} は使えません。'10-01' のように月日を書いてください。",
        )


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
    return {str(name): years + day_part(day) for name, day in zip(array["scenario"].values, days, strict=True)}


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
    return stamp.year + day_part("02-28" if stamp.strftime("%m-%d") == "02-29" else stamp.strftime("%m-%d"))


def positions(frame: pd.DataFrame | None) -> list[float]:
    """Return where the rows of a table of counts lie on the year axis: by date, or by year."""
    if frame is None:
        return []
    key = "date" if "date" in frame.columns else "year"
    return [date_position(item) for item in table(frame, (key,), "observed")[key]]


def table(frame: pd.DataFrame, columns: Sequence[str], where: str) -> pd.DataFrame:
    """Return the frame if it has the columns and one area at most."""
    missing = ", ".join(column for column in columns if column not in frame.columns)
    if missing:
        needed = ", ".join(columns)
        refuse(
            "figure",
            where,
            f"column {missing} is missing; needed are {needed}.",
            f"列 {missing} がありません。{needed} が必要です。",
        )
    if "area" in frame.columns and frame["area"].nunique() > 1:
        areas = ", ".join(map(str, frame["area"].unique()))
        refuse(
            "figure",
            where,
            f"holds several areas ({areas}); keep the rows of one.",
            f"複数の地域（{areas}）の行があります。一つの地域の行だけにしてください。",
        )
    return frame


def age_edges(array: xr.DataArray) -> tuple[str, Array, list[str]]:
    """Return the age dim, the edges of its groups (years) and their labels ("0-4", "100+").

    The open group is given the width of the group before it.
    """
    dim = "age_group" if "age_group" in array.dims else "age"
    if dim not in array.dims:
        exactly(array, tuple(map(str, array.dims)), ("age",))
    lower = np.array([float(str(v).rstrip("+").split("-")[0]) for v in array[dim].values])
    width = lower[-1] - lower[-2] if len(lower) > 1 else 5.0
    edges = np.append(lower, lower[-1] + width)
    labels = [f"{low:.0f}" if high - low == 1 else f"{low:.0f}-{high - 1:.0f}" for low, high in pairwise(edges)]
    return dim, edges, [*labels[:-1], f"{lower[-1]:.0f}+"]
