"""All combinations of fertility and net migration, and where the plan and the years gone by stand among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.planning.case import Case, case_of
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.solve import solve
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.text import Text, Year

STEPS = 17  # values of each lever
MARGIN = 0.12


@dataclass(frozen=True)
class VerdictMap:
    """The measure for every combination of net migration (a year) and TFR from the next year on, and points among them.

    ``points`` is name -> (net migration, TFR): scenarios by their means up to the outlook's year; observed years by the city's
    net migration and the prefecture's TFR.
    """

    result: xr.DataArray
    level: float
    points: dict[Text, tuple[float, float]]
    outlook: Outlook


def verdict_map(
    run: Run | Case, scenario: str | None = None, outlook: Outlook | None = None, others: Sequence[Case] = ()
) -> VerdictMap:
    """Return the map of an outlook; its range holds what was seen, the net migration that alone would do, and a TFR of 2.1.

    ``others`` are marked by their own means; the map itself is the scenario's.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    asked = outlook or case.outlook()
    net, tfr = Lever("migration.net"), Lever("fertility.tfr")
    points = {**_points(case, asked), **{one.short: _means(one, asked) for one in others}}
    alone = solve(case, lever=net.name, outlook=asked)[-1]
    nets = [at[0] for at in points.values()] + ([] if alone.value is None else [alone.value])
    rates = [at[1] for at in points.values()] + [2.1]
    axes = [_axis(nets), _axis(rates)]
    grid = np.meshgrid(*axes, indexing="ij")
    moves = {net: grid[0].ravel(), tfr: grid[1].ravel()}
    values = outcome(case, moves, Course(case.ahead, case.ahead), asked.measure, asked.year)
    result = xr.DataArray(
        values.reshape(grid[0].shape),
        dims=("net_migration", "tfr"),
        coords={"net_migration": axes[0], "tfr": axes[1]},
    )
    return VerdictMap(result, asked.value, points, asked)


def _axis(values: list[float]) -> np.ndarray:
    low, high = min(values), max(values)
    more = MARGIN * (high - low)
    return np.linspace(low - more, high + more, STEPS)


def _points(case: Case, asked: Outlook) -> dict[Text, tuple[float, float]]:
    """Return the scenario (means to come up to the outlook's year), and the first and last year seen with both figures."""
    made = {case.short: _means(case, asked)}
    area = case.inputs.prefecture
    if area is None or area.tfr is None or case.inputs.events is None:
        return made
    flows = case.inputs.observed_flows(2016)
    net = flows[flows["measure"] == "net_migration"].set_index("year")["value"]
    rates = area.tfr.set_index("year")["tfr"]
    both = sorted(set(net.index) & set(rates.index))
    for year in dict.fromkeys([*both[:1], *both[-1:]]):
        made[Text("seen {year}", "{year}の実績", year=Year(int(year)))] = (
            float(net[year]),
            float(rates[year]),
        )
    return made


def _means(case: Case, asked: Outlook) -> tuple[float, float]:
    coming = (case.periods >= case.ahead) & (case.periods < asked.year)
    net, tfr = (Lever(name).own(case)[coming].mean() for name in ("migration.net", "fertility.tfr"))
    return float(net), float(tfr)
