"""The population the projection starts from: single years of age to 100+, on the launch date."""

from __future__ import annotations

from datetime import date

import numpy as np

from cohort.demography.checks import Array, refuse
from cohort.demography.graduation import extend_open_group, to_single_years
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.text import Day, Text
from cohort.vocabulary import SEXES

from .mortality import OPEN_AGE

BASES = {
    "register": Text("register", "住民基本台帳"),
    "census": Text("census", "国勢調査"),
    "estimate": Text("estimates", "推計値"),
}
DAYS = 365.25  # of a year
RAKED_FROM = (0, 15, 65, 75)  # first ages of the groups that are raked
PUBLISHED_GROUPS = ("all", "0-14", "15-64", "65+", "75+")


def launch_population(inputs: Inputs, launch: Launch, Lx: Array) -> tuple[Array, list[Record]]:
    """Return the launch population by sex and single year of age, open at 100.

    Parameters
    ----------
    inputs : Inputs
    launch : Launch
        Date, basis, and what is done with unknown ages; with ``rake_to``, the ages are those of the last count on that
        basis before the date, brought forward to it, and raked to the census totals.
    Lx : array (sex, age 0..110)
        Person-years lived, to split the open group of the count.

    Returns
    -------
    population : array (sex, age 0..100)
        Persons.
    records : list of Record

    Raises
    ------
    AssumptionError
        ``rake_to`` is another day than the launch; there is no count on that basis in the year before it; the census has
        no total of a broad age.
    """
    _check_rake(inputs, launch)
    counted = launch.date if launch.rake_to is None else _last_count(inputs, launch)
    population, records = _single_years(inputs, launch, counted, Lx)
    if launch.rake_to is not None:
        fraction = (launch.date - counted).days / DAYS
        population = shift_ages(population, fraction)
        records.append(
            note(
                "launch",
                "Ages of the {basis} of {day} brought forward {fraction:.2f} years along the cohorts.",
                "{day}の{basis}の年齢をコーホートに沿って {fraction:.2f} 年進めた。",
                basis=BASES[launch.basis],
                day=Day(counted),
                fraction=fraction,
            )
        )
        population, raked = _rake(inputs, population, launch.rake_to)
        records.append(raked)
    return population, records


def _check_rake(inputs: Inputs, launch: Launch) -> None:
    if launch.rake_to not in (None, launch.date):
        refuse(
            f"{inputs.area.name_en}, launch",
            "rake_to",
            en=f"got {launch.rake_to} with launch {launch.date}; the totals of one day are no totals of another: use one date.",
            ja=f"{launch.rake_to} です（基準日 {launch.date}）。別の日の総数には合わせられません。同じ日にしてください。",
        )


def _last_count(inputs: Inputs, launch: Launch) -> date:
    table = inputs.population
    dates = [] if table is None else sorted({d.date() for d in table.loc[table["basis"] == launch.basis, "date"]})
    earlier: list[date] = [d for d in dates if d <= launch.date]
    if not earlier or (launch.date - earlier[-1]).days > DAYS:
        refuse(
            f"{inputs.path}/population.csv",
            "date",
            en=f"no {launch.basis} count in the year up to {launch.date}, whose ages could be brought forward to it; there are: "
            f"{', '.join(map(str, dates)) or 'none'}.",
            ja=f"{launch.date} までの 1 年間に、年齢を進められる{BASES[launch.basis].ja}人口がありません"
            f"（あるもの：{'、'.join(map(str, dates)) or 'なし'}）。",
        )
    return earlier[-1]


def _single_years(inputs: Inputs, launch: Launch, counted: date, Lx: Array) -> tuple[Array, list[Record]]:
    groups, noted = inputs.population_on(launch.basis, counted, launch.unknown)
    records = list(noted)
    ages = groups["age"].to_numpy()
    top = int(ages[-1])
    counts = groups.sel(sex=list(SEXES)).to_numpy()
    rows = to_single_years(counts, ages)
    if top < OPEN_AGE:
        tails = [extend_open_group(rows[s, -1], top, OPEN_AGE, Lx[s]) for s in range(len(SEXES))]
        rows = np.concatenate([rows[:, :-1], np.stack(tails)], axis=1)
    if top < OPEN_AGE:
        records.append(
            note(
                "launch",
                "{held:,.0f} persons aged {top}+ spread over {top} to {open}+ by the life table.",
                "{top} 歳以上の {held:,.0f} 人を生命表により {top} 歳～{open} 歳以上に配分。",
                held=counts[:, -1].sum(),
                top=top,
                open=OPEN_AGE,
            )
        )
    records.append(
        note(
            "launch",
            "Launch population: {basis} of {day}, {persons:,.0f} persons; five-year groups split to single "
            "years by a monotone spline on the cumulative, sums kept.",
            "基準人口：{day}の{basis} {persons:,.0f} 人。5歳階級を単調スプラインで各歳に分割（階級の合計は不変）。",
            basis=BASES[launch.basis],
            day=Day(counted),
            persons=counts.sum(),
        )
    )
    return rows, records


def shift_ages(population: Array, fraction: float) -> Array:
    """Move a population by part of a year along its cohorts; newborns come in as those of age 0 leave it.

    Parameters
    ----------
    population : array (sex, age)
    fraction : float
        Part of a year, 0 to 1.
    """
    older = np.empty_like(population)
    older[:, 1:] = population[:, :-1]
    older[:, 0] = population[:, 0]
    older[:, -1] += population[:, -1]
    return np.asarray((1 - fraction) * population + fraction * older)


def _rake(inputs: Inputs, population: Array, census: date) -> tuple[Array, Record]:
    totals, unknown = _broad_totals(inputs, census)
    current = np.add.reduceat(population, RAKED_FROM, axis=1)
    group_of_age = np.searchsorted(RAKED_FROM, np.arange(population.shape[1]), side="right") - 1
    raked = population * (totals / current)[:, group_of_age]
    return raked, note(
        "launch",
        "Raked to the census of {day} by sex and broad age (0-14, 15-64, 65-74, 75+): "
        "{persons:,.0f} persons; {unknown:,.0f} persons of unknown age spread in proportion.",
        "{day} の国勢調査の男女・年齢4区分の総数に合わせた：{persons:,.0f} 人。年齢不詳 {unknown:,.0f} 人は按分。",
        day=str(census),
        persons=raked.sum(),
        unknown=unknown,
    )


def _broad_totals(inputs: Inputs, census: date) -> tuple[Array, float]:
    table = inputs.broad_ages
    rows = None
    if table is not None:
        rows = table[(table["basis"] == "census") & (table["date"] == np.datetime64(census))]
    if rows is None or rows.empty:
        refuse(
            f"{inputs.path}/broad_ages.csv",
            "date",
            en=f"no census of {census} to rake to.",
            ja=f"{census} の国勢調査の年齢区分別人口がありません。",
        )
    value = rows.set_index(["sex", "age_group"])["population"]
    missing = [f"{sex} {group}" for sex in SEXES for group in PUBLISHED_GROUPS if (sex, group) not in value.index]
    if missing:
        refuse(
            f"{inputs.path}/broad_ages.csv",
            f"census {census}",
            en=f"no total of {', '.join(missing)}; raking needs them.",
            ja=f"{'、'.join(missing)} の総数がありません。合わせるために必要です。",
        )
    every, young, middle, old, oldest = (np.array([value[sex, group] for sex in SEXES]) for group in PUBLISHED_GROUPS)
    known = np.stack([young, middle, old - oldest, oldest], axis=1)
    return known * (every / known.sum(axis=1))[:, None], float((every - known.sum(axis=1)).sum())
