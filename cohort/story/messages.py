"""What the title of a chart says: its message in words. The numbers are worked out by who knows them.

The place, and the scenario where there is one, stand before it: `headed`.
"""

from __future__ import annotations

from collections.abc import Sequence

from cohort.analysis.verdict import Verdict
from cohort.scenario.model import Outlook
from cohort.text import EMPTY, Joined, Said, Text
from cohort.wording import Amount, Change, Plain, Quantity, people


def headed(message: Said | str, *heads: Said | str) -> Said | str:
    """Return a message with what it is about before it: ``Ichinoseki, Trend: ...``; empty heads are left out."""
    named = [head for head in heads if head]
    if not named:
        return message
    return Text("{head}: {message}", "{head}：{message}", head=Joined(named, Text(", ", "・")), message=message)


def persons(value: float) -> Text:
    """Return a number of people, with its unit in Japanese: ``82,044``, ``82,044人``."""
    return Text("{count}", "{count}人", count=people(value))


def persons_changed(value: float) -> Text:
    """Return a change of people with its sign: ``+1,200``, ``△644人``."""
    return Text("{count}", "{count}人", count=Change("population", value))


def share(value: float) -> Amount:
    """Return a share of the residents, in percent."""
    return Amount("share_65_plus", value)


def reached(outlook: Outlook, met: int, values: Sequence[float], drawn: int | None = None) -> Text:
    """Say how many scenarios meet an outlook, and what they have in its year.

    Parameters
    ----------
    outlook : Outlook
    met : int
        How many of them meet it, as the verdicts say.
    values : sequence of float
        What every scenario has in its year, persons.
    drawn : int, optional
        How many of them the chart shows, where it does not show all.
    """
    goal = _goal(outlook)
    low, high = min(values), max(values)
    if len(values) == 1:
        return Text(
            "{goal} is met: {value}" if met else "{goal} is not reached: {value}",
            "{goal}を満たす（{value}）" if met else "{goal}に届かない（{value}）",
            goal=goal,
            value=persons(low),
        )
    count = _counted(len(values), drawn)
    verb = ("none of", "reaches") if not met else (f"{met} of", "meets" if met == 1 else "meet")
    return Text(
        "{met} {count} {verb} {goal}; all have {low} to {high}",
        "{goal}を満たすのは{count}中{number}件（推計は全体で{low}～{high}）",
        met=verb[0],
        verb=verb[1],
        number=met,
        count=count,
        goal=goal,
        low=people(low),
        high=persons(high),
    )


def _goal(outlook: Outlook) -> Text:
    return Text("the outlook of {said} in {year}", "{year}年の展望（{said}）", said=outlook.said, year=outlook.year)


def _counted(count: int, drawn: int | None) -> Text:
    """Return how many scenarios there are, and how many of them are drawn, where not all are."""
    some = drawn is not None and drawn < count
    return Text(
        "{count} scenarios ({drawn} drawn)" if some else "{count} scenarios",
        "{count}シナリオ（うち{drawn}を図示）" if some else "{count}シナリオ",
        count=count,
        drawn=drawn,
    )


def against(plan: Verdict, whose: Said) -> Text:
    """Say what the plan's own targets give in the outlook's year, and how far that is from the outlook."""
    outlook, value = plan.outlook, Quantity(plan.outlook.measure, plan.value)
    if plan.met:
        return Text(
            "“{whose}” has {value} in {year}, as the outlook ({said})",
            "「{whose}」では{year}年に{value}で、展望（{said}）に届く",
            whose=whose, value=value, year=outlook.year, said=outlook.said,
        )  # fmt: skip
    return Text(
        "“{whose}” has {value} in {year}, {distance} than the outlook ({said})",
        "「{whose}」では{year}年に{value}で、展望（{said}）より{distance}",
        whose=whose, value=value, year=outlook.year, said=outlook.said, distance=plan.distance,
    )  # fmt: skip


def read(outlook: Outlook, met: int, count: int, low: float, high: float) -> Text:
    """Say how many readings of a plan meet an outlook, and what they have in its year."""
    return Text(
        "{met} of {count} readings of the plan {meet} {goal}; all have {low} to {high}",
        "{goal}に届くのは、計画の読み方{count}通り中{number}通り（推計は全体で{low}～{high}）",
        met=met or "none",
        meet="meet" if met else "meets",
        number=met,
        goal=_goal(outlook),
        count=Plain(count),
        low=Amount(outlook.measure, low),
        high=Quantity(outlook.measure, high) if outlook.measure != "population" else persons(high),
    )


