"""How the plan can be read: every reading beside the outlook, which question decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cohort.analysis.readings import Grid
from cohort.analysis.readings_told import every_reading_table, readings_table, said, sentences
from cohort.story import messages
from cohort.story.charts import cited, launch_keys
from cohort.story.model import Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Joined, Text


def readings_tables(grid: Grid | None) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables ``readings`` and ``every-reading``; none where a set names no choices."""
    if grid is None:
        return {}
    return {"readings": lambda: readings_table(grid), "every-reading": lambda: every_reading_table(grid)}


def readings_charts(grid: Grid | None, numbers: Numbers) -> dict[str, Chart]:
    """Return the chart ``readings``: a dot for each reading; none where a set names no choices."""
    if grid is None:
        return {}
    deciding = grid.ranked[0][0]
    labels = {}
    for option in deciding.option:
        met, count, _, _ = grid.by_option(deciding, option)
        labels[option.name] = Text(
            "{option} ({met} of {count} meet it)", "{option}（{count}通り中{met}通りが達成）", option=said(option), met=met, count=count
        )  # fmt: skip
    message = messages.read(grid.outlook, grid.held, grid.count, grid.lowest, grid.highest)
    return {
        "readings": Chart(
            name="readings",
            kind="dots",
            title=Joined([messages.headed(message, numbers.names.place)]),
            caption=Text(
                "Every reading of the plan by its result; the colour tells the question that decides most: {switch}.",
                "計画の読み方すべての結果。色は、結果を最も左右する論点「{switch}」による区別。",
                switch=said(deciding),
            ),
            data={
                "result": grid.data["value"],
                "by": deciding.name,
                "labels": labels,
                "outlook": grid.outlook,
                "marked": float(grid.values[0]) if grid.data["there"].values.flat[0] else None,
            },
            sources=cited(numbers, launch_keys(numbers, numbers.names.opening), [grid.outlook]),
        )
    }


def readings_section(grid: Grid | None, tables: Mapping[str, Table], charts: Mapping[str, Chart]) -> Section | None:
    """Return the section; None where a set names no choices."""
    if grid is None:
        return None
    lead = Text(
        "A plan leaves open how it is to be projected: what its targets are counted from, when they are reached, "
        "which years the launch rests on. Each question below has several answers that can be defended. All combinations were projected; what is "
        "said of them is counted, not sampled.",
        "計画の数値だけでは、推計の仕方は一通りに決まりません。目標値を何から数えるか、いつ達成するか、どの年の実績を基準にするかなどです。"
        "ここでは、根拠のある選択肢をすべて組み合わせて推計し、その全数を数えました。",
    )  # fmt: skip
    return Section(
        "readings",
        Text("How the plan can be read", "計画の読み方による違い"),
        (
            Paragraph(lead),
            Bullets(sentences(grid)[2:]),
            Figure("readings", charts["readings"].caption),
            tables["readings"],
        ),
    )
