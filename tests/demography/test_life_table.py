from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.demography.life_table import close, group_survivorship, infant_ax, life_table, open_at, survivorship
from cohort.errors import AssumptionError
from tests.demography.strategies import japan, rates, stacks

# Preston, Heuveline and Guillot (2001), box 3.1: Austria, males, 1992
AUSTRIA_N = [47925, 189127, 234793, 238790, 254996, 326831, 355086, 324222, 269963, 261971, 238011, 261612,
             181385, 187962, 153832, 105169, 73694, 57512, 32248]  # fmt: skip
AUSTRIA_D = [419, 70, 36, 46, 249, 420, 403, 441, 508, 769, 1154, 1866, 2043, 3496, 4366, 4337, 5279, 6460,
             6146]  # fmt: skip
AUSTRIA_AX = [0.068, 1.626, 2.5, 3.143, 2.724, 2.520, 2.481, 2.601, 2.701, 2.663, 2.698, 2.676, 2.645, 2.624,
              2.619, 2.593, 2.518, 2.423, 5.247]  # fmt: skip
ABRIDGED = [1, 4] + [5] * 17

# 厚生労働省 完全生命表（第15回～第23回）
PUBLISHED_E0 = {
    1980: (73.35, 78.76), 1985: (74.78, 80.48), 1990: (75.92, 81.90),
    1995: (76.38, 82.85), 2000: (77.72, 84.60), 2005: (78.56, 85.52),
    2010: (79.55, 86.30), 2015: (80.75, 86.99), 2020: (81.56, 87.71),
}  # fmt: skip


def slow_life_table(mx, ax):
    """Return survivors, person-years and expectancy of single years, one age at a time."""
    alive, lived = 1.0, []
    lx = []
    for age, m in enumerate(mx):
        lx.append(alive)
        if age == len(mx) - 1:
            lived.append(alive / m)
        else:
            q = m / (1 + (1 - ax[age]) * m)
            lived.append(alive * (1 - q) + alive * q * ax[age])
            alive *= 1 - q
    return lx, lived, [sum(lived[x:]) / lx[x] for x in range(len(mx))]


def test_textbook_abridged_table():
    mx = np.array(AUSTRIA_D) / np.array(AUSTRIA_N)
    table = life_table(mx=mx, ax=AUSTRIA_AX, width=ABRIDGED, radix=100_000)
    assert table.e0 == pytest.approx(72.889, abs=0.001)
    assert table.ex[-1] == pytest.approx(5.247, abs=0.0005)
    assert table.age.tolist() == [0, 1, *range(5, 90, 5)]
    assert table.lx[0] == 100_000


@pytest.mark.parametrize("year", sorted(PUBLISHED_E0))
def test_published_life_expectancy_of_japan(year):
    for sex, published in zip(("male", "female"), PUBLISHED_E0[year], strict=True):
        assert life_table(japan(year, sex), sex=sex).e0 == pytest.approx(published, abs=0.01)


def test_infant_ax_is_the_published_formula():
    # Andreev and Kingkade: each segment at one point
    assert infant_ax("male", qx=0.01) == pytest.approx(0.1493 - 0.020367)
    assert infant_ax("male", qx=0.05) == pytest.approx(0.0244 + 0.17497)
    assert infant_ax("male", qx=0.1) == pytest.approx(0.2991)
    assert infant_ax("female", qx=0.01) == pytest.approx(0.1490 - 0.020867)
    assert infant_ax("female", qx=0.05) == pytest.approx(0.0438 + 0.205375)
    assert infant_ax("female", qx=0.1) == pytest.approx(0.3141)
    assert infant_ax(qx=0.0) == pytest.approx((0.1493 + 0.1490) / 2)
    both = infant_ax(("male", "female"), qx=[[0.01, 0.01]])
    assert both[0] == pytest.approx([0.128933, 0.128133])


@given(q=st.floats(0, 1), sex=st.sampled_from(["male", "female", None]))
def test_infant_ax_agrees_both_ways(q, sex):
    a = infant_ax(sex, qx=q)
    m = q / (1 - (1 - a) * q)
    assert infant_ax(sex, mx=m) == pytest.approx(a, rel=1e-9)


def test_ages_1_to_4_of_an_abridged_table():
    light = life_table(mx=[0.01, 0.001, 0.001, 0.1], width=[1, 4, 5, 5], sex="male")
    assert light.ax[1] == pytest.approx(1.651 - 2.816 * 0.01)
    heavy = life_table(mx=[0.2, 0.03, 0.001, 0.1], width=[1, 4, 5, 5], sex="female")
    assert heavy.ax[1] == pytest.approx(1.361)
    again = life_table(light.qx, width=[1, 4, 5, 5], sex="male", open_mx=0.1)
    assert again.ax[1] == pytest.approx(light.ax[1], rel=1e-12)


