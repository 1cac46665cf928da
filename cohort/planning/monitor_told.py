"""Actuals beside the paths, in words and as tables."""

from __future__ import annotations

from cohort.planning.monitor import Aim, Monitor, Standing
from cohort.table import Column, Table, calendar, difference, label_column, table, value, words
from cohort.text import Day, Said, Text, Year
from cohort.vocabulary import HEADINGS, VOCABULARY
from cohort.wording import Amount, people

YEARS = 2  # of the plan, of each measure
ON, OFF = Text("on track", "想定どおり"), Text("worse than the path", "想定より厳しい")


def _head(measure: str) -> Text:
    return HEADINGS.get(measure) or VOCABULARY[measure].text


def standing_sentence(one: Standing) -> Text:
    """Return a standing in words."""
    return Text(
        "{measure}, {year}: {actual} against {path} on the path of “{scenario}”: {standing}.",
        "{year}の{measure}：実績{actual}、「{scenario}」では{path}（{standing}）。",
        measure=_head(one.measure),
        year=Year(one.year),
        actual=Amount(one.measure, one.actual),
        path=Amount(one.measure, one.path),
        scenario=one.text,
        standing=ON if one.on_track else OFF,
    )


def aim_sentence(one: Aim) -> Text:
    """Return a target and what came true in words."""
    return Text(
        "{measure}: {base} in {first}, {actual} in {year}; the target for {last} is {target}, and a straight line to it would be at {due}.",
        "{measure}：{first}は{base}、{year}は{actual}です。{last}の目標は{target}で、直線で結ぶと{year}は{due}です。",
        measure=_head(one.measure),
        base=Amount(one.measure, one.base),
        first=Year(one.base_year),
        actual=Amount(one.measure, one.actual),
        year=Year(one.year),
        last=Year(one.target_year),
        target=Amount(one.measure, one.target),
        due=Amount(one.measure, one.due),
    )


def monitor_sentences(found: Monitor) -> tuple[Said, ...]:
    """Return the answer: the plan's latest standings, its targets, what changed since last time, what remains."""
    own = [standing_sentence(one) for one in found.latest(found.plan)]
    beside = [one.sentence for one in found.benchmarks]
    return (*own, *beside, *map(aim_sentence, found.aims), *_changes(found), *_remaining(found))


def _changes(found: Monitor) -> list[Said]:
    """Return what the latest year of each measure changed against the one before."""
    said: list[Said] = []
    for measure, actual in found.actuals.items():
        years = sorted(actual)
        if len(years) < 2:
            continue
        first, last = years[-2:]
        own = {one.year: one for one in found.standings if (one.scenario, one.measure) == (found.plan, measure)}
        turned = first in own and last in own and own[first].on_track != own[last].on_track
        said.append(
            Text(
                "Since last time: {measure} {old} ({first}) to {new} ({last}){turn}.",
                "前回から：{measure}は{old}（{first}）から{new}（{last}）へ{turn}。",
                measure=_head(measure), old=Amount(measure, actual[first]), first=Year(first),
                new=Amount(measure, actual[last]), last=Year(last),
                turn=Text(", now {standing}", "。「{standing}」に変わりました", standing=ON if own[last].on_track else OFF)
                if turned else Text("", ""),
            )
        )  # fmt: skip
    return said


def _remaining(found: Monitor) -> list[Said]:
    """Return what remains from today for each lever, and what it was last time and as planned."""
    said: list[Said] = []
    for number, (then, now) in enumerate(zip(found.before, found.remaining, strict=True)):
        said.append(
            Text(
                "Re-solved from the latest count ({residents} residents on {day}): {answer}",
                "直近の人口（{day}に{residents}人）から求め直すと、{answer}",
                residents=people(found.residents), day=Day(found.today), answer=now.sentence,
            )
        )  # fmt: skip
        if then.stated is not None and now.stated is not None:
            said.append(
                Text("On the path itself it would be {then}; the difference is what the years gone by have added.",
                     "実績が計画の経路どおりであれば{then}です。差は、これまでの実績との違いによるものです。", then=now.lever.said(then.stated))
            )  # fmt: skip
        last = found.last_time[number] if found.last_time else None
        if last is not None and last.stated is not None and now.stated is not None and found.last_day is not None:
            said.append(
                Text("Last time ({day}) it would have been {last}; now it is {now}.", "必要な値は、前回（{day}）は{last}、今回は{now}です。",
                     day=Day(found.last_day), last=now.lever.said(last.stated), now=now.lever.said(now.stated))
            )  # fmt: skip
    return said


