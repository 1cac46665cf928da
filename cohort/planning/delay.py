"""What waiting costs, how many families a year would hold a number, and when a line is crossed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.analysis.measures import summarise
from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.levers import TEMPLATE_NAMES, Course, Lever, lever, moved, outcome
from cohort.planning.solve import solve, sought
from cohort.projection.project import project
from cohort.run import Run
from cohort.scenario.model import Outlook
from cohort.table import Column, Table, calendar, difference, figure, label_column, table, value, words
from cohort.text import Said, Text, Year
from cohort.vocabulary import HEADINGS
from cohort.wording import Plain

MOST_FAMILIES = 20_000.0  # a year: beyond any city
NOTICED = 0.05  # persons by one family a year
_AGES = re.compile(r"(?:(women|men):)?(\d{1,3})(?:-(\d{1,3})|(\+))?")


@dataclass(frozen=True)
class Delay:
    """The same effort begun ``years`` later: its value, what is lost by it, and the value that would still reach the goal."""

    lever: Lever
    outlook: Outlook
    years: int
    since: int
    value: float
    reached: float
    lost: float
    needed: float | None


def delays(
    run: Run | Case,
    scenario: str | None = None,
    lever: str = "migration.net",
    outlook: Outlook | None = None,
    years: Sequence[int] = (0, 1, 2, 3, 4, 5, 7, 10),
) -> tuple[Delay, ...]:
    """Return the price of delay: what the value that meets the outlook's figure from next year on gives if it begins later.

    ``lost`` is how many fewer there are in the outlook's year; ``needed`` the value that would still reach it (None: none does).
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    first = solve(case, lever=lever, outlook=outlook)[-1]
    if first.value is None:
        fail(case.scenario.file, lever, kind=CohortError,
             en="no value reaches the outlook even from next year on; choose another lever or a later year.",
             ja="来年からでも展望に届く値がありません。ほかの条件か、より遅い年を指定してください。")  # fmt: skip
    made = []
    for late in years:
        since = first.since + late
        if since >= first.outlook.year or since not in case.periods:
            continue
        value = np.array([first.value])
        got = outcome(
            case, {first.lever: value}, Course(since, since), first.outlook.measure, first.outlook.year
        )
        again = first if late == 0 else solve(case, lever=lever, outlook=first.outlook, since=since)[-1]
        lost = first.reached - float(got[0])
        made.append(
            Delay(first.lever, first.outlook, late, since, first.value, float(got[0]), lost, again.stated)
        )
    return tuple(made)


def delay_sentence(found: Sequence[Delay]) -> Text:
    """Return the price of delay in words: the latest one of five years or less."""
    one = [each for each in found if each.years <= 5][-1]
    return Text(
        "{lever}: the value that meets the figure from {first} on ({value}) gives {lost} fewer in {year} if it begins "
        "{late} years later; to reach it then, {needed} would be needed.",
        "{lever}：{first}から必要な値（{value}）を{late}年遅れて始めると、{year}には{lost}少ない。その時点から届くには{needed}が必要。",
        lever=one.lever.text,
        first=Year(found[0].since),
        value=Plain(found[0].needed or one.value, one.lever.places),
        lost=Plain(one.lost),
        year=Year(one.outlook.year),
        late=one.years,
        needed=Text("no value", "届く値なし") if one.needed is None else Plain(one.needed, one.lever.places),
    )


def delay_table(found: Sequence[Delay]) -> Table:
    """Return the price of delay as a table."""
    first = found[0]
    rows = [
        [
            calendar(one.since),
            value(one.outlook.measure, one.reached, year=one.outlook.year),
            difference(one.outlook.measure, -one.lost, year=one.outlook.year),
            words(Text("no value", "届く値なし")) if one.needed is None else figure(one.needed, one.lever.places, year=one.since),
        ]
        for one in found
    ]  # fmt: skip
    return table(
        "delay",
        Text("The price of delay. {lever}", "着手の遅れによる差　{lever}", lever=first.lever.text),
        [
            Column(Text("Begins in", "開始年"), "c"),
            Column(Text("Same value gives in {year}", "同じ値での{year}年", year=first.outlook.year)),
            Column(Text("Difference", "差")),
            Column(Text("Value that would reach it", "届くのに必要な値")),
        ],
        rows,
    )


