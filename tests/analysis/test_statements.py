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
from cohort.analysis.statements import VERDICTS, Row, count_text, frame, statements_table
from cohort.analysis.statements import statements as beside
from cohort.analysis.statements_file import read_statements
from cohort.analysis.statements_told import amounts
from cohort.atomic import sha256
from cohort.cli import app
from cohort.errors import InputError
from cohort.inputs import Inputs
from cohort.report import markdown
from cohort.report.overview import overview, page
from cohort.run import Run, scenario_folders
from cohort.text import Text
from tests.shared import ROOT, take_computed
from tests.shared import computed as made

SETS = scenario_folders(ROOT / "scenarios")


def statements(runs: Sequence[Run]) -> list[Row]:
    return beside(runs, {one.inputs.area.code: read_statements(one.inputs) for one in runs})


def said(row: Row, language: str = "en") -> list[str]:
    return [one if isinstance(one, str) else one.say(language) for one in row.said]


@cache
def everything() -> dict[str, Row]:
    rows = statements([made(folder.name) for folder in SETS])
    assert len({row.key for row in rows}) == len(rows)
    return {row.key: row for row in rows}


@pytest.mark.parametrize(
    ("key", "published", "verdict"),
    [
        ("first-own-2040", 75056, "differs"),
        ("first-own-share-2040", 0.441, "differs"),
        ("first-peak-65", 2020, "agrees"),
        ("first-peak-75", 2030, "agrees"),
        ("first-outlook-2040", 86000, "falls short"),
        ("second-own-2040", 82044, "differs"),
        ("second-outlook-2040", 89000, "falls short"),
        ("second-outlook-2040-nearest", 89000, "met"),
        ("second-outlook-2040-all-targets", 89000, "falls short"),
        ("second-births-2025", 607, "falls short"),
        ("area-outlook-2040", 94000, "falls short"),
        ("area-share-2040", 0.40, "above"),
        ("ipss2013-2040", 82277, "differs"),
        ("ipss2018-2040", 85744, "differs"),
        ("ipss2023-2040", 76185, "differs"),
        ("register-2025-03", 104494, "differs"),
        ("first-target-tfr-2019", 1.65, "not reached"),
        ("first-target-net_out_migration-2019", 329, "not reached"),
        ("second-target-net_out_migration-2025", 322, "reached so far"),
        ("second-target-births-2025", 607, "not yet"),
        ("second-target-tfr-2025", 1.63, "not yet"),
    ],
)
def test_each_published_statement_has_its_row(key: str, published: float, verdict: str) -> None:
    row = everything()[key]
    assert (row.published, row.verdict) == (published, verdict)
    assert math.isfinite(row.ours)
    assert row.source


def test_a_figure_is_compared_by_its_own_rounding() -> None:
    rows = everything()
    # 74,902 is no 75,056; 84,364 does not round to 86,000
    assert said(rows["first-own-2040"]) == ["75,056", "74,902", "-154 (-0.2%)"]
    assert said(rows["first-outlook-2040"]) == ["86,000", "84,364", "-1,636 (-1.9%)"]
    assert said(rows["second-own-2040"], "ja") == ["82,044", "79,630", "△2,414（△2.9%）"]
    assert all("within" not in row.note.say("en") for row in rows.values())


