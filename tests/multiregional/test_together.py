"""Areas together: by hand, against slow loops, and the laws of moves and of controls."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from cohort.errors import CohortError
from cohort.multiregional import Control, pool, pool_of, together
from cohort.projection.project import project
from cohort.projection.results import balance
from cohort.record import records_of

SEXES = ["male", "female"]
FORMS = ["even", "end", "end_population", "official"]


def country(seed: int = 1, areas: int = 4, form: str = "even", periods: int = 3, scenarios: int = 0) -> xr.Dataset:
    """Areas with rates of their own, and moves from abroad, whom any of the forms can carry forward."""
    rng = np.random.default_rng(seed)
    official = form == "official"
    n, ages = (5, 13) if official else (1, 12)
    front = ("area", "scenario") if scenarios else ("area",)
    size = (areas, scenarios) if scenarios else (areas,)
    cells = (*front, "period", "sex", "age")
    outside = rng.uniform(-0.01, 0.01, (*size, periods, 2, ages))
    variables = {
        "launch_population": (("area", "sex", "age"), rng.uniform(100, 1000, (areas, 2, ages))),
        "survivorship": (("area", "period", "sex", "age"), rng.uniform(0.8, 0.98, (areas, periods, 2, ages))),
        "net_migration": (("area", "sex", "age"), rng.uniform(-2, 2, (areas, 2, ages))),
        "net_migration_rate": (cells, outside),
    }
    if official:
        variables["net_migration_rate"][1][..., 0] = 0
        variables["net_migration"][1][..., 0] = 0
        variables["child_woman_ratio"] = (("area", "period"), rng.uniform(0.2, 0.3, (areas, periods)))
        variables["sex_ratio_0_4"] = (("period",), rng.uniform(103, 107, periods))
    else:
        asfr = rng.uniform(0.05, 0.1, (areas, ages))
        asfr[:, :3] = 0
        variables["asfr"] = (("area", "age"), asfr)
        variables["srb"] = (("period",), np.full(periods, 1.05))
    coords = {
        "area": [f"0{k}001" for k in range(1, areas + 1)],
        "period": 2020 + n * np.arange(periods),
        "sex": SEXES,
        "age": n * np.arange(ages),
    }
    if scenarios:
        coords["scenario"] = [f"s{k}" for k in range(scenarios)]
    attrs = {
        "step": n,
        "reference_date": "10-01",
        "births": "child_woman_ratio" if official else "asfr",
        "migration_timing": "even" if form == "even" else "end",
        "mothers": "end_population" if form == "end_population" else "survivors",
    }
    return xr.Dataset(variables, coords, attrs)


def moves_of(a: xr.Dataset, seed: int = 2) -> xr.Dataset:
    """A pool with rates and shares of every area, sex and age."""
    rng = np.random.default_rng(seed)
    shape = (a.sizes["area"], 2, a.sizes["age"])
    out, share = rng.uniform(0, 0.2, shape), rng.uniform(0.1, 1, shape)
    if a.attrs["births"] == "child_woman_ratio":
        out[..., 0] = 0
    dims = ("area", "sex", "age")
    coords = {name: a[name] for name in dims}
    return xr.Dataset({"out_rate": (dims, out), "in_share": (dims, share / share.sum(0))}, coords)


def slow(a: xr.Dataset, moves: xr.Dataset) -> dict[tuple[str, int], np.ndarray]:
    """Every area's population (sex, age) by (code, instant), in loops over areas, sexes and ages; timing even."""
    areas, ages = a["area"].values.tolist(), range(a.sizes["age"])
    last = a.sizes["age"] - 1
    P = {(c, 0): a["launch_population"].sel(area=c).values.copy() for c in areas}
    for t in range(a.sizes["period"]):
        M = {c: np.zeros((2, last + 1)) for c in areas}
        for s in range(2):
            for x in ages:
                pool_of_all = 0.0
                for c in areas:
                    pool_of_all += float(moves["out_rate"].sel(area=c)[s, x]) * P[c, t][s, x]
                for c in areas:
                    left = float(moves["out_rate"].sel(area=c)[s, x]) * P[c, t][s, x]
                    came = float(moves["in_share"].sel(area=c)[s, x]) * pool_of_all
                    rate = float(a["net_migration_rate"].sel(area=c)[t, s, x])
                    M[c][s, x] = came - left + rate * P[c, t][s, x] + float(a["net_migration"].sel(area=c)[s, x])
        for c in areas:
            S, f = a["survivorship"].sel(area=c).values[t], a["asfr"].sel(area=c).values
            after = np.zeros((2, last + 1))
            for s in range(2):
                for x in range(1, last + 1):
                    entering = P[c, t][s, x - 1] + M[c][s, x - 1] / 2
                    if x == last:
                        entering += P[c, t][s, x] + M[c][s, x] / 2
                    after[s, x] = S[s, x] * entering + M[c][s, x] / 2
            births = 0.0
            for x in range(1, last + 1):
                births += f[x] * (P[c, t][1, x] + M[c][1, x] / 2 + after[1, x]) / 2
            for s, part in enumerate((1.05 / 2.05, 1 / 2.05)):
                after[s, 0] = S[s, 0] * births * part + M[c][s, 0] / 2
            P[c, t + 1] = after
    return P