def monitor_table(found: Monitor, others: bool = True) -> Table:
    """Return actuals beside paths: the last years of the plan, the latest of the others where they are wanted."""
    own = [one for one in found.standings if one.scenario == found.plan]
    latest = {one.measure: one.year for one in found.latest(found.plan)}
    own = [one for one in own if one.year > latest[one.measure] - YEARS]
    order = [one.scenario for one in found.standings]  # a scenario's rows stand together
    beside = sorted(
        (one for one in found.latest() if others and one.scenario != found.plan),
        key=lambda one: order.index(one.scenario),
    )
    rows = [
        [
            words(one.text), words(_head(one.measure)), calendar(one.year),
            value(one.measure, one.path, scenario=one.scenario, year=one.year),
            value(one.measure, one.actual, year=one.year),
            difference(one.measure, one.gap, scenario=one.scenario, year=one.year),
            words(ON if one.on_track else OFF, "good" if one.on_track else "bad"),
        ]
        for one in (*own, *beside)
    ]  # fmt: skip
    heads = (Text("Path", "経路"), Text("Actual", "実績"), Text("Difference", "差"))
    return table(
        "monitor",
        Text("Actuals beside the paths", "実績と各シナリオの比較"),
        [
            label_column(Text("Scenario", "シナリオ"), 2.4),
            Column(Text("Measure", "項目"), "l", 1.3),
            Column(Text("Year", "年"), "c"),
            *(Column(head) for head in heads),
            Column(Text("Standing", "状況"), "l", 2.0),
        ],
        rows,
        [
            Text(
                "Difference: actual less path. "
                "Residents: on 1 January, beside paths that start from the register as well. On track: not worse than the path by more "
                "than 0.5% (residents), two standard errors "
                "(births, deaths, the fertility rate of five years), or the standard deviation of past years (net migration).",
                "差は実績－経路。人口は1月1日、起点が住民基本台帳のシナリオのみ。想定どおりとは、経路より悪い側に、人口で0.5％、出生・死亡・出生率"
                "（5年分）で標準誤差の2倍、社会増減で過去の標準偏差を超えて離れていないことをいう。",
            )
        ],
    )


def aims_table(found: Monitor) -> Table:
    """Return the strategy's targets beside what came true, as a table."""
    rows = [
        [
            words(_head(one.measure)), calendar(one.base_year), value(one.measure, one.base, year=one.base_year),
            calendar(one.target_year), value(one.measure, one.target, year=one.target_year),
            calendar(one.year), value(one.measure, one.actual, year=one.year),
            value(one.measure, one.due, year=one.year), difference(one.measure, one.actual - one.due, year=one.year),
        ]
        for one in found.aims
    ]  # fmt: skip
    year = Text("Year", "年")
    return table(
        "monitor-targets",
        Text("Targets beside what came true", "数値目標と実績"),
        [
            label_column(Text("Measure", "項目"), 2.0),
            Column(year, "c"), Column(Text("Base", "基準値")),
            Column(year, "c"), Column(Text("Target", "目標値")),
            Column(year, "c"), Column(Text("Actual", "実績")),
            Column(Text("Straight line", "直線上の値")), Column(Text("Difference", "差")),
        ],
        rows,
        [
            Text(
                "Straight line: from the base to the target, in the actual's year. A city's published fertility rates may be of different "
                "scales (estimates for five years together).",
                "直線上の値：基準値から目標値までを直線で結んだ、実績の年の値。市の合計特殊出生率は、5年分をまとめた推定値など、"
                "尺度が異なることがあります。",
            )
        ],
    )  # fmt: skip
