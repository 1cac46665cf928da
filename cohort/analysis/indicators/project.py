"""People times rate, by scenario and year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from cohort.analysis.indicators.model import Indicator, Part
from cohort.arguments import INDICATORS, NAMES, PROJECTION, takes
from cohort.errors import Problems, ProjectionError, did_you_mean, fail
from cohort.forms import AgeRange
from cohort.scenario.trajectory import interpolate

Floats = npt.NDArray[np.float64]
COLUMNS = ("scenario", "year", "indicator", "people", "rate", "value", "unit", "origin", "what_if", "source")


@takes(projection=PROJECTION, indicators=INDICATORS, only=NAMES)
def project_indicators(
    projection: xr.Dataset, indicators: Iterable[Indicator], only: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return each indicator under every scenario, year by year.

    Parameters
    ----------
    projection : Dataset
        As `project` returns it with ``keep="all"``; ``scenario`` may stand in front.
    indicators : iterable of Indicator
        As `read_indicators` returns them.
    only : sequence of str, optional
        Keys; by default all.

    Returns
    -------
    DataFrame
        ``scenario, year, indicator``; ``people`` (of an instant, or person-years of the year from it, as the unit
        says); ``rate`` (of all these people, in the indicator's unit); ``value`` (in ``unit``); ``origin`` of the
        rate ("point", "linear", ..., "hold"); ``what_if`` (the rate's source is an assumption, or the year lies
        after its last point, where nobody states it); ``source``. Years before the first point and, with ``after =
        "none"``, after the last one are absent. Between two instants of a five-year projection people are
        interpolated linearly.

    Raises
    ------
    ProjectionError
        A key that is not there; ages that the projection does not tell apart; several areas or draws.
    """
    chosen = _chosen(list(indicators), only)
    people = _People(projection)
    people.check(chosen)
    rows: list[tuple[object, ...]] = []
    for indicator in chosen:
        for scenario in people.scenarios:
            rows += _rows(indicator, scenario, people)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def countable(projection: xr.Dataset, indicator: Indicator) -> bool:
    """Tell whether the projection's ages are fine enough for an indicator."""
    people = _People(projection)
    return all(people.fits(part.ages) for part in indicator.parts)


def _chosen(indicators: list[Indicator], only: Sequence[str] | None) -> list[Indicator]:
    keys = [indicator.key for indicator in indicators]
    problems = Problems("indicators", ProjectionError)
    for key in only or ():
        if key not in keys:
            problems.add(
                key,
                en=f"no such indicator; there are {', '.join(keys)}.{did_you_mean(key, keys, 'en')}",
                ja=f"この指標はありません（{', '.join(keys)}）。{did_you_mean(key, keys, 'ja')}",
            )
    problems.raise_if_any()
    return [indicator for indicator in indicators if only is None or indicator.key in only]


class _People:
    """The population of a projection, asked by scenario, sex and ages, year by year."""

    def __init__(self, projection: xr.Dataset) -> None:
        population = projection["population"]
        if "scenario" not in population.dims:
            population = population.expand_dims(
                scenario=[str(projection.attrs.get("reference_scenario", "projection"))]
            )
        single = [dim for dim in ("area", "draw") if dim in population.dims and population.sizes[dim] == 1]
        population = population.squeeze(single, drop=True)
        if set(population.dims) != {"scenario", "time", "sex", "age"}:
            fail(
                "indicators", "population", kind=ProjectionError,
                en=f"needs dims scenario, time, sex and age, got {', '.join(map(str, population.dims))}; choose one area and "
                'draw, and project with keep="all".',
                ja=f"次元 scenario, time, sex, age が必要です（{', '.join(map(str, population.dims))}）。地域とドローを 1 つ選び、"
                'keep="all" で推計してください。',
            )  # fmt: skip
        self.population = population.transpose("scenario", "time", "sex", "age")
        self.scenarios = [str(name) for name in population["scenario"].values]
        self.lower = population["age"].values.astype(np.int64)
        self.instants = population["time"].values.astype(np.int64)
        self.years = np.arange(self.instants[0], self.instants[-1] + 1)

    def check(self, indicators: Iterable[Indicator]) -> None:
        """Raise with every group of ages that cannot be told apart."""
        problems = Problems("indicators", ProjectionError)
        oldest = int(self.lower[-1])
        for indicator in indicators:
            for part in indicator.parts:
                if not self.fits(part.ages):
                    problems.add(
                        f"{indicator.key}.ages",
                        en=f"{part.ages} cannot be counted: the projection has groups of {self.lower[1] - self.lower[0]} "
                        f"year(s) from 0, the open one from {oldest}; choose ages within it.",
                        ja=f"{part.ages} 歳は数えられません。推計の年齢は 0 歳から {self.lower[1] - self.lower[0]} 歳階級、"
                        f"{oldest} 歳以上が開放階級です。この範囲で指定してください。",
                    )
        problems.raise_if_any()

    def fits(self, ages: AgeRange) -> bool:
        """Tell whether a group of ages is made of whole groups of the projection."""
        return ages.low in self.lower and (ages.high is None or ages.high + 1 in self.lower)

    def of(self, scenario: str, part: Part, stock: bool) -> Floats:
        """Return people of each year: of the instant, or person-years (the last year has none)."""
        cells = self.population.sel(scenario=scenario)
        inside = self.lower >= part.ages.low
        if part.ages.high is not None:
            inside &= self.lower <= part.ages.high
        counted = cells.isel(age=np.flatnonzero(inside)).sum("age")
        counted = counted.sum("sex") if part.sex is None else counted.sel(sex=part.sex)
        yearly = np.interp(self.years, self.instants, counted.values)
        return yearly if stock else np.append((yearly[:-1] + yearly[1:]) / 2, np.nan)


def _rate(part: Part, year: int, between: str, after: str) -> tuple[float, str] | None:
    """Return the rate of a year and where it comes from, or None outside what is stated."""
    years = list(part.points)
    if year < years[0] or (year > years[-1] and after == "none"):
        return None
    if year in part.points:
        return part.points[year], "point"
    if year > years[-1]:
        return part.points[years[-1]], "hold"
    start = max(y for y in years if y < year)
    end = min(y for y in years if y > year)
    share = (year - start) / (end - start)
    return interpolate(part.points[start], part.points[end], share, between), between


def _rows(indicator: Indicator, scenario: str, people: _People) -> list[tuple[object, ...]]:
    counted = [people.of(scenario, part, indicator.unit.stock) for part in indicator.parts]
    rows: list[tuple[object, ...]] = []
    for place, year in enumerate(int(y) for y in people.years):
        rates = [_rate(part, year, indicator.between, indicator.after) for part in indicator.parts]
        stated = [rate for rate in rates if rate is not None]
        groups = [float(group[place]) for group in counted]
        total = sum(groups)
        if len(stated) < len(rates) or np.isnan(total):
            continue
        base = sum(rate * group for (rate, _), group in zip(stated, groups, strict=True))
        origins = {origin for _, origin in stated}
        origin = "hold" if "hold" in origins else min(origins, key=lambda name: name == "point")
        rows.append((
            scenario, year, indicator.key, total, base / total if total else np.nan,
            base * indicator.unit.factor(year), indicator.unit.result_en, origin,
            indicator.what_if or origin == "hold", indicator.source.key,
        ))  # fmt: skip
    return rows
