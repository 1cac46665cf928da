"""Human form to machine form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import itemgetter

from cohort.scenario.households import HOUSEHOLDS
from cohort.scenario.inherit import Document, source_keys
from cohort.scenario.measures import MEASURES, parse_ages
from cohort.scenario.model import (
    After,
    Band,
    Bound,
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
    printed_rounding,
)
from cohort.scenario.parts import Part, rows
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
    work = _Work.of(document)
    title_en, title_ja = _titles(tables.title.en, tables.title.ja, work.sources())
    return Scenario(
        name=tables.name,
        title_en=title_en,
        title_ja=title_ja,
        role=tables.role,
        file=tables.file if tables.file is not None else document.path.name,
        launch=_launch(work.launch),
        based_on=document.based_on,
        trajectories=work.trajectories({}),
        bands=tuple(work.bands()),
        households=tuple(work.households()),
        shocks=tuple(work.shocks()),
        calibrate=next(iter(work.calibrate()), None),
        outlooks=tuple(work.outlooks()),
        connected=next(iter(work.connected()), None),
        sources=work.sources(),
        order=tables.order,
        short_en=tables.short.en if tables.short else "",
        short_ja=tables.short.ja if tables.short else "",
    )


def expand(document: Document) -> list[Scenario]:
    """Return the scenario of a file and, after it, one for every combination of its ``[sweep]``."""
    base = resolve(document)
    tables = document.tables
    if tables is None or tables.sweep is None:
        return [base]
    work = _Work.of(document)
    what_if = _source(tables.sweep.source, document.scope[tables.sweep.source])
    sources = tuple(sorted({what_if, *base.sources}, key=lambda source: source.key))
    made = [base]
    title_en, title_ja = _titles(base.title_en, base.title_ja, sources)
    for settings in combinations(tables.sweep):
        swept = {(measure, year): (value, what_if.key, base.file) for measure, year, value in settings}
        suffix = label(settings)
        made.append(
            replace(
                base,
                name=base.name + suffix,
                title_en=f"{title_en} {suffix}",
                title_ja=f"{title_ja} {suffix}",
                short_en=f"{base.short('en')} {suffix}",
                short_ja=f"{base.short('ja')} {suffix}",
                role="variant",
                based_on=(base.name, *base.based_on),
                trajectories=work.trajectories(swept),
                sources=sources,
            )
        )
    return made


def _titles(en: str, ja: str, sources: tuple[Source, ...]) -> tuple[str, str]:
    """Return the titles; a scenario that rests on an assumption is called a what-if, whatever its file calls it."""
    if all(source.kind != "assumption" for source in sources):
        return en, ja
    return (
        en if "what-if" in en.lower() else f"What-if: {en}",
        ja if "仮定" in ja else f"【仮定】{ja}",
    )


@dataclass(frozen=True)
class _Work:
    """The parts of one document, the horizon, and the key of every citation in the resolved scenario."""

    parts: dict[str, Part]
    launch: LaunchTable
    keys: dict[tuple[str, str], tuple[str, SourceTable]]

    @classmethod
    def of(cls, document: Document) -> _Work:
        launch = document.parts["launch"].content
        assert isinstance(launch, LaunchTable)
        assert document.tables is not None
        own = dict(document.tables.sources)
        sweep = document.tables.sweep
        if sweep is not None:
            own[sweep.source] = document.scope[sweep.source]
        return cls(document.parts, launch, source_keys(document.parts, own))

    def rows(self, key: str) -> Iterator[tuple[object, Callable[[str], str]]]:
        """Yield each table of a part with what renames its citations."""
        part = self.parts.get(key)
        if part is not None:
            for _, row in rows(key, part.content):
                yield row, lambda source: self.keys[part.key, source][0]

    def trajectories(self, swept: Swept) -> tuple[Trajectory, ...]:
        return tuple(
            self._trajectory(key, row, self.parts[key].file, cite, swept)
            for key in MEASURES
            for row, cite in self.rows(key)
            if isinstance(row, MeasureTable)
        )

    def _trajectory(
        self, measure: str, table: MeasureTable, file: str, cite: Callable[[str], str], swept: Swept
    ) -> Trajectory:
        after = _after(table)
        if table.values is not None:
            values = tuple(
                Value(row.period, row.value, row.origin, cite(row.source), row.file) for row in table.values
            )
        else:
            written = (cite(table.source), table.series if table.series is not None else file)
            points = [
                Point(year, *swept.get((measure, year), (value, *written))) for year, value in table.written
            ]
            values = yearly(points, table.between, after, self.launch.until)
        source = cite(table.source)
        return Trajectory(measure, table.unit, values, after, table.relation, table.jump_off, source)

    def bands(self) -> Iterator[Band]:
        for row, cite in self.rows("migration.band"):
            if isinstance(row, BandTable):
                file = self.parts["migration.band"].file
                yield Band(*_ages(row.ages), self._trajectory(f"migration.{row.flow}", row, file, cite, {}))

    def households(self) -> Iterator[Households]:
        for row, cite in self.rows("migration.households"):
            if isinstance(row, HouseholdsTable):
                name, span = row.template or "members", (row.first_year, row.last_year)
                yield Households(name, _members(row), row.per_year, *span, cite(row.source))

    def shocks(self) -> Iterator[Shock]:
        for row, cite in self.rows("shock"):
            if isinstance(row, ShockTable):
                size, span = (row.factor, row.persons), (row.first_year, row.last_year)
                yield Shock(row.measure, *span, cite(row.source), *size, _ages(row.ages))

    def calibrate(self) -> Iterator[Calibrate]:
        for row, cite in self.rows("calibrate"):
            if isinstance(row, CalibrateTable):
                yield Calibrate(row.lever, row.measure, row.year, row.value, cite(row.source))

    def outlooks(self) -> Iterator[Outlook]:
        for row, cite in self.rows("outlook"):
            if isinstance(row, OutlookTable):
                stated: dict[Bound, float | None] = {
                    "at_least": row.at_least, "at_most": row.at_most, "about": row.about,
                }  # fmt: skip
                bound, value = next((kind, figure) for kind, figure in stated.items() if figure is not None)
                rounding = printed_rounding(value, row.measure) if row.rounding is None else row.rounding
                yield Outlook(
                    row.measure,
                    row.year,
                    cite(row.source),
                    bound,
                    value,
                    rounding if bound == "about" else 0.0,
                    row.scope,
                    row.wording,
                )

    def connected(self) -> Iterator[Connected]:
        for row, cite in self.rows("connected"):
            if isinstance(row, ConnectedTable):
                kinds = [
                    kind | {"source": cite(kind["source"])} if isinstance(kind.get("source"), str) else kind
                    for kind in row.kind
                ]
                yield Connected(tuple(kinds), cite(row.source))

    def sources(self) -> tuple[Source, ...]:
        return tuple(
            _source(name, table)
            for name, table in sorted(dict(self.keys.values()).items(), key=itemgetter(0))
        )


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
        migration_censuses=tuple(table.migration_censuses),
    )


def _after(table: MeasureTable) -> After:
    if isinstance(table.after, Converge):
        return After("converge", table.after.converge, table.after.by)
    return After(table.after)


def _ages(text: str | None) -> tuple[int, int | None]:
    return (parse_ages(text) if text is not None else None) or (0, None)


def _members(row: HouseholdsTable) -> tuple[tuple[str, int], ...]:
    if row.members:
        return tuple((member.sex, member.age) for member in row.members)
    return HOUSEHOLDS[row.template or ""]


def _source(key: str, table: SourceTable) -> Source:
    return Source(key, table.kind, table.title, table.publisher, table.where, table.quote, table.note)
