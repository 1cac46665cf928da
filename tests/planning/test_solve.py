"""Goal-seek: every answer is put back into the projection."""

import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import cohort
from cohort import project
from cohort.errors import CohortError
from cohort.planning import Case, changed, delays, least_effort, solve, solve_table, verdict_map
from cohort.planning.case import case_of, of_one
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.solve import goals_of, sought
from cohort.scenario.outlook import Outlook
from tests.shared import computed

LEVERS = (
    *("fertility.tfr", "migration.net", "mortality.e0", "migration.in:20-34"),
    *("migration.out:18-29", "households:couple-30s-child"),
)


@pytest.mark.parametrize("name", LEVERS)
def test_what_is_found_gives_the_outlook_to_one_person(plan: Case, name: str) -> None:
    limit, figure = solve(plan, lever=name)
    assert (limit.target, figure.target) == (88_500, 89_000)
    for one in (limit, figure):
        assert one.since == 2026  # the latest figure is of March 2025
        assert one.value is not None
        again = outcome(plan, {one.lever: np.array([one.value, one.stated])}, Course(2026, 2026), "population", 2040)
        assert again[0] == pytest.approx(one.target, abs=0.5)
        assert again[1] >= one.target
    assert figure.value > limit.value


def test_net_migration_by_the_engine_itself(plan: Case) -> None:
    """The total is written by hand into the schedules, without the room's own way."""
    one = solve(plan, lever="migration.net")[1]
    given = plan.assumptions
    total, control = given["net_migration_total"].values.copy(), given["net_migration_control"].values.copy()
    at = given["period"].values >= 2026
    total[at], control[at] = one.value, 1
    made = project(given.assign(net_migration_total=("period", total), net_migration_control=("period", control)))
    assert float(made["population"].sel(time=2040).sum()) == pytest.approx(89_000, abs=0.5)
    before = project(given)["population"]
    np.testing.assert_array_equal(made["population"].sel(time=slice(2020, 2026)), before.sel(time=slice(2020, 2026)))


def test_no_solution_in_the_allowed_range_is_proved(plan: Case) -> None:
    one = solve(plan, lever="migration.net")[1]
    flows = plan.inputs.observed_flows(2016)
    seen = flows[flows["measure"] == "net_migration"]["value"]
    assert (one.low, one.high) == (seen.min(), seen.max())
    assert not one.within
    assert one.at_low < one.at_high < one.target  # it only rises, and its best is not enough
    assert f"no solution in the allowed range ({one.low:,.0f} to {one.high:,.0f})" in one.sentence.say("en")
    low, high, best = (f"{abs(x):,.0f}" for x in (one.low, one.high, one.at_high))
    assert f"実績の範囲（△{low}～△{high}人）では、最も近い場合でも2040年は{best}人です。" in one.sentence.say("ja")
    none = solve(plan, lever="migration.net", bounds=(-600, 0))[1]
    assert none.value is None
    assert "no value" in none.sentence.say("en")
    assert solve(plan, lever="migration.net", bounds=(-600, 600))[1].within


def test_the_best_of_the_past_is_told_beside_what_the_scenario_has(plan: Case) -> None:
    """The best seen: 322 leavers more than arrivals (2024), TFR 1.47; the plan: TFR 1.63, and net migration as projected for 2026."""
    moved = project(plan.assumptions)["net_migration"].sel(period=2026)
    own = float(moved.sum([name for name in moved.dims if name in ("sex", "age")]).squeeze())
    said = least_effort(plan).sentence.say("en")
    past, ours = said.partition("the best of their past together, ")[2].split(
        "; the scenario itself is beyond that in "
    )
    assert past.startswith("Net migration -322, Total fertility rate 1.47, gives ")
    assert ours == f"Net migration {own:.0f}, Total fertility rate 1.63)."


def test_the_mix_with_the_least_effort(plan: Case) -> None:
    mix = least_effort(plan)
    assert mix.reached == pytest.approx(89_000, abs=0.5)
    alone = [solve(plan, lever=one.lever.name)[1].effort for one in mix.solutions]
    assert mix.effort < min(effort for effort in alone if effort is not None)
    at = {one.lever: one for one in mix.solutions}
    deviation = {lever: one.seen.deviation for lever, one in at.items()}
    effort = float(np.hypot(*((one.value - one.own) / deviation[lever] for lever, one in at.items())))
    assert f"({effort:.1f} past standard deviations from the scenario;" in mix.sentence.say("en")
    assert f"（変更の大きさは過去の標準偏差の{effort:.1f}倍。" in mix.sentence.say("ja")
    for share in (-0.1, 0.1):  # no other mix on the same line of 89,000 is nearer
        net, tfr = at
        moved = at[tfr].value + share * deviation[tfr]
        found = sought(
            plan, net,
            lambda x, tfr=tfr, net=net, moved=moved: outcome(
                plan, {net: x, tfr: np.full(len(x), moved)}, Course(2026, 2026), "population", 2040
            ),
            89_000, -2000, 2000,
        )  # fmt: skip
        length = np.hypot((found - at[net].own) / deviation[net], (moved - at[tfr].own) / deviation[tfr])
        assert length > mix.effort


