"""What it would take, as it is told: tables, and the sections with sentences, charts and ranges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from cohort.planning import (
    aims_table,
    cost_table,
    delay_sentence,
    delay_table,
    family_table,
    gap_ages_table,
    gap_table,
    gap_years_table,
    leaving_table,
    monitor_sentences,
    monitor_table,
    out_of_reach,
    person_table,
    solve_table,
    spread_table,
    stabilise_table,
    threshold_table,
)
from cohort.story.model import WORDS, Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.takes import Takes
from cohort.table import Table
from cohort.text import Said, Text

TITLE = Text("What it would take", "展望の実現に必要なこと")
AGES_SHOWN = (0, 10, 18, 22, 25, 30, 35, 40, 50, 60, 70)


def takes_tables(takes: Takes | None) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables of the answers, in the order they are told; none where nothing can be asked."""
    if takes is None:
        return {}
    found = {
        "solve": lambda: solve_table(takes.solutions, [takes.mix] if takes.mix else []),
        "costs": partial(cost_table, takes.cheapest) if takes.cheapest else None,
        "delay": (lambda: delay_table(takes.delays)) if len(takes.delays) > 1 else None,
        "stabilise": (lambda: stabilise_table(takes.stable)) if takes.stable else None,
        "family-values": (lambda: family_table(takes.families)) if takes.families else None,
        "person-values": partial(person_table, takes.persons, ages=AGES_SHOWN) if takes.persons is not None else None,
        "leaving": partial(leaving_table, takes.leaving) if takes.leaving else None,
        **{
            name: partial(made, takes.gap) if takes.gap else None
            for name, made in (("gap", gap_table), ("gap-years", gap_years_table), ("gap-ages", gap_ages_table))
        },
        "thresholds": (lambda: threshold_table(takes.crossings)) if takes.crossings else None,
        "monitor-targets": partial(aims_table, takes.monitor) if takes.monitor and takes.monitor.aims else None,
        "monitor": partial(monitor_table, takes.monitor) if takes.monitor else None,
        "answer-ranges": (lambda: spread_table([one for found in takes.ranges.values() for one in found]))
        if takes.ranges
        else None,
    }
    return {name: made for name, made in found.items() if made is not None}


def takes_sections(takes: Takes | None, charts: Mapping[str, Chart], tables: Mapping[str, Table]) -> list[Section]:
    """Return the sections; none where nothing can be asked."""
    if takes is None:
        return []
    one = _Telling(takes, charts, tables)
    found = (
        ("takes", TITLE, one.needed(), 1),
        ("delay", Text("What waiting costs", "着手が遅れた場合"), one.waiting(), 2),
        ("stabilise", Text("What would hold a number", "人数を維持するには"), one.held(), 2),
        ("values", Text("What one more person is", "1人・1世帯の転入がもたらすもの"), one.people(), 2),
        ("returning", Text("Leaving and returning", "転出とUターン"), one.back(), 2),
        ("gap", Text("Where the difference comes from", "シナリオの差の内訳"), one.why(), 2),
        ("thresholds", Text("When lines are crossed", "基準に達する年"), one.lines(), 2),
        ("monitor", Text("Are we on the path?", "想定どおりに進んでいるか"), one.path(), 1),
    )
    return [Section(key, title, tuple(blocks), level) for key, title, blocks, level in found if blocks]


@dataclass(frozen=True, eq=False)
class _Telling:
    """The blocks of each section; none where there is no answer. What a sentence or a chart says stands in no table beside it."""

    takes: Takes
    charts: Mapping[str, Chart]
    tables: Mapping[str, Table]

    def _shown(self, name: str, width: float = 0.85) -> list[Block]:
        return [Figure(name, self.charts[name].caption, width)] if name in self.charts else []

    def _told(self, *names: str) -> list[Block]:
        return [self.tables[name] for name in names if name in self.tables]

    def _between(self, key: str) -> list[Block]:
        return _bullets(one.sentence for one in self.takes.ranges.get(key, ()))

    def needed(self) -> list[Block]:
        mix, found = self.takes.mix, self.takes.solutions
        return [
            Paragraph(WORDS["takes"].filled(scenario=self.takes.case.short)),
            solve_table(found, [mix] if mix else [], sentences=False), *_bullets(out_of_reach(found)),
            *([] if mix is None else [Paragraph(mix.sentence)]),
            *([] if self.takes.cheapest is None else [Paragraph(self.takes.cheapest.sentence), *self._told("costs")]),
            *self._between("takes"), *self._shown("verdict-map", 0.7),
        ]  # fmt: skip

    def waiting(self) -> list[Block]:
        if "delay" not in self.tables:
            return []
        said = Paragraph(delay_sentence(self.takes.delays))
        return [said, *self._between("delay"), *self._shown("delay")]

    def held(self) -> list[Block]:
        if not self.takes.stable:
            return []
        said = _bullets(one.sentence for one in self.takes.stable)
        return [*said, *self._between("stabilise"), *self._shown("stabilise")]

    def people(self) -> list[Block]:
        return [*self._told("family-values"), *self._between("values"), *self._shown("person-values")]

    def back(self) -> list[Block]:
        said = (self.takes.leaving and self.takes.leaving.sentence, self.takes.returning)
        return [Paragraph(one) for one in said if one]

    def why(self) -> list[Block]:
        gap, rest = self.takes.gap, (self.takes.share, self.takes.momentum)
        made: list[Block] = [] if gap is None else [
            Paragraph(gap.sentence), *self._between("gap"), *self._shown("gap")
        ]  # fmt: skip
        return [*made, *(Paragraph(one.sentence) for one in rest if one is not None)]

    def lines(self) -> list[Block]:
        if not self.takes.crossings:
            return []
        return [*self._told("thresholds"), *self._between("thresholds"), *self._shown("thresholds")]

    def path(self) -> list[Block]:
        if self.takes.monitor is None:
            return []
        said = _bullets(monitor_sentences(self.takes.monitor))
        return [
            *said,
            *self._between("monitor"),
            *self._shown("monitor"),
            monitor_table(self.takes.monitor, others=False),
        ]


def _bullets(said: Iterable[Said]) -> list[Block]:
    items = tuple(said)
    return [Bullets(items)] if items else []
