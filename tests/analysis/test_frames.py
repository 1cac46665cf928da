"""Tables of results, and the public list."""

from __future__ import annotations

import importlib

import pandas as pd
import pytest
import xarray as xr

import cohort
from tests.projection.test_project import small

TOLD = '[{"scenario": "trend", "where": "tfr.csv", "en": "Read.", "ja": "読んだ。"}]'


def test_records_of_a_projection():
    table = cohort.records(cohort.project(small(records=TOLD)))
    assert table.to_dict("list") == {"scenario": ["trend"], "where": ["tfr.csv"], "en": ["Read."], "ja": ["読んだ。"]}
    assert list(cohort.records(small())) == ["scenario", "where", "en", "ja"]


def test_tidy_has_one_number_a_row():
    projection = cohort.project(small(), "totals")
    births = cohort.tidy(projection, measure="births")
    assert list(births) == ["period", "measure", "value", "unit"]
    assert births["value"].tolist() == projection["births"].values.tolist()
    whole = cohort.tidy(cohort.project(small()))
    assert list(whole) == ["time", "sex", "age", "period", "measure", "value", "unit"]
    assert len(whole) == 3 * 6 + 2 * 2 + 2 * 6 + 2 * 6
    row = whole[(whole["time"] == 2021) & (whole["sex"] == "female") & (whole["age"] == 0)]
    assert row["value"].tolist() == [7.5]
    assert str(whole["time"].dtype) == str(whole["age"].dtype) == "Int64"  # missing for births, and no 2021.0
    units = cohort.tidy(small()).groupby("measure")["unit"].first()
    assert units["launch_population"] == "persons"
    assert units["asfr"] == "births per woman-year"
    both = cohort.tidy(projection, ["population", "births"])
    assert list(both) == ["time", "period", "measure", "value", "unit"]
    assert both["measure"].tolist() == ["population"] * 3 + ["births"] * 2


def test_arrays_say_what_they_are():
    """Units and labels in both languages on every variable and dim; those of the reader's own arrays stay as they are."""
    given = small()
    result = cohort.project(given)
    for name, array in result.variables.items():
        assert array.attrs["long_name"], name
        assert array.attrs["long_name_ja"], name
    assert result["population"].attrs["units"] == "persons"
    assert result["age"].attrs["units"] == "years"
    assert result["deaths"].attrs["long_name_ja"] == "死亡数"
    assert not any(array.attrs for array in given.variables.values())


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: cohort.tidy(None), "got NoneType; give the Dataset"),
        (lambda: cohort.tidy(small(), "birth"), "measure: got 'birth'; name some of"),
        (lambda: cohort.tidy(small(), 5), "measure: got 5"),
        (lambda: cohort.records([]), "got list; give the Dataset"),
        (lambda: cohort.records(small(records="x")), "attrs['records']: is not what `cohort.assume` wrote"),
    ],
)
def test_what_is_no_result(call, words):
    with pytest.raises(cohort.CohortError) as caught:
        call()
    assert words in caught.value.text("en")
    assert caught.value.text("ja") != caught.value.text("en")


def test_everything_public_is_there():
    for name in cohort.__all__:
        assert getattr(cohort, name) is not None
    importlib.import_module("cohort.record")
    assert isinstance(cohort.records(small()), pd.DataFrame)
    assert cohort.demography.life_table.life_table
    assert cohort.projection.step.step
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = cohort.demography.nothing
    assert isinstance(small(), xr.Dataset)
    with pytest.raises(AttributeError) as caught:
        _ = cohort.projct
    assert (caught.value.name, caught.value.obj) == ("projct", cohort)  # of which Python makes "Did you mean"


@pytest.mark.parametrize("call", [cohort.compare, cohort.summarise], ids=["compare", "summarise"])
@pytest.mark.parametrize("given", [None, 5, small().drop_vars("launch_population")], ids=["None", "5", "assumptions"])
def test_what_is_no_projection(call, given):
    with pytest.raises(cohort.CohortError, match=r"without a population; give what `cohort\.project` returns"):
        call(given)


def test_years_of_a_comparison():
    projection = cohort.project(small(), "totals")
    assert set(cohort.compare(projection, years=2021)["year"]) == {2021}
    for years in (1900, "2021", 2020.5, [None], object()):
        with pytest.raises(cohort.CohortError, match="the projection has the years 2020 to 2022"):
            cohort.compare(projection, years=years)
