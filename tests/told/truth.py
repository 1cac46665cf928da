"""What the outputs should tell, worked out again with plain NumPy from the projection by age, sex and year.

Nothing here is taken from the rooms that tell (`cohort.wording`, `cohort.table`, `cohort.story`, `cohort.analysis`): arrays
come from the engine, titles and outlooks from the scenario files, published figures from the inputs' CSV files.
"""

from __future__ import annotations

import csv
import itertools
import json
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

SETS = ("ichinoseki", "ichinoseki-first-strategy", "ichinoseki-targets", "ichinoseki-today", "kamaishi", "hiraizumi")
INPUTS = {
    "ichinoseki": "ichinoseki",
    "ichinoseki-first-strategy": "ichinoseki",
    "ichinoseki-targets": "ichinoseki",
    "ichinoseki-today": "ichinoseki",
    "kamaishi": "kamaishi",
    "hiraizumi": "hiraizumi",
}
#: The scenario differences are taken from, and the one that is the plan: as the plans' readers know them.
REFERENCE = {
    "ichinoseki": "own-projection",
    "ichinoseki-first-strategy": "own-projection",
    "ichinoseki-targets": "trend",
    "ichinoseki-today": "today",
    "kamaishi": "trend",
    "hiraizumi": "trend",
}
PLAN = {"ichinoseki": "strategy", "ichinoseki-first-strategy": "outlook", "ichinoseki-targets": "band-net-and-births"}
#: Ages from, to (included), and which sexes.
CLASSES: dict[str, tuple[int, int, tuple[int, ...]]] = {
    "population": (0, 999, (0, 1)),
    "population_0_14": (0, 14, (0, 1)),
    "population_15_64": (15, 64, (0, 1)),
    "population_65_plus": (65, 999, (0, 1)),
    "population_75_plus": (75, 999, (0, 1)),
    "women_20_39": (20, 39, (1,)),
    "women_15_49": (15, 49, (1,)),
}
SHARES = {"share_65_plus": "population_65_plus", "share_75_plus": "population_75_plus"}
FLOWS = ("births", "deaths", "natural_change", "net_migration")


@dataclass(frozen=True)
class Outlook:
    measure: str
    year: int
    bound: str
    value: float
    scope: str
    wording: str
    stated_by: str

    @property
    def key(self) -> tuple[object, ...]:
        return self.measure, self.year, self.bound, self.value, self.scope

    def limits(self) -> tuple[float, float]:
        """Return the interval that meets it: an outlook is met above as well where more is wanted."""
        if self.bound == "at_least":
            return self.value, np.inf
        if self.bound == "at_most":
            return -np.inf, self.value
        digits = Decimal(repr(self.value)).normalize().as_tuple().exponent
        half = float(Decimal(1).scaleb(int(digits))) / 2
        if self.scope == "scenario":
            return self.value - half, self.value + half
        return (-np.inf, self.value + half) if self.measure.startswith("share") else (self.value - half, np.inf)


