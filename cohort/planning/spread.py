"""Between what an answer lies, over the readings of a plan or over its futures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from cohort.planning.case import Floats
from cohort.table import Column, Table, calendar, figure, label_column, table, words
from cohort.text import Said, Text, Year
from cohort.wording import Plain

SHARE = 0.8  # of futures that a range holds
Over = Literal["readings", "draws"]
_OVER: dict[Over, Text] = {
    "readings": Text("over {count} readings of the plan", "計画の{count}通りの読み方では"),
    "draws": Text("in {share:.0%} of {count} draws of what may come", "将来の試行{count}回の{share:.0%}では"),
}
NO_ANSWER = Text("no answer", "該当なし")
_NONE = Text("–", "–")
_WHAT: dict[Over, Text] = {"readings": Text("readings", "読み方"), "draws": Text("futures", "将来")}


@dataclass(frozen=True)
class Spread:
    """Between what an answer lies.

    Attributes
    ----------
    what : Said
        What is asked for, with its unit.
    low, high : float
        Of readings the lowest and highest; of draws the bounds of the middle ``share`` of them. NaN where none has an answer.
    count, without : int
        How many were asked, and how many of them have no answer.
    over : {"readings", "draws"}
    share : float
    places : int
        Decimals it is said with.
    years : bool
        Whether it is a year.
    lacking : Text
        What it means to have no answer.
    """

    what: Said
    low: float
    high: float
    count: int
    without: int
    over: Over
    share: float = 1.0
    places: int = 0
    years: bool = False
    lacking: Text = NO_ANSWER

    def said(self, number: float) -> Said:
        """Return one end in words."""
        return Year(round(number)) if self.years else Plain(number, self.places)

    @property
    def sentence(self) -> Text:
        """``Families of three a year: between 150 and 310, over 768 readings of the plan.``"""
        told: dict[str, object] = {
            "what": self.what,
            "over": Text("in the one reading asked", "この読み方では")
            if self.over == "readings" and self.count == 1
            else Text(_OVER[self.over].en, _OVER[self.over].ja, count=self.count, share=self.share),
            "none": Text(" ({lacking}: {without})", "（うち{without}{unit}は{lacking}）", without=self.without, lacking=self.lacking,
                         unit="通り" if self.over == "readings" else "回")
            if self.without else Text("", ""),
        }  # fmt: skip
        if np.isfinite(self.low) and self.high == np.inf:
            return Text(
                "{what}: {low} or later, or never, {over}{none}.",
                "{what}：{over}、{low}以降（達しない場合を含む）です{none}。",
                low=self.said(self.low), **told,
            )  # fmt: skip
        if not np.isfinite([self.low, self.high]).all():
            return Text("{what}: {lacking} {over}.", "{what}：{over}、{lacking}。", lacking=self.lacking, **told)
        told |= {"low": self.said(self.low), "high": self.said(self.high)}
        if self.said(self.low).say("en") == self.said(self.high).say("en"):
            return Text("{what}: {low} {over}{none}.", "{what}：{over}、{low}です{none}。", **told)
        return Text(
            "{what}: between {low} and {high} {over}{none}.", "{what}：{over}、{low}～{high}です{none}。", **told
        )


def spread_of(
    values: Floats, what: Said, over: Over, alike: Floats | None = None, missing: int = 0, places: int = 0
) -> Spread:
    """Return between what values lie.

    Parameters
    ----------
    values : ndarray (version,)
        NaN where a version has no answer.
    what : Said
    over : {"readings", "draws"}
    alike : ndarray (version,), optional
        How many each stands for; by default one.
    missing, places : int
        Versions that could not be projected; decimals it is said with.
    """
    known = np.isfinite(values)
    count = np.ones(len(values)) if alike is None else alike
    share = SHARE if over == "draws" else 1.0
    ends = np.quantile(values[known], [(1 - share) / 2, (1 + share) / 2]) if known.any() else np.full(2, np.nan)
    return Spread(what, float(ends[0]), float(ends[1]), int(count.sum()) + missing, int(count[~known].sum()) + missing,
                  over, share, places)  # fmt: skip


def spread_table(found: Sequence[Spread]) -> Table:
    """Return between what answers lie as a table: a row for each, readings told apart from futures."""
    rows = []
    for one in found:
        ends = (one.low, one.high)
        cells = [
            words(_NONE) if not np.isfinite(end) else calendar(round(end)) if one.years else figure(end, one.places)
            for end in ends
        ]
        rows.append([words(one.what), words(_WHAT[one.over]), *cells, figure(one.count, 0), figure(one.without, 0)])
    return table(
        "answer-ranges",
        Text("Between what the answers lie", "答えの幅"),
        [
            label_column(Text("Answer", "答え"), 4.0),
            Column(Text("Over", "何の幅か"), "l", 1.6),
            Column(Text("From", "から")),
            Column(Text("to", "まで")),
            Column(Text("Asked", "通り・回")),
            Column(Text("Without an answer", "うち該当なし")),
        ],
        rows,
        [
            Text(
                "Readings: the lowest and the highest over all ways to read the plan, which are no futures and have no probability. "
                "Futures: between what four in five draws lie with the plan as it is written; past projections were as far off.",
                "読み方の幅：計画のすべての読み方のうち最小と最大（将来の確率ではない）。将来の幅：計画どおりの読み方に、過去の推計と同程度の誤差を"
                "与えた試行の8割が入る範囲。",
            )
        ],
    )
