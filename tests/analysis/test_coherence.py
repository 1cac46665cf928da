from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import pytest

import cohort
from cohort.analysis.coherence import coherence as checked
from cohort.analysis.coherence_births import births_findings
from cohort.analysis.coherence_migration import migration_findings
from cohort.analysis.coherence_plan import Finding, Plan, plan_of
from cohort.assumptions.baseline import baseline
from cohort.errors import AssumptionError
from cohort.inputs import Inputs
from cohort.run import Run, computed
from cohort.scenario.model import Scenario, ScenarioSet
from tests.shared import ROOT


@cache
def inputs() -> Inputs:
    return cohort.read_inputs(ROOT / "inputs/ichinoseki")


@cache
def scenarios(folder: str = "ichinoseki-targets") -> ScenarioSet:
    return cohort.read_scenarios(ROOT / "scenarios" / folder)


def some(*names: str) -> tuple[Scenario, ...]:
    return tuple(scenarios()[name] for name in names)


@cache
def made(chosen: tuple[Scenario, ...], step: int | None = None) -> Run:
    return computed(inputs(), replace(scenarios(), scenarios=chosen), step)


def coherence(tables: Inputs, chosen: Iterable[Scenario], strategy: str | None = None) -> list[Finding]:
    """The findings on some scenarios, with targets or events changed: what is projected stays."""
    return checked(replace(made(tuple(chosen)), inputs=tables), strategy)


@cache
def second() -> dict[str, Finding]:
    return {finding.kind: finding for finding in coherence(inputs(), some("trend", "net", "tfr"))}


def with_targets(rows: dict[tuple[str, str], dict[str, float]]) -> Inputs:
    """The inputs with cells of the second strategy's targets changed, by (measure, ages)."""
    table = inputs().targets
    assert table is not None
    table = table.copy()
    for (measure, ages), cells in rows.items():
        at = (table["strategy"] == "second") & (table["measure"] == measure) & (table["ages"] == ages)
        assert at.sum() == 1
        for column, value in cells.items():
            table.loc[at, column] = value
    return replace(inputs(), targets=table)


def only(found: list[Finding], kind: str) -> Finding:
    [finding] = [finding for finding in found if finding.kind == kind]
    return finding


def test_every_target_pair_is_looked_at() -> None:
    assert {kind: finding.to_settle for kind, finding in second().items()} == {
        "base-of-births": False,
        "births-and-women": True,
        "births-and-tfr": True,
        "base-year-of-tfr": True,
        "base-of-net-migration": False,
        "bands-and-total": True,
        "outlook-and-targets": True,
    }


def test_bands_leave_the_other_ages_worse() -> None:
    found = second()["bands-and-total"]
    # 1,407 - 2,053 = -646 and 1,600 - 1,900 = -300; -644 - -646 = +2 and -322 - -300 = -22
    assert found.numbers == {
        "band_base": -646,
        "band_target": -300,
        "total_base": -644,
        "total_target": -322,
        "rest_base": 2,
        "rest_target": -22,
    }
    assert "other ages go from +2 to -22 (-24)" in found.text("en")
    assert "他の年齢は+2人から△22人に減る" in found.text("ja")


def test_the_base_of_644_is_the_register_of_all_residents() -> None:
    found = second()["base-of-net-migration"]
    # 2,211 - 2,957 = -746; 223 - 121 = +102; together -644; migration report: 2,086 - 2,793 = -707
    assert found.numbers == {
        "register japanese": -746,
        "register foreign": 102,
        "register japanese+foreign": -644,
        "migration_report japanese": -707,
        "base": -644,
    }
    assert "that of 2019 in the resident register, all residents" in found.text("en")
    assert "report on internal migration, Japanese: -707" in found.text("en")
    assert "△707人" in found.text("ja")


def test_the_two_targets_presuppose_women_who_are_not_there() -> None:
    numbers = second()["births-and-women"].numbers
    assert numbers["births_change"] == pytest.approx(58 / 549)  # 607 - 549 = 58: +10.6 %
    assert numbers["tfr_change"] == pytest.approx(0.19 / 1.44)  # +13.2 %
    assert numbers["women_presupposed"] == pytest.approx(607 / 549 * 1.44 / 1.63 - 1)
    assert round(numbers["women_presupposed"], 3) == -0.023
    # the trend holds the TFR of 2016-2019, so its births are proportional to these women; at the TFR of 2019 549 were born
    found = cohort.project(cohort.assume(inputs(), some("trend", "net")))["births"].sum("sex").sel(period=2025)
    launch = some("trend")[0].launch
    per_tfr = baseline(inputs(), launch.changed(events=(2019,))).tfr / baseline(inputs(), launch).tfr
    births = found * per_tfr
    assert numbers["women_first_scenario"] == pytest.approx(float(births.sel(scenario="trend")) / 549 - 1, rel=1e-9)
    assert numbers["women_most"] == pytest.approx(float(births.max()) / 549 - 1, rel=1e-9)
    assert -0.19 < numbers["women_first_scenario"] < -0.18
    assert "+10.6%" in second()["births-and-women"].text("ja")


