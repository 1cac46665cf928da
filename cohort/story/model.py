"""What a story is made of: plain blocks, tables and charts, in both languages, without a layout."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from cohort.scenario.model import Outlook
from cohort.table import Table
from cohort.text import Said, Text, texts

Size: TypeAlias = Literal["wide", "tall", "pyramid", "square"]
#: The paragraphs of the report that are the same in every run, but for what fills their braces.
WORDS = texts("cohort.story", "words.toml", "paragraphs")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph."""

    text: Said


@dataclass(frozen=True)
class Bullets:
    """A list of sentences."""

    items: tuple[Said, ...]


@dataclass(frozen=True)
class Box:
    """A framed sentence: the answer."""

    label: Said
    text: Said


@dataclass(frozen=True)
class Equation:
    """An equation in words and its numbers: rows of cells that stand under each other."""

    rows: tuple[tuple[Said | str, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A chart of the story at this place, with its caption and the share of the width it takes."""

    chart: str
    caption: Said
    width: float = 1.0


Block: TypeAlias = Paragraph | Bullets | Box | Equation | Figure | Table


@dataclass(frozen=True)
class Section:
    """A section: its key, its heading, what stands in it. ``level`` 2 is a part of the section before."""

    key: str
    title: Said
    blocks: tuple[Block, ...]
    level: int = 1


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart: what is drawn, and everything that is said around it.

    Attributes
    ----------
    name : str
        Its key in the story and the stem of its files.
    kind : str
        Which drawing of `cohort.report.charts` draws it.
    title : Said
        The message: what the reader should see.
    caption : Said
        What it shows, for a report's caption and for those who cannot see it.
    data : mapping
        Keyword arguments of the drawing: labelled arrays, tables, names; no words of a language.
    sources : tuple of Said
        Of the numbers drawn, and only of those.
    size : str
        "wide", "tall", "pyramid" or "square".
    """

    name: str
    kind: str
    title: Said
    caption: Said
    data: Mapping[str, Any]
    sources: tuple[Said, ...] = ()
    size: Size = "wide"


@dataclass(frozen=True)
class Names:
    """What everything of a run is called and how it is coloured: the same in every output.

    Attributes
    ----------
    place : Text
        Name of the area.
    scenarios : tuple of str
        All, in the order shown.
    mains : tuple of str
        Those that are drawn and discussed; the others are readings, in tables only.
    reference : str
        The one others are compared with.
    plan : str or None
        The one whose targets are checked; None where a set has no plan.
    titles, short : mapping of str to Text
        Title and short title by scenario.
    colours : mapping of str to str
        Colour (#RRGGBB) by scenario.
    """

    place: Text
    scenarios: tuple[str, ...]
    mains: tuple[str, ...]
    reference: str
    plan: str | None
    titles: Mapping[str, Text]
    short: Mapping[str, Text]
    colours: Mapping[str, str]

    @property
    def opening(self) -> str:
        """The scenario a reader sees first: the plan, else the reference."""
        return self.plan or self.reference


class Tables(Mapping[str, Table]):
    """Tables by name, each made when it is first asked for: some hold every age of every year."""

    def __init__(self, makers: Mapping[str, Callable[[], Table]]) -> None:
        self._makers, self._made = dict(makers), dict[str, Table]()

    def __getitem__(self, name: str) -> Table:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


@dataclass(frozen=True, eq=False)
class Story:
    """A run as it is told.

    Attributes
    ----------
    run : Run
        What is told of.
    names : Names
        Titles, colours, and which scenario is the plan.
    date : date
        Of the document: the latest input's, or the one asked for.
    question : Text
        The title: what is asked.
    subtitle : tuple of Said
        Whose outlook it is, and how it was checked.
    outlook : Outlook or None
        The outlook that the headline speaks of: the first about the population.
    headline : tuple of Said
        The answer in three lines: the verdict, how many of how many and from what to what, what would be needed.
    sentences : tuple of Said
        The numbers that support it.
    sections : tuple of Section
        The whole report, in order.
    tables : mapping of str to Table
        Every table, also those that only the workbook shows.
    charts : mapping of str to Chart
        Every chart.
    districts : Districts or None
        The districts inside the opening scenario, where the inputs have them.
    """

    run: Any
    names: Names
    date: datetime.date
    question: Text
    subtitle: tuple[Said, ...]
    outlook: Outlook | None
    headline: tuple[Said, ...]
    sentences: tuple[Said, ...]
    sections: tuple[Section, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    districts: Any = None

    def section(self, key: str) -> Section:
        """Return a section by its key."""
        return next(one for one in self.sections if one.key == key)
