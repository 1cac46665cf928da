"""What was seen in the past: what levers are judged by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cohort.planning.case import Case
from cohort.sharing import shared
from cohort.text import Text

SINCE_SEEN = 2016  # the observed years that levers are judged by


@dataclass(frozen=True)
class Range:
    """What a lever was in the past: lowest and highest, standard deviation (0 where unknown), of which years."""

    low: float
    high: float
    deviation: float
    years: tuple[int, int] | None = None
    whose: Text | None = None


@shared
def moves_seen(case: Case) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
    """Return observed net migration, arrivals and leavers by year, each year's by the inputs' own rule."""
    if case.inputs.events is None:
        return {}, {}, {}
    flows = case.inputs.observed_flows(SINCE_SEEN)
    net = flows[flows["measure"] == "net_migration"]
    years = [int(year) for year in net["year"]]
    both = [
        {year: float(case.inputs.event(name, year)) for year in years} for name in ("in_migration", "out_migration")
    ]
    return dict(zip(years, map(float, net["value"]), strict=True)), both[0], both[1]


def tfr_seen(case: Case) -> Range:
    """Return the fertility rates of the prefecture, else of the place."""
    for area in (case.inputs.prefecture, case.inputs):
        if area is not None and area.tfr is not None:
            rows = area.tfr[area.tfr["year"] >= SINCE_SEEN]
            if len(rows) >= 3:
                low, high = rows["tfr"].min(), rows["tfr"].max()
                years = int(rows["year"].min()), int(rows["year"].max())
                return Range(float(low), float(high), float(rows["tfr"].std(ddof=1)), years, area.area.text)
    return Range(0.0, np.inf, 0.0)


def e0_seen(case: Case) -> Range:
    """Return the rises of life expectancy, in ten years."""
    area = case.inputs.prefecture
    if area is None or area.life_expectancy is None:
        return Range(0.0, np.inf, 0.0)
    rows = area.life_expectancy
    by_year = rows[rows["age"] == 0].groupby("year")["ex"].mean()
    rises = np.diff(by_year.to_numpy(float)) / np.diff(by_year.index.to_numpy(float)) * 10
    years = int(by_year.index[0]), int(by_year.index[-1])
    if len(rises) < 3:
        return Range(0.0, np.inf, 0.0)
    return Range(0.0, float(rises[-1]), float(rises.std(ddof=1)), years, area.area.text)
