from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cohort
from cohort.analysis.statements import Row, statements, table
from cohort.analysis.statements_file import read_statements
from cohort.analysis.statements_text import cells, columns, count_text, markdown, overview, page
from cohort.cli import app
from cohort.errors import InputError
from cohort.inputs import Inputs
from cohort.report.atomic import sha256
from cohort.run import Run, run, scenario_folders
from tests.shared import ROOT

SETS = scenario_folders(ROOT / "scenarios")


@cache
def made(name: str) -> Run:
    return run(ROOT / "scenarios" / name, ROOT / "inputs" / name.split("-")[0])


@cache
def everything() -> dict[str, Row]:
    rows = statements([made(folder.name) for folder in SETS])
    assert len({row.key for row in rows}) == len(rows)
    return {row.key: row for row in rows}


@pytest.mark.parametrize(
    ("key", "published", "verdict"),
    [
        ("first-own-2040", 75056, "agrees"),
        ("first-own-share-2040", 0.441, "does not agree"),
        ("first-peak-65", 2020, "agrees"),
        ("first-peak-75", 2030, "does not agree"),
        ("first-outlook-2040", 86000, "agrees"),
        ("second-own-2040", 82044, "does not agree"),
        ("second-outlook-2040", 89000, "does not hold"),
        ("second-outlook-2040-nearest", 89000, "does not hold"),
        ("second-outlook-2040-all-targets", 89000, "does not hold"),
        ("second-births-2025", 607, "does not hold"),
        ("area-outlook-2040", 94000, "does not hold"),
        ("area-share-2040", 0.40, "does not hold"),
        ("ipss2013-2040", 82277, "does not agree"),
        ("ipss2018-2040", 85744, "does not agree"),
        ("ipss2023-2040", 76185, "does not agree"),
        ("first-target-tfr-2019", 1.65, "not reached"),
        ("first-target-net_out_migration-2019", 329, "not reached"),
    ],
)
def test_each_published_statement_has_its_row(key: str, published: float, verdict: str) -> None:
    row = everything()[key]
    assert (row.published, row.verdict) == (published, verdict)
    assert math.isfinite(row.ours)
    assert row.source


def test_what_the_tables_say_is_what_the_inputs_publish() -> None:
    inputs = made("ichinoseki").inputs
    series = {
        "first-own-2040": ("city2015_own", "population"),
        "first-own-share-2040": ("city2015_own", "share_65_plus"),
        "first-outlook-2040": ("city2015_outlook", "population"),
        "second-own-2040": ("city2020_own", "population"),
        "second-outlook-2040": ("city2020_outlook", "population"),
        "area-outlook-2040": ("settlement_area_outlook", "population"),
        "area-share-2040": ("settlement_area_outlook", "share_65_plus"),
        "ipss2013-2040": ("ipss2013", "population"),
        "ipss2018-2040": ("ipss2018", "population"),
        "ipss2023-2040": ("ipss2023", "population"),
    }
    for key, (name, measure) in series.items():
        assert everything()[key].published == inputs.series(name, measure)[2040], key


def test_ours_are_the_projections() -> None:
    summary = made("ichinoseki").summary["population"].sel(time=2040)
    rows = everything()
    assert rows["second-outlook-2040"].ours == float(summary.sel(scenario="strategy"))
    assert rows["second-outlook-2040-nearest"].ours == float(summary.max())
    town = made("hiraizumi").summary["population"].sel(time=2040, scenario="trend")
    both = float(summary.sel(scenario="trend") + town)
    assert rows["area-outlook-2040"].ours == pytest.approx(both)
    assert rows["area-outlook-2040"].area == "03209+03402"
    assert rows["first-target-net_out_migration-2019"].ours == 644
    assert rows["first-target-tfr-2019"].ours == 1.44


def test_what_a_calibration_implies_stands_beside_it() -> None:
    row = everything()["second-own-2040"]
    assert "met exactly with 34" in row.note_en
    assert "more people leaving than arriving a year at launch (observed: -644)" in row.note_en
    assert "実績では-644人" in row.note_ja
    official = everything()["first-own-2040"]  # nobody counted these: rates of the censuses give them
    assert "(the rates between the censuses of 2005 and 2010 give -649)" in official.note_en
    assert "2005年と2010年の国勢調査間の率では-649人" in official.note_ja


def test_every_rating_has_a_row() -> None:
    rows = [row for row in everything().values() if row.measure == "rating"]
    assert len(rows) == 34
    assert "".join(row.published_text for row in rows) == "ABAAACCACCBBBDCAAACBCBBCBACAAABBAB"
    assert all(row.verdict == "agrees" and row.ours_text == row.published_text for row in rows)
    wrong = made("ichinoseki").inputs.kpis
    assert wrong is not None
    wrong = wrong.copy()
    wrong.loc[0, "published_rating"] = "D"
    other = replace(made("ichinoseki"), inputs=replace(made("ichinoseki").inputs, kpis=wrong))
    assert statements([other])[-34].verdict == "does not agree"