def test_a_share_can_be_asked_for(plan: Case) -> None:
    asked = Outlook.of("share_65_plus", 2040, "at_most", 0.40, source="outlook2040")
    (one,) = solve(plan, lever="households:couple-20s", outlook=asked)
    assert one.reached == pytest.approx(0.40, abs=1e-6)


def test_half_a_person_is_not_asked_for_twice(plan: Case) -> None:
    """A plan that gives its outlook to the last person: its limit is half a person below, and shown as the same number."""
    exact = Outlook(measure="population", year=2040, source="x", about=88_001.0, rounding=1.0)
    assert exact.limits()[0] == 88_000.5
    assert [one.goal for one in solve(plan, lever="migration.net", outlook=exact)] == ["figure"]
    rounded = Outlook(measure="population", year=2040, source="x", about=88_010.0, rounding=10.0)
    assert [one.goal for one in solve(plan, lever="migration.net", outlook=rounded)] == ["limit", "figure"]


def test_a_straight_line_to_the_value(plan: Case) -> None:
    slow = solve(plan, lever="migration.net", by=2031)[1]
    assert slow.value > solve(plan, lever="migration.net")[1].value
    assert solve(plan, lever="migration.net", since=2030)[1].value > solve(plan, lever="migration.net")[1].value


def test_the_table_says_everything(plan: Case) -> None:
    made = solve_table(solve(plan, lever="migration.net"), [least_effort(plan)])
    english, japanese = made.say("en"), made.say("ja")
    assert len(english) == 5
    assert english[2][1] == "89,000"
    assert japanese[1][2] == f"△{abs(solve(plan, lever='migration.net')[0].own):,.0f}"


def test_the_plan_with_other_ways_to_say_migration(plan: Case) -> None:
    """Counts without rates take the rates of the next period that has some."""
    given = plan.assumptions
    rates = given["net_migration_rate"].expand_dims(period=given["period"]).copy()
    counts = rates * given["launch_population"]
    rates = rates.where(given["period"] > 2028, 0.0)
    both = given.drop_vars(["net_migration_total", "net_migration_control"]).assign(
        net_migration_rate=rates.transpose("period", "sex", "age"),
        net_migration=counts.where(given["period"] <= 2028, 0.0).transpose("period", "sex", "age"),
    )
    one = solve(Case(plan.inputs, plan.scenario, both), lever="migration.net")[1]
    assert one.reached == pytest.approx(89_000, abs=0.5)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"lever": "migration.nett"}, "Did you mean 'migration.net'?"),
        ({"lever": "households:couple-20"}, "Did you mean 'households:couple-20s'?"),
        ({"lever": "migration.in:34-20"}, "the last age lies below the first"),
        ({"since": 2024}, "what has gone by cannot be changed"),
        ({"bounds": (5.0, -5.0)}, "the lower one first"),
        ({"by": 2040}, "use a year from 2026 to 2039"),
        ({"outlook": Outlook.of("population", 2025, "about", 1.0, source="x")}, "nothing changed from 2026 on reaches it"),
        ({"outlook": Outlook.of("population", 2070, "about", 1.0, source="x")}, "set launch.until later"),
        (
            {"lever": "fertility.tfr", "outlook": Outlook.of("population_65_plus", 2040, "about", 1.0, source="x")},
            "has no effect on what is asked for",
        ),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_remedy(plan: Case, asked: dict[str, object], said: str) -> None:
    with pytest.raises(CohortError) as error:
        solve(plan, **asked)  # type: ignore[arg-type]
    assert said in error.value.text("en")
    assert error.value.text("ja") != error.value.text("en")


def test_no_outlook_is_a_mistake(plan: Case) -> None:
    bare = Case(plan.inputs, plan.scenario.changed(outlooks=()), plan.assumptions)
    with pytest.raises(CohortError, match="states no outlook"):
        solve(bare)


def test_the_page_finds_the_same_number() -> None:
    """The page's sliders draw a line from the launch year; with that course the answer is the page's."""
    from tests.report.page.levers import Settings, apply_settings
    from tests.report.page.synthetic import assumptions

    given = of_one(assumptions(), "strategy")
    case = Case(None, None, given)  # type: ignore[arg-type]
    first, net = int(given["period"][0]), Lever("migration.net")
    for one, year in ((net, 2026), (Lever("fertility.tfr"), 2026)):
        course = Course(first + 1, year, "hold_rates")
        value = sought(
            case, one, lambda x, one=one, course=course: outcome(case, {one: x}, course, "population", 2040),
            89_000 if one == net else 82_000, *((-3000, 3000) if one == net else (0.5, 4)),
        )  # fmt: skip
        assert value is not None
        settings = Settings(None, value, year) if one == net else Settings(value, None, year)
        page = project(apply_settings(given, settings))["population"].sel(time=2040)
        assert float(page.sum()) == pytest.approx(89_000 if one == net else 82_000, abs=0.01)


