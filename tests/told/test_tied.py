# ruff: noqa: E501
"""What follows the population, in every output: indicators, ratings, people with ties, each worked out again from the files."""

from __future__ import annotations

import calendar
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.told import say
from tests.told.made import Made
from tests.told.tables import bare, folded
from tests.told.test_csv import close, rows_of
from tests.told.test_report import lines_of
from tests.told.test_workbook import book
from tests.told.truth import INPUTS, Truth
from tests.told.workbook import Cell, Number

#: What one person (or person-year) at a rate of 1 is, and whether people are counted at an instant.
UNITS = {
    "share": (1.0, True), "households per person": (1.0, True), "visits per person-year": (1.0, False),
    "rides per 100 person-years": (0.01, False), "cases per 1,000 person-years": (0.001, False),
    "grams per person-day": (1e-6, False), "yen per person-year": (1.0, False),
}  # fmt: skip


def indicators(truth: Truth) -> list[dict[str, Any]]:
    path = Path("inputs") / INPUTS[truth.name] / "indicators.toml"
    if not path.exists():
        return []
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        one | {"assumed": content["sources"][one["source"]]["kind"] == "assumption"}
        for one in content["indicator"]
        if fits(one, truth)
    ]


def ages(one: dict[str, Any]) -> tuple[int, int]:
    text = "0+" if one["ages"] == "all" else str(one["ages"])
    low, _, high = text.rstrip("+").partition("-")
    return int(low), 999 if text.endswith("+") else int(high or low)


def fits(one: dict[str, Any], truth: Truth) -> bool:
    low, high = ages(one)
    return low in truth.ages and (high == 999 or high + 1 in truth.ages)


def rate_of(one: dict[str, Any], year: int) -> float | None:
    points = {int(at): float(rate) for at, rate in one["points"].items()}
    if year < min(points):
        return None
    if year > max(points):
        return points[max(points)] if one["after"] == "hold" else None
    before, after = max(at for at in points if at <= year), min(at for at in points if at >= year)
    part = (year - before) / (after - before) if after > before else 0.0
    return points[before] + part * (points[after] - points[before])


def people_of(one: dict[str, Any], truth: Truth, name: str, year: int) -> float | None:
    """Return those who are counted: of an instant, or the years they live in the year from it."""

    def at(instant: int) -> float:
        low, high = ages(one)
        before = max(known for known in truth.years if known <= instant)
        after = min(known for known in truth.years if known >= instant)
        ends = [truth.group(name, known, None, low, high) for known in (before, after)]
        return ends[0] + (ends[1] - ends[0]) * ((instant - before) / (after - before) if after > before else 0)

    if UNITS[one["unit"]][1]:
        return at(year)
    return None if year == truth.years[-1] else (at(year) + at(year + 1)) / 2


def value_of(one: dict[str, Any], truth: Truth, name: str, year: int) -> tuple[float, bool] | None:
    """Return the value, and whether it is a what-if."""
    rate, people = rate_of(one, year), people_of(one, truth, name, year)
    if rate is None or people is None:
        return None
    days = (366 if calendar.isleap(year) else 365) if one["unit"] == "grams per person-day" else 1
    later = year > max(int(at) for at in one["points"])
    return rate * people * UNITS[one["unit"]][0] * days, one["assumed"] or later


def test_indicators_in_csv(made: Made) -> None:
    truth, wanted = made.truth, {}
    for one in indicators(truth):
        for name in truth.scenarios:
            for year in range(truth.years[0], truth.years[-1] + 1):
                found = value_of(one, truth, name, year)
                if found is not None:
                    wanted[name, year, one["key"]] = (
                        *found, people_of(one, truth, name, year), rate_of(one, year), one["source"],
                    )  # fmt: skip
    path = made.written("csv") / "indicators.csv"
    rows = rows_of(path) if path.exists() else []
    assert {(row["scenario"], int(row["year"]), row["indicator"]) for row in rows} == set(wanted)
    for row in rows:
        value, what_if, people, rate, source = wanted[row["scenario"], int(row["year"]), row["indicator"]]
        assert close(row["value"], value), row
        assert close(row["people"], people), row
        assert close(row["rate"], rate), row
        assert (row["what_if"], row["source"]) == (str(what_if), source), row


