"""The tables of a run's results: verdicts, population, ages, flows, year by year."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from cohort.analysis.verdict import by_outlook, verdict_table
from cohort.story.charts import outlooks_drawn, published_drawn
from cohort.story.model import WORDS
from cohort.story.numbers import Numbers
from cohort.table import Cell, Column, Table, calendar, difference, label_column, table, value, words
from cohort.text import EMPTY, Said, Text, Year
from cohort.vocabulary import HEADINGS, SEX_NAMES, SEXES, VOCABULARY, series_text
from cohort.wording import shown

SCENARIO = Text("Scenario", "シナリオ")
YEAR = Text("Year", "年")
OUTLOOK, CENSUS = Text("Outlook", "将来展望"), Text("Census", "国勢調査")
KEY_MEASURES = ("share_65_plus", "share_75_plus", "women_20_39", "median_age")
AGE_MEASURES = (
    "population_0_14", "population_15_64", "population_65_plus", "population_75_plus", "share_65_plus", "women_20_39",
)  # fmt: skip
STOCKS = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus", "share_65_plus",
    "share_75_plus", "women_20_39", "women_15_49", "median_age", "dependency_ratio", "old_age_dependency_ratio",
)  # fmt: skip
FLOWS = ("births", "deaths", "natural_change", "net_migration")
SIGN_NOTE = Text(
    "Net migration is in minus out: negative where more people leave.",
    "社会増減は転入－転出です。△は転出超過を表します。",
)


def result_tables(numbers: Numbers) -> dict[str, Callable[[], Table]]:
    """Return what makes each table of results, by name.

    ``verdict-1``, ``verdict-2``, ... (one for each outlook or published figure, in the order stated), ``population``,
    ``comparison``, ``ages``, ``flows``, ``totals``, ``yearly``, ``share``, ``women``, ``age-groups-<scenario>``, ``single-ages``.
    """
    made: dict[str, Callable[[], Table]] = {}
    names = numbers.names
    variants = set(names.scenarios) - set(names.mains)
    for place, found in enumerate(by_outlook(numbers.run.verdicts), start=1):
        name = f"verdict-{place}"
        made[name] = partial(verdict_table, name, found, names.short, variants)
    for name, maker in (
        ("population", population_table),
        ("comparison", comparison_table),
        ("ages", ages_table),
        ("flows", flows_table),
        ("totals", totals_table),
        ("yearly", yearly_table),
    ):
        made[name] = partial(maker, numbers)
    for name, measure in (("share", "share_65_plus"), ("women", "women_20_39")):
        if measure in numbers.summary:
            made[name] = partial(_in_round_years, numbers, name, measure)
    if "age" in numbers.projection["population"].dims:
        for name in numbers.names.scenarios:
            made[f"age-groups-{name}"] = partial(age_groups_table, numbers, name)
        made["single-ages"] = partial(single_ages_table, numbers)
    return made


def _short(numbers: Numbers, name: str) -> Cell:
    return words(numbers.names.short[name], "" if name in numbers.names.mains else "muted")


def _heads(measures: tuple[str, ...]) -> list[Column]:
    return [Column(HEADINGS.get(measure, VOCABULARY[measure].text)) for measure in measures]


def reference_days(numbers: Numbers) -> Text:
    """Return on which day of the year each scenario's numbers stand."""
    first = numbers.years[0]
    days: dict[str, list[str]] = {}
    for name in numbers.names.scenarios:
        days.setdefault(numbers.reference_day(name), []).append(name)
    if len(days) == 1:
        return Text(
            "Each year on the day of the launch, {day}.",
            "各年とも、起点（{day}）と同じ月日の人口です。",
            day=numbers.instant(numbers.names.reference, first),
        )
    parts: Said = EMPTY
    for place, of in enumerate(days.values()):
        whose = (
            numbers.names.short[of[0]] if len(of) == 1 else Text("{count} scenarios", "{count}シナリオ", count=len(of))
        )
        part = Text("{day} ({whose})", "{day}（{whose}）", day=numbers.instant(of[0], first), whose=whose)
        parts = part if place == 0 else Text("{a}; {b}", "{a}、{b}", a=parts, b=part)
    return Text("Launched on {days}.", "起点は、{days}です。", days=parts)


