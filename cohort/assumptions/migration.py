"""Age profile of net migration from the censuses, and its level from the observed migrants."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from cohort.arguments import takes
from cohort.demography.checks import Array, refuse
from cohort.demography.life_table import group_survivorship
from cohort.demography.migration import annual_rates_from_cohort_rates, residual_net_migration
from cohort.inputs import Inputs
from cohort.projection.step import entering_ages
from cohort.record import Record, note
from cohort.sharing import shared
from cohort.text import Text, listed
from cohort.vocabulary import SEXES

from .mortality import OPEN_AGE, PrefectureMortality, prefecture_mortality

if TYPE_CHECKING:
    import xarray as xr

CENSUS_OPEN_AGE = 90
INTERVAL = 5  # years
LARGEST_CHANGE = 2.0  # of the residents within five years, up or down, that moving can bring


def census_dates(inputs: Inputs, by: date) -> list[date]:
    """Return the dates of the censuses with ages, up to a date, ascending; where there are none, of estimates every five years."""
    table = inputs.population
    if table is None:
        return []
    dates = {d.date() for d in table.loc[table["basis"] == inputs.counted, "date"]}
    if inputs.counted == "estimate":  # every year has one: those that lie whole intervals before the last
        last = max((d for d in dates if d <= by), default=by)
        dates = {
            d for d in dates if (d.month, d.day) == (last.month, last.day) and (last.year - d.year) % INTERVAL == 0
        }
    return sorted(d for d in dates if d <= by)


@takes()
@shared
def residual_rates(
    inputs: Inputs, start: date, end: date, known_by: int, mortality: PrefectureMortality | None = None
) -> Array:
    """Return net migration rates between two censuses five years apart, by the residual method.

    Parameters
    ----------
    inputs : Inputs
    start, end : date
        Censuses.
    known_by : int
        Launch year: national tables of later years are not used.
    mortality : PrefectureMortality, optional
        If it is there already.

    Returns
    -------
    array (sex, age reached 0, 5, ..., 90)
        Per person at the start who would reach that age; the first group, children born since, is NaN.
    """
    mortality = prefecture_mortality(inputs, known_by) if mortality is None else mortality
    # national tables are of calendar years: the year in the middle begins two years after the first census
    middle = np.array([start.year + (start.month - 1) / 12 + (INTERVAL - 1) / 2])
    survivorship = group_survivorship(mortality.at(middle), INTERVAL, CENSUS_OPEN_AGE)[0]
    before, after = (
        pooled(inputs.population_on(inputs.counted, day, "spread")[0].sel(sex=list(SEXES))) for day in (start, end)
    )
    return residual_net_migration(before, after, survivorship).rates


def pooled(count: xr.DataArray) -> Array:
    """Return a count in groups of five years, those of 90 and more in one, as older censuses are published."""
    lowest = np.minimum(count["age"].to_numpy() // INTERVAL * INTERVAL, CENSUS_OPEN_AGE)
    starts = np.flatnonzero(np.diff(lowest, prepend=-1))
    return np.add.reduceat(count.to_numpy(), starts, axis=1)


@shared
def net_profile(
    inputs: Inputs,
    launch: date,
    intervals: int = 2,
    mortality: PrefectureMortality | None = None,
    years: tuple[int, ...] = (),
) -> tuple[Array, list[Record]]:
    """Return annual net migration rates by single year of age: the mean of census intervals, the last ones or those named.

    Parameters
    ----------
    inputs : Inputs
    launch : date
        Censuses after it are not used.
    intervals : int
        How many five-year intervals are averaged.
    mortality : PrefectureMortality, optional
        If it is there already.
    years : tuple of int
        Years of the censuses between which migrants are observed, instead of the last ones.

    Returns
    -------
    rates : array (sex, age 0..100)
        Per person-year.
    records : list of Record

    Raises
    ------
    AssumptionError
        Fewer than two censuses before launch, one named that is not there, or censuses that are not five years apart.
    """
    dates = _named(inputs, launch, years) if years else census_dates(inputs, launch)[-(intervals + 1) :]
    if len(dates) < 2:
        refuse(
            f"{inputs.path}/population.csv",
            "basis",
            en=f"{len(dates)} censuses up to {launch}; residual net migration needs two.",
            ja=f"{launch} までの国勢調査が {len(dates)} 回分です。残差法には 2 回分が必要です。",
        )
    pairs = list(pairwise(dates))
    if any(b != a.replace(year=a.year + INTERVAL) for a, b in pairs):
        refuse(
            f"{inputs.path}/population.csv",
            "date",
            en=f"the last censuses up to {launch} are of {', '.join(map(str, dates))}; residual net migration by five-year groups "
            "needs them five years apart.",
            ja=f"{launch} までの国勢調査は {'、'.join(map(str, dates))} です。5歳階級の残差法には5年間隔の調査が必要です。",
        )
    _check_settled(inputs, dates)
    mortality = prefecture_mortality(inputs, launch.year) if mortality is None else mortality
    reached, of_empty = mean_residual_rates(inputs, pairs, launch.year, mortality)
    record = note(
        "migration",
        "Ages of net migrants: residuals between the {counts} of {spans} (mean of the rates), laid on single years of age.",
        "移動の年齢構造：{counts}間（{spans}）の残差による純移動率の平均を各歳に配分。",
        counts=Text("estimates", "推計値") if inputs.counted == "estimate" else Text("censuses", "国勢調査"),
        spans=listed(_span(pair) for pair in pairs),
    )
    return annual_rates_from_cohort_rates(reached, np.arange(OPEN_AGE + 1)), [record, *of_empty]


def mean_residual_rates(
    inputs: Inputs, pairs: list[tuple[date, date]], known_by: int, mortality: PrefectureMortality
) -> tuple[Array, list[Record]]:
    """Return the mean of the residual rates (sex, age reached) of several intervals between censuses, and what was done for it.

    Where nobody is there to migrate in an interval the others stand for it; where nobody ever is, nobody migrates.
    """
    rates = np.stack([residual_rates(inputs, start, end, known_by, mortality) for start, end in pairs])
    known = np.isfinite(rates)
    seen = known.sum(axis=0)
    mean = np.where(known, rates, 0.0).sum(axis=0) / np.maximum(seen, 1)
    mean[:, 0] = np.nan  # children born since
    return np.asarray(mean), [
        _of_empty(pair, ages, other)
        for pair, here in zip(pairs, known, strict=True)
        for other in (True, False)
        if (ages := ~here & ((seen > 0) == other))[:, 1:].any()
    ]


def pooled_residual_rates(
    inputs: Inputs, pairs: list[tuple[date, date]], known_by: int, mortality: PrefectureMortality
) -> Array:
    """Return the migrants of several intervals per person at risk in all of them (sex, age reached); nobody moves where nobody was."""
    rates = np.stack([residual_rates(inputs, start, end, known_by, mortality) for start, end in pairs])[..., 1:]
    starts = (inputs.population_on(inputs.counted, start, "spread")[0].sel(sex=list(SEXES)) for start, _ in pairs)
    at_risk = np.stack([entering_ages(pooled(count)) for count in starts])
    people = at_risk.sum(axis=0)
    moved = np.where(np.isfinite(rates), rates, 0.0) * at_risk
    made = np.divide(moved.sum(axis=0), people, out=np.zeros_like(people), where=people > 0)
    return np.concatenate([np.zeros_like(made[:, :1]), made], axis=1)


def _span(pair: tuple[date, date]) -> Text:
    return Text("{a}-{b}", "{a}～{b} 年", a=pair[0].year, b=pair[1].year)


def _of_empty(pair: tuple[date, date], ages: Array, other: bool) -> Record:
    """Return the record of ages (sex, age reached) without residents at the start of an interval."""
    rate = Text("the rate of the other interval stands for theirs", "もう一方の期間の率を用いた")
    groups = [
        Text("{sex}s {age}", "{sex}{age}", sex=Text(sex, "男" if sex == "male" else "女"), age=_start(int(i)))
        for sex, row in zip(SEXES, ages, strict=True)
        for i in np.flatnonzero(row[1:])
    ]
    return note(
        "migration",
        "Nobody lived there in {year} at some ages ({groups}), so that {span} shows no rate: {rate}.",
        "{year} 年に居住者のいない年齢（{groups}）は {span}の純移動率が得られないため、{rate}。",
        year=pair[0].year,
        groups=listed(groups),
        span=_span(pair),
        rate=rate if other else Text("no moves are assumed at them", "移動はないものとした"),
    )


def _start(position: int) -> Text:
    """Return the ages at the start of an interval of those who reach the group after the one at a position."""
    low = position * INTERVAL
    if low + INTERVAL == CENSUS_OPEN_AGE:
        return Text(f"{low}+", f"{low}歳以上")
    return Text(f"{low}-{low + INTERVAL - 1}", f"{low}～{low + INTERVAL - 1}歳")


def _check_settled(inputs: Inputs, dates: list[date]) -> None:
    """Refuse a place that was left or filled between censuses: its moves are no trend, and ages that were empty have no rates."""
    counted = [float(inputs.counts(inputs.counted, day)["population"].sum()) for day in dates]
    for (a, before), (b, after) in pairwise(zip(dates, counted, strict=True)):
        if min(before, after) * LARGEST_CHANGE < max(before, after) or after == 0:
            refuse(
                f"{inputs.path}/population.csv",
                f"census {b}",
                en=f"{before:,.0f} residents in {a.year}, {after:,.0f} in {b.year}: nobody's rates go on from that (a place that was "
                "evacuated?). Name censuses before or after it with launch.migration_censuses.",
                ja=f"{a.year} 年の {before:,.0f} 人が {b.year} 年に {after:,.0f} 人です。移動率がこのまま続くとは見込めません（避難指示など）。"
                "launch.migration_censuses でその前か後の国勢調査を指定してください。",
            )


def _named(inputs: Inputs, launch: date, years: tuple[int, ...]) -> list[date]:
    """Return the dates of the censuses of some years, none of them after launch."""
    there = {day.year: day for day in census_dates(inputs, launch)}
    absent = [str(year) for year in years if year not in there]
    if absent:
        known = ", ".join(map(str, there))
        refuse(
            f"{inputs.path}/population.csv",
            "launch.migration_censuses",
            en=f"no census of {', '.join(absent)} up to {launch}; there are {known or 'none'}.",
            ja=f"{launch} までに {'、'.join(absent)} 年の国勢調査がありません（あるのは {known or 'なし'}）。",
        )
    return [there[year] for year in years]
