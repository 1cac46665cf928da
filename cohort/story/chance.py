"""What futures say of a run, as the story asks for it: shares, ranges, levers, and how far ranges of the past may be trusted."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.story.numbers import Numbers
from cohort.text import Said, Text
from cohort.uncertainty.draws import Futures, futures
from cohort.uncertainty.luck import LEVERS
from cohort.uncertainty.outcome import Share, at, bounds
from cohort.uncertainty.trust import Trust, trust
from cohort.wording import Plain

LEVER_DRAWS = 400  # enough to say which lever moves most
MIDDLE, WIDE = 0.8, 0.95
INTERVAL, RANGE = Text("interval", "予測区間"), Text("range", "幅")
LEVER_NAMES = {
    "migration": Text("Moves and their ages", "移動（年齢別）"),
    "mortality": Text("Mortality", "死亡"),
    "fertility": Text("Fertility", "出生率"),
    "launch": Text("Launch count", "起点の人口"),
    "small_numbers": Text("Chance in small numbers", "少人数の偶然"),
}


class Chance:
    """What futures say of a run, as the story asks for it."""

    def __init__(self, numbers: Numbers, futures: Futures) -> None:
        self.numbers, self.futures = numbers, futures
        self.year = numbers.target if numbers.outlook is None else numbers.outlook.year
        self.opening, self.reference = numbers.names.opening, numbers.names.reference

    @cached_property
    def trust(self) -> Trust | None:
        """What such ranges of residents held in the past, in places of this size and so far ahead."""
        return self.trust_of("population")

    def trust_of(self, measure: str) -> Trust | None:
        """Return what such ranges of a measure held in the past; None where it was not tested."""
        return trust(self.residents, self.year - self.numbers.years[0], measure)

    @property
    def residents(self) -> float:
        """Residents of the opening scenario at its launch."""
        return self.numbers.at(self.opening, "population", self.numbers.years[0])

    @cached_property
    def alone(self) -> dict[str, NDArray[np.float64]]:
        """Residents in the outlook's year while one lever alone varies, by lever."""
        run = self.numbers.run
        many = min(self.futures.draws, LEVER_DRAWS)
        chosen = [_only(part, self.opening) for part in (run.assumptions, run.projection)]
        own = run.scenarios[self.opening].uncertainty
        stated = dict.fromkeys(LEVERS, 1.0) if own is None else own.weights
        made = {}
        for lever in LEVERS:
            weights = {other: stated[other] * (other == lever) for other in LEVERS}
            found = futures(chosen[0], chosen[1], draws=many, seed=self.futures.seed, weights=weights)
            made[lever] = at(found, "population", self.opening, self.year)
        return made

    @property
    def failed(self) -> int:
        """Draws of the opening scenario that could not be projected."""
        return int(self.futures.failed.sel(scenario=self.opening).sum())

    def range(self, scenario: str, measure: str, level: float) -> tuple[float, float]:
        """Return between what a share of the draws lies in the outlook's year."""
        return bounds(at(self.futures, measure, scenario, self.year), level)


def _only(dataset: xr.Dataset, scenario: str) -> xr.Dataset:
    """Return a dataset with one of its scenarios, which is then the reference."""
    one = dataset.sel(scenario=[scenario]) if "scenario" in dataset.dims else dataset
    return one.assign_attrs(reference_scenario=scenario)


def percent(share: Share) -> Said:
    """Return a share of draws in words: what none or all of so many draws say is a bound."""
    if not share.draws:
        return Text("–", "–")
    if share.met == 0:
        return Text("less than {most}", "{most}未満", most=Plain(share.error, 1, percent=True))
    if share.met == share.draws:
        return Text("more than {least}", "{least}超", least=Plain(1 - share.error, 1, percent=True))
    return Plain(share.value, 1 if share.value < 0.1 else 0, percent=True)


def kind_of(chance: Chance) -> Text:
    """Return what the ranges may be called: an interval only where past ones held what they say."""
    return INTERVAL if chance.trust is not None and chance.trust.reached else RANGE
