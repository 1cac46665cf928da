"""What the inputs alone say for one launch: the levels of the launch years, carried over the periods.

Levels are found by demanding that modelled births and deaths of the launch years equal the observed ones. Where those
years lie before launch the population is taken back to them; where they lie after it (a launch from the past) the model is
run over them. Net migrants of those years are the observed ones in both cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.life_table import LifeTable, survivorship
from cohort.demography.migration import plus_minus
from cohort.errors import InputError
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.sharing import shared
from cohort.text import Joined, Text, years_said

from . import fertility, migration, mortality
from .events import Events, read_events
from .launch import launch_population
from .levels import LaunchYears, Levels
from .plausible import check_births, check_migrants, refuse_no_births
from .register_ages import register_profile


@dataclass(frozen=True)
class Baseline(LaunchYears):
    """Schedules that the inputs give where a scenario says nothing: of `LaunchYears`, and these.

    Attributes
    ----------
    periods : array (period,)
        Single years, from the launch year to the last before ``until``.
    tables : LifeTable (period, sex, age)
        The city's: the prefecture's after the Brass shift to the city's deaths.
    alpha : float
        That shift.
    survivorship : array (period, sex, age)
    tfr : float
        The model's level that goes on, births per woman.
    scale : float
        Model TFR per published TFR.
    published : PublishedTfr or None
    moving : array (sex, age)
        Those whose migration rates the launch years show, persons.
    net_known : array (period,)
        Observed net migrants of periods already past, persons; NaN after them.
    records : tuple of Record
    """

    periods: Integers
    tables: LifeTable
    alpha: float
    survivorship: Array
    tfr: float
    scale: float
    published: fertility.PublishedTfr | None
    moving: Array
    net_known: Array
    records: tuple[Record, ...]

    @property
    def published_level(self) -> float:
        """The level of fertility of the launch years on the published scale, births per woman."""
        return self.tfr / self.scale

    def rates_at(self, level: float) -> Array:
        """Return the migration rates (sex, age) that give a net total, persons a year, on the people of the launch years."""
        return _rates_at(self, level)


@shared
def _rates_at(base: Baseline, level: float) -> Array:
    factor = plus_minus(base.net_rate * base.moving, level)[1]
    return np.where(base.net_rate > 0, base.net_rate * factor, base.net_rate / factor)


def baseline(inputs: Inputs, launch: Launch) -> Baseline:
    """Return the schedules that the inputs give for a launch.

    Parameters
    ----------
    inputs : Inputs
    launch : Launch
        With at least one year in ``events``.

    Raises
    ------
    AssumptionError
        No event years, years on both sides of the launch date, or inputs that are missing or cannot be.
    """
    _check(inputs, launch)
    years, levels, of_inputs = _found(
        inputs, launch.changed(tfr_scale="same_year", migration_level="rates", fertility_level="mean")
    )
    periods = np.arange(launch.date.year, launch.until, dtype=np.int64)
    published = fertility.published_tfr(inputs, launch.counted_by)
    check_births(years.events, levels.tfr, published, float(years.population[1] @ years.pattern))
    scale, of_scale = _scale(inputs, years, levels, published, launch.tfr_scale == "same_year")
    if published is not None and scale <= 0:
        refuse_no_births(years.events, published)
    goes_on, of_level = fertility.moved_on(inputs, launch)
    known = years.net_by_period(periods)
    city, survive = _city(years, levels)
    return Baseline(
        **vars(years) | {"launch": launch},
        periods=periods,
        tables=city,
        alpha=levels.alpha,
        survivorship=survive,
        tfr=levels.tfr * goes_on,
        scale=scale,
        published=published,
        moving=levels.people,
        net_known=known,
        records=(
            *of_inputs,
            *_level_records(years.events, levels, launch, known, _whose(inputs)),
            *levels.records,
            of_scale,
            *of_level,
        ),
    )


def _scale(
    inputs: Inputs, years: LaunchYears, levels: Levels, published: fertility.PublishedTfr | None, same_year: bool
) -> tuple[float, Record]:
    """Return model TFR per published TFR: of the year it was published for, where the events from then on are known."""
    if published is not None and same_year:
        try:
            return fertility.published_scale(_tfr_of(years, published.year, levels, inputs), published, True)
        except InputError:  # the events do not reach back to it; the record says what stands for it
            pass
    return fertility.published_scale(levels.tfr, published)


@shared
def _tfr_of(years: LaunchYears, year: int, levels: Levels, inputs: Inputs) -> float:
    return years.tfr_of(year, levels, inputs)


@shared
def _found(inputs: Inputs, launch: Launch) -> tuple[LaunchYears, Levels, list[Record]]:
    """Return what the launch years show; what is done with a published TFR and with the level afterwards is not asked for."""
    years, of_inputs = _launch_years(inputs, launch)
    return years, years.levels(), of_inputs


@shared
def _city(years: LaunchYears, levels: Levels) -> tuple[LifeTable, Array]:
    """Return the city's life tables from the launch on, and the survivorship (period, sex, age) that they give."""
    city = mortality.shifted(mortality.selected(years.standard, slice(years.at_launch, None)), levels.alpha)
    return city, survivorship(city, mortality.OPEN_AGE)


