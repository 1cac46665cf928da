"""The luck of a block of draws: what is added to rates, by lever, the same for every scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cohort.backtest.history import STEP
from cohort.scenario.uncertainty import LEVERS as LEVERS
from cohort.uncertainty.calibration import Calibration, families
from cohort.uncertainty.fields import CELLS
from cohort.uncertainty.reference import Reference
from cohort.uncertainty.streams import BLOCK, stream

Floats = NDArray[np.float64]
# Death rates of the nation: standard deviation of five years' change of their logarithm at 65-89 around its mean, complete life
# tables 1980-2020 (0.044 women, 0.035 men); their changes are taken to be independent.
NATION = 0.04


class Luck(NamedTuple):
    """What is added, by draw.

    Attributes
    ----------
    launch : array (draw,)
        Logarithm of the launch count.
    births : array (draw, period)
        Logarithm of fertility.
    moves : array (draw, period, sex, age)
        Persons a year and person, net.
    deaths : array (draw, period, sex, age)
        Logarithm of the force of mortality.
    """

    launch: Floats
    births: Floats
    moves: Floats
    deaths: Floats


def luck(
    central: Reference, known: Calibration, area: str, seed: int, block: int, weights: Mapping[str, float]
) -> Luck:
    """Return the luck of a block of draws.

    Parameters
    ----------
    central : Reference
        At whose numbers of persons it is drawn.
    known : Calibration
        How large errors are.
    area : str
        Code: it names the streams.
    seed, block : int
    weights : mapping
        Lever -> what its deviations are multiplied by; 0 takes it out, levers that are not named have 1.
    """

    def streams(lever: str) -> np.random.Generator:
        return stream(seed, area, lever, block)

    def weight(lever: str) -> float:
        return weights.get(lever, 1.0)

    field = _lasting(central, known, streams, weight)
    lasting = field[..., central.cell_of] / STEP
    deadly = families()[1][central.cell_of]
    years = np.sqrt(central.step)
    nation = stream(seed, "nation", "mortality", block).standard_normal((BLOCK, len(central.block_of)))
    walk = np.cumsum(nation * NATION * years / np.sqrt(STEP), axis=1) * weight("mortality")
    hazard = central.hazard
    slower = np.zeros(lasting.shape)
    np.divide(-lasting * central.step, hazard, out=slower, where=deadly & (hazard > 0))
    births, moves = field[..., -1], lasting
    moves[..., deadly] = 0.0
    small = weight("small_numbers")
    if small:
        by_age, by_death, by_birth = _small(central, known, streams("small_numbers"))
        moves += small * by_age[..., central.cell_of]
        slower += small * by_death[..., central.group_of]
        births = births + small * by_birth
    launch = streams("launch").standard_normal(BLOCK) * launch_size(known, central) * weight("launch")
    slower += walk[..., None, None]
    return Luck(launch, births, moves, slower)


def _lasting(
    central: Reference,
    known: Calibration,
    streams: Callable[[str], np.random.Generator],
    weight: Callable[[str], float],
) -> Floats:
    """Return what lasts: the logarithm of five years' change, by draw, period and cell; each lever by a stream of its own."""
    count = len(central.persons)
    normal = np.zeros((BLOCK, count, CELLS))
    weights = np.zeros(CELLS)
    for lever, runs in zip(("migration", "mortality", "fertility"), _runs(), strict=True):
        drawn, begin = streams(lever).standard_normal((BLOCK, count, sum(map(len, runs)))), 0
        for run in runs:
            normal[..., run.start : run.stop] = drawn[..., begin : begin + len(run)]
            weights[run.start : run.stop] = weight(lever)
            begin += len(run)
    field = known.lasting_fields(normal)
    if np.isfinite(known.tails):
        field *= np.sqrt(known.tails / streams("tails").chisquare(known.tails, (BLOCK, 1, 1)))
    sizes = known.sizes(central.persons, np.arange(count)[:, None]) * weights
    field *= sizes
    field -= sizes**2 / 2
    return field if count == len(central.block_of) else field[:, central.block_of]


@cache
def _runs() -> list[list[range]]:
    """Return the cells of each family, as runs of those that follow each other: these are copied fastest."""
    ends = [np.flatnonzero(np.diff(family, prepend=False, append=False)) for family in families()]
    return [[range(first, last) for first, last in one.reshape(-1, 2).tolist()] for one in ends]


def _small(central: Reference, known: Calibration, rng: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Return what comes of small numbers: net moves a person (draw, period, cell), logarithms of deaths by group and of births."""
    births, deaths, exposed = central.expected
    shape = (BLOCK, *deaths.shape)
    whole = np.round(exposed).astype(np.int64)
    chance = np.clip(np.divide(deaths, exposed, out=np.zeros_like(deaths), where=exposed > 0), 0, 1)
    died = rng.binomial(whole, chance, size=shape)
    usual = whole * chance
    # half a death counts for none, so that there is a logarithm
    by_death = np.log(np.maximum(died, 0.5) / np.where(usual > 0, usual, 1.0))
    by_death = np.where((usual >= 0.5), by_death, 0.0)
    born = rng.poisson(births, size=(BLOCK, len(births)))
    by_birth = np.log(np.maximum(born, 0.5) / np.where(births >= 0.5, births, 0.5))
    # what is left of the scatter of small places after deaths are taken off: moves
    scatter = np.where(families()[0], (1 - known.shared) * known.small, 0.0)
    persons = central.persons[central.block_of]
    per_year = np.sqrt(scatter / persons / STEP / central.step)
    by_age = rng.standard_normal((BLOCK, *persons.shape)) * per_year
    return by_age, by_death, by_birth


def launch_size(known: Calibration, central: Reference) -> float:
    """Return the standard deviation of the logarithm of a count, in a place of this size."""
    return float(np.sqrt(known.launch[0] + known.launch[1] / max(central.residents, 1.0)))
