"""The answer in plain words: three lines that say it, and the sentences that support them with numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from cohort.analysis.launch_level import calibrated_ones, implied_said, stand_on, starts_from
from cohort.analysis.readings import Grid
from cohort.analysis.readings_told import condition_line, decides_line, range_line, turns_line
from cohort.analysis.tally import Tally, tally
from cohort.analysis.verdict import Verdict, by_outlook, outlook_said
from cohort.html import paragraphs_html
from cohort.record import implied_of
from cohort.scenario.model import Scenario
from cohort.text import EMPTY, Joined, Said, Text, Year, listed
from cohort.vocabulary import WANTED, is_national, series_text, title_text
from cohort.wording import Amount, Change, Noun, Quantity, people, shown

if TYPE_CHECKING:
    from cohort.inputs import Inputs

Scenarios = Mapping[str, Scenario]
FEWEST = 20  # births or deaths of the launch years together below which their level is told as chance


@dataclass(frozen=True)
class Answer:
    """The answer of a run.

    Attributes
    ----------
    headline : tuple of Said
        Three lines: the verdict on the outlook; how many scenarios of how many, from what to what; what it would take.
    support : tuple of Said
        Sentences with the numbers behind it.
    """

    headline: tuple[Said, ...]
    support: tuple[Said, ...] = ()

    def sentences(self, language: str) -> list[str]:
        """Return all sentences in one language, the headline first."""
        return [one.say(language) for one in (*self.headline, *self.support)]

    def text(self, language: str) -> str:
        """Return the answer as one text, a sentence a line."""
        return "\n".join(self.sentences(language))

    def _repr_html_(self) -> str:
        return paragraphs_html(self.headline, self.support)


def answer(
    inputs: Inputs | None,
    scenarios: Iterable[Scenario],
    assumptions: xr.Dataset,
    summary: xr.Dataset,
    verdicts: Sequence[Verdict],
    grid: Grid | None = None,
) -> Answer:
    """Return the answer in plain words.

    Parameters
    ----------
    inputs : Inputs or None
        Its published series are set beside the answer.
    scenarios : iterable of Scenario
        In the order shown.
    assumptions : Dataset
        Its attribute ``implied`` says what a calibration implies (`cohort.record.implied_of`).
    summary : Dataset
        As `summarise` returns it.
    verdicts : sequence of Verdict
        As `verdicts` returns them.
    grid : Grid, optional
        Every reading of the plan: then it is they that are counted, not the scenarios.
    """
    every = {scenario.name: scenario for scenario in scenarios}
    implied = implied_of(assumptions)
    calibrated = calibrated_ones(implied, every)
    plan = next((one.name for one in every.values() if one.role == "plan"), None)
    lines: list[Said] = []
    published: list[Said] = []
    for found in by_outlook(verdicts):
        if found[0].outlook.scope == "scenario":
            published += [_published_figure(one, every[one.scenario]) for one in found]
            continue
        counted = tally(found)
        read = grid if grid is not None and grid.outlook == counted.outlook else None
        # what the readings start from differs from one to another: a number of one scenario does not speak for them
        built = [] if read else [name for name in calibrated if stand_on(implied[name], every, counted)]
        starts = [base for name in built if (base := starts_from(implied[name], counted.outlook.measure))]
        lines.append(_verdict_line(counted, next((one for one in found if one.scenario == plan), None), every))
        if read or counted.count > 1:
            reached = condition_line(read) if read else _needed_line(counted, plan, every)
            lines.append(range_line(read) if read else _range_line(counted, every))
            lines.append(Joined([reached, *starts[:1]], Text(" ", "")))
        else:
            lines += [*starts[:1], *([] if counted.met else [_since_line(counted.lowest, every)])]
        lines += [_since_line(one, every) for one in found if _by_rounding(one)]
        lines += [decides_line(read), *turns_line(read)] if read else []
        lines += _national(inputs, counted.outlook.year, counted.outlook.measure)
    lines = lines or [*_no_outlook(every, summary), *_national(inputs, int(summary["time"].values[-1]))]
    lines[2:2] = _by_chance(inputs, every)
    lines += [implied_said(implied[name], every[name], _short(every[name])) for name in calibrated]
    return Answer(tuple(lines[:3]), (*lines[3:], *published))


def _short(scenario: Scenario) -> Text:
    """Return a scenario's short title in quotation marks."""
    return Text("“{title}”", "「{title}」", title=Text(scenario.short("en"), scenario.short("ja")))