def test_a_set_without_statements_tells_its_own_outlooks() -> None:
    rows = [row for row in everything().values() if row.area == "03211"]
    assert len(rows) == len(made("kamaishi").verdicts)
    assert all(
        row.published == row.ours - verdict.gap
        for row, verdict in zip(rows, made("kamaishi").verdicts, strict=True)
    )


def test_what_was_not_run_is_said() -> None:
    rows = {row.key: row for row in statements([made("ichinoseki")])}
    assert rows["area-outlook-2040"].verdict == "not run"
    assert rows["area-outlook-2040"].note_en == "no hiraizumi"
    assert math.isnan(rows["area-outlook-2040"].ours)
    assert rows["first-peak-65"].verdict == "not run"
    assert rows["first-peak-65"].published_text == "2020"
    assert cells(rows["first-peak-65"], "ja")[4] == "未実行"
    assert rows["second-outlook-2040"].verdict == "does not hold"
    trend = made("ichinoseki")
    fewer = replace(trend, scenarios=replace(trend.scenarios, scenarios=trend.scenarios.scenarios[:1]))
    row = {row.key: row for row in statements([fewer])}["second-outlook-2040"]
    assert (row.verdict, row.note_ja) == ("not run", "ichinoseki: strategy がない")


def test_without_kpis_there_are_no_ratings() -> None:
    trend = made("ichinoseki")
    rows = statements([replace(trend, inputs=replace(trend.inputs, kpis=None))])
    assert not [row for row in rows if row.measure == "rating"]


def test_the_table() -> None:
    frame = table(list(everything().values()))
    row = frame[frame["key"] == "second-outlook-2040"].iloc[0]
    assert row["difference"] == pytest.approx(row["ours"] - 89000)
    assert table([]).empty


def test_the_page_of_the_documentation_is_this_table() -> None:
    rows = list(everything().values())
    assert (ROOT / "docs/statements.md").read_text(encoding="utf-8") == page(rows), (
        "renew it: cohort statements scenarios --out docs/statements.md"
    )


def test_both_languages() -> None:
    rows = list(everything().values())
    english, japanese = markdown(rows, "en"), markdown(rows, "ja")
    assert english.count("\n") == japanese.count("\n") == len(rows) + 4
    assert count_text(rows, "en").startswith(f"{len(rows)} statements: ")
    assert "一致" in count_text(rows, "ja")
    assert overview(rows, "ja").startswith("# 公表された内容と本推計")
    assert columns("en")[0] == "Statement"
    piped = replace(rows[0], en="a|b")
    assert "a\\|b" in markdown([piped], "en")


def inputs_with(tmp_path: Path, text: str) -> Inputs:
    for name in ("hiraizumi", "iwate", "japan"):
        shutil.copytree(ROOT / "inputs" / name, tmp_path / name)
    (tmp_path / "hiraizumi" / "statements.toml").write_text(text, encoding="utf-8")
    return cohort.read_inputs(tmp_path / "hiraizumi")


GOOD = """
[[statement]]
key = "a"
title = { en = "A", ja = "あ" }
measure = "population"
year = 2040
at_least = 5000
set = "hiraizumi"
scenario = "trend"
source = "ipss2018"
"""


def test_statements_of_another_area(tmp_path: Path) -> None:
    inputs = inputs_with(tmp_path, GOOD)
    read = read_statements(inputs)
    assert read is not None
    [stated], strategies = read
    assert (stated.title("en"), stated.title("ja"), stated.sets, strategies) == (
        "A",
        "あ",
        ("hiraizumi",),
        (),
    )
    [row] = statements([replace(made("hiraizumi"), inputs=inputs)])
    assert (row.verdict, row.published_text) == ("does not hold", "5,000")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"population"', '"populatoin"', ["statement#1.measure: got 'populatoin'"]),
        ("at_least = 5000", "", ["statement#1.about: got 0 of at_least, at_most, about; write one."]),
        ("at_least", "about = 1\nat_most", ["statement#1.about: got 2 of"]),
        ("2040", '"2040"', ["statement#1.year: got '2040'; write a number."]),
        ('measure = "population"', 'peak = "population"', ["statement#1.about: got 1 of at_least, at_most, about; write none"]),
        ('set = "hiraizumi"', "sets = []", ["statement#1.set: name the folder"]),
        ('"ipss2018"', '"ipss2081"', ["statement#1.source: got 'ipss2081'"]),
        ("[[statement]]", "[[statements]]", ["statements: unknown key"]),
        ("[[statement]]", "[[statement]", ["not TOML"]),
        ('scenario = "trend"', "within = true\nscenari = 1", ["statement#1.scenari: unknown key", "statement#1.scenario", "statement#1.within"]),
    ],
)  # fmt: skip
def test_problems_of_the_file(tmp_path: Path, old: str, new: str, expected: Sequence[str]) -> None:
    inputs = inputs_with(tmp_path, GOOD.replace(old, new))
    with pytest.raises(InputError) as caught:
        read_statements(inputs)
    found = [problem.text("en") for problem in caught.value.problems]
    assert len(found) == len(expected)
    assert all(text.startswith(start) for text, start in zip(found, expected, strict=True)), found
    assert caught.value.text("ja") != caught.value.text("en")


