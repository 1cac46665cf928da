"""How sure it is: what projections were off in the past, carried forward; ranges, chances, and how far they may be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd
import xarray as xr

from cohort.analysis.verdict import by_outlook, outlook_said
from cohort.story import messages
from cohort.story.charts import COUNTED_YEARS
from cohort.story.model import Block, Bullets, Chart, Figure, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.table import Cell, Column, Table, label_column, table, value, words
from cohort.text import Said, Text, Year, listed, part_of_year
from cohort.uncertainty.draws import Futures
from cohort.uncertainty.outcome import Share, above, at, bounds, edge_error, meets
from cohort.vocabulary import HEADINGS, VOCABULARY
from cohort.wording import Plain, people

MEASURES = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus", "share_65_plus",
    "women_20_39", "births", "deaths", "net_migration",
)  # fmt: skip
LEVELS = (0.5, 0.8, 0.95)
MIDDLE, WIDE = 0.8, 0.95
TITLE = Text("How sure is it?", "どのくらい確かか")


class Chance:
    """What futures say of a run, as the story asks for it."""

    def __init__(self, numbers: Numbers, futures: Futures) -> None:
        self.numbers, self.futures = numbers, futures
        self.year = numbers.target if numbers.outlook is None else numbers.outlook.year
        self.opening, self.reference = numbers.names.opening, numbers.names.reference

    @classmethod
    def of(cls, numbers: Numbers) -> Chance | None:
        """Return what futures say; None for a run without draws."""
        return None if numbers.run.futures is None else cls(numbers, numbers.run.futures)

    @property
    def failed(self) -> int:
        """Draws of the opening scenario that could not be projected."""
        return int(self.futures.failed.sel(scenario=self.opening).sum())

    def range(self, scenario: str, measure: str, level: float) -> tuple[float, float]:
        """Return between what a share of the draws lies in the outlook's year."""
        return bounds(at(self.futures, measure, scenario, self.year), level)


def chance_tables(chance: Chance | None) -> dict[str, Callable[[], Table]]:
    """Return what makes the tables ``chances`` and ``ranges``; none for a run without draws."""
    if chance is None:
        return {}
    return {"chances": partial(chances_table, chance), "ranges": partial(ranges_table, chance)}


def _percent(share: Share) -> Said:
    """Return a share of draws in words: what none or all of so many draws say is a bound."""
    if not share.draws:
        return Text("–", "–")
    if share.met == 0:
        return Text("below {most}", "{most}未満", most=Plain(share.error, 1, percent=True))
    if share.met == share.draws:
        return Text("above {least}", "{least}超", least=Plain(1 - share.error, 1, percent=True))
    return Plain(share.value, 1 if share.value < 0.1 else 0, percent=True)


def chances_table(chance: Chance) -> Table:
    """Return, by scenario, in how many futures each outlook is met, and whether it ends above the reference."""
    numbers, futures = chance.numbers, chance.futures
    asked = [
        found[0].outlook for found in by_outlook(numbers.run.verdicts) if found[0].outlook.scope == "set"
    ]
    rows = []
    for name in numbers.names.scenarios:
        tone = "" if name in numbers.names.mains else "muted"
        cells = [words(numbers.names.short[name], "muted" if tone else "")]
        cells += [words(_percent(meets(futures, outlook, name))) for outlook in asked]
        same = name == chance.reference
        over = above(futures, "population", name, chance.reference, chance.year)
        cells.append(words("–") if same else words(_percent(over)))
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
                Text(
                    "above “{reference}”",
                    "「{reference}」を上回る",
                    reference=numbers.names.short[chance.reference],
                ),
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
                ]
            )
    return table(
        "ranges",
        Text("Ranges in {year}", "{year}の幅", year=Year(chance.year)),
        [
            label_column(Text("Scenario", "シナリオ"), 2.2),
            Column(Text("Measure", "指標"), "l", 1.6),
            Column(Text("Median", "中央値")),
            Column(Text("80%: low", "80％：下端")),
            Column(Text("high", "上端")),
            Column(Text("95%: low", "95％：下端")),
            Column(Text("high", "上端")),
        ],
        rows,
        [
            Text(
                "Births, deaths and net migration are those of a year. Each measure is taken for itself.",
                "出生・死亡・社会増減は1年間の数です。指標ごとに別々に求めた幅です。",
            )
        ],
    )