def course(first: int, start: float, last: int, ends: Sequence[float], drawn: int | None = None) -> Text:
    """Say from where to where the population goes: in how many scenarios, where not all are drawn."""
    low, high = min(ends), max(ends)
    some = drawn is not None and drawn < len(ends)
    return Text(
        "from {start} in {first} to {end} in {last}" + (", {count}" if some else ""),
        ("{count}：" if some else "") + "{first}年の{start}から{last}年は{end}へ",
        count=_counted(len(ends), drawn),
        start=persons(start),
        first=first,
        last=last,
        end=persons(low) if round(low) == round(high) else _between(low, high),
    )


def _between(low: float, high: float) -> Text:
    return Text("between {low} and {high}", "{low}～{high}人", low=people(low), high=people(high))


def births_and_deaths(year: int, births: float, deaths: float, whose: Said | str = "", step: int = 1) -> Text:
    """Say how many a year are born and die in the last period, of the scenario where the gap is largest."""
    return Text(
        "{deaths} deaths and {births} births {a}in {years}" + (" ({whose})" if whose else ""),
        ("「{whose}」では" if whose else "") + "{years}年に{a}死亡{deaths}、出生{births}",
        a=EMPTY if step == 1 else Text("a year ", "年平均"),
        years=_years(year, year + step - 1),
        births=persons(births),
        deaths=persons(deaths),
        whose=whose,
    )


def ageing(first: int, before: float, last: int, after: float) -> Text:
    """Say how the share aged 65 and over changes."""
    return Text(
        "aged 65+ from {before} in {first} to {after} in {last}",
        "65歳以上は{first}年の{before}から{last}年は{after}へ",
        first=first,
        before=share(before),
        last=last,
        after=share(after),
    )


def changes(begin: int, until: int, natural: float, social: float) -> Text:
    """Say what births and deaths do to the population, and what migration does; persons from ``begin`` to ``until``."""
    return Text(
        "{natural} by births and deaths, {social} by migration, {begin} to {until}",
        "{begin}～{until}年に自然増減{natural}、社会増減{social}",
        natural=persons_changed(natural),
        social=persons_changed(social),
        begin=begin,
        until=until,
    )


def pyramid(total: float, old: float) -> Text:
    """Say how many residents there are, and the share aged 65 and over."""
    return Text("{total} residents, {old} aged 65+", "{total}、65歳以上は{old}", total=persons(total), old=share(old))


def _years(first: int, last: int) -> Said | str:
    return str(first) if first == last else Text("{first}–{last}", "{first}～{last}", first=first, last=last)


def _more(difference: float) -> Text:
    more = Text("{count} more", "{count}多い") if difference > 0 else Text("{count} fewer", "{count}少ない")
    return more.filled(count=persons(abs(difference)))


def pyramid_years(then: int, now: int, totals: tuple[float, float], old: tuple[float, float]) -> Text:
    """Say how many fewer residents there are in a later year, and how much older they are."""
    return Text(
        "{gap} residents in {now} than in {then}; aged 65+ {before}, then {after}",
        "{now}年は{then}年より{gap}。65歳以上は{before}から{after}へ",
        gap=_more(totals[1] - totals[0]),
        now=now,
        then=then,
        before=share(old[0]),
        after=share(old[1]),
    )


def pyramid_pair(names: tuple[Said | str, Said | str], totals: tuple[float, float], old: tuple[float, float]) -> Text:
    """Say how many more or fewer residents the second of two has than the first."""
    return Text(
        "{gap} residents ({other} against {one}); aged 65+ {after} and {before}",
        "「{other}」は「{one}」より{gap}。65歳以上は{after}と{before}",
        gap=_more(totals[1] - totals[0]),
        one=names[0],
        other=names[1],
        before=share(old[0]),
        after=share(old[1]),
    )


def migration(first: int, last: int, net: float, age: int, most: float) -> Text:
    """Say the net migrants a year from ``first`` to ``last``, and the five-year group that gains or loses most."""
    # in words a loss is a loss, without a sign; the part is said with its sign, which may be the other one
    return Text(
        "net {way} of {net} a year by migration in {years}; ages {age}–{oldest}: {most}",
        "{years}年は年{net}の{way}（{age}～{oldest}歳は{most}）",
        way=Text("loss", "転出超過") if net < 0 else Text("gain", "転入超過"),
        net=persons(abs(net)),
        years=_years(first, last),
        age=age,
        oldest=age + 4,
        most=persons_changed(most),
    )


