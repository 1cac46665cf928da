"""Scenarios of a plan: tables as scenario files have them, with places that each area fills with its own level.

``points = { 2023 = "launch", 2035 = 1.8 }`` begins at what the launch years of the area show, as `cohort new --tfr` writes it.
"""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from cohort.collection.trend import EVENTS, Moves, trend_text
from cohort.errors import CohortError, CohortErrors, Problem
from cohort.scenario import read_scenarios
from cohort.scenario.model import Scenario, Trajectory
from cohort.scenario.trajectory import Point, yearly

TREND = "trend"
AREA_LEVEL = "launch"  # stands for the level of the area's launch years
_LEVELS = {"fertility.tfr": "tfr", "migration.net": "net"}
# what is read in place of a level: numbers that nobody writes, so that they are found again wherever they were inherited
_STAND_INS = {"tfr": 1.234567890123, "net": 1.234567890123}


def filled(table: Mapping[str, Any], order: int, sources: Mapping[str, Any]) -> str:
    """Return a scenario of a plan as JSON, with what plans leave out: format, trend, sources that stand once for all."""
    own: dict[str, Any] = {"format": 1, "inherits": TREND, "order": order, **table}
    cited = set(_cited(own))
    if isinstance(own.setdefault("sources", {}), dict):
        own["sources"] = {key: one for key, one in sources.items() if key in cited} | own["sources"]
    for measure, level in _LEVELS.items():
        part, _, name = measure.partition(".")
        trajectory = own[part].get(name) if isinstance(own.get(part), dict) else None
        points = trajectory.get("points") if isinstance(trajectory, dict) else None
        absolute = isinstance(trajectory, dict) and not (trajectory.get("relative") or trajectory.get("added"))
        if absolute and isinstance(trajectory, dict) and isinstance(points, dict) and AREA_LEVEL in points.values():
            written = {year: _STAND_INS[level] if one == AREA_LEVEL else one for year, one in points.items()}
            # it is a mean of several years, and need not be that of the last one
            own[part] = own[part] | {name: {"jump_off": "scenario"} | trajectory | {"points": written}}
    return json.dumps(own, ensure_ascii=False, default=str)


def _cited(value: object) -> Iterator[str]:
    """Yield every source that something in a table cites."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str):
            yield value["source"]
        for key, one in value.items():
            if key != "sources":
                yield from _cited(one)
    elif isinstance(value, list):
        for one in value:
            yield from _cited(one)


@lru_cache(maxsize=64)
def scenarios(
    templates: tuple[str, ...], until: int, step: int, events: tuple[int, ...], moves: Moves | None = None
) -> tuple[Scenario, ...]:
    """Return the trend of `cohort new` and the scenarios of a plan, as their files would be read, numbers standing in for levels of areas."""
    trend = tomllib.loads(trend_text("", "", events, moves))
    trend["launch"] |= {"until": until, "step": step}
    files = {TREND: json.dumps(trend, ensure_ascii=False, default=str)}
    for number, template in enumerate(templates, start=1):
        name = str(json.loads(template).get("name", ""))
        usable = re.fullmatch(r"\w[\w\-.]*", name) and name not in files
        files[name if usable else f"scenario#{number}"] = template
    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        for name, text in files.items():
            (Path(home) / f"{name}.json").write_text(text, encoding="utf-8")
        return tuple(read_scenarios(home))


def read_templates(
    subject: str, templates: tuple[str, ...], until: int, step: int
) -> tuple[tuple[str, ...], list[CohortError]]:
    """Return the names of the scenarios of a plan, in order, or what is wrong with them.

    Parameters
    ----------
    subject : str
        The plan's file, which errors name.
    templates : tuple of str
        As `filled` returns them.
    until, step : int
        Last year, and years of a step.
    """
    try:
        return tuple(one.name for one in scenarios(templates, until, step, EVENTS)), []
    except CohortErrors as several:
        errors = list(several.errors)
    except CohortError as one:
        errors = [one]
    return (), [_in_plan(error, subject) for error in errors]


def _in_plan(error: CohortError, subject: str) -> CohortError:
    """Return an error of a scenario as one of the plan it stands in."""
    path = Path(error.subject)
    place = f"scenario {path.stem}" if path.suffix == ".json" else "scenario"
    told = [Problem(f"{place}, {one.where}" if one.where else place, one.en, one.ja) for one in error.problems]
    return type(error)(subject, told)


def of_area(made: tuple[Scenario, ...], levels: Mapping[str, float]) -> tuple[Scenario, ...]:
    """Return the scenarios of an area, its own levels in their places.

    Parameters
    ----------
    made : tuple of Scenario
        As `scenarios` returns them.
    levels : mapping
        As `cohort.collection.trend.launch_years` returns them.
    """
    return tuple(_with_levels(one, levels) for one in made)


def stands_in(trajectory: Trajectory) -> bool:
    """Tell whether a trajectory takes an area's own level somewhere."""
    number = _STAND_INS.get(_LEVELS.get(trajectory.measure, ""))
    return any(one.value == number for one in trajectory.values)


def _with_levels(scenario: Scenario, levels: Mapping[str, float]) -> Scenario:
    if not any(map(stands_in, scenario.trajectories)):
        return scenario
    until = scenario.launch.until
    return scenario.changed(
        trajectories=tuple(
            at_level(one, levels[_LEVELS[one.measure]], until) if stands_in(one) else one
            for one in scenario.trajectories
        )
    )


def at_level(trajectory: Trajectory, level: float, until: int) -> Trajectory:
    """Return a trajectory that takes a level where a number stood in for it."""
    number = _STAND_INS[_LEVELS[trajectory.measure]]
    points = [
        Point(one.period, level if one.value == number else one.value, one.source, one.file)
        for one in trajectory.values
        if one.origin == "point"
    ]
    return trajectory.changed(values=yearly(points, trajectory.between, trajectory.after, until))
