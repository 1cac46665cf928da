"""A scenario run step by step in plain steps, where its migrants must be seen, or changed, on the way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import xarray as xr

from cohort.demography.checks import Array
from cohort.demography.migration import plus_minus
from cohort.errors import AssumptionError, ProjectionError
from cohort.projection.project import project
from cohort.projection.step import entering_ages, step
from cohort.record import note
from cohort.text import listed

from .form import AS_IT_IS, SOLVED, Labelled, side_by_side

UNSEEN = 0.5  # persons: a shortfall below it is no person


def at_risk(
    population: Array, survivorship: Array, asfr: Array, srb: float, timing: Literal["even", "end"], width: int = 1
) -> Array:
    """Return the persons (sex, age) whom net migration rates are applied to, as `cohort.project` does.

    Parameters
    ----------
    population : array (sex, age)
        Persons at the start of the step.
    survivorship : array (sex, age)
    asfr : array (age,)
    srb : float
    timing : {"even", "end"}
        `even`: those aged x at the start. `end`: those who will reach x, births for the first group.
    width : int
        Years of a step.
    """
    if timing == "even":
        return population
    nobody = np.zeros_like(population)
    births = step(population, survivorship, nobody, asfr, srb, width=width, migration_timing="end").births
    return np.concatenate([births[:, None], entering_ages(population)], axis=1)


class Step(NamedTuple):
    """One step about to be made; arrays are (sex, age), in persons.

    ``t``: position of the period. ``population``, ``survivorship``: at its start, and by age reached. ``people``: those at
    risk of migrating. ``survivors``: those of them who live to the end. ``rate``: net migrants per person at risk.
    ``expected``: the migrants they are, brought to ``total`` where one is met, by ``factor``.
    """

    t: int
    population: Array
    survivorship: Array
    people: Array
    survivors: Array
    rate: Array
    expected: Array
    total: float | None
    factor: float = 1.0


class Walk:
    """A scenario by age-specific fertility rates on its way.

    Where a total was met and is held, its rates go on; where a period says nothing the given rates do, unless targets were met
    before it (`go` with ``migrants`` and ``kept``).
    """

    def __init__(self, made: Labelled) -> None:
        self.given = {name: values for name, (_, values) in made.variables.items()}
        self.width, self.timing = made.attrs["step"], made.attrs["migration_timing"]
        self.population: Array = self.given["launch_population"]
        self.rate: Array = self.given["net_migration_rate"]
        self.kept = False

    def start(self, t: int) -> Step:
        """Return what step ``t`` starts from."""
        S, asfr, srb = (self.given[name][t] for name in ("survivorship", "asfr", "srb"))
        people = at_risk(self.population, S, asfr, float(srb), self.timing, self.width)
        living = S if self.timing == "end" else np.concatenate([S[:, 1:], S[:, -1:]], axis=1)
        control = self.given["net_migration_control"][t]
        total = float(self.given["net_migration_total"][t]) if control == SOLVED else None
        plain = control == AS_IT_IS and not self.kept
        rate = self.given["net_migration_rate"] if plain else self.rate
        rate = rate if rate.ndim == 2 else rate[t]
        if total is None:
            return Step(t, self.population, S, people, people * living, rate, rate * people, None)
        expected, factor = plus_minus(rate * people, total)
        return Step(t, self.population, S, people, people * living, rate, expected, total, float(factor))

    def end(self, start: Step, migrants: Array, on_top: Array | None = None) -> Array:
        """Return the population (sex, age) at the end of a step; ``on_top``: other counts than the scenario's."""
        asfr, srb = self.given["asfr"][start.t], float(self.given["srb"][start.t])
        every = migrants + (self.given["net_migration"][start.t] if on_top is None else on_top)
        return step(
            start.population, start.survivorship, every, asfr, srb, width=self.width, migration_timing=self.timing
        ).population

    def go(self, start: Step, population: Array, migrants: Array | None = None, kept: bool = False) -> None:
        """Go on from a population; with the rates of these migrants, where they are others than those so far."""
        self.population = population
        self.kept |= kept
        if migrants is not None and self.rate.ndim == 2:
            of_nobody = np.where(start.rate > 0, start.rate * start.factor, start.rate / start.factor)
            self.rate = np.divide(migrants, start.people, out=of_nobody, where=start.people > 0)