def sheet(made: Made, ja: str, en: str) -> tuple[list[str], list[list[Cell]]]:
    """Return headings and rows of a sheet's one table."""
    content = book(made).get(ja if made.language == "ja" else en)
    if content is None:
        return [], []
    head = next(i for i, row in enumerate(content) if sum(bool(bare(cell)) for cell in row) >= 3)
    wide = len(content[head])
    return [bare(cell.said() if isinstance(cell, Number) else cell) for cell in content[head]], [
        [*row, *[""] * wide][:wide] for row in content[head + 1 :] if any(map(bare, row))
    ]


def titled(one: dict[str, Any], language: str) -> str:
    plain = one["title"][language]
    return plain if not one["assumed"] else f"{plain}{'（仮定）' if language == 'ja' else ' (what-if)'}"


def said_value(found: tuple[float, bool] | None, language: str) -> str:
    return "" if found is None else say.number("population", found[0], language) + "*" * found[1]


def test_indicators_in_the_workbook(made: Made) -> None:
    truth, language = made.truth, made.language
    heads, rows = sheet(made, "指標", "Indicators")
    known = indicators(truth)
    assert bool(rows) == bool(known)
    years = [int(head.strip("年")) for head in heads[3:]]
    assert years == ([year for year in truth.years if year % 5 == 0] if rows else [])
    wanted = [(one, name) for one in known for name in truth.scenarios]
    assert len(rows) == len(wanted)
    for row, (one, name) in zip(rows, wanted, strict=True):
        assert (bare(row[0]), bare(row[2])) == (bare(titled(one, language)), bare(truth.short(name, language)))
        for year, cell in zip(years, row[3:], strict=True):
            found = value_of(one, truth, name, year)
            if found is None:
                assert cell == ""
                continue
            assert isinstance(cell, Number)
            assert cell.value == pytest.approx(found[0], rel=1e-12)
            assert cell.said() == said_value(found, language)


def test_indicators_in_the_report(made: Made) -> None:
    """The printed table: the plan's scenario and the one it is compared with, the last years that fit."""
    truth, language = made.truth, made.language
    known = indicators(truth)
    if not known:
        return
    last = max(truth.target, truth.years[0] + 20)
    years = [year for year in truth.years if year % 5 == 0 and year <= last][-5:]
    text = bare("".join(lines_of(made)))
    start = re.search(r"(?:表|Table)\d+" + bare("人口に連動する指標" if language == "ja" else "Indicators that follow the population"), text)  # fmt: skip
    assert start
    text = text[start.end() :]
    for one in known:
        for name in dict.fromkeys((truth.opening, truth.reference)):
            cells = "".join(said_value(value_of(one, truth, name, year), language) for year in years)
            row = bare(truth.short(name, language)) + cells
            assert row in text, (one["key"], row, text[:300])
    head = "".join(f"{year}年" if language == "ja" else str(year) for year in years)
    assert head in text


# ---- ratings ----
def rated(truth: Truth) -> list[tuple[dict[str, str], float, str]]:
    """Return the published rows with what was attained of the target, and the class that follows."""
    path = Path("inputs") / INPUTS[truth.name] / "kpis.csv"
    if not path.exists():
        return []
    found = []
    for row in truth.rows("kpis"):
        attained = float(row["actual_2024"]) / float(row["target_2028"]) if row["actual_2024"] else float("nan")
        classes = (("A", 1.0), ("B", 0.8), ("C", 0.5), ("D", -1.0))
        found.append((row, attained, next((name for name, least in classes if attained >= least), "")))
    return found


