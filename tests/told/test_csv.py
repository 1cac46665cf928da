"""The CSV files: every number by scenario, sex, age and year, exactly as the projection has it."""

from __future__ import annotations

import csv
import math
import re
from pathlib import Path

import pytest

from tests.told.made import Made
from tests.told.sentences import Reader
from tests.told.truth import CLASSES, FLOWS, SHARES, Truth


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def close(said: str, wanted: float) -> bool:
    return math.isclose(float(said), wanted, rel_tol=1e-12, abs_tol=1e-9)


@pytest.mark.parametrize("name", ["population", "births", "deaths", "net_migration"])
def test_by_age(made: Made, name: str) -> None:
    truth = made.truth
    rows = rows_of(made.written("csv") / f"{name}.csv")
    array = truth.arrays[name]
    assert len(rows) == array.size
    when = ("time", truth.years) if name == "population" else ("period", truth.periods)
    seen = set()
    for row in rows:
        place = [
            truth.scenarios.index(row["scenario"]),
            when[1].index(int(row[when[0]])),
            ("male", "female").index(row["sex"]),
        ]
        if name != "births":
            place.append(truth.ages.index(int(row["age"])))
        seen.add(tuple(place))
        assert close(row[name], float(array[tuple(place)])), row
        assert row["what_if"] == str(
            bool(truth.files[row["scenario"]].get("what_if", False) or _what_if(truth, row["scenario"]))
        )
    assert len(seen) == array.size


def _what_if(truth: Truth, name: str) -> bool:
    """Return whether a scenario rests on an assumption: it, or what it inherits, says so."""
    while name:
        own = truth.files[name]
        if own.get("what_if") or str(own["short"]["ja"]).startswith("【仮定】"):
            return True
        name = own.get("inherits", "")
    return False


def test_comparison(made: Made) -> None:
    truth = made.truth
    rows = rows_of(made.written("csv") / "comparison.csv")
    measures = {*CLASSES, *SHARES, *FLOWS, "median_age", "dependency_ratio", "old_age_dependency_ratio"}
    seen = set()
    for row in rows:
        measure, name, year = row["measure"], row["scenario"], int(row["year"])
        seen.add((measure, name, year))
        part = truth.step if measure in FLOWS else 1
        value = truth.at(measure, name, year) / part
        base = truth.at(measure, truth.reference, year) / part
        assert close(row["value"], value), row
        assert close(row["difference"], value - base), row
        assert row["ratio"] == "" if base == 0 else close(row["ratio"], value / base), row
        assert row["unit"] == unit(measure), row
    assert seen == {
        (measure, name, year)
        for measure in measures
        for name in truth.scenarios
        for year in (truth.periods if measure in FLOWS else truth.years)
    }


def unit(measure: str) -> str:
    if measure in FLOWS:
        return "persons per year"
    if measure in SHARES:
        return "share"
    return {"median_age": "years"}.get(measure, "per person 15-64" if "ratio" in measure else "persons")


def test_verdicts(made: Made) -> None:
    truth = made.truth
    rows = rows_of(made.written("csv") / "verdicts.csv")
    wanted = [(outlook, name) for outlook in truth.outlooks for name in truth.judged(outlook)]
    assert len(rows) == len(wanted)
    by_key = {(row["measure"], row["year"], row["promised"], row["scenario"]): row for row in rows}
    for outlook, name in wanted:
        row = by_key[outlook.measure, str(outlook.year), str(outlook.value), name]
        value, (low, high) = truth.between(outlook.measure, name, outlook.year), outlook.limits()
        assert row["relation"] == outlook.bound
        assert close(row["value"], value)
        assert close(row["gap"], value - outlook.value)
        people = truth.at("population", name, outlook.year) if outlook.measure in SHARES else 1.0
        assert close(row["gap_persons"], (value - outlook.value) * people)
        assert row["met"] == str(truth.met(outlook, name))
        assert close(row["needed"], min(max(value, low), high) - value)
        lost = truth.lost(outlook, name)
        assert row["lost_year"] == ("" if lost is None else str(lost))
        assert row["unit"] == unit(outlook.measure)


