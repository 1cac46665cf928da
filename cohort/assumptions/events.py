"""Observed births, deaths and migrants of the launch years."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.text import Text

from . import migration

NAMES = {"births": Text("births", "出生"), "deaths": Text("deaths", "死亡")}


@dataclass(frozen=True)
class Events:
    """Observed births, deaths and net migrants, by calendar year.

    Attributes
    ----------
    births, deaths : dict of float
        Of the launch years for which they are published, persons.
    net : dict of float
        Net migrants of the launch years and of those between them and the launch, persons.
    net_level, in_level, out_level : float
        Means of the launch years, persons a year.
    records : list of Record
    """

    births: dict[int, float]
    deaths: dict[int, float]
    net: dict[int, float]
    net_level: float
    in_level: float
    out_level: float
    records: list[Record]

    @property
    def births_level(self) -> float:
        """Mean births of the launch years, persons a year."""
        return float(np.mean(list(self.births.values())))


def read_events(inputs: Inputs, launch: Launch) -> Events:
    """Return the observed events that the levels are set by, and which figures were taken.

    Raises
    ------
    AssumptionError
        No births, or no deaths, in any of the launch years.
    InputError
        Migrants of a year that is needed are missing.
    """
    records: list[Record] = []
    births = _years(inputs, "births", launch.events, records)
    deaths = _years(inputs, "deaths", launch.events, records)
    net, noted = migration.observed_net(inputs, _years_of_net(launch))
    arrivals, leavers = (
        float(np.mean([float(inputs.event(flow, y)) for y in launch.events]))
        for flow in ("in_migration", "out_migration")
    )
    level = float(np.mean([net[y] for y in launch.events]))
    return Events(births, deaths, net, level, arrivals, leavers, records + noted)


def _years_of_net(launch: Launch) -> tuple[int, ...]:
    """Return the years whose migrants are needed: a population is taken back, or run, through all of them without a gap."""
    year = launch.date.year
    if max(launch.events) < year:
        return tuple(range(min(launch.events), year))
    return tuple(range(year, max(launch.events) + 1))


def _years(inputs: Inputs, measure: str, years: tuple[int, ...], records: list[Record]) -> dict[int, float]:
    table = inputs.events
    known = set() if table is None else {d.year for d in table.loc[table["measure"] == measure, "start"]}
    found = {}
    for year in years:
        if year in known:
            observed = inputs.event(measure, year)
            found[year] = float(observed)
            records.append(observed.record)
        else:
            records.append(
                note(
                    measure,
                    "{events} of {year}: not published; left out of the level.",
                    "{year} 年の{events}数は未公表のため水準の計算から除外。",
                    events=NAMES[measure],
                    year=year,
                )
            )
    if not found:
        fail(
            f"{inputs.path}/events.csv",
            measure,
            en=f"none of the years {list(years)} is there; the level cannot be set.",
            ja=f"{list(years)} 年のいずれもなく、水準を決められません。",
            kind=AssumptionError,
        )
    return found
