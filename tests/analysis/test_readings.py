"""Every reading of a plan: the numbers are those of files, one at a time; counts and flips those of a slow look at the grid."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from cohort.analysis.readings import Grid, readings
from cohort.analysis.readings_told import readings_table, sentences
from cohort.errors import CohortError
from cohort.inputs import Inputs, read_inputs
from cohort.run import projected
from cohort.scenario import Choices, read_choices, read_scenarios
from cohort.scenario.outlook import Outlook
from tests.scenario.test_choices import AFTER, BASE, HEAD, REACHED, SOURCES, WHOLE, write
from tests.shared import ROOT

EVENTS = AFTER.replace('name = "after"', 'name = "events"').replace(
    'migration.net.after = "hold"', 'launch.events = [2016, 2017, 2018, 2019]\nmigration.net.jump_off = "scenario"'
)


@pytest.fixture(scope="module")
def inputs() -> Inputs:
    return read_inputs(ROOT / "inputs" / "ichinoseki")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("set") / "ichinoseki"
    made.mkdir()
    for path in (ROOT / "scenarios" / "ichinoseki").glob("*.toml"):
        if path.name != "choices.toml":
            shutil.copy(path, made)
    return made


@pytest.fixture(scope="module")
def choices(folder: Path) -> Choices:
    made = read_choices(write(folder, WHOLE))
    assert made is not None
    return made


def file(parent: str, name: str, first_day: bool, count: bool) -> str:
    """A reading as somebody would write it as a file of its own."""
    added = parent == "strategy-on-own"
    base, goal = (0, 322) if added else (-644, -322)
    when = 2020 if first_day else 2025
    return f"""format = 1
