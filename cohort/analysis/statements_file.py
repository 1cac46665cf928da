"""``statements.toml``: what has been published about an area, and what answers to it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import AfterValidator, Field

from cohort.analysis.indicators.file import Key
from cohort.errors import InputError, Problems, did_you_mean
from cohort.forms import (
    Ages,
    Day,
    FormatOne,
    Name,
    Number,
    SourceTable,
    Table,
    Title,
    Words,
    Year,
    in_range,
    read_toml,
    refuse,
)
from cohort.inputs import Inputs
from cohort.inputs.ranges import hold_range
from cohort.scenario.model import Bound, Outlook, Scope, printed_rounding
from cohort.vocabulary import VOCABULARY

FILE = "statements.toml"


def _measure(value: str) -> str:
    if value not in VOCABULARY:
        raise refuse(
            f"got '{value}'; there are {', '.join(VOCABULARY)}.{did_you_mean(value, VOCABULARY, 'en')}",
            f"「{value}」はありません（{', '.join(VOCABULARY)}）。{did_you_mean(value, VOCABULARY, 'ja')}",
        )
    return value


Measure = Annotated[Words, AfterValidator(_measure)]


Figure = Annotated[Number, in_range(-1e12, 1e12)]


class Cited(Table):
    """What every statement has: its key, its words, where it was published."""

    key: Key
    title: Title
    source: Words


class Statement(Cited):
    """A figure that a scenario answers: one of ``about``, ``at_least``, ``at_most``; or the year of a ``peak``.

    ``scope = "set"`` marks an outlook, which is met on the side the plan wants too; other figures are compared by their own
    rounding. ``day`` ("03-31") is the day of the year where it is not the projection's own; ``scenario = "*"`` is the one
    that comes nearest; ``implied`` a scenario calibrated to the same number, whose implied level is told.
    """

    year: Year
    scenario: Words
    measure: Measure | None = None
    peak: Measure | None = None
    about: Figure | None = None
    at_least: Figure | None = None
    at_most: Figure | None = None
    rounding: Figure | None = None
    scope: Scope = "scenario"
    set: Name | None = None
    sets: list[Name] = Field(default_factory=list)
    day: Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None = None
    implied: str = ""

    @property
    def folders(self) -> tuple[str, ...]:
        """Sets that answer; several are added up as one area."""
        return tuple(self.sets) or ((self.set,) if self.set else ())

    @property
    def bounds(self) -> dict[Bound, float]:
        """The figure by its bound; one, or none for a peak."""
        given: dict[Bound, float | None] = {
            "about": self.about, "at_least": self.at_least, "at_most": self.at_most,
        }  # fmt: skip
        return {bound: value for bound, value in given.items() if value is not None}

    @property
    def outlook(self) -> Outlook:
        """The figure as an outlook."""
        ((bound, value),) = self.bounds.items()
        measure = str(self.measure)
        rounding = printed_rounding(value, measure) if self.rounding is None else self.rounding
        rounding = rounding if bound == "about" else 0.0
        return Outlook.of(measure, self.year, bound, value, source=self.source, rounding=rounding, scope=self.scope)


class Came(Table):
    """What came of a target, where none of the tables of the inputs has it."""

    measure: Words
    year: Year
    value: Figure
    source: Words
    note: Title
    ages: str = ""


class Strategy(Table):
    """A strategy of ``targets.csv``: what was aimed at, and what came; nothing is projected."""

    strategy: Words
    came: list[Came] = Field(default_factory=list)


class Crossing(Cited):
    """The first census in which ``above`` is larger than ``below``, two groups of ages."""

    year: Year
    above: Ages
    below: Ages


class Smallest(Cited):
    """The smallest five-year group of a count among some ages."""

    basis: Words
    date: Day
    ages: Ages
    among: Ages


class Tally(Cited):
    """How a paper adds up its own ratings: ``ratings = "B1, C1"`` of the indicators of these numbers."""

    year: Year
    ratings: Words
    numbers: list[int]


class Unchecked(Cited):
    """A statement that nothing here can check, and why."""

    year: Year
    published: Words
    note: Title


class StatementsFile(Table):
    """The whole file."""

    format: FormatOne
    statement: list[Statement] = Field(default_factory=list)
    outcome: list[Strategy] = Field(default_factory=list)
    crossing: list[Crossing] = Field(default_factory=list)
    smallest: list[Smallest] = Field(default_factory=list)
    tally: list[Tally] = Field(default_factory=list)
    unchecked: list[Unchecked] = Field(default_factory=list)
    sources: dict[str, SourceTable] = Field(default_factory=dict)

    @property
    def cited(self) -> dict[str, list[Cited]]:
        """Tables with a key and a source, by the name of their list."""
        return {
            name: list(getattr(self, name))
            for name in ("statement", "crossing", "smallest", "tally", "unchecked")
            if self.ok(name)
        }


def title_of(key: str, file: StatementsFile, inputs: Inputs) -> str:
    """Return the title of a source of the file, or of the inputs."""
    return file.sources[key].title if key in file.sources else inputs.sources[key].title


def read_statements(inputs: Inputs) -> StatementsFile | None:
    """Return what ``statements.toml`` in a folder of inputs holds; None without a file.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    file = Path(inputs.path) / FILE
    if not os.path.lexists(file):
        return None
    problems = Problems(file.as_posix(), InputError)
    made = read_toml(file, StatementsFile, problems, rules=lambda found: _hold(found, inputs, problems))
    problems.raise_if_any()
    return made


