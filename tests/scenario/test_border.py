"""Files that cannot be meant: refused with words, never a traceback, never in silence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cohort.errors import CohortError
from cohort.scenario import check_folder, check_jump_off, read_scenario, read_scenarios, turned_signs
from tests.scenario.folders import LAUNCH, NET, PLAN, TFR, head, write


def said(folder: Path) -> str:
    errors = check_folder(folder)
    assert errors
    assert all(error.text("ja") for error in errors)
    return "\n".join(error.text("en") for error in errors)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("format = 1", "format = true", "format: got true; this program reads format = 1."),
        ("until = 2050", "until = 2050\nstep = true", "launch.step: got true; a whole number is needed (true and false are not numbers)."),
        ('name = "s"', 'name = "x[/../../../../elsewhere/pwn]"', "name: got 'x[/../../../../elsewhere/pwn]'; a name has letters, digits"),
        ('name = "s"', 'name = "s[fertility.tfr@2025=1.63]"', "names with [ ] are those that a sweep gives. Write one without. (rule 1)"),
        ('name = "s"', 'name = "nul"', "no word that Windows reserves"),
        ('en = "s"', 'en = "80\\u202e579"', "title.en: holds the control character U+202E"),
        ('en = "s"', f'en = "{"x" * 600}"', "title.en: has 600 characters; a title has at most 500."),
        ('where = "p. 1"', f'where = "{"x" * 2001}"', "sources.plan.where: is a text of 2,001 characters; at most 2,000 are read."),
        ("2025 = -322", "2025 = -322000000", "got -322000000; that is more than 10,000,000 people a year. Correct the figure. (rule 3)"),
        ("2025 = -322", "2025 = " + "3" * 400, "migration.net.points.2025: a number of more than 300 digits; write a smaller one."),
        ("2025 = -322", "2025 = " + "3" * 5000, "a number is too long"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(tmp_path: Path, old: str, new: str, wanted: str) -> None:
    text = head("s") + LAUNCH + TFR + NET + PLAN
    assert old in text
    write(tmp_path, s=text.replace(old, new, 1))
    assert wanted in said(tmp_path)


def test_names_that_a_file_system_takes_for_one(tmp_path: Path) -> None:
    write(tmp_path, a=head("Plan") + LAUNCH, b=head("plan") + LAUNCH)
    assert "Plan, plan differ only by capitals or width (a.toml, b.toml)" in said(tmp_path)
    write(tmp_path, a=head("がん") + LAUNCH, b=head("か\u3099ん") + LAUNCH)
    assert "'がん' is the name of a.toml and b.toml" in said(tmp_path)
    write(tmp_path, a=head("plan1") + LAUNCH, b=head("plan１") + LAUNCH)
    assert "differ only by capitals or width" in said(tmp_path)


def test_a_chain_of_a_thousand(tmp_path: Path) -> None:
    write(tmp_path, **{f"s{k}": head(f"s{k}", f'inherits = "s{k + 1}"') for k in range(1000)})
    write(tmp_path, s1000=head("s1000") + LAUNCH)
    assert "more than 64 files inherit one from the other; shorten the chain." in said(tmp_path)
    with pytest.raises(CohortError, match="more than 64"):
        read_scenario(tmp_path / "s0.toml")


@pytest.mark.parametrize("text", ["a." * 2000 + "b = 1", "a = " + "[" * 2000, "[" + "a." * 2000 + "b]\nc = 1"])
def test_tables_without_end(tmp_path: Path, text: str) -> None:
    write(tmp_path, s=text)
    assert len(said(tmp_path)) < 300


def test_what_is_no_file_is_named_not_skipped(tmp_path: Path) -> None:
    write(tmp_path, good=head("good") + LAUNCH)
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "link.toml").symlink_to("nowhere.toml")
    os.mkfifo(tmp_path / "pipe.toml")
    text = said(tmp_path)
    for wanted in ("is a folder, not a file", "is a link to nowhere.toml, which is not there", "is a pipe, not a file"):
        assert wanted in text
    assert "cannot be read" in said(tmp_path / "pipe.toml") or "is a pipe" in said(tmp_path / "pipe.toml")


def test_a_right_file_is_read(tmp_path: Path) -> None:
    """Leavers from 3,078 to 2,700 a year, then held."""
    out = NET.replace("[migration.net]", "[migration.out]").replace(
        "{ 2019 = -644, 2025 = -322 }", "{ 2020 = 3078, 2025 = 2700 }"
    )
    write(tmp_path, s=head("s") + LAUNCH + out.replace('"hold_rates"', '"hold"') + PLAN)
    [scenario] = read_scenarios(tmp_path)
    item = scenario.trajectory("migration.out")
    assert item is not None
    assert (item.values[0].value, item.values[-1].value) == (3078.0, 2700.0)


def test_a_sign_turned_round_is_named(tmp_path: Path) -> None:
    write(tmp_path, s=head("s") + LAUNCH + NET.replace("-644", "644") + PLAN)
    (problem,) = check_jump_off(
        read_scenario(tmp_path / "s.toml"), {"migration.net": -644.0}, years={"migration.net": 2019}
    )
    assert "got 644 in 2019; observed are -644 persons per year" in problem.en
    assert "The signs differ: in minus out is negative where more people leave." in problem.en
    assert "符号が逆です" in problem.ja


def test_a_target_of_the_other_sign_leaves_a_record(tmp_path: Path) -> None:
    """+322 where the plan counts 322 leavers may be meant; it is not taken without a word."""
    write(tmp_path, s=head("s") + LAUNCH + NET.replace("-322", "322") + PLAN)
    scenario = read_scenario(tmp_path / "s.toml")
    assert check_jump_off(scenario, {"migration.net": -644.0}, years={"migration.net": 2019}) == ()
    (record,) = turned_signs(scenario, {"migration.net": -644.0})
    assert record.where == "migration.net"
    assert "observed are -644 persons a year, and +322 is stated for 2025" in record.en
    assert "実績は年 △644 人、2025年の値は +322 人" in record.ja
    assert turned_signs(scenario, {"migration.net": 100.0})[0].en.startswith("observed are +100")
    assert turned_signs(scenario, {}) == ()
    write(tmp_path, s=head("s") + LAUNCH + NET + PLAN)
    assert turned_signs(read_scenario(tmp_path / "s.toml"), {"migration.net": -644.0}) == ()
