"""Observed events that cannot be, told by what they would mean; the message names them and what gave them away.

Small places are full of chance: a village with 3 births where 15 are usual is no mistake. So what is refused is far from
what is expected both in proportion and beyond chance.
"""

from __future__ import annotations

import math
from typing import NoReturn

from cohort.demography.checks import refuse
from cohort.scenario.model import Scenario

from .events import Events
from .fertility import PublishedTfr
from .mortality import OPEN_AGE

LEAST, MOST = 1 / 4, 4.0  # observed over expected
HIGHEST_TFR, LOWEST_TFR = 9.0, 0.3  # no people has had more, nor fewer, births per woman
MOST_LEAVING = 0.15  # of the residents, net, a year
MOST_ASKED, FEW_PERSONS = 0.25, 1000.0  # of the residents, a year; so many persons may always be asked for
CHANCE = 6  # standard deviations of a count


def beyond_chance(seen: float, expected: float) -> bool:
    """Tell whether two counts differ by more than chance explains.

    >>> beyond_chance(5490, 549), beyond_chance(3, 15)
    (True, False)
    """
    return abs(seen - expected) > CHANCE * math.sqrt(max(seen, expected, 1.0))


def _far(seen: float, expected: float) -> bool:
    return not LEAST <= seen / expected <= MOST and beyond_chance(seen, expected)


def check_migrants(events: Events, residents: float) -> None:
    """Refuse net migrants of the launch years that a place does not have in peace."""
    net = events.net_level
    moved = (
        events.in_level + events.out_level if events.arrivals else abs(net)
    )  # estimates have no arrivals and leavers
    if abs(net) <= MOST_LEAVING * residents or abs(net) <= CHANCE * math.sqrt(moved):
        return
    came, left = (events.in_level, events.out_level) if events.arrivals else (max(net, 0.0), max(-net, 0.0))
    refuse(
        events.file,
        f"in_migration, out_migration {_years(events.net)}",
        en=f"{came:,.0f} came and {left:,.0f} left a year, a net {abs(net) / residents:.0%} of the "
        f"{residents:,.0f} residents; correct them, or the population.",
        ja=f"年平均の転入 {came:,.0f} 人・転出 {left:,.0f} 人の差は住民 {residents:,.0f} 人の "
        f"{abs(net) / residents:.0%} に当たります。転入・転出か、人口を直してください。",
    )


def check_asked(scenario: Scenario, residents: float) -> None:
    """Refuse a scenario's migrants a year that no place of so many residents takes or loses."""
    for flow in ("net", "in", "out"):
        trajectory = scenario.trajectory(f"migration.{flow}")
        if trajectory is None or trajectory.relation == "relative":
            continue
        most = max((point.value for point in trajectory.values), key=abs)
        if abs(most) > max(MOST_ASKED * residents, FEW_PERSONS):
            refuse(
                scenario.file,
                f"migration.{flow}",
                en=f"got {most:,.0f} persons a year, where {residents:,.0f} live: {abs(most) / residents:.0%} of them; "
                "correct the figure.",
                ja=f"年間 {most:,.0f} 人ですが、人口は {residents:,.0f} 人で、その {abs(most) / residents:.0%} に当たります。"
                "数値を直してください。",
            )


def refuse_deaths(events: Events, expected: float) -> NoReturn:
    """Refuse deaths of the launch years for which no mortality can be found."""
    seen = sum(events.deaths.values())
    refuse(
        events.file,
        f"deaths {_years(events.deaths)}",
        en=f"got {seen:,.0f}, where these residents would have some {expected:,.0f} at the prefecture's mortality; correct the deaths, "
        "or the population.",
        ja=f"{seen:,.0f} 人ですが、この住民に県の生命表を当てると約 {expected:,.0f} 人です。死亡数か、人口を直してください。",
    )


def refuse_arrivals(events: Events, year: int, sex: str, age: int, short: float) -> NoReturn:
    """Refuse migrants of whom ``short`` persons more came at an age, in a launch year, than live there at launch."""
    here = f"{age}+" if age == OPEN_AGE else str(age)
    refuse(
        events.file,
        f"in_migration, out_migration {_years(events.net)}",
        en=f"laid on the ages of the censuses, {short:.1f} more {sex}s aged {here} came in {year} than live there at launch, so that the "
        "population cannot be taken back; name fewer or other years in launch.events, or correct the migrants or the population.",
        ja=f"国勢調査の年齢構造で配分すると、{year} 年に {here} 歳の{'男' if sex == 'male' else '女'}が基準日の居住者より {short:.1f} 人多く"
        "転入したことになり、人口をさかのぼれません。launch.events の年を減らすか変える、または転入・転出か人口を直してください。",
    )


def check_births(events: Events, tfr: float, published: PublishedTfr | None, women: float) -> None:
    """Refuse births of the launch years that mean a TFR far from the published one, or beyond any people's.

    Parameters
    ----------
    events : Events
    tfr : float
        Births per woman of the launch years that their births mean on the model's women.
    published : PublishedTfr or None
    women : float
        Births a year of the women at launch at one birth per woman.
    """
    seen = sum(events.births.values())
    at_one = seen / tfr if tfr > 0 else women * len(events.births)  # births at one birth per woman
    if published is None:
        if LOWEST_TFR <= tfr <= HIGHEST_TFR:
            return
        limit = HIGHEST_TFR if tfr > HIGHEST_TFR else LOWEST_TFR
        far, beside = beyond_chance(seen, at_one * limit), None
    else:
        far, beside = _far(seen, at_one * published.value), published
    if not far:
        return
    other_en = (
        "and no people has had that" if beside is None else f"where {beside.value:.2f} is published for {beside.year}"
    )
    other_ja = "あり得ない値です" if beside is None else f"公表値は {beside.value:.2f}（{beside.year} 年）です"
    refuse(
        events.file,
        f"births {_years(events.births)}",
        en=f"got {seen:,.0f}, which on these women mean {tfr:.2f} births per woman, {other_en}; correct the births, "
        "tfr.csv or the population.",
        ja=f"{seen:,.0f} 人は、この女性人口では合計特殊出生率 {tfr:.2f} に当たり、{other_ja}。出生数、tfr.csv、人口のいずれかを直してください。",
    )


def refuse_no_births(events: Events, published: PublishedTfr) -> NoReturn:
    """Refuse a year without births for which a TFR is published: targets have nothing to be scaled by."""
    refuse(
        events.file,
        f"births {published.year}",
        en=f"got 0, where a TFR of {published.value:.2f} is published for {published.year}; correct the births, or take the row out "
        "of tfr.csv.",
        ja=f"0 人ですが、{published.year} 年の合計特殊出生率は {published.value:.2f} と公表されています。出生数を直すか、tfr.csv の行を"
        "除いてください。",
    )


def _years(by_year: dict[int, float]) -> str:
    return ", ".join(map(str, by_year))
