# ruff: noqa: E501
"""What fills the numbers in the sentences of a page: constants of the code, rows of the inputs, tables that ship with the package.

A sentence is written as it stands on the page, with a name in braces for each number.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from importlib import import_module
from math import prod
from typing import Any

from tests.docs import examples
from tests.shared import ROOT

Facts = list[tuple[str, dict[str, str]]]


def count(value: float) -> str:
    return f"{value:,.10g}"


def percent(share: float, places: int = 0) -> str:
    """Return a share in percent, halves up: tables of the package have three decimals."""
    return str(Decimal(f"{100 * share:.6f}").quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


@cache
def rows(path: str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a CSV file of the project."""
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def years(path: str, column: str = "year", **chosen: str) -> list[int]:
    """Return the years that a table has, in order."""
    return sorted(
        {int(row[column][:4]) for row in rows(path) if all(row[key] == value for key, value in chosen.items())}
    )


def number(area: str, table: str, column: str, **chosen: str) -> float:
    """Return the sum of what rows of a table have."""
    found = [
        float(row[column])
        for row in rows(f"inputs/{area}/{table}.csv")
        if all(row[key] == value for key, value in chosen.items())
    ]
    assert found, (table, chosen)
    return sum(found)


def _planning() -> Facts:
    gap, returning, seen, spread, thresholds = (
        import_module(f"cohort.planning.{room}") for room in ("gap", "returning", "seen", "spread", "thresholds")
    )
    trend = tomllib.loads((ROOT / "scenarios/ichinoseki/trend.toml").read_text(encoding="utf-8"))
    outlook = trend["outlook"][0]
    limit = outlook["about"] - 1000 / 2  # rounded to thousands: the place of its last digit that is not 0
    first, *later = returning.YOUNG
    return [
        ("for its limit ({limit} for \"about {figure}\")", {"limit": count(limit), "figure": count(outlook["about"])}),
        ("what was seen since {year} (the city", {"year": str(seen.SINCE_SEEN)}),
        ("of a hundred of {a}-{b} in the register, how many are there {x}, {y} and {z} years later",
         {"a": str(first), "b": str(first + 4), **dict(zip("xyz", (str(age - first) for age in later), strict=True))}),
        (f"add up within {gap._NUMBERS:g} person".replace("e-06", "e-6"), {}),
        ("[notebook 06](../notebooks/06", {}),
        ("of a hundred who left at 18", {}),  # an age of the register: pupils leave school
        ("people aged 65 or over that one more", {}),
        (f"1 January 2025, nearer to the {count(_register_2025())} counted than", {}),
        ("Ichinoseki 105,181 residents on 1", {}),  # what the monitor prints; given here
        ("the share aged 65 or over, and", {}),
        ("net migration above 0 attribute", {}),
        (f"for the first {import_module('cohort.story.ranges').DRAWS} of them as well: between what the middle {percent(spread.SHARE)}% lie", {}),
        (f"All of Ichinoseki's {_grid()} readings take under 2 s of one processor", {}),  # the time was measured
        ("half of the women of {a}-{b}", dict(zip("ab", _ages(thresholds.usual_lines), strict=True))),
        ("{a} to {b} projections for both goals", {"a": "4", "b": "7"}),
        ("who left their cohort at {left} (the register's share of those of {before}), evenly over {a} to {b}",
         {"left": "18", "before": "17", "a": "22", "b": "34"}),
        ("children of an age, {size} to a class", {"size": "35"}),
    ]  # fmt: skip


def _ages(made: Callable[..., Any]) -> list[str]:
    """Return the ages that the source of a function names for women."""
    import inspect
    import re

    found = re.search(r"women:(\d+)-(\d+)", inspect.getsource(made))
    assert found
    return [found[1], found[2]]


def _register_2025() -> float:
    return number("ichinoseki", "population", "population", basis="register", date="2025-01-01")


def _grid() -> int:
    """Return how many readings the choices of Ichinoseki's plan make."""
    choices = tomllib.loads((ROOT / "scenarios/ichinoseki/choices.toml").read_text(encoding="utf-8"))
    return prod(len(switch["option"]) for switch in choices["switch"])


def _readings() -> Facts:
    from cohort.scenario.choices import MAX_READINGS

    choices = tomllib.loads((ROOT / "scenarios/ichinoseki/choices.toml").read_text(encoding="utf-8"))
    every, launches = 1, 1
    for switch in choices["switch"]:
        every *= len(switch["option"])
        if any(key in option for option in switch["option"] for key in ("launch",)):
            launches *= len(switch["option"])
    held = held_readings()
    return [
        ('("in {met} of {all}", "none"', {"met": str(held), "all": str(every)}),
        ("more than {most} readings. A combination", {"most": count(MAX_READINGS)}),
        ("that {met} of {all} meet the outlook is no probability", {"met": str(held), "all": str(every)}),
        ("Ichinoseki's {all} readings ({launches} launches", {"all": str(every), "launches": str(launches)}),
        ("they add up\nto {one} (Sobol", {"one": "1"}),  # shares
        (
            "take {seconds} s of one processor, ten times as long as the set's five scenarios ({first} s the first time in a process)",
            {"seconds": "1.8", "first": "2.6"},
        ),  # measured
    ]


@cache
def held_readings() -> int:
    """Return how many readings of Ichinoseki's plan meet the outlook."""
    import cohort

    folder = ROOT / "scenarios/ichinoseki"
    grid = cohort.readings(cohort.read_inputs(ROOT / "inputs/ichinoseki"), cohort.read_choices(folder))
    return int(grid["met"].sum())


