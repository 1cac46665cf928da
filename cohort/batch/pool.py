"""Areas of a plan that are projected together, scenario by scenario: they exchange people, or meet totals, or both."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.batch.counts import arrivals
from cohort.batch.layout import Reasons, Results, shapes
from cohort.batch.measures import MOVES, Floats, measured
from cohort.batch.ordinary import assumed, projected
from cohort.batch.plan import Plan
from cohort.batch.single import assumed_alone, said_of
from cohort.batch.together import WHOLE
from cohort.collection.trend import EVENTS
from cohort.errors import ProjectionError
from cohort.multiregional.control import Control
from cohort.multiregional.moves import pool_of
from cohort.multiregional.together import together
from cohort.projection.project import project
from cohort.text import Text

READ = (
    "launch_population", "survivorship", "asfr", "srb", "net_migration_rate", "net_migration",
    "net_migration_total", "net_migration_control",
)  # fmt: skip
NO_ARRIVALS = Text(
    "together: nobody's arrivals from other areas are published for {first}-{last}; the area is not among those that exchange people.",
    "同時推計：{first}～{last}年の他地域からの転入数が公表されていないため、対象に含められません。",
)


def of_pool(plan: Plan) -> Results:
    """Return the results of the areas of a plan, projected together.

    Who cannot be assumed, or projected, is not among them: its reason is told, and the others are projected without it.
    """
    members = plan.exchanging or plan.areas
    parts, failed = _assumed(plan, members)
    found: list[dict[str, Floats]] = []
    while parts:
        found = []
        more: dict[str, tuple[str, str]] = {}
        for name in plan.scenarios:
            made, failing = _scenario(plan, parts, name)
            found.append(made)
            more |= failing
        if not more:
            break
        failed |= {code: dict.fromkeys(plan.scenarios, why) for code, why in more.items()}
        parts = [one for part in parts if (one := _without(part, set(more))) is not None]
    codes = [str(code) for part in parts for code in part["area"].values]
    return _in_order(plan, codes, found if parts else [], failed)


def _assumed(plan: Plan, members: tuple[str, ...]) -> tuple[list[xr.Dataset], dict[str, Reasons]]:
    """Return the assumptions of areas, in parts with a dim ``area``, and why the others have none."""
    came = arrivals(members, EVENTS)
    unknown = {code for code, one in zip(members, came, strict=True) if plan.exchanging and np.isnan(one)}
    why = NO_ARRIVALS.filled(first=EVENTS[0], last=EVENTS[-1])
    failed: dict[str, Reasons] = {
        code: dict.fromkeys(plan.scenarios, (why.say("en"), why.say("ja"))) for code in unknown
    }
    codes = tuple(code for code in members if code not in unknown)
    whole = assumed(plan, codes)
    parts = [] if whole is None else [whole]
    done = set() if whole is None else set(whole["area"].values.tolist())
    for code in codes:
        if code in done:
            continue
        alone, reasons = assumed_alone(code, plan)
        if alone is None or reasons:
            some = next(iter(reasons.values()))
            failed[code] = {name: reasons.get(name, some) for name in plan.scenarios}
        else:
            parts.append(alone.expand_dims(area=[code]))
    return parts, failed


def _without(part: xr.Dataset, failing: set[str]) -> xr.Dataset | None:
    kept = [place for place, code in enumerate(part["area"].values) if str(code) not in failing]
    return part.isel(area=kept) if kept else None


def _scenario(plan: Plan, parts: list[xr.Dataset], name: str) -> tuple[dict[str, Floats], dict[str, tuple[str, str]]]:
    """Return the measures of areas (area, ...) under a scenario, and why some cannot be projected."""
    assert plan.together is not None
    given = _side_by_side(parts, name)
    codes = [str(code) for code in given["area"].values]
    moves = None
    if plan.exchanging:
        came = xr.DataArray(arrivals(codes, EVENTS), {"area": codes}, ("area",))
        pool = pool_of(given, came)
        given = given.assign(net_migration_rate=pool["outside_rate"])
        moves = pool[["out_rate", "in_share"]]
    made = together(given, moves, _control(plan, given)).expand_dims(scenario=[name])
    result = projected(made, "groups")
    failing = [codes[place] for place in np.flatnonzero(result["failed"].values.any(axis=1))]
    if failing:
        return {}, {code: _reason(made.sel(area=[code])) for code in failing}
    found = measured(result.transpose("area", "scenario", ...), plan.ages)
    for one in MOVES if plan.exchanging else ():
        found[one] = made[one].transpose("area", "scenario", "period").values
    return {key: values[:, 0] for key, values in found.items()}, {}


def _side_by_side(parts: list[xr.Dataset], name: str) -> xr.Dataset:
    """Return the assumptions of all areas under a scenario; where nobody comes as a count that is 0."""
    chosen = []
    for part in parts:
        own = part[[one for one in READ if one in part]]
        own = own.sel(scenario=name, drop=True) if "scenario" in own.dims else own
        chosen.append(own.reset_coords(drop=True))
    if any("net_migration" in one for one in chosen):
        chosen = [
            one if "net_migration" in one else one.assign(net_migration=xr.zeros_like(one["survivorship"]))
            for one in chosen
        ]
    joined = xr.concat(chosen, "area", data_vars="all", coords="minimal", compat="override", join="exact")
    joined.attrs = parts[0].attrs
    joined["launch_population"].attrs.update(parts[0]["launch_population"].attrs)
    return joined


def _control(plan: Plan, given: xr.Dataset) -> Control | None:
    """Return the totals of a plan for the areas that are projected."""
    said = plan.together
    if said is None or not said.totals:
        return None
    launch = {str(code): float(one) for code, one in given["launch_population"].sum(["sex", "age"]).to_series().items()}
    regions = {code[:2]: [one for one in launch if one[:2] == code[:2]] for code in launch}
    asked = {region for region, _, _ in said.totals}

    def of(region: str) -> list[float]:
        """Totals of a region year by year; NaN where it is not held to one."""
        by_year = {year: persons for name, year, persons in said.totals if name == region}
        if said.between == "free":
            return [by_year.get(year, np.nan) for year in plan.times[1:]]
        codes = list(launch) if region == WHOLE else regions[region]
        known = {plan.times[0]: sum(launch[code] for code in codes)} | by_year
        return np.interp(plan.times[1:], list(known), list(known.values()), right=np.nan).tolist()

    times = {"time": list(plan.times[1:])}
    nation = Control(xr.DataArray(of(WHOLE), times, ("time",)), {}, said.taken_by) if WHOLE in asked else None
    if asked == {WHOLE}:
        return nation
    by_region = xr.DataArray(
        np.transpose([of(region) for region in regions]), times | {"region": list(regions)}, ("time", "region")
    )
    control = Control(by_region, regions, said.taken_by)
    return control if nation is None else control.within(nation)


def _reason(made: xr.Dataset) -> tuple[str, str]:
    """Return why an area cannot be projected, in English and Japanese."""
    try:
        project(made, "totals", fingerprint=False)
    except ProjectionError as error:
        return said_of(error)
    raise AssertionError("an area that fails beside others fails alone: its moves are counts")


def _in_order(plan: Plan, codes: list[str], found: list[dict[str, Floats]], failed: dict[str, Reasons]) -> Results:
    """Return what was found for the plan's areas, in its order; NaN for those that failed."""
    values = {name: np.full((len(plan.areas), *shape), np.nan) for name, (_, shape) in shapes(plan).items()}
    at = {code: place for place, code in enumerate(codes)}
    rows = [row for row, code in enumerate(plan.areas) if code in at]
    places = [at[plan.areas[row]] for row in rows]
    for number, made in enumerate(found):
        for name, array in made.items():
            values[name][rows, number] = array[places]
    return Results(values, [failed.get(code, {}) for code in plan.areas])
