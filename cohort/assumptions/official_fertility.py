"""What the official form takes for fertility: the TFR that a child-woman ratio stands for, and the sexes of children."""

from __future__ import annotations

from datetime import date

import numpy as np

from cohort.demography.checks import Array
from cohort.demography.life_table import group_survivorship
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.text import Text
from cohort.vocabulary import SEXES

from .fertility import PublishedTfr, known_at, national_births, national_pattern, published_tfr
from .migration import CENSUS_OPEN_AGE, census_dates, pooled
from .mortality import prefecture_mortality

STEP = 5


def national_sex_ratio(inputs: Inputs, population: Array, survivorship: Array, known_by: int) -> tuple[float, Record]:
    """Return the sex ratio at ages 0-4: the nation's at birth, times the survivorship of boys over that of girls.

    IPSS takes one national ratio for all municipalities: a small city's own, at one census, is mostly chance
    (2015: Kamaishi 91, Ichinoseki 110; the nation 105).

    Parameters
    ----------
    inputs : Inputs
        With ``nation.births_by_sex``; without it the launch population's ratio is taken, and recorded.
    population : array (sex, age)
        At launch, persons.
    survivorship : array (period, sex, age)
        Of the first step, from births to 0-4.
    known_by : int
        Launch year.

    Returns
    -------
    float
        Males per 100 females.
    Record
    """
    own = float(100 * population[0, 0] / population[1, 0])
    found = national_births(inputs, known_by)
    if found is None:
        return own, note(
            "births",
            "Sex ratio at ages 0-4: {own:.1f} males per 100 females, that of the launch census (no national births by sex).",
            "0～4歳性比：女100人あたり男 {own:.1f} 人（全国の男女別出生数がないため基準人口の値）。",
            own=own,
        )
    year, at_birth = found
    ratio = float(100 * at_birth * survivorship[0, 0, 0] / survivorship[0, 1, 0])
    return ratio, note(
        "births",
        "Sex ratio at ages 0-4: {ratio:.1f} males per 100 females (national births of {year}, less infant deaths); "
        "the launch census has {own:.1f}.",
        "0～4歳性比：女100人あたり男 {ratio:.1f} 人（全国 {year} 年の出生性比と乳幼児の生残率による）。基準人口では {own:.1f} 人。",
        ratio=ratio,
        year=year,
        own=own,
    )


def launch_tfr(inputs: Inputs, launch: date, population: Array) -> tuple[PublishedTfr | None, list[Record]]:
    """Return the TFR that the child-woman ratio of the launch stands for, and where it comes from.

    In this order: the last one published for the city up to the launch year; the first one within the
    five years after it; without either, the one that the children of the census imply (`children_tfr`); None where that cannot be had.

    Parameters
    ----------
    inputs : Inputs
    launch : date
        Census.
    population : array (sex, age 0, 5, ..., 90)
        At launch, persons.
    """
    known = published_tfr(inputs, launch.year)
    if known is not None:
        why = Text("the last one published by {by}", "{by} 年までの最新の公表値", by=launch.year)
        return known, [_tfr_record(known, launch, why)]
    within = known_at(inputs.tfr, launch.year + STEP)
    if within is not None:
        known = PublishedTfr(int(within["year"].iloc[0]), float(within["tfr"].iloc[0]))
        why = Text(
            "none is published up to {by}, this is the first one after it",
            "{by} 年以前の公表値がないため、その後の最初の値",
            by=launch.year,
        )
        return known, [_tfr_record(known, launch, why)]
    earlier = [day for day in census_dates(inputs, launch) if day < launch]
    if inputs.nation is None or inputs.nation.asfr is None or not earlier:
        return None, []
    before = pooled(inputs.population_on(inputs.counted, earlier[-1], "spread")[0].sel(sex=list(SEXES)))
    known = PublishedTfr(launch.year, children_tfr(inputs, launch, before, population))
    why = Text(
        "none is published near it; the census's children 0-4 imply it (women of {before} and {by}, age pattern of the nation)",
        "近い年の公表値がないため、国勢調査の 0～4 歳人口から推定（女性人口は {before} 年と {by} 年、年齢パターンは全国）",
        before=earlier[-1].year,
        by=launch.year,
    )
    return known, [_tfr_record(known, launch, why)]


def _tfr_record(found: PublishedTfr, launch: date, why: Text) -> Record:
    return note(
        "fertility",
        "The child-woman ratio of {launch} stands for a TFR of {tfr:.2f} ({year}): {why}.",
        "{launch} 年の子ども女性比は合計特殊出生率 {tfr:.2f}（{year} 年）に対応するとみなす：{why}。",
        launch=launch.year,
        tfr=found.value,
        year=found.year,
        why=why,
    )


def children_tfr(inputs: Inputs, launch: date, before: Array, population: Array) -> float:
    """Return the TFR of the five years before a census that its children aged 0-4 imply.

    ``TFR = C / S(0) / sum of 5 p(x) W(x)``: C the children, S(0) their survivorship since birth, p the national age
    pattern per woman-year (it adds up to 1 over single years), W the women in between the two censuses. Migrants among
    the children and their mothers are left as they are.

    Source: Cho, Retherford & Choe (1986), *The Own-Children Method of Fertility Estimation*, in its simplest form.

    Parameters
    ----------
    inputs : Inputs
        With ``nation``.
    launch : date
        Census.
    before, population : array (sex, age 0, 5, ..., 90)
        Persons, five years before and at the census.
    """
    pattern, _ = national_pattern(inputs, launch.year)
    by_group = pattern[: CENSUS_OPEN_AGE + STEP].reshape(-1, STEP).mean(axis=1)
    middle = np.array([launch.year + (launch.month - 1) / 12 - (STEP + 1) / 2])
    tables = prefecture_mortality(inputs, launch.year).at(middle)
    alive = group_survivorship(tables, STEP, CENSUS_OPEN_AGE)[0, :, 0]
    births = float((population[:, 0] / alive).sum())
    women = (before[1] + population[1]) / 2
    return births / float((STEP * by_group * women).sum())