def _uncertainty() -> Facts:
    import json

    from cohort.uncertainty import coverage, draws, fields, luck, streams, trust

    fitted = json.loads((ROOT / "cohort/uncertainty/calibration.json").read_text(encoding="utf-8"))
    held = {int(row["launch"]): row for row in rows("cohort/uncertainty/coverage.csv")
            if (row["horizon"], row["measure"], row["size"]) == ("5", "population", "-1")}  # fmt: skip
    a, b, c = (percent(float(held[year]["held_80"])) for year in coverage.TESTED)
    wide = dict(zip("uvw", (percent(float(held[year]["held_95"])) for year in coverage.TESTED), strict=True))
    first, last = coverage.LEARN_FROM[0], coverage.LEARN_FROM[-1]
    return [
        ("from the censuses of {a} to {b} with", {"a": str(first), "b": str(last)}),
        ("(ages reached below {age}, with their age\npattern), *mortality* (from {age2} on",
         {"age": str(fields.OLD), "age2": str(fields.OLD)}),
        ("death rates, {share} % in five years", {"share": percent(luck.NATION)}),
        ("({tails}, {shared} and {scale}) are chosen so that",
         {"tails": f"{fitted['tails']:g}", "shared": f"{fitted['shared']:g}", "scale": f"{fitted['scale']:g}"}),
        ("ranges of totals hold {middle} % and {wide} % by size of the place, launches {a} to {b}, counts up to {c}",
         {"middle": "80", "wide": "95", "a": str(coverage.SCALED_BY), "b": str(last), "c": str(coverage.KNOWN_BY)}),
        ("area, lever and block of {block} draws", {"block": str(streams.BLOCK)}),
        ("{error} points at most with {draws} draws", {"error": f"{100 * 1.96 * (0.25 / 2000) ** 0.5:.1f}", "draws": count(2000)}),
        ("known in {x}, {y} and {z} held {a}, {b} and {c} % of the counts five years on, where {middle} % were meant, and {u}, {v} and {w} % of {of}",
         {"a": a, "b": b, "c": c, **wide, "of": "95", "middle": "80",
          **dict(zip("xyz", map(str, coverage.TESTED), strict=True))}),
        ("that share is {a} to {b} % (and {c} to {d} % of {wide} %)",
         {**dict(zip("abcd", map(percent, (*trust.MIDDLE_HELD, *trust.WIDE_HELD)), strict=True)), "wide": "95"}),
        ("2.5 draws deaths otherwise than 2.4, as far apart", {}),  # versions of NumPy
        ("projects every scenario {draws} times", {"draws": count(2000)}),
        ("were within {near} %: some {small} years below {residents} residents, {from_} to {to} above",
         {"near": percent(coverage.NEAR), "residents": count(5000), **_shelf()}),
        ("Places below {smallest} residents are refused", {"smallest": str(draws.SMALLEST)}),
        ("before {year} are not in it", {"year": "2015"}),
        ("correlation from one step to the next: {moves} for moves, {births} for births",
         {"moves": f"{fitted['persistence'][0]:.2f}", "births": f"{fitted['persistence'][-1]:.2f}"}),
        ("scattered around their trend in {a}-{b}) and *fertility*", _nation()),
        ("the *launch count* ({share} % in large places", {"share": f"{100 * _launch(fitted):.1f}"}),
    ]  # fmt: skip


def _shelf() -> dict[str, str]:
    from cohort.uncertainty.trust import shelf_life

    found = [int(shelf_life(size)) for size in (4_000, 7_000, 20_000, 50_000, 200_000, 400_000)]
    return {"small": str(found[0]), "from_": str(min(found[1:])), "to": str(max(found[1:]))}


def _nation() -> dict[str, str]:
    import inspect

    from cohort.uncertainty import luck

    text = inspect.getsource(luck)
    assert "1980" in text
    assert "2020" in text
    return {"a": "1980", "b": "2020"}


def _launch(fitted: Mapping[str, Any]) -> float:
    return float(fitted["launch"][0]) ** 0.5  # its variance in large places, of the logarithm


def _districts() -> Facts:
    from cohort.demography import small_areas
    from cohort.districts import project, told

    women = small_areas.WOMEN
    merged = {row["district"] for row in rows("inputs/ichinoseki/districts.csv")}
    assert len(merged) == 8  # "eight"
    assert (project.NEAR, project.LEAST_COUNTS, project.HALF_LIFE) == (
        2.0,
        3,
        10.0,
    )  # "two years", "three counts", "ten years"
    assert told.PUPILS == {5: 4 / 5, 10: 2 / 5}
    made: Facts = [
        ("newborns follow the women of {a}-{b}; every", {"a": str(5 * women.start), "b": str(5 * women.stop - 1)}),
        ("Children of {a} to {b} are four fifths of ages {c}-{d} and two fifths of {e}-{f}",
         {"a": "6", "b": "11", "c": "5", "d": "9", "e": "10", "f": "14"}),
        ("municipalities of the year {year} have one count (census {census})",
         {"year": "2000", "census": rows("inputs/ichinoseki/districts.csv")[0]["date"][:4]}),
    ]  # fmt: skip
    return [*made, *_takamatsu()]


def _takamatsu() -> Facts:
    """Return how it came out, computed anew; where the city's town areas are not beside the project the page is skipped."""
    from cohort.districts.check import SIZES, check_districts
    from tests.districts.test_districts import takamatsu

    first, last = "2021-01-01", "2026-01-01"
    names = {"own-growth": "this method", "city-change": "the same without own growth", "constant-share": "constant share of the city",
             "linear": "past change goes on (linear)", "unchanged": "nothing changes"}  # fmt: skip
    ends = [count(size) for pair in SIZES[:-1] for size in pair if size is not None]
    made: Facts = [
        ("| method | all | {a}-{b} | {c}-{d} | {e} and more |", dict(zip("abcde", (*ends, count(SIZES[-1][0])), strict=True))),
        ("register of 1 January {a}, {b}, {c};", {"a": "2019", "b": "2020", "c": first[:4]}),
        ("carried to 1 January {last} inside", {"last": last[:4]}),
        ("on to {until} (launch 1 January {launch}): the", {"until": _until(), "launch": first[:4]}),
        ("children of {a}-{b} in the report", {"a": "6", "b": "11"}),
    ]  # fmt: skip
    counts = takamatsu()
    frame = check_districts(counts, first, last)
    areas, judged = (
        counts.sizes["district"],
        int(frame[(frame["from"] == 100) & (frame["below"] == 0)]["districts"].iloc[0]),
    )
    made += [
        ("Takamatsu's {areas} town areas", {"areas": str(areas)}),
        ("{judged} have {least} residents or more", {"judged": str(judged), "least": "100"}),
        ("in the report, all {areas} in the workbook", {"areas": str(areas)}),
        ("Many of the {areas} are a handful", {"areas": str(areas)}),
    ]
    for method, name in names.items():
        own = frame[frame["method"] == method].sort_values(["below", "from"])["median"].tolist()
        whole = frame[(frame["method"] == method) & (frame["from"] == 100) & (frame["below"] == 0)]["median"].iloc[0]
        parts = [frame[(frame["method"] == method) & (frame["from"] == low) & (frame["below"] == (high or 0))]["median"].iloc[0]
                 for low, high in SIZES]  # fmt: skip
        assert own
        made.append((f"| {name} | {{t}} | {{a}} | {{b}} | {{c}} |", dict(zip("tabc", (f"{v:.2f}" for v in (whole, *parts)), strict=True))))  # fmt: skip
    return made


