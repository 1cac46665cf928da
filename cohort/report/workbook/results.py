"""Sheets of results: totals with charts, every year by scenario, age groups, single ages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cohort.report.workbook.cases import (
    SEXES,
    cases,
    five_year_groups,
    group_names,
    mains,
    outlook_year,
    reference,
    round_years,
)
from cohort.report.workbook.charts import (
    PYRAMID_ROWS,
    classes_chart,
    flows_chart,
    pyramid_chart,
    totals_chart,
)
from cohort.vocabulary import SEX_LABELS, VOCABULARY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cohort.report.workbook.book import Book, Sheet
    from cohort.report.workbook.cases import Case

STOCKS = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus",
    "share_65_plus", "share_75_plus", "women_20_39", "women_15_49", "median_age", "dependency_ratio", "old_age_dependency_ratio",
)  # fmt: skip
FLOWS = ("births", "deaths", "natural_change", "net_migration")
SCHEDULES = ("tfr", "e0")


def look_of(name: str) -> str:
    """Return the number format of a measure."""
    if name in ("natural_change", "net_migration"):
        return "signed"
    return {"persons": "persons", "share": "share"}.get(VOCABULARY[name].unit, "decimal")


def cell(value: float) -> float | None:
    """Return a number for a cell; a ratio over nobody does not exist and leaves the cell empty."""
    return None if np.isnan(value) else float(value)


def totals_sheet(book: Book, run: Any, charts: Sheet) -> None:
    """Residents by year: a column for each scenario, then the outlook, official projections and counts; and their chart."""
    found = cases(run, book.language)
    columns = _totals_columns(book, run, found)
    sheet = book.sheet(book.say("Totals", "総人口"), [8, *[14] * len(columns)], landscape=False)
    sheet.heading(
        book.say("Population by year and scenario (persons)", "総人口の推移（シナリオ別、人）"), "title"
    )
    reference_date = reference(run, found)
    years = [int(year) for year in run.projection["time"].values]
    sheet.note(
        book.say(
            f"Each scenario on its own reference date ({reference_date.instant(years[0], 'en')} for the reference scenario); "
            "official projections and censuses: 1 October.",
            f"各シナリオの基準日現在（基準シナリオは{reference_date.instant(years[0], 'ja')}が起点）。公的推計と国勢調査は10月1日現在です。",
        ),
        6,
        look="plain_note",
    )
    # about 14 narrow or 7 wide letters fit on a line of a cell
    longest = max(sum(1 if ord(letter) < 0x2E80 else 2 for letter in name) for name, _, _ in columns)
    header = sheet.header(
        [book.say("Year", "年"), *(name for name, _, _ in columns)],
        freeze_columns=1,
        height=max(62, 15 * -(-longest // 12)),
    )
    for year in years:
        values: list[object] = [year, *(by_year.get(year) for _, by_year, _ in columns)]
        sheet.line(values, ["year", *["persons"] * len(columns)])
    drawn = [(i + 1, kind) for i, (_, _, kind) in enumerate(columns) if kind != "table"]
    totals_chart(book, charts, sheet, (header, header + len(years)), (years[0], years[-1]), drawn)


def _totals_columns(book: Book, run: Any, found: list[Case]) -> list[tuple[str, dict[int, float], str]]:
    """Return name, values by year, and how it is drawn: line, outlook, published, observed, or table (not drawn)."""
    drawn = {case.short for case in mains(found)}
    columns: list[tuple[str, dict[int, float], str]] = []
    for case in found:
        path = case.of(run.summary)["population"]
        by_year = {
            int(year): float(value) for year, value in zip(path["time"].values, path.values, strict=True)
        }
        columns.append((case.short, by_year, "line" if case.short in drawn else "table"))
    outlooks = {v.outlook.year: v.outlook.value for v in run.verdicts if v.outlook.measure == "population"}
    if outlooks:
        columns.append(
            (book.say("Outlook", "将来展望"), {int(y): float(v) for y, v in outlooks.items()}, "outlook")
        )
    columns.extend(_published(book, run))
    return columns


def _published(book: Book, run: Any) -> list[tuple[str, dict[int, float], str]]:
    """Return the official projections and the census totals of the run's own area."""
    found: list[tuple[str, dict[int, float], str]] = []
    table = run.inputs.published
    if table is not None:
        own = table[(table["area"] == run.inputs.area.code) & (table["measure"] == "population")]
        for series in ("ipss2018", "ipss2023"):
            rows = own[own["series"] == series]
            if len(rows):
                name = book.say(f"IPSS {series[4:]}", f"社人研 {series[4:]}年推計")
                found.append((name, {int(r.year): float(r.value) for r in rows.itertuples()}, "published"))
    broad = getattr(run.inputs, "broad_ages", None)
    if broad is not None:
        rows = broad[(broad["sex"] == "both") & (broad["age_group"] == "all") & (broad["basis"] == "census")]
        counts = {int(str(r.date)[:4]): float(r.population) for r in rows.itertuples()}
        if counts:
            found.append((book.say("Census", "国勢調査"), counts, "observed"))
    return found


