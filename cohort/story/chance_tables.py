"""The tables of futures: in how many outlooks are met, between what measures lie, what makes the spread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from cohort.analysis.verdict import by_outlook, outlook_said
from cohort.story.chance import LEVER_NAMES, MIDDLE, WIDE, Chance, kind_of, percent
from cohort.table import Cell, Column, Table, figure, label_column, table, value, words
from cohort.text import Said, Text, Year
from cohort.uncertainty.outcome import above, at, bounds, edge_error, meets
from cohort.vocabulary import HEADINGS, VOCABULARY
from cohort.wording import Plain, people

MEASURES = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus", "share_65_plus",
    "women_20_39", "births", "deaths", "net_migration",
)  # fmt: skip


def chance_tables(chance: Chance) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables ``chances`` and ``ranges``."""
    return {
        "chances": partial(chances_table, chance),
        "ranges": partial(ranges_table, chance),
        "levers": partial(levers_table, chance),
    }


def chances_table(chance: Chance) -> Table:
    """Return, by scenario, in how many futures each outlook is met, and whether it ends above the reference."""
    numbers, futures = chance.numbers, chance.futures
    asked = [found[0].outlook for found in by_outlook(numbers.run.verdicts) if found[0].outlook.scope == "set"]
    rows = []
    for name in numbers.names.scenarios:
        tone = "" if name in numbers.names.mains else "muted"
        cells = [words(numbers.names.short[name], "muted" if tone else "")]
        cells += [words(percent(meets(futures, outlook, name))) for outlook in asked]
        same = name == chance.reference
        over = above(futures, "population", name, chance.reference, chance.year)
        cells.append(words("–") if same else words(percent(over)))
        low, high = chance.range(name, "population", MIDDLE)
        cells += [value("population", edge, scenario=name, year=chance.year) for edge in (low, high)]
        cells.append(Cell(int(futures.failed.sel(scenario=name).sum()), "count"))
        rows.append(cells)
    return table(
        "chances",
        Text("In how many of {draws} futures", "{draws}通りの将来のうちの割合", draws=people(futures.draws)),
        [
            label_column(Text("Scenario", "シナリオ"), 2.6),
            *(Column(_met(outlook_said(outlook)), width=1.3) for outlook in asked),
            Column(
                Text("above “{reference}”", "「{reference}」を上回る", reference=numbers.names.short[chance.reference]),
                width=1.2,
            ),
            Column(Text("low {year}", "下端（{year}年）", year=chance.year)),
            Column(Text("high {year}", "上端（{year}年）", year=chance.year)),
            Column(Text("failed", "計算不能"), width=0.8),
        ],
        rows,
        [_between_note(), precision(chance)],
    )


def _met(outlook: Said) -> Text:
    return Text("{outlook} met", "{outlook}を満たす", outlook=outlook)


def _between_note() -> Text:
    return Text(
        "Low and high: four in five futures lie between them. Scenarios share their luck: the same good or bad years are laid over each.",
        "下端と上端の間に、将来の8割が入ります。どのシナリオにも同じ「運」（出生・死亡・移動の上振れや下振れ）を与えています。",
    )


def precision(chance: Chance) -> Text:
    """Return how exact the count of draws makes shares and edges: the Monte-Carlo error."""
    draws = chance.futures.draws
    edge = edge_error(at(chance.futures, "population", chance.opening, chance.year), MIDDLE)
    return Text(
        "With {draws} draws (seed {seed}) a share is exact to {points} percentage points at most, and low and high to about {persons} "
        "residents.",
        "{draws}回の計算（シード{seed}）による誤差は、割合で最大{points}ポイント、下端・上端で約{persons}人です。",
        draws=people(draws),
        seed=chance.futures.seed,
        points=Plain(100 * 1.96 * float(np.sqrt(0.25 / draws)), 1),
        persons=people(edge),
    )


def ranges_table(chance: Chance) -> Table:
    """Return every measure in the outlook's year: without luck, and between what four in five and nineteen in twenty futures lie."""
    numbers = chance.numbers
    rows = []
    for name in dict.fromkeys((chance.opening, chance.reference)):
        for measure in MEASURES:
            if measure not in chance.futures.measures or measure not in numbers.summary:
                continue
            values = at(chance.futures, measure, name, chance.year)
            held = chance.trust_of(measure)
            low, high = bounds(values, MIDDLE)
            least, most = bounds(values, WIDE)
            rows.append(
                [
                    words(numbers.names.short[name]),
                    words(HEADINGS.get(measure, VOCABULARY[measure].text)),
                    *(
                        value(measure, number, scenario=name, year=chance.year)
                        for number in (float(np.nanmedian(values)), low, high, least, most)
                    ),
                    words("–") if held is None else figure(held.middle, 0, share=True),
                ]
            )
    return table(
        "ranges",
        Text(
            "Between what futures lie in {year}: {kind}", "{year}の{kind}", year=Year(chance.year), kind=kind_of(chance)
        ),
        [
            label_column(Text("Scenario", "シナリオ"), 2.2),
            Column(Text("Measure", "指標"), "l", 1.6),
            Column(Text("Median", "中央値")),
            Column(Text("80%: low", "80％：下端")),
            Column(Text("high", "上端")),
            Column(Text("95%: low", "95％：下端")),
            Column(Text("high", "上端")),
            Column(Text("80% held", "80％の実績"), width=0.9),
        ],
        rows,
        [
            Text(
                "Births, deaths and net migration are those of a year. Each measure is taken for itself. Last column: the part of past counts "
                "that 80% ranges made in the same way held, in places of like size, as far ahead as could be tested; a dash where it was not.",
                "出生・死亡・社会増減は1年間の数です。指標ごとに別々に求めています。右端の列は、同じ方法による80％の幅に、同規模の市区町村の"
                "その後の実績が実際に入った割合です（検証できた最長の期間による。「–」は未検証）。",
            )
        ],
    )


def levers_table(chance: Chance) -> Table:
    """Return how far each lever alone moves the residents of the outlook's year, and its share of the variance."""
    whole = float(np.nanvar(at(chance.futures, "population", chance.opening, chance.year)))
    rows = []
    for lever, values in sorted(chance.alone.items(), key=lambda one: -float(np.nanvar(one[1]))):
        low, high = bounds(values, MIDDLE)
        rows.append(
            [
                words(LEVER_NAMES[lever]),
                *(value("population", edge, scenario=chance.opening, year=chance.year) for edge in (low, high)),
                figure(float(np.nanvar(values)) / whole if whole else None, 0, share=True),
            ]
        )
    return table(
        "levers",
        Text(
            "What makes the spread: {scenario}, {year}",
            "ばらつきの内訳（{scenario}、{year}）",
            scenario=chance.numbers.names.short[chance.opening],
            year=Year(chance.year),
        ),
        [
            label_column(Text("What varies alone", "単独で変動させたもの"), 2.4),
            Column(Text("80%: low", "80％：下端")),
            Column(Text("high", "上端")),
            Column(Text("Share of the variance", "分散に占める割合"), width=1.2),
        ],
        rows,
        [
            Text(
                "First-order shares (Sobol): the variance with one lever alone over that with all. They need not add up to 100%: the same "
                "futures have large errors in all levers at once.",
                "1つだけを変動させたときの分散を、すべてを変動させたときの分散で割った値（ソボルの1次指標）です。すべての誤差が同時に大きくなる"
                "将来があるため、合計は100％になるとは限りません。",
            )
        ],
    )
