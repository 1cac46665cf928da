"""Every defensible reading of a plan, projected side by side, and what it says of the outlook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.measures import summarise
from cohort.analysis.variance import variance_shares
from cohort.analysis.verdict import yearly_path
from cohort.arguments import CHOICES, INPUTS, OUTLOOK, takes
from cohort.assumptions.assume import assume_each
from cohort.errors import AssumptionError, CohortError, CohortErrors, ProjectionError, fail
from cohort.inputs import Inputs
from cohort.projection.project import Keep, project
from cohort.scenario.choices import Choices, Option, Switch
from cohort.scenario.compose import Reading, readings_of
from cohort.scenario.outlook import Outlook

NEAR = 1e-9
Changes = tuple[tuple[Switch, Option], ...]


@takes(inputs=INPUTS, choices=CHOICES, outlook=OUTLOOK)
def readings(inputs: Inputs, choices: Choices, outlook: Outlook | None = None, step: int | None = None) -> xr.Dataset:
    """Project every combination of the choices, and hold each against the outlook.

    Parameters
    ----------
    inputs : Inputs
        Of one area.
    choices : Choices
        As `read_choices` returns them.
    outlook : Outlook, optional
        By default the first that the plan's scenario is held against, one about the population before others.
    step : {1, 5}, optional
        Years of a step; by default the scenarios' own.

    Returns
    -------
    Dataset
        A dim for each switch, its options as coordinate. ``value``: what a reading gives in the outlook's year, in the measure's
        unit; ``met``: whether the outlook holds; ``path`` (..., time or period): the measure through the years; ``there``:
        whether it could be assumed and projected; where not, ``value`` is NaN. Attributes: ``measure``, ``year``, ``outlook``
        (the figure), ``plan``, and ``missing``: a JSON list with options and reason (``en``, ``ja``) of each that is not there.

    Raises
    ------
    CohortError
        No outlook; or none of the readings can be assumed.
    """
    return Grid.of(inputs, choices, outlook, step).data


def _held_against(
    inputs: Inputs, made: list[Reading], choices: Choices, asked: Outlook, step: int | None
) -> tuple[xr.Dataset, xr.Dataset | None]:
    """Return what `readings` returns, and the assumptions that all of them were projected with."""
    paths, failed, batch = _projected(inputs, made, asked, step)
    if paths is None:
        raise CohortErrors(list(failed.values())[:10])
    if made[0].options in failed:  # the plan as it is written: other inputs, mostly, than those it was written for
        raise failed[made[0].options]
    shape = tuple(len(one.option) for one in choices.switches)
    years, yearly = yearly_path(paths, int(paths.attrs["step"]))
    if not years[0] <= asked.year <= years[-1]:
        fail(choices.plan, "outlook.year", kind=ProjectionError,
             en=f"{asked.year} is outside the projection, {years[0]} to {years[-1]}.",
             ja=f"{asked.year} 年は推計期間（{years[0]}～{years[-1]} 年）の外です。")  # fmt: skip
    cells, values = np.full((len(made), paths.shape[-1]), np.nan), np.full(len(made), np.nan)
    kept = [place for place, one in enumerate(made) if one.options not in failed]
    cells[kept], values[kept] = paths.values, yearly[:, asked.year - years[0]]
    low, high = asked.limits()
    there = np.isfinite(values)
    dims = [one.name for one in choices.switches]
    when = str(paths.dims[-1])
    data = xr.Dataset(
        {
            "value": (dims, values.reshape(shape)),
            "met": (dims, (there & (values >= low) & (values <= high)).reshape(shape)),
            "there": (dims, there.reshape(shape)),
            "path": ([*dims, when], cells.reshape(*shape, -1)),
        },
        coords={**{one.name: [option.name for option in one.option] for one in choices.switches}, when: paths[when].values},
        attrs={
            "measure": asked.measure, "year": asked.year, "outlook": asked.value, "plan": choices.plan,
            "missing": json.dumps([
                {"options": list(options), "en": error.text("en"), "ja": error.text("ja")} for options, error in failed.items()
            ], ensure_ascii=False),
        },
    )  # fmt: skip
    return data, batch


def _outlook(made: list[Reading], choices: Choices) -> Outlook:
    """Return the outlook that the plan is held against: the first about the population, else the first."""
    plan = next((one.scenario for one in made if one.scenario is not None), None)
    stated = [] if plan is None else [one for one in plan.outlooks if one.scope == "set"]
    if not stated:
        fail(choices.plan, "outlook", kind=AssumptionError,
             en="states no outlook that its readings could be held against; write [[outlook]] in it, or give one.",
             ja="比べる将来展望がありません。[[outlook]] を書くか、outlook を指定してください。")  # fmt: skip
    return next((one for one in stated if one.measure == "population"), stated[0])


def _projected(
    inputs: Inputs, made: list[Reading], outlook: Outlook, step: int | None
) -> tuple[xr.DataArray | None, dict[tuple[str, ...], CohortError], xr.Dataset | None]:
    """Return the outlook's measure through the years (scenario, time | period), why others have none, and what all were projected with."""
    bases = {one.stands_on.name: one.stands_on for one in made if one.stands_on is not None}
    named = {one.scenario.name: one.options for one in made if one.scenario is not None}
    failed = {one.options: one.error for one in made if one.error is not None}
    scenarios = [one.scenario for one in made if one.scenario is not None]
    assumed, unfit = assume_each(inputs, [*bases.values(), *scenarios], step) if scenarios else (None, {})
    failed |= {named[name]: error for name, error in unfit.items() if name in named}
    left = [name for name, options in named.items() if options not in failed]
    if assumed is None or not left:
        return None, failed, None
    # a batch of one has no dim of scenarios
    batch = _some(assumed, left) if "scenario" in assumed.dims else assumed.expand_dims(scenario=left)
    given = batch.drop_vars(["tfr", "e0"], errors="ignore")
    total = outlook.measure == "population"
    kinds: tuple[Keep, tuple[str, ...] | None] = ("totals", ("population",)) if total else ("groups", None)
    result = project(given, kinds[0], variables=kinds[1], failing="nan", fingerprint=False)
    summary = result if total else summarise(result)
    path = summary[outlook.measure]
    if "scenario" not in path.dims:
        path = path.expand_dims(scenario=left)
    cells = path.transpose("scenario", ...).assign_attrs(step=result.attrs["step"])
    there = np.isfinite(cells.values).all(axis=1)
    failed |= {named[name]: _not_projected(name) for name, goes_on in zip(left, there, strict=True) if not goes_on}
    kept = [name for name, goes_on in zip(left, there, strict=True) if goes_on]
    return cells.isel(scenario=there) if kept else None, failed, _some(batch, kept)


