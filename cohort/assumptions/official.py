"""The official Japanese form: five-year steps, children by the child-woman ratio, net rates on the start population.

This is the form of the IPSS regional projections and of the Cabinet Office's worksheets for population visions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.child_woman_ratio import tfr_to_child_woman_ratio
from cohort.demography.life_table import LifeTable, group_survivorship
from cohort.inputs import Inputs
from cohort.projection.step import entering_ages
from cohort.record import Record, note
from cohort.text import Day, Text, listed
from cohort.vocabulary import SEXES

from .arrivals import CHILDBEARING, arrivals_within_the_nation
from .fertility import PublishedTfr
from .form import Labelled, Variables
from .migration import CENSUS_OPEN_AGE, census_dates, mean_residual_rates, pooled, pooled_residual_rates
from .mortality import OFFICIAL, Course, PrefectureMortality, prefecture_mortality
from .official_fertility import launch_tfr, national_sex_ratio

STEP = 5
AGES = np.arange(0, CENSUS_OPEN_AGE + 1, STEP)
SMALL = 3_000  # residents at launch; docs/collection.md says why
IN_SMALL = 5  # census intervals


@dataclass(frozen=True)
class OfficialBaseline:
    """What the censuses and the life tables give for one launch, in the official form.

    Attributes
    ----------
    launch : date
        Census.
    periods : array (period,)
        First years of the five-year steps.
    population : array (sex, age 0, 5, ..., 90)
        Persons; unknown ages spread.
    survivorship : array (period, sex, age reached)
    net_rate : array (period, sex, age reached)
        Of the last census interval, per person at the start, arrivals within the nation (`arrivals_within_the_nation`); 0 for
        the first group, which children join by the ratio.
    child_woman_ratio : float
        Children 0-4 per woman 15-49 at launch.
    ratios : array (period,)
        The same at the end of each step.
    sex_ratio_0_4 : array (period,)
        Males per 100 females: the nation's at birth, less infant deaths; a city's own at one census is chance.
    published : PublishedTfr or None
        TFR that the child-woman ratio of the launch stands for; None where nothing is known of it.
    tables : LifeTable (period, sex, single age) or None
        At the middle of each step; None where the survivorship was given.
    records : tuple of Record
    """

    launch: date
    periods: Integers
    population: Array
    survivorship: Array
    net_rate: Array
    child_woman_ratio: float
    ratios: Array
    sex_ratio_0_4: Array
    published: PublishedTfr | None
    tables: LifeTable | None
    records: tuple[Record, ...]

    @property
    def ends(self) -> Integers:
        """Return the years in which the steps end."""
        return self.periods + STEP

    @property
    def net_level(self) -> float:
        """Return the net migrants that the observed rates give in the first step, persons a year."""
        reaching = entering_ages(self.population)
        return float((self.net_rate[0, :, 1:] * reaching).sum() / STEP)


def official_baseline(
    inputs: Inputs,
    launch: date,
    until: int,
    intervals: int | None = None,
    mortality: str = "prefecture",
    course: Course = OFFICIAL,
    held: bool = False,
) -> OfficialBaseline:
    """Return the rates of pattern 1 (the IPSS form) for a census.

    Parameters
    ----------
    inputs : Inputs
        With censuses up to the launch.
    launch : date
        Census date.
    until : int
        Last year; a multiple of five years after the launch.
    intervals : int, optional
        Census intervals whose net migration rates are averaged; by default the last one, in places of fewer than `SMALL`
        residents the migrants of the last five (as far as there are censuses) per person at risk, as the institute does where small
        numbers make rates unstable.
    mortality : {"prefecture", "nation"}
        National tables shifted to the prefecture's life expectancy, or as they are.
    course : Course
        How they go on; by default k slows down, as in the official projections.
    held : bool
        Rates of arrivals stay, whatever the place grows to; else see `arrivals_within_the_nation`.

    Raises
    ------
    AssumptionError
        A horizon that is no multiple of five, no such census, or too few before it.
    """
    dates = _checked_dates(inputs, launch, until, intervals)
    counted, noted = inputs.population_on(inputs.counted, launch, "spread")
    population = pooled(counted.sel(sex=list(SEXES)))
    periods = np.arange(launch.year, until, STEP, dtype=np.int64)
    # the residuals and the projection must stand on the same tables, or migration carries the difference between them
    area = inputs if mortality == "prefecture" else replace(inputs, prefecture=None)
    lives = prefecture_mortality(area, launch.year, course)
    tables = lives.at(periods + (launch.month - 1) / 12 + (STEP - 1) / 2)
    rates, of_rates = _net_rates(inputs, dates, intervals, population, lives)
    ratio = launch_ratio(population)
    survivorship = group_survivorship(tables, STEP, CENSUS_OPEN_AGE)
    sex_ratio, sex_note = national_sex_ratio(inputs, population, survivorship, launch.year)
    nation = None if held else inputs.nation
    by_step, bound = arrivals_within_the_nation(nation, launch, population, survivorship, rates, sex_ratio)
    published, tfr_notes = launch_tfr(inputs, launch, population)
    of_moves = [*noted, *lives.records, *of_rates, *bound]
    records = (*of_moves, _ratio_record(launch, ratio), sex_note, *tfr_notes)
    held_ratio, held_sexes = np.full(len(periods), ratio), np.full(len(periods), sex_ratio)
    return OfficialBaseline(
        launch, periods, population, survivorship, by_step, ratio, held_ratio, held_sexes, published, tables, records
    )


def _checked_dates(inputs: Inputs, launch: date, until: int, intervals: int | None) -> list[date]:
    """Return the censuses that are used; raise where there are too few of them or the horizon does not fit."""
    if (until - launch.year) % STEP or until <= launch.year:
        refuse(
            "official form",
            "until",
            en=f"got {until}; use {launch.year} plus a multiple of 5.",
            ja=f"{until} 年です。{launch.year} 年に 5 の倍数を加えた年にしてください。",
        )
    there = census_dates(inputs, launch)
    dates = there[-((intervals or IN_SMALL) + 1) :]
    needed = intervals or 1
    if len(dates) < needed + 1 or dates[-1] != launch:
        refuse(
            f"{inputs.path}/population.csv",
            "date",
            en=f"censuses up to {launch}: {', '.join(map(str, there)) or 'none'}; the launch census and {needed} before it are needed.",
            ja=f"{launch} までの国勢調査：{'、'.join(map(str, there)) or 'なし'}。基準年とその前の {needed} 回の国勢調査が必要です。",
        )
    return dates


def _net_rates(
    inputs: Inputs, dates: list[date], intervals: int | None, population: Array, lives: PrefectureMortality
) -> tuple[Array, list[Record]]:
    """Return the net migration rates of the launch (sex, age reached), and what they were taken from."""
    launch = dates[-1]
    small = intervals is None and float(population.sum()) < SMALL
    pairs = list(pairwise(dates if intervals is not None or small else dates[-2:]))
    records = [
        note(
            "migration",
            "Net migration rates by age: residuals of {spans}, held. Migrants who are 0-4 at the end of a step "
            "are among the children that the child-woman ratio gives.",
            "純移動率：{spans} 年の国勢調査間の残差、以後一定。期末に 0～4 歳の移動者は、子ども女性比による子どもに含まれる。",
            spans=listed(Text("{a}-{b}", "{a}～{b}", a=a.year, b=b.year) for a, b in pairs),
        )
    ]
    if small:
        rates = pooled_residual_rates(inputs, pairs, launch.year, lives)
        records.insert(0, _small_record(len(pairs)))
    else:
        rates, of_empty = mean_residual_rates(inputs, pairs, launch.year, lives)
        records += of_empty
    rates[:, 0] = 0.0
    return rates, records


def _small_record(count: int) -> Record:
    return note(
        "migration",
        "Fewer than {small:,} residents: the migrants of {count} intervals together, because the rates of one are mostly chance.",
        "人口 {small:,} 人未満のため、1 期間の率は偶然の影響が大きく、{count} 期間の純移動数を合わせて純移動率とした。",
        small=SMALL,
        count=count,
    )


def launch_ratio(population: Array) -> float:
    """Return the children 0-4 per woman 15-49 of a population (sex, age 0, 5, ..., 90)."""
    return float(population[:, 0].sum() / population[1, CHILDBEARING].sum())


def _ratio_record(launch: date, ratio: float) -> Record:
    return note(
        "fertility",
        "Child-woman ratio of the census of {day}: {ratio:.4f}, held unless a TFR is given.",
        "{day}の国勢調査の子ども女性比 {ratio:.4f}。出生率の指定がない限り一定。",
        day=Day(launch),
        ratio=ratio,
    )


def official_labels(
    base: OfficialBaseline,
    *,
    child_woman_ratio: Array | None = None,
    net_rate: Array | None = None,
    net_total: Array | None = None,
    net_control: Integers | None = None,
    survivorship: Array | None = None,
) -> Labelled:
    """Return schedules in the official form, with their labels.

    Parameters
    ----------
    base : OfficialBaseline
    child_woman_ratio : array (period,), optional
        At the **end** of each step; default: that of the baseline.
    net_rate : array (period, sex, age), optional
        Default: the observed one; 0 for a closed population.
    net_total, net_control : array (period,), optional
        Persons in the step, and how they are met; see `cohort.project`.
    survivorship : array (period, sex, age), optional
    """
    ratio = base.ratios if child_woman_ratio is None else child_woman_ratio
    rates = base.net_rate if net_rate is None else net_rate
    variables: Variables = {
        "launch_population": (("sex", "age"), base.population),
        "survivorship": (("period", "sex", "age"), base.survivorship if survivorship is None else survivorship),
        "child_woman_ratio": (("period",), ratio),
        "sex_ratio_0_4": (("period",), base.sex_ratio_0_4),
        "net_migration_rate": (("period", "sex", "age"), rates),
    }
    if net_total is not None and net_control is not None:
        variables["net_migration_total"] = (("period",), net_total)
        variables["net_migration_control"] = (("period",), net_control)
    return Labelled(
        variables,
        coords={"period": base.periods, "sex": list(SEXES), "age": AGES},
        attrs={
            "step": STEP,
            "reference_date": f"{base.launch:%m-%d}",
            "births": "child_woman_ratio",
            "migration_timing": "end",
            "mothers": "survivors",
        },
    )


def tfr_to_ratio(base: OfficialBaseline, tfr: Array) -> Array:
    """Return the child-woman ratio that stands for a TFR: in proportion to the launch's.

    Parameters
    ----------
    tfr : array (period,)
        Births per woman, at the end of each step.

    Raises
    ------
    AssumptionError
        No TFR is published for the launch.
    """
    return tfr_to_child_woman_ratio(tfr, published_for(base).value, base.child_woman_ratio)


def published_for(base: OfficialBaseline) -> PublishedTfr:
    """Return the TFR that the launch's child-woman ratio stands for; an error where there is none."""
    if base.published is None:
        refuse(
            "official form",
            "tfr",
            en=f"no TFR to scale the child-woman ratio of {base.launch.year} from; add tfr.csv, or the nation's asfr.csv.",
            ja=f"{base.launch.year} 年の子ども女性比に対応する合計特殊出生率がありません。tfr.csv か、全国の asfr.csv を用意してください。",
        )
    return base.published
