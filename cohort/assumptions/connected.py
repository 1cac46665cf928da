"""People tied to a place who live elsewhere: the ``[connected]`` rows in numbers, and the settlers among them.

The rows of a scenario file are checked when it is read (`cohort.scenario.connected`); here they get their meaning. Settlers
join net migration as counts by age and sex, on top of every rate and total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from cohort.demography.checks import Array, Integers
from cohort.record import Record, note
from cohort.scenario import connected as rows
from cohort.scenario.model import Scenario
from cohort.text import EMPTY, Text
from cohort.vocabulary import SEXES

from .mortality import OPEN_AGE
from .schedules import Schedules, ages_slice

DAYS_OF_A_YEAR = 365.25

Ages = tuple[int, int | None]


@dataclass(frozen=True)
class Tie:
    """One kind of tie, in numbers.

    Attributes
    ----------
    row : cohort.scenario.connected.Tie
        What the file says. Points of time: linear between them, no people before the first, the last one held; a single
        number holds for every year.
    what_if : bool
        The source is an assumption.
    """

    row: rows.Tie
    what_if: bool

    @property
    def name(self) -> str:
        """Label on the kind dim."""
        return self.row.name

    @property
    def title(self) -> Text:
        """The title; the name where there is none."""
        title = self.row.title
        return Text(self.name, self.name) if title is None else Text(title.en, title.ja)

    @property
    def at_launch(self) -> float:
        """Persons a year who came already at launch.

        They make up for nothing that is lost after it, and who of them settled is among the observed migrants.
        """
        return self.row.people_at_launch

    @property
    def years_each(self) -> float:
        """Years that one of them is present in a year: days / 365.25."""
        return self.row.days_a_year / DAYS_OF_A_YEAR

    @property
    def ages(self) -> tuple[tuple[Ages, float], ...]:
        """Bands of ages at which they settle and the share of settlers at each; in a plain list every single year weighs the same."""
        stated = self.row.ages_settling
        if stated is None:
            return ()
        if isinstance(stated, Mapping):
            return tuple(stated.items())
        bands = list(stated) if isinstance(stated[0], tuple) else [stated]
        years = [(OPEN_AGE if high is None else high) - low + 1 for low, high in bands]
        return tuple((band, count / sum(years)) for band, count in zip(bands, years, strict=True))

    def people_in(self, periods: Integers) -> Array:
        """Return persons a year by period."""
        return at_points(self.row.people_a_year, periods, before=0.0)

    def active_in(self, periods: Integers) -> Array:
        """Return the share who take part by period; before its first point the first value."""
        return at_points(self.row.share_active, periods)

    def person_years_in(self, periods: Integers) -> Array:
        """Return person-years present by period: ``people x days / 365.25``."""
        return self.people_in(periods) * self.years_each

    def settlers_in(self, periods: Integers) -> Array:
        """Return settlers by period, sex and single year of age, persons, beyond those of the ties at launch.

        Who settled out of the ties that were there at launch is among the observed migrants already. Where ties
        become fewer than at launch the number is below 0. Within a band of ages they are spread evenly.
        """
        by_age = np.zeros(OPEN_AGE + 1)
        for (low, high), weight in self.ages:
            last = OPEN_AGE if high is None else high
            by_age[low : last + 1] += weight / (last - low + 1)
        female = 0.5 if self.row.share_female is None else self.row.share_female
        by_sex = np.array([1 - female if sex == "male" else female for sex in SEXES])
        settlers = (self.people_in(periods) - self.at_launch) * self.row.share_settling
        return np.asarray(settlers[:, None, None] * by_sex[:, None] * by_age)


@dataclass(frozen=True)
class Participation:
    """Residents who take part, by age: the share of each age band; ages that are not named take no part."""

    row: rows.Residents
    what_if: bool

    def by_age(self) -> Array:
        """Return the share of residents who take part, by single year of age 0..100."""
        shares = np.zeros(OPEN_AGE + 1)
        for ages, share in self.row.share_active.items():
            shares[ages_slice(ages)] = share
        return shares


@dataclass(frozen=True)
class Ties:
    """What ``[connected]`` of one scenario says."""

    kinds: tuple[Tie, ...]
    participation: Participation | None


def at_points(stated: float | Mapping[str, float], periods: Integers, before: float | None = None) -> Array:
    """Return values by period: linear between points of time, the last one held; ``before`` (default: the first) ahead of them."""
    if not isinstance(stated, Mapping):
        return np.full(len(periods), float(stated))
    years, values = [int(year) for year in stated], list(stated.values())
    return np.asarray(np.interp(periods, years, values, left=before))


def ties(scenario: Scenario) -> Ties:
    """Return the ties of a scenario; none where it has no ``[connected]``."""
    if scenario.connected is None:
        return Ties((), None)
    assumed = {source.key for source in scenario.sources if source.kind == "assumption"}
    kinds: list[Tie] = []
    residents: Participation | None = None
    for row in scenario.connected.kinds:
        what_if = (row.source or scenario.connected.source) in assumed
        if isinstance(row, rows.Residents):
            residents = Participation(row, what_if)
        else:
            kinds.append(Tie(row, what_if))
    return Ties(tuple(kinds), residents)


def with_settlers(scenario: Scenario, periods: Integers, made: Schedules) -> Schedules:
    """Add the settlers of a scenario's ties to its net migration, as counts, and say so; unchanged without ties."""
    for tie in ties(scenario).kinds:
        settlers = tie.settlers_in(periods)
        count = settlers.sum(axis=(1, 2))
        if count.any():
            records = (*made.records, _record(tie, periods, count))
            made = replace(made, net_counts=made.net_counts + settlers, records=records)
    return made


def _record(tie: Tie, periods: Integers, count: Array) -> Record:
    return note(
        "connected",
        "{mark}{title}: settlers on top of net migration, {first:.1f} in {start}, {last:.1f} in {end} "
        "({settling:.2%} of those tied to the place).",
        "{mark}{title}：純移動に上乗せする定住者、{start} 年 {first:.1f} 人、{end} 年 {last:.1f} 人"
        "（つながりのある人の {settling:.2%}）。",
        mark=Text("What-if: ", "【仮定】") if tie.what_if else EMPTY,
        title=tie.title,
        first=count[0],
        start=periods[0],
        last=count[-1],
        end=periods[-1],
        settling=tie.row.share_settling,
    )
