from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from cohort.analysis.measures import area_total, summarise
from cohort.errors import ProjectionError
from tests.analysis.small import projection

# age: (male, female); every class below is added up by hand from these
FIVES = {age: (10.0 + age, 20.0) for age in range(0, 95, 5)}


def value(summary: xr.Dataset, name: str) -> float:
    return float(summary[name].sel(time=2020))


def test_age_classes_by_hand() -> None:
    summary = summarise(projection(FIVES))
    # males 10+age: 0-14: 10+15+20 = 45; females 20 a group: 60
    assert value(summary, "population_0_14") == 105
    # 15..60, ten groups: males 10*10 + (15+20+...+60 = 375) = 475; females 200
    assert value(summary, "population_15_64") == 675
    # 65..90, six groups: males 60 + (65+70+75+80+85+90 = 465) = 525; females 120
    assert value(summary, "population_65_plus") == 645
    assert value(summary, "population_75_plus") == 75 + 80 + 85 + 90 + 40 + 80 == 450
    assert value(summary, "population") == 105 + 675 + 645 == 1425
    assert value(summary, "women_20_39") == 80
    assert value(summary, "women_15_49") == 140
    assert value(summary, "share_65_plus") == 645 / 1425
    assert value(summary, "share_75_plus") == 450 / 1425
    assert value(summary, "dependency_ratio") == 750 / 675
    assert value(summary, "old_age_dependency_ratio") == 645 / 675


def test_median_age_is_linear_within_the_group() -> None:
    cells = dict.fromkeys(range(0, 95, 5), (0.0, 0.0)) | {0: (30.0, 10.0), 40: (10.0, 30.0), 65: (15.0, 5.0)}
    # 100 people: 40 under 5, then 40 aged 40-44; the 50th is a quarter of the way through them: 40 + 5 * 10/40
    assert value(summarise(projection(cells)), "median_age") == 41.25


def test_median_age_on_the_edge_of_a_group() -> None:
    cells = dict.fromkeys(range(0, 95, 5), (0.0, 0.0)) | {10: (50.0, 0.0), 70: (0.0, 50.0)}
    assert value(summarise(projection(cells)), "median_age") == 15


def test_median_in_the_open_group_is_not_made_up() -> None:
    cells = dict.fromkeys(range(0, 95, 5), (1.0, 1.0)) | {90: (500.0, 500.0)}
    assert np.isnan(value(summarise(projection(cells)), "median_age"))


def test_nobody_has_no_ratio_and_no_median() -> None:
    summary = summarise(projection(dict.fromkeys(range(0, 95, 5), (0.0, 0.0))))
    assert value(summary, "population") == 0
    for name in ("share_65_plus", "share_75_plus", "dependency_ratio", "old_age_dependency_ratio", "median_age"):
        assert np.isnan(value(summary, name))


