"""Draws of many places on plain arrays: the same luck as `cohort.uncertainty.draws.futures`, without labels on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from cohort.projection.project import project
from cohort.uncertainty.calibration import Calibration
from cohort.uncertainty.luck import Luck, luck
from cohort.uncertainty.reference import Floats, Reference, effective
from cohort.uncertainty.streams import BLOCK, blocks
from cohort.vocabulary import SEXES


@dataclass(frozen=True, eq=False)
class Paths:
    """What draws of a place vary: its scenarios without luck, as rates that move with the residents.

    Attributes
    ----------
    area : str
        Code: it names the streams.
    reference : Reference
        The scenario at whose numbers luck is drawn for all.
    launch : array (sex, age)
    survivorship : array (scenario or 1, period, sex, age)
    asfr : array (scenario or 1, period, age)
    srb : array (period,)
    rate, rest : array (scenario, period, sex, age)
        Net migrants per person at risk; and persons who came where nobody was.
    """

    area: str
    reference: Reference
    launch: Floats
    survivorship: Floats
    asfr: Floats
    srb: Floats
    rate: Floats
    rest: Floats


def paths_of(
    area: str,
    assumptions: Mapping[str, Floats],
    results: Mapping[str, Floats],
    attrs: Mapping[str, Any],
    place: int = 0,
) -> Paths:
    """Return what draws of a place vary.

    Parameters
    ----------
    area : str
        Code.
    assumptions : mapping of array
        ``launch_population``, ``survivorship``, ``asfr``, ``srb``, as `Paths` has them.
    results : mapping of array
        ``population``, ``births``, ``deaths``, ``net_migration`` (scenario, time | period, sex, age), and ``period``, ``age``.
    attrs : mapping
        ``step``, ``migration_timing``.
    place : int
        Position of the reference scenario.
    """
    S = assumptions["survivorship"]
    reference = Reference(
        int(attrs["step"]),
        np.asarray(results["period"], dtype=np.int64),
        np.asarray(results["age"], dtype=np.int64),
        results["population"][place],
        results["births"][place],
        results["deaths"][place],
        S[place if len(S) > 1 else 0],
    )
    at_end = attrs.get("migration_timing", "even") == "end"
    rate, rest = effective(results["population"], results["births"], results["net_migration"], at_end)
    return Paths(
        area, reference, assumptions["launch_population"], S, assumptions["asfr"], assumptions["srb"], rate, rest
    )


def drawn(several: Sequence[Paths], known: Calibration, seed: int, draws: int, attrs: Mapping[str, Any]) -> xr.Dataset:
    """Return the projections of all draws of some places, by five-year groups; a draw that fails is NaN.

    Parameters
    ----------
    several : sequence of Paths
        Of one launch, with the same scenarios.
    known : Calibration
        How large errors are.
    seed, draws : int
    attrs : mapping
        Of the assumptions.

    Returns
    -------
    Dataset (area, draw, scenario, ...)
        As `cohort.project` returns it with ``keep="groups"`` and ``failing="nan"``; always with all three dims.
    """
    first = several[0]
    shape = (len(several), draws, *first.reference.survivorship.shape)
    count = len(first.rate)
    launch = np.empty((len(several), draws, *first.launch.shape))
    survivorship, moves = np.empty((*shape[:2], len(first.survivorship), *shape[2:])), np.empty(shape)
    asfr = np.empty((len(several), draws, *first.asfr.shape))
    for i, one in enumerate(several):
        with np.errstate(divide="ignore"):  # where nobody survives
            lived = np.log(one.survivorship)
        for number, size in enumerate(blocks(draws)):
            at = slice(number * BLOCK, number * BLOCK + size)
            by = Luck(*(part[:size] for part in luck(one.reference, known, one.area, seed, number, {})))
            np.multiply(one.launch, np.exp(by.launch)[:, None, None], out=launch[i, at])
            np.multiply(lived, np.exp(by.deaths)[:, None], out=survivorship[i, at])
            np.exp(survivorship[i, at], out=survivorship[i, at])
            np.expm1(by.moves * one.reference.step, out=moves[i, at])
            np.multiply(one.asfr, np.exp(by.births)[:, None, :, None], out=asfr[i, at])
    own = np.stack([one.rate for one in several])[:, None]
    moves = moves[:, :, None]
    rate = np.add(moves, own, out=moves if count == 1 else None)
    front, tail = ("area", "draw"), ("period", "sex", "age")
    variables: dict[str, Any] = {
        "launch_population": ((*front, "sex", "age"), launch),
        "survivorship": ((*front, "scenario", *tail), survivorship)
        if len(first.survivorship) == count
        else ((*front, *tail), survivorship[:, :, 0]),
        "asfr": ((*front, "scenario", "period", "age"), asfr)
        if len(first.asfr) == count
        else ((*front, "period", "age"), asfr[:, :, 0]),
        "srb": (("period",), first.srb),
        "net_migration_rate": ((*front, "scenario", *tail), rate),
    }
    rest = np.stack([one.rest for one in several])
    if rest.any():
        variables["net_migration"] = (("area", "scenario", *tail), rest)
    labels = {"area": [one.area for one in several], "draw": np.arange(draws), "scenario": np.arange(count)}
    coords = labels | {"period": first.reference.periods, "sex": list(SEXES), "age": first.reference.ages}
    return project(xr.Dataset(variables, coords=coords, attrs=dict(attrs)), "groups", failing="nan", fingerprint=False)
