"""The readings of a plan in words and as a table."""

from __future__ import annotations

import json
from collections.abc import Iterable

import numpy as np

from cohort.analysis.readings import Grid
from cohort.analysis.verdict import outlook_said
from cohort.arguments import at_the_door
from cohort.scenario.choices import Option, Switch
from cohort.scenario.course_row import cite
from cohort.table import Column, Table, figure, label_column, table, value, words
from cohort.text import EMPTY, Joined, Said, Text, Year
from cohort.wording import Amount, Distance, Noun, Plain, Quantity, shown

MOST_SETS = 3  # of decisions that turn the verdict, told in a sentence


def said(switch: Switch | Option) -> Text:
    """Return what a switch or an option is called."""
    return Text(switch.title.en, switch.title.ja)


def _quoted(option: Option) -> Text:
    return Text("“{title}”", "「{title}」", title=said(option))


def _together(options: Iterable[Option]) -> Joined:
    """Return options that are taken at once."""
    return Joined([_quoted(one) for one in options], Text(" + ", "＋"))


def _figure(measure: str, amount: float) -> Text:
    return Text("{en}", "{ja}", en=Amount(measure, amount), ja=Quantity(measure, amount))


def range_line(grid: Grid) -> Text:
    """Return how many readings of how many meet the outlook, and from what to what they go."""
    met = Text("{met} meet the outlook", "展望に届くのは{met}通りです", met=grid.held)
    if not grid.held:
        met = Text("none meets the outlook", "展望に届くものはありません")
    elif grid.held == grid.count:
        met = Text("all meet the outlook", "すべて展望に届きます")
    elif grid.held == 1:
        met = Text("one meets the outlook", "展望に届くのは1通りです")
    return Text(
        "Of {count} readings of the plan ({switches} questions that can be decided in more than one way, in every combination) {met}; "
        "in {year} they go from {low} to {high}{missing}.",
        "計画の読み方{count}通り（見解が分かれうる{switches}つの論点の全組合せ）のうち、{met}。{year}の{noun}は{low}から{high}までです{missing}。",
        count=Plain(grid.count),
        switches=grid.questions,
        met=met,
        year=Year(grid.outlook.year),
        noun=Noun(grid.outlook.measure),
        low=_figure(grid.outlook.measure, grid.lowest),
        high=_figure(grid.outlook.measure, grid.highest),
        missing=Text(" ({count} more cannot be computed)", "（ほかに計算できない組合せが{count}通り）", count=grid.missing)
        if grid.missing
        else EMPTY,
    )  # fmt: skip


def condition_line(grid: Grid) -> Text:
    """Return what all readings that meet the outlook have in common; where none does, what comes nearest."""
    if not grid.held:
        near = float(grid.values[grid.nearest])
        measure = grid.outlook.measure
        gap = shown(measure, near) - shown(measure, grid.outlook.value)
        return Text(
            "Nearest comes the reading {options}: {value}, {distance} than the outlook.",
            "最も近いのは{options}と読む場合の{value}で、展望より{distance}見込みです。",
            options=_together(_changed(grid, grid.nearest)),
            value=Quantity(measure, near),
            distance=Distance(measure, gap),
        )
    if grid.held == grid.count:
        return Text("It is met however the plan is read.", "どのように読んでも展望に届きます。")
    if not grid.in_common:
        return Text(
            "The readings that meet it have no one decision in common.",
            "届く読み方のすべてに共通する選択肢はありません。",
        )
    return Text(
        "Each reading that meets it has {options}; without that none does.",
        "届く読み方はすべて{options}を含み、それ以外では届きません。",
        options=_together(option for _, option in grid.in_common),
    )


def _changed(grid: Grid, place: int) -> list[Option]:
    """Return the options of a reading that are not the plan's own; all of them where it is the plan as it stands."""
    options = grid.options(place)
    others = [options[one.name] for one in grid.choices.switches if options[one.name].name != one.option[0].name]
    return others or list(options.values())


def decides_line(grid: Grid) -> Text:
    """Return which questions decide most."""
    (first, most), *rest = grid.ranked
    if not most:
        return Text("How the plan is read makes no difference.", "どのように読んでも結果は変わりません。")
    second = Text("", "")
    if rest and rest[0][1] >= 0.005:
        second = Text(
            ", then “{switch}” ({share})", "、次いで「{switch}」（{share}）", switch=said(rest[0][0]), share=_share(rest[0][1])
        )  # fmt: skip
    return Text(
        "What decides most is “{switch}” ({share} of the variance between the readings){second}.",
        "結果を最も左右する論点は「{switch}」（読み方による分散の{share}）{second}です。",
        switch=said(first),
        share=_share(most),
        second=second,
    )


def _share(part: float) -> Plain:
    return Plain(part, 0, percent=True)


