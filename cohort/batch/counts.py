"""Figures of the collection as `cohort.assumptions.together` takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray

from cohort.assumptions.together import Counted, Standard, standard_of
from cohort.backtest.history import CENSUSES, history
from cohort.batch.measures import Floats
from cohort.collection.area import parents_of, published_tfr
from cohort.collection.places import every_place
from cohort.collection.tables import persons, table
from cohort.scenario.model import Launch

INTERVALS = 2  # between censuses, in which moves are seen
CENSUS_DAYS = tuple(date(year, 10, 1) for year in CENSUSES)


@cache
def _rows() -> dict[str, int]:
    return {code: row for row, code in enumerate(history().areas)}


@cache
def _standard(prefecture: str, launch: Launch, days: tuple[date, ...]) -> Standard:
    return standard_of(parents_of(prefecture), launch, days)


def counted(codes: Sequence[str], launch: Launch) -> tuple[Counted, list[Standard]]:
    """Return the figures of areas, and what their prefectures share.

    Parameters
    ----------
    codes : sequence of str
        In any order.
    launch : Launch
        From a day for which the register is in the collection.
    """
    places = {place.code: place.prefecture for place in every_place()}
    prefectures = list(dict.fromkeys(places[code] for code in codes))
    rows = np.array([_rows()[code] for code in codes])
    last = max(number for number, day in enumerate(CENSUS_DAYS) if day <= launch.date)
    chosen = slice(last - INTERVALS, last + 1)
    population, bounds = _register(launch.date.isoformat())
    events = {name: values[rows] for name, values in _events(launch.events).items()}
    found = Counted(
        tuple(codes),
        population[rows],
        bounds,
        history().census[chosen][:, rows],
        CENSUS_DAYS[chosen],
        events["births"],
        events["deaths"],
        events["in_migrants_japanese"] - events["out_migrants_japanese"],
        events["in_migrants_japanese"] + events["out_migrants_japanese"],
        np.array([published_tfr().get(code, np.nan) for code in codes]),
        np.array([prefectures.index(places[code]) for code in codes]),
    )
    return found, [_standard(name, launch, found.days) for name in prefectures]


@cache
def _register(day: str) -> tuple[Floats, NDArray[np.int64]]:
    """Return residents in the register (area, sex, group), those of masked ages spread over the others, and the groups' bounds."""
    dataset = table("register").sel(date=day, area=list(history().areas))
    counts = persons(dataset["population"]).transpose("area", "sex", "age_group")
    names = [str(name) for name in counts["age_group"].values if np.isfinite(counts.sel(age_group=name).values).any()]
    names = sorted((name for name in names if name != "unknown"), key=_first)
    known = counts.sel(age_group=names, sex=["male", "female"]).values
    total = persons(dataset["total"]).transpose("area", "sex").sel(sex=["male", "female"]).values
    seen = known.sum(axis=-1)
    masked = np.divide(np.maximum(total - seen, 0.0), seen, out=np.zeros_like(seen), where=seen > 0)
    return known * (1.0 + masked)[..., None], np.array([_first(name) for name in names])


def _first(group: str) -> int:
    return int(group.split("-")[0].rstrip("+"))


@cache
def _events(years: tuple[int, ...]) -> dict[str, Floats]:
    """Return events of some years by name (area, year)."""
    dataset = table("events").sel(area=list(history().areas), year=list(years))
    values = persons(dataset["events"]).transpose("measure", "area", "year")
    return {str(name): values.sel(measure=name).values for name in values["measure"].values}


def arrivals(codes: Sequence[str], years: tuple[int, ...]) -> Floats:
    """Return persons a year who came to areas from others within Japan (area,): the mean of the years that are published; NaN for none."""
    rows = np.array([_rows()[code] for code in codes])
    came = _events(years)["in_migrants_japanese"][rows]
    known = np.isfinite(came)
    count = known.sum(axis=1)
    return np.where(count > 0, np.where(known, came, 0.0).sum(axis=1) / np.maximum(count, 1), np.nan)
