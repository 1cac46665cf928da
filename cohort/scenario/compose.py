"""A combination of options to a scenario: the plan's tables with what the options lay over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, Problem, ScenarioError
from cohort.scenario.choices import Choices, Combination, Option
from cohort.scenario.library import Document, Library
from cohort.scenario.measures import MEASURES
from cohort.scenario.model import Launch, Scenario
from cohort.scenario.resolve import resolve


@dataclass(frozen=True)
class Reading:
    """One reading of a plan.

    Attributes
    ----------
    options : tuple of str
        The option of each switch, in their order.
    scenario : Scenario or None
        What it assumes; None where the tables cannot stand together.
    stands_on : Scenario or None
        The scenario whose calibration it takes over, under the same launch.
    error : CohortError or None
        Why there is no scenario.
    """

    options: tuple[str, ...]
    scenario: Scenario | None
    stands_on: Scenario | None = None
    error: CohortError | None = None


class Composer:
    """Scenarios of combinations, each distinct file and calibrated base resolved once."""

    def __init__(self, choices: Choices, library: Library | None = None) -> None:
        self.choices = choices
        self.folder = Path(choices.folder)
        self.library = library or Library(self.folder, choices.area)
        self._bases: dict[str, Scenario] = {}
        self._pieces: dict[tuple[str, str, int | None], Scenario | Launch | list[Problem]] = {}

    @cached_property
    def files(self) -> list[str]:
        """Names of the scenario files of the folder."""
        return sorted(self.library.there)

    def document(self, options: Iterable[Option]) -> Document:
        """Return the file that a combination reads."""
        name = next((one.scenario for one in options if one.scenario is not None), self.choices.plan)
        return self.library.document(self.folder / f"{name.removesuffix('.toml')}.toml")

    def reading(self, chosen: Combination) -> Reading:
        """Return the reading of one combination."""
        names = tuple(option.name for option in chosen.values())
        label = ",".join(f"{switch}={option.name}" for switch, option in chosen.items())
        document = self.document(chosen.values())
        scenario = self._scenario(document, tuple(chosen.values()))
        if isinstance(scenario, list):
            return Reading(names, None, error=ScenarioError(label, scenario))
        scenario = scenario.changed(name=f"{self.choices.plan}[{label}]", file=label, role="variant")
        base = self._base(document, chosen)
        if base is not None:
            scenario = scenario.changed(
                calibrate=base.calibrate,
                based_on=(base.name, *(name for name in scenario.based_on if name != base.name)),
            )
        return Reading(names, scenario, base)

    def composed(self, document: Document, options: tuple[Option, ...], own: bool = True) -> Document:
        """Return a file with what options lay over it; ``own=False``: over the launch and over parts that it has itself only."""
        return self._made(document, *_laid(document, options, own))

    def _made(self, document: Document, laid: dict[str, Any], reached: int | None) -> Document:
        """Return a file with tables laid over it."""
        raw: dict[str, Any] = {
            "format": 1,
            "name": "reading",
            "title": {"en": "Reading", "ja": "別の解釈"},
            "inherits": document.path.stem,
        }
        for key, value in laid.items():
            table = value
            if isinstance(value, dict):
                table = {**self._written(document, key, raw), **value}
                if reached is not None and key in _targets(document) and "points" not in value:
                    table |= _moved(document.parts[key].rows[0].written, reached)
            _put(raw, key, table)
        return self.library.from_tables(raw, self.folder / "reading.toml")

    def _scenario(self, document: Document, options: tuple[Option, ...], own: bool = True) -> Scenario | list[Problem]:
        """Return the scenario that options make of a file, or what is wrong; each part is read and resolved once."""
        laid, reached = _laid(document, options, own)
        alone = set(laid) <= {"launch", *MEASURES} and "until" not in laid.get("launch", {})
        if not alone:  # parts that hang together are read together
            made = self._made(document, laid, reached)
            return resolve(made) if made.usable else made.problems.found
        scenario = self._piece(document, {}, None)
        for key, value in laid.items():
            piece = self._piece(document, {key: value}, reached if key in MEASURES else None)
            if isinstance(piece, list):
                return piece
            assert isinstance(scenario, Scenario)  # it read well as the plan, or as a scenario of the set
            if isinstance(piece, Launch):
                scenario = scenario.changed(launch=piece)
                continue
            paths = {one.measure: one for one in (*scenario.trajectories, piece.trajectory(key)) if one is not None}
            sources = {one.key: one for one in (*scenario.sources, *piece.sources)}
            scenario = scenario.changed(
                trajectories=tuple(paths[name] for name in MEASURES if name in paths), sources=tuple(sources.values())
            )
        assert not isinstance(scenario, Launch)
        return scenario

    def _piece(
        self, document: Document, laid: dict[str, Any], reached: int | None
    ) -> Scenario | Launch | list[Problem]:
        """Return the scenario of a file with one part laid over it, of which a launch is all, or what is wrong; made once."""
        key = document.path.name, repr(laid), reached
        if key not in self._pieces:
            made = self._made(document, laid, reached)
            of_all = made.parts["launch"].rows[0] if "launch" in laid and made.usable else None
            self._pieces[key] = of_all or (resolve(made) if made.usable else made.problems.found)
        return self._pieces[key]

    def _written(self, document: Document, key: str, raw: dict[str, Any]) -> dict[str, Any]:
        """Return a part as its file writes it, its citation under a key that means the same source here."""
        part = document.parts.get(key)
        if part is None:
            return {}
        table: dict[str, Any] = part.rows[0].model_dump(exclude_unset=True, by_alias=True)
        cited = table.get("source")
        if cited is not None and document.scope.get(cited) != part.scope[cited]:
            table["source"] = f"{cited}@{Path(part.file).stem}"
            raw.setdefault("sources", {})[table["source"]] = part.scope[cited].model_dump(exclude_unset=True)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in table.items()}

    def _base(self, document: Document, chosen: Combination) -> Scenario | None:
        """Return the scenario that states the calibration a combination stands on, with the same launch; made once."""
        part = document.parts.get("calibrate")
        if part is None or part.file == document.path.name:
            return None
        stated = self.library.document(self.folder / part.file)
        touching = {
            switch.name: chosen[switch.name]
            for switch in self.choices.switches
            if any(key == "launch" or key in stated.parts for one in switch.option for key in one.parts)
        }
        name = f"{stated.path.stem}[{','.join(f'{switch}={option.name}' for switch, option in touching.items())}]"
        if name not in self._bases:
            made = self._scenario(stated, tuple(touching.values()), own=False)
            assert isinstance(made, Scenario)  # what it is laid over read well, and so did the reading
            self._bases[name] = made.changed(name=name, file=name, role="variant")
        return self._bases[name]


def _laid(document: Document, options: tuple[Option, ...], own: bool = True) -> tuple[dict[str, Any], int | None]:
    """Return the tables that options lay over a file, by part, and the year to which targets move."""
    laid: dict[str, Any] = {}
    for option in options:
        for key, value in option.parts.items():
            if own or key == "launch" or key in document.parts:
                laid[key] = {**laid.get(key, {}), **value} if isinstance(value, dict) else value
    reached = next((one.reached for one in options if one.reached is not None), None)
    for key in _targets(document) if reached is not None else ():
        laid.setdefault(key, {})
    return laid, reached


def _targets(document: Document) -> list[str]:
    """Return the measures that a file sets by points."""
    return [key for key in document.parts if key in MEASURES and document.parts[key].rows[0].written]


def _moved(written: tuple[tuple[int, float], ...], reached: int) -> dict[str, Any]:
    """Return points whose last one is reached in another year; those from that year on make way."""
    points = {str(year): value for year, value in written[:-1] if year < reached} | {str(reached): written[-1][1]}
    return {"points": points} if len(points) > 1 else {"points": points, "between": "step"}


def _put(raw: dict[str, Any], key: str, table: Any) -> None:
    """Put a part in its place: ``mortality.e0.male`` lies three deep."""
    *homes, last = key.split(".")
    for home in homes:
        raw = raw.setdefault(home, {})
    raw[last] = table


def readings_of(choices: Choices) -> list[Reading]:
    """Return every reading, in the order of `Choices.combinations`."""
    composer = Composer(choices)
    return [composer.reading(chosen) for chosen in choices.combinations()]