def test_single_ages_and_groups_agree() -> None:
    single = projection({age: (1.0 + age % 7, 2.0) for age in range(101)}, step=1)
    labels = [f"{age}-{age + 4}" for age in range(0, 100, 5)] + ["100+"]
    grouped = xr.Dataset(
        {"population": single["population"].groupby(single["age"] // 5 * 5).sum().rename(age="age_group")},
        attrs=single.attrs,
    ).assign_coords(age_group=labels)
    one, five = summarise(single), summarise(grouped)
    for name in one.data_vars:
        if name != "median_age":  # the median is linear within a wider group
            xr.testing.assert_allclose(one[name], five[name], rtol=1e-15)
    assert abs(value(one, "median_age") - value(five, "median_age")) < 0.5


def test_flows_are_summed_and_natural_change_is_births_minus_deaths() -> None:
    stock = projection(FIVES, years=(2020, 2025))
    cells = xr.DataArray(
        np.ones((1, 2, 19)),
        dims=("period", "sex", "age"),
        coords={"period": [2020], "sex": stock["sex"], "age": stock["age"]},
    )
    flows = stock.assign(births=cells.isel(age=0, drop=True) * 7, deaths=cells * 2, net_migration=-cells)
    summary = summarise(flows).sel(period=2020)
    assert float(summary["births"]) == 14
    assert float(summary["deaths"]) == 76
    assert float(summary["natural_change"]) == -62
    assert float(summary["net_migration"]) == -38
    assert summary["net_migration"].attrs["long_name_ja"] == "転入超過数"
    assert "natural_change" not in summarise(stock)


@pytest.mark.parametrize("front", [("scenario",), ("area", "scenario"), ("area", "scenario", "draw")])
def test_dims_in_front_are_kept_in_order(front: tuple[str, ...]) -> None:
    wide = projection(FIVES)
    for number, dim in enumerate(reversed(front)):
        wide = xr.concat([wide, wide * (number + 2)], dim=xr.DataArray(["a", "b"], dims=dim, name=dim))
    wide.attrs = projection(FIVES).attrs
    summary = summarise(wide)
    assert summary["median_age"].dims == (*front, "time")
    assert summary["share_65_plus"].dims == (*front, "time")
    assert float(summary["population"].isel(dict.fromkeys(front, 0)).sel(time=2020)) == 1425
    assert np.unique(summary["median_age"].values.round(12)).size == 1  # scale does not move the median


def test_ages_that_straddle_a_class_are_refused() -> None:
    with pytest.raises(ProjectionError, match=r"population_0_14: ages 0-14 cannot be added up") as caught:
        summarise(projection(dict.fromkeys(range(0, 100, 10), (1.0, 1.0)), step=10))
    assert "合計できません" in caught.value.text("ja")


def test_an_open_group_that_begins_too_early_is_refused() -> None:
    with pytest.raises(ProjectionError, match=r"population_75_plus: ages 75\+ cannot"):
        summarise(projection(dict.fromkeys(range(0, 75, 5), (1.0, 1.0))))


def test_totals_have_no_measures() -> None:
    totals = xr.Dataset({"population": ("time", [1.0])}, coords={"time": [2020]})
    with pytest.raises(ProjectionError, match=r'needs dims time, sex and age .* got time; .*keep="groups"'):
        summarise(totals)


def test_step_must_be_the_width() -> None:
    with pytest.raises(ProjectionError, match="not 1 years apart"):
        summarise(projection(FIVES, step=1))


def test_area_total_adds_exactly_and_counts_shared_arrays_once_an_area() -> None:
    one = projection(FIVES)
    both = xr.concat([one, one * 3], dim=xr.DataArray(["03209", "03402"], dims="area", name="area"))
    both.attrs = one.attrs
    both["births"] = xr.DataArray([[4.0, 5.0]], dims=("period", "sex"), coords={"period": [2020], "sex": one["sex"]})
    total = area_total(both)
    assert list(total["area"].values) == ["03209+03402"]
    assert float(summarise(total)["population"].sel(area="03209+03402", time=2020)) == 4 * 1425
    assert float(total["births"].sum()) == 18
    assert total.attrs == both.attrs
    assert list(area_total(both, "both")["area"].values) == ["both"]


def test_area_total_needs_areas() -> None:
    with pytest.raises(ProjectionError, match="no dim `area`"):
        area_total(projection(FIVES))


counts = st.lists(st.floats(0, 1e6, allow_subnormal=False), min_size=101, max_size=101)


@given(counts, counts)
def test_laws(males: list[float], females: list[float]) -> None:
    cells = dict(enumerate(zip(males, females, strict=True)))
    summary = summarise(projection(cells, step=1))
    whole = value(summary, "population")
    parts = sum(value(summary, name) for name in ("population_0_14", "population_15_64", "population_65_plus"))
    assert parts == pytest.approx(whole, rel=1e-12)
    median = value(summary, "median_age")
    if np.isfinite(median):
        # half of the people are younger: the slow way, person by person of the cumulative count
        below = sum((m + f) * min(max(median - age, 0.0), 1.0) for age, (m, f) in cells.items() if age < 100)
        assert below == pytest.approx(whole / 2, rel=1e-9)
        assert 0 <= median <= 100