def test_the_map_agrees_with_the_levers(plan: Case) -> None:
    found = verdict_map(plan)
    assert found.level == 89_000
    assert len(found.points) == 1
    assert min(found.seen) == 2016
    assert found.published
    one = solve(plan, lever="migration.net")[1]
    tfr = float(found.result["tfr"][0])
    given = {Lever("migration.net"): np.array([one.value]), Lever("fertility.tfr"): np.array([tfr])}
    exact = outcome(plan, given, Course(2026, 2026), "population", 2040)[0]
    assert float(found.result.sel(tfr=tfr).interp(net_migration=one.value)) == pytest.approx(exact, rel=1e-4)


def test_an_impossible_target_is_said_to_be_one(plan: Case) -> None:
    """Five million residents: no value of a lever, no mix of them, and nothing to be late with."""
    asked = Outlook.of("population", 2040, "about", 5_000_000.0, source="x")
    (one,) = solve(plan, lever="fertility.tfr", outlook=asked)
    assert one.value is None
    assert one.stated is None
    assert "no value" in one.sentence.say("en")
    assert "届きません" in one.sentence.say("ja")
    with pytest.raises(CohortError, match=r"no mix of migration.net, fertility.tfr within 60 past standard deviations"):
        least_effort(plan, outlook=asked)
    with pytest.raises(CohortError, match="no value reaches the outlook"):
        delays(plan, lever="fertility.tfr", outlook=asked)


def test_few_projections_and_none_twice(plan: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes the answer quick: values are tried side by side, and a curve says where to look next."""
    asked: list[float] = []

    def counted(case: Case, moves: dict[Lever, np.ndarray], *more: object) -> np.ndarray:
        values = next(iter(moves.values())).tolist()
        assert not set(values) & set(asked)
        asked.extend(values)
        calls.append(len(values))
        return outcome(case, moves, *more)  # type: ignore[arg-type]

    for name in ("migration.net", "fertility.tfr", "households:couple-30s-child"):
        asked.clear()
        calls: list[int] = []
        monkeypatch.setattr(sys.modules["cohort.planning.solve"], "outcome", counted)
        limit, figure = solve(plan, lever=name)
        assert abs(figure.reached - 89_000) < 0.5 > abs(limit.reached - 88_500)
        assert len(calls) <= 8, calls


def test_an_answer_becomes_a_scenario(plan: Case) -> None:
    one = solve(plan, lever="migration.net")[-1]
    made = changed(plan, {"migration.net": one.value})
    assert float(made.summary["population"].sel(time=2040)) == pytest.approx(89_000, abs=0.5)
    more = changed(plan, {"returners:22-34": 10.0, "fertility.tfr": 1.8})
    assert float(more.assumptions["tfr"].sel(period=2030)) == pytest.approx(1.8)
    assert float(more.summary["population"].sel(time=2040)) > float(plan.summary["population"].sel(time=2040))
    assert solve(more, lever="migration.net")[-1].value < one.value
    with pytest.raises(CohortError, match="what has gone by cannot be changed"):
        changed(plan, {"fertility.tfr": 1.8}, since=2021)


def test_a_fertility_rate_that_nobody_plans_for_is_called_one(plan: Case) -> None:
    one = solve(
        plan, lever="fertility.tfr", outlook=Outlook(measure="population", year=2040, source="plan", at_least=89_000)
    )[0]
    assert one.stated is not None
    assert one.stated > 3
    assert "人口置換水準の約2.1を大きく上回る" in one.sentence.say("ja")
    assert "far above replacement" in one.sentence.say("en")


@pytest.mark.parametrize(
    ("now", "goals"),
    [
        (500.0, [("limit", 550.0), ("figure", 600.0)]),
        (700.0, [("limit", 650.0), ("figure", 600.0)]),
        (610.0, [("figure", 600.0)]),
    ],
)
def test_the_limit_is_that_on_the_side_where_the_scenario_is(
    now: float, goals: list[tuple[str, float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """About 600 births as published, to the nearest hundred: from below 550 is what is missing, from above 650."""
    asked = Outlook(measure="births", year=2040, about=600, rounding=100, scope="scenario", source="s")
    monkeypatch.setattr(sys.modules["cohort.planning.solve"], "reading", lambda *_: now)
    found = goals_of(SimpleNamespace(summary=None), asked)  # type: ignore[arg-type]
    assert found == goals


def test_what_the_scenario_has_itself_is_that_of_the_year_in_which_the_lever_is_moved() -> None:
    case = case_of(computed("ichinoseki"), "strategy")
    rising = pd.Series(1.5 + 0.01 * np.arange(len(case.periods)), index=case.periods)
    moved = replace(case, assumptions=cohort.change(case.assumptions, tfr=rising))
    found = solve(moved, lever="fertility.tfr", since=2028, by=2031)[0]
    assert found.own == pytest.approx(rising[2031], abs=1e-6)
