"""Net arrivals in the official form: they come from elsewhere, and do not multiply with the place they come to."""

from __future__ import annotations

from datetime import date

import numpy as np

from cohort.demography.checks import Array
from cohort.inputs import Inputs
from cohort.projection.step import entering_ages, step_by_ratio
from cohort.record import Record, note

from .migration import census_dates, pooled

CHILDBEARING = slice(3, 10)  # groups 15-19 ... 45-49


def arrivals_within_the_nation(
    whole: Inputs | None, launch: date, population: Array, survivorship: Array, rates: Array, sex_ratio: float
) -> tuple[Array, list[Record]]:
    """Return net migration rates by step: where a cohort outgrows the nation's, its net arrivals follow the nation's.

    A rate above 0, held, lets arrivals grow with the residents of the place they come to, though those who could come do not grow.
    So a rate r above 0 is ``r min(1, (N(t)/N(b)) / (P(t)/P(b)))``: P those of the place who would reach an age, N those of the
    nation, t the start of the step and b the launch. Departures, and arrivals to what shrinks, stay at their rates. The nation goes
    on without migration, with the survivorship of the place and its own child-woman ratio.

    Against the censuses the projections of 1985-2005 come nearer with it at every horizon: docs/official-method.md.

    Parameters
    ----------
    whole : Inputs or None
        The nation; without it, or without its count of the launch day, the rates are held.
    launch : date
    population : array (sex, age 0, 5, ..., 90)
        Of the place at launch, persons.
    survivorship : array (period, sex, age reached)
    rates : array (sex, age reached)
        Net migration rates observed, per person at the start.
    sex_ratio : float
        Males per 100 females at ages 0-4.

    Returns
    -------
    array (period, sex, age reached)
        Rates of each step.
    list of Record
        What was done, if anything.
    """
    held = np.broadcast_to(rates, survivorship.shape).copy()
    if whole is None or launch not in census_dates(whole, launch):
        return held, []
    counted = whole.population_on(whole.counted, launch, "spread")[0]
    both = np.stack([population, pooled(counted)])
    ratio = both[:, :, 0].sum(axis=1) / both[:, 1, CHILDBEARING].sum(axis=1)
    first = entering_ages(both)
    for step, alive in enumerate(survivorship):
        growth = np.divide(entering_ages(both), first, out=np.ones_like(first), where=first > 0)
        place, nation = growth
        share = np.divide(nation, place, out=np.ones_like(place), where=place > nation)
        held[step, :, 1:] *= np.where(rates[:, 1:] > 0, share, 1.0)
        moving = np.stack([held[step], np.zeros_like(rates)])
        both = np.maximum(step_by_ratio(both, alive, moving, ratio, sex_ratio).population, 0.0)
    bounded = (held != rates).any()
    return held, [_record()] if bounded else []


def _record() -> Record:
    return note(
        "migration",
        "At ages where the place has grown by more than the nation since the launch, net arrivals go on in proportion to the nation's "
        "residents of that age, not to the place's: held rates would let arrivals multiply with the place they come to.",
        "基準年以降の増加率が全国を上回る年齢では、転入超過数を（本市町村ではなく）全国の同じ年齢の人口に比例させた。"
        "率を一定とすると、転入先の人口が増えるほど転入も増えるため。",
    )
