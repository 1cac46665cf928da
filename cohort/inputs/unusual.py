"""Counts that cannot be, or that look like a slip of the keys: held against the residents and the other years."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from cohort.errors import Problems
from cohort.forms.cells import show
from cohort.forms.csv_table import Row
from cohort.vocabulary import VOCABULARY

MOST_PER_1000 = {"births": 60, "deaths": 100}  # no country has had more births since 1950; deaths: war and tsunami
TENFOLD = (8.0, 12.5)  # of the other years: a digit too many, or one that is missing
FEWEST = 50  # below it chance alone can do that


def check_unusual(
    events: Sequence[Row], population: Sequence[Row], broad: Sequence[Row], unusual: Collection[str], problems: Problems
) -> None:
    """Hold events to what a place of this size can have; ``unusual`` names counts that are right all the same: "deaths 2011"."""
    for row, name, en, ja in unusual_counts(events, population, broad):
        if name not in unusual:
            problems.add(
                f"row {row.line}, value",
                en=f"got {show(row.number('value'))}; {en} Check the digits; if the count is right, write "
                f'unusual = ["{name}"] in area.toml.',
                ja=f"値が {show(row.number('value'))} です。{ja}桁を確かめてください。正しい値なら area.toml に "
                f'unusual = ["{name}"] と書いてください。',
            )


def unusual_counts(
    events: Sequence[Row], population: Sequence[Row], broad: Sequence[Row]
) -> Iterator[tuple[Row, str, str, str]]:
    """Yield each count that looks like a slip: its row, its name ("deaths 2011"), and why, in English and Japanese."""
    residents = _residents(population, broad)
    for row in events:
        start, measure = row.cells.get("start"), str(row.cells.get("measure"))
        if not row.whole or not isinstance(start, date):
            continue
        cause = _too_many(row, measure, start.year, residents) or _tenfold(row, events)
        if cause is not None:
            yield row, f"{measure} {start.year}", *cause


def _residents(population: Sequence[Row], broad: Sequence[Row]) -> dict[int, float]:
    """Return all residents by the year in which they were counted."""
    found: dict[tuple[object, object], float] = {}
    for row in population:
        if row.whole:
            key = (row["basis"], row["date"])
            found[key] = found.get(key, 0.0) + row.number("population")
    for row in broad:
        if row.whole and (row["sex"], row["age_group"]) == ("both", "all"):
            found[row["basis"], row["date"]] = row.number("population")
    return {day.year: persons for (_, day), persons in found.items() if isinstance(day, date)}


def _too_many(row: Row, measure: str, year: int, residents: Mapping[int, float]) -> tuple[str, str] | None:
    most = MOST_PER_1000.get(measure)
    if most is None or not residents:
        return None
    nearest = min(residents, key=lambda one: abs(one - year))
    if row.number("value") <= most / 1000 * residents[nearest]:
        return None
    there, ja = show(residents[nearest]), VOCABULARY[measure].ja
    return (
        f"that is more than {most} {measure} per 1,000 of the {there} residents of {nearest}.",
        f"{nearest} 年の人口 {there} 人に対し{ja}が千人あたり {most} を超えています。",
    )


def _tenfold(row: Row, events: Sequence[Row]) -> tuple[str, str] | None:
    alike = ("basis", "coverage", "measure")
    others = [
        other.number("value")
        for other in events
        if other.whole and other is not row and all(other[name] == row[name] for name in alike)
    ]
    usual = median(others) if len(others) >= 2 else 0.0
    value = row.number("value")
    if min(usual, value) <= 0 or max(usual, value) < FEWEST:
        return None
    factor = max(value / usual, usual / value)
    if not TENFOLD[0] <= factor <= TENFOLD[1]:
        return None
    if value > usual:
        return (
            f"the other years have about {show(usual)}: a digit too many?",
            f"ほかの年は {show(usual)} 程度です。1 桁多くありませんか。",
        )
    return (
        f"the other years have about {show(usual)}: a digit is missing?",
        f"ほかの年は {show(usual)} 程度です。1 桁足りなくありませんか。",
    )
