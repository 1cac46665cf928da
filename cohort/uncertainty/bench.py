"""All municipalities with random fields: how many past counts the ranges would have held."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cohort.backtest.history import Floats
from cohort.backtest.methods import MOTHERS, pooled
from cohort.backtest.scores import measured
from cohort.uncertainty.calibration import Calibration
from cohort.uncertainty.fields import CELLS, COHORTS, DEADLY, Past, at_risk, rates
from cohort.uncertainty.luck import NATION

CHUNK = 150  # areas at once
DRAWS = 200


def simulated(
    one: Past, known: Calibration, draws: int = DRAWS, seed: int = 1, areas: np.ndarray | None = None
) -> Iterator[tuple[np.ndarray, Floats]]:
    """Yield the futures that a launch might have had: areas, and counts (draw, step, area, sex, age)."""
    places = np.flatnonzero(one.kept) if areas is None else areas
    for number, begin in enumerate(range(0, len(places), CHUNK)):
        chosen = places[begin : begin + CHUNK]
        rng = np.random.default_rng([seed, one.year, number])
        yield chosen, _futures(one.projected[:, chosen], known, draws, rng)


def _futures(projected: Floats, known: Calibration, draws: int, rng: np.random.Generator) -> Floats:
    """Return counts (draw, step, area, sex, age) around a projection (step + 1, area, sex, age)."""
    steps, areas = len(projected) - 1, projected.shape[1]
    lasting = known.lasting_fields(rng.standard_normal((draws, areas, steps, CELLS), dtype=np.float32))
    if np.isfinite(known.tails):
        lasting *= np.sqrt(known.tails / rng.chisquare(known.tails, (draws, areas, 1, 1))).astype(np.float32)
    persons = np.maximum(at_risk(projected), 1.0)
    # the nation's mortality, one for all places: deaths, as far as a ratio of the old is below 1, are so many times as many
    deaths = np.where(DEADLY, np.maximum(-rates(projected), 0.0), 0.0).astype(np.float32)
    nation = np.cumsum(rng.standard_normal((draws, 1, steps, 1), dtype=np.float32) * np.float32(NATION), axis=2)
    change, now = np.exp(rates(projected)).astype(np.float32), projected[0].astype(np.float32)
    made = np.empty((draws, steps, *projected[0].shape), dtype=np.float32)
    for step in range(steps):
        large, noise = known.sizes(persons[step], step), known.noise(persons[step])
        field = lasting[:, :, step] * large.astype(np.float32)
        field += rng.standard_normal(field.shape, dtype=np.float32) * noise.astype(np.float32)
        # a logarithm that varies makes the mean larger: taken off, so that fields add nobody on average
        field -= ((large**2 + noise**2) / 2).astype(np.float32)
        field -= deaths[step] * nation[:, :, step]
        times = change[step] * np.exp(field)
        following = made[:, step]
        following[..., 1:] = pooled(np.broadcast_to(now, following.shape)) * times[..., :COHORTS].reshape(
            draws, areas, 2, -1
        )
        children = times[..., COHORTS] * following[:, :, 1, MOTHERS].sum(-1)
        share = projected[step + 1, ..., 0] / np.maximum(projected[step + 1, ..., 0].sum(-1, keepdims=True), 1e-9)
        following[..., 0] = children[..., None] * share
        now = following
    return made


def places_in_draws(
    one: Past, known: Calibration, measure: str, draws: int = DRAWS, areas: np.ndarray | None = None
) -> Floats:
    """Return the share of draws below what was counted (step, area); areas as ``kept``."""
    found = [
        (measured(made, measure) < measured(one.counted[1:, chosen], measure)).mean(0)
        for chosen, made in simulated(one, known, draws, areas=areas)
    ]
    return np.concatenate(found, axis=1)


def held(place: Floats, level: float) -> Floats:
    """Return which counts lay inside the range that holds a share of the draws."""
    return np.asarray((place >= (1 - level) / 2) & (place <= (1 + level) / 2))
