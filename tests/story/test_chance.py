"""How sure it is, as it is told: the same numbers in words, tables, charts and files, in both languages."""

from __future__ import annotations

import base64
import csv
import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from cohort.cli import app
from cohort.report.manifest import identity
from cohort.report.page.payload import payload
from cohort.report.store import write_csv
from cohort.report.terminal import told
from cohort.report.workbook import write_workbook
from cohort.run import Run, drawn, run
from cohort.story.build import story
from cohort.story.chance import Chance, kind_of, percent
from cohort.story.chance_tables import chances_table
from cohort.story.chance_told import trust_sentences
from cohort.story.model import Story
from cohort.story.numbers import Numbers
from cohort.text import Text
from cohort.uncertainty.draws import futures
from cohort.uncertainty.luck import LEVERS
from cohort.uncertainty.outcome import Share, at, bounds, meets
from cohort.uncertainty.trust import Trust, shelf_life, trust
from tests.cli.sets import INPUTS, small_set
from tests.shared import ROOT

DRAWS = 40


@cache
def made(folder: Path) -> Run:
    return drawn(run(folder, INPUTS), DRAWS, seed=3)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Story:
    folder = small_set(tmp_path_factory.mktemp("chance") / "set")
    plan = folder / "balance.toml"  # the one a reader sees first is not the one it is compared with
    plan.write_text(plan.read_text(encoding="utf-8").replace("order    = 2", 'role = "plan"'), encoding="utf-8")
    return story(made(folder))


def by_draw(one: Story, measure: str, scenario: str) -> list[float]:
    """A measure of 2030 in every future, in order; of the last year before for what happens over a year."""
    path = one.run.futures.measures[measure].sel(scenario=scenario)  # type: ignore[union-attr]
    values = path.sel(time=2030) if "time" in path.dims else path.sel(period=2029)
    return [float(value) for value in values.values if value == value]


def quantile(values: list[float], share: float) -> float:
    """On a straight line between the two draws around it."""
    ordered, at = sorted(values), (len(values) - 1) * share
    low = int(at)
    return ordered[low] + (at - low) * (ordered[min(low + 1, len(values) - 1)] - ordered[low])


def test_a_run_without_draws_says_nothing_of_futures(one: Story) -> None:
    plain = story(replace(one.run, futures=None))
    assert "chance" not in [section.key for section in plain.sections]
    assert not {"fan", "tornado"} & set(plain.charts)
    assert not {"chances", "ranges"} & set(plain.tables)


def test_the_share_that_is_told_is_that_of_the_draws(one: Story) -> None:
    assert one.outlook is not None
    share = meets(one.run.futures, one.outlook, one.names.opening)
    table = one.tables["chances"]
    row = next(row for row in table.rows if row[0].say("en") == one.names.short[one.names.opening].say("en"))
    said = row[1].say("en")
    assert said == (f"{share.value:.1%}" if share.value < 0.1 else f"{share.value:.0%}") or "than" in said
    for language, sentence in (("en", one.sentences[0].say("en")), ("ja", one.sentences[0].say("ja"))):
        assert row[1].say(language) in sentence
        assert str(DRAWS) in sentence


def test_the_range_that_is_told_is_that_of_the_draws(one: Story) -> None:
    year = one.outlook.year if one.outlook else 2040
    low, high = bounds(at(one.run.futures, "population", one.names.opening, year), 0.8)
    sentence = one.sentences[1].say("en")
    assert low < high
    assert f"have {low:,.0f} to {high:,.0f} residents in {year}" in sentence
    assert f"{year}年に{low:,.0f}～{high:,.0f}人" in one.sentences[1].say("ja")
    row = one.tables["ranges"].rows[0]
    assert [cell.value for cell in row[3:5]] == pytest.approx([low, high])


