"""The charts of what it would take: the map, what a person is later, why scenarios differ, delay, holding, lines, standing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cohort.errors import CohortError
from cohort.planning import verdict_map
from cohort.planning.actuals import SINCE
from cohort.planning.case import case_of
from cohort.planning.gap import NAMES
from cohort.planning.map import INSTITUTE
from cohort.planning.seen import SINCE_SEEN
from cohort.planning.values import HEADS
from cohort.story import messages
from cohort.story.charts import cited, keys_of, launch_keys
from cohort.story.model import Chart
from cohort.story.numbers import Numbers
from cohort.story.takes import Takes
from cohort.text import EMPTY, Joined, Said, Text, Year
from cohort.vocabulary import ASSUMED, HEADINGS
from cohort.wording import Amount, Plain

_WHITE = Text(
    " White: more would leave some age than live there.",
    "白い部分は、転出が居住者を上回る年齢があり推計できない組合せ。",
)


def takes_charts(takes: Takes | None, numbers: Numbers) -> dict[str, Chart]:
    """Return the charts of the answers by name; those that nothing can be said of are left out."""
    if takes is None or takes.case.assumptions.sizes["period"] < 2:
        return {}
    made = (
        _map(takes, numbers),
        _delay(takes),
        _stable(takes),
        _values(takes),
        _gap(takes),
        _lines(takes),
        _standing(takes),
    )
    return {chart.name: chart for chart in made if chart is not None}


def _chart(
    takes: Takes,
    name: str,
    kind: str,
    message: Said | str,
    caption: Text,
    size: str = "wide",
    more: Sequence[str] = (),
    **data: object,
) -> Chart:
    """Return a chart; its sources are the counts that the scenario starts from, and ``more`` keys."""
    numbers = takes.numbers
    title = Joined([messages.headed(message, numbers.names.place)])
    drawn = [*launch_keys(numbers, takes.case.scenario.name), *more]
    sources = cited(numbers, list(dict.fromkeys(drawn)))
    return Chart(name, kind, title, caption, data, sources, size)  # type: ignore[arg-type]


def _observed_keys(takes: Takes) -> list[str]:
    """Return the sources of the events seen since the years that levers are judged by."""
    return keys_of(takes.numbers.run.inputs.observed_flows(SINCE_SEEN))


def _institute(takes: Takes) -> pd.DataFrame:
    """Return the rows of the national institute's projections."""
    rows = takes.numbers.run.inputs.published_totals()
    return rows[rows["series"].str.startswith(INSTITUTE)]


def _counted(takes: Takes) -> pd.DataFrame:
    """Return the register's counts."""
    rows = takes.numbers.run.inputs.observed_totals(SINCE)
    return rows[rows["basis"] == "register"]


def _map(takes: Takes, numbers: Numbers) -> Chart | None:
    """All combinations of fertility and net migration."""
    try:
        reference = numbers.names.reference
        others = [] if reference == takes.case.scenario.name else [case_of(numbers.run, reference)]
        found = verdict_map(takes.case, outlook=takes.outlook, others=others)
    except CohortError:
        return None
    year = Year(found.outlook.year)
    what = Text("residents in {year}", "{year}の人口", year=year)
    low, high = float(found.result.min()), float(found.result.max())
    if not np.isfinite([low, high]).all():
        return None
    return _chart(
        takes, "verdict-map", "frontier", messages.frontier(what, low, high, found.level),
        Text(
            "Residents in {year} by net migration and TFR from {since} on; the thick line gives the outlook. Shaded: seen in {a} to {b}, year "
            "by year; dashed: what others published.{white}",
            "{since}以降の社会増減と合計特殊出生率による{year}の人口。太線は展望に届く組合せ、網掛けは{a}～{b}年の実績の範囲、破線は公表された推計。{white}",
            year=year, since=Year(takes.case.ahead), a=min(found.seen, default=""), b=max(found.seen, default=""),
            white=EMPTY if found.result.notnull().all() else _WHITE,
        ),
        "square",
        [*_observed_keys(takes), *keys_of(_institute(takes))],
        result=found.result, level=found.level, points=found.points, words=what,
        seen={str(year): at for year, at in found.seen.items()}, lines=found.published,
        labels={"net_migration": Text("{name}, persons a year", "{name}、人／年", name=ASSUMED["migration.net"]), "tfr": ASSUMED["fertility.tfr"]},
    )  # fmt: skip


def _delay(takes: Takes) -> Chart | None:
    """How many fewer there are if the same value begins later, and what would reach the goal then."""
    found = takes.delays
    if len(found) < 2:
        return None
    first, last = found[0], found[-1]
    heights = {Year(one.since): one.lost for one in found}
    notes = {
        Year(one.since): Text("no value", "届く値なし")
        if one.needed is None
        else Text("{value}", "{value}", value=Plain(one.needed, one.lever.places))
        for one in found
    }
    told = {"year": Year(first.outlook.year), "lever": first.lever.text}
    return _chart(
        takes, "delay", "bars",
        Text("begun in {late}, the same effort gives {lost} fewer in {year}", "{late}に始めると{year}は{lost}少ない",
             late=Year(last.since), lost=messages.persons(last.lost), **told),
        Text("Residents fewer in {year} if the same effort begins later; below, the value that would still reach the outlook. {lever}.",
             "同じ取組の開始が遅れた場合に{year}に少なくなる人数。下段は、その年から始めて展望に届くのに必要な値。{lever}。", **told),
        heights={name.say("en"): height for name, height in heights.items()},
        notes={name.say("en"): note for name, note in notes.items()},
        words=Text("Fewer residents in {year}, by first year; below, what it then takes: {lever}",
                   "{year}に少なくなる人数（人）　開始年別。下段は必要な値：{lever}", **told),
    )  # fmt: skip


