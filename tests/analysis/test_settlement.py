from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cohort
from cohort.analysis.internal_moves import check_internal_moves, read_internal_moves
from cohort.analysis.settlement import SettlementArea, settlement_area
from cohort.errors import AssumptionError, InputError, ProjectionError
from cohort.record import implied_of
from cohort.run import Run, computed
from cohort.scenario import derive
from tests.shared import computed as member

PAIR = ("ichinoseki", "hiraizumi")


def said(found: SettlementArea, language: str) -> list[str]:
    return [sentence.say(language) for sentence in found.sentences()]


def other(name: str, **changes: object) -> Run:
    """The run of an area with its inputs changed: what is projected stays."""
    made = member(name)
    return replace(made, inputs=replace(made.inputs, **changes))  # type: ignore[arg-type]


def launched(name: str, **changes: object) -> Run:
    """The run of an area's trend from a launch that is a little different."""
    made = member(name)
    trend = made.scenarios["trend"]
    changed = trend.changed(launch=trend.launch.changed(**changes))  # type: ignore[arg-type]
    return computed(made.inputs, replace(made.scenarios, scenarios=(changed,)))


@cache
def area() -> SettlementArea:
    return settlement_area([member(name) for name in PAIR])


def test_areas_add_exactly() -> None:
    projection = area().projection
    assert projection["area"].values.tolist() == ["03209", "03402", "03209+03402"]
    for name in ("population", "births", "deaths", "net_migration"):
        one, other, both = (projection[name].isel(area=index, drop=True) for index in range(3))
        np.testing.assert_array_equal((one + other).values, both.values)
    launch = projection["population"].sum(["sex", "age"]).sel(time=2020)
    # register of 1 January 2020: 115,426 and 7,485 (41 of them of masked age)
    assert launch.values.tolist() == pytest.approx([115426, 7485, 122911], abs=1e-6)


def test_each_municipality_is_as_in_its_own_set() -> None:
    for name, code in zip(PAIR, ("03209", "03402"), strict=True):
        made = member(name)
        alone = cohort.project(cohort.assume(made.inputs, made.scenarios))["population"].sel(
            scenario="trend", drop=True
        )
        together = area().projection["population"].sel(area=code, drop=True)
        np.testing.assert_allclose(together.values, alone.values, rtol=1e-13, atol=1e-9)


def test_what_is_published_for_both_together() -> None:
    people, share = area().verdicts
    assert (people.outlook.value, people.outlook.bound, people.met) == (94000, "about", False)
    assert (share.outlook.value, share.outlook.bound, share.met) == (0.40, "about", False)
    whole = area().summary.sel(area="03209+03402", time=2040)
    assert people.value == float(whole["population"])
    assert share.value == pytest.approx(float(whole["population_65_plus"] / whole["population"]))
    assert 84_000 < people.value < 85_000
    assert 0.45 < share.value < 0.47


def test_the_parts_add_up_to_what_is_promised() -> None:
    parts = area().shares
    assert sum(part.target for part in parts) == pytest.approx(94000)
    assert sum(part.missing for part in parts) == pytest.approx(94000 - area().verdicts[0].value)
    assert parts[0].missing / parts[0].value == pytest.approx(parts[1].missing / parts[1].value)
    # means of 2016-2019: migration report, for Ichinoseki's 2019 the register
    assert [part.net_observed for part in parts] == [(-415 - 490 - 456 - 644) / 4, (-44 - 43 - 61 - 74) / 4]
    assert parts[0].own_outlook == 89000  # the second strategy's, not the 86,000 of the first
    assert parts[1].own_outlook is None
    assert [row[0] for row in area().table().say("ja")[1:]] == ["一関市", "平泉町"]


