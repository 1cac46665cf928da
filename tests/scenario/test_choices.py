"""``choices.toml``: what it may say, what it makes, and how it is refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cohort.arguments import UnknownNameError
from cohort.errors import CohortError
from cohort.scenario import check_folder, read_choices, read_scenario, read_scenarios
from cohort.scenario.compose import Composer, readings_of
from cohort.scenario.read_choices import check_choices
from tests.shared import ROOT

HEAD = """
format = 1
plan = "strategy"
"""
BASE = """
[[switch]]
name = "base"
title = { en = "Base", ja = "起点" }
[[switch.option]]
name = "printed"
title = { en = "As printed", ja = "記載どおり" }
reason = { en = "It says so.", ja = "そう書かれている。" }
source = "plan"
[[switch.option]]
name = "own"
title = { en = "On the own projection", ja = "独自推計" }
reason = { en = "It halves.", ja = "半減とある。" }
source = "plan"
scenario = "strategy-on-own"
"""
REACHED = """
[[switch]]
name = "reached"
title = { en = "Reached", ja = "達成" }
[[switch.option]]
name = "2025"
title = { en = "2025", ja = "2025年" }
reason = { en = "It says so.", ja = "そう書かれている。" }
source = "plan"
[[switch.option]]
name = "first-day"
title = { en = "First day", ja = "初年" }
reason = { en = "Nothing is said of the way.", ja = "経路の記載がない。" }
source = "plan"
reached = 2020
"""
AFTER = """
[[switch]]
name = "after"
title = { en = "After", ja = "その後" }
[[switch.option]]
name = "rate"
title = { en = "Rates", ja = "率" }
reason = { en = "Custom.", ja = "通例。" }
source = "plan"
[[switch.option]]
name = "count"
title = { en = "Count", ja = "人数" }
reason = { en = "322 is a count.", ja = "322人は人数である。" }
source = "plan"
migration.net.after = "hold"
"""
SOURCES = """
[sources.plan]
kind = "document"
title = "Plan"
"""
WHOLE = HEAD + BASE + REACHED + AFTER + SOURCES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "ichinoseki"
    made.mkdir()
    for path in (ROOT / "scenarios" / "ichinoseki").glob("*.toml"):
        if path.name != "choices.toml":
            shutil.copy(path, made)
    return made


def write(folder: Path, text: str) -> Path:
    (folder / "choices.toml").write_text(text, encoding="utf-8")
    return folder


def test_every_combination_is_a_reading_and_the_first_is_the_plan(folder: Path) -> None:
    choices = read_choices(write(folder, WHOLE))
    assert choices is not None
    assert choices.count == 8
    made = readings_of(choices)
    assert [one.options for one in made][:3] == [
        ("printed", "2025", "rate"), ("printed", "2025", "count"), ("printed", "first-day", "rate"),
    ]  # fmt: skip
    plan, first = read_scenario(folder / "strategy.toml"), made[0].scenario
    assert first is not None
    assert first.launch == plan.launch
    for one in plan.trajectories:
        own = first.trajectory(one.measure)
        assert own is not None
        assert [(value.period, value.value) for value in own.values] == [(v.period, v.value) for v in one.values]
    # the file of choices is no scenario
    assert "choices.toml" not in {one.file for one in read_scenarios(folder)}
    assert check_folder(folder) == []
    assert check_choices(folder) == []


def test_options_change_what_they_name_and_nothing_else(folder: Path) -> None:
    choices = read_choices(write(folder, WHOLE))
    assert choices is not None
    made = {one.options: one for one in readings_of(choices)}
    at_once = made["printed", "first-day", "count"].scenario
    assert at_once is not None
    net, tfr = at_once.trajectory("migration.net"), at_once.trajectory("fertility.tfr")
    assert net is not None
    assert tfr is not None
    assert net.after == "hold"
    assert tfr.after == "hold"
    assert [net.at(year).value for year in (2019, 2020, 2030)] == [-644, -322, -322]  # type: ignore[union-attr]
    assert tfr.at(2020).value == 1.63  # type: ignore[union-attr]
    assert made["printed", "first-day", "count"].stands_on is None
    own = made["own", "first-day", "rate"]
    assert own.scenario is not None
    assert own.stands_on is not None
    assert own.scenario.based_on[0] == own.stands_on.name
    assert own.stands_on.calibrate == own.scenario.calibrate == read_scenario(folder / "own-projection.toml").calibrate
    assert own.scenario.trajectory("migration.net").relation == "added"  # type: ignore[union-attr]
    assert not own.stands_on.trajectories


def test_the_calibrated_base_has_the_same_launch(folder: Path) -> None:
    text = AFTER.replace('name = "after"', 'name = "ages"').replace(
        'migration.net.after = "hold"', 'launch.migration_ages = "censuses"\nlaunch.migration_censuses = [2010, 2015]'
    )
    choices = read_choices(write(folder, HEAD + BASE + text + SOURCES))
    assert choices is not None
    for one in readings_of(choices):
        assert one.scenario is not None
        if one.stands_on is not None:
            assert one.stands_on.launch == one.scenario.launch


def test_choices_are_narrowed_by_name(folder: Path) -> None:
    choices = read_choices(write(folder, WHOLE))
    assert choices is not None
    assert choices.only(base="own", after=["count", "rate"]).count == 4
    assert choices.first.count == 1
    with pytest.raises(UnknownNameError, match="no option 'owm'; there are printed, own"):
        choices.only(base="owm")
    with pytest.raises(UnknownNameError, match="no switch 'bases'"):
        choices.only(bases="own")


def test_no_file_no_choices(folder: Path) -> None:
    assert read_choices(folder) is None


MANY = "".join(
    AFTER.replace('name = "after"', f'name = "s{number}"').replace(
        'migration.net.after = "hold"', f"launch.key{number} = 1"
    )
    for number in range(14)
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WHOLE + BASE.replace("printed", "other"), "switch: 'base' is there 2 times"),
        (WHOLE.replace('name = "own"', 'name = "printed"'), "switch base: 'printed' is there 2 times"),
        (WHOLE.replace("reached = 2020", "reach = 2020"), "unknown key. Did you mean 'reached'"),
        (WHOLE.replace("migration.net.after", "migration.nett.after"), "no scenario file has such a table. Did you mean 'migration.net'"),
        (WHOLE.replace("migration.net.after", "migration.net.aftr"), "unknown key. Did you mean 'after'"),
        (WHOLE.replace('after = "hold"', 'after = "held"'), "option count: migration.net.after: got 'held'"),
        (WHOLE.replace('reason = { en = "It halves.", ja = "半減とある。" }\n', ""), "reason: missing; write reason"),
        (WHOLE.replace(', ja = "半減とある。"', ""), "missing"),
        (WHOLE.replace('source = "plan"\nscenario', 'source = "plann"\nscenario'),
         "got 'plann'; there is no such table under [sources] (plan). Did you mean 'plan'"),
        (WHOLE.replace('source = "plan"\nscenario', "scenario"), "source: missing"),
        (WHOLE + '[sources.other]\nkind = "document"\ntitle = "Other"\n', "sources.other: no option cites it"),
        (WHOLE.replace('"strategy-on-own"', '"strategy-on-owm"'), "got 'strategy-on-owm'; no such scenario file in the folder"),
        (WHOLE.replace('plan = "strategy"', 'plan = "strategi"'), "plan: got 'strategi'; no such scenario file"),
        (WHOLE + AFTER.replace('name = "after"', 'name = "later"'), "switch later: sets migration.net.after, which switch after sets as well"),
        (HEAD + REACHED.split("[[switch.option]]\nname = \"first-day\"")[0] + SOURCES, "switch reached: has one option"),
        (WHOLE.replace('migration.net.after = "hold"', 'migration.net.after = "hold"').replace('name = "2025"\n', 'name = "2025"\nreached = 2030\n'),
         "the first options are not how strategy.toml has it: fertility.tfr differs"),
        (HEAD + MANY + SOURCES, "switch: gives 16,384 readings; at most 10,000 are made"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(folder: Path, text: str, said: str) -> None:
    with pytest.raises(CohortError) as error:
        read_choices(write(folder, text))
    assert said in error.value.text("en")
    assert len(error.value.text("ja").splitlines()) == len(error.value.text("en").splitlines())
    assert [one.text("en") for one in check_choices(folder)] == [error.value.text("en")]


def test_all_problems_at_once(folder: Path) -> None:
    text = WHOLE.replace('source = "plan"\nscenario', 'source = "x"\nscenario').replace(
        "reached = 2020", "reached = 2020\nfoo = 1"
    )
    with pytest.raises(CohortError) as error:
        read_choices(write(folder, text))
    assert len(error.value.problems) == 2


def test_files_are_read_once_for_all_readings(folder: Path) -> None:
    choices = read_choices(write(folder, WHOLE))
    assert choices is not None
    composer = Composer(choices)
    bases = {id(composer.reading(one).stands_on) for one in choices.combinations()}
    assert len(bases) == 2  # None, and one calibrated base
