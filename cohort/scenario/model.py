"""The machine form of a scenario: everything explicit, nothing left to default.

A period's value is the value of the interval that begins in that year. Trajectories are complete from their
first point to the horizon, except under ``hold_rates``, where the rates that belong to the last value go on
and no value is written. Values stand for single years whatever the step.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Relation = Literal["absolute", "relative", "added"]
Role = Literal["main", "variant"]


@dataclass(frozen=True)
class Source:
    """Where a number comes from. ``kind``: document, dataset, or assumption (a what-if)."""

    key: str
    kind: Literal["document", "dataset", "assumption"]
    title: str
    publisher: str = ""
    where: str = ""
    quote: str = ""
    note: str = ""


@dataclass(frozen=True)
class Launch:
    """What the projection starts from, and what the rates are calibrated to.

    Attributes
    ----------
    date : date
        Reference date of the launch population.
    basis : str
        "register" or "census": which count of ``population.csv``.
    until : int
        Last year (an instant).
    step : int
        1 or 5 years.
    events : tuple of int
        Calendar years whose births, deaths and migrants set the levels of fertility, mortality and migration.
    rake_to : date or None
        Census date whose totals by sex and broad age the launch population is raked to.
    unknown : str
        What happens to persons of unknown age: "spread" over the known ages, or "refuse".
    births : str
        "asfr" or "child_woman_ratio".
    migration_timing : str
        "even" or "end".
    migration_censuses : tuple of int
        Years of the censuses, five years apart, between which the ages of migrants are observed; empty for the last
        three up to the launch.
    """

    date: datetime.date
    basis: Literal["register", "census"]
    until: int
    step: int = 1
    events: tuple[int, ...] = ()
    rake_to: datetime.date | None = None
    unknown: Literal["spread", "refuse"] = "spread"
    births: Literal["asfr", "child_woman_ratio"] = "asfr"
    migration_timing: Literal["even", "end"] = "even"
    migration_censuses: tuple[int, ...] = ()


@dataclass(frozen=True)
class Value:
    """One value of a trajectory.

    ``origin``: "point", "linear", "geometric", "step", "logistic", "hold", "converge".
    """

    period: int
    value: float
    origin: str
    source: str
    file: str


@dataclass(frozen=True)
class After:
    """What follows the last point: ``hold``, ``hold_rates``, or ``converge`` (to ``to`` by ``by``)."""

    kind: Literal["hold", "hold_rates", "converge"]
    to: float | None = None
    by: int | None = None


@dataclass(frozen=True)
class Trajectory:
    """A measure over time, resolved.

    Attributes
    ----------
    measure : str
        "fertility.tfr", "fertility.births", "mortality.e0.male", "mortality.e0.female", "migration.net",
        "migration.in", "migration.out".
    unit : str
        As the file states it; checked against the measure.
    values : tuple of Value
        By period, ascending, no gaps from the first point to the last resolved period.
    after : After
        The rule after the last point.
    relation : str
        "absolute"; "relative" (values multiply the launch level: 0.5 is halved); "added" (values are added
        to it).
    jump_off : str
        "observed" (must agree with the observed launch value) or "scenario".
    source : str
        Key of the source.
    """

    measure: str
    unit: str
    values: tuple[Value, ...]
    after: After
    relation: Relation = "absolute"
    jump_off: Literal["observed", "scenario"] = "observed"
    source: str = ""

    def at(self, period: int) -> Value | None:
        """Return the value of a period, or None outside the resolved range."""
        first = self.values[0].period
        index = period - first
        return self.values[index] if 0 <= index < len(self.values) else None


@dataclass(frozen=True)
class Band:
    """Net, in- or out-migration of an age band: ages ``low`` to ``high`` (inclusive; None is open)."""

    low: int
    high: int | None
    trajectory: Trajectory


@dataclass(frozen=True)
class Households:
    """Households that move in each year: persons by sex and age are the template's, one row a person."""

    template: str
    members: tuple[tuple[str, int], ...]
    per_year: float
    first_year: int
    last_year: int | None
    source: str


