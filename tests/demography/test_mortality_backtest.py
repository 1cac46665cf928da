"""How national mortality is carried on, tried on the past: the numbers of docs/decisions/mortality.md.

Launches from every year's tables up to 2010 choose; those of 2011-2014 are reported once. The Japanese Mortality Database back
to 1950 is not part of the project; what it leads to is recomputed where it is at hand.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from cohort.demography.lee_carter import LeeCarter, fit_lee_carter
from cohort.demography.life_table import life_table
from cohort.demography.time_index import logarithmic_rates
from tests.shared import DATA, ROOT, needs_data

PAGE = (ROOT / "docs" / "decisions" / "mortality.md").read_text(encoding="utf-8")
CHOOSING, LATER = range(1990, 2011), range(2011, 2015)
WAYS = {
    "random walk, 10 tables": (10, LeeCarter.project),
    "random walk, 15 tables": (15, LeeCarter.project),
    "random walk, 20 tables": (20, LeeCarter.project),
    "random walk, 30 tables": (30, LeeCarter.project),
    "curve, 20 tables": (20, logarithmic_rates),
    "curve, 30 tables": (30, logarithmic_rates),
    "curve, 40 tables": (40, logarithmic_rates),
}


@cache
def rates() -> dict[str, pd.DataFrame]:
    """Death rates (year, age 0-99) of each sex."""
    assert DATA is not None
    table = pd.read_csv(DATA / "japan" / "jmd_mx_1x1.txt.gz", sep=r"\s+", skiprows=2, dtype=str)
    table = table.assign(Year=table["Year"].astype(int), Age=table["Age"].str.rstrip("+").astype(int))
    table = table[(table["Year"] >= 1950) & (table["Age"] < 100)]
    return {
        sex: table.assign(m=table[sex.title()].astype(float)).pivot(index="Year", columns="Age", values="m")
        for sex in ("male", "female")
    }


def misses(count: int, way, origins, ahead: int, sex: str) -> np.ndarray:
    """Projected less observed life expectancy, years, some years after each launch."""
    table, found = rates()[sex], []
    for last in origins:
        if last + ahead <= 2024:
            years = np.arange(last - count + 1, last + 1)
            later = way(fit_lee_carter(table.loc[years].to_numpy(), years), [last + ahead])
            came = table.loc[[last + ahead]].to_numpy()
            e0 = life_table(mx=np.concatenate([later, came]), sex=sex).e0
            found.append(e0[0] - e0[1])
    return np.array(found)


def row(name: str, origins, horizons) -> str:
    """One row as the page has it: mean miss without sign, and with it."""
    count, way = WAYS[name]
    cells = []
    for sex in ("male", "female"):
        for ahead in horizons:
            found = misses(count, way, origins, ahead, sex)
            cells.append(f"{np.abs(found).mean():.2f} ({found.mean():+.2f})".replace("-", "−"))
    return f"| {name} | " + " | ".join(cells) + " |"


@needs_data
@pytest.mark.parametrize("name", WAYS)
def test_the_trials_of_the_page(name: str) -> None:
    assert row(name, CHOOSING, (5, 10, 20)) in PAGE
    assert row(name, LATER, (5, 10)) in PAGE


@needs_data
def test_the_project_has_the_same_rates() -> None:
    own = pd.read_csv(ROOT / "inputs" / "japan" / "death_rates.csv")
    for sex, table in rates().items():
        mine = own.pivot(index="year", columns="age", values=sex)
        np.testing.assert_array_equal(mine.to_numpy(), table.loc[1970:2024].to_numpy())
    assert re.search(r"1970.2024", PAGE)