def test_scenarios_beside_the_outlook_and_the_reference(one: Story) -> None:
    """By hand: shares of the draws, with the same luck in both scenarios, and between what four in five lie."""
    titles = {one.names.short[name].say("en"): name for name in one.names.scenarios}
    assert (one.names.opening, one.names.reference) == ("balance", "trend")
    rows = {titles[row[0].say("en")]: row for row in one.tables["chances"].rows}
    assert set(rows) == {"balance", "trend"}
    for name, (_, met, over, low, high, failed) in rows.items():
        values = by_draw(one, "population", name)
        share = sum(value >= 97_000 for value in values) / len(values)
        assert met.say("en") in (f"{share:.0%}", f"{share:.1%}") or (share in (0, 1) and "than" in met.say("en"))
        assert [low.value, high.value] == pytest.approx([quantile(values, 0.1), quantile(values, 0.9)])
        assert failed.value == DRAWS - len(values)
        if name == "trend":
            assert over.say("en") == "–"
            continue
        pairs = zip(values, by_draw(one, "population", "trend"), strict=True)
        above = sum(ours > theirs for ours, theirs in pairs) / len(values)
        wanted = {0.0: "less than", 1.0: "more than"}.get(above, f"{above:.0%}" if above >= 0.1 else f"{above:.1%}")
        assert over.say("en").startswith(wanted)
        assert f"ends above “{one.names.short['trend'].say('en')}” in {over.say('en')} of them" in one.sentences[2].say(
            "en"
        )


def test_ranges_of_every_measure_by_hand(one: Story) -> None:
    """Median, four in five, nineteen in twenty; and what such ranges of the same measure held, where that was tested."""
    rows = iter(one.tables["ranges"].rows)
    residents = float(one.run.summary["population"].sel(scenario="balance", time=2020))
    seen = []
    for name in ("balance", "trend"):
        for measure in (
            *("population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus"),
            *("share_65_plus", "women_20_39", "births", "deaths", "net_migration"),
        ):
            values, row = by_draw(one, measure, name), next(rows)
            assert row[0].say("en") == one.names.short[name].say("en")
            wanted = [quantile(values, share) for share in (0.5, 0.1, 0.9, 0.025, 0.975)]
            assert [cell.value for cell in row[2:7]] == pytest.approx(wanted), (name, measure)
            held = trust(residents, 10, measure)
            assert row[7].say("en") == ("–" if held is None else f"{held.middle:.0%}"), measure
            seen.append(row[7].say("en"))
    assert next(rows, None) is None
    assert {"–"} < set(seen)


def test_a_lever_alone_is_told_under_its_own_name(one: Story) -> None:
    """One of them drawn again by itself; the widest is in the title; the fan is the plan's."""
    levers = {row[0].say("en"): row for row in one.tables["levers"].rows}
    given = [part.sel(scenario=["balance"]) for part in (one.run.assumptions, one.run.projection)]
    given = [part.assign_attrs(reference_scenario="balance") for part in given]
    weights = dict.fromkeys(LEVERS, 0.0) | {"fertility": 1.0}
    again = futures(given[0], given[1], draws=DRAWS, seed=3, weights=weights).measures["population"]
    values = [float(value) for value in again.sel(scenario="balance", time=2030).values]
    assert [cell.value for cell in levers["Fertility"][1:3]] == pytest.approx(
        [quantile(values, 0.1), quantile(values, 0.9)]
    )
    part = np.var(values) / np.var(by_draw(one, "population", "balance"))
    assert levers["Fertility"][3].value == pytest.approx(part)
    drawn = one.charts["tornado"].data["bounds"]
    assert {name.say("en"): ends for name, ends in drawn.items()} == {
        name: pytest.approx((row[1].value, row[2].value)) for name, row in levers.items()
    }
    low, high = max(drawn.values(), key=lambda ends: ends[1] - ends[0])
    assert f"{low:,.0f} to {high:,.0f}" in one.charts["tornado"].title.say("en")
    fan = one.charts["fan"].data["source"]["population"].sel(time=2030).values
    assert sorted(map(float, fan)) == sorted(by_draw(one, "population", "balance"))


