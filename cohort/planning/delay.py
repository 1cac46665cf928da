"""What waiting costs: the same effort begun later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cohort.errors import CohortError, fail
from cohort.planning.case import Case, case_of
from cohort.planning.levers import Course, Lever, outcome
from cohort.planning.solve import solve
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.table import Column, Table, calendar, difference, figure, table, value, words
from cohort.text import Text, Year
from cohort.wording import Plain

LATE = 5  # years of the delay that is told


@dataclass(frozen=True)
class Delay:
    """The same effort begun ``years`` later: its value, what is lost by it, and the value that would still reach the goal."""

    lever: Lever
    outlook: Outlook
    years: int
    since: int
    value: float
    reached: float
    lost: float
    needed: float | None


def delays(
    run: Run | Case,
    scenario: str | None = None,
    lever: str = "migration.net",
    outlook: Outlook | None = None,
    years: Sequence[int] = (0, 1, 2, 3, 4, 5, 7, 10),
) -> tuple[Delay, ...]:
    """Return the price of delay: what the value that meets the outlook's figure from next year on gives if it begins later.

    ``lost`` is how many fewer there are in the outlook's year; ``needed`` the value that would still reach it (None: none does).
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    first = solve(case, lever=lever, outlook=outlook, goal="figure")[0]
    if first.value is None:
        fail(case.scenario.file, lever, kind=CohortError,
             en="no value reaches the outlook even from next year on; choose another lever or a later year.",
             ja="来年からでも展望に届く値がありません。ほかの条件か、より遅い年を指定してください。")  # fmt: skip
    made = []
    for late in years:
        since = first.since + late
        if since >= first.outlook.year or since not in case.periods:
            continue
        value = np.array([first.value])
        got = outcome(case, {first.lever: value}, Course(since, since), first.outlook.measure, first.outlook.year)
        again = first if late == 0 else solve(case, lever=lever, outlook=first.outlook, since=since, goal="figure")[0]
        lost = first.reached - float(got[0])
        made.append(Delay(first.lever, first.outlook, late, since, first.value, float(got[0]), lost, again.stated))
    return tuple(made)


def told_of(found: Sequence[Delay]) -> Delay:
    """Return the delay that is told: the latest one of five years or less."""
    return [one for one in found if one.years <= LATE][-1]


def delay_sentence(found: Sequence[Delay]) -> Text:
    """Return the price of delay in words."""
    one = told_of(found)
    return Text(
        "{lever}: the value that meets the figure from {first} on ({value}) gives {lost} fewer in {year} if it begins "
        "in {later}; to reach it then, {needed} would be needed.",
        "{lever}：{first}からであれば{value}で届きます。同じ値を{later}から始めると{year}は{lost}人少なくなり、"
        "そこから届くには{needed}です。",
        lever=one.lever.text,
        first=Year(found[0].since),
        value=one.lever.said(found[0].needed or one.value),
        lost=Plain(one.lost),
        year=Year(one.outlook.year),
        later=Year(one.since),
        needed=Text("no value", "届く値はありません")
        if one.needed is None
        else Text("{value}", "{value}が必要", value=one.lever.said(one.needed)),
    )


def delay_table(found: Sequence[Delay]) -> Table:
    """Return the price of delay as a table."""
    first = found[0]
    rows = [
        [
            calendar(one.since),
            value(one.outlook.measure, one.reached, year=one.outlook.year),
            difference(one.outlook.measure, -one.lost, year=one.outlook.year),
            words(Text("no value", "届く値なし")) if one.needed is None else figure(one.needed, one.lever.places, year=one.since),
        ]
        for one in found
    ]  # fmt: skip
    return table(
        "delay",
        Text("The price of delay. {lever}", "着手の遅れによる差　{lever}", lever=first.lever.text),
        [
            Column(Text("Begins in", "開始年"), "c"),
            Column(Text("Same value gives in {year}", "同じ値での{year}年", year=first.outlook.year), width=1.6),
            Column(Text("Difference", "差")),
            Column(Text("Value that would reach it", "目標に届く値"), width=1.6),
        ],
        rows,
    )
