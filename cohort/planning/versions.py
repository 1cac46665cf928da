"""A plan in many versions side by side, its readings or its futures: every answer for all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr

from cohort.analysis.measures import summarise
from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, reading
from cohort.planning.gap import explicit
from cohort.planning.levers import SOLVED, Course, Lever, moved, who_comes, with_people
from cohort.planning.solve import REACH
from cohort.planning.spread import Over
from cohort.projection.project import project
from cohort.text import part_of_year

MET, ROUNDS = 0.05, 40  # persons that count as met; values tried
NUDGE = 0.5  # by how much of a usual change a slope is measured
USUAL = {"fertility.tfr": 0.1, "migration.net": 50.0}  # of others: 10
SHOWN = ("tfr", "e0", "tfr_scale", "fertility_pattern")  # which no projection reads
CELLS = ("period", "sex", "age")


@dataclass(frozen=True, eq=False)
class Versions:
    """Versions of one scenario.

    Attributes
    ----------
    case : Case
        The scenario as its file has it: its years, its outlook.
    given : Dataset
        Assumptions with a dim ``draw`` in front, one for each version.
    over : {"readings", "draws"}
        What they are. Readings are plans themselves; to futures what a plan moves is added with the luck they have.
    parts : ndarray (draw,)
        Part of the year that the instants of each version lie in: 0 on 1 January.
    alike : ndarray (draw,)
        How many versions each stands for: those that are alike are projected once.
    missing : int
        Versions that could not be projected.
    """

    case: Case
    given: xr.Dataset
    over: Over
    parts: Floats
    alike: Floats
    missing: int = 0

    @classmethod
    def of(
        cls, case: Case, assumptions: xr.Dataset, over: Over, alike: Floats | None = None, missing: int = 0
    ) -> Versions:
        """Return versions from assumptions with any dims in front: ``draw``, ``scenario``, several.

        Raises
        ------
        CohortError
            If there is no dim in front.
        """
        front = [str(dim) for dim in assumptions.dims if dim not in {*CELLS, "time"}]
        if not front:
            fail("assumptions", "dims", kind=CohortError,
                 en="have no dim in front, such as draw or reading; pass the case itself.",
                 ja="draw や reading のような先頭の次元がありません。ケースをそのまま渡してください。")  # fmt: skip
        days = assumptions.coords.get(
            "reference_date", xr.DataArray(str(assumptions.attrs.get("reference_date", "01-01")))
        )
        shape = {dim: assumptions[dim] for dim in front}
        parts = days.expand_dims(
            {dim: values for dim, values in shape.items() if dim not in days.dims}
        ).transpose(*front)
        given = assumptions.drop_vars("reference_date", errors="ignore")
        if front != ["draw"]:
            given = given.stack({"version": front}).reset_index("version", drop=True)
            given = given.drop_vars(front, errors="ignore").rename({"version": "draw"})
            given = given.transpose("draw", ...)
        each = np.array([part_of_year(str(day)) for day in parts.values.ravel()])
        count = np.ones(len(each)) if alike is None else alike
        return cls(case, given.assign_coords(draw=np.arange(len(each))), over, each, count, missing)

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.given.sizes["draw"])

    @cached_property
    def bare(self) -> xr.Dataset:
        """The assumptions without what is only shown."""
        return self.given.drop_vars(SHOWN, errors="ignore")

    def until(self, year: int) -> Versions:
        """Return the versions cut off after a year: what comes later costs no time."""
        within = self.case.until(year)
        count = len(within.periods)
        if count not in self._cuts:
            cut = self.given.isel(period=slice(0, count)).map(_together, keep_attrs=True)
            self._cuts[count] = replace(self, case=within, given=cut.assign_attrs(self.given.attrs))
        return self._cuts[count]

    @cached_property
    def _cuts(self) -> dict[int, Versions]:
        return {}

    def moved(self, one: Lever, values: Floats, since: int) -> xr.Dataset:
        """Return the assumptions with a lever moved at once from a year on, each version to a value of its own."""
        at = self.given["period"] >= since
        wanted = xr.DataArray(
            np.asarray(values, dtype=float), dims="draw", coords={"draw": self.given["draw"]}
        )
        if one.kind == "fertility.tfr":
            name = "asfr" if "asfr" in self.bare else "child_woman_ratio"
            own = self.given["tfr"] if self.over == "readings" else self.case.assumptions["tfr"]
            return self.bare.assign({name: self.bare[name] * (wanted / own).where(at, 1.0)})
        if one.kind == "migration.net":
            return self._with_luck(values, since) if self.over == "draws" else self._with_net(wanted, at)
        who = who_comes(self.case, one) * (at.values[:, None, None] * self.case.step)
        return with_people(self.bare, np.asarray(values, dtype=float)[:, None, None, None] * who)

    def _with_net(self, wanted: xr.DataArray, at: xr.DataArray) -> xr.Dataset:
        """Let the rates of each version add up to a total, less what is given as counts."""
        made = self.bare
        nothing = xr.zeros_like(wanted * at, dtype=float)
        before = made.get("net_migration_total", nothing), made.get("net_migration_control", nothing)
        rates, counts = self._scalable
        total = (wanted * self.case.step - counts.sum(["sex", "age"])).where(at, before[0])
        control = (at * SOLVED).where(at, before[1]).astype(np.int64)
        made = made.assign(net_migration_total=total, net_migration_control=control)
        if rates is not made["net_migration_rate"]:
            made = made.assign(net_migration_rate=rates.where(at, made["net_migration_rate"]))
        return (
            made.assign(net_migration=counts.where(at, made["net_migration"]))
            if "net_migration" in made
            else made
        )

    @cached_property
    def _scalable(self) -> tuple[xr.DataArray, xr.DataArray]:
        """Return rates that a total can scale, and the counts beside them: where there are none those of the next period."""
        made = self.bare
        rates = made["net_migration_rate"]
        counts = made.get(
            "net_migration",
            xr.DataArray(0.0, coords={"sex": made["sex"], "age": made["age"]}, dims=("sex", "age")),
        )
        has = (rates != 0).any(["sex", "age"])
        if bool(has.all()):
            return rates, counts
        rates, counts, has = xr.broadcast(rates, counts, has)
        front = ("draw", *CELLS)
        values, there = rates.transpose(*front).values.copy(), has.transpose(*front).values[..., 0, 0]
        for own, known in zip(values, there, strict=True):
            places = np.flatnonzero(known)
            if places.size:
                own[:] = own[
                    places[np.minimum(np.searchsorted(places, np.arange(len(known))), places.size - 1)]
                ]
        return rates.transpose(*front).copy(data=values), counts.where(has, 0.0)

    def _with_luck(self, values: Floats, since: int) -> xr.Dataset:
        """Let the plan without luck have a total, and add to the rates of each future what that changes."""
        course = Course(since, since)
        given = moved(self.case, {Lever("migration.net"): np.asarray(values, dtype=float)}, course)
        made = given.drop_vars(SHOWN, errors="ignore")
        factor = project(
            made, "totals", variables=("net_migration_factor",), failing="nan", fingerprint=False
        )["net_migration_factor"]
        factor = factor.fillna(1.0)
        rates = made["net_migration_rate"]
        rates = (rates * factor).where(rates > 0, rates / factor)
        own = explicit(self.case)["net_migration_rate"]
        changed = (rates - own).where(self.given["period"] >= since, 0.0)
        return self.bare.assign(net_migration_rate=self.bare["net_migration_rate"] + changed)

    def outcome(self, given: xr.Dataset, measure: str, year: int) -> Floats:
        """Return a measure in a year of each version, NaN where it cannot be projected; ``given`` ends with that year."""
        first = int(given["period"].values[0])
        if measure == "population" and (year - first) % self.case.step == 0:
            totals = project(given, "totals", failing="nan", variables=("population",), fingerprint=False)
            return self.each(totals["population"].isel(time=-1))
        made = project(given, failing="nan", fingerprint=False)
        return self.each(xr.DataArray(reading(summarise(made), measure, year), dims="draw"))

    def each(self, found: xr.DataArray) -> Floats:
        """Return a number of each version, also where all have the same."""
        return np.array(np.broadcast_to(found.values, (self.count,)), dtype=float)

    def needed(self, one: Lever, start: float, measure: str, year: int, target: float, since: int) -> Floats:
        """Return the value of a lever with which each version reaches a target; NaN where none was found.

        What is nearly linear in a lever is met after a few tries (`met`).
        """
        within = self.until(year)

        def gap(values: Floats) -> Floats:
            return within.outcome(within.moved(one, values, since), measure, year) - target

        low, high = REACH.get(one.kind, (-np.inf, np.inf))
        found = met(gap, np.full(self.count, float(start)), NUDGE * USUAL.get(one.name, 10.0))
        return np.where((found >= low) & (found <= high), found, np.nan)


def _together(array: xr.DataArray) -> xr.DataArray:
    """Return an array that lies in one piece: else every projection would copy it."""
    return array.copy(data=np.ascontiguousarray(array.values))


def met(gap: Callable[[Floats], Floats], start: Floats, nudge: float, near: float = MET) -> Floats:
    """Return where each gap, which only rises or only falls, is nought; NaN where that was not found.

    By the straight line through the last two values tried; where that leaves what is known to lie on either side, by halves, and every fourth time.
    """
    x0, x1 = start, start + nudge
    f0, f1 = gap(x0), gap(x1)
    rises = np.sign(f1 - f0) * np.sign(nudge)
    low, high = np.full(len(start), -np.inf), np.full(len(start), np.inf)
    for step in range(ROUNDS):
        for x, f in ((x0, f0), (x1, f1)):
            low = np.where((f * rises < 0) & (x > low), x, low)
            high = np.where((f * rises > 0) & (x < high), x, high)
        done = (abs(f1) <= near) | ~np.isfinite(f1)
        if done.all():
            break
        with np.errstate(divide="ignore", invalid="ignore"):
            line = x1 - f1 * (x1 - x0) / (f1 - f0)
            half = np.where(np.isfinite(low) & np.isfinite(high), (low + high) / 2, 2 * x1 - x0)
        ahead = np.where(np.isfinite(line) & (line > low) & (line < high) & (step % 4 < 3), line, half)
        x0, x1 = np.where(done, x0, x1), np.where(done, x1, ahead)
        tried = gap(x1)
        f0, f1 = np.where(done, f0, f1), np.where(done, f1, tried)
    return np.where(abs(f1) <= max(near, 0.5), x1, np.nan)
