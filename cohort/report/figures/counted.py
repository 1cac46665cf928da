"""What was observed and published, out of the inputs of a run, in the form the charts take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cohort.report.figures.beside import OutlookLike


def observed_totals(inputs: Any, since: int) -> pd.DataFrame | None:
    """Return counted residents (basis, date, value) from ``since`` on: ages added up, and totals published without ages."""
    tables: list[pd.DataFrame] = []
    if inputs.population is not None:
        tables.append(inputs.population.groupby(["basis", "date"], as_index=False)["population"].sum())
    if inputs.broad_ages is not None:
        rows = inputs.broad_ages[
            (inputs.broad_ages["sex"] == "both") & (inputs.broad_ages["age_group"] == "all")
        ]
        tables.append(rows[["basis", "date", "population"]])
    if not tables:
        return None
    every = pd.concat([table.assign(date=table["date"].astype(str).str[:10]) for table in tables])
    # a count may stand in both tables: once is enough, and where the two differ both points are seen
    every = every.rename(columns={"population": "value"}).drop_duplicates()
    kept: pd.DataFrame = every[every["date"].str[:4].astype(int) >= since].sort_values(
        ["basis", "date"], ignore_index=True
    )
    return kept if len(kept) else None


def observed_events(inputs: Any, since: int) -> pd.DataFrame | None:
    """Return events of calendar years from ``since`` on (measure, year, value), natural change and net migration too.

    Where a measure was counted twice for a year, vital statistics come before the register, migration reports too.
    """
    events = inputs.events
    if events is None:
        return None
    start, end = pd.to_datetime(events["start"]), pd.to_datetime(events["end"])
    whole = (
        (start.dt.strftime("%m-%d") == "01-01")
        & (end.dt.strftime("%m-%d") == "12-31")
        & (start.dt.year == end.dt.year)
    )
    rows = events[whole].assign(year=start[whole].dt.year)
    rank = rows["basis"].map({"vital_statistics": 0, "migration_report": 0}).fillna(1)
    cover = rows["coverage"].map({"all": 0, "japanese": 1}).fillna(2) if "coverage" in rows.columns else 0
    rows = (
        rows.assign(rank=rank * 10 + cover)
        .sort_values("rank", kind="stable")
        .drop_duplicates(["measure", "year"])
    )
    wide = rows.pivot(index="year", columns="measure", values="value")
    found = [
        wide[[m]].rename(columns={m: "value"}).assign(measure=m) for m in ("births", "deaths") if m in wide
    ]
    for name, plus, minus in (
        ("natural_change", "births", "deaths"),
        ("net_migration", "in_migration", "out_migration"),
    ):
        if plus in wide and minus in wide:
            found.append((wide[plus] - wide[minus]).to_frame("value").assign(measure=name))
    if not found:
        return None
    every: pd.DataFrame = pd.concat(found).dropna().reset_index()
    return every.loc[every["year"] >= since, ["measure", "year", "value"]]


def published_series(inputs: Any, day: str, outlooks: Sequence[OutlookLike]) -> pd.DataFrame | None:
    """Return what was published for the area itself, without the outlooks, which have a mark of their own.

    The day it holds for is 1 October for IPSS, and otherwise ``day``, the projection's.
    """
    if inputs.published is None:
        return None
    rows: pd.DataFrame = inputs.published
    rows = rows[(rows["area"] == inputs.area.code) & (rows["measure"] == "population")]
    for outlook in outlooks:
        rows = rows[(rows["year"] != outlook.year) | (rows["value"] != outlook.value)]
    if not len(rows):
        return None
    return rows.assign(date=np.where(rows["series"].str.startswith("ipss"), "10-01", day))


def source_titles(inputs: Any, keys: Sequence[str], language: str) -> list[str]:
    """Return publishers, each with its titles behind it, of the sources with these keys."""
    titles: dict[str, list[str]] = {}
    for key in dict.fromkeys(keys):
        source = inputs.sources[key]
        titles.setdefault(str(source.publisher), []).append(str(source.title))
    if language == "ja":
        return [publisher + "".join(f"「{title}」" for title in of) for publisher, of in titles.items()]
    return [f"{publisher}, {', '.join(of)}" for publisher, of in titles.items()]


def source_keys(table: pd.DataFrame | None) -> list[str]:
    """Return the keys of the sources a table cites, in order."""
    return (
        []
        if table is None or "source" not in table.columns
        else [str(key) for key in dict.fromkeys(table["source"])]
    )
