"""Leaving and returning: by hand, against the register's own counts, and against the projection."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cohort.errors import CohortError
from cohort.planning import Case, leaving_table, returners, returners_sentence, solve
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.returning import leaving


def made_up(counts: dict[int, dict[int, float]]) -> Any:
    rows = [
        ("register", pd.Timestamp(year, 1, 1), sex, age, count)
        for year, ages in counts.items()
        for sex in ("male", "female")
        for age, count in ages.items()
    ]
    frame = pd.DataFrame(rows, columns=["basis", "date", "sex", "age", "population"])
    return SimpleNamespace(population=frame, nation=None, path="made-up")


def test_by_hand() -> None:
    """Of 1,000 a quarter is gone at 20-24; a tenth of those there then come on top by 30-34: 75 of the 250 who left."""
    steady = {15: 1000.0, 20: 750.0, 25: 750.0, 30: 825.0}
    found = leaving(made_up({2010: steady, 2015: steady}))
    for sex in ("male", "female"):
        assert found.left[sex] == pytest.approx(0.25)
        assert found.later[sex] == pytest.approx(75 / 250)
    assert "30 and 30 of a hundred who left are there again" in found.sentence.say("en")
    assert "戻っています" in found.sentence.say("ja")
    both = made_up({2010: steady, 2015: steady})  # of men a fifth is gone, and 40 of 200 come back
    rows = both.population
    men = {15: 1000.0, 20: 800.0, 25: 800.0, 30: 840.0}
    rows.loc[rows["sex"] == "male", "population"] = rows.loc[rows["sex"] == "male", "age"].map(men)
    said = leaving(both).sentence
    assert "25 women and 20 men fewer are registered at 20-24" in said.say("en")
    assert "Up to 30-34, 30 and 20 of a hundred who left are there again" in said.say("en")
    assert "女性25人・男性20人が減っています" in said.say("ja")
    assert "女性30人・男性20人が戻っています" in said.say("ja")


def test_a_cohort_of_the_register(plan: Case) -> None:
    """2,816 women of 15-19 in 2014 were 2,049 at 20-24 in 2019, as the ministry counted them; nearly all of them alive."""
    found = leaving(plan.inputs)
    one = next(each for each in found.cohorts if (each.sex, each.year) == ("female", 2014))
    assert one.count == 2816
    assert one.there[20] == pytest.approx(2049 / 2816, rel=0.005)
    assert one.there[20] > 2049 / 2816  # those who died did not leave
    assert 0.2 < found.left["female"] < 0.35
    made = leaving_table(found)
    assert len(made.rows) == len(found.cohorts)
    assert made.say("ja")[0][3] == "20～24歳で在住"
    shown = made.say("en")[1 + found.cohorts.index(one)]
    assert shown[1:4] == ["2014", "2,816", "73"]  # 2,049 of 2,816


def test_returners_are_tied_to_their_cohort(plan: Case) -> None:
    each = returners(plan, (22, 34))
    left = leaving(plan.inputs).left
    period = int(np.flatnonzero(plan.periods == 2033)[0])
    there = float(plan.projected.sel(time=2027, sex="female", age=17))  # 18 in 2027, 24 in 2033
    assert each[period, 1, 24] == pytest.approx(left["female"] * there / 100 / 13)
    assert each[:, :, :22].sum() == each[:, :, 35:].sum() == 0
    whole = [each[int(np.flatnonzero(plan.periods == 2025 + age - 18)[0]), 1, age] for age in range(22, 35)]
    seventeen = float(plan.projected.sel(time=2025, sex="female", age=17))
    assert sum(whole) == pytest.approx(left["female"] * seventeen / 100)  # one in a hundred of those who left


def test_more_returners_add_residents_in_proportion(plan: Case) -> None:
    got = outcome(plan, {Lever("returners:22-34"): np.array([0.0, 5.0, 10.0])}, Course(2026, 2026), "population", 2040)
    assert got[0] == pytest.approx(float(plan.summary["population"].sel(time=2040)))
    assert got[1] > got[0]
    said = returners_sentence(plan, float(got[2] - got[0]), 2040)
    assert f"from 2026 on, are {got[2] - got[0]:,.0f} more residents in 2040" in said.say("en")
    assert f"2026年以降に戻る人が10人増えると、2040年の人口は{got[2] - got[0]:,.0f}人多くなります" in said.say("ja")
    assert got[2] - got[0] == pytest.approx(2 * (got[1] - got[0]), rel=0.02)  # solved totals bend it a little
    one = solve(plan, lever="returners:22-34")[-1]
    assert one.reached == pytest.approx(89_000, abs=0.5)
    assert one.high > 0
    assert "18歳で転出した100人" in one.sentence.say("ja")


@pytest.mark.parametrize(
    ("lever", "said"),
    [("returners:16-20", "use ages above 18"), ("returners:34-22", "the last age lies below the first")],
)
def test_ages_that_cannot_be_meant(plan: Case, lever: str, said: str) -> None:
    with pytest.raises(CohortError, match=said):
        solve(plan, lever=lever)


@pytest.mark.parametrize(
    ("ages", "said"),
    [  # of students who come at 18 and leave again; of a place that is left at every age
        (
            {15: 500.0, 20: 1000.0, 25: 400.0, 30: 400.0},
            "20～24歳では女性200人・男性200人、30～34歳では女性80人・男性80人",
        ),
        ({15: 100.0, 20: 90.0, 25: 60.0, 30: 60.0}, "20～24歳では女性90人・男性90人、30～34歳では女性60人・男性60人"),
    ],
)
def test_where_fewer_come_back_than_go_each_age_is_told(ages: dict[int, float], said: str) -> None:
    found = leaving(made_up({2010: ages, 2015: ages}))
    assert said in found.sentence.say("ja")
    assert "減っています" not in found.sentence.say("ja")
    assert leaving_table(found).say("ja")[0] == [
        "性別",
        "基準年",
        "15～19歳（人）",
        "20～24歳で在住",
    ]  # nobody was followed longer


def test_a_handful_is_not_told_as_a_hundred() -> None:
    few = {15: 100.0, 20: 19.0, 25: 50.0, 30: 50.0}
    with pytest.raises(CohortError, match="too few to follow"):
        leaving(made_up({2010: few, 2015: few}))


def test_a_register_without_cohorts() -> None:
    with pytest.raises(CohortError, match="no two counts of the register"):
        leaving(made_up({2020: {15: 1.0, 20: 1.0, 25: 1.0, 30: 1.0}}))
