"""The machine form as JSON tables, and back. What is written here is itself a valid scenario file."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cohort.forms import Table
from cohort.scenario.library import Library, raise_all
from cohort.scenario.model import Scenario
from cohort.scenario.resolve import resolve
from cohort.scenario.schema import Band

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
        "title": _dump(scenario.title),
        **({"short": _dump(scenario.short_title)} if scenario.short_title else {}),
        "role": scenario.role,
        "file": scenario.file,
        "based_on": list(scenario.based_on),
        "launch": _dump(scenario.launch),
        **({"order": scenario.order} if scenario.order is not None else {}),
    }
    rows: dict[str, Any] = {item.measure: _dump(item) for item in scenario.trajectories}
    rows |= {
        "migration.band": [_dump(band) for band in scenario.bands],
        "migration.households": [_dump(row) for row in scenario.households],
        "migration.returners": [_dump(row) for row in scenario.returners],
        "shock": [_dump(shock) for shock in scenario.shocks],
        "calibrate": scenario.calibrate and _dump(scenario.calibrate),
        "outlook": [_dump(outlook) for outlook in scenario.outlooks],
        "connected": scenario.connected and _dump(scenario.connected),
        "uncertainty": scenario.uncertainty and _dump(scenario.uncertainty),
    }
    for key, value in rows.items():
        *groups, last = key.split(".")
        table = made
        for group in groups if value else ():
            table = table.setdefault(group, {})
        table.update({last: value} if value else {})
    made["sources"] = {source.key: _dump(source) for source in scenario.sources}
    return made


def _dump(table: Table) -> dict[str, Any]:
    """Return a table with the keys of the file; what says nothing is left out."""
    made = table.model_dump(mode="json", by_alias=True, exclude_none=True)
    for key in ("wording", "rounding", "migration_censuses"):
        if key in made and not made[key]:
            del made[key]
    first = {key: made.pop(key) for key in ("ages", "flow")} if isinstance(table, Band) else {}
    return first | made


def to_json(scenario: Scenario) -> str:
    """Return the machine form as JSON text, one value a line, the same bytes for the same scenario."""
    text = json.dumps(to_machine(scenario), ensure_ascii=False, indent=2, allow_nan=False)
    return _VALUE_ROW.sub(lambda row: _LINE_END.sub(" ", row[0]), text) + "\n"


def from_machine(tables: Mapping[str, Any]) -> Scenario:
    """Return the scenario that ``to_machine`` wrote, from its tables or those of a resolved JSON file; `ScenarioError` with all problems."""
    name = tables.get("file")
    path = Path(name if isinstance(name, str) and "\x00" not in name else "machine form")
    document = Library(_NO_FOLDER).from_tables(dict(tables), path)
    raise_all(document.errors())
    return resolve(document)
