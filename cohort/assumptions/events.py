"""Observed births, deaths and migrants of the launch years."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

from cohort.demography.checks import refuse
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.sharing import shared
from cohort.text import Text

NAMES = {"births": Text("births", "出生"), "deaths": Text("deaths", "死亡")}


@dataclass(frozen=True)
class Events:
    """Observed births, deaths and net migrants, by calendar year.

    Attributes
    ----------
    file : str
        Where they stand.
    births, deaths : dict of float
        Of the launch years for which they are published, persons.
    net : dict of float
        Net migrants of the launch years and of those between them and the launch, persons.
    arrivals, leavers : dict of float
        Of the launch years, persons.
    net_level : float
        Mean net migrants of the launch years, persons a year.
    records : tuple of Record
    """

    file: str
    births: dict[int, float]
    deaths: dict[int, float]
    net: dict[int, float]
    arrivals: dict[int, float]
    leavers: dict[int, float]
    net_level: float
    records: tuple[Record, ...]

    @property
    def in_level(self) -> float:
        """Mean arrivals of the launch years, persons a year."""
        return self._mean(self.arrivals)

    @property
    def out_level(self) -> float:
        """Mean leavers of the launch years, persons a year."""
        return self._mean(self.leavers)

    def _mean(self, flow: dict[int, float]) -> float:
        if not flow:
            refuse(
                self.file,
                "in_migration",
                en="estimates have net migrants only; arrivals and leavers are not known: write migration.net.",
                ja="推計値は純移動のみで、転入と転出は分かりません。migration.net を使ってください。",
            )
        return fmean(flow.values())

    @property
    def births_level(self) -> float:
        """Mean births of the launch years, persons a year."""
        return fmean(self.births.values())


def read_events(inputs: Inputs, launch: Launch) -> Events:
    """Return the observed events that the levels are set by, and which figures were taken.

    Raises
    ------
    AssumptionError
        No births, or no deaths, in any of the launch years.
    InputError
        Migrants of a year that is needed are missing.
    """
    return _read(inputs, launch.changed(migration_censuses=(), mortality=None, mortality_window=None))


@shared
def _read(inputs: Inputs, launch: Launch) -> Events:
    """Return the events of a launch, of which only the date and the years are asked for."""
    file = f"{inputs.path}/events.csv"
    births, of_births = _published(inputs, file, "births", launch.events)
    deaths, of_deaths = _published(inputs, file, "deaths", launch.events)
    net, of_net = _net(inputs, launch)
    flows = [[inputs.event(flow, year) for year in launch.events] for flow in ("in_migration", "out_migration")]
    arrivals, leavers = ({one.year: one.value for one in found if one.basis != "estimate"} for found in flows)
    return Events(
        file,
        births,
        deaths,
        net,
        arrivals,
        leavers,
        fmean(net[year] for year in launch.events),
        (*of_births, *of_deaths, *of_net),
    )


def _net(inputs: Inputs, launch: Launch) -> tuple[dict[int, float], list[Record]]:
    """Return net migrants by calendar year, and which figures were taken.

    Of the year before the first launch year only the last months are needed, where a launch is not on New Year's Day; if it is not
    published the first launch year stands for them.
    """
    years, first = _years_of_net(launch), min(launch.events)
    table = inputs.events
    known = set() if table is None else {day.year for day in table.loc[table["measure"] == "in_migration", "start"]}
    found = {year: inputs.net_migration(year) for year in years if year >= first or year in known}
    records = [one.record for one in found.values()]
    net = {year: one.value for year, one in found.items()}
    for year in set(years) - set(found):
        net[year] = net[first]
        records.append(
            note(
                "migration",
                "Net migrants of {year} are not published; those of {first} stand for its last months.",
                "{year} 年の転入超過数は未公表のため、その年の終わりの数か月には {first} 年の値を用いる。",
                year=year,
                first=first,
            )
        )
    return net, records


def _years_of_net(launch: Launch) -> range:
    """Return the years whose migrants are needed: a population is taken back, or run, through all of them without a gap.

    Periods that begin inside a year reach into the years at both ends.
    """
    year, inside = launch.date.year, int((launch.date.month, launch.date.day) != (1, 1))
    if max(launch.events) < year:
        return range(min(launch.events) - inside, year + inside)
    return range(year, max(launch.events) + 1)


def _published(
    inputs: Inputs, file: str, measure: str, years: tuple[int, ...]
) -> tuple[dict[int, float], list[Record]]:
    """Return a measure in the years for which it is published, and a record for every year."""
    table = inputs.events
    known = set() if table is None else {d.year for d in table.loc[table["measure"] == measure, "start"]}
    found = {year: inputs.event(measure, year) for year in years if year in known}
    if not found:
        refuse(
            file,
            measure,
            en=f"none of the years {list(years)} is there; the level cannot be set.",
            ja=f"{list(years)} 年のいずれもなく、水準を決められません。",
        )
    records = [found[year].record if year in found else _left_out(measure, year) for year in years]
    return {year: observed.value for year, observed in found.items()}, records


def _left_out(measure: str, year: int) -> Record:
    return note(
        measure,
        "{events} of {year}: not published; left out of the level.",
        "{year} 年の{events}数は未公表のため水準の計算から除外。",
        events=NAMES[measure],
        year=year,
    )