def internal(a: xr.Dataset, made: xr.Dataset) -> xr.DataArray:
    """What `together` added to the counts: moves between the areas, where there are no rates besides."""
    return made["net_migration"] - a["net_migration"]


def test_by_hand() -> None:
    """Two areas of 100 and 300 women aged 1; a tenth and a thirtieth leave, the first takes 3 of 4 of all: 20 leave, 15 come."""
    a = country(areas=2, form="end", periods=1).drop_vars(["net_migration", "net_migration_rate"])
    a["launch_population"] = xr.zeros_like(a["launch_population"])
    a["launch_population"][:, 1, 0] = [100, 300]
    a["survivorship"] = xr.ones_like(a["survivorship"])
    moves = xr.zeros_like(moves_of(a))
    moves["out_rate"][:, 1, 1] = [1 / 10, 1 / 30]
    moves["in_share"][0], moves["in_share"][1] = 0.75, 0.25
    made = together(a, moves)
    # who will reach age 1 under `end`: the 100 and 300 aged 0; 10 leave the first, 10 the second
    np.testing.assert_allclose(made["net_migration"][:, 0, 1, 1], [15 - 10, 5 - 10], rtol=1e-14)
    np.testing.assert_allclose(made["moves_in"][:, 0], [15, 5], rtol=1e-14)
    np.testing.assert_allclose(made["moves_out"][:, 0], [10, 10], rtol=1e-14)
    after = project(made)["population"].isel(time=1, sex=1, age=1)
    np.testing.assert_allclose(after, [105, 295], rtol=1e-14)


def test_slow_loops_say_the_same() -> None:
    a = country(periods=4)
    moves = moves_of(a)
    population = project(together(a, moves))["population"]
    for (code, instant), expected in slow(a, moves).items():
        np.testing.assert_allclose(population.sel(area=code).isel(time=instant), expected, rtol=1e-12)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(FORMS), st.integers(0, 10_000), st.integers(1, 5), st.sampled_from([0, 2]))
def test_moves_within_add_up_to_zero(form: str, seed: int, areas: int, scenarios: int) -> None:
    a = country(seed, areas, form, scenarios=scenarios)
    rng = np.random.default_rng(seed)
    a = a.drop_vars("net_migration_rate")
    if scenarios:
        a["survivorship"] = a["survivorship"] * xr.DataArray(
            rng.uniform(0.9, 1, 2), {"scenario": a["scenario"]}, "scenario"
        )
    made = together(a, moves_of(a, seed))
    within = internal(a, made)
    np.testing.assert_allclose(within.sum("area"), 0, atol=1e-10)
    if areas == 1:
        np.testing.assert_allclose(within, 0, atol=1e-12)
    else:
        assert float(np.abs(within).max()) > 1
    result = project(made)
    np.testing.assert_allclose(balance(result), 0, atol=1e-9)
    assert set(result["population"].dims) == {"area", "time", "sex", "age"} | ({"scenario"} if scenarios else set())


def test_the_order_of_areas_does_not_matter() -> None:
    a = country(areas=5)
    moves, order = moves_of(a), [3, 1, 4, 0, 2]
    plain = project(together(a, moves))["population"]
    turned = project(together(a.isel(area=order), moves.isel(area=order)))["population"]
    xr.testing.assert_allclose(turned.isel(area=np.argsort(order)), plain, rtol=1e-12)


