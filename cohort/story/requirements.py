"""What the outlook takes, and how the model did where the truth is known since."""

from __future__ import annotations

import datetime

import numpy as np

from cohort.scenario.model import Launch
from cohort.story.model import WORDS, Block, Bullets, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.story.tables import SCENARIO, YEAR
from cohort.table import Cell, Column, Table, calendar, difference, label_column, table, value, words
from cohort.text import Day, Said, Text, listed, part_of_year
from cohort.vocabulary import BASES
from cohort.wording import Change, Plain, people, shown

OBSERVED_YEARS = 6  # of net migration shown beside what scenarios presuppose


def requirements_table(numbers: Numbers) -> Table:
    """Return what each scenario presupposes, and what it gives."""
    first = numbers.years[0]
    year = numbers.target if numbers.outlook is None else numbers.outlook.year
    periods = [period for period in numbers.periods if period < year]
    rows = []
    for one in numbers.judged:
        name = one.scenario
        early = numbers.within(name, "net_migration", first, first) / numbers.step
        later = numbers.within(name, "net_migration", first, periods[-1]) / (len(periods) * numbers.step)
        rows.append(
            [
                words(numbers.names.short[name]),
                _fertility(numbers, name, periods[-1]),
                difference("net_migration", early, scenario=name, year=first),
                difference("net_migration", later, scenario=name, year=year),
                value("population", one.value, scenario=name, year=year),
                words(one.said, "good")
                if one.met
                else difference("population", one.shown_gap, scenario=name, year=year),
            ]
        )
    return table(
        "requirements",
        Text("Conditions and results", "条件と結果"),
        [
            label_column(SCENARIO, 2.7),
            Column(Text("TFR by {year}", "合計特殊出生率（{year}年時点）", year=year), "c", 1.5),
            Column(Text("Net migration {first}", "社会増減（{first}年）", first=first), width=1.1),
            Column(
                Text("yearly mean, {first}-{year}", "社会増減の年平均（{year}年まで）", first=first, year=year),
                width=1.3,
            ),
            Column(Text("Population {year}", "人口（{year}年）", year=year), width=1.1),
            Column(Text("Against the outlook", "展望との差"), "c", 1.1),
        ],
        rows,
        _observed_net(numbers),
    )


def _fertility(numbers: Numbers, name: str, period: int) -> Cell:
    """Return the TFR of a period; a dash where births come from a child-woman ratio."""
    if "tfr" not in numbers.assumptions:
        return words("–")
    path = numbers.of(name, numbers.assumptions)["tfr"]
    return value("tfr", float(path.sel(period=period)), scenario=name, year=period)


def _observed_net(numbers: Numbers) -> list[Said]:
    """Return the observed net migration of the last years there are."""
    flows = numbers.run.inputs.observed_flows(numbers.years[0] - 5)
    seen = flows[flows["measure"] == "net_migration"].tail(OBSERVED_YEARS)
    said = [
        Text("{year}: {net}", "{year}年 {net}人", year=int(year), net=Change("population", float(net)))
        for year, net in zip(seen["year"], seen["value"], strict=True)
    ]
    return [Text("Observed net migration: {said}.", "社会増減の実績：{said}。", said=listed(said))] if said else []


def requirements_section(conditions: Table) -> Section | None:
    """Return what each scenario presupposes beside what was observed; None where there is no outlook."""
    if not conditions.rows:
        return None
    title = Text("What each scenario presupposes", "シナリオごとの条件")
    return Section("requirements", title, (Paragraph(WORDS["requirements"]), conditions), 2)


def reliability_section(numbers: Numbers) -> Section | None:
    """Return modelled beside observed after the launch; None where nothing has been observed since."""
    mains = numbers.names.mains
    name = next((one for one in mains if numbers.reference_day(one) == "01-01"), None)
    if name is None or numbers.step != 1:
        return None
    launch = numbers.run.scenarios[name].launch
    events, counts = events_table(numbers, name, launch), _counts(numbers, name, launch)
    if not events.rows and not counts:
        return None
    lead = WORDS["reliability"].filled(title=numbers.names.titles[name])
    blocks: list[Block] = [Paragraph(lead)]
    if events.rows:
        blocks.append(events)
    if counts:
        blocks.append(Bullets(tuple(counts)))
    return Section("reliability", Text("How sure is it?", "どの程度確かか"), tuple(blocks))


def events_table(numbers: Numbers, name: str, launch: Launch) -> Table:
    """Return births and deaths of each year since the launch: modelled, observed, difference."""
    flows = numbers.run.inputs.observed_flows(numbers.years[0])
    observed = {(m, int(y)): float(v) for m, y, v in zip(flows["measure"], flows["year"], flows["value"], strict=True)}
    rows = []
    for year in numbers.years[:-1]:
        if year in launch.events or not {("births", year), ("deaths", year)} <= set(observed):
            continue
        cells = [calendar(year)]
        for measure in ("births", "deaths"):
            own, seen = numbers.within(name, measure, year, year), observed[measure, year]
            gap = shown(measure, own) - shown(measure, seen)
            cells += [
                value(measure, own, scenario=name, year=year),
                value(measure, seen, year=year),
                difference(measure, gap, scenario=name, year=year),
            ]
        rows.append(cells)
    observed_head, gap_head = Text("observed", "実績"), Text("difference", "差")
    heads = (
        Text("Births: model", "出生：推計"),
        observed_head,
        gap_head,
        Text("Deaths: model", "死亡：推計"),
        observed_head,
        gap_head,
    )
    return table(
        "reliability",
        Text("Modelled and observed, by calendar year (persons)", "推計と実績の比較　暦年（人）"),
        [Column(YEAR, "c", 0.8), *(Column(head) for head in heads)],
        rows,
        [WORDS["observed"]],
    )


def _counts(numbers: Numbers, name: str, launch: Launch) -> list[Said]:
    """Return a sentence for each count of all residents since the launch, of the launch's own basis."""
    counted = numbers.run.inputs.observed_totals(launch.date.year)
    counted = counted[counted["basis"] == launch.basis]
    path = numbers.measures(name)["population"]
    said: list[Said] = []
    for when, seen in zip(counted["date"], counted["value"], strict=True):
        day: datetime.date = when.date()
        if day <= launch.date or day.year >= numbers.years[-1]:
            continue
        place = (
            day.year + part_of_year(f"{day:%m-%d}") - part_of_year(f"{launch.date:%m-%d}")
        )  # years are of the launch's day
        own = float(np.interp(place, numbers.years, path))
        said.append(
            Text(
                "Residents on {day} ({basis}): modelled {own}, observed {seen}; difference {gap} ({share}).",
                "{day}の人口（{basis}）：推計{own}人、実績{seen}人、差{gap}人（{share}）。",
                day=Day(day),
                basis=BASES[launch.basis],
                own=people(own),
                seen=people(float(seen)),
                gap=Change("population", shown("population", own) - shown("population", float(seen))),
                share=Plain(own / float(seen) - 1, 1, sign=True, percent=True),
            )
        )
    return said
