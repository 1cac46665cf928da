"""Indicators as a section of a report: headings, tables of text, notes. Whoever writes a file sets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cohort.analysis.indicators.model import Indicator

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class SectionTable:
    """One table: a heading, columns, rows of text, and a note below (empty if there is none)."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A section of a report."""

    title: str
    lead: str
    tables: tuple[SectionTable, ...]


def indicator_section(
    table: pd.DataFrame,
    indicators: Sequence[Indicator],
    titles: Mapping[str, str],
    years: Sequence[int],
    language: str,
) -> Section:
    """Return the indicators tied to the population as a section: one table each, a row for each scenario.

    Parameters
    ----------
    table : DataFrame
        As `project_indicators` returns it.
    indicators : sequence of Indicator
        Those to show, in this order; one without rows in the table is left out.
    titles : mapping of str to str
        Title of each scenario, in the order of the rows.
    years : sequence of int
        Columns; a dash where an indicator has no value. A star marks a what-if.
    language : {"en", "ja"}
    """
    ja = language == "ja"
    made = []
    for indicator in indicators:
        part = table[table["indicator"] == indicator.key]
        if part.empty:
            continue
        cells = {
            (str(s), int(y)): f"{v:,.0f}{'*' if w else ''}"
            for s, y, v, w in zip(part["scenario"], part["year"], part["value"], part["what_if"], strict=True)
        }
        rows = [(title, *(cells.get((name, year), "-") for year in years)) for name, title in titles.items()]
        unit = indicator.unit.result(language)
        mark = ("（仮定）" if ja else " (what-if)") if indicator.what_if else ""
        heading = (
            f"{indicator.title(language)}{mark}（{unit}）"
            if ja
            else f"{indicator.title(language)}{mark}, {unit}"
        )
        columns = ("シナリオ" if ja else "Scenario", *(f"{year}年" if ja else str(year) for year in years))
        made.append(SectionTable(heading, columns, tuple(rows), _note(indicator, language)))
    lead = (
        "人数に率を掛けたもの。* は仮定（出典のない年、または率そのものが仮定）。"
        if ja
        else "People times rate. A star marks a what-if: the rate is an assumption, or nobody states it for that year."
    )
    return Section("人口に連動する指標" if ja else "Indicators tied to the population", lead, tuple(made))


def _note(indicator: Indicator, language: str) -> str:
    ja = language == "ja"
    parts = []
    for part in indicator.parts:
        points = ("、" if ja else ", ").join(f"{year}: {value:g}" for year, value in part.points.items())
        who = f"{part.ages}" + (f", {part.sex}" if part.sex else "")
        parts.append(f"{who}: {points}")
    unit = indicator.unit.ja if ja else indicator.unit.name
    if ja:
        after = "その後は最後の値が続くと仮定。" if indicator.after == "hold" else "その後の値は示さない。"
        return f"率（{unit}）：{'／'.join(parts)}。{after}出典：{indicator.source.title}"
    after = (
        "After that the last value is held (a what-if)."
        if indicator.after == "hold"
        else "No value after that."
    )
    return f"Rate ({unit}): {'; '.join(parts)}. {after} Source: {indicator.source.title}"


def rating_section(table: pd.DataFrame, language: str) -> Section:
    """Return the ratings as a section: every indicator with its attainment, our rating and the published one.

    Parameters
    ----------
    table : DataFrame
        As `ratings` returns it.
    language : {"en", "ja"}
    """
    ja = language == "ja"
    columns = (
        ("番号", "指標", "基準", "目標", "実績", "達成率", "評価", "公表")
        if ja
        else ("No.", "Indicator", "Base", "Target", "Actual", "Attained", "Rating", "Published")
    )
    names = (
        "number",
        "kpi",
        "base_2022",
        "target_2028",
        "actual_2024",
        "attainment",
        "rating",
        "published_rating",
    )
    rows = tuple(
        (
            str(n),
            str(kpi),
            _cell(base),
            _cell(target),
            _cell(actual),
            _percent(reached),
            str(ours),
            str(theirs),
        )
        for n, kpi, base, target, actual, reached, ours, theirs in zip(
            *(table[c] for c in names), strict=True
        )
    )
    same, count = int(table["agrees"].sum()), len(table)
    other = table[(table["rating_by_progress"] != "") & (table["rating_by_progress"] != table["rating"])]
    back = table[table["backwards"] & table["rating"].isin(["A", "B"])]
    numbers = ("、" if ja else ", ").join(
        f"{n} {k}" for n, k in zip(back["number"], back["kpi"], strict=True)
    )
    lead = (
        f"{count}指標のうち{same}指標の評価が公表と一致（実績÷目標：A 100%以上、B 80%以上、C 50%以上、D 50%未満）。"
        f"基準からの進み具合で評価すると{len(other)}指標の評価が変わります。基準より後退したのに B 以上のもの：{numbers or 'なし'}。"
        if ja
        else f"{same} of {count} ratings are as published (actual over target: A from 100 %, B from 80 %, C from 50 %, D below). "
        f"Rated by the way covered from base to target, {len(other)} would differ. Rated B or better although they fell "
        f"below their base: {numbers or 'none'}."
    )
    return Section(
        "指標の評価" if ja else "Ratings of the indicators", lead, (SectionTable("", columns, rows),)
    )


def _cell(value: float) -> str:
    return "-" if value != value else f"{value:,.10g}"


def _percent(value: float) -> str:
    return "-" if value != value else f"{value:.0%}"