@dataclass(frozen=True)
class Shock:
    """A dated event over the periods ``first_year`` to ``last_year``.

    ``factor`` multiplies a measure ("mortality.mx", "fertility.tfr"); ``persons`` a year are added to
    "migration.net".
    """

    measure: str
    first_year: int
    last_year: int
    source: str
    factor: float | None = None
    persons: float | None = None
    ages: tuple[int, int | None] = (0, None)


@dataclass(frozen=True)
class Calibrate:
    """Reproduce a published total by one lever ("migration.net", "fertility.tfr"); report the level."""

    lever: str
    measure: str
    year: int
    value: float
    source: str


@dataclass(frozen=True)
class Outlook:
    """What the plan promises. One of ``at_least``, ``at_most`` or ``about`` (with ``within``, a share)."""

    measure: str
    year: int
    source: str
    at_least: float | None = None
    at_most: float | None = None
    about: float | None = None
    within: float = 0.01


@dataclass(frozen=True)
class Connected:
    """The rows of ``[connected]``, kept as written: people with ties to the place whose home is elsewhere."""

    kinds: tuple[dict[str, object], ...]
    source: str


@dataclass(frozen=True)
class Scenario:
    """One scenario in the machine form.

    Attributes
    ----------
    name, title_en, title_ja : str
        ``name`` is the label on the scenario dim.
    role : str
        "main" is drawn and discussed; "variant" (a reading of the plan, a sweep) appears in tables.
    based_on : tuple of str
        Names of the scenarios it inherits from or combines, nearest first.
    trajectories : tuple of Trajectory
        One for each measure named.
    order : int or None
        Place in tables and charts; those without one follow by file name.
    """

    name: str
    title_en: str
    title_ja: str
    role: Role
    file: str
    launch: Launch
    based_on: tuple[str, ...] = ()
    trajectories: tuple[Trajectory, ...] = ()
    bands: tuple[Band, ...] = ()
    households: tuple[Households, ...] = ()
    shocks: tuple[Shock, ...] = ()
    calibrate: Calibrate | None = None
    outlooks: tuple[Outlook, ...] = ()
    connected: Connected | None = None
    sources: tuple[Source, ...] = ()
    order: int | None = None

    def trajectory(self, measure: str) -> Trajectory | None:
        """Return the trajectory of a measure, or None if the inputs rule."""
        return next((item for item in self.trajectories if item.measure == measure), None)

    def title(self, language: str) -> str:
        """Return the title in one language."""
        return self.title_ja if language == "ja" else self.title_en

    @property
    def what_if(self) -> bool:
        """Whether it is called a what-if: it rests on an assumption of somebody's, or its title says so."""
        return "what-if" in self.title_en.lower() or any(one.kind == "assumption" for one in self.sources)

    def __repr__(self) -> str:
        named = [item.measure for item in self.trajectories]
        return f"<Scenario {self.name!r}: {self.title_en}; {', '.join(named) or 'no assumption of its own'}>"

    def _repr_html_(self) -> str:
        from cohort.scenario.display import scenario_html

        return scenario_html(self)


@dataclass(frozen=True)
class ScenarioSet:
    """The scenarios of a folder: one launch year and one step for all, in the order they are shown."""

    folder: str
    scenarios: tuple[Scenario, ...]

    def __iter__(self) -> Iterator[Scenario]:
        return iter(self.scenarios)

    def __len__(self) -> int:
        return len(self.scenarios)

    def __getitem__(self, name: str) -> Scenario:
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        raise KeyError(f"no scenario {name!r}; there are: {', '.join(s.name for s in self.scenarios)}")

    def __repr__(self) -> str:
        return f"<ScenarioSet {self.folder!r}: {', '.join(scenario.name for scenario in self.scenarios)}>"

    def _repr_html_(self) -> str:
        from cohort.scenario.display import set_html

        return set_html(self)
