"""Between what an answer lies: over the readings of a plan, or over draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import xarray as xr

from cohort.analysis.measures import summarise
from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, case_of, reading
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.solve import POINTS, Solution, solve
from cohort.projection.project import project
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.text import Said, Text, Year
from cohort.wording import Plain

MOST = 41  # draws an answer is worked out for: evenly spaced by what they lead to
SHARE = 0.8  # of draws that a range holds
Over = Literal["readings", "draws"]
_OVER: dict[Over, Text] = {
    "readings": Text("over {count} readings of the plan", "計画の{count}通りの読み方で"),
    "draws": Text("in {share:.0%} of {count} draws", "{count}回の試行の{share:.0%}で"),
}


@dataclass(frozen=True)
class Spread:
    """Between what an answer lies.

    Attributes
    ----------
    what : Said
        What is asked for, with its unit.
    low, high : float
        Of readings the lowest and highest; of draws the bounds of the middle ``share`` of them. NaN where none has an answer.
    count, without : int
        How many were asked, and how many of them have no answer.
    over : {"readings", "draws"}
    share : float
    places : int
        Decimals it is said with.
    """

    what: Said
    low: float
    high: float
    count: int
    without: int
    over: Over
    share: float = 1.0
    places: int = 0

    @property
    def sentence(self) -> Text:
        """``Families of three a year: between 150 and 310, over 5 readings of the plan.``"""
        told = {
            "what": self.what, "low": Plain(self.low, self.places), "high": Plain(self.high, self.places),
            "over": Text("in the one reading asked", "この読み方で")
            if self.over == "readings" and self.count == 1
            else Text(_OVER[self.over].en, _OVER[self.over].ja, count=self.count, share=self.share),
            "none": Text(" ({without} of them have no answer)", "（うち{without}には答えがない）", without=self.without)
            if self.without else Text("", ""),
        }  # fmt: skip
        if not np.isfinite([self.low, self.high]).all():
            return Text("{what}: no answer {over}.", "{what}：{over}答えがない。", **told)
        if told["low"].say("en") == told["high"].say("en"):
            return Text("{what}: {low} {over}{none}.", "{what}：{over}{low}{none}。", **told)
        return Text(
            "{what}: between {low} and {high} {over}{none}.", "{what}：{over}{low}～{high}{none}。", **told
        )


def reading_cases(run: Run, scenario: str | None = None) -> tuple[Case, ...]:
    """Return a plan and its other readings in the set: the scenarios with the role of a variant that are no what-ifs."""
    first = case_of(run, scenario)
    others = [
        one.name
        for one in run.scenarios
        if one.role == "variant" and not one.what_if and one.name != first.scenario.name
    ]
    return (first, *(case_of(run, name) for name in others))


def cases_along(
    case: Case, assumptions: xr.Dataset, outlook: Outlook | None = None, most: int = MOST
) -> tuple[Case, ...]:
    """Return a case for each draw or reading of assumptions with dims in front, evenly spaced where there are many.

    Parameters
    ----------
    case : Case
        Whose inputs and outlook they share.
    assumptions : Dataset
        As `cohort.project` takes them, with ``draw``, ``reading`` or any other dims in front.
    outlook : Outlook, optional
        What they are ordered by; by default the set's.
    most : int
        How many at most: the first, the last, and others evenly between them by what they give in the outlook's year.

    Raises
    ------
    CohortError
        If there is no dim in front.
    """
    own = {"period", "time", "sex", "age"}
    front = [str(dim) for dim in assumptions.dims if dim not in own]
    if not front:
        fail("assumptions", "dims", kind=CohortError,
             en="have no dim in front, such as draw or reading; pass the case itself.",
             ja="draw や reading のような先頭の次元がありません。ケースをそのまま渡してください。")  # fmt: skip
    asked = outlook or case.outlook()
    given = assumptions.drop_vars(["tfr", "e0"], errors="ignore")
    summary = summarise(project(given, failing="nan", fingerprint=False))
    varies = [str(dim) for dim in summary[asked.measure].dims if dim in front]
    shape = [assumptions.sizes[dim] for dim in varies]
    reached = reading(summary, asked.measure, asked.year).ravel()
    order = np.argsort(reached, kind="stable")
    order = order[np.isfinite(reached[order])]
    if not len(order):
        return ()
    chosen = order[np.unique(np.linspace(0, len(order) - 1, min(most, len(order))).round().astype(int))]
    still = {dim: 0 for dim in front if dim not in varies}
    places = [{**still, **dict(zip(varies, np.unravel_index(at, shape), strict=True))} for at in chosen]
    return tuple(Case(case.inputs, case.scenario, assumptions.isel(one, drop=True)) for one in places)


def spread(
    cases: Sequence[Case],
    ask: Callable[[Case], float | None],
    what: Said,
    over: Over = "readings",
    places: int = 0,
) -> Spread:
    """Return between what an answer lies over cases; one that has none (or cannot be asked) is counted as without."""
    found: list[float] = []
    for one in cases:
        try:
            value = ask(one)
        except CohortError:
            value = None
        if value is not None and np.isfinite(value):
            found.append(float(value))
    share = SHARE if over == "draws" else 1.0
    ends = np.quantile(found, [(1 - share) / 2, (1 + share) / 2]) if found else np.full(2, np.nan)
    return Spread(
        what, float(ends[0]), float(ends[1]), len(cases), len(cases) - len(found), over, share, places
    )


def solve_spread(
    cases: Sequence[Case], lever: str, outlook: Outlook | None = None, over: Over = "readings"
) -> Spread:
    """Return between what a lever would have to be to give the outlook's figure, over readings or draws."""
    one, asked = Lever(lever), outlook or cases[0].outlook()
    return spread(
        cases,
        lambda case: solve(case, lever=lever, outlook=asked)[-1].value,
        _for(one, asked),
        over,
        one.places,
    )


