"""The charts of a run: what is drawn, under which message, from which sources. Decided here, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

from cohort.analysis.verdict import outlook_said, tally
from cohort.scenario.model import Outlook
from cohort.story.model import Chart
from cohort.story.numbers import Numbers
from cohort.story.observed import cited, keys, observed_events, observed_totals, published_totals
from cohort.text import EMPTY, Said, Text, Year
from cohort.wording import Amount, Change, Quantity, people

COUNTED_YEARS = 20  # years of counted residents shown before the launch
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


def _titled(numbers: Numbers, message: Text, scenario: str = "") -> Text:
    """Return a message behind the place, and the scenario it speaks of."""
    names = numbers.names
    if not scenario:
        return Text("{place}: {message}", "{place}：{message}", place=names.place, message=message)
    return Text(
        "{place}, {scenario}: {message}",
        "{place}・{scenario}：{message}",
        place=names.place,
        scenario=names.short[scenario],
        message=message,
    )


def _launch_keys(numbers: Numbers, *scenarios: str) -> list[str]:
    """Return the sources of the counts that scenarios start from."""
    table = numbers.run.inputs.population
    found: list[str] = []
    for name in scenarios or numbers.names.mains:
        launch = numbers.run.scenarios[name].launch
        if table is not None:
            day = table["date"].astype(str).str[:10] == launch.date.isoformat()
            found += keys(table[day & (table["basis"] == launch.basis)])
    return list(dict.fromkeys(found))


def _outlook_sources(numbers: Numbers, outlooks: list[Outlook]) -> tuple[Text, ...]:
    """Return the documents that state outlooks."""
    wanted = {one.source for one in outlooks}
    found = [source for one in numbers.run.scenarios for source in one.sources if source.key in wanted]
    return tuple(
        dict.fromkeys(
            Text(
                f"{one.publisher}, {one.title}" if one.publisher else one.title,
                f"{one.publisher}「{one.title}」",
            )
            for one in found
        )
    )


def _totals(numbers: Numbers) -> Chart:
    """All main scenarios with outlooks, official projections and counts; the title counts every scenario of the set."""
    run, names = numbers.run, numbers.names
    outlooks = outlooks_drawn(numbers)
    published = published_totals(run.inputs, numbers.reference_day(names.reference), outlooks)
    observed = observed_totals(run.inputs, numbers.years[0] - COUNTED_YEARS)
    drawn = keys(published, observed)
    drawn = [*(key for key in _launch_keys(numbers) if key not in drawn), *drawn]
    others = len(names.scenarios) - len(names.mains)
    left = Text(
        " {others} more in the tables.",
        "このほか{others}件は表に示します。",
        others=others,
    )
    return Chart(
        name="totals",
        kind="totals",
        title=_titled(numbers, totals_message(numbers)),
        caption=Text(
            "Population by scenario, with outlook, official projections and counts.{left}",
            "シナリオ別の総人口と将来展望、公的推計、実績。{left}",
            left=left if others else EMPTY,
        ),
        data={
            "source": numbers.summary,
            "scenarios": names.mains,
            "titles": names.short,
            "outlook": outlooks,
            "published": published,
            "observed": observed,
            "colours": names.colours,
        },
        sources=(*cited(run.inputs, drawn), *_outlook_sources(numbers, outlooks)),
        size="tall",
    )


def totals_message(numbers: Numbers) -> Text:
    """Return how many of how many scenarios meet the outlook, from what to what; else where the population goes."""
    if numbers.outlook is not None:
        found = tally(numbers.judged)
        return Text(
            "{tally} reach the outlook of {outlook} ({low} to {high})",
            "{outlook}の展望に届くのは{tally}（{low}～{high}人）",
            tally=found.said,
            outlook=outlook_said(found.outlook),
            low=people(found.lowest.value),
            high=people(found.highest.value),
        )
    first, last = numbers.years[0], numbers.years[-1]
    ends = sorted(numbers.at(name, "population", last) for name in numbers.names.scenarios)
    start = max(numbers.at(name, "population", first) for name in numbers.names.scenarios)
    apart = len({f"{end:.0f}" for end in ends}) > 1
    return Text(
        "from {start} in {first} to {ends} in {last}",
        "{first}の{start}人から{last}は{ends}人へ",
        start=people(start),
        first=Year(first),
        last=Year(last),
        ends=Text("{low} to {high}", "{low}～{high}", low=people(ends[0]), high=people(ends[-1]))
        if apart
        else people(ends[0]),
    )


def _births_and_deaths(numbers: Numbers, pair: list[str]) -> Chart:
    names, step = numbers.names, numbers.step
    observed = observed_events(numbers.run.inputs, numbers.years[0] - EVENT_YEARS)
    if observed is not None:
        observed = observed[observed["measure"].isin(["births", "deaths"])]
    shown, last = pair[-1], numbers.periods[-1]
    message = Text(
        "{deaths} deaths and {births} births in {year} ({scenario})",
        "{year}は死亡{deaths}人、出生{births}人（{scenario}）",
        deaths=people(numbers.within(shown, "deaths", last, last) / step),
        births=people(numbers.within(shown, "births", last, last) / step),
        year=Year(last),
        scenario=names.short[shown],
    )
    return Chart(
        name="births-and-deaths",
        kind="births_and_deaths",
        title=_titled(numbers, message),
        caption=Text("Births and deaths by year, with the observed.", "出生数と死亡数の推移と実績。"),
        data={
            "source": numbers.summary,
            "scenarios": tuple(pair),
            "titles": names.short,
            "observed": observed,
            "colours": names.colours,
        },
        sources=cited(numbers.run.inputs, [*_launch_keys(numbers, *pair), *keys(observed)]),
    )


def _name(stem: str, numbers: Numbers, scenario: str) -> str:
    """Return the name of a chart of one scenario: the reference's has none behind it."""
    return stem if scenario == numbers.names.reference else f"{stem}-{scenario}"