def population_table(numbers: Numbers) -> Table:
    """Return the population of every scenario in round years."""
    return _in_round_years(numbers, "population", "population").noted(reference_days(numbers))


def _in_round_years(numbers: Numbers, name: str, measure: str) -> Table:
    """Return a stock of every scenario in round years."""
    years = numbers.printed_years
    title = Text("{measure} by scenario", "シナリオ別の{measure}", measure=_with_unit(measure))
    if measure == "population":
        title = Text("Population by scenario (persons)", "シナリオ別の総人口（人）")
    return table(
        name,
        title,
        [label_column(SCENARIO, 2.9), *(Column(Year(year)) for year in years)],
        (
            [
                _short(numbers, scenario),
                *(value(measure, numbers.at(scenario, measure, year), scenario=scenario, year=year) for year in years),
            ]
            for scenario in numbers.names.scenarios
        ),
    )


def comparison_table(numbers: Numbers) -> Table:
    """Return the scenarios beside the reference in the outlook's year, or else the last."""
    year, reference = numbers.target, numbers.names.reference
    base = shown("population", numbers.at(reference, "population", year))
    rows, alone = [], len(numbers.names.scenarios) == 1
    for name in numbers.names.scenarios:
        own = numbers.at(name, "population", year)
        gap = difference("population", shown("population", own) - base, scenario=name, year=year)
        beside = [] if alone else [words("–") if name == reference else gap]
        keys = [value(m, numbers.at(name, m, year), scenario=name, year=year) for m in KEY_MEASURES]
        rows.append([_short(numbers, name), value("population", own, scenario=name, year=year), *beside, *keys])
    return table(
        "comparison",
        Text(
            "In {year}" if alone else "In {year}; difference from: {base}",
            "{year}" if alone else "{year}（差の基準：{base}）",
            year=Year(year),
            base=numbers.names.short[reference],
        ),
        [
            label_column(SCENARIO, 2.9),
            Column(HEADINGS["population"]),
            *([] if alone else [Column(Text("Difference", "差"))]),
            *_heads(KEY_MEASURES),
        ],
        rows,
    )


def ages_table(numbers: Numbers) -> Table:
    """Return the age classes of the main scenarios at the launch, in the outlook's year and the last."""
    years = sorted({numbers.years[0], numbers.target, numbers.years[-1]})
    rows = [
        [
            _short(numbers, name) if year == years[0] else words(""),
            calendar(year),
            *(value(m, numbers.at(name, m, year), scenario=name, year=year) for m in AGE_MEASURES),
        ]
        for name in numbers.names.mains
        for year in years
    ]
    return table(
        "ages",
        Text("Age classes, main scenarios (persons)", "年齢区分別の人口（主なシナリオ、人）"),
        [label_column(SCENARIO, 2.3), Column(YEAR, "c"), *_heads(AGE_MEASURES)],
        rows,
    )


def flows_table(numbers: Numbers) -> Table:
    """Return births, deaths and moves of the main scenarios, added up from the launch to the outlook's year."""
    first, last = numbers.years[0], numbers.target
    rows = []
    for name in numbers.names.mains:
        sums = [numbers.within(name, measure, first, last - numbers.step) for measure in FLOWS]
        ends = [shown("population", numbers.at(name, "population", year)) for year in (last, first)]
        rows.append(
            [
                _short(numbers, name),
                *(value(m, amount, scenario=name, year=last) for m, amount in zip(FLOWS[:2], sums[:2], strict=True)),
                *(
                    difference(m, amount, scenario=name, year=last)
                    for m, amount in zip(FLOWS[2:], sums[2:], strict=True)
                ),
                difference("population", ends[0] - ends[1], scenario=name, year=last),
            ]
        )
    return table(
        "flows",
        Text(
            "What changes the population, {first} to {last} (persons)",
            "人口の増減の内訳　{first}～{last}の合計（人）",
            first=first,
            last=Year(last),
        ),
        [label_column(SCENARIO, 3.2), *_heads(FLOWS), Column(Text("Change", "人口の増減"))],
        rows,
        [
            Text(
                "Each number is rounded by itself: sums may differ by 1 or 2.",
                "各欄をそれぞれ四捨五入しているため、合計が1～2人異なることがあります。",
            )
        ],
    )


