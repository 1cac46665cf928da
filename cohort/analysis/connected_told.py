"""The connected and active population in words and as a table, what-ifs called so."""

from __future__ import annotations

import math
from typing import Any

import xarray as xr

from cohort.scenario.model import Scenario
from cohort.table import Cell, Column, Table, calendar, figure, label_column, words
from cohort.table import table as make_table
from cohort.text import Joined, Said, Text
from cohort.wording import Change, Plain, people

COLUMNS = (
    "people",
    "person_years_present",
    "settlers",
    "active_connected",
    "active_residents",
    "lost_activity",
    "made_up_share",
)


_WHAT_IF = Text(
    "What-if: the numbers of ties and of taking part are assumptions, not observations; what follows is what they would give.",
    "【仮定】つながりと活動の数値は実績ではなく仮定であり、以下は「もしそうなら」の計算です。",
)


def sentences(result: Any, year: int) -> tuple[Said, ...]:
    """Return the findings of every scenario for one period of a `ConnectedResult`."""
    said: list[Said] = [_WHAT_IF] if result.what_if else []
    for scenario in result.scenarios:
        at = result.results.sel(scenario=scenario.name)
        said += [
            _made_up(at, scenario, year),
            _residents(at, year),
            _presence(at.sel(period=year), year),
            _settled(result, scenario.name, year),
            *_needed(float(at["made_up_share"].sel(period=year))),
        ]
    return tuple(said)


def table(result: Any, every: int) -> Table:
    """Return a row for each scenario and every so-many-th year of a `ConnectedResult`."""
    names = [result.results[name].attrs for name in COLUMNS]
    columns = [Column(Text(one["long_name"], one["long_name_ja"]), width=2) for one in names]
    rows = []
    for scenario in result.scenarios:
        one = result.results.sel(scenario=scenario.name)
        title = words(Text(scenario.short("en"), scenario.short("ja")))
        for year in map(int, one["period"].values[::every]):
            cells = [_cell(one.sel(period=year), name, scenario.name, year) for name in COLUMNS]
            rows.append([title, calendar(year), *cells])
    return make_table(
        "connected",
        Text("Connected and active population", "つながり人口・活動人口"),
        [label_column(Text("Scenario", "シナリオ")), Column(Text("Year", "年")), *columns],
        rows,
        [_WHAT_IF] if result.what_if else (),
    )


def _cell(at: xr.Dataset, name: str, scenario: str, year: int) -> Cell:
    value = float(at[name].sum("kind") if "kind" in at[name].dims else at[name])
    share = name == "made_up_share"
    return figure(value, 1 if share else 0, share=share, scenario=scenario, year=year)


def _made_up(one: xr.Dataset, scenario: Scenario, year: int) -> Text:
    at = one.sel(period=year)
    title = Text(scenario.title.en, scenario.title.ja)
    share, present, settled = (
        float(at[name]) for name in ("made_up_share", "made_up_by_presence", "made_up_by_settlers")
    )
    if math.isnan(share):
        return Text(
            '"{title}": no resident activity is lost by {year}.',
            "「{title}」：{year}年までに失われる住民の活動はありません。",
            title=title,
            year=year,
        )
    return Text(
        '"{title}": of the resident activity lost by {year} ({lost} person-years), '
        "ties make up {share} ({present} by people who are present, {settled} by settlers).",
        "「{title}」：{year}年に失われている住民の活動（{lost}人年）のうち、"
        "つながりが補うのは{share}（滞在する人の活動{present}、定住による{settled}）。",
        title=title,
        year=year,
        lost=people(float(at["lost_activity"])),
        share=Plain(share, 1, percent=True),
        present=Plain(present, 1, percent=True),
        settled=Plain(settled, 1, percent=True),
    )


def _residents(one: xr.Dataset, year: int) -> Text:
    at, first = one.sel(period=year), one.isel(period=0)
    return Text(
        "Active residents go from {before} in {start} to {now} in {year} ({plain} without the ties).",
        "活動人口は{start}年の{before}人から{year}年の{now}人へ（つながりがない場合{plain}人）。",
        start=int(first["period"]),
        before=people(float(first["active_residents_without"])),
        year=year,
        now=people(float(at["active_residents"])),
        plain=people(float(at["active_residents_without"])),
    )


def _presence(at: xr.Dataset, year: int) -> Text:
    kinds = [at.sel(kind=kind) for kind in at["kind"].values if float(at["people"].sel(kind=kind)) > 0]
    named = [
        Text(
            "{name}: {people} people, {years:,.1f}",
            "{name} {people}人で{years:,.1f}人年",
            name=Text(str(kind["kind_en"].item()), str(kind["kind_ja"].item())),
            people=people(float(kind["people"])),
            years=float(kind["person_years_present"]),
        )
        for kind in kinds
    ]
    return Text(
        "Present in {year}: {total:,.1f} person-years ({named}).",
        "{year}年の滞在は合わせて{total:,.1f}人年：{named}。",
        year=year,
        total=sum(float(kind["person_years_present"]) for kind in kinds),
        named=Joined(named, Text("; ", "、")) if named else Text("nobody", "なし"),
    )


def _settled(result: Any, name: str, year: int) -> Text:
    settlers = result.results["settlers"].sel(scenario=name)
    start, end = int(settlers["period"][0]), year + 1
    with_ties, without = (
        float(projection["population"].sel(scenario=name, time=end).sum())
        for projection in (result.projection, result.without)
    )
    return Text(
        "Settlers of {start}-{year}: {settled} in all; {residents} residents in {end}, "
        "{more} because of them (their children counted, those who left again or died not).",
        "{start}～{year}年の定住者は合わせて{settled}人で、{end}年の人口は{residents}人"
        "（つながりがない場合より{more}人、子どもを含み、再転出と死亡を除く）。",
        start=start,
        year=year,
        end=end,
        settled=people(float(settlers.sel(period=slice(start, year)).sum())),
        residents=people(with_ties),
        more=Change("population", with_ties - without),
    )


def _needed(share: float) -> list[Text]:
    if not 0 < share < 1:
        return []
    return [
        Text(
            "To make up all of it, the ties beyond those at launch would have to be about {times:,.0f} times as many.",
            "すべてを補うには、基準時を超えるつながりがおよそ{times:,.0f}倍必要です。",
            times=1 / share,
        )
    ]