def draws(year: int, level: float, low: float, high: float) -> Text:
    """Say between what the widest band of draws ends."""
    return Text(
        "{level:.0%} of draws lie between {low} and {high} in {year}",
        "{year}年は試行の{level:.0%}が{low}～{high}",
        level=level,
        low=persons(low),
        high=persons(high),
        year=year,
    )


def widest(what: Said | str, low: float, high: float) -> Text:
    """Say which lever alone moves a number most, and between what."""
    return Text(
        "most comes of {what}: alone it gives {low} to {high}",
        "最も影響が大きいのは{what}（これだけで{low}～{high}）",
        what=what,
        low=people(low),
        high=persons(high),
    )


def gap(total: float, part: Said | str, amount: float, year: Said | None = None) -> Text:
    """Say a difference, of a year where it is given, and the largest of its parts."""
    return Text(
        "{total}{year}; the largest part is “{part}” ({amount})",
        "{year}差は{total}。最も大きい要因は「{part}」（{amount}）",
        year=EMPTY if year is None else Text(" in {year}", "{year}の", year=year),
        total=persons_changed(total),
        part=part,
        amount=persons_changed(amount),
    )


def peak(what: Said | str, age: str, year: int, value: str) -> Text:
    """Say where values by age and year are largest."""
    return Text(
        "{what}, the largest at age {age} in {year} ({value})",
        "{what}：最大は{year}年の{age}歳（{value}）",
        what=what,
        age=age,
        year=year,
        value=value,
    )


def frontier(what: Said | str, low: float, high: float, level: float | None) -> Text:
    """Say what two levers reach between ``low`` and ``high``, and whether ``level`` is among it."""
    what = what or Text("the result", "結果")
    if level is None:
        return Text("{what} {between}", "{what}は{between}", what=what, between=_between(low, high))
    if low <= level <= high:
        return Text(
            "the thick line marks {level} ({what})",
            "{what}が{level}に届く組合せ（太線）",
            what=what,
            level=persons(level),
        )
    return Text(
        "{what}: nothing in this range reaches {level}",
        "この範囲では{what}は{level}に届かない",
        what=what,
        level=persons(level),
    )


def held(families: float | None) -> Text:
    """Say how many families a year would hold the number of residents."""
    if not families:
        return Text(
            "no number of families a year would hold the number of residents"
            if families is None
            else "the number of residents holds without more families",
            "人口を維持できる転入の世帯数はない" if families is None else "転入の上乗せがなくても人口は維持される",
        )
    return Text(
        "{count} families a year would hold the number of residents",
        "人口を維持するには年{count}世帯の転入が必要",
        count=Plain(families),
    )


def value_of_a_person(age: int, value: float) -> Text:
    """Say at which age one more woman is most later."""
    return Text(
        "one more resident counts most as a woman aged {age}: {value} persons later",
        "1人の転入が後の人口を最も増やすのは{age}歳の女性（{value}人分）",
        age=age,
        value=f"{value:.2f}",
    )


def crossed(first: int | None, last: int | None) -> Text:
    """Say between which years lines are crossed."""
    if first is None:
        return Text("no line is crossed", "基準を超えるシナリオはない")
    return Text(
        "lines are crossed between {first} and {last}", "基準に達する年は{first}～{last}年", first=first, last=last
    )


def standing(short: int, count: int, whose: Said | str = "") -> Text:
    """Say how many of the latest figures are short of a path, of one scenario or of all drawn."""
    return Text(
        "{short} of {count} latest figures are worse than the path" + (" of “{whose}”" if whose else "s drawn"),
        ("「{whose}」の想定に対し、" if whose else "") + "最新の実績{count}件中{short}件が想定より厳しい",
        short=short,
        count=count,
        whose=whose,
    )


def range_of_changes(last: int, least: float, most: float, whose: Said | str = "") -> Text:
    """Say between what changes of several areas lie, as shares of the first year."""
    return Text(
        "change of {least} to {most} by {last}" + (" ({whose})" if whose else ""),
        "{last}年までの増減は{least}～{most}" + ("（{whose}）" if whose else ""),
        last=last,
        least=_percent_change(least),
        most=_percent_change(most),
        whose=whose,
    )


def _percent_change(value: float) -> Text:
    return Text("{value}%", "{value}%", value=Change("population", 100 * value))