name = "{name}"
title = {{ en = "{name}", ja = "{name}" }}
inherits = "{"own-projection" if added else "trend"}"
role = "variant"
[fertility.tfr]
unit = "births per woman"
points = {{ 2018 = 1.44, {when} = 1.63 }}
between = "linear"
after = "hold"
source = "s"
[migration.net]
unit = "persons per year"
{"added = true" if added else 'jump_off = "scenario"'}
points = {{ 2019 = {base}, {when} = {goal} }}
between = "linear"
after = "{"hold" if count else "hold_rates"}"
source = "s"
[sources.s]
kind = "document"
title = "Plan"
"""


def test_a_reading_is_what_the_same_file_gives(inputs: Inputs, choices: Choices, folder: Path, tmp_path: Path) -> None:
    files = tmp_path / "ichinoseki"
    shutil.copytree(folder, files)
    (files / "choices.toml").unlink()
    wanted = {}
    for base, reached, after in product(("printed", "own"), ("2025", "first-day"), ("rate", "count")):
        name = f"{base}-{reached}-{after}"
        parent = "strategy-on-own" if base == "own" else "strategy"
        (files / f"z-{name}.toml").write_text(
            file(parent, name, reached == "first-day", after == "count"), encoding="utf-8"
        )
        wanted[base, reached, after] = name
    projection = projected(inputs, read_scenarios(files))[1]["population"].sum(["sex", "age"])
    found = readings(inputs, choices)
    assert found["value"].dims == ("base", "reached", "after")
    for (base, reached, after), name in wanted.items():
        own = found.sel(base=base, reached=reached, after=after)
        np.testing.assert_allclose(own["path"], projection.sel(scenario=name), rtol=1e-9)
        assert float(own["value"]) == pytest.approx(float(projection.sel(scenario=name, time=2040)), rel=1e-9)
    assert found.attrs["outlook"] == 89_000
    assert found["there"].all()


def test_combinations_that_cannot_be_assumed_are_named_and_counted(inputs: Inputs, folder: Path) -> None:
    launch = AFTER.replace('name = "after"', 'name = "launch"').replace(
        'migration.net.after = "hold"', 'launch.migration_ages = "censuses"\nlaunch.migration_censuses = [2015, 2020]'
    )
    made = read_choices(write(folder, HEAD + REACHED + launch + SOURCES))
    assert made is not None
    grid = Grid.of(inputs, made)
    assert (made.count, grid.count, grid.missing) == (4, 2, 2)
    assert np.isnan(grid.data["value"].sel(launch="count")).all()
    assert not grid.data["met"].sel(launch="count").any()
    told = json.loads(grid.data.attrs["missing"])
    assert [one["options"] for one in told] == [["2025", "count"], ["first-day", "count"]]
    assert "no census of 2020" in told[0]["en"]
    assert "2 more cannot be computed" in sentences(grid)[0].say("en")
    assert "2通り" in sentences(grid)[0].say("ja")
    assert any("cannot be computed and are not counted" in note.say("en") for note in readings_table(grid).notes)  # type: ignore[union-attr]
    # what is left is shared out as before
    assert float(grid.shares["share"].sum()) == pytest.approx(1)


def test_none_of_them_can_be_assumed(inputs: Inputs, choices: Choices) -> None:
    stated = Outlook(measure="population", year=2100, about=89_000, source="s")
    with pytest.raises(CohortError, match="2100 is outside the projection"):
        readings(inputs, choices, stated)


def test_another_measure(inputs: Inputs, choices: Choices) -> None:
    stated = Outlook(measure="share_65_plus", year=2040, at_most=0.44, source="s")
    found = readings(inputs, choices.only(base="printed"), stated)
    assert found["met"].equals((found["value"] <= 0.44).rename("met"))
    assert 0.3 < float(found["value"].min()) < 0.5


def hand_made(choices: Choices, values: np.ndarray, at_least: float) -> Grid:
    dims = [one.name for one in choices.switches]
    there = np.isfinite(values)
    data = xr.Dataset(
        {"value": (dims, values), "met": (dims, there & (values >= at_least)), "there": (dims, there)},
        coords={one.name: [option.name for option in one.option] for one in choices.switches},
        attrs={"missing": "[]", "measure": "population", "year": 2040, "outlook": at_least, "plan": "strategy"},
    )
    return Grid(choices, Outlook(measure="population", year=2040, at_least=at_least, source="s"), [], data)


def test_what_turns_the_verdict_and_what_those_that_meet_it_share(choices: Choices) -> None:
    # base, reached, after; printed-2025-rate is the plan as it is written
    values = np.array([[[80.0, 79], [83, 82]], [[86, 85], [91, 90]]])
    grid = hand_made(choices, values, 90)
    assert (grid.held, grid.count, grid.lowest, grid.highest) == (2, 8, 79, 91)
    assert [(one.name, option.name) for one, option in grid.in_common] == [("base", "own"), ("reached", "first-day")]
    assert [[option.name for _, option in changes] for changes in grid.flips] == [["own", "first-day"]]
    assert [one.name for one, _ in grid.ranked] == ["base", "reached", "after"]
    own = choices["base"]["own"]
    assert grid.by_option(choices["base"], own) == (2, 4, 85, 91)
    en = [one.say("en") for one in sentences(grid)]
    assert "Of 8 readings of the plan" in en[0]
    assert "2 meet the outlook" in en[0]
    assert "“On the own projection” + “First day”; without that none does" in en[1]
    assert "“Base”" in en[2]
    assert "falls short" in en[3]
    assert "are 2: “On the own projection” + “First day”" in en[3]
    ja = [one.say("ja") for one in sentences(grid)]
    assert "8通り" in ja[0]
    assert "展望に届くのは2通り" in ja[0]


def test_they_are_about_their_own_outlook_alone(choices: Choices) -> None:
    """Measure, year and figure: readings made for another figure say nothing of it."""
    grid = hand_made(choices, np.full((2, 2, 2), 90.0), 90)
    own = {"measure": "population", "year": 2040, "at_least": 90.0, "source": "another"}
    assert grid.is_about(Outlook(**own))
    for other in ({"measure": "births"}, {"year": 2045}, {"at_least": 91.0}):
        assert not grid.is_about(Outlook(**{**own, **other}))


def test_a_question_that_is_settled_is_none(choices: Choices) -> None:
    narrowed = choices.only(base="own")
    grid = hand_made(narrowed, np.array([[[80.0, 79], [91, 91]]]), 90)
    assert [option.name for _, option in grid.in_common] == ["first-day"]
    assert "(2 questions" in sentences(grid)[0].say("en")
    assert grid.alike == 1
    assert any("1 of the 4 readings give what another gives" in note.say("en") for note in readings_table(grid).notes)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("least", "said"), [(92, "none meets the outlook"), (79, "all meet the outlook"), (91, "one meets the outlook")]
)
def test_words_follow_the_count(choices: Choices, least: float, said: str) -> None:
    grid = hand_made(choices, np.array([[[80.0, 79], [83, 82]], [[86, 85], [91, 90]]]), least)
    assert said in sentences(grid)[0].say("en")
    if grid.held in (0, 8):
        assert grid.flips == ()
        assert len(sentences(grid)) == 3


def test_a_plan_that_meets_it_as_written(choices: Choices) -> None:
    grid = hand_made(choices, np.array([[[90.0, 89], [91, 91]], [[92, 92], [93, 93]]]), 90)
    assert [[option.name for _, option in changes] for changes in grid.flips] == [["count"]]
    assert "meets the outlook; the fewest decisions that take it away are 1" in sentences(grid)[-1].say("en")
    assert grid.in_common == ()


def test_flips_against_a_slow_look(choices: Choices) -> None:
    for seed in range(20):
        values = np.random.default_rng(seed).normal(88, 2, (2, 2, 2))
        grid = hand_made(choices, values, 89)
        first = grid.met[0]
        sizes = {at: sum(n > 0 for n in at) for at in np.ndindex(2, 2, 2) if grid.data["met"].values[at] != first}
        fewest = min(sizes.values(), default=0)
        assert len(grid.flips) == sum(size == fewest for size in sizes.values())
        assert all(len(changes) == fewest for changes in grid.flips)


def test_the_table_says_every_option_with_reason_and_source(inputs: Inputs, folder: Path) -> None:
    made = read_choices(write(folder, HEAD + BASE + EVENTS + SOURCES))
    assert made is not None
    grid = Grid.of(inputs, made)
    shown = readings_table(grid)
    assert len(shown.rows) == 4
    for language, reason in (("en", "It halves. [1]"), ("ja", "半減とある。［1］")):
        rows = shown.say(language)
        assert reason in [row[2] for row in rows]
    parts = [row[-1].value for row in shown.rows if row[-1].value is not None]
    assert sum(parts) == pytest.approx(1)
    assert parts == sorted(parts, reverse=True)


def test_a_level_is_found_though_a_trial_of_it_empties_an_age(inputs: Inputs) -> None:
    choices = read_choices(ROOT / "scenarios" / "ichinoseki")
    assert choices is not None
    asked = ("base", "launch", "events", "ages", "own-level")
    few = replace(choices, switches=tuple(one for one in choices.switches if one.name in asked))
    grid = readings(inputs, few, step=5)  # on the way to a level of 2019's count more boys of 18 leave than live
    assert grid["there"].size == 48
    assert grid["there"].all()