@dataclass(frozen=True)
class Truth:
    """A set of scenarios: who is who, and its arrays (scenario, time or period, sex, age)."""

    name: str
    scenarios: tuple[str, ...]
    files: dict[str, dict[str, Any]]
    years: tuple[int, ...]
    periods: tuple[int, ...]
    ages: tuple[int, ...]
    arrays: dict[str, np.ndarray]
    schedules: dict[str, np.ndarray]  # scenario first, then period
    implied: dict[str, tuple[float, bool]]  # level of a calibration, and whether migrants were counted
    readings: np.ndarray | None = None  # residents in the outlook's year, a dim for each question

    @property
    def step(self) -> int:
        return self.years[1] - self.years[0]

    @property
    def reference(self) -> str:
        return REFERENCE[self.name]

    @property
    def plan(self) -> str | None:
        return PLAN.get(self.name)

    @property
    def beside(self) -> str | None:
        """The scenario that is drawn beside the reference: the plan, or what stands for it."""
        return self.plan

    @property
    def opening(self) -> str:
        """The scenario a reader sees first."""
        return self.beside or self.reference

    @property
    def mains(self) -> tuple[str, ...]:
        return tuple(one for one in self.scenarios if self.files[one].get("role", "main") != "variant")

    def short(self, name: str, language: str) -> str:
        return str(self.files[name]["short"][language])

    def title(self, name: str, language: str) -> str:
        return str(self.files[name]["title"][language])

    def place(self, language: str) -> str:
        return str(self.area["name"][language])

    @property
    def area(self) -> dict[str, Any]:
        return tomllib.loads((Path("inputs") / INPUTS[self.name] / "area.toml").read_text(encoding="utf-8"))

    def variance_shares(self) -> list[float]:
        """Return the share of the variance due to each question, in their order: effects of all sets, shared evenly."""
        values = self.readings
        assert values is not None
        places = range(values.ndim)
        effects: dict[tuple[int, ...], float] = {}
        for size in range(1, values.ndim + 1):
            for some in itertools.combinations(places, size):
                others = tuple(place for place in places if place not in some)
                inside = sum(effects[one] for k in range(1, size) for one in itertools.combinations(some, k))
                effects[some] = float(values.mean(axis=others).var()) - inside
        shares = [sum(one / len(some) for some, one in effects.items() if place in some) for place in places]
        return [share / float(values.var()) for share in shares]

    # ---- measures ----
    def at(self, measure: str, name: str, year: int) -> float:
        """Return a stock or a share at an instant, or a flow of the period that begins in the year."""
        s = self.scenarios.index(name)
        if measure in FLOWS:
            return self.flow(measure, name, year, year)
        if measure in ("tfr", "e0_male", "e0_female"):
            return self.assumed(measure, name, year)
        cells = self.arrays["population"][s, self.years.index(year)]
        if measure in SHARES:
            return self.at(SHARES[measure], name, year) / self.at("population", name, year)
        if measure == "median_age":
            return self._median(cells.sum(axis=0))
        if measure == "dependency_ratio":
            return (self.at("population_0_14", name, year) + self.at("population_65_plus", name, year)) / self.at(
                "population_15_64", name, year
            )
        if measure == "old_age_dependency_ratio":
            return self.at("population_65_plus", name, year) / self.at("population_15_64", name, year)
        low, high, sexes = CLASSES[measure]
        ages = np.array(self.ages)
        return float(cells[list(sexes)][:, (ages >= low) & (ages <= high)].sum())

    def _median(self, by_age: np.ndarray) -> float:
        half, below = by_age.sum() / 2, 0.0
        width = self.ages[1] - self.ages[0]
        for age, count in zip(self.ages, by_age, strict=True):
            if below + count >= half:
                return float(age + width * (half - below) / count)
            below += count
        raise AssertionError("nobody lives there")

    def flow(self, measure: str, name: str, first: int, last: int) -> float:
        """Return a flow added up over the periods that begin from ``first`` to ``last``."""
        s = self.scenarios.index(name)
        if measure == "natural_change":
            return self.flow("births", name, first, last) - self.flow("deaths", name, first, last)
        chosen = [p for p, year in enumerate(self.periods) if first <= year <= last]
        return float(self.arrays[measure][s, chosen].sum())

    def assumed(self, measure: str, name: str, year: int) -> float:
        """Return total fertility on the published scale, or a life expectancy, of the schedules the engine was given."""
        s, p = self.scenarios.index(name), self.periods.index(year)
        if measure == "tfr":
            scale = self.schedules["tfr_scale"][s]
            if "asfr" in self.schedules:  # births per woman-year of each age, added up
                return float(self.step * self.schedules["asfr"][s, p].sum() / scale)
            return float(self.schedules["child_woman_ratio"][s, p] / scale)
        alive, lived = 1.0, 0.0
        *ages, open_one = self.schedules["survivorship"][s, p, int(measure == "e0_female")]
        for survival in ages:  # those who reach an age live there for a step
            alive *= survival
            lived += self.step * alive
        return float(lived + self.step * alive * open_one / (1 - open_one))

    def group(self, name: str, year: int, sex: int | None, low: int, high: int) -> float:
        """Return the residents of ages from ``low`` to ``high`` (included); ``sex`` None is both."""
        cells = self.arrays["population"][self.scenarios.index(name), self.years.index(year)]
        ages = np.array(self.ages)
        chosen = cells[:, (ages >= low) & (ages <= high)]
        return float(chosen.sum() if sex is None else chosen[sex].sum())

    def between(self, measure: str, name: str, year: int) -> float:
        """Return a stock in a year that may lie between two instants: on a straight line."""
        if year in self.years:
            return self.at(measure, name, year)
        return float(np.interp(year, self.years, [self.at(measure, name, one) for one in self.years]))

    # ---- outlooks ----
    def stated(self, name: str) -> list[Outlook]:
        """Return the outlooks of a scenario's own file."""
        found = []
        for one in self.files[name].get("outlook", []):
            bound = next(bound for bound in ("about", "at_least", "at_most") if bound in one)
            found.append(
                Outlook(
                    one["measure"], one["year"], bound, float(one[bound]),
                    one.get("scope", "set"), one.get("wording", ""), name,
                )
            )  # fmt: skip
        return found

    @property
    def outlooks(self) -> list[Outlook]:
        """Return every outlook once: those of all scenarios first, then figures published for one path."""
        found: dict[tuple[object, ...], Outlook] = {}
        for name in self.scenarios:
            for one in self.stated(name):
                found.setdefault(one.key, one)
        return sorted(found.values(), key=lambda one: one.scope == "scenario")

    def judged(self, outlook: Outlook) -> tuple[str, ...]:
        """Return the scenarios an outlook is asked of."""
        return (
            self.scenarios
            if outlook.scope == "set"
            else tuple(one for one in self.scenarios if outlook.key in [own.key for own in self.stated(one)])
        )

    def met(self, outlook: Outlook, name: str) -> bool:
        low, high = outlook.limits()
        return bool(low <= self.between(outlook.measure, name, outlook.year) <= high)

    def lost(self, outlook: Outlook, name: str) -> int | None:
        """Return the first year from which the path is on the wrong side up to the outlook's year."""
        if self.met(outlook, name):
            return None
        low, high = outlook.limits()
        path = {year: self.between(outlook.measure, name, year) for year in range(self.years[0], outlook.year + 1)}
        below = path[outlook.year] < low  # the side on which it ends
        first = outlook.year
        while first - 1 in path and (path[first - 1] < low if below else path[first - 1] > high):
            first -= 1
        return first

    def day(self, name: str) -> str:
        """Return month and day of a scenario's instants, as its file or the one it is based on says."""
        while "launch" not in self.files[name] or "date" not in self.files[name]["launch"]:
            name = self.files[name].get("inherits") or self.files[name]["combine"][0]
        return str(self.files[name]["launch"]["date"])[5:]

    @property
    def target(self) -> int:
        """The year all comparisons are made in: that of the first outlook about the population, or the last."""
        asked = [one for one in self.outlooks if one.scope == "set" and one.measure == "population"]
        wanted = asked[0].year if asked else self.years[-1]
        return max(year for year in self.years if year <= wanted)

    # ---- levels ----
    @property
    def calibrated(self) -> list[str]:
        """The scenarios that move their net migration until a published total is met, without those built on them."""
        return [name for name in self.scenarios if "calibrate" in self.files[name]]

    def levels(self, name: str) -> tuple[float, float]:
        """Return net migration a year at the launch: as the calibration implies it, and as it was.

        The first comes from the assumptions, and is checked against the projection; the second from the inputs' events, or
        where nobody counted them from the scenario that was not calibrated.
        """
        first = self.periods[0]
        flow = self.flow("net_migration", name, first, first) / self.step
        level, counted = self.implied[name]
        assert abs(level - flow) <= 0.15 * abs(flow), "the rates of that level give about these migrants"
        if not counted:
            return level, self.flow("net_migration", self.files[name]["inherits"], first, first) / self.step
        stated = name
        while "events" not in self.files[stated].get("launch", {}):
            stated = self.files[stated]["inherits"]
        yearly = [self.net(int(year)) for year in self.files[stated]["launch"]["events"]]
        return level, sum(yearly) / len(yearly)

    def net(self, year: int) -> float:
        """Return the observed net migration of a calendar year: of all residents by the register, else by the migration report."""
        cells: dict[tuple[str, str], dict[str, float]] = {}
        for row in self.rows("events"):
            if (row["start"], row["end"]) == (f"{year}-01-01", f"{year}-12-31"):
                cells.setdefault((row["basis"], row["coverage"]), {})[row["measure"]] = float(row["value"])
        moves = {
            key: one["in_migration"] - one["out_migration"]
            for key, one in cells.items()
            if {"in_migration", "out_migration"} <= set(one)
        }
        for basis in ("register", "migration_report"):
            if (basis, "all") in moves:
                return moves[basis, "all"]
            if {(basis, "japanese"), (basis, "foreign")} <= set(moves):
                return moves[basis, "japanese"] + moves[basis, "foreign"]
        return moves["migration_report", "japanese"]

    # ---- published ----
    def latest(self) -> str:
        """Return the latest day that a count or an event of the area's files stands for."""
        days = [row["date"] for table in ("population", "broad_ages") for row in self.rows(table)]
        return max(*days, *(row["end"] for row in self.rows("events")))

    def rows(self, table: str) -> list[dict[str, str]]:
        path = Path("inputs") / INPUTS[self.name] / f"{table}.csv"
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))

    def counted(self) -> dict[int, float]:
        """Return the residents of every census: as published in all, or all ages added up."""
        by_age: dict[int, float] = {}
        for row in self.rows("population"):
            if row["basis"] == "census":
                year = int(row["date"][:4])
                by_age[year] = by_age.get(year, 0.0) + float(row["population"])
        whole = {
            int(row["date"][:4]): float(row["population"])
            for row in self.rows("broad_ages")
            if (row["basis"], row["sex"], row["age_group"]) == ("census", "both", "all")
        }
        return {year: count for year, count in (by_age | whole).items() if year in self.years}

    def published(self, measure: str = "population") -> dict[tuple[str, int], float]:
        """Return what others published for the area, by series and year."""
        code = self.area["code"]
        return {
            (row["series"], int(row["year"])): float(row["value"])
            for row in self.rows("published")
            if row["measure"] == measure and row["area"] == code
        }


