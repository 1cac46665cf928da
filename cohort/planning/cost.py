"""The mix of levers that meets an outlook at the least cost, with costs that somebody states and cites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from cohort.errors import CohortError, Problems, fail
from cohort.forms import CsvTable, read_frame
from cohort.forms.cells import Column as Field
from cohort.planning.case import Case, Floats
from cohort.planning.levers import Lever, lever, outcome
from cohort.planning.solve import Goal, asked_of, goals_of, search_range, sought
from cohort.scenario.model import Outlook
from cohort.table import Cell, Column, Table, figure, label_column, table, words
from cohort.text import Joined, Said, Text, Year, listed
from cohort.wording import Amount, Plain

FILE = "costs.csv"
COSTS = CsvTable(
    "costs",
    (
        Field("lever", "text"),
        Field("cost", "number", low=0),
        Field("most", "number", low=0, blank=True),
        Field("unit", "text"),
        Field("source", "text"),
    ),
    ("lever",),
    "Cost of a unit of each lever, every year: a person, a household, a child per woman",
    "条件1単位あたりの年間費用（1人、1世帯、出生率1など）",
)
NUDGE = 1e-3  # of what is searched, by which a lever's effect is measured
CLOSE = 0.01  # persons that count as met


@dataclass(frozen=True)
class Cost:
    """What one unit more of a lever costs, every year; ``most`` is how far it can be had at that cost (infinite: as far as needed)."""

    lever: Lever
    per_unit: float
    unit: str
    source: str
    most: float = np.inf


@dataclass(frozen=True)
class Share:
    """One lever in the mix: what the scenario has, what it takes, and what that costs a year."""

    cost: Cost
    own: float
    value: float

    @property
    def a_year(self) -> float:
        """Cost a year."""
        return abs(self.value - self.own) * self.cost.per_unit


@dataclass(frozen=True)
class Cheapest:
    """Levers that meet a goal at the least cost.

    Attributes
    ----------
    outlook, target, since
        What was asked.
    shares : tuple of Share
        Every lever a cost is known of; one that is not used keeps its own value.
    reached : float
        The measure with them, by running the projection again.
    """

    outlook: Outlook
    target: float
    since: int
    shares: tuple[Share, ...]
    reached: float

    @property
    def a_year(self) -> float:
        """Cost a year."""
        return sum(one.a_year for one in self.shares)

    @property
    def total(self) -> float:
        """Cost of all years until the outlook's."""
        return self.a_year * (self.outlook.year - self.since)

    @property
    def sentence(self) -> Text:
        """The mix in words, with who says what it costs."""
        used = [one for one in self.shares if one.value != one.own]
        parts = [
            Text("{name} {value}", "{name} {value}", name=one.cost.lever.text, value=Plain(one.value, one.cost.lever.places))
            for one in used
        ]  # fmt: skip
        sources = dict.fromkeys(one.cost.source for one in self.shares)
        return Text(
            "Least cost for {target} in {year}: {said} from {since} on, {a_year} {unit} a year, {total} {unit} until then "
            "(costs: {sources}).",
            "{year}に{target}人となる費用最小の組合せ：{since}以降 {said}。年間{a_year}{unit}、それまでの合計{total}{unit}"
            "（費用の出典：{sources}）。",
            target=Amount(self.outlook.measure, self.target), year=Year(self.outlook.year), since=Year(self.since),
            said=Joined(parts, Text(" and ", "、")) if parts else Text("nothing more", "追加なし"),
            a_year=Plain(self.a_year), total=Plain(self.total), unit=self.shares[0].cost.unit,
            sources=listed(Text(one, one) for one in sources),
        )  # fmt: skip


def read_costs(file: str | Path) -> tuple[Cost, ...]:
    """Return the costs of a file with ``lever,cost,most,unit,source``, a row a lever; an empty ``most`` is as far as needed.

    Raises
    ------
    CohortError
        With everything that is wrong with it; levers there are none of, and costs in different units, included.
    """
    where, rows = Path(file).as_posix(), read_frame(Path(file), COSTS)
    cells = zip(*(rows[column.name] for column in COSTS.columns), strict=True)
    return _checked(where, [
        Cost(lever(str(name), where), float(cost), str(unit), str(source), float(most) if np.isfinite(most) else np.inf)
        for name, cost, most, unit, source in cells
    ])  # fmt: skip


def read_cost(said: str) -> Cost:
    """Return a cost as it is typed: ``migration.net=3.2 million yen`` (source: the command line).

    Raises
    ------
    CohortError
        If it is none.
    """
    name, _, rest = said.partition("=")
    number, _, unit = rest.strip().partition(" ")
    try:
        cost = float(number.replace(",", ""))
        if not (np.isfinite(cost) and cost >= 0 and unit.strip()):
            raise ValueError(said)
    except ValueError:
        fail("cost", said, kind=CohortError,
             en='is no cost; write lever=number unit, e.g. "migration.net=3.2 million yen" (of one unit more, every year).',
             ja='「条件=数値 単位」の形で書いてください（例："migration.net=3.2 百万円"。1単位増やすための年間費用）。')  # fmt: skip
    return Cost(lever(name.strip(), "cost"), cost, unit.strip(), "command line")