def totals_table(numbers: Numbers) -> Table:
    """Return residents by year: a column for each scenario, then outlooks, official projections and censuses."""
    names, inputs = numbers.names, numbers.run.inputs
    columns: list[tuple[Said, str, dict[int, float]]] = [
        (names.short[name], name, dict(zip(numbers.years, numbers.measures(name)["population"].tolist(), strict=True)))
        for name in names.scenarios
    ]
    outlooks = outlooks_drawn(numbers)
    if outlooks:
        columns.append((OUTLOOK, "", {one.year: one.value for one in outlooks}))
    published = published_drawn(numbers, outlooks)
    scenarios = {names.short[name].say("ja") for name in names.scenarios}
    for key, rows in published.groupby("series", sort=True):
        head: Said = series_text(str(key))
        if head.say("ja") in scenarios:  # a scenario that is called like what it follows
            head = Text("{name}, published", "{name}の公表値", name=head)
        columns.append((head, "", dict(zip(rows["year"], rows["value"], strict=True))))
    counted = inputs.observed_totals(numbers.years[0])
    counted = counted[counted["basis"] == "census"]
    if len(counted):
        by_year = dict(zip(counted["date"].dt.year, counted["value"], strict=True))
        columns.append((CENSUS, "", by_year))
    return table(
        "totals",
        Text("Population by year and scenario (persons)", "総人口の推移（シナリオ別、人）"),
        [Column(YEAR, "c"), *(Column(head) for head, _, _ in columns)],
        (
            [
                calendar(year),
                *(
                    value("population", by_year.get(year), scenario=scenario, year=year)
                    for _, scenario, by_year in columns
                ),
            ]
            for year in numbers.years
        ),
        [reference_days(numbers), Text("IPSS and censuses: 1 October.", "社人研の推計と国勢調査は10月1日現在です。")],
    )


def yearly_table(numbers: Numbers) -> Table:
    """Return a row for each scenario and year: stocks, the flows of the interval that begins there, TFR and life expectancy."""
    measures = (*STOCKS, *(flow for flow in FLOWS if flow in numbers.summary))
    schedules = _schedules(numbers)
    rows = []
    for name in numbers.names.scenarios:
        series = [(m, numbers.measures(name)[m]) for m in measures]
        assumed = numbers.of(name, numbers.assumptions)
        series += [(m, assumed[m].sel(where).values) for _, m, where in schedules]
        for t, year in enumerate(numbers.years):
            cells = []
            for measure, path in series:
                amount = float(path[t]) if t < len(path) and np.isfinite(path[t]) else None
                signed = measure in ("natural_change", "net_migration")
                cells.append((difference if signed else value)(measure, amount, scenario=name, year=year))
            rows.append([_short(numbers, name), calendar(year), *cells])
    return table(
        "yearly",
        Text("Results by year", "年次結果"),
        [
            label_column(SCENARIO),
            Column(YEAR, "c"),
            *(Column(_with_unit(measure)) for measure in measures),
            *(Column(head) for head, _, _ in schedules),
        ],
        rows,
        [WORDS["yearly"].filled(step=numbers.step)],
    )


def _with_unit(measure: str) -> Text:
    """Return a measure's label with its unit, where the label does not say it."""
    term = VOCABULARY[measure]
    if term.unit == "share":
        return term.text
    return Text("{label} ({unit})", "{label}（{unit}）", label=term.text, unit=term.unit_text)


