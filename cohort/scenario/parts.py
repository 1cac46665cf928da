"""The parts of a file that are inherited whole: launch, assumptions, outlook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cohort.forms import BROKEN, Table
from cohort.scenario.check_measures import check_measure, check_values, measure_of, points_stated
from cohort.scenario.check_tables import check_bands, check_table
from cohort.scenario.connected import Connected
from cohort.scenario.measures import MEASURES
from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import ScenarioFile, Source, Trajectory
from cohort.scenario.series import read_series

PART_KEYS = (
    "launch", *MEASURES, "migration.band", "migration.households", "migration.returners", "shock", "calibrate", "outlook", "connected",
    "uncertainty",
)  # fmt: skip
LISTS = frozenset({"migration.band", "migration.households", "migration.returners", "shock", "outlook"})


@dataclass(frozen=True)
class Part:
    """A part: its tables (one, or those of a list), the file it was written in, the sources its citations mean."""

    key: str
    rows: tuple[Any, ...]
    file: str
    scope: dict[str, Source] = field(default_factory=dict, compare=False)

    def places(self) -> Iterator[tuple[str, Any]]:
        """Yield each table with its place in the file."""
        for number, row in enumerate(self.rows, start=1):
            yield (f"{self.key}#{number}" if self.key in LISTS else self.key), row

    def citations(self) -> Iterator[tuple[str, str]]:
        """Yield the place and the key of every source it cites."""
        for place, row in self.places():
            for where, table in _citing(place, row):
                if table.ok("source") and table.source is not None:
                    yield f"{where}.source", table.source


def _citing(place: str, row: Any) -> Iterator[tuple[str, Any]]:
    """Yield a table and those in it that cite sources of their own."""
    if "source" in type(row).model_fields:
        yield place, row
    inner: tuple[Table, ...] = ()
    name = ""
    if isinstance(row, Trajectory) and row.ok("values"):
        inner, name = row.values, "values"
    elif isinstance(row, Connected) and row.ok("kinds"):
        inner, name = row.kinds, "kind"
    for number, table in enumerate(inner, start=1):
        yield f"{place}.{name}#{number}", table


def own_parts(
    tables: ScenarioFile, folder: Path, area: str | None, problems: RuleProblems
) -> dict[str, tuple[Table, ...]]:
    """Return the parts a file writes itself, by key, in the order of the format, checked; series are read.

    ``area`` is the one whose rows of a series are meant.
    """
    made: dict[str, tuple[Table, ...]] = {}
    for key in PART_KEYS:
        found: Any = tables
        for name in key.split("."):
            found = getattr(found, "in_" if name == "in" else name, None)
        if found is None or found is BROKEN:
            continue
        if found == ():
            problems.at(2, key).note(
                en="empty; write a table or leave it out.", ja="空です。表を書くか、消してください。"
            )
        part = Part(key, found if key in LISTS else (found,), "")
        made[key] = tuple(_checked(key, row, place, folder, area, problems) for place, row in part.places())
    check_bands(made.get("migration.band", ()), problems)  # type: ignore[arg-type]
    return made


def _checked(key: str, row: Table, place: str, folder: Path, area: str | None, problems: RuleProblems) -> Table:
    """Return a table with its points read, after noting what is wrong with it."""
    if not isinstance(row, Trajectory):
        check_table(row, problems, place)
        return row
    read = points_stated(row, problems, place)
    written: tuple[tuple[int, float], ...] | None = ()
    if read and row.points is not None:
        written = tuple((int(year), value) for year, value in row.points.items())
    elif read and row.series is not None:
        written = read_series(folder, row.series, area, problems, f"{place}.series")
    elif read and all(value.ok("period", "value") for value in row.values):
        written = tuple((value.period, value.value) for value in row.values)
    measure = measure_of(key, row)
    made = row.changed(written=written or (), measure=measure.name if measure else "")
    if read and row.values:
        check_values(made, problems, f"{place}.values")
    check_measure(made, measure, read and written is not None, problems, place)
    return made
