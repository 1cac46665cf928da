"""A file and its parents to a scenario: every value filled, every citation with its own key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from operator import itemgetter
from typing import Any

from cohort.forms import Title
from cohort.scenario.connected import Connected
from cohort.scenario.households import HOUSEHOLDS
from cohort.scenario.library import Document, source_keys
from cohort.scenario.measures import MEASURES
from cohort.scenario.model import Scenario
from cohort.scenario.outlook import Outlook, printed_rounding
from cohort.scenario.schema import Households, Source, Trajectory
from cohort.scenario.sweep import combinations, label
from cohort.scenario.trajectory import Point, yearly

Swept = Mapping[tuple[str, int], tuple[float, str, str]]


def resolve(document: Document) -> Scenario:
    """Return the machine form of a file that has no problem: ``document.usable`` must hold."""
    tables = document.tables
    assert tables is not None
    assert document.usable
    work = _Work(document)
    return Scenario(
        name=tables.name,
        title=_title(tables.title, work.resting),
        short_title=tables.short,
        role=tables.role,
        file=tables.file if tables.file is not None else document.path.name,
        launch=work.launch,
        based_on=document.based_on,
        trajectories=work.trajectories({}),
        bands=tuple(work.filled("migration.band")),
        households=tuple(work.filled("migration.households")),
        returners=tuple(work.filled("migration.returners")),
        shocks=tuple(work.filled("shock")),
        calibrate=next(work.filled("calibrate"), None),
        outlooks=tuple(work.filled("outlook")),
        connected=next(work.filled("connected"), None),
        uncertainty=next(work.filled("uncertainty"), None),
        sources=work.sources,
        order=tables.order,
    )


def expand(document: Document) -> list[Scenario]:
    """Return the scenario of a file and, after it, one for every combination of its ``[sweep]``."""
    base, tables = resolve(document), document.tables
    if tables is None or tables.sweep is None:
        return [base]
    work = _Work(document)
    what_if = document.scope[tables.sweep.source].changed(key=tables.sweep.source)
    sources = tuple(sorted({one.key: one for one in (what_if, *base.sources)}.values(), key=lambda one: one.key))
    title, made = _title(base.title, (what_if,)), [base]
    for settings in combinations(tables.sweep):
        swept = {(measure, year): (value, what_if.key, base.file) for measure, year, value in settings}
        suffix = label(settings)
        made.append(
            base.changed(
                name=base.name + suffix,
                title=_with(title, suffix),
                short_title=_with(base.short_title or base.title, suffix),
                role="variant",
                based_on=(base.name, *base.based_on),
                trajectories=work.trajectories(swept),
                sources=sources,
            )
        )
    return made


def _with(title: Title, suffix: str) -> Title:
    return title.changed(en=f"{title.en} {suffix}", ja=f"{title.ja} {suffix}")


def _title(title: Title, sources: tuple[Source, ...]) -> Title:
    """Return the title; a scenario that rests on an assumption is called a what-if, whatever its file calls it."""
    if all(source.kind != "assumption" for source in sources):
        return title
    return title.changed(
        en=title.en if "what-if" in title.en.lower() else f"What-if: {title.en}",
        ja=title.ja if "仮定" in title.ja else f"【仮定】{title.ja}",
    )


class _Work:
    """The parts of one document, the horizon, and the key of every citation in the resolved scenario."""

    def __init__(self, document: Document) -> None:
        assert document.tables is not None
        self.parts = document.parts
        self.paths: dict[object, Trajectory] = {}
        self.launch = document.parts["launch"].rows[0]
        own, sweep = dict(document.tables.sources), document.tables.sweep
        if sweep is not None:
            own[sweep.source] = document.scope[sweep.source]
        self.keys = source_keys(document.parts, own)
        named = sorted(dict(self.keys.values()).items(), key=itemgetter(0))
        self.sources = tuple(source.changed(key=key) for key, source in named)
        # an outlook is what a scenario is held against, not what it rests on
        rests = {name for (part, _), (name, _) in self.keys.items() if part != "outlook"}
        self.resting = tuple(source for source in self.sources if source.key in rests)

    def rows(self, key: str) -> Iterator[tuple[Any, str, Callable[[str], str]]]:
        """Yield each table of a part, the file it stands in, and what renames its citations."""
        if key in self.parts:
            for row in self.parts[key].rows:
                yield row, self.parts[key].file, lambda source: self.keys[key, source][0]

    def trajectories(self, swept: Swept) -> tuple[Trajectory, ...]:
        """Return the measures year by year, swept points in place of those written; each path is made once."""
        made = []
        for key in MEASURES:
            for row, file, cite in self.rows(key):
                own = tuple(item for item in swept.items() if item[0][0] == key)
                if (key, own) not in self.paths:
                    self.paths[key, own] = self._trajectory(row, file, cite, dict(own))
                made.append(self.paths[key, own])
        return tuple(made)

    def _trajectory(self, table: Trajectory, file: str, cite: Callable[[str], str], swept: Swept) -> Trajectory:
        if table.values:
            values = tuple(value.changed(source=cite(value.source)) for value in table.values)
        else:
            stated = (cite(table.source), table.series if table.series is not None else file)
            points = [Point(year, *swept.get((table.measure, year), (value, *stated))) for year, value in table.written]
            values = yearly(points, table.between, table.after, self.launch.until)
        return table.changed(
            values=values, points=None, series=None, between=None, written=(), source=cite(table.source)
        )

    def filled(self, key: str) -> Iterator[Any]:
        """Yield each table of a part with nothing left to default."""
        for row, file, cite in self.rows(key):
            if isinstance(row, Trajectory):
                yield self._trajectory(row, file, cite, {})
                continue
            made = row.changed(source=cite(row.source))
            if isinstance(row, Households):
                members = row.members or HOUSEHOLDS[row.template or ""]
                made = made.changed(template=row.template or "members", members=members)
            elif isinstance(row, Outlook) and row.about is not None and not row.rounding:
                made = made.changed(rounding=printed_rounding(row.about, row.measure))
            elif isinstance(row, Connected):
                kinds = tuple(
                    kind if kind.source is None else kind.changed(source=cite(kind.source)) for kind in row.kinds
                )
                made = made.changed(kinds=kinds)
            yield made