def _until() -> str:
    path = next((ROOT / "examples/scenarios/takamatsu-districts").glob("*.toml"))
    return str(tomllib.loads(path.read_text(encoding="utf-8"))["launch"]["until"])


def _data() -> Facts:
    """The tables of the inputs: which years, ages and rows they have; where sources do not agree."""
    from cohort.forms.files import LONGEST_TEXT
    from cohort.inputs.folder import TABLE_BYTES
    from cohort.inputs.unusual import MOST_PER_1000

    codes = {area: tomllib.loads((ROOT / f"inputs/{area}/area.toml").read_text(encoding="utf-8"))["code"]
             for area in ("ichinoseki", "hiraizumi", "kamaishi", "iwate", "japan")}  # fmt: skip
    city, nation, pref = "inputs/ichinoseki", "inputs/japan", "inputs/iwate"
    census = years(f"{city}/population.csv", "date", basis="census")
    register = years(f"{city}/population.csv", "date", basis="register")
    early = [year for year in census if year <= 2015]
    kpis = rows(f"{city}/kpis.csv")
    numbers = [int(row["number"]) for row in kpis]
    deaths = years(f"{nation}/death_rates.csv")
    tables = years(f"{nation}/life_tables.csv")
    assert len(tables) == 9  # "nine census years"
    assert tables == years(f"{nation}/asfr.csv")
    ex = rows(f"{pref}/life_expectancy.csv")
    ages = sorted({int(row["age"]) for row in ex})
    tfr = years(f"{pref}/tfr.csv")
    vital = years(f"{city}/events.csv", "start", basis="vital_statistics")
    moved = years(f"{city}/events.csv", "start", basis="migration_report")
    ours = years(f"{city}/events.csv", "start", basis="register", coverage="all")
    by_age = years(f"{city}/published_by_age.csv", "date")
    asfr_ages = sorted({int(row["age"]) for row in rows(f"{nation}/asfr.csv")})
    death_ages = sorted({int(row["age"]) for row in rows(f"{nation}/death_rates.csv")})

    def people(basis: str, day: str, **more: str) -> float:
        return number("ichinoseki", "population", "population", basis=basis, date=day, **more)

    def events(measure: str, year: int, basis: str, coverage: str) -> float:
        return number(
            "ichinoseki", "events", "value", measure=measure, basis=basis, coverage=coverage, start=f"{year}-01-01"
        )

    def arrivals(basis: str, coverage: str) -> tuple[float, float]:
        return events("in_migration", 2019, basis, coverage), events("out_migration", 2019, basis, coverage)

    fives = [2000, 2005, 2010, 2015, 2019]
    born = {year: number("japan", "births_by_sex", column, year=str(year)) for year in fives for column in ("male",)}
    born = {year: born[year] + number("japan", "births_by_sex", "female", year=str(year)) for year in fives}
    japanese, foreign = arrivals("register", "japanese"), arrivals("register", "foreign")
    every = tuple(a + b for a, b in zip(japanese, foreign, strict=True))
    report = arrivals("migration_report", "japanese")
    broad = [number("ichinoseki", "broad_ages", "population", basis="census", date="2020-10-01", sex="both", age_group=group)
             for group in ("0-14", "15-64", "65+")]  # fmt: skip
    ipss = {
        row["measure"]: float(row["value"])
        for row in rows(f"{city}/published.csv")
        if row["series"] == "ipss2023" and row["year"] == "2020"
    }
    total, unknown = people("census", "2020-10-01"), people("census", "2020-10-01", age_group="unknown")
    masked = number("hiraizumi", "population", "population", basis="register", date="2020-01-01", age_group="unknown")
    town = number("hiraizumi", "population", "population", basis="register", date="2020-01-01")
    others = [number("hiraizumi", "population", "population", basis="register", date=row, age_group="unknown")
              for row in sorted({row["date"] for row in rows("inputs/hiraizumi/population.csv") if row["age_group"] == "unknown" and row["basis"] == "register"})
              if row != "2020-01-01"]  # fmt: skip
    model_tfr = sum(float(row["asfr"]) for row in rows(f"{nation}/asfr.csv") if row["year"] == "2020")
    boys = people("census", "2015-10-01", sex="male", age_group="5-9")
    boys_ipss = number("ichinoseki", "published_by_age", "population", date="2015-10-01", sex="male", age_group="5-9")
    known_boys = people("census", "2015-10-01", sex="male") - people(
        "census", "2015-10-01", sex="male", age_group="unknown"
    )
    c = count
    rowed = [
        f"| `inputs/ichinoseki` | {codes['ichinoseki']} |", f"| `inputs/hiraizumi` | {codes['hiraizumi']} |", f"| `inputs/kamaishi` | {codes['kamaishi']} |",
        f"| `inputs/iwate` | {codes['iwate']} | life expectancy at {', '.join(map(str, ages[:-1]))} and {ages[-1]} by sex, {ex[0]['year']}-{ex[-1]['year']}; total fertility rate {tfr[0]}-{tfr[-1]} |",
        f"| `inputs/japan` | {codes['japan']} | death rates of every year {deaths[0]}-{deaths[-1]}; complete life tables and age-specific fertility of nine census years {tables[0]}-{tables[-1]};",
        f"targets of both strategies, {len(kpis)} indicators |", "broad ages, events, IPSS 2018 and 2023 |",
        f"census | persons | **1 October** {early[0]}, {early[1]}, ... {early[-1]}; five-year ages, open at {_open('ichinoseki', 'census', '2015')};",
        f"census 2020 | persons | **1 October** {census[-1]}; five-year ages, open at {_open('ichinoseki', 'census', '2020')}; `unknown` | 総務省統計局 国勢調査 2020 表2-7-1 |",
        f"register | persons | **31 March** {register[0]}, **1 January** {register[1]}-{register[-2]} and {register[-1]}; five-year ages, open at {_open('ichinoseki', 'register', '2020')} ({register[0]} and {register[1]}: at {_open('ichinoseki', 'register', '2014')}) |",
        "census | persons | **1 October** 2020: total, 0-14, 15-64, 65+, 75+ by sex, foreign residents | 国勢調査 2020, via", "| persons | **31 March** 2025, total only",
        f"**calendar years** {ours[0]}-{[y for y in ours if y < 2024][-1]} births and deaths of all residents; 2019 migrants", f"register 2024 | persons | **calendar year** {ours[-1]}: births",
        f"**calendar years** {vital[0]}-{vital[-1]}, Japanese in Japan", f"**calendar years** {moved[0]}-{moved[-1]}, Japanese movers",
        f"the two strategies (Ichinoseki {', '.join(str(year) for year in years(f'{city}/tfr.csv'))});", "| 1 October of the year | IPSS 2013, 2018, 2023;",
        f"| 1 October {by_age[0]}, {by_age[1]}, ... {by_age[-1]}; open at 90 | IPSS 2018 |", "**1 October** 2020: the city's eight municipalities of the year 2000; five-year ages, open at 100; `unknown` | 国勢調査 2020, 表2-7-1 |",
        "| in the row | 2022, 2024, 2028 | the council's paper of 17 December 2025 |", f"**every calendar year** {deaths[0]}-{deaths[-1]}, single ages {death_ages[0]}-{death_ages[-1]} |",
        f"calendar year, single ages {asfr_ages[0]}-{asfr_ages[-1]} |", "| 社会・人口統計体系, the 47 prefectures added up |", "from 1 January to 31 December.",
        f"(Ichinoseki 2015: {c(people('census', '2015-10-01', age_group='unknown'))}, of {c(people('census', '2015-10-01'))})",
        f"so its 2015 ages differ by a few persons (males 5-9: census {c(boys)}, in proportion {c(round(boys * people('census', '2015-10-01', sex='male') / known_boys))}, IPSS {c(boys_ipss)})",
        f"Hiraizumi, {c(masked)} of {c(town)} in 2020, {c(min(others))} to {c(max(others))} in the other years up to 2023, none in 2025.",
        "90+ in the census and in IPSS 2018, 100+ in the register (80+ in 2013 and 2014).",
        "as a positive number (448, 644);", f"minus out: {c(every[0] - every[1])}.",
        f"population in 2020 | register, 1 January: {c(people('register', '2020-01-01'))} | census, 1 October: {c(total)} |",
        f"census of 2020 by age | broad ages add up to {c(sum(broad))} | total {c(total)} | {c(unknown)} persons of unknown age |",
        f"the same in IPSS 2023 | {' / '.join(c(ipss[m]) for m in ('population_0_14', 'population_15_64', 'population_65_plus'))} | census {' / '.join(map(c, broad))} | IPSS spreads those {c(unknown)} |",
        f"migrants of 2019 | register: in {c(every[0])}, out {c(every[1])}, net **{c(every[0] - every[1])}** | migration report: in {c(report[0])}, out {c(report[1])}, net **{c(report[0] - report[1])}** | foreign residents (net +{c(foreign[0] - foreign[1])}), and",
        "The second strategy's 644 is the", f"movers of 2019 | register: net {c(japanese[0])} - {c(japanese[1])} = {c(japanese[0] - japanese[1])} | migration report: {c(report[0] - report[1])} |",
        f"register 2016: {c(events('births', 2016, 'register', 'all'))} / {c(events('deaths', 2016, 'register', 'all'))} | vital statistics 2016: {c(events('births', 2016, 'vital_statistics', 'japanese'))} / {c(events('deaths', 2016, 'vital_statistics', 'japanese'))} |",
        f"(2019: births {c(events('births', 2019, 'register', 'all'))} in both, deaths {c(events('deaths', 2019, 'register', 'all'))} and {c(events('deaths', 2019, 'vital_statistics', 'japanese'))})",
        f"of Japan 2020 | sum of `asfr.csv`: {model_tfr:.2f} | published 1.33 | not established; between -0.03 and +0.02 in",
        f"the 47 prefectures added up: {c(born[2000])} in 2000, {c(born[2005])}, {c(born[2010])}, {c(born[2015])}, {c(born[2019])} in 2019 | the nation's totals: 1,190,547, 1,062,530, 1,071,304, 1,005,721, 865,239 |",
        "differs by 0.00005 at most (2015: 1.05139 and 1.05143), by 0.000001 in 2019, and a projection by 0.003 persons", "| not printed | 2019 | by the other",
        f"| indicators | {len(kpis)} rows | numbers {min(numbers)}-{max(numbers)} | two rows each bear the numbers {' and '.join(str(n) for n in sorted(set(numbers)) if numbers.count(n) == 2)}, none the number {next(n for n in range(1, max(numbers)) if n not in numbers)} |",
        "merged in 2005 and 2011 are added", "life expectancy at 0, 20 and 65 under two spellings", "（0歳・男） and 平均余命（0歳）（男）",
        "fertility outside 0.3-10, probabilities outside 0-1, life expectancy at birth outside 20-110;", "files in Shift_JIS or UTF-16,", f"tables above {TABLE_BYTES // 1_000_000} MB, texts above\n{LONGEST_TEXT:,} characters.",
        "a year that ends on 30 December, a fiscal year) are refused", f"More than {_per_1000(MOST_PER_1000['births'])} births or {_per_1000(MOST_PER_1000['deaths'])} deaths per 1,000 residents",
        "SSDSE-A (CP932, three header rows)", "| IPSS 2018 by municipality, sex, five-year age |", "| IPSS 2023, totals and broad ages |", "SSDSE-A items A5101\nand A5102 are read", "(the editions before 2020 do not say so in the name), A5103 and A5104 as all movers",
        "The census 1980-2015 and IPSS 2018 by municipality were", "CC BY 4.0.",
    ]  # fmt: skip
    return [(one, {}) for one in rowed]


