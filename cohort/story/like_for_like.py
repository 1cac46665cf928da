"""Others' projections beside ours on one day and one basis: theirs are of the census, on 1 October."""

from __future__ import annotations

import datetime

import numpy as np

from cohort.inputs import Inputs
from cohort.story.model import Block, Bullets, Paragraph
from cohort.story.numbers import Numbers
from cohort.text import EMPTY, Day, Text, listed, part_of_year
from cohort.wording import Change, Plain, people

INSTITUTE = "ipss"  # series of the national institute
LATEST = "ipss2023"  # of which the assumptions are told
_WITH = Text(
    ", and with the {ratio} that the census of {census} counted of the register,",
    "住民基本台帳によるシナリオには、{census}の国勢調査人口の住民基本台帳人口に対する割合（{ratio}）を掛けました。",
)
FAR = 0.1  # apart, of what was published: worth a reason


def census_over_register(inputs: Inputs) -> tuple[float, datetime.date] | None:
    """Return the last census over the register of that day, and the day.

    The register of that day lies on a straight line between the counts of 1 January before and after. None where one of the
    three is not among the inputs.
    """
    counts = inputs.observed_totals(1980)
    census = counts[counts["basis"] == "census"]
    register = counts[counts["basis"] == "register"]
    on = {day.date(): float(seen) for day, seen in zip(register["date"], register["value"], strict=True)}
    for day, seen in sorted(zip(census["date"], census["value"], strict=True), reverse=True):
        first, after = datetime.date(day.year, 1, 1), datetime.date(day.year + 1, 1, 1)
        if first in on and after in on:
            share = part_of_year(f"{day:%m-%d}")
            return float(seen) / ((1 - share) * on[first] + share * on[after]), day.date()
    return None


def like_for_like(numbers: Numbers) -> list[Block]:
    """Return what was published for the outlook's year, and every main scenario on that day and basis; nothing where none was."""
    outlook = numbers.outlook
    if outlook is None:
        return []
    rows = numbers.run.inputs.published_totals()
    rows = rows[rows["series"].str.startswith(INSTITUTE) & (rows["year"] == outlook.year)].sort_values("series")
    ratio = census_over_register(numbers.run.inputs)
    days = set(rows["day"])
    if not len(rows) or len(days) != 1 or ratio is None or not (day := days.pop()):
        return []
    name, figure, series = rows["name"].iloc[-1], float(rows["value"].iloc[-1]), str(rows["series"].iloc[-1])
    said, apart, converted = [], 0.0, False
    for one in numbers.names.mains:
        own = part_of_year(numbers.reference_day(one))
        at = outlook.year + part_of_year(day) - own
        if not numbers.years[0] <= at <= numbers.years[-1]:
            continue
        path = float(np.interp(at, numbers.years, numbers.measures(one)["population"]))
        of_register = numbers.run.scenarios[one].launch.basis == "register"
        basis, converted = ratio[0] if of_register else 1.0, converted or of_register
        if one == numbers.names.reference:
            apart = path * basis / figure - 1
        said.append(
            Text("“{scenario}” {number} ({gap})", "「{scenario}」{number}人（{gap}）", scenario=numbers.names.short[one],
                 number=people(path * basis), gap=Change("population", path * basis - figure))
        )  # fmt: skip
    when = Day(datetime.date(outlook.year, int(day[:2]), int(day[3:])))
    lead = Text(
        "On one day and basis: {series} has {figure} residents on {when}, by the census. On that day{of_register} the scenarios have "
        "(difference from it):",
        "同じ日・同じ基準での比較：{series}では、{when}の人口は国勢調査ベースで{figure}人です。{of_register}各シナリオの同じ日の人口（差）：",
        of_register=_WITH.filled(census=Day(ratio[1]), ratio=Plain(ratio[0], 1, percent=True)) if converted else EMPTY,
        series=name, figure=people(figure), when=when,
    )  # fmt: skip
    if not said:
        return []
    return [Paragraph(lead), Bullets((Text("{all}.", "{all}。", all=listed(said)), *_why(numbers, series, apart)))]


def _why(numbers: Numbers, series: str, apart: float) -> list[Text]:
    """Return where the reference scenario and a published projection part, where they are far apart."""
    reference = numbers.run.scenarios[numbers.names.reference]
    events = reference.launch.events
    if abs(apart) <= FAR or series != LATEST or not events:
        return []
    return [
        Text(
            "“{scenario}” differs by more than a tenth ({apart}). Where two projections mostly part is migration: the institute takes the "
            "average of three periods between censuses, foreign residents included, and “{scenario}” lets the levels of {years} go on. In few "
            "years, in a small place, and where many foreign residents live, these are far apart.",
            "「{scenario}」は1割を超えて異なります（{apart}）。推計の差が出やすいのは移動の前提です。社人研は国勢調査の3期間の平均的な移動の傾向（外国人を含む）"
            "により、「{scenario}」は{years}の実績の水準が続くとしています。期間が短い場合、人口が少ない場合、外国人の増減が大きい場合に差が開きます。",
            scenario=numbers.names.short[reference.name],
            apart=Plain(apart, 0, sign=True, percent=True),
            years=Text("{first}-{last}", "{first}～{last}年", first=min(events), last=max(events))
            if len(events) > 1
            else Text("{year}", "{year}年", year=events[0]),
        )
    ]
