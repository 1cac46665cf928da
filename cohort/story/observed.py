"""What was counted and published beside a projection, with the keys of its sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from cohort.errors import InputError
from cohort.text import Text
from cohort.vocabulary import series_day

if TYPE_CHECKING:
    from cohort.inputs import Inputs
    from cohort.scenario.model import Outlook

EVENTS = ("births", "deaths", "net_migration")


def observed_totals(inputs: Inputs, since: int) -> pd.DataFrame | None:
    """Return counted residents from ``since`` on: ages added up, and totals published without ages.

    Returns
    -------
    DataFrame or None
        Columns ``basis``, ``date`` ("YYYY-MM-DD"), ``value`` (persons), ``source``.
    """
    tables = []
    if inputs.population is not None:
        by = inputs.population.groupby(["basis", "date"], as_index=False)
        tables.append(by.agg(value=("population", "sum"), source=("source", "first")))
    if inputs.broad_ages is not None:
        whole = (inputs.broad_ages["sex"] == "both") & (inputs.broad_ages["age_group"] == "all")
        rows = inputs.broad_ages[whole].rename(columns={"population": "value"})
        tables.append(rows[["basis", "date", "value", "source"]])
    if not tables:
        return None
    every = pd.concat([table.assign(date=table["date"].astype(str).str[:10]) for table in tables])
    # a count may stand in both tables: once is enough, and where the two differ both points are seen
    every = every.drop_duplicates(["basis", "date", "value"])
    kept = every[every["date"].str[:4].astype(int) >= since].sort_values(["basis", "date"], ignore_index=True)
    return kept if len(kept) else None


def observed_events(inputs: Inputs, since: int) -> pd.DataFrame | None:
    """Return the events of calendar years from ``since`` on, by the inputs' own rule of what was observed.

    Returns
    -------
    DataFrame or None
        Columns ``measure`` (births, deaths, natural_change, net_migration), ``year``, ``value`` (persons), ``source``.
    """
    if inputs.events is None:
        return None
    years = range(since, int(pd.to_datetime(inputs.events["start"]).dt.year.max()) + 1)
    rows: list[tuple[str, int, float, str]] = []
    for year in years:
        found: dict[str, tuple[float, str]] = {}
        for measure in EVENTS:
            try:
                one = (
                    inputs.net_migration(year) if measure == "net_migration" else inputs.event(measure, year)
                )
            except InputError:
                continue
            found[measure] = one.value, one.sources[0]
        if "births" in found and "deaths" in found:
            found["natural_change"] = found["births"][0] - found["deaths"][0], found["births"][1]
        rows += [(measure, year, value, source) for measure, (value, source) in found.items()]
    return pd.DataFrame(rows, columns=["measure", "year", "value", "source"]) if rows else None


def published_totals(inputs: Inputs, day: str, outlooks: Iterable[Outlook] = ()) -> pd.DataFrame | None:
    """Return what was published for the area's population, without the outlooks, which have a mark of their own.

    Parameters
    ----------
    inputs : Inputs
    day : str
        "MM-DD" of the projection's instants: a city's own series stands for the same day.
    outlooks : iterable of Outlook
        Those drawn as such.

    Returns
    -------
    DataFrame or None
        Columns ``series``, ``area``, ``measure``, ``year``, ``value`` (persons), ``source``, ``date`` ("MM-DD").
    """
    if inputs.published is None:
        return None
    rows: pd.DataFrame = inputs.published
    rows = rows[(rows["area"] == inputs.area.code) & (rows["measure"] == "population")]
    for outlook in outlooks:
        rows = rows[(rows["year"] != outlook.year) | (rows["value"] != outlook.value)]
    if not len(rows):
        return None
    return rows.assign(date=[series_day(str(series)) or day for series in rows["series"]])


def keys(*tables: pd.DataFrame | None) -> list[str]:
    """Return the keys of the sources that tables cite, in order, each once."""
    found = [
        str(key)
        for table in tables
        if table is not None and "source" in table.columns
        for key in table["source"]
    ]
    return list(dict.fromkeys(found))


def cited(inputs: Inputs, wanted: Iterable[str]) -> tuple[Text, ...]:
    """Return publishers, each with its titles behind it, of the sources with these keys."""
    titles: dict[str, list[str]] = {}
    for key in dict.fromkeys(wanted):
        if key in inputs.sources:
            source = inputs.sources[key]
            titles.setdefault(source.publisher, []).append(source.title)
    return tuple(
        Text(", ".join((publisher, *of)), publisher + "".join(f"「{title}」" for title in of))
        for publisher, of in titles.items()
    )