def _per_1000(limit: Any) -> str:
    return f"{limit if isinstance(limit, int | float) else limit[0]:g}"


def _open(area: str, basis: str, year: str) -> str:
    """Return the lowest age of the open group of a count."""
    found = {row["age_group"] for row in rows(f"inputs/{area}/population.csv") if row["basis"] == basis and row["date"].startswith(year) and row["age_group"].endswith("+")}  # fmt: skip
    (group,) = found
    return group.removesuffix("+")


def _format() -> Facts:
    """The scenario format: ranges as the schema and the checks have them."""
    import inspect

    from cohort.assumptions import mortality, register_ages
    from cohort.forms.types import LONGEST_TITLE
    from cohort.scenario import jump_off, library, measures, trajectory
    from cohort.scenario.choices import MAX_READINGS

    tfr, e0 = measures.MEASURES["fertility.tfr"], measures.MEASURES["mortality.e0.male"]
    (tolerance,) = (
        one.default
        for one in inspect.signature(_with_tolerance(jump_off)).parameters.values()
        if one.name == "tolerance"
    )
    said = [
        "Files are UTF-8;", "UTF-8 TOML, `format = 1`;", "at most 100 characters; no dot", f"both; at most {LONGEST_TITLE} characters",
        f"years of tables it is fitted to, {mortality.LEAST_TABLES} to 100; default {mortality.WINDOWS['random_walk']}, for the curve {mortality.WINDOWS['log_curve']} |",
        f"its own cohorts, below {register_ages.YEARLY_BELOW} year by year (the mean of the last five), from {register_ages.YEARLY_BELOW} on",
        "(the share of 15-19 who are gone\nat 20-24), of those who are 17 in the projection",
        "tables of the calendar year before 1 January,", f"| `births per woman` | {tfr.low:g} to {tfr.high:g} |", "| `births per year` | 0 or more |",
        f"| `years` | {e0.low:g} to {e0.high:g} |", "| 0 or more: leavers", f"No number of people may exceed {measures.MOST_PEOPLE:,.0f} a year",
        "years ascending, 1900 to 2200 and not", "(0.5 is halved), 0 to 10 |",
        f"g(0))/(g(1) - g(0)), g(t) = 1/(1 + exp(-{trajectory.LOGISTIC_STEEPNESS:g}(t - 1/2)))",
        "required; 0 or more: a number", "0 or more (default 0): of whom", "required; 0 to 366: days a year", "0 to 1 (default 0): settle within",
        "adding up to 1, or a list of ages, evenly; ages 0 to 100, none", "somebody settles; 0 to 1: women", "required; 0 to 1: take part",
        "(0 to 10, default 1) multiply", f"Each combination (at most {MAX_READINGS:,})", "16.3 for a TFR is refused, and 1.63 suggested",
        f"within {percent(tolerance)} %, unless", f"at most {library.MAX_DEPTH} parents in a row",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _with_tolerance(module: Any) -> Any:
    import inspect

    return next(
        one for one in vars(module).values()
        if inspect.isfunction(one) and one.__module__ == module.__name__ and "tolerance" in inspect.signature(one).parameters
    )  # fmt: skip


def _method() -> Facts:
    """The method: constants of the formulas, and what the engines' records were met within."""
    import inspect

    from cohort.assumptions import launch, migration, mortality, plausible
    from cohort.demography import kannisto, time_index

    low, high = time_index.ORIGINS
    fit_to = inspect.signature(kannisto.close).parameters["fit_to"].default
    from_age = inspect.signature(kannisto.close).parameters["from_age"].default
    groups = [f"{a}–{b - 1}" for a, b in zip(launch.RAKED_FROM, launch.RAKED_FROM[1:], strict=False)]
    model, published = (1.30, 1.44)  # of 2018; their ratio is worked out here, the model's TFR by tests/assumptions
    said = [
        "B·srb/(1+srb), girls B/(1+srb); Q(0) = B S(0)", "(2020–2100, both timings) and of Canada (1950–2020) agree in every cell within 1e-12\nrelative (worst 9e-15)",
        "1 − S, and S was recorded with 15 digits, so that where hardly anybody dies\n1e-12 of the deaths is finer than the record (Japan: 1 of 16,160 cells beyond it, at 6e-12; Canada: 1,069 of 14,140, at most 8e-12)",
        "/2A. Control 1 solves f in this step, 2 holds the f of", "boys C·R/(100+R). TFR in this form", "Closed population: N = 0. Simulation 1: TFR\nto 2.1 by 2030; 2: also zero net migration",
        "in classes 1–5.", "Ages 5+: P(x+5", "Hyman's bounds of 0 and three times", "open group of 90+ is split",
        f"by sex and {', '.join(groups)}, {launch.RAKED_FROM[-1]}+", f"over the last {mortality.WINDOWS['random_walk']} years, from", f"logarithmic curve ({mortality.WINDOWS['log_curve']} years) whose origin is sought {low:g} to {high:g} years before",
        f"`time_index.ORIGINS`: at {high:g} it is nearly", f"rates of ages {from_age}–{mortality.TOP_AGE - 1}\n(equal weights) and takes over at {mortality.TOP_AGE}, up to an open age of {mortality.CLOSED_AGE};",
        "½ ln((1−l)/l), for each sex", f"({published} for 2018: model {model:.2f}, ratio {model / published:.2f})", "ages 99 and 100+, which end in one",
        f"deaths beyond a Brass shift of {_reach():g}, a net of more than {percent(plausible.MOST_LEAVING)} % of", f"expectancy more than {mortality.MOST_APART:g} years from the nation's",
        f"middle of the interval (5, 10, … {migration.CENSUS_OPEN_AGE})", f"flat below 5 and above {migration.CENSUS_OPEN_AGE}. Level", "a count of 1 January knows\nthe year before, a census of 1 October its own",
        "q = n m/(1 + (n − a) m)", "l(x+n) = l(1 − q); L", "mean age at death below 1 (Andreev & Kingkade) and at 1–4 (Coale", f"b (x − {from_age}), fitted to {from_age}–{fit_to}, instead",
        "Σb = 1; random walk", "Σ_i c_i = 1, in every year", "C/W(15–49); boys C R/(100 + R)", "arrivals (1 + a), leavers (1 − b)", "books balance to 1e-10;", "P(x,t)(S + N)", "ΣF(15–49, t+5)", "women 20–39, median age",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _reach() -> float:
    from cohort.assumptions import levels

    return levels.REACH


def _robust() -> Facts:
    """What is refused: limits of files and texts, exit codes, how many bad inputs there are."""
    import json
    import signal

    from cohort import console
    from cohort.arguments import YEAR
    from cohort.forms.files import LONGEST_TEXT, TOML_BYTES
    from cohort.forms.toml_file import LONGEST_LINE, MOST_LINES, MOST_PARTS
    from cohort.forms.types import LONGEST_TITLE
    from cohort.inputs.folder import TABLE_BYTES

    years = [year for year in range(1, 3000) if YEAR.fits(year)]
    bad = len(json.loads((ROOT / "tests/robust/expected.json").read_text(encoding="utf-8")))
    said = [
        f"with exit code {console.MEND} and nothing", f"at most {LONGEST_TEXT:,} characters, titles {LONGEST_TITLE};", f"at most {TOML_BYTES // 1_000_000} MB, {MOST_LINES:,} lines of {LONGEST_LINE:,} characters, keys of {MOST_PARTS} parts and 20 levels, tables {TABLE_BYTES // 1_000_000} MB;",
        f"with exit code {console.OURS} and one line", f"end a run with {128 + signal.SIGINT}, {128 + signal.SIGTERM} and {128 + signal.SIGHUP};", f"over {bad // 100 * 100} bad inputs", "some 130 moves with",
        f"years lie between {min(years)} and {max(years)}, numbers",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _ranges() -> list[str]:
    """Return the sentences on what ranges held, from the table that ships with the package."""
    import numpy as np

    from tests.uncertainty.chance import cases, together
    from tests.uncertainty.chance import missed as missed_by_chance

    found = rows("cohort/uncertainty/coverage.csv")

    def held(level: str, **chosen: str) -> list[float]:
        return [float(row[level]) for row in found if all(row[key] == value for key, value in chosen.items())]

    def span(measure: str, join: str = " ", **sizes: str) -> str:
        every = [row for size in sizes.values() for row in held("held_80", measure=measure, size=size)]
        every = every or held("held_80", measure=measure, size="-1")
        return f"{percent(min(every))} to{join}{percent(max(every))}"

    def missed(*horizons: str) -> dict[tuple[int, int, int], float]:
        """Return launches, years ahead and sizes whose ranges of 80 % or of 95 % held too few or too many, with what those of 80 % held."""
        own = [
            row
            for row in found
            if row["measure"] == "population" and row["size"] != "-1" and row["horizon"] in horizons
        ]
        assert len(own) == 18  # "eighteen"
        return {(int(row["launch"]), int(row["horizon"]), int(row["size"])): float(row["held_80"]) for row in own
                if not (0.75 <= round(float(row["held_80"]), 2) <= 0.85 and 0.91 <= round(float(row["held_95"]), 2) <= 0.98)}  # fmt: skip

    five, later = missed("5"), missed("10", "15")
    assert set(five) == {(2005, 5, 0), (2005, 5, 5), (2015, 5, 4)}  # "three of"
    assert len(later) == 5  # "five of"
    by_chance, largest = missed_by_chance(together("population")), [n for n, one in enumerate(cases()) if one[2] == 5]
    counted = by_chance.sum(1)
    few, many = (int(one) for one in np.quantile(counted, [0.1, 0.9]))
    assert (counted >= 8).mean() < 0.05  # "more than chance"
    p = {key: percent(value) for key, value in five.items()}
    small = percent(held("held_95", measure="population", horizon="5", launch="2005", size="0")[0])

    def all_launches(horizon: str, level: str) -> str:
        """Return the smallest and the largest share that a class of sizes held, its counts of all launches taken together."""
        classes = [
            [row for row in found if (row["measure"], row["horizon"], row["size"]) == ("population", horizon, str(n))]
            for n in range(6)
        ]
        shares = [
            np.average([float(row[level]) for row in one], weights=[int(row["places"]) for row in one])
            for one in classes
        ]
        return f"{percent(min(shares))} to {percent(max(shares))}"

    return [
        f"would miss by chance: {counted.mean():.0f} of the {len(cases())} ({few} to {many} in eight of ten\ntries; few places in a class, and {percent(together('population'))} % of", f"launch), {percent(by_chance[:, largest].mean())} % of those from 300,000 on; so",
        f"of 65+\n{percent(together('population_65_plus'))} % of an error's variance is",
        "first those of 80 %, then those of 95 %:", "Meant were 75 to 85 and 91 to 98 in each class.",
        f"All launches together, ranges of 80 % held {all_launches('5', 'held_80')} % by class at five years and {all_launches('10', 'held_80')} % at ten, "
        f"those of 95 % {all_launches('5', 'held_95')} and {all_launches('10', 'held_95')}.",
        f"from 2005 below 5,000 residents ({p[2005, 5, 0]} %, and {small} % of 95, too narrow) and from 300,000 on ({p[2005, 5, 5]} %), and\nfrom 100,000 to 300,000 in 2015 ({p[2015, 5, 4]} %).",
        f"ranges of 80 % hold {span('population_0_14', chr(10))} % of the counts of 0-14, {span('population_15_64')} % of 15-64, {span('population_65_plus')} % of 65+, {span('population_0_4')} % of 0-4, and {span('share_65_plus')} % of the share aged 65+",
        f"in places of 100,000 and more only {span('population_65_plus', four='4', five='5')} %, because",
        "death rates (4 % in five years) is that of 1980-2020 throughout", "after 2015 had been looked at. A width",
        "## The census of 2025", "expected on 1 October 2025 from the census of 2020 and the register up to\n1 January 2023, and a range of 80 %.",
    ]  # fmt: skip


def _coast() -> list[str]:
    """Return the median and mean errors of the coast from 2015, with the tsunami left out and in."""
    import statistics
    from dataclasses import replace

    from cohort.backtest.history import COAST, history
    from cohort.backtest.methods import launch, trend

    real = history()
    known = launch(real, 2015)
    places = [real.areas.index(code) for code in COAST]
    came = real.census[-1].sum((1, 2))
    off = [
        100 * abs(trend(one, 1)[0].sum((1, 2))[places] / came[places] - 1)
        for one in (known, replace(known, struck=None))
    ]
    return [f"{of(one):.2f}" for of in (statistics.median, statistics.fmean) for one in off]


def _forecasts() -> list[str]:
    """Return the sentences on forecasts that know some of the register: with how much, how far off, what their ranges held."""
    import numpy as np

    from cohort.backtest.forecast import KNOWN, forecast, forecast_table
    from cohort.backtest.history import CENSUSES, STEP, history
    from cohort.backtest.methods import launch
    from cohort.backtest.scores import EVACUATED, size_class
    from tests.backtest.test_scores import medape, since, summary

    real = history()
    off, inside, by_size, left = [], [], [], []
    for year in (2000, 2005, 2010, 2015):
        before, came = (real.census[CENSUSES.index(one)].sum((1, 2)) for one in (year, year + STEP))
        there = (came > 0) & (before > 0) & ~np.isin(np.array(real.areas), EVACUATED)
        day = year + 0.75
        whole = (came / np.maximum(before * np.exp(real.change(day, day + STEP)), 1.0))[there]
        left.append(100 * float(np.median(abs(whole - 1))))
        if year > 2000:
            made = forecast(real, year)
            off.append(100 * float(np.median(abs(made.expected / np.maximum(came, 1.0) - 1)[there])))
            held = ((made.low <= came) & (came <= made.high))[there]
            inside.append(percent(held.mean()))
            sizes = size_class(launch(real, year).total)[there]
            by_size += [round(100 * float(held[sizes == number].mean())) for number in range(6)]
    known = summary(since(), ["until"]).query("launch == 2015 and until == 2017 and horizon == 5")["medape"].item()
    made = forecast(real)
    low, high = (f"{one.sum() / 1e6:.1f}" for one in (made.low, made.high))
    return [
        f"the register of 1 January 2017, the median error in 2020 is {known:.2f} % where IPSS 2018 has {medape('ipss2018', 2015, 5):.2f} %; with nothing known after 1 October 2015 it is {medape('trend', 2015, 5):.2f} %",
        f"would leave\n{min(left):.2f} to {max(left):.2f} %:", "## With the register known since the census: like with like",
        f"with {KNOWN} years of the register, the median error was {off[0]:.2f} % in 2010 and 2015 and {off[2]:.2f} % in 2020.",
        f"it held {inside[0]}, {inside[1]} and {inside[2]} % of the\ncounts of 2010, 2015 and 2020, and {min(by_size)} to {max(by_size)} % by size class.",
        f"All {count(len(real.areas))} are there; they add up to {count(forecast_table(real, '2025-10-01')['expected'].sum())} (the ends of their ranges to\n{low} and {high} million,",
    ]  # fmt: skip


def _first_registers() -> str:
    """What the page says of the first register after each census: the row that knew least of each launch."""
    from tests.backtest.test_scores import since, summary

    found = summary(since(), ["until"]).sort_values("until").groupby(["horizon", "launch"])["medape"].first().round(2)
    five, ten = ("{}, {} and {} %".format(*(f"{found[years, at]:.2f}" for at in launches)) for years, launches in ((5, (2005, 2010, 2015)), (10, (2000, 2005, 2010))))  # fmt: skip
    return f"goals are reached, {five} at five years, and {ten} at ten from 2000, 2005 and 2010"


def _backtest() -> Facts:
    """The sentences of the backtest; its tables are those of the command (tests/backtest)."""
    from cohort.backtest.history import COAST
    from tests.backtest.test_scores import errors, summary, tables

    every = summary(errors(), []).query("measure == 'population'").set_index(["method", "launch"])
    whole, far = (every[every["horizon"] == years]["medape"] for years in (5, 10))
    said = [
        *tables(), *_ranges(), "projects all municipalities from the censuses of 1995 to 2015, and from the register of every year from 2000 to 2018, with",
        "all launches 2000 to 2018 together, median", "fifty persons more were\nthere; then half of", "About a third (0.35) of the first step", "those who reach 10 to 34, where", "Chosen on the launches of 1995 to 2010; every",
        f"median error: 1.35, 1.15 and 1.10 % at five years from 2005, 2010 and 2015, and 2.5 % at ten. Reached from 2005 and 2010 at five, and from 2000, 2005 and 2010 at ten years; missed\nfrom 2015 ({whole['trend', 2015]:.2f} %) and, at ten, from 1995 ({far['trend', 1995]:.2f} %), where",
        "next spring before them (of 2015: 26 October 2016 and, for 1 January 2016, 13 July). With", _first_registers(),
        "is within 0.5 % at five years from", "launched in 2005 and 2015, below 5,000 launched in 2005, of 5,000 to 10,000 launched in 2010, and of 10,000 to 30,000 and 100,000 to 300,000\nlaunched in 1995.", "among places of 300,000 and more",
        f"IPSS 2018, launched from the same census of 2015 with more data and assumptions, has {whole['ipss2018', 2015]:.2f} %.",
        "Until now 1.09 % stood here for 2015.", "method of then\nhas 1.17 %. 2015 was looked at again",  # docs/decisions/trend.md
        f"The tsunami of 2011 is a shock that later launches know of: in the {len(COAST)} municipalities", "From 2010 nobody could",
        "Launched\nfrom 2015, their median error in 2020 is {} % instead of {} %, the mean {} % instead of {} %.".format(*_coast()),
        "who came after 2022 are not", *_forecasts(),
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _readme(japanese: bool) -> Facts:
    """The table of results, the plan's own figures and the readings, in both READMEs."""
    from tests.analysis.documented import inputs, total
    from tests.test_results import converted, grid

    city = inputs("ichinoseki")
    targets = {(row["measure"], row["strategy"], row["ages"]): row for row in rows("inputs/ichinoseki/targets.csv")}
    tfr, net = targets["tfr", "second", ""], targets["net_out_migration", "second", "all ages"]
    people = {
        name: count(round(total("ichinoseki", name)))
        for name in ("trend", "own-projection", "strategy", "strategy-on-own")
    }
    from cohort.record import implied_of
    from tests.analysis.documented import made

    implied = implied_of(made("ichinoseki").assumptions)["own-projection"]
    own, ipss = count(city.series("city2020_own")[2040]), count(city.series("ipss2023")[2040])
    figure = count(city.series("city2020_outlook")[2040])
    all_places = count(len(rows("cohort/collection/data/places.csv")))
    level, seen = (count(abs(round(value))) for value in (implied.value, implied.observed))
    read = grid()
    low, high = count(round(read.lowest)), count(round(read.highest))
    moved = count(round(converted()["So `trend` is {} in IPSS's terms"]))
    points = f"{float(tfr['base']):g}", f"{float(tfr['target']):g}"
    leavers = f"{float(net['base']):g}", f"{float(net['target']):g}"
    if japanese:
        said = [
            f"全国{all_places}市区町村の公的統計", f"| 全{all_places}市区町村を複数", "2050年までの男女", f"「2040年に約8万9千人」を掲げ、市の独自推計は{own}人です", f"合計特殊出生率 {points[0]}→{points[1]}、転出超過 年{leavers[0]}人→{leavers[1]}人",
            "Python 3.11～3.13 と make", "答えが3行で出て", "## Python から（5行）", "## 一関市の結果（2040年の人口）", f"| 2016～2019年の率が続く（社人研と同じ10月1日・国勢調査ベースに換算すると{moved}） | {people['trend']} | {ipss}（社人研2023年推計） |",
            f"基準時の転入超過数は年△{level}人となるが、実績は△{seen}人） | {people['own-projection']} | {own} |", f"| 第２期総合戦略（計画記載どおり） | {people['strategy']} | 約{figure} |",
            f"| 独自推計に同じ改善幅を上乗せ | {people['strategy-on-own']} | 約{figure} |", "特に断りのない値は2040年1月1日の", f"計画の読み方は{read.count}通りあり、展望に届くのは{read.held}通りです", f"2040年の人口は{low}人から{high}人まで",
            "パターン1、シミュレーション1・2、", "（1つの項目、または", "1世帯・1人の転入が", "2つのシナリオの差", "小学1年生・20～39歳の女性", "終了コード2で終わり", "[ほかの4市の展望]",
        ]  # fmt: skip
    else:
        said = [
            f"Official figures of all {all_places} municipalities", f"| all {all_places} municipalities und", "a projection to 2050 by age", f'"about {figure} residents in 2040". Its own projection says {own}.', f"(total fertility rate {points[0]} → {points[1]}, net out-migration\n{leavers[0]} → {leavers[1]} a year)",
            "With Python 3.11–3.13 and make", "| residents in 2040 | model |", f"the rates of 2016–2019 go on ({moved} brought to IPSS's day and census basis) | {people['trend']} | {ipss} (IPSS 2023) |",
            f"It implies −{level} a year at launch where −{seen} was observed | {people['own-projection']} | {own} |", f"| second strategy as written | {people['strategy']} | about {figure} |",
            f"own projection | {people['strategy-on-own']} | about {figure} |", "1 January 2040, register, where", f"read in {read.count} ways: {read.held} meet the outlook", f"from {low} to {high} (", "pattern 1, simulations 1 and 2, degrees", "exit code 2 and a message",
        ]  # fmt: skip
    return [(one, {}) for one in said]


def _collection() -> Facts:
    """The collection: which years its tables have, and how near the official form comes to the institute's projection."""
    import statistics

    from cohort.collection.tables import residents, table
    from tests.collection.test_every import MULTIPLYING

    found = rows("docs/beside-ipss2018.csv")
    off = [abs(100 * (float(row["pattern1_2040"]) / float(row["ipss2018_2040"]) - 1)) for row in found]
    people = residents("2015-10-01")
    size = [people[row["code"]] for row in found]

    def row(title: str, low: int, high: float, last: str = "", places_: int = 1) -> str:
        own = [gap for gap, count_ in zip(off, size, strict=True) if low <= count_ < high]
        inside = 100 * sum(gap < 2 for gap in own) / len(own)
        return f"| {title} | {count(len(own))} | {statistics.median(own):.{places_}f} % | {inside:.0f}{last} |"

    def span(group: str, dim: str) -> str:
        values = [str(one)[:4] for one in table(group)[dim].values]
        return f"{min(values)}-{max(values)}"

    register, census = span("register", "date"), span("census", "date")
    places = len(rows("cohort/collection/data/places.csv"))
    from tests.collection.test_births import off as births_off

    mean, moved = (f"{births_off(2018, 2023, way)[0]:.1f}" for way in (5, "prefecture"))
    said = [
        f"so that their mean is {mean} % too high in 2023;\n`fertility_level", f"takes it to 2022 as the prefecture's TFR moved, and {moved} % are left",
        f"official figures of all {count(places)} municipalities", "the rates of 2018-2022 go on, births at the level of 2022; with", "register of 1 January 2023, the latest by age in the collection, with the births, deaths and migrants of 2018-2022: five",
        "(in 2022 Hinoemata had 3 deaths where\nits residents would have 11 at", "From 2020 with the events of 2019, as", "6.6 MB in all",
        f"| census | {census}, today's", "to 90+, 2020 to 100+; unknown", f"all residents {register}; 80+ until 2014, then 100+.", f"| register_japanese | {span('register_japanese', 'date')} |",
        "births and deaths 2016-2023 (vital statistics), migrants 2016-2024 (Japanese)", "Bayes estimates 2008-2012, 2018-2022 |", f"sex and age, {span('ipss2018', 'date')} |", f"shares 65+ and 75+, {span('ipss2023', 'year')} |", "life expectancy 1975-2020, TFR 1980-2023 |",
        "the census of 2020 is there by age", "evacuated in 2011 (Naraha", f"The other {count(places - 7)} run to 2050", "some 20 of all sizes", "62 of 100 residents of 2023 are left in 2050.", f"In {len(MULTIPLYING)} places, small", f"in Tabayama to {MULTIPLYING['19443']:.0f}:", "multiply the residents to 1.8 to 7 times",
        "In 14 villages more people came at some age in 2018-2022 than", "an island of 200)", f"census of 2015, held against IPSS 2018 for 2040, all {count(len(found))} municipalities",
        "| residents in 2015 | places | median difference | within 2 % |", row("below 3,000", 0, 3000, " of 100"), row("3,000-10,000", 3000, 10_000), row("10,000-30,000", 10_000, 30_000), row("30,000 and more", 30_000, 1e12), row("all", 0, 1e12, places_=2),
        f"The goal was 2 % at the median; {sum(gap > 2 for gap in off)} places are farther off.", "(projection of 2013), without naming the size; below 3,000 it brings the difference from 12.1 % to 4.7 %, above 3,000 it",
        f"from 2.04 % to {statistics.median(off):.2f} %, taken because", "and 0.4 % is left; its children per woman too, and nothing is (0.03 %): the",
        "43 of 100 come from moves at 15-39, 27 from 40-64, 21 from 65 and above, 8 from 5-14, 1 from",  # tests/collection/test_institute.py
        "we are 0.6 % above: fewer die above 65\nwith our tables (+0.9 %)", "rise by 5 % (-0.5 %)",
    ]  # fmt: skip
    return [(one, {}) for one in said]


#: Pages of which not every number is worked out here yet.
PARTLY = ("collection.md", "backtest.md", "results.md", "bridge.md", "kamaishi.md")
PAGES: dict[str, Callable[[], Facts]] = {
    "planning.md": _planning,
    "readings.md": _readings,
    "uncertainty.md": _uncertainty,
    "districts.md": _districts,
    "data-and-sources.md": _data,
    "scenario-format.md": _format,
    "method.md": _method,
    "robust.md": _robust,
    "backtest.md": _backtest,
    "collection.md": _collection,
    "architecture.md": examples.architecture,
    "other-countries.md": examples.other_countries,
    "more-plans.md": examples.more_plans,
    "results.md": examples.results,
    "bridge.md": examples.bridge,
    "kamaishi.md": examples.kamaishi,
    "README.md": partial(_readme, False),
    "README.ja.md": partial(_readme, True),
}


def facts(name: str) -> Facts:
    """Return the sentences of a page with what fills them."""
    return list(_once(name))


@cache
def _once(name: str) -> tuple[tuple[str, dict[str, str]], ...]:
    return tuple(PAGES[name]())


def every() -> Iterator[str]:
    yield from PAGES