def test_ratings(made: Made) -> None:
    truth, language = made.truth, made.language
    known = rated(truth)
    path = made.written("csv") / "ratings.csv"
    rows = rows_of(path) if path.exists() else []
    assert len(rows) == len(known)
    for row, (given, attained, name) in zip(rows, known, strict=True):
        assert (row["number"], row["kpi"], row["rating"]) == (given["number"], given["kpi"], name)
        assert close(row["attainment"], attained)
        for key in ("base_2022", "target_2028", "actual_2024"):
            assert (row[key] == "") == (given[key] == "")
            assert row[key] == "" or float(row[key]) == float(given[key])
        assert row["agrees"] == str(given["published_rating"] in ("", name))
    heads, cells = sheet(made, "指標の評価", "Ratings")
    assert len(cells) == len(known)
    if not known:
        return
    assert heads[3:] == (
        ["基準", "目標", "実績", "達成率", "評価", "公表"]
        if language == "ja"
        else ["Base", "Target", "Actual", "Attained", "Rating", "Published"]
    )
    for row_, (given, attained, name) in zip(cells, known, strict=True):
        assert row_[:3] == [given["number"], given["kpi"], given["unit"]]
        for cell, key in zip(row_[3:6], ("base_2022", "target_2028", "actual_2024"), strict=True):
            if not given[key]:
                assert cell == ""
                continue
            assert isinstance(cell, Number)
            assert cell.value == float(given[key])
            assert float(cell.said().replace(",", "").replace("△", "-")) == float(given[key])
        assert isinstance(row_[6], Number)
        assert row_[6].said() == f"{say.with_commas(say.rounded(100 * attained))}%"
        assert row_[7:9] == [name, given["published_rating"]]
    text = bare("".join(lines_of(made)))
    count = {one: sum(name == one for _, _, name in known) for one in "ABCD"}
    parts = "、".join(f"{one}{n}" for one, n in count.items()) if language == "ja" else ",".join(f"{one}{n}" for one, n in count.items())  # fmt: skip
    assert parts in text
    same = sum(row["published_rating"] in ("", name) for row, _, name in known)
    assert (f"{len(known)}指標のうち{same}指標" if language == "ja" else f"{same}of{len(known)}ratings") in text
    other = 0
    for row, _, name in known:
        if row["base_2022"] and float(row["target_2028"]) > float(row["base_2022"]) and row["actual_2024"]:
            base, target, actual = (float(row[key]) for key in ("base_2022", "target_2028", "actual_2024"))
            way = (actual - base) / (target - base)
            other += ("A" if way >= 1 else "B" if way >= 0.8 else "C" if way >= 0.5 else "D") != name
    assert (f"{other}指標の評価が変わります" if language == "ja" else f"{other}woulddiffer") in text


# ---- people with ties ----
YEAR_DAYS = 365.25


def tied(truth: Truth) -> list[str]:
    return [name for name in truth.scenarios if "connected" in truth.files[name]]


def kinds_of(truth: Truth, name: str) -> list[dict[str, Any]]:
    return [one for one in truth.files[name]["connected"]["kind"] if one.get("who") != "residents"]


def taking_part(truth: Truth, name: str, year: int, told: str) -> float:
    """Return the residents who take part, in person-years of the year from an instant."""
    while not any(one.get("who") == "residents" for one in truth.files[told]["connected"]["kind"]):
        told = truth.files[told]["inherits"]
    own = next(one for one in truth.files[told]["connected"]["kind"] if one.get("who") == "residents")
    total = 0.0
    for group, share in own["share_active"].items():
        low, high = ages({"ages": group})
        total += share * sum(truth.group(name, at, None, low, high) for at in (year, year + 1)) / 2
    return total


def without(truth: Truth, name: str) -> str:
    """Return the scenario that is the same but for the ties."""
    while "connected" in truth.files[name]:
        name = truth.files[name]["inherits"]
    return name


def in_a_year(one: dict[str, Any], year: int, first: int) -> tuple[float, float]:
    """Return the people of a kind in a year, and at the launch."""
    launch = float(one.get("people_at_launch", 0))
    given = one["people_a_year"]
    if not isinstance(given, dict):
        return (float(given) if year > first else launch), launch
    points = {first: launch} | {int(at): float(count) for at, count in given.items()}
    before = max(at for at in points if at <= year)
    after = min((at for at in points if at >= year), default=before)
    part = (year - before) / (after - before) if after > before else 0.0
    return points[before] + part * (points[after] - points[before]), launch


def ties(truth: Truth, name: str, year: int) -> dict[str, float]:
    first, found = (truth.years[0], dict.fromkeys(("people", "presence", "active", "settlers", "at_launch"), 0.0))
    for one in kinds_of(truth, name):
        count, launch = in_a_year(one, year, first)
        found["people"] += count
        found["presence"] += count * one["days_a_year"] / YEAR_DAYS
        found["active"] += count * one["days_a_year"] / YEAR_DAYS * one["share_active"]
        found["at_launch"] += launch * one["days_a_year"] / YEAR_DAYS * one["share_active"]
        found["settlers"] += (count - launch) * one["share_settling"]
    plain = without(truth, name)
    found["residents"] = taking_part(truth, name, year, name)
    found["plain"] = taking_part(truth, plain, year, name)
    found["lost"] = taking_part(truth, plain, first, name) - found["plain"]
    if found["lost"] > 0:
        found["by_presence"] = (found["active"] - found["at_launch"]) / found["lost"]
        found["by_settlers"] = (found["residents"] - found["plain"]) / found["lost"]
        found["share"] = found["by_presence"] + found["by_settlers"]
    return found


