"""Areas of a plan together: the numbers of the library, moves that add up to zero, totals that are met, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import cohort
from cohort.assumptions.areas import areas_together
from cohort.batch.plan import PlanError, read_plan
from cohort.batch.pool import of_pool
from cohort.batch.run import run_batch
from cohort.batch.single import assumed_alone
from cohort.batch.tables import tables
from cohort.batch.told import told
from cohort.cli.pictures import told_country
from cohort.collection.tables import persons, table
from cohort.errors import CohortErrors
from cohort.multiregional import pool_of, together
from cohort.projection.project import project
from tests.batch.plans import SCENARIOS, write_plan

CODES = ["03209", "03402", "13362", "47357"]  # 13362: its launch is not assumed together with others
TFR = SCENARIOS[: SCENARIOS.index("[[scenario]]\nname     =")] + SCENARIOS[SCENARIOS.index("[sources") :]


def plan_of(folder: Path, areas: list[str], *lines: str, scenarios: str = TFR) -> Path:
    """A plan whose areas are projected together."""
    return write_plan(folder, areas, scenarios="\n".join(["[together]", *lines, scenarios]))


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("together")
    named = ", ".join(f'"{code}"' for code in CODES)
    return run_batch(read_plan(plan_of(home, CODES, f"pool = [{named}]")), home / "out")


def test_the_numbers_are_those_of_the_library_one_area_after_the_other(done) -> None:
    results = cohort.open(done.folder)
    alone = areas_together([assumed_alone(code, done.plan)[0] for code in CODES]).sel(scenario="tfr-1.8")
    drop = ["net_migration_total", "net_migration_control", "tfr", "e0", "tfr_scale", "fertility_pattern"]
    alone = alone.drop_vars([name for name in drop if name in alone])
    events = persons(table("events").sel(area=CODES, year=[2018, 2019, 2020, 2021, 2022])["events"])
    came = events.sel(measure="in_migrants_japanese").mean("year").reset_coords(drop=True)
    pool = pool_of(alone, came.sel(area=CODES))
    rest = alone.assign(net_migration_rate=pool["outside_rate"])
    made = together(rest, pool[["out_rate", "in_share"]])
    expected = project(made, "groups")
    ours = results.sel(scenario="tfr-1.8")
    totals = {"population": ["sex", "age_group"], "births": ["sex"], "net_migration": ["sex", "age_group"]}
    for name, dims in totals.items():
        wanted = expected[name].sum(dims).transpose("area", ...).values
        np.testing.assert_allclose(ours[name].values, wanted, rtol=1e-9, atol=1e-9)
    for name in ("moves_in", "moves_out"):
        wanted = made[name].transpose("area", "period").values
        np.testing.assert_allclose(ours[name].values, wanted, rtol=1e-9)


def test_moves_add_up_to_zero_and_the_balance_holds(done) -> None:
    results = cohort.open(done.folder)
    came, left = (results[name].sum("area").values for name in ("moves_in", "moves_out"))
    assert (left > 500).all()
    np.testing.assert_allclose(came, left, rtol=1e-12)
    balance = results["births"] - results["deaths"] + results["net_migration"]
    np.testing.assert_allclose(results["population"].diff("time").values, balance.values, atol=1e-6)


def test_moves_are_told_in_tables_in_words_and_on_the_page(done) -> None:
    results = cohort.open(done.folder)
    moves = pd.concat(tables(results)["moves"])
    whole = moves[moves["prefecture"] == "all"]
    assert len(whole) == 2 * 27
    assert (whole["moves_net"] == 0).all()
    parts = moves[moves["prefecture"] != "all"].groupby(["scenario", "year"])[["moves_in", "moves_out"]].sum()
    np.testing.assert_allclose(
        parts.values, whole.sort_values(["scenario", "year"])[["moves_in", "moves_out"]].values, atol=0.01
    )
    years = pd.concat(tables(results)["years"])
    for code, prefecture in (
        ("13362", "13"),
        ("47357", "47"),
    ):  # alone in its prefecture: the table says what the area has
        own = years[(years["area"] == code) & (years["year"] < 2050)].set_index(["scenario", "year"])
        told_of = moves[moves["prefecture"] == prefecture].set_index(["scenario", "year"]).loc[own.index]
        for name in ("moves_in", "moves_out", "net_migration"):
            np.testing.assert_allclose(told_of[name], own[name], atol=0.01)
        np.testing.assert_allclose(told_of["moves_net"], own["moves_in"] - own["moves_out"], atol=0.01)
        assert (told_of["moves_net"].abs() > 0.01).any()
    last = years[(years["scenario"] == "trend") & (years["year"] == 2049)]
    gone = f"{last['moves_out'].sum():,.0f}"
    said = told(done, results)
    assert any(f"{gone} persons leave one of them and {gone} arrive in one, net 0" in one.say("en") for one in said)
    assert any(f"転出は計 {gone} 人、転入は計 {gone} 人、差引 0 人" in one.say("ja") for one in said)
    country = told_country(done.plan, results)
    assert f"{country.moved[0, -1]:,.0f}" == gone
    np.testing.assert_allclose(country.moves["moves_in"][:, 0, -1], last["moves_in"], atol=0.51)


def test_two_workers_and_a_run_that_was_killed_give_the_same_hash(done, tmp_path: Path) -> None:
    half = tmp_path / "out"

    def dies(plan, number):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(done.plan, half, work=dies)
    again = run_batch(done.plan, half, workers=2)
    assert (again.digest, again.done_before, again.blocks) == (done.digest, 0, 1)
    assert run_batch(done.plan, half).done_before == 1


def test_who_cannot_be_projected_is_not_among_them(done, tmp_path: Path) -> None:
    codes = [*CODES, "07546"]
    plan = read_plan(plan_of(tmp_path, codes, 'pool = ["03209", "03402", "13362", "47357", "双葉町"]'))
    results = cohort.open(run_batch(plan, tmp_path / "out").folder)
    assert "nobody's rates go on" in str(results["reason_en"].sel(area="07546", scenario="trend").values)
    xr.testing.assert_equal(
        results["population"].sel(area=CODES).drop_vars(["name_en", "name_ja", "prefecture"]),
        cohort.open(done.folder)["population"].drop_vars(["name_en", "name_ja", "prefecture"]),
    )


def test_a_plan_may_keep_some_of_those_that_exchange_people(done, tmp_path: Path) -> None:
    plan = read_plan(plan_of(tmp_path, CODES[:2], 'pool = ["03209", "03402", "13362", "47357"]'))
    made = run_batch(plan, tmp_path / "out")
    results = cohort.open(made.folder)
    np.testing.assert_array_equal(results["population"].values, cohort.open(done.folder)["population"].values[:2])
    came, left = (float(results[name].isel(scenario=0).sel(period=2049).sum()) for name in ("moves_in", "moves_out"))
    assert abs(came - left) > 1
    words = f"in 2049 {came:,.0f} persons come to the plan's areas from others of them, {left:,.0f} leave."
    assert any(words in one.say("en") for one in told(made, results))
    assert any(f"への転入は {came:,.0f} 人、転出は {left:,.0f} 人です" in one.say("ja") for one in told(made, results))
    assert np.isnan(told_country(plan, results).moved).all()


@pytest.mark.parametrize(("pool", "taken_by"), [("", "migration"), ('pool = "岩手県"', "deaths")])
def test_totals_are_met(pool: str, taken_by: str, tmp_path: Path) -> None:
    """Prefectures add up to the whole, which is 2 % above and below what the areas come to."""
    (tmp_path / "totals.csv").write_text(
        "region,year,population,source\nall,2030,1050000,x\n岩手県,2030,900000,x\n全国,2040,850000,x\n03,2040,850001,x\n",
        encoding="utf-8",
    )
    plan = read_plan(
        plan_of(tmp_path, ["岩手県"], pool, 'totals = "totals.csv"', f'taken_by = "{taken_by}"', scenarios="")
    )
    made = run_batch(plan, tmp_path / "out")
    results = cohort.open(made.folder)
    who = {"migration": "社会増減", "deaths": "死亡数"}[taken_by]
    assert f"4 件の総数（2030～2040年）に合わせました。差は{who}で調整しています。" in [
        one.say("ja") for one in told(made, results)
    ]
    whole = results["population"].sum("area").sel(scenario="trend")
    np.testing.assert_allclose(whole.sel(time=[2030, 2040]), [1050000, 850000], rtol=1e-10)
    launch, line = float(whole.sel(time=2023)), whole.sel(time=slice(2023, 2030)).values
    np.testing.assert_allclose(line, np.linspace(launch, 1050000, 8), rtol=1e-10)
    balance = results["births"] - results["deaths"] + results["net_migration"]
    np.testing.assert_allclose(results["population"].diff("time").values, balance.values, atol=1e-6)


def test_between_totals_areas_may_go_their_own_way(tmp_path: Path) -> None:
    (tmp_path / "totals.csv").write_text("region,year,population,source\nall,2030,1050000,x\n", encoding="utf-8")
    said = ('totals = "totals.csv"', 'between = "free"')
    plan = read_plan(plan_of(tmp_path, ["岩手県"], *said, scenarios=""))
    alone = read_plan(write_plan(tmp_path, ["岩手県"], scenarios=""))
    ours, own = (
        cohort.open(run_batch(one, tmp_path / one.identity).folder)["population"].sum("area").sel(scenario="trend")
        for one in (plan, alone)
    )
    np.testing.assert_allclose(ours.sel(time=slice(2023, 2029)), own.sel(time=slice(2023, 2029)), rtol=1e-9)
    np.testing.assert_allclose(ours.sel(time=2030), 1050000, rtol=1e-10)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "totals.csv").write_text(
        "region,year,population,source\nAtlantis,2030,1,x\n岩手県,2023,1,x\n沖縄県,2040,1,x\nall,2045,5,x\n",
        encoding="utf-8",
    )
    path = write_plan(
        tmp_path,
        ["花巻市", "13101", "03209"],
        "draws = 10",
        "block = 7",
        scenarios='[together]\npool = ["平泉町", "03209", "ムー"]\ntotals = "totals.csv"\n' + SCENARIOS,
    )
    with pytest.raises(PlanError) as caught:
        read_plan(path)
    found = {one.where: one for one in caught.value.problems}
    assert set(found) == {
        "draws", "block", "scenario both", "together.pool#3", "together.pool", "totals.csv, row 2, region",
        "totals.csv, row 3, year", "totals.csv", "totals.csv, 2040", "totals.csv, 2045",
    }  # fmt: skip
    assert "2 areas of the plan are not in it: 03205 Hanamaki, 13101 Chiyoda" in found["together.pool"].en
    assert "migration.net" in found["scenario both"].ja
    assert all(one.en and one.ja for one in found.values())


def test_steps_of_five_an_empty_table_and_a_file_that_is_not_there(tmp_path: Path) -> None:
    five = write_plan(tmp_path, ["花巻市"], "step = 5", "until = 2053", scenarios="[together]\n")
    with pytest.raises(PlanError) as caught:
        read_plan(five)
    assert [one.where for one in caught.value.problems] == ["step", "together"]
    lost = plan_of(tmp_path, ["花巻市"], 'pool = "北海道"', 'totals = "lost.csv"', scenarios="")
    with pytest.raises(CohortErrors) as both:
        read_plan(lost)
    assert "lost.csv" in both.value.text("en")
    assert "03205 花巻市" in both.value.text("ja")


def test_why_each_area_failed_is_kept_while_others_fail_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One cannot be assumed, another fails in the first round, a third when that one is gone: each has its own reason."""
    plan = read_plan(plan_of(tmp_path, CODES, 'pool = ["03209", "03402", "13362", "47357"]'))

    def why(code: str) -> tuple[str, str]:
        return f"{code} fails", f"{code} は不可"

    def assumed(*_: object) -> tuple[list[xr.Dataset], dict[str, dict[str, tuple[str, str]]]]:
        return [xr.Dataset(coords={"area": CODES[:3]})], {CODES[3]: dict.fromkeys(plan.scenarios, why(CODES[3]))}

    def scenario(_: object, parts: list[xr.Dataset], name: str) -> tuple[dict[str, object], dict[str, tuple[str, str]]]:
        there = [code for part in parts for code in part["area"].values]
        failing = next((code for code in (CODES[0], CODES[2]) if code in there), None)
        return {}, {} if failing is None or name != plan.scenarios[-1] else {failing: why(failing)}

    monkeypatch.setattr("cohort.batch.pool._assumed", assumed)
    monkeypatch.setattr("cohort.batch.pool._scenario", scenario)
    wanted = [{} if code == CODES[1] else dict.fromkeys(plan.scenarios, why(code)) for code in CODES]
    assert of_pool(plan).failed == wanted


@pytest.mark.parametrize("at_once", [1, 2, 3, 4, 5])
def test_tables_have_every_area_however_many_are_made_at_once(
    done, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = cohort.open(done.folder)
    monkeypatch.setattr("cohort.batch.tables._AREAS", at_once)
    parts = list(tables(results)["years"])
    assert len(parts) == -(-len(CODES) // at_once)
    rows = pd.concat(parts)
    assert list(dict.fromkeys(rows["area"])) == CODES
    assert not rows.duplicated(["area", "scenario", "year"]).any()
    assert len(rows) == len(CODES) * results.sizes["scenario"] * results.sizes["time"]
