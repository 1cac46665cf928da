"""Measures of a projection: age classes, shares, median age, dependency ratios, change by period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import ProjectionError, fail
from cohort.vocabulary import with_labels

AGE_DIMS = ("age", "age_group")
FLOWS = ("births", "deaths", "net_migration")
AREA_TOTAL_VARIABLES = ("population", *FLOWS)

# name: (sex or None for both, lowest age, highest age or None for "and over")
AGE_CLASSES: dict[str, tuple[str | None, int, int | None]] = {
    "population_0_14": (None, 0, 14),
    "population_15_64": (None, 15, 64),
    "population_65_plus": (None, 65, None),
    "population_75_plus": (None, 75, None),
    "women_20_39": ("female", 20, 39),
    "women_15_49": ("female", 15, 49),
}
RATIOS: dict[str, tuple[tuple[str, ...], str]] = {
    "share_65_plus": (("population_65_plus",), "population"),
    "share_75_plus": (("population_75_plus",), "population"),
    "dependency_ratio": (("population_0_14", "population_65_plus"), "population_15_64"),
    "old_age_dependency_ratio": (("population_65_plus",), "population_15_64"),
}
MADE_OF = {name: (*above, below) for name, (above, below) in RATIOS.items()} | {"natural_change": ("births", "deaths")}


@dataclass(frozen=True)
class _Ages:
    """The age groups of a projection: lower bounds, and widths of all but the open last one."""

    dim: str
    lower: NDArray[np.int64]
    width: NDArray[np.int64]

    def places(self, name: str, low: int, high: int | None) -> slice:
        """Where the groups ``low`` to ``high`` (inclusive) stand; raise if one straddles an edge."""
        upper = self.lower + self.width - 1
        starts = low in self.lower
        ends = high is None or high in upper
        if not (starts and ends):
            wanted = f"{low}+" if high is None else f"{low}-{high}"
            fail(
                "projection",
                name,
                kind=ProjectionError,
                en=f"ages {wanted} cannot be added up from the groups that begin at "
                f"{_some(self.lower)} (the last is open); keep finer groups.",
                ja=f"{wanted} 歳は、下限が {_some(self.lower)} 歳の階級（最後は開放階級）から合計できません。"
                "より細かい階級にしてください。",
            )
        first = int(np.searchsorted(self.lower, low))
        return slice(first, None if high is None else int(np.searchsorted(upper[:-1], high, side="right")))


def _some(values: NDArray[np.int64]) -> str:
    """Return the values as text, shortened in the middle."""
    shown = [str(value) for value in values]
    return ", ".join(shown if len(shown) <= 8 else [*shown[:4], "...", *shown[-2:]])


def _ages(population: xr.DataArray, step: int) -> _Ages:
    """Read the age groups from the coordinate: integers of width ``step``, or labels "0-4" ... "100+"."""
    dim = next((name for name in AGE_DIMS if name in population.dims), None)
    if dim is None or "sex" not in population.dims or "time" not in population.dims:
        fail(
            "projection",
            "population",
            kind=ProjectionError,
            en="needs dims time, sex and age (or age_group), got "
            f"{', '.join(map(str, population.dims)) or 'none'}; "
            'project with keep="all" or keep="groups".',
            ja="次元 time, sex, age（または age_group）が必要です。現在は "
            f"{', '.join(map(str, population.dims)) or 'なし'} です。"
            'keep="all" か keep="groups" で推計してください。',
        )
    labels = population[dim].values
    if dim == "age":
        lower = np.asarray(labels, dtype=np.int64)
        width = np.append(np.full(lower.size - 1, step, dtype=np.int64), 0)
    else:
        lower = np.array([int(str(label).rstrip("+").split("-")[0]) for label in labels], dtype=np.int64)
        width = np.append(np.diff(lower), 0)
    if np.any(np.diff(lower) != width[:-1]):
        fail(
            "projection",
            dim,
            kind=ProjectionError,
            en=f"groups begin at {_some(lower)}, which are not {step} years apart; the attribute `step` must "
            "be their width.",
            ja=f"階級の下限が {_some(lower)} 歳で、{step} 年間隔ではありません。属性 step は階級の幅と一致さ"
            "せてください。",
        )
    return _Ages(dim, lower, width)


def _ratio(above: xr.DataArray, below: xr.DataArray) -> xr.DataArray:
    """Divide; where nobody is below the line the ratio does not exist and is NaN."""
    return above / below.where(below > 0)


def median_age(
    population: xr.DataArray, lower: NDArray[np.int64], width: NDArray[np.int64], age_dim: str
) -> xr.DataArray:
    """Return the age that halves the population, linear within the age group.

    Parameters
    ----------
    population : DataArray (..., age)
        Persons by age, both sexes together.
    lower, width : array (age,)
        Lower bound and width of each group, years; the width of the open group is 0 and is not used.
    age_dim : str
        Name of the age dim.

    Returns
    -------
    DataArray (...)
        Years. NaN where nobody lives, and where the median lies in the open group, whose inside is not known.
    """
    axis = population.get_axis_num(age_dim)
    counts = np.moveaxis(population.values, axis, -1)
    running = counts.cumsum(axis=-1)
    half = running[..., -1:] / 2
    found = (running < half).sum(axis=-1, keepdims=True)
    inside = np.take_along_axis(counts, found, axis=-1)
    before = np.take_along_axis(running, found, axis=-1) - inside
    known = (inside > 0) & (found < lower.size - 1)
    part = np.divide(half - before, inside, out=np.full(inside.shape, np.nan), where=known)
    years = lower[found] + width[found] * part
    return xr.zeros_like(population.isel({age_dim: 0}, drop=True), dtype=float).copy(data=years[..., 0])


def population_of(projection: object, subject: str) -> xr.DataArray:
    """Return the population of a projection or its summary; raise if it is neither."""
    if not isinstance(projection, xr.Dataset) or "population" not in projection:
        fail(
            subject,
            kind=ProjectionError,
            en=f"got {type(projection).__name__} without a population; give what `cohort.project` returns.",
            ja=f"{type(projection).__name__} に population がありません。cohort.project の結果を渡してください。",
        )
    return projection["population"]


def summarise(projection: xr.Dataset) -> xr.Dataset:
    """Return the measures of a projection by instant (stocks) and period (flows), sexes together.

    Parameters
    ----------
    projection : Dataset
        As `project` returns it with ``keep="all"`` (dim ``age``) or ``keep="groups"`` (dim ``age_group``);
        any of ``area, scenario, draw`` may stand in front.

    Returns
    -------
    Dataset
        With dims (area, scenario, draw, time): ``population``, ``population_0_14``, ``population_15_64``,
        ``population_65_plus``, ``population_75_plus``, ``women_20_39``, ``women_15_49`` (persons);
        ``share_65_plus``, ``share_75_plus`` (share); ``dependency_ratio``, ``old_age_dependency_ratio`` (per
        person 15-64); ``median_age`` (years). With dims (area, scenario, draw, period): ``births``,
        ``deaths``, ``natural_change``, ``net_migration`` (persons in the period; net migration is social
        change), those of them the projection has. A ratio over nobody, a median inside the open age group, and all of a
        run that failed are NaN.

    Raises
    ------
    ProjectionError
        If ages were not kept, or a class cannot be formed from the age groups.
    """
    return measured(projection)


def measured(projection: xr.Dataset, only: str | None = None) -> xr.Dataset:
    """Return what `summarise` does, or one measure alone with what it is made of."""
    population = population_of(projection, "summarise")
    ages = _ages(population, int(projection.attrs.get("step", 1)))
    wanted = {*AGE_CLASSES, *RATIOS, *FLOWS, "median_age"} if only is None else {only, *MADE_OF.get(only, ())}
    both = population.sum("sex", skipna=False)
    measures: dict[str, xr.DataArray] = {"population": population.sum(["sex", ages.dim], skipna=False)}
    for name, (sex, low, high) in AGE_CLASSES.items():
        if name not in wanted:
            continue
        own = both if sex is None else population.sel(sex=sex, drop=True)
        measures[name] = own.isel({ages.dim: ages.places(name, low, high)}).sum(ages.dim, skipna=False)
    for name, (above, below) in RATIOS.items():
        if name in wanted:
            first, *rest = [measures[part] for part in above]
            measures[name] = _ratio(first + rest[0] if rest else first, measures[below])
    if "median_age" in wanted:
        measures["median_age"] = median_age(both, ages.lower, ages.width, ages.dim)
    for name in FLOWS:
        if name in projection and name in wanted:
            flow = projection[name]
            measures[name] = flow.sum([dim for dim in ("sex", *AGE_DIMS) if dim in flow.dims], skipna=False)
    if "births" in measures and "deaths" in measures:
        measures["natural_change"] = measures["births"] - measures["deaths"]
    summary = xr.Dataset(measures, attrs=dict(projection.attrs))
    return with_labels(summary)


def area_total(projection: xr.Dataset, name: str | None = None) -> xr.Dataset:
    """Return the areas of a projection added up, as one area.

    Parameters
    ----------
    projection : Dataset
        With a dim ``area``. Persons are added (population, births, deaths, net migration); rates and factors
        are left out.
    name : str, optional
        Code of the sum; by default the codes joined with ``+`` ("03209+03402").

    Returns
    -------
    Dataset
        With dim ``area`` of length 1, so that it can stand beside the areas it is made of.
    """
    if "area" not in projection.dims:
        fail(
            "projection",
            "area",
            kind=ProjectionError,
            en="has no dim `area`, so there is nothing to add up.",
            ja="次元 area がないため、合計するものがありません。",
        )
    code = name or "+".join(str(value) for value in projection["area"].values)
    kept = {variable: projection[variable] for variable in AREA_TOTAL_VARIABLES if variable in projection}
    # An array without the dim holds for every area alike: it counts once for each of them.
    like = xr.ones_like(projection["area"], dtype=float)
    total = {
        variable: (array if "area" in array.dims else array * like).sum("area", keep_attrs=True)
        for variable, array in kept.items()
    }
    return xr.Dataset(total, attrs=projection.attrs).expand_dims(area=[code])
