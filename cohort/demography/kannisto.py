"""Death rates at the highest ages.

Source: Thatcher, Kannisto and Vaupel (1998), *The Force of Mortality at Ages 80 to 120*.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, checked, first_cell, label, refuse

SUBJECT = "life table"


def close(
    mx: npt.ArrayLike, from_age: int = 80, last_age: int = 110, *, fit_to: int = 95, replace_from: int | None = None
) -> Array:
    """Close single-year death rates at the highest ages with Kannisto's model.

    ``logit m(x) = ln a + b (x - from_age)`` is fitted by least squares, equal weights, on the observed ages
    `from_age` ... `fit_to`.

    Parameters
    ----------
    mx : array_like (..., age)
        Death rates of single years of age, the last one open (it is not used).
    from_age, fit_to : int
        First and last age of the fit; the observed ages end it earlier where they end earlier.
    last_age : int
        The open age of the result.
    replace_from : int, optional
        First age that takes the model's rate; default `from_age`.

    Returns
    -------
    array (..., last_age + 1)
        The open age's rate is one over the model's life expectancy there.

    Raises
    ------
    AssumptionError
        Fewer than three ages to fit; a rate of 0, or of 1 and more, among them; rates that fall with age.
    """
    m = checked(SUBJECT, "mx", mx, low=0, least_ages=2)
    start = from_age if replace_from is None else replace_from
    end = min(fit_to, m.shape[-1] - 2)
    if end - from_age < 2 or last_age <= from_age or not from_age <= start <= min(end + 1, last_age):
        refuse(
            SUBJECT,
            "from_age",
            en=f"fit on ages {from_age}-{end}, model from {start}, open at {last_age}: at least three observed ages, in this order, are needed.",
            ja=f"当てはめ {from_age}～{end} 歳、置き換え {start} 歳以上、開放 {last_age} 歳です。3 歳以上の観測が要ります。",
        )
    fitted = m[..., from_age : end + 1]
    if ((fitted <= 0) | (fitted >= 1)).any():
        cell = first_cell((fitted <= 0) | (fitted >= 1))
        refuse(
            SUBJECT,
            "mx" + label((*cell[:-1], cell[-1] + from_age)),
            en=f"is {fitted[cell]:g}; Kannisto's model is fitted to rates between 0 and 1.",
            ja=f"が {fitted[cell]:g} です。カンニスト・モデルは 0 と 1 の間の率に当てはめます。",
        )
    level, slope = _fit(fitted, from_age, end)
    # 60 years above the open age: with hazards near their ceiling of 1 hardly anybody is left
    z = np.arange(start, last_age + 61) - from_age
    model = 1 / (1 + np.exp(-(level[..., None] + slope[..., None] * z)))
    open_rate = 1 / _expectancy(model[..., last_age - start :])
    return np.concatenate([m[..., :start], model[..., : last_age - start], open_rate[..., None]], axis=-1)


def _fit(fitted: Array, from_age: int, end: int) -> tuple[Array, Array]:
    x = np.arange(from_age, end + 1) - from_age
    y = np.log(fitted / (1 - fitted))
    slope = ((x - x.mean()) * y).sum(-1) / ((x - x.mean()) ** 2).sum()
    if (slope < 0).any():
        refuse(
            SUBJECT,
            "mx" + label((*first_cell(np.asarray(slope < 0)),)),
            en=f"falls with age over {from_age}-{end}; there is nothing to close it with.",
            ja=f"が {from_age}～{end} 歳で年齢とともに下がっています。",
        )
    return y.mean(-1) - slope * x.mean(), slope


def _expectancy(tail: Array) -> Array:
    alive = np.exp(-np.concatenate([np.zeros((*tail.shape[:-1], 1)), np.cumsum(tail, axis=-1)], axis=-1))
    return np.asarray(((alive[..., :-1] - alive[..., 1:]) / tail).sum(-1) + alive[..., -1] / tail[..., -1])
