"""What scenarios state, and what was done to numbers: the tables of assumptions and records beside the files they come from."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from tests.told import say
from tests.told.made import Made
from tests.told.tables import bare, folded
from tests.told.test_csv import rows_of
from tests.told.test_report import lines_of
from tests.told.test_tied import sheet
from tests.told.test_workbook import book
from tests.told.truth import INPUTS, Truth
from tests.told.workbook import Number

WHAT = {
    ("fertility", "tfr"): ("合計特殊出生率", "Total fertility rate"),
    ("migration", "net"): ("社会増減", "Net migration"),
}
BETWEEN = {"linear": ("直線補間", "linear"), "hold": ("据え置き", "hold")}


def stated(truth: Truth, name: str) -> dict[tuple[str, str], tuple[dict[str, Any], dict[str, Any]]]:
    """Return the levels that a scenario's own file states, with the sources of the file."""
    own, found = truth.files[name], {}
    for room, what in WHAT:
        table = own.get(room, {}).get(what, {})
        if isinstance(table, dict) and "points" in table:
            found[room, what] = table, own.get("sources", {})
    return found


def path_of(truth: Truth, table: dict[str, Any]) -> dict[int, float]:
    """Return the stated values of the years of the projection and before: points, and straight lines between."""
    points = {int(year): float(value) for year, value in table["points"].items()}
    found = dict(points)
    if table.get("between") == "linear":
        for year in range(min(points), max(points)):
            before, after = max(p for p in points if p <= year), min(p for p in points if p > year)
            part = (year - before) / (after - before)
            found[year] = points[before] + part * (points[after] - points[before])
    if table.get("after") == "hold":
        found |= {year: points[max(points)] for year in range(max(points) + 1, truth.years[-1])}
    return found


def test_values_of_every_year(made: Made) -> None:
    """The sheet of assumptions has each value that a file states, its unit and who says so; and no other."""
    truth, ja = made.truth, made.language == "ja"
    _, rows = sheet(made, "前提と出典", "Assumptions")
    mine = [row for row in rows if isinstance(row[3], Number)]
    for name in truth.scenarios:
        short = bare(truth.short(name, made.language))
        for key, (table, sources) in stated(truth, name).items():
            told = {}
            for row in mine:
                if bare(row[0]) != short or bare(row[1]) != bare(WHAT[key][not ja]) or not isinstance(row[2], Number):
                    continue
                assert isinstance(row[3], Number)
                told[int(row[2].value)] = row
                assert row[2].said() == (f"{int(row[2].value)}年" if ja else str(int(row[2].value)))
                source = sources.get(table["source"])
                assert source is None or bare(source["title"]) in bare(row[6])
                assert str(row[7]).startswith(name) or str(row[7]).endswith(".toml")
            wanted = path_of(truth, table)
            assert set(told) == set(wanted), (name, key)
            for year, row in told.items():
                assert isinstance(row[3], Number)
                assert row[3].value == pytest.approx(wanted[year], rel=1e-12), (name, key, year)
                amount = wanted[year]
                shown = float(row[3].said().replace(",", "").replace("△", "-"))
                # as it is written, with so many decimals at most
                assert shown == round(amount, 4) or (
                    key[0] == "migration" and shown == pytest.approx(amount, abs=0.0501)
                )
                assert ("△" in row[3].said()) == (ja and amount < 0)
    seen = {(bare(row[0]), bare(row[1])) for row in rows}
    assert len({short for short, _ in seen}) == len(truth.scenarios)


def test_points_in_the_report(made: Made) -> None:
    """The printed table says each point a file states, in its scenario's rows, and numbers its source."""
    truth, ja = made.truth, made.language == "ja"
    text = folded("".join(lines_of(made)))
    start = re.search(r"(?:表|Table)\d+" + folded("シナリオごとの前提" if ja else "Assumptions by scenario"), text)
    assert start
    text = text[start.end() :]
    titles = [folded(truth.title(name, made.language)) for name in truth.scenarios]
    places = [text.find(one) for one in titles]
    assert places == sorted(places)
    assert min(places) >= 0
    ends = [*places[1:], len(text)]
    for name, begin, end in zip(truth.scenarios, places, ends, strict=True):
        for (room, _), (table, sources) in stated(truth, name).items():
            relative = "relative_to" in table
            said = []
            for year, value in table["points"].items():
                counts = room == "migration"
                amount = say.change("population", float(value), made.language) if counts else f"{float(value):g}"
                said.append(f"{year}年{amount}" if ja else f"{amount}in{year}")
            row = ("→" if ja else ",").join(said)
            assert folded(row) in text[begin:end], (name, row, relative)
            place = re.search(re.escape(folded(row)) + r".*?\[(\d+)\]", text[begin:])
            assert place
            source = sources.get(table["source"])
            if source is not None:
                note = re.search(rf"\[{place[1]}\]([^\[]*{re.escape(folded(source['title']))})", text)
                assert note, (name, place[1])


# ---- records ----
def records(made: Made) -> list[dict[str, str]]:
    return rows_of(made.written("csv") / "records.csv")


def number_in(text: str, place: int = 0) -> float:
    return float(re.findall(r"[△-]?\d[\d,]*(?:\.\d+)?", text)[place].replace(",", "").replace("△", "-"))