def _one(numbers: Numbers, scenario: str) -> dict[str, Any]:
    return {
        "source": numbers.summary,
        "scenario": scenario,
        "scenario_title": numbers.names.short[scenario],
    }


def _age_classes(numbers: Numbers, scenario: str) -> Chart:
    first, last = numbers.years[0], numbers.years[-1]
    message = Text(
        "aged 65+ from {before} in {first} to {after} in {last}",
        "65歳以上は{first}の{before}から{last}は{after}へ",
        before=Amount("share_65_plus", numbers.at(scenario, "share_65_plus", first)),
        after=Amount("share_65_plus", numbers.at(scenario, "share_65_plus", last)),
        first=Year(first),
        last=Year(last),
    )
    return Chart(
        name=_name("age-classes", numbers, scenario),
        kind="age_classes",
        title=_titled(numbers, message, scenario),
        caption=Text(
            "Three age classes ({scenario}).",
            "年齢3区分別人口（{scenario}）。",
            scenario=numbers.names.short[scenario],
        ),
        data=_one(numbers, scenario),
        sources=cited(numbers.run.inputs, _launch_keys(numbers, scenario)),
    )


def _changes(numbers: Numbers, scenario: str) -> Chart:
    first, last = numbers.years[0], numbers.years[-1]
    observed = observed_events(numbers.run.inputs, first - EVENT_YEARS)
    if observed is not None:
        observed = observed[observed["measure"].isin(["natural_change", "net_migration"])]
    message = Text(
        "{natural} by births and deaths, {net} by migration, {first} to {last}",
        "{first}～{last}に自然増減{natural}人、社会増減{net}人",
        natural=Change("population", numbers.within(scenario, "natural_change", first, last)),
        net=Change("population", numbers.within(scenario, "net_migration", first, last)),
        first=first,
        last=Year(last),
    )
    return Chart(
        name=_name("natural-and-social-change", numbers, scenario),
        kind="natural_and_social_change",
        title=_titled(numbers, message, scenario),
        caption=Text(
            "Natural and social change by year, with the observed ({scenario}).",
            "自然増減と社会増減の推移と実績（{scenario}）。",
            scenario=numbers.names.short[scenario],
        ),
        data={**_one(numbers, scenario), "observed": observed},
        sources=cited(numbers.run.inputs, [*_launch_keys(numbers, scenario), *keys(observed)]),
    )


