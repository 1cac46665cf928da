"""A plan in many versions side by side, its readings or its futures: every answer for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.measures import measured
from cohort.errors import CohortError, ProjectionError, fail
from cohort.planning.case import Case, Floats, reading
from cohort.planning.gap import explicit
from cohort.planning.levers import SOLVED, Course, Lever, moved, outcome, who_comes, with_people
from cohort.planning.solve import REACH
from cohort.planning.spread import Over
from cohort.projection.project import project
from cohort.text import part_of_year

MET, ROUNDS = 0.05, 40  # persons that count as met; values tried
FAILURES = 16  # so many more values are tried after one that is too far
FEW = 0.6  # so many of all, and they alone are projected once more
NUDGE = 0.5  # by how much of a usual change a slope is measured
USUAL = {"fertility.tfr": 0.1, "migration.net": 50.0}  # of others: 10
Integers = NDArray[np.intp]
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
        parts = days.expand_dims({dim: values for dim, values in shape.items() if dim not in days.dims}).transpose(
            *front
        )
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

    def some(self, which: Integers) -> Versions:
        """Return some of the versions, by their places."""
        if len(which) == self.count:
            return self
        given = self.given.isel(draw=which).assign_coords(draw=np.arange(len(which)))
        return replace(self, given=given, parts=self.parts[which], alike=self.alike[which])

    @cached_property
    def people(self) -> xr.Dataset:
        """Residents of the versions as they are (draw, time, sex, age)."""
        return project(self.bare, variables=("population",), failing="nan", fingerprint=False)

    @cached_property
    def explicit(self) -> xr.Dataset:
        """The assumptions with what a solved total makes of the rates written into them."""
        given = self.bare
        if "net_migration_control" not in given:
            return given
        made = project(given, "totals", variables=("net_migration_factor",), failing="nan", fingerprint=False)
        rates = scaled(given["net_migration_rate"], made["net_migration_factor"])
        return given.drop_vars(["net_migration_control", "net_migration_total"]).assign(net_migration_rate=rates)

    def moved(self, one: Lever, values: Floats, since: int) -> xr.Dataset:
        """Return the assumptions with a lever moved at once from a year on, each version to a value of its own."""
        at = self.given["period"] >= since
        wanted = xr.DataArray(np.asarray(values, dtype=float), dims="draw", coords={"draw": self.given["draw"]})
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
        if rates.variable is not self.bare.variables["net_migration_rate"]:  # without which they need no period
            made = made.assign(net_migration_rate=rates.where(at, made["net_migration_rate"]))
        return made.assign(net_migration=counts.where(at, made["net_migration"])) if "net_migration" in made else made

    @cached_property
    def _scalable(self) -> tuple[xr.DataArray, xr.DataArray]:
        """Return rates that a total can scale, and the counts beside them: where there are none those of the next period."""
        made = self.bare
        rates = made["net_migration_rate"]
        counts = made.get(
            "net_migration", xr.DataArray(0.0, coords={"sex": made["sex"], "age": made["age"]}, dims=("sex", "age"))
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
                own[:] = own[places[np.minimum(np.searchsorted(places, np.arange(len(known))), places.size - 1)]]
        return rates.transpose(*front).copy(data=values), counts.where(has, 0.0)

    def _with_luck(self, values: Floats, since: int) -> xr.Dataset:
        """Let the plan without luck have a total, and add to the rates of each future what that changes."""
        course = Course(since, since)
        given = moved(self.case, {Lever("migration.net"): np.asarray(values, dtype=float)}, course)
        made = given.drop_vars(SHOWN, errors="ignore")
        factor = project(made, "totals", variables=("net_migration_factor",), failing="nan", fingerprint=False)[
            "net_migration_factor"
        ]
        rates = scaled(made["net_migration_rate"], factor)
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
        return self.each(xr.DataArray(reading(measured(made, measure), measure, year), dims="draw"))

    def each(self, found: xr.DataArray) -> Floats:
        """Return a number of each version, also where all have the same."""
        return np.array(np.broadcast_to(found.values, (self.count,)), dtype=float)

    def needed(self, one: Lever, start: float, measure: str, year: int, target: float, since: int) -> Floats:
        """Return the value of a lever with which each version reaches a target; NaN where none was found.

        It is looked for from ``start`` on, by what the lever does to the scenario as it is written (`met`).
        """
        asked = one, measure, year, target, since
        if asked not in self._answers:
            within, reach = self.until(year), REACH.get(one.kind, (-np.inf, np.inf))

            def gap(values: Floats, which: Integers) -> Floats:
                some = within.some(which)
                return some.outcome(some.moved(one, values, since), measure, year) - target

            nudge = NUDGE * USUAL.get(one.name, 10.0)
            tried = {one: np.array([start, start + nudge])}
            slope = np.diff(outcome(within.case, tried, Course(since, since), measure, year))[0] / nudge
            first = np.full(self.count, float(start))
            self._answers[asked] = met(gap, first, gap(first, np.arange(self.count)), slope, reach)
        return self._answers[asked]

    @cached_property
    def _answers(self) -> dict[tuple[Lever, str, int, float, int], Floats]:
        return {}


def _together(array: xr.DataArray) -> xr.DataArray:
    """Return an array that lies in one piece: else every projection would copy it."""
    return array.copy(data=np.ascontiguousarray(array.values))


def scaled(rates: xr.DataArray, factor: xr.DataArray) -> xr.DataArray:
    """Return rates of net migration with the factors that meet a total: arrivals times it, leavers divided by it."""
    given, by = (each.transpose("draw", *CELLS) for each in xr.broadcast(rates, factor.fillna(1.0)))
    values = given.values * by.values
    np.divide(given.values, by.values, out=values, where=~(given.values > 0))
    return given.copy(data=np.ascontiguousarray(values))


def met(
    gap: Callable[[Floats, Integers], Floats],
    start: Floats,
    there: Floats,
    slope: float,
    within: tuple[float, float] = (-np.inf, np.inf),
    near: float = MET,
) -> Floats:
    """Return where each gap, which only rises or only falls, is nought; NaN where that was not found.

    By the curve through the last three values tried; where that leaves what is known to lie on either side, by halves, and
    every fourth time. A value that no projection goes on with (NaN) lies too far.

    ``gap`` takes values and the places of the versions they are for, and gives what each has beyond its goal; or (version, time),
    of which the least counts. ``there``: what it gives for ``start``. ``slope``: about how much it rises by one, which says what
    is tried next. No value outside ``within`` is.
    """
    everyone, steep = np.arange(len(start)), slope if np.isfinite(slope) else 0.0
    tried, gaps = [start], [_rows(there)]
    low, high, failures = np.full(len(start), -np.inf), np.full(len(start), np.inf), np.zeros(len(start))
    rises = np.full(len(start), np.sign(steep))
    for turn in range(ROUNDS):
        x, last = tried[-1], gaps[-1].min(axis=1)
        if turn == 1:
            found = np.sign(last - gaps[0].min(axis=1)) * np.sign(x - start)
            rises = np.where(found != 0, found, rises)
        low = np.where(last * rises < 0, np.maximum(low, x), low)
        high = np.where(last * rises > 0, np.minimum(high, x), high)
        done = ~(abs(last) > near) | (failures > FAILURES) | (low >= within[1]) | (high <= within[0])
        if done.all():
            break
        if turn:
            guess, far = _through(tried[-3:], gaps[-3:], rises), 2 * x - tried[-2]
        else:
            guess, far = x - last / (steep or np.nan), x + NUDGE
        guess, far = np.clip(guess, *within), np.clip(far, *within)
        good = (guess > low) & (guess < high) & np.isfinite(guess) & (turn % 4 < 3)
        half = [np.where(np.isfinite(high - low), end, far) / 2 for end in (low, high)]
        ahead = np.where(done, x, np.where(good, guess, half[0] + half[1]))
        left = everyone if (~done).mean() > FEW else np.flatnonzero(~done)
        new = gaps[-1].copy()
        try:
            new[left] = _rows(gap(ahead[left], left))
        except ProjectionError:  # it goes on with none of them
            new[left] = np.nan
        failed = ~np.isfinite(new.min(axis=1)) & ~done
        failures += failed | (failures > 0)
        high = np.where(failed & (ahead > x), ahead, high)
        low = np.where(failed & (ahead < x), ahead, low)
        tried.append(np.where(failed, x, ahead))
        gaps.append(np.where(failed[:, None], gaps[-1], new))
    return np.where(abs(gaps[-1].min(axis=1)) <= max(near, 0.5), tried[-1], np.nan)


def _rows(gaps: Floats) -> Floats:
    """Return gaps (version, time), also where there is one each."""
    return gaps.reshape(len(gaps), -1)


def _through(tried: Sequence[Floats], gaps: Sequence[Floats], rises: Floats) -> Floats:
    """Return where the curves through gaps are nought, the last of them: with the value as a polynomial of the gap."""
    found = np.zeros_like(gaps[0])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for i, (x, own) in enumerate(zip(tried, gaps, strict=True)):
            others = [-g / (own - g) for j, g in enumerate(gaps) if j != i]
            found += x[:, None] * np.prod(others, axis=0)
        alike = (gaps[-1] - gaps[0]) * (tried[-1] - tried[0])[:, None] * rises[:, None] > 0
        return np.asarray(rises * np.where(alike, rises[:, None] * found, -np.inf).max(axis=1))