def test_titles(made: Made) -> None:
    rows = rows_of(made.written("csv") / "scenarios.csv")
    truth = made.truth
    assert [(row["scenario"], row["title_en"], row["title_ja"]) for row in rows] == [
        (name, truth.title(name, "en"), truth.title(name, "ja")) for name in truth.scenarios
    ]


def test_assumed(made: Made) -> None:
    """Points of total fertility that a scenario states itself stand in the file of what was assumed."""
    truth, found = made.truth, 0
    rows = {
        (row["scenario"], int(row["period"])): row
        for row in rows_of(made.written("csv") / "assumptions.csv")
        if row["measure"] == "tfr"
    }
    for name in truth.scenarios:
        stated = truth.files[name].get("fertility", {}).get("tfr", {})
        for year, value in stated.get("points", {}).items():
            if int(year) in truth.periods and "relative_to" not in stated and truth.step == 1:
                found += 1
                assert float(rows[name, int(year)]["value"]) == pytest.approx(value)
    assert found or truth.step > 1 or not any("fertility" in one for one in truth.files.values())


UNITS = {
    "population": ("persons", "人"), "births": ("persons", "人"), "deaths": ("persons", "人"), "net_migration": ("persons", "人"),
    "share_65_plus": ("share", "割合"), "median_age": ("years", "歳"), "tfr": ("births per woman", "女性1人あたり"),
    "e0": ("years", "年"),
}  # fmt: skip
LABELS = {
    "population": ("Population", "人口"), "births": ("Births", "出生数"), "deaths": ("Deaths", "死亡数"),
    "median_age": ("Median age", "中位数年齢"), "women_20_39": ("Women aged 20-39", "20～39歳女性"),
}  # fmt: skip


def test_variables(made: Made) -> None:
    """The file that explains the columns: unit and label of every name, each in its language."""
    rows = {row["name"]: row for row in rows_of(made.written("csv") / "variables.csv")}
    for name, units in UNITS.items():
        assert (rows[name]["unit"], rows[name]["unit_ja"]) == units
    for name, labels in LABELS.items():
        assert (rows[name]["label_en"], rows[name]["label_ja"]) == labels
    for row in rows.values():
        assert not re.search("[ぁ-んァ-ヶ一-龠]", row["label_en"] + row["unit"])
        assert re.search("[ぁ-んァ-ヶ一-龠]", row["label_ja"])
    for path in made.written("csv").glob("*.csv"):
        head = path.read_text(encoding="utf-8-sig").partition("\n")[0].split(",")
        assert len(set(head)) == len(head)


def test_levels(made: Made) -> None:
    """Total fertility and life expectancy of every period are those of the schedules the engine was given."""
    truth, seen = made.truth, {"tfr": 0, "e0": 0}
    rows = rows_of(made.written("csv") / "assumptions.csv")
    for row in rows:
        if row["measure"] not in seen:
            continue
        measure = "tfr" if row["measure"] == "tfr" else f"e0_{row['sex']}"
        for name in [row["scenario"]] if row["scenario"] else truth.scenarios:
            assert float(row["value"]) == pytest.approx(truth.assumed(measure, name, int(row["period"]))), row
        assert row["unit"] == {"tfr": "births per woman", "e0": "years"}[row["measure"]]
        seen[row["measure"]] += 1
    assert seen["tfr"] >= len(truth.periods)
    assert seen["e0"] >= 2 * len(truth.periods)


def test_answer(made: Made) -> None:
    text = (made.written("csv") / "answer.txt").read_text(encoding="utf-8-sig")
    reader = Reader(made.truth, made.language)
    for line in text.splitlines():
        count, problems = reader.read(line)
        assert problems == []
        assert count
    assert reader.lacking() == []
