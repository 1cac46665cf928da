"""How districts came out: carried forward to a later count, beside what the simplest methods say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from cohort.districts.project import Array, project_districts
from cohort.errors import InputError, fail

SIZES = ((100, 500), (500, 2_000), (2_000, None))  # residents at the launch
METHODS = ("own-growth", "city-change", "constant-share", "linear", "unchanged")


def check_districts(counts: xr.DataArray, launch: str, at: str, city: xr.DataArray | None = None) -> pd.DataFrame:
    """Compare districts carried forward from one count with a later one.

    Parameters
    ----------
    counts : DataArray (date, district, sex, age)
        As `district_counts` returns it; what is later than ``launch`` is used for the comparison only.
    launch, at : str
        Days of two counts, ``"2021-01-01"``, at most five years apart.
    city : DataArray (time, sex, age), optional
        A projection of the municipality from ``launch``; by default what was counted ``at``, so that nothing but the
        sharing out between districts is judged.

    Returns
    -------
    DataFrame
        A row for each method and size (residents at the launch; those below 100 are left out): ``districts``; ``median``,
        ``mean`` (absolute percentage errors), ``weighted`` (sum of absolute errors in percent of all residents).

    Raises
    ------
    InputError
        A day without a count, or the later one first.
    """
    days = [f"{pd.Timestamp(day).date()}" for day in counts["date"].values]
    for day in (launch, at):
        if day not in days:
            fail("districts", day, kind=InputError, en=f"there is no count; there are {', '.join(days)}.",
                 ja=f"この日の集計はありません（あるのは {'、'.join(days)}）。")  # fmt: skip
    if at <= launch:
        fail("districts", at, kind=InputError, en=f"is not later than {launch}; name the earlier count first.",
             ja=f"{launch} より後の日ではありません。前の集計を先に指定してください。")  # fmt: skip
    known = counts.isel(date=slice(0, days.index(launch) + 1))
    first, last = int(launch[:4]), int(at[:4])
    later = counts.isel(date=days.index(at))
    if city is None:
        whole = [known.isel(date=-1).sum("district"), later.sum("district")]
        city = xr.concat(whole, pd.Index([first, last], name="time"), coords="minimal", compat="override")
        city = city.drop_vars("date", errors="ignore").assign_attrs(reference_date=launch[5:])
    start, seen = _totals(known.isel(date=-1)), _totals(later)
    since = _totals(known.isel(date=0))
    past = first - int(days[0][:4])
    made = {
        "own-growth": _projected(known, city, last, own=True),
        "city-change": _projected(known, city, last, own=False),
        "constant-share": start * float(city.sel(time=last).sum()) / start.sum(),
        "linear": start + (start - since) * (last - first) / past if past else start,
        "unchanged": start,
    }
    columns = ["method", "from", "below", "districts", "median", "mean", "weighted"]
    return pd.DataFrame([*_errors(made, start, seen)], columns=columns)


def _errors(made: Mapping[str, Array], start: Array, seen: Array) -> Iterator[tuple[object, ...]]:
    """Yield the errors of each method, of all districts and by size."""
    for name in METHODS:
        for low, high in ((SIZES[0][0], None), *SIZES):
            chosen = (start >= low) & (start < (np.inf if high is None else high)) & (seen > 0)
            if chosen.any():
                error = np.abs(made[name] - seen)[chosen]
                part = 100 * error / seen[chosen]
                all_of_them = 100 * error.sum() / seen[chosen].sum()
                yield name, low, high or 0, int(chosen.sum()), np.median(part), part.mean(), all_of_them


def _totals(population: xr.DataArray) -> Array:
    return np.asarray(population.sum(["sex", "age"]).values, dtype=float)


def _projected(known: xr.DataArray, city: xr.DataArray, last: int, own: bool) -> Array:
    part = city.sel(time=[year for year in city["time"].values if year <= last])
    made = project_districts(known, part.assign_attrs(city.attrs), own=own, years=[last])
    return _totals(made["population"].sel(time=last))
