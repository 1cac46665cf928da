"""Which value of a lever meets an outlook, and which mix of several with the least effort."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cohort.errors import CohortError, fail
from cohort.forms.cells import MOST_PERSONS
from cohort.planning.case import Case, Floats, case_of, reading
from cohort.planning.levers import Course, Lever, lever, outcome
from cohort.planning.seen import Range
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.text import Text, Year
from cohort.wording import Amount, Plain, Quantity, decimals, is_persons, is_share

POINTS, ROUNDS, MET = 17, 40, 1e-3  # values tried at once, rounds after that; persons that count as met
CLOSE = 4  # values a curve is laid through
NEAR = 1 / 64  # how far beside its guess, as a share of the interval, is tried too
FAR_ABOVE = 3.0  # children per woman: nobody plans for more
NO_EFFECT = 1e-9  # relative to the measure
#: How far beyond the past a lever is looked for: what no planner means lies outside.
REACH: Mapping[str, tuple[float, float]] = {
    "fertility.tfr": (0.3, 6.0),
    "mortality.e0": (-20.0, 15.0),
    "returners": (-100.0, 1000.0),
}
Goal = Literal["limit", "figure"]


@dataclass(frozen=True)
class Solution:
    """The value of one lever that meets one goal.

    Attributes
    ----------
    scenario, lever, outlook, goal, target
        What was asked: ``limit`` is the value with which the outlook is just met, ``figure`` the one it names.
    since, by : int
        First period that changes; period from which the value holds.
    own : float
        What the scenario has in ``by``.
    value : float or None
        The value that meets it, exact to one person (of shares: to as much); None where there is none at all.
    stated : float or None
        The same, rounded to what can be planned (whole persons, 0.01 children) so that it still meets the goal.
    reached : float
        The measure with ``value``; NaN without one.
    low, high : float
        The allowed range: the past, or what was asked for.
    at_low, at_high : float
        The measure at the ends of that range: the proof, as the measure only rises (or only falls) with the lever.
    within : bool
        Whether ``value`` lies in the allowed range.
    effort : float or None
        How many past standard deviations the value is from the scenario's own.
    seen : Range
        What the lever was in the past.
    """

    scenario: str
    lever: Lever
    outlook: Outlook
    goal: Goal
    target: float
    since: int
    by: int
    own: float
    value: float | None
    stated: float | None
    reached: float
    low: float
    high: float
    at_low: float
    at_high: float
    within: bool
    effort: float | None
    seen: Range

    @property
    def sentence(self) -> Text:
        """The answer in words: what it takes, or what the range gives at most."""
        told = {
            "goal": self.goal_text,
            "year": Year(self.outlook.year),
            "lever": self.lever.text,
            "since": Year(self.since),
            "low": Plain(self.low, self.lever.places),
            "high": self.lever.said(self.high),
            "own": self.lever.said(self.own),
        }
        ends = [one for one in (self.at_low, self.at_high) if np.isfinite(one)] or [float("nan")]
        best = min(ends, key=lambda one: abs(one - self.target))
        most = Text("{en}", "{ja}", en=Amount(self.outlook.measure, best), ja=Quantity(self.outlook.measure, best))
        if self.spare:
            return Text(
                "{lever}: not needed, the scenario as it is meets the outlook of {year}.",
                "{lever}：上乗せは不要です（シナリオのままで{year}の展望を満たします）。",
                **told,
            )
        if self.value is None or self.stated is None:
            return Text(
                "{lever}: no value from {since} on gives {goal} in {year}; the best of the range ({low} to {high}) gives {most}.",
                "{lever}：{since}以降どの値にしても、{year}に{goal}には届きません（{low}～{high}の範囲で最も近い場合は{most}）。",
                most=most, **told,
            )  # fmt: skip
        told["value"] = self.lever.said(self.stated)
        if self.lever.kind == "fertility.tfr" and self.stated > FAR_ABOVE:
            told["value"] = Text(
                "{value} (far above replacement, 2.1)",
                "{value}（人口置換水準の約2.1を大きく上回る）",
                value=told["value"],
            )
        if self.within:
            return Text(
                "{lever}: {value} from {since} on would give {goal} in {year} (the scenario has {own}).",
                "{lever}：{since}以降{value}なら、{year}に{goal}となります（シナリオでは{own}）。",
                **told,
            )
        return Text(
            "{lever}: no solution in the allowed range ({low} to {high}), which gives {most} in {year} at best; {goal} would take "
            "{value} from {since} on.",
            "{lever}：{range}（{low}～{high}）では、最も近い場合でも{year}は{most}です。{goal}となるには、{since}以降{value}が必要です。",
            most=most, range="実績の範囲" if (self.low, self.high) == (self.seen.low, self.seen.high) else "許容範囲", **told,
        )  # fmt: skip

    @property
    def spare(self) -> bool:
        """Whether more of it is not needed: nothing meets the goal, because the scenario already lies beyond it."""
        low, high = self.outlook.limits()
        return (
            self.value is None
            and not self.lever.is_level
            and self.low == 0
            and low <= self.at_low
            and not high < self.at_low
        )

    @property
    def goal_text(self) -> Text:
        """What is to be reached: the figure, or where it begins to be met."""
        amount = Amount(self.outlook.measure, self.target)
        unit = "人" if is_persons(self.outlook.measure) else ""
        if self.goal == "figure":
            return Text("{amount}", "{amount}{unit}", amount=amount, unit=unit)
        return Text("{amount} (just met)", "{amount}{unit}（達成の下限）", amount=amount, unit=unit)


def solve(
    run: Run | Case,
    scenario: str | None = None,
    lever: str = "migration.net",
    outlook: Outlook | None = None,
    since: int | None = None,
    bounds: tuple[float, float] | None = None,
    by: int | None = None,
    goal: Goal | None = None,
) -> tuple[Solution, ...]:
    """Return the value of one lever that meets an outlook, for the limit of the outlook and for its figure.

    Parameters
    ----------
    run : Run or Case
    scenario : str, optional
        Of a run; by default the plan.
    lever : str
        ``fertility.tfr`` (published scale), ``migration.net`` (persons a year), ``mortality.e0`` (years more),
        ``migration.in:20-34``, ``migration.out:18-29`` (persons a year more, fewer), ``households:couple-20s`` (a year).
    outlook : Outlook, optional
        By default the set's, about the population.
    since : int, optional
        First year that changes; by default the first that is still to come.
    bounds : (float, float), optional
        The allowed range; by default what was seen since 2016.
    by : int, optional
        Year from which the value holds, reached in a straight line; by default ``since``.
    goal : {"limit", "figure"}, optional
        By default both.

    Returns
    -------
    tuple of Solution
        One for each goal; a single one where limit and figure are less apart than numbers are shown.

    Raises
    ------
    CohortError
        No outlook, a year gone by or beyond the projection, an unknown lever or one without effect, bounds the wrong way.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    one, asked, course = asked_of(case, lever, outlook, since, by)
    seen = one.seen(case)
    low, high = _bounds(case, one, bounds, seen)
    own = float(one.own(case)[case.periods >= course.by][0])
    search = search_range(case, one, low, high, bounds is not None)
    measured, ends = _tried(case, one, course, asked, search, (low, high))
    found = []
    for name, target in [each for each in goals_of(case, asked) if goal in (None, each[0])]:
        exact = sought(case, one, measured, target, *search)
        stated = None if exact is None else _stated(one, exact, target, measured)
        reached = float("nan") if exact is None else float(measured(np.array([exact]))[0])
        effort = None if exact is None or not seen.deviation else abs(exact - own) / seen.deviation
        inside = exact is not None and low <= exact <= high
        found.append(
            Solution(case.scenario.name, one, asked, name, target, course.since, course.by, own, exact, stated, reached,
                     low, high, float(ends[0]), float(ends[1]), inside, effort, seen)
        )  # fmt: skip
    return tuple(found)


