"""What a scenario consists of: the tables of its file, and the same tables with every value filled.

A part (`Launch`, `Trajectory`, `Band`, ...) is one class, whether it was read from a file or resolved. `ScenarioFile` is a
file as people write it; `Resolved` is the machine form: everything explicit, nothing left to default, no parent to look
up. A period's value is the value of the interval that begins in that year. Trajectories are complete from their first
point to the horizon, except under ``hold_rates``, where the rates that belong to the last value go on and no value is
written. Values stand for single years whatever the step.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic.json_schema import SkipJsonSchema

from cohort.errors import did_you_mean
from cohort.forms import (
    AgeRange,
    Ages,
    Day,
    FormatOne,
    Listed,
    Name,
    Number,
    Points,
    SourceTable,
    Table,
    Title,
    Words,
    Year,
    refuse,
    shown,
)
from cohort.forms.types import Age, not_true
from cohort.scenario.connected import Connected
from cohort.scenario.outlook import Outlook
from cohort.scenario.uncertainty import Uncertainty

Role = Literal["main", "plan", "variant"]
Relation = Literal["absolute", "relative", "added"]
AFTER = ("hold", "hold_rates")


class Source(SourceTable):
    """Where a number comes from; ``key`` is what its table is called."""

    key: SkipJsonSchema[str] = Field("", exclude=True)


class Launch(Table):
    """What the projection starts from, and the years whose events set the levels."""

    date: Day = Field(description="Reference date of the launch population, e.g. 2020-01-01.")
    basis: Literal["register", "census", "estimate"] = Field(description="Which count the launch population is.")
    until: Year = Field(description="Last year of the projection.")
    step: Annotated[Literal[1, 5], BeforeValidator(not_true)] = Field(1, description="Years in a step.")
    events: Listed[Year] = Field((), description="Calendar years whose births, deaths and migrants set the levels.")
    rake_to: Day | None = Field(None, description="Date of the census whose totals the launch is raked to.")
    unknown: Literal["spread", "refuse"] = Field("spread", description="What happens to persons of unknown age.")
    births: Literal["asfr", "child_woman_ratio"] = Field("asfr", description="How births are calculated.")
    migration_timing: Literal["even", "end"] = Field("even", description="When in a step migrants move.")
    mortality: Literal["random_walk", "log_curve", "constant"] | None = Field(
        None,
        description="How the nation's level of mortality goes on after the last table known; default: random_walk, in the "
        "official form log_curve.",
    )
    mortality_window: Annotated[int, Field(strict=True)] | None = Field(
        None, description="Years of tables it is fitted to; default: 20, for the curve 40."
    )
    mortality_window_end: Year | None = Field(
        None, description="Last year of those tables; default: the last one known. 2019 leaves a pandemic out."
    )
    mortality_jump_off: Literal["observed", "fitted"] = Field(
        "observed", description="Whether it goes on from the last table or from the model's fit of it."
    )
    tfr_scale: Literal["same_year", "launch_years"] = Field(
        "same_year",
        description="What a published TFR stands for: the model's of its own year, or its level of the launch years.",
    )
    fertility_level: Literal["mean", "last_year"] = Field(
        "mean",
        description="Which level of fertility goes on: the mean of the launch years, or that mean taken to the last of them as the "
        "prefecture's TFR moved.",
    )
    migration_level: Literal["rates", "count"] = Field(
        "rates", description="What goes on after the launch years: their migration rates, or their net migrants."
    )
    migration_ages: Literal["censuses", "register"] = Field(
        "censuses", description="What shows the ages of migrants: cohorts between censuses, or the register's own."
    )
    migration_censuses: Listed[Year] = Field(
        (),
        description="Censuses, five years apart, between which the ages of migrants are observed; default: the last three.",
    )

    @property
    def counted_by(self) -> int:
        """Last calendar year whose figures are out when the launch count is: a census's own, the one before a New Year's."""
        return self.date.year - (self.date.month <= 6)

    @property
    def known_by(self) -> int:
        """Last calendar year whose figures the launch may know: `counted_by`, or the last year of its events."""
        return max([self.counted_by, *self.events])


class Converge(Table):
    """``{ converge = 0, by = 2035 }``: straight to a value, then hold it."""

    converge: Number
    by: Year


def _after_word(value: Any) -> Any:
    if value in AFTER:
        return value
    hints = [did_you_mean(value, AFTER, lang) if isinstance(value, str) else "" for lang in ("en", "ja")]
    raise refuse(
        f"got {shown(value, 'en')}; use hold, hold_rates or {{ converge = value, by = year }}.{hints[0]}",
        f"値が{shown(value, 'ja')}です。hold、hold_rates、{{ converge = 値, by = 年 }} のどれかを書いてください。{hints[1]}",
    )


After = Annotated[
    Annotated[Literal["hold", "hold_rates"], BeforeValidator(_after_word), Tag("word")]
    | Annotated[Converge, Tag("table")],
    Discriminator(lambda value: "table" if isinstance(value, dict | Converge) else "word"),
]


class Value(Table):
    """One value of a trajectory: for the interval that begins in ``period``."""

    period: Year
    value: Number
    origin: Literal["point", "linear", "geometric", "step", "logistic", "hold", "converge"]
    source: Words
    file: Words


class Trajectory(Table):
    """A measure over time: exactly one of ``points``, ``series`` and (resolved) ``values``.

    ``measure`` is the name of its table ("fertility.tfr"); ``written`` are the years and values that the file or its
    series states.
    """

    machine_keys: ClassVar[tuple[str, ...]] = ("values",)

    measure: SkipJsonSchema[str] = Field("", exclude=True)
    unit: str = Field(description="Unit of the measure, e.g. 'births per woman'.")
    points: Points | None = Field(None, description="Year and value, years ascending.")
    series: Words | None = Field(None, description="CSV file beside this one: year,value[,area].")
    values: Listed[Value] = Field((), description="Machine form: one row a year.")
    between: Literal["linear", "geometric", "step", "logistic"] | None = Field(
        None, description="How years between two points are filled."
    )
    after: After = Field(description="What follows the last point.")
    relative: bool = Field(False, description="Values multiply the launch level: 0.5 is halved.")
    added: bool = Field(False, description="Values are added to the launch level.")
    jump_off: Literal["observed", "scenario"] = Field(
        "observed", description="Whether the launch value must agree with the observed one."
    )
    source: Words = Field(description="Key of a table under [sources].")
    written: SkipJsonSchema[tuple[tuple[int, float], ...]] = Field((), exclude=True)

    @property
    def relation(self) -> Relation:
        """What the values refer to: "relative" ones multiply the launch level (0.5 is halved)."""
        return "relative" if self.relative else "added" if self.added else "absolute"

    @property
    def stated_in(self) -> str:
        """Key that states the values: "points", "series" or "values"."""
        return "values" if self.values else "series" if self.series is not None else "points"

    def at(self, period: int) -> Value | None:
        """Return the value of a period, or None outside the resolved range."""
        index = period - self.values[0].period
        return self.values[index] if 0 <= index < len(self.values) else None


class Band(Trajectory):
    """Net, in- or out-migration of an age band."""

    ages: Ages = Field(description="'10-39', '65+' or '7'.")
    flow: Literal["net", "in", "out"] = Field(description="Which flow the values are.")

    @property
    def low(self) -> int:
        """First age."""
        return self.ages.low

    @property
    def high(self) -> int | None:
        """Last age, included; None is open."""
        return self.ages.high


class Member(Table):
    """A person of a household."""

    sex: Literal["male", "female"]
    age: Age


class Households(Table):
    """Households that move in each year."""

    template: Words | None = Field(None, description="A built-in household, or a name for the members given.")
    members: Listed[Member] | None = Field(None, description="Persons of one household.")
    per_year: Number = Field(description="Households a year.")
    first_year: Year
    last_year: Year | None = Field(None, description="Last year; without it, every year to the end.")
    source: Words


class Returners(Table):
    """People who left at 18 and come back: so many more of every hundred of their cohort."""

    per_hundred: Number = Field(description="More of every hundred who left at 18; fewer where below 0.")
    ages: Ages = Field(AgeRange(22, 34), description="Ages at which they come back, evenly: '22-34'.")
    first_year: Year
    last_year: Year | None = Field(None, description="Last year; without it, every year to the end.")
    source: Words


class Shock(Table):
    """A dated event over the periods ``first_year`` to ``last_year``."""

    measure: Literal["mortality.mx", "fertility.tfr", "migration.net"]
    first_year: Year
    last_year: Year
    source: Words
    factor: Number | None = Field(None, description="Multiplies rates; for mortality.mx and fertility.tfr.")
    persons: Number | None = Field(None, description="Persons a year; for migration.net.")
    ages: Ages = Field(AgeRange(0, None), description="'65+'; without it, all ages.")


class Calibrate(Table):
    """Reproduce a published total by one lever, and report the level."""

    lever: Literal["migration.net", "fertility.tfr"]
    measure: str = Field(description="What was published, e.g. population.")
    year: Year
    value: Number
    source: Words


class Fertility(Table):
    """Fertility: by rate or by number of births."""

    tfr: Trajectory | None = None
    births: Trajectory | None = None


class LifeExpectancy(Table):
    """Life expectancy at birth by sex."""

    male: Trajectory | None = None
    female: Trajectory | None = None


class Mortality(Table):
    """Mortality."""

    e0: LifeExpectancy | None = None


class Migration(Table):
    """Migration: totals, age bands, households and returners."""

    net: Trajectory | None = None
    in_: Trajectory | None = Field(None, alias="in")
    out: Trajectory | None = None
    band: Listed[Band] | None = None
    households: Listed[Households] | None = None
    returners: Listed[Returners] | None = None


class Sweep(Table):
    """``"fertility.tfr@2025" = [1.44, 1.63]`` and the source that says these are what-ifs."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)
    __pydantic_extra__: dict[str, list[Number]] = Field(init=False)
    source: Words


