"""Areas with nothing out of the ordinary: assumed and projected many at a time, in arrays."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.assumptions.together import Launches, is_ordinary, launches
from cohort.assumptions.together_schedules import assume_together, is_plain
from cohort.batch.counts import counted
from cohort.batch.plan import Plan
from cohort.batch.templates import of_area, scenarios
from cohort.collection.new import EVENTS, MULTIPLYING, rounded
from cohort.projection.project import Keep, project
from cohort.scenario import check_jump_off
from cohort.scenario.model import Scenario


def assumed(plan: Plan, codes: tuple[str, ...]) -> xr.Dataset | None:
    """Return the assumptions (area, scenario, ...) of those areas that can be assumed together; None where there are none."""
    chosen = scenarios(plan.templates, plan.until, plan.step, EVENTS)
    launch = chosen[0].launch
    if not (is_ordinary(launch) and all(is_plain(one) and one.launch == launch for one in chosen)):
        return None
    codes = tuple(one for one in codes if one not in MULTIPLYING)
    if not codes:
        return None
    figures, standards = counted(codes, launch)
    made = launches(figures, launch, standards)
    of_areas = [_of_area(made, place, chosen) for place in range(len(made.areas))]
    made = made.some(np.array([one is not None for one in of_areas], dtype=bool))
    return assume_together(made, [one for one in of_areas if one is not None]) if made.areas else None


def projected(assumptions: xr.Dataset, keep: Keep) -> xr.Dataset:
    """Return the projection of areas and scenarios, with a dim for each."""
    made = project(assumptions, keep, failing="nan", fingerprint=False)
    names = assumptions["scenario"].values
    return made.map(lambda one: one if "scenario" in one.dims else one.expand_dims(scenario=names, axis=1))


def _of_area(made: Launches, place: int, chosen: tuple[Scenario, ...]) -> tuple[Scenario, ...] | None:
    """Return the scenarios of an area; None where one of them says that it starts elsewhere than the area does."""
    own = of_area(chosen, rounded(float(made.net_level[place]), float(made.tfr[place])))
    seen, year = {"migration.net": float(made.net_last[place])}, {"migration.net": made.launch.events[-1]}
    return None if any(check_jump_off(one, seen, years=year) for one in own) else own