COLUMNS = {
    "people": "people", "person_years_present": "presence", "settlers": "settlers", "active_connected": "active",
    "active_residents": "residents", "lost_activity": "lost", "made_up_share": "share",
    "active_residents_without": "plain", "made_up_by_presence": "by_presence", "made_up_by_settlers": "by_settlers",
}  # fmt: skip


def test_ties(made: Made) -> None:
    truth, language = made.truth, made.language
    names = tied(truth)
    path = made.written("csv") / "connected.csv"
    rows = rows_of(path) if path.exists() else []
    assert {row["scenario"] for row in rows} == set(names)
    sums: dict[tuple[str, int, str], float] = {}
    for row in rows:
        key = row["scenario"], int(row["period"]), row["measure"]
        sums[key] = sums.get(key, 0.0) + float(row["value"])
        assert row["what_if"] == "True"
    for name in names:
        for year in truth.periods:
            known = ties(truth, name, year)
            for measure, own in COLUMNS.items():
                if own in known:
                    assert sums[name, year, measure] == pytest.approx(known[own], rel=1e-6, abs=1e-6), (name, year, measure)  # fmt: skip
    _, cells = sheet(made, "つながり人口", "Connected")
    assert len(cells) == len(names) * len(truth.periods[::5])
    for row_, (name, year) in zip(cells, [(n, y) for n in names for y in truth.periods[::5]], strict=True):
        known = ties(truth, name, year)
        assert bare(row_[0]) == bare(truth.short(name, language))
        assert isinstance(row_[1], Number)
        assert row_[1].value == year
        for cell, own in zip(row_[2:], list(COLUMNS.values())[:7], strict=True):
            if own not in known:
                assert not isinstance(cell, Number)
                continue
            assert isinstance(cell, Number)
            wanted = say.number("share_65_plus" if own == "share" else "population", known[own], language)
            assert cell.said() == wanted, (name, year, own)


def test_ties_in_sentences(made: Made) -> None:
    truth, ja, year = made.truth, made.language == "ja", made.truth.target
    text = folded("".join(lines_of(made)))
    n = lambda value: say.number("population", value, made.language)  # noqa: E731
    p = lambda value: say.number("share_65_plus", value, made.language)  # noqa: E731
    for name in tied(truth):
        known, first, plain = ties(truth, name, year), truth.years[0], without(truth, name)
        end = truth.at("population", name, year + 1)
        more = say.change("population", end - truth.at("population", plain, year + 1), made.language)
        settled = n(sum(ties(truth, name, at)["settlers"] for at in truth.periods if at <= year))
        before = n(taking_part(truth, plain, first, name))
        wanted = (
            [
                f"{year}年に失われている住民の活動（{n(known['lost'])}人年）のうち、つながりが補うのは{p(known['share'])}（滞在する人の活動{p(known['by_presence'])}、定住による{p(known['by_settlers'])}）",
                f"活動人口は{first}年の{before}人から{year}年の{n(known['residents'])}人へ（つながりがない場合{n(known['plain'])}人）",
                f"{year}年の滞在は合わせて{say.with_commas(say.rounded(known['presence'], 1))}人年",
                f"{first}～{year}年の定住者は合わせて{settled}人で、{year + 1}年の人口は{n(end)}人（つながりがない場合より{more}人",
                f"およそ{say.with_commas(say.rounded(1 / known['share']))}倍必要",
            ]
            if ja
            else [
                f"lost by {year} ({n(known['lost'])} person-years), ties make up {p(known['share'])} ({p(known['by_presence'])} by people who are present, {p(known['by_settlers'])} by settlers)",
                f"from {before} in {first} to {n(known['residents'])} in {year} ({n(known['plain'])} without the ties)",
                f"Present in {year}: {say.with_commas(say.rounded(known['presence'], 1))} person-years",
                f"Settlers of {first}-{year}: {settled} in all; {n(end)} residents in {year + 1}, {more} because of them",
                f"about {say.with_commas(say.rounded(1 / known['share']))} times as many",
            ]
        )
        for one in wanted:
            assert folded(one) in text, one
