"""Flows between two named towns: from a file to people who leave one and arrive in the other; every number by hand."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from cohort.errors import CohortError
from cohort.multiregional import flow_rates, read_flows, together
from cohort.projection.project import project

HEADER = "year,origin,destination,sex,age_group,persons,source\n"
# Made-up counts: nobody publishes here who moved between Ichinoseki (03209) and Hiraizumi (03402), by age.
FILE = (
    HEADER
    + """\
2021,03209,03402,both,0-4,6,own_count
2021,03209,03402,female,5-9,10,own_count
2021,03402,03209,both,all,12,own_count
2022,03209,03402,female,5-9,20,own_count
"""
)


def towns() -> xr.Dataset:
    """Two towns with three age groups; nobody dies before the open group, nobody is born, moves come at the end."""
    P = np.array([[[300.0, 200, 500], [100, 200, 700]], [[40.0, 20, 40], [30, 30, 40]]])
    S = np.ones((2, 1, 2, 3))
    S[..., -1] = 0.5
    return xr.Dataset(
        {
            "launch_population": (("area", "sex", "age"), P),
            "survivorship": (("area", "period", "sex", "age"), S),
            "asfr": (("age",), np.zeros(3)),
            "srb": (("period",), [1.05]),
        },
        {"area": ["03209", "03402"], "period": [2020], "sex": ["male", "female"], "age": [0, 5, 10]},
        {"step": 5, "reference_date": "10-01", "births": "asfr", "migration_timing": "end", "mothers": "survivors"},
    )


def read(tmp_path, text: str):
    path = tmp_path / "flows.csv"
    path.write_text(text, encoding="utf-8")
    return read_flows(path)


def test_rates_by_hand(tmp_path) -> None:
    made = flow_rates(read(tmp_path, FILE), towns()["launch_population"])
    rate = made["flow_rate"].sel(origin="03209", destination="03402")
    # mean of two years: 6 / 2 = 3 aged 0-4, of the 300 boys and 100 girls alike; (10 + 20) / 2 = 15 of 200 women
    np.testing.assert_allclose(rate, [[3 / 400, 0, 0], [3 / 400, 15 / 200, 0]], rtol=1e-14)
    # 12 / 2 = 6 of all 200 residents of the smaller town
    np.testing.assert_allclose(made["flow_rate"].sel(origin="03402", destination="03209"), 6 / 200, rtol=1e-14)
    # what the towns' net migrants contain already, turned round: the larger town lost 3 + 15 and won 6
    np.testing.assert_allclose(made["outside"].sum(("sex", "age")), [12, -12], rtol=1e-14)


def test_people_leave_one_town_and_arrive_in_the_other(tmp_path) -> None:
    a = towns()
    rates = flow_rates(read(tmp_path, FILE), a["launch_population"])[["flow_rate"]]
    made = together(a, rates)
    # under `end` those who will reach an age move: boys aged 5-9 are the 300 and 40 of 0-4; the rates at 5-9: 0 and 0.03
    counts = made["net_migration"].isel(period=0)
    np.testing.assert_allclose(counts.sel(sex="male", age=5), [1.2, -1.2], rtol=1e-12)
    # girls: 100 x 0.075 = 7.5 leave the larger town, 30 x 0.03 = 0.9 come
    np.testing.assert_allclose(counts.sel(sex="female", age=5), [0.9 - 7.5, 7.5 - 0.9], rtol=1e-12)
    # open group: 20 + 40 men, 30 + 40 women of the smaller town leave by 0.03, nobody the larger one
    np.testing.assert_allclose(counts.sel(age=10), [[1.8, 2.1], [-1.8, -2.1]], rtol=1e-12)
    np.testing.assert_allclose(counts.sum("area"), 0, atol=1e-12)
    after = project(made)["population"].isel(time=1)
    # women aged 5-9: 100 - 6.6 and 30 + 6.6; the open group: half of (20 + 40) survive, 1.8 of them leave
    np.testing.assert_allclose(after.sel(sex="female", age=5), [93.4, 36.6], rtol=1e-12)
    np.testing.assert_allclose(after.sel(sex="male", age=10), [350 + 1.8, 30 - 1.8], rtol=1e-12)


def test_a_profile_spreads_the_movers_of_a_wide_group(tmp_path) -> None:
    text = HEADER + "2021,03402,03209,both,all,10,own_count\n"
    P = towns()["launch_population"]
    made = flow_rates(read(tmp_path, text), P, profile=np.array([0.0, 1.0, 0.0]))
    # all ten are aged 5-9: of 20 boys and 30 girls
    np.testing.assert_allclose(
        made["flow_rate"].sel(origin="03402", destination="03209"), [[0, 0.2, 0], [0, 0.2, 0]], rtol=1e-14
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2021,03209,03209,both,all,1,x", "is the origin"),
        ("2021,03209,03402,both,old,1,x", "write 15-19, 85"),
        ("2021,03209,03402,both,19-15,1,x", "write 15-19, 85"),
        ("2021,03209,03402,both,all,-1,x", "-1"),
        ("2021,03209,03402,men,all,1,x", "men"),
        ("2021,03209,03211,both,all,1,x", "is not projected here"),
        ("2021,03209,03402,both,3-7,1,x", "not whole groups"),
        ("2021,03209,03402,both,all,1,x\n2021,03209,03402,male,0-4,1,x", "another row counts"),
    ],
)
def test_what_is_refused(tmp_path, row: str, said: str) -> None:
    with pytest.raises(CohortError, match=said) as caught:
        flow_rates(read(tmp_path, HEADER + row + "\n"), towns()["launch_population"])
    assert all(problem.ja for problem in caught.value.problems)


def test_the_place_of_what_is_refused_is_its_row_and_column(tmp_path) -> None:
    """The heading is row 1, as a spreadsheet counts; 転出元 is where people come from."""
    rows = "2021,03209,03402,both,all,1,x\n2021,03209,03209,both,old,1,x\n"
    with pytest.raises(CohortError) as caught:
        read(tmp_path, HEADER + rows)
    origin, ages = caught.value.problems
    assert (origin.where, ages.where) == ("row 3, destination", "row 3, age_group")
    assert "転出元と同じ" in origin.ja
    assert "「old」" in ages.ja


def test_no_file(tmp_path) -> None:
    with pytest.raises(CohortError, match="there is no such file"):
        read_flows(tmp_path / "flows.csv")


def test_nobody_to_move(tmp_path) -> None:
    a = towns()
    a["launch_population"][1] = 0
    with pytest.raises(CohortError, match="nobody lives at the origin"):
        flow_rates(read(tmp_path, FILE), a["launch_population"])