def _tried(
    case: Case, one: Lever, course: Course, asked: Outlook, search: tuple[float, float], allowed: tuple[float, float]
) -> tuple[Tried, Floats]:
    """Return what values give, those over the range searched tried already, and the ends of the allowed range."""
    made = Tried(lambda values: outcome(case, {one: values}, course, asked.measure, asked.year))
    known = np.isfinite(allowed).all()
    made(np.array([*np.linspace(*search, POINTS), *(allowed if known else ())]))  # side by side
    return made, made(np.array(allowed)) if known else np.full(2, np.nan)


class Tried:
    """What values of a lever give: each is projected once, those that are new side by side."""

    def __init__(self, measured: Callable[[Floats], Floats]) -> None:
        self._measured = measured
        self._known: dict[float, float] = {}

    def __call__(self, values: Floats) -> Floats:
        """Return the measure for each value."""
        new = np.array([x for x in dict.fromkeys(values.tolist()) if x not in self._known])
        if new.size:
            self._known.update(zip(new.tolist(), self._measured(new).tolist(), strict=True))
        return np.array([self._known[x] for x in values.tolist()])

    def between(self, low: float, high: float) -> tuple[Floats, Floats]:
        """Return the values tried from one to another, in order, and what they give; none that a projection cannot go on with."""
        values = sorted(x for x, got in self._known.items() if low <= x <= high and np.isfinite(got))
        return np.array(values), np.array([self._known[x] for x in values])


def asked_of(
    case: Case, name: str, outlook: Outlook | None, since: int | None, by: int | None
) -> tuple[Lever, Outlook, Course]:
    """Return the lever, the outlook and the course that are meant; refuse what cannot be."""
    asked = outlook or case.outlook()
    case.check_year(asked.year)
    first = case.since(since, asked.year)
    last = first if by is None else by
    if not first <= last < asked.year:
        fail(case.scenario.file, "by", kind=CohortError,
             en=f"got {last}; use a year from {first} to {asked.year - 1}.",
             ja=f"{last} 年です。{first} 年から {asked.year - 1} 年までを指定してください。")  # fmt: skip
    return lever(name, case.scenario.file), asked, Course(first, last)