def _checked(where: str, costs: list[Cost]) -> tuple[Cost, ...]:
    """Refuse costs that cannot be added up: none at all, of different units, or of nothing."""
    problems = Problems(where, CohortError)
    units = sorted({one.unit for one in costs})
    if len(units) != 1:
        problems.add("unit", en=f"got {', '.join(units) or 'no cost'}; write costs in one unit.",
                     ja=f"{'、'.join(units) or '費用なし'} です。同じ単位で書いてください。")  # fmt: skip
    for at, one in enumerate(costs):
        if one.lever in [other.lever for other in costs[:at]]:
            problems.add(one.lever.name, en="has two costs; keep one.", ja="費用が2つあります。1つにしてください。")
        if one.per_unit == 0:
            problems.add(one.lever.name, en="costs nothing; write what one unit more costs a year, above 0.",
                         ja="費用が 0 です。1単位増やすための年間費用を 0 より大きい値で書いてください。")  # fmt: skip
    problems.raise_if_any()
    return tuple(costs)


def least_cost(
    case: Case, costs: Sequence[Cost], outlook: Outlook | None = None, since: int | None = None, goal: Goal = "figure"
) -> Cheapest:
    """Return the mix of levers that meets an outlook at the least cost.

    With a cost a unit, what gives most for its cost is used first, up to its ``most``, then the next; what each gives is measured
    anew where the others stand.

    Parameters
    ----------
    case : Case
    costs : sequence of Cost
        As `read_costs` returns them.
    outlook, since, goal
        As for `least_effort`.

    Raises
    ------
    CohortError
        As `solve`; costs that cannot be added up; no mix within what can be had that reaches it.
    """
    _checked("costs", list(costs))
    asked = [asked_of(case, one.lever.name, outlook, since, None) for one in costs]
    about, course = asked[0][1], asked[0][2]
    target = dict(goals_of(case, about)).get(goal, about.value)
    own = np.array([float(one.lever.own(case)[case.periods >= course.by][0]) for one in costs])

    def at(points: Floats) -> Floats:  # points (draw, lever)
        moves = {one.lever: points[:, i] for i, one in enumerate(costs)}
        return outcome(case, moves, course, about.measure, about.year)

    place, reached = _filled(case, costs, at, own, target)
    if abs(target - reached) > 0.5:
        fail(case.scenario.file, "costs", kind=CohortError,
             en=f"no mix within what can be had at these costs gives {target:,.10g} in {about.year}; raise most, or add a lever.",
             ja=f"示された費用で得られる範囲のどの組合せでも {about.year} 年に {target:,.10g} になりません。"
             "most を上げるか、条件を加えてください。")  # fmt: skip
    shares = tuple(Share(one, float(own[i]), float(place[i])) for i, one in enumerate(costs))
    return Cheapest(about, target, course.since, shares, reached)


def _filled(
    case: Case, costs: Sequence[Cost], at: Callable[[Floats], Floats], own: Floats, target: float
) -> tuple[Floats, float]:
    """Return the levers moved, what gives most for its cost first, each as far as it can be had; and what that gives."""
    ends = [_reach(case, one, own[i]) for i, one in enumerate(costs)]
    place, left = own.copy(), [i for i, (low, high) in enumerate(ends) if high > low]  # the rest cannot be had at all
    gap = target - float(at(place[None])[0])
    while left and abs(gap) > CLOSE:
        reach = [ends[i] for i in left]
        nudged = np.tile(place, (len(left), 1))
        for row, i in enumerate(left):
            nudged[row, i] += NUDGE * (reach[row][1] - reach[row][0])
        gained = (at(nudged) - at(place[None])) / (nudged - place).sum(axis=1)
        worth = [abs(g) / costs[i].per_unit for g, i in zip(gained, left, strict=True)]
        best = int(np.nanargmax(worth))
        i, (low, high) = left.pop(best), reach[best]
        up = gained[best] * gap > 0
        way = (place[i], high) if up else (low, place[i])
        found = sought(case, costs[i].lever, partial(_along, at, place.copy(), i), target, *way)
        place[i] = (high if up else low) if found is None else found
        gap = target - float(at(place[None])[0])
    return place, target - gap


def _along(at: Callable[[Floats], Floats], place: Floats, i: int, values: Floats) -> Floats:
    """Return what one lever gives where the others stand."""
    made = np.tile(place, (len(values), 1))
    made[:, i] = values
    return at(made)


def _reach(case: Case, cost: Cost, own: float) -> tuple[float, float]:
    """Return how far a lever can be moved from the scenario's own value."""
    low, high = search_range(case, cost.lever, -np.inf, np.inf, given=False)
    return max(low, own - cost.most), min(high, own + cost.most)


def cost_table(found: Cheapest) -> Table:
    """Return the mix as a table: a row for each lever a cost is known of, then all together."""
    rows: list[list[Cell]] = [
        [
            words(one.cost.lever.text), figure(one.own, one.cost.lever.places), figure(one.value, one.cost.lever.places),
            figure(one.cost.per_unit), figure(one.a_year, 0), words(Text(one.cost.source, one.cost.source)),
        ]
        for one in found.shares
    ]  # fmt: skip
    nothing: Said = Text("", "")
    rows.append(
        [words(Text("Together", "合計")), *(words(nothing) for _ in range(3)), figure(found.a_year, 0), words(nothing)]
    )
    unit = found.shares[0].cost.unit
    return table(
        "costs",
        Text("Least cost, {unit}", "費用最小の組合せ（{unit}）", unit=unit),
        [
            label_column(Text("Lever", "条件"), 3.0),
            Column(Text("Scenario has", "シナリオ")),
            Column(Text("It would take", "必要な値")),
            Column(Text("A unit, a year", "1単位・年あたり")),
            Column(Text("A year", "年間")),
            Column(Text("Source", "出典"), "l", 1.6),
        ],
        rows,
        [
            Text(
                "Costs are stated by whoever asked, not by this model; what gives most for its cost is used first, as far as it can be had.",
                "費用は利用者が示したもので、このモデルによるものではありません。費用あたりの効果が大きいものから、得られる範囲まで用いています。",
            )
        ],
    )
