"""The first half of a report: question and answer, verdicts, ages, births, deaths and moves."""

from __future__ import annotations

from collections.abc import Mapping

from cohort.analysis.readings_told import sentences
from cohort.analysis.verdict import outlook_said
from cohort.story.like_for_like import like_for_like
from cohort.story.model import WORDS, Block, Box, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Joined, Text, Year
from cohort.wording import Amount, Plain, people

Tables = Mapping[str, Table]
Charts = Mapping[str, Chart]


def answer_section(numbers: Numbers, tables: Tables, charts: Charts) -> Section:
    """Return the question, the answer in three lines, and the numbers that support it."""
    answer, grid = numbers.run.answer, numbers.run.readings
    later = sentences(grid) if grid else ()  # what has a section of its own is said there
    rest = tuple(one for one in answer.support if one not in later)
    blocks: list[Block] = []
    if numbers.outlook is not None:
        cited = (one for scenario in numbers.run.scenarios for one in scenario.sources)
        assumed = any(one.key == numbers.outlook.source and one.kind == "assumption" for one in cited)
        question = WORDS["question-what-if" if assumed else "question"]
        blocks.append(Paragraph(question.filled(outlook=outlook_said(numbers.outlook, era=True))))
    blocks += [
        Box(Text("Answer", "答え"), Joined(answer.headline, Text("\n", "\n"))),
        _figure(charts["totals"], 0.9),  # the answer and its picture stand on one page
        *([Bullets(rest)] if rest else []),
    ]
    return Section("answer", Text("Question and answer", "問いと答え"), tuple(blocks))


def verdict_section(numbers: Numbers, tables: Tables, charts: Charts) -> Section:
    """Return the verdicts by scenario, and the population in round years."""
    blocks: list[Block] = []
    verdicts = [table for name, table in tables.items() if name.startswith("verdict-")]
    if verdicts:
        blocks.append(Paragraph(WORDS["verdicts"]))
    title = Text("Verdict by scenario", "シナリオごとの判定")
    if not verdicts:
        title = Text("Population by scenario", "シナリオごとの人口")
    return Section("verdicts", title, (*blocks, *verdicts, tables["population"], *like_for_like(numbers)))


def ages_section(numbers: Numbers, tables: Tables, charts: Charts) -> Section:
    """Return how the age structure changes: pyramids, classes, a table."""
    name, first, last = numbers.names.reference, numbers.years[0], numbers.target
    old = [Amount("share_65_plus", numbers.at(name, "share_65_plus", year)) for year in (first, last)]
    women = [numbers.at(name, "women_20_39", year) for year in (first, last)]
    lead = WORDS["ages"].filled(
        scenario=numbers.names.short[name],
        first=Year(first),
        last=Year(last),
        before=old[0],
        after=old[1],
        women_before=people(women[0]),
        women_after=people(women[1]),
        change=Plain(women[1] / women[0] - 1, 0, sign=True, percent=True),
    )
    drawn = [
        _figure(charts[key], width)
        for key, width in (("pyramid-years", 0.84), ("pyramid-scenarios", 0.84), ("age-classes", 1.0))
        if key in charts
    ]
    return Section(
        "ages", Text("Who lives here: the ages", "年齢構成の変化"), (Paragraph(lead), *drawn, tables["ages"])
    )


def flows_section(numbers: Numbers, tables: Tables, charts: Charts) -> Section:
    """Return births, deaths and migration by scenario."""
    lead = WORDS["flows"]
    keys = ("births-and-deaths", "natural-and-social-change", "migration-by-age")
    drawn = [_figure(charts[key]) for key in keys if key in charts]
    return Section(
        "flows", Text("Births, deaths and moves", "出生・死亡・移動"), (Paragraph(lead), tables["flows"], *drawn)
    )


def _figure(chart: Chart, width: float = 1.0) -> Figure:
    return Figure(chart.name, chart.caption, width)
