"""More people who return: a part of those who left their cohort at 18, as the register's cohorts show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import xarray as xr

from cohort.demography.checks import Array
from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.projection.project import project
from cohort.scenario.model import Returners, Scenario
from cohort.vocabulary import SEXES

from .form import Labelled

YOUNG = (15, 20, 25, 30)  # first ages of the groups followed, five years apart
LEFT_AT, WIDTH = 18, 5
FEWEST = 20  # residents of a sex and group that can be followed
Counts = Mapping[int, Mapping[tuple[str, int], float]]


def cohort_counts(inputs: Inputs) -> Counts:
    """Return residents of 15 to 34 by year of the count, sex and five-year group: the register's counts of 1 January."""
    rows = inputs.population
    if rows is None:
        return {}
    rows = rows[(rows["basis"] == "register") & (rows["date"].dt.strftime("%m-%d") == "01-01") & rows["age"].notna()]
    found: dict[int, dict[tuple[str, int], float]] = {}
    for day, sex, age, count in zip(rows["date"], rows["sex"], rows["age"], rows["population"], strict=True):
        year = found.setdefault(day.year, {})
        key = str(sex), int(age) // WIDTH * WIDTH
        year[key] = year.get(key, 0.0) + float(count)
    wanted = {(sex, age) for sex in SEXES for age in YOUNG}
    return {year: cells for year, cells in found.items() if wanted <= set(cells)}


def alive(inputs: Inputs) -> dict[tuple[str, int], float]:
    """Return the share that is alive five years later, by sex and first age: of the latest life table of the nation, else all."""
    tables = None if inputs.nation is None else inputs.nation.life_tables
    if tables is None:
        return {(sex, age): 1.0 for sex in SEXES for age in YOUNG}
    latest = tables[tables["year"] == tables["year"].max()].set_index(["sex", "age"])["qx"]
    middle = WIDTH // 2
    return {
        (sex, age): float(np.prod([1 - latest[sex, age + middle + k] for k in range(WIDTH)]))
        for sex in SEXES
        for age in YOUNG
    }


def followed(inputs: Inputs) -> dict[tuple[str, int, int], float]:
    """Return counted over surviving, five years later, by sex, first age and year of the first count.

    Raises
    ------
    AssumptionError
        If the inputs have no two counts of the register, five years apart, by five-year age groups or finer, with fewer than
        `FEWEST` of each sex and group: a year's chance would be told as what people do.
    """
    counts, living = cohort_counts(inputs), alive(inputs)
    pairs = [(year, year + WIDTH) for year in sorted(counts) if year + WIDTH in counts]
    if not pairs:
        fail(str(inputs.path), "population", kind=AssumptionError,
             en="has no two counts of the register of 1 January, five years apart, by age; add them to population.csv.",
             ja="5 年離れた 2 つの 1 月 1 日の住民基本台帳（年齢別）がありません。population.csv に加えてください。")  # fmt: skip
    fewest = min(counts[year][sex, age] for year, _ in pairs for sex in SEXES for age in YOUNG[:-1])
    if fewest < FEWEST:
        fail(str(inputs.path), "population", kind=AssumptionError,
             en=f"{fewest:,.0f} residents of a sex and five ages between 15 and 29 are too few to follow; it takes {FEWEST}. Leave returners out.",
             ja=f"15～29 歳に、男女別・5 歳階級で {fewest:,.0f} 人の区分があり、追跡には少なすぎます（{FEWEST} 人から）。"
             "returners を使わないでください。")  # fmt: skip
    return {
        (sex, age, year): counts[later][sex, age + WIDTH] / counts[year][sex, age] / living[sex, age]
        for year, later in pairs
        for sex in SEXES
        for age in YOUNG[:-1]
    }


def mean_over_years(ratios: Mapping[tuple[str, int, int], float], sex: str, age: int) -> float:
    """Return the mean of what `followed` gives over the years of the first count."""
    return float(np.mean([ratio for (one, first, _), ratio in ratios.items() if (one, first) == (sex, age)]))


def one_in_a_hundred(inputs: Inputs, population: xr.DataArray, ages: tuple[int, int]) -> Array:
    """Return who comes back in each period if one more of every hundred of their cohort who left at 18 does.

    Leavers of a cohort: the register's share of those of 17 in the projection (before the launch: of a fifth of the register's
    15-19). They return evenly over the ages.

    Parameters
    ----------
    inputs : Inputs
    population : DataArray (time, sex, age)
        Of the projection without them, single years.
    ages : (int, int)
        First and last age at which they return.

    Returns
    -------
    array (period, sex, age)
        Persons a year.
    """
    ratios, counts = followed(inputs), cohort_counts(inputs)
    left = {sex: 1 - mean_over_years(ratios, sex, YOUNG[0]) for sex in SEXES}
    times, known = population["time"].values, population["age"].values
    before = population.sel(age=LEFT_AT - 1, sex=list(SEXES)).transpose("time", "sex").values
    launch, (first, last) = int(times[0]), ages
    made = np.zeros((len(times) - 1, len(SEXES), len(known)))
    for p, period in enumerate(times[:-1].tolist()):
        for age in range(first, last + 1):
            turned = period - (age - LEFT_AT)
            for s, sex in enumerate(SEXES):
                size = float(before[turned - launch, s]) if turned >= launch else _fifth(counts, turned, sex)
                made[p, s, age] = left[sex] * size / 100 / (last - first + 1)
    return made


def _fifth(counts: Counts, year: int, sex: str) -> float:
    """Return a fifth of the register's 15-19 in the year nearest to one."""
    nearest = min(counts, key=lambda one: abs(one - year))
    return counts[nearest][sex, YOUNG[0]] / WIDTH


def with_returners(scenario: Scenario, inputs: Inputs, made: Labelled) -> Labelled:
    """Return schedules with the people who come back on top of all others; their cohorts are those of the scenario without them."""
    if not scenario.returners:
        return made
    population = project(made.dataset(), variables=("population",), fingerprint=False)["population"]
    dims, counts = made.variables["net_migration"]
    more = sum((_of(row, inputs, population) for row in scenario.returners), np.zeros_like(counts))
    return replace(made, variables={**made.variables, "net_migration": (dims, counts + more)})


def _of(row: Returners, inputs: Inputs, population: xr.DataArray) -> Array:
    periods = population["time"].values[:-1]
    at = (periods >= row.first_year) & (periods <= (periods[-1] if row.last_year is None else row.last_year))
    low, high = row.ages.low, row.ages.high
    each = one_in_a_hundred(inputs, population, (low, low if high is None else high))
    return np.asarray(row.per_hundred * each * at[:, None, None])