def _figure(measure: str, amount: float) -> Text:
    """Return a value whose noun English has said before: ``88,170``, ``88,170人``."""
    return Text("{en}", "{ja}", en=Amount(measure, amount), ja=Quantity(measure, amount))


def _scenarios(count: int) -> Text:
    """Return a number of scenarios."""
    return Text("{count} scenario" if count == 1 else "{count} scenarios", "{count}シナリオ", count=count)


def _verdict_line(counted: Tally, of_plan: Verdict | None, every: Scenarios) -> Text:
    """Return the verdict on an outlook, in the plan's own words: what its targets give, or how many scenarios meet it."""
    outlook = counted.outlook
    sources = (source for scenario in every.values() for source in scenario.sources)
    title = next((title_text(one) for one in sources if one.key == outlook.source and one.kind != "assumption"), EMPTY)
    known: dict[str, Any] = {
        "outlook": outlook_said(outlook, era=True),
        "source": Text(" ({title})", "（{title}）", title=title) if title else EMPTY,
    }
    if of_plan is None and counted.count == 1:
        one = counted.lowest
        said = Text(
            "The outlook of {outlook}{source}: the one scenario computed here, {only}, gives {value}, {distance}.",
            "「{outlook}」という将来展望{source}に対し、計算した1つのシナリオ（{only}）では{value}となり、展望より{distance}見込みです。",
        )
        if one.met:
            said = Text(
                "The outlook of {outlook}{source} is met in the one scenario computed here: {only} gives {value}.",
                "「{outlook}」という将来展望{source}は、計算した1つのシナリオ（{only}で{value}）では達成される見込みです。",
            )
        only, amount = _short(every[one.scenario]), Quantity(outlook.measure, one.value)
        return Text(said.en, said.ja, **known, only=only, value=amount, distance=one.distance)
    if of_plan is None:
        said = Text(
            "The outlook of {outlook}{source} is met in none of the scenarios computed here.",
            "「{outlook}」という将来展望{source}に届くものは、計算したシナリオの中にはありません。",
        )
        if len(counted.met) == counted.count:
            said = Text(
                "The outlook of {outlook}{source} is met in every scenario computed here.",
                "「{outlook}」という将来展望{source}は、計算したどのシナリオでも達成される見込みです。",
            )
        elif counted.met:
            said = Text(
                "Whether the outlook of {outlook}{source} is met depends on the assumptions.",
                "「{outlook}」という将来展望{source}が達成されるかは、前提によって異なります。",
            )
        return Text(said.en, said.ja, **known)
    known["plan"] = _short(every[of_plan.scenario])
    known["value"] = Quantity(outlook.measure, of_plan.value)
    if of_plan.met:
        return Text(
            "The outlook of {outlook}{source} is met if the plan's targets come true: {plan} gives {value}.",
            "「{outlook}」という将来展望{source}は、計画の目標値が実現すれば達成される見込みです（{plan}で{value}）。",
            **known,
        )
    return Text(
        "The outlook of {outlook}{source}: with the plan's targets ({plan}) {value} are to be expected, {distance}.",
        "「{outlook}」という将来展望{source}に対し、計画の目標値（{plan}）では{value}となり、展望より{distance}見込みです。",
        distance=of_plan.distance,
        **known,
    )