def test_the_targets_of_2025_stand_beside_what_came_so_far() -> None:
    rows = everything()
    net = rows["second-target-net_out_migration-2025"]
    # register of 2024, all residents: 2,483 arrived, 2,805 left; migration report, Japanese: 2,115 - 2,696 in 2020
    assert (net.ours, said(net)) == (2805 - 2483, ["322", "322", "0"])
    assert (
        "2020-2023: 581, 398, 630, 587 (report on internal migration, Japanese); 2024: 322 (resident register, all residents)"
        in net.note.say("en")
    )
    assert "2020～2023年：581、398、630、587（住民基本台帳人口移動報告・日本人）" in net.note.say("ja")
    assert said(rows["second-target-tfr-2025"]) == ["1.63", "1.32", "-0.31 (-19.0%)"]
    assert "2018-2022" in rows["second-target-tfr-2025"].note.say("en")
    for key in ("in_migration-10-39", "out_migration-10-39", "care_certified_share", "outings_alone_share",
                "shops_alone_share", "civic_centre_visits_per_resident", "household_waste_per_resident"):  # fmt: skip
        row = rows[f"second-target-{key}-2025"]
        assert row.verdict == "no figure"
        assert "no observed figure is " in row.note.say("en")
    assert said(rows["second-target-care_certified_share-2025"])[0] == "17.1%"
    assert said(rows["first-target-care_certified_share-2019"]) == ["15.3%", "16.4%", "+1.1 pt"]


def test_facts_that_a_count_answers() -> None:
    rows = everything()
    assert rows["old-above-young"].verdict == rows["smallest-ages"].verdict == "agrees"
    # census: 25,211 beside 26,894 in 1990, 30,880 beside 23,337 in 1995
    assert "1995: 30,880 aged 65+, 23,337 aged 0-14" in rows["old-above-young"].note.say("en")
    assert "20～24" in rows["smallest-ages"].title.say("ja")
    assert "4,074" in rows["smallest-ages"].note.say("ja")
    paper = rows["paper-transport"]
    assert said(paper) == ["B1, C1", "A1, C1", "differs"]
    assert paper.verdict == "differs"
    assert {rows[f"mortality-{n}"].verdict for n in (180, 193)} == {"no figure"}


def test_no_verdict_accuses() -> None:
    shown = " ".join(
        word.say("ja") for row in everything().values() for word in (row.title, row.note, VERDICTS[row.verdict])
    )
    assert not [word for word in ("矛盾", "のに", "印刷どおり", "以上の人口") if word in shown]


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
    read = made("ichinoseki").readings
    assert read is not None
    nearest = rows["second-outlook-2040-nearest"]
    assert abs(nearest.ours - 89_000) == pytest.approx(min(abs(read.values - 89_000)))
    assert f"{read.held} of {read.count} readings" in nearest.note.say("en")
    town = made("hiraizumi").summary["population"].sel(time=2040, scenario="trend")
    both = float(summary.sel(scenario="trend") + town)
    assert rows["area-outlook-2040"].ours == pytest.approx(both)
    assert rows["area-outlook-2040"].area == "03209+03402"
    assert rows["first-target-net_out_migration-2019"].ours == 644
    assert rows["first-target-tfr-2019"].ours == 1.44


def test_what_a_calibration_implies_stands_beside_it() -> None:
    row = everything()["second-own-2040"]
    assert "met exactly with net migration of -340 a year at launch (observed: -501)" in row.note.say("en")
    assert "実績では△501人" in row.note.say("ja")
    official = everything()["first-own-2040"]  # nobody counted these: rates of the censuses give them
    assert "(the rates between the censuses of 2005 and 2010 give -655)" in official.note.say("en")
    assert "2005年と2010年の国勢調査間の率では△655人" in official.note.say("ja")


def test_every_rating_has_a_row() -> None:
    rows = [row for row in everything().values() if row.measure == "rating"]
    assert len(rows) == 34
    assert "".join(said(row)[0] for row in rows) == "ABAAACCACCBBBDCAAACBCBBCBACAAABBAB"
    assert all(row.verdict == "agrees" and said(row)[0] == said(row)[1] for row in rows)
    wrong = made("ichinoseki").inputs.kpis
    assert wrong is not None
    wrong = wrong.copy()
    wrong.loc[0, "published_rating"] = "D"
    other = replace(made("ichinoseki"), inputs=replace(made("ichinoseki").inputs, kpis=wrong))
    assert statements([other])[-34].verdict == "differs"


