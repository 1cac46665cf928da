"""Districts as labelled arrays: their counts, and their population inside the municipality's projection."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NoReturn

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.demography.graduation import to_groups
from cohort.demography.small_areas import carried_forward, own_growth
from cohort.errors import ProjectionError, fail
from cohort.inputs import Inputs
from cohort.record import Record, as_attrs, note
from cohort.text import Day
from cohort.vocabulary import SEXES
from cohort.wording import Plain

Array = NDArray[np.float64]
WIDTH = 5
LEAST_COUNTS = 3  # to tell a growth of its own from noise
NEAR = 2.0  # years between the launch and the count that is scaled to it
OPEN_FROM = 40  # the lowest open age: women of 20-39 have children
HALF_LIFE = 10.0  # years in which own growth fades to a half: a choice, not a measurement
DIMS = ("district", "sex", "age")


def district_counts(inputs: Inputs) -> xr.DataArray:
    """Return the counts of a municipality's districts.

    Parameters
    ----------
    inputs : Inputs
        With ``districts``.

    Returns
    -------
    population : DataArray (date, district, sex, age)
        Persons; those of unknown age spread over the known ages of their district and sex. ``age`` is the lower bound of
        five-year groups, the last one open. Attributes: ``sources``, ``unknown`` (persons spread).

    Raises
    ------
    InputError
        No districts; groups that are not of five years or differ; a district that is missing at some date.
    """
    frame, subject = inputs.districts, (inputs.path / "districts.csv").as_posix()
    if frame is None:
        fail(
            subject,
            en="there is no such file; add one with district, date, sex, age_group, population, source.",
            ja="ファイルがありません。district、date、sex、age_group、population、source の列を持つ表を加えてください。",
        )
    cells, ages = _by_age(frame, subject)
    names = list(dict.fromkeys(frame["district"]))
    dates = sorted(frame["date"].unique())
    wanted = pd.MultiIndex.from_product([dates, names, list(SEXES)])
    _everywhere(wanted, cells, subject)
    shape = (len(dates), len(names), len(SEXES), len(ages))
    values = cells.reindex(wanted).to_numpy(dtype=float).reshape(shape)
    missing = frame[frame["age"].isna()].set_index(["date", "district", "sex"])["population"]
    unknown = missing.reindex(wanted, fill_value=0.0).to_numpy(dtype=float).reshape(shape[:3])
    return xr.DataArray(
        _spread(values, unknown, subject),
        dims=("date", *DIMS),
        coords={"date": [pd.Timestamp(day) for day in dates], "district": names, "sex": list(SEXES), "age": ages},
        name="population",
        attrs={"sources": ", ".join(dict.fromkeys(frame["source"])), "unknown": float(unknown.sum())},
    )


def _by_age(frame: pd.DataFrame, subject: str) -> tuple[pd.DataFrame, list[int]]:
    """Return the known ages as columns; refuse groups that differ or are not of five years."""
    known = frame[frame["age"].notna()]
    cells = known.pivot(index=["date", "district", "sex"], columns="age", values="population")
    ages = [int(age) for age in cells.columns]
    five = ages == list(range(0, ages[-1] + 1, WIDTH)) and ages[-1] >= OPEN_FROM
    if not five or cells.isna().to_numpy().any():
        fail(
            subject,
            "age_group",
            en="the districts differ in their age groups, or these are not of five years; give 0-4, 5-9, ... and one open group "
            f"of {OPEN_FROM}+ or above.",
            ja="地区により年齢区分が異なるか、5歳階級ではありません。0-4、5-9、… と"
            f"{OPEN_FROM}歳以上から始まる開いた区分一つにそろえてください。",
        )
    return cells, ages


def _everywhere(wanted: pd.MultiIndex, cells: pd.DataFrame, subject: str) -> None:
    """Refuse a district that is missing at some date."""
    there = set(cells.index)
    for date, name, sex in wanted:
        if (date, name, sex) not in there:
            fail(
                subject,
                f"{pd.Timestamp(date).date()} {name}",
                en="the district is missing at this date; every district is counted at every date (0 where nobody lives).",
                ja="この日の地区の行がありません。どの日も全地区が必要です（居住者のない地区は 0）。",
            )


def _spread(values: Array, unknown: Array, subject: str) -> Array:
    """Share persons of unknown age out over the known ages of their district and sex."""
    whole = values.sum(axis=-1)
    if ((unknown > 0) & (whole == 0)).any():
        fail(
            subject,
            "unknown",
            en="a district has persons of unknown age only; give ages.",
            ja="年齢不詳の人だけの地区があります。年齢を与えてください。",
        )
    return np.asarray(values * (1 + np.divide(unknown, whole, out=np.zeros_like(whole), where=whole > 0))[..., None])


def project_districts(
    counts: xr.DataArray,
    city: xr.DataArray,
    *,
    own: bool = True,
    half_life: float = HALF_LIFE,
    years: list[int] | None = None,
) -> xr.Dataset:
    """Carry districts forward inside the projection of their municipality (Hamilton-Perry, controlled).

    The launch is the count nearest to it, every cell scaled to the municipality's; then each cohort changes as the municipality's
    does, times the district's `own_growth` (from counts up to the launch's). Every cell of every year adds up to the municipality.

    Parameters
    ----------
    counts : DataArray (date, district, sex, age)
        As `district_counts` returns it.
    city : DataArray (time, sex, age)
        Population of the municipality as `project` returns it: one scenario, one area; single years or five.
    own : bool
        Growth of a district's own; False: every cohort changes as the municipality's.
    half_life : float
        Years in which own growth fades to a half.
    years : list of int, optional
        Years to stop at between the first and the last; default: every fifth calendar year.

    Returns
    -------
    Dataset
        ``population`` (time, district, sex, age), persons; ``own_growth`` (district), parts a year; attributes ``counted``
        (day of the launch's counts), ``tau`` and ``sigma`` (see `own_growth`), ``records``.

    Raises
    ------
    ProjectionError
        A dim is missing or too many; no count within two years of the launch; a cell of districts without anybody.
    """
    counts = _up_to(counts, int(city["age"].values[-1]))
    whole = _grouped(city, int(counts["age"].values[-1]))
    there = [int(year) for year in city["time"].values]
    stops = _stops(there, years)
    day = str(city.attrs.get("reference_date") or "01-01")
    moments, taken = _nearest(counts, there[0], day)
    values = counts.transpose("date", *DIMS).values
    records: list[Record] = []
    growth, tau, sigma = np.zeros(values.shape[1]), math.nan, math.nan
    if own and taken + 1 >= LEAST_COUNTS:
        growth, tau, sigma = own_growth(values[: taken + 1], moments[: taken + 1])
    else:
        records.append(_without_own(taken + 1))
    now = _controlled(values[taken], whole[there.index(stops[0])], counts, taken, records)
    found = _carried(now, {year: whole[there.index(year)] for year in stops}, growth, half_life, records)
    attrs = {"counted": f"{pd.Timestamp(counts['date'].values[taken]).date()}", **as_attrs(records)} | {
        "reference_date": day,
        "tau": tau,
        "sigma": sigma,
    }
    variables = {"population": (("time", *DIMS), np.array(found)), "own_growth": ("district", growth)}
    return xr.Dataset(variables, {"time": stops, **{dim: counts[dim].values for dim in DIMS}}, attrs)


def _carried(
    now: Array, whole: dict[int, Array], growth: Array, half_life: float, records: list[Record]
) -> list[Array]:
    """Return the districts at every year of the whole, the first of which they stand for already."""
    found, placed, launch = [now], 0.0, min(whole)
    for first, last in pairwise(sorted(whole)):
        fading = growth * 0.5 ** (((first + last) / 2 - launch) / half_life)
        after, some = carried_forward(found[-1], whole[last], last - first, fading)
        found.append(after)
        placed += some
    if placed >= 0.5:
        records.append(
            note(
                "districts",
                "{persons} persons of ages that no district has anybody to reach were shared out by residents.",
                "いずれの地区からも到達できない年齢の {persons} 人を、地区の人口に応じて配分しました。",
                persons=Plain(placed),
            )
        )
    return found


def _moment(day: pd.Timestamp) -> float:
    """Return a day as a year with decimals."""
    return float(day.year + (day.day_of_year - 1) / (366 if day.is_leap_year else 365))


def near_launch(counts: xr.DataArray, city: xr.DataArray) -> bool:
    """Tell whether districts were counted near enough to the first instant of a projection to be carried forward in it."""
    launch = _moment(pd.Timestamp(f"{int(city['time'][0])}-{city.attrs.get('reference_date') or '01-01'}"))
    return bool(min(abs(_moment(pd.Timestamp(day)) - launch) for day in counts["date"].values) <= NEAR)


def _nearest(counts: xr.DataArray, year: int, day: str) -> tuple[Array, int]:
    """Return when districts were counted, and which count is nearest to the launch."""
    launch = _moment(pd.Timestamp(f"{year}-{day}"))
    moments = np.array([_moment(pd.Timestamp(date)) for date in counts["date"].values])
    taken = int(np.abs(moments - launch).argmin())
    if abs(moments[taken] - launch) > NEAR:
        _too_far(pd.Timestamp(counts["date"].values[taken]), year)
    return moments, taken


def _too_far(day: pd.Timestamp, launch: int) -> NoReturn:
    fail(
        "districts",
        "date",
        kind=ProjectionError,
        en=f"the count nearest to the launch in {launch} is of {day.date()}, more than {NEAR:g} years away; add one.",
        ja=f"{launch} 年の出発点に最も近い集計は {day.date()} で、{NEAR:g} 年を超えて離れています。集計を加えてください。",
    )


def _up_to(counts: xr.DataArray, open_age: int) -> xr.DataArray:
    """Return counts whose open age is no higher than the municipality's."""
    if int(counts["age"].values[-1]) <= open_age:
        return counts
    closed = counts.sel(age=slice(None, open_age - 1))
    last = counts.sel(age=slice(open_age, None)).sum("age").expand_dims(age=[open_age])
    return xr.concat([closed, last], "age").transpose(*counts.dims).assign_attrs(counts.attrs)


def _stops(there: list[int], years: list[int] | None) -> list[int]:
    """Return the years that are projected: the first, those asked for, the last, and no two further than five apart."""
    wanted = {year for year in there if year % WIDTH == 0} if years is None else set(years)
    if absent := sorted(wanted - set(there)):
        fail(
            "districts",
            "years",
            kind=ProjectionError,
            en=f"{absent[0]} is not in the projection, {there[0]} to {there[-1]}.",
            ja=f"{absent[0]} 年は推計の期間（{there[0]}～{there[-1]} 年）にありません。",
        )
    stops = sorted({there[0], *wanted, there[-1]})
    between = [year for year in there if any(a < year < b and (year - a) % WIDTH == 0 for a, b in pairwise(stops))]
    return sorted({*stops, *between})


def _grouped(city: xr.DataArray, open_age: int) -> Array:
    """Return the municipality in the districts' age groups: (time, sex, age)."""
    if set(city.dims) != {"time", "sex", "age"}:
        fail(
            "districts",
            "city",
            kind=ProjectionError,
            en=f"has dims {', '.join(map(str, city.dims))}; select one scenario and area so that time, sex and age remain.",
            ja=f"次元が {', '.join(map(str, city.dims))} です。シナリオと地域を一つ選び、time、sex、age にしてください。",
        )
    values = city.transpose("time", "sex", "age").values
    width = int(city["age"].values[1] - city["age"].values[0])
    return to_groups(values, WIDTH // width, open_age // width)


def _controlled(now: Array, whole: Array, counts: xr.DataArray, taken: int, records: list[Record]) -> Array:
    """Scale the launch's counts to the municipality's, cell by cell, and record by how much."""
    sums = now.sum(axis=0)
    if ((sums <= 0) & (whole > 0)).any():
        sex, age = np.argwhere((sums <= 0) & (whole > 0))[0]
        fail(
            "districts",
            f"{SEXES[sex]} {int(counts['age'].values[age])}",
            en=f"no district has anybody, but the municipality has {whole[sex, age]:,.0f}; check the counts.",
            ja=f"どの地区にも居住者がなく、市町村には {whole[sex, age]:,.0f} 人います。表を確かめてください。",
        )
    day = pd.Timestamp(counts["date"].values[taken]).date()
    records.append(
        note(
            "districts",
            "The districts counted on {day} ({before} persons) were scaled to the municipality's launch ({after}) by sex and age.",
            "{day}の地区別人口（{before}人）を、推計の出発点の市町村人口（{after}人）に男女・年齢別に合わせました。",
            day=Day(day),
            before=Plain(float(sums.sum())),
            after=Plain(float(whole.sum())),
        )
    )
    return np.asarray(now * np.divide(whole, sums, out=np.zeros_like(sums), where=sums > 0))


def _without_own(counted: int) -> Record:
    return note(
        "districts",
        "With {counted} count(s) up to the launch a district's own growth cannot be told from noise ({least} are needed): "
        "every cohort changes as the municipality's.",
        "出発点までの集計が {counted} 回のため、地区固有の増減は区別できません（{least} 回必要）。各世代は市町村と同じ率で変化します。",
        counted=counted,
        least=LEAST_COUNTS,
    )