def test_every_output_has_it(one: Story, tmp_path: Path) -> None:
    sentence = one.sentences[1].say("en")
    squeezed = re.sub(r"\s+", " ", told(one, "en", 400))
    assert sentence in squeezed
    for name in ("chances", "ranges"):
        assert one.tables[name].title.say("en") in squeezed
    (book,) = write_workbook(one, tmp_path / "book", "en")
    written = {str(row[0]) for row in CalamineWorkbook.from_path(book).get_sheet_by_name("Futures").to_python()}
    assert {one.tables[name].title.say("en") for name in ("chances", "ranges", "levers")} <= written
    made_from = identity(one.run)
    assert (made_from["seed"], made_from["draws"]) == (3, DRAWS)
    names = {path.name for path in write_csv(one, tmp_path, "en")}
    assert {"chances.csv", "ranges.csv"} <= names
    assert sentence in (tmp_path / "answer.txt").read_text(encoding="utf-8-sig")
    carried = payload(one, "en")["chance"]
    assert sentence in [said["en"] for said in carried["said"]]
    for language, word, other in (("en", "median", "中央値"), ("ja", "中央値", "median")):
        picture = re.sub("<[^>]*>", "", base64.b64decode(carried["picture"][language]).decode())
        assert word in picture
        assert other not in picture
        assert re.search(f"of {DRAWS}|{DRAWS} draws|{DRAWS}回", picture)
        assert carried["alt"][language] == one.charts["fan"].caption.say(language)
    section = one.section("chance")
    assert {"fan", "tornado"} <= {block.chart for block in section.blocks if hasattr(block, "chart")}


def test_interval_is_said_only_where_past_ranges_held_what_they_say(one: Story) -> None:
    good = Trust(size=4, horizon=5, middle=0.8, wide=0.95, places=600, launches=(2010,), tested=True)
    assert good.reached
    assert not replace(good, middle=0.86).reached
    assert not replace(good, wide=0.9).reached
    assert not replace(good, tested=False).reached
    year = one.outlook.year if one.outlook else 2040
    held = trust(one.run.summary["population"].values.flat[0], year - 2020)
    assert held is not None
    word = "interval" if held.reached else "range"
    assert one.tables["ranges"].title.say("en").endswith(word)


def test_where_past_ranges_held_too_few_it_is_a_range_and_says_so() -> None:
    def said(held: Trust, language: str) -> str:
        numbers = SimpleNamespace(names=SimpleNamespace(place=Text("the city", "市")), years=np.array([2020]))
        chance: Any = SimpleNamespace(trust=held, numbers=numbers, year=2025, residents=3_000.0)
        return " ".join(one.say(language) for one in trust_sentences(chance))

    good = Trust(size=4, horizon=5, middle=0.8, wide=0.95, places=600, launches=(2010,), tested=True)
    few, far = replace(good, middle=0.72), replace(good, tested=False)
    assert "of the counts 10 years later, over 600 places" in said(replace(good, horizon=10), "en")
    assert "10年後の実績" in said(replace(good, horizon=10), "ja")
    assert "held 72% (80% meant) and 95% (95% meant)" in said(few, "en")
    assert "72%（80％のつもりの幅）、95%（95％のつもりの幅）" in said(few, "ja")
    until = 2020 + int(shelf_life(3_000))
    assert until != 2025
    assert f"Shelf life: to {until}." in said(good, "en")
    assert f"目安は{until}年まで" in said(good, "ja")
    assert not any(word in said(good, "en") for word in ("not “interval”", "not within"))
    assert "not within 75% to 85% (of 95%: 91% to 98%); therefore “range” here, not “interval”" in said(few, "en")
    assert "75%～85%（95％の幅では91%～98%）に収まっていません。そのため「予測区間」ではなく「幅」" in said(few, "ja")
    assert "further ahead than could be tested" in said(far, "en")
    assert "検証できた期間より先です。そのため「予測区間」ではなく「幅」" in said(far, "ja")
    for held, word, ja in (
        (good, "interval", "予測区間"),
        (few, "range", "幅"),
        (far, "range", "幅"),
        (None, "range", "幅"),
    ):
        one: Any = SimpleNamespace(trust=held)
        called = kind_of(one)
        assert (called.say("en"), called.say("ja")) == (word, ja)


