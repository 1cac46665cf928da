"""The answer in plain words: does the outlook hold, on which reading of the plan, by how many people not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from cohort.analysis.verdict import Verdict
from cohort.record import Implied, implied_of
from cohort.scenario.model import Outlook, Scenario
from cohort.text import Text
from cohort.vocabulary import WANTED
from cohort.wording import distance, is_persons, noun, number, quantity

if TYPE_CHECKING:
    from cohort.inputs import Inputs

_NATIONAL_SERIES = re.compile(r"ipss(\d{4})")


@dataclass(frozen=True)
class Sentence:
    """One sentence of the answer, in both languages."""

    en: str
    ja: str


@dataclass(frozen=True)
class Answer:
    """The answer of a run. The first sentence is the answer itself; the others support it with numbers."""

    parts: tuple[Sentence, ...]

    def sentences(self, language: str) -> list[str]:
        """Return the sentences in one language."""
        return [part.ja if language == "ja" else part.en for part in self.parts]

    def text(self, language: str) -> str:
        """Return the answer as one text, a sentence a line."""
        return "\n".join(self.sentences(language))

    @property
    def headline(self) -> tuple[Text, ...]:
        """The answer itself."""
        return tuple(Text(part.en, part.ja) for part in self.parts[:1])

    @property
    def support(self) -> tuple[Text, ...]:
        """What supports it."""
        return tuple(Text(part.en, part.ja) for part in self.parts[1:])

    def _repr_html_(self) -> str:
        from cohort.analysis.display import answer_html

        return answer_html(self)


def answer(
    inputs: Inputs | None,
    scenarios: Iterable[Scenario],
    assumptions: xr.Dataset,
    summary: xr.Dataset,
    verdicts: Sequence[Verdict],
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
    """
    every = {scenario.name: scenario for scenario in scenarios}
    implied = implied_of(assumptions)
    calibrated = _calibrated(implied, every)
    bases = [_implied(implied[name], every[name]) for name in calibrated]
    parts: list[Sentence] = []
    for outlook, found in _by_outlook(verdicts):
        if found[0].outlook.scope == "scenario":
            parts += [_statement(verdict, every[verdict.scenario]) for verdict in found]
            continue
        parts += _promise(outlook, found, every)
        parts += bases
        bases = []  # said once
        for name in calibrated:
            parts += _stands_on(name, implied[name], every, found)
        parts += _published(inputs, outlook)
    return Answer(tuple((parts or _no_outlook(every, summary)) + bases))


def _by_outlook(verdicts: Sequence[Verdict]) -> list[tuple[Outlook, list[Verdict]]]:
    """Return the verdicts outlook by outlook, promises before statements."""
    groups: dict[tuple[object, ...], list[Verdict]] = {}
    for verdict in verdicts:
        key = (
            verdict.outlook.measure,
            verdict.outlook.year,
            verdict.relation,
            verdict.promised,
            verdict.outlook.scope,
        )
        groups.setdefault(key, []).append(verdict)
    ordered = sorted(groups.values(), key=lambda found: found[0].outlook.scope == "scenario")
    return [(found[0].outlook, found) for found in ordered]


def promise_text(verdict: Verdict, language: str) -> str:
    """Return what is promised: ``at least 89,000 residents in 2040``."""
    outlook = verdict.outlook
    said, what = outlook.said.say(language), noun(outlook.measure, language)
    if language == "ja":
        return f"{outlook.year}年に{what}{said}"
    return f"{said} {what} in {outlook.year}"


def _cited(outlook: Outlook, every: dict[str, Scenario], language: str) -> str:
    """Return the title of the outlook's source in brackets, if it has one."""
    sources = (source for scenario in every.values() for source in scenario.sources)
    title = next((source.title for source in sources if source.key == outlook.source), "")
    return (f"（{title}）" if language == "ja" else f" ({title})") if title else ""


def _names(verdicts: Sequence[Verdict], every: dict[str, Scenario], language: str) -> str:
    """Return the titles of scenarios, quoted and joined."""
    titles = [every[verdict.scenario].title(language) for verdict in verdicts]
    return (
        "".join(f"「{title}」" for title in titles)
        if language == "ja"
        else ", ".join(f'"{t}"' for t in titles)
    )


