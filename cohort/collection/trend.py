"""The trend of a place as `cohort new` writes it: from which launch years, and what of them goes on."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, NamedTuple

from cohort.errors import CohortError
from cohort.inputs import Inputs
from cohort.sharing import sharing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cohort.scenario.model import Scenario

LAUNCH, EVENTS, UNTIL = 2023, (2018, 2019, 2020, 2021, 2022), 2050
#: Residents at `UNTIL` per resident at the launch from which on rates are not believed: those who came bring more who come. No place
#: of fewer than 1,000 has grown 1.5 times within 25 years since 1980 (docs/decisions/launch-years.md).
MOST_GROWTH = 1.75

_TREND = """\
# {name}: written by `cohort new` from official statistics; inputs/{folder} holds every figure, to be replaced by your own.
# {name}：`cohort new` が公的統計から作成しました。数値は inputs/{folder} にあり、自前の数値に置き換えられます。
format = 1
name   = "trend"
title  = {{ en = "Trend: {what_en} go on{births_en}", ja = "すう勢：{what_ja}が続く{births_ja}" }}
short  = {{ en = "Trend", ja = "すう勢" }}
order  = 1

[launch]
date   = {launch}-01-01               # the latest register by age in the collection / 年齢別で最新の住民基本台帳
basis  = "register"
until  = {until}
events = {events}   # {why}
fertility_level = "last_year"   # births fell through these years / この間も出生率が下がったため、最後の年の水準
tfr_scale = "launch_years"      # what is published is the mean of the same years / 公表値も同じ5年間の平均のため
"""
_NUMBER = """
[migration.net]                  # these years' rates would multiply: {moves.growth:.1f} times the residents by {until}, those who come bring more
unit    = "persons per year"     # 移動率が続くと転入が転入を呼び、{until}年の人口は{moves.growth:.1f}倍になるため、{span}年の平均の人数が続くとした
points  = {{ {launch} = {moves.number} }}
between = "linear"
after   = "hold"
jump_off = "scenario"
source  = "moves"

[sources.moves]
kind      = "dataset"
title     = "住民基本台帳人口移動報告（{span}年の平均）"
english   = "Report on Internal Migration in Japan (mean of {span_en})"
publisher = "総務省統計局"
"""
_FIVE = "five years: one alone is much chance in a small place / 5年平均（単年は振れが大きい）"
_FEWER = "in earlier years more came at some age than live here now / これより前の年は転入超過が現在の居住者を上回る年齢があり使えない"


class Moves(NamedTuple):
    """Net migrants of a place whose rates would multiply it: how many times over by `UNTIL`, and the number that goes on instead."""

    growth: float
    number: float


def launch_years(inputs: Inputs) -> tuple[tuple[int, ...], dict[str, float], Moves | None]:
    """Return the launch years of a place, where a plan starts (net migrants, and the fertility that births imply), and its moves.

    The years are `EVENTS`, or, where the residents of the launch cannot be taken back over all of them, as many of the last of
    them as can be projected from: to a village with a boarding school more may have come at an age than live there now. A
    place whose figures give no level in any case (a town that was evacuated) has all of them, and no levels. Where the rates of
    these years would multiply the place by more than `MOST_GROWTH`, the mean number of `EVENTS` goes on in their place.
    """
    from cohort.assumptions.baseline import baseline

    for since in range(len(EVENTS)):
        with contextlib.suppress(CohortError), sharing():
            made, trend = _by_rates(inputs, EVENTS[since:])
            base = baseline(inputs, trend.launch)
            growth = float(made[-1] / made[0])
            number = rounded(fmean(inputs.net_migration(year).value for year in EVENTS), base.published_level)["net"]
            moves = Moves(growth, number) if growth > MOST_GROWTH else None
            return (
                trend.launch.events,
                rounded(base.events.net_level if moves is None else number, base.published_level),
                moves,
            )
    return EVENTS, {}, None


def rounded(net: float, tfr: float) -> dict[str, float]:
    """Return the levels of launch years as a plan begins with them."""
    return {"net": round(net, 1), "tfr": round(tfr, 2)}


def _by_rates(inputs: Inputs, events: tuple[int, ...]) -> tuple[NDArray[np.float64], Scenario]:
    """Return the residents (time,) if the rates of some launch years go on, and that trend; raise what keeps it from being projected."""
    from cohort.assumptions import assume
    from cohort.projection.project import project
    from cohort.scenario import read_scenarios

    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        (Path(home) / "trend.toml").write_text(trend_text("", "", events), encoding="utf-8")
        trend = read_scenarios(home)["trend"]
    return project(assume(inputs, trend), keep="totals")["population"].to_numpy().ravel(), trend


def trend_text(name: str, folder: str, events: tuple[int, ...], moves: Moves | None = None) -> str:
    """Return the file of the trend of a place: its full name, the folder of its inputs, the launch years, its moves."""
    (en, ja), (every_en, every_ja) = _span(events), _span(EVENTS)
    said = (f"the rates of {en}", f"{ja}年の出生・死亡・移動の水準")
    births = (
        (f", births at the level of {events[-1]}", f"（出生率は{events[-1]}年の水準）") if len(events) > 1 else ("", "")
    )
    if moves is not None:
        said = (
            f"the rates of births and deaths of {en} and the number of net migrants of {every_en}",
            f"{ja}年の出生・死亡の水準と{every_ja}年の純移動数",
        )
    return (_TREND if moves is None else _TREND + _NUMBER).format(
        name=name, folder=folder, launch=LAUNCH, until=UNTIL, events=list(events), why=_FIVE if events == EVENTS else _FEWER,
        what_en=said[0], what_ja=said[1], births_en=births[0], births_ja=births[1], span=every_ja, span_en=every_en, moves=moves,
    )  # fmt: skip


def _span(years: tuple[int, ...]) -> tuple[str, str]:
    """Return the first and last of some years, in English and Japanese."""
    ends = [str(year) for year in dict.fromkeys((years[0], years[-1]))]
    return "-".join(ends), "～".join(ends)
