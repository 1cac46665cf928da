"""What the inputs alone say for one launch: the levels of the launch years, carried over the periods.

Levels are found by demanding that modelled births and deaths of the launch years equal the observed ones. Where those
years lie before launch the population is taken back to them; where they lie after it (a launch from the past) the model is
run over them. Net migrants of those years are the observed ones in both cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohort.demography.fertility import calibrate_level
from cohort.demography.life_table import LifeTable
from cohort.demography.migration import plus_minus
from cohort.demography.mortality import shift_to_deaths
from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.projection.step import backcast, step
from cohort.records import Record
from cohort.scenario.model import Launch

from . import fertility, migration, mortality
from .launch import launch_population

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
        The prefecture's, before the city's shift.
    alpha : float
        Brass shift to the city's deaths.
    survivorship, e0 : array (period, sex, age), (period, sex)
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
    net_level : float
        Mean net migrants of the launch years, persons a year.
    in_level, out_level : float
        Mean in- and out-migrants of the launch years, persons a year, both counted above 0.
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
    e0: Array
    pattern: Array
    tfr: float
    scale: float
    published: fertility.PublishedTfr | None
    net_rate: Array
    net_known: Array
    net_level: float
    in_level: float
    out_level: float
    srb: float
    records: tuple[Record, ...]


@dataclass(frozen=True)
class _Levels:
    alpha: float
    tfr: float


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
    fraction = (launch.date - launch.date.replace(month=1, day=1)).days / 365.25
    fraction = round(fraction * 12) / 12  # reference dates are first days of months
    periods = np.arange(launch.date.year, launch.until, dtype=np.int64)
    first = min(launch.date.year, *launch.events)
    whole, records = mortality.prefecture_tables(
        inputs, np.arange(first, launch.until) + fraction, launch.date.year
    )
    at_launch = launch.date.year - first
    population, noted = launch_population(inputs, launch, whole.Lx[at_launch])
    records += noted
    pattern, note = fertility.national_pattern(inputs, launch.date.year)
    records.append(note)
    net_rate, noted = migration.net_profile(inputs, launch.date)
    records += noted
    srb, note = _srb(inputs, launch.date.year)
    records.append(note)
    events = _Events.read(inputs, launch)
    records += events.records
    draft = _Draft(launch, fraction, population, whole, at_launch, pattern, net_rate, srb, events)
    levels = draft.before() if max(launch.events) < launch.date.year else draft.after()
    records += _level_records(events, levels, launch)
    published = fertility.published_tfr(inputs, launch.date.year)
    scale, note = fertility.published_scale(draft.level_at_launch(levels, inputs), published)
    records.append(note)
    tables = _from_period(whole, at_launch)
    survivorship, e0 = mortality.schedule(tables, levels.alpha)
    return Baseline(
        launch, periods, fraction, population, tables, levels.alpha, survivorship, e0, pattern, levels.tfr, scale,
        published, net_rate, draft.net_by_period(periods), events.net_level,
        events.in_level, events.out_level, srb, tuple(records),
    )  # fmt: skip


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
    return value, Record(
        "",
        "births",
        f"Sex ratio at birth: {value:.4f} males per female (nation, {year}).",
        f"出生性比：女児1人あたり男児 {value:.4f} 人（全国 {year} 年）。",
    )


def _from_period(tables: LifeTable, first: int) -> LifeTable:
    names = ("mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex")
    return LifeTable(width=tables.width, **{name: getattr(tables, name)[first:] for name in names})


@dataclass(frozen=True)
class _Events:
    """Observed births, deaths and net migrants, by calendar year."""

    births: dict[int, float]
    deaths: dict[int, float]
    net: dict[int, float]
    net_level: float
    in_level: float
    out_level: float
    records: list[Record]

    @classmethod
    def read(cls, inputs: Inputs, launch: Launch) -> _Events:
        records: list[Record] = []
        births = _years(inputs, "births", launch.events, records)
        deaths = _years(inputs, "deaths", launch.events, records)
        # a launch on 1 October needs the launch year too (its last three months), and the year before for the scale
        needed = tuple(sorted({*launch.events, *range(launch.date.year, max(launch.events) + 1)}))
        net, noted = migration.observed_net(inputs, needed)
        records += noted
        arrivals, leavers = (
            float(np.mean([float(inputs.event(flow, y)) for y in launch.events]))
            for flow in ("in_migration", "out_migration")
        )
        level = float(np.mean([net[y] for y in launch.events]))
        return cls(births, deaths, net, level, arrivals, leavers, records)


def _years(inputs: Inputs, measure: str, years: tuple[int, ...], records: list[Record]) -> dict[int, float]:
    table = inputs.events
    known = set() if table is None else {d.year for d in table.loc[table["measure"] == measure, "start"]}
    found = {}
    for year in years:
        if year in known:
            observed = inputs.event(measure, year)
            found[year] = float(observed)
            r = observed.record
            records.append(Record(r.scenario, r.where, r.en, r.ja))
        else:
            records.append(
                Record("", measure, f"{measure} of {year}: not published; left out of the level.",
                       f"{year} 年の{'出生' if measure == 'births' else '死亡'}数は未公表のため水準の計算から除外。")
            )  # fmt: skip
    if not found:
        fail(
            f"{inputs.path}/events.csv", measure,
            en=f"none of the years {list(years)} is there; the level cannot be set.",
            ja=f"{list(years)} 年のいずれもなく、水準を決められません。",
            kind=AssumptionError,
        )  # fmt: skip
    return found


def _level_records(events: _Events, levels: _Levels, launch: Launch) -> list[Record]:
    years, dead = ", ".join(map(str, launch.events)), ", ".join(map(str, events.deaths))
    return [
        Record(
            "", "mortality",
            f"Deaths of {dead} ({sum(events.deaths.values()):,.0f}) are met with a Brass shift of {levels.alpha:+.4f} on the prefecture's tables.",
            f"{dead} 年の死亡数（{sum(events.deaths.values()):,.0f} 人）に合うよう、県の生命表をブラス・ロジットで {levels.alpha:+.4f} 補正。",
        ),
        Record(
            "", "migration",
            f"Net migrants of {years}: {events.net_level:,.0f} a year on average; the level at launch.",
            f"{years} 年の転入超過数は年平均 {events.net_level:,.0f} 人。これを基準の水準とする。",
        ),
    ]  # fmt: skip


@dataclass(frozen=True)
class _Draft:
    """Everything the search for the levels needs."""

    launch: Launch
    fraction: float
    population: Array
    tables: LifeTable
    at_launch: int
    pattern: Array
    net_rate: Array
    srb: float
    events: _Events

    def net_by_period(self, periods: npt.NDArray[np.int64]) -> Array:
        """Return observed net migrants by period where both calendar years it touches are known; NaN elsewhere."""
        net, f = self.events.net, self.fraction
        known = np.full(len(periods), np.nan)
        for i, year in enumerate(periods):
            if year in net and (f == 0 or year + 1 in net):
                known[i] = (1 - f) * net[int(year)] + (f * net[int(year) + 1] if f else 0.0)
        return known

    def level_at_launch(self, levels: _Levels, inputs: Inputs) -> float:
        """Return the model TFR of the year before launch: the one that stands for the published TFR.

        With launch years before launch this is the level itself. With later ones (a launch in the past) the published TFR
        still belongs to the births before launch, on the women of this launch population.
        """
        if max(self.launch.events) < self.launch.date.year:
            return levels.tfr
        year, f = self.launch.date.year, self.fraction
        born = (1 - f) * float(inputs.event("births", year - 1))
        net = (1 - f) * float(inputs.net_migration(year - 1))
        if f:
            born += f * float(inputs.event("births", year))
            net += f * float(inputs.net_migration(year))
        migrants = plus_minus(self.net_rate * self.population, net)[0][None]
        S = mortality.schedule(self.tables, levels.alpha)[0][[self.at_launch]]
        past = backcast(self.population, S, migrants, self.population).population
        women = (past[0, 1] + migrants[0, 1] / 2 + past[1, 1]) / 2
        return float(calibrate_level(born, women, self.pattern))

    def before(self) -> _Levels:
        """Take the population back to the launch years and set the levels there."""
        years = range(min(self.launch.events), self.launch.date.year)
        expected = self.net_rate * self.population
        net = np.stack([plus_minus(expected, self.events.net[y])[0] for y in years])

        def run(alpha: float) -> tuple[float, Array, Array]:
            S = mortality.schedule(self.tables, alpha)[0][: self.at_launch]
            past = backcast(self.population, S, net, self.population).population
            after = past[1:] - net / 2
            died = (after / S - after)[:, :, 1:].sum(axis=(1, 2))
            born = np.array([self.events.births.get(y, 0.0) for y in years])
            infants = born * (1 - S[:, :, 0].mean(axis=1))
            at = [i for i, y in enumerate(years) if y in self.events.deaths]
            women = (past[:-1, 1] + net[:, 1] / 2 + past[1:, 1]) / 2
            return float((died + infants)[at].sum()), women, born

        alpha = shift_to_deaths(lambda a: run(a)[0], sum(self.events.deaths.values()))
        _, women, born = run(alpha)
        at = [i for i, y in enumerate(years) if y in self.events.births]
        return _Levels(alpha, float(calibrate_level(born[at].sum(), women[at].sum(axis=0), self.pattern)))

    def after(self) -> _Levels:
        """Run the model over the launch years and set the levels so that it gives their events."""
        periods = np.arange(self.launch.date.year, max(self.launch.events) + 1)
        net = self.net_by_period(periods)
        net = np.where(np.isnan(net), self.events.net_level, net)

        def run(levels: _Levels) -> tuple[dict[int, float], dict[int, float]]:
            S = mortality.schedule(self.tables, levels.alpha)[0][self.at_launch :]
            population, births, deaths = self.population, [], []
            for t in range(len(periods)):
                migrants = plus_minus(self.net_rate * population, float(net[t]))[0]
                done = step(population, S[t], migrants, levels.tfr * self.pattern, self.srb)
                population = done.population
                births.append(float(done.births.sum()))
                deaths.append(float(done.deaths.sum()))
            return self._by_year(births), self._by_year(deaths)

        levels = _Levels(0.0, 1.3)
        for _ in range(50):
            born = run(levels)[0]
            tfr = levels.tfr * sum(self.events.births.values()) / sum(born[y] for y in self.events.births)
            alpha = shift_to_deaths(
                lambda a, tfr=tfr: sum(run(_Levels(a, tfr))[1][y] for y in self.events.deaths),  # type: ignore[misc]
                sum(self.events.deaths.values()),
            )
            change = abs(tfr / levels.tfr - 1) + abs(alpha - levels.alpha)
            levels = _Levels(alpha, tfr)
            if change < 1e-10:
                return levels
        fail(
            f"launch {self.launch.date}", "events",
            en="the levels of fertility and mortality did not settle in 50 rounds; check births and deaths of the launch years.",
            ja="出生と死亡の水準が 50 回の反復で定まりません。基準期間の出生数と死亡数を確認してください。",
            kind=AssumptionError,
        )  # fmt: skip

    def _by_year(self, by_period: list[float]) -> dict[int, float]:
        """Return events by calendar year from events by period (a period begins on the launch date's day)."""
        first, f = self.launch.date.year, self.fraction
        years = range(first + (f > 0), first + len(by_period))
        return {
            y: (f * by_period[y - first - 1] if f else 0.0) + (1 - f) * by_period[y - first] for y in years
        }
