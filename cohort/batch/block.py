"""A block of areas: what a worker does, wherever it is. Areas with nothing out of the ordinary go together, the others one by one."""

from __future__ import annotations

import numpy as np

from cohort.batch.layout import Reasons, Results, shapes
from cohort.batch.measures import Floats, measured
from cohort.batch.ordinary import assumed, projected
from cohort.batch.plan import Plan
from cohort.batch.pool import of_pool
from cohort.batch.ranges import ranges, split
from cohort.batch.single import of_one


def of_block(plan: Plan, number: int) -> Results:
    """Return the results of a block of a plan."""
    if plan.together is not None:
        return of_pool(plan)
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
    assumptions = assumed(plan, codes)
    if assumptions is None:
        return (), {}, []
    result = projected(assumptions, "groups")
    good = ~result["failed"].values.any(axis=1)
    done = tuple(result["area"].values[good].tolist())
    found = {name: array[good] for name, array in measured(result, plan.ages).items()}
    reasons: list[Reasons] = [{} for _ in done]
    if plan.draws and done:
        assumptions = assumptions.isel(area=np.flatnonzero(good))
        more, why = ranges(plan, split(assumptions, projected(assumptions, "all")))
        found |= more
        reasons = [{} if one is None else dict.fromkeys(plan.scenarios, (one.say("en"), one.say("ja"))) for one in why]
    return done, found, reasons