def solve_among(case: Case, found: Solution, futures: Floats) -> Spread:
    """Return between what a lever would have to be in futures of which only the outcome is known.

    Each future is taken as the scenario shifted by as many people: what the lever adds is that of the scenario.

    Parameters
    ----------
    case : Case
    found : Solution
        Of this case.
    futures : ndarray (draw,)
        The outlook's measure in its year.
    """
    own, goal = found.own, found.outlook.value
    base = float(reading(case.summary, found.outlook.measure, found.outlook.year))
    wanted = base + goal - np.asarray(futures, dtype=float)  # what the scenario would have to give
    far = 4 * max(abs((found.value if found.value is not None else own) - own), found.seen.deviation or 1.0)
    values = np.linspace(own - far, own + far, 2 * POINTS)
    course = Course(found.since, found.by)
    got = outcome(case, {found.lever: values}, course, found.outlook.measure, found.outlook.year)
    there = np.isfinite(got)
    x, y = (
        (values[there], got[there])
        if got[there][0] <= got[there][-1]
        else (values[there][::-1], got[there][::-1])
    )
    needed = np.interp(wanted, y, x, left=np.nan, right=np.nan)
    known = needed[np.isfinite(needed)]
    ends = np.quantile(known, [(1 - SHARE) / 2, (1 + SHARE) / 2]) if known.size else np.full(2, np.nan)
    return Spread(_for(found.lever, found.outlook), float(ends[0]), float(ends[1]), len(futures),
                  len(futures) - int(known.size), "draws", SHARE, found.lever.places)  # fmt: skip


def _for(one: Lever, asked: Outlook) -> Text:
    """Return a lever with what it is to reach."""
    return Text(
        "{lever}, for {goal:,.10g} in {year}",
        "{lever}、{year}に{goal:,.10g}",
        lever=one.text,
        goal=asked.value,
        year=Year(asked.year),
    )
