"""Futures of one place: the assumptions of every scenario with the same luck, projected draw by draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import xarray as xr

from cohort.analysis.measures import summarise
from cohort.arguments import DATASET, at_the_door, takes
from cohort.projection.project import project
from cohort.uncertainty.calibration import Calibration, calibration
from cohort.uncertainty.central import Central
from cohort.uncertainty.luck import Luck, luck
from cohort.uncertainty.streams import blocks, checked_numbers

Weights: TypeAlias = "Mapping[str, float] | Mapping[str, Mapping[str, float]]"
SMALLEST = 500  # residents at the launch: errors of smaller places were measured too seldom


@dataclass(frozen=True, eq=False)
class Futures:
    """What draws gave.

    Attributes
    ----------
    measures : Dataset
        As `summarise` returns it, with dims (draw, scenario, time | period); NaN where a draw failed.
    ages : DataArray
        Residents (draw, scenario, time, sex, age_group) in the years asked for.
    failed : DataArray
        Whether a draw failed (draw, scenario).
    seed : int
    step : int
        Years from one instant to the next.
    """

    measures: xr.Dataset
    ages: xr.DataArray
    failed: xr.DataArray
    seed: int
    step: int

    @property
    def draws(self) -> int:
        """How many there are."""
        return int(self.failed.sizes["draw"])


@takes(assumptions=DATASET, projection=DATASET)  # numbers are told with their limits
def futures(
    assumptions: xr.Dataset,
    projection: xr.Dataset,
    *,
    draws: int,
    seed: int = 1,
    workers: int = 1,
    years: tuple[int, ...] = (),
    weights: Weights | None = None,
    known: Calibration | None = None,
    progress: Callable[[float], None] | None = None,
) -> Futures:
    """Return futures of the scenarios of one place.

    Parameters
    ----------
    assumptions, projection : Dataset
        As `cohort.assumptions.assume` and `cohort.projection.project` return them, all ages kept.
    draws : int
        How many, 1 to 100,000.
    seed, workers : int
        The same seed gives the same draws, to the last digit, whatever number of blocks of draws is in work at the same time.
    years : tuple of int
        Instants whose ages are kept.
    weights : mapping, optional
        Lever (`cohort.uncertainty.luck.LEVERS`) -> what its deviations are multiplied by; or such a mapping by scenario.
    known : Calibration, optional
        How large errors are; by default those of past projections of all municipalities.
    progress : callable, optional
        Called with the part done.

    Raises
    ------
    DrawsError
        If a number is none or out of range, or the place is too small.

    Notes
    -----
    Luck is added to the rates that came out without it: a target is then what is expected, not what is certain.
    """
    _check(draws, seed, workers, projection)
    made = _central(assumptions, projection, str(projection.attrs.get("reference_scenario", "")))
    area = str(projection.attrs.get("area", ""))
    size, jobs = known or calibration(), list(enumerate(blocks(draws)))
    groups = _groups(weights or {}, made.scenarios)

    def one(job: tuple[int, int]) -> list[Any]:
        number, count = job
        lucks = [(luck(made.numbers, size, area, seed, number, alike), names) for alike, names in groups]
        found = _block(made, lucks, years)
        if progress is not None:
            progress((number + 1) / len(jobs))
        return [part.isel(draw=slice(count)) for part in found]

    with ThreadPoolExecutor(workers) as pool:
        parts = list(pool.map(one, jobs))
    label = {"draw": np.arange(draws)}
    joined = (xr.concat([part[i] for part in parts], "draw").assign_coords(label) for i in range(3))
    measures, ages, failed = joined
    return Futures(measures, ages, failed, seed, made.step)


def drawn_assumptions(
    assumptions: xr.Dataset,
    projection: xr.Dataset,
    scenario: str,
    *,
    draws: int,
    seed: int = 1,
    weights: Weights | None = None,
) -> xr.Dataset:
    """Return the assumptions of one scenario with the luck of the first futures of `futures`, to ask more of them.

    Parameters
    ----------
    assumptions, projection, draws, seed, weights
        As for `futures`.
    scenario : str

    Returns
    -------
    Dataset
        For `project`, with a dim ``draw``.
    """
    _check(draws, seed, 1, projection)
    made, size = (_central(assumptions, projection, str(projection.attrs.get("reference_scenario", ""))), calibration())
    alike = next(own for own, names in _groups(weights or {}, made.scenarios) if scenario in names)
    area = str(projection.attrs.get("area", ""))
    parts = [
        varied(made, luck(made.numbers, size, area, seed, number, alike), [scenario]).isel(scenario=0, drop=True, draw=slice(count))
        for number, count in enumerate(blocks(draws))
    ]  # fmt: skip
    return xr.concat(parts, "draw", data_vars="different", coords="minimal", compat="equals").assign_coords(
        draw=np.arange(draws)
    )


def _central(assumptions: xr.Dataset, projection: xr.Dataset, reference: str) -> Central:
    """Return the path that draws vary, with a dim for scenarios."""
    if "scenario" not in projection.dims:
        name = reference or "scenario"
        projection = projection.drop_vars("scenario", errors="ignore").expand_dims(scenario=[name])
    names = [str(name) for name in projection["scenario"].values]
    return Central(assumptions, projection, reference if reference in names else names[0])


def _check(draws: object, seed: object, workers: object, projection: xr.Dataset) -> None:
    problems = checked_numbers(draws, seed, workers)
    first = projection["population"].isel(time=0)
    if "age" not in first.dims or "births" not in projection:
        problems.add(
            "projection",
            en="needs ages, births, deaths and net migration; project with keep='all'.",
            ja="年齢別人口、出生、死亡、移動が必要です。keep='all' で推計してください。",
        )
    elif (residents := float(first.sum(["sex", "age"]).min())) < SMALLEST:
        problems.add(
            "launch_population",
            en=f"{residents:,.0f} residents; errors of places below {SMALLEST} are not known well enough. Project without draws.",
            ja=f"人口 {residents:,.0f} 人です。{SMALLEST} 人未満の地域の誤差は十分に分かっていません。ばらつきなしで推計してください。",
        )
    problems.raise_if_any()


def _groups(weights: Weights, scenarios: list[str]) -> list[tuple[dict[str, float], list[str]]]:
    """Return each set of weights with the scenarios that have it."""
    every: dict[tuple[tuple[str, float], ...], list[str]] = {}
    for name in scenarios:
        own: Any = weights.get(name, weights) if name in weights else weights
        numbers = {lever: float(one) for lever, one in own.items() if not isinstance(one, Mapping)}
        every.setdefault(tuple(sorted(numbers.items())), []).append(name)
    return [(dict(key), names) for key, names in every.items()]


def _block(
    central: Central, lucks: list[tuple[Luck, list[str]]], years: tuple[int, ...]
) -> tuple[xr.Dataset, xr.DataArray, xr.DataArray]:
    """Return measures, ages and failures of a block of draws."""
    parts = [_of_scenarios(central, by, names, years) for by, names in lucks]
    joined: list[Any] = [
        xr.concat([part[place] for part in parts], "scenario")  # type: ignore[misc]
        for place in range(3)
    ]
    measures, ages, failed = (one.sel(scenario=central.scenarios) for one in joined)
    return measures.transpose("draw", "scenario", ...), ages, failed


def _of_scenarios(
    central: Central, by: Luck, names: list[str], years: tuple[int, ...]
) -> tuple[xr.Dataset, xr.DataArray, xr.DataArray]:
    """Return the same of some scenarios that have one luck."""
    result = project(varied(central, by, names), "all", failing="nan", fingerprint=False)
    failed = result["failed"].transpose("draw", "scenario")
    chosen = result["population"].sel(time=[year for year in years if year in result["time"].values])
    starts = np.searchsorted(central.ages, np.arange(0, central.ages[-1] + 1, 5))
    ages = chosen.transpose("draw", "scenario", "time", "sex", "age")
    coords = {name: ages[name].values for name in ("scenario", "time", "sex")}
    summed = np.add.reduceat(ages.values, starts, axis=-1)
    kept = xr.DataArray(summed, {**coords, "age": central.ages[starts]}, ages.dims)
    measures = summarise(result).where(~failed)  # sums take what is missing for nobody
    return measures.drop_attrs(), kept, failed


def varied(central: Central, by: Luck, names: list[str]) -> xr.Dataset:
    """Return assumptions with luck added; draws stand in front."""
    base = central.effective.sel(scenario=names)
    step, period = central.step, central.projection["period"].values
    front = {"draw": np.arange(len(by.launch))}
    cells = {**front, "period": period, "sex": ["male", "female"], "age": central.ages}
    launch = xr.DataArray(np.exp(by.launch), front, ("draw",))
    moves = xr.DataArray(np.expm1(by.moves * step), cells, tuple(cells))
    hazard = xr.DataArray(np.exp(by.deaths), cells, tuple(cells))
    births = xr.DataArray(np.exp(by.births), {**front, "period": period}, ("draw", "period"))
    if base.attrs["births"] == "child_woman_ratio":
        moves = moves.where(moves["age"] > 0, 0.0)
    fertility = "asfr" if "asfr" in base else "child_woman_ratio"
    return base.assign(
        {
            "launch_population": base["launch_population"] * launch,
            "survivorship": base["survivorship"] ** hazard,
            "net_migration_rate": base["net_migration_rate"] + moves,
            fertility: base[fertility] * births,
        }
    )


at_the_door(globals())