def chance_sentences(chance: Chance | None) -> tuple[Said, ...]:
    """Return in how many futures the plan's outlook is met, between what they lie, and how often the plan ends above its reference."""
    if chance is None:
        return ()
    numbers, futures = chance.numbers, chance.futures
    said: list[Said] = []
    draws = people(futures.draws)
    if numbers.outlook is not None:
        said.append(
            Text(
                "Of {draws} futures of “{plan}”, as far off as past projections were, {share} meet the outlook of {outlook}.",
                "過去の推計の誤差と同程度のばらつきを与えると、「{plan}」の将来{draws}通りのうち、{outlook}という展望に届くのは{share}です。",
                draws=draws,
                plan=numbers.names.short[chance.opening],
                share=_percent(meets(futures, numbers.outlook, chance.opening)),
                outlook=outlook_said(numbers.outlook),
            )
        )
    low, high = chance.range(chance.opening, "population", MIDDLE)
    said.append(
        Text(
            "Four in five of the futures of “{plan}” have {low} to {high} residents in {year}.",
            "「{plan}」では、将来の8割が{year}に{low}～{high}人の間に入ります。",
            plan=numbers.names.short[chance.opening],
            low=people(low),
            high=people(high),
            year=Year(chance.year),
        )
    )
    if chance.opening != chance.reference:
        said.append(
            Text(
                "With the same luck “{plan}” ends above “{reference}” in {share} of them.",
                "同じ運のもとで、「{plan}」が「{reference}」を上回るのは{share}です。",
                plan=numbers.names.short[chance.opening],
                reference=numbers.names.short[chance.reference],
                share=_percent(above(futures, "population", chance.opening, chance.reference, chance.year)),
            )
        )
    if chance.failed:
        said.append(
            Text(
                "{failed} of {draws} draws could not be projected: more would leave than live there. They are left out.",
                "{draws}回のうち{failed}回は、住んでいる人より多くが転出する計算となるため、除いています。",
                failed=people(chance.failed),
                draws=draws,
            )
        )
    return tuple(said)


def chance_charts(chance: Chance | None) -> dict[str, Chart]:
    """Return the chart ``fan``: the population of the scenario a reader sees first, with luck."""
    if chance is None:
        return {}
    numbers = chance.numbers
    path = chance.futures.measures["population"].sel(scenario=chance.opening, drop=True)
    there = ~chance.futures.failed.sel(scenario=chance.opening).values
    if not there.any():
        return {}
    drawn = xr.Dataset(
        {"population": path.isel(draw=np.flatnonzero(there))},
        attrs={"reference_date": numbers.reference_day(chance.opening)},
    )
    values = drawn["population"].sel(time=numbers.target).values
    low, high = bounds(values, MIDDLE)
    seen = _counted(numbers, chance.opening)
    title = messages.headed(
        messages.draws(numbers.target, MIDDLE, low, high),
        numbers.names.place,
        numbers.names.short[chance.opening],
    )
    return {
        "fan": Chart(
            name="fan",
            kind="fan",
            title=title if not isinstance(title, str) else Text(title, title),
            caption=Text(
                "Residents of {draws} futures of “{scenario}”: the line halves them, the bands hold {levels} of them.",
                "「{scenario}」の将来{draws}通りの人口。線は中央値、帯はそれぞれ{levels}が入る幅。",
                draws=people(chance.futures.draws),
                scenario=numbers.names.short[chance.opening],
                levels=listed(Plain(level, 0, percent=True) for level in LEVELS),
            ),
            data={
                "source": drawn,
                "levels": LEVELS,
                "colour": numbers.names.colours[chance.opening],
                "observed": seen if len(seen) else None,
            },
            sources=numbers.run.inputs.citations(
                dict.fromkeys(key for cell in seen["source"] for key in str(cell).split(", "))
            ),
            size="wide",
        )
    }


def _counted(numbers: Numbers, scenario: str) -> pd.DataFrame:
    """Return what was counted on the scenario's basis: year (with the part of it that has passed), value, source."""
    seen = numbers.run.inputs.observed_totals(numbers.years[0] - COUNTED_YEARS)
    seen = seen[seen["basis"] == numbers.run.scenarios[scenario].launch.basis]
    years = [
        day.year + part_of_year("02-28" if f"{day:%m-%d}" == "02-29" else f"{day:%m-%d}")
        for day in seen["date"]
    ]
    return seen.assign(year=np.array(years, dtype=np.float64))


def chance_section(chance: Chance | None, charts: Mapping[str, Chart]) -> Section | None:
    """Return the section; None for a run without draws."""
    if chance is None:
        return None
    blocks: list[Block] = [
        Paragraph(
            Text(
                "Projections of all municipalities from past censuses were off by amounts that are known. Here fertility, mortality, "
                "moves by age, the launch count and chance in small numbers are varied as much, {draws} times, and every scenario is "
                "projected with each. What a plan sets is then what is expected on average, not what is certain.",
                "全国の市区町村について、過去の国勢調査から推計した場合の誤差の大きさは分かっています。ここでは、出生、死亡、年齢別の移動、"
                "起点の人口、少人数ゆえの偶然を同じ程度に変動させ、{draws}通りの将来を各シナリオについて推計しました。計画の設定値は、"
                "確実な値ではなく平均的な見込みとして扱っています。",
                draws=people(chance.futures.draws),
            )
        ),
        Bullets(chance_sentences(chance)),
    ]
    if "fan" in charts:
        blocks.append(Figure("fan", charts["fan"].caption, 0.85))
    blocks += [maker() for maker in chance_tables(chance).values()]
    return Section("chance", TITLE, tuple(blocks))
