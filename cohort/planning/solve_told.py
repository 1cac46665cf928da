"""What it would take, as a table."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cohort.planning.mix import Mix
from cohort.planning.solve import Solution
from cohort.table import Cell, Column, Table, figure, label_column, table, value, words
from cohort.text import EMPTY, Said, Text, Year
from cohort.wording import Plain


def solve_table(solutions: Sequence[Solution], mixes: Sequence[Mix] = (), sentences: bool = True) -> Table:
    """Return what it would take as a table: a row for each lever and goal, then the mixes; below it `out_of_reach`, if asked to."""
    rows = [_row(one, one.lever.text, one.target, one.stated) for one in solutions] + [
        _row(one, Text("together: {name}", "組合せ：{name}", name=one.lever.text), mix.target, one.value)
        for mix in mixes
        for one in mix.solutions
    ]
    first = solutions[0] if solutions else mixes[0].solutions[0]
    return table(
        "solve",
        Text(
            "What it would take from {since} on for the outlook of {year}",
            "{year}の展望の実現に必要な値（{since}以降）",
            since=Year(first.since),
            year=Year(first.outlook.year),
        ),
        [
            label_column(Text("Lever, alone", "条件（単独）"), 3.2),
            Column(Text("Residents", "目標"), width=1.1),
            Column(Text("Scenario has", "シナリオ"), width=1.1),
            Column(Text("It would take", "必要な値"), width=1.1),
            Column(Text("Seen", "実績の範囲"), "c", 1.6),
            Column(Text("Effort (SD)", "標準偏差比"), width=1.1),
            Column(Text("In that range", "範囲内か"), "l", 1.6),
        ],
        rows,
        [_how(solutions), *(out_of_reach(solutions) if sentences else ())],
    )


def _row(one: Solution, label: Said, target: float, taken: float | None) -> list[Cell]:
    return [
        words(label),
        value(one.outlook.measure, target, scenario=one.scenario, year=one.outlook.year),
        figure(one.own, one.lever.places, scenario=one.scenario, year=one.by),
        figure(taken, one.lever.places, scenario=one.scenario, year=one.by),
        words(_range(one)),
        figure(one.effort, 1),
        words(_verdict(one), "good" if one.within or one.spare else "muted"),
    ]


def _range(one: Solution) -> Text:
    if not np.isfinite([one.low, one.high]).all():
        return Text("-", "-")
    ends = {"low": Plain(one.low, one.lever.places), "high": Plain(one.high, one.lever.places)}
    if one.seen.years is None:
        return Text("{low} to {high}", "{low}～{high}", **ends)
    return Text("{low} to {high} ({a}-{b})", "{low}～{high}（{a}～{b}年）", a=one.seen.years[0], b=one.seen.years[1], **ends)  # fmt: skip


def _verdict(one: Solution) -> Text:
    if one.spare:
        return Text("not needed", "不要")
    if one.value is None:
        return Text("no value does it", "届く値なし")
    return Text("yes", "範囲内") if one.within else Text("beyond it", "範囲を超える")


def _how(solutions: Sequence[Solution]) -> Text:
    households = Text(
        " Households seen: the most by which a year's arrivals rose above their mean, divided by a household's members.",
        "世帯の実績の範囲は、年間の転入者数が平均を最も上回った人数を、世帯の人数で割った値です。",
    )
    return Text(
        "One lever at a time, the scenario as it is otherwise; every value was put back into the projection, which then gives "
        "the figure to one person. Effort: distance from the scenario in standard deviations of the years seen.{households}",
        "他の条件はシナリオのまま、一つだけ変えた場合。各値を推計に入れ直し、目標と1人以内で一致することを確認しました。"
        "標準偏差比は、シナリオの値からの隔たりを実績の標準偏差で割ったものです。{households}",
        households=households if any(one.lever.kind == "households" for one in solutions) else EMPTY,
    )


def out_of_reach(solutions: Sequence[Solution]) -> list[Said]:
    """Return the sentence of every lever whose range seen does not reach the outlook."""
    short = [one for one in solutions if not one.within and np.isfinite(one.at_high)]
    return [one.sentence for one in {each.lever: each for each in short}.values()]
