"""What a settlement area looks forward to and gets, in plain words and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cohort.analysis.verdict import Verdict
from cohort.table import Column, Table, difference, label_column, value, words
from cohort.table import table as make_table
from cohort.text import Said, Text, listed
from cohort.wording import Amount, Change, Distance, Quantity, people

_OUT_OF_REACH = Text("out of reach", "どの水準でも届かない")


@dataclass(frozen=True)
class Share:
    """One municipality's share of what the area looks forward to.

    Attributes
    ----------
    area : str
        Code.
    name : Text
    year : int
        Of the outlook.
    value : float
        Projected population in that year, persons.
    share_65_plus : float
        Its share aged 65+ then.
    target : float
        Population with which every municipality is the same percentage above its own projection.
    missing : float
        ``target - value``.
    net_observed : float
        Net migration of the launch years, persons a year; in minus out.
    net_needed : float
        The level at launch that gives ``target``, its rates going on; NaN where none within 5 % of the launch
        population a year does.
    net_needed_alone : float
        The same if this municipality delivers the whole gap and the others none of it.
    own_outlook : float or None
        What it has published for itself for that year.
    """

    area: str
    name: Text
    year: int
    value: float
    share_65_plus: float
    target: float
    missing: float
    net_observed: float
    net_needed: float
    net_needed_alone: float
    own_outlook: float | None


def sentences(area: Any) -> tuple[Said, ...]:
    """Return the sentences on a `SettlementArea`: each outlook, each share, what it would bring, moves within the area."""
    said: list[Said] = [_outlook(verdict) for verdict in area.verdicts] or [_without_outlook(area)]
    said += [_share(share) for share in area.shares]
    if area.shares:
        said += _whole(area.verdicts, area.shares, area.delivered_share_65_plus)
    return (*said, *_moves(area))


def table(shares: Sequence[Share]) -> Table:
    """Return the shares, a row for each municipality."""
    heads = (
        Text("Residents", "推計人口"),
        Text("Aged 65+", "高齢化率"),
        Text("Its share", "比例配分"),
        Text("Missing", "不足"),
        Text("Net migration observed", "転入超過（実績）"),
        Text("needed", "転入超過（必要）"),
        Text("needed alone", "転入超過（単独）"),
    )
    rows = []
    for one in shares:
        nets = (one.net_observed, one.net_needed, one.net_needed_alone)
        rows.append(
            [
                words(one.name),
                value("population", one.value, year=one.year),
                value("share_65_plus", one.share_65_plus, year=one.year),
                value("population", one.target),
                value("population", one.missing),
                *(words(_OUT_OF_REACH) if math.isnan(net) else difference("net_migration", net) for net in nets),
            ]
        )
    return make_table(
        "settlement",
        Text("What each municipality would have to deliver", "各市町村に必要な水準"),
        [label_column(Text("Municipality", "市町村")), *map(Column, heads)],
        rows,
    )


def _without_outlook(area: Any) -> Text:
    years = [int(year) for year in area.summary["time"].values]
    year = 2040 if 2040 in years else years[-1]
    at = area.summary.sel(area=area.code, time=year)
    return Text(
        "No outlook is published for {code}. Added up the projections give {people} residents in {year}, "
        "{share} of them aged 65+.",
        "{code} の将来展望は公表されていません。推計の合計は{year}年に{people}人、65歳以上{share}です。",
        code=area.code,
        year=year,
        people=people(float(at["population"])),
        share=Amount("share_65_plus", float(at["share_65_plus"])),
    )


def _outlook(verdict: Verdict) -> Text:
    outlook = verdict.outlook
    return Text(
        "The area's outlook for {year} is {stated}{noun}; added up the projections give {value}, {gap} ({met}).",
        "圏域の{year}年の将来展望は{stated}、推計の合計は{value}で、{gap}見込みです（展望：{met}）。",
        year=outlook.year,
        stated=outlook.said,
        noun="" if outlook.measure != "population" else " residents",
        value=Quantity(outlook.measure, verdict.value),
        gap=Distance(outlook.measure, verdict.gap, verdict.gap_persons),
        met=verdict.said,
    )


def _net(value: float) -> Said:
    return _OUT_OF_REACH if math.isnan(value) else Text("{net}", "{net}人", net=Change("net_migration", value))


def _share(share: Share) -> Text:
    return Text(
        "{name}: {value} projected ({old} aged 65+); its proportional part is {target}, {missing} more, which needs net "
        "migration of {needed} a year at launch where {observed} were observed; delivering all of the gap alone: {alone}.",
        "{name}：推計{value}人（65歳以上{old}）。比例配分では{target}人（あと{missing}人）が必要で、推計開始時の転入超過（年）は"
        "実績{observed}に対し{needed}。全部を担う場合は{alone}。",
        name=share.name,
        value=people(share.value),
        old=Amount("share_65_plus", share.share_65_plus),
        target=people(share.target),
        missing=people(share.missing),
        needed=_net(share.net_needed),
        observed=_net(share.net_observed),
        alone=_net(share.net_needed_alone),
    )


def _whole(verdicts: Sequence[Verdict], shares: Sequence[Share], old: float | None) -> list[Text]:
    said = []
    goal = next(verdict for verdict in verdicts if verdict.outlook.measure == "population")
    stated = next((v.outlook for v in verdicts if v.outlook.measure == "share_65_plus"), None)
    if old is not None and not math.isnan(old) and stated is not None:
        within = stated.limits()[0] <= old <= stated.limits()[1]
        said.append(
            Text(
                "If each delivers its part by net migration, {got} are aged 65+: {where} the {want} of the outlook.",
                "それぞれが移動で担った場合、65歳以上の割合は{got}となり、展望の{want}{where}。",
                got=Amount("share_65_plus", old),
                want=Amount("share_65_plus", stated.value),
                where=Text("within", "の範囲内です") if within else Text("still above", "を上回る見込みです"),
            )
        )
    own = [share for share in shares if share.own_outlook is not None]
    rest = [share for share in shares if share.own_outlook is None]
    if own and rest:
        said.append(
            Text(
                "{names}'s own outlook of {stated} leaves {left} for {others}, where {have} are projected.",
                "{names}自身の展望{stated}人を差し引くと、{others}に残るのは{left}人で、推計は{have}人です。",
                names=listed(share.name for share in own),
                others=listed(share.name for share in rest),
                stated=listed(people(share.own_outlook or 0.0) for share in own),
                left=people(goal.outlook.value - sum(share.own_outlook or 0.0 for share in own)),
                have=people(sum(share.value for share in rest)),
            )
        )
    return said


def _moves(area: Any) -> list[Text]:
    if area.internal is None or area.external is None:
        return []
    names = {share.area: share.name for share in area.shares}
    return [
        Text(
            "{name}, mean of {years}: {inside} net within the area and {outside} with the rest; "
            "moves within the area net to zero.",
            "{name}の転入超過（{years}年平均）：圏域内{inside}人、圏域外{outside}人。圏域内の移動は合計で0です。",
            name=names.get(str(code), str(code)),
            years=f"{area.internal.index[0]}-{area.internal.index[-1]}",
            inside=Change("net_migration", float(area.internal[code].mean())),
            outside=Change("net_migration", float(area.external[code].mean())),
        )
        for code in area.internal.columns
    ]