def _promise(outlook: Outlook, found: list[Verdict], every: dict[str, Scenario]) -> list[Sentence]:
    """Return whether a promise is kept, by which scenarios, and what each of them gives."""
    met = [verdict for verdict in found if verdict.met]
    en, ja = promise_text(found[0], "en"), promise_text(found[0], "ja")
    en, ja = (
        f"The outlook of {en}{_cited(outlook, every, 'en')}",
        f"「{ja}」という将来展望{_cited(outlook, every, 'ja')}は、",
    )
    count = len(found)
    if not met:
        head = Sentence(
            f"{en} does not hold in "
            f"{'any of the ' + str(count) + ' scenarios' if count > 1 else 'the scenario'}.",
            f"{ja}{str(count) + 'つのシナリオのどれでも' if count > 1 else 'このシナリオでは'}達成されません"
            "。",
        )
    elif len(met) == count:
        head = Sentence(
            f"{en} holds in {'all ' + str(count) + ' scenarios' if count > 1 else 'the scenario'}.",
            f"{ja}{str(count) + 'つのシナリオすべてで' if count > 1 else 'このシナリオで'}達成されます。",
        )
    else:
        head = Sentence(
            f"{en} holds in {len(met)} of {count} scenarios only: {_names(met, every, 'en')}.",
            f"{ja}{count}つのシナリオのうち{len(met)}つだけで達成されます：{_names(met, every, 'ja')}。",
        )
    nearest = _nearest(found) if not met and count > 1 else None
    # readings of the plan stand in the table; in words, only those that come nearest or keep the promise
    told = [v for v in found if v is nearest or v.met or every[v.scenario].is_main]
    shown = sorted(told, key=lambda v: (v is not nearest, not every[v.scenario].is_main))
    return [head, *(_result(verdict, every[verdict.scenario], verdict is nearest) for verdict in shown)]


def _result(verdict: Verdict, scenario: Scenario, nearest: bool) -> Sentence:
    """Return what one scenario gives in the outlook's year, how far off it is, and since when."""
    measure, year = verdict.outlook.measure, verdict.outlook.year
    lead = ("Nearest to it comes ", "最も近いのは") if nearest else ("", "")
    en = f'{lead[0]}"{scenario.title_en}": {quantity(measure, verdict.value, "en")} in {year}'
    ja = f"{lead[1]}「{scenario.title_ja}」：{year}年に{quantity(measure, verdict.value, 'ja')}"
    if verdict.interpolated:
        en, ja = f"{en} (interpolated between two steps)", f"{ja}（前後の時点から補間）"
    if number(measure, verdict.value) != number(measure, verdict.promised):
        en = f"{en}, {distance(measure, verdict.gap, verdict.gap_persons, 'en')} than promised"
        ja = f"{ja}、展望より{distance(measure, verdict.gap, verdict.gap_persons, 'ja')}"
    if verdict.met:
        return Sentence(f"{en}; the outlook holds.", f"{ja}。展望は達成されます。")
    bound = number(measure, verdict.promised, "en"), quantity(measure, verdict.promised, "ja")
    if verdict.never_reached:
        return Sentence(
            f"{en}; {bound[0]} is not reached in any year.", f"{ja}。{bound[1]}にはどの年にも届きません。"
        )
    side = (
        ("falls below", "stays below", "下回り")
        if verdict.gap < 0
        else ("rises above", "stays above", "上回り")
    )
    if verdict.lost_year == year:
        return Sentence(
            f"{en}; it {side[0]} {bound[0]} in that year.", f"{ja}。この年に{bound[1]}を{side[2]}ます。"
        )
    return Sentence(
        f"{en}; it {side[0]} {bound[0]} in {verdict.lost_year} and {side[1]}.",
        f"{ja}。{verdict.lost_year}年に{bound[1]}を{side[2]}、その後も戻りません。",
    )


def _statement(verdict: Verdict, scenario: Scenario) -> Sentence:
    """Return whether a number that a plan states is what its scenario gives."""
    measure = verdict.outlook.measure
    value_en, value_ja = (quantity(measure, verdict.value, language) for language in ("en", "ja"))
    same = ("agrees with", "一致します") if verdict.met else ("does not agree with", "一致しません")
    gap_en, gap_ja = (
        distance(measure, verdict.gap, verdict.gap_persons, language) for language in ("en", "ja")
    )
    within = f"{verdict.outlook.rounding:,.10g}"
    return Sentence(
        f'"{scenario.title_en}" gives {value_en} in {verdict.outlook.year}, {gap_en} than the published '
        f"{number(measure, verdict.promised)}; it {same[0]} it (rounded to {within}).",
        f"「{scenario.title_ja}」は{verdict.outlook.year}年に{value_ja}で、公表値"
        f"{quantity(measure, verdict.promised, 'ja')}より"
        f"{gap_ja}。公表値と{same[1]}（{within}単位で丸めて比較）。",
    )


def migrants(value: float, language: str) -> str:
    """Return yearly net migration in words: ``455 more people leaving than arriving a year``."""
    amount = number("net_migration", abs(value))
    if language == "ja":
        return f"年{amount}人の転{'出' if value < 0 else '入'}超過"
    return f"{amount} more people {'leaving than arriving' if value < 0 else 'arriving than leaving'} a year"


def _calibrated(implied: dict[str, Implied], every: dict[str, Scenario]) -> list[str]:
    """Return the scenarios that were calibrated themselves, without those built on them."""
    named = [name for name in implied if name in every and every[name].calibrate is not None]
    return [name for name in named if not any(base in implied for base in every[name].based_on)]


