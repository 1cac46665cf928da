"""The tables an input folder may hold: columns, allowed values, ranges, and what makes a row unique."""

from __future__ import annotations

from cohort.forms.cells import FIRST_YEAR, LAST_YEAR, MOST_PERSONS, Column
from cohort.forms.csv_table import CsvTable
from cohort.forms.types import OLDEST_AGE
from cohort.vocabulary import COVERAGES, SEXES, VOCABULARY

BASES = ("census", "register")
EVENT_BASES = ("register", "vital_statistics", "migration_report")
MEASURES = ("births", "deaths", "in_migration", "out_migration")
BROAD_AGES = ("all", "0-14", "15-64", "65+", "75+", "foreign")

_SOURCE = Column("source", "text")
_SEX = Column("sex", "choice", SEXES)
_DATE = Column("date", "date")
_YEAR = Column("year", "integer", low=FIRST_YEAR, high=LAST_YEAR)
_AGE = Column("age", "integer", low=0, high=OLDEST_AGE)
_COUNT = Column("population", "number", low=0, high=MOST_PERSONS)

_ROWS: tuple[CsvTable, ...] = (
    CsvTable(
        "population",
        (Column("basis", "choice", BASES), _DATE, _SEX, Column("age_group", "age_group"), _COUNT, _SOURCE),
        ("basis", "date", "sex", "age_group"),
        "population by age and sex",
        "男女・年齢別人口",
    ),
    CsvTable(
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
    CsvTable(
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
    CsvTable(
        "tfr",
        (_YEAR, Column("tfr", "number", low=0.3, high=10), _SOURCE),
        ("year",),
        "total fertility rate",
        "合計特殊出生率",
    ),
    CsvTable(
        "published",
        (
            Column("series", "key"),
            Column("area", "area"),
            Column("measure", "choice", tuple(VOCABULARY)),
            _YEAR,
            Column("value", "number"),
            _SOURCE,
        ),
        ("series", "area", "measure", "year"),
        "published projections and outlooks",
        "公表された推計・展望",
    ),
    CsvTable(
        "published_by_age",
        (Column("series", "key"), _DATE, _SEX, Column("age_group", "age_group"), _COUNT, _SOURCE),
        ("series", "date", "sex", "age_group"),
        "published projections by age and sex",
        "公表された男女・年齢別推計",
    ),
    CsvTable(
        "targets",
        (
            Column("strategy", "key"),
            Column("measure", "key"),
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
    CsvTable(
        "kpis",
        (
            Column("number", "integer", low=1, high=9999),
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
    CsvTable(
        "life_tables",
        (_YEAR, _SEX, _AGE, Column("qx", "number", low=0, high=1), _SOURCE),
        ("year", "sex", "age"),
        "life tables (probability of dying)",
        "生命表（死亡確率）",
    ),
    CsvTable(
        "asfr",
        (_YEAR, _AGE, Column("asfr", "number", low=0, high=1), _SOURCE),
        ("year", "age"),
        "age-specific fertility rates",
        "年齢別出生率",
    ),
    CsvTable(
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
    CsvTable(
        "life_expectancy",
        (_YEAR, _SEX, _AGE, Column("ex", "number", low=0, high=110), _SOURCE),
        ("year", "sex", "age"),
        "life expectancy",
        "平均余命",
    ),
)

TABLES: dict[str, CsvTable] = {table.name: table for table in _ROWS}
