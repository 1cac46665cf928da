"""What scenarios state, in words; expectations written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cohort.scenario.model import Band, Converge, Households, Member, Shock, Trajectory, Value
from cohort.scenario.summary import path_in_words as path_said
from cohort.story.build import story
from tests.report.workbook.synthetic import make


def _trajectory(**more: Any) -> Trajectory:
    values = (
        Value(period=2020, value=-600.0, origin="point", source="s", file="f"),
        Value(period=2021, value=-500.0, origin="linear", source="s", file="f"),
        Value(period=2022, value=-400.0, origin="point", source="s", file="f"),
    )
    return Trajectory(
        **{
            "measure": "migration.net",
            "unit": "persons per year",
            "values": values,
            "after": "hold",
            "source": "s",
            **more,
        }
    )


def test_paths_in_words() -> None:
    held = path_said(_trajectory())
    assert held.say("en") == "-600 in 2020, -400 in 2022 (linear), then held"
    assert held.say("ja") == "2020年 △600 → 2022年 △400（直線補間）、以後は据え置き"
    rates = path_said(_trajectory(after="hold_rates", added=True))
    assert rates.say("en") == "-600 in 2020, -400 in 2022 (linear) (added to the launch level), then the rates held"
    assert rates.say("ja").endswith("（起点の水準への加算）、以後はその率を据え置き")
    halved = path_said(_trajectory(after=Converge(converge=0, by=2035), relative=True))
    assert halved.say("en").endswith("(times the launch level), then to 0 persons per year by 2035")
    assert halved.say("ja").endswith("（起点の水準に対する倍率）、以後は2035年までに0人／年へ")


def assumed(run: Any, language: str) -> list[list[str]]:
    return story(run).tables["assumptions"].say(language)


def with_first(run: Any, **more: Any) -> Any:
    first, *others = run.scenarios
    run.scenarios = replace(run.scenarios, scenarios=(first.changed(**more), *others))
    return run


def test_bands_households_and_shocks_are_told() -> None:
    run = with_first(
        make(),
        bands=(
            Band(ages=(10, 39), flow="net", **dict(_trajectory(source="strategy2"))),
            Band(ages=(65, None), flow="net", **dict(_trajectory(source="strategy2"))),
        ),
        households=(
            Households(
                template="young family",
                members=(Member(sex="male", age=30),),
                per_year=10,
                first_year=2025,
                last_year=2030,
                source="strategy2",
            ),
        ),
        shocks=(
            Shock(measure="mortality.mx", first_year=2030, last_year=2030, source="strategy2", factor=1.5),
            Shock(measure="migration.net", first_year=2031, last_year=2032, source="strategy2", persons=-200),
        ),
    )
    net = "Net migration (in minus out)"
    path = "-600 in 2020, -400 in 2022 (linear), then held"
    assert assumed(run, "en")[1:6] == [
        ["Recent rates go on", f"{net}, ages 10-39", path, "[1]"],
        ["", f"{net}, ages 65+", path, "[1]"],
        ["", "Households moving in: young family", "10 households a year from 2025 to 2030", "[1]"],
        ["", "Death rates", "×1.5 (2030-2030)", "[1]"],
        ["", net, "-200 (2031-2032)", "[1]"],
    ]
    shocks = [row for row in story(run).tables["course"].rows if "(shock)" in row[1].say("en")]
    assert [[cell.say("en") for cell in row[1:5]] for row in shocks] == [
        ["Death rates (shock)", "2030", "1.5", "factor"],
        ["Net migration (shock)", "2031", "-200", "persons per year"],
    ]
    japanese = assumed(run, "ja")
    assert japanese[1][1] == "社会増減（転入－転出）（10～39歳）"
    assert japanese[5][2] == "△200（2031～2032年）"
    notes = [note.say("ja") for note in story(run).tables["assumptions"].notes]
    assert notes[1] == "[1] 一関市「第２期一関市まち・ひと・しごと創生総合戦略 概要版」（p. 1-2）"


def test_a_set_without_years_of_events_says_so() -> None:
    run = make()
    run = with_first(run, launch=run.scenarios["trend"].launch.changed(events=()))
    assert assumed(run, "en")[1] == [
        "Recent rates go on", "all", "rates between the last two censuses up to the launch", "census",
    ]  # fmt: skip
    assert assumed(run, "ja")[1][2] == "起点までの2回の国勢調査の間の率"
    assert assumed(make(), "en")[1][2:] == ["levels of the events of 2016, 2017, 2018, 2019", "observed"]


def test_ties_and_ages_of_migrants_are_never_called_observed() -> None:
    """A what-if that sets nothing but ties, or whose ages of migrants come from named censuses, says so."""
    from tests import shared

    told = shared.told("kamaishi")
    rows: dict[str, list[list[str]]] = {}
    last = ""
    for title, *cells in told.tables["assumptions"].say("ja")[1:]:
        last = title or last
        rows.setdefault(last, []).append(cells)
    assert rows["【仮定】つながり人口が10倍"][0][:2] == ["つながり人口", "3種類のつながり"]
    (disaster,) = rows["【仮定】すう勢（移動の年齢構造から2011年の震災を除く）"]
    assert disaster[:2] == ["移動の年齢構成", "2000・2005・2010年の国勢調査の間"]


def test_the_course_says_every_value_with_its_unit_and_source() -> None:
    """The strategy's TFR: 1.44 in 2018 to 1.63 in 2025, a straight line between; the trend's is the inputs'."""
    table = story(make()).tables["course"]
    rows = {(row[0].say("en"), row[1].say("en"), row[2].value): row for row in table.rows}
    strategy = "Second strategy: TFR 1.63, net out-migration halved"
    first, between = (rows[strategy, "Total fertility rate", year] for year in (2020, 2022))
    assert [cell.say("ja") for cell in first[2:6]] == ["2020年", "1.44", "女性1人あたり出生数", "資料の値"]
    assert between[3].value is not None
    assert abs(between[3].value - (1.44 + 0.19 * 2 / 5)) < 1e-12
    assert "2020年と2025年の間を直線補間" in between[5].say("ja")
    assert first[6].say("ja") == "一関市「第２期一関市まち・ひと・しごと創生総合戦略 概要版」（p. 1-2）"
    left = rows["Recent rates go on", "Total fertility rate", 2020]
    assert left[3].value is None
    assert left[5].say("ja") == "実績から算定（2049年まで）"
