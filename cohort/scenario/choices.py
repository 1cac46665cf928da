"""``choices.toml``: the switches on which reasonable people differ, each option with a reason and a source."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Annotated, Any

from pydantic import Field

from cohort.arguments import UnknownNameError
from cohort.errors import did_you_mean, fail
from cohort.forms import FormatOne, Listed, Name, SourceTable, Table, Title, Words, Year
from cohort.scenario.parts import PART_KEYS

FILE = "choices.toml"
MAX_READINGS = 10_000
LEFT = ("scenario", "reached")  # what an option says beside the tables of a scenario file
_Tables = Annotated[dict[str, Any], Field(default_factory=dict)]


class Option(Table):
    """One way to decide a switch: what it changes in the plan's scenario, why, and who says so.

    ``scenario``: another scenario of the folder that is read instead of the plan's. ``reached``: the year to which the last
    point of every target moves. ``launch``, ``fertility``, ``mortality``, ``migration``: keys of a scenario file, laid over
    those of the plan.
    """

    name: Name
    title: Title
    reason: Title
    source: Words
    scenario: Words | None = None
    reached: Year | None = None
    launch: _Tables
    fertility: _Tables
    mortality: _Tables
    migration: _Tables

    @cached_property
    def parts(self) -> dict[str, Any]:
        """What is laid over each part of the plan's scenario, by the part's key (``migration.net``)."""
        named = ("launch", "fertility", "mortality", "migration")
        return {key: value for name in named for key, value in _split(name, getattr(self, name))}

    def keys(self) -> set[str]:
        """Return every key that it sets."""
        said = {name for name in LEFT if getattr(self, name) is not None}
        for part, value in self.parts.items():
            said |= {f"{part}.{key}" for key in value} if isinstance(value, dict) else {part}
        return said


def _split(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the tables inside a table, down to the parts that a scenario file has."""
    if path in PART_KEYS or not isinstance(value, dict):
        if value != {}:
            yield path, value
        return
    for key, inner in value.items():
        yield from _split(f"{path}.{key}", inner)


class Switch(Table):
    """A question that can be decided in two ways or more; the first option is how the plan's file decides it."""

    name: Name
    title: Title
    option: Listed[Option]

    def __getitem__(self, name: str) -> Option:
        return next(one for one in self.option if one.name == name)


class ChoicesFile(Table):
    """The whole file."""

    format: FormatOne
    plan: Words
    switch: Listed[Switch]
    sources: dict[str, SourceTable] = Field(default_factory=dict)


Combination = Mapping[str, Option]  # an option for each switch


@dataclass(frozen=True)
class Choices:
    """The switches of a set: every combination of their options is a reading of the plan.

    Attributes
    ----------
    folder : str
        Of the scenarios.
    plan : str
        File name (without ending) of the scenario that is read.
    switches : tuple of Switch
    sources : mapping of str to SourceTable
        What the options cite.
    area : str or None
        Area whose rows of a series are meant.
    """

    folder: str
    plan: str
    switches: tuple[Switch, ...]
    sources: Mapping[str, SourceTable]
    area: str | None = None

    @property
    def count(self) -> int:
        """Number of readings."""
        return math.prod(len(one.option) for one in self.switches)

    def __getitem__(self, name: str) -> Switch:
        for one in self.switches:
            if one.name == name:
                return one
        names = [one.name for one in self.switches]
        fail(FILE, "switch", kind=UnknownNameError,
             en=f"no switch {name!r}; there are {', '.join(names)}.{did_you_mean(name, names, 'en')}",
             ja=f"「{name}」という論点はありません（{'、'.join(names)}）。{did_you_mean(name, names, 'ja')}")  # fmt: skip

    @property
    def first(self) -> Choices:
        """The plan as its file has it: the first option of each switch."""
        return replace(self, switches=tuple(one.changed(option=one.option[:1]) for one in self.switches))

    def combinations(self) -> Iterator[Combination]:
        """Yield every combination, the last switch varying fastest; the first is the plan as its file has it."""
        for options in product(*(one.option for one in self.switches)):
            yield {switch.name: option for switch, option in zip(self.switches, options, strict=True)}

    def only(self, **options: str | list[str]) -> Choices:
        """Return the choices with these options of some switches and no other: ``choices.only(base="own")``.

        Raises
        ------
        UnknownNameError
            No such switch or option.
        """
        kept = {}
        for name, wanted in options.items():
            switch = self[name]
            names = [one.name for one in switch.option]
            for word in [wanted] if isinstance(wanted, str) else wanted:
                if word not in names:
                    fail(FILE, name, kind=UnknownNameError,
                         en=f"no option {word!r}; there are {', '.join(names)}.{did_you_mean(word, names, 'en')}",
                         ja=f"「{word}」という選択肢はありません（{'、'.join(names)}）。{did_you_mean(word, names, 'ja')}")  # fmt: skip
            chosen = [wanted] if isinstance(wanted, str) else list(wanted)
            kept[name] = switch.changed(option=tuple(switch[word] for word in chosen))
        return replace(self, switches=tuple(kept.get(one.name, one) for one in self.switches))
