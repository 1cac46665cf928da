"""The parts of a file that are inherited whole: assumptions, launch, outlook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cohort.scenario.measures import MEASURES, Measure
from cohort.scenario.schema import (
    BandTable,
    CalibrateTable,
    ConnectedTable,
    HouseholdsTable,
    LaunchTable,
    MeasureTable,
    OutlookTable,
    ScenarioFile,
    ShockTable,
    SourceTable,
    Table,
)

Content = (
    LaunchTable
    | MeasureTable
    | CalibrateTable
    | ConnectedTable
    | list[BandTable]
    | list[HouseholdsTable]
    | list[ShockTable]
    | list[OutlookTable]
)
_Citing = MeasureTable | HouseholdsTable | ShockTable | CalibrateTable | OutlookTable | ConnectedTable
PART_KEYS = (
    "launch",
    *MEASURES,
    "migration.band",
    "migration.households",
    "shock",
    "calibrate",
    "outlook",
    "connected",
)


@dataclass(frozen=True)
class Part:
    """A part, where it was written, and the sources its citations mean."""

    key: str
    content: Content
    file: str
    scope: dict[str, SourceTable] = field(default_factory=dict, compare=False)


def contents(tables: ScenarioFile) -> dict[str, Content]:
    """Return the parts a file writes itself, by key, in the order of the format."""
    fertility, mortality, migration = tables.fertility, tables.mortality, tables.migration
    e0 = mortality.e0 if mortality else None
    found: dict[str, Content | None] = {
        "launch": tables.launch,
        "fertility.tfr": fertility.tfr if fertility else None,
        "fertility.births": fertility.births if fertility else None,
        "mortality.e0.male": e0.male if e0 else None,
        "mortality.e0.female": e0.female if e0 else None,
        "migration.net": migration.net if migration else None,
        "migration.in": migration.in_ if migration else None,
        "migration.out": migration.out if migration else None,
        "migration.band": migration.band if migration else None,
        "migration.households": migration.households if migration else None,
        "shock": tables.shock,
        "calibrate": tables.calibrate,
        "outlook": tables.outlook,
        "connected": tables.connected,
    }
    return {key: content for key, content in found.items() if content is not None}


def rows(key: str, content: Content) -> Iterator[tuple[str, Table]]:
    """Yield each table of a part with its place in the file."""
    if isinstance(content, list):
        for index, row in enumerate(content, start=1):
            yield f"{key}#{index}", row
    else:
        yield key, content


def measure_of(key: str, table: MeasureTable) -> Measure | None:
    """Return the measure a table sets, or None where a band does not say which flow."""
    if isinstance(table, BandTable):
        return MEASURES[f"migration.{table.flow}"] if table.ok("flow") else None
    return MEASURES[key]


def citations(key: str, content: Content) -> Iterator[tuple[str, str]]:
    """Yield the place and the key of every source a part cites."""
    for place, row in rows(key, content):
        if isinstance(row, _Citing) and row.ok("source"):
            yield f"{place}.source", row.source
        if isinstance(row, MeasureTable) and row.values:
            for index, value in enumerate(row.values, start=1):
                if value.ok("source"):
                    yield f"{place}.values#{index}.source", value.source
        if isinstance(row, ConnectedTable) and row.ok("kind"):
            for index, kind in enumerate(row.kind, start=1):
                if isinstance(kind.get("source"), str):
                    yield f"{place}.kind#{index}.source", kind["source"]
