"""The bridge in plain words and as a table."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from cohort.table import Column, Table, difference, figure, label_column, words
from cohort.table import table as make_table
from cohort.text import Joined, Said, Text
from cohort.vocabulary import series_text
from cohort.wording import Amount, Change, people

if TYPE_CHECKING:
    from cohort.record import Implied

#: What a component is called; {start}, {year} are filled in.
COMPONENTS: dict[str, Text] = {
    "day": Text("Day of the year", "基準日の違い"),
    "launch": Text("Population in {start}", "{start}年の人口"),
    "fertility": Text("Fertility", "出生"),
    "mortality": Text("Mortality", "死亡"),
    "migration": Text("Migration", "移動"),
    "launch_0_14": Text("Under 15 in {start}", "{start}年の0～14歳"),
    "launch_15_64": Text("15-64 in {start}", "{start}年の15～64歳"),
    "launch_65_plus": Text("65+ in {start}", "{start}年の65歳以上"),
    "rates_0_14": Text("Rates: under 15 in {year}", "率：{year}年の0～14歳"),
    "rates_15_64": Text("Rates: 15-64 in {year}", "率：{year}年の15～64歳"),
    "rates_65_plus": Text("Rates: 65+ in {year}", "率：{year}年の65歳以上"),
    "rates": Text("Rates, not told apart", "率（内訳不明）"),
    "reached_0_64": Text("Under 65 in {year}", "{year}年の65歳未満"),
    "reached_65_plus": Text("65+ in {year}", "{year}年の65歳以上"),
    "unknown": Text("Not published: cannot be told apart", "公表されておらず分けられない"),
    "rounding": Text("Rounding", "端数"),
}

#: How a component was found.
METHODS: dict[str, Text] = {
    "day": Text(
        "our own projection on its own day, less on the day of the published one (read between two years)",
        "自らの推計を自らの基準日と公表値の基準日とで読んだ差（前後の年の間を補間）",
    ),
    "launch": Text(
        "exact: populations by age and sex exchanged, mean of all orders",
        "正確：男女・年齢別人口の入れ替え、全順序の平均",
    ),
    "fertility": Text(
        "exact: child-woman ratios and sex ratios 0-4 exchanged, mean of all orders",
        "正確：子ども女性比と0～4歳性比の入れ替え、全順序の平均",
    ),
    "split": Text(
        "sum of mortality and migration exact; told apart by our life tables as known at its launch",
        "死亡と移動の和は正確、内訳は公表時点で知られていた生命表による推定",
    ),
    "both_known": Text(
        "exact: rates of both projections are known, mean of all orders",
        "正確：両推計の率が既知、全順序の平均",
    ),
    "launch_by_class": Text(
        "class total exact; ages within the class as ours; carried by our rates",
        "区分の合計は正確、区分内の年齢構成は自推計と同じとみなし、自推計の率で先へ送る",
    ),
    "rates_by_class": Text(
        "rest of the class reached; fertility, mortality and migration not published",
        "到達した区分の残り。出生・死亡・移動の別は公表されていない",
    ),
    "launch_scaled": Text(
        "total exact; ages as ours; carried by our rates",
        "総数は正確、年齢構成は自推計と同じとみなし、自推計の率で先へ送る",
    ),
    "rates_together": Text(
        "the rest; fertility, mortality and migration not published",
        "残り。出生・死亡・移動の別は公表されていない",
    ),
    "total_only": Text("one total is published, nothing else", "総数が1つ公表されているのみ"),
    "share_only": Text(
        "one total and its share aged 65+ are published (share to 0.1 %), nothing else",
        "総数1つと高齢化率（0.1%単位）のみが公表されている",
    ),
    "rounding": Text("published cells less the published total", "公表された内訳の和と総数の差"),
}

#: What cannot be known, by the method that says so.
_UNKNOWN: dict[str, Text] = {
    "launch_by_class": Text(
        "Broad ages or totals are all that is published: fertility, mortality and migration cannot be told apart.",
        "公表されているのは年齢3区分または総数のみで、出生・死亡・移動の別には分けられません。",
    ),
    "total_only": Text(
        "One total is all that is published, without its day, launch or rates: the gap cannot be told apart.",
        "公表されているのは総数1つで、基準日も出発点も仮定も分からないため、要因には分けられません。",
    ),
    "share_only": Text(
        "A total and its share aged 65+ are all that is published, without day, launch or rates: the causes cannot be told "
        "apart.",
        "公表されているのは総数と高齢化率のみで、基準日も出発点も仮定も分からないため、要因には分けられません。",
    ),
}
_UNKNOWN["launch_scaled"] = _UNKNOWN["launch_by_class"]


def label(component: str, bridge: Any) -> Text:
    """Return what a component of a `Bridge` is called."""
    said = COMPONENTS[component]
    return Text(said.en, said.ja, start=bridge.start_year, year=bridge.year)


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
            Text(
                "{name} {persons}",
                "{name} {persons}人",
                name=label(one.key, bridge),
                persons=_change(one.persons),
            )
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
    value, observed = (
        Amount("net_migration" if net else "tfr", one) for one in (level.value, level.observed)
    )
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
