"""The charts of a run: what is drawn, under which message, from which sources. Decided here, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from cohort.scenario.course_row import cite
from cohort.scenario.model import Outlook
from cohort.story import messages
from cohort.story.model import Chart, Size
from cohort.story.numbers import Numbers
from cohort.text import EMPTY, Joined, Said, Text, Year, texts
from cohort.vocabulary import publisher_text, title_text
from cohort.wording import shown

CAPTIONS = texts("cohort.story", "words.toml", "captions")
COUNTED_YEARS = 10  # years of counted residents shown before the launch
EVENT_YEARS = 5  # years of counted births, deaths and moves shown before the launch
MIGRATION_YEARS = 10  # years that net migration by age is averaged over


def charts_of(numbers: Numbers) -> dict[str, Chart]:
    """Return the charts of a run by name: the stem of their files.

    Returns
    -------
    dict of str to Chart
        ``totals``, ``births-and-deaths``; ``age-classes`` and ``natural-and-social-change`` of the reference, and with
        ``-<scenario>`` of the plan; ``pyramid-years``, ``pyramid-scenarios``, ``migration-by-age``, ``pyramid`` (moving)
        where ages were kept.
    """
    names = numbers.names
    pair = [names.reference]
    if names.plan is not None and names.plan != names.reference:
        pair.append(names.plan)
    made = [_totals(numbers), _births_and_deaths(numbers, pair)]
    for name in pair:
        made += [_age_classes(numbers, name), _changes(numbers, name)]
    if "age" in numbers.projection["population"].dims or "age_group" in numbers.projection["population"].dims:
        made.append(_pyramid_of_years(numbers))
        if len(pair) > 1:
            made.append(_pyramid_of_scenarios(numbers, pair))
        made += [_migration_by_age(numbers), _animation(numbers)]
    return {chart.name: chart for chart in made}


def outlooks_drawn(numbers: Numbers) -> list[Outlook]:
    """Return the outlooks about the population, each once: those asked of every scenario."""
    asked = (one.outlook for one in numbers.run.verdicts if one.outlook.scope == "set")
    return list(dict.fromkeys(one for one in asked if one.measure == "population"))


def _chart(
    numbers: Numbers,
    name: str,
    message: Said,
    caption: Said,
    data: Mapping[str, Any],
    keys: list[str],
    *,
    kind: str = "",
    head: Said | None = None,
    outlooks: Sequence[Outlook] = (),
    size: Size = "wide",
) -> Chart:
    """Return a chart: its message behind the place and ``head``, the sources of what is drawn; its kind is its name, if not given."""
    return Chart(
        name=name,
        kind=kind or name.replace("-", "_"),
        title=_titled(numbers, message, *([] if head is None else [head])),
        caption=caption,
        data=data,
        sources=cited(numbers, keys, outlooks),
        size=size,
    )


def _titled(numbers: Numbers, message: Said, *heads: Said) -> Said:
    """Return a message behind the place, and what else it speaks of."""
    return Joined([messages.headed(message, numbers.names.place, *heads)])


def published_drawn(numbers: Numbers, outlooks: list[Outlook]) -> pd.DataFrame:
    """Return what was published of the area's population, each row with the day it stands for, without outlooks: they are marks.

    A series without a day of its own stands for that of the projection beside it.
    """
    rows = numbers.run.inputs.published_totals()
    for outlook in outlooks:
        rows = rows[(rows["year"] != outlook.year) | (rows["value"] != outlook.value)]
    return rows.assign(date=[day or numbers.reference_day(numbers.names.reference) for day in rows["day"]])


def keys_of(*tables: pd.DataFrame) -> list[str]:
    """Return the keys of the sources that tables cite, in order, each once."""
    found = [key for table in tables for cell in table["source"] for key in str(cell).split(", ")]
    return list(dict.fromkeys(found))


def launch_keys(numbers: Numbers, *scenarios: str) -> list[str]:
    """Return the sources of the counts that scenarios start from."""
    table = numbers.run.inputs.population
    found: list[str] = []
    for name in scenarios or numbers.names.mains:
        launch = numbers.run.scenarios[name].launch
        if table is not None:
            day = table["date"].astype(str).str[:10] == launch.date.isoformat()
            found += keys_of(table[day & (table["basis"] == launch.basis)])
    return list(dict.fromkeys(found))


def cited(numbers: Numbers, keys: list[str], outlooks: Sequence[Outlook] = ()) -> tuple[Text, ...]:
    """Return the sources of what is drawn: of the inputs by key, and the documents that state outlooks."""
    cited = numbers.run.inputs.citations(keys, most=1)
    known = {numbers.run.inputs.sources[key].title for key in keys}
    wanted = {one.source for one in outlooks}
    found = {
        source.title: cite(source)
        if source.kind == "assumption"
        else Text("{by}, {title}", "{by}「{title}」", by=publisher_text(source.publisher), title=title_text(source))
        for one in numbers.run.scenarios
        for source in one.sources
        if source.key in wanted and source.title not in known
    }
    return (*cited, *found.values())


def _totals(numbers: Numbers) -> Chart:
    """All main scenarios with outlooks, official projections and counts; the title counts every scenario of the set."""
    run, names = numbers.run, numbers.names
    outlooks = outlooks_drawn(numbers)
    published = published_drawn(numbers, outlooks)
    observed = run.inputs.observed_totals(numbers.years[0] - COUNTED_YEARS)
    drawn = keys_of(published, observed)
    drawn = [*(key for key in launch_keys(numbers) if key not in drawn), *drawn]
    others = len(names.scenarios) - len(names.mains)
    left = Text(" {others} more in the tables.", "このほか{others}件は表に示します。", others=others)
    caption = CAPTIONS["totals"].filled(left=left if others else EMPTY)
    data = {
        "source": numbers.summary,
        "scenarios": names.mains,
        "titles": names.short,
        "outlook": outlooks,
        "published": published,
        "observed": observed,
        "colours": names.colours,
    }
    message = totals_message(numbers)
    return _chart(numbers, "totals", message, caption, data, drawn, outlooks=outlooks, size="tall")


def totals_message(numbers: Numbers) -> Text:
    """Return what the plan's targets give beside the outlook where its readings have a picture of their own; else how many scenarios
    meet it, from what to what; without an outlook where the population goes."""
    names, grid = numbers.names, numbers.run.readings
    plan = next((one for one in numbers.judged if one.scenario == names.plan), None)
    if grid is not None and plan is not None and grid.outlook == numbers.outlook:
        return messages.against(plan, names.short[plan.scenario])
    if numbers.outlook is not None:
        values = [one.value for one in numbers.judged]
        met = sum(one.met for one in numbers.judged)
        return messages.reached(numbers.outlook, met, values, len(names.mains))
    first, last = numbers.years[0], numbers.years[-1]
    ends = [numbers.at(name, "population", last) for name in names.scenarios]
    return messages.course(first, numbers.at(names.reference, "population", first), last, ends, len(names.mains))


def _births_and_deaths(numbers: Numbers, pair: list[str]) -> Chart:
    names, step = numbers.names, numbers.step
    observed = numbers.run.inputs.observed_flows(numbers.years[0] - EVENT_YEARS)
    observed = observed[observed["measure"].isin(["births", "deaths"])]
    whose, last = pair[-1], numbers.periods[-1]
    births, deaths = (numbers.within(whose, measure, last, last) / step for measure in ("births", "deaths"))
    message = messages.births_and_deaths(last, births, deaths, names.short[whose], step)
    caption = CAPTIONS["births-and-deaths"]
    data = {
        "source": numbers.summary,
        "scenarios": tuple(pair),
        "titles": names.short,
        "observed": observed,
        "colours": names.colours,
    }
    keys = [*launch_keys(numbers, *pair), *keys_of(observed)]
    return _chart(numbers, "births-and-deaths", message, caption, data, keys)


def _name(stem: str, numbers: Numbers, scenario: str) -> str:
    """Return the name of a chart of one scenario: the reference's has none behind it."""
    return stem if scenario == numbers.names.reference else f"{stem}-{scenario}"


