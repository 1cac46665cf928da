"""Connected and active population: hand numbers, conservation of settlers, mistakes all at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import cohort
from cohort.analysis.connected import ConnectedResult, without_ties
from cohort.assumptions import assume
from cohort.assumptions.connected import ties
from cohort.cli import app
from cohort.errors import AssumptionError
from cohort.inputs import Inputs, read_inputs
from cohort.scenario import read_scenarios
from cohort.scenario.model import Connected, Scenario, ScenarioSet, Source, Trajectory, Value
from tests.analysis.small import scenario
from tests.shared import ROOT, computed

PERIODS = np.arange(2020, 2050)
TIE: dict[str, object] = {
    "name": "guests",
    "people_a_year": {"2022": 100, "2026": 300},
    "days_a_year": 36.525,
    "share_settling": 0.02,
    "ages_settling": {"20-29": 0.75, "60-64": 0.25},
    "share_female": 0.6,
    "share_active": 0.5,
}
RESIDENTS: dict[str, object] = {"name": "here", "who": "residents", "share_active": {"15-64": 0.25, "65+": 0.1}}


def with_rows(*rows: dict[str, object], kind: str = "assumption", base: Scenario | None = None) -> Scenario:
    source = Source(key="what-if", kind=kind, title="What-if")  # type: ignore[arg-type]
    base = base or scenario("ties")
    return base.changed(connected=Connected(kind=rows, source="what-if"), sources=(*base.sources, source))


def connected(inputs: Inputs, scenarios: ScenarioSet | Scenario) -> ConnectedResult:
    """Project with the ties and without, and compare."""
    every = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    projected = [cohort.project(assume(inputs, one, 1)) for one in (every, without_ties(every))]
    return cohort.connected(every, *projected)


@pytest.fixture(scope="module")
def kamaishi() -> Inputs:
    return read_inputs(ROOT / "inputs" / "kamaishi")


@pytest.fixture(scope="module")
def folder() -> ScenarioSet:
    return read_scenarios(ROOT / "scenarios" / "kamaishi")


@pytest.fixture(scope="module")
def result(kamaishi: Inputs, folder: ScenarioSet) -> ConnectedResult:
    return connected(kamaishi, folder)


def test_numbers_of_a_tie_are_those_worked_out_by_hand() -> None:
    (tie,) = ties(with_rows(TIE)).kinds
    years = np.array([2021, 2022, 2023, 2024, 2026, 2040])
    assert tie.people_in(years).tolist() == [0, 100, 150, 200, 300, 300]
    assert tie.person_years_in(years) == pytest.approx([0, 10, 15, 20, 30, 30])  # 36.525 days are a tenth of a year
    count = tie.settlers_in(np.array([2024]))[0]
    assert count.sum() == pytest.approx(4.0)  # 2 % of 200
    assert count[1].sum() == pytest.approx(2.4)  # women: 60 %
    assert count[0, 25] == pytest.approx(4 * 0.4 * 0.75 / 10)
    assert count[1, 62] == pytest.approx(4 * 0.6 * 0.25 / 5)
    assert count[:, 30:60].sum() == 0


def test_settlers_of_ties_that_were_there_at_launch_are_among_the_observed_migrants() -> None:
    (tie,) = ties(with_rows(TIE | {"people_a_year": {"2020": 80, "2030": 180}, "people_at_launch": 80})).kinds
    assert tie.settlers_in(np.array([2020, 2025, 2030])).sum(axis=(1, 2)) == pytest.approx([0, 1, 2])


def test_a_list_of_ages_weighs_single_years_evenly() -> None:
    (tie,) = ties(with_rows(TIE | {"people_a_year": 100, "ages_settling": ["20-29", "99+"]})).kinds
    ages = tie.settlers_in(np.array([2030]))[0].sum(axis=0)
    assert np.flatnonzero(ages).tolist() == [*range(20, 30), 99, 100]
    assert ages[ages > 0] == pytest.approx(2 / 12)
    (tie,) = ties(with_rows(TIE | {"ages_settling": "7"})).kinds
    assert tie.ages == (((7, 7), 1.0),)


def test_the_active_population_takes_the_share_of_each_age() -> None:
    found = ties(with_rows(RESIDENTS)).participation
    assert found is not None
    shares = found.by_age()
    assert shares[[14, 15, 64, 65, 100]].tolist() == [0, 0.25, 0.25, 0.1, 0.1]


def test_settlers_are_exactly_the_net_migration_that_the_base_does_not_have(
    kamaishi: Inputs, folder: ScenarioSet
) -> None:
    with_ties = with_rows(TIE, RESIDENTS, base=folder["trend"])
    counts = assume(kamaishi, [with_ties])["net_migration"]
    settlers = sum(tie.settlers_in(PERIODS) for tie in ties(with_ties).kinds)
    assert np.array_equal(counts.squeeze().to_numpy(), settlers)
    assert "net_migration" not in assume(kamaishi, [folder["trend"]])


def test_in_the_projection_too_where_the_other_migrants_are_a_count(kamaishi: Inputs, folder: ScenarioSet) -> None:
    values = tuple(
        Value(period=int(year), value=-300.0, origin="hold", source="plan", file="x.toml") for year in PERIODS
    )
    held = Trajectory(
        measure="migration.net",
        unit="persons per year",
        values=values,
        after="hold",
        jump_off="scenario",
        source="plan",
    )
    base = folder["trend"].changed(trajectories=(held,))
    found = connected(kamaishi, with_rows(TIE, RESIDENTS, base=base))
    one, without = (p["net_migration"].sum(["sex", "age"]).squeeze() for p in (found.projection, found.without))
    brought = found.results["settlers"].sum("kind").squeeze()
    np.testing.assert_allclose((one - without).to_numpy(), brought.to_numpy(), atol=1e-9)
    np.testing.assert_allclose(without.to_numpy(), -300, atol=1e-9)
    np.testing.assert_allclose(brought.sel(period=2040).item(), 6.0)


def test_the_committed_case_adds_up(result: ConnectedResult) -> None:
    found = result.results
    assert found["scenario"].values.tolist() == ["ties", "ties-tenfold"]
    participation = ties(result.scenarios[0]).participation
    assert participation is not None
    people = result.without["population"].sel(scenario="ties").sum("sex")
    slow = [
        sum(
            float(people.sel(time=t, age=a)) * share / 2
            for t in (2040, 2041)
            for a, share in enumerate(participation.by_age())
        )
    ]
    at = found.sel(scenario="ties", period=2040)
    assert float(at["active_residents_without"]) == pytest.approx(slow[0])
    first = float(found["active_residents_without"].sel(scenario="ties", period=2020))
    assert float(at["lost_activity"]) == pytest.approx(first - slow[0])
    assert float(at["made_up_share"]) == pytest.approx(
        float(at["made_up_by_presence"]) + float(at["made_up_by_settlers"])
    )
    # 2,000 people 5 days at 0.8, 200 people 60 days at 0.5; those from here were there before
    present = (2000 * 5 * 0.8 + 200 * 60 * 0.5) / 365.25
    assert float(at["made_up_by_presence"]) == pytest.approx(present / float(at["lost_activity"]))
    assert np.isnan(float(found["made_up_share"].sel(scenario="ties", period=2020)))
    assert float(at["settlers"].sum()) == pytest.approx(2000 * 0.002 + 200 * 0.02)
    np.testing.assert_allclose(
        found["settlers_by_age"].sum(["sex", "age"]).to_numpy(), found["settlers"].sum("kind").to_numpy()
    )


def test_what_ifs_are_called_so_in_every_output(result: ConnectedResult, kamaishi: Inputs, folder: ScenarioSet) -> None:
    assert result.what_if
    assert result.text("en").startswith("What-if: ")
    assert result.text("ja").startswith("【仮定】")
    assert "ties make up 3." in result.text("en")
    assert all(array.attrs["what_if"] == 1 for array in result.results.data_vars.values())
    assert any("(what-if)" in heading for heading in result.table().say("en")[0])
    assert any("【仮定】" in heading for heading in result.table().say("ja")[0])
    records = computed("kamaishi").records
    assert any(r.where == "connected" and r.en.startswith("What-if: ") and r.ja.startswith("【仮定】") for r in records)


def test_observed_ties_are_not_called_what_ifs(kamaishi: Inputs, folder: ScenarioSet) -> None:
    found = connected(kamaishi, with_rows(TIE, RESIDENTS, kind="dataset", base=folder["trend"]))
    assert not found.what_if
    assert "What-if" not in found.text("en", 2030)
    assert "仮定" not in found.text("ja", 2030)
    assert found.year() == 2040
    with pytest.raises(AssumptionError, match="use 2020 to 2049"):
        found.text("en", 1990)


def test_nothing_lost_nothing_to_make_up(kamaishi: Inputs, folder: ScenarioSet) -> None:
    nobody = RESIDENTS | {"share_active": {"15-64": 0.0}}
    quiet = TIE | {"share_settling": 0}
    found = connected(kamaishi, with_rows(quiet, nobody, base=folder["trend"]))
    assert np.isnan(found.results["made_up_share"]).all()
    assert "no resident activity is lost by 2040" in found.text("en")
    assert "失われる住民の活動はありません" in found.text("ja")
    assert float(abs(found.projection["population"] - found.without["population"]).max()) == 0


def test_without_ties_or_without_residents_there_is_no_answer(kamaishi: Inputs, folder: ScenarioSet) -> None:
    with pytest.raises(AssumptionError, match="no scenario says who is tied"):
        connected(kamaishi, folder["trend"])
    with pytest.raises(AssumptionError, match="no row of residents"):
        connected(kamaishi, with_rows(TIE, base=folder["trend"]))
    assert ties(folder["trend"]).kinds == ()


def test_the_official_form_has_no_place_for_ties(kamaishi: Inputs, folder: ScenarioSet) -> None:
    import datetime

    launch = folder["trend"].launch.changed(
        date=datetime.date(2015, 10, 1), basis="census", until=2040, step=5, events=(),
        births="child_woman_ratio", migration_timing="end",
    )  # fmt: skip
    with pytest.raises(AssumptionError, match="connected: has no place"):
        assume(kamaishi, with_rows(TIE, RESIDENTS, base=folder["trend"].changed(launch=launch)))


@given(times=st.floats(0, 50), days=st.floats(0, 366), share=st.floats(0.001, 1))
def test_everything_is_in_proportion_to_the_people(times: float, days: float, share: float) -> None:
    one, many = (
        ties(with_rows(TIE | {"people_a_year": 10.0 * n, "days_a_year": days, "share_settling": share})).kinds[0]
        for n in (1, times)
    )
    for of in ("people_in", "person_years_in", "settlers_in"):
        np.testing.assert_allclose(getattr(many, of)(PERIODS), times * getattr(one, of)(PERIODS), atol=1e-9)
    assert one.settlers_in(PERIODS).sum() == pytest.approx(len(PERIODS) * 10 * share)


def test_the_verb_prints_text_and_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    made = CliRunner().invoke(app, ["connected", "scenarios/kamaishi", "--year", "2035", "--lang", "en"])
    assert made.exit_code == 0, made.output
    assert "of the resident activity lost by 2035" in made.output
    assert "(what-if)" in made.output
    assert "2.6%" in made.output
    assert "39.4%" in made.output
    assert CliRunner().invoke(app, ["connected", "scenarios/ichinoseki"]).exit_code == 2
