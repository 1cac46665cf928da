"""Totals that areas are held to: prefectures within the nation, areas within their prefecture, and what takes the difference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.demography.checks import Array, refuse

SUBJECT = "control"
TakenBy = Literal["migration", "deaths"]
DETAIL = ("time", "region", "sex", "age")


@dataclass(frozen=True)
class Control:
    """Totals, and the component that takes what is needed to meet them.

    Every cell that a total counts is changed in one proportion. The balance of births, deaths and migration holds as without
    control, because a component is changed, not the population:

    - ``"migration"``: persons are added to (or taken from) the net migrants, in proportion to those who are there at the end;
    - ``"deaths"``: deaths by age reached are multiplied by one factor, the same for all areas of the region.

    Where children come by the child-woman ratio and the first age group has a total of its own, births take that one: the ratio
    of every area of the region is multiplied by one factor.

    Attributes
    ----------
    totals : DataArray (time[, region][, sex][, age])
        Persons at the end of each step from the first on. ``age``: lower bounds of groups (the last one open), each a bound
        of the projection's ages. A year that is NaN in all cells is not controlled.
    regions : mapping of str to sequence of str
        Codes of the areas of each ``region``; empty: the totals are those of all areas together.
    taken_by : {"migration", "deaths"}
    """

    totals: xr.DataArray
    regions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    taken_by: TakenBy = "migration"

    def within(self, larger: Control) -> Control:
        """Return these totals brought to those of a larger region in proportion: prefectures to the nation.

        Raises
        ------
        AssumptionError
            The larger ones are by region, or the two are not by the same times, sexes and ages.
        """
        own, other = self.totals, larger.totals
        same = all(
            (dim in own.dims) == (dim in other.dims)
            and (dim not in own.dims or np.array_equal(own[dim].values, other[dim].values))
            for dim in ("time", "sex", "age")
        )
        if "region" in other.dims or "region" not in own.dims or not same:
            refuse(
                SUBJECT,
                "totals",
                en="to bring regions to a whole both need the same times, sexes and ages, and only the former `region`.",
                ja="地域を全体に合わせるには、時点・性・年齢が同じで、region は前者だけにある必要があります。",
            )
        whole = own.sum("region", skipna=False)
        return Control(own * (other / whole), self.regions, self.taken_by)


@dataclass(frozen=True)
class Held:
    """A control as arrays: ``goals`` (time, region, ..., sex, age group), NaN where nothing is asked; ``member`` (region, area),
    ``sexes``, ``ages``: 1 where an area, sex or age is counted in a row."""

    goals: Array
    member: Array
    sexes: Array
    ages: Array
    taken_by: TakenBy

    @property
    def children_alone(self) -> bool:
        """Whether the first age group stands in a total of its own."""
        return len(self.ages) > 1 and float(self.ages[0].sum()) == 1.0

    def sums(self, population: Array) -> Array:
        """Return the sums (region, ..., sex, age group) of a population (area, ..., sex, age)."""
        by_cell = self.sexes @ (population @ self.ages.T)
        return np.asarray(np.tensordot(self.member, by_cell, axes=(1, 0)))

    def spread(self, factors: Array) -> Array:
        """Return what holds for a region's cell (region, ..., sex, age group) for each area, sex and age."""
        by_area = factors[self.member.argmax(axis=0)]
        return np.asarray(by_area[..., self.sexes.argmax(axis=0), :][..., self.ages.argmax(axis=0)])


