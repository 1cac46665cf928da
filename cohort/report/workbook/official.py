"""The sheet in the layout of the official worksheets: ages down, years across, men and women apart.

The Cabinet Office's and IPSS's worksheets take a population by five-year groups to 90+, survivorship, net migration rates,
the child-woman ratio and the sex ratio at ages 0-4. The population is copied; the ratios are those that this projection
implies over five years, whatever its own step.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.report.workbook.book import Book
from cohort.story.model import Story
from cohort.story.tables import age_group_text
from cohort.table import Cell, Column, Table, figure, label_column, table, value, words
from cohort.text import Said, Text, Year
from cohort.vocabulary import SEX_NAMES, SEXES, VOCABULARY

OPEN_AGE = 90
GROUPS = list(range(0, OPEN_AGE + 1, 5))
NAMES = [age_group_text(low, following) for low, following in zip(GROUPS, [*GROUPS[1:], None], strict=True)]
AGE = label_column(Text("Age", "年齢"))


def five_year_groups(values: xr.DataArray) -> NDArray[np.float64]:
    """Add ages up to five-year groups, to 90+: (..., sex, age) to (..., sex, group)."""
    ages = values["age"].values.astype(int)
    ordered = values.transpose(..., "sex", "age").sel(sex=list(SEXES))
    starts = [int(np.searchsorted(ages, low)) for low in GROUPS]
    return np.add.reduceat(np.asarray(ordered.values, dtype=float), starts, axis=-1)


def cohort_deaths(deaths: xr.DataArray, step: int) -> NDArray[np.float64]:
    """Add up the deaths (period, sex, age reached) of five years by five-year group of residents at their start: (sex, group).

    Groups are those they belong to **at the end**: index 0 (born on the way) is zero, index 1 holds those aged 0-4 at the start,
    the last one those aged 85 and over. ``step``: years in a period, and in an age group.
    """
    values = deaths.transpose("period", "sex", "age").sel(sex=list(SEXES)).values
    total = np.zeros((len(SEXES), len(GROUPS)))
    ages = deaths["age"].values.astype(int)
    for period in range(values.shape[0]):
        # Whoever reaches age a in this period had lived (period + 1) steps less at the start.
        at_start = ages - step * (period + 1)
        for a, start in enumerate(at_start):
            if start >= 0:
                group = min(start // 5 + 1, len(GROUPS) - 1)
                total[:, group] += values[period, :, a]
    return total


def five_year_ratios(projection: xr.Dataset) -> dict[str, Any]:
    """Return the official method's ratios that a projection of one case implies.

    ``years``: first years of the five-year intervals; ``survivorship`` and ``net_migration_rate`` (interval, sex, group),
    by group reached, survivors and net migrants per resident at the start, which add up to P(x+5, t+5) / P(x, t);
    ``child_woman_ratio`` and ``sex_ratio_0_4`` (interval,), at the end of the interval.
    """
    step = int(projection.attrs["step"])
    years = [int(year) for year in projection["time"].values]
    starts = [year for year in years[:: 5 // step] if year + 5 <= years[-1]]
    population = projection["population"]
    grouped = five_year_groups(population.sel(time=[*starts, starts[-1] + 5]))
    survivorship = np.full((len(starts), 2, len(GROUPS)), np.nan)
    rates = np.full_like(survivorship, np.nan)
    for i, year in enumerate(starts):
        before, after = grouped[i], grouped[i + 1]
        entering = np.concatenate([before[:, :-2], before[:, -2:].sum(axis=1, keepdims=True)], axis=1)
        lost = cohort_deaths(projection["deaths"].sel(period=slice(year, year + 4)), step)[:, 1:]
        survivorship[i, :, 1:] = 1 - lost / entering
        rates[i, :, 1:] = after[:, 1:] / entering - survivorship[i, :, 1:]
    women = grouped[1:, 1, 3:10].sum(axis=1)
    children = grouped[1:, :, 0]
    return {
        "years": starts,
        "survivorship": survivorship,
        "net_migration_rate": rates,
        "child_woman_ratio": children.sum(axis=1) / women,
        "sex_ratio_0_4": 100 * children[:, 0] / children[:, 1],
    }


def observed_counts(population: pd.DataFrame | None) -> dict[str, NDArray[np.float64]]:
    """Return the censuses by date: (sex, five-year group to 90+, with persons of unknown age in a last row)."""
    if population is None:
        return {}
    found: dict[str, NDArray[np.float64]] = {}
    for when, rows in population[population["basis"] == "census"].groupby("date"):
        unknown = rows["age"].isna().to_numpy()
        groups = np.minimum(rows["age"].fillna(0).to_numpy(dtype=int) // 5, len(GROUPS) - 1)
        women = (rows["sex"] == "female").to_numpy(dtype=int)
        cells = women * (len(GROUPS) + 1) + np.where(unknown, len(GROUPS), groups)
        persons = rows["population"].to_numpy(dtype=float)
        counts = np.bincount(cells, weights=persons, minlength=2 * (len(GROUPS) + 1))
        found[str(when)[:10]] = counts.astype(float).reshape(len(SEXES), len(GROUPS) + 1)
    return found


def official_sheet(book: Book, story: Story) -> None:
    """Write the population, observed and projected, and the implied ratios of the reference scenario."""
    if "age" not in story.run.projection["population"].dims:
        return
    sheet = book.sheet(Text("Official layout", "入力様式"))
    sheet.heading(Text("Input sheet in the official layout", "公式ワークシートの様式による入力表"), "title")
    name = story.names.reference
    projection = story.run.projection.isel({dim: 0 for dim in ("area", "draw") if dim in story.run.projection.dims})
    projection = projection.sel(scenario=name) if "scenario" in projection.dims else projection
    note = Text(
        "Ages down, years across, as in the official projection worksheets. Scenario: {scenario}. Census years: 1 October, as counted; "
        "projected years on the day of the launch. Ratios are those implied over five years.",
        "縦に年齢、横に年をとる、公的な推計ワークシートと同じ様式です。シナリオ：{scenario}。国勢調査年は10月1日現在の公表値、推計年は起点と同じ"
        "月日の値です。各率は、推計結果から5年間について算出したものです。",
        scenario=story.names.titles[name],
    )
    sheet.note(note)
    counted = observed_counts(story.run.inputs.population)
    sheet.row += 1
    for made in (*population_tables(projection, counted, name), *ratio_tables(five_year_ratios(projection), name)):
        sheet.table(made)
    sheet.worksheet.freeze_panes(2, 1)
    sheet.worksheet.repeat_rows(0)


def population_tables(projection: xr.Dataset, counted: dict[str, NDArray[np.float64]], scenario: str) -> list[Table]:
    """Return men, women and both: censuses, then projected years; a row for each age group, unknown ages and the total."""
    first = int(projection["time"].values[0])
    seen = {int(day[:4]) for day in counted}  # a year stands there once, as counted
    years = [year for year in map(int, projection["time"].values) if (year - first) % 5 == 0 and year not in seen]
    grouped = five_year_groups(projection["population"].sel(time=years))
    heads: list[Said | str] = [Text("{year}, census", "{year}　国勢調査", year=Year(int(day[:4]))) for day in counted]
    heads += [Text("{year}, projected", "{year}　推計", year=Year(year)) for year in years]
    rest = [Text("unknown", "年齢不詳"), Text("Total", "総数")]
    made = []
    for place, sex in enumerate((*SEXES, "both")):
        known = [part[place] if place < 2 else part.sum(axis=0) for part in counted.values()]
        ahead = [part[place] if place < 2 else part.sum(axis=0) for part in grouped]
        columns: list[list[float | None]] = [[*map(float, part), float(part.sum())] for part in known]
        columns += [[*map(float, part), None, float(part.sum())] for part in ahead]
        cells = [
            [value("population", one, scenario=scenario if k >= len(known) else "") for one in column]
            for k, column in enumerate(columns)
        ]
        title = Text("Population: {sex}", "人口（{sex}）", sex=SEX_NAMES[sex])
        made.append(_rows(f"official-{sex}", title, [*NAMES, *rest], heads, cells))
    return made


def _rows(
    name: str, title: Text, labels: Sequence[Said], heads: Sequence[Said | str], columns: Sequence[Sequence[Cell]]
) -> Table:
    """Return a table of columns, with a label before each row."""
    rows = [[words(label), *cells] for label, cells in zip(labels, zip(*columns, strict=True), strict=True)]
    return table(name, title, [AGE, *map(Column, heads)], rows)


def ratio_tables(ratios: dict[str, Any], scenario: str) -> list[Table]:
    """Return survivorship and net migration rates by sex, child-woman ratio and sex ratio."""
    years = ratios["years"]
    spans = [f"{year}→{year + 5}" for year in years]
    steps = [Text("{a}→{b}", "{a}→{b}", a=a, b=b) for a, b in itertools.pairwise(NAMES)]
    made = []
    for key in ("survivorship", "net_migration_rate"):
        for s, sex in enumerate(SEXES):
            columns = [[figure(float(one), 4, scenario=scenario) for one in part[s, 1:]] for part in ratios[key]]
            title = Text("{measure}: {sex}", "{measure}（{sex}）", measure=VOCABULARY[key].text, sex=SEX_NAMES[sex])
            made.append(_rows(f"{key}-{sex}", title, steps, spans, columns))
    both = [VOCABULARY["child_woman_ratio"].text, VOCABULARY["sex_ratio_0_4"].text]
    columns = [
        [figure(float(ratios["child_woman_ratio"][i]), 4), figure(float(ratios["sex_ratio_0_4"][i]), 2)]
        for i in range(len(years))
    ]
    title = Text("Child-woman ratio and sex ratio at ages 0-4", "子ども女性比と0～4歳性比")
    made.append(_rows("ratios", title, both, [Year(year + 5) for year in years], columns))
    return made
