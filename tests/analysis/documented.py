"""The numbers of the pages of docs/ that tell of plans and projections, made by the model.

``python -m tests.analysis.documented`` writes the tables anew between their marks, and the numbers in the sentences of
`documented_sentences`; read the difference before committing it. docs/statements.md is written by ``cohort statements``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from functools import cache

import xarray as xr

import cohort
from cohort.analysis.bridge import Bridge, bridge, published
from cohort.analysis.coherence import Finding
from cohort.analysis.connected import ConnectedResult
from cohort.analysis.official import difference_from_published, outcome, peak
from cohort.analysis.settlement import SettlementArea
from cohort.assumptions.migration import residual_rates
from cohort.inputs import Inputs
from cohort.projection.step import entering_ages
from cohort.record import implied_of
from tests.shared import ROOT
from tests.shared import computed as made

PAGES = ("bridge.md", "kamaishi.md", "second-strategy.md", "first-strategy.md", "indicators.md", "official-method.md")
NUMBER = r"[−+-]?\d[\d,]*(?:\.\d+)?"
Sentences = list[tuple[str, dict[str, str]]]
_MARK = re.compile(r"(<!-- table: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def said(value: float, sign: bool = False) -> str:
    """A number as the pages write it."""
    return f"{round(value):{'+' if sign else ''},d}".replace("-", "−").replace("+0", "0")


@cache
def inputs(area: str) -> Inputs:
    return cohort.read_inputs(ROOT / "inputs" / area)


def percent(share: float, places: int = 1, sign: bool = False) -> str:
    """A share in percent, without the sign of percent."""
    return f"{100 * share:{'+' if sign else ''}.{places}f}".replace("-", "−")


def assumptions(folder: str) -> xr.Dataset:
    return made(folder).assumptions


def projection(folder: str) -> xr.Dataset:
    return made(folder).projection


def total(folder: str, scenario: str, year: int = 2040) -> float:
    return float(made(folder).summary["population"].sel(scenario=scenario, time=year))


@cache
def findings(folder: str) -> list[Finding]:
    return cohort.coherence(made(folder))


@cache
def area() -> SettlementArea:
    return cohort.settlement_area([made("ichinoseki"), made("hiraizumi")])


def ties() -> ConnectedResult:
    found = made("kamaishi").dependents
    assert found is not None
    assert found.connected is not None
    return found.connected


def residual_old() -> dict[int, float]:
    """Residual net migrants reaching 65+ in Kamaishi between two censuses, by the first."""
    found, port = {}, inputs("kamaishi")
    for first in (2000, 2005, 2010):
        rates = residual_rates(port, date(first, 10, 1), date(first + 5, 10, 1), 2020)[:, 1:]
        people = port.population_on("census", f"{first}-10-01")[0].sel(sex=["male", "female"]).to_numpy()
        found[first] = float((rates * entering_ages(people)).sum(axis=0)[12:].sum())
    return found


def one(folder: str, scenario: str, series: str) -> Bridge:
    table = published(inputs(folder.split("-")[0]), series)
    return bridge(projection(folder), table, scenario=scenario, assumptions=assumptions(folder))


def bridges(folder: str, scenario: str, *series: str) -> str:
    """A column a published series, a row a component; the bottom row is ours."""
    found = [one(folder, scenario, name) for name in series]
    keys = list(dict.fromkeys(key for b in found for key in b.parts))
    words = {key: b.labels[key].say("en") for b in reversed(found) for key in b.parts}
    lines = ["| 2040 | " + " | ".join(f"`{name}`" for name in series) + " |", "|---|" + "---:|" * len(series)]
    lines.append("| published | " + " | ".join(said(b.published) for b in found) + " |")
    for key in keys:
        cells = [said(b.parts[key], sign=True) if key in b.parts else "" for b in found]
        lines.append(f"| {words[key]} | " + " | ".join(cells) + " |")
    lines.append("| **ours** | " + " | ".join(f"**{said(b.ours)}**" for b in found) + " |")
    return "\n".join(lines)


def kamaishi_totals() -> str:
    made = projection("kamaishi")
    lines = ["| 2040 | all | 0–14 | 15–64 | 65+ | against IPSS 2018 (23,266) | against IPSS 2023 (20,908) |"]
    lines.append("|---|" + "---:|" * 6)
    table = inputs("kamaishi")
    for name in made["scenario"].values:
        people = made["population"].sel(scenario=name, time=2040).sum("sex")
        total = float(people.sum())
        ages = [float(people.sel(age=part).sum()) for part in (slice(0, 14), slice(15, 64), slice(65, None))]
        gaps = [total - table.series(series)[2040] for series in ("ipss2018", "ipss2023")]
        cells = [*map(said, [total, *ages]), *(said(gap, sign=True) for gap in gaps)]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def kamaishi_ties() -> str:
    results = ties().results
    lines = [
        "| what-if, 2040 | people a year | person-years present | settlers a year | active residents | "
        "lost since 2020 | made up by ties | by presence | by settlers |",
        "|---|" + "---:|" * 8,
    ]
    for name in results["scenario"].values:
        at = results.sel(scenario=name, period=2040)
        shares = [f"{float(at[key]):.1%}" for key in ("made_up_share", "made_up_by_presence", "made_up_by_settlers")]
        counts = [
            float(at[key].sum())
            for key in ("people", "person_years_present", "settlers", "active_residents", "lost_activity")
        ]
        lines.append(f"| `{name}` | " + " | ".join([*map(said, counts), *shares]) + " |")
    return "\n".join(lines)


def kamaishi_years() -> str:
    at = ties().results.sel(scenario="ties")
    lines = ["| what-if `ties` | person-years present | settlers | active residents | without the ties | made up |"]
    lines.append("|---|" + "---:|" * 5)
    for year in range(2020, 2050, 5):
        now = at.sel(period=year)
        share = float(now["made_up_share"])
        cells = [
            *(said(float(now[key].sum())) for key in ("person_years_present", "settlers", "active_residents", "active_residents_without")),
            "–" if share != share else f"{share:.1%}",
        ]  # fmt: skip
        lines.append(f"| {year} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def second_targets() -> str:
    """A row for each of the second strategy's targets."""
    summary = made("ichinoseki-targets").summary
    lines = ["| scenario | residents 2040 | aged 65+ | births 2025 | net migrants 2025 |", "|---|" + "---:|" * 4]
    for scenario in made("ichinoseki-targets").scenarios:
        path = summary.sel(scenario=scenario.name)
        cells = [
            said(float(path["population"].sel(time=2040))),
            f"{float(path['share_65_plus'].sel(time=2040)):.1%}",
            *(said(float(path[name].sel(period=2025))) for name in ("births", "net_migration")),
        ]
        lines.append(f"| `{scenario.name}`: {scenario.title.en} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def second_area() -> str:
    """The settlement area beside its two municipalities."""
    people, shares = (area().summary[name].sel(time=2040).values for name in ("population", "share_65_plus"))
    city, town = area().shares
    stated, old = (one.outlook.value for one in area().verdicts)

    def net(*values: float) -> list[str]:
        return ["out of reach" if math.isnan(value) else said(value, sign=True) for value in values]

    rows = [
        ["residents, trend", *map(said, people), said(stated)],
        ["aged 65+, trend", *(f"{share:.1%}" for share in shares), f"{old:.0%}"],
        [
            "part to deliver, in proportion",
            said(city.missing),
            said(town.missing),
            said(city.missing + town.missing),
            "",
        ],
        ["net migration a year, 2016–2019", *net(city.net_observed, town.net_observed), "", ""],
        ["needed at launch for that part", *net(city.net_needed, town.net_needed), "", ""],
        ["needed to deliver all of it alone", *net(city.net_needed_alone, town.net_needed_alone), "", ""],
    ]
    head = ["| 2040 | Ichinoseki | Hiraizumi | area | outlook |", "|---|" + "---:|" * 4]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def first_statements() -> str:
    """What the first strategy states, and what the model says."""
    found, city = made("ichinoseki-first-strategy"), inputs("ichinoseki")
    at = found.summary.sel(time=2040)
    own, share = city.series("city2015_own")[2040], city.series("city2015_own", "share_65_plus")[2040]
    trend, outlook, on_own = (float(at["population"].sel(scenario=n)) for n in ("trend", "outlook", "outlook-on-own"))
    implied = implied_of(found.assumptions)["own-projection"]
    old = float(at["share_65_plus"].sel(scenario="own-projection"))
    survivors = found.projection["population"].sel(scenario="own-projection", time=2040, age=slice(65, None)).sum()
    first = cohort.read_scenarios(ROOT / "scenarios" / "ichinoseki-first-strategy")["outlook"]
    walked = first.changed(launch=first.launch.changed(mortality="random_walk"))
    by_walk = float(cohort.project(cohort.assume(city, walked), "totals")["population"].sel(time=2040).sum())
    peaks = [peak(found.summary, f"population_{age}_plus", "trend") for age in (65, 75)]
    at_2030 = float(found.summary["population_75_plus"].sel(scenario="trend", time=2030))
    base = float(city.targets.query("strategy == 'first' and measure == 'net_out_migration'")["base"].iloc[0])  # type: ignore[union-attr]
    rows = [
        ("own projection, residents 2040", said(own), f"{said(trend)} (`trend`, nothing fitted)",
         f"differs by {percent(trend / own - 1)} %. Met exactly with {said(-implied.value)} net leavers a year in 2010–15, where the "
         f"rates of 2005–10 give {said(-implied.observed)}"),
        ("own projection, share 65+ in 2040", f"{percent(share)} %", f"{percent(old)} % (`own-projection`)",
         f"differs: {percent(share)} % of {said(own)} are {said(round(own * share, -2))} people; {said(round(float(survivors), -2))} of "
         "those aged 35+ in 2010 are still there"),
        ("65+ highest about 2020", "2020", f"{peaks[0].year} ({said(peaks[0].value)})", "agrees"),
        ("75+ highest about 2030", "2030", f"{peaks[1].year} ({said(peaks[1].value)}; 2030: {said(at_2030)})",
         "agrees" if peaks[1].year == 2030 else "differs: flat from 2030 to 2035. IPSS 2018, too, has 2035"),
        ("outlook, residents 2040", said(86000), f"{said(outlook)} (`outlook`)",
         f"{percent(1 - outlook / 86000)} % short, by its own targets, linear between the years named. With mortality on a random walk "
         f"it is {said(by_walk)}, which rounds to the outlook"),
        ("the same improvements on the own projection", "–", f"{said(on_own)} (`outlook-on-own`)",
         f"{said(86000 - on_own)} short: the outlook starts from {said(-base)} (2014), the own projection implies {said(implied.value)}"),
    ]  # fmt: skip
    head = ["| statement | published | model | |", "|---|---:|---:|---|"]
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def first_outcome() -> str:
    """What the first strategy aimed at, and what came."""
    names = {
        "tfr": "TFR",
        "net_out_migration": "net leavers a year",
        "in_migration": "arrivals a year",
        "care_certified_share": "share of 65+ certified for care",
    }
    lines = ["| | base | target 2019 | came | share of the way |", "|---|---:|---:|---:|---:|"]
    for row in outcome(inputs("ichinoseki"), "first").to_dict("records"):
        measure = str(row["measure"])

        def shown(value: float, measure: str = measure) -> str:
            if measure == "care_certified_share":
                return f"{percent(value)} %"
            return f"{value:.2f}" if measure == "tfr" else said(value)

        cells = [f"{shown(row['base'])} ({row['base_year']})", shown(row["target"])]
        cells += [f"{shown(row['actual'])} ({row['actual_year']})", f"{row['share_of_way']:.2f}".replace("-", "−")]
        lines.append(f"| {names[measure]} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def official_differences() -> str:
    """Pattern 1 beside IPSS 2018, part by part."""
    areas = ("ichinoseki", "hiraizumi", "kamaishi")
    parts = [
        difference_from_published(inputs(one), cohort.official(inputs(one), launch="2015-10-01").base)[2040]
        for one in areas
    ]
    names = {
        "ours": "pattern 1",
        "launch": "launch (unknown ages)",
        "sex_ratio_0_4": "sex ratio at 0–4",
        "child_woman_ratio": "child-woman ratio",
        "survivorship": "65+: survivorship",
        "net_migration": "below 65: migration",
        "published": "IPSS 2018",
    }
    lines = ["| | Ichinoseki | Hiraizumi | Kamaishi |", "|---|---:|---:|---:|"]
    for key, name in names.items():
        cells = [said(float(one[key]), sign=key not in ("ours", "published")) for one in parts]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    shares = [f"{percent(float(one['ours'] / one['published']) - 1, sign=True)} %" for one in parts]
    return "\n".join([*lines, "| difference | " + " | ".join(shares) + " |"])


TABLES: dict[str, Callable[[], str]] = {
    "trend-ipss": lambda: bridges("ichinoseki", "trend", "ipss2013", "ipss2018"),
    "trend-ipss2023": lambda: bridges("ichinoseki", "trend", "ipss2023"),
    "latest-ipss": lambda: bridges("ichinoseki", "latest-trend", "ipss2013", "ipss2018"),
    "latest-ipss2023": lambda: bridges("ichinoseki", "latest-trend", "ipss2023"),
    "city": lambda: bridges("ichinoseki", "trend", "city2015_own", "city2020_own"),
    "first": lambda: bridges("ichinoseki-first-strategy", "trend", "ipss2013", "city2015_own"),
    "first-ipss2018": lambda: bridges("ichinoseki-first-strategy", "trend", "ipss2018"),
    "kamaishi-totals": kamaishi_totals,
    "kamaishi-ipss2018": lambda: bridges("kamaishi", "latest-trend", "ipss2018"),
    "kamaishi-ipss2023": lambda: bridges("kamaishi", "latest-trend", "ipss2023"),
    "kamaishi-ties": kamaishi_ties,
    "kamaishi-years": kamaishi_years,
    "second-targets": second_targets,
    "second-area": second_area,
    "first-statements": first_statements,
    "first-outcome": first_outcome,
    "official-differences": official_differences,
}


def pattern(sentence: str) -> re.Pattern[str]:
    """What finds a sentence on a page, whatever its numbers are and wherever its lines break."""
    parts = re.split(r"\{(\w+)\}", sentence)
    found = [
        f"(?P<{part}>{NUMBER})" if place % 2 else r"\s+".join(map(re.escape, re.split(r"\s+", part)))
        for place, part in enumerate(parts)
    ]
    return re.compile("".join(found))


def sentences(name: str) -> Sentences:
    from tests.analysis.documented_sentences import SENTENCES

    return SENTENCES[name]()


def filled(page: str, sentence: str, values: dict[str, str]) -> str:
    """The page with the numbers of one sentence as the model gives them; the sentence must stand there once."""
    (found,) = pattern(sentence).finditer(page)
    for key in sorted(values, key=found.start, reverse=True):
        page = page[: found.start(key)] + values[key] + page[found.end(key) :]
    return page


def written(name: str, page: str) -> str:
    """The page with its tables and the numbers of its sentences made anew."""
    page = _MARK.sub(lambda found: f"{found[1]}{TABLES[found['name']]()}\n{found[3]}", page)
    for sentence, values in sentences(name):
        page = filled(page, sentence, values)
    return page


def unexplained(name: str, page: str) -> list[str]:
    """Lines with numbers that stand in no table, in no sentence, and are neither years nor ages nor given."""
    from tests.analysis.documented_sentences import GIVEN

    page = _MARK.sub("", page)
    spans = [found.span() for sentence, _ in sentences(name) for found in pattern(sentence).finditer(page)]
    given = [found.span() for words in GIVEN[name] for found in pattern(words).finditer(page)]
    code = [found.span() for found in re.finditer(r"```.*?```|`[^`]*`|\]\([^)]*\)|\((?:19|20)\d\d\)", page, re.DOTALL)]
    covered = [*spans, *given, *code]
    left = []
    for found in re.finditer(rf"(?<![\w.,]){NUMBER}", page):
        place, token = found.span()[0], found[0].rstrip(",")
        around = page[max(0, place - 1) : found.end() + 3]
        year = re.fullmatch(r"(19|20)\d\d", token)
        ages = re.match(r".?\d{1,2}(?:[–～-]\d{1,2}|\+|歳)", around, re.DOTALL)
        span = re.search(r"(?:(19|20)\d\d|\d{1,2})[–～-]$", page[max(0, place - 5) : place])
        if not (year or ages or span or any(start <= place < end for start, end in covered)):
            left.append(page[max(0, place - 40) : found.end() + 20].replace("\n", " "))
    return left


def main() -> None:
    """Write the tables and sentences of the pages."""
    for name in PAGES:
        path = ROOT / "docs" / name
        path.write_text(written(name, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
