"""Counts that cannot be, or that look like a slip of the keys: held against the residents and the other years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from cohort.errors import Problems
from cohort.forms.cells import age_bounds, show
from cohort.forms.csv_table import Row
from cohort.inputs.checks import by_group, label
from cohort.vocabulary import SEXES, VOCABULARY

MOST_PER_1000 = {"births": 60, "deaths": 100}  # no country has had more births since 1950; deaths: war and tsunami
TENFOLD = 8.0  # times the other years, or less than that part: a digit too many, or one that is missing
FEWEST = 50  # below it chance alone can do that
YEARS = 5  # that rates of neighbouring years lie apart at most
OLD = 85  # from here on all ages in one are no more than the group before


class Smooth(NamedTuple):
    """Columns that change by degrees: in groups of rows with the same ``keys``, from row to row of ``along``.

    A figure may be ``times`` the larger of its neighbours, or that part of the smaller one; ``slack`` is added to what it is held to.
    """

    columns: tuple[str, ...]
    keys: tuple[str, ...]
    along: str
    times: float
    slack: float


# Of all municipalities' censuses, registers and official projections none has more than 2.1 times; of the nation's rates 1.3.
SMOOTH = {
    "population": Smooth(("population",), ("basis", "date", "sex"), "age_group", 3, 100),
    "published_by_age": Smooth(("population",), ("series", "date", "sex"), "age_group", 3, 100),
    "districts": Smooth(("population",), ("district", "date", "sex"), "age_group", 5, 100),
    "published": Smooth(("value",), ("series", "area", "measure"), "year", 3, 500),
    "tfr": Smooth(("tfr",), (), "year", 1.8, 0),
    "asfr": Smooth(("asfr",), ("age",), "year", 3, 1e-3),
    "death_rates": Smooth(SEXES, ("age",), "year", 3, 1e-4),
    "life_tables": Smooth(("qx",), ("sex", "age"), "year", 3, 1e-4),
    "life_expectancy": Smooth(("ex",), ("sex", "age"), "year", 1.1, 1),
}


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
    low, high = sorted((usual, value))
    if usual <= 0 or high < FEWEST or high < TENFOLD * low:
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


def check_neighbours(name: str, rows: Sequence[Row], unusual: Collection[str], problems: Problems) -> None:
    """Hold figures to those of the years, or ages, beside them; ``unusual`` names what is right all the same: "tfr 1996"."""
    smooth = SMOOTH.get(name)
    if smooth is None or not all(row.whole for row in rows):
        return
    for key, members in by_group(rows, smooth.keys).items():
        placed = sorted((one for row in members if (one := _place(row, smooth.along))), key=lambda one: one[0])
        near: dict[int, list[Row]] = defaultdict(list)
        for earlier, later in pairwise(placed):
            if _next(earlier, later):
                near[later[2].line].append(earlier[2])
                near[earlier[2].line].append(later[2])
        told: set[int] = set()  # those between two come first: beside a slip the first and the last seem to be one
        for _, width, row in sorted(placed, key=lambda one: -len(near[one[2].line])):
            others = [other for other in near[row.line] if other.line not in told]
            said = f"{name} {label((*key, row[smooth.along]))}"
            if others and said not in unusual and _check_beside(row, others, smooth, said, width is None, problems):
                told.add(row.line)


def _place(row: Row, along: str) -> tuple[int, int | None, Row] | None:
    """Return where a row stands and how far its neighbours are; None for unknown ages and for many ages in one."""
    if along == "year":
        return int(row.number(along)), YEARS, row
    low, width = age_bounds(str(row[along]))
    return None if low is None or (width is None and low < OLD) else (low, width, row)


def _next(earlier: tuple[int, int | None, Row], later: tuple[int, int | None, Row]) -> bool:
    return earlier[1] is not None and later[1] in (None, earlier[1]) and later[0] - earlier[0] <= earlier[1]


def _check_beside(row: Row, near: list[Row], smooth: Smooth, said: str, last: bool, problems: Problems) -> bool:
    """Hold one figure to one or two beside it, and tell whether it was told of; the last ages of all may be few."""
    before = len(problems.found)
    for column in smooth.columns:
        value, others = row.number(column), [other.number(column) for other in near]
        many, few = (
            value > smooth.times * (max(others) + smooth.slack),
            smooth.times * (value + smooth.slack) < min(others),
        )
        if not many and (last or not few):
            continue
        there = [f"{show(other)} ({one[smooth.along]})" for one, other in zip(near, others, strict=True)]
        problems.add(
            f"row {row.line}, {column}",
            en=f"got {show(value)} beside {' and '.join(there)}: a digit too many or too few? Check the digits; if the figure is "
            f'right, write unusual = ["{said}"] in area.toml.',
            ja=f"値が {show(value)} ですが、前後は {'、'.join(there)} です。桁が違いませんか。確かめてください。正しい値なら area.toml に "
            f'unusual = ["{said}"] と書いてください。',
        )
    return len(problems.found) > before
