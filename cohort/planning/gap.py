"""Why two scenarios differ: by lever, by year of action, by age, by generation; and shares by what they are made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial
from typing import Any, TypeVar

import numpy as np
import xarray as xr

from cohort.assumptions.change import by_period
from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, case_of
from cohort.projection.project import project
from cohort.run import Run
from cohort.text import Text, Year
from cohort.wording import Change

LEVERS: dict[str, tuple[str, ...]] = {
    "launch": ("launch_population",),
    "fertility": ("asfr", "srb", "child_woman_ratio", "sex_ratio_0_4"),
    "mortality": ("survivorship",),
    "migration": ("net_migration_rate", "net_migration"),
}
NAMES: dict[str, Text] = {
    "launch": Text("Launch population", "基準人口"),
    "fertility": Text("Fertility", "出生"),
    "mortality": Text("Mortality", "死亡"),
    "migration": Text("Migration", "移動"),
}
_CONTROL = ("net_migration_total", "net_migration_control")
_NUMBERS = 1e-6  # persons to which parts must add up
GENERATION_ROUNDS = 12
T = TypeVar("T", float, Floats)
WIDTH = 5


@dataclass(frozen=True)
class Gap:
    """What ``second`` has more than ``first`` in a year, and what it is made of; each set of parts adds up to it.

    Attributes
    ----------
    first, second : Text
    year : int
    start, total : float
        What the first has, and what the second has more; persons.
    by_lever : mapping of str to float
        Shapley values of launch population, fertility, mortality and migration.
    by_year : mapping of int to float
        By the period in which the schedules differ; what differs at launch stands under the first instant as ``launch``.
    launch : float
    by_age : mapping of int to float
        By five-year age group in that year (its lower bound).
    generations : (float, float)
        Those who moved, died or were there themselves; and their children: what the difference in births makes.
    """

    first: Text
    second: Text
    year: int
    start: float
    total: float
    by_lever: Mapping[str, float]
    by_year: Mapping[int, float]
    launch: float
    by_age: Mapping[int, float]
    generations: tuple[float, float]

    @property
    def sentence(self) -> Text:
        """The gap in words: its parts by lever, and how much of it are children."""
        return Text(
            "{second} has {total} residents against {first} in {year}: {parts}; {children} of it through births.",
            "{year}の「{second}」は、「{first}」より{total}人です（内訳：{parts}）。差のうち、その後に生まれる子どもの分は{children}人です。",
            second=self.second,
            first=self.first,
            year=Year(self.year),
            total=Change("population", self.total),
            parts=_Parts(self.by_lever),
            children=Change("population", self.generations[1]),
        )


class _Parts:
    """Parts of a gap in one line."""

    def __init__(self, parts: Mapping[str, float]) -> None:
        self._parts = parts

    def say(self, language: str) -> str:
        """Return the parts in one language."""
        between = "、" if language == "ja" else ", "
        return between.join(
            f"{NAMES[name].say(language)} {Change('population', part).say(language)}"
            for name, part in self._parts.items()
            if abs(part) >= 0.5
        )


def gap(run: Run, first: str, second: str, year: int | None = None) -> Gap:
    """Return what one scenario of a run has more than another in a year, split exactly.

    Migration is taken as each scenario's own rates and counts by year (a solved total as the rates that meet it), so that the
    schedules of one can stand beside those of the other.

    Raises
    ------
    CohortError
        No such scenario or year, two scenarios of different forms or launch years.
    """
    a, b = two_cases(run, first, second)
    return gap_between(a, b, year_of(a, year))


def two_cases(run: Run, first: str, second: str) -> tuple[Case, Case]:
    """Return two scenarios of a run; one scenario does not differ from itself."""
    if first == second:
        known = [one.name for one in run.scenarios if one.name != first]
        fail("gap", "second", kind=CohortError, en=f"that would be '{second}' twice; name another scenario as second: {', '.join(known)}.",
             ja=f"両方が「{second}」になります。second に別のシナリオ（{'、'.join(known)}）を指定してください。")  # fmt: skip
    return case_of(run, first), case_of(run, second)


def year_of(case: Case, year: int | None) -> int:
    """Return the year looked at: that asked for, else an outlook's, else the last."""
    known = [*case.periods.tolist(), case.last][1:]
    if year is None:
        stated = [one.year for one in case.scenario.outlooks if one.year in known]
        return stated[0] if stated else case.last
    if year not in known:
        fail(case.scenario.file, "year", kind=CohortError, en=f"got {year}; use an instant from {known[0]} to {known[-1]}.",
             ja=f"{year} 年です。{known[0]} 年から {known[-1]} 年までの年を指定してください。")  # fmt: skip
    return year