def _stable(takes: Takes) -> Chart | None:
    """Families a year that hold each number."""
    if not takes.stable:
        return None
    first = takes.stable[0]
    return _chart(
        takes, "stabilise", "bars", messages.held(first.whole),
        Text("Families of three a year, from {since} on, with which a number stays at that of {since} or above.",
             "{since}以降、毎年転入すれば{since}の人数を下回らない3人家族の世帯数。", since=Year(first.since)),
        heights={one.text: one.whole for one in takes.stable},
        words=Text("Families of three, a year", "3人家族の転入（年・世帯）"),
    )  # fmt: skip


def _values(takes: Takes) -> Chart | None:
    """What one more person is later, by age of arrival."""
    found = takes.persons
    if found is None:
        return None
    year, until = int(found["year"][0]), int(found.attrs["until"])
    array = found["residents"].sel(year=year)
    women = array.sel(sex="female")
    at = int(np.nanargmax(women.values))
    told = {"year": Year(year), "until": Year(until)}
    return _chart(
        takes, "person-values", "value_by_age",
        messages.value_of_a_person(int(found["age"][at]), float(women[at])),
        Text("What one more person who arrives in {year}, or stays, is in {until}: residents, by sex and age.",
             "{year}に1人が転入する（または転出しない）と{until}に何人になるか　男女・年齢別。", **told),
        values=array,
        words=Text("{head}, per person who arrives in {year}", "{head}　{year}の転入1人あたり（人）",
                   head=Text(HEADS["residents"].en, HEADS["residents"].ja, year=until), year=Year(year)),
    )  # fmt: skip


def _gap(takes: Takes) -> Chart | None:
    """The gap to the reference, lever by lever."""
    gap = takes.gap
    parts = {} if gap is None else {name: part for name, part in gap.by_lever.items() if abs(part) >= 0.5}
    if gap is None or not parts:
        return None
    rest = gap.total - sum(parts.values())
    parts[next(iter(parts))] += rest  # less than a person
    most = max(parts, key=lambda name: abs(parts[name]))
    told = {"second": gap.second, "first": gap.first, "year": Year(gap.year)}
    return _chart(
        takes, "gap", "waterfall",
        messages.gap(gap.total, NAMES[most], parts[most], Year(gap.year)),
        Text("From “{first}” to “{second}”: residents in {year}, by lever, each rounded by itself.",
             "「{first}」から「{second}」へ：{year}の人口の差の内訳（それぞれ四捨五入）。", **told),
        parts=parts, start=gap.start, end=gap.start + gap.total, labels=NAMES,
        start_label=gap.first, end_label=gap.second,
    )  # fmt: skip


def _lines(takes: Takes) -> Chart | None:
    """When scenarios cross usual lines."""
    if not takes.crossings:
        return None
    years: dict[Said, dict[str, int | None]] = {}
    texts = {(one.measure, one.line): one.line_text for one in takes.crossings}
    for one in takes.crossings:
        years.setdefault(texts[one.measure, one.line], {})[one.scenario] = one.year
    names = takes.numbers.names
    every = [one.year for one in takes.crossings if one.year is not None]
    return _chart(
        takes, "thresholds", "crossings",
        messages.crossed(min(every, default=None), max(every, default=None)),
        Text("First year in which each scenario crosses a line.", "各シナリオが基準に初めて達する年。"),
        "tall",
        years=years, first=takes.numbers.years[0], last=takes.numbers.years[-1], labels=dict(names.short), colours=dict(names.colours),
    )  # fmt: skip


def _standing(takes: Takes) -> Chart | None:
    """The latest actuals beside the paths of the main scenarios."""
    found = takes.monitor
    if found is None:
        return None
    gaps: dict[Said, dict[str, float]] = {}
    mains = takes.numbers.names.mains
    heads: dict[str, Text] = {}
    for one in sorted(
        (one for one in found.latest() if one.scenario in mains), key=lambda one: mains.index(one.scenario)
    ):
        words = heads.setdefault(one.measure, Text(
            "{what} {year}: {actual}", "{what}　{year}：{actual}", what=HEADINGS.get(one.measure, ASSUMED["fertility.tfr"]),
            year=Year(one.year), actual=Amount(one.measure, one.actual),
        ))  # fmt: skip
        gaps.setdefault(words, {})[one.scenario] = one.distance
    names = takes.numbers.names
    own = found.latest(found.plan)
    return _chart(
        takes, "monitor", "standings",
        messages.standing(sum(not one.on_track for one in own), len(own), takes.case.short),
        Text("The latest actuals beside the paths of the scenarios; shaded: not worse than the path by more than chance.",
             "最新の実績と各シナリオの経路の比較。色の部分は、偶然の変動の範囲を超えて悪くはないことを示す。"),
        "tall",
        [*_observed_keys(takes), *keys_of(_counted(takes))],
        gaps=gaps, labels=dict(names.short), colours=dict(names.colours),
    )  # fmt: skip
