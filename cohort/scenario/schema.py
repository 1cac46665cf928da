"""The human form: what may be written in a scenario file, table by table.

Shape and types only. What needs several tables or several files is checked in ``checks`` and ``resolve``.
Every machine file is a human file too: the keys that only resolving writes are ``file``, ``based_on`` and
``values``.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PrivateAttr,
    StringConstraints,
    Tag,
)
from pydantic_core import PydanticCustomError

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Year = Annotated[int, Field(strict=True, ge=1900, le=2200)]
YearKey = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Text = Annotated[str, StringConstraints(pattern=r"\S")]


def _as_date(value: object) -> object:
    if isinstance(value, datetime):
        raise PydanticCustomError("date_type", "a date without a time")
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("date_type", "a date") from None
    return value


Day = Annotated[date, BeforeValidator(_as_date)]


class Table(BaseModel):
    """A table of the file: strict types, no unknown key."""

    model_config = ConfigDict(extra="forbid", strict=True)
    _broken: set[str] = PrivateAttr(default_factory=set)

    def ok(self, *names: str) -> bool:
        """Return whether these fields could be read (an optional one that is absent could)."""
        return not self._broken.intersection(names)


class Title(Table):
    """Title in both languages."""

    en: Text
    ja: Text


class LaunchTable(Table):
    """What the projection starts from."""

    date: Day = Field(description="Reference date of the launch population, e.g. 2020-01-01.")
    basis: Literal["register", "census"] = Field(description="Which count the launch population is.")
    until: Year = Field(description="Last year of the projection.")
    step: Literal[1, 5] = Field(1, description="Years in a step.")
    events: list[Year] = Field(
        default_factory=list,
        description="Calendar years whose births, deaths and migrants set the levels.",
    )
    rake_to: Day | None = Field(None, description="Date of the census whose totals the launch is raked to.")
    unknown: Literal["spread", "refuse"] = Field(
        "spread", description="What happens to persons of unknown age."
    )
    births: Literal["asfr", "child_woman_ratio"] = Field("asfr", description="How births are calculated.")
    migration_timing: Literal["even", "end"] = Field("even", description="When in a step migrants move.")
    migration_censuses: list[Year] = Field(
        default_factory=list,
        description="Censuses, five years apart, between which the ages of migrants are observed; default: the last three.",
    )


class Converge(Table):
    """``{ converge = 0, by = 2035 }``: straight to a value, then hold it."""

    converge: Number
    by: Year


def _kind_of_after(value: object) -> str:
    return "table" if isinstance(value, dict | Converge) else "word"


AfterRule = Annotated[
    Annotated[Literal["hold", "hold_rates"], Tag("word")] | Annotated[Converge, Tag("table")],
    Discriminator(_kind_of_after),
]


class ValueRow(Table):
    """One resolved value (machine form)."""

    period: Year
    value: Number
    origin: Literal["point", "linear", "geometric", "step", "logistic", "hold", "converge"]
    source: Text
    file: Text


class MeasureTable(Table):
    """A measure over time: exactly one of ``points``, ``series`` and (machine form) ``values``."""

    unit: str = Field(description="Unit of the measure, e.g. 'births per woman'.")
    points: dict[YearKey, Number] | None = Field(None, description="Year and value, years ascending.")
    series: Text | None = Field(None, description="CSV file beside this one: year,value[,area].")
    values: list[ValueRow] | None = Field(None, description="Machine form: one row a year.")
    between: Literal["linear", "geometric", "step", "logistic"] | None = Field(
        None, description="How years between two points are filled."
    )
    after: AfterRule = Field(description="What follows the last point.")
    relative: bool = Field(False, description="Values multiply the launch level: 0.5 is halved.")
    added: bool = Field(False, description="Values are added to the launch level.")
    jump_off: Literal["observed", "scenario"] = Field(
        "observed", description="Whether the launch value must agree with the observed one."
    )
    source: Text = Field(description="Key of a table under [sources].")
    _points: list[tuple[int, float]] = PrivateAttr(default_factory=list)

    @property
    def written(self) -> list[tuple[int, float]]:
        """Years and values as written, of the points or of the series once it is read."""
        return self._points

    @property
    def relation(self) -> Literal["absolute", "relative", "added"]:
        """What the values refer to."""
        return "relative" if self.relative else "added" if self.added else "absolute"


class BandTable(MeasureTable):
    """Migration of an age band."""

    ages: str = Field(description="'10-39', '65+' or '7'.")
    flow: Literal["net", "in", "out"] = Field(description="Which flow the values are.")


class Member(Table):
    """A person of a household."""

    sex: Literal["male", "female"]
    age: Annotated[int, Field(strict=True, ge=0, le=130)]


class HouseholdsTable(Table):
    """Households that move in each year."""

    template: Text | None = Field(None, description="A built-in household, or a name for the members given.")
    members: list[Member] | None = Field(None, description="Persons of one household.")
    per_year: Annotated[float, Field(strict=True, allow_inf_nan=False)] = Field(
        description="Households a year."
    )
    first_year: Year
    last_year: Year | None = Field(None, description="Last year; without it, every year to the end.")
    source: Text


class FertilityGroup(Table):
    """Fertility: by rate or by number of births."""

    tfr: MeasureTable | None = None
    births: MeasureTable | None = None


class LifeExpectancyGroup(Table):
    """Life expectancy at birth by sex."""

    male: MeasureTable | None = None
    female: MeasureTable | None = None


class MortalityGroup(Table):
    """Mortality."""

    e0: LifeExpectancyGroup | None = None


class MigrationGroup(Table):
    """Migration: totals, age bands and households."""

    net: MeasureTable | None = None
    in_: MeasureTable | None = Field(None, alias="in")
    out: MeasureTable | None = None
    band: list[BandTable] | None = None
    households: list[HouseholdsTable] | None = None


class ShockTable(Table):
    """A dated event."""

    measure: Literal["mortality.mx", "fertility.tfr", "migration.net"]
    first_year: Year
    last_year: Year
    factor: Number | None = Field(None, description="Multiplies rates; for mortality.mx and fertility.tfr.")
    persons: Number | None = Field(None, description="Persons a year; for migration.net.")
    ages: str | None = Field(None, description="'65+'; without it, all ages.")
    source: Text


class CalibrateTable(Table):
    """Reproduce a published total by one lever."""

    lever: Literal["migration.net", "fertility.tfr"]
    measure: str = Field(description="What was published, e.g. population.")
    year: Year
    value: Number
    source: Text


class OutlookTable(Table):
    """What the plan promises."""

    measure: str
    year: Year
    at_least: Number | None = None
    at_most: Number | None = None
    about: Number | None = None
    rounding: Number | None = Field(
        None,
        description="With about: what the plan rounds to, e.g. 1000; default: the place of the last digit that is not 0.",
    )
    scope: Literal["set", "scenario"] = Field(
        "set",
        description="An outlook for every scenario of the set, or a figure published for this scenario alone.",
    )
    wording: str = Field("", description="The figure in the plan's own words, e.g. 27,000人程度.")
    source: Text


class ConnectedTable(Table):
    """People with ties to the place whose home is elsewhere."""

    kind: list[dict[str, Any]] = Field(
        description="One table a kind of tie, kept as written; each has a name."
    )
    source: Text


class SourceTable(Table):
    """Where a number comes from."""

    kind: Literal["document", "dataset", "assumption"]
    title: Text
    publisher: str = ""
    where: str = ""
    quote: str = ""
    note: str = ""


class SweepTable(Table):
    """``"fertility.tfr@2025" = [1.44, 1.63]`` and the source that says these are what-ifs."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, list[Number]] = Field(init=False)
    source: Text


