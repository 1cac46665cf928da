"""People tied to a place who live elsewhere: the ``[connected]`` rows read into numbers, and the settlers among them.

The rows of a scenario file are checked when it is read; here they get their meaning. Settlers join net migration as
counts by age and sex, on top of every rate and total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cohort.demography.checks import Array, Integers
from cohort.forms import AgeRange
from cohort.record import Record, note
from cohort.scenario import connected as rows
from cohort.scenario.connected import Residents
from cohort.scenario.model import Scenario
from cohort.text import EMPTY, Text
from cohort.vocabulary import SEXES

from .mortality import OPEN_AGE
from .schedules import Schedules

DAYS_OF_A_YEAR = 365.25


@dataclass(frozen=True)
class Tie:
    """One kind of tie, in numbers.

    Attributes
    ----------
    name, title_en, title_ja : str
        ``name`` is the label on the kind dim.
    people : tuple of (int, float)
        Persons a year at points of time; linear between them, none before the first, the last one after it. A single
        number in the file holds for every year: its point is year 0.
    at_launch : float
        Persons a year who came already at launch: they make up for nothing that is lost after it, and who of them
        settled is among the observed migrants.
    days : float
        Days a year that one of them is present, 0 to 366.
    settling : float
        Share of them who settle within the year.
    ages : tuple of ((low, high), weight)
        AgeRange at which they settle and the share of settlers at each; within a band evenly by single year.
    female : float
        Share of women among settlers.
    active : tuple of (int, float)
        Share who take part in local life while present, at points of time, as ``people``.
    source : str
        Key of the source.
    what_if : bool
        The source is an assumption.
    """

    name: str
    title_en: str
    title_ja: str
    people: tuple[tuple[int, float], ...]
    at_launch: float
    days: float
    settling: float
    ages: tuple[tuple[AgeRange, float], ...]
    female: float
    active: tuple[tuple[int, float], ...]
    source: str
    what_if: bool

    def title(self, language: str) -> str:
        """Return the title in one language."""
        return self.title_ja if language == "ja" else self.title_en

    def people_in(self, periods: Integers) -> Array:
        """Return persons a year by period."""
        return at_points(self.people, periods, before=0.0)

    def active_in(self, periods: Integers) -> Array:
        """Return the share who take part by period; before its first point the first value."""
        return at_points(self.active, periods, before=self.active[0][1])

    def person_years_in(self, periods: Integers) -> Array:
        """Return person-years present by period: ``people x days / 365.25``."""
        return self.people_in(periods) * self.years_each

    @property
    def years_each(self) -> float:
        """Years that one of them is present in a year: days / 365.25."""
        return self.days / DAYS_OF_A_YEAR

    def settlers_in(self, periods: Integers) -> Array:
        """Return settlers by period, sex and single year of age, persons, beyond those of the ties at launch.

        Who settled out of the ties that were there at launch is among the observed migrants already. Where ties
        become fewer than at launch the number is below 0.
        """
        by_age = np.zeros(OPEN_AGE + 1)
        for (low, high), weight in self.ages:
            last = OPEN_AGE if high is None else high
            by_age[low : last + 1] += weight / (last - low + 1)
        by_sex = np.array([1 - self.female if sex == "male" else self.female for sex in SEXES])
        settlers = (self.people_in(periods) - self.at_launch) * self.settling
        return np.asarray(settlers[:, None, None] * by_sex[:, None] * by_age)


@dataclass(frozen=True)
class Participation:
    """Residents who take part, by age: the share of each age band; ages that are not named take no part."""

    shares: tuple[tuple[AgeRange, float], ...]
    source: str
    what_if: bool

    def by_age(self) -> Array:
        """Return the share of residents who take part, by single year of age 0..100."""
        shares = np.zeros(OPEN_AGE + 1)
        for (low, high), share in self.shares:
            shares[low : None if high is None else high + 1] = share
        return shares


@dataclass(frozen=True)
class Ties:
    """What ``[connected]`` of one scenario says."""

    kinds: tuple[Tie, ...]
    participation: Participation | None


def at_points(points: tuple[tuple[int, float], ...], periods: Integers, before: float) -> Array:
    """Return values by period from points: linear between, ``before`` ahead of the first, the last one held."""
    years, values = (np.array(column, dtype=float) for column in zip(*points, strict=True))
    return np.asarray(np.interp(periods, years, values, left=before))


def ties(scenario: Scenario) -> Ties:
    """Return the ties of a scenario; none where it has no ``[connected]``."""
    if scenario.connected is None:
        return Ties((), None)
    what_if = {source.key for source in scenario.sources if source.kind == "assumption"}
    found: list[Tie] = []
    residents: Participation | None = None
    for kind in scenario.connected.kinds:
        source = kind.source or scenario.connected.source
        if isinstance(kind, Residents):
            residents = Participation(tuple(kind.share_active.items()), source, source in what_if)
        else:
            found.append(_tie(kind, source, source in what_if))
    return Ties(tuple(found), residents)


def settlers(scenario: Scenario, periods: Integers) -> Array:
    """Return the settlers that a scenario's ties bring, persons by period, sex and single year of age 0..100.

    Parameters
    ----------
    scenario : Scenario
    periods : array (period,)
        Single years.
    """
    total = np.zeros((len(periods), len(SEXES), OPEN_AGE + 1))
    for tie in ties(scenario).kinds:
        total += tie.settlers_in(periods)
    return total


def with_settlers(scenario: Scenario, periods: Integers, made: Schedules) -> Schedules:
    """Add the settlers of a scenario's ties to its net migration, as counts; unchanged without ties."""
    if scenario.connected is None:
        return made
    records = (*made.records, *settler_records(scenario, periods))
    return replace(made, net_counts=made.net_counts + settlers(scenario, periods), records=records)


