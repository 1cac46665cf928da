"""The sheet in the layout of the official worksheets: ages down, years across, men and women apart.

The Cabinet Office's and IPSS's worksheets take a population by five-year groups to 90+, survivorship, net migration rates,
the child-woman ratio and the sex ratio at ages 0-4. The population is copied; the ratios are those that this projection
implies over five years, whatever its own step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cohort.report.workbook.cases import (
    OFFICIAL_OPEN_AGE,
    SEXES,
    cases,
    five_year_groups,
    group_names,
    reference,
)
from cohort.vocabulary import SEX_LABELS

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from numpy.typing import NDArray

    from cohort.report.workbook.book import Book, Sheet

GROUPS = list(range(0, OFFICIAL_OPEN_AGE + 1, 5))


def cohort_deaths(deaths: xr.DataArray, step: int) -> NDArray[np.float64]:
    """Add up the deaths of each five-year group of residents over the five years that follow.

    Parameters
    ----------
    deaths : DataArray (period, sex, age)
        Persons, by age reached; five years of periods.
    step : int
        1 or 5: years in a period, and in an age group.

    Returns
    -------
    ndarray (sex, group)
        Deaths of those alive at the start, by the group they belong to **at the end**: index 0 (born on the way) is zero,
        index 1 holds those aged 0-4 at the start, the last one those aged 85 and over.
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

    Returns
    -------
    dict
        ``years``: first years of the five-year intervals; ``survivorship`` and ``net_migration_rate`` (interval, sex, group),
        by group reached, survivors and net migrants per resident at the start, which add up to P(x+5, t+5) / P(x, t);
        ``child_woman_ratio`` and ``sex_ratio_0_4`` (interval,), at the end of the interval.
    """
    step = int(projection.attrs["step"])
    years = [int(year) for year in projection["time"].values]
    starts = [year for year in years[:: 5 // step] if year + 5 <= years[-1]]
    population = projection["population"]
    _, grouped = five_year_groups(population.sel(time=[*starts, starts[-1] + 5]), OFFICIAL_OPEN_AGE)
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
    """Return the censuses by sex and five-year group to 90+, with persons of unknown age in a last row.

    Returns
    -------
    dict of str to ndarray (sex, group + 1)
        By reference date.
    """
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


def official_sheet(book: Book, run: Any) -> None:
    """Write the population, observed and projected, and the implied ratios of the reference scenario."""
    found = cases(run, book.language)
    case = reference(run, found)
    projection = case.of(run.projection)
    years = [
        int(year)
        for year in projection["time"].values
        if (int(year) - int(projection["time"].values[0])) % 5 == 0
    ]
    observed = observed_counts(run.inputs.population)
    width = len(observed) + len(years)
    sheet = book.sheet(book.say("Official layout", "入力様式"), [14, *[10] * width])
    sheet.heading(
        book.say("Input sheet in the official layout", "公式ワークシートの様式による入力表"), "title"
    )
    sheet.note(
        book.say(
            f"Ages down, years across, as in the official projection worksheets. Scenario: {case.title}. Census years: 1 October, "
            f"as counted; projected years from {case.instant(years[0], 'en')}. Ratios are those implied over five years.",
            f"縦に年齢、横に年をとる、公的な推計ワークシートと同じ様式です。シナリオ：{case.title}。国勢調査年は10月1日現在の公表値、"
            f"推計年は{case.instant(years[0], 'ja')}を起点とする値です。各率は、推計結果から5年間について算出したものです。",
        ),
        min(width, 12),
        height=44,
    )
    _, grouped = five_year_groups(projection["population"].sel(time=years), OFFICIAL_OPEN_AGE)
    _population_blocks(book, sheet, observed, years, grouped)
    _ratio_blocks(book, sheet, five_year_ratios(projection))
    sheet.worksheet.freeze_panes(2, 1)
    sheet.worksheet.repeat_rows(0)


def _population_blocks(
    book: Book,
    sheet: Sheet,
    observed: dict[str, NDArray[np.float64]],
    years: list[int],
    grouped: NDArray[np.float64],
) -> None:
    """Write men, women and both: a row for each age group."""
    names = [*group_names(GROUPS, book.language), book.say("unknown", "年齢不詳"), book.say("Total", "総数")]
    known = list(observed.values())
    for s, label in enumerate(
        [*(SEX_LABELS[book.language][sex] for sex in SEXES), book.say("Both", "男女計")]
    ):
        sheet.row += 1
        sheet.heading(f"{book.say('Population', '人口')} ({label})")
        kinds = [book.say("census", "国勢調査")] * len(known) + [book.say("projected", "推計")] * len(years)
        sheet.line(["", *kinds], "header")
        header: list[object] = [book.say("Age", "年齢"), *(int(date[:4]) for date in observed), *years]
        sheet.line(header, ["header", *["year_header"] * (len(known) + len(years))])
        counted = [part[s] if s < 2 else part.sum(axis=0) for part in known]
        projected = [part[s] if s < 2 else part.sum(axis=0) for part in grouped]
        rows = [*range(len(GROUPS)), -1, -2]
        for name, g in zip(names, rows, strict=True):
            values: list[object] = [name]
            values += [float(part.sum()) if g == -2 else float(part[g]) for part in counted]
            values += [
                float(part.sum()) if g == -2 else None if g == -1 else float(part[g]) for part in projected
            ]
            sheet.line(values, ["text", *["persons"] * (len(values) - 1)])


def _ratio_blocks(book: Book, sheet: Sheet, ratios: dict[str, Any]) -> None:
    """Write survivorship and net migration rates by sex, child-woman ratio and sex ratio."""
    spans = [f"{year}→{year + 5}" for year in ratios["years"]]
    reached = group_names(GROUPS, book.language)
    before = group_names([*GROUPS[:-2], GROUPS[-2]], book.language)
    steps = [f"{a}→{b}" for a, b in zip(before, reached[1:], strict=True)]
    named = (
        ("survivorship", book.say("Survivorship", "生残率")),
        ("net_migration_rate", book.say("Net migration rate", "純移動率")),
    )
    for key, title in named:
        for s, sex in enumerate(SEXES):
            sheet.row += 1
            sheet.heading(f"{title} ({SEX_LABELS[book.language][sex]})")
            sheet.line([book.say("Age", "年齢"), *spans], "header")
            for g, name in enumerate(steps, start=1):
                sheet.line([name, *ratios[key][:, s, g]], ["text", *["ratio"] * len(spans)])
    sheet.row += 1
    sheet.heading(book.say("Child-woman ratio and sex ratio at ages 0-4", "子ども女性比と0～4歳性比"))
    sheet.line(["", *(year + 5 for year in ratios["years"])], ["header", *["year_header"] * len(spans)])
    sheet.line(
        [book.say("Child-woman ratio", "子ども女性比"), *ratios["child_woman_ratio"]],
        ["text", *["ratio"] * len(spans)],
    )
    sheet.line(
        [book.say("Sex ratio 0-4", "0～4歳性比"), *ratios["sex_ratio_0_4"]],
        ["text", *["decimal"] * len(spans)],
    )