class ScenarioFile(Table):
    """A scenario file, whole."""

    format: Literal[1] = Field(description="Version of the format.")
    name: Annotated[str, StringConstraints(pattern=r"^[^\s\[\]/\\@=,]+(\[[^\[\]]+\])?$")] = Field(
        description="Label of the scenario in every output."
    )
    title: Title
    short: Title | None = Field(
        None, description="Title for line ends, legends and narrow columns; default: the title."
    )
    role: Literal["main", "plan", "variant"] = Field(
        "main", description="plan: the one whose targets are checked; variant: a reading, in tables only."
    )
    order: Annotated[int, Field(strict=True)] | None = Field(None, description="Place in tables and charts.")
    inherits: Text | None = Field(None, description="Name of a file in the same folder.")
    combine: list[Text] | None = Field(None, description="Names of files in the same folder.")
    without: list[Text] | None = Field(None, description="Inherited assumptions that are not taken over.")
    based_on: list[Text] | None = Field(None, description="Machine form: scenarios this one was made from.")
    file: Text | None = Field(None, description="Machine form: file it was resolved from.")
    launch: LaunchTable | None = None
    fertility: FertilityGroup | None = None
    mortality: MortalityGroup | None = None
    migration: MigrationGroup | None = None
    shock: list[ShockTable] | None = None
    calibrate: CalibrateTable | None = None
    outlook: list[OutlookTable] | None = None
    connected: ConnectedTable | None = None
    sweep: SweepTable | None = None
    sources: dict[str, SourceTable] = Field(default_factory=dict)
