"""The mix of least cost: put back into the projection, and beside every other mix on a grid."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from cohort import project
from cohort.errors import CohortError
from cohort.planning import Case, changed, cost_table, least_cost, read_cost, read_costs, solve
from cohort.planning.levers import Course, outcome
from cohort.run import run
from cohort.story.build import story
from tests.shared import ROOT

ROWS = """lever,cost,most,unit,source
migration.net,2.5,300,million yen,the budget
households:couple-30s-child,9,,million yen,the budget
fertility.tfr,20000,0.2,million yen,a guess
"""


def written(folder: Path, rows: str = ROWS) -> Path:
    (folder / "costs.csv").write_text(rows, encoding="utf-8")
    return folder / "costs.csv"


def test_no_mix_on_a_grid_is_cheaper(plan: Case, tmp_path: Path) -> None:
    found = least_cost(plan, read_costs(written(tmp_path)))
    moves = {one.cost.lever.name: one.value for one in found.shares}
    again = project(changed(plan, moves).assumptions)["population"].sel(time=2040)
    assert float(again.sum()) == pytest.approx(89_000, abs=0.5)
    assert found.a_year == pytest.approx(sum(abs(one.value - one.own) * one.cost.per_unit for one in found.shares))
    net, _, tfr = found.shares
    assert abs(net.value - net.own) == pytest.approx(300)  # all that can be had at that cost
    assert tfr.value == tfr.own
    others = [
        a.ravel()
        for a in np.meshgrid(net.own + np.linspace(0, 300, 16), np.linspace(0, 200, 41), 1.63 + np.linspace(0, 0.2, 5))
    ]
    got = outcome(
        plan,
        dict(zip((one.cost.lever for one in found.shares), others, strict=True)),
        Course(2026, 2026),
        "population",
        2040,
    )
    price = sum(abs(values - one.own) * one.cost.per_unit for values, one in zip(others, found.shares, strict=True))
    assert price[got >= 89_000].min() >= found.a_year - 1e-6
    assert (got >= 89_000).any()


def test_one_lever_costs_what_it_takes(plan: Case) -> None:
    cost = read_cost("migration.net=2.5 million yen")
    found, alone = least_cost(plan, [cost]), solve(plan, lever="migration.net")[-1]
    assert found.shares[0].value == pytest.approx(alone.value, abs=0.01)
    assert found.a_year == pytest.approx(2.5 * (alone.value - alone.own), abs=0.1)
    assert found.total == pytest.approx(14 * found.a_year)
    en, ja = found.sentence.say("en"), found.sentence.say("ja")
    assert (
        f"from 2026 on, {found.a_year:,.0f} million yen a year, {found.total:,.0f} million yen until then (costs: command line)."
        in en
    )
    assert f"年間{found.a_year:,.0f}million yen" in ja
    lever, together = cost_table(found).rows
    wanted = [alone.own, alone.value, 2.5, 2.5 * (alone.value - alone.own)]
    assert [cell.content for cell in lever[1:5]] == pytest.approx(wanted, abs=0.1)
    assert together[4].content == pytest.approx(found.a_year)
    assert f"{found.shares[0].value:,.0f} from 2026 on" in en
    assert f"2026年以降 社会増減（転入－転出、年・人） {found.shares[0].value:,.0f}".replace("-", "△") in ja


def test_costs_of_a_set_are_told(tmp_path: Path) -> None:
    """A file beside the scenarios is enough: sentence and table stand in the story, and so in every output."""
    folder = tmp_path / "scenarios" / "ichinoseki-first-strategy"
    shutil.copytree(ROOT / "scenarios" / "ichinoseki", folder)
    (folder / "choices.toml").unlink()
    written(folder)
    made = story(run(folder, ROOT / "inputs" / "ichinoseki"))
    assert [row[5].say("en") for row in made.tables["costs"].rows[:3]] == ["the budget", "the budget", "a guess"]
    said = [block.text.say("en") for block in made.section("takes").blocks if hasattr(block, "text")]
    assert any(one.startswith("Least cost for 89,000 in 2040") for one in said)


@pytest.mark.parametrize(
    ("rows", "en", "ja"),
    [
        (ROWS.replace("9,,million yen", "9,,dollars"), "unit: got dollars, million yen; write costs in one unit.",
         "unit: dollars、million yen です。同じ単位で書いてください。"),
        (ROWS.replace("net,2.5", "net,0"), "migration.net: costs nothing; write what one unit more costs a year, above 0.",
         "migration.net: 費用が 0 です。1単位増やすための年間費用を 0 より大きい値で書いてください。"),
        (ROWS.replace("migration.net", "migration.nett"), "Did you mean 'migration.net'?", "migration.net"),
    ],
)  # fmt: skip
def test_costs_that_cannot_be(tmp_path: Path, rows: str, en: str, ja: str) -> None:
    with pytest.raises(CohortError) as error:
        read_costs(written(tmp_path, rows))
    assert en in error.value.text("en")
    assert ja in error.value.text("ja")


def test_what_cannot_be_had(plan: Case, tmp_path: Path) -> None:
    with pytest.raises(
        CohortError, match=r"no mix within what can be had at these costs gives 89,000 in 2040; raise most, or add"
    ):
        least_cost(plan, read_costs(written(tmp_path, ROWS.replace("9,,", "9,10,"))))
    for said in ("migration.net=dear", "migration.net=3", "migration.net"):
        with pytest.raises(CohortError, match="is no cost; write lever=number unit"):
            read_cost(said)
