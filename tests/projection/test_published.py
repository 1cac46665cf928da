"""Published projections, cell by cell: two engines of the United Nations, and IPSS 2018."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from cohort.inputs import read_inputs
from cohort.projection.project import project
from cohort.projection.results import balance
from tests.shared import DATA, ROOT, needs_data

SEXES = ["male", "female"]
AGES = np.arange(101)


def cells(table, column, year):
    """An array (year, sex, age) from a tidy table; sexes M/F or male/female."""
    sexes = table["sex"].str[0].str.upper().map({"M": 0, "F": 1})
    ages = table["age"] if "age" in table else table["age_start"]
    years = np.unique(table[year])
    array = np.full((len(years), 2, len(AGES)), np.nan)
    array[np.searchsorted(years, table[year]), sexes, ages] = table[column]
    assert not np.isnan(array).any()
    return array


def by_year(table, column, year):
    wide = table.pivot(index=year, columns="age" if "age" in table else "age_start", values=column)
    array = np.zeros((len(wide), len(AGES)))
    array[:, wide.columns] = wide
    return array


def dataset(P, S, asfr, srb, M, first, **attrs):
    return xr.Dataset(
        {
            "launch_population": (("sex", "age"), P),
            "survivorship": (("period", "sex", "age"), S),
            "asfr": (("period", "age"), asfr),
            "srb": (("period",), srb),
            "net_migration": (("period", "sex", "age"), M),
        },
        {"sex": SEXES, "age": AGES, "period": np.arange(first, first + len(S))},
        {"step": 1, "reference_date": "07-01", "births": "asfr", "mothers": "survivors"} | attrs,
    )


def japan(timing):
    folder = DATA / "validation" / "japan_1x1"
    read = {name: pd.read_csv(folder / f"in_{name}.csv.gz") for name in ("asfr", "srb", "life_table", "net_migration")}
    launch = pd.read_csv(folder / "in_base_pop.csv.gz").assign(year=2020)
    return dataset(
        cells(launch, "pop", "year")[0],
        cells(read["life_table"], "survival_ratio", "year_start"),
        by_year(read["asfr"], "asfr", "year_start"),
        read["srb"]["srb"].to_numpy(),
        cells(read["net_migration"], "net_migration", "year_start"),
        2020,
        migration_timing=timing,
    )


def canada():
    folder = DATA / "validation" / "canada_1x1"
    names = ("asfr", "srb", "life_table", "net_migration", "base_pop")
    read = {name: pd.read_csv(folder / f"in_{name}.csv.gz") for name in names}
    return dataset(
        cells(read["base_pop"], "value", "time_start")[0],
        cells(read["life_table"], "lt_Sx", "time_start"),
        by_year(read["asfr"], "value", "time_start"),
        read["srb"]["value"].to_numpy(),
        cells(read["net_migration"], "value", "time_start"),
        1950,
        migration_timing="end",
    )


def worst(got, published):
    """The largest relative difference of any cell; where nothing was published nothing may be."""
    assert np.all(got[published == 0] == 0)
    there = published != 0
    return np.max(np.abs(got[there] / published[there] - 1))


def deaths_agree(result, a, published):
    """Deaths are entering x (1 - S). S was recorded with 15 digits, so that 1 - S is known to 1e-15 and no better:
    the bound is 1e-14 of the deaths, and 2e-15 of those who might have died."""
    entering = published / np.where(a == 1, np.inf, 1 - a)
    return np.all(np.abs(result - published) <= 1e-14 * published + 2e-15 * entering)


@needs_data
@pytest.mark.parametrize("timing", ["even", "end"])
class TestJapan:
    def test_ccmpp_wpp(self, timing):
        a = japan(timing)
        result = project(a)
        folder = DATA / "validation" / "japan_1x1"
        published = pd.read_csv(folder / f"out_ccmppWPP_{timing}_pop_deaths.csv.gz")
        births = pd.read_csv(folder / f"out_ccmppWPP_{timing}_births.csv.gz")[["births_M", "births_F"]].to_numpy()
        assert worst(result["population"].values[1:], cells(published, "pop", "year")) < 1e-12
        assert worst(result["births"].values, births) < 1e-12
        deaths = cells(published, "deaths_cohort", "year")
        assert deaths_agree(result["deaths"].values, a["survivorship"].values, deaths)
        # 16,159 of 16,160 cells are within 1e-12 as well; girls reaching 10 in 2063, S = 0.99998, are at 6e-12
        assert np.sum(np.abs(result["deaths"].values / deaths - 1) > 1e-12) == 1

    def test_bayes_pop(self, timing):
        result = project(japan(timing))
        folder = DATA / "validation" / "japan_1x1"
        read = {
            name: pd.read_csv(folder / f"out_bayesPopCCM_{timing}_{name}.csv.gz")
            for name in ("pop", "births", "deaths")
        }
        assert worst(result["population"].values, cells(read["pop"], "pop", "year")) < 1e-12
        births = read["births"].groupby("year_start")[["births_M", "births_F"]].sum().to_numpy()
        assert worst(result["births"].values, births) < 1e-12
        # this engine counts deaths at the age of dying, ours are by age reached: the sums by sex are the same
        deaths = cells(read["deaths"], "deaths_period", "year_start")
        assert worst(result["deaths"].sum("age").values, deaths.sum(axis=2)) < 1e-12

    def test_bayes_pop_deaths_at_the_age_of_dying(self, timing):
        """The life table says how many of those who die on the way to an age have reached it."""
        folder = DATA / "validation" / "japan_1x1"
        table = pd.read_csv(folder / "in_life_table.csv.gz")
        lx, Lx = (cells(table, name, "year_start") for name in ("lx", "Lx"))
        reached = np.ones_like(lx)  # newborns die at 0
        reached[..., 1:-1] = (lx - Lx)[..., 1:-1] / (Lx[..., :-2] - Lx[..., 1:-1])
        reached[..., -1] = lx[..., -1] / Lx[..., -2]  # T(99) - T(100) = L(99) die near 100+, l(100) of them there
        by_age_reached = project(japan(timing))["deaths"].values
        found = by_age_reached * reached
        found[..., :-1] += (by_age_reached * (1 - reached))[..., 1:]
        read = pd.read_csv(folder / f"out_bayesPopCCM_{timing}_deaths.csv.gz")
        deaths = cells(read, "deaths_period", "year_start")
        # lx and Lx have 15 digits and are subtracted: where few die at an age, fewer digits are left
        alive = cells(pd.read_csv(folder / f"out_bayesPopCCM_{timing}_pop.csv.gz"), "pop", "year")[:-1]
        assert np.all(np.abs(found - deaths) <= 1e-14 * deaths + 1e-15 * alive)
        # 16,155 of 16,160 cells are within 1e-12 as well, the others within 3e-12
        assert np.sum(np.abs(found / deaths - 1) > 1e-12) == 5
        assert worst(found, deaths) < 3e-12

    def test_the_books_balance(self, timing):
        assert float(np.abs(balance(project(japan(timing)))).max()) < 1e-10


@needs_data
class TestCanada:
    def test_every_cell_1950_to_2020(self):
        a = canada()
        result = project(a)
        folder = DATA / "validation" / "canada_1x1"
        published = pd.read_csv(folder / "out_pop_deaths.csv.gz")
        births = pd.read_csv(folder / "out_births.csv.gz")[["births_M", "births_F"]].to_numpy()
        assert worst(result["population"].values[1:], cells(published, "pop", "year")) < 1e-12
        assert worst(result["births"].values, births) < 1e-12
        deaths = cells(published, "deaths_cohort", "year")
        assert deaths_agree(result["deaths"].values, a["survivorship"].values, deaths)

    def test_the_other_convention_for_mothers_is_another_projection(self):
        a = canada()
        survivors = project(a, keep="totals")["births"]
        with_migrants = project(a.assign_attrs(mothers="end_population"), keep="totals")["births"]
        assert 1e-4 < float(np.abs(with_migrants / survivors - 1).max()) < 2e-2


def ipss2018():
    """(area, time, sex, age) of the three municipalities."""
    tables = []
    for folder in ("ichinoseki", "hiraizumi", "kamaishi"):
        inputs = read_inputs(ROOT / "inputs" / folder)
        table = inputs.published_by_age.query("series == 'ipss2018'")
        ages = table["age"].astype("int64")
        tables.append(table.assign(area=inputs.area.code, time=table["date"].dt.year, age=ages))
    index = pd.concat(tables).set_index(["area", "time", "sex", "age"])["population"]
    return xr.DataArray.from_series(index).sel(sex=SEXES).transpose("area", "time", "sex", "age")


def test_ipss_2018_returns_from_its_own_ratios():
    """The official form, fed with the ratios that the published table implies, returns the table."""
    published = ipss2018()
    P = published.values.astype(float)
    assert P.shape == (3, 7, 2, 19)
    start, end = P[:, :-1], P[:, 1:]
    reaching = start[..., :-1].copy()
    reaching[..., -1] += start[..., -1]
    ratio = np.zeros_like(end)
    ratio[..., 1:] = end[..., 1:] / reaching
    survivorship = np.minimum(ratio, 0.9)
    rate = ratio - survivorship
    survivorship[..., 0], rate[..., 0] = 1.0, 0.0
    cells = ("area", "period", "sex", "age")
    a = xr.Dataset(
        {
            "launch_population": (("area", "sex", "age"), P[:, 0]),
            "survivorship": (cells, survivorship),
            "net_migration_rate": (cells, rate),
            "child_woman_ratio": (("area", "period"), end[..., 0].sum(axis=2) / end[:, :, 1, 3:10].sum(axis=2)),
            "sex_ratio_0_4": (("area", "period"), 100 * end[:, :, 0, 0] / end[:, :, 1, 0]),
        },
        {
            "area": published["area"].values,
            "period": published["time"].values[:-1],
            "sex": SEXES,
            "age": published["age"].values,
        },
        {
            "step": 5,
            "reference_date": "10-01",
            "births": "child_woman_ratio",
            "migration_timing": "end",
            "mothers": "survivors",
        },
    )
    result = project(a)
    assert float(np.abs(result["population"].values - P).max()) < 1e-8
    totals = result["population"].sum(["sex", "age"])
    assert round(float(totals.sel(area="03209", time=2040))) == 85744