@dataclass(frozen=True)
class Stable:
    """Families a year of a template, from ``since``, that hold that year's number from ``held`` (the first instant at which they
    change it) to ``until``; ``families`` is None where no number of them does."""

    measure: str
    text: Said
    template: str
    since: int
    until: int
    level: float
    families: float | None
    held: int

    @property
    def sentence(self) -> Text:
        """The answer in words."""
        told = {
            "what": self.text, "level": Plain(self.level), "since": Year(self.since), "until": Year(self.until), "held": Year(self.held),
            "who": TEMPLATE_NAMES.get(self.template, Text(self.template, self.template)),
        }  # fmt: skip
        if self.families is None:
            return Text(
                "{what}: no number of households ({who}) holds the {level} of {since} from {held} to {until}.",
                "{what}：{who}では、{since}の{level}を{until}まで維持できる組数はない。",
                **told,
            )
        return Text(
            "{what}: {count} households a year ({who}) from {since} on would hold that year's {level} from {held} to {until}.",
            "{what}：{since}以降{who}が年{count}組で、{since}の{level}人を{held}から{until}まで維持できる。",
            count=Plain(float(np.ceil(self.families - 1e-6))),
            **told,
        )


def stabilise(
    run: Run | Case,
    scenario: str | None = None,
    measure: str = "population",
    template: str = "couple-30s-child",
    since: int | None = None,
    until: int | None = None,
) -> Stable:
    """Return the fewest families a year from a year on with which a number never falls below that year's.

    Parameters
    ----------
    measure : str
        A stock of the vocabulary, or ages: ``6`` (first-graders), ``6-11``, ``women:20-39``.
    """
    case = run if isinstance(run, Case) else case_of(run, scenario)
    first, last = case.since(since), case.last if until is None else until
    case.check_year(last)
    one = lever(f"households:{template}", case.scenario.file)
    within = case.until(last)

    def path_of(values: Floats) -> xr.DataArray:
        given = moved(within, {one: values}, Course(first, first)).drop_vars(["tfr", "e0"], errors="ignore")
        made = project(given, variables=("population",), failing="nan", fingerprint=False)
        return stock(made, measure, case).transpose("draw", "time")

    with_one = path_of(np.array([0.0, 1.0]))
    moves = (with_one[1] - with_one[0] > NOTICED).values  # children of two are at school four years later
    if not moves.any():
        fail(case.scenario.file, one.name, kind=CohortError,
             en=f"these households do not change {measure} by {last}; choose others, or a later year.",
             ja=f"この世帯では {last} 年までに {measure} が変わりません。ほかの世帯か、より遅い年を指定してください。")  # fmt: skip
    held = int(with_one["time"].values[moves][0])

    def least(values: Floats) -> Floats:
        path = path_of(values)
        return np.asarray((path.sel(time=slice(held, last)) - path.sel(time=first)).min("time").values)

    level = float(stock(project(case.assumptions), measure, case).sel(time=first))
    found = 0.0 if float(least(np.zeros(1))[0]) >= 0 else sought(case, one, least, 0.0, 0.0, MOST_FAMILIES)
    return Stable(measure, stock_text(measure), template, first, last, level, found, held)


def stock_text(measure: str) -> Text:
    """Return what a stock is called: a measure, or ages."""
    if measure in HEADINGS:
        return HEADINGS[measure]
    named = {
        "6": Text("First-graders (aged 6)", "小学1年生（6歳）"),
        "6-11": Text("Primary pupils (6-11)", "小学生（6～11歳）"),
    }
    who, _, ages = measure.rpartition(":")
    sex = {"women": Text("Women", "女性"), "men": Text("Men", "男性")}.get(who, Text("Residents", "人口"))
    return named.get(measure, Text("{sex} aged {ages}", "{ages}歳の{sex}", sex=sex, ages=ages))