def settler_records(scenario: Scenario, periods: Integers) -> tuple[Record, ...]:
    """Return what the ties did to net migration, a sentence a kind; what-ifs are called so."""
    records = []
    for tie in ties(scenario).kinds:
        count = tie.settlers_in(periods).sum(axis=(1, 2))
        if count.any():
            records.append(
                note(
                    "connected",
                    "{mark}{title}: settlers on top of net migration, {first:.1f} in {start}, {last:.1f} in {end} "
                    "({settling:.2%} of those tied to the place).",
                    "{mark}{title}：純移動に上乗せする定住者、{start} 年 {first:.1f} 人、{end} 年 {last:.1f} 人"
                    "（つながりのある人の {settling:.2%}）。",
                    mark=Text("What-if: ", "【仮定】") if tie.what_if else EMPTY,
                    title=Text(tie.title_en, tie.title_ja),
                    first=count[0],
                    start=periods[0],
                    last=count[-1],
                    end=periods[-1],
                    settling=tie.settling,
                )
            )
    return tuple(records)


def _tie(kind: rows.Tie, source: str, what_if: bool) -> Tie:
    """Return one row of the file in numbers by year and by age."""
    title = kind.title
    return Tie(
        kind.name,
        title.en if title is not None else kind.name,
        title.ja if title is not None else kind.name,
        people=_points(kind.people_a_year),
        at_launch=kind.people_at_launch,
        days=kind.days_a_year,
        settling=kind.share_settling,
        ages=_weights(kind.ages_settling),
        female=0.5 if kind.share_female is None else kind.share_female,
        active=_points(kind.share_active),
        source=source,
        what_if=what_if,
    )


def _points(stated: float | dict[str, float]) -> tuple[tuple[int, float], ...]:
    if isinstance(stated, dict):
        return tuple((int(year), value) for year, value in stated.items())
    return ((0, stated),)


def _weights(
    stated: Mapping[AgeRange, float] | tuple[AgeRange, ...] | AgeRange | None,
) -> tuple[tuple[AgeRange, float], ...]:
    """Return the share of settlers at each band of ages; in a plain list every single year weighs the same."""
    if stated is None:
        return ()
    if isinstance(stated, Mapping):
        return tuple(stated.items())
    bands = (stated,) if isinstance(stated, AgeRange) else stated
    years = [(OPEN_AGE if high is None else high) - low + 1 for low, high in bands]
    return tuple((band, count / sum(years)) for band, count in zip(bands, years, strict=True))