def _residents(numbers: Numbers, scenario: str, year: int) -> xr.DataArray:
    return numbers.of(scenario, numbers.projection)["population"].sel(time=year)


def _fewer(gap: float) -> Text:
    """Return how many more or fewer, in words without a sign."""
    if gap < 0:
        return Text("{amount} fewer", "{amount}人少ない", amount=people(-gap))
    return Text("{amount} more", "{amount}人多い", amount=people(gap))


def _pyramid_of_years(numbers: Numbers) -> Chart:
    """The launch and the outlook's year, in the reference scenario."""
    scenario, first, last = numbers.names.reference, numbers.years[0], numbers.target
    then, now = (round(numbers.at(scenario, "population", year)) for year in (first, last))
    message = Text(
        "{gap} residents in {last} than in {first}; aged 65+ {before}, then {after}",
        "{last}は{first}より{gap}。65歳以上は{before}から{after}へ",
        gap=_fewer(now - then),
        first=Year(first),
        last=Year(last),
        before=Amount("share_65_plus", numbers.at(scenario, "share_65_plus", first)),
        after=Amount("share_65_plus", numbers.at(scenario, "share_65_plus", last)),
    )
    return Chart(
        name="pyramid-years",
        kind="pyramid",
        title=_titled(numbers, message, scenario),
        caption=Text(
            "Population pyramid, {first} and {last} ({scenario}).",
            "人口ピラミッド：{first}と{last}（{scenario}）。",
            first=Year(first),
            last=Year(last),
            scenario=numbers.names.short[scenario],
        ),
        data={
            "source": _residents(numbers, scenario, first),
            "against": _residents(numbers, scenario, last),
            "labels": (_counted(Year(first), then), _counted(Year(last), now)),
        },
        sources=cited(numbers.run.inputs, _launch_keys(numbers, scenario)),
        size="pyramid",
    )


def _counted(what: Said, residents: float) -> Text:
    """Return a label of a pyramid: what it is, and how many live there."""
    return Text("{what}: {residents}", "{what}：{residents}人", what=what, residents=people(residents))


def _pyramid_of_scenarios(numbers: Numbers, pair: list[str]) -> Chart:
    """Reference and plan in the outlook's year."""
    names, year = numbers.names, numbers.target
    one, other = (round(numbers.at(name, "population", year)) for name in pair)
    shares = [Amount("share_65_plus", numbers.at(name, "share_65_plus", year)) for name in pair]
    message = Text(
        "{gap} residents in {year} ({plan} against {reference}); aged 65+ {before} and {after}",
        "{year}、「{plan}」は「{reference}」より{gap}。65歳以上は{after}と{before}",
        gap=_fewer(other - one),
        year=Year(year),
        reference=names.short[pair[0]],
        plan=names.short[pair[1]],
        before=shares[0],
        after=shares[1],
    )
    return Chart(
        name="pyramid-scenarios",
        kind="pyramid",
        title=_titled(numbers, message),
        caption=Text(
            "Population pyramid in {year}: {reference} and {plan}.",
            "{year}の人口ピラミッド：{reference}と{plan}。",
            year=Year(year),
            reference=names.short[pair[0]],
            plan=names.short[pair[1]],
        ),
        data={
            "source": _residents(numbers, pair[0], year),
            "against": _residents(numbers, pair[1], year),
            "labels": tuple(
                _counted(names.short[name], count) for name, count in zip(pair, (one, other), strict=True)
            ),
        },
        sources=cited(numbers.run.inputs, _launch_keys(numbers, *pair)),
        size="pyramid",
    )


