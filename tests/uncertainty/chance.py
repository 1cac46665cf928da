"""How many classes ranges that are right would miss by chance: few places in a class, and places that err together."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from scipy.stats import norm

from tests.backtest.test_scores import errors
from tests.shared import ROOT

MAD = 1.4826  # of a normal distribution: its standard deviation over its median absolute deviation
MEDIANS = 1.57  # variance of a median of n normal numbers, times n
LASTING = 0.8  # correlation of a total's error at ten years with that at five
DRAWS, BLOCK = 1000, 250


@cache
def together(measure: str) -> float:
    """Part of an error's variance that places of a class have in common in a launch: medians of launches, less what chance makes of them."""
    own = errors().query("method == 'trend' and measure == @measure and horizon <= 15 and error > -1")
    parts = []
    for _, one in own.assign(off=-np.log1p(own["error"])).groupby(["horizon", "size"]):
        by_launch = one.groupby("launch")["off"]
        middle, places = by_launch.median(), by_launch.size()
        within = MAD * (one["off"] - one["launch"].map(middle)).abs().median()
        parts.append(middle.var() / within**2 - MEDIANS * (1 / places).mean())
    return float(np.mean(parts))


def cases() -> list[tuple[int, int, int, int]]:
    """Launch, years ahead, class of sizes and places of the table of what ranges held."""
    found = pd.read_csv(ROOT / "cohort" / "uncertainty" / "coverage.csv").query("measure == 'population' and size >= 0")
    return list(found[["launch", "horizon", "size", "places"]].itertuples(index=False, name=None))


@cache
def missed(shared: float, seed: int = 1) -> np.ndarray:
    """Which cases right ranges would miss (draw, case); horizons of a launch follow each other."""
    rng, every = np.random.default_rng(seed), cases()
    found = np.zeros((DRAWS, len(every)), dtype=bool)
    for launch, size in sorted({(one[0], one[2]) for one in every}):
        own = sorted((one[1], place) for place, one in enumerate(every) if (one[0], one[2]) == (launch, size))
        places = every[own[0][1]][3]
        for first in range(0, DRAWS, BLOCK):
            alone, common = np.zeros((BLOCK, places)), np.zeros((BLOCK, 1))
            for number, (_, place) in enumerate(own):
                kept = LASTING if number else 0.0
                alone = kept * alone + np.sqrt(1 - kept**2) * rng.standard_normal(alone.shape)
                common = kept * common + np.sqrt(1 - kept**2) * rng.standard_normal(common.shape)
                off = np.abs(np.sqrt(1 - shared) * alone + np.sqrt(shared) * common)
                middle, wide = ((off < norm.ppf((1 + level) / 2)).mean(1).round(2) for level in (0.8, 0.95))
                inside = (middle >= 0.75) & (middle <= 0.85) & (wide >= 0.91) & (wide <= 0.98)
                found[first : first + BLOCK, place] = ~inside
    return found


if __name__ == "__main__":
    for measure in ("population", "population_65_plus"):
        counted = missed(together(measure)).sum(1)
        print(measure, together(measure), counted.mean(), np.quantile(counted, [0.1, 0.9]), (counted >= 8).mean())
    largest = [place for place, one in enumerate(cases()) if one[2] == 5]
    print(missed(together("population"))[:, largest].mean())