def stock(projection: xr.Dataset, measure: str, case: Case) -> xr.DataArray:
    """Return a stock by instant: a measure of the vocabulary, or ages (``6``, ``6-11``, ``women:20-39``, ``80+``).

    Raises
    ------
    CohortError
        A measure that is none; ages that the groups of the projection do not give.
    """
    found = _AGES.fullmatch(measure)
    if found is None:
        summary = summarise(projection)
        if measure not in summary or "time" not in summary[measure].dims:
            known = ", ".join(str(name) for name in summary if "time" in summary[name].dims)
            fail(case.scenario.file, "measure", kind=CohortError,
                 en=f"got {measure!r}; use one of {known}, or ages: 6, 6-11, women:20-39, 80+.",
                 ja=f"{measure!r} です。{known} のどれか、または年齢（6、6-11、women:20-39、80+）を指定してください。")  # fmt: skip
        return summary[measure]
    who, low, high, open_end = found.groups()
    step = case.step
    first, last = int(low), int(high or low)
    if first % step or (not open_end and (last + 1) % step):
        fail(case.scenario.file, "measure", kind=CohortError,
             en=f"got {measure!r}; the projection has groups of {step} years, run it with step 1.",
             ja=f"{measure!r} です。{step} 歳階級の推計のため、1 年刻みで推計してください。")  # fmt: skip
    chosen = projection["population"].sel(age=slice(first, None if open_end else last))
    chosen = (
        chosen.sum("sex")
        if who is None
        else chosen.sel(sex="female" if who == "women" else "male", drop=True)
    )
    return chosen.sum("age")


@dataclass(frozen=True)
class Crossing:
    """When a scenario crosses a line: the first instant on the other side, None where it never does."""

    scenario: str
    text: Text
    measure: str
    line: float
    below: bool
    year: int | None


def thresholds(run: Run, lines: Sequence[tuple[str, float]]) -> tuple[Crossing, ...]:
    """Return the first year in which each scenario crosses each line, from the side it begins on.

    Parameters
    ----------
    lines : sequence of (measure, value)
        Measures as in `stock`: ``("6", 400)``, ``("share_65_plus", 0.45)``, ``("women:20-39", 5000)``.
    """
    made = []
    for one in run.scenarios:
        case = case_of(run, one.name)
        projection = project(case.assumptions)
        for measure, line in lines:
            path = stock(projection, measure, case)
            falls = float(path[0]) >= line
            beyond = path["time"].values[(path < line).values if falls else (path > line).values]
            year = int(beyond[0]) if beyond.size else None
            made.append(Crossing(one.name, case.short, measure, line, falls, year))
    return tuple(made)


def threshold_table(found: Sequence[Crossing]) -> Table:
    """Return the years of crossing: a row a scenario, a column a line."""
    lines = list(dict.fromkeys((one.measure, one.line, one.below) for one in found))
    names = list(dict.fromkeys(one.scenario for one in found))
    at = {(one.scenario, one.measure, one.line): one for one in found}
    rows = []
    for name in names:
        own = [at[name, measure, line] for measure, line, _ in lines]
        cells = [words(Text("never", "なし")) if one.year is None else calendar(one.year) for one in own]
        rows.append([words(own[0].text), *cells])
    heads = [
        Column(
            Text(
                "{what} {way} {line}", "{what}が{line}を{way}", what=stock_text(measure),
                way=Text("below", "下回る年") if below else Text("above", "上回る年"),
                line=Plain(line, 1, percent=True) if measure.startswith("share") else Plain(line),
            ), "c", 1.4,
        )
        for measure, line, below in lines
    ]  # fmt: skip
    return table(
        "thresholds",
        Text("First year in which a line is crossed", "基準の値を初めて超える（下回る）年"),
        [label_column(Text("Scenario", "シナリオ"), 2.6), *heads],
        rows,
    )


__all__ = [
    "Crossing", "Delay", "Stable", "delay_sentence", "delay_table", "delays", "stabilise", "stock", "stock_text",
    "threshold_table", "thresholds",
]  # fmt: skip
