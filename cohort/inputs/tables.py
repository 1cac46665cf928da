"""The tables an input folder may hold: columns, allowed values, ranges, and what makes a row unique."""

from __future__ import annotations

from cohort.forms.cells import FIRST_YEAR, LAST_YEAR, MOST_PERSONS, Column
from cohort.forms.csv_table import CsvTable
from cohort.forms.types import OLDEST_AGE
from cohort.vocabulary import COVERAGES, SEXES, VOCABULARY

COUNTS = ("census", "register", "estimate")
EVENT_BASES = ("register", "vital_statistics", "migration_report", "estimate")
WORKSHEET = ("population", "survivorship", "net_migration_rate", "child_woman_ratio", "sex_ratio_0_4")
MEASURES = ("births", "deaths", "in_migration", "out_migration")


def _word(name: str, *choices: str) -> Column:
    return Column(name, "choice", choices)


def _year(name: str = "year") -> Column:
    return Column(name, "integer", low=FIRST_YEAR, high=LAST_YEAR)


def _persons(name: str = "population", low: float = 0) -> Column:
    return Column(name, "number", low=low, high=MOST_PERSONS)


_SOURCE = Column("source", "text")
_BASIS, _SEX = _word("basis", *COUNTS), _word("sex", *SEXES)
_DATE, _AGES = Column("date", "date"), Column("age_group", "age_group")
_AGE = Column("age", "integer", low=0, high=OLDEST_AGE)
_BROAD = _word("age_group", "all", "0-14", "15-64", "65+", "75+", "foreign")

_ROWS: tuple[CsvTable, ...] = (
    # name, columns, key, English, Japanese
    CsvTable("population", (_BASIS, _DATE, _SEX, _AGES, _persons(), _SOURCE), ("basis", "date", "sex", "age_group"),
             "population by age and sex", "男女・年齢別人口"),
    CsvTable("broad_ages", (_BASIS, _DATE, _word("sex", "both", *SEXES), _BROAD, _persons(), _SOURCE),
             ("basis", "date", "sex", "age_group"), "totals and broad ages", "総数・年齢区分別人口"),
    CsvTable("events",
             (_word("basis", *EVENT_BASES), _word("coverage", *COVERAGES), Column("start", "date"), Column("end", "date"),
              _word("measure", *MEASURES), _persons("value"), _SOURCE),
             ("basis", "coverage", "start", "end", "measure"), "births, deaths and migrants", "出生・死亡・転入・転出"),
    CsvTable("tfr", (_year(), Column("tfr", "number", low=0.3, high=10), _SOURCE), ("year",),
             "total fertility rate", "合計特殊出生率"),
    CsvTable("published",
             (Column("series", "key"), Column("area", "area"), _word("measure", *VOCABULARY), _year(),
              Column("value", "number"), _SOURCE),
             ("series", "area", "measure", "year"), "published projections and outlooks", "公表された推計・展望"),
    CsvTable("published_by_age", (Column("series", "key"), _DATE, _SEX, _AGES, _persons(), _SOURCE),
             ("series", "date", "sex", "age_group"), "published projections by age and sex", "公表された男女・年齢別推計"),
    CsvTable("districts", (Column("district", "text"), _DATE, _SEX, _AGES, _persons(), _SOURCE),
             ("district", "date", "sex", "age_group"), "population of districts by age and sex", "地区の男女・年齢別人口"),
    CsvTable("worksheet",
             (_word("measure", *WORKSHEET), _year("period"), _word("sex", "both", *SEXES), _AGE, Column("value", "number"), _SOURCE),
             ("measure", "period", "sex", "age"), "official worksheet: launch and assumptions", "公的ワークシートの基準人口・仮定値"),
    CsvTable("targets",
             (Column("strategy", "key"), Column("measure", "key"), Column("ages", "text", blank=True), Column("unit", "text"),
              _year("base_year"), Column("base", "number"), _year("target_year"), Column("target", "number"),
              Column("note", "text", blank=True), _SOURCE),
             ("strategy", "measure", "ages", "target_year"), "targets of the plans", "計画の目標値"),
    CsvTable("kpis",
             (Column("number", "integer", low=1, high=9999), Column("kpi", "text"), Column("unit", "text"),
              Column("base_2022", "number", blank=True), Column("target_2028", "number"),
              Column("actual_2024", "number", blank=True),
              Column("published_rating", "choice", ("A", "B", "C", "D"), blank=True), _SOURCE),
             ("number", "kpi"), "indicators of the settlement area", "定住自立圏の指標"),
    CsvTable("life_tables", (_year(), _SEX, _AGE, Column("qx", "number", low=0, high=1), _SOURCE), ("year", "sex", "age"),
             "life tables (probability of dying)", "生命表（死亡確率）"),
    CsvTable("death_rates",
             (_year(), _AGE, *(Column(sex, "number", low=0, high=10) for sex in SEXES), _SOURCE), ("year", "age"),
             "death rates of every year", "各年の死亡率"),
    CsvTable("asfr", (_year(), _AGE, Column("asfr", "number", low=0, high=1), _SOURCE), ("year", "age"),
             "age-specific fertility rates", "年齢別出生率"),
    CsvTable("births_by_sex", (_year(), _persons("male", 1), _persons("female", 1), _SOURCE), ("year",),
             "live births by sex", "男女別出生数"),
    CsvTable("life_expectancy", (_year(), _SEX, _AGE, Column("ex", "number", low=0, high=110), _SOURCE),
             ("year", "sex", "age"), "life expectancy", "平均余命"),
)  # fmt: skip

TABLES: dict[str, CsvTable] = {table.name: table for table in _ROWS}