def turns_line(grid: Grid) -> list[Text]:
    """Return the fewest decisions that turn the verdict on the plan as it stands; nothing where none do."""
    if not grid.flips:
        return []
    first_met = bool(grid.met[0])
    size, told = len(grid.flips[0]), grid.flips[:MOST_SETS]
    lead = Text(
        "Read as it is written the plan falls short of the outlook; the fewest decisions that bring it there are {size}: {sets}{more}.",
        "計画をそのまま読むと展望に届きません。届くようになる最少の変更は{size}つで、{sets}{more}です。",
    )
    if first_met:
        lead = Text(
            "Read as it is written the plan meets the outlook; the fewest decisions that take it away are {size}: {sets}{more}.",
            "計画をそのまま読むと展望に届きます。届かなくなる最少の変更は{size}つで、{sets}{more}です。",
        )
    more = Text(" (and {count} more)", "（ほか{count}組）", count=len(grid.flips) - len(told))
    return [
        Text(
            lead.en,
            lead.ja,
            size=size,
            sets=Joined([_together(option for _, option in one) for one in told], Text("; or ", "、または")),
            more=more if len(grid.flips) > len(told) else EMPTY,
        )
    ]


def sentences(grid: Grid) -> tuple[Said, ...]:
    """Return all that is said of the readings, the count first."""
    return (range_line(grid), condition_line(grid), decides_line(grid), *turns_line(grid))


def readings_table(grid: Grid) -> Table:
    """Return the switches by what they decide, their options with reason and source, and how the readings with each do."""
    measure, year = grid.outlook.measure, grid.outlook.year
    rows = []
    for switch, share in grid.ranked:
        for option in switch.option:
            met, count, low, high = grid.by_option(switch, option)
            first = option is switch.option[0]
            rows.append(
                [
                    words(said(switch) if first else ""),
                    words(said(option)),
                    words(_why(grid, option)),
                    words(f"{met}/{count}", "good" if met else ""),
                    value(measure, low, year=year),
                    value(measure, high, year=year),
                    figure(share if first else None, 0, share=True),
                ]
            )  # fmt: skip
    return table(
        "readings",
        Text("Readings of the plan against the outlook: {outlook}", "計画の読み方と将来展望（{outlook}）", outlook=outlook_said(grid.outlook)),
        [
            label_column(Text("Question", "論点"), 1.7),
            label_column(Text("Decided", "選択肢"), 2.2),
            label_column(Text("Why, and who says so", "理由と出典"), 4.6),
            Column(Text("Met", "達成"), "c", 1.0),
            Column(Text("From", "最小"), width=0.9),
            Column(Text("To", "最大"), width=0.9),
            Column(Text("Share", "寄与率"), width=0.8),
        ],
        rows,
        _notes(grid),
    )  # fmt: skip


def every_reading_table(grid: Grid) -> Table:
    """Return every reading: its options, what it gives, and whether that meets the outlook."""
    measure, year = grid.outlook.measure, grid.outlook.year
    rows = []
    for place, amount in enumerate(grid.values):
        met = bool(grid.met[place])
        verdict = Text("met", "達成") if met else Text("falls short", "届かない")
        there = bool(np.isfinite(amount))
        rows.append(
            [
                *(words(said(option)) for option in grid.options(place).values()),
                value(measure, float(amount) if there else None, year=year),
                words(verdict if there else Text("not computed", "計算できない"), "good" if met else ""),
            ]
        )
    return table(
        "every-reading",
        Text("Every reading of the plan ({outlook})", "計画の読み方の全組合せ（{outlook}）", outlook=outlook_said(grid.outlook)),
        [
            *(label_column(said(switch), 1.5) for switch in grid.choices.switches),
            Column(Noun(measure)),
            Column(Text("Outlook", "将来展望"), "c"),
        ],
        rows,
    )  # fmt: skip


def _why(grid: Grid, option: Option) -> Text:
    """Return the reason of an option, and the number of its source under the table."""
    number = list(grid.choices.sources).index(option.source) + 1
    return Text(
        "{reason} [{number}]", "{reason}［{number}］", reason=Text(option.reason.en, option.reason.ja), number=number
    )


def _sources(grid: Grid) -> list[Text]:
    """Return the sources that the options cite, numbered."""
    return [
        Text("[{number}] {cited}", "［{number}］{cited}", number=number, cited=cite(one))
        for number, one in enumerate(grid.choices.sources.values(), start=1)
    ]


def _notes(grid: Grid) -> list[Said]:
    """Return how the table is read, and each combination that could not be computed."""
    notes: list[Said] = [
        *_sources(grid),
        Text(
            "The first option of each question is how the plan is projected elsewhere in this report. Share: of the variance "
            "between the readings, as the Shapley value of the exact analysis of variance; the shares add up to 100%.",
            "各論点の最初の選択肢が、この報告書のほかの箇所で使う読み方です。寄与率は、読み方による分散に占める割合（全組合せの分散分析によるシャープレイ値）で、合計は100%です。",
        )
    ]  # fmt: skip
    if grid.alike:
        notes.append(
            Text(
                "{alike} of the {count} readings give what another gives too: a question makes no difference beside another's answer.",
                "{count}通りのうち{alike}通りは、ほかの読み方と同じ結果です（ある論点の選択によって、別の論点が結果に影響しなくなるため）。",
                alike=grid.alike,
                count=grid.count,
            )
        )
    missing = json.loads(grid.data.attrs["missing"])
    if missing:
        first = missing[0]
        names = ", ".join(first["options"])
        notes.append(
            Text(
                "{count} combinations cannot be computed and are not counted; the first: {names}: {why}",
                "計算できず数に入れない組合せが{count}通りあります。最初のもの：{names}：{why}",
                count=len(missing),
                names=names,
                why=Text("{one}", "{two}", one=first["en"], two=first["ja"]),
            )
        )
    return notes


at_the_door(globals())