def _schedules(numbers: Numbers) -> list[tuple[Text, str, dict[str, str]]]:
    """Return the assumed schedules worth a column: heading, variable, and which part of it."""
    found: list[tuple[Text, str, dict[str, str]]] = []
    if "tfr" in numbers.assumptions:
        found.append((VOCABULARY["tfr"].text, "tfr", {}))
    if "e0" in numbers.assumptions:
        e0 = VOCABULARY["e0"].text
        found += [
            (Text("{e0} ({sex})", "{e0}（{sex}）", e0=e0, sex=SEX_NAMES[sex]), "e0", {"sex": sex}) for sex in SEXES
        ]
    return found


def age_group_text(low: int, following: int | None) -> Text:
    """Return an age group in words; ``following`` is the next group's lower bound, None for the open one."""
    if following is None:
        return Text("{low}+", "{low}歳以上", low=low)
    if following == low + 1:
        return Text("{low}", "{low}歳", low=low)
    return Text("{low}-{high}", "{low}～{high}歳", low=low, high=following - 1)


def age_groups_table(numbers: Numbers, name: str) -> Table:
    """Return a scenario's five-year groups by sex in round years: men, women, both."""
    years = numbers.round_years
    population = numbers.of(name, numbers.projection)["population"].sel(time=years)
    ages = population["age"].values.astype(int)
    lowest = list(range(0, int(ages[-1]) // 5 * 5 + 1, 5))
    ordered = population.transpose("sex", "time", "age").sel(sex=list(SEXES)).values
    grouped = np.add.reduceat(ordered, [int(np.searchsorted(ages, low)) for low in lowest], axis=-1)
    blocks = np.concatenate([grouped, grouped.sum(axis=0, keepdims=True)])
    heads = [
        Text("{sex} {year}", "{sex}　{year}", sex=SEX_NAMES[sex], year=Year(year))
        for sex in (*SEXES, "both")
        for year in years
    ]

    def row(head: Said, values: np.ndarray) -> list[Cell]:
        cells = [
            value("population", float(values[s, t]), scenario=name, year=year)
            for s in range(3)
            for t, year in enumerate(years)
        ]
        return [words(head), *cells]

    rows = [
        row(age_group_text(low, following), blocks[:, :, place])
        for place, (low, following) in enumerate(zip(lowest, [*lowest[1:], None], strict=True))
    ]
    rows.append(row(Text("Total", "総数"), blocks.sum(axis=-1)))
    return table(
        f"age-groups-{name}",
        Text(
            "Population by five-year age group and sex (persons): {scenario}",
            "男女別5歳階級別人口（人）：{scenario}",
            scenario=numbers.names.short[name],
        ),
        [label_column(Text("Age", "年齢"), 1.4), *(Column(head) for head in heads)],
        rows,
    )


def single_ages_table(numbers: Numbers) -> Table:
    """Return every age, sex and year of every scenario: a row for each scenario, year and sex."""
    ages = [int(age) for age in numbers.projection["age"].values]
    rows = []
    for name in numbers.names.scenarios:
        population = numbers.of(name, numbers.projection)["population"]
        values = population.transpose("time", "sex", "age").sel(sex=list(SEXES)).values
        for t, year in enumerate(numbers.years):
            for s, sex in enumerate(SEXES):
                cells = [value("population", amount, scenario=name, year=year) for amount in values[t, s].tolist()]
                rows.append([_short(numbers, name), calendar(year), words(SEX_NAMES[sex]), *cells])
    following = [*ages[1:], None]
    return table(
        "single-ages",
        Text("Population by age, sex and year (persons)", "男女別年齢別人口（人）"),
        [
            label_column(SCENARIO),
            Column(YEAR, "c"),
            Column(Text("Sex", "性別"), "c"),
            *(Column(age_group_text(low, high)) for low, high in zip(ages, following, strict=True)),
        ],
        rows,
    )
