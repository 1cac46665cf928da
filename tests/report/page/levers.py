"""What the sliders mean, written a second time and slowly: `applySettings` of ``engine.js`` must give the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr

from cohort import project
from cohort.report.page.settings import HOLD_RATES, SOLVED, published_tfr


@dataclass(frozen=True)
class Settings:
    """Where the sliders stand: TFR and net migration (persons a year) reached in ``year``; None keeps the scenario's path."""

    tfr: float | None
    net: float | None
    year: int
    after: Literal["hold", "hold_rates"] = "hold_rates"


def path(periods: np.ndarray, start: float, target: float, year: int) -> np.ndarray:
    """A straight line from ``start`` in the first period to ``target`` in ``year``, held afterwards."""
    span = year - periods[0]
    if span <= 0:
        return np.full(periods.size, target)
    return np.where(periods >= year, target, start + (target - start) * (periods - periods[0]) / span)


def launch_net(assumptions: xr.Dataset) -> float:
    """Net migration of the first interval, persons a year, as the projection itself gives it."""
    first = project(assumptions.isel(period=slice(0, 1)).drop_vars(["tfr", "e0"], errors="ignore"))
    return float(first["net_migration"].sum()) / int(assumptions.attrs["step"])


def every_period(assumptions: xr.Dataset, name: str) -> xr.DataArray:
    return assumptions[name].broadcast_like(assumptions["period"]).transpose("period", ...).copy()


def scaled(assumptions: xr.Dataset) -> xr.Dataset:
    """Rates of 0 in a period, which nothing can scale: the next period's that has some, or else the last one's, for its counts."""
    rates = every_period(assumptions, "net_migration_rate")
    counts = every_period(assumptions, "net_migration") if "net_migration" in assumptions else rates * 0
    full = [p for p, own in enumerate(rates.values) if (own != 0).any()]
    filled = rates.copy()
    for p in range(rates.sizes["period"]):
        if p not in full:
            later = [q for q in full if q > p]
            filled[p] = rates[later[0] if later else full[-1]]
            counts[p] = 0
    return assumptions.assign(net_migration_rate=filled, net_migration=counts)


def apply_settings(assumptions: xr.Dataset, settings: Settings, start_net: float | None = None) -> xr.Dataset:
    """Return one scenario's assumptions with the sliders' targets in place."""
    periods = assumptions["period"].values.astype(int)
    step = int(assumptions.attrs["step"])
    changed = assumptions
    if settings.tfr is not None:
        own = published_tfr(assumptions)
        assert own is not None
        wanted = path(periods, own[0], settings.tfr, settings.year)
        for name in ("asfr", "child_woman_ratio"):
            if name in assumptions:
                share = xr.DataArray(wanted / own, dims="period")
                changed = changed.assign({name: every_period(assumptions, name) * share})
        changed = changed.assign(tfr=("period", wanted))
    if settings.net is not None:
        start = launch_net(assumptions) if start_net is None else start_net
        total = path(periods, start, settings.net, settings.year) * step
        changed = scaled(changed)
        total = total - changed["net_migration"].sum(("sex", "age")).values
        reached = periods[np.searchsorted(periods, settings.year)]
        held = HOLD_RATES if settings.after == "hold_rates" else SOLVED
        control = np.where(periods <= reached, SOLVED, held)
        changed = changed.assign(net_migration_total=("period", total), net_migration_control=("period", control))
    return changed