def _range_line(counted: Tally, every: Scenarios) -> Text:
    """Return how many scenarios of how many meet an outlook, and from what to what they go."""
    low, high = counted.lowest, counted.highest
    return Text(
        "The outlook is met in {met} of {count}; in {year} they go from {low} ({low_title}) to {high} ({high_title}).",
        "{count}のうち達成は{met}件で、{year}は{low}（{low_title}）から{high}（{high_title}）までです。",
        met=len(counted.met),
        count=_scenarios(counted.count),
        year=Year(counted.outlook.year),
        low=_figure(counted.outlook.measure, low.value),
        high=_figure(counted.outlook.measure, high.value),
        low_title=_short(every[low.scenario]),
        high_title=_short(every[high.scenario]),
    )


def _needed_line(counted: Tally, plan: str | None, every: Scenarios) -> Text:
    """Return what comes nearest to an outlook and what is still needed (of the plan: since when); or what meets it, and how firmly."""
    outlook, near = counted.outlook, counted.nearest
    known = {"near": _short(every[near.scenario]), "distance": near.distance, "outlook": outlook.said}
    if not counted.met:
        missing = _figure(outlook.measure, abs(near.needed))
        if 0 < near.needed <= outlook.rounding:
            return Text(
                "Nearest comes {near}, {distance} than the outlook; {missing} is missing to what rounds to {outlook}.",
                "最も近い{near}は展望より{distance}ものの、あと{missing}で{outlook}（四捨五入）になります。",
                missing=missing,
                **known,
            )
        if near.scenario == plan:  # how far off it is has been said
            return _since_line(near, every)
        return Text(
            "Nearest comes {near}, {distance} than the outlook.",
            "最も近い{near}は展望より{distance}見込みです。",
            **known,
        )
    if len(counted.met) == counted.count:
        return Text("It holds whichever of them comes true.", "どのシナリオが実現しても達成される見込みです。")
    other = counted.lowest if not counted.lowest.met else counted.highest
    return Text(
        "It is met in {titles}; {other} is {distance} than the outlook.",
        "達成するのは{titles}です。{other}は展望より{distance}見込みです。",
        titles=listed(_short(every[one.scenario]) for one in counted.met),
        other=_short(every[other.scenario]),
        distance=other.distance,
    )


def _since_line(one: Verdict, every: Scenarios) -> Text:
    """Return since when a scenario misses an outlook."""
    return Text("{title}: {since}.", "{title}：{since}。", title=_short(every[one.scenario]), since=_since(one))


def _by_rounding(one: Verdict) -> bool:
    """Tell whether an outlook is met only as it is rounded: the value lies on the side that the plan does not want."""
    beyond = WANTED.get(one.outlook.measure) == ("more" if one.gap > 0 else "less")
    return one.met and one.outlook.bound == "about" and bool(one.shown_gap) and not beyond


def _since(one: Verdict) -> Text:
    """Return since when an outlook is missed, or that it is met."""
    if _by_rounding(one):
        return Text(
            "rounded it is {bound}: the outlook is met",
            "四捨五入で{bound}となり、展望は達成されます",
            bound=one.outlook.said,
        )
    outlook = one.outlook
    said = Text("it {falls} {bound} in {year} and stays {below}", "{year}年に{bound}を{falls}り、その後も戻りません")
    if one.never_reached:
        said = Text("{bound} is not reached in any year", "{bound}にはどの年にも届きません")
    elif one.lost_year == outlook.year:
        said = Text("it {falls} {bound} in that year", "{year}年に{bound}を{falls}ります")
    below = one.gap < 0
    return Text(
        said.en,
        said.ja,
        falls=Text("falls below", "下回") if below else Text("rises above", "上回"),
        below="below" if below else "above",
        bound=outlook.said if outlook.bound == "about" else _figure(outlook.measure, outlook.value),
        year=one.lost_year,
    )


