"""An area by itself, on the path that `cohort run` takes: for what is out of the ordinary, and to hold the fast path against."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.assumptions.assume import assume_each
from cohort.batch.layout import Reasons
from cohort.batch.measures import Floats, measured
from cohort.batch.plan import Plan
from cohort.batch.ranges import RESULTS, ranges, split
from cohort.batch.templates import of_area, scenarios
from cohort.collection.area import area
from cohort.collection.trend import launch_years
from cohort.errors import CohortError, ProjectionError
from cohort.projection.project import project
from cohort.sharing import sharing


def of_one(code: str, plan: Plan) -> tuple[dict[str, Floats], Reasons]:
    """Return the measures of an area (scenario, ...) and why some of its scenarios failed; NaN there.

    Parameters
    ----------
    code : str
    plan : Plan
    """
    with sharing():  # the launch is made for its levels, and for the schedules
        return _of_one(code, plan)


def assumed_alone(code: str, plan: Plan) -> tuple[xr.Dataset | None, Reasons]:
    """Return the assumptions of an area, and why some of its scenarios have none."""
    try:
        inputs = area(code)
        events, levels, moves = launch_years(inputs)
        if plan.exchanging:  # who comes follows from who leaves the others: nothing multiplies
            moves = None
        chosen = scenarios(plan.templates, plan.until, plan.step, events, moves)
        if levels:
            chosen = of_area(chosen, levels)
        assumptions, errors = assume_each(inputs, chosen)
    except CohortError as error:
        return None, dict.fromkeys(plan.scenarios, said_of(error))
    return assumptions, {name: said_of(error) for name, error in errors.items()}


def _of_one(code: str, plan: Plan) -> tuple[dict[str, Floats], Reasons]:
    assumptions, failed = assumed_alone(code, plan)
    if assumptions is None:
        return {}, failed
    names = [str(name) for name in assumptions["scenario"].values]
    parts: dict[str, dict[str, Floats]] = {}
    try:
        whole = _measured(assumptions, names, plan)
        parts = {name: {key: values[i] for key, values in whole.items()} for i, name in enumerate(names)}
    except ProjectionError:  # of some of them: each by itself says which
        for name in names:
            try:
                alone = _measured(assumptions.sel(scenario=[name]), [name], plan)
                parts[name] = {key: values[0] for key, values in alone.items()}
            except ProjectionError as error:
                failed[name] = said_of(error)
    if plan.draws and parts:
        _add_ranges(code, assumptions.sel(scenario=list(parts)), parts, failed, plan)
    return _stacked(parts, plan.scenarios), failed


def _add_ranges(
    code: str, assumptions: xr.Dataset, parts: dict[str, dict[str, Floats]], failed: Reasons, plan: Plan
) -> None:
    """Add what draws give to the measures of scenarios, or why they give nothing."""
    made = project(assumptions, fingerprint=False)
    made = made.map(lambda one: one if "scenario" in one.dims else one.expand_dims(scenario=list(parts)))
    whole = {name: one.expand_dims(area=[code]) for name, one in made.items() if name in RESULTS}
    found, (why,) = ranges(plan, split(assumptions, xr.Dataset(whole, attrs=made.attrs)))
    for place, name in enumerate(parts):
        parts[name] |= {key: values[0, place] for key, values in found.items()}
        if why is not None:
            failed[name] = (why.say("en"), why.say("ja"))


def _measured(assumptions: xr.Dataset, names: list[str], plan: Plan) -> dict[str, Floats]:
    """Return the measures of scenarios (scenario, ...)."""
    made = project(assumptions, "groups", fingerprint=False)
    made = made.map(lambda one: one if "scenario" in one.dims else one.expand_dims(scenario=names))
    return measured(made.transpose("scenario", ...), plan.ages)


def _stacked(parts: dict[str, dict[str, Floats]], names: tuple[str, ...]) -> dict[str, Floats]:
    """Return scenarios in the plan's order, NaN for those that are not there."""
    if not parts:
        return {}
    some = max(parts.values(), key=len)
    none = {key: np.full_like(values, np.nan) for key, values in some.items()}
    return {key: np.stack([parts.get(name, none).get(key, none[key]) for name in names]) for key in some}


def said_of(error: CohortError) -> tuple[str, str]:
    """Return an error in a line, in English and Japanese."""
    lines = [(one.text("en"), one.text("ja")) for one in error.problems]
    return (
        f"{error.subject}: {'; '.join(en for en, _ in lines)}",
        f"{error.subject}: {' '.join(ja for _, ja in lines)}",
    )