def truth_of(name: str, projection: Any, assumptions: Any, readings: Any = None) -> Truth:
    """Return the truth of a set from what the engine was given and what it returned."""
    files = {}
    for path in (Path("scenarios") / name).glob("*.toml"):
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        if "name" in content:  # the others are no scenarios
            files[content["name"]] = content
    ordered = sorted(files, key=lambda one: (files[one].get("order", 0), one))
    plain = projection.transpose(
        *(dim for dim in ("scenario", "time", "period", "sex", "age") if dim in projection.dims), ...
    )
    assert [str(sex) for sex in plain["sex"].values] == ["male", "female"]
    names = [str(one) for one in plain["scenario"].values]
    assert sorted(names) == sorted(files)
    assert names == ordered
    arrays = {
        one: np.array(plain[one].values, dtype=float) for one in ("population", "births", "deaths", "net_migration")
    }
    whole = {"scenario": names, "period": plain["period"].values}
    schedules = {}
    given = assumptions
    if "net_migration_factor" in projection:
        given = given.assign(factor=projection["net_migration_factor"])
    for one in ("survivorship", "asfr", "tfr_scale", "child_woman_ratio", "srb", "net_migration_rate", "factor"):
        if one in given:
            array = given[one]
            dims = ["scenario"] if one == "tfr_scale" else ["scenario", "period"]
            array = array.expand_dims({dim: whole[dim] for dim in dims if dim not in array.dims})
            rest = [dim for dim in ("sex", "age") if dim in array.dims]
            schedules[one] = np.array(array.transpose(*dims, *rest).values, dtype=float)
    return Truth(
        name,
        tuple(names),
        files,
        tuple(int(year) for year in plain["time"].values),
        tuple(int(year) for year in plain["period"].values),
        tuple(int(age) for age in plain["age"].values),
        arrays,
        schedules,
        {
            name: (float(one["value"]), "censuses" not in one)
            for name, one in json.loads(assumptions.attrs.get("implied", "{}")).items()
        },
        None if readings is None else np.array(readings.data["value"].values, dtype=float),
    )
