"""Folders, inheritance, combination, sweeps, jump-off."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from cohort.errors import CohortErrors, ScenarioError
from cohort.forms import AgeRange, parse_ages, shown
from cohort.forms import digits as number
from cohort.scenario import (
    check_folder,
    check_jump_off,
    from_machine,
    observed_key,
    read_scenario,
    read_scenarios,
    to_machine,
)
from cohort.scenario.measures import intended
from cohort.scenario.rules import RuleProblems
from tests.scenario.folders import LAUNCH, NET, PLAN, TFR, head, write
from tests.scenario.regenerate import VALID

FAMILY = VALID / "family"


def test_launch_is_explicit() -> None:
    launch = read_scenario(VALID / "launch-full.toml").launch
    assert launch.date == launch.rake_to == datetime.date(2010, 10, 1)
    assert (launch.basis, launch.until, launch.step, launch.events) == ("census", 2045, 5, (2006, 2007, 2008, 2009))
    assert (launch.unknown, launch.births, launch.migration_timing) == ("refuse", "child_woman_ratio", "end")


def test_child_replaces_whole_assumptions_and_inherits_the_rest() -> None:
    child = read_scenario(FAMILY / "child.toml")
    assert child.based_on == ("base",)
    tfr, e0 = child.trajectory("fertility.tfr"), child.trajectory("mortality.e0.male")
    assert tfr is not None
    assert e0 is not None
    assert tfr.values[0].period == 2018
    assert {value.file for value in tfr.values} == {"child.toml"}
    assert {value.file for value in e0.values} == {"base.toml"}
    where = {source.key: source.where for source in child.sources}
    assert where[tfr.source] == "p. 2"
    assert where[e0.source] == where[child.outlooks[0].source] == "p. 1"


def test_without_leaves_an_inherited_assumption_out() -> None:
    grandchild = read_scenario(FAMILY / "grandchild.toml")
    assert grandchild.based_on == ("child", "base")
    assert grandchild.trajectory("mortality.e0.male") is None
    assert grandchild.outlooks == ()
    assert grandchild.trajectory("fertility.tfr") is not None


def test_combine_takes_the_part_that_replaced_the_other() -> None:
    combined = read_scenario(FAMILY / "combined.toml")
    tfr = combined.trajectory("fertility.tfr")
    assert tfr is not None
    assert tfr.values[0].file == "child.toml"
    assert combined.trajectory("migration.net") is not None
    assert combined.based_on == ("child", "migration-only", "base")


def test_combine_does_not_depend_on_the_order_of_its_parts(tmp_path: Path) -> None:
    write(
        tmp_path,
        base=head("base") + LAUNCH + TFR + PLAN,
        a=head("a", 'inherits = "base"') + TFR.replace("1.63", "1.8") + PLAN,
        b=head("b", 'inherits = "base"') + NET + PLAN,
        ab=head("ab", 'combine = ["a", "b"]'),
        ba=head("ba", 'combine = ["b", "a"]'),
    )
    made = read_scenarios(tmp_path)
    assert made["ab"].trajectories == made["ba"].trajectories
    assert made["ab"].trajectories[0].at(2025) is not None
    assert made["ab"].trajectories[0].at(2025).value == 1.8  # type: ignore[union-attr]


def test_folder_order_and_lookup(tmp_path: Path) -> None:
    write(
        tmp_path,
        c=head("c", "order = 2") + LAUNCH,
        b=head("b") + LAUNCH,
        a=head("a") + LAUNCH,
        z=head("z", "order = 1") + LAUNCH,
    )
    (tmp_path / ".hidden.toml").write_text("no", encoding="utf-8")
    made = read_scenarios(tmp_path)
    assert [scenario.name for scenario in made] == ["z", "c", "a", "b"]
    assert made.folder == str(tmp_path)
    assert len(made) == 4
    assert made["z"].order == 1
    with pytest.raises(KeyError, match="no scenario 'q'"):
        made["q"]


def test_sweep_makes_every_combination(tmp_path: Path) -> None:
    sweep = '\n[sweep]\nsource = "w"\n"fertility.tfr@2025" = [1.44, 1.63]\n"migration.net@2025" = [-644, 0, 5.5]\n'
    what_if = '\n[sources.w]\nkind = "assumption"\ntitle = "What if"\n'
    write(tmp_path, s=head("s") + LAUNCH + TFR + NET + sweep + PLAN + what_if)
    made = read_scenarios(tmp_path)
    assert len(made) == 1 + 2 * 3
    one = made["s[fertility.tfr@2025=1.44,migration.net@2025=5.5]"]
    assert one.role == "variant"
    assert one.based_on == ("s",)
    assert one.title.en == "What-if: s [fertility.tfr@2025=1.44,migration.net@2025=5.5]"
    assert one.title.ja.startswith("【仮定】s [")
    assert one.what_if
    assert not made["s"].what_if
    tfr, net = one.trajectories
    assert [value.value for value in tfr.values[:9]] == pytest.approx([1.44] * 9)
    assert net.values[-1].value == 5.5
    assert net.values[-1].source == "w"
    assert net.values[0].source == "plan"
    assert net.values[1].value == pytest.approx(-644 + (5.5 + 644) / 6)
    assert from_machine(to_machine(one)) == one
    assert made.scenarios[0].trajectories != tfr
    assert read_scenario(tmp_path / "s.toml") == made["s"]


def test_all_files_with_problems_are_reported_together(tmp_path: Path) -> None:
    write(tmp_path, a=head("a"), b=head("b", "x = 1") + LAUNCH, c=head("c") + LAUNCH)
    with pytest.raises(CohortErrors) as caught:
        read_scenarios(tmp_path)
    assert [Path(error.subject).name for error in caught.value.errors] == ["a.toml", "b.toml"]
    assert [Path(error.subject).name for error in check_folder(tmp_path)] == ["a.toml", "b.toml"]


def test_absent_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no such file"):
        read_scenario(tmp_path / "none.toml")
    with pytest.raises(ScenarioError, match="no such folder"):
        read_scenarios(tmp_path / "none")


def test_a_link_out_of_the_folder_is_no_parent(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    inside.mkdir()
    write(tmp_path, parent=head("parent") + LAUNCH)
    write(inside, child=head("child", 'inherits = "parent"'))
    (inside / "parent.toml").symlink_to(tmp_path / "parent.toml")
    with pytest.raises(ScenarioError, match="outside the folder"):
        read_scenario(inside / "child.toml")


def test_a_very_long_chain_is_refused_and_not_followed(tmp_path: Path) -> None:
    write(tmp_path, **{f"s{k}": head(f"s{k}", f'inherits = "s{k + 1}"') for k in range(100)})
    with pytest.raises(ScenarioError, match="more than 64"):
        read_scenario(tmp_path / "s0.toml")


def test_series_by_area(tmp_path: Path) -> None:
    folder = VALID / "series-by-area.toml"
    one = read_scenario(folder, area="03402").trajectories[0]
    assert [value.value for value in one.values] == [-40.0]
    assert one.values[0].file == "series-net.csv"
    with pytest.raises(ScenarioError, match="no row for area 99999"):
        read_scenario(folder, area="99999")
    text = TFR.replace("points = { 2018 = 1.44, 2025 = 1.63 }", 'series = "t.csv"')
    write(tmp_path, s=head("s") + LAUNCH + text + PLAN)
    for raw, wanted in (
        (b"year,value\n", "no row with a year"),
        (b"", "the columns are"),
        (b'year,value\n"2018\x00', "quotation marks are not closed"),
        (b"\xff\xff\x81", "not UTF-8"),
    ):
        (tmp_path / "t.csv").write_bytes(raw)
        with pytest.raises(ScenarioError, match=wanted):
            read_scenario(tmp_path / "s.toml")
    (tmp_path / "t.csv").write_bytes(b"year,value\n2018,1.44\n\n2025,1.63\n")
    assert read_scenario(tmp_path / "s.toml").trajectories[0].values[-1].value == 1.63


def test_a_resolved_parent_can_be_inherited_but_not_swept(tmp_path: Path) -> None:
    (tmp_path / "base.json").write_bytes((FAMILY / "base.resolved.json").read_bytes())
    write(tmp_path, child=head("child", 'inherits = "base"', 'without = ["outlook"]'))
    child = read_scenario(tmp_path / "child.toml")
    assert child.trajectory("mortality.e0.male") == read_scenario(FAMILY / "base.toml").trajectory("mortality.e0.male")
    sweep = '\n[sweep]\nsource = "w"\n"fertility.tfr@2020" = [1.4]\n\n[sources.w]\nkind = "assumption"\ntitle = "w"\n'
    write(tmp_path, child=head("child", 'inherits = "base"') + sweep)
    with pytest.raises(ScenarioError, match="no point of this scenario"):
        read_scenario(tmp_path / "child.toml")


def test_sweeping_to_the_other_sign_under_geometric(tmp_path: Path) -> None:
    sweep = '\n[sweep]\nsource = "gone"\n"migration.net@2025" = [1]\n'
    write(tmp_path, s=head("s") + LAUNCH + NET.replace("linear", "geometric") + sweep + PLAN)
    with pytest.raises(ScenarioError) as caught:
        read_scenario(tmp_path / "s.toml")
    text = caught.value.text("en")
    assert "no [sources.gone]" in text
    assert "geometric needs values of one sign" in text


def test_from_machine_names_all_problems() -> None:
    with pytest.raises(ScenarioError) as caught:
        from_machine({"format": 1, "name": "x", "inherits": "other", "file": 3})
    assert caught.value.subject == "machine form"
    assert [problem.where for problem in caught.value.problems] == ["title", "inherits", "file"] or len(
        caught.value.problems
    ) == 3


def scenario_with_points(tmp_path: Path, extra: str = ""):  # type: ignore[no-untyped-def]
    write(tmp_path, s=head("s") + LAUNCH + TFR + NET.replace("after", f"{extra}\nafter") + PLAN)
    return read_scenario(tmp_path / "s.toml")


def test_jump_off_compares_with_the_observed_value(tmp_path: Path) -> None:
    scenario = scenario_with_points(tmp_path)
    # in 2020: tfr 1.44 + 0.19 * 2/7 = 1.4943; net -644 + 322/6 = -590.33
    assert check_jump_off(scenario, {"fertility.tfr": 1.50, "migration.net": -590.0}) == ()
    assert check_jump_off(scenario, {"mortality.e0.male": 80.0}) == ()
    assert check_jump_off(scenario, {"migration.net": -644.0}, years={"migration.net": 2019}) == ()
    (problem,) = check_jump_off(scenario, {"migration.net": -644.0})
    assert problem.where == "migration.net"
    assert "-590.3333" in problem.en
    assert "(rule 8)" in problem.en
    assert "規則8" in problem.ja
    assert len(check_jump_off(scenario, {"fertility.tfr": 1.0}, tolerance=0.4)) == 1
    assert check_jump_off(scenario, {"fertility.tfr": 1.0}, tolerance=0.5) == ()
    assert check_jump_off(scenario, {"fertility.tfr": 1.6}, years={"fertility.tfr": 1990})[0].where == "fertility.tfr"


def test_jump_off_can_be_the_scenarios_own(tmp_path: Path) -> None:
    scenario = scenario_with_points(tmp_path, 'jump_off = "scenario"')
    assert check_jump_off(scenario, {"migration.net": -10.0}) == ()


def test_jump_off_of_bands_and_late_points() -> None:
    scenario = read_scenario(VALID / "bands.toml")
    assert observed_key("migration.net", 10, 39) == "migration.net@10-39"
    assert len(check_jump_off(scenario, {"migration.net@10-39": -100.0})) == 1
    late = scenario.changed(launch=scenario.launch.changed(date=datetime.date(2010, 1, 1)))
    assert check_jump_off(late, {"migration.net@10-39": -100.0}) == ()


def test_ages() -> None:
    assert parse_ages("10-39") == (10, 39)
    assert parse_ages("65+") == (65, None)
    assert parse_ages("7") == (7, 7)
    assert [str(AgeRange(*ages)) for ages in ((10, 39), (65, None), (7, 7))] == ["10-39", "65+", "7"]
    assert [parse_ages(text) for text in ("", "39-10", "-5", "10-", "131", "10-131", "a")] == [None] * 7


def test_slipped_decimal_points() -> None:
    assert intended(16.3, 0.3, 10) == 1.63
    assert intended(163, 0.3, 10) == 1.63
    assert intended(0.144, 0.3, 10) == 1.44
    assert intended(8064, 20, 110) == 80.64
    assert intended(-5, 0, 10) is None
    assert intended(float("inf"), 0, 10) is None


def test_how_things_got_are_shown() -> None:
    assert shown("x" * 70, "en") == "'" + "x" * 57 + "...'"
    assert (shown(None, "en"), shown([], "ja"), shown(datetime.time(1), "en")) == ("nothing", "配列 [ ]", "01:00:00")
    assert (number(10**20), number(10**400), number(1e20), number(2.0), number(float("nan"))) == (
        "1.000e+20",
        "> 1e300",
        "1e+20",
        "2",
        "nan",
    )
    with pytest.raises(ValueError, match="no rule 13"):
        RuleProblems("x").at(13, "").note(en="", ja="")


def problems_of(tmp_path: Path, text: str) -> str:
    write(tmp_path, s=head("s") + LAUNCH + text + PLAN)
    with pytest.raises(ScenarioError) as caught:
        read_scenario(tmp_path / "s.toml")
    return caught.value.text("en")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('[[migration.households]]\nmembers = []\nper_year = 1\nfirst_year = 2025\nsource = "plan"', "at least one person"),
        (
            '[[shock]]\nmeasure = "mortality.mx"\nfirst_year = 2025\nlast_year = 2024\nages = "old"\nfactor = -1\nsource = "plan"',
            "a factor must be from 0 to 100",
        ),
        ('[[outlook]]\nmeasure = "population"\nyear = 2040\nabout = 1\nrounding = 5\nsource = "plan"', "above 0 and at most the figure"),
        ('[connected]\nsource = "plan"\nkind = []', "at least one kind of tie"),
        ('[connected]\nsource = "plan"\n[[connected.kind]]\nname = "x"\nshare_active = "half"', "a share must be from 0 to 1"),
        ('[connected]\nsource = "plan"\n[[connected.kind]]\nname = "x"\nshare_active = { 2020 = 0.5, 2030 = 2 }', "share_active.2030: got 2"),
        ('[connected]\nsource = "plan"\n[[connected.kind]]\nname = "x"\nsince = 2020-01-01', "since: unknown key"),
        ('[[shock]]\nmeasure = "x"\nfirst_year = 2025\nlast_year = 2024\nfactor = 1\nsource = "plan"', "mortality.mx"),
        ('[calibrate]\nlever = "migration.net"\nmeasure = 1\nyear = 2040\nvalue = 1\nsource = "plan"', "text in quotation"),
        ('[[outlook]]\nmeasure = "population"\nyear = 2040\nat_least = "x"\nsource = "plan"', "a number is needed"),
        ('[[outlook]]\nmeasure = "qqq"\nyear = 2040\nat_least = 1\nsource = "plan"', "Known: population"),
        ("outlook = []", "'outlook' belongs at the top of the file"),
        (NET.replace('"hold_rates"', "{ converge = 0, by = 2035 }").replace("unit", "unitt"), "Did you mean 'unit'"),
        (TFR.replace('"hold"', "{ converge = 2, by = 2035, at = 3 }"), "after.at: unknown key. Known here: converge, by."),
        (TFR.replace('"plan"', '" "'), "source: empty; write something"),
    ],
)  # fmt: skip
def test_rarer_problems(tmp_path: Path, text: str, wanted: str) -> None:
    assert wanted in problems_of(tmp_path, f"\n{text}\n")


def test_an_empty_list_of_tables(tmp_path: Path) -> None:
    write(tmp_path, s=head("s", "outlook = []") + LAUNCH)
    with pytest.raises(ScenarioError, match="outlook: empty; write a table"):
        read_scenario(tmp_path / "s.toml")


def test_a_launch_outside_the_years(tmp_path: Path) -> None:
    write(tmp_path, s=head("s") + LAUNCH.replace("2020-01-01", "1850-01-01"))
    with pytest.raises(ScenarioError, match=r"launch\.date: got 1850-01-01"):
        read_scenario(tmp_path / "s.toml")
    write(tmp_path, s=head("s") + LAUNCH.replace("2020-01-01", '"spring"'))
    with pytest.raises(ScenarioError, match="a date such as 2020-01-01"):
        read_scenario(tmp_path / "s.toml")


@pytest.mark.parametrize("text", ['{"format": NaN}', '{"a": 1, "a": 2}', "[]", '{"a": ' + "1" * 5000 + "}", "[" * 9999])
def test_json_that_is_no_scenario(tmp_path: Path, text: str) -> None:
    (tmp_path / "s.json").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError, match="rule 1"):
        read_scenario(tmp_path / "s.json")


def test_two_inherited_files_with_one_key_in_a_third(tmp_path: Path) -> None:
    """A key that a file name would make twice still means one source."""
    where = [PLAN.replace("p. 1", f"p. {page}") for page in (1, 2, 3)]
    write(
        tmp_path,
        a=head("a") + LAUNCH + TFR + where[0],
        b=head("b", 'inherits = "a"')
        + NET.replace('"plan"', '"plan@a"')
        + where[1].replace("[sources.plan]", '[sources."plan@a"]'),
        c=head("c", 'inherits = "b"')
        + '\n[calibrate]\nlever = "migration.net"\nmeasure = "population"\nyear = 2040\nvalue = 1\nsource = "plan"\n'
        + where[2],
    )
    made = read_scenario(tmp_path / "c.toml")
    pages = {source.key: source.where for source in made.sources}
    assert [pages[item.source] for item in made.trajectories] == ["p. 1", "p. 2"]
    assert made.calibrate is not None
    assert pages[made.calibrate.source] == "p. 3"
    assert from_machine(to_machine(made)) == made
