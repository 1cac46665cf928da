"""Human form to machine form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cohort.scenario.households import HOUSEHOLDS
from cohort.scenario.inherit import Document, cited_sources
from cohort.scenario.measures import parse_ages
from cohort.scenario.model import (
    After,
    Band,
    Calibrate,
    Connected,
    Households,
    Launch,
    Outlook,
    Scenario,
    Shock,
    Source,
    Trajectory,
    Value,
)
from cohort.scenario.parts import Part
from cohort.scenario.schema import (
    BandTable,
    CalibrateTable,
    ConnectedTable,
    Converge,
    HouseholdsTable,
    LaunchTable,
    MeasureTable,
    OutlookTable,
    ShockTable,
    SourceTable,
)
from cohort.scenario.sweep import combinations, label
from cohort.scenario.trajectory import Point, yearly

Swept = Mapping[tuple[str, int], tuple[float, str, str]]


def resolve(document: Document) -> Scenario:
    """Return the machine form of a file that has no problem.

    Parameters
    ----------
    document : Document
        Read, checked and with its parents; ``document.usable`` must hold.
    """
    tables = document.tables
    assert tables is not None
    assert document.usable
    parts = document.parts
    launch = parts["launch"].content
    assert isinstance(launch, LaunchTable)
    calibrate, connected = (
        parts[key].content if key in parts else None for key in ("calibrate", "connected")
    )
    return Scenario(
        name=tables.name,
        title_en=tables.title.en,
        title_ja=tables.title.ja,
        role=tables.role,
        file=tables.file if tables.file is not None else document.path.name,
        launch=_launch(launch),
        based_on=document.based_on,
        trajectories=_trajectories(parts, launch.until, {}),
        bands=tuple(_bands(parts.get("migration.band"), launch.until)),
        households=tuple(
            Households(
                row.template or "members",
                _members(row),
                row.per_year,
                row.first_year,
                row.last_year,
                row.source,
            )
            for row in _list(parts, "migration.households")
            if isinstance(row, HouseholdsTable)
        ),
        shocks=tuple(_shock(row) for row in _list(parts, "shock") if isinstance(row, ShockTable)),
        calibrate=_calibrate(calibrate) if isinstance(calibrate, CalibrateTable) else None,
        outlooks=tuple(_outlook(row) for row in _list(parts, "outlook") if isinstance(row, OutlookTable)),
        connected=Connected(tuple(connected.kind), connected.source)
        if isinstance(connected, ConnectedTable)
        else None,
        sources=tuple(_source(key, table) for key, table in sorted(cited_sources(parts).items())),
        order=tables.order,
    )


def expand(document: Document) -> list[Scenario]:
    """Return the scenario of a file and, after it, one for every combination of its ``[sweep]``."""
    base = resolve(document)
    tables = document.tables
    if tables is None or tables.sweep is None:
        return [base]
    what_if = _source(tables.sweep.source, document.scope[tables.sweep.source])
    sources = tuple(sorted({what_if, *base.sources}, key=lambda source: source.key))
    made = [base]
    for settings in combinations(tables.sweep):
        swept = {(measure, year): (value, what_if.key, base.file) for measure, year, value in settings}
        suffix = label(settings)
        made.append(
            replace(
                base,
                name=base.name + suffix,
                title_en=f"{base.title_en} {suffix}",
                title_ja=f"{base.title_ja} {suffix}",
                role="variant",
                based_on=(base.name, *base.based_on),
                trajectories=_trajectories(document.parts, base.launch.until, swept),
                sources=sources,
            )
        )
    return made


def _launch(table: LaunchTable) -> Launch:
    return Launch(
        date=table.date,
        basis=table.basis,
        until=table.until,
        step=table.step,
        events=tuple(table.events),
        rake_to=table.rake_to,
        unknown=table.unknown,
        births=table.births,
        migration_timing=table.migration_timing,
    )


def _list(parts: dict[str, Part], key: str) -> Iterator[object]:
    part = parts.get(key)
    if part is not None and isinstance(part.content, list):
        yield from part.content


def _trajectories(parts: dict[str, Part], until: int, swept: Swept) -> tuple[Trajectory, ...]:
    return tuple(
        trajectory(part.key, part.content, part.file, until, swept)
        for part in parts.values()
        if isinstance(part.content, MeasureTable)
    )


def trajectory(measure: str, table: MeasureTable, file: str, until: int, swept: Swept) -> Trajectory:
    """Return a measure's values by year, with other values at the points that are swept."""
    after = _after(table)
    if table.values is not None:
        values = tuple(Value(row.period, row.value, row.origin, row.source, row.file) for row in table.values)
    else:
        written = table.series if table.series is not None else file
        points = []
        for year, value in table.written:
            taken, source, where = swept.get((measure, year), (value, table.source, written))
            points.append(Point(year, taken, source, where))
        values = yearly(points, table.between, after, until)
    return Trajectory(measure, table.unit, values, after, table.relation, table.jump_off, table.source)


def _after(table: MeasureTable) -> After:
    if isinstance(table.after, Converge):
        return After("converge", table.after.converge, table.after.by)
    return After(table.after)


def _bands(part: Part | None, until: int) -> Iterator[Band]:
    if part is None or not isinstance(part.content, list):
        return
    for row in part.content:
        if isinstance(row, BandTable):
            low, high = _ages(row.ages)
            yield Band(low, high, trajectory(f"migration.{row.flow}", row, part.file, until, {}))


def _ages(text: str | None) -> tuple[int, int | None]:
    return (parse_ages(text) if text is not None else None) or (0, None)


def _members(row: HouseholdsTable) -> tuple[tuple[str, int], ...]:
    if row.members:
        return tuple((member.sex, member.age) for member in row.members)
    return HOUSEHOLDS[row.template or ""]


def _shock(row: ShockTable) -> Shock:
    return Shock(
        row.measure, row.first_year, row.last_year, row.source, row.factor, row.persons, _ages(row.ages)
    )


def _calibrate(row: CalibrateTable) -> Calibrate:
    return Calibrate(row.lever, row.measure, row.year, row.value, row.source)


def _outlook(row: OutlookTable) -> Outlook:
    plain = Outlook(row.measure, row.year, row.source, row.at_least, row.at_most, row.about)
    return plain if row.within is None else replace(plain, within=row.within)


def _source(key: str, table: SourceTable) -> Source:
    return Source(key, table.kind, table.title, table.publisher, table.where, table.quote, table.note)
