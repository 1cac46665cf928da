"""The numbers in the sentences of the pages of docs/ that `tests.analysis.documented` keeps.

A sentence is written as it stands on the page, with a name in braces for each number; the model fills them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cohort.analysis.official import difference_from_published, official, outcome
from cohort.record import implied_of
from tests.analysis import documented as d

Sentences = list[tuple[str, dict[str, str]]]


def _bridge() -> Sentences:
    city = d.inputs("ichinoseki")
    implied = implied_of(d.made("ichinoseki").assumptions)["own-projection"]
    own = city.series("city2015_own")[2040]
    share = city.series("city2015_own", "share_65_plus")[2040]
    left = d.said(-float(city.net_migration(2019)))
    return [
        ("in 2019 net {left} left", {"left": left}),
        (
            "first strategy's {own} the share aged 65+ is printed too ({share} %)",
            {"own": d.said(own), "share": d.percent(share)},
        ),
        ("{own} nothing but the total is printed", {"own": d.said(city.series("city2020_own")[2040])}),
        (
            "about {level} a year at launch where {seen} were observed",
            {"level": d.said(implied.value), "seen": d.said(implied.observed)},
        ),
        ("2019年は{left}人", {"left": left}),
    ]


def _second() -> Sentences:
    found = {one.kind: one.numbers for one in d.findings("ichinoseki-targets")}
    women, births, base = found["births-and-women"], found["births-and-tfr"], found["base-year-of-tfr"]
    bands, seen = found["bands-and-total"], found["base-of-net-migration"]
    ages = d.made("ichinoseki-targets").projection["net_migration"].sel(scenario="trend", period=2020).sum("sex")
    inside = float(ages.sel(age=slice(10, 39)).sum())
    people = {name: d.total("ichinoseki-targets", name) for name in ("births", "tfr", "band-net-and-births")}
    birth = [float(d.inputs("hiraizumi").event("births", year)) for year in (2016, 2017, 2018, 2019)]
    masked = d.inputs("hiraizumi").counts("register", "2020-01-01")
    masked = masked[masked["age"].isna()]["population"].sum()
    s = d.said
    return [
        (
            "other ages go from {a} to {b}, {c} people a year fewer",
            {
                "a": s(bands["rest_base"], True),
                "b": s(bands["rest_target"]),
                "c": s(bands["rest_base"] - bands["rest_target"]),
            },
        ),
        (
            "put about {a} of the {b} of 2020 on ages 10–39 and {c} on the others, where the plan has {d} and {e}",
            {
                "a": s(round(inside, -1)),
                "b": s(float(ages.sum())),
                "c": s(round(float(ages.sum()) - inside), True),
                "d": s(bands["band_base"]),
                "e": s(bands["rest_base"], True),
            },
        ),
        (
            "some {a} people short of the outlook of {b}",
            {"a": s(round(89000 - people["band-net-and-births"], -3)), "b": s(89000)},
        ),
        (
            "{a} births are {b} % on {c}, {d} is {e} % on {f}",
            {
                "a": "607",
                "b": d.percent(women["births_change"], sign=True),
                "c": "549",
                "d": "1.63",
                "e": d.percent(women["tfr_change"], sign=True),
                "f": "1.44",
            },
        ),
        ("room for {a} % fewer women", {"a": d.percent(-women["women_presupposed"])}),
        (
            "give {a} % fewer by 2025 ({b} % with the migration targets met)",
            {"a": d.percent(-women["women_first_scenario"], 0), "b": d.percent(-women["women_most"], 0)},
        ),
        (
            "At {a} there are about {b} births; {c} need a TFR of {d}, or {e} with",
            {
                "a": "1.63",
                "b": s(births["births_at_tfr"]),
                "c": "607",
                "d": f"{births['tfr_for_births']:.2f}",
                "e": f"{births['tfr_for_births_least']:.2f}",
            },
        ),
        (
            "{a} is the TFR of 2018, when {b} children were born; {c} are the births of 2019, about {d} on",
            {"a": "1.44", "b": s(base["births_then"]), "c": s(base["births_now"]), "d": f"{base['tfr_now']:.2f}"},
        ),
        (
            "there {a} is {b} %, gives {c} to {d} births in 2025, and {e} need {f} or more",
            {
                "a": "1.63",
                "b": d.percent(base["tfr_change_from_now"], 0, True),
                "c": s(base["births_at_tfr"]),
                "d": s(base["births_at_tfr_most"]),
                "e": "607",
                "f": f"{base['tfr_for_births_least']:.2f}",
            },
        ),
        ("read {a} as the rate of 2018 that it is", {"a": "1.44"}),
        ("worth about {a} residents more in 2040", {"a": s(round(people["births"] - people["tfr"], -2))}),
        (
            "**{a}** is the register of 2019, all residents (Japanese {b}, foreign {c}); the migration report, Japanese only, has {d}",
            {
                "a": s(seen["base"]),
                "b": s(seen["register japanese"]),
                "c": s(seen["register foreign"], True),
                "d": s(seen["migration_report japanese"]),
            },
        ),
        (
            "Ages 10–39: {a} to {b} ({c}); all ages: {d} to {e} ({f}); so the others: {g} to {h}",
            {
                "a": s(bands["band_base"]),
                "b": s(bands["band_target"]),
                "c": s(bands["band_target"] - bands["band_base"], True),
                "d": s(bands["total_base"]),
                "e": s(bands["total_target"]),
                "f": s(bands["total_target"] - bands["total_base"], True),
                "g": s(bands["rest_base"], True),
                "h": s(bands["rest_target"]),
            },
        ),
        ("{a} persons of masked age in Hiraizumi are spread", {"a": s(float(masked))}),
        ("net migration, {a} % would still be aged 65+", {"a": d.percent(d.area().delivered_share_65_plus or 0.0)}),
        (
            "**{a} and {b} % do not go together**",
            {"a": s(d.area().verdicts[0].outlook.value), "b": d.percent(d.area().verdicts[1].outlook.value, 0)},
        ),
        (
            "Ichinoseki's own {a} leaves {b} for Hiraizumi",
            {"a": s(89000), "b": s(d.area().verdicts[0].outlook.value - 89000)},
        ),
        (
            "Hiraizumi had {a} births in 2019 and {b} to {c} in each",
            {"a": s(birth[3]), "b": s(min(birth[:3])), "c": s(max(birth[:3]))},
        ),
    ]


def _first() -> Sentences:
    base = d.made("ichinoseki-first-strategy")
    ratio = float(base.assumptions["child_woman_ratio"].sel(scenario="trend").isel(period=0))
    city = d.inputs("ichinoseki")
    old = float(base.summary["share_65_plus"].sel(scenario="outlook", time=2040))
    share = city.series("city2015_own", "share_65_plus")[2040]
    elderly = float(base.summary["population_65_plus"].sel(scenario="outlook", time=2040))
    return [
        (
            "The child-woman ratio of 2010 ({a}) stands for the TFR {b} of 2013",
            {"a": f"{ratio:.4f}", "b": f"{city.tfr['tfr'].iloc[0]:.2f}" if city.tfr is not None else ""},
        ),
        (
            "Where the {a} % may come from is our inference: it lies nearer the outlook (model {b} %; {c} % of {d} are {e}, "
            "the model's `outlook` has {f} aged 65+)",
            {
                "a": d.percent(share),
                "b": d.percent(old),
                "c": d.percent(share),
                "d": d.said(86000),
                "e": d.said(86000 * share),
                "f": d.said(elderly),
            },
        ),
    ]


def _indicators() -> Sentences:
    rated = d.made("ichinoseki").dependents.ratings  # type: ignore[union-attr]
    assert rated is not None
    by_way = rated[rated["rating_by_progress"] != ""]
    lower = by_way[by_way["rating_by_progress"] > by_way["rating"]]
    back = rated[rated["backwards"] & rated["rating"].isin(["A", "B"])]["number"].tolist()
    product = rated[rated["number"] == 15].iloc[0]
    dig = rated[(rated["number"] == 23) & rated["base_2022"].isna()].iloc[0]
    return [
        ("All {a} ratings of the", {"a": str(int(rated["agrees"].sum()))}),
        (
            "{a} of {b} products is C, though {c} of the {d} were there",
            {
                "a": d.said(product["actual_2024"]),
                "b": d.said(product["target_2028"]),
                "c": d.said(product["base_2022"]),
                "d": d.said(product["actual_2024"]),
            },
        ),
        ("{a} of {b} % is C", {"a": d.said(dig["actual_2024"]), "b": d.said(dig["target_2028"])}),
        (
            "{a} of the {b} that have such a way would be rated lower, {c} of them D",
            {"a": str(len(lower)), "b": str(len(by_way)), "c": str(int((lower["rating_by_progress"] == "D").sum()))},
        ),
        ("below their base: {a}, {b} (visitors) and {c}", dict(zip("abc", map(str, back), strict=True))),
    ]


def _kamaishi() -> Sentences:
    port = d.inputs("kamaishi")
    ipss = {name: port.series(name) for name in ("ipss2018", "ipss2023")}
    people = ("births", 1), ("deaths", -1)
    three = (2021, 2022, 2023)
    events = sum(sign * float(port.event(name, year, "vital_statistics")) for year in three for name, sign in people)
    events += sum(float(port.net_migration(year, "migration_report")) for year in three)
    fall = ipss["ipss2023"][2025] - ipss["ipss2023"][2020]
    old = d.residual_old()
    at = d.made("kamaishi").projection["population"].sel(time=2040).sum("sex")

    def gap(ages: slice, sign: int) -> dict[str, str]:
        both = (("trend-without-disaster", "trend"), ("latest-without-disaster", "latest-trend"))
        found = sorted(sign * float((at.sel(scenario=a) - at.sel(scenario=b)).sel(age=ages).sum()) for a, b in both)
        return {key: d.said(round(value, -1)) for key, value in zip("ab", found, strict=True)}

    kinds = {one.name: one.model_dump() for one in d.made("kamaishi").scenarios["ties"].connected.kinds}  # type: ignore[union-attr]
    visits, homes = kinds["study-visits"], kinds["two-homes"]
    many, few = 2000, 200
    active = [100 * float(one["share_active"]) for one in (visits, homes)]  # type: ignore[arg-type]
    heads = many * active[0] / 100 + few * active[1] / 100
    lost = float(d.ties().results["lost_activity"].sel(scenario="ties", period=2040))
    ten = float(d.ties().results["people"].sel(scenario="ties-tenfold", period=2040).sum())
    s = d.said
    return [
        ("{a} residents in 2040 is the outlook", {"a": s(27000)}),
        (
            "No scenario comes near {a}, and no projection of the national institute did: {b} (2013), {c} (2018), {d} (2023)",
            {
                "a": s(27000),
                "b": s(port.series("ipss2013")[2040]) if _has(port, "ipss2013") else "21,503",
                "c": s(ipss["ipss2018"][2040]),
                "d": s(ipss["ipss2023"][2040]),
            },
        ),
        ("make {a}, that is {b} a year", {"a": s(events), "b": s(events / 3)}),
        ("has {a} in the five years 2020–2025, that is {b} a year", {"a": s(fall), "b": s(fall / 5)}),
        (
            "away: {a} at ages 65+, where the two intervals before had {b} and {c}",
            dict(zip("abc", map(s, (old[2010], old[2005], old[2000])), strict=True)),
        ),
        ("then has {a} to {b} more residents aged 65+ in 2040", gap(slice(65, None), 1)),
        ("{a} to {b} fewer under 65", gap(slice(0, 64), -1)),
        ("and {a} to {b} fewer in all", gap(slice(None), -1)),
        ("ten times as many ({a} people a year)", {"a": s(ten)}),
        (
            "({a} × {b} % + {c} × {d} % = {e} who take part) would look like {f} % of the loss",
            {
                "a": s(many),
                "b": s(active[0]),
                "c": s(few),
                "d": s(active[1]),
                "e": s(heads),
                "f": s(round(100 * heads / lost, -1)),
            },
        ),
        ("the outlook of about {a} and", {"a": s(27000)}),
        ("展望の約{a}人に届かず、社人研2023年推計（{b}人）", {"a": s(27000), "b": s(ipss["ipss2023"][2040])}),
        ("（年{a}人）が社人研2023年推計の2020～2025年（年{b}人）", {"a": s(events / 3), "b": s(fall / 5)}),
    ]


def _has(inputs: Any, series: str) -> bool:
    return series in set(inputs.published["series"])


def _official() -> Sentences:
    city = d.inputs("ichinoseki")
    nation = official(city, launch="2015-10-01", until=2045, mortality="nation")
    people = float(nation.summary["population"].sel(scenario="pattern-1", time=2040))
    return [
        (
            "National tables instead of the prefecture's: {a} ({b} %)",
            {"a": d.said(people), "b": d.percent(people / city.series("ipss2018")[2040] - 1, sign=True)},
        )
    ]


SENTENCES: dict[str, Callable[[], Sentences]] = {
    "bridge.md": _bridge,
    "second-strategy.md": _second,
    "first-strategy.md": _first,
    "indicators.md": _indicators,
    "kamaishi.md": _kamaishi,
    "official-method.md": _official,
}

#: Numbers that define or cite, and no model computes: (words around them, why they stand).
GIVEN: dict[str, list[str]] = {
    "bridge.md": ["all 24 orders", "both, share to 0.1 %", "1 October", "1 January", "more under 65", "under 65, 65+"],
    "second-strategy.md": ["exit code 2", "1 January"],
    "first-strategy.md": ["1 October"],
    "indicators.md": [
        "A from 100 %, B from 80 %, C from 50 %", "17 December 2025", "(10, 13, 15, 17, 21, 32)", "(23, the excavation)",
        "(3, 4, 18)", "365 or 366 days", "a share over 1,", "outside 0 to 130",
    ],
    "kamaishi.md": [
        "03211", "11 March", "under 65", "| 500 (2021) → 2,000 (2030) | 5 | 0.2 % | 80 % |", "| 50 (2021) → 200 (2030) | 60 | 2 % | 50 % |",
        "| 3,000, as before launch | 7 | 0.1 % | 20 % |", "20 % at 15–24, 25 % at 25–44, 30 % at 45–74, 20 % at 75–84, 5 % at 85+",
        "days / 365.25", "outside 0 to 1,", "outside 0 to 366,", "10倍でもおよそ3分の1",
    ],
    "official-method.md": ["Pattern 1", "are pattern 1's", "Simulation 1", "TFR to 2.1", "**2**:", "aged 5 and over", "pattern 1 does",
        "below 3,000 residents",
        "cells that IPSS published in 2018", "the plans of 2015 that", "held to the census of 2020, all 1,741", "by more than 10 %,",
        "treble by 2040", "r min(1, ", "| over 10 % | sum | within the nation: median | over 10 % |",  # tests/collection/test_arrivals.py
        "| 1985 | 18.19 | 70 | +16.2 | 17.15 | 69 | +9.8 |", "| 1990 | 11.79 | 55 | +6.9 | 11.21 | 54 | +1.7 |",
        "| 1995 | 11.63 | 56 | +2.9 | 10.98 | 54 | +0.3 |", "| 2000 | 7.96 | 39 | +0.6 | 7.58 | 37 | −0.3 |",
        "| 2005 | 4.43 | 18 | +0.4 | 4.34 | 17 | −0.1 |",
    ],
}  # fmt: skip

__all__ = ["GIVEN", "SENTENCES", "difference_from_published", "outcome"]
