"""The machine form as JSON tables, and back. What is written here is itself a valid scenario file."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from cohort.scenario.inherit import Library, raise_all
from cohort.scenario.measures import write_ages
from cohort.scenario.model import After, Band, Households, Outlook, Scenario, Shock, Source, Trajectory
from cohort.scenario.resolve import resolve

_VALUE_ROW = re.compile(r'\{\n\s+"(?:period|sex)"[^{}]*\}')
_LINE_END = re.compile(r"\s*\n\s*")
_NO_FOLDER = Path("no folder: a resolved scenario names no other file")


def to_machine(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as tables of JSON types; ``from_machine`` gives the same scenario back.

    Parameters
    ----------
    scenario : Scenario
        Resolved.

    Returns
    -------
    dict
        With the keys of the scenario file; ``values`` stands in place of ``points``.
    """
    made: dict[str, Any] = {
        "format": 1,
        "name": scenario.name,
        "title": {"en": scenario.title_en, "ja": scenario.title_ja},
        **({"short": {"en": scenario.short_en, "ja": scenario.short_ja}} if scenario.short_en else {}),
        "role": scenario.role,
        "file": scenario.file,
        "based_on": list(scenario.based_on),
        "launch": _launch(scenario),
    }
    if scenario.order is not None:
        made["order"] = scenario.order
    for item in scenario.trajectories:
        *groups, last = item.measure.split(".")
        table = made
        for group in groups:
            table = table.setdefault(group, {})
        table[last] = _trajectory(item)
    migration = {
        "band": [_band(band) for band in scenario.bands],
        "households": [_households(row) for row in scenario.households],
    }
    made.setdefault("migration", {}).update({key: rows for key, rows in migration.items() if rows})
    if scenario.shocks:
        made["shock"] = [_shock(shock) for shock in scenario.shocks]
    if scenario.calibrate is not None:
        made["calibrate"] = asdict(scenario.calibrate)
    if scenario.outlooks:
        made["outlook"] = [_outlook(outlook) for outlook in scenario.outlooks]
    if scenario.connected is not None:
        kinds = [copy.deepcopy(kind) for kind in scenario.connected.kinds]
        made["connected"] = {"kind": kinds, "source": scenario.connected.source}
    made["sources"] = {source.key: _source(source) for source in scenario.sources}
    if not made["migration"]:
        del made["migration"]
    return made


def to_json(scenario: Scenario) -> str:
    """Return the machine form as JSON text, one value a line, the same bytes for the same scenario."""
    text = json.dumps(to_machine(scenario), ensure_ascii=False, indent=2, allow_nan=False)
    return _VALUE_ROW.sub(lambda row: _LINE_END.sub(" ", row[0]), text) + "\n"


def from_machine(tables: Mapping[str, Any]) -> Scenario:
    """Return the scenario that ``to_machine`` wrote.

    Parameters
    ----------
    tables : mapping
        As ``to_machine`` or a resolved JSON file gives them.

    Raises
    ------
    ScenarioError
        With all problems found.
    """
    name = tables.get("file")
    path = Path(name if isinstance(name, str) and "\x00" not in name else "machine form")
    document = Library(_NO_FOLDER).from_tables(dict(tables), path)
    raise_all(document.errors())
    return resolve(document)


def _given(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def _launch(scenario: Scenario) -> dict[str, Any]:
    launch = scenario.launch
    table = asdict(launch) | {"date": launch.date.isoformat(), "events": list(launch.events)}
    table["rake_to"] = launch.rake_to.isoformat() if launch.rake_to is not None else None
    table["migration_censuses"] = list(launch.migration_censuses) or None
    return _given(table)


def _after(after: After) -> str | dict[str, Any]:
    return {"converge": after.to, "by": after.by} if after.kind == "converge" else after.kind


def _trajectory(item: Trajectory) -> dict[str, Any]:
    return {
        "unit": item.unit,
        "values": [asdict(value) for value in item.values],
        "after": _after(item.after),
        "relative": item.relation == "relative",
        "added": item.relation == "added",
        "jump_off": item.jump_off,
        "source": item.source,
    }


def _band(band: Band) -> dict[str, Any]:
    flow = band.trajectory.measure.removeprefix("migration.")
    return {"ages": write_ages(band.low, band.high), "flow": flow, **_trajectory(band.trajectory)}


def _households(row: Households) -> dict[str, Any]:
    members = [{"sex": sex, "age": age} for sex, age in row.members]
    return _given(asdict(row) | {"members": members})


def _shock(shock: Shock) -> dict[str, Any]:
    return _given(asdict(shock) | {"ages": write_ages(*shock.ages)})


def _outlook(outlook: Outlook) -> dict[str, Any]:
    return _given(
        {
            "measure": outlook.measure,
            "year": outlook.year,
            outlook.bound: outlook.value,
            "rounding": outlook.rounding or None,
            "scope": outlook.scope,
            "wording": outlook.wording or None,
            "source": outlook.source,
        }
    )


def _source(source: Source) -> dict[str, Any]:
    table = asdict(source)
    del table["key"]
    return table