def _one(numbers: Numbers, scenario: str) -> dict[str, Any]:
    return {"source": numbers.summary, "scenario": scenario, "scenario_title": numbers.names.short[scenario]}


def _age_classes(numbers: Numbers, scenario: str) -> Chart:
    first, last, short = numbers.years[0], numbers.years[-1], numbers.names.short[scenario]
    before, after = (numbers.at(scenario, "share_65_plus", year) for year in (first, last))
    message = messages.ageing(first, before, last, after)
    caption = CAPTIONS["age-classes"].filled(scenario=short)
    name, keys = _name("age-classes", numbers, scenario), launch_keys(numbers, scenario)
    data = _one(numbers, scenario)
    return _chart(numbers, name, message, caption, data, keys, kind="age_classes", head=short)


def _changes(numbers: Numbers, scenario: str) -> Chart:
    first, last, short = numbers.years[0], numbers.years[-1], numbers.names.short[scenario]
    observed = numbers.run.inputs.observed_flows(first - EVENT_YEARS)
    observed = observed[observed["measure"].isin(["natural_change", "net_migration"])]
    natural, social = (
        numbers.within(scenario, measure, first, last) for measure in ("natural_change", "net_migration")
    )
    message = messages.changes(first, last, natural, social)
    caption = CAPTIONS["natural-and-social-change"].filled(scenario=short)
    data = {**_one(numbers, scenario), "observed": observed}
    keys = [*launch_keys(numbers, scenario), *keys_of(observed)]
    name, kind = _name("natural-and-social-change", numbers, scenario), "natural_and_social_change"
    return _chart(numbers, name, message, caption, data, keys, kind=kind, head=short)