def test_births_and_tfr_beside_a_projection_of_our_own() -> None:
    numbers = second()["births-and-tfr"].numbers
    projection = cohort.project(cohort.assume(inputs(), some("trend", "births", "tfr")))
    births = projection["births"].sum("sex").sel(period=2025)
    assert numbers["births_at_tfr"] == pytest.approx(float(births.sel(scenario="tfr")), rel=1e-12)
    assert float(births.sel(scenario="births")) == pytest.approx(607)
    tfr = cohort.assume(inputs(), some("trend", "births"))["tfr"].sel(scenario="births", period=2025)
    assert numbers["tfr_for_births"] == pytest.approx(float(tfr), rel=1e-9)
    # facts of the model at this version, as printed in the sentence
    assert round(numbers["births_at_tfr"]) == 558
    assert round(numbers["tfr_for_births"], 2) == 1.77
    assert numbers["tfr_for_births"] == pytest.approx(1.63 * 607 / numbers["births_at_tfr"])
    assert "gives 558 births in 2025" in second()["births-and-tfr"].text("en")


def test_the_least_tfr_is_that_of_the_most_women() -> None:
    plan = plan_of(made(some("trend", "net", "tfr")), "second")
    first = plan.births_per_tfr(2025)[0]

    class More(Plan):
        def births_per_tfr(self, year: int) -> list[float]:
            return [first, 1.1 * first]  # a tenth more women in the second scenario

    found = only(births_findings(More(plan.run, plan.titles, plan.targets)), "births-and-tfr")
    needed, least = f"{607 / first:.2f}", f"{607 / first / 1.1:.2f}"
    assert needed > least
    assert f"607 need a TFR of {needed} (at least {least})" in found.text("en")
    assert f"607人には出生率{needed}（少なくとも{least}）が必要" in found.text("ja")
    assert f"(at most {1.63 * 1.1 * first:,.0f}, in the scenario with the most women)" in found.text("en")


def test_the_base_years_differ() -> None:
    numbers = second()["base-year-of-tfr"].numbers
    assert (numbers["births_then"], numbers["births_now"]) == (628, 549)
    # 549 / 628 = 0.874 births, 0.963 of the women: 1.44 * 0.8742 / 0.9630 = 1.307
    assert numbers["tfr_now"] == pytest.approx(1.44 * 549 / 628 / (1 + numbers["women_change"]), rel=1e-12)
    assert round(numbers["tfr_now"], 2) == 1.31
    assert round(numbers["tfr_change_from_now"], 2) == 0.24
    assert "From there 1.63 is +24%, not +13%" in second()["base-year-of-tfr"].text("en")  # against 1.31 and 1.44
    assert "1.63へは+24%で、+13%とは異なります" in second()["base-year-of-tfr"].text("ja")
    scale = numbers["births_at_tfr"] / second()["births-and-tfr"].numbers["births_at_tfr"]
    assert scale == pytest.approx(1, rel=1e-5)  # the scenarios read 1.44 as the rate of 2018, as this does


def test_the_outlook_is_not_what_the_targets_give() -> None:
    found = second()["outlook-and-targets"]
    assert found.numbers["scenarios"] == 2
    assert found.numbers["best"] == found.numbers["printed"]
    assert found.numbers["best_gap"] == pytest.approx(found.numbers["best"] - 89000)
    assert found.numbers["rounding"] == 500
    assert "0 of the 2 scenarios of this set that carry" in found.text("en")
    assert "2シナリオのうち達成は0件" in found.text("ja")


def test_where_a_plan_has_readings_they_are_counted() -> None:
    """One count in every output: that of the readings, where the set has them and they are of this outlook."""
    run = made(some("trend", "net", "tfr"))
    for about, count in ((True, "3 of 8 readings of the plan reach it"), (False, "0 of the 2 scenarios")):
        grid = SimpleNamespace(count=8, held=3, is_about=lambda outlook, about=about: about)
        found = only(checked(replace(run, readings=grid)), "outlook-and-targets")
        assert count in found.text("en")
        assert ("8通りのうち達成は3通り" in found.text("ja")) == about
        assert found.to_settle