@pytest.mark.parametrize("number", [0, 1])
def test_the_net_migration_needed_gives_the_part(number: int) -> None:
    made = member(PAIR[number])
    inputs, scenarios = made.inputs, made.scenarios
    part = area().shares[number]
    level = derive(
        scenarios["trend"],
        f"""
        name = "level"
        title = {{ en = "x", ja = "x" }}
        [calibrate]
        lever = "migration.net"
        measure = "population"
        year = 2040
        value = {part.target!r}
        source = "x"
        [sources.x]
        kind = "assumption"
        title = "x"
        """,
    )
    made = cohort.assume(inputs, level)
    assert implied_of(made)["level"].value == pytest.approx(part.net_needed, abs=1e-6)
    total = cohort.project(made, keep="totals")["population"].sel(time=2040)
    assert float(total.squeeze()) == pytest.approx(part.target, abs=1e-4)


def test_what_cannot_be_delivered_alone_is_said() -> None:
    city, town = area().shares
    assert city.net_needed_alone > city.net_needed > city.net_observed
    assert town.net_needed_alone > 300  # of 7,500 residents
    english = said(area(), "en")
    assert any(f"{town.net_needed_alone:+,.0f}" in sentence for sentence in english)
    assert any("own outlook of 89,000 leaves 5,000 for Hiraizumi" in sentence for sentence in english)
    japanese = "".join(said(area(), "ja"))
    assert "平泉町に残るのは5,000人" in japanese
    assert len(english) == len(said(area(), "ja")) == 6


def test_a_row_has_its_own_numbers_under_their_heads() -> None:
    """Residents, share 65+, part, missing, and net migration observed, needed, needed alone: of the projection itself."""
    people = area().projection["population"].sel(time=2040)
    totals = people.sum(["sex", "age"]).values
    heads, *rows = area().table().say("en")
    assert heads[4:] == ["Missing", "Net migration observed", "needed", "needed alone"]
    for number, (row, part) in enumerate(zip(rows, area().shares, strict=True)):
        target = 94_000 * totals[number] / totals[:2].sum()
        old = float(people.isel(area=number).sel(age=slice(65, None)).sum()) / totals[number]
        nets = [f"{one:+,.0f}" for one in (part.net_observed, part.net_needed, part.net_needed_alone)]
        missing = f"{target - totals[number]:,.0f}"
        assert row[1:] == [f"{totals[number]:,.0f}", f"{100 * old:.1f}%", f"{target:,.0f}", missing, *nets]
        assert part.net_needed < part.net_needed_alone
    assert f"for Hiraizumi, where {totals[1]:,.0f} are projected" in said(area(), "en")[-1]
    assert f"推計は{totals[1]:,.0f}人" in said(area(), "ja")[-1]


def test_delivered_by_migration_the_share_stays_above_the_outlook() -> None:
    share = area().delivered_share_65_plus
    assert share is not None
    assert 0.40 < share < area().verdicts[1].value
    assert "still above the 40.0% of the outlook" in said(area(), "en")[4]


def moves(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["year", "area", "in_migration", "out_migration"])


# invented: 60 moved from the town to the city in 2019, 40 the other way
BALANCED = moves((2019, "03209", 60, 40), (2019, "03402", 40, 60))


def test_internal_moves_net_to_zero() -> None:
    found = settlement_area([member(name) for name in PAIR], internal_moves=BALANCED)
    assert found.internal is not None
    assert found.external is not None
    assert found.internal.loc[2019].to_dict() == {"03209": 20, "03402": -20}
    assert found.external.loc[2019].to_dict() == {"03209": -664, "03402": -54}  # -644 - 20, -74 + 20
    assert "-20 net within the area and -54 with the rest" in said(found, "en")[-1]
    assert "圏域外△54人" in said(found, "ja")[-1]


def test_internal_moves_that_do_not_are_refused() -> None:
    wrong = moves((2019, "03209", 60, 40), (2019, "03402", 40, 50), (2018, "03209", 1, 2), (2018, "03402", 2, 1))
    with pytest.raises(InputError) as caught:
        check_internal_moves(wrong, ["03209", "03402"])
    assert caught.value.text("en") == (
        "internal moves: 1 problem\n  2019: 100 arrived from within the area and 90 left for it, +10 on balance; "
        "internal moves net to zero: correct the counts or leave the year out."
    )
    assert "域内の移動の合計は 0" in caught.value.text("ja")


