"""Ages of net migrants from the resident register's own cohorts, year by year."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np

from cohort.demography.checks import Array, refuse
from cohort.demography.graduation import to_single_years
from cohort.demography.life_table import group_survivorship, survivorship
from cohort.demography.migration import annual_rates_from_cohort_rates, residual_net_migration
from cohort.inputs import Inputs
from cohort.projection.step import entering_ages
from cohort.record import Record, note
from cohort.sharing import shared
from cohort.text import Text, years_said
from cohort.vocabulary import SEXES

from .migration import CENSUS_OPEN_AGE, INTERVAL, pooled
from .mortality import OPEN_AGE, PrefectureMortality

YEARS = 5  # intervals of a year that are averaged
# Above it groups of five years hold cohorts of unequal size (1946 beside 1947), which a spline through the groups cannot tell
# apart from moves; below it a year's change shows the cliff at 18 that five years blur.
YEARLY_BELOW = 45


@shared
def register_profile(inputs: Inputs, launch: date, mortality: PrefectureMortality) -> tuple[Array, list[Record]]:
    """Return annual net migration rates by single year of age, from counts of the register up to the launch.

    Below 45 the residuals of single years of age between counts a year apart, the mean of the last five known; from 45 on those of
    five-year cohorts between the last two counts that lie five years apart.

    Parameters
    ----------
    inputs : Inputs
        With counts of the register on 1 January, open at 100.
    launch : date
        Counts after it are not used.
    mortality : PrefectureMortality

    Returns
    -------
    rates : array (sex, age 0..100)
        Per person-year.
    records : list of Record

    Raises
    ------
    AssumptionError
        No counts a year apart, or none five years apart.
    """
    days = _counted(inputs, launch)
    pairs = [(a, b) for a, b in pairwise(days) if b.year == a.year + 1][-YEARS:]
    wide = [(a, b) for b in days for a in days if b.year == a.year + INTERVAL][-1:]
    if not pairs or not wide:
        refuse(
            f"{inputs.path}/population.csv",
            "launch.migration_ages",
            en=f"the register's ages need counts of 1 January (open at 100) a year and five years apart up to {launch}; there are "
            f'{", ".join(str(day.year) for day in days) or "none"}. Write migration_ages = "censuses".',
            ja=f"住民基本台帳から移動の年齢を求めるには、{launch} までの1月1日の人口（100歳以上まで）が1年おきと5年おきに必要です（あるのは "
            f'{"、".join(str(day.year) for day in days) or "なし"}）。migration_ages = "censuses" としてください。',
        )
    rates = annual_rates_from_cohort_rates(_by_cohort(inputs, *wide[0], mortality), np.arange(OPEN_AGE + 1))
    rates[:, :YEARLY_BELOW] = _by_year(inputs, pairs, mortality)[:, :YEARLY_BELOW]
    return rates, [
        note(
            "migration",
            "Ages of net migrants: residuals of the register, below {age} of single years between 1 January {years}, from {age} on of "
            "five-year cohorts {first}-{last}.",
            "移動の年齢構造：住民基本台帳の残差。{age} 歳未満は1月1日から翌年1月1日まで（{since}）の各歳、"
            "{age} 歳以上は {first}～{last} 年の5歳階級コーホート。",
            age=YEARLY_BELOW,
            years=", ".join(f"{a.year}-{b.year}" for a, b in pairs),
            since=Text("{years}", "{years}年からの各1年間", years=years_said(a.year for a, _ in pairs)),
            first=wide[0][0].year,
            last=wide[0][1].year,
        )
    ]


def _counted(inputs: Inputs, launch: date) -> list[date]:
    """Return the dates of the register's counts of 1 January with ages to 100, up to the launch."""
    table = inputs.population
    if table is None:
        return []
    rows = table[(table["basis"] == "register") & (table["age_group"] == f"{OPEN_AGE}+")]
    days = sorted({d.date() for d in rows["date"]})
    return [day for day in days if (day.month, day.day) == (1, 1) and day <= launch]


def _by_cohort(inputs: Inputs, start: date, end: date, mortality: PrefectureMortality) -> Array:
    """Return residual rates (sex, age reached 0, 5, ..., 90) between two counts five years apart."""
    alive = group_survivorship(mortality.at(np.array([start.year + 2.0])), INTERVAL, CENSUS_OPEN_AGE)[0]
    before, after = (
        pooled(inputs.population_on("register", day, "spread")[0].sel(sex=list(SEXES))) for day in (start, end)
    )
    return residual_net_migration(before, after, alive).rates


def _by_year(inputs: Inputs, pairs: list[tuple[date, date]], mortality: PrefectureMortality) -> Array:
    """Return yearly rates (sex, age at the start) of all pairs together."""
    moved, people = np.zeros((2, OPEN_AGE)), np.zeros((2, OPEN_AGE))
    for start, end in pairs:
        alive = survivorship(mortality.at(np.array([float(start.year)])), OPEN_AGE)[0, :, 1:]
        entering = entering_ages(_single_years(inputs, start))
        moved += _single_years(inputs, end)[:, 1:] - alive * entering
        people += entering
    return np.divide(moved, people, out=np.zeros_like(moved), where=people > 0)


@shared
def _single_years(inputs: Inputs, day: date) -> Array:
    groups = inputs.population_on("register", day, "spread")[0].sel(sex=list(SEXES))
    return to_single_years(groups.to_numpy(), groups["age"].to_numpy())
