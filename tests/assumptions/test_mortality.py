from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cohort.assumptions.mortality import (
    closed_table,
    national_tables,
    prefecture_e0,
    prefecture_mortality,
    schedule,
    selected,
    shifted,
)
from cohort.errors import AssumptionError
from tests.assumptions.cases import prefecture_tables, refused, rows


def e0_of(qx, first):
    """Life expectancy from probabilities, in a loop; `first` is the mean age at death of infants."""
    alive, years = 1.0, 0.0
    for age, q in enumerate(qx):
        died = alive * q
        years += (alive - died) + died * (first if age == 0 else 0.5)
        alive -= died
    return years


def test_the_prefecture_has_its_published_life_expectancy_in_2020(inputs):
    tables, records = prefecture_tables(inputs, np.array([2020]), 2020)
    np.testing.assert_allclose(tables.e0, [[80.64, 87.05]], atol=1e-9)
    said = [r.en for r in records]
    assert "male: nation 81.56, prefecture 80.64" in said[0]
    assert "female: nation 87.71, prefecture 87.05" in said[1]
    assert "1980-2020" in said[2]


def test_life_expectancy_again_in_a_loop(inputs):
    tables, _ = prefecture_tables(inputs, np.array([2015, 2030.75]), 2020)
    for t in (0, 1):
        for s in (0, 1):
            # ages to 109 and then those who are left
            qx, left = tables.qx[t, s, :-1], float(np.prod(1 - tables.qx[t, s, :-1]))
            years = e0_of(qx, tables.ax[t, s, 0]) + left / tables.mx[t, s, -1]
            assert tables.e0[t, s] == pytest.approx(years, rel=1e-12)


def test_the_prefecture_is_one_logit_from_the_nation_at_every_age(inputs):
    own = prefecture_tables(inputs, np.array([2020, 2040.0]), 2020)[0]
    nation = prefecture_tables(replace(inputs, prefecture=None), np.array([2020, 2040.0]), 2020)[0]

    def logit(table):
        lx = table.lx[..., 1:101]
        return np.log((1 - lx) / lx) / 2

    apart = logit(own) - logit(nation)
    for s, alpha in enumerate((0.0638, 0.0519)):
        np.testing.assert_allclose(apart[:, s], apart[0, s, 0], atol=1e-9)
        assert apart[0, s, 0] == pytest.approx(alpha, abs=5e-5)


def test_without_a_prefecture_the_nation_stays(inputs):
    tables, records = prefecture_tables(replace(inputs, prefecture=None), np.array([2020]), 2020)
    np.testing.assert_allclose(tables.e0, [[81.56, 87.71]], atol=0.01)  # published: 81.56 and 87.71 years
    assert [r.where for r in records] == ["mortality"]
    assert "Brass" not in records[0].en


def test_a_prefecture_whose_years_do_not_meet_the_tables_is_left_out(inputs):
    table = inputs.prefecture.life_expectancy
    late = replace(inputs.prefecture, life_expectancy=table[table["year"] == 1975])
    assert prefecture_mortality(replace(inputs, prefecture=late), 2020).alpha == (0.0, 0.0)


def test_published_life_expectancy_between_its_years(inputs):
    # Iwate, women: 85.49 in 2005 and 85.86 in 2010
    assert prefecture_e0(inputs, 2005, "female") == pytest.approx(85.49)
    assert prefecture_e0(inputs, 2007.5, "female") == pytest.approx((85.49 + 85.86) / 2)
    assert prefecture_e0(inputs, 1974, "female") is None
    assert prefecture_e0(inputs, 2051, "female") is None
    assert prefecture_e0(replace(inputs, prefecture=None), 2005, "female") is None


def test_a_projection_from_2010_does_not_know_later_tables(inputs):
    found = national_tables(inputs, 2014)
    assert found.years.tolist() == [1980, 1985, 1990, 1995, 2000, 2005, 2010]
    published = {
        (r["sex"], int(r["age"])): float(r["qx"])
        for r in rows("japan/life_tables.csv")
        if r["year"] == "2010"
    }
    assert found.qx[-1, 1, 65] == published["female", 65]
    assert found.qx[-1, 0, 0] == published["male", 0]
    # Iwate's figure of 2010 is the last one then: 78.53 and 85.86
    np.testing.assert_allclose(
        prefecture_tables(inputs, np.array([2010]), 2014)[0].e0, [[78.53, 85.86]], atol=1e-9
    )


def test_mortality_falls_on_and_joins_without_a_step(inputs):
    years = np.array([2018, 2019, 2020, 2021, 2030, 2050])
    e0 = prefecture_tables(inputs, years, 2020)[0].e0
    assert (np.diff(e0, axis=0) > 0).all()
    assert (np.diff(e0[1:4], axis=0) < 0.3).all()  # years of life per calendar year


def test_periods_one_by_one_or_together(inputs):
    mortality = prefecture_mortality(inputs, 2020)
    together = mortality.at(np.array([2012.75, 2019, 2025.75]))
    for t, year in enumerate((2012.75, 2019, 2025.75)):
        alone = mortality.at(np.array([year]))
        np.testing.assert_allclose(together.lx[t], alone.lx[0], rtol=1e-13)
    np.testing.assert_array_equal(selected(together, slice(1, None)).lx, together.lx[1:])


def test_survivorship_of_a_shifted_table(inputs):
    tables, _ = prefecture_tables(inputs, np.array([2020]), 2020)
    S = schedule(tables, 0.0)
    assert S.shape == (1, 2, 101)
    for x in (1, 40, 99):
        assert S[0, 1, x] == pytest.approx(tables.Lx[0, 1, x] / tables.Lx[0, 1, x - 1], rel=1e-9)
    assert S[0, 1, 0] == pytest.approx(tables.Lx[0, 1, 0], rel=1e-9)
    assert (schedule(tables, 0.05) < S).all()
    assert (shifted(tables, 0.05).e0 < tables.e0).all()


def test_ages_above_100_only_are_modelled(inputs):
    tables = national_tables(inputs, 2020)
    m = 0.0001 * 1.08 ** np.arange(100)
    closed = closed_table(m, "male")
    assert closed.age[-1] == 110
    np.testing.assert_array_equal(closed.mx[:100], m)
    assert (np.diff(closed.mx[100:110]) > 0).all()
    assert tables.qx.shape == (9, 2, 100)


def test_a_nation_is_needed_with_four_tables(inputs):
    for nation in (None, replace(inputs.nation, life_tables=None)):
        refused(lambda n=nation: national_tables(replace(inputs, nation=n), 2020), AssumptionError, "nation")
    refused(lambda: national_tables(inputs, 1994), AssumptionError, "3 years up to 1994", "four")
