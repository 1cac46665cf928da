from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cohort.assumptions.mortality import (
    Course,
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


def by_complete_tables(inputs):
    """The same with the complete life tables alone."""
    return replace(inputs, nation=replace(inputs.nation, death_rates=None))


def test_the_prefecture_has_its_published_life_expectancy_in_2020(inputs):
    tables, records = prefecture_tables(inputs, np.array([2020]), 2020)
    np.testing.assert_allclose(tables.e0, [[80.64, 87.05]], atol=1e-9)
    said = [r.en for r in records]
    assert "male: nation 81.58, prefecture 80.64" in said[0]
    assert "female: nation 87.73, prefecture 87.05" in said[1]
    assert "National death rates known by 2020 (to 2020)" in said[2]
    assert "fitted to 2001-2020 (k a random walk with drift)" in said[2]


def test_complete_life_tables_do_where_there_are_no_rates_of_every_year(inputs):
    tables, records = prefecture_tables(by_complete_tables(inputs), np.array([2020]), 2020)
    np.testing.assert_allclose(tables.e0, [[80.64, 87.05]], atol=1e-9)
    said = [r.en for r in records]
    assert "male: nation 81.56, prefecture 80.64" in said[0]
    assert "National complete life tables known by 2020" in said[2]
    assert "fitted to 2005-2020" in said[2]


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
    # published e0 of 2020: Iwate 80.64 and 87.05; the nation's rates of that year give 81.58 and 87.73
    for s, alpha in enumerate((0.0652, 0.0537)):
        np.testing.assert_allclose(apart[:, s], apart[0, s, 0], atol=1e-9)
        assert apart[0, s, 0] == pytest.approx(alpha, abs=5e-5)


def test_without_a_prefecture_the_nation_stays(inputs):
    alone = replace(by_complete_tables(inputs), prefecture=None)
    np.testing.assert_allclose(
        prefecture_tables(alone, np.array([2020]), 2020)[0].e0, [[81.56, 87.71]], atol=0.01
    )  # published: 81.56 and 87.71 years
    tables, records = prefecture_tables(replace(inputs, prefecture=None), np.array([2020]), 2020)
    np.testing.assert_allclose(tables.e0, [[81.56, 87.71]], atol=0.03)
    assert [r.where for r in records] == ["mortality"]
    assert "Brass" not in records[0].en


def test_a_prefecture_whose_years_do_not_meet_the_tables_is_left_out(inputs):
    table = inputs.prefecture.life_expectancy
    early = replace(inputs.prefecture, life_expectancy=table[table["year"] == 1975].assign(year=1965))
    assert prefecture_mortality(replace(inputs, prefecture=early), 2020).alpha == (0.0, 0.0)


def test_published_life_expectancy_between_its_years(inputs):
    # Iwate, women: 85.49 in 2005 and 85.86 in 2010
    assert prefecture_e0(inputs, 2005, "female", 2020) == pytest.approx(85.49)
    assert prefecture_e0(inputs, 2007.5, "female", 2020) == pytest.approx((85.49 + 85.86) / 2)
    assert prefecture_e0(inputs, 2007.5, "female", 2009) is None  # 2010 is not known yet
    assert prefecture_e0(inputs, 1974, "female", 2020) is None
    assert prefecture_e0(inputs, 2051, "female", 2051) is None
    assert prefecture_e0(replace(inputs, prefecture=None), 2005, "female", 2020) is None


def test_a_projection_from_2010_does_not_know_later_tables(inputs):
    found = national_tables(inputs, 2014)
    assert found.years.tolist() == list(range(1970, 2015))
    published = {int(r["age"]): r for r in rows("japan/death_rates.csv") if r["year"] == "2014"}
    assert found.mx[-1, 1, 65] == float(published[65]["female"])
    assert found.mx[-1, 0, 0] == float(published[0]["male"])
    complete = national_tables(by_complete_tables(inputs), 2014)
    assert complete.years.tolist() == [1980, 1985, 1990, 1995, 2000, 2005, 2010]
    (q,) = (
        float(r["qx"])
        for r in rows("japan/life_tables.csv")
        if (r["year"], r["sex"], r["age"]) == ("2010", "female", "65")
    )
    assert complete.mx[-1, 1, 65] == pytest.approx(q / (1 - q / 2))
    # Iwate's figure of 2010 is the last one then: 78.53 and 85.86
    np.testing.assert_allclose(prefecture_tables(inputs, np.array([2010]), 2014)[0].e0, [[78.53, 85.86]], atol=1e-9)


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
    assert tables.mx.shape == (51, 2, 100)


def test_a_nation_is_needed_with_four_tables(inputs):
    for nation in (None, replace(inputs.nation, life_tables=None, death_rates=None)):
        refused(lambda n=nation: national_tables(replace(inputs, nation=n), 2020), AssumptionError, "nation")
    refused(lambda: national_tables(inputs, 1972), AssumptionError, "3 years up to 1972", "four")
    gone = inputs.nation.death_rates.query("age != 99 or year != 2001")
    short = replace(inputs, nation=replace(inputs.nation, death_rates=gone))
    refused(lambda: national_tables(short, 2020), AssumptionError, "ages 0 to 99 are needed")
    late = Course(window_end=1972)
    refused(lambda: prefecture_mortality(inputs, 2020, late), AssumptionError, "mortality_window", "hold 3")


def test_how_mortality_may_go_on(inputs):
    years = np.array([2019.0, 2020.0, 2050.0])
    found = {
        name: prefecture_mortality(replace(inputs, prefecture=None), 2019, course).at(years).e0
        for name, course in {
            "walk": Course(),
            "curve": Course("log_curve"),
            "constant": Course("constant"),
            "fitted": Course(jump_off="fitted"),
            "early": Course(window_end=2010),
        }.items()
    }
    for one in found.values():  # the last table known is what it is
        np.testing.assert_allclose(one[0], found["walk"][0], rtol=1e-12)
    np.testing.assert_allclose(found["constant"][2], found["walk"][0], rtol=1e-12)
    # a random walk by hand: k's mean yearly change between the first and the last of twenty tables goes on at every age
    nation = national_tables(inputs, 2019)
    for s, sex in enumerate(("male", "female")):
        log_m = np.log(nation.mx[-20:, s])
        U, size, Vt = np.linalg.svd(log_m - log_m.mean(axis=0), full_matrices=False)
        k = U[:, 0] * size[0]
        later = np.exp(log_m[-1] + (k[-1] - k[0]) / 19 * 31 * Vt[0])
        assert found["walk"][2, s] == pytest.approx(float(closed_table(later, sex).e0), rel=1e-10)
    np.testing.assert_allclose(found["walk"][2], [85.96, 90.36], atol=0.01)
    np.testing.assert_allclose(found["curve"][2], [85.00, 91.06], atol=0.01)
    assert (np.abs(found["fitted"][1] - found["walk"][1]) > 0.002).all()
    assert (found["early"][2] > found["walk"][2]).any()
