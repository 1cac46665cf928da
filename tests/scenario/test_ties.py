"""``[connected]``: every key is known, typed and checked when the file is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from cohort.errors import ScenarioError
from cohort.scenario import read_scenario
from cohort.scenario.connected import Residents, Tie
from cohort.scenario.outlook import printed_rounding
from tests.scenario.folders import LAUNCH, PLAN, head, write

TIE = {
    "name": '"guests"',
    "people_a_year": "{ 2020 = 100, 2030 = 500 }",
    "people_at_launch": "50",
    "days_a_year": "30",
    "share_settling": "0.02",
    "ages_settling": '{ "20-29" = 0.75, "60-64" = 0.25 }',
    "share_female": "0.6",
    "share_active": "0.5",
}
RESIDENTS = {"name": '"here"', "who": '"residents"', "share_active": '{ "15-64" = 0.25, "65+" = 0.1 }'}


def with_kinds(folder: Path, *rows: dict[str, str]) -> Path:
    text = '\n[connected]\nsource = "plan"\n'
    for row in rows:
        lines = "\n".join(f"{key} = {value}" for key, value in row.items() if value)
        text += f"\n[[connected.kind]]\n{lines}\n"
    return write(folder, s=head("s") + LAUNCH + text + PLAN) / "s.toml"


def said(folder: Path, *rows: dict[str, str], language: str = "en") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        read_scenario(with_kinds(folder, *rows))
    return [one.text("ja" if language == "ja" else "en") for one in caught.value.problems]


def test_both_kinds_of_rows_are_typed(tmp_path: Path) -> None:
    found = read_scenario(with_kinds(tmp_path, TIE, RESIDENTS)).connected
    assert found is not None
    tie, residents = found.kinds
    assert isinstance(tie, Tie)
    assert isinstance(residents, Residents)
    assert tie.people_a_year == {"2020": 100.0, "2030": 500.0}
    assert tie.ages_settling == {(20, 29): 0.75, (60, 64): 0.25}
    assert residents.share_active == {(15, 64): 0.25, (65, None): 0.1}
    assert {key: getattr(tie, key) for key in ("days_a_year", "share_settling", "share_female")} == {
        "days_a_year": 30.0,
        "share_settling": 0.02,
        "share_female": 0.6,
    }


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"days_a_year": "367"}, "days_a_year: got 367; it must be from 0 to 366. (rule 3)"),
        ({"days_a_year": "-3"}, "days_a_year: got -3; it must be from 0 to 366. (rule 3)"),
        ({"days_a_year": ""}, "days_a_year: missing; write how many days a year they are here. (rule 2)"),
        ({"share_settling": "1.2"}, "share_settling: got 1.2; a share must be from 0 to 1. Did you mean 0.012? (rule 3)"),
        ({"share_female": "-0.1"}, "share_female: got -0.1; a share must be from 0 to 1. (rule 3)"),
        ({"share_female": ""}, "share_female: missing; write the share of women among those who settle. (rule 2)"),
        ({"people_at_launch": '"many"'}, "people_at_launch: got 'many'; a number is needed without quotation marks. (rule 2)"),
        ({"people_a_year": "-1"}, "people_a_year: got -1; a number of 0 or more is needed. (rule 3)"),
        ({"people_a_year": "true"}, "people_a_year: got true; a number is needed (true and false are not numbers). (rule 2)"),
        ({"people_a_year": "{ 2030 = 1, 2020 = 2 }"}, "people_a_year: got the years 2030, 2020; write whole years, ascending. (rule 4)"),
        ({"people_year": "3"}, "people_year: unknown key. Did you mean 'people_a_year'? (rule 2)"),
        ({"ages_settling": '{ "20-29" = 0.5, "25-39" = 0.5 }'}, "ages_settling: 20-29 and 25-39 share ages; an age belongs to one of them. (rule 3)"),
        ({"ages_settling": '{ "20-29" = 0.5, "old" = 0.5 }'}, "ages_settling.old: got 'old'; write '10-39', '65+' or '7', ages up to 130. (rule 3)"),
        ({"ages_settling": '{ "20-29" = 0.5, "30-39" = 0.2 }'}, "ages_settling: the shares add up to 0.7; they must add up to 1. (rule 3)"),
        ({"ages_settling": '["101-105"]'}, "ages_settling: got the ages 101-105; write \"20-39\", \"65+\" or \"7\", ages 0 to 100. (rule 3)"),
        ({"ages_settling": ""}, "ages_settling: missing; write shares by age"),
        ({"ages_settling": "20"}, "ages_settling: got 20; write '10-39', '65+' or '7', ages up to 130. (rule 3)"),
        ({"who": '"tourists"'}, "who: got 'tourists'; use connected or residents. (rule 2)"),
        ({"title": '"Guests"'}, "title: got 'Guests'; a table is needed. (rule 2)"),
        ({"source": '"nobody"'}, "source: "),
        ({"share_active": "{}"}, "share_active: got the years none; write whole years, ascending. (rule 4)"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_tie(tmp_path: Path, change: dict[str, str], wanted: str) -> None:
    found = said(tmp_path, TIE | change)
    assert len(found) == 1
    assert found[0].startswith(f"connected.kind#1.{wanted}")
    assert len(said(tmp_path, TIE | change, language="ja")) == 1


def test_rows_together(tmp_path: Path) -> None:
    found = said(tmp_path, TIE, TIE, RESIDENTS, RESIDENTS | {"name": '"again"', "share_active": "0.3"})
    assert found == [
        "connected.kind#2.name: got 'guests'; each kind has a name of its own. (rule 2)",
        "connected.kind#4.who: a second row of residents; put all their ages into one. (rule 2)",
        'connected.kind#4.share_active: got 0.3; shares by age are needed, e.g. { "15-64" = 0.25, "65+" = 0.2 }. (rule 2)',
    ]


def test_residents_by_age_alone(tmp_path: Path) -> None:
    assert said(tmp_path, RESIDENTS | {"days_a_year": "3"}) == [
        "connected.kind#1.days_a_year: unknown key. Known here: name, title, who, share_active, source. (rule 2)"
    ]
    assert said(tmp_path, RESIDENTS | {"share_active": '{ "15-64" = 0.25, "60+" = 0.2 }'}) == [
        "connected.kind#1.share_active: 15-64 and 60+ share ages; an age belongs to one of them. (rule 3)"
    ]


@pytest.mark.parametrize(
    ("figure", "rounding"),
    [(85_000.0, 1_000.0), (100_000.0, 1_000.0), (200_000.0, 10_000.0), (300.0, 10.0), (37_123.0, 1.0), (7.0, 1.0)],
)
def test_a_round_figure_is_not_met_by_what_is_far_from_it(figure: float, rounding: float) -> None:
    assert printed_rounding(figure) == rounding
