"""Moves between areas that are projected together: what leaves one of them arrives in another.

Arrays are (area, ..., sex, age). Migrant pool: everybody who leaves enters one pool, and each area takes its share of
it, age by age and sex by sex; how such a model did in Japan: Koike, S. (2016), プールモデルの投影精度に関する研究, Journal of
Population Problems 72(3), 256-275; the institute's regional projections of 2018 and 2023 work with out-rates and
in-shares. Flows between named areas: Rogers, A. (1995), *Multiregional Demography*.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, refuse

SUBJECT = "moves"


@takes()
def pool_moves(people: Array, out_rate: Array, in_share: Array) -> tuple[Array, Array]:
    """Return arrivals and leavers of areas that share a pool.

    Parameters
    ----------
    people : array (area, ..., sex, age)
        Persons at risk of leaving.
    out_rate : array (area, ..., sex, age)
        Leavers per person.
    in_share : array (area, ..., sex, age)
        Part of all leavers that arrives in an area; 1 over the areas.

    Returns
    -------
    (array, array)
        Persons, each 0 or more; over the areas they are equal in every sex and age.
    """
    leavers = out_rate * people
    return in_share * leavers.sum(axis=0), leavers


@takes()
def flow_moves(people: Array, flow_rate: Array) -> tuple[Array, Array]:
    """Return arrivals and leavers where it is known from where to where people move.

    Parameters
    ----------
    people : array (origin, ..., sex, age)
        Persons at risk of leaving.
    flow_rate : array (origin, destination, ..., sex, age)
        Movers per person of the origin; 0 from an area to itself.

    Returns
    -------
    (array, array)
        Persons (area, ..., sex, age).
    """
    flows = flow_rate * people[:, None]
    return flows.sum(axis=0), flows.sum(axis=1)


@takes()
def pool_rates(arrivals: npt.ArrayLike, leavers: npt.ArrayLike, people: npt.ArrayLike) -> tuple[Array, Array, Array]:
    """Return out-rates, in-shares and what the pool cannot explain.

    Parameters
    ----------
    arrivals, leavers : array_like (area, ..., sex, age)
        Persons in a step, 0 or more.
    people : array_like (area, ..., sex, age)
        Persons at risk of leaving.

    Returns
    -------
    out_rate, in_share : array (area, ..., sex, age)
        In a sex and age at which nobody arrives anywhere the shares are those of the people.
    outside : array (area, ..., sex, age)
        Arrivals that nobody of these areas left for, persons; negative where more left than arrived. With these and the
        pool every area has its ``arrivals - leavers``.

    Raises
    ------
    AssumptionError
        A negative number; leavers where nobody lives.
    """
    P = checked(SUBJECT, "people", people, low=0)
    came = checked(SUBJECT, "arrivals", arrivals, low=0, shape=P.shape)
    left = checked(SUBJECT, "leavers", leavers, low=0, shape=P.shape)
    if bool(((left > 0) & (P == 0)).any()):
        refuse(
            SUBJECT,
            "leavers",
            en="there are leavers where nobody lives; set them to 0 or mend the people.",
            ja="居住者のいない年齢に転出者がいます。0 とするか、人口を見直してください。",
        )
    out_rate = np.divide(left, P, out=np.zeros_like(P), where=P > 0)
    in_share = _shares(np.where(came.sum(axis=0) > 0, came, P))
    pooled = in_share * left.sum(axis=0)
    return out_rate, in_share, came - pooled


def _shares(weights: Array) -> Array:
    """Return parts of the whole over the areas; even parts where all are 0."""
    whole = weights.sum(axis=0)
    even = np.full_like(weights, 1.0 / len(weights))
    return np.asarray(np.divide(weights, whole, out=even, where=whole > 0))