def _migration_by_age(numbers: Numbers) -> Chart:
    """Net migration by age in the first years of the reference."""
    scenario, first = numbers.names.reference, numbers.periods[0]
    periods = [year for year in numbers.periods if year < first + MIGRATION_YEARS]
    last = periods[-1] + numbers.step - 1
    moves = numbers.of(scenario, numbers.projection)["net_migration"].sel(period=periods)
    yearly = moves.sum("sex").mean("period") / numbers.step
    low, net = _most(yearly), float(yearly.sum())
    message = Text(
        "net {way} of {net} a year by migration, {first} to {last}; ages {low} to {high}: {most}",
        "{first}～{last}は年{net}人の{way}（{low}～{high}歳は{most}人）",
        way=Text("loss", "転出超過") if net < 0 else Text("gain", "転入超過"),
        net=people(abs(net)),
        first=first,
        last=Year(last),
        low=low[0],
        high=low[0] + 4,
        most=Change("population", low[1]),
    )
    events = numbers.run.scenarios[scenario].launch.events
    seen = observed_events(numbers.run.inputs, min(events)) if events else None
    if seen is not None:
        seen = seen[seen["year"].isin(events) & (seen["measure"] == "net_migration")]
    return Chart(
        name="migration-by-age",
        kind="migration_by_age",
        title=_titled(numbers, message, scenario),
        caption=Text(
            "Net migration by age, yearly mean of {first} to {last} ({scenario}).",
            "年齢別の社会増減、{first}～{last}の年平均（{scenario}）。",
            first=first,
            last=Year(last),
            scenario=numbers.names.short[scenario],
        ),
        data={
            "source": numbers.of(scenario, numbers.projection),
            "periods": (first, last),
            "scenario_title": numbers.names.short[scenario],
        },
        sources=cited(numbers.run.inputs, [*_launch_keys(numbers, scenario), *keys(seen)]),
    )


def _most(yearly: xr.DataArray) -> tuple[int, float]:
    """Return the five-year group that gains or loses most: its lower age, and persons a year."""
    dim = "age_group" if "age_group" in yearly.dims else "age"
    ages = np.array([int(str(age).rstrip("+").split("-")[0]) for age in yearly[dim].values])
    sums = {int(low): float(yearly.values[ages // 5 * 5 == low].sum()) for low in np.unique(ages // 5 * 5)}
    low = max(sums, key=lambda age: abs(sums[age]))
    return low, sums[low]


def _animation(numbers: Numbers) -> Chart:
    """The moving pyramid of the reference."""
    scenario = numbers.names.reference
    years: Mapping[str, Any] = {"first": Year(numbers.years[0]), "last": Year(numbers.years[-1])}
    frames = tuple(
        _titled(
            numbers,
            Text(
                "{year}, {total}, {share} aged 65+",
                "{year}　{total}、65歳以上{share}",
                year=Year(year),
                total=Quantity("population", numbers.at(scenario, "population", year)),
                share=Amount("share_65_plus", numbers.at(scenario, "share_65_plus", year)),
            ),
            scenario,
        )
        for year in numbers.years
    )
    return Chart(
        name="pyramid",
        kind="animation",
        title=_titled(
            numbers,
            Text("population pyramid, {first} to {last}", "人口ピラミッド　{first}～{last}", **years),
            scenario,
        ),
        caption=Text(
            "The population pyramid from {first} to {last}.",
            "{first}から{last}までの人口ピラミッド。",
            **years,
        ),
        data={"source": numbers.of(scenario, numbers.projection), "titles": frames},
        sources=cited(numbers.run.inputs, _launch_keys(numbers, scenario)),
        size="pyramid",
    )