@pytest.fixture
def at_home(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(ROOT)
    return CliRunner()


def test_the_verbs(at_home: CliRunner, tmp_path: Path) -> None:
    def say(*words: str, code: int = 0) -> str:
        result = at_home.invoke(app, list(words))
        assert result.exit_code == code, result.output
        return result.output

    coherent = say("check", "--coherence", "scenarios/ichinoseki-targets", "--lang", "en", code=2)
    assert "contradiction: Ages 10-39 are to go from -646 to -300 net" in coherent
    assert coherent.strip().endswith("5 of 7 checks contradict.")
    assert "7項目のうち5項目に矛盾" in say(
        "check", "--coherence", "scenarios/ichinoseki-targets", "--lang", "ja", code=2
    )
    agreeing = say("check", "--coherence", "scenarios/ichinoseki-first-strategy", "--lang", "en")
    assert agreeing.strip().endswith("0 of 2 checks contradict.")
    area = say("settlement", "scenarios/ichinoseki", "scenarios/hiraizumi", "--lang", "en")
    assert "The area's outlook for 2040 is 94,000 residents" in area
    out = tmp_path / "out"
    shown = say(
        "indicators", "scenarios/hiraizumi", "--only", "elementary-pupils", "--out", str(out), "--lang", "en"
    )
    assert "Pupils of elementary schools (what-if), persons" in shown
    assert (out / "indicators.csv").is_file()
    assert not (out / "ratings.csv").exists()


def test_checking_inputs_checks_their_indicators_and_statements(at_home: CliRunner, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs")
    place = tmp_path / "inputs" / "ichinoseki"
    assert at_home.invoke(app, ["check", str(place)]).exit_code == 0
    file = place / "indicators.toml"
    sound = file.read_text(encoding="utf-8")
    file.write_text(sound.replace("2025 = 0.171", "2025 = 17.1"), encoding="utf-8")
    for language, words in (
        ("en", "got 17.1 for a share, which is at most 1"),
        ("ja", "17.1 です。割合は 1 以下です。"),
    ):
        result = at_home.invoke(app, ["check", str(place), "--lang", language])
        assert (result.exit_code, words in result.output) == (2, True), result.output
    file.write_text(sound, encoding="utf-8")
    statements_file = place / "statements.toml"
    statements_file.write_text(
        statements_file.read_text(encoding="utf-8").replace(
            'measure  = "population"', 'measure  = "populatoin"', 1
        ),
        encoding="utf-8",
    )
    assert "populatoin" in at_home.invoke(app, ["check", str(place), "--lang", "en"]).output


def test_a_folder_of_sets_gets_an_overview(at_home: CliRunner, tmp_path: Path) -> None:
    for name in ("ichinoseki-targets", "hiraizumi"):
        shutil.copytree(ROOT / "scenarios" / name, tmp_path / "scenarios" / name)
    (tmp_path / "inputs").symlink_to(ROOT / "inputs")
    words = [
        "run",
        str(tmp_path / "scenarios"),
        "--only",
        "csv",
        "--quiet",
        "--lang",
        "ja",
        "--out",
        str(tmp_path / "out"),
    ]
    result = at_home.invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "公表された内容" in result.output
    text = (tmp_path / "out" / "overview.md").read_text(encoding="utf-8")
    assert "第2期：2025年の出生数（出生率1.63の場合） | 607 |" in text
    csv = (tmp_path / "out" / "overview.csv").read_text(encoding="utf-8-sig")
    assert csv.startswith("key,en,ja,area,measure,year,published,ours,difference,")
    manifest = json.loads((tmp_path / "out" / "overview.json").read_text(encoding="utf-8"))
    assert manifest["files"] == {
        name: sha256(tmp_path / "out" / name) for name in ("overview.csv", "overview.md")
    }
    assert "ichinoseki/statements.toml" in manifest["sets"]["ichinoseki-targets"]["inputs"]
    assert set(manifest["sets"]) == {"hiraizumi", "ichinoseki-targets"}


def test_the_page_is_written_by_one_command(at_home: CliRunner, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios" / "hiraizumi", tmp_path / "scenarios" / "hiraizumi")
    (tmp_path / "inputs").symlink_to(ROOT / "inputs")
    target = tmp_path / "statements.md"
    result = at_home.invoke(app, ["statements", str(tmp_path / "scenarios"), "--out", str(target)])
    assert result.exit_code == 0, result.output
    assert target.read_text(encoding="utf-8").startswith("# Published statements")
    printed = at_home.invoke(app, ["statements", str(tmp_path / "scenarios"), "--lang", "en"])
    assert printed.output.startswith("0 statements.")