def test_a_set_without_statements_tells_its_own_outlooks() -> None:
    rows = [row for row in everything().values() if row.area == "03211"]
    assert len(rows) == len(made("kamaishi").verdicts)
    assert all(
        row.published == row.ours - verdict.gap for row, verdict in zip(rows, made("kamaishi").verdicts, strict=True)
    )


def test_what_was_not_run_is_said() -> None:
    rows = {row.key: row for row in statements([made("ichinoseki")])}
    assert rows["area-outlook-2040"].verdict == "not run"
    assert rows["area-outlook-2040"].note.say("en") == "no hiraizumi"
    assert math.isnan(rows["area-outlook-2040"].ours)
    assert rows["first-peak-65"].verdict == "not run"
    assert said(rows["first-peak-65"])[0] == "2020"
    assert statements_table([rows["first-peak-65"]]).say("ja")[1][4] == "未実行"
    assert rows["second-outlook-2040"].verdict == "falls short"
    trend = made("ichinoseki")
    fewer = replace(trend, scenarios=replace(trend.scenarios, scenarios=trend.scenarios.scenarios[:1]))
    row = {row.key: row for row in statements([fewer])}["second-outlook-2040"]
    assert (row.verdict, row.note.say("ja")) == ("not run", "ichinoseki: strategy がない")


def test_without_kpis_there_are_no_ratings() -> None:
    trend = made("ichinoseki")
    rows = statements([replace(trend, inputs=replace(trend.inputs, kpis=None))])
    assert not [row for row in rows if row.measure == "rating"]


def test_the_table() -> None:
    made = frame(list(everything().values()))
    row = made[made["key"] == "second-outlook-2040"].iloc[0]
    assert row["difference"] == pytest.approx(row["ours"] - 89000)
    assert frame([]).empty


def test_the_file_has_published_ours_and_how_far_apart() -> None:
    """75,056 published, 74,000 here: 1,056 fewer, 1.4 % of what was published."""
    row = Row(
        "k",
        Text("T", "題"),
        "03209",
        "population",
        2040,
        75_056.0,
        74_000.0,
        amounts("population", 75_056.0, 74_000.0),
        "differs",
        "w",
        "s",
    )
    assert {key: row.record[key] for key in ("published", "ours", "difference")} == {
        "published": 75_056.0,
        "ours": 74_000.0,
        "difference": -1_056.0,
    }
    shown = [row.record[f"{key}_text"] for key in ("published", "ours", "difference")]
    assert shown == ["75,056", "74,000", "-1,056 (-1.4%)"]
    assert said(replace(row, said=amounts("population", 200.0, 100.0))) == ["200", "100", "-100 (-50.0%)"]


def test_the_page_of_the_documentation_is_this_table() -> None:
    rows = list(everything().values())
    assert (ROOT / "docs/statements.md").read_text(encoding="utf-8") == page(rows), (
        "renew it: cohort statements scenarios --out docs/statements.md"
    )


def test_both_languages() -> None:
    rows = list(everything().values())
    english, japanese = overview(rows, "en"), overview(rows, "ja")
    assert english.count("\n") == japanese.count("\n") == len(rows) + 6
    assert count_text(rows).say("en").startswith(f"{len(rows)} statements: ")
    assert "一致" in count_text(rows).say("ja")
    assert japanese.startswith("# 公表された内容と本推計")
    assert statements_table(rows).say("en")[0][0] == "Statement"
    assert not any(
        letter.isascii() and letter.isalpha() for head in statements_table(rows).say("ja")[0] for letter in head
    )
    piped = replace(rows[0], note=Text("a|b", "a|b"))
    assert "a\\|b" in markdown.render(statements_table([piped]), "en")


def inputs_with(tmp_path: Path, text: str) -> Inputs:
    for name in ("hiraizumi", "iwate", "japan"):
        shutil.copytree(ROOT / "inputs" / name, tmp_path / name)
    (tmp_path / "hiraizumi" / "statements.toml").write_text(text, encoding="utf-8")
    return cohort.read_inputs(tmp_path / "hiraizumi")


