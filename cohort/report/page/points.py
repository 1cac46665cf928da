"""Points that are drawn beside the lines: what was counted, and what others published."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Protocol

import pandas as pd

Json = dict[str, Any]


class Area(Protocol):
    """An area's code and names."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name_en(self) -> str: ...  # noqa: D102
    @property
    def name_ja(self) -> str: ...  # noqa: D102


class Named(Protocol):
    """A source: what it is called and who published it."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def publisher(self) -> str: ...  # noqa: D102


class Tables(Protocol):
    """What the page reads from an area's inputs."""

    @property
    def area(self) -> Area: ...  # noqa: D102
    @property
    def sources(self) -> Mapping[str, Named]: ...  # noqa: D102
    @property
    def population(self) -> pd.DataFrame | None: ...  # noqa: D102
    @property
    def broad_ages(self) -> pd.DataFrame | None: ...  # noqa: D102
    @property
    def published(self) -> pd.DataFrame | None: ...  # noqa: D102


def part_of_year(day: str) -> float:
    """Return how far into the year "MM-DD" is: 0 for 1 January, 0.75 for 1 October (by month, days by thirds of ten)."""
    month, number = (int(part) for part in day.split("-"))
    return round((month - 1) / 12 + (number - 1) / 365, 4)


def observed(inputs: Tables, first_year: int) -> list[Json]:
    """Return counted populations since ``first_year``: basis, date, position on the year axis, persons."""
    points: dict[tuple[str, str], float] = {}
    if inputs.population is not None:
        for (basis, day), rows in inputs.population.groupby(["basis", "date"]):
            points[str(basis), _iso(day)] = float(rows["population"].sum())
    if inputs.broad_ages is not None:
        total = inputs.broad_ages[inputs.broad_ages["age_group"] == "all"]
        for (basis, day), rows in total.groupby(["basis", "date"]):
            both = rows[rows["sex"] == "both"]["population"]
            by_sex = rows[rows["sex"] != "both"]["population"]
            if len(both) or len(by_sex) == 2:
                points.setdefault((str(basis), _iso(day)), float(both.iloc[0] if len(both) else by_sex.sum()))
    return [
        {"basis": basis, "date": day, "x": int(day[:4]) + part_of_year(day[5:]), "value": value}
        for (basis, day), value in sorted(points.items(), key=lambda item: (item[0][1], item[0][0]))
        if int(day[:4]) >= first_year
    ]


def _iso(day: object) -> str:
    return day.isoformat()[:10] if isinstance(day, (date, pd.Timestamp)) else str(day)[:10]


def published(inputs: Tables, first_year: int, last: int, part: float) -> list[Json]:
    """Return published totals of the area by series; the institute's are of 1 October, others of the launch's day."""
    table = inputs.published
    if table is None:
        return []
    rows = table[(table["area"].astype(str) == inputs.area.code) & (table["measure"] == "population")]
    rows = rows[rows["year"].between(first_year, last)].sort_values(["series", "year"])
    found = []
    for series, group in rows.groupby("series", sort=True):
        at = 0.75 if re.fullmatch(r"ipss\d{4}", str(series)) else part
        # position on the year axis, year, persons
        points = [
            [round(int(year) + at, 4), int(year), float(value)]
            for year, value in zip(group["year"], group["value"], strict=True)
        ]
        found.append({"series": str(series), "name": series_name(str(series)), "points": points})
    return found


# words of series keys; what is not here is shown as it stands
_WORDS = {
    "ipss": ("IPSS", "社人研"), "city": ("city's", "市の"), "town": ("town's", "町の"), "village": ("village's", "村の"),
    "prefecture": ("prefecture's", "県の"), "settlement": ("settlement", "定住自立圏"), "area": ("area's", "圏域の"),
    "own": ("own projection", "独自推計"), "outlook": ("outlook", "展望"), "projection": ("projection", "推計"),
    "high": ("high variant", "高位"), "medium": ("medium variant", "中位"), "low": ("low variant", "低位"),
}  # fmt: skip


def series_name(series: str) -> Json:
    """Return a readable name for a series key: ``town2021_own`` is the town's own projection 2021."""
    parts = re.findall(r"\d+|[^\W\d_]+", series)
    words, years = [p for p in parts if not p.isdigit()], [p for p in parts if p.isdigit()]
    en = " ".join([*(_WORDS.get(word, (word, ""))[0] for word in words), *years])
    known = all(word in _WORDS for word in words)
    ja = "".join(_WORDS[word][1] for word in words) if known else " ".join(words)
    ja = ja.replace("定住自立圏圏域の", "定住自立圏の").replace("市の独自", "市独自")
    return {"en": en or series, "ja": " ".join([ja, *years]).strip() or series}


def cited(inputs: Tables, named: Iterable[Named]) -> list[str]:
    """Return every source once: of the scenarios (``named``), and of the tables whose points are drawn."""
    tables = (inputs.population, inputs.broad_ages, inputs.published)
    keys = [
        key for table in tables if table is not None and "source" in table for key in table["source"].unique()
    ]
    every = [*named, *(inputs.sources[key] for key in keys)]
    return list(
        dict.fromkeys(f"{one.title} ({one.publisher})" if one.publisher else one.title for one in every)
    )
