"""Several levers together: the mix that meets an outlook with the least effort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

import numpy as np

from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.levers import Lever, outcome
from cohort.planning.seen import Range
from cohort.planning.solve import Goal, Solution, asked_of, goals_of, sought
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.text import EMPTY, Joined, Said, Text, Year, listed
from cohort.vocabulary import HEADINGS
from cohort.wording import Amount, Plain

FARTHEST, TURNS = 60.0, 6  # deviations looked at; how often the way may turn
STRAIGHT = 1e-5  # what is no turn


@dataclass(frozen=True)
class Mix:
    """Several levers together that meet a goal with the least effort.

    ``solutions`` hold each lever's value in the mix; ``effort`` is the length of the step in past standard deviations;
    ``best`` what all levers give together at the helpful ends of their ranges.
    """

    target: float
    reached: float
    solutions: tuple[Solution, ...]
    effort: float
    within: bool
    best: float

    @property
    def sentence(self) -> Text:
        """The mix in words."""
        first = self.solutions[0]
        parts = Text(" and ", "、")
        said = Joined(
            [
                Text("{name} {value}", "{name}を{value}に", name=_short(one), value=one.lever.said(one.value or 0.0))
                for one in self.solutions
            ],
            parts,
        )  # fmt: skip
        ranges = (
            Text("all within what was seen", "いずれも過去の範囲内")
            if self.within
            else Text(
                "beyond what was seen: the best of their past together, {ends}, gives {best}{beyond}",
                "過去の範囲を超えます。過去の最良値（{ends}）がそろった場合は{best}人{beyond}",
                ends=listed([_named(one, _best_end(one)) for one in self.solutions]),
                best=Amount(first.outlook.measure, self.best),
                beyond=self._beyond,
            )
        )
        return Text(
            "Least effort for {target} in {year}: {said} from {since} on ({effort} past standard deviations from the scenario; {ranges}).",
            "{year}に{target}人となる組合せのうち、シナリオの値からの変更が最も小さいもの：{since}以降、{said}（変更の大きさは過去の標準偏差の{effort}倍。{ranges}）。",
            target=Amount(first.outlook.measure, self.target),
            year=Year(first.outlook.year),
            said=said,
            since=Year(first.since),
            effort=Plain(self.effort, 1),
            ranges=ranges,
        )

    @property
    def _beyond(self) -> Said:
        """Which levers the scenario itself sets beyond the best of their past: why it may have more than that best gives."""
        past = [one for one in self.solutions if (one.own - _best_end(one)) * ((one.value or 0.0) - one.own) > 0]
        return EMPTY if not past else Text(
            "; the scenario itself is beyond that in {levers}",
            "。シナリオは{levers}で、すでにこれを超えています",
            levers=listed([_named(one, one.own) for one in past]),
        )  # fmt: skip


def _best_end(one: Solution) -> float:
    """Return the end of a lever's range that lies in the direction of the mix."""
    return one.high if (one.value or 0.0) >= one.own else one.low


def _short(one: Solution) -> Text:
    """Return what a lever is called where its value stands with its unit."""
    return HEADINGS["net_migration"] if one.lever.kind == "migration.net" else one.lever.text


def _named(one: Solution, value: float) -> Text:
    """Return a lever with a value of it."""
    return Text("{name} {value}", "{name}{value}", name=_short(one), value=one.lever.said(value))


