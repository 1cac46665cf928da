"""Leaving at 18 and returning at 22 to 34: what the register's cohorts did, and what more returners would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cohort.assumptions.returners import (
    LEFT_AT,
    WIDTH,
    YOUNG,
    Counts,
    alive,
    cohort_counts,
    followed,
    mean_over_years,
    one_in_a_hundred,
)
from cohort.errors import CohortError, fail
from cohort.inputs import Inputs
from cohort.planning.case import Case, Floats
from cohort.table import Column, Table, calendar, figure, label_column, table, words
from cohort.text import Text, Year
from cohort.vocabulary import SEX_NAMES, SEXES
from cohort.wording import Plain


@dataclass(frozen=True)
class Followed:
    """One cohort of the register: residents of 15-19, and of a hundred of them those still there, by later group.

    ``there`` is first age of the group -> share of those who survive; 1 would be all, and above 1 more came than left.
    """

    sex: str
    year: int
    count: float
    there: Mapping[int, float]


@dataclass(frozen=True)
class Leaving:
    """What the register's cohorts did between 15-19 and 30-34, net of deaths.

    Attributes
    ----------
    cohorts : tuple of Followed
        By sex and year of the first count.
    left : mapping of str to float
        Sex -> share of those of 15-19 who are gone at 20-24: the mean over all cohorts.
    later : mapping of str to float
        Sex -> those who come back (above 0) or leave as well (below 0) between 20-24 and 30-34, per person who had left: from the
        means of five years each.
    at_30 : mapping of str to float
        Sex -> share of those of 15-19 who are there at 30-34: the means of five years each, one after the other.
    deviation, most : float
        Standard deviation of ``later`` over the years, both sexes together, and how far its best year lies above its mean.
    years : (int, int)
        First and last count used.
    """

    cohorts: tuple[Followed, ...]
    left: Mapping[str, float]
    later: Mapping[str, float]
    at_30: Mapping[str, float]
    deviation: float
    most: float
    years: tuple[int, int]

    @property
    def sentence(self) -> Text:
        """What the cohorts did, in words."""
        women, men = (Plain(100 * self.left[sex]) for sex in ("female", "male"))
        more = {sex: Plain(100 * self.later[sex]) for sex in SEXES}
        back = all(self.later[sex] >= 0 for sex in SEXES)
        if not back or min(self.left.values()) < 0:  # a town of students, or one that is left at every age
            return self._stages
        return Text(
            "Of a hundred aged 15-19, {women} women and {men} men fewer are registered at 20-24 (counts of {first} to {last}). Up to 30-34, "
            "{more_women} and {more_men} of a hundred who left are there again.",
            "15～19歳の100人のうち、20～24歳までに女性{women}人・男性{men}人が減っています（{first}～{last}年の住民基本台帳）。30～34歳までには、"
            "転出した100人あたり女性{more_women}人・男性{more_men}人が戻っています。",
            women=women, men=men, first=self.years[0], last=self.years[1],
            more_women=more["female"], more_men=more["male"],
        )  # fmt: skip

    @property
    def _stages(self) -> Text:
        """How many of a hundred are there later: true of places where more come than had left, and where more go on leaving."""
        at_20 = {sex: 1 - self.left[sex] for sex in SEXES}
        there = {f"{sex}_{age}": Plain(100 * at[sex]) for age, at in ((20, at_20), (30, self.at_30)) for sex in SEXES}
        return Text(
            "For a hundred aged 15-19, {female_20} women and {male_20} men are registered at 20-24, and {female_30} women and {male_30} men at "
            "30-34 (the register's changes between {first} and {last}, one after the other).",
            "15～19歳の100人に対し、20～24歳では女性{female_20}人・男性{male_20}人、30～34歳では女性{female_30}人・男性{male_30}人が在住しています"
            "（{first}～{last}年の住民基本台帳の変化をつないだ値）。",
            first=self.years[0], last=self.years[1], **there,
        )  # fmt: skip


def leaving(inputs: Inputs) -> Leaving:
    """Return what the register's cohorts did.

    Raises
    ------
    CohortError
        If the inputs have no two counts of the register, five years apart, by five-year age groups or finer.
    """
    ratio, counts, living = followed(inputs), cohort_counts(inputs), alive(inputs)
    years = sorted({year for _, _, year in ratio})
    cohorts = tuple(_followed(sex, year, counts, living) for sex in SEXES for year in years)
    mean = {(sex, age): mean_over_years(ratio, sex, age) for sex in SEXES for age in YOUNG[:-1]}
    left = {sex: 1 - mean[sex, 15] for sex in SEXES}
    after = {sex: mean[sex, 20] * mean[sex, 25] for sex in SEXES}
    later = {sex: _later(mean[sex, 15], after[sex]) for sex in SEXES}
    at_30 = {sex: mean[sex, 15] * after[sex] for sex in SEXES}
    by_year = np.array([
        np.mean([_later(mean[sex, 15], ratio[sex, 20, year] * ratio[sex, 25, year]) for sex in SEXES]) for year in years
    ])  # fmt: skip
    spread = float(by_year.std(ddof=1)) if len(by_year) > 2 else 0.0
    most = float(by_year.max() - by_year.mean())
    return Leaving(cohorts, left, later, at_30, spread, most, (years[0], years[-1] + WIDTH))


def _later(stays: float, after: float) -> float:
    """Return who comes back per person who had left, of one who was there: stays x (after - 1) of those who left."""
    return stays * (after - 1) / (1 - stays) if stays < 1 else 0.0


def _followed(sex: str, year: int, counts: Counts, living: Mapping[tuple[str, int], float]) -> Followed:
    there, expected = {}, counts[year][sex, YOUNG[0]]
    for age in YOUNG[1:]:
        expected *= living[sex, age - WIDTH]
        later = counts.get(year + age - YOUNG[0])
        if later is not None:
            there[age] = later[sex, age] / expected
    return Followed(sex, year, counts[year][sex, YOUNG[0]], there)


def returners(case: Case, ages: tuple[int, int]) -> Floats:
    """Return who comes back in each period (period, sex, age) if one more in a hundred of those who left at 18 does.

    See `cohort.assumptions.returners.one_in_a_hundred`.

    Raises
    ------
    CohortError
        Ages below 19 or beyond the table; a projection in steps of five years; a register without cohorts.
    """
    first, last = ages
    known = case.assumptions["age"].values
    if case.step != 1 or not LEFT_AT < first <= last < known[-1]:
        fail(case.scenario.file, "returners", kind=CohortError,
             en=f"got ages {first}-{last} and steps of {case.step}; use ages above {LEFT_AT}, as in returners:22-34, and step 1.",
             ja=f"{first}～{last} 歳、{case.step} 年刻みです。{LEFT_AT} 歳より上の年齢（例：returners:22-34）とし、"
             "1 年刻みで推計してください。")  # fmt: skip
    return one_in_a_hundred(case.inputs, case.projected, ages)


def leaving_table(found: Leaving) -> Table:
    """Return the cohorts as a table: of a hundred aged 15-19, how many are there five, ten and fifteen years later."""
    ages = [age for age in YOUNG[1:] if any(age in one.there for one in found.cohorts)]
    rows = [
        [words(SEX_NAMES[one.sex]), calendar(one.year), figure(one.count, 0, year=one.year)]
        + [
            figure(100 * one.there[age], 0, year=one.year + age - YOUNG[0]) if age in one.there else words("–")
            for age in ages
        ]
        for one in found.cohorts
    ]
    return table(
        "leaving",
        Text("Leaving and returning: of a hundred aged 15-19", "転出とUターン：15～19歳の100人のうち"),
        [
            label_column(Text("Sex", "性別"), 1.0),
            Column(Text("Counted", "基準年"), "c"),
            Column(Text("Aged 15-19", "15～19歳（人）")),
            *(Column(Text("there at {a}-{b}", "{a}～{b}歳で在住", a=age, b=age + 4)) for age in ages),
        ],
        rows,
        [
            Text(
                "Resident register of 1 January, net of deaths (life table). The register sees who is registered: students often leave it "
                "when they find work, not at 18.",
                "1月1日の住民基本台帳。死亡は生命表で除いた。学生は18歳ではなく就職時に住民票を移すことが多い。",
            )
        ],
    )


def returners_sentence(case: Case, gained: float, year: int, per_hundred: float = 10.0) -> Text:
    """Return what more returners are in words."""
    return Text(
        "“{scenario}”: ten more returners in a hundred who left at 18, from {since} on, are {gained} more residents in {year}."
        if per_hundred == 10
        else "“{scenario}”: {count} more returners in a hundred who left at 18, from {since} on, are {gained} more residents in {year}.",
        "「{scenario}」で、18歳で転出した100人のうち{since}以降に戻る人が{count}人増えると、{year}の人口は{gained}人多くなります。",
        scenario=case.short, since=Year(case.ahead), count=Plain(per_hundred), year=Year(year), gained=Plain(gained),
    )  # fmt: skip