def _published_figure(one: Verdict, scenario: Scenario) -> Text:
    """Return whether a figure that a plan publishes for a path is what the path gives."""
    outlook = one.outlook
    measure = outlook.measure
    said = Text(
        "{title} gives {value} in {year}; the published {figure} agrees (compared rounded to {place}).",
        "{title}の{year}の{noun}は{value}で、公表値{figure}と一致します（{place}単位で丸めて比較）。",
    )
    if not one.met:
        said = Text(
            "{title} gives {value} in {year}, {gap} than the published {figure} (compared rounded to {place}).",
            "{title}の{year}の{noun}は{value}で、公表値{figure}より{gap}結果です（{place}単位で丸めて比較）。",
        )
    return Text(
        said.en,
        said.ja,
        title=_short(scenario),
        noun=Noun(measure),
        value=Quantity(measure, one.value),
        year=Year(outlook.year),
        figure=_figure(measure, outlook.value),
        gap=one.distance,
        place=Amount(measure, outlook.rounding),
    )


def _by_chance(inputs: Inputs | None, every: Scenarios) -> list[Said]:
    """Return how few births or deaths the levels of the first launch rest on, where they are mostly chance."""
    launch = next(iter(every.values())).launch
    if inputs is None or not launch.events or launch.births != "asfr":
        return []
    births, deaths = (sum(inputs.event(of, year).value for year in launch.events) for of in ("births", "deaths"))
    if min(births, deaths) >= FEWEST:
        return []
    return [
        Text(
            "The levels of births and deaths rest on few cases ({years}: births {births}, deaths {deaths}); much of that is chance, and so is "
            "what follows from it.",
            "出生・死亡の水準は{years}年の出生{births}人・死亡{deaths}人によるもので、人数が少なく偶然に左右されます。結果は目安です。",
            years=Joined(sorted({str(min(launch.events)), str(max(launch.events))}), Text("-", "～")),
            births=people(births),
            deaths=people(deaths),
        )
    ]


def _national(inputs: Inputs | None, year: int, measure: str = "population") -> list[Said]:
    """Return what the national institute published for a measure and year."""
    table = None if inputs is None else inputs.published
    if inputs is None or table is None:
        return []
    asked = (table["measure"] == measure) & (table["year"] == year)
    rows = table[asked & (table["area"] == inputs.area.code)]
    said = [
        Text(
            "{number} ({series})",
            "{quantity}（{series}）",
            number=Amount(measure, float(value)),
            quantity=Quantity(measure, float(value)),
            series=series_text(str(series)),
        )
        for series, value in sorted(zip(rows["series"], rows["value"], strict=True))
        if is_national(str(series))
    ]
    lead = Text(
        "The national institute (IPSS) published for {year}: {said}.",
        "国立社会保障・人口問題研究所の推計では、{year}は{said}です。",
    )
    return [Text(lead.en, lead.ja, year=Year(year), said=listed(said))] if said else []


def _no_outlook(every: Scenarios, summary: xr.Dataset) -> list[Said]:
    """Return three lines where no outlook is stated."""
    first, last = (int(summary["time"].values[index]) for index in (0, -1))
    population = summary["population"].squeeze(drop=True)
    ends: dict[str, list[float]] = {}
    for name in every:
        path = population.sel(scenario=name) if "scenario" in population.dims else population
        ends[name] = [shown("population", float(np.asarray(path.sel(time=year)).mean())) for year in (first, last)]
    last_ones = [end for _, end in ends.values()]
    name, (start, end) = next(iter(ends.items()))
    years = {"first": Year(first), "last": Year(last)}
    return [
        Text(
            "No outlook is stated in these scenarios; this is what they give.",
            "これらのシナリオには将来展望が書かれていません。結果は次のとおりです。",
        ),
        Text(
            "The {count} computed here give {low} to {high} residents in {year}."
            if len(ends) > 1
            else "The population in {year} is {low}.",
            "計算したのは{count}で、{year}の人口は{low}人から{high}人までです。"
            if len(ends) > 1
            else "{year}の人口は{low}人です。",
            count=_scenarios(len(ends)),
            year=Year(last, era=True),
            low=people(min(last_ones)),
            high=people(max(last_ones)),
        ),
        Text(
            "{title}: {change} residents from {first} to {last}.",
            "{title}では、{first}から{last}までの増減は{change}人です。",
            title=_short(every[name]),
            change=Change("population", end - start),
            **years,
        ),
    ]