def test_what_was_held_is_looked_up_by_size_and_distance() -> None:
    near, far = trust(20_000, 5), trust(20_000, 40)
    assert near is not None
    assert far is not None
    assert (near.horizon, near.tested) == (5, True)
    assert (far.horizon, far.tested) == (15, False)
    assert trust(20_000, 5, "births") is None
    with (ROOT / "cohort/uncertainty/coverage.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["measure"] == "population"]
    rows = [row for row in rows if int(row["size"]) == near.size and row["horizon"] == "5"]
    places = [int(row["places"]) for row in rows]
    held = [[float(row[name]) for row in rows] for name in ("held_80", "held_95")]
    assert (near.middle, near.wide) == pytest.approx([np.average(one, weights=places) for one in held])
    assert near.middle < near.wide
    with (ROOT / "cohort/uncertainty/shelf_life.csv").open(encoding="utf-8") as file:
        kept = [
            (float(row["horizon"]), float(row["within"]))
            for row in csv.DictReader(file)
            if int(row["size"]) == near.size
        ]
    years, within = zip((0.0, 1.0), *kept, strict=True)  # four of five places, on a straight line between the years
    assert np.interp(shelf_life(20_000), years, within) == pytest.approx(0.8)


def test_of_few_draws_all_and_none_are_bounds() -> None:
    """Of 40 none: the share is below what 40 draws can tell; of 40 all: above it."""
    none, all_of_them = percent(Share(0, 40)), percent(Share(40, 40))
    assert re.fullmatch(r"less than \d\.\d%", none.say("en"))
    assert re.fullmatch(r"\d\.\d%未満", none.say("ja"))
    assert re.fullmatch(r"more than 9\d\.\d%", all_of_them.say("en"))
    assert re.fullmatch(r"9\d\.\d%超", all_of_them.say("ja"))
    assert (percent(Share(2, 40)).say("en"), percent(Share(10, 40)).say("ja")) == ("5.0%", "25%")


def test_draws_that_failed_stand_beside_their_own_scenario_and_errors_are_of_all(one: Story) -> None:
    futures_ = one.run.futures
    assert futures_ is not None
    failed = futures_.failed.copy()
    failed.loc[{"scenario": "balance"}] = np.arange(DRAWS) < 3
    failed.loc[{"scenario": "trend"}] = False
    made_ = chances_table(Chance(Numbers(one.run), replace(futures_, failed=failed)))
    assert {row[0].say("en"): row[-1].value for row in made_.rows} == {
        one.names.short["balance"].say("en"): 3,
        one.names.short["trend"].say("en"): 0,
    }
    points = 100 * 1.96 * (0.5 * 0.5 / DRAWS) ** 0.5  # of a share of a half
    assert f"a share is exact to {points:.1f} percentage points at most" in one.tables["chances"].notes[-1].say("en")
    assert f"割合で最大{points:.1f}ポイント" in one.tables["chances"].notes[-1].say("ja")
    assert shelf_life(3_000) < shelf_life(50_000) < 20


def test_variance_shares_of_levers_are_shares(one: Story) -> None:
    shares = [row[3].value for row in one.tables["levers"].rows]
    assert shares == sorted(shares, reverse=True)
    assert 0.5 < sum(shares) < 1.8
    assert np.isfinite(shares).all()


def test_mistakes_on_the_command_line_are_told(tmp_path: Path) -> None:
    folder = small_set(tmp_path / "set")
    asked = ["run", str(folder), "--inputs", str(INPUTS), "--lang", "en", "--draws"]
    for more, said in ((["0"], "draws: got 0"), (["5", "--seed", "x"], "seed")):
        answer = CliRunner().invoke(app, [*asked, *more])
        assert answer.exit_code == 2
        assert said in answer.output
