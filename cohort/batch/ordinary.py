"""Areas with nothing out of the ordinary: assumed and projected many at a time, in arrays."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.assumptions.together import Launches, is_ordinary, launches
from cohort.assumptions.together_schedules import assume_together, is_plain
from cohort.batch.counts import counted
from cohort.batch.plan import Plan
from cohort.batch.templates import of_area, scenarios
from cohort.collection.trend import EVENTS, MOST_GROWTH, UNTIL, rounded
from cohort.projection.project import Keep, project
from cohort.scenario import check_jump_off
from cohort.scenario.model import Launch, Scenario


def assumed(plan: Plan, codes: tuple[str, ...]) -> xr.Dataset | None:
    """Return the assumptions (area, scenario, ...) of those areas that can be assumed together; None where there are none."""
    chosen = scenarios(plan.templates, plan.until, plan.step, EVENTS)
    launch = chosen[0].launch
    if not (is_ordinary(launch) and all(is_plain(one) and one.launch == launch for one in chosen)):
        return None
    made = _launched(codes, launch)
    if made.areas and not plan.exchanging:  # else who comes follows from who leaves the others
        made = made.some(_believed(made, codes))
    if not made.areas:
        return None
    of_areas = [_of_area(made, place, chosen) for place in range(len(made.areas))]
    made = made.some(np.array([one is not None for one in of_areas], dtype=bool))
    return assume_together(made, [one for one in of_areas if one is not None]) if made.areas else None


def _launched(codes: tuple[str, ...], launch: Launch) -> Launches:
    """Return the launches of those areas that have nothing out of the ordinary."""
    figures, standards = counted(codes, launch)
    return launches(figures, launch, standards)


def _believed(made: Launches, codes: tuple[str, ...]) -> NDArray[np.bool_]:
    """Tell which launches have a trend by rates that goes on and does not multiply; see `cohort.collection.trend.launch_years`."""
    (trend,) = scenarios((), UNTIL, 1, EVENTS)
    by_rates = made if trend.launch == made.launch else _launched(codes, trend.launch)
    assumptions = assume_together(by_rates, [(trend,)] * len(by_rates.areas))
    result = project(assumptions, "totals", variables=("population",), failing="nan", fingerprint=False)
    paths = result["population"].values.reshape(len(by_rates.areas), -1)
    found = dict(zip(by_rates.areas, paths[:, -1] <= MOST_GROWTH * paths[:, 0], strict=True))
    return np.array([found.get(one, False) for one in made.areas], dtype=bool)


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
