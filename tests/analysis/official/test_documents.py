"""The figures in docs/first-strategy.md and docs/official-method.md are the model's."""

from __future__ import annotations

import json

import pytest

import cohort
from cohort.analysis.official import difference_from_published, outcome
from tests.shared import ROOT

FIRST = (ROOT / "docs" / "first-strategy.md").read_text(encoding="utf-8")
METHOD = (ROOT / "docs" / "official-method.md").read_text(encoding="utf-8")


def row(text: str, label: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(f"| {label}"))


def test_first_strategy() -> None:
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    found = cohort.assume(inputs, cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-first-strategy"))
    at = cohort.summarise(cohort.project(found)).sel(time=2040)
    people = {str(n): f"{float(at['population'].sel(scenario=n)):,.0f}" for n in at["scenario"].values}
    share = f"{100 * float(at['share_65_plus'].sel(scenario='own-projection')):.1f} %"
    implied = json.loads(found.attrs["implied"])["own-projection"]
    assert people["trend"] in row(FIRST, "own projection, residents")
    assert f"{-implied['value']:.0f} net leavers" in FIRST
    assert f"give {-implied['observed']:.0f} " in FIRST
    assert share in row(FIRST, "own projection, share")
    assert people["outlook"] in row(FIRST, "outlook, residents")
    assert people["outlook-on-own"] in row(FIRST, "the same improvements")
    ended = outcome(inputs, "first").set_index("measure")["share_of_way"]
    for label, measure in (
        ("TFR", "tfr"),
        ("net leavers", "net_out_migration"),
        ("arrivals", "in_migration"),
        ("share of 65+", "care_certified_share"),
    ):
        shown = float(row(FIRST, label).split("|")[5].replace("−", "-"))
        assert shown == pytest.approx(ended[measure], abs=0.051)


@pytest.mark.parametrize(("area", "column"), [("ichinoseki", 2), ("hiraizumi", 3), ("kamaishi", 4)])
def test_beside_ipss(area: str, column: int) -> None:
    inputs = cohort.read_inputs(ROOT / "inputs" / area)
    parts = difference_from_published(inputs, cohort.official(inputs).base)[2040]
    labels = {
        "pattern 1": "ours",
        "launch": "launch",
        "sex ratio": "sex_ratio_0_4",
        "child-woman ratio": "child_woman_ratio",
        "65+": "survivorship",
        "below 65": "net_migration",
        "IPSS 2018": "published",
    }
    for label, part in labels.items():
        shown = row(METHOD, label).split("|")[column].strip().replace("−", "-").replace(",", "")
        assert float(shown) == pytest.approx(parts[part], abs=0.51)


@pytest.mark.parametrize(("mortality", "shown"), [("nation", "87,144"), ("prefecture", "87,315")])
def test_from_censuses_and_life_tables_alone_within_two_percent_of_ipss(mortality: str, shown: str) -> None:
    inputs = cohort.read_inputs(ROOT / "inputs" / "ichinoseki")
    vision = cohort.official(inputs, launch="2015-10-01", until=2045, mortality=mortality)
    people = float(vision.table.loc[("pattern-1", "population"), 2040])
    published = inputs.series("ipss2018")[2040]
    assert published == 85_744
    assert abs(people / published - 1) < 0.02
    assert shown in METHOD
    assert f"{people:,.0f}" == shown
