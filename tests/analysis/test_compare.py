from __future__ import annotations

import numpy as np
import pytest

from cohort.analysis.compare import compare, print_years
from cohort.errors import ProjectionError
from tests.analysis.small import projection, totals


def test_difference_and_ratio_by_hand() -> None:
    table = compare(totals({"a": [100, 90], "b": [100, 99]}, births={"a": [0], "b": [5]}))
    assert list(table.columns) == ["scenario", "year", "measure", "value", "difference", "ratio"]
    rows = {(r.scenario, r.year, r.measure): (r.value, r.difference, r.ratio) for r in table.itertuples()}
    assert rows["a", 2021, "population"] == (90, 0, 1)
    assert rows["b", 2021, "population"] == (99, 9, 1.1)
    assert rows["b", 2020, "births"][:2] == (5, 5)
    assert np.isnan(rows["b", 2020, "births"][2])  # over a reference of 0
    assert len(rows) == 6


def test_another_reference_and_some_years() -> None:
    table = compare(totals({"a": [100, 90, 80], "b": [100, 99, 96]}), reference="b", years=[2022])
    assert table["year"].tolist() == [2022, 2022]
    assert table["difference"].tolist() == [-16, 0]


def test_the_first_scenario_is_the_reference_where_none_is_named() -> None:
    summary = totals({"a": [100, 90], "b": [100, 99]})
    del summary.attrs["reference_scenario"]
    assert compare(summary, years=[2021])["difference"].tolist() == [0, 9]


def test_a_flow_has_no_row_at_the_last_instant() -> None:
    table = compare(totals({"a": [100, 90]}, births={"a": [7]}), years=[2021])
    assert table["measure"].tolist() == ["population"]


def test_areas_and_draws_are_columns() -> None:
    summary = totals({"a": [100, 90], "b": [100, 99]}).expand_dims(area=["03209", "03402"], draw=[0, 1, 2])
    table = compare(summary)
    assert list(table.columns[:4]) == ["area", "scenario", "draw", "year"]
    assert len(table) == 2 * 2 * 3 * 2
    assert table["area"].unique().tolist() == ["03209", "03402"]


def test_a_projection_is_summarised_first_and_may_lack_scenarios() -> None:
    table = compare(projection(dict.fromkeys(range(0, 95, 5), (10.0, 10.0))))
    assert table["scenario"].unique().tolist() == ["projection"]
    assert table.set_index("measure").loc["population", "value"] == 380


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"reference": "trendd"}, "Did you mean 'trend'"), ({"years": [2031]}, "got 2031; .* 2020 to 2021 in steps of 1")],
)
def test_what_is_not_there(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ProjectionError, match=message) as caught:
        compare(totals({"trend": [100, 90]}), **arguments)  # type: ignore[arg-type]
    assert "ありません" in caught.value.text("ja")


def test_years_of_a_printed_table() -> None:
    assert print_years(2020, 2050) == [2020, 2025, 2030, 2035, 2040, 2045, 2050]
    assert print_years(2010, 2050) == [2010, 2020, 2030, 2040, 2050]
    assert print_years(2021, 2033, [2032, 2099]) == [2021, 2025, 2030, 2032, 2033]
    assert print_years(1900, 2100) == list(range(1900, 2101, 20))


def test_flows_are_per_year_whatever_the_step() -> None:
    five = totals({"a": [1000, 900], "b": [1000, 950]}, births={"a": [40], "b": [50]})
    five.attrs["step"] = 5
    rows = compare(five).set_index(["scenario", "measure", "year"])["value"]
    assert rows["a", "births", 2020] == 8
    assert rows["b", "births", 2020] == 10
    assert rows["b", "population", 2020] == 1000