def _implied(what: Implied, scenario: Scenario) -> Sentence:
    """Return what the published total of a calibrated scenario implies, beside what was observed."""
    goal = scenario.calibrate
    assert goal is not None  # by _calibrated
    value, observed = what.value, what.observed
    if what.lever == "migration.net":
        en, seen_en = migrants(value, "en"), migrants(observed, "en")
        ja, seen_ja = migrants(value, "ja"), migrants(observed, "ja")
    else:
        en, seen_en = f"{number('tfr', value)} births per woman", number("tfr", observed)
        ja, seen_ja = f"合計特殊出生率{number('tfr', value)}", number("tfr", observed)
    given = what.given_by
    beside = (
        (f"observed: {seen_en}", f"実績は{seen_ja}でした")
        if given is None
        else (f"{given.say('en')} give {seen_en}", f"{given.say('ja')}では{seen_ja}です")
    )
    return Sentence(
        f'"{scenario.title_en}" gives the published {quantity(goal.measure, goal.value, "en")} in {goal.year} '
        f"only with {en} at the launch; {beside[0]}.",
        f"「{scenario.title_ja}」が公表値（{goal.year}年に{quantity(goal.measure, goal.value, 'ja')}）になるのは、"
        f"推計開始時を{ja}とした場合です。{beside[1]}。",
    )


def _stands_on(name: str, what: Implied, every: dict[str, Scenario], found: list[Verdict]) -> list[Sentence]:
    """Return a warning where the best results stand on a base more favourable than what was observed."""
    more = what.value - what.observed
    best = [verdict for verdict in found if verdict.met] or [_nearest(found)]
    built = all(v.scenario == name or name in every[v.scenario].based_on for v in best)
    if more <= 0 or WANTED.get(found[0].outlook.measure) != "more" or not built:
        return []
    if what.lever == "migration.net":
        people = number("net_migration", more)
        leaving = what.value <= 0  # then the observed, which is less, is a net loss as well
        given = what.given_by
        than = ("were observed", "実績") if given is None else (f"{given.say('en')} give", given.say("ja"))
        why = (
            f"{people} {'fewer net leavers' if leaving else 'more net arrivals'} a year than {than[0]}",
            f"転{'出超過が' if leaving else '入超過が'}{than[1]}より年{people}人{'少ない' if leaving else '多い'}",
        )
    else:
        amount = number("tfr", more)
        why = f"{amount} births per woman more than was observed", f"合計特殊出生率が実績より{amount}高い"
    verb = ("holds", "が達成される") if best[0].met else ("comes near", "に近づく")
    return [
        Sentence(
            f"So the outlook {verb[0]} only from a better starting point than the launch years showed: {why[0]}.",
            f"つまり、展望{verb[1]}のは、基準とした年の実績より良い出発点（{why[1]}）を置いた場合だけです。",
        )
    ]


def _nearest(found: Sequence[Verdict]) -> Verdict:
    return min(found, key=lambda verdict: abs(verdict.needed))


def _published(inputs: Inputs | None, outlook: Outlook) -> list[Sentence]:
    """Return what the national institute published for the outlook's measure and year."""
    table = None if inputs is None else inputs.published
    if inputs is None or table is None:
        return []
    rows = table[
        (table["measure"] == outlook.measure)
        & (table["year"] == outlook.year)
        & (table["area"] == inputs.area.code)
    ]
    said = []
    for series, value in sorted(zip(rows["series"], rows["value"], strict=True)):
        match = _NATIONAL_SERIES.fullmatch(str(series))
        if match:
            said.append((match[1], float(value)))
    if not said:
        return []
    measure = outlook.measure
    en = ", ".join(f"{number(measure, value)} ({edition})" for edition, value in said)
    ja = "、".join(
        f"{number(measure, value, 'ja')}{'人' if is_persons(measure) else ''}（{edition}年推計）"
        for edition, value in said
    )
    return [
        Sentence(
            f"The national institute (IPSS) published for {outlook.year}: {en}.",
            f"国立社会保障・人口問題研究所の推計では、{outlook.year}年は{ja}です。",
        )
    ]


def _no_outlook(every: dict[str, Scenario], summary: xr.Dataset) -> list[Sentence]:
    """Return the population at the end of each scenario, where no outlook is stated."""
    first, last = (int(summary["time"].values[index]) for index in (0, -1))
    sentences = [
        Sentence(
            "No outlook is stated in these scenarios; this is what they give.",
            "これらのシナリオには将来展望が書かれていません。結果は次のとおりです。",
        )
    ]
    population = summary["population"].squeeze(drop=True)
    for scenario in every.values():
        path = population.sel(scenario=scenario.name) if "scenario" in population.dims else population
        ends = [float(np.asarray(path.sel(time=year)).mean()) for year in (first, last)]
        start, end = (number("population", value) for value in ends)
        sentences.append(
            Sentence(
                f'"{scenario.title_en}": {start} residents in {first}, {end} in {last}.',
                f"「{scenario.title_ja}」：{first}年の{start}人が{last}年には{end}人になります。",
            )
        )
    return sentences
