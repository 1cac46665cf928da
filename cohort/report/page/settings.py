"""What the sliders mean: a few numbers become yearly schedules.

The page's ``engine.js`` has the same function; the tests hold the two equal. Both start from a scenario and replace
only what was set: a target that is ``None`` leaves the scenario's own path as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import AssumptionError, Problems
from cohort.projection.project import project
from cohort.vocabulary import VOCABULARY

FloatArray = NDArray[np.float64]
HOLD_RATES = 2.0
SOLVED = 1.0


@dataclass(frozen=True)
class Settings:
    """Where the sliders stand.

    Attributes
    ----------
    tfr : float or None
        Total fertility rate (published scale, births per woman) reached in ``year`` and held; None keeps the scenario's path.
    net : float or None
        Net migration (persons a year, in minus out) reached in ``year``; None keeps the scenario's path.
    year : int
        The interval, by its first year, in which the targets are reached; up to it values go linearly from those of
        the first interval.
    after : str
        What follows for net migration: ``"hold"`` keeps the count, ``"hold_rates"`` the rates that belong to it.
    """

    tfr: float | None
    net: float | None
    year: int
    after: Literal["hold", "hold_rates"] = "hold_rates"


def published_tfr(assumptions: xr.Dataset) -> FloatArray | None:
    """Return the TFR by period on the published scale, or None where the assumptions carry no fertility level.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario. ``tfr`` (births per woman) is used if there; otherwise the sum of ``asfr`` times the step.

    Returns
    -------
    ndarray, shape (period,), or None
    """
    if "tfr" in assumptions:
        return by_period(assumptions, assumptions["tfr"])
    if "asfr" in assumptions:
        return by_period(assumptions, assumptions["asfr"].sum("age") * int(assumptions.attrs["step"]))
    return None


def by_period(assumptions: xr.Dataset, variable: xr.DataArray) -> FloatArray:
    """Return a variable with one value per period; one that does not vary is repeated."""
    return np.broadcast_to(variable.values.astype(np.float64), (assumptions.sizes["period"],))


def path(periods: FloatArray, start: float, target: float, year: int) -> FloatArray:
    """Return a straight line from ``start`` in the first period to ``target`` in ``year``, held afterwards.

    Parameters
    ----------
    periods : ndarray, shape (period,)
        First years of the intervals.
    start, target : float
        Values of the first interval and of the interval of ``year``.
    year : int
        A year at or before the first period gives the target at once.
    """
    span = year - periods[0]
    if span <= 0:
        return np.full(periods.size, target)
    weight = (periods - periods[0]) / span
    return np.where(periods >= year, target, start + (target - start) * weight)


def launch_net(assumptions: xr.Dataset) -> float:
    """Return the net migration of the first interval, persons a year, as the projection itself gives it."""
    first = project(assumptions.isel(period=slice(0, 1)))
    return float(first["net_migration"].sum()) / int(assumptions.attrs["step"])


def _check(assumptions: xr.Dataset, settings: Settings) -> None:
    problems = Problems("settings", AssumptionError)
    periods = assumptions["period"].values
    if not periods[0] <= settings.year <= periods[-1]:
        problems.add(
            "year",
            en=f"got {settings.year}; use a year from {periods[0]} to {periods[-1]}.",
            ja=f"{settings.year} です。{periods[0]} から {periods[-1]} までの年にしてください。",
        )
    low, high = VOCABULARY["tfr"].low, VOCABULARY["tfr"].high
    if settings.tfr is not None and not low <= settings.tfr <= high:
        problems.add(
            "tfr",
            en=f"got {settings.tfr}; use {low} to {high} births per woman.",
            ja=f"{settings.tfr} です。{low} から {high}（女性1人あたり）にしてください。",
        )
    level = published_tfr(assumptions)
    if settings.tfr is not None and (level is None or not (level > 0).all()):
        problems.add(
            "tfr",
            en="the scenario has no TFR above zero to scale; leave tfr as None.",
            ja="シナリオに正の合計特殊出生率がありません。tfr は None のままにしてください。",
        )
    if settings.net is not None and "net_migration_rate" not in assumptions:
        problems.add(
            "net",
            en="the scenario has no net migration rates to adjust; leave net as None.",
            ja="シナリオに調整できる純移動率がありません。net は None のままにしてください。",
        )
    if settings.after not in ("hold", "hold_rates"):
        problems.add(
            "after",
            en=f"got '{settings.after}'; use 'hold' or 'hold_rates'.",
            ja=f"「{settings.after}」です。'hold' か 'hold_rates' にしてください。",
        )
    problems.raise_if_any()


def apply_settings(assumptions: xr.Dataset, settings: Settings, start_net: float | None = None) -> xr.Dataset:
    """Return a scenario's assumptions with the sliders' targets in place.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario, in the form ``cohort.project`` takes, without leading dims.
    settings : Settings
    start_net : float, optional
        Net migration of the first interval, persons a year, where it is known already (``launch_net``).

    Returns
    -------
    xarray.Dataset
        For ``cohort.project``. A TFR multiplies ``asfr`` (or the child-woman ratio) of each period by target / own.
        A net total holds for **all** migrants: what the scenario gives as counts (households) is taken off what the
        rates must add up to.

    Raises
    ------
    AssumptionError
        Year or TFR out of range; nothing to scale.
    """
    _check(assumptions, settings)
    periods = assumptions["period"].values.astype(np.float64)
    step = int(assumptions.attrs["step"])
    changed: dict[str, tuple[str | tuple[str, ...], FloatArray]] = {}
    if settings.tfr is not None:
        own = published_tfr(assumptions)
        assert own is not None
        wanted = path(periods, own[0], settings.tfr, settings.year)
        if "asfr" in assumptions:
            changed["asfr"] = ("period", "age"), assumptions["asfr"].values * (wanted / own)[:, None]
        if "child_woman_ratio" in assumptions:
            changed["child_woman_ratio"] = "period", assumptions["child_woman_ratio"].values * (wanted / own)
        changed["tfr"] = "period", wanted
    if settings.net is not None:
        start = launch_net(assumptions) if start_net is None else start_net
        total = path(periods, start, settings.net, settings.year) * step
        if "net_migration" in assumptions:
            total = total - by_period(assumptions, assumptions["net_migration"].sum(("sex", "age")))
        reached = periods[np.searchsorted(periods, settings.year)]
        held = HOLD_RATES if settings.after == "hold_rates" else SOLVED
        changed["net_migration_total"] = "period", total
        changed["net_migration_control"] = "period", np.where(periods <= reached, SOLVED, held)
    return assumptions.assign(changed)


def settings_of(assumptions: xr.Dataset) -> Settings:
    """Return where the sliders stand before anything is touched: a scenario's own year and what follows it.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario.

    Returns
    -------
    Settings
        Both targets None. The year is the last one whose total was solved before rates are held, or else the last in
        which the TFR changes; a scenario with neither, or with the launch year alone, gets the sixth period.
    """
    periods = assumptions["period"].values.astype(int)
    control = np.zeros(periods.size)
    if "net_migration_control" in assumptions:
        control = by_period(assumptions, assumptions["net_migration_control"])
    solved = np.flatnonzero(control == SOLVED)
    tfr = published_tfr(assumptions)
    moves = np.flatnonzero(np.abs(np.diff(tfr)) > 1e-9) + 1 if tfr is not None else np.array([], dtype=int)
    if solved.size and solved[-1] > 0 and (control == HOLD_RATES).any():
        index = int(solved[-1])
    elif moves.size and moves[-1] < periods.size - 1:
        index = int(moves[-1])
    else:
        index = min(5, periods.size - 1)
    after: Literal["hold", "hold_rates"] = "hold" if control[-1] == SOLVED else "hold_rates"
    return Settings(None, None, int(periods[index]), after)