def _residents(numbers: Numbers, scenario: str, year: int) -> xr.DataArray:
    return numbers.of(scenario, numbers.projection)["population"].sel(time=year)


def _pyramid_of_years(numbers: Numbers) -> Chart:
    """The launch and the outlook's year, in the reference scenario."""
    scenario, first, last = numbers.names.reference, numbers.years[0], numbers.target
    then, now = _ends(numbers, "population", (scenario, first), (scenario, last))
    old = _ends(numbers, "share_65_plus", (scenario, first), (scenario, last))
    message = messages.pyramid_years(first, last, (then, now), old)
    short = numbers.names.short[scenario]
    caption = CAPTIONS["pyramid-years"].filled(first=Year(first), last=Year(last), scenario=short)
    data = {
        "source": _residents(numbers, scenario, first),
        "against": _residents(numbers, scenario, last),
        "labels": (Year(first), Year(last)),
    }
    keys = launch_keys(numbers, scenario)
    return _chart(numbers, "pyramid-years", message, caption, data, keys, kind="pyramid", head=short, size="pyramid")


def _ends(numbers: Numbers, measure: str, *of: tuple[str, int]) -> tuple[float, float]:
    """Return a measure of two scenarios or years, as it is shown."""
    one, other = (shown(measure, numbers.at(name, measure, year)) for name, year in of)
    return one, other


def _pyramid_of_scenarios(numbers: Numbers, pair: list[str]) -> Chart:
    """Reference and plan in the outlook's year."""
    names, year = numbers.names, numbers.target
    one, other = _ends(numbers, "population", *((name, year) for name in pair))
    old = _ends(numbers, "share_65_plus", *((name, year) for name in pair))
    shorts = (names.short[pair[0]], names.short[pair[1]])
    message = messages.pyramid_pair(shorts, (one, other), old)
    caption = CAPTIONS["pyramid-scenarios"].filled(year=Year(year), reference=shorts[0], plan=shorts[1])
    data = {
        "source": _residents(numbers, pair[0], year),
        "against": _residents(numbers, pair[1], year),
        "labels": shorts,
    }
    name, keys, head = "pyramid-scenarios", launch_keys(numbers, *pair), Year(year)
    return _chart(numbers, name, message, caption, data, keys, kind="pyramid", head=head, size="pyramid")


def _migration_by_age(numbers: Numbers) -> Chart:
    """Net migration by age in the first years of the reference."""
    scenario, first = numbers.names.reference, numbers.periods[0]
    periods = [year for year in numbers.periods if year < first + MIGRATION_YEARS]
    last = periods[-1] + numbers.step - 1
    moves = numbers.of(scenario, numbers.projection)["net_migration"].sel(period=periods)
    yearly = moves.sum("sex").mean("period") / numbers.step
    message = messages.migration(first, last, float(yearly.sum()), *_most(yearly))
    seen = numbers.run.inputs.observed_flows(0)
    events = numbers.run.scenarios[scenario].launch.events
    seen = seen[seen["year"].isin(events) & (seen["measure"] == "net_migration")]
    short = numbers.names.short[scenario]
    caption = CAPTIONS["migration-by-age"].filled(first=first, last=Year(last), scenario=short)
    data = {"source": numbers.of(scenario, numbers.projection), "periods": (first, last), "scenario_title": short}
    keys = [*launch_keys(numbers, scenario), *keys_of(seen)]
    return _chart(numbers, "migration-by-age", message, caption, data, keys, head=short)


def _most(yearly: xr.DataArray) -> tuple[int, float]:
    """Return the five-year group that gains or loses most: its lower age, and persons a year."""
    dim = "age_group" if "age_group" in yearly.dims else "age"
    ages = np.array([int(str(age).rstrip("+").split("-")[0]) for age in yearly[dim].values])
    sums = {int(low): float(yearly.values[ages // 5 * 5 == low].sum()) for low in np.unique(ages // 5 * 5)}
    low = max(sums, key=lambda age: abs(sums[age]))
    return low, sums[low]


def _animation(numbers: Numbers) -> Chart:
    """The moving pyramid of the reference."""
    scenario, short = numbers.names.reference, numbers.names.short[numbers.names.reference]
    years: Mapping[str, Any] = {"first": Year(numbers.years[0]), "last": Year(numbers.years[-1])}
    frames = []
    for year in numbers.years:
        total, old = (numbers.at(scenario, measure, year) for measure in ("population", "share_65_plus"))
        one = Joined([Year(year), messages.pyramid(total, old)], Text(", ", "　"))
        frames.append(_titled(numbers, one, short))
    message = Text("population pyramid, {first} to {last}", "人口ピラミッド　{first}～{last}", **years)
    caption = CAPTIONS["pyramid"].filled(**years)
    data = {"source": numbers.of(scenario, numbers.projection), "titles": tuple(frames)}
    keys = launch_keys(numbers, scenario)
    return _chart(numbers, "pyramid", message, caption, data, keys, kind="animation", head=short, size="pyramid")