def gap_between(a: Case, b: Case, year: int) -> Gap:
    """Return the gap of two cases; see `gap`."""
    one, two = explicit(a.until(year)), explicit(b.until(year))
    if not np.array_equal(one["period"], two["period"]) or one.attrs["births"] != two.attrs["births"]:
        fail(b.scenario.file, "launch", kind=CohortError,
             en="starts in another year or counts births in another way than the scenario it is set against; compare two of one set.",
             ja="基準年または出生の計算方法が比較先と異なります。同じ組のシナリオを比べてください。")  # fmt: skip
    chosen = subsets()
    ages = _ages_at_end(stacked([mixed(one, two, subset) for subset in chosen]))
    totals = dict(zip(chosen, ages.sum(axis=(1, 2)), strict=True))
    by_age = (ages[-1] - ages[0]).sum(axis=0)
    periods = one["period"].values
    spliced = _ages_at_end(stacked([_spliced(one, two, count) for count in range(len(periods) + 1)])).sum(axis=(1, 2))
    steps = np.diff(spliced)
    total = float(totals[frozenset(LEVERS)] - totals[frozenset()])
    lower = one["age"].values // WIDTH * WIDTH
    second = _through_births(one, two, float(totals[frozenset(LEVERS)]))
    return Gap(
        a.short, b.short, year, float(totals[frozenset()]), total,
        {name: float(shapley(name, totals)) for name in LEVERS},
        {int(p): float(part) for p, part in zip(periods, steps, strict=True)},
        float(spliced[0] - totals[frozenset()]),
        {int(g): float(by_age[lower == g].sum()) for g in np.unique(lower)},
        (total - second, second),
    )  # fmt: skip


def subsets() -> list[frozenset[str]]:
    """Return every set of levers, from none to all."""
    return [frozenset(s) for size in range(len(LEVERS) + 1) for s in combinations(LEVERS, size)]


def explicit(case: Case) -> xr.Dataset:
    """Return a case's assumptions with what a solved total makes of the rates written into them, a value a period."""
    given = case.assumptions.drop_vars(["tfr", "e0"], errors="ignore")
    periods = ("period",)
    made: dict[str, object] = {}
    for name in ("survivorship", "asfr", "srb", "child_woman_ratio", "sex_ratio_0_4"):
        if name in given:
            own = [dim for dim in given[name].dims if dim != "period"]
            values = by_period(given, given[name].transpose(..., *own))
            made[name] = ((*periods, *own), values)
    cells = ("period", "sex", "age")
    shape = (given.sizes["period"], given.sizes["sex"], given.sizes["age"])
    rates = (
        by_period(given, given["net_migration_rate"].transpose(..., "sex", "age"))
        if "net_migration_rate" in given
        else np.zeros(shape)
    )
    if "net_migration_control" in given:
        factor = project(given, "totals", variables=("net_migration_factor",))["net_migration_factor"].values
        factor = np.where(np.isfinite(factor), factor, 1.0)[:, None, None]
        rates = np.where(rates > 0, rates * factor, rates / factor)
    counts = (
        by_period(given, given["net_migration"].transpose(..., "sex", "age"))
        if "net_migration" in given
        else np.zeros(shape)
    )
    return given.drop_vars([n for n in _CONTROL if n in given]).assign(
        {**made, "net_migration_rate": (cells, rates), "net_migration": (cells, counts)}
    )


def stacked(several: list[xr.Dataset]) -> xr.Dataset:
    """Return assumptions side by side, as draws."""
    made = xr.concat(
        several, dim="draw", data_vars="different", coords="minimal", compat="equals", combine_attrs="override"
    )
    return made.assign_coords(draw=np.arange(len(several)))


def mixed(one: xr.Dataset, two: xr.Dataset, levers: frozenset[str]) -> xr.Dataset:
    """Return the first's schedules with those of some levers from the second."""
    taken = [name for lever in levers for name in LEVERS[lever] if name in two]
    labels = {"draw": two.variables["draw"]} if "draw" in two.dims else {}
    return one.assign({name: two.variables[name] for name in taken} | labels)


def _spliced(one: xr.Dataset, two: xr.Dataset, count: int) -> xr.Dataset:
    """Return the second's launch and its schedules of the first periods, then the first's."""
    at = xr.Variable("period", np.arange(one.sizes["period"]) < count)
    names = [name for lever in LEVERS for name in LEVERS[lever] if name in one and "period" in one.variables[name].dims]
    made = {name: xr.where(at, two.variables[name], one.variables[name]) for name in names}  # type: ignore[no-untyped-call]
    return one.assign({**made, "launch_population": two.variables["launch_population"]})


def _ages_at_end(given: xr.Dataset) -> Floats:  # (draw, sex, age)
    made = project(given, variables=("population",), fingerprint=False)["population"].isel(time=-1)
    if "draw" not in made.dims:  # nothing differs
        made = made.expand_dims(draw=given["draw"])
    return np.asarray(made.transpose("draw", "sex", "age").values)


def shapley(name: str, totals: Mapping[frozenset[str], T]) -> T:
    """Return a lever's mean contribution over all orders in which the levers can be changed, of numbers or arrays of them."""
    others = [one for one in LEVERS if one != name]
    count = len(LEVERS)
    parts: list[Any] = []
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for chosen in map(frozenset, combinations(others, size)):
            without, added = totals[chosen], totals[chosen | {name}]
            parts.append(weight * (added - without))
    total: T = sum(parts[1:], parts[0])
    return total


def _through_births(one: xr.Dataset, two: xr.Dataset, total: float) -> float:
    """Return what the difference in births makes: the second's total less that with the first's births in every period."""
    name = "asfr" if "asfr" in two else "child_woman_ratio"
    wanted = project(one, "totals", variables=("births",))["births"]
    held = two
    for _ in range(GENERATION_ROUNDS):  # births depend on earlier ones only: a few rounds settle all of them
        born = project(held, "totals", variables=("births",))["births"]
        if float(abs(born - wanted).max()) <= _NUMBERS / 1e3:
            break
        held = held.assign({name: held[name] * (wanted / born)})
    return total - float(project(held, "totals", variables=("population",))["population"].isel(time=-1))