class ScenarioFile(Table):
    """A scenario file, whole."""

    machine_keys: ClassVar[tuple[str, ...]] = ("based_on", "file")

    format: FormatOne = Field(description="Version of the format.")
    name: Name = Field(description="Label of the scenario in every output.")
    title: Title
    short: Title | None = Field(
        None, description="Title for line ends, legends and narrow columns; default: the title."
    )
    role: Role = Field(
        "main", description="plan: the one whose targets are checked; variant: a reading, in tables only."
    )
    order: Annotated[int, Field(strict=True)] | None = Field(None, description="Place in tables and charts.")
    inherits: Words | None = Field(None, description="Name of a file in the same folder.")
    combine: Listed[Words] | None = Field(None, description="Names of files in the same folder.")
    without: Listed[Words] | None = Field(None, description="Inherited assumptions that are not taken over.")
    based_on: Listed[Words] | None = Field(None, description="Machine form: scenarios this one was made from.")
    file: Words | None = Field(None, description="Machine form: file it was resolved from.")
    launch: Launch | None = None
    fertility: Fertility | None = None
    mortality: Mortality | None = None
    migration: Migration | None = None
    shock: Listed[Shock] | None = None
    calibrate: Calibrate | None = None
    outlook: Listed[Outlook] | None = None
    connected: Connected | None = None
    uncertainty: Uncertainty | None = None
    sweep: Sweep | None = None
    sources: dict[str, Source] = Field(default_factory=dict)