def test_events(made: Made) -> None:
    """Every observed number a scenario used is that of the file, with its kind and its coverage."""
    truth, seen = made.truth, 0
    events = truth.rows("events")
    for row in records(made):
        word, _, year = row["where"].partition(" ")
        if word not in ("births", "deaths", "net_migration") or not re.fullmatch(r"\d{4}", year):
            continue
        for language in ("en", "ja"):
            said = row[language]
            assert year in said
            numbers = [float(one.replace(",", "").replace("△", "-")) for one in re.findall(r"[△-]?\d[\d,]*", said)]
            own: dict[tuple[str, str], dict[str, float]] = {}
            for one in events:
                if one["start"] == f"{year}-01-01" and one["end"] == f"{year}-12-31":
                    key = one["basis"], one["coverage"]
                    own.setdefault(key, {})[one["measure"]] = float(one["value"])
            if word == "net_migration":
                known = [
                    v["in_migration"] - v["out_migration"]
                    for v in own.values()
                    if len({"in_migration", "out_migration"} & set(v)) == 2
                ]
                by_basis: dict[str, float] = {}
                for (basis, coverage), v in own.items():  # Japanese and foreign residents, added up
                    if coverage in ("japanese", "foreign") and "in_migration" in v and "out_migration" in v:
                        by_basis[basis] = by_basis.get(basis, 0.0) + v["in_migration"] - v["out_migration"]
                known += list(by_basis.values())
            else:
                known = [v[word] for v in own.values() if word in v]
            assert set(known) & set(numbers), (row["where"], said, known)
            seen += 1
    assert seen or truth_is_five_year(made)


def test_calibrations(made: Made) -> None:
    """What a calibration implies is the net migration of the projection at the launch, and gives the published total."""
    truth = made.truth
    _, rows = sheet(made, "記録", "Records")
    told = [row for row in records(made) if row["where"] == "calibrate"]
    for name in truth.scenarios:
        goal = truth.files[name].get("calibrate")
        if not goal or goal.get("lever", "migration.net") != "migration.net":
            continue
        (row,) = [row for row in told if row["scenario"] == name]
        level, _ = truth.levels(name)
        for language in ("en", "ja"):
            said = bare(row[language])
            assert f"{goal['year']}" in said
            assert say.number("population", float(goal["value"]), language) in said
            assert (
                f"年{say.number('population', level, 'ja')}人" in said
                if language == "ja"
                else f"netmigrationof{say.number('population', level, 'en')}" in said
            )
            assert "-" not in said.replace("2005-2010", "").replace("2010-2015", "") or language == "en"
        assert truth.between("population", name, int(goal["year"])) == pytest.approx(float(goal["value"]), abs=0.5)
        assert any(bare(row[made.language]) == bare(one[2]) for one in rows)


def test_launch(made: Made) -> None:
    truth = made.truth
    for row in records(made):
        found = re.search(r"([\d,]+) 人。5歳階級", row["ja"])
        if row["where"] == "launch" and row["scenario"] and found and truth.day(row["scenario"]) == "01-01":
            whole = truth.at("population", row["scenario"], truth.years[0])
            assert number_in(found[1]) == float(say.rounded(whole))
            assert found[1] in row["en"]


def test_life_expectancies(made: Made) -> None:
    """Those of the nation and the prefecture are the published ones."""
    area = made.truth.area
    folder = (Path("inputs") / INPUTS[made.name] / area["prefecture"] / "life_expectancy.csv").resolve()
    with folder.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    known = {(int(row["year"]), row["sex"]): float(row["ex"]) for row in rows if row["age"] == "0"}
    seen = 0
    for row in records(made):
        found = re.match(r"Life expectancy of (\d{4}), (male|female): nation ([\d.]+), prefecture ([\d.]+)", row["en"])
        if not found or (int(found[1]), found[2]) not in known:
            continue
        seen += 1
        assert float(found[4]) == round(known[int(found[1]), found[2]], 2)
        assert (
            f"{found[1]} 年の平均寿命（{'男' if found[2] == 'male' else '女'}）：全国 {found[3]} 年、県 {found[4]} 年"
            in row["ja"]
        )
    assert seen or truth_is_five_year(made)


def truth_is_five_year(made: Made) -> bool:
    return made.truth.step == 5


def test_every_record_is_in_the_workbook(made: Made) -> None:
    truth = made.truth
    _, rows = sheet(made, "記録", "Records")
    shorts = {name: bare(truth.short(name, made.language)) for name in truth.scenarios}
    for record, row in zip(records(made), rows, strict=False):
        whose = shorts.get(record["scenario"], bare("すべて" if made.language == "ja" else "all"))
        assert (bare(row[0]), bare(row[2])) == (whose, bare(record[made.language].removeprefix("'")))


def test_hashes(made: Made) -> None:
    """The files named are those that were read, with their SHA-256."""
    import hashlib

    rows = book(made)["出典とファイル" if made.language == "ja" else "Sources and files"]
    seen = 0
    for row in rows:
        if len(row) > 1 and re.fullmatch("[0-9a-f]{64}", str(row[1])):
            seen += 1
            assert hashlib.sha256((Path("inputs") / str(row[0])).read_bytes()).hexdigest() == row[1]
    assert seen >= 10