def least_effort(
    run: Run | Case,
    scenario: str | None = None,
    levers: Sequence[str] = ("migration.net", "fertility.tfr"),
    outlook: Outlook | None = None,
    since: int | None = None,
    goal: Goal = "figure",
) -> Mix:
    """Return the mix of levers that meets an outlook and is nearest to the scenario, in past standard deviations.

    The step is along ``W g`` (g: what each lever gives, W: its past variance), repeated until it no longer turns, and its
    length is exact.

    Parameters
    ----------
    run, scenario, outlook, since
        As for `solve`.
    levers : sequence of str
        Two or more.
    goal : {"figure", "limit"}

    Raises
    ------
    CohortError
        As `solve`; and for a lever without a past to weigh it by.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    asked = [asked_of(case, name, outlook, since, None) for name in dict.fromkeys(levers)]
    ones, about, course = [each[0] for each in asked], asked[0][1], asked[0][2]
    seen = [one.seen(case) for one in ones]
    for one, past in zip(ones, seen, strict=True):
        if not past.deviation:
            fail(case.scenario.file, one.name, kind=CohortError,
                 en="has no observed years to weigh it by; solve for it alone.",
                 ja="重み付けに使う過去の実績がありません。単独で求めてください。")  # fmt: skip
    deviation = np.array([past.deviation for past in seen])
    own = np.array([float(one.own(case)[case.periods >= course.by][0]) for one in ones])
    target = dict(goals_of(case, about)).get(goal, about.value)

    def at(points: Floats) -> Floats:  # points (draw, lever)
        moves = {one: points[:, i] for i, one in enumerate(ones)}
        return outcome(case, moves, course, about.measure, about.year)

    place, way, length = _nearest(case, ones, about, at, own, deviation, target)
    best = _best(at, seen, way, target - float(at(own[None])[0]))
    reached = float(at(place[None])[0])
    within = all(past.low <= x <= past.high for past, x in zip(seen, place, strict=True))
    found = tuple(
        Solution(case.scenario.name, one, about, goal, target, course.since, course.by, float(own[i]), float(place[i]),
                 float(round(place[i], one.places)), reached, seen[i].low, seen[i].high, float("nan"), float("nan"),
                 seen[i].low <= place[i] <= seen[i].high, abs(float(place[i] - own[i])) / deviation[i], seen[i])
        for i, one in enumerate(ones)
    )  # fmt: skip
    return Mix(target, reached, found, abs(float(length)), within, best)


def _nearest(
    case: Case,
    ones: list[Lever],
    about: Outlook,
    at: Callable[[Floats], Floats],
    own: Floats,
    deviation: Floats,
    target: float,
) -> tuple[Floats, Floats, float]:
    """Return the nearest mix, the way there in deviations, and how far it is: along W g until it no longer turns."""
    place, way, found, reach = own, np.zeros(len(ones)), 0.0, FARTHEST
    for _ in range(TURNS):
        nudge = np.eye(len(ones)) * deviation / 20
        got = at(np.vstack([place + nudge, place - nudge]))
        slope = (got[: len(ones)] - got[len(ones) :]) / 0.1  # what one deviation of each gives
        size = float(np.linalg.norm(slope))
        if not size > 0:
            fail(case.scenario.file, "levers", kind=CohortError,
                 en="have no effect on what is asked for; choose others.",
                 ja="求める値に影響がありません。ほかの条件を指定してください。")  # fmt: skip
        turned = float(np.linalg.norm(slope / size - way))
        if turned < STRAIGHT:  # of the length, a turn costs its square
            break
        way = slope / size
        along = partial(_along, at, own, way * deviation)
        length = sought(case, ones[0], along, target, found - reach, found + reach)
        if length is None and reach < FARTHEST:
            length = sought(case, ones[0], along, target, -FARTHEST, FARTHEST)
        if length is None:
            _unreached(case, ones, about, target)
        place, found, reach = own + length * way * deviation, length, 1.0
    return place, way, found


def _along(at: Callable[[Floats], Floats], own: Floats, way: Floats, lengths: Floats) -> Floats:
    return at(own + lengths[:, None] * way)


def _best(at: Callable[[Floats], Floats], seen: Sequence[Range], way: Floats, gap: float) -> float:
    """Return what all levers give at the ends of their ranges that help."""
    ends = [past.high if step * gap >= 0 else past.low for past, step in zip(seen, way, strict=True)]
    return float(at(np.array([ends]))[0])


def _unreached(case: Case, ones: list[Lever], about: Outlook, target: float) -> NoReturn:
    names = ", ".join(one.name for one in ones)
    fail(case.scenario.file, "outlook", kind=CohortError,
         en=f"no mix of {names} within {FARTHEST:g} past standard deviations gives {target:,.10g} in {about.year}; take a later year, or "
         "another lever.",
         ja=f"{names} のどの組合せ（過去の標準偏差の {FARTHEST:g} 倍以内）でも {about.year} 年に {target:,.10g} になりません。より遅い年か、"
         "ほかの条件を指定してください。")  # fmt: skip