GOOD = """
format = 1
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
    [stated] = read.statement
    assert (stated.title("en"), stated.title("ja"), stated.folders, read.outcome) == ("A", "あ", ("hiraizumi",), [])
    [row] = statements([replace(made("hiraizumi"), inputs=inputs)])
    assert (row.verdict, said(row)[0]) == ("differs", "5,000")  # a figure of one projection


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"population"', '"populatoin"', ["statement#1.measure: got 'populatoin'"]),
        ("at_least = 5000", "", ["statement#1.about: got 0 of at_least, at_most, about; write one."]),
        ("at_least", "about = 1\nat_most", ["statement#1.about: got 2 of"]),
        ("2040", '"2040"', ["statement#1.year: got '2040'; a whole number is needed without quotation marks."]),
        ("2040", "2040.5", ["statement#1.year: got 2040.5; a whole number is needed."]),
        ("at_least = 5000", "about = nan", ["statement#1.about: got nan; a finite number is needed."]),
        ("at_least = 5000", "about = 5000\nwithin = 2", ["statement#1.within: unknown key."]),
        ("at_least = 5000", "about = 5000\nrounding = 0", ["statement#1.rounding: got 0; write what the figure is rounded to"]),
        ('set = "hiraizumi"', 'set = "../../etc"', ["statement#1.set: got '../../etc'; a name has letters"]),
        ('measure = "population"', 'peak = "population"', ["statement#1.about: got 1 of at_least, at_most, about; write none"]),
        ('set = "hiraizumi"', "sets = []", ["statement#1.set: name the folder"]),
        ('"ipss2018"', '"ipss2081"', ["statement#1.source: got 'ipss2081'"]),
        ("[[statement]]", "[[statements]]", ["statements: unknown key"]),
        ("[[statement]]", "[[statement]", ["line 3, column 12: a bracket is not closed"]),
        ("[[statement]]", "[[tally]]\nkey = 'b'\nnumbers = [1e300]\n[[statement]]",
         ["tally#1.title", "tally#1.source", "tally#1.year", "tally#1.ratings",
          "tally#1.numbers#1: got 1e+300; a whole number is needed."]),
        ('scenario = "trend"', "scenari = 1", ["statement#1.scenari: unknown key"]),
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


def test_the_verbs(at_home: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def say(*words: str, code: int = 0) -> str:
        result = at_home.invoke(app, list(words))
        assert result.exit_code == code, result.output
        return result.output

    with monkeypatch.context() as patched:
        take_computed(patched, "ichinoseki", "ichinoseki-targets", "ichinoseki-first-strategy", "hiraizumi")
        coherent = say("check", "--coherence", "scenarios/ichinoseki-targets", "--lang", "en", code=2)
        assert "to settle: Ages 10-39 are to go from -646 to -300 net" in coherent
        assert coherent.strip().endswith("5 of 7 checks to settle.")
        assert "7項目のうち5項目は調整が必要です。" in say(
            "check", "--coherence", "scenarios/ichinoseki-targets", "--lang", "ja", code=2
        )
        first = say("check", "--coherence", "scenarios/ichinoseki-first-strategy", "--lang", "en", code=2)
        assert first.strip().endswith("1 of 2 checks to settle.")  # the outlook, with mortality that slows down
        area = say("settlement", "scenarios/ichinoseki", "scenarios/hiraizumi", "--lang", "en")
        assert "The area's outlook for 2040 is about 94,000 residents" in area
    out = tmp_path / "out"
    shown = say("indicators", "scenarios/hiraizumi", "--only", "elementary-pupils", "--out", str(out), "--lang", "en")
    assert "Pupils of elementary schools (what-if)" in " ".join(shown.split())
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
        statements_file.read_text(encoding="utf-8").replace('measure  = "population"', 'measure  = "populatoin"', 1),
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
    assert manifest["files"] == {name: sha256(tmp_path / "out" / name) for name in ("overview.csv", "overview.md")}
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
    assert printed.output.strip().endswith("0 statements.")
