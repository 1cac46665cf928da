"""The machine form of a scenario: everything explicit, nothing left to default.

A period's value is the value of the interval that begins in that year. Trajectories are complete from their
first point to the horizon, except under ``hold_rates``, where the rates that belong to the last value go on
and no value is written. Values stand for single years whatever the step.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cohort.text import Text
from cohort.vocabulary import WANTED
from cohort.wording import Amount, is_persons, is_share

Relation = Literal["absolute", "relative", "added"]
Bound = Literal["about", "at_least", "at_most"]
Scope = Literal["set", "scenario"]
Role = Literal["main", "plan", "variant"]


_BOUNDS: dict[str, Text] = {
    "about": Text("about {amount}", "約{amount}{unit}"),
    "at_least": Text("at least {amount}", "{amount}{unit}以上"),
    "at_most": Text("at most {amount}", "{amount}{unit}以下"),
}


def printed_rounding(value: float, measure: str = "population") -> float:
    """Return what a printed figure is rounded to: the place of its last digit that is not 0; of a share a percent at most.

    >>> printed_rounding(89000), printed_rounding(75056)
    (1000.0, 1.0)
    >>> printed_rounding(0.441, "share_65_plus"), printed_rounding(0.4, "share_65_plus")
    (0.001, 0.01)
    """
    if value == 0:
        return 1.0
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    place = float(Decimal(1).scaleb(int(exponent)))
    return min(place, 0.01) if is_share(measure) else place


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
    """What a plan looks forward to, or what it publishes for one of its paths.

    Attributes
    ----------
    measure, year : str, int
        What it is about, and when.
    source : str
        Key of the source.
    bound : str
        "about" (a figure as plans print it), "at_least" or "at_most".
    value : float
        The figure, in the measure's unit.
    rounding : float
        With "about": what the plan rounds to (1000 for 約89,000), in the measure's unit.
    scope : str
        "set": an outlook, asked of every scenario of the folder. "scenario": a figure published for this scenario alone,
        which is compared with what the scenario gives.
    wording : str
        The figure in the plan's own words ("27,000人程度"); empty where it is only a number.
    """

    measure: str
    year: int
    source: str
    bound: Bound
    value: float
    rounding: float = 0.0
    scope: Scope = "set"
    wording: str = ""

    def limits(self) -> tuple[float, float]:
        """Return the lowest and the highest value with which it is met.

        "About" is judged by the plan's rounding: a value that rounds to the figure meets it. For an outlook, so does one on
        the side the plan wants (more residents, a smaller share aged 65+); a published figure is met on neither side.
        """
        if self.bound != "about":
            return (self.value, math.inf) if self.bound == "at_least" else (-math.inf, self.value)
        low, high = self.value - self.rounding / 2, self.value + self.rounding / 2
        wanted = WANTED.get(self.measure) if self.scope == "set" else None
        return (-math.inf if wanted == "less" else low), (math.inf if wanted == "more" else high)

    @property
    def said(self) -> Text:
        """The figure as the plan speaks: ``about 89,000``, ``約89,000人``."""
        amount, unit = Amount(self.measure, self.value), "人" if is_persons(self.measure) else ""
        if self.wording:
            return Text(
                "about {amount}" if self.bound == "about" else _BOUNDS[self.bound].en,
                self.wording,
                amount=amount,
            )
        return Text(_BOUNDS[self.bound].en, _BOUNDS[self.bound].ja, amount=amount, unit=unit)


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
        "main" is drawn and discussed; "plan" is the main one whose targets are checked (one a set at most); "variant" (a
        reading of the plan, a sweep) appears in tables.
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
    short_en: str = ""
    short_ja: str = ""

    def trajectory(self, measure: str) -> Trajectory | None:
        """Return the trajectory of a measure, or None if the inputs rule."""
        return next((item for item in self.trajectories if item.measure == measure), None)

    def title(self, language: str) -> str:
        """Return the title in one language."""
        return self.title_ja if language == "ja" else self.title_en

    def short(self, language: str) -> str:
        """Return the short title in one language, for line ends, legends and narrow columns; the title where none is written."""
        return (self.short_ja if language == "ja" else self.short_en) or self.title(language)

    @property
    def is_main(self) -> bool:
        """Whether it is drawn and discussed."""
        return self.role != "variant"

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
