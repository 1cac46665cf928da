"""What calibrated scenarios start from, in words, beside what the launch years showed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cohort.analysis.tally import Tally
from cohort.record import Implied
from cohort.scenario.model import Scenario
from cohort.text import Said, Text, Year
from cohort.vocabulary import WANTED
from cohort.wording import Amount, Quantity, people, shown


@dataclass(frozen=True)
class Migrants:
    """Yearly net migration in words: ``455 more people leaving than arriving a year``."""

    value: float

    def say(self, language: str) -> str:
        """Return the words in one language."""
        said = Text("{amount} more people arriving than leaving a year", "年{amount}人の転入超過")
        if self.value < 0:
            said = Text("{amount} more people leaving than arriving a year", "年{amount}人の転出超過")
        return said.filled(amount=people(abs(self.value))).say(language)


def calibrated_ones(implied: Mapping[str, Implied], every: Mapping[str, Scenario]) -> list[str]:
    """Return the scenarios that were calibrated themselves, without those built on them."""
    named = [name for name in implied if name in every and every[name].calibrate is not None]
    return [name for name in named if not any(base in implied for base in every[name].based_on)]


def implied_said(what: Implied, scenario: Scenario, title: Said) -> Text:
    """Return what the published total of a calibrated scenario implies, beside what was observed."""
    goal = scenario.calibrate
    assert goal is not None  # by _calibrated
    level: Said
    seen: Said
    if what.lever == "migration.net":
        level, seen = Migrants(what.value), Migrants(what.observed)
    else:
        level, seen = (
            Text("{tfr} births per woman", "合計特殊出生率{tfr}", tfr=Amount("tfr", rate))
            for rate in (what.value, what.observed)
        )
    given = what.given_by
    beside = Text("observed: {seen}", "実績は{seen}でした", seen=seen)
    if given is not None:
        beside = Text("{given} give {seen}", "{given}では{seen}です", given=given, seen=seen)
    return Text(
        "{title} gives the published {goal} in {year} with {level} at the launch; {beside}.",
        "{title}が公表値（{year}に{goal}）になるのは、推計開始時を{level}とした場合です。{beside}。",
        title=title,
        goal=Quantity(goal.measure, goal.value),
        year=Year(goal.year),
        level=level,
        beside=beside,
    )


def stand_on(what: Implied, every: Mapping[str, Scenario], counted: Tally) -> bool:
    """Tell whether the paths that meet an outlook (where none does, the nearest) all stand on a calibrated scenario."""
    best = counted.met or (counted.nearest,)
    return all(what.scenario in (one.scenario, *every[one.scenario].based_on) for one in best)


def starts_from(what: Implied, measure: str) -> Text | None:
    """Return what results on a calibrated scenario start from, where that is more favourable than what was observed; else None."""
    by_moves = what.lever == "migration.net"
    value, observed = (shown("population" if by_moves else "tfr", level) for level in (what.value, what.observed))
    more = value - observed  # of the numbers as they are told
    if more <= 0 or WANTED.get(measure) != "more":
        return None
    said = Text("{amount} births per woman more than {than}", "合計特殊出生率が{than}より{amount}高い")
    if by_moves and what.value <= 0:  # then the observed, which is less, is a net loss as well
        said = Text("{amount} fewer net leavers a year than {than}", "転出超過が{than}より年{amount}人少ない")
    elif by_moves:
        said = Text("{amount} more net arrivals a year than {than}", "転入超過が{than}より年{amount}人多い")
    given = what.given_by
    than = Text("observed", "実績") if given is None else Text("{given} give", "{given}", given=given)
    return Text(
        "It starts from a better level than the launch years showed: {what}.",
        "これは、基準とした年より良い水準（{what}）から始めた場合です。",
        what=said.filled(amount=people(more) if by_moves else Amount("tfr", more), than=than),
    )
