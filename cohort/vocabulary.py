"""The one table of names: dims, units, kinds, valid ranges, labels, and what everything a user reads is called.

It drives checks, column names, axis labels, colours and the documentation. No other room gives names.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal, Protocol, TypeVar, cast

from cohort.text import Text, texts

Kind = Literal["stock", "flow", "rate", "ratio", "probability", "time"]

Dataset = TypeVar("Dataset")

SEXES = ("male", "female")
LEADING_DIMS = ("area", "scenario", "draw")


@dataclass(frozen=True)
class Term:
    """A quantity: what it is called, how it is measured and how it is shown.

    Attributes
    ----------
    name : str
        Name in code, files and columns.
    symbol : str
        Symbol in formulas.
    dims : tuple of str
        Its own dims, without those that may stand in front.
    unit : str
        Unit in English, as scenario files must state it.
    kind : Kind
        Stock, flow, rate, ratio, probability or time.
    low, high : float
        Smallest and largest value that can be meant.
    en, ja : str
        Labels.
    unit_ja : str
        Unit in Japanese.
    wanted : str
        Which way a plan wants it to go, "more" or "less": what lies beyond its figure on this side is met as well.
    """

    name: str
    symbol: str
    dims: tuple[str, ...]
    unit: str
    kind: Kind
    low: float
    high: float
    en: str
    ja: str
    unit_ja: str
    wanted: Literal["more", "less", ""] = ""

    def label(self, language: str) -> str:
        """Return the label in one language."""
        return self.ja if language == "ja" else self.en

    @property
    def text(self) -> Text:
        """The label, to be said."""
        return Text(self.en, self.ja)

    @property
    def unit_text(self) -> Text:
        """The unit, to be said."""
        return Text(self.unit, self.unit_ja)


def _terms() -> dict[str, Term]:
    """Return the terms of ``vocabulary.csv`` by name."""
    text = resources.files("cohort").joinpath("vocabulary.csv").read_text(encoding="utf-8")
    found: dict[str, Term] = {}
    for row in csv.DictReader(io.StringIO(text)):
        dims, low, high = tuple(row.pop("dims").split()), float(row.pop("low")), float(row.pop("high"))
        found[row["name"]] = Term(dims=dims, low=low, high=high, **cast("Any", row))
    return found


VOCABULARY: dict[str, Term] = _terms()
WANTED = {name: term.wanted for name, term in VOCABULARY.items() if term.wanted}
SEX_NAMES = {"male": Text("Male", "男"), "female": Text("Female", "女"), "both": Text("Both", "男女計")}


def _called(table: str) -> dict[str, Text]:
    return texts("cohort", "vocabulary.toml", table)


# Each is explained in the file.
NOUNS, HEADINGS, COLUMNS = _called("nouns"), _called("headings"), _called("columns")
ASSUMED, ORIGINS, RELATIONS = _called("assumed"), _called("origins"), _called("relations")
UNITS, BASES, COVERAGES = _called("units"), _called("bases"), _called("coverages")
TARGETED, PLACES, _PUBLISHERS = _called("targeted"), _called("places"), _called("publishers")
_ARRAYS = _called("arrays")
# whose unit an array has that is no measure
_LIKE = {"launch_population": "population", "net_migration_factor": "survivorship", "tfr_scale": "survivorship",
         "fertility_pattern": "share_65_plus", "age": "median_age"}  # fmt: skip


def about(name: str) -> dict[str, str]:
    """Return unit and labels of a variable or a dim as attributes of an array (CF: ``units``, ``long_name``); none of an unknown one."""
    term = VOCABULARY.get(_LIKE.get(name, name))
    label = _ARRAYS.get(name) or COLUMNS.get(name) if name not in VOCABULARY else VOCABULARY[name].text
    units = {"units": term.unit, "units_ja": term.unit_ja} if term is not None else {}
    return units | ({"long_name": label.say("en"), "long_name_ja": label.say("ja")} if label is not None else {})


def with_labels(dataset: Dataset) -> Dataset:
    """Give every variable and dim of a Dataset its unit and labels, in place, beside the attributes it has; return it."""
    for name, variable in cast("Any", dataset).variables.items():
        variable.attrs.update(about(str(name)))
    return dataset


class Titled(Protocol):
    """A source, of inputs or of a scenario: its title as printed, and in English where it has one."""

    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def english(self) -> str: ...  # noqa: D102


def title_text(source: Titled) -> Text:
    """Return the title of a source: in English where that is known, else as it is printed."""
    return Text(source.english or source.title, source.title)


def publisher_text(name: str) -> Text:
    """Return a publisher's name: in English where that is known, else as it is printed."""
    return _PUBLISHERS.get(name, Text(name, name))


# What others published: a pattern of the series' key, its name, and the day of the year it stands for ("" is the launch's own).
_SERIES: tuple[tuple[str, Text, str], ...] = (
    (r"ipss(\d{4})", Text("IPSS {year}", "社人研{year}年推計"), "10-01"),
    (r"(?:city|town|village)(\d{4})_own", Text("Own projection of {year}", "独自推計（{year}年）"), ""),
    (r"(?:city|town|village)(\d{4})_outlook", Text("Outlook of {year}", "将来展望（{year}年）"), ""),
    (
        r"settlement(?:_area)?(\d{4})_own",
        Text("Settlement area's projection of {year}", "定住自立圏の推計（{year}年）"),
        "",
    ),
    (
        r"settlement(?:_area)?(\d{4})_outlook",
        Text("Settlement area's outlook of {year}", "定住自立圏の将来展望（{year}年）"),
        "",
    ),
    # what population visions call theirs, beside scenarios of the same name
    (r"pattern(\d+)", Text("Pattern {of}, published", "パターン{of}の公表値"), ""),
    (r"simulation(\d+)", Text("Simulation {of}, published", "シミュレーション{of}の公表値"), ""),
    (r"(outlook)", Text("Outlook, published", "将来展望の公表値"), ""),
    (r"(baseline)", Text("Baseline, published", "基準推計の公表値"), ""),
)


def series_text(key: str) -> Text:
    """Return what a published series is called; a key that no pattern knows is its own name."""
    for pattern, said, _ in _SERIES:
        found = re.fullmatch(pattern, key)
        if found:
            return said.filled(year=found[1], of=found[1])
    return Text(key, key)


def series_day(key: str) -> str:
    """Return the day ("MM-DD") a published series stands for; empty where it is that of the projection beside it."""
    return next((day for pattern, _, day in _SERIES if re.fullmatch(pattern, key)), "")


def is_national(key: str) -> bool:
    """Tell whether a published series is the national institute's."""
    return re.fullmatch(_SERIES[0][0], key) is not None


NOT_CROSSED = Text("not crossed", "達しない")  # a line, in the years looked at: of later ones nothing is known

# Colours of every output. Okabe and Ito (2008), "Color Universal Design", without yellow and black: yellow cannot be seen on
# white, black is for outlooks.
# Okabe and Ito (2008), and a brown and an indigo of Tol: told apart by protan, deutan and tritan eyes as well.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#661100", "#332288")
INK, MUTED, GRID = "#222222", "#5F5F5F", "#DDDDDD"
ACCENT, GOOD, BAD = "#1F4E79", "#0B6B2E", "#A61B1B"
SEX_COLOURS = {"male": "#0072B2", "female": "#D55E00"}
AGE_COLOURS = ("#56B4E9", "#0072B2", "#E69F00")  # 0-14, 15-64, 65+
FLOW_COLOURS = {"natural_change": "#D55E00", "net_migration": "#0072B2"}
