"""How the numbers were calculated, and what they do not say."""

from __future__ import annotations

from cohort.story.model import WORDS, Bullets, Equation, Paragraph, Section
from cohort.story.numbers import Numbers
from cohort.text import Said, Text, texts
from cohort.wording import Change, people, shown


def method_section(numbers: Numbers) -> Section:
    """Return the method in plain words, with the balancing equation in the numbers of the first period."""
    span = Text("a year", "1年")
    if numbers.step > 1:
        span = Text("{step} years", "{step}年", step=numbers.step)
    return Section(
        "method",
        Text("How it was calculated", "計算の方法"),
        (
            Paragraph(WORDS["method"].filled(span=span)),
            _balance(numbers),
            Bullets(_parts(numbers)),
            Paragraph(WORDS["equation"].filled(span=span)),
        ),
    )


def _balance(numbers: Numbers) -> Equation:
    """Return the balancing equation of the reference's first period: in words, and in numbers that add up as shown."""
    name, first = numbers.names.reference, numbers.years[0]
    following = first + numbers.step
    equals, plus, minus = Text("=", "＝"), Text("+", "＋"), Text("−", "－")
    words: tuple[Said, ...] = (
        Text("population then", "{year}年の人口", year=following),
        equals,
        Text("population now", "{year}年の人口", year=first),
        plus,
        Text("births", "出生"),
        minus,
        Text("deaths", "死亡"),
        plus,
        Text("net migration", "社会増減"),
    )
    births, deaths, net = (
        shown("population", numbers.within(name, measure, first, first))
        for measure in ("births", "deaths", "net_migration")
    )
    counted: tuple[Said, ...] = (
        people(numbers.at(name, "population", following)),
        equals,
        people(numbers.at(name, "population", first)),
        plus,
        people(births),
        minus,
        people(deaths),
        plus,
        Text("({net})", "（{net}）", net=Change("population", net)),
    )
    return Equation((words, counted))


def _parts(numbers: Numbers) -> tuple[Said, ...]:
    """Return deaths, births and moves: where each comes from in this run."""
    attributes = numbers.run.projection.attrs
    even = attributes.get("migration_timing", "even") == "even"
    by_ratio = attributes.get("births", "asfr") == "child_woman_ratio"
    rates = "-by-ratio" if by_ratio else ""
    moves = WORDS["moves"].filled(when=WORDS["half-each" if even else "at-the-end"])
    return WORDS[f"deaths{rates}"], WORDS[f"births{rates}"], moves


def limits_section() -> Section:
    """Return what a report does not say."""
    return Section(
        "limits",
        Text("Limits", "この推計の限界"),
        (Bullets(tuple(texts("cohort.story", "words.toml", "limits").values())),),
    )