def test_a_pool_gives_back_what_it_was_made_of() -> None:
    a = country(areas=3)
    rng = np.random.default_rng(5)
    P = a["launch_population"]
    came, left = P * rng.uniform(0, 0.1, P.shape), P * rng.uniform(0, 0.1, P.shape)
    made = pool(came, left, P)
    np.testing.assert_allclose(made["in_share"].sum("area"), 1, rtol=1e-14)
    pooled = made["in_share"] * (made["out_rate"] * P).sum("area") - made["out_rate"] * P
    np.testing.assert_allclose(pooled + made["outside"], came - left, atol=1e-10)
    # of the whole, outside is what came minus what left
    np.testing.assert_allclose(made["outside"].sum("area"), (came - left).sum("area"), atol=1e-9)


def test_areas_alone_and_their_pool_begin_alike() -> None:
    """In the first year the pool and what is outside of it are the net migrants that each area has alone."""
    a = country(areas=3).drop_vars("net_migration")
    a["net_migration_rate"] = a["net_migration_rate"].isel(period=0, drop=True)
    arrivals = xr.DataArray([300.0, 10.0, 500.0], {"area": a["area"]}, "area")
    moves = pool_of(a, arrivals)
    rest = a.drop_vars("net_migration_rate").assign(net_migration=moves["outside"])
    first = {"time": slice(0, 2)}
    made = project(together(rest, moves[["out_rate", "in_share"]]))["population"].isel(first)
    xr.testing.assert_allclose(made, project(a)["population"].isel(first), rtol=1e-12)
    by_rate = project(together(a.assign(net_migration_rate=moves["outside_rate"]), moves))["population"]
    xr.testing.assert_allclose(by_rate.isel(first), made, rtol=1e-12)
    at_launch = (moves["out_rate"] * a["launch_population"]).sum(("sex", "age"))
    net = (a["net_migration_rate"] * a["launch_population"]).sum(("sex", "age"))
    least = (a["net_migration_rate"] * a["launch_population"]).clip(min=0).sum(("sex", "age"))
    np.testing.assert_allclose(at_launch, np.maximum(arrivals, least) - net, rtol=1e-12)


def test_a_pool_of_scenarios_is_that_of_each_alone() -> None:
    """As many areas as scenarios: neither may stand for the other. Those leave who came to the area, less its net gain."""
    a = country(areas=3, scenarios=3).drop_vars("net_migration")
    a["net_migration_rate"] = a["net_migration_rate"].isel(period=0, drop=True)
    arrivals = xr.DataArray([900.0, 2_000.0, 500.0], {"area": a["area"]}, "area")
    made = pool_of(a, arrivals)
    left = (made["out_rate"] * a["launch_population"]).sum(("sex", "age"))
    net = (a["net_migration_rate"] * a["launch_population"]).sum(("sex", "age"))
    xr.testing.assert_allclose(left, (arrivals - net).transpose(*left.dims), rtol=1e-12)
    for name in a["scenario"].values:
        alone = pool_of(a.sel(scenario=name, drop=True), arrivals)
        xr.testing.assert_allclose(made.sel(scenario=name, drop=True).transpose(*alone.dims), alone, rtol=1e-12)


def test_nobody_leaves_who_is_not_there() -> None:
    a = country(areas=2).drop_vars(["net_migration", "net_migration_rate"])
    a["launch_population"][0, :, 5] = 0.0  # those aged 4 grow into an age from which half of 1,000 would leave
    a["launch_population"][0, :, 4] = 1.0
    moves = moves_of(a)
    moves["out_rate"][0, :, 4] = 2.5
    made = together(a, moves)
    result = project(made)["population"]
    assert float(result.min()) >= 0
    np.testing.assert_allclose(made["net_migration"].sum("area"), 0, atol=1e-10)
    assert "were not there to leave" in " ".join(record.en for record in records_of(made))


