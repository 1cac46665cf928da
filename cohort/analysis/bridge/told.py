"""The bridge in plain words and as a table."""

from __future__ import annotations

import math
from typing import Any

from cohort.record import Implied
from cohort.table import Column, Table, difference, figure, label_column, words
from cohort.table import table as make_table
from cohort.text import Joined, Said, Text, texts
from cohort.vocabulary import series_text
from cohort.wording import Amount, Change, people

#: What a component is called, how it was found, and what cannot be known, by the method that says so.
COMPONENTS, METHODS, _UNKNOWN = (
    texts("cohort.analysis.bridge", "told.toml", table) for table in ("components", "methods", "unknown")
)


def label(component: str, bridge: Any) -> Text:
    """Return what a component of a `Bridge` is called."""
    said = COMPONENTS[component]
    return said.filled(start=bridge.start_year, year=bridge.year)


def table(bridge: Any) -> Table:
    """Return the components: persons, share of the gap, how they were found."""
    heads = [Column(Text("Persons", "人")), Column(Text("Share", "割合"))]
    rows = [
        [
            words(label(one.key, bridge)),
            difference("population", one.persons, scenario=bridge.scenario, year=bridge.year),
            figure(one.persons / bridge.gap if bridge.gap else math.nan, 1, share=True),
            words(METHODS[one.method]),
        ]
        for one in bridge.components
    ]
    title = Text(
        "From {published} to {ours}, {year}",
        "{year}年：{published}から「{ours}」まで",
        published=series_text(bridge.against),
        ours=bridge.scenario,
        year=bridge.year,
    )
    columns = [label_column(Text("Component", "要因")), *heads, label_column(Text("Method", "方法"))]
    return make_table("bridge", title, columns, rows)


def sentences(bridge: Any) -> tuple[Said, ...]:
    """Return the gap, its components from the largest to the smallest, and what cannot be known."""
    said = [
        Text(
            "{year}: {scenario} {ours} residents, {name} {published}; {gap}.",
            "{year}年：「{scenario}」{ours}人、{name}{published}人、差{gap}人。",
            year=bridge.year,
            scenario=bridge.scenario,
            ours=people(bridge.ours),
            name=series_text(bridge.against),
            published=people(bridge.published),
            gap=_change(bridge.gap),
        )
    ]
    if len(bridge.components) > 1:
        ranked = sorted(bridge.components, key=lambda one: -abs(one.persons))
        listed = [
            Text("{name} {persons}", "{name} {persons}人", name=label(one.key, bridge), persons=_change(one.persons))
            for one in ranked
        ]
        said.append(Text("Of it: {listed}.", "内訳：{listed}。", listed=Joined(listed, Text("; ", "、"))))
    if bridge.launch_by_class:
        said.append(_launch(bridge))
    methods = [one.method for one in bridge.components]
    if "split" in methods:
        said.append(_split(bridge))
    said += dict.fromkeys(_UNKNOWN[method] for method in methods if method in _UNKNOWN)
    return (*said, _implied(bridge.implied)) if bridge.implied is not None else tuple(said)


def _change(value: float) -> Change:
    return Change("population", value)


def _launch(bridge: Any) -> Text:
    return Text(
        "Of the part of the population in {start}: aged 0-14 then {young}, 15-64 {middle}, 65+ {old} (persons of {year}, their "
        "children included).",
        "{start}年の人口による差のうち、当時0～14歳{young}人、15～64歳{middle}人、65歳以上{old}人（{year}年の人数で、子どもを含む）。",
        start=bridge.start_year,
        year=bridge.year,
        young=_change(bridge.launch_by_class["0_14"]),
        middle=_change(bridge.launch_by_class["15_64"]),
        old=_change(bridge.launch_by_class["65_plus"]),
    )


def _split(bridge: Any) -> Text:
    both = sum(one.persons for one in bridge.components if one.key in ("mortality", "migration"))
    return Text(
        "Mortality and migration together: {both}. The published table gives only the sum of survivorship and net migration "
        "rate; how it splits is an estimate by our life tables as known at its launch.",
        "死亡と移動は合わせて{both}人。公表値からは生残率と純移動率の和しか分からないため、その内訳は公表時点で知られていた生命表による"
        "推定です。",
        both=_change(both),
    )


def _implied(level: Implied) -> Text:
    net = level.lever == "migration.net"
    value, observed = (Amount("net_migration" if net else "tfr", one) for one in (level.value, level.observed))
    seen = (
        Text("{level} was observed", "実績{level}", level=observed)
        if level.given_by is None
        else Text("{given} give {level}", "{given}による{level}", given=level.given_by, level=observed)
    )
    return Text(
        "If {what} alone explained it, it would be {value} where {seen} (a what-if: {scenario}).",
        "すべてを{what}だけで説明するなら、{seen}でなく{value}が必要です（「{scenario}」による仮定）。",
        what=Text("net migrants a year", "転入超過数（年、人）")
        if net
        else Text("the total fertility rate", "合計特殊出生率"),
        value=value,
        seen=seen,
        scenario=level.scenario,
    )
