"""Several areas on their way through the years, as arrays (area, ..., sex, age) in plain steps."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.demography.checks import Array
from cohort.demography.multiregional import SUBJECT, flow_moves, pool_moves
from cohort.errors import AssumptionError, Problems
from cohort.projection.checks import BIRTHS
from cohort.projection.step import Step, entering_ages, step, step_by_ratio

AREA = "area"
RATES = ("out_rate", "in_share", "flow_rate")
MOST_ROUNDS = 60
HELD_BACK = 1e-9  # persons left where more would leave than there are, above what rounding takes


class Walk:
    """The assumptions of several areas, period by period; a dim that a schedule lacks has length 1."""

    def __init__(self, assumptions: xr.Dataset, moves: xr.Dataset | None) -> None:
        _check(assumptions)
        self.assumptions = assumptions.drop_vars(["net_migration_total", "net_migration_control"], errors="ignore")
        own = ("period", "sex", "age")
        self.front = [str(d) for d in self.assumptions.dims if d not in (AREA, *own)]
        self.areas = [str(code) for code in assumptions[AREA].values]
        self.periods = assumptions.sizes["period"]
        self.attrs = assumptions.attrs
        self.given: dict[str, Array] = {}
        self.by_period: set[str] = set()
        for name in self.assumptions.data_vars:
            self._take(str(name), self.assumptions[name])
        self.moves = [] if moves is None else [str(name) for name in RATES if name in moves]
        if moves is not None:
            _check_moves(moves, self.moves, assumptions)
            for name in self.moves:
                self._take(name, moves[name])

    def _take(self, name: str, array: xr.DataArray) -> None:
        """Keep an array with the dims (period,) area, [destination,] others, own; a dim it lacks has length 1."""
        lead = ["origin", "destination"] if name == "flow_rate" else [AREA]
        tail = [dim for dim in ("sex", "age") if dim in array.dims]
        if "period" in array.dims:
            self.by_period.add(name)
        wanted = ["period", *lead, *self.front, *tail]
        for dim in wanted:
            if dim not in array.dims:
                array = array.expand_dims(dim)
        values = np.asarray(array.transpose(*wanted).values, dtype=np.float64)
        self.given[name] = values if "period" in self.by_period or name in self.by_period else values[0]

    def at(self, name: str, t: int, absent: float = 0.0) -> Array:
        """Return a schedule in a period."""
        if name not in self.given:
            return np.array(absent)
        return self.given[name][t] if name in self.by_period else self.given[name]

    @property
    def launch(self) -> Array:
        """The launch population of every area, scenario, draw."""
        given = self.given["launch_population"]
        sizes = [self.assumptions.sizes[dim] for dim in self.front]
        return np.broadcast_to(given, (len(self.areas), *sizes, *given.shape[-2:]))

    def people(self, population: Array, t: int) -> Array:
        """Return those whom rates of moving are applied to, as `project` does."""
        if self.attrs["migration_timing"] == "even":
            return population
        first = np.zeros((*population.shape[:-1], 1))
        if self.attrs["births"] == "asfr":
            first = self.step(population, np.zeros_like(population), self.schedules(t)).births[..., None]
        return np.concatenate([first, entering_ages(population)], axis=-1)

    def schedules(self, t: int) -> dict[str, Array]:
        """Return what a step is made with besides people."""
        names = ("survivorship", *BIRTHS[self.attrs["births"]])
        return {name: self.at(name, t) for name in names}

    def step(self, population: Array, migrants: Array, by: dict[str, Array]) -> Step:
        """Return the end of a step."""
        S = by["survivorship"]
        if self.attrs["births"] == "child_woman_ratio":
            ratio, sexes = by["child_woman_ratio"], by["sex_ratio_0_4"]
            return step_by_ratio(population, S, 0.0, ratio, sexes, migrants)
        return step(
            population,
            S,
            migrants,
            by["asfr"],
            by["srb"],
            width=self.attrs["step"],
            migration_timing=self.attrs["migration_timing"],
            mothers=self.attrs["mothers"],
        )

    def within(
        self, t: int, population: Array, people: Array, outside: Array, by: dict[str, Array]
    ) -> tuple[Array, Array, float]:
        """Return who came and who left, moving between the areas, and how many of the leavers were not there to leave."""
        people = np.broadcast_to(people, np.broadcast_shapes(people.shape, outside.shape))
        came = left = np.zeros(people.shape)
        if not self.moves:
            return came, left, 0.0
        staying, asked = np.ones(people.shape), 0.0
        even = self.attrs["migration_timing"] == "even"
        for rounds in range(MOST_ROUNDS):
            came, left = self._moving(t, staying * people)
            asked = float(left.sum()) if rounds == 0 else asked
            migrants = outside + (came - left)
            short = -self.step(population, migrants, by).population
            if even:  # half of the migrants before the step, half after it
                short = 2 * np.maximum(short, -(population + migrants / 2))
            lacking = (short > 0) & (left > 0)
            if not lacking.any():
                break
            fewer = np.maximum(left - short - HELD_BACK, 0.0)
            staying *= np.where(lacking, np.divide(fewer, left, out=np.ones_like(left), where=left > 0), 1.0)
        return came, left, asked - float(left.sum())

    def _moving(self, t: int, people: Array) -> tuple[Array, Array]:
        if "flow_rate" in self.moves:
            return flow_moves(people, self.at("flow_rate", t))
        return pool_moves(people, self.at("out_rate", t), self.at("in_share", t))


def _check(assumptions: xr.Dataset) -> None:
    """Refuse assumptions that areas cannot be projected together with."""
    problems = Problems(SUBJECT, AssumptionError)
    if AREA not in assumptions.dims:
        problems.add(
            AREA,
            en="is no dim of the assumptions; put several areas side by side.",
            ja="次元にありません。複数の地域を並べてください。",
        )
    if "net_migration_control" in assumptions and bool((assumptions["net_migration_control"] != 0).any()):
        problems.add(
            "net_migration_control",
            en="a net total is asked for, where the moves of an area follow from those of the others; project the area alone, "
            "or give its moves as rates.",
            ja="転入超過の総数が指定されています。同時推計では各地域の移動は他地域から決まるため、単独で推計するか率で与えてください。",
        )
    problems.raise_if_any()


def _check_moves(moves: xr.Dataset, names: list[str], assumptions: xr.Dataset) -> None:
    """Refuse moves that are none: every problem at once."""
    problems = Problems(SUBJECT, AssumptionError)
    if sorted(names) not in (["in_share", "out_rate"], ["flow_rate"]):
        problems.add(
            "moves",
            en=f"got {', '.join(map(str, moves.data_vars)) or 'nothing'}; give out_rate and in_share, or flow_rate.",
            ja=f"{'、'.join(map(str, moves.data_vars)) or 'なし'} です。out_rate と in_share、または flow_rate を与えてください。",
        )
        problems.raise_if_any()
    for name in names:
        for dim in ("area", "origin", "destination", "period", "sex", "age"):
            other = AREA if dim in ("origin", "destination") else dim
            if dim in moves[name].dims and not np.array_equal(moves[name][dim].values, assumptions[other].values):
                problems.add(
                    f"{name}, {dim}",
                    en="other labels than the assumptions have, or in another order; use reindex.",
                    ja="ラベルが仮定と異なるか、順序が違います。reindex でそろえてください。",
                )
        values = moves[name].values
        if not (np.isfinite(values).all() and (values >= 0).all()):
            problems.add(name, en="a value is negative or no number.", ja="負または数でない値があります。")
    problems.raise_if_any()
    if "in_share" in names:
        off = float(np.abs(moves["in_share"].sum(AREA) - 1.0).max())
        if off > 1e-9:
            problems.add(
                "in_share",
                en=f"does not add up to 1 over the areas (off by {off:.3g}); divide by the sum.",
                ja=f"地域の合計が 1 になりません（差 {off:.3g}）。合計で割ってください。",
            )
    else:
        rate = moves["flow_rate"].transpose("origin", "destination", ...).values
        if np.abs(rate[np.arange(len(rate)), np.arange(len(rate))]).max() > 0:
            problems.add(
                "flow_rate",
                en="an area moves to itself; set these to 0.",
                ja="同じ地域への移動があります。0 としてください。",
            )
    problems.raise_if_any()
