"""The life table, both ways, and the survivorship that a projection takes from it.

The last axis is age; ages start at 0; the last group is open. `mx` is a rate (deaths per person-year), `qx` a
probability.

Source: Preston, Heuveline and Guillot (2001), *Demography*, ch. 3. Age 0 and 1-4: `separation`. Closing:
`kannisto`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, first_cell, label, refuse
from cohort.demography.kannisto import close
from cohort.demography.separation import Sex, child_ax, infant_ax

__all__ = ["LifeTable", "Sex", "close", "group_survivorship", "infant_ax", "life_table", "open_at", "survivorship"]
SUBJECT = "life table"


@dataclass(frozen=True)
class LifeTable:
    """A life table, or a stack of them.

    Attributes
    ----------
    mx : array (..., age)
        Death rates, per person-year; the open group's is ``lx / Lx``.
    qx : array (..., age)
        Probabilities of dying within the group; 1 in the open group.
    ax : array (..., age)
        Mean years lived in the group by those who die in it; in the open group ``ex``.
    lx : array (..., age)
        Survivors to exact age x; ``lx[..., 0]`` is the radix.
    dx, Lx, Tx : array (..., age)
        Deaths; person-years lived in the group; and from age x on.
    ex : array (..., age)
        Life expectancy at exact age x, years.
    width : array (age,)
        Width of the groups in years; infinite for the open one.
    """

    mx: Array
    qx: Array
    ax: Array
    lx: Array
    dx: Array
    Lx: Array
    Tx: Array
    ex: Array
    width: Array

    @property
    def age(self) -> npt.NDArray[np.int64]:
        """Lower bounds of the groups."""
        return np.concatenate([[0.0], np.cumsum(self.width[:-1])]).astype(np.int64)

    @property
    def e0(self) -> Array:
        """Life expectancy at birth, years."""
        return self.ex[..., 0]


def life_table(
    qx: npt.ArrayLike | None = None,
    *,
    mx: npt.ArrayLike | None = None,
    ax: npt.ArrayLike | None = None,
    width: npt.ArrayLike = 1,
    radix: float = 1.0,
    sex: Sex | Sequence[Sex] | None = None,
    open_mx: npt.ArrayLike | None = None,
) -> LifeTable:
    """Build a life table from probabilities or from rates.

    Parameters
    ----------
    qx : array_like (..., age)
        Probabilities of dying. The last one is that of the first `width` years of the open group: the rate
        it implies is taken as the open group's. Where it is 1 (closed by definition) `open_mx` must be given.
    mx : array_like (..., age)
        Death rates per person-year, the open group's last. One of `qx` and `mx` is given.
    ax : array_like (..., age) or (age,), optional
        Mean years lived by those who die, within each group; its last value is not used. Default: age 0 by
        `infant_ax`, ages 1-4 (in a table of widths 1, 4, 5, ...) by Coale and Demeny's region West,
        elsewhere half the width.
    width : int or array_like (age,)
        Width of the groups in years; of the last one it is the nominal width (see `qx`).
    radix : float
        Births, ``lx[..., 0]``.
    sex : "male", "female", a sequence of them, or None
        For the default `ax`; a sequence names the entries of the axis before age.
    open_mx : array_like (...), optional
        Death rate of the open group (with `qx` only).

    Returns
    -------
    LifeTable

    Raises
    ------
    AssumptionError
        A value out of range or of the wrong shape; a probability that reaches 1 before the open group.
    """
    if (qx is None) == (mx is None):
        refuse(SUBJECT, "qx, mx", en="give one of qx and mx.", ja="qx と mx のどちらか一方を与えてください。")
    checked(SUBJECT, "radix", radix, low=np.finfo(float).tiny)
    name, given = ("qx", qx) if qx is not None else ("mx", mx)
    values = checked(SUBJECT, name, given, low=0, high=1 if qx is not None else np.inf, least_ages=2)  # type: ignore[arg-type]
    n = _widths(width, values.shape[-1])
    a = _ax(ax, n, sex, values, name)
    if qx is not None:
        q, m = values.copy(), values / (n - (n - a) * values)
        m[..., -1] = _open_rate(values[..., -1], m[..., -1], open_mx)
    else:
        m, q = values, n * values / (1 + (n - a) * values)
    return _from_probabilities(q, m, a, n, radix)


def _widths(width: npt.ArrayLike, ages: int) -> Array:
    n = checked(SUBJECT, "width", width, low=1)
    return np.full(ages, float(n)) if n.ndim == 0 else checked(SUBJECT, "width", n, low=1, shape=(ages,)).copy()


def _ax(ax: npt.ArrayLike | None, n: Array, sex: Sex | Sequence[Sex] | None, values: Array, name: str) -> Array:
    if ax is not None:
        given = checked(SUBJECT, "ax", ax, low=0, least_ages=n.size)
        a = np.array(np.broadcast_to(given, values.shape))
        if (a[..., :-1] > n[:-1]).any():
            cell = first_cell(a[..., :-1] > n[:-1])
            refuse(
                SUBJECT,
                "ax" + label(cell),
                en=f"got {a[cell]:g}, more than the group's width of {n[cell[-1]]:g} years.",
                ja=f"{a[cell]:g} は階級の幅 {n[cell[-1]]:g} 年を超えています。",
            )
        a[..., -1] = n[-1] / 2
        return a
    a = np.array(np.broadcast_to(n / 2, values.shape))
    if n[0] == 1:
        first = values[..., 0]
        a[..., 0] = infant_ax(sex, qx=first) if name == "qx" else infant_ax(sex, mx=first)
        if n.size > 2 and n[1] == 4:
            m0 = first / (1 - (1 - a[..., 0]) * first) if name == "qx" else first
            a[..., 1] = child_ax(m0, sex)
    return a


def _open_rate(q: Array, implied: Array, open_mx: npt.ArrayLike | None) -> Array:
    if open_mx is not None:
        return np.broadcast_to(checked(SUBJECT, "open_mx", open_mx, low=0), q.shape)
    if (q == 1).any():
        refuse(
            SUBJECT,
            "qx" + label((*first_cell(q == 1), -1)),
            en="is 1, which says nothing of how long people live in the open group; give open_mx, or the "
            "probability of its first years.",
            ja="が 1 なので開放年齢階級で何年生きるか決まりません。open_mx か最初の年の死亡確率を与えてください。",
        )
    return implied


def _from_probabilities(q: Array, m: Array, a: Array, n: Array, radix: float) -> LifeTable:
    closed = q[..., :-1]
    if (closed >= 1).any():
        cell = first_cell(closed >= 1)
        refuse(
            SUBJECT,
            "qx" + label(cell),
            en=f"is {closed[cell]:g}: nobody reaches the next group; open the table at this age or lower the rate.",
            ja=f"が {closed[cell]:g} で、次の階級に誰も達しません。この年齢を開放階級とするか、率を下げてください。",
        )
    if (m[..., -1] <= 0).any():
        refuse(
            SUBJECT,
            "mx" + label((*first_cell(m[..., -1] <= 0), -1)),
            en="is 0 in the open group: nobody would ever die; give a rate above 0.",
            ja="が開放年齢階級で 0 です。正の死亡率を与えてください。",
        )
    q, a, m, width = q.copy(), a.copy(), m.copy(), n.copy()
    q[..., -1], a[..., -1], width[-1] = 1.0, 1 / m[..., -1], np.inf
    start = np.full((*q.shape[:-1], 1), float(radix))
    lx = np.concatenate([start, radix * np.cumprod(1 - closed, axis=-1)], axis=-1)
    dx = lx * q
    Lx = n * (lx - dx) + a * dx  # in the open group all die: a dx = lx / mx
    Tx = np.cumsum(Lx[..., ::-1], axis=-1)[..., ::-1]
    return LifeTable(mx=m, qx=q, ax=a, lx=lx, dx=dx, Lx=Lx, Tx=Tx, ex=Tx / lx, width=width)


@takes()
def open_at(table: LifeTable, age: int) -> LifeTable:
    """Close a table with an open group from `age` on; nothing below changes, and ``ex`` stays as it is.

    Parameters
    ----------
    table : LifeTable
    age : int
        Lower bound of one of its groups, not the first.

    Returns
    -------
    LifeTable
        With the years lived above pooled: ``Lx = Tx(age)``, ``mx = lx / Tx``.

    Raises
    ------
    AssumptionError
        The table has no such group.
    """
    at = np.flatnonzero(table.age == age)
    if at.size == 0 or at[0] == 0:
        refuse(
            SUBJECT,
            "age",
            en=f"got {age}; the table's groups start at {table.age[0]} ... {table.age[-1]}.",
            ja=f"{age} 歳で始まる階級がありません（{table.age[0]}～{table.age[-1]} 歳）。",
        )
    end = int(at[0])
    cut = {
        name: getattr(table, name)[..., : end + 1].copy() for name in ("mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex")
    }
    width = table.width[: end + 1].copy()
    cut["mx"][..., -1] = 1 / cut["ex"][..., -1]
    cut["qx"][..., -1], cut["ax"][..., -1], width[-1] = 1.0, cut["ex"][..., -1], np.inf
    cut["dx"][..., -1], cut["Lx"][..., -1] = cut["lx"][..., -1], cut["Tx"][..., -1]
    return LifeTable(width=width, **cut)


@takes()
def survivorship(table: LifeTable, open_age: int | None = None) -> Array:
    """Survivorship by age **reached**, for groups of one width.

    Parameters
    ----------
    table : LifeTable
        All closed groups of one width n.
    open_age : int, optional
        Open the table there first; default: as it is.

    Returns
    -------
    array (..., age)
        ``S(0) = L0 / (n l0)``, ``S(x) = L(x) / L(x-n)``, ``S(A) = T(A) / T(A-n)``; ratios within 0 and 1.

    Raises
    ------
    AssumptionError
        Groups of several widths, or no group starts at `open_age`.
    """
    if open_age is not None:
        table = open_at(table, open_age)
    closed = table.width[:-1]
    if not (closed == closed[0]).all():
        refuse(
            SUBJECT,
            "width",
            en="the groups are of several widths; survivorship needs one width: group a single-year table.",
            ja="階級の幅がそろっていません。各歳の生命表から求めてください。",
        )
    L, T, l0 = table.Lx, table.Tx, table.lx[..., :1]
    return np.concatenate(
        [L[..., :1] / (closed[0] * l0), L[..., 1:-1] / L[..., :-2], T[..., -1:] / T[..., -2:-1]], axis=-1
    )


@takes()
def group_survivorship(table: LifeTable, step: int = 5, open_age: int | None = None) -> Array:
    """Survivorship by age reached over `step` years, from a single-year table.

    Parameters
    ----------
    table : LifeTable
        Single years of age.
    step : int
        Years, and width of the groups.
    open_age : int, optional
        Lower bound of the open group, a multiple of `step`; default: the largest one in the table.

    Returns
    -------
    array (..., age group)

    Raises
    ------
    AssumptionError
        Not single years; `open_age` not a multiple of `step`, beyond the table, or below two groups.
    """
    last = int(table.age[-1])
    top = last - last % step if open_age is None else open_age
    if not (table.width[:-1] == 1).all():
        refuse(SUBJECT, "width", en="a single-year table is needed.", ja="各歳の生命表が必要です。")
    if top % step or not step <= top <= last:
        refuse(
            SUBJECT,
            "open_age",
            en=f"got {top}; a multiple of {step} within {step} and {last} is needed.",
            ja=f"{top} です。{step}～{last} の {step} の倍数を与えてください。",
        )
    L = table.Lx[..., :top].reshape(*table.Lx.shape[:-1], top // step, step).sum(-1)
    T, l0 = table.Tx, table.lx[..., :1]
    first = L[..., :1] / (step * l0)
    last_ratio = T[..., top : top + 1] / T[..., top - step : top - step + 1]
    return np.concatenate([first, L[..., 1:] / L[..., :-1], last_ratio], axis=-1)
