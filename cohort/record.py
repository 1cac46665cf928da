"""What was done to numbers on the way, kept so that it can be read beside the result.

In a Dataset both kinds are JSON attributes (``records``, ``implied``), so that NetCDF keeps them; they are written and read here
and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cohort.text import Text

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Record:
    """One thing that was done to the numbers.

    Attributes
    ----------
    scenario : str
        Name of the scenario; empty where it holds for all.
    where : str
        The quantity or file it was done to.
    text : Text
        What was done, in a sentence with its numbers.
    """

    scenario: str
    where: str
    text: Text

    @property
    def en(self) -> str:
        """The sentence in English."""
        return self.text.say("en")

    @property
    def ja(self) -> str:
        """The sentence in Japanese."""
        return self.text.say("ja")

    def of(self, scenario: str) -> Record:
        """Return the same record under a scenario's name."""
        return replace(self, scenario=scenario)


def note(where: str, en: str, ja: str, /, **values: Any) -> Record:
    """Return a record of all scenarios from the templates of its sentence."""
    return Record("", where, Text(en, ja, **values))


_NEEDED_NET = Text(
    "{target:,.0f} residents in {year} need launch-year net migration of {value:,.0f} a year; the launch years show "
    "{observed:,.0f}.",
    "{year}年に{target:,.0f}人となるのは、基準時の社会増減を年{value:,.0f}人とした場合です（実績は{observed:,.0f}人）。",
)
_NEEDED_RATES = Text(
    "{target:,.0f} residents in {year} need net migration of {value:,.0f} a year in {start}-{end} (the rates of that step held "
    "after it); the net migration rates of {before}-{start} give {observed:,.0f}.",
    "{year}年に{target:,.0f}人となるのは、{start}～{end}年の社会増減を年{value:,.0f}人（以後はその率を維持）とした場合です"
    "（{before}～{start}年の純移動率では年{observed:,.0f}人）。",
)
_NEEDED_TFR = Text(
    "{target:,.0f} residents in {year} need a TFR of {value:.2f}; the launch years show {observed:.2f}.",
    "{year}年に{target:,.0f}人となるのは、合計特殊出生率を{value:.2f}とした場合です（実績は{observed:.2f}）。",
)


@dataclass(frozen=True)
class Implied:
    """What a calibration implies at launch.

    Attributes
    ----------
    scenario : str
        The one that is calibrated, or that stands on the calibration of another.
    lever : str
        "migration.net" (persons a year) or "fertility.tfr" (births per woman, published scale).
    value, observed : float
        The level that meets the total, and the one that the launch years show.
    target, year : float, int
        The total that is met, and when.
    censuses : (int, int) or None
        Where nobody counted migrants: years of the two censuses whose rates give ``observed``.
    """

    scenario: str
    lever: str
    value: float
    observed: float
    target: float
    year: int
    censuses: tuple[int, int] | None = None

    @property
    def given_by(self) -> Text | None:
        """What gives the level that the implied one is compared with; None where it was observed.

        >>> Implied("own", "migration.net", -455.0, -649.0, 82044.0, 2040, (2005, 2010)).given_by.say("en")
        'the rates between the censuses of 2005 and 2010'
        """
        if self.censuses is None:
            return None
        first, last = self.censuses
        return Text(
            "the rates between the censuses of {first} and {last}",
            "{first}年と{last}年の国勢調査間の率",
            first=first,
            last=last,
        )

    @property
    def record(self) -> Record:
        """The sentence that says what is implied."""
        values: dict[str, Any] = {name: getattr(self, name) for name in ("target", "year", "value", "observed")}
        said = _NEEDED_NET if self.lever == "migration.net" else _NEEDED_TFR
        if self.censuses is not None:
            before, start = self.censuses
            values |= {"before": before, "start": start, "end": 2 * start - before}
            said = _NEEDED_RATES
        return Record(self.scenario, "calibrate", said.filled(**values))


def as_attrs(records: Iterable[Record], implied: Iterable[Implied] = ()) -> dict[str, str]:
    """Return the attributes of a Dataset that hold records and what calibrations imply, as JSON."""
    rows = [{"scenario": r.scenario, "where": r.where, "en": r.en, "ja": r.ja} for r in records]
    levels = {one.scenario: _without_scenario(one) for one in implied}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in (("records", rows), ("implied", levels))}


def _without_scenario(implied: Implied) -> dict[str, object]:
    return {name: value for name, value in vars(implied).items() if name != "scenario" and value is not None}


def records_of(dataset: xr.Dataset) -> tuple[Record, ...]:
    """Return what was done to the numbers of assumptions, or of a projection that carries their attributes."""
    rows: list[Mapping[str, str]] = json.loads(dataset.attrs.get("records", "[]"))
    return tuple(Record(row["scenario"], row["where"], Text(row["en"], row["ja"])) for row in rows)


def implied_of(dataset: xr.Dataset) -> dict[str, Implied]:
    """Return what the calibrations imply, by scenario; empty without any."""
    found: Mapping[str, dict[str, Any]] = json.loads(dataset.attrs.get("implied", "{}"))
    return {name: Implied(name, **(row | _pair(row))) for name, row in found.items()}


def _pair(row: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return the two censuses as a tuple again."""
    return {"censuses": (row["censuses"][0], row["censuses"][1])} if "censuses" in row else {}
