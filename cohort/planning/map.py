"""All combinations of fertility and net migration, and where the plan and the years gone by stand among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.planning.case import Case, case_of
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.seen import SINCE_SEEN
from cohort.planning.solve import solve
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.text import Text

STEPS = 17  # values of each lever
MARGIN = 0.12
INSTITUTE = "ipss"  # series of the National Institute of Population and Social Security Research


@dataclass(frozen=True)
class VerdictMap:
    """The measure for every combination of net migration (a year) and TFR from the next year on, and points among them.

    ``points`` is name -> (net migration, TFR): scenarios by their means up to the outlook's year. ``seen`` is year -> the same of
    observed years: the city's net migration and the prefecture's TFR. ``published`` is name -> what others published for that year.
    """

    result: xr.DataArray
    level: float
    points: dict[Text, tuple[float, float]]
    outlook: Outlook
    seen: dict[int, tuple[float, float]]
    published: dict[Text, float]


def verdict_map(
    run: Run | Case, scenario: str | None = None, outlook: Outlook | None = None, others: Sequence[Case] = ()
) -> VerdictMap:
    """Return the map of an outlook; its range holds what was seen, the net migration that alone would do, and a TFR of 2.1.

    ``others`` are marked by their own means; the map itself is the scenario's.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    asked = outlook or case.outlook()
    net, tfr = Lever("migration.net"), Lever("fertility.tfr")
    points = {case.short: _means(case, asked), **{one.short: _means(one, asked) for one in others}}
    seen = _seen(case)
    alone = solve(case, lever=net.name, outlook=asked, goal="figure")[0]
    marked = [*points.values(), *seen.values()]
    nets = [at[0] for at in marked] + ([] if alone.value is None else [alone.value])
    rates = [at[1] for at in marked] + [2.1]
    axes = [_axis(nets), _axis(rates)]
    grid = np.meshgrid(*axes, indexing="ij")
    moves = {net: grid[0].ravel(), tfr: grid[1].ravel()}
    values = outcome(case, moves, Course(case.ahead, case.ahead), asked.measure, asked.year)
    result = xr.DataArray(
        values.reshape(grid[0].shape), dims=("net_migration", "tfr"), coords={"net_migration": axes[0], "tfr": axes[1]}
    )
    return VerdictMap(result, asked.value, points, asked, seen, _published(case, asked))


def _axis(values: list[float]) -> np.ndarray:
    low, high = min(values), max(values)
    more = MARGIN * (high - low)
    return np.linspace(low - more, high + more, STEPS)


def _seen(case: Case) -> dict[int, tuple[float, float]]:
    """Return the years observed with both figures."""
    area = case.inputs.prefecture
    if area is None or area.tfr is None or case.inputs.events is None:
        return {}
    flows = case.inputs.observed_flows(SINCE_SEEN)
    net = flows[flows["measure"] == "net_migration"].set_index("year")["value"]
    rates = area.tfr.set_index("year")["tfr"]
    return {int(year): (float(net[year]), float(rates[year])) for year in sorted(set(net.index) & set(rates.index))}


def _published(case: Case, asked: Outlook) -> dict[Text, float]:
    """Return what the national institute published of the measure for that year: its last two projections."""
    rows = case.inputs.published_totals(asked.measure)
    rows = rows[(rows["year"] == asked.year) & rows["series"].str.startswith(INSTITUTE)].sort_values("series")[-2:]
    return {name: float(value) for name, value in zip(rows["name"], rows["value"], strict=True)}


def _means(case: Case, asked: Outlook) -> tuple[float, float]:
    coming = (case.periods >= case.ahead) & (case.periods < asked.year)
    net, tfr = (Lever(name).own(case)[coming].mean() for name in ("migration.net", "fertility.tfr"))
    return float(net), float(tfr)