def _bounds(case: Case, one: Lever, bounds: tuple[float, float] | None, seen: Range) -> tuple[float, float]:
    """Return the allowed range, refused where it is none."""
    if bounds is None:
        return seen.low, seen.high
    low, high = map(float, bounds)
    if not (low < high and max(abs(low), abs(high)) <= MOST_PERSONS):
        fail(case.scenario.file, "bounds", kind=CohortError,
             en=f"got {low:g} to {high:g}; give two numbers of at most {MOST_PERSONS:,.0f}, the lower one first.",
             ja=f"{low:g} から {high:g} です。{MOST_PERSONS:,.0f} 以下の2つの数を、小さい方を先に書いてください。")  # fmt: skip
    return low, high


def search_range(case: Case, one: Lever, low: float, high: float, given: bool) -> tuple[float, float]:
    """Return where a value is looked for: the bounds asked for; else far beyond the past, so that the answer is told."""
    if given:
        return low, high
    if one.kind in REACH:
        return REACH[one.kind]
    many = float(case.assumptions["launch_population"].sum()) / 10
    return -many, many


def goals_of(case: Case, asked: Outlook) -> list[tuple[Goal, float]]:
    """Return what is to be reached: the limit on the side that the scenario is on (none where it is met), and the figure."""
    low, high = asked.limits()
    now = float(reading(case.summary, asked.measure, asked.year))
    limit = low if np.isfinite(low) and (now < low or not np.isfinite(high)) else high
    goals: list[tuple[Goal, float]] = [("limit", limit), ("figure", asked.value)]
    unit = 10.0 ** -(decimals(asked.measure) + 2 * is_share(asked.measure))  # of what is shown
    alike = abs(limit - asked.value) < unit
    return goals[1:] if alike or low <= now <= high else goals


def sought(
    case: Case, one: Lever, measured: Callable[[Floats], Floats], target: float, low: float, high: float
) -> float | None:
    """Return the value between two at which a measure that only rises, or only falls, meets a target; None without one.

    Values are tried side by side; then the curve through those around the target says where to look, until it is met: what is
    linear in a lever is exact after one guess.

    Raises
    ------
    CohortError
        If the lever moves nothing.
    """
    tried = measured if isinstance(measured, Tried) else Tried(measured)
    tried(np.linspace(low, high, POINTS))
    met = MET * min(1.0, abs(target) / 1e4)
    for _ in range(ROUNDS):
        values, got = tried.between(low, high)
        if len(got) < 2 or np.ptp(got) <= NO_EFFECT * max(1.0, float(abs(got).max())):
            fail(case.scenario.file, one.name, kind=CohortError,
                 en=f"has no effect on what is asked for (tried {low:g} to {high:g}); choose another lever, or a later year.",
                 ja=f"求める値に影響がありません（{low:g} から {high:g} まで）。ほかの条件か、より遅い年を指定してください。")  # fmt: skip
        gaps = got - target
        best = int(abs(gaps).argmin())
        cross = np.flatnonzero(np.diff(np.sign(gaps)) != 0)
        if abs(gaps[best]) <= met:
            return float(values[best])
        if not cross.size:
            return None
        a, b = values[cross[0]], values[cross[0] + 1]
        if np.nextafter(a, b) >= b:  # a step: no number lies between
            return float(values[best])
        guess = _guess(values, gaps, int(cross[0]))
        side = (b - a) * NEAR
        tried(np.array([x for x in (guess - side, guess, guess + side, (a + b) / 2) if a < x < b]))
    return float(values[best])


def _guess(values: Floats, gaps: Floats, at: int) -> float:
    """Return where the curve through the values around a crossing is nought: of the line, where the curve leaves the interval."""
    first = max(0, min(at - CLOSE // 2 + 1, len(values) - CLOSE))
    x, y = values[first : first + CLOSE], gaps[first : first + CLOSE]
    a, b = values[at], values[at + 1]
    line = float(a - gaps[at] * (b - a) / (gaps[at + 1] - gaps[at]))
    if len(set(y.tolist())) < len(y):
        return line
    weights = [np.prod([-v / (u - v) for v in np.delete(y, i)]) for i, u in enumerate(y)]
    curve = float(np.dot(weights, x))
    return curve if a < curve < b else line


def _stated(one: Lever, exact: float, target: float, measured: Callable[[Floats], Floats]) -> float:
    """Return a value rounded to what can be planned, on the side on which the goal is met."""
    unit = 10.0**-one.places
    below, above = np.floor(exact / unit) * unit, np.ceil(exact / unit) * unit
    if above == below:
        return float(round(above, one.places))
    got = measured(np.array([below, above]))
    return float(round(above if got[1] >= got[0] else below, one.places))
