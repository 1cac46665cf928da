"""The lines of a run: one case for each area and scenario, and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from cohort.report.titles import scenario_titles

if TYPE_CHECKING:
    import xarray as xr

    from cohort.scenario.model import Scenario

SEXES = ("male", "female")
OFFICIAL_OPEN_AGE = 90


@dataclass(frozen=True)
class Case:
    """One projection of a run.

    Attributes
    ----------
    scenario : str
        Label on the scenario dim.
    area : str or None
        Code on the area dim, where the run has one.
    title : str
        The scenario's title, with the area's code in front where the run has several areas.
    short : str
        The same up to its colon or bracket, where no other case's is the same.
    main : bool
        Whether the scenario is a main one (drawn), not a variant (in tables only).
    reference_date : str
        Month and day of every instant, ``"01-01"``.
    """

    scenario: str
    area: str | None
    title: str
    short: str
    main: bool
    reference_date: str

    def of(self, dataset: xr.Dataset) -> xr.Dataset:
        """Return this case's part of a dataset; variables that do not vary by area or scenario stay as they are."""
        where: dict[str, str] = {}
        if "scenario" in dataset.dims:
            where["scenario"] = self.scenario
        if self.area is not None and "area" in dataset.dims:
            where["area"] = self.area
        return dataset.sel(where) if where else dataset

    def instant(self, year: int, language: str) -> str:
        """Return the date of an instant in words, e.g. ``"1 Jan 2020"``."""
        month, day = (int(part) for part in self.reference_date.split("-"))
        if language == "ja":
            return f"{year}年{month}月{day}日"
        names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
        return f"{day} {names[month - 1]} {year}"


def cases(run: Any, language: str) -> list[Case]:
    """Return the cases of a run: areas first, scenarios in the order of the set."""
    projection = run.projection
    areas = [str(code) for code in projection["area"].values] if "area" in projection.dims else [None]
    short = scenario_titles(run.scenarios, language)
    found = []
    for area in areas:
        before = f"{area} " if len(areas) > 1 else ""
        found += [
            Case(
                scenario=scenario.name,
                area=area,
                title=before + scenario.title(language),
                short=before + short[scenario.name],
                main=scenario.is_main,
                reference_date=_reference_date(projection, scenario),
            )
            for scenario in run.scenarios
        ]
    return found


def _reference_date(projection: xr.Dataset, scenario: Scenario) -> str:
    """Return the scenario's own reference date where the set has several, else that of the projection."""
    if "reference_date" in projection.coords and "scenario" in projection["reference_date"].dims:
        return str(projection["reference_date"].sel(scenario=scenario.name).item())
    return str(projection.attrs.get("reference_date", f"{scenario.launch.date:%m-%d}"))


def mains(found: list[Case]) -> list[Case]:
    """Return the main cases; all of them where none is marked main."""
    return [case for case in found if case.main] or found


def reference(run: Any, found: list[Case]) -> Case:
    """Return the case others are compared with: the run's reference scenario, or the first main one."""
    name = run.assumptions.attrs.get("reference_scenario")
    return next((case for case in found if case.scenario == name), mains(found)[0])


def outlook_year(run: Any) -> int:
    """Return the year of the first outlook of the population; the last year where none is stated."""
    for scenario in run.scenarios:
        for outlook in scenario.outlooks:
            if outlook.measure == "population":
                return int(outlook.year)
    return int(run.projection["time"].values[-1])


def round_years(run: Any) -> list[int]:
    """Return the years worth printing: the first, every fifth calendar year, the last."""
    years = [int(year) for year in run.projection["time"].values]
    return [year for year in years if year % 5 == 0 or year in (years[0], years[-1])]


def group_names(lowest: list[int], language: str) -> list[str]:
    """Return labels of age groups from their lower bounds; the last group is open."""
    names = []
    for low, following in zip(lowest, [*lowest[1:], None], strict=True):
        if following is None:
            names.append(f"{low}歳以上" if language == "ja" else f"{low}+")
        elif following == low + 1:
            names.append(f"{low}歳" if language == "ja" else str(low))
        else:
            names.append(f"{low}～{following - 1}歳" if language == "ja" else f"{low}-{following - 1}")
    return names


def five_year_groups(values: xr.DataArray, open_age: int | None = None) -> tuple[list[int], np.ndarray]:
    """Add ages up to five-year groups.

    Parameters
    ----------
    values : DataArray (..., sex, age)
        Persons; ``age`` is the lower bound, the last group is open.
    open_age : int, optional
        Lower bound of the open group; the array's own, rounded down to a multiple of five, where it is not given.

    Returns
    -------
    lowest : list of int
        Lower bounds of the groups.
    grouped : ndarray (..., sex, group)
    """
    ages = values["age"].values.astype(int)
    top = int(ages[-1]) // 5 * 5
    top = min(top, open_age) if open_age is not None else top
    lowest = list(range(0, top + 1, 5))
    starts = [int(np.searchsorted(ages, low)) for low in lowest]
    ordered = values.transpose(..., "sex", "age").sel(sex=list(SEXES))
    return lowest, np.add.reduceat(np.asarray(ordered.values, dtype=float), starts, axis=-1)