def yearly_sheet(book: Book, run: Any, charts: Sheet) -> None:
    """One row for each scenario and year: population, classes, shares, then the flows of the year that begins there."""
    schedules = _schedules(run, book.language)
    names = [VOCABULARY[name].label(book.language) for name in (*STOCKS, *FLOWS)]
    names += [label for label, _, _ in schedules]
    sheet = book.sheet(book.say("Yearly results", "年次結果"), [30, 7, *[10.5] * len(names)])
    sheet.heading(book.say("Results by year", "年次結果"), "title")
    step = int(run.projection.attrs["step"])
    sheet.note(
        book.say(
            f"Births, deaths, natural change and net migration are those of the {step} year(s) that begin at the row's date; "
            "the last row has none. Net migration: in minus out.",
            f"出生・死亡・自然増減・社会増減は、その行の基準日から{step}年間の数です（最終行は空欄）。社会増減は転入－転出です。",
        ),
        8,
        look="plain_note",
    )
    found = cases(run, book.language)
    header = sheet.header(
        [book.say("Scenario", "シナリオ"), book.say("Year", "年"), *names], freeze_columns=2, height=48
    )
    looks = ["text", "year", *(look_of(name) for name in (*STOCKS, *FLOWS)), *["decimal"] * len(schedules)]
    for case in found:
        summary = case.of(run.summary)
        years = [int(year) for year in summary["time"].values]
        parts = [summary[name].values for name in STOCKS]
        within = [summary[name].values for name in FLOWS]
        within += [case.of(run.assumptions)[name].sel(where).values for _, name, where in schedules]
        for t, year in enumerate(years):
            now = [cell(float(part[t])) for part in parts]
            during = [cell(float(part[t])) if t < len(part) else None for part in within]
            sheet.line([case.short, year, *now, *during], looks)
    sheet.worksheet.autofilter(header, 0, sheet.row - 1, len(names) + 1)
    case = reference(run, found)
    first = header + 1 + found.index(case) * len(years)
    columns = {name: 2 + i for i, name in enumerate((*STOCKS, *FLOWS))}
    classes_chart(book, charts, sheet, columns, first, first + len(years) - 1, case.short)
    flows_chart(
        book, charts, sheet, columns, first, first + len(years) - 2, (years[0], years[-1]), case.short
    )


def _schedules(run: Any, language: str) -> list[tuple[str, str, dict[str, str]]]:
    """Return the assumed schedules worth a column: label, variable, and which part of it."""
    found: list[tuple[str, str, dict[str, str]]] = []
    if "tfr" in run.assumptions:
        found.append((VOCABULARY["tfr"].label(language), "tfr", {}))
    if "e0" in run.assumptions:
        label = VOCABULARY["e0"].label(language)
        found += [(f"{label} ({SEX_LABELS[language][sex]})", "e0", {"sex": sex}) for sex in SEXES]
    return found


def ages_sheet(book: Book, run: Any) -> None:
    """Five-year groups by sex, every fifth year: one block for each scenario."""
    years = round_years(run)
    sheet = book.sheet(book.say("By age and sex", "年齢階級別"), [14, *[10.5] * (3 * len(years))])
    sheet.heading(
        book.say("Population by five-year age group and sex (persons)", "男女別5歳階級別人口（人）"), "title"
    )
    for case in cases(run, book.language):
        population = case.of(run.projection)["population"].sel(time=years)
        lowest, grouped = five_year_groups(population)
        names = group_names(lowest, book.language)
        sheet.row += 1
        sheet.heading(case.title)
        blocks = _with_both(grouped)
        labels = [SEX_LABELS[book.language][sex] for sex in SEXES] + [book.say("Both", "男女計")]
        top: list[object] = [""]
        for label in labels:
            top += [label, *[""] * (len(years) - 1)]
        sheet.line(top, "header")
        sheet.line([book.say("Age", "年齢"), *(years * 3)], ["header", *["year_header"] * (3 * len(years))])
        _age_rows(sheet, names, blocks, book.say("Total", "総数"))
    sheet.worksheet.freeze_panes(1, 1)
    sheet.worksheet.repeat_rows(0)
    sheet.worksheet.repeat_columns(0)


