"""The vision's figures as tables, in the order and under the names that population visions use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from cohort.table import Cell, Column, Table, figure, label_column, value, words
from cohort.table import table as make_table
from cohort.text import Day, Said, Text, Year, listed, texts
from cohort.vocabulary import SEX_NAMES, VOCABULARY
from cohort.wording import Amount

INDEX, STAGE = "index", "stage_of_decline"

_LABELS, _STAGES = (texts("cohort.analysis", "words.toml", table) for table in ("official", "stages"))
_PROJECTION = Text("Projection", "推計")
#: Projections in the rows that say more of them than their total.
SHORT = texts("cohort.analysis", "words.toml", "short")


def heading(vision: Any) -> Text:
    """Return what the tables of an `OfficialVision` show."""
    return Text(
        "{place}: population by the official method, from the census of {day}",
        "{place}：将来人口推計（{day}の国勢調査から）",
        place=vision.place,
        day=Day(vision.launch),
    )


def vision_table(vision: Any) -> Table:
    """Return a row for each projection and measure, a column for each instant."""
    frame = vision.frame
    rows = [
        [
            words(vision.title(scenario) if measure == "population" else SHORT[scenario]),
            words(_label(measure)),
            *_cells(measure, scenario, frame.columns, numbers),
        ]
        for (scenario, measure), numbers in zip(frame.index, frame.to_numpy(), strict=True)
    ]
    columns = [label_column(_PROJECTION), label_column(Text("Measure", "項目")), *_years(frame.columns)]
    return make_table("vision", heading(vision), columns, rows, notes(vision))


def _label(measure: str) -> Text:
    return _LABELS.get(measure) or VOCABULARY[measure].text


def _years(years: Sequence[int]) -> list[Column]:
    return [Column(Year(year)) for year in years]


def _cells(measure: str, scenario: str, years: Sequence[int], numbers: Sequence[float]) -> list[Cell]:
    if measure in _LABELS:
        places = 0 if measure == STAGE else 1
        return [
            figure(None if np.isnan(one) else float(one), places, scenario=scenario, year=int(year))
            for year, one in zip(years, numbers, strict=True)
        ]
    return [
        value(measure, float(one), scenario=scenario, year=int(year)) for year, one in zip(years, numbers, strict=True)
    ]


def notes(vision: Any) -> list[Said]:
    """Return what stands under the table: whose assumptions they are if they were given, influence, stages in words, what the TFR is."""
    present = sorted({int(stage) for stage in vision.stages.sel(scenario="pattern-1").values})
    published = vision.base.published
    given = vision.base.records[:1] if vision.base.tables is None else ()
    return [
        *(record.text for record in given),
        vision.influence.sentence,
        Text(
            "Stages of decline (pattern 1, against {year}): {stages}",
            "人口減少段階（パターン１、{year}年比）：{stages}",
            year=vision.stages.attrs["base_year"],
            stages=listed(_STAGES[str(stage)] for stage in present),
        ),
        Text(
            "Fertility: the child-woman ratio {ratio:.4f} stands for a TFR of {tfr} ({year}).",
            "出生率：子ども女性比 {ratio:.4f} を合計特殊出生率 {tfr}（{year}年）とみなす。",
            ratio=vision.base.child_woman_ratio,
            tfr=Amount("tfr", published.value),
            year=published.year,
        ),
    ]


def age_table(vision: Any) -> Table:
    """Return the population of every projection by sex and five-year group, a column for each instant."""
    population = vision.projection["population"]
    years = [int(year) for year in population["time"].values]
    ages = [int(age) for age in population["age"].values]
    rows = []
    for name in map(str, population["scenario"].values):
        for sex in ("male", "female"):
            for age in ages:
                numbers = population.sel(scenario=name, sex=sex, age=age).values
                group = f"{age}+" if age == ages[-1] else f"{age}-{age + 4}"
                head = [words(vision.title(name)), words(SEX_NAMES[sex]), words(group)]
                rows.append([*head, *_cells("population", name, years, numbers)])
    heads = [label_column(_PROJECTION), Column(Text("Sex", "性"), "l"), Column(Text("Age", "年齢"), "l")]
    return make_table("by_age", Text("By age", "男女年齢別"), [*heads, *_years(years)], rows)


def fertility_table(vision: Any) -> Table:
    """Return the TFR and the child-woman ratio of every projection at the end of each step."""
    ends = [int(end) for end in vision.base.ends]
    rows = []
    for name in map(str, vision.assumptions["scenario"].values):
        for measure, places in (("tfr", 2), ("child_woman_ratio", 4)):
            numbers = vision.assumptions[measure].sel(scenario=name).values
            cells = [
                figure(float(one), places, scenario=name, year=end) for end, one in zip(ends, numbers, strict=True)
            ]
            rows.append([words(vision.title(name)), words(_label(measure)), *cells])
    heads = [label_column(_PROJECTION), label_column(Text("At the end of the step", "期末の値"))]
    return make_table("fertility", Text("Fertility", "出生の仮定"), [*heads, *_years(ends)], rows)


def record_table(vision: Any) -> Table:
    """Return what was done to the numbers on the way."""
    heads = [Column(Text("Where", "対象"), "l"), label_column(Text("What was done", "内容"))]
    rows = [[words(record.where), words(record.text)] for record in vision.base.records]
    return make_table("records", Text("Records", "処理の記録"), heads, rows)
