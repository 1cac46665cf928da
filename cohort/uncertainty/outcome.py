"""What is read off futures: ranges, how many meet an outlook or end above another path, and how sure the count of draws is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cohort.arguments import at_the_door
from cohort.scenario.model import Outlook
from cohort.uncertainty.draws import Futures
from cohort.vocabulary import VOCABULARY

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
CERTAIN = 3.0  # of n draws none: fewer than 3 / n with 95 % (rule of three)


@dataclass(frozen=True)
class Share:
    """A share of draws.

    Attributes
    ----------
    met, draws : int
        How many, of how many that did not fail.
    failed : int
        Draws that could not be projected.
    """

    met: int
    draws: int
    failed: int = 0

    @property
    def value(self) -> float:
        """The share; NaN without any draw."""
        return self.met / self.draws if self.draws else float("nan")

    @property
    def error(self) -> float:
        """Half of the range in which the share of endless draws lies with 95 %: Monte-Carlo error."""
        if not self.draws:
            return float("nan")
        if self.met in (0, self.draws):
            return min(CERTAIN / self.draws, 1.0)
        return float(1.96 * np.sqrt(self.value * (1 - self.value) / self.draws))


def at(futures: Futures, measure: str, scenario: str, year: int) -> Floats:
    """Return a measure in a year, by draw (draws that failed are NaN).

    Stocks between two instants are interpolated; flows are persons a year.
    """
    path = futures.measures[measure].sel(scenario=scenario)
    step = int(futures.step)
    if "time" in path.dims:
        return np.asarray(path.interp(time=year).values, dtype=np.float64)
    first = path["period"].values
    place = int(np.clip(np.searchsorted(first, year, side="right") - 1, 0, len(first) - 1))
    values = path.isel(period=place).values
    return np.asarray(values / step if VOCABULARY[measure].kind == "flow" else values, dtype=np.float64)


def meets(futures: Futures, outlook: Outlook, scenario: str) -> Share:
    """Return how many futures of a scenario meet an outlook."""
    values = at(futures, outlook.measure, scenario, outlook.year)
    there = np.isfinite(values)
    low, high = outlook.limits()
    return Share(int(((values >= low) & (values <= high))[there].sum()), int(there.sum()), int((~there).sum()))


def above(futures: Futures, measure: str, scenario: str, other: str, year: int) -> Share:
    """Return in how many futures a scenario ends above another, both with the same luck."""
    gap = at(futures, measure, scenario, year) - at(futures, measure, other, year)
    there = np.isfinite(gap)
    return Share(int((gap > 0)[there].sum()), int(there.sum()), int((~there).sum()))


def bounds(values: Floats, level: float) -> tuple[float, float]:
    """Return between what a share of the draws lies that did not fail."""
    low, high = np.nanquantile(values, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def edge_error(values: Floats, level: float) -> float:
    """Return half of the range in which the edges of endless draws lie with 95 %: the order statistics around them."""
    kept = np.sort(values[np.isfinite(values)])
    share = (1 - level) / 2
    apart = 1.96 * np.sqrt(share * (1 - share) / len(kept))
    off = [
        (np.quantile(kept, min(at + apart, 1.0)) - np.quantile(kept, max(at - apart, 0.0))) / 2
        for at in (share, 1 - share)
    ]
    return float(max(off))


QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def quantile_frame(futures: Futures) -> pd.DataFrame:
    """Return the quantiles of every measure as a tidy table: scenario, measure, year, quantile, value (flows of a period)."""
    import pandas as pd

    parts = []
    for name, array in futures.measures.data_vars.items():
        axis = "time" if "time" in array.dims else "period"
        ordered = array.transpose("draw", "scenario", axis)
        found = np.nanquantile(ordered.values, QUANTILES, axis=0)
        where = pd.MultiIndex.from_product(
            [QUANTILES, ordered["scenario"].values, ordered[axis].values], names=["quantile", "scenario", "year"]
        )
        parts.append(pd.DataFrame({"measure": name, "value": found.ravel()}, index=where).reset_index())
    whole = pd.concat(parts, ignore_index=True)
    return whole[["scenario", "measure", "year", "quantile", "value"]]


def chance_frame(futures: Futures, outlooks: Iterable[Outlook]) -> pd.DataFrame:
    """Return in what share of draws each scenario meets each outlook, with its Monte-Carlo error and the draws that failed."""
    import pandas as pd

    rows = []
    for outlook in outlooks:
        for name in map(str, futures.measures["scenario"].values):
            share = meets(futures, outlook, name)
            rows.append(
                [
                    name,
                    outlook.measure,
                    outlook.year,
                    outlook.bound,
                    outlook.value,
                    share.value,
                    share.error,
                    share.draws,
                    share.failed,
                    futures.seed,
                ]
            )
    columns = ["scenario", "measure", "year", "relation", "promised", "share", "error", "draws", "failed", "seed"]
    return pd.DataFrame(rows, columns=columns)


at_the_door(globals())
