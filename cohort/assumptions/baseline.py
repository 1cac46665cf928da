"""What the inputs alone say for one launch: the levels of the launch years, carried over the periods.

Levels are found by demanding that modelled births and deaths of the launch years equal the observed ones. Where those
years lie before launch the population is taken back to them; where they lie after it (a launch from the past) the model is
run over them. Net migrants of those years are the observed ones in both cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohort.demography.life_table import LifeTable, survivorship
from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.text import Joined, Text

from . import fertility, migration, mortality
from .events import Events, read_events
from .launch import launch_population
from .levels import LaunchYears, Levels

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Baseline:
    """Schedules that the inputs give where a scenario says nothing.

    Attributes
    ----------
    launch : Launch
    periods : array (period,)
        Single years, from the launch year to the last before ``until``.
    fraction : float
        Part of the calendar year that lies before the launch date: 0 on 1 January, 0.75 on 1 October.
    population : array (sex, age 0..100)
        Launch population, persons.
    tables : LifeTable (period, sex, age)
        The city's: the prefecture's after the Brass shift to the city's deaths.
    alpha : float
        That shift.
    survivorship : array (period, sex, age)
    pattern : array (age,)
        Of fertility; sums to 1.
    tfr : float
        The model's level, births per woman.
    scale : float
        Model TFR per published TFR.
    published : PublishedTfr or None
    net_rate : array (sex, age)
        Expected net migrants per person-year, before control.
    net_known : array (period,)
        Observed net migrants of periods already past, persons; NaN after them.
    events : Events
        Observed births, deaths and migrants of the launch years, and their means.
    srb : float
        Males per female birth.
    records : tuple of Record
    """

    launch: Launch
    periods: npt.NDArray[np.int64]
    fraction: float
    population: Array
    tables: LifeTable
    alpha: float
    survivorship: Array
    pattern: Array
    tfr: float
    scale: float
    published: fertility.PublishedTfr | None
    net_rate: Array
    net_known: Array
    events: Events
    srb: float
    records: tuple[Record, ...]

    @property
    def published_level(self) -> float:
        """The level of fertility of the launch years on the published scale, births per woman."""
        return self.tfr / self.scale


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
        No event years, years on both sides of the launch date, or inputs that are missing.
    """
    _check(inputs, launch)
    year = launch.date.year
    fraction = (launch.date - launch.date.replace(month=1, day=1)).days / 365.25
    fraction = round(fraction * 12) / 12  # reference dates are first days of months
    periods = np.arange(year, launch.until, dtype=np.int64)
    first = min(year, *launch.events)
    prefecture = mortality.prefecture_mortality(inputs, year)
    tables = prefecture.at(np.arange(first, launch.until) + fraction)
    population, of_launch = launch_population(inputs, launch, tables.Lx[year - first])
    pattern, of_pattern = fertility.national_pattern(inputs, year)
    net_rate, of_ages = migration.net_profile(
        inputs, launch.date, mortality=prefecture, years=launch.migration_censuses
    )
    srb, of_srb = _srb(inputs, year)
    events = read_events(inputs, launch)
    launch_years = LaunchYears(
        launch, fraction, population, tables, year - first, pattern, net_rate, srb, events
    )
    levels = launch_years.levels()
    published = fertility.published_tfr(inputs, year)
    scale, of_scale = fertility.published_scale(launch_years.tfr_before_launch(levels, inputs), published)
    known = launch_years.net_by_period(periods)
    city = mortality.shifted(mortality.selected(tables, slice(year - first, None)), levels.alpha)
    return Baseline(
        launch=launch,
        periods=periods,
        fraction=fraction,
        population=population,
        tables=city,
        alpha=levels.alpha,
        survivorship=survivorship(city, mortality.OPEN_AGE),
        pattern=pattern,
        tfr=levels.tfr,
        scale=scale,
        published=published,
        net_rate=net_rate,
        net_known=known,
        events=events,
        srb=srb,
        records=(
            *prefecture.records,
            *of_launch,
            of_pattern,
            *of_ages,
            of_srb,
            *events.records,
            *_level_records(events, levels, launch, known),
            of_scale,
        ),
    )


def _check(inputs: Inputs, launch: Launch) -> None:
    on_new_year = (launch.date.month, launch.date.day) == (1, 1)
    year = launch.date.year
    before = bool(launch.events) and all(y < year for y in launch.events) and on_new_year
    after = bool(launch.events) and all(y >= year + (not on_new_year) for y in launch.events)
    if not (before or after):
        fail(
            f"{inputs.area.name_en}, launch",
            "events",
            en=f"got {list(launch.events)} with launch {launch.date}; name one or more whole calendar years, all after the "
            "launch date, or all before it (then launch on 1 January).",
            ja=f"{list(launch.events)} です（基準日 {launch.date}）。基準日より後の暦年だけ、または前の暦年だけ（この場合の基準日は"
            "1月1日）を 1 つ以上指定してください。",
            kind=AssumptionError,
        )


def _srb(inputs: Inputs, known_by: int) -> tuple[float, Record]:
    table = None if inputs.nation is None else inputs.nation.births_by_sex
    rows = None if table is None else table[table["year"] <= known_by].sort_values("year")
    if rows is None or rows.empty:
        fail(
            str(inputs.path),
            "nation.births_by_sex",
            en=f"no births by sex up to {known_by}; add births_by_sex.csv (year, male, female, source) to the nation's folder.",
            ja=f"{known_by} 年までの男女別出生数がありません。全国のフォルダーに births_by_sex.csv（year, male, female, source）を置いてください。",
            kind=AssumptionError,
        )
    year = int(rows["year"].iloc[-1])
    value = float(rows["male"].iloc[-1] / rows["female"].iloc[-1])
    return value, note(
        "births",
        "Sex ratio at birth: {value:.4f} males per female (nation, {year}).",
        "出生性比：女児1人あたり男児 {value:.4f} 人（全国 {year} 年）。",
        value=value,
        year=year,
    )


def _level_records(events: Events, levels: Levels, launch: Launch, known: Array) -> list[Record]:
    first, count = launch.date.year, int((~np.isnan(known)).sum())
    since = Text("the level at launch", "これを基準の水準とする")
    if count:  # a launch in the past: nothing is assumed of periods whose migrants were counted
        since = Text(
            "the level from the period {next} on. Periods already counted ({past}) take their observed net migrants",
            "これを{next}年からの期間の水準とする。実績のある期間（{past}年）には実績の転入超過数を使う",
            next=first + count,
            past=Joined(sorted({str(first), str(first + count - 1)}), Text("-", "～")),
        )
    return [
        note(
            "mortality",
            "Deaths of {years} ({deaths:,.0f}) are met with a Brass shift of {alpha:+.4f} on the prefecture's tables.",
            "{years} 年の死亡数（{deaths:,.0f} 人）に合うよう、県の生命表をブラス・ロジットで {alpha:+.4f} 補正。",
            years=", ".join(map(str, events.deaths)),
            deaths=sum(events.deaths.values()),
            alpha=levels.alpha,
        ),
        note(
            "migration",
            "Net migrants of {years}: {level:,.0f} a year on average; {since}.",
            "{years} 年の転入超過数は年平均 {level:,.0f} 人。{since}。",
            years=", ".join(map(str, launch.events)),
            level=events.net_level,
            since=since,
        ),
    ]
