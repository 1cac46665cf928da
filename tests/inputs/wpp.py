"""Files in the layout of the World Population Prospects, written from the engine inputs of the reference tables (Canada)."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path

from tests.shared import DATA

HEAD = "SortOrder,LocID,Notes,ISO3_code,ISO2_code,SDMX_code,LocTypeID,LocTypeName,ParentID,Location,VarID,Variant,Time"
AGES = ",MidPeriod,AgeGrp,AgeGrpStart,AgeGrpSpan"
WORLD = ",900,,,,1,1,World,0,World,2,Medium"
CANADA = "52,124,,CAN,CA,124,4,Country/Area,905,Canada,2,Medium"
POPULATION = HEAD + AGES + ",PopMale,PopFemale,PopTotal"
FERTILITY = HEAD + AGES + ",ASFR,PASFR,Births"
LIFE_TABLE = HEAD + ",MidPeriod,SexID,Sex,AgeGrp,AgeGrpStart,AgeGrpSpan,mx,qx,px,lx,dx,Lx,Sx,Tx,ex,ax"
INDICATORS = HEAD + ",TPopulation1Jan,TPopulation1July,Births,TFR,SRB,Deaths,NetMigrations,CNMR"
NAMES = (
    "WPP2024_Population1JanuaryBySingleAgeSex_Medium_1950-2023.csv.gz",
    "WPP2024_Fertility_by_Age1.csv",
    "WPP2024_Life_Table_Complete_Medium_Male_1950-2023.csv",
    "WPP2024_Life_Table_Complete_Medium_Female_1950-2023.csv",
    "WPP2024_Demographic_Indicators_Medium.csv",
)


def rows(name: str) -> list[dict[str, str]]:
    assert DATA is not None
    with gzip.open(DATA / "validation" / "canada_1x1" / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(path: Path, head: str, lines: list[str]) -> Path:
    text = ("\ufeff" + "\n".join([head, *lines]) + "\n").encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def population_lines(since: int) -> tuple[list[str], dict[int, float]]:
    people: dict[tuple[int, int], dict[str, float]] = defaultdict(dict)
    for row in rows("out_pop_deaths"):
        people[int(row["year"]), int(row["age"])][row["sex"]] = float(row["pop"]) / 1000
    lines, totals = [], defaultdict(float)
    for (year, age), by in sorted(people.items()):
        totals[year] += sum(by.values())
        if year >= since:
            group = f"100+,{age},-1" if age == 100 else f"{age},{age},1"
            both = f"{by['M']:.4f},{by['F']:.4f},{by['M'] + by['F']:.4f}"
            lines += [f"{line},{year},{year},{group},{both}" for line in (WORLD, CANADA)]
    return lines, totals


def canada(folder: Path, since: int = 1990) -> list[Path]:
    """Write the five files; estimates of Canada since a year."""
    lines, totals = population_lines(since)
    fertility = [
        f"{CANADA},{row['time_start']},{row['time_start']}.5,{row['age_start']},{row['age_start']},1,{float(row['value']) * 1000:.5f},0,0"
        for row in rows("in_asfr")
        if int(row["time_start"]) >= since and 15 <= int(row["age_start"]) <= 49
    ]
    alive = {
        (int(row["time_start"]), row["sex"], int(row["age_start"])): float(row["lt_lx"])
        for row in rows("in_life_table")
    }
    tables: dict[str, list[str]] = {"male": [], "female": []}
    for (year, sex, age), here in sorted(alive.items()):
        if year >= since and age < 100:
            died = 1 - alive[year, sex, age + 1] / here
            start = f"{CANADA},{year},{year}.5,{1 + (sex == 'female')},{sex.title()},{age},{age},1"
            tables[sex].append(f"{start},0,{died:.8f},0,0,0,0,0,0,0,0")
    born = {int(row["year_start"]): row for row in rows("out_births")}
    died, moved, tfr = defaultdict(float), defaultdict(float), defaultdict(float)
    for row in rows("out_pop_deaths"):
        died[int(row["year"]) - 1] += float(row["deaths_cohort"])
    for row in rows("in_net_migration"):
        moved[int(row["time_start"])] += float(row["value"])
    for row in rows("in_asfr"):
        tfr[int(row["time_start"])] += float(row["value"])
    indicators = [
        f"{CANADA},{year},{totals.get(year, 0):.3f},,{float(row['births']) / 1000:.3f},{tfr[year]:.4f},"
        f"{100 * float(row['births_M']) / float(row['births_F']):.2f},{died[year] / 1000:.3f},{moved[year] / 1000:.3f},0"
        for year, row in sorted(born.items())
        if year >= since
    ]
    parts = (
        (POPULATION, lines), (FERTILITY, fertility), (LIFE_TABLE, tables["male"]), (LIFE_TABLE, tables["female"]),
        (INDICATORS, indicators),
    )  # fmt: skip
    return [write(folder / name, *part) for name, part in zip(NAMES, parts, strict=True)]
