"""A scenario derived in code is what a file with `inherits` would be."""

from __future__ import annotations

import pytest

import cohort
from cohort.errors import ScenarioError
from cohort.record import implied_of
from cohort.scenario import from_machine, to_machine
from tests.shared import ROOT

LATER = """
name = "strategy-2030"
title = { en = "Five years later", ja = "5年遅れ" }
[fertility.tfr]
unit = "births per woman"
points = { 2018 = 1.44, 2030 = 1.63 }
between = "linear"
after = "hold"
source = "strategy2"
"""


@pytest.fixture(scope="module")
def scenarios() -> cohort.scenario.ScenarioSet:
    return cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki")


def test_what_is_written_replaces_the_parents_assumption_and_nothing_else(scenarios) -> None:
    parent = scenarios["strategy"]
    made = cohort.derive(parent, LATER)
    tfr = made.trajectory("fertility.tfr")
    assert tfr.at(2024).value == pytest.approx(1.44 + 0.19 * 6 / 12)
    assert tfr.at(2030).value == 1.63
    assert made.trajectory("migration.net") == parent.trajectory("migration.net")
    assert made.outlooks == parent.outlooks
    assert made.based_on == ("strategy", "trend")
    assert from_machine(to_machine(made)) == made


def test_a_calibrated_parent_keeps_its_level(scenarios) -> None:
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    own = scenarios["own-projection"]
    made = cohort.derive(
        own, LATER.replace('"strategy2"', '"guess"') + '[sources.guess]\nkind = "assumption"\ntitle = "guess"\n'
    )
    both = cohort.assume(inputs, [own, made])
    assert "scenario" not in both["net_migration_rate"].dims  # the same rates for both
    assert round(implied_of(both)[made.name].value) == -340


def test_sources_nobody_cites_any_longer_are_left_out(scenarios) -> None:
    text = LATER.replace('"strategy2"', '"guess"') + '[sources.guess]\nkind = "assumption"\ntitle = "what if"\n'
    made = cohort.derive(scenarios["strategy"], text)
    assert {source.key for source in made.sources} == {"guess", "strategy2", "outlook2040"}
    assert "strategy2" not in {source.key for source in cohort.derive(scenarios["trend"], text).sources}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "this value cannot be read"),
        ("title = { en = 'a', ja = 'b' }", "a name of its own"),
        ("name = 'strategy'", "a name of its own"),
        (LATER.replace("1.63", "16.3"), "16.3"),
        (LATER.replace("strategy2", "nowhere"), "nowhere"),
    ],
)
def test_what_is_wrong_is_said(scenarios, text: str, said: str) -> None:
    with pytest.raises(ScenarioError) as error:
        cohort.derive(scenarios["strategy"], text)
    assert said in error.value.text("en")
    assert error.value.text("ja")
