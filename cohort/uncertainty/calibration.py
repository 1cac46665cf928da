"""Random fields with the errors that past projections had: how large, how alike from age to age, how long they last.

In each cell the variance of an error is taken as ``a + b / persons``: what every place had, however large, and what comes of small
numbers. Errors of one place go together from age to age as their ranks did, fade from step to step as those of the next step did, and
have the tails of Student's t. One factor by which all is multiplied makes the ranges of totals hold as many counts as they say.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from cohort.backtest.history import CENSUS_DAY, CENSUSES, STEP, Floats, History
from cohort.backtest.scores import EVACUATED
from cohort.uncertainty.fields import CELLS, COHORTS, REACHED, Past, past

FILE = "calibration.json"
LEARN_FROM = (2000, 2005, 2010)  # the register that the trend looks at does not reach back to 1995
KNOWN_BY = 2015  # counts after it are not looked at: 2020 is there to be predicted
BINS = 12  # classes of persons in which the size of errors is measured
OLD = 70  # from this age reached on a change is mostly deaths, below it mostly moves
MAD = 1.4826  # of a normal distribution: its standard deviation over its median absolute deviation
MOST = 3.0  # normal scores beyond are not believed when correlations are measured


@dataclass(frozen=True, eq=False)
class Calibration:
    """Random fields of errors.

    Attributes
    ----------
    lasting : array (cell,)
        Variance of a step's error in a place of any size.
    small : array (cell,)
        What is added to it, over persons.
    pattern : array (cell, cell)
        Correlation of errors from age to age.
    persistence : array (cell,)
        Correlation of an error with that of the step before.
    growth : array (cell,)
        By how much the standard deviation grows from step to step, as a share of the first step's.
    tails : float
        Degrees of freedom of the distribution that all errors of a place share.
    shared : float
        Part of what comes of small numbers that goes together from age to age: one employer, one home for the aged.
    scale : float
        What all lasting errors are multiplied by.
    launch : array (2,)
        a and b of the variance of a count's logarithm, ``a + b / residents``.
    known_by : int
        The last census looked at.
    """

    lasting: Floats
    small: Floats
    pattern: Floats
    persistence: Floats
    growth: Floats
    tails: float
    shared: float
    scale: float
    launch: Floats
    known_by: int

    def sizes(self, persons: Floats, step: int) -> Floats:
        """Return the standard deviation of lasting errors of cells of so many persons (..., cell), a number of steps after the first."""
        variance = self.lasting + self.shared * self.small / persons
        return np.asarray(self.scale * np.sqrt(variance) * (1 + self.growth * step))

    def noise(self, persons: Floats) -> Floats:
        """Return the standard deviation of what comes of small numbers, in each cell for itself (..., cell)."""
        return np.asarray(np.sqrt((1 - self.shared) * self.small / persons))

    def lasting_fields(self, normal: Floats) -> Floats:
        """Return correlated standard normal fields of independent ones (..., step, cell): alike in age, fading from step to step."""
        root = np.linalg.cholesky(self.pattern)
        free = normal @ root.T
        made = np.empty_like(free)
        made[..., 0, :] = free[..., 0, :]
        kept = np.sqrt(1 - self.persistence**2)
        for step in range(1, free.shape[-2]):
            made[..., step, :] = self.persistence * made[..., step - 1, :] + kept * free[..., step, :]
        return made


def families() -> tuple[NDArray[np.bool_], ...]:
    """Return the cells that are mostly moves, mostly deaths, and births."""
    cohort = np.arange(CELLS) < COHORTS
    reached = np.append(REACHED, 0)
    return cohort & (reached < OLD), cohort & (reached >= OLD), ~cohort


def _same_family() -> Floats:
    """Return 1 for two cells of one family, 0 for others: each lever has luck of its own."""
    return np.asarray(sum(np.outer(one, one).astype(float) for one in families()))


def centred(errors: Floats, kept: NDArray[np.bool_]) -> Floats:
    """Return errors without what all places had in common at the old ages: a method that holds ratios misses longer lives."""
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


def _large(one: Past, step: int) -> NDArray[np.bool_]:
    """Return places so large that small numbers do not hide what goes together."""
    return one.kept & (one.residents >= 20_000)


def fitted(launches: list[Past], launch: Floats, known_by: int) -> Calibration:
    """Return the random fields of some launches, with tails, shared part and scale not yet fitted; ``launch`` as of `counts`."""
    errors = {one.year: centred(one.errors(), one.kept) for one in launches}
    first = np.concatenate([errors[one.year][0][one.kept] for one in launches])
    persons = np.concatenate([np.maximum(one.at_risk()[0][one.kept], 1.0) for one in launches])
    pairs = [_variances(first[:, cell], persons[:, cell]) for cell in range(CELLS)]
    lasting, small = (np.array(one) for one in zip(*pairs, strict=True))
    scores = _scores(np.concatenate([errors[one.year][0][_large(one, 0)] for one in launches]))
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
    for year in CENSUSES[1:]:
        if known.days[0] <= year - STEP + CENSUS_DAY and year <= until:
            totals = [known.census[CENSUSES.index(one)].sum((1, 2)) for one in (year - STEP, year)]
            logs = [_japanese(known, one + CENSUS_DAY) for one in (year - STEP, year)]
            use = there & (totals[0] > 0) & (totals[1] > 0)
            moved = (logs[1] - logs[0] - np.log(np.maximum(totals[1], 1.0) / np.maximum(totals[0], 1.0)))[use]
            change.append(moved - np.median(moved))
            residents.append(totals[0][use])
    return np.array(_variances(np.concatenate(change) / np.sqrt(2), np.concatenate(residents)))


def _japanese(known: History, at: float) -> Floats:
    """Return the logarithm of Japanese in the register at an instant, between counts on a straight line."""
    logs = np.log(np.maximum(known.register, 1.0))
    place = int(np.clip(np.searchsorted(known.days, at) - 1, 0, len(known.days) - 2))
    part = (at - known.days[place]) / (known.days[place + 1] - known.days[place])
    return np.asarray(logs[place] * (1 - part) + logs[place + 1] * part)


def _in_time(launches: list[Past], errors: dict[int, Floats]) -> dict[str, Floats]:
    """Return, by family of cells, how an error persists to the next step and how its size grows a step."""
    now, following = [], []
    for one in launches:
        for step in range(one.steps - 1):
            chosen = _large(one, step)
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


@cache
def calibration() -> Calibration:
    """Return the random fields in the package: those of all launches whose counts came by 2015 (`calibrated`)."""
    stored = json.loads(resources.files("cohort.uncertainty").joinpath(FILE).read_text(encoding="utf-8"))
    return Calibration(
        **{name: np.array(value) if isinstance(value, list) else value for name, value in stored.items()}
    )


def as_json(known: Calibration) -> str:
    """Return random fields as they are kept: four digits of each number."""

    def short(value: object) -> object:
        if isinstance(value, np.ndarray):
            return [short(one) for one in value]
        return float(f"{value:.4g}") if isinstance(value, float) else value

    return json.dumps({name: short(value) for name, value in vars(known).items()}) + "\n"


def calibrated(known: History, until: int) -> Calibration:
    """Return the random fields that past launches had, as far as counts up to a census tell."""
    from cohort.uncertainty.bench import fit_scale

    launches = [past(known, year, until) for year in LEARN_FROM if year < until]
    return fit_scale(fitted(launches, counts(known, until), until), launches)