@given(mx=rates)
def test_rates_to_probabilities_and_back(mx):
    there = life_table(mx=mx, sex="female")
    back = life_table(there.qx, sex="female", open_mx=mx[-1])
    np.testing.assert_allclose(back.mx, mx, rtol=1e-11)
    np.testing.assert_allclose(back.ex, there.ex, rtol=1e-10)


@given(mx=rates, a=st.floats(0.05, 0.95), radix=st.sampled_from([1.0, 100_000.0]))
def test_identities(mx, a, radix):
    table = life_table(mx=mx, ax=np.full(mx.size, a), radix=radix)
    lx, Lx, ex = slow_life_table(mx, [a] * mx.size)
    np.testing.assert_allclose(table.lx, np.array(lx) * radix, rtol=1e-11)
    np.testing.assert_allclose(table.Lx, np.array(Lx) * radix, rtol=1e-11)
    np.testing.assert_allclose(table.ex, ex, rtol=1e-11)
    assert (np.diff(table.lx) < 0).all()
    np.testing.assert_allclose(table.dx.sum(), radix, rtol=1e-11)
    np.testing.assert_allclose(table.mx, table.dx / table.Lx, rtol=1e-9)
    np.testing.assert_allclose(table.Tx[:-1] - table.Tx[1:], table.Lx[:-1], rtol=1e-7, atol=1e-9 * radix)
    assert table.qx[-1] == 1
    assert table.ax[-1] == pytest.approx(1 / mx[-1])


@given(mx=stacks)
def test_a_stack_is_its_tables(mx):
    stack = life_table(mx=mx)
    for row, values in enumerate(mx):
        one = life_table(mx=values)
        for name in ("qx", "ax", "lx", "dx", "Lx", "Tx", "ex"):
            np.testing.assert_allclose(getattr(stack, name)[row], getattr(one, name), rtol=1e-14)
        np.testing.assert_allclose(survivorship(stack)[row], survivorship(one), rtol=1e-14)


def test_survivorship_by_hand():
    table = life_table(qx=[0.1, 0.2, 0.5], ax=[0.5, 0.5, 0.5], open_mx=0.5)
    # l = 1, .9, .72; L = .95, .81, 1.44; T = 3.2, 2.25, 1.44
    np.testing.assert_allclose(table.Lx, [0.95, 0.81, 1.44], rtol=1e-14)
    np.testing.assert_allclose(survivorship(table), [0.95, 0.81 / 0.95, 1.44 / 2.25], rtol=1e-14)
    five = life_table(mx=[0.01, 0.02, 0.05], width=5)
    assert survivorship(five)[0] == pytest.approx(five.Lx[0] / 5)


@given(mx=rates)
def test_survivorship_is_a_share(mx):
    S = survivorship(life_table(mx=mx))
    assert ((S > 0) & (S <= 1)).all()


@given(mx=rates)
def test_a_stationary_population_stays(mx):
    table = life_table(mx=mx)
    S = survivorship(table)
    after = np.empty_like(S)
    after[0] = S[0]  # one birth a year
    after[1:-1] = S[1:-1] * table.Lx[:-2]
    after[-1] = S[-1] * (table.Lx[-2] + table.Lx[-1])
    np.testing.assert_allclose(after, table.Lx, rtol=1e-10)


@given(mx=rates, cut=st.integers(1, 50))
def test_opening_a_table_lower_changes_nothing_below(mx, cut):
    table = life_table(mx=mx)
    age = 1 + cut % (mx.size - 1)
    lower = open_at(table, age)
    np.testing.assert_array_equal(lower.ex, table.ex[: age + 1])
    assert lower.mx[-1] == pytest.approx(lower.dx[-1] / lower.Lx[-1])
    assert lower.Lx.sum() == pytest.approx(table.Lx.sum(), rel=1e-12)
    assert lower.width[-1] == np.inf
    if age > 1:
        np.testing.assert_allclose(survivorship(table, age)[:-1], survivorship(table)[:age], rtol=1e-14)


def test_five_year_survivorship_is_single_years_summed():
    table = life_table(japan(2020, "female"), sex="female", radix=100_000)
    S = group_survivorship(table, 5, 90)
    L = table.Lx
    assert S.shape == (19,)
    assert S[0] == pytest.approx(sum(L[:5]) / 500_000)
    assert S[7] == pytest.approx(sum(L[35:40]) / sum(L[30:35]))
    assert S[-1] == pytest.approx(sum(L[90:]) / sum(L[85:]))
    assert group_survivorship(table).shape == (23,)  # 0-4 ... 110+
    np.testing.assert_allclose(group_survivorship(table, 1, 100), survivorship(table, 100), rtol=1e-12)


def kannisto(level, slope, ages):
    hazard = level * np.exp(slope * (ages - 80.0))
    return hazard / (1 + hazard)