class Resolved(Table):
    """One scenario in the machine form.

    ``name`` is the label on the scenario dim. ``role``: "main" is drawn and discussed; "plan" is the main one whose targets
    are checked (one a set at most); "variant" (a reading of the plan, a sweep) appears in tables. ``based_on`` are the
    scenarios it inherits from or combines, nearest first. Those without ``order`` follow by file name.
    """

    name: str
    title: Title
    short_title: Title | None = None
    role: Role = "main"
    file: str
    launch: Launch
    based_on: Listed[str] = ()
    trajectories: Listed[Trajectory] = ()
    bands: Listed[Band] = ()
    households: Listed[Households] = ()
    returners: Listed[Returners] = ()
    shocks: Listed[Shock] = ()
    calibrate: Calibrate | None = None
    outlooks: Listed[Outlook] = ()
    connected: Connected | None = None
    uncertainty: Uncertainty | None = None
    sources: Listed[Source] = ()
    order: int | None = None

    def trajectory(self, measure: str) -> Trajectory | None:
        """Return the trajectory of a measure, or None if the inputs rule."""
        return next((item for item in self.trajectories if item.measure == measure), None)

    def short(self, language: str) -> str:
        """Return the short title in one language, for line ends, legends and narrow columns; the title where none is written."""
        return (self.short_title or self.title).say(language)

    @property
    def is_main(self) -> bool:
        """Whether it is drawn and discussed."""
        return self.role != "variant"

    @property
    def what_if(self) -> bool:
        """Whether it is called a what-if, as resolving does where it rests on an assumption of somebody's."""
        return "what-if" in self.title.en.lower()
