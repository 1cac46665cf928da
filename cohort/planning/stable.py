"""How many families a year would hold a number; and what the numbers are: stocks of the vocabulary, or ages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.analysis.measures import measured
from cohort.errors import CohortError, fail
from cohort.planning.case import Case, Floats, case_of
from cohort.planning.levers import TEMPLATE_NAMES, Course, ages_text, lever, moved
from cohort.planning.solve import sought
from cohort.projection.project import project
from cohort.run import Run
from cohort.table import Column, Table, calendar, figure, label_column, table, words
from cohort.text import Said, Text, Year
from cohort.vocabulary import HEADINGS, VOCABULARY
from cohort.wording import Plain

MOST_FAMILIES = 20_000.0  # a year: beyond any city
NOTICED = 0.05  # persons by one family a year
_AGES = re.compile(r"(?:(women|men):)?(\d{1,3})(?:-(\d{1,3})|(\+))?(?:/0*(\d{1,3}))?", re.ASCII)
HELD = ("population", "6", "women:20-39")  # what is asked for where nothing is named


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
    scenario: str = ""

    @property
    def whole(self) -> float | None:
        """Families as they can be planned: none in part."""
        return None if self.families is None else float(np.ceil(self.families - 1e-6))

    @property
    def sentence(self) -> Text:
        """The answer in words."""
        told = {
            "what": self.text, "level": Plain(self.level), "since": Year(self.since), "until": Year(self.until), "held": Year(self.held),
            "who": TEMPLATE_NAMES.get(self.template, Text(self.template, self.template)),
        }  # fmt: skip
        if self.whole is None:
            return Text(
                "{what}: no number of households ({who}) holds the {level} of {since} from {held} to {until}.",
                "{what}：{who}では、{since}の{level}人を{until}まで維持できる世帯数はありません。",
                **told,
            )
        if self.whole == 0:
            return Text(
                "{what}: that of {since} ({level}) holds from {held} to {until} without more households.",
                "{what}：転入の上乗せがなくても、{since}の{level}人を{held}から{until}まで維持できます。",
                **told,
            )
        return Text(
            "{what}: {count} households a year ({who}) from {since} on would hold that year's {level} from {held} to {until}.",
            "{what}：{since}以降、{who}が毎年{count}世帯転入すれば、{since}の{level}人を{held}から{until}まで維持できます。",
            count=Plain(self.whole),
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
    if "/" in measure:
        fail(case.scenario.file, "measure", kind=CohortError,
             en=f"got {measure!r}; classes come in steps, hold the pupils: {measure.partition('/')[0]}.",
             ja=f"{measure!r} です。学級数は段階的に変わるため、人数（{measure.partition('/')[0]}）を指定してください。")  # fmt: skip
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

    level = float(with_one[0].sel(time=first))
    found = 0.0 if float(least(np.zeros(1))[0]) >= 0 else sought(case, one, least, 0.0, 0.0, MOST_FAMILIES)
    return Stable(measure, stock_text(measure), template, first, last, level, found, held, case.scenario.name)


def stock_text(measure: str) -> Text:
    """Return what a stock is called: a measure, or ages."""
    if measure in HEADINGS:
        return HEADINGS[measure]
    if measure in VOCABULARY:
        return VOCABULARY[measure].text
    ages, _, size = measure.partition("/")
    if size:
        return Text("Classes of {size} ({what})", "{size}人学級の数（{what}）", size=size, what=stock_text(ages))
    named = {
        "6": Text("First-graders (aged 6)", "小学1年生（6歳）"),
        "6-11": Text("Primary pupils (6-11)", "小学生（6～11歳）"),
    }
    who, _, ages = measure.rpartition(":")
    sex = {"women": Text("Women", "女性"), "men": Text("Men", "男性")}.get(who, Text("Residents", "人口"))
    return named.get(measure, Text("{sex} aged {ages}", "{ages}の{sex}", sex=sex, ages=ages_text(ages)))


def stock(projection: xr.Dataset, measure: str, case: Case) -> xr.DataArray:
    """Return a stock by instant: a measure of the vocabulary, or ages (``6``, ``6-11``, ``women:20-39``, ``80+``).

    ``6/35``: the classes that these children fill, 35 to a class, in one school.

    Raises
    ------
    CohortError
        A measure that is none; ages that the groups of the projection do not give.
    """
    found = _AGES.fullmatch(measure)
    if measure == "population":
        return projection["population"].sum(["sex", "age"], skipna=False)
    if found is None:
        summary = measured(projection, measure)
        if measure not in summary or "time" not in summary[measure].dims:
            summary = measured(projection)
            known = ", ".join(str(name) for name in summary if "time" in summary[name].dims)
            fail(case.scenario.file, "measure", kind=CohortError,
                 en=f"got {measure!r}; use one of {known}, or ages: 6, 6-11, women:20-39, 80+, 6/35.",
                 ja=f"{measure!r} です。{known} のどれか、または年齢（6、6-11、women:20-39、80+、6/35）を指定してください。")  # fmt: skip
        return summary[measure]
    who, low, high, open_end, size = found.groups()
    step = case.step
    first, last, top = int(low), int(high or low), int(projection["age"][-1])
    if not first <= last <= top or size == "0":
        fail(case.scenario.file, "measure", kind=CohortError,
             en=f"got {measure!r}; ages rise, to {top} at most, and a class has children: 6, 6-11, women:20-39, 80+, 6/35.",
             ja=f"{measure!r} です。年齢は小さい順に {top} 歳まで、学級は1人以上で、6、6-11、women:20-39、80+、6/35 の"
             "ように指定してください。")  # fmt: skip
    if first % step or (not open_end and (last + 1) % step):
        fail(case.scenario.file, "measure", kind=CohortError,
             en=f"got {measure!r}; the projection has groups of {step} years, run it with step 1.",
             ja=f"{measure!r} です。{step} 歳階級の推計のため、1 年刻みで推計してください。")  # fmt: skip
    chosen = projection["population"].sel(age=slice(first, None if open_end else last))
    chosen = (
        chosen.sum("sex", skipna=False)
        if who is None
        else chosen.sel(sex="female" if who == "women" else "male", drop=True)
    )
    chosen = chosen.sum("age", skipna=False)
    return chosen if size is None else chosen.copy(data=np.ceil(chosen.values / int(size)))


def stabilise_table(found: Sequence[Stable]) -> Table:
    """Return what families a year would hold, as a table."""
    rows = [
        [
            words(one.text),
            figure(one.level, 0, scenario=one.scenario, year=one.since),
            words(TEMPLATE_NAMES.get(one.template, Text(one.template, one.template))),
            words(Text("no number does it", "維持できる世帯数なし")) if one.whole is None else figure(one.whole, 0),
            calendar(one.held),
            calendar(one.until),
        ]
        for one in found
    ]  # fmt: skip
    return table(
        "stabilise",
        Text(
            "Households a year, from {since} on, that hold a number",
            "人数を維持するために必要な世帯数（{since}以降、年あたり）",
            since=Year(found[0].since),
        ),
        [
            label_column(Text("To be held", "維持する人数"), 2.2),
            Column(Text("in {since}", "{since}", since=Year(found[0].since))),
            Column(Text("Households", "世帯"), "l", 2.4),
            Column(Text("A year", "年あたり（世帯）")),
            Column(Text("Held from", "維持の始まり"), "c"),
            Column(Text("to", "終わり"), "c"),
        ],
        rows,
        [
            Text(
                "The fewest households that arrive every year with which the number never falls below that of the first year; found by "
                "running the projection again. It begins to be held when the first of them, or their children, are counted.",
                "毎年転入すれば、始まりの年の人数を下回らない最小の世帯数。推計をやり直して求めました。転入した人やその子が数えられる年から維持できます。",
            )
        ],
    )  # fmt: skip
