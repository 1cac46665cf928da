"""What a settlement area promises and gets, in plain words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cohort.analysis.verdict import Verdict
from cohort.wording import distance, number, quantity

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Part:
    """One municipality's part of what the area promises.

    Attributes
    ----------
    area, name_en, name_ja : str
        Code and names.
    value : float
        Projected population in the year promised, persons.
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
    name_en: str
    name_ja: str
    value: float
    share_65_plus: float
    target: float
    missing: float
    net_observed: float
    net_needed: float
    net_needed_alone: float
    own_outlook: float | None

    def name(self, language: str) -> str:
        """Return the name in one language."""
        return self.name_ja if language == "ja" else self.name_en


def sentences(
    verdicts: Sequence[Verdict],
    parts: Sequence[Part],
    share: float | None,
    moves: tuple[pd.DataFrame, pd.DataFrame] | None,
    language: str,
) -> list[str]:
    """Return the sentences: each promise, each part, what it would bring, and moves within the area."""
    said = [_promise(verdict, language) for verdict in verdicts]
    said += [_part(part, language) for part in parts]
    if parts:
        said += _whole(verdicts, parts, share, language)
    if moves is not None:
        said += _moves(*moves, parts, language)
    return said


def _promise(verdict: Verdict, language: str) -> str:
    measure, year = verdict.outlook.measure, verdict.outlook.year
    value, promised = (quantity(measure, v, language) for v in (verdict.value, verdict.promised))
    gap = distance(measure, verdict.gap, verdict.gap_persons, language)
    if language == "ja":
        end = "達成されます" if verdict.met else "達成されません"
        return f"圏域の{year}年の将来展望は{promised}、推計の合計は{value}で、{gap}。展望は{end}。"
    end = "holds" if verdict.met else "does not hold"
    return f"The area's outlook for {year} is {promised}; added up the projections give {value}, {gap}: it {end}."


def _net(value: float, language: str) -> str:
    if math.isnan(value):
        return "どの水準でも届かない" if language == "ja" else "out of reach"
    return f"{value:+,.0f}"


def _part(part: Part, language: str) -> str:
    value, target, missing = (f"{v:,.0f}" for v in (part.value, part.target, part.missing))
    observed, needed, alone = (
        _net(v, language) for v in (part.net_observed, part.net_needed, part.net_needed_alone)
    )
    if language == "ja":
        return (
            f"{part.name_ja}：推計{value}人（65歳以上{number('share_65_plus', part.share_65_plus, 'ja')}）。比例配分では"
            f"{target}人（あと{missing}人）が必要で、推計開始時の転入超過（年）は実績{observed}人に対し{needed}人。"
            f"全部を担う場合は{alone}{'' if math.isnan(part.net_needed_alone) else '人'}。"
        )
    return (
        f"{part.name_en}: {value} projected ({number('share_65_plus', part.share_65_plus)} aged 65+); its proportional part is "
        f"{target}, {missing} more, which needs net migration of {needed} a year at launch where {observed} were observed; "
        f"delivering all of the gap alone: {alone}."
    )


def _whole(
    verdicts: Sequence[Verdict], parts: Sequence[Part], share: float | None, language: str
) -> list[str]:
    said = []
    goal = next(verdict for verdict in verdicts if verdict.outlook.measure == "population")
    promised = next((v for v in verdicts if v.outlook.measure == "share_65_plus"), None)
    if share is not None and not math.isnan(share) and promised is not None:
        got, want = (number("share_65_plus", v, language) for v in (share, promised.promised))
        low = share <= promised.promised
        said.append(
            f"それぞれが移動で担った場合、65歳以上の割合は{got}となり、展望の{want}{'以下です' if low else 'を上回ります'}。"
            if language == "ja"
            else f"If each delivers its part by net migration, {got} are aged 65+: "
            f"{'within' if low else 'still above'} the {want} of the outlook."
        )
    own = [part for part in parts if part.own_outlook is not None]
    rest = [part for part in parts if part.own_outlook is None]
    if own and rest:
        left = goal.promised - sum(part.own_outlook or 0.0 for part in own)
        have = sum(part.value for part in rest)
        names, others = (
            ("、" if language == "ja" else ", ").join(p.name(language) for p in own),
            ("、" if language == "ja" else ", ").join(p.name(language) for p in rest),
        )
        stated = ", ".join(f"{part.own_outlook:,.0f}" for part in own)
        said.append(
            f"{names}自身の展望{stated}人を差し引くと、{others}に残るのは{left:,.0f}人で、推計は{have:,.0f}人です。"
            if language == "ja"
            else f"{names}'s own outlook of {stated} leaves {left:,.0f} for {others}, where {have:,.0f} are projected."
        )
    return said


def _moves(internal: pd.DataFrame, external: pd.DataFrame, parts: Sequence[Part], language: str) -> list[str]:
    names = {part.area: part.name(language) for part in parts}
    said = []
    for code in internal.columns:
        inside, outside = float(internal[code].mean()), float(external[code].mean())
        name, years = names.get(str(code), str(code)), f"{internal.index[0]}-{internal.index[-1]}"
        said.append(
            f"{name}の転入超過（{years}年平均）：圏域内{inside:+,.0f}人、圏域外{outside:+,.0f}人。圏域内の移動は合計で0です。"
            if language == "ja"
            else f"{name}, mean of {years}: {inside:+,.0f} net within the area and {outside:+,.0f} with the rest; "
            "moves within the area net to zero."
        )
    return said
