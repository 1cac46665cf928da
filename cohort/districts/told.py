"""Districts as they are told: a table, sentences, and the table of the check."""

from __future__ import annotations

import pandas as pd
import xarray as xr

from cohort.table import Cell, Column, Table, figure, label_column, table, value, words
from cohort.text import Text, Year
from cohort.wording import Amount, Plain

#: Children of primary-school age, 6 to 11, as parts of the groups 5-9 and 10-14.
PUPILS = {5: 0.8, 10: 0.4}
METHOD_NAMES = {
    "own-growth": Text("this method", "本手法"),
    "city-change": Text("the same without own growth", "同（地区固有の増減なし）"),
    "constant-share": Text("constant share of the city", "市人口に占める割合を一定"),
    "linear": Text("past change goes on (linear)", "過去の増減を延長（直線）"),
    "unchanged": Text("nothing changes", "現状のまま"),
}


def residents(made: xr.Dataset) -> xr.DataArray:
    """Return the residents of districts by (time, district)."""
    return made["population"].sum(["sex", "age"])


def pupils(made: xr.Dataset) -> xr.DataArray:
    """Return the children of 6 to 11 by (time, district), each group taken as even within."""
    both = made["population"].sum("sex")
    return sum((both.sel(age=age) * part for age, part in PUPILS.items()), start=xr.zeros_like(both.isel(age=0)))


def district_table(made: xr.Dataset, year: int, scenario: str = "", largest: int | None = None) -> Table:
    """Return residents, change, share 65+ and children of 6 to 11 by district.

    Parameters
    ----------
    made : Dataset
        As `project_districts` returns it.
    year : int
        The later year; the other one is the launch.
    scenario : str
        Whose projection it is.
    largest : int, optional
        How many districts, by residents at the launch; default: all, in the order of the file.
    """
    launch = int(made["time"][0])
    names = [str(name) for name in made["district"].values]
    if largest is not None:
        sizes = dict(zip(names, residents(made).isel(time=0).values.tolist(), strict=True))
        names = sorted(names, key=lambda name: -sizes[name])[:largest]
    heads = (
        Text("Residents {year}", "人口 {year}", year=Year(launch)),
        Text("Residents {year}", "人口 {year}", year=Year(year)),
        Text("Change", "増減率"),
        Text("65+ {year}", "高齢化率 {year}", year=Year(year)),
        Text("Aged 6-11 {year}", "6～11歳 {year}", year=Year(launch)),
        Text("Aged 6-11 {year}", "6～11歳 {year}", year=Year(year)),
    )
    columns = [label_column(Text("District", "地区")), *(Column(head, width=1.4) for head in heads)]
    children = pupils(made)
    rows = [_row(made.sel(district=name), children.sel(district=name), (launch, year), scenario) for name in names]
    notes = [
        Text(
            "Every district carried forward with the municipality's cohort changes{own}, controlled to the municipality by sex "
            "and age (Hamilton-Perry); rounded numbers may not add up.",
            "各地区を市町村の世代別変化{own}で延長し、男女・年齢別に市町村の推計に合わせた（ハミルトン・ペリー法）。"
            "四捨五入のため合計は一致しないことがある。",
            own=Text(" and its own past growth", "と地区固有の過去の増減") if bool(made["own_growth"].any()) else "",
        )
    ]
    if len(names) < made.sizes["district"]:
        notes.insert(
            0,
            Text(
                "The {shown} largest of {all} districts; all are in the workbook and in the CSV files.",
                "{all}地区のうち人口の多い{shown}地区。全地区は別添のExcelブックとCSVにある。",
                shown=len(names),
                all=made.sizes["district"],
            ),
        )
    title = Text("Districts, {first} and {last}", "地区別人口（{first}・{last}）", first=Year(launch), last=Year(year))
    return table("districts", title, columns, rows, notes)


