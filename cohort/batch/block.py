"""A block of areas: what a worker does, wherever it is."""

from __future__ import annotations

import numpy as np

from cohort.batch.layout import Reasons, Results, shapes
from cohort.batch.plan import Plan
from cohort.batch.single import of_one


def of_block(plan: Plan, number: int) -> Results:
    """Return the results of a block of a plan."""
    codes = plan.blocks[number]
    values = {name: np.full((len(codes), *shape), np.nan) for name, (_, shape) in shapes(plan).items()}
    failed: list[Reasons] = []
    for place, code in enumerate(codes):
        found, reasons = of_one(code, plan)
        for name, array in found.items():
            values[name][place] = array
        failed.append(reasons)
    return Results(values, failed)