def _some(assumed: xr.Dataset, names: list[str]) -> xr.Dataset:
    """Return the assumptions of some scenarios: not copied where they are the last ones."""
    last = assumed.isel(scenario=slice(assumed.sizes["scenario"] - len(names), None))
    return last if names and last["scenario"].values.tolist() == names else assumed.sel(scenario=names)


def _not_projected(name: str) -> CohortError:
    """Return why a reading has no numbers: the projection could not go on."""
    try:
        fail(
            name,
            "projection",
            kind=ProjectionError,
            en="more people leave than live there.",
            ja="転出が居住者を上回ります。",
        )
    except ProjectionError as error:
        return error


@dataclass(frozen=True, eq=False)
class Grid:
    """The readings of a plan as they are told: counts, range, what they have in common, what decides.

    Attributes
    ----------
    choices : Choices
    outlook : Outlook
    made : list of Reading
        In the order of `Choices.combinations`.
    data : Dataset
        As `readings` returns it.
    assumed : Dataset or None
        The assumptions of all that could be projected, side by side (``scenario``).
    """

    choices: Choices
    outlook: Outlook
    made: list[Reading]
    data: xr.Dataset
    assumed: xr.Dataset | None = None

    @classmethod
    def of(cls, inputs: Inputs, choices: Choices, outlook: Outlook | None = None, step: int | None = None) -> Grid:
        """Return the grid of all readings; arguments as in `readings`."""
        made = readings_of(choices)
        asked = _outlook(made, choices) if outlook is None else outlook
        return cls(choices, asked, made, *_held_against(inputs, made, choices, asked, step))

    def is_about(self, outlook: Outlook) -> bool:
        """Tell whether an outlook asks the same: measure, year and figure."""
        return (self.outlook.measure, self.outlook.year, self.outlook.value) == (
            outlook.measure,
            outlook.year,
            outlook.value,
        )

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """What each reading gives, in the order of `Choices.combinations`; NaN where it is not there."""
        return self.data["value"].values.ravel()

    @cached_property
    def met(self) -> NDArray[np.bool_]:
        """Whether each meets the outlook."""
        return self.data["met"].values.ravel()

    @cached_property
    def count(self) -> int:
        """Readings that could be projected."""
        return int(self.data["there"].sum())

    @property
    def questions(self) -> int:
        """Switches that are open: those with more than one option."""
        return sum(len(one.option) > 1 for one in self.choices.switches)

    @cached_property
    def alike(self) -> int:
        """Readings that give what another one gives as well: a question makes no difference there."""
        known = self.values[np.isfinite(self.values)]
        return int(known.size - np.unique(np.round(known, 6)).size)

    @cached_property
    def distinct(self) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Places in ``assumed`` of the readings that differ in some year, and how many have the same path as each."""
        paths = self.data["path"].values.reshape(self.values.size, -1)[np.isfinite(self.values)]
        _, first, count = np.unique(np.round(paths, 6), axis=0, return_index=True, return_counts=True)
        return first, count.astype(float)

    @property
    def missing(self) -> int:
        """Readings that could not."""
        return self.choices.count - self.count

    @cached_property
    def held(self) -> int:
        """Readings that meet the outlook."""
        return int(self.met.sum())

    @cached_property
    def lowest(self) -> float:
        """The lowest value."""
        return float(np.nanmin(self.values))

    @cached_property
    def highest(self) -> float:
        """The highest value."""
        return float(np.nanmax(self.values))

    @cached_property
    def shares(self) -> xr.Dataset:
        """The share of the variance due to each switch (`variance_shares`)."""
        return variance_shares(self.data["value"])

    @cached_property
    def ranked(self) -> list[tuple[Switch, float]]:
        """The switches with their share of the variance, the largest first."""
        pairs = [
            (one, float(share)) for one, share in zip(self.choices.switches, self.shares["share"].values, strict=True)
        ]
        return sorted(pairs, key=lambda pair: -pair[1])

    def options(self, place: int) -> Mapping[str, Option]:
        """Return the options of a reading by its place."""
        shape = tuple(len(one.option) for one in self.choices.switches)
        at = np.unravel_index(place, shape)
        return {one.name: one.option[int(number)] for one, number in zip(self.choices.switches, at, strict=True)}

    @cached_property
    def nearest(self) -> int:
        """Place of the reading for which least is missing."""
        low, high = self.outlook.limits()
        needed = np.abs(np.clip(self.values, low, high) - self.values)
        return int(
            np.nanargmin(
                np.where(np.isfinite(needed), needed + NEAR * np.abs(self.values - self.outlook.value), np.nan)
            )
        )

    @cached_property
    def in_common(self) -> Changes:
        """Options that all readings that meet the outlook have, where their switch has others."""
        found = []
        for switch in self.choices.switches:
            others = [str(dim) for dim in self.data["met"].dims if dim != switch.name]
            some = self.data["met"].any(others).values
            if len(switch.option) > 1 and some.sum() == 1 and self.held:
                found.append((switch, switch.option[int(np.argmax(some))]))
        return tuple(found)

    @cached_property
    def flips(self) -> tuple[Changes, ...]:
        """The fewest other decisions that turn the verdict on the plan as its file has it, each set of them; none if nothing does."""
        names = [one.name for one in self.choices.switches]
        met, there = self.data["met"].values, self.data["there"].values
        first = (0,) * len(names)
        if not there[first]:
            return ()
        for size in range(1, len(names) + 1):
            found = []
            for axes in combinations(range(len(names)), size):
                at = tuple(slice(1, None) if axis in axes else 0 for axis in range(len(names)))
                turned = np.argwhere((met[at] != met[first]) & there[at])
                found += [self._changes(axes, place) for place in turned]
            if found:
                return tuple(found)
        return ()

    def _changes(self, axes: tuple[int, ...], place: NDArray[np.int64]) -> Changes:
        """Return switches by their place with options by theirs, counted from the second."""
        switches = [self.choices.switches[axis] for axis in axes]
        return tuple((one, one.option[int(number) + 1]) for one, number in zip(switches, place, strict=True))

    @property
    def frame(self) -> pd.DataFrame:
        """A row for each reading: the option of each switch, what it gives, whether the outlook is met and it is there."""
        frame: pd.DataFrame = self.data[["value", "met", "there"]].to_dataframe().reset_index()
        return frame.assign(measure=self.outlook.measure, year=self.outlook.year)

    def by_option(self, switch: Switch, option: Option) -> tuple[int, int, float, float]:
        """Return of the readings with an option how many meet the outlook, of how many, and from what to what they go."""
        part = self.data.sel({switch.name: option.name})
        there = int(part["there"].sum())
        if not there:
            return 0, 0, float("nan"), float("nan")
        return int(part["met"].sum()), there, float(part["value"].min()), float(part["value"].max())
