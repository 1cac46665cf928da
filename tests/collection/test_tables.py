"""The collection beside published totals, and beside the projects' own tables of three municipalities."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cohort.collection.make import _tiles
from cohort.collection.tables import GROUPS, ages_known, persons, table
from tests.shared import ROOT


@pytest.mark.parametrize(
    ("date", "published"),
    # 国勢調査 人口等基本集計; of 1980 the table in today's boundaries has 37 fewer than were published
    [
        ("1980-10-01", 117_060_396 - 37),
        ("2000-10-01", 126_925_843),
        ("2015-10-01", 127_094_745),
        ("2020-10-01", 126_146_099),
    ],
)
def test_a_census_adds_up_to_the_nation(date: str, published: int) -> None:
    counted = persons(table("census")["population"]).sel(date=date)
    assert float(counted.sum()) == published


def test_ages_and_totals_of_the_census_agree_in_2020() -> None:
    census = table("census")
    by_age = persons(census["population"]).sel(date="2020-10-01").sum("age_group")
    assert bool((by_age == persons(census["total"]).sel(date="2020-10-01")).all())


def test_spreading_unknown_ages_keeps_every_sum() -> None:
    counted = persons(table("census")["population"])
    spread = ages_known(counted)
    there = counted.sum("age_group") > 0
    assert float(abs(spread.sum("age_group") - counted.sum("age_group")).where(there).max()) < 1e-6


@pytest.mark.parametrize("area", ["ichinoseki", "hiraizumi", "kamaishi"])
def test_the_tables_of_the_three_municipalities_say_the_same(area: str) -> None:
    code = {"ichinoseki": "03209", "hiraizumi": "03402", "kamaishi": "03211"}[area]
    own = pd.read_csv(ROOT / "inputs" / area / "population.csv")
    own = own[(own["basis"] == "census") & (own["date"] <= "2015-10-01")]
    census = table("census")["population"].sel(area=code)
    for date, sex, group, value in zip(own["date"], own["sex"], own["age_group"], own["population"], strict=True):
        assert int(census.sel(date=date, sex=sex, age_group=group)) == value
    assert len(own) > 100


def test_every_table_has_every_area() -> None:
    areas = table("census")["area"].values
    assert all(np.array_equal(table(group)["area"].values, areas) for group in GROUPS)
    with pytest.raises(KeyError, match="there are census"):
        table("cencus")


def test_events_of_ichinoseki_are_those_of_its_own_folder() -> None:
    events = table("events")["events"].sel(area="03209")
    assert int(events.sel(year=2019, measure="births")) == 549
    assert int(events.sel(year=2019, measure="deaths")) == 1957


def test_tiles_of_prefectures_keep_their_columns(tmp_path: Path) -> None:
    """From the grid as it is published: code, column, row; two pairs of neighbours change places, Fukushima and Ibaraki, Tochigi and Gunma."""
    rows = "\n".join(f"{code},{code + 100},{code + 200},X" for code in range(1, 48))
    (tmp_path / "prefecture_tile_grid.csv").write_text(f"code,col,row,name_abb\n{rows}\n", encoding="utf-8")
    found = _tiles(tmp_path).set_index("prefecture")
    assert found.loc["13"].to_dict() == {"column": 113, "row": 213, "letters": "X"}
    assert [found.loc[code, "column"] for code in ("07", "08", "09", "10")] == [108, 107, 110, 109]
    assert (found["row"] == found["column"] + 100).all()