def _row(made: xr.Dataset, children: xr.DataArray, years: tuple[int, int], scenario: str) -> tuple[Cell, ...]:
    """Return the cells of one district."""
    one = made["population"].sel(time=list(years)).sum("sex")
    before, after = one.sum("age").values.tolist()
    aged = float(one.isel(time=1).sel(age=slice(65, None)).sum())
    few = children.sel(time=list(years)).values.tolist()
    first, last = years
    return (
        words(str(made["district"].item())),
        value("population", before, scenario=scenario, year=first),
        value("population", after, scenario=scenario, year=last),
        figure(after / before - 1 if before else None, 1, share=True, scenario=scenario, year=last),
        value("share_65_plus", aged / after if after else None, scenario=scenario, year=last),
        value("population", few[0], scenario=scenario, year=first),
        value("population", few[1], scenario=scenario, year=last),
    )


def district_sentences(made: xr.Dataset, year: int) -> tuple[Text, ...]:
    """Return what happens to districts of 100 residents and more: how many lose, from where to where, and pupils."""
    launch = int(made["time"][0])
    both, children = residents(made), pupils(made).sum("district")
    large = both.isel(time=0) >= 100
    change = (both.sel(time=year) / both.isel(time=0) - 1)[large.values]
    lowest, highest = (
        str(change["district"][int(change.values.argmin())].item()),
        str(change["district"][int(change.values.argmax())].item()),
    )
    return (
        Text(
            "From {first} to {last} the residents fall in {losing} of {all} districts (of 100 residents or more), from {low} "
            "in {lowest} to {high} in {highest}.",
            "{first}から{last}にかけて、{all}地区（人口100人以上）のうち{losing}地区で人口が減少する見込み"
            "（{lowest}の{low}から{highest}の{high}まで）。",
            first=Year(launch),
            last=Year(year),
            losing=int((change < 0).sum()),
            all=int(large.sum()),
            low=Plain(float(change.min()), 1, percent=True, sign=True),
            high=Plain(float(change.max()), 1, percent=True, sign=True),
            lowest=lowest,
            highest=highest,
        ),
        Text(
            "Children of primary-school age (6 to 11) in all districts: {before} in {first}, {after} in {last}.",
            "小学生の年齢（6～11歳）の子どもは、全地区で{first}の{before}人から{last}には{after}人となる見込み。",
            before=Amount("population", float(children.isel(time=0))),
            after=Amount("population", float(children.sel(time=year))),
            first=Year(launch),
            last=Year(year),
        ),
    )


def check_table(found: pd.DataFrame, launch: str, at: str) -> Table:
    """Return the table of `check_districts`."""
    columns = [
        label_column(Text("Method", "手法")),
        Column(Text("Residents", "人口規模"), "l", 1.6),
        Column(Text("Districts", "地区数")),
        Column(Text("Median error, %", "誤差の中央値（%）"), width=1.4),
        Column(Text("Mean error, %", "平均誤差（%）"), width=1.4),
        Column(Text("Weighted, %", "加重（%）"), width=1.4),
    ]
    rows = []
    for row in found.itertuples(index=False):
        method, low, high, count, median, mean, weighted = row
        size = (
            Text("{low}-{high}", "{low}～{high}人未満", low=low, high=high)
            if high
            else Text("{low} and more", "{low}人以上", low=low)
        )
        rows.append(
            (
                words(METHOD_NAMES[method]),
                words(size),
                figure(count, 0),
                *(figure(x, 2) for x in (median, mean, weighted)),
            )
        )
    title = Text(
        "Districts carried forward from {launch}, compared with the count of {at}",
        "{launch}の集計から延長した地区別人口と、{at}の集計との比較",
        launch=launch,
        at=at,
    )
    note = Text(
        "Absolute percentage errors of residents; districts with fewer than 100 residents at the launch are left out.",
        "人口の絶対誤差率。出発点の人口が100人未満の地区を除く。",
    )
    return table("district-check", title, columns, rows, [note])