def test_of_an_age_that_nobody_comes_to_no_more_leave_than_are_there() -> None:
    """One boy and one girl will reach age 5 and a rate asks for 2.5 times as many; all who leave arrive in the other area."""
    a = country(areas=2, form="end", periods=1).drop_vars(["net_migration", "net_migration_rate"])
    a["survivorship"] = xr.ones_like(a["survivorship"])
    a["launch_population"][0, :, 4] = 1.0
    there = a["launch_population"][1, :, 4].values.copy()
    moves = xr.zeros_like(moves_of(a))
    moves["out_rate"][0, :, 5] = 2.5
    moves["in_share"][1] = 1.0
    made = together(a, moves)
    after = project(made)["population"].isel(time=1, age=5)
    np.testing.assert_allclose(after, [[0, 0], there + 1], atol=1e-6)
    assert float(after.min()) >= 0
    (said,) = (record for record in records_of(made) if "were not there to leave" in record.en)
    assert said.en.startswith("3 leavers")  # 2 x 2.5 asked for, 2 there


def totals(a: xr.Dataset, dims: tuple[str, ...], factor: float = 0.97) -> xr.DataArray:
    """Totals near what the areas come to by themselves."""
    alone = project(a)["population"].isel(time=slice(1, None))
    return alone.sum([dim for dim in alone.dims if dim not in ("time", *dims)]) * factor


