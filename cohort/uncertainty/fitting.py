"""Random fields measured on past launches.

In each cell the variance of an error is taken as ``a + b / persons``: what every place had, however large, and what comes of small
numbers. Errors of one place go together from age to age as their ranks did, and fade from step to step as those of the next step did.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cohort.backtest.history import CENSUS_DAY, CENSUSES, STEP, Floats, History, straight
from cohort.backtest.scores import EVACUATED
from cohort.uncertainty.calibration import Calibration, families
from cohort.uncertainty.fields import CELLS, Past

BINS = 12  # classes of persons in which the size of errors is measured
MAD = 1.4826  # of a normal distribution: its standard deviation over its median absolute deviation
MOST = 3.0  # normal scores beyond are not believed when correlations are measured
LARGE = 20_000  # residents: in smaller places small numbers hide what goes together


def _same_family() -> Floats:
    """Return 1 for two cells of one family, 0 for others: each lever has luck of its own."""
    return np.asarray(sum(np.outer(one, one).astype(float) for one in families()))


def centred(errors: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Return errors without what all places had in common at the old ages: that is the nation's mortality, a lever of its own."""
    old = families()[1]
    made = errors.copy()
    made[:, :, old] -= np.median(errors[:, kept][:, :, old], axis=1)[:, None]
    return made


def _variances(errors: Floats, persons: Floats) -> tuple[float, float]:
    """Return a and b of ``a + b / persons``, neither below 0: a line through the squared robust deviations of classes of size."""
    order = np.argsort(persons)
    parts = np.array_split(order, BINS)
    spread = np.array([(MAD * np.median(np.abs(errors[part]))) ** 2 for part in parts])
    inverse = np.array([np.mean(1 / persons[part]) for part in parts])
    weight = 1 / np.maximum(spread, 1e-8)  # errors of a variance grow with it
    design = np.stack([np.ones_like(inverse), inverse], axis=1) * weight[:, None]
    a, b = np.linalg.lstsq(design, spread * weight, rcond=None)[0]
    if b < 0:
        a, b = float((spread * weight**2).sum() / (weight**2).sum()), 0.0
    if a < 0:
        a, b = 0.0, float((spread * inverse * weight**2).sum() / (inverse**2 * weight**2).sum())
    return float(a), float(b)


def _scores(values: Floats) -> Floats:
    """Return normal scores by cell: errors over their own robust size, within `MOST`."""
    size = MAD * np.median(np.abs(values), axis=0)
    return np.asarray(np.clip(values / np.where(size > 0, size, 1.0), -MOST, MOST))


def _large(one: Past) -> NDArray[np.bool_]:
    return one.kept & (one.residents >= LARGE)


def fitted(launches: list[Past], launch: Floats, known_by: int) -> Calibration:
    """Return the random fields of some launches, with tails, shared part and scale not yet fitted; ``launch`` as of `counts`."""
    errors = {one.year: centred(one.errors(), one.kept) for one in launches}
    first = np.concatenate([errors[one.year][0][one.kept] for one in launches])
    persons = np.concatenate([np.maximum(one.at_risk()[0][one.kept], 1.0) for one in launches])
    pairs = [_variances(first[:, cell], persons[:, cell]) for cell in range(CELLS)]
    lasting, small = (np.array(one) for one in zip(*pairs, strict=True))
    scores = _scores(np.concatenate([errors[one.year][0][_large(one)] for one in launches]))
    pattern = np.corrcoef(scores.T) * _same_family()
    return Calibration(
        lasting=lasting,
        small=small,
        pattern=pattern,
        **_in_time(launches, errors),
        tails=np.inf,
        shared=0.0,
        scale=1.0,
        launch=launch,
        known_by=known_by,
    )


def counts(known: History, until: int) -> Floats:
    """Return the variance of a count's logarithm: half that of the change of register over census from one census to the next."""
    change, residents = [], []
    there = ~np.isin(np.array(known.areas), EVACUATED)
    registered = np.log(np.maximum(known.register, 1.0))
    for year in CENSUSES[1:]:
        if known.days[0] <= year - STEP + CENSUS_DAY and year <= until:
            totals = [known.census[CENSUSES.index(one)].sum((1, 2)) for one in (year - STEP, year)]
            japanese = [straight(one + CENSUS_DAY, known.days, registered) for one in (year - STEP, year)]
            use = there & (totals[0] > 0) & (totals[1] > 0)
            moved = (japanese[1] - japanese[0] - np.log(np.maximum(totals[1], 1.0) / np.maximum(totals[0], 1.0)))[use]
            change.append(moved - np.median(moved))
            residents.append(totals[0][use])
    return np.array(_variances(np.concatenate(change) / np.sqrt(2), np.concatenate(residents)))


def _in_time(launches: list[Past], errors: dict[int, Floats]) -> dict[str, Floats]:
    """Return, by family of cells, how an error persists to the next step and how its size grows a step."""
    now, following = [], []
    for one in launches:
        for step in range(one.steps - 1):
            chosen = _large(one)
            now.append(errors[one.year][step][chosen])
            following.append(errors[one.year][step + 1][chosen])
    before, after = np.concatenate(now), np.concatenate(following)
    together = (_scores(before) * _scores(after)).mean(0) / np.sqrt(
        (_scores(before) ** 2).mean(0) * (_scores(after) ** 2).mean(0)
    )
    larger = np.median(np.abs(after), axis=0) / np.median(np.abs(before), axis=0) - 1
    persistence, growth = np.zeros(CELLS), np.zeros(CELLS)
    for family in families():
        persistence[family] = np.clip(together[family].mean(), 0, 0.95)
        growth[family] = max(float(np.median(larger[family])), 0.0)
    return {"persistence": persistence, "growth": growth}