def held(control: Control, areas: Sequence[str], times: Sequence[int], given: xr.Dataset, front: int) -> Held:
    """Return a control as arrays for the areas and times of a projection with ``front`` dims between area and sex.

    Raises
    ------
    AssumptionError
        Areas in no region or in two, unknown areas, times, ages or sexes that do not fit; totals that are negative.
    """
    totals = control.totals
    strange = [str(dim) for dim in totals.dims if dim not in DETAIL]
    if strange or "time" not in totals.dims:
        refuse(SUBJECT, "totals", en=f"dims are {totals.dims}; use some of {DETAIL}, time among them.",
               ja=f"次元が {totals.dims} です。{DETAIL} から選び、time を含めてください。")  # fmt: skip
    lacking = sorted(set(times) - {int(year) for year in totals["time"].values})
    if lacking:
        refuse(SUBJECT, "time", en=f"no totals for {', '.join(map(str, lacking))}; give every step's end, or NaN for none.",
               ja=f"{'、'.join(map(str, lacking))} 年の総数がありません。各期末の値（なしは NaN）を与えてください。")  # fmt: skip
    member = _member(control, areas)
    sexes = _parts(totals, "sex", given)
    ages = _parts(totals, "age", given)
    _check_timing(control, ages, given)
    whole = totals.sel(time=list(times))
    for dim in ("region", "sex", "age"):
        if dim not in whole.dims:
            whole = whole.expand_dims(dim)
    if control.regions:
        whole = whole.sel(region=list(control.regions))
    if "sex" in totals.dims:
        whole = whole.sel(sex=given["sex"].values)
    goals = np.asarray(whole.transpose(*DETAIL).values, dtype=np.float64)
    if (goals < 0).any() or np.isinf(goals).any():
        refuse(SUBJECT, "totals", en="a total is negative or infinite; give persons.",
               ja="負または無限大の総数があります。人数を与えてください。")  # fmt: skip
    goals = goals.reshape(*goals.shape[:2], *[1] * front, *goals.shape[2:])
    return Held(goals, member, sexes, ages, control.taken_by)


def _check_timing(control: Control, ages: Array, given: xr.Dataset) -> None:
    alternating = given.attrs["migration_timing"] == "even" and len(ages) == ages.shape[1] and len(ages) > 1
    if alternating and control.taken_by == "migration":
        refuse(
            SUBJECT,
            "age",
            en="half of the migrants of an age are counted at the next one under 'even', so that totals of every age would be met "
            "by arrivals and leavers in turn; give totals of wider groups, or let deaths take them.",
            ja="even では移動者の半数が次の年齢で数えられるため、各歳の総数に合わせると転入と転出が交互に現れます。"
            "より広い階級の総数とするか、死亡で調整してください（taken_by='deaths'）。",
        )


def _member(control: Control, areas: Sequence[str]) -> Array:
    """Return 1 where an area (column) belongs to a region (row)."""
    if not control.regions:
        return np.ones((1, len(areas)))
    named = [str(code) for codes in control.regions.values() for code in codes]
    nowhere = sorted(set(areas) - set(named))
    unknown = sorted(set(named) - set(areas))
    twice = sorted({code for code in named if named.count(code) > 1}) if len(set(named)) < len(named) else []
    if nowhere or unknown or twice:
        refuse(
            SUBJECT,
            "regions",
            en=f"areas in no region: {', '.join(nowhere) or 'none'}; not projected: {', '.join(unknown) or 'none'}; "
            f"in two: {', '.join(twice) or 'none'}; every area belongs to one region.",
            ja=f"どの地域にも属さない: {'、'.join(nowhere) or 'なし'}。推計にない: {'、'.join(unknown) or 'なし'}。"
            f"重複: {'、'.join(twice) or 'なし'}。各市区町村は一つの地域に属します。",
        )
    place = {code: row for row, codes in enumerate(control.regions.values()) for code in map(str, codes)}
    member = np.zeros((len(control.regions), len(areas)))
    member[[place[code] for code in areas], range(len(areas))] = 1.0
    return member


def _parts(totals: xr.DataArray, dim: str, given: xr.Dataset) -> Array:
    """Return 1 where a sex or an age (column) is counted in a cell of the totals (row)."""
    labels: NDArray[np.generic] = given[dim].values
    if dim not in totals.dims:
        return np.ones((1, len(labels)))
    asked = totals[dim].values
    if dim == "sex":
        fits = sorted(map(str, asked)) == sorted(map(str, labels))
        found = np.eye(len(labels))
    else:
        fits = bool(set(asked.tolist()) <= set(labels.tolist())) and asked[0] == labels[0]
        fits = fits and bool((np.diff(asked) > 0).all())
        group = np.searchsorted(asked, labels, side="right") - 1
        found = (group[None, :] == np.arange(len(asked))[:, None]).astype(np.float64)
    if not fits:
        refuse(SUBJECT, dim, en=f"got {asked.tolist()}; the projection has {labels.tolist()}.",
               ja=f"{asked.tolist()} です。推計は {labels.tolist()} です。")  # fmt: skip
    return found