@pytest.mark.parametrize("taken_by", ["migration", "deaths"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dims", [(), ("sex",), ("sex", "age")])
def test_totals_are_met_and_the_balance_holds(form: str, taken_by: str, dims: tuple[str, ...]) -> None:
    a = country(form=form)
    control = Control(totals(a, dims), taken_by=taken_by)
    if form == "even" and taken_by == "migration" and "age" in dims:
        with pytest.raises(CohortError, match="arrivals and leavers in turn"):
            together(a, moves_of(a), control)
        return
    made = together(a, moves_of(a), control)
    result = project(made)
    now = result["population"].isel(time=slice(1, None))
    now = now.sum([dim for dim in now.dims if dim not in ("time", *dims)])
    np.testing.assert_allclose(now, control.totals.transpose(*now.dims), rtol=1e-11)
    np.testing.assert_allclose(balance(result), 0, atol=1e-8)
    within = together(a, moves_of(a))["net_migration"].isel(period=0)
    taken = made["net_migration"].isel(period=0) - within
    if taken_by == "deaths":
        np.testing.assert_allclose(taken, 0, atol=1e-10)
    elif "age" in dims:  # one proportion in every cell
        alone = project(together(a, moves_of(a)))["population"].isel(time=1)
        part = (taken / alone).isel(age=slice(1, None))
        if form != "end_population":
            np.testing.assert_allclose(part - part.isel(area=0, drop=True), 0, atol=1e-9)
    word = "deaths" if taken_by == "deaths" else "net migration"
    assert any(record.where == "control" and word in record.en for record in records_of(made))


def test_prefectures_meet_the_nation_and_areas_their_prefecture() -> None:
    a = country(areas=4, form="official")
    regions = {"A": ["01001", "03001"], "B": ["02001", "04001"]}
    alone = project(a)["population"].isel(time=slice(1, None))
    parts = [alone.sel(area=codes).sum("area") * k for codes, k in zip(regions.values(), (0.9, 1.1), strict=True)]
    prefectures = Control(xr.concat(parts, "region").assign_coords(region=["A", "B"]), regions)
    nation = Control(alone.sum("area") * 0.98)
    nested = prefectures.within(nation)
    made = project(together(a, moves_of(a), nested))["population"].isel(time=slice(1, None))
    np.testing.assert_allclose(
        made.sum("area").transpose("time", "sex", "age"), nation.totals.transpose("time", "sex", "age"), rtol=1e-11
    )
    inside = made.sel(area=regions["A"]).sum("area") / made.sel(area=regions["B"]).sum("area")
    np.testing.assert_allclose(inside, (parts[0] / parts[1]).transpose(*inside.dims), rtol=1e-11)


@pytest.mark.parametrize("dim", ["time", "sex", "age"])
def test_a_whole_of_other_times_sexes_or_ages_is_refused(dim: str) -> None:
    alone = project(country())["population"].isel(time=slice(1, None))
    parts = Control(alone.rename(area="region"), {code: [code] for code in alone["area"].values.tolist()})
    whole = alone.sum("area")
    assert parts.within(Control(whole)).totals.sum() == pytest.approx(float(whole.sum()))
    for other in (whole.isel({dim: [0]}), whole.sum(dim)):
        with pytest.raises(CohortError, match="the same times, sexes and ages"):
            parts.within(Control(other))


def test_a_few_persons_where_nobody_is_cannot_be_met_by_moves_in_proportion_to_residents() -> None:
    a = country(form="end").drop_vars("net_migration")
    a["net_migration_rate"] = a["net_migration_rate"] * 0
    a["survivorship"][:, :, 0, -1] = 0  # no man is left in the open group
    asked = project(a)["population"].isel(time=slice(1, None)).sum("area").transpose("time", "sex", "age")
    together(a, None, Control(asked))
    asked[0, 0, -1] = 0.005
    with pytest.raises(CohortError, match=r"cannot be met: 0\.005 persons"):
        together(a, None, Control(asked))


def test_years_without_a_total_are_left_alone() -> None:
    a = country(form="end").drop_vars("net_migration_rate")
    asked = totals(a, ())
    asked[1] = np.nan
    made, free = together(a, None, Control(asked)), together(a, None)
    added = made["net_migration"] - free["net_migration"]
    assert float(np.abs(added.isel(period=1)).max()) == 0
    assert float(np.abs(added.isel(period=0)).max()) > 0.1


@pytest.mark.parametrize("taken_by", ["migration", "deaths"])
def test_a_sex_without_a_total_is_left_alone(taken_by: str) -> None:
    """Men are asked to be three of a hundred fewer; no total of women is given."""
    a = country(form="end").drop_vars("net_migration_rate")
    asked = totals(a, ("sex",)).transpose("time", "sex")
    asked[:, 1] = np.nan
    made = project(together(a, None, Control(asked, taken_by=taken_by)))["population"].isel(time=slice(1, None))
    free = project(a)["population"].isel(time=slice(1, None))
    np.testing.assert_allclose(made.sel(sex="male").sum(("area", "age")), asked[:, 0], rtol=1e-11)
    women = {"sex": "female", "age": slice(4, None)}  # born before the launch
    xr.testing.assert_allclose(made.sel(women), free.sel(women), rtol=1e-12)


WRONG = (
    "a net total",
    "no areas",
    "shares",
    "negative",
    "other areas",
    "neither",
    "to itself",
    "years",
    "regions",
    "deaths",
    "below zero",
)


def wrong(a: xr.Dataset, m: xr.Dataset) -> dict[str, tuple]:
    one = Control(totals(a, ()))
    areas = a["area"].values
    rates = np.zeros((4, 4))
    rates[3, 3] = 0.1  # the last area's own
    itself = xr.Dataset({"flow_rate": (("origin", "destination"), rates)}, {"origin": areas, "destination": areas})
    return {
        "a net total": (a.assign(net_migration_control=("period", [0, 1, 0])), m, None, "a net total is asked for"),
        "no areas": (a.isel(area=0, drop=True), m, None, "with the dim area"),
        "shares": (a, m.assign(in_share=m["in_share"] * 1.1), None, "does not add up to 1"),
        "negative": (a, m.assign(out_rate=-m["out_rate"]), None, "negative or no number"),
        "other areas": (a, m.isel(area=[1, 0, 2, 3]), None, "another order"),
        "neither": (a, m[["out_rate"]], None, "with out_rate and in_share, or with flow_rate"),
        "to itself": (a, itself, None, "moves to itself"),
        "years": (a, m, Control(one.totals.isel(time=[0])), "no totals for 2022, 2023"),
        "regions": (a, m, Control(one.totals, {"A": ["01001", "01001", "99999"]}), "in two: 01001"),
        "deaths": (a, m, Control(one.totals * 1.5, taken_by="deaths"), "let migration take"),
        "below zero": (a, m, Control(-one.totals), "negative or infinite"),
    }  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_what_is_refused(case: str) -> None:
    cases = wrong(country(), moves_of(country()))
    assert (*cases,) == WRONG
    a, moves, control, said = cases[case]
    with pytest.raises(CohortError, match=said) as caught:
        together(a, moves, control)
    assert all(problem.ja for problem in caught.value.problems)
