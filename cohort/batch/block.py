"""A block of areas: what a worker does, wherever it is. Areas with nothing out of the ordinary go together, the others one by one."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.assumptions.together import Launches, is_ordinary, launches
from cohort.assumptions.together_schedules import assume_together, is_plain
from cohort.batch.counts import counted
from cohort.batch.layout import Reasons, Results, shapes
from cohort.batch.measures import Floats, measured
from cohort.batch.plan import Plan
from cohort.batch.ranges import ranges, split
from cohort.batch.single import of_one
from cohort.batch.templates import of_area, scenarios
from cohort.collection.new import EVENTS, rounded
from cohort.projection.project import Keep, project
from cohort.scenario import check_jump_off
from cohort.scenario.model import Scenario


def of_block(plan: Plan, number: int) -> Results:
    """Return the results of a block of a plan."""
    codes = plan.blocks[number]
    values = {name: np.full((len(codes), *shape), np.nan) for name, (_, shape) in shapes(plan).items()}
    failed: list[Reasons] = [{} for _ in codes]
    rows = {code: row for row, code in enumerate(codes)}
    done, found, reasons = together(plan, codes)
    at = [rows[code] for code in done]
    for name, array in found.items():
        values[name][at] = array
    for row, why in zip(at, reasons, strict=True):
        failed[row] = why
    for code in sorted(set(codes) - set(done)):
        one, failed[rows[code]] = of_one(code, plan)
        for name, array in one.items():
            values[name][rows[code]] = array
    return Results(values, failed)


def together(plan: Plan, codes: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Floats], list[Reasons]]:
    """Return those areas that can be projected together, their measures (area, scenario, ...), and what they lack."""
    chosen = scenarios(plan.templates, plan.until, plan.step, EVENTS)
    launch = chosen[0].launch
    if not (is_ordinary(launch) and all(is_plain(one) and one.launch == launch for one in chosen)):
        return (), {}, []
    figures, standards = counted(codes, launch)
    made = launches(figures, launch, standards)
    of_areas = [_of_area(made, place, chosen) for place in range(len(made.areas))]
    made = made.some(np.array([one is not None for one in of_areas], dtype=bool))
    if not made.areas:
        return (), {}, []
    assumptions = assume_together(made, [one for one in of_areas if one is not None])
    result = _projected(assumptions, "groups")
    good = ~result["failed"].values.any(axis=1)
    done = tuple(result["area"].values[good].tolist())
    found = {name: array[good] for name, array in measured(result, plan.ages).items()}
    reasons: list[Reasons] = [{} for _ in done]
    if plan.draws and done:
        assumptions = assumptions.isel(area=np.flatnonzero(good))
        more, why = ranges(plan, split(assumptions, _projected(assumptions, "all")))
        found |= more
        reasons = [
            {} if one is None else dict.fromkeys(plan.scenarios, (one.say("en"), one.say("ja")))
            for one in why
        ]
    return done, found, reasons


def _projected(assumptions: xr.Dataset, keep: Keep) -> xr.Dataset:
    """Return the projection of areas and scenarios, with a dim for each."""
    made = project(assumptions, keep, failing="nan", fingerprint=False)
    names = assumptions["scenario"].values
    return made.map(lambda one: one if "scenario" in one.dims else one.expand_dims(scenario=names, axis=1))


def _of_area(made: Launches, place: int, chosen: tuple[Scenario, ...]) -> tuple[Scenario, ...] | None:
    """Return the scenarios of an area; None where one of them says that it starts elsewhere than the area does."""
    own = of_area(chosen, rounded(float(made.net_level[place]), float(made.tfr[place])))
    seen, year = {"migration.net": float(made.net_last[place])}, {"migration.net": made.launch.events[-1]}
    return None if any(check_jump_off(one, seen, years=year) for one in own) else own
