"""Schedules of several scenarios, labelled; a variable that does not vary between them has no scenario dim."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import xarray as xr

from cohort.errors import AssumptionError, fail
from cohort.scenario.model import Scenario
from cohort.vocabulary import SEXES

from .baseline import Baseline
from .engine import DIMS, arrays, attributes
from .schedules import Schedules

Array = npt.NDArray[np.float64]


def dataset(
    scenarios: list[Scenario], of: dict[str, Baseline], made: dict[str, Schedules], width: int
) -> xr.Dataset:
    """Label the schedules of scenarios that share a launch year.

    Parameters
    ----------
    scenarios : list of Scenario
    of, made : dict
        Baseline and schedules by name.
    width : int
        1, or 5 for five-year steps.

    Returns
    -------
    Dataset
        As `cohort.project` takes it.

    Raises
    ------
    AssumptionError
        Scenarios that spread migration differently over the step: that is one attribute for all.
    """
    names = [scenario.name for scenario in scenarios]
    _one_timing(names, of)
    by_scenario = [arrays(made[name], of[name], width) for name in names]
    periods = of[names[0]].periods[::width]
    stacked = {}
    for name, dims in DIMS.items():
        values = [a[name] for a in by_scenario]
        if name == "net_migration" and not any(v.any() for v in values):
            continue
        if name == "net_migration_rate" and all(v.ndim == 2 for v in values):
            dims = ("sex", "age")
        elif name == "net_migration_rate":
            values = [np.broadcast_to(v, (len(periods), *v.shape[-2:])) for v in values]
        stacked[name] = _stacked(values, dims)
    ages = np.arange(by_scenario[0]["launch_population"].shape[1]) * width
    coords = {"scenario": names, "period": periods, "sex": list(SEXES), "age": ages}
    days = [f"{of[name].launch.date:%m-%d}" for name in names]
    result = xr.Dataset(stacked, coords=coords)
    if len(set(days)) > 1:
        result = result.assign_coords(reference_date=("scenario", days))
    result.attrs = {
        **attributes(of[names[0]], width),
        "reference_date": days[0],
        "reference_scenario": reference(scenarios),
    }
    return result


def _one_timing(names: list[str], of: dict[str, Baseline]) -> None:
    timings = {name: of[name].launch.migration_timing for name in names}
    if len(set(timings.values())) > 1:
        got = ", ".join(f"{name} {timing}" for name, timing in timings.items())
        fail(
            "scenarios",
            "launch.migration_timing",
            en=f"differs ({got}); scenarios of a set share it: change it, or give each its own folder.",
            ja=f"シナリオにより異なります（{got}）。一組のシナリオでは同じにするか、フォルダーを分けてください。",
            kind=AssumptionError,
        )


def reference(scenarios: list[Scenario]) -> str:
    """Return the scenario others are compared with: the one that is calibrated to a published projection, else the first."""
    stated = [s.name for s in scenarios if s.calibrate is not None]
    return stated[0] if stated else scenarios[0].name


def _stacked(values: list[Array], dims: tuple[str, ...]) -> tuple[tuple[str, ...], Array]:
    if all(np.array_equal(v, values[0]) for v in values[1:]):
        return dims, values[0]
    return ("scenario", *dims), np.stack(values)