def _with_both(grouped: np.ndarray) -> np.ndarray:
    """Append the sum of the sexes: (time, sex, group) to (time, 3, group)."""
    return np.concatenate([grouped, grouped.sum(axis=1, keepdims=True)], axis=1)


def _age_rows(sheet: Sheet, names: Sequence[str], blocks: np.ndarray, total: str) -> None:
    """Write a row for each age group, and the total: columns are sex by year."""
    looks = ["text", *["persons"] * (blocks.shape[0] * blocks.shape[1])]
    by_row = blocks.transpose(2, 1, 0).reshape(len(names), -1)
    for name, values in zip(names, by_row, strict=True):
        sheet.line([name, *values], looks)
    sheet.line([total, *by_row.sum(axis=0)], looks)


def single_ages_sheet(book: Book, run: Any) -> None:
    """Every age, sex and year of every scenario: one row for each scenario, year and sex."""
    ages = [int(age) for age in run.projection["age"].values]
    sheet = book.sheet(book.say("All ages", "各歳別"), [34, 8, 8, *[7.5] * len(ages)])
    names = group_names(ages, book.language)
    sheet.heading(book.say("Population by age, sex and year (persons)", "男女別年齢別人口（人）"), "title")
    header = [book.say("Scenario", "シナリオ"), book.say("Year", "年"), book.say("Sex", "性別"), *names]
    row = sheet.header(header, freeze_columns=3)
    looks = ["text", "year", "text", *["persons"] * len(ages)]
    for case in cases(run, book.language):
        population = (
            case.of(run.projection)["population"].transpose("time", "sex", "age").sel(sex=list(SEXES))
        )
        values = population.values
        for t, year in enumerate(population["time"].values):
            for s, sex in enumerate(SEXES):
                sheet.line([case.short, int(year), SEX_LABELS[book.language][sex], *values[t, s]], looks)
    sheet.worksheet.autofilter(row, 0, sheet.row - 1, 2)


def pyramid_sheet(book: Book, run: Any) -> None:
    """Population pyramids: the launch, and every main scenario in the outlook's year."""
    found = mains(cases(run, book.language))
    first, target = int(run.projection["time"].values[0]), outlook_year(run)
    instants = [int(year) for year in run.projection["time"].values]
    target = target if target in instants else instants[-1]
    sheet = book.sheet(
        book.say("Pyramids", "人口ピラミッド"),
        [14, *[12] * (2 * len(found) + 2)],
        landscape=False,
        pages_tall=1,
    )
    sheet.heading(book.say("Population pyramids", "人口ピラミッド"), "title")
    sheet.note(
        book.say(
            "Men are stored as negative numbers, so that their bars grow to the left; the number format hides the sign.",
            "男は棒を左に伸ばすため負の値で持ち、表示形式で符号を隠しています。",
        ),
        8,
        look="plain_note",
    )
    start = reference(run, found)
    shown = [(f"{start.instant(first, book.language)}", start, first)]
    shown += [
        (book.say(f"{target} {case.short}", f"{target}年　{case.short}"), case, target) for case in found
    ]
    columns = []
    for _, case, year in shown:
        lowest, grouped = five_year_groups(case.of(run.projection)["population"].sel(time=year))
        columns.append((-grouped[0], grouped[1]))
    sexes = [SEX_LABELS[book.language][sex] for sex in SEXES]
    sheet.row = 2 + PYRAMID_ROWS * -(-len(shown) // 2)
    top: list[object] = [""]
    for title, _, _ in shown:
        top += [title, ""]
    sheet.line(top, "header")
    sheet.worksheet.set_row(sheet.row - 1, 60)
    for i, (title, _, _) in enumerate(shown):
        sheet.worksheet.merge_range(
            sheet.row - 1, 2 * i + 1, sheet.row - 1, 2 * i + 2, "", book.looks["header"]
        )
        sheet.put(sheet.row - 1, 2 * i + 1, title, "header")
    header = sheet.header([book.say("Age", "年齢"), *(sexes * len(shown))], repeat=False, height=18)
    names = group_names(lowest, book.language)
    for g, name in enumerate(names):
        row: list[object] = [name]
        for men, women in columns:
            row += [float(men[g]), float(women[g])]
        sheet.line(row, ["text", *["mirrored"] * (2 * len(shown))])
    largest = max(float(np.abs(part).max()) for pair in columns for part in pair)
    for i, (title, _, _) in enumerate(shown):
        pyramid_chart(book, sheet, title, header, header + len(names), 2 * i + 1, largest, i)
