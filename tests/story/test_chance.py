"""How sure it is, as it is told: the same numbers in words, tables, charts and files, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from cohort.cli import app
from cohort.report.page.payload import payload
from cohort.report.store import write_csv
from cohort.report.terminal import told
from cohort.run import Run, drawn, run
from cohort.story.build import story
from cohort.story.chance import kind_of
from cohort.story.chance_told import trust_sentences
from cohort.story.model import Story
from cohort.text import Text
from cohort.uncertainty.outcome import at, bounds, meets
from cohort.uncertainty.trust import Trust, shelf_life, trust
from tests.cli.sets import INPUTS, small_set

DRAWS = 40


@cache
def made(folder: Path) -> Run:
    return drawn(run(folder, INPUTS), DRAWS, seed=3)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return story(made(small_set(tmp_path_factory.mktemp("chance") / "set")))


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
    assert f"{low:,.0f}" in sentence
    assert f"{high:,.0f}" in sentence
    row = one.tables["ranges"].rows[0]
    assert [cell.value for cell in row[3:5]] == pytest.approx([low, high])


def test_every_output_has_it(one: Story, tmp_path: Path) -> None:
    sentence = one.sentences[1].say("en")
    squeezed = re.sub(r"\s+", " ", told(one, "en", 400))
    assert sentence in squeezed
    names = {path.name for path in write_csv(one, tmp_path, "en")}
    assert {"chances.csv", "ranges.csv"} <= names
    assert sentence in (tmp_path / "answer.txt").read_text(encoding="utf-8-sig")
    carried = payload(one, "en")["chance"]
    assert sentence in [said["en"] for said in carried["said"]]
    assert set(carried["picture"]) == {"en", "ja"}
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