def totals(made: Labelled) -> xr.Dataset:
    """Return the projection of one scenario, summed over sex and age, in persons; fractions of a person that are short mended."""
    try:
        return project(_read(made), keep="totals")
    except ProjectionError:
        return project(_read(without_shortfalls(made)), keep="totals")


def populations(made: Sequence[Labelled]) -> list[Array | None]:
    """Return the population (instant,) of several scenarios of one launch year, projected together; None where more leave than live."""
    found = _together(made)
    short = [place for place, one in enumerate(found) if one is None]
    mended = {place: without_shortfalls(made[place]) for place in short}
    again = [place for place in short if mended[place] is not made[place]]
    for place, one in zip(again, _together([mended[place] for place in again]), strict=True):
        found[place] = one
    return found


def _together(made: Sequence[Labelled]) -> list[Array | None]:
    """Return the population of several scenarios; None for those that cannot go on."""
    if not made:
        return []
    together = side_by_side({str(place): one for place, one in enumerate(made)})
    together = together.drop_vars(["tfr", "e0"], errors="ignore")
    try:
        result = project(together, keep="totals", variables=("population",), failing="nan", fingerprint=False)
    except ProjectionError:  # none of them goes on
        return [None] * len(made)
    found = result["population"]
    if "scenario" not in found.dims:
        found = found.expand_dims(scenario=together["scenario"])
    every = found.transpose("scenario", "time").values
    return [one if np.isfinite(one).all() else None for one in every]


def _read(made: Labelled) -> xr.Dataset:
    """Return the schedules without what is only shown."""
    return made.dataset().drop_vars(["tfr", "e0"], errors="ignore")


def without_shortfalls(made: Labelled) -> Labelled:
    """Let those stay whose leaving would take an age below nobody by less than half a person; unchanged without any.

    Rates of small ages in small places may ask for a thousandth of a person more than there is, and nobody can mend that in
    a file. They stay as counts on top of the rates, and are recorded. From where more than half a person is missing on nothing
    is done, nor in the official form: the projection says where, and not where a fraction was missing before.
    """
    if made.attrs["births"] != "asfr":
        return made
    walk = Walk(made)
    counts = made.variables["net_migration"][1].copy()
    halves = 2.0 if walk.timing == "even" else 1.0  # half of the migrants move after the step
    found: list[tuple[int, int, float]] = []
    for t, period in enumerate(made.coords["period"]):
        try:
            start = walk.start(t)
        except (
            AssumptionError
        ):  # a total that no factor meets: the projection says so, with the scenario and the period
            break
        before = start.population + (start.expected + counts[t]) / 2 if halves == 2 else start.population
        short = np.maximum(0.0, -np.minimum(before, walk.end(start, start.expected, counts[t])))
        unseen = (short > 0) & (short < UNSEEN)
        if unseen.any():
            counts[t] += np.where(unseen, halves * short + 1e-9, 0.0)
            found += [(int(period), int(age) * walk.width, float(short[sex, age])) for sex, age in np.argwhere(unseen)]
        if short.max() >= UNSEEN:
            break
        walk.go(start, walk.end(start, start.expected, counts[t]), start.expected if start.total is not None else None)
    if not found:
        return made
    record = note(
        "migration",
        "Rates let fractions of a person more leave than live there (at ages {ages}, {first}-{last}; at most {most:.2g}): "
        "they stay.",
        "移動率により、居住者を 1 人未満の端数だけ上回って転出する年齢がある（{ages} 歳、{first}～{last} 年、最大 {most:.2g} 人）。"
        "その端数は転出しないものとした。",
        ages=listed(str(age) for age in sorted({age for _, age, _ in found})),
        first=found[0][0],
        last=found[-1][0],
        most=max(short for *_, short in found),
    )
    variables = made.variables | {"net_migration": (made.variables["net_migration"][0], counts)}
    return Labelled(variables, made.coords, made.attrs, (*made.records, record))
