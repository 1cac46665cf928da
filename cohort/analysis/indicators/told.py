"""Indicators and their ratings as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cohort.analysis.indicators.model import Indicator, Part
from cohort.table import Cell, Column, Table, figure, label_column, table, words
from cohort.text import EMPTY, Joined, Said, Text, Year, listed
from cohort.vocabulary import SEX_NAMES, title_text

_WHAT_IF = Text("{title} (what-if)", "{title}（仮定）")


def indicator_table(
    values: pd.DataFrame,
    indicators: Sequence[Indicator],
    titles: Mapping[str, Said],
    years: Sequence[int],
    left_out: Sequence[Indicator] = (),
) -> Table:
    """Return the indicators that follow the population: a row for each and each scenario, a column for each year.

    Parameters
    ----------
    values : DataFrame
        As `project_indicators` returns it.
    indicators : sequence of Indicator
        Those to show, in this order; one without rows in the table is left out.
    titles : mapping of str to Said
        Title of each scenario, in the order of the rows.
    years : sequence of int
        Columns; empty where an indicator has no value. A star marks a what-if.
    left_out : sequence of Indicator
        Those that the projection's ages cannot count, to be named below.
    """
    there = set(values["indicator"])
    shown = [indicator for indicator in indicators if indicator.key in there]
    columns = ("indicator", "scenario", "year", "value", "what_if")
    cells = {
        (str(key), str(scenario), int(year)): (float(value), bool(what_if))
        for key, scenario, year, value, what_if in zip(*(values[name] for name in columns), strict=True)
    }
    rows = [
        [
            words(_titled(indicator)),
            words(Text(indicator.unit.result_en, indicator.unit.result_ja)),
            words(title),
            *(_cell(cells.get((indicator.key, name, year)), name, year) for year in years),
        ]
        for indicator in shown
        for name, title in titles.items()
    ]
    return table(
        "indicators",
        Text("Indicators that follow the population", "人口に連動する指標"),
        [
            label_column(Text("Indicator", "指標")),
            Column(Text("Unit", "単位"), "l"),
            label_column(Text("Scenario", "シナリオ")),
            *(Column(Year(year)) for year in years),
        ],
        rows,
        [*_notes(left_out), *(rate_note(indicator) for indicator in shown)],
    )


def _notes(left_out: Sequence[Indicator]) -> list[Said]:
    """Return what the star means, and which indicators the projection's ages cannot count."""
    notes: list[Said] = [
        Text(
            "People times rate. A star marks a what-if: the rate is an assumption, or nobody states it for that year.",
            "人数に率を掛けたもの。* は仮定（出典のない年、または率そのものが仮定）。",
        )
    ]
    if left_out:
        named = listed(Text(one.title_en, one.title_ja) for one in left_out)
        notes.append(
            Text(
                "Left out, because their ages are finer than the projection's: {named}.",
                "年齢が推計の階級より細かいため示していない指標：{named}。",
                named=named,
            )
        )
    return notes


def _titled(indicator: Indicator) -> Text:
    title = Text(indicator.title_en, indicator.title_ja)
    return _WHAT_IF.filled(title=title) if indicator.what_if else title


def _cell(found: tuple[float, bool] | None, scenario: str, year: int) -> Cell:
    if found is None:
        return figure(None, 0, scenario=scenario, year=year)
    return figure(found[0], 0, scenario=scenario, year=year, mark="*" if found[1] else "")


def rate_note(indicator: Indicator) -> Text:
    """Return the rates of an indicator, what follows after them, and their source."""
    after = (
        Text("After that the last value is held (a what-if).", "その後は最後の値が続くと仮定。")
        if indicator.after == "hold"
        else Text("No value after that.", "その後の値は示さない。")
    )
    return Text(
        "{title}. Rate ({unit}): {parts}. {after}{note} Source: {source}",
        "{title}：率（{unit}）：{parts}。{after}{note}出典：{source}",
        title=_titled(indicator),
        unit=Text(indicator.unit.name, indicator.unit.ja),
        parts=Joined([_part(part) for part in indicator.parts], Text("; ", "／")),
        after=after,
        note=Text(" {note}", "{note}", note=indicator.note) if indicator.note else EMPTY,
        source=title_text(indicator.source),
    )


def _part(part: Part) -> Text:
    points = listed(f"{year}: {value:g}" for year, value in part.points.items())
    if part.sex is None:
        return Text("{ages}: {points}", "{ages}：{points}", ages=part.ages, points=points)
    return Text(
        "{ages}, {sex}: {points}", "{ages}・{sex}：{points}", ages=part.ages, sex=SEX_NAMES[part.sex], points=points
    )


def rating_table(ratings: pd.DataFrame) -> Table:
    """Return every indicator with its attainment, our rating and the published one, from what `ratings` returns."""
    heads = (
        Text("Unit", "単位"),
        Text("Base", "基準"),
        Text("Target", "目標"),
        Text("Actual", "実績"),
        Text("Attained", "達成率"),
        Text("Rating", "評価"),
        Text("Published", "公表"),
    )
    names = ("base_2022", "target_2028", "actual_2024")
    rows = [
        [
            words(str(row["number"])),
            words(str(row["kpi"])),
            words(str(row["unit"])),
            *(figure(float(row[name])) for name in names),
            figure(float(row["attainment"]), 0, share=True),
            words(str(row["rating"])),
            words(str(row["published_rating"])),
        ]
        for row in ratings.to_dict("records")
    ]
    return table(
        "ratings",
        Text("Ratings of the indicators", "指標の評価"),
        [Column(Text("No.", "番号"), "l"), label_column(Text("Indicator", "指標")), *map(Column, heads)],
        rows,
        [rating_sentence(ratings)],
    )


def rating_sentence(ratings: pd.DataFrame) -> Text:
    """Return how many ratings follow from actual over target, and what another rule would change."""
    other = ratings[(ratings["rating_by_progress"] != "") & (ratings["rating_by_progress"] != ratings["rating"])]
    back = ratings[ratings["backwards"] & ratings["rating"].isin(["A", "B"])]
    named = [f"{number} {kpi}" for number, kpi in zip(back["number"], back["kpi"], strict=True)]
    return Text(
        "{same} of {count} ratings are as published (actual over target: A from 100 %, B from 80 %, C from 50 %, D below). "
        "Rated by the way covered from base to target, {other} would differ. Rated B or better while below their base: {back}.",
        "{count}指標のうち{same}指標の評価が公表と一致（実績÷目標：A 100%以上、B 80%以上、C 50%以上、D 50%未満）。"
        "基準からの進み具合で評価すると{other}指標の評価が変わります。基準値を下回りつつ B 以上の指標：{back}。",
        same=int(ratings["agrees"].sum()),
        count=len(ratings),
        other=len(other),
        back=listed(named) if named else Text("none", "なし"),
    )