def test_kannisto_returns_its_own_rates():
    ages = np.arange(0, 101)
    mx = np.where(ages < 80, 0.01, kannisto(0.06, 0.12, ages))
    closed = close(mx)
    assert closed.shape == (111,)
    np.testing.assert_allclose(closed[80:110], kannisto(0.06, 0.12, np.arange(80, 110)), rtol=1e-10)
    np.testing.assert_array_equal(closed[:80], mx[:80])
    # the open age: slow sum over survivors with each year's hazard held
    alive, lived = 1.0, 0.0
    for age in range(110, 300):
        m = kannisto(0.06, 0.12, age)
        lived += alive * (1 - np.exp(-m)) / m
        alive *= np.exp(-m)
    assert closed[110] == pytest.approx(1 / lived, rel=1e-10)


@given(level=st.floats(0.01, 0.3), slope=st.floats(0.01, 0.3), noise=st.integers(0, 2**32 - 1))
def test_kannisto_closing_rises_and_stays_below_one(level, slope, noise):
    ages = np.arange(0, 101)
    wobble = np.exp(np.random.default_rng(noise).normal(0, 0.02 * slope, (2, 101)))
    closed = close(kannisto(level, slope, ages) * wobble * 0.99, last_age=115)
    assert closed.shape == (2, 116)
    assert (np.diff(closed[:, 80:]) >= 0).all()
    assert (closed <= 1).all()


def test_kannisto_may_keep_the_observed_rates():
    mx = life_table(japan(2020, "male"), sex="male").mx
    kept = close(mx, replace_from=96)
    np.testing.assert_array_equal(kept[:96], mx[:96])
    np.testing.assert_array_equal(kept[96:], close(mx)[96:])
    # closing moves the published life expectancy by less than a hundredth of a year
    assert life_table(mx=close(mx), sex="male").e0 == pytest.approx(81.56, abs=0.01)


BAD = [
    (lambda: life_table(), "give one of"),
    (lambda: life_table([0.1, 0.2], mx=[0.1, 0.2]), "give one of"),
    (lambda: life_table([0.1, np.nan, 0.2]), "qx[1]: got nan"),
    (lambda: life_table([0.1, -0.1, 0.2]), "qx[1]: got -0.1"),
    (lambda: life_table([0.1, 1.2, 0.2]), "qx[1]: got 1.2"),
    (lambda: life_table(mx=[[0.1, 0.1], [0.1, -1]]), "mx[1, 1]: got -1"),
    (lambda: life_table([0.1, 1.0, 0.2]), "qx[1]: is 1: nobody reaches"),
    (lambda: life_table([0.1, 0.1, 1.0]), "give open_mx"),
    (lambda: life_table(mx=[0.1, 0.1, 0.0]), "0 in the open group"),
    (lambda: life_table([0.1]), "2 groups or more"),
    (lambda: life_table(0.1), "2 groups or more"),
    (lambda: life_table(["a", "b"]), "not an array of numbers"),
    (lambda: life_table([0.1, 0.1], ax=[0.5]), "ax: got shape"),
    (lambda: life_table([0.1, 0.1], ax=[1.5, 0.5]), "ax[0]: got 1.5"),
    (lambda: life_table([0.1, 0.1], width=[1, 4, 5]), "width: got shape"),
    (lambda: life_table([0.1, 0.1], radix=0), "radix"),
    (lambda: life_table([0.1, 0.1], sex="woman"), "got 'woman'"),
    (lambda: infant_ax("male"), "give one of"),
    (lambda: open_at(life_table([0.1, 0.1, 0.1]), 7), "groups start at 0 ... 2"),
    (lambda: open_at(life_table([0.1, 0.1, 0.1]), 0), "groups start at"),
    (lambda: survivorship(life_table(mx=[0.1] * 4, width=[1, 4, 5, 5])), "several widths"),
    (lambda: group_survivorship(life_table(mx=[0.1] * 4, width=5)), "single-year"),
    (lambda: group_survivorship(life_table(mx=[0.1] * 12), 5, 8), "multiple of 5"),
    (lambda: group_survivorship(life_table(mx=[0.1] * 12), 5, 15), "multiple of 5"),
    (lambda: close([0.1] * 60), "at least three observed"),
    (lambda: close([0.1] * 101, last_age=80), "in this order"),
    (lambda: close([0.1] * 101, replace_from=70), "in this order"),
    (lambda: close([0.1] * 85 + [0.0] * 16), "mx[85]: is 0"),
    (lambda: close(np.linspace(0.9, 0.1, 101)), "falls with age"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=range(len(BAD)))
def test_bad_values_are_errors(call, message):
    with pytest.raises(AssumptionError) as caught:
        call()
    assert message in caught.value.text("en")
    assert any(ord(letter) > 0x3000 for letter in caught.value.text("ja").split(":", 1)[1])
