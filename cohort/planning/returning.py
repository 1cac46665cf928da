"""Leaving at 18 and returning at 22 to 34: what the register's cohorts did, and what more returners would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from cohort.errors import CohortError, fail
from cohort.inputs import Inputs
from cohort.planning.case import Case, Floats
from cohort.table import Column, Table, calendar, figure, label_column, table, words
from cohort.text import Text, Year
from cohort.vocabulary import SEX_NAMES, SEXES
from cohort.wording import Plain

YOUNG = (15, 20, 25, 30)  # first ages of the groups followed, five years apart
LEFT_AT, WIDTH = 18, 5


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
    deviation, most : float
        Standard deviation of ``later`` over the years, both sexes together, and how far its best year lies above its mean.
    years : (int, int)
        First and last count used.
    """

    cohorts: tuple[Followed, ...]
    left: Mapping[str, float]
    later: Mapping[str, float]
    deviation: float
    most: float
    years: tuple[int, int]

    @property
    def sentence(self) -> Text:
        """What the cohorts did, in words."""
        women, men = (Plain(100 * self.left[sex]) for sex in ("female", "male"))
        more = {sex: Plain(100 * abs(self.later[sex])) for sex in SEXES}
        back = all(self.later[sex] >= 0 for sex in SEXES)
        return Text(
            "Of a hundred aged 15-19, {women} women and {men} men fewer are registered at 20-24 (counts of {first} to {last}). Up to 30-34, "
            + (
                "{more_women} and {more_men} of a hundred who left are there again."
                if back
                else "{more_women} and {more_men} more leave for every hundred who left: those who return are fewer than those who go later."
            ),
            "15～19歳の100人のうち、20～24歳までに女性{women}人・男性{men}人が減っている（{first}～{last}年の住民基本台帳）。30～34歳までには、"
            + (
                "転出した100人あたり女性{more_women}人・男性{more_men}人が戻っている。"
                if back
                else "転出した100人あたりさらに女性{more_women}人・男性{more_men}人が減る（戻る人より、後から出る人の方が多い）。"
            ),
            women=women, men=men, first=self.years[0], last=self.years[1],
            more_women=more["female"], more_men=more["male"],
        )  # fmt: skip


def leaving(inputs: Inputs) -> Leaving:
    """Return what the register's cohorts did.

    Raises
    ------
    CohortError
        If the inputs have no two counts of the register, five years apart, by five-year age groups or finer.
    """
    counts = _counts(inputs)
    pairs = [(year, year + WIDTH) for year in sorted(counts) if year + WIDTH in counts]
    if not pairs:
        fail(str(inputs.path), "population", kind=CohortError,
             en="has no two counts of the register of 1 January, five years apart, by age; add them to population.csv.",
             ja="5 年離れた 2 つの 1 月 1 日の住民基本台帳（年齢別）がありません。population.csv に加えてください。")  # fmt: skip
    alive = _alive(inputs)
    ratio = {
        (sex, age, year): counts[later][sex, age + WIDTH] / counts[year][sex, age] / alive[sex, age]
        for year, later in pairs
        for sex in SEXES
        for age in YOUNG[:-1]
    }
    cohorts = tuple(_followed(sex, year, counts, alive) for sex in SEXES for year, _ in pairs)
    mean = {
        (sex, age): float(np.mean([ratio[sex, age, year] for year, _ in pairs]))
        for sex in SEXES
        for age in YOUNG[:-1]
    }
    left = {sex: 1 - mean[sex, 15] for sex in SEXES}
    later = {sex: _later(mean[sex, 15], mean[sex, 20] * mean[sex, 25]) for sex in SEXES}
    by_year = np.array([
        np.mean([_later(mean[sex, 15], ratio[sex, 20, year] * ratio[sex, 25, year]) for sex in SEXES]) for year, _ in pairs
    ])  # fmt: skip
    spread = float(by_year.std(ddof=1)) if len(by_year) > 2 else 0.0
    return Leaving(
        cohorts, left, later, spread, float(by_year.max() - by_year.mean()), (pairs[0][0], pairs[-1][1])
    )