def test_all_problems_of_the_moves_at_once() -> None:
    wrong = moves((2019, "03208", 60, -1), (2019, "03402", "many", 60))
    with pytest.raises(InputError) as caught:
        check_internal_moves(wrong, ["03209", "03402"])
    assert [problem.where for problem in caught.value.problems] == [
        "row 2, area",
        "row 2, out_migration",
        "row 3, in_migration",
        "2019, 03209",
    ]
    assert "Did you mean '03209'" in caught.value.text("en")


def test_a_file_of_moves(tmp_path: Path) -> None:
    path = tmp_path / "internal_moves.csv"
    path.write_text("year,area,in_migration,out_migration,source\n2019,03209,60,40,x\n2019,03402,40,60,x\n")
    net = check_internal_moves(read_internal_moves(path), ["03209", "03402"])
    assert net.loc[2019].tolist() == [20, -20]
    path.write_text("year,area,net\n2019,03209,20\n")
    with pytest.raises(InputError, match="row 1, net: unknown column; the columns are year, area, in_migration"):
        read_internal_moves(path)
    path.write_text("year,area,in_migration,out_migration,source\nR1,3209,60,40,x\n")
    with pytest.raises(InputError, match=r"row 2, year: got 'R1'; write 2019(.|\n)*The leading zero was lost"):
        read_internal_moves(path)
    with pytest.raises(InputError, match="no such file"):
        read_internal_moves(tmp_path / "none.csv")


def test_members_that_cannot_be_added_up() -> None:
    with pytest.raises(ProjectionError, match="two or more municipalities, each once"):
        settlement_area([member("hiraizumi"), member("hiraizumi")])
    with pytest.raises(AssumptionError, match=r"Hiraizumi.*\n.*no scenario 'strategy'"):
        settlement_area([member(name) for name in PAIR], scenario="strategy")
    with pytest.raises(ProjectionError, match="2020-2050 and 2020-2045 differ"):
        settlement_area([member("ichinoseki"), launched("hiraizumi", until=2045)])
    with pytest.raises(ProjectionError, match=r"step: 1 and 5 differ"):
        settlement_area([member("ichinoseki"), launched("hiraizumi", step=5)])


def test_without_anything_published_there_is_no_verdict() -> None:
    found = settlement_area([other(name, published=None) for name in PAIR])
    assert (found.verdicts, found.shares, found.delivered_share_65_plus) == ((), (), None)
    assert said(found, "en") == [
        "No outlook is published for 03209+03402. Added up the projections give 84,372 residents in 2040, 45.7% of them aged 65+."
    ]
    assert "推計の合計は2040年に84,372人、65歳以上45.7%です" in said(found, "ja")[0]


def test_a_level_that_is_out_of_reach_leaves_the_share_open() -> None:
    table = member("ichinoseki").inputs.published
    assert table is not None
    table = table.copy()
    table.loc[(table["area"] == "03209+03402") & (table["measure"] == "population"), "value"] = 900_000
    found = settlement_area([other("ichinoseki", published=table), member("hiraizumi")])
    assert found.delivered_share_65_plus is not None
    assert math.isnan(found.delivered_share_65_plus)
    assert not any("delivers its part" in sentence for sentence in said(found, "en"))


def test_what_is_met_is_said_too() -> None:
    table = member("ichinoseki").inputs.published
    assert table is not None
    table = table.copy()
    both = table["area"] == "03209+03402"
    table.loc[both & (table["measure"] == "population"), "value"] = 84_400
    table.loc[both & (table["measure"] == "share_65_plus"), "value"] = 0.46
    found = settlement_area([other("ichinoseki", published=table), member("hiraizumi")])
    assert said(found, "en")[1].endswith("(met).")
    assert "（展望：達成）" in said(found, "ja")[1]
    assert "within the 46.0%" in said(found, "en")[4]
