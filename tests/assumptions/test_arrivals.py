"""Net arrivals within the nation: by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from cohort.assumptions.arrivals import arrivals_within_the_nation
from cohort.inputs import Inputs, read_inputs
from tests.shared import ROOT

DAY = date(2015, 10, 1)


@pytest.fixture(scope="module")
def nation() -> Inputs:
    return read_inputs(ROOT / "inputs" / "japan")


def level(nation: Inputs) -> Inputs:
    """A nation of 1,000 in every cell."""
    table = nation.population
    assert table is not None
    here = table[(table["date"] == pd.Timestamp(DAY)) & table["age"].notna()].copy()
    here["population"] = 1000.0
    return replace(nation, population=here)


def test_arrivals_by_hand(nation: Inputs) -> None:
    people, alive, rates = np.full((2, 19), 100.0), np.ones((3, 2, 19)), np.zeros((2, 19))
    rates[:, 4], rates[:, 5], rates[:, 8] = 0.5, 0.5, -0.2  # reaching 20-24, 25-29; leaving at 40-44
    found, records = arrivals_within_the_nation(level(nation), DAY, people, alive, rates, 105.0)
    assert (found[0] == rates).all()  # nobody has outgrown anybody yet
    # at the second step 150 reach 25-29 where 100 did, of a nation that stayed: two thirds of the rate; 20-24 has 100 again
    assert found[1, :, 5] == pytest.approx(0.5 / 1.5)
    assert (found[1, :, 4] == 0.5).all()
    assert (found[:, :, 8] == -0.2).all()  # departures stay
    assert [record.where for record in records] == ["migration"]
    assert "in proportion to the nation's" in records[0].en
    assert "全国の同じ年齢の人口に比例" in records[0].ja


def test_a_place_that_shrinks_keeps_its_rates(nation: Inputs) -> None:
    people, alive, rates = np.full((2, 19), 100.0), np.ones((3, 2, 19)), np.zeros((2, 19))
    rates[:, 4], rates[:, 5] = -0.5, 0.3  # half leave before 20-24: fewer reach 25-29 than at launch
    found, records = arrivals_within_the_nation(level(nation), DAY, people, alive, rates, 105.0)
    assert (found == rates).all()
    assert records == []


def test_without_the_nations_census_rates_are_held(nation: Inputs) -> None:
    people, alive, rates = np.full((2, 19), 100.0), np.ones((3, 2, 19)), np.full((2, 19), 0.5)
    for whole, day in ((None, DAY), (nation, date(2013, 10, 1))):
        found, records = arrivals_within_the_nation(whole, day, people, alive, rates, 105.0)
        assert (found == rates).all()
        assert records == []


def test_the_nation_is_the_sum_of_its_municipalities(nation: Inputs) -> None:
    from cohort.collection.tables import persons, table

    counted = persons(table("census")["population"]).sum("area")
    assert nation.population is not None
    for row in nation.population.itertuples():
        there = counted.sel(date=str(row.date.date()), sex=row.sex, age_group=row.age_group)
        assert float(there) == row.population
    assert nation.counts("census", "2015-10-01")["population"].sum() == 127_094_745  # 国勢調査, published