def _later(stays: float, after: float) -> float:
    """Return who comes back per person who had left, of one who was there: stays x (after - 1) of those who left."""
    return stays * (after - 1) / (1 - stays) if stays < 1 else 0.0


def _counts(inputs: Inputs) -> dict[int, dict[tuple[str, int], float]]:
    """Return residents by sex and five-year group on 1 January, by year."""
    rows = inputs.population
    if rows is None:
        return {}
    rows = rows[
        (rows["basis"] == "register") & (rows["date"].dt.strftime("%m-%d") == "01-01") & rows["age"].notna()
    ]
    found: dict[int, dict[tuple[str, int], float]] = {}
    for day, sex, age, count in zip(rows["date"], rows["sex"], rows["age"], rows["population"], strict=True):
        year = found.setdefault(day.year, {})
        key = str(sex), int(age) // WIDTH * WIDTH
        year[key] = year.get(key, 0.0) + float(count)
    wanted = {(sex, age) for sex in SEXES for age in YOUNG}
    return {year: cells for year, cells in found.items() if wanted <= set(cells)}


def _alive(inputs: Inputs) -> dict[tuple[str, int], float]:
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


def _followed(
    sex: str,
    year: int,
    counts: Mapping[int, Mapping[tuple[str, int], float]],
    alive: Mapping[tuple[str, int], float],
) -> Followed:
    there, expected = {}, counts[year][sex, YOUNG[0]]
    for age in YOUNG[1:]:
        expected *= alive[sex, age - WIDTH]
        later = counts.get(year + age - YOUNG[0])
        if later is not None:
            there[age] = later[sex, age] / expected
    return Followed(sex, year, counts[year][sex, YOUNG[0]], there)


def returners(case: Case, ages: tuple[int, int]) -> Floats:
    """Return who comes back in each period (period, sex, age) if one more in a hundred of those who left at 18 does.

    Leavers of a cohort: the register's share of those of 17 in the scenario (before the launch: of the register's 15-19, a fifth of
    them). They return evenly over the ages.

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
    left = leaving(case.inputs).left
    counts = _counts(case.inputs)
    before = case.projected.sel(age=LEFT_AT - 1)
    launch, made = int(case.periods[0]), np.zeros((len(case.periods), len(SEXES), len(known)))
    for p, period in enumerate(case.periods.tolist()):
        for age in range(first, last + 1):
            turned = period - (age - LEFT_AT)
            for s, sex in enumerate(SEXES):
                size = (
                    float(before.sel(time=turned, sex=sex))
                    if turned >= launch
                    else _fifth(counts, turned, sex)
                )
                made[p, s, age] = left[sex] * size / 100 / (last - first + 1)
    return made


def _fifth(counts: Mapping[int, Mapping[tuple[str, int], float]], year: int, sex: str) -> float:
    """Return a fifth of the register's 15-19 in the year nearest to one."""
    nearest = min(counts, key=lambda one: abs(one - year))
    return counts[nearest][sex, YOUNG[0]] / WIDTH


def leaving_table(found: Leaving) -> Table:
    """Return the cohorts as a table: of a hundred aged 15-19, how many are there five, ten and fifteen years later."""
    rows = [
        [words(SEX_NAMES[one.sex]), calendar(one.year), figure(one.count, 0, year=one.year)]
        + [
            figure(100 * one.there[age], 0, year=one.year + age - YOUNG[0])
            if age in one.there
            else words("–")
            for age in YOUNG[1:]
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
            *(Column(Text("there at {a}-{b}", "{a}～{b}歳で在住", a=age, b=age + 4)) for age in YOUNG[1:]),
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
        "「{scenario}」で、18歳で転出した100人のうち{since}以降に戻る人が{count}人増えると、{year}の人口は{gained}人多くなる。",
        scenario=case.short, since=Year(case.ahead), count=Plain(per_hundred), year=Year(year), gained=Plain(gained),
    )  # fmt: skip
