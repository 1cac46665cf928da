"""The tables an input folder may hold: columns, allowed values, ranges, and what makes a row unique."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from cohort.vocabulary import COVERAGES, SEXES

Kind = Literal["text", "choice", "integer", "number", "date", "age_group", "area", "source"]

BASES = ("census", "register")
EVENT_BASES = ("register", "vital_statistics", "migration_report")
MEASURES = ("births", "deaths", "in_migration", "out_migration")
BROAD_AGES = ("all", "0-14", "15-64", "65+", "75+", "foreign")
SOURCE_KINDS = ("document", "dataset", "assumption")
FIRST_YEAR, LAST_YEAR = 1850, 2200
OLDEST_AGE = 130


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        Header in the file and column in the table.
    kind : Kind
        How a cell is read.
    choices : tuple of str
        Allowed words, for ``choice``.
    low, high : float
        Smallest and largest number allowed.
    blank : bool
        Whether an empty cell is allowed, meaning "not published".
    """

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    blank: bool = False


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, and the columns that together occur once.

    Attributes
    ----------
    name : str
        Attribute of ``Inputs``; the file is ``<name>.csv``.
    columns : tuple of Column
        In the order they are written.
    key : tuple of str
        Two rows that agree in these columns are duplicates.
    en, ja : str
        What the table holds.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    en: str
    ja: str

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return next(column for column in self.columns if column.name == name)


_INF = math.inf
_SOURCE = Column("source", "source")
_SEX = Column("sex", "choice", SEXES)
_DATE = Column("date", "date")
_YEAR = Column("year", "integer", low=FIRST_YEAR, high=LAST_YEAR)
_AGE = Column("age", "integer", low=0, high=OLDEST_AGE)
MOST_PERSONS = 2e8  # Japan never had more than 128 million residents: what is above is a slip of the keys
_COUNT = Column("population", "number", low=0, high=MOST_PERSONS)

_ROWS: tuple[Table, ...] = (
    Table(
        "population",
        (Column("basis", "choice", BASES), _DATE, _SEX, Column("age_group", "age_group"), _COUNT, _SOURCE),
        ("basis", "date", "sex", "age_group"),
        "population by age and sex",
        "男女・年齢別人口",
    ),
    Table(
        "broad_ages",
        (
            Column("basis", "choice", BASES),
            _DATE,
            Column("sex", "choice", ("both", *SEXES)),
            Column("age_group", "choice", BROAD_AGES),
            _COUNT,
            _SOURCE,
        ),
        ("basis", "date", "sex", "age_group"),
        "totals and broad ages",
        "総数・年齢区分別人口",
    ),
    Table(
        "events",
        (
            Column("basis", "choice", EVENT_BASES),
            Column("coverage", "choice", tuple(COVERAGES)),
            Column("start", "date"),
            Column("end", "date"),
            Column("measure", "choice", MEASURES),
            Column("value", "number", low=0, high=MOST_PERSONS),
            _SOURCE,
        ),
        ("basis", "coverage", "start", "end", "measure"),
        "births, deaths and migrants",
        "出生・死亡・転入・転出",
    ),
    Table(
        "tfr",
        (_YEAR, Column("tfr", "number", low=0.3, high=10), _SOURCE),
        ("year",),
        "total fertility rate",
        "合計特殊出生率",
    ),
    Table(
        "published",
        (
            Column("series", "text"),
            Column("area", "area"),
            Column("measure", "text"),
            _YEAR,
            Column("value", "number"),
            _SOURCE,
        ),
        ("series", "area", "measure", "year"),
        "published projections and outlooks",
        "公表された推計・展望",
    ),
    Table(
        "published_by_age",
        (Column("series", "text"), _DATE, _SEX, Column("age_group", "age_group"), _COUNT, _SOURCE),
        ("series", "date", "sex", "age_group"),
        "published projections by age and sex",
        "公表された男女・年齢別推計",
    ),
    Table(
        "targets",
        (
            Column("strategy", "text"),
            Column("measure", "text"),
            Column("ages", "text", blank=True),
            Column("unit", "text"),
            Column("base_year", "integer", low=FIRST_YEAR, high=LAST_YEAR),
            Column("base", "number"),
            Column("target_year", "integer", low=FIRST_YEAR, high=LAST_YEAR),
            Column("target", "number"),
            Column("note", "text", blank=True),
            _SOURCE,
        ),
        ("strategy", "measure", "ages", "target_year"),
        "targets of the plans",
        "計画の目標値",
    ),
    Table(
        "kpis",
        (
            Column("number", "integer", low=1, high=_INF),
            Column("kpi", "text"),
            Column("unit", "text"),
            Column("base_2022", "number", blank=True),
            Column("target_2028", "number"),
            Column("actual_2024", "number", blank=True),
            Column("published_rating", "choice", ("A", "B", "C", "D"), blank=True),
            _SOURCE,
        ),
        ("number", "kpi"),
        "indicators of the settlement area",
        "定住自立圏の指標",
    ),
    Table(
        "life_tables",
        (_YEAR, _SEX, _AGE, Column("qx", "number", low=0, high=1), _SOURCE),
        ("year", "sex", "age"),
        "life tables (probability of dying)",
        "生命表（死亡確率）",
    ),
    Table(
        "asfr",
        (_YEAR, _AGE, Column("asfr", "number", low=0, high=1), _SOURCE),
        ("year", "age"),
        "age-specific fertility rates",
        "年齢別出生率",
    ),
    Table(
        "births_by_sex",
        (
            _YEAR,
            Column("male", "number", low=1, high=MOST_PERSONS),
            Column("female", "number", low=1, high=MOST_PERSONS),
            _SOURCE,
        ),
        ("year",),
        "live births by sex",
        "男女別出生数",
    ),
    Table(
        "life_expectancy",
        (_YEAR, _SEX, _AGE, Column("ex", "number", low=0, high=110), _SOURCE),
        ("year", "sex", "age"),
        "life expectancy",
        "平均余命",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _ROWS}