@shared
def _standard(prefecture: mortality.PrefectureMortality, first: int, until: int, fraction: float) -> LifeTable:
    return prefecture.at(np.arange(first, until) + fraction)


@shared
def _population(inputs: Inputs, launch: Launch, standard: LifeTable, at: int) -> tuple[Array, list[Record]]:
    """Return the launch population; of the launch only the count is asked for."""
    return launch_population(inputs, launch, standard.Lx[at])


def _launch_years(inputs: Inputs, launch: Launch) -> tuple[LaunchYears, list[Record]]:
    """Return what the inputs say of the launch years, and what was done to their numbers."""
    year = launch.date.year
    fraction = (launch.date - launch.date.replace(month=1, day=1)).days / 365.25
    fraction = round(fraction * 12) / 12  # reference dates are first days of months
    published = fertility.published_tfr(inputs, launch.counted_by)
    first = min(
        year, *(one - (fraction > 0) for one in launch.events), *(() if published is None else (published.year - 1,))
    )
    known_by = launch.known_by
    prefecture = mortality.prefecture_mortality(inputs, known_by, mortality.Course.of(launch))
    standard = _standard(prefecture, first, launch.until, fraction)
    count = launch.changed(events=(), migration_censuses=(), migration_ages="censuses")
    population, of_launch = _population(inputs, count, standard, year - first)
    pattern, of_pattern = fertility.national_pattern(inputs, known_by)
    if launch.migration_ages == "register":
        net_rate, of_ages = register_profile(inputs, launch.date, prefecture)
    else:
        net_rate, of_ages = migration.net_profile(
            inputs, launch.date, mortality=prefecture, years=launch.migration_censuses
        )
    srb, of_srb = fertility.sex_ratio_at_birth(inputs, known_by)
    events = read_events(inputs, launch)
    check_migrants(events, float(population.sum()))
    years = LaunchYears(launch, fraction, population, standard, year - first, pattern, net_rate, srb, events)
    return years, [*prefecture.records, *of_launch, of_pattern, *of_ages, of_srb, *events.records]


def _check(inputs: Inputs, launch: Launch) -> None:
    on_new_year = (launch.date.month, launch.date.day) == (1, 1)
    year = launch.date.year
    before = bool(launch.events) and all(y < year for y in launch.events)
    after = bool(launch.events) and all(y >= year + (not on_new_year) for y in launch.events)
    if not (before or after):
        refuse(
            f"{inputs.area.name_en}, launch",
            "events",
            en=f"got {list(launch.events)} with launch {launch.date}; name one or more whole calendar years, all after the "
            "launch date, or all before it.",
            ja=f"{list(launch.events)} です（基準日 {launch.date}）。基準日より後の暦年だけ、または前の暦年だけを "
            "1 つ以上指定してください。",
        )


def _whose(inputs: Inputs) -> Text:
    """Return whose life tables they are."""
    return Text("the nation's", "全国") if inputs.prefecture is None else Text("the prefecture's", "県")


def _level_records(events: Events, levels: Levels, launch: Launch, known: Array, whose: Text) -> list[Record]:
    first, count = launch.date.year, int((~np.isnan(known)).sum())
    since = Text("these rates go on", "この移動率が続く")
    if launch.migration_level == "count":
        since = Text("this number goes on", "この人数が続く")
    if count:  # a launch in the past: nothing is assumed of periods whose migrants were counted
        since = Text(
            "{since} from the period {next}. Periods already counted ({past}) take their observed net migrants",
            "{next}年からの期間に{since}。実績のある期間（{past}年）には実績の転入超過数を使う",
            since=since,
            next=first + count,
            past=Joined(sorted({str(first), str(first + count - 1)}), Text("-", "～")),
        )
    return [
        note(
            "mortality",
            "Deaths of {years} ({deaths:,.0f}) are met with a Brass shift of {alpha:+.4f} on {whose} tables.",
            "{years}年の死亡数（{deaths:,.0f} 人）に合うよう、{whose}の生命表をブラス・ロジットで {alpha:+.4f} 補正。",
            whose=whose,
            years=years_said(events.deaths),
            deaths=sum(events.deaths.values()),
            alpha=levels.alpha,
        ),
        note(
            "migration",
            "Net migrants of {years}: {level:,.0f} a year on average; {since}.",
            "{years}年の転入超過数は年平均 {level:,.0f} 人。{since}。",
            years=years_said(launch.events),
            level=events.net_level,
            since=since,
        ),
    ]
