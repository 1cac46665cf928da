"""Areas projected step by step together, and written down as assumptions that `project` runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr

from cohort.arguments import AREAS, CONTROL, MOVES, takes
from cohort.demography.checks import Array
from cohort.multiregional.control import Control, Held, held
from cohort.multiregional.solve import by_deaths, by_migration
from cohort.multiregional.walk import AREA, Walk
from cohort.projection.checks import BIRTHS
from cohort.projection.step import Step
from cohort.record import Record, as_attrs, note, records_of
from cohort.wording import Plain


class _Made(NamedTuple):
    """A period: every migrant (area, ..., sex, age), the schedules of the step, and its end.

    ``came``, ``left``: persons (area, ...) who moved between the areas; ``stayed``: leavers who were not there to leave;
    ``taken``: what a control takes of its component, persons.
    """

    migrants: Array
    schedules: dict[str, Array]
    after: Step
    came: Array
    left: Array
    stayed: float
    taken: float


@takes(assumptions=AREAS, moves=MOVES, control=CONTROL)
def together(assumptions: xr.Dataset, moves: xr.Dataset | None = None, control: Control | None = None) -> xr.Dataset:
    """Let areas exchange people, and hold them to totals; year by year, as counts that `project` runs.

    Parameters
    ----------
    assumptions : Dataset
        As `project` takes it, with the dim ``area``. ``net_migration_rate`` and ``net_migration`` are what each area has
        besides: moves from and to the outside. No net total may be asked for.
    moves : Dataset, optional
        ``out_rate`` and ``in_share`` (area[, period], sex, age), as `pool` returns them; or ``flow_rate`` (origin,
        destination[, period], sex, age), as `flow_rates` does. Applied to the same people as ``net_migration_rate``.
    control : Control, optional
        Totals that are met at the end of every step.

    Returns
    -------
    Dataset
        The assumptions with all migrants as ``net_migration`` (area, ..., period, sex, age), and ``survivorship`` where deaths
        take a control, child-woman ratios where births do. Moves between the areas add up to zero in every period, sex and age:
        ``moves_in`` and ``moves_out`` (area, ..., period) are the persons who arrive from and leave to the other areas.
        ``records`` say what was done.

    Raises
    ------
    AssumptionError
        Rates and shares that are none, areas that differ, a net total asked for, a control that cannot be met.
    """
    walk = Walk(assumptions, moves)
    times = [int(year) + assumptions.attrs["step"] for year in assumptions["period"].values]
    goals = None if control is None else held(control, walk.areas, times, assumptions, len(walk.front))
    made: list[_Made] = []
    population = walk.launch
    for t in range(walk.periods):
        made.append(_period(walk, t, population, goals))
        population = made[-1].after.population
    return _written(walk, made, goals)


def _period(walk: Walk, t: int, population: Array, control: Held | None) -> _Made:
    """Return what happens in a period."""
    by, taken = walk.schedules(t), 0.0
    people = walk.people(population, t)
    outside = walk.at("net_migration_rate", t) * people + walk.at("net_migration", t)
    came, left, stayed = walk.within(t, population, people, outside, by)
    migrants = outside + (came - left)
    moved = (came.sum(axis=(-2, -1)), left.sum(axis=(-2, -1)), stayed)
    if control is not None and not np.isnan(control.goals[t]).all():
        solve = by_deaths if control.taken_by == "deaths" else by_migration
        where = f"control, period {walk.assumptions['period'].values[t]}"
        before = float(walk.step(population, migrants, by).deaths.sum())
        added, by = solve(walk, population, migrants, by, control, control.goals[t], where)
        migrants = migrants + added
        after = walk.step(population, migrants, by)
        taken = float(after.deaths.sum()) - before if control.taken_by == "deaths" else float(added.sum())
        return _Made(migrants, by, after, *moved, taken)
    return _Made(migrants, by, walk.step(population, migrants, by), *moved, taken)


def _written(walk: Walk, made: list[_Made], control: Held | None) -> xr.Dataset:
    """Return the assumptions with what happened as counts and schedules."""
    result = walk.assumptions
    sizes = [len(walk.areas), *(result.sizes[dim] for dim in walk.front)]

    def lay(name: str, values: list[Array]) -> None:
        own = ["sex", "age"] if values[0].ndim > len(sizes) else []
        shape = (len(values), *sizes, *(result.sizes[dim] for dim in own))
        whole = np.stack([np.broadcast_to(one, shape[1:]) for one in values])
        array = xr.DataArray(whole, dims=("period", AREA, *walk.front, *own))
        result[name] = array.transpose(AREA, *walk.front, "period", *own)

    result = result.drop_vars("net_migration_rate", errors="ignore")
    lay("net_migration", [one.migrants for one in made])
    if walk.moves:
        lay("moves_in", [one.came for one in made])
        lay("moves_out", [one.left for one in made])
    if control is not None and control.taken_by == "deaths":
        result = result.drop_vars("e0", errors="ignore")
        lay("survivorship", [one.schedules["survivorship"] for one in made])
    if control is not None and control.children_alone and walk.attrs["births"] == "child_woman_ratio":
        result = result.drop_vars("tfr", errors="ignore")
        for name in BIRTHS["child_woman_ratio"]:
            lay(name, [one.schedules[name] for one in made])
    records = [*records_of(walk.assumptions), *_told(walk, made, control)]
    return result.assign_attrs(records=as_attrs(records)["records"])


def _told(walk: Walk, made: list[_Made], control: Held | None) -> list[Record]:
    """Return what was done, in sentences."""
    found = []
    if walk.moves:
        found.append(
            note(
                "migration",
                "{areas} areas exchange people: what leaves one arrives in another, in every year, sex and age.",
                "{areas} 地域を同時に推計し、域内の転出と転入を各年・男女・年齢で一致させた。",
                areas=Plain(len(walk.areas)),
            )
        )
    stayed = sum(one.stayed for one in made)
    if stayed >= 0.5:
        found.append(
            note(
                "migration",
                "{persons} leavers were not there to leave (ages that empty in small places): they stay.",
                "居住者を上回る転出（小規模な地域の一部の年齢、計 {persons} 人）は、転出しないものとした。",
                persons=Plain(stayed),
            )
        )
    if control is not None:
        deaths = control.taken_by == "deaths"
        found.append(
            note(
                "control",
                "Totals are met by deaths (times one factor for all areas of a region): {persons} deaths more in all."
                if deaths
                else "Totals are met by net migration, in proportion to residents: {persons} persons in all.",
                "総数との差は、地域内で一律の死亡数の補正で調整した（増減は計 {persons} 人）。"
                if deaths
                else "総数との差は、居住者に比例する社会増減で調整した（計 {persons} 人）。",
                persons=Plain(sum(one.taken for one in made)),
            )
        )
    return found
