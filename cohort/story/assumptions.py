"""What each scenario assumes and where it says so, and the sources of what was observed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cohort.scenario.model import After, Scenario, Trajectory
from cohort.story.model import Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.story.tables import SCENARIO, SIGN_NOTE
from cohort.table import Column, Table, label_column, table, words
from cohort.text import EMPTY, Joined, Said, Text, Year
from cohort.vocabulary import ASSUMED, ORIGINS, RELATIONS, UNITS, VOCABULARY
from cohort.wording import Amount, Change, Plain

Stated = tuple[Said, Said, str]  # what, its path in words, key of the source


def assumptions_section(numbers: Numbers, made: Table, sources: Table) -> Section:
    """Return what each scenario assumes, where it says so, and the sources in full."""
    lead = Text(
        "What a scenario does not state it takes from the scenario it is built on, or from observed events. The workbook lists every "
        "value of every year with its source.",
        "シナリオに書かれていない項目は、もとになるシナリオ、または実績から決まります。各年の値とその出典の一覧は、別添のExcelブックにあります。",
    )
    return Section(
        "assumptions", Text("Assumptions and sources", "前提と出典"), (Paragraph(lead), made, sources)
    )


def assumptions_table(numbers: Numbers) -> Table:
    """Return a row for each thing a scenario states: its path in words, and the number of its source below."""
    cited: dict[str, tuple[int, Said]] = {}
    rows = []
    for scenario in numbers.run.scenarios:
        title: Said = numbers.names.titles[scenario.name]
        for what, path, key in [*stated(scenario)] or [_unstated(scenario)]:
            source = Text("observed", "実績") if key == "observed" else Text("census", "国勢調査")
            if key not in ("observed", "census"):
                said = citation(scenario, key, numbers.run.inputs)
                place, _ = cited.setdefault(said.say("en"), (len(cited) + 1, said))
                source = Text("[{place}]", "[{place}]", place=place)
            rows.append([words(title), words(what), words(path), words(source)])
            title = EMPTY
    return table(
        "assumptions",
        Text("Assumptions by scenario", "シナリオごとの前提"),
        [
            label_column(SCENARIO, 3.0),
            Column(Text("What", "項目"), "l", 1.9),
            Column(Text("Value", "値"), "l", 3.6),
            Column(Text("Source", "出典"), "c", 0.8),
        ],
        rows,
        [
            SIGN_NOTE,
            *(Text("[{place}] {said}", "[{place}] {said}", place=n, said=said) for n, said in cited.values()),
        ],
    )


def _unstated(scenario: Scenario) -> Stated:
    """Return whose level holds where a scenario states nothing."""
    everything = Text("all", "すべて")
    years = scenario.launch.events
    if not years:
        rates = Text(
            "rates between the last two censuses up to the launch", "起点までの2回の国勢調査の間の率"
        )
        return everything, rates, "census"
    said = Joined([str(year) for year in years], Text(", ", "・"))
    return (
        everything,
        Text("levels of the events of {years}", "{years}年の実績の水準", years=said),
        "observed",
    )


def stated(scenario: Scenario) -> Iterator[Stated]:
    """Yield what a scenario states: paths, bands of ages, households, shocks, what it is calibrated to, ties, ages of migrants."""
    for one in scenario.trajectories:
        yield ASSUMED[one.measure], path_said(one), one.source
    for band in scenario.bands:
        name = Text(
            "{what}, ages {ages}",
            "{what}（{ages}）",
            what=ASSUMED[band.trajectory.measure],
            ages=_ages(band.low, band.high),
        )
        yield name, path_said(band.trajectory), band.trajectory.source
    for item in scenario.households:
        path = Text(
            "{count} households a year from {year}",
            "{year}から年{count}世帯",
            count=f"{item.per_year:g}",
            year=Year(item.first_year),
        )
        yield Text("Households moving in", "世帯の転入"), path, item.source
    for shock in scenario.shocks:
        size: Said = Change("population", shock.persons or 0.0)
        if shock.factor is not None:
            size = Text("×{factor}", "×{factor}", factor=f"{shock.factor:g}")
        span = Text(
            "{size} ({first}-{last})",
            "{size}（{first}～{last}年）",
            size=size,
            first=shock.first_year,
            last=shock.last_year,
        )
        yield ASSUMED[shock.measure], span, shock.source
    if scenario.calibrate is not None:
        aim = scenario.calibrate
        path = Text(
            "solved so that {measure} in {year} is {value}",
            "{year}の{measure}が{value}になるように逆算",
            measure=VOCABULARY[aim.measure].text,
            year=Year(aim.year),
            value=Amount(aim.measure, aim.value),
        )
        yield ASSUMED[aim.lever], path, aim.source
    if scenario.connected is not None:
        count = sum(kind.get("who") != "residents" for kind in scenario.connected.kinds)
        ties = Text("{count} kinds of ties", "{count}種類のつながり", count=count)
        yield Text("People with ties", "つながり人口"), ties, scenario.connected.source
    if scenario.launch.migration_censuses:
        years = Joined([str(year) for year in scenario.launch.migration_censuses], Text(", ", "・"))
        said = Text("between the censuses of {years}", "{years}年の国勢調査の間", years=years)
        yield Text("Ages of migrants", "移動の年齢構成"), said, "census"


def _ages(low: int, high: int | None) -> Text:
    if high is None:
        return Text("{low}+", "{low}歳以上", low=low)
    return Text("{low}-{high}", "{low}～{high}歳", low=low, high=high)


def path_said(path: Trajectory) -> Said:
    """Return a trajectory as people say it: its points, what lies between, what follows."""
    persons = path.unit.startswith("persons")
    points = [one for one in path.values if one.origin == "point"] or list(path.values[:1])
    said = [
        Text(
            "{value} in {year}",
            "{year}年 {value}",
            value=Plain(one.value, 0, sign=True) if persons else f"{one.value:g}",
            year=one.period,
        )
        for one in points
    ]
    between = next(
        (one.origin for one in path.values if one.origin not in ("point", "hold", "converge")), None
    )
    parts: list[Said] = [Joined(said, Text(", ", " → "))]
    if between is not None:
        parts.append(Text(" ({origin})", "（{origin}）", origin=ORIGINS[between]))
    if path.relation != "absolute":
        parts.append(Text(" ({relation})", "（{relation}）", relation=RELATIONS[path.relation]))
    return Joined([*parts, _after(path.after, path.unit)])


def _after(after: After, unit: str) -> Text:
    """Return what follows the last point."""
    if after.kind == "converge":
        return Text(
            ", then to {value} {unit} by {year}",
            "、以後は{year}年までに{value}{unit}へ",
            value=f"{after.to:g}",
            unit=UNITS[unit],
            year=after.by,
        )
    if after.kind == "hold_rates":
        return Text(", then the rates held", "、以後はその率を据え置き")
    return Text(", then held", "、以後は据え置き")


def cite(source: Any) -> Text:
    """Return publisher, title and place of a source in one line; a what-if is called so."""
    if source.kind == "assumption":
        return Text("what-if: {title}", "仮定（試算）：{title}", title=source.title)
    where = getattr(source, "where", "")
    return Text(
        ", ".join(part for part in (source.publisher, source.title, where) if part),
        f"{source.publisher}「{source.title}」{f'（{where}）' if where else ''}",
    )


def citation(scenario: Scenario, key: str, inputs: Any) -> Text:
    """Return the citation of a source key, looked up in the scenario and then in the inputs."""
    found = next((one for one in scenario.sources if one.key == key), None) or inputs.sources.get(key)
    return cite(found) if found is not None else Text(key, key)


def sources_table(numbers: Numbers) -> Table:
    """Return the sources of the inputs and of the prefecture and nation they lie in, each once."""
    found: dict[tuple[str, str], Any] = {}
    inputs = numbers.run.inputs
    for tables in (inputs, inputs.prefecture, inputs.nation):
        for source in tables.sources.values() if tables is not None else ():
            found.setdefault((source.title, source.publisher), source)
    return table(
        "sources",
        Text("Sources of the observed numbers", "実績などの出典"),
        [label_column(Text("Source", "出典"), 4.2), Column(Text("Date or period", "時点・期間"), "l", 1.6)],
        [[words(cite(source)), words(_when(source.date))] for source in found.values()],
    )


def _when(date: str) -> Text:
    """Return the date of a source ("2013-03", "1980-10-01/2015-10-01") as people write it."""

    def written(match: re.Match[str]) -> str:
        year, month, day = match.groups()
        return f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")

    japanese = re.sub(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", written, date).replace("/", "～")
    return Text(date.replace("/", " to "), japanese)