def _hold(file: StatementsFile, inputs: Inputs, problems: Problems) -> None:
    """Note keys that stand twice, sources and strategies that are not there, and statements without one figure."""
    taken: set[str] = set()
    sources = {**inputs.sources, **(file.sources if file.ok("sources") else {})}
    for name, tables in file.cited.items():
        for number, table in enumerate(tables, 1):
            where = f"{name}#{number}"
            if table.ok("key") and table.key in taken:
                problems.add(f"{where}.key", en=f"got '{table.key}' a second time; give each statement its own.",
                             ja=f"「{table.key}」が 2 回あります。別のキーにしてください。")  # fmt: skip
            taken.add(table.key)
            if table.ok("source"):
                _known(f"{where}.source", table.source, sources, problems)
            if isinstance(table, Statement):
                _one_figure(where, table, problems)
            if isinstance(table, Tally) and table.ok("numbers") and inputs.kpis is not None:
                for one in table.numbers:
                    _known(f"{where}.numbers", str(one), dict.fromkeys(inputs.kpis["number"].astype(str)), problems)
            if isinstance(table, Smallest) and table.ok("basis", "date"):
                counts = inputs.observed_totals(1900)
                days = (counts["basis"] + " " + counts["date"].dt.strftime("%Y-%m-%d")).unique()
                _known(f"{where}.date", f"{table.basis} {table.date}", dict.fromkeys(days), problems)
    for number, strategy in enumerate(file.outcome if file.ok("outcome") else [], 1):
        _hold_outcome(f"outcome#{number}", strategy, inputs, sources, problems)


def _hold_outcome(where: str, one: Strategy, inputs: Inputs, sources: Mapping[str, object], problems: Problems) -> None:
    """Note what came of a strategy, or of a target, that ``targets.csv`` does not have, and numbers that cannot be."""
    aims: dict[str, dict[str, None]] = {}
    for _, row in (inputs.targets if inputs.targets is not None else pd.DataFrame()).iterrows():
        aims.setdefault(str(row["strategy"]), {})[f"{row['measure']} {row['ages']}".strip()] = None
    if one.ok("strategy"):
        _known(f"{where}.strategy", one.strategy, aims, problems)
    for place, came in enumerate(one.came if one.ok("came") else [], 1):
        here = f"{where}.came#{place}"
        if came.ok("source"):
            _known(f"{here}.source", came.source, sources, problems)
        if came.ok("measure", "ages") and one.ok("strategy") and one.strategy in aims:
            _known(f"{here}.measure", f"{came.measure} {came.ages}".strip(), aims[one.strategy], problems)
        if came.ok("measure", "value"):
            hold_range(f"{here}.value", came.measure, came.value, problems)


def _known(where: str, got: str, known: Mapping[str, object], problems: Problems) -> None:
    if got not in known:
        listed = ", ".join(known)
        problems.add(where, en=f"got '{got}'; there are {listed}.{did_you_mean(got, known, 'en')}",
                     ja=f"「{got}」はありません（{listed}）。{did_you_mean(got, known, 'ja')}")  # fmt: skip


def _one_figure(where: str, table: Statement, problems: Problems) -> None:
    if table.ok("measure", "about", "at_least", "at_most") and table.measure is not None:
        for bound, value in table.bounds.items():
            hold_range(f"{where}.{bound}", table.measure, value, problems)
    if table.ok("set", "sets") and not table.folders:
        problems.add(f"{where}.set", en="name the folder of scenarios that answers, or several in sets.",
                     ja="対応するシナリオのフォルダーを set（複数なら sets）に書いてください。")  # fmt: skip
    if table.ok("measure", "peak") and (table.measure is None) == (table.peak is None):
        problems.add(f"{where}.measure", en="write measure, or peak for a year in which a measure is highest.",
                     ja="measure か、最大となる年なら peak を書いてください。")  # fmt: skip
    if table.ok("peak", "about", "at_least", "at_most") and len(table.bounds) != (table.peak is None):
        count, wanted = len(table.bounds), "one" if table.peak is None else "none for a peak"
        problems.add(f"{where}.about", en=f"got {count} of at_least, at_most, about; write {wanted}.",
                     ja=f"at_least・at_most・about が {count} 個です。{'peak には書かないで' if table.peak else '1 つ書いて'}ください。")  # fmt: skip
    if table.ok("rounding") and table.rounding is not None and table.rounding <= 0:
        problems.add(f"{where}.rounding", en=f"got {table.rounding:g}; write what the figure is rounded to, above 0.",
                     ja=f"{table.rounding:g} です。丸めの単位を 0 より大きい数で書いてください。")  # fmt: skip