def test_a_set_with_a_calibrated_base_is_told_apart_from_the_observed_one() -> None:
    every = scenarios("ichinoseki")
    found = only(coherence(inputs(), every), "outlook-and-targets")
    population = cohort.project(cohort.assume(inputs(), every), keep="totals")["population"].sel(time=2040)
    best, printed = population.sel(scenario=["strategy-on-own", "strategy"]).values
    assert found.numbers["best"] == pytest.approx(best)
    assert found.numbers["printed"] == pytest.approx(printed)
    assert "On the observed base, nearest comes" in found.text("en")
    assert "実績を基準にした" in found.text("ja")


def test_targets_that_agree_are_no_contradiction() -> None:
    women = second()["births-and-tfr"].numbers["births_at_tfr"] / 1.63
    agreeing = with_targets({("births", ""): {"target": women * 1.63}, ("in_migration", "10-39"): {"target": 1576}})
    found = coherence(agreeing, some("trend", "net", "tfr"))
    assert not only(found, "births-and-tfr").to_settle
    rest = only(found, "bands-and-total")  # 1,576 - 1,900 = -324: +2 for the others, as before
    assert not rest.to_settle
    assert rest.numbers["rest_target"] == 2
    assert "なります" in rest.text("ja")


def test_bases_that_were_not_observed() -> None:
    wrong = with_targets({("births", ""): {"base": 560}, ("net_out_migration", "all ages"): {"base": 600}})
    found = coherence(wrong, some("trend", "net"))
    births = only(found, "base-of-births")
    assert births.to_settle
    assert "not what was observed (549)" in births.text("en")
    net = only(found, "base-of-net-migration")
    assert net.to_settle
    assert "in no count of 2019" in net.text("en")
    assert "異なります" in net.text("ja")


def test_checks_without_their_numbers_are_left_out() -> None:
    early = with_targets(
        {
            ("births", ""): {"base_year": 2000},
            ("net_out_migration", "all ages"): {"base_year": 2000, "target_year": 2024},
        }
    )
    kinds = [finding.kind for finding in coherence(early, some("trend", "net"))]
    assert kinds == ["births-and-women", "births-and-tfr", "outlook-and-targets"]
    later = with_targets({("births", ""): {"target_year": 2024}})
    kinds = [finding.kind for finding in coherence(later, some("trend", "net"))]
    assert kinds == ["base-of-births", "base-of-net-migration", "bands-and-total", "outlook-and-targets"]


def test_the_first_plan_is_the_one_its_scenarios_cite() -> None:
    found = coherence(inputs(), scenarios("ichinoseki-first-strategy"))
    leavers = only(found, "arrivals-and-net")
    # 2,697 + 448 = 3,145 and 2,780 + 329 = 3,109
    assert leavers.numbers == {"leavers_base": 3145, "leavers_target": 3109}
    assert "3,145 to 3,109 leavers (-36)" in leavers.text("en")


def test_it_must_be_clear_which_plan_is_meant() -> None:
    with pytest.raises(AssumptionError, match=r"got 'third'; there are: first, second") as caught:
        coherence(inputs(), some("trend"), strategy="third")
    assert "third" in caught.value.text("ja")
    nobody = [scenarios()["trend"].changed(sources=())]
    with pytest.raises(AssumptionError, match="cite 0 of the plans") as caught:
        coherence(inputs(), nobody)
    assert "--strategy" in caught.value.text("ja")
    without = replace(inputs(), targets=None)
    with pytest.raises(AssumptionError, match=r"targets\.csv.*\n.*nothing to check"):
        coherence(without, some("trend"))


def test_a_plan_can_be_named() -> None:
    nobody = [scenarios()["trend"].changed(sources=(), outlooks=())]
    kinds = [finding.kind for finding in coherence(inputs(), nobody, strategy="second")]
    assert "bands-and-total" in kinds
    assert "outlook-and-targets" not in kinds


def test_without_events_the_bases_are_not_judged() -> None:
    blind = replace(inputs(), events=None, targets=with_targets({}).targets)
    run = replace(made(some("trend"), 5), inputs=blind)
    plan = plan_of(run, "second")
    births_only = replace(plan, targets={key: row for key, row in plan.targets.items() if key[0] == "births"})
    assert migration_findings(births_only) == []
    assert births_findings(births_only) == []
    found = [*births_findings(plan), *migration_findings(plan)]
    assert [finding.kind for finding in found] == ["bands-and-total"]


def test_no_finding_accuses() -> None:
    said = "".join(finding.text("ja") for finding in coherence(inputs(), some("trend", "net", "tfr")))
    assert not [word for word in ("矛盾", "のに", "印刷", "悪化", "なりません") if word in said]
    assert "計画の目標値を入れた" in said
