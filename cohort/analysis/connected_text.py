"""The connected and active population in plain words, what-ifs called so."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from cohort.scenario.model import Scenario

    from .connected import ConnectedResult


def sentences(result: ConnectedResult, language: str, year: int) -> list[str]:
    """Return the findings of every scenario for one period.

    Parameters
    ----------
    result : ConnectedResult
    language : {"en", "ja"}
    year : int
        A period of the results.
    """
    ja = language == "ja"
    lines = []
    if result.what_if:
        lines.append(
            "【仮定】つながりと活動の数値は実績ではなく仮定であり、以下は「もしそうなら」の計算です。"
            if ja
            else "What-if: the numbers of ties and of taking part are assumptions, not observations; "
            "what follows is what they would give."
        )
    for scenario in result.scenarios:
        lines += _of_one(result, scenario, year, ja)
    return lines


COLUMNS = (
    "people",
    "person_years_present",
    "settlers",
    "active_connected",
    "active_residents",
    "lost_activity",
    "made_up_share",
)


def table(result: ConnectedResult, language: str, every: int) -> pd.DataFrame:
    """Return a row for each scenario and every so-many-th year; kinds added up, what-ifs marked in the headings."""
    import pandas as pd

    ja = language == "ja"
    labels = {name: result.results[name].attrs["long_name_ja" if ja else "long_name"] for name in COLUMNS}
    rows = []
    for scenario in result.scenarios:
        one = result.results.sel(scenario=scenario.name)
        for period in one["period"].values[::every]:
            at = one.sel(period=period)
            values = {
                labels[name]: float(at[name].sum("kind") if "kind" in at[name].dims else at[name])
                for name in COLUMNS
            }
            rows.append(
                {"シナリオ" if ja else "scenario": scenario.name, "年" if ja else "year": int(period)}
                | values
            )
    return pd.DataFrame(rows)


def tidy(result: ConnectedResult) -> pd.DataFrame:
    """Return every number by scenario and period on a row; settlers by age are left out, shares of nothing too."""
    import pandas as pd

    tables = []
    for name, array in result.results.drop_vars(["kind_en", "kind_ja"]).data_vars.items():
        if "age" in array.dims:
            continue
        rows = array.to_dataframe(name="value").reset_index().dropna(subset="value")
        kind = rows.get("kind", "")
        what_if = bool(array.attrs["what_if"])
        tables.append(rows.assign(kind=kind, measure=str(name), unit=array.attrs["units"], what_if=what_if))
    columns = ["scenario", "period", "kind", "measure", "value", "unit", "what_if"]
    return pd.concat(tables, ignore_index=True)[columns]


def _of_one(result: ConnectedResult, scenario: Scenario, year: int, ja: bool) -> list[str]:
    one = result.results.sel(scenario=scenario.name)
    at, first = one.sel(period=year), one.isel(period=0)
    title = scenario.title("ja" if ja else "en")
    return [
        _made_up(at, title, year, ja),
        _residents(at, first, year, ja),
        _presence(at, year, ja),
        _settled(result, one, scenario.name, year, ja),
        *_needed(at, ja),
    ]


def _made_up(at: xr.Dataset, title: str, year: int, ja: bool) -> str:
    share = float(at["made_up_share"])
    if math.isnan(share):
        return (
            f"「{title}」：{year}年までに失われる住民の活動はありません。"
            if ja
            else f'"{title}": no resident activity is lost by {year}.'
        )
    parts = float(at["made_up_by_presence"]), float(at["made_up_by_settlers"])
    if ja:
        return (
            f"「{title}」：{year}年に失われている住民の活動（{float(at['lost_activity']):,.0f}人年）のうち、"
            f"つながりが補うのは{share:.1%}（滞在する人の活動{parts[0]:.1%}、定住による{parts[1]:.1%}）。"
        )
    return (
        f'"{title}": of the resident activity lost by {year} ({float(at["lost_activity"]):,.0f} person-years), '
        f"ties make up {share:.1%} ({parts[0]:.1%} by people who are present, {parts[1]:.1%} by settlers)."
    )


def _residents(at: xr.Dataset, first: xr.Dataset, year: int, ja: bool) -> str:
    start = int(first["period"])
    before, now, plain = (
        float(first["active_residents_without"]),
        float(at["active_residents"]),
        float(at["active_residents_without"]),
    )
    if ja:
        return f"活動人口は{start}年の{before:,.0f}人から{year}年の{now:,.0f}人へ（つながりがない場合{plain:,.0f}人）。"
    return f"Active residents go from {before:,.0f} in {start} to {now:,.0f} in {year} ({plain:,.0f} without the ties)."


def _presence(at: xr.Dataset, year: int, ja: bool) -> str:
    rows = [
        (
            str(at["kind_ja" if ja else "kind_en"].sel(kind=kind).item()),
            float(at["people"].sel(kind=kind)),
            float(at["person_years_present"].sel(kind=kind)),
        )
        for kind in at["kind"].values
        if float(at["people"].sel(kind=kind)) > 0
    ]
    total = sum(years for *_, years in rows)
    if ja:
        named = "、".join(f"{name} {people:,.0f}人で{years:,.1f}人年" for name, people, years in rows)
        return f"{year}年の滞在は合わせて{total:,.1f}人年：{named or 'なし'}。"
    named = "; ".join(f"{name}: {people:,.0f} people, {years:,.1f}" for name, people, years in rows)
    return f"Present in {year}: {total:,.1f} person-years ({named or 'nobody'})."


def _settled(result: ConnectedResult, one: xr.Dataset, name: str, year: int, ja: bool) -> str:
    start = int(one["period"][0])
    settled = float(one["settlers"].sel(period=slice(start, year)).sum())
    end = year + 1
    with_ties, without = (
        float(projection["population"].sel(scenario=name, time=end).sum())
        for projection in (result.projection, result.without)
    )
    if ja:
        return (
            f"{start}～{year}年の定住者は合わせて{settled:,.0f}人で、{end}年の人口は{with_ties:,.0f}人"
            f"（つながりがない場合より{with_ties - without:+,.0f}人、子どもを含み、再転出と死亡を除く）。"
        )
    return (
        f"Settlers of {start}-{year}: {settled:,.0f} in all; {with_ties:,.0f} residents in {end}, "
        f"{with_ties - without:+,.0f} because of them (their children counted, those who left again or died not)."
    )


def _needed(at: xr.Dataset, ja: bool) -> list[str]:
    share = float(at["made_up_share"])
    if not 0 < share < 1:
        return []
    times = 1 / share
    if ja:
        return [f"すべてを補うには、基準時を超えるつながりがおよそ{times:,.0f}倍必要です。"]
    return [
        f"To make up all of it, the ties beyond those at launch would have to be about {times:,.0f} times as many."
    ]
