# ruff: noqa: E501
"""What fills the numbers of pages on the package itself, on other countries, and on four more plans."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from tests.shared import ROOT

Facts = list[tuple[str, dict[str, str]]]


def architecture() -> Facts:
    """Limits of the tests, switches of the step, exit codes; what stands in formulas and examples is only held to be there."""
    from cohort import console
    from cohort.projection.provenance import MOST_BYTES
    from tests.docs.facts import count, rows
    from tests.test_architecture import LONGEST_FILE, LONGEST_FUNCTION

    places = count(len(rows("cohort/collection/data/places.csv")))
    said = [
        f"official figures of all {places} municipalities", f"no file above {LONGEST_FILE} lines, no function above {LONGEST_FUNCTION};",
        "one sitting: some 300 lines, functions some 40.", "(in this order: index 0 is male)", "by age **reached**; [0] births to first group,", "on all ages, 0 outside childbearing",
        "| period (`births=\"child_woman_ratio\"`, step 5) |", "| period: 0 the rates as they are; 1 solved so that the total is met; 2 the factor of the last solved period is held |",
        '`step` (1, 5), `reference_date` ("01-01")', "4AB)) / 2A; where A = 0, f = -B/M\\* (needs M\\* < 0); where B = 0, f = M\\*/A (needs M\\* > 0).", "With control 2 the last solved f",
        f"the SHA-256 of more than {MOST_BYTES // 1_000_000} MB of assumptions", 'dim `age_group` ("0-4" ... "100+")', 'age_group ("0-4", "90+", "7", "unknown")',
        'area (code or "03209+03402")', '`on` is a date or "2020-01-01"', 'day ("10-01" or empty)', f"Exit code {console.MEND}, no traceback.",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def results() -> Facts:
    """Years in the sentences of the results: the outlook's, the targets', those of the events; the other numbers are held by tests/test_results.py."""
    from cohort.assumptions.register_ages import YEARLY_BELOW
    from tests.analysis.documented import total
    from tests.docs.facts import count, rows

    today, start = _launch("ichinoseki-today", "today"), int(str(_launch("ichinoseki", "trend")["date"])[:4])
    below = round(total("ichinoseki", "own-projection")) - round(total("ichinoseki", "strategy"))

    def scenario(name: str) -> dict[str, Any]:
        return tomllib.loads((ROOT / f"scenarios/ichinoseki/{name}.toml").read_text(encoding="utf-8"))

    trend, latest = scenario("trend"), scenario("latest-trend")
    outlook, events, later = trend["outlook"][0], trend["launch"]["events"], latest["launch"]["events"]
    figure, year, last = f"{outlook['about']:,}", outlook["year"], events[-1]
    census = str(latest["launch"]["date"])[:4]
    targets = [row for row in rows("inputs/ichinoseki/targets.csv") if row["strategy"] == "second"]
    tfr = next(row for row in targets if row["measure"] == "tfr")
    net = next(row for row in targets if (row["measure"], row["ages"]) == ("net_out_migration", "all ages"))
    by, base, goal = net["target_year"], f"−{float(net['base']):g}", f"−{float(net['target']):g}"
    (seen,) = (
        row
        for row in rows("inputs/ichinoseki/broad_ages.csv")
        if (row["basis"], row["date"], row["age_group"]) == ("register", "2025-03-31", "all")
    )
    said = [
        f"Figures of {year} are of **1 January {year}, residents in the register**", f'## Does "about {figure} residents in {year}" hold?', f"| scenario | residents {year} | against {figure} | below about {figure} from |",
        f"| `trend`: the rates of {events[0]}–{last} go on |", f"TFR {float(tfr['base']):g} → {float(tfr['target']):g}, net {base} → {goal} by {by}, as written", f"| `latest-trend`: census of {census}, events of {later[0]}–{later[-1]} |",
        f"the events of {last} alone, or a number of leavers", f"its target of {goal} in {by} is close to", f"everything else as above; residents of {year}.",
        "with 30 years of tables it lies above", f"own projection, by {by}, reach the outlook with the events of\n{last} alone", f"`trend` knows nothing after {last}.", f"On 31 March {seen['date'][:4]} the register counted {count(float(seen['population']))};",
        f"| 31 March {seen['date'][:4]} | residents |", f"moves of {last} repeated every year", f"the register's fall in {last} repeated", f"| `trend` on the events of {last} alone |", f"four years of events are worse than {last} alone",
        f"went on falling\nafter {last} (births", f"not to be known for better in {str(trend['launch']['date'])[:4]}, and", f"Both are of 1 October {year} and on the census.", f"| {year} | 0–14 | 15–64 | 65+ | all |", f"holds the rates of {later[0]}–{later[-1]} (",
        f"report, in {later[-1]} all in the register)", f"here the level of {later[0]}–{later[-1]} (", f"where {tfr['base_year']} was {float(tfr['base']):g}) goes on", f"Three quarters of a year on, on 1 October {year}, it has",
        f"the register of 1 January {start} and {start + 1} on a straight line)", f"with the births, deaths and moves of {today['events'][0]} of all residents", f"own cohorts, below {YEARLY_BELOW} year by year",
        f"the people of {events[0]}–{last},\nof whom", f"As written, the plan ends {below} people below the city's own projection", f"the three periods of {int(census) - 15}–{census}, foreign",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _launch(folder: str, name: str) -> dict[str, Any]:
    found = tomllib.loads((ROOT / f"scenarios/{folder}/{name}.toml").read_text(encoding="utf-8"))
    return dict(found["launch"])


def bridge() -> Facts:
    """Years in the sentences of the bridge; its numbers are those of tests/analysis/documented.py."""
    latest, own = (_launch("ichinoseki", "latest-trend"), _launch("ichinoseki-first-strategy", "trend"))
    census, first, last = str(latest["date"])[:4], latest["events"][0], latest["events"][-1]
    outlook = tomllib.loads((ROOT / "scenarios/ichinoseki/trend.toml").read_text(encoding="utf-8"))["outlook"][0]
    year, before, known = outlook["year"], int(census) - 5, int(str(own["date"])[:4]) + 5
    said = [
        f"(national tables to {before}, shifted to", f"| one total and its 65+ share (own projection {known}) |", f"| one total (own projection {census}) |",
        f'"Population in {census}" is what the two say of 1 October {census}. For IPSS 2018, launched in {before}, it holds', "(returns after the disaster of 2011\n", f"The population of {census} almost agrees",
        f"between the censuses of {before - 10} and {census}. `latest-trend` has the rates of {first}–{last} with the ages of {int(census) - 10}–{census}.", f"### `latest-trend` (census of 1 October {census}, events of {first}–{last})",
        f"the elderly of {year} are somewhat fewer (the deaths of {first}–{last} set the level)", f"people of working age\nin {year} and in children", f'of the first step too ("Population in {known}")',
        "合計が差に1人単位で一致するように", "社人研2018年推計では4要因に分けられます", "社人研2023年推計は年齢3区分のみのため、", "市の独自推計は総数1つのみで、", f"一関市の{year}年では、社人研2018年推計との差の大半は",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def kamaishi() -> Facts:
    """Years in the sentences on Kamaishi, and the figures of its outlook in Japanese; the rest is of tests/analysis/documented.py."""
    from tests.docs.facts import count, rows

    latest = _launch("kamaishi", "latest-trend")["events"]
    found = rows("inputs/kamaishi/published.csv")
    (vision,) = (row for row in found if row["series"].endswith("_outlook"))
    (ipss,) = (
        row
        for row in found
        if (row["series"], row["measure"], row["year"]) == ("ipss2023", "population", vision["year"])
    )
    made, year = vision["series"][4:8], vision["year"]
    before = latest[-1] - 1  # the last whose Japanese births, deaths and moves are all counted
    tenfold, once = (
        tomllib.loads((ROOT / f"scenarios/kamaishi/{name}.toml").read_text(encoding="utf-8"))
        for name in ("ties-tenfold", "ties")
    )
    assert "2020 = 3000, 2021 = 30000" in (ROOT / "scenarios/kamaishi/ties-tenfold.toml").read_text(encoding="utf-8")
    assert tenfold != once
    said = [
        f"in {year} is the outlook of its population vision of {made}.", f"(Japanese residents) of {latest[0]}–{before} make", f"the deaths of {latest[0]}–{before} among them", f"activity that is lost by {year}**", f"the new people of {year} in `ties` (",
        "オープンシティ戦略」, 2020)", f"釜石市の{year}年の人口は、", f"展望の約{count(float(vision['value']))}人に届かず、社人研2023年推計（{count(float(ipss['value']))}人）も下回ります。", f"\n{latest[0]}～{before}年の実績（",
        "社人研2023年推計の2020～2025年（", "移動の年齢構造には2011年の震災の", "10倍でもおよそ3分の1です。", "釜石市「第2期釜石市人口ビジョン",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _example(folder: str, name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / f"examples/scenarios/{folder}/{name}.toml").read_text(encoding="utf-8"))


def other_countries() -> Facts:
    """The example of Canada: its files say which years; its results are those of tests/inputs/test_wpp.py, worked out there."""
    trend = _example("canada", "trend")["launch"]
    events = trend["events"]
    wpp = (ROOT / "cohort/readers/wpp.py").read_text(encoding="utf-8")
    first, second = re.findall(r"the (\d{4}) and (\d{4}) revisions", wpp)[0]
    said = [
        f"(the level of {events[0]}–{events[-1]} goes on) and a what-if with half the net arrivals, to {trend['until']}.", "(CC BY 3.0 IGO)",
        f"(an earlier revision, 1990–{events[-1]}, without {events[-1] + 1}–2023)", *_canada(),
        "Launched in 2010 instead, the trend is within 1 % of the estimate for 2020,",
        f"the {first} and {second} revisions have them, {events[-1]} and earlier do not",
    ]  # fmt: skip
    return [(one, {}) for one in said]


def _canada() -> list[str]:
    """Return the sentences with the example's results; as they stand where the engine inputs are not beside the project."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from cohort.readers import import_area
    from tests.inputs import wpp
    from tests.inputs.test_wpp import documented
    from tests.shared import DATA

    if DATA is None:
        return ["on these, 37.50 million in 2020 become 44.7 million in 2050, 40.1 million with half the arrivals.",
                "and 1.1 % above it at 65 and over"]  # fmt: skip
    with TemporaryDirectory() as place:
        folder = Path(place)
        import_area("CAN", wpp.canada(folder), to=folder / "canada")
        return documented(folder)


def more_plans() -> Facts:
    """Years and conditions from the scenario files of the examples, what is published from their inputs, the rest from runs."""
    from tests.analysis.more_plans import TABLES, apart, ours, published, theirs

    def tfr(folder: str, name: str) -> dict[int, float]:
        return {int(year): value for year, value in _example(folder, name)["fertility"]["tfr"]["points"].items()}

    def net(folder: str, name: str) -> dict[int, float]:
        return {int(year): value for year, value in _example(folder, name)["migration"]["net"]["points"].items()}

    until = (
        _example("takamatsu", "baseline")["launch"]["until"]
        if "launch" in _example("takamatsu", "baseline")
        else _example("takamatsu", "trend")["launch"]["until"]
    )
    city = published("takamatsu")
    own, ipss = city.series("baseline"), city.series("ipss2018")
    last = max(year for year in ipss.index if year in own.index and abs(own[year] / ipss[year] - 1) < 1e-4)
    vision = _example("kakogawa", "trend")["outlook"][0]
    for year in (2015, 2020, 2025, 2030, 2035, 2040):
        assert abs(apart("kakogawa", "outlook", "simulation2", year)) < 1  # "within one percent"
    assert ours("kakogawa", "outlook", 2060) > vision["about"]
    assert theirs("kakogawa", "simulation2", 2015) > theirs("kakogawa", "simulation2", 2010)
    (at_once,), (balance,) = net("kakogawa", "outlook-at-once"), net("kakogawa", "outlook")
    (halved,) = (year for year, share in net("kakogawa", "pattern1").items() if share == 0.5)
    launch = int(str(_example("kakogawa", "trend")["launch"]["date"])[:4])
    half = net("kakogawa", "simulation1")
    assert (max(half) - min(half), half[max(half)]) == (10, 0.5)  # "halved within ten years"
    one, four = tfr("shinjo", "simulation1"), tfr("shinjo", "simulation4")
    added = [theirs("shinjo", "simulation1", year) - theirs("shinjo", "ipss2013", year) for year in (2020, 2040)]
    assert ours("shinjo", "simulation1", 2040) - ours("shinjo", "ipss2013", 2040) > 1000  # "more than a thousand"
    pairs = [
        of("kurobe", f"simulation{n}", 2060) - of("kurobe", f"simulation{n + 3}", 2060)
        for of in (theirs, ours)
        for n in (1, 2, 3)
    ]
    births = 10 * round(sum(pairs) / len(pairs) / 10)
    higher = tfr("kurobe", "simulation2")
    (few,), (many,) = net("kurobe", "simulation2").values(), net("kurobe", "simulation3").values()
    goal = _example("kurobe", "trend")["outlook"][0]
    assert max(ours("kurobe", f"simulation{n}", 2060) for n in (2, 3)) < goal["about"] - 500
    assert theirs("kurobe", "simulation2", 2060) == 33_010  # the outlook's own
    said = [
        *(make() for make in TABLES.values()), f"## Takamatsu: baseline and outlook to {until}", f"to {last} the baseline is the national institute's projection of 2018, and pattern 1 from",
        f"After {last} the file goes on by itself", "## Kakogawa (2015): pattern 1, two simulations",
        f"is met within one percent to 2040 and is above the vision's {vision['about']:,} in {vision['year']}, the more",
        f"The text says from {balance} (p. 20), the targets say 2020, but the published total of 2015 is above that of 2010: it",
        f"on balance from {at_once} on (`outlook-at-once`). `outlook` reads it as from {balance}.",
        f"- **Pattern 1** follows the institute's projection of 2013: net rates halved by {halved}–{halved + 5}, and", f"- **Simulation 1**: the net migrants of {launch - 5}–{launch} halved within",
        f"- **Simulation 4**, TFR {four[2040]:g} and no", f"- **Simulation 1** is not: by the plan a TFR of {one[2020]:g} in 2020, up from {one[2013]:g}, adds {added[0]:.0f} children and parents to the institute's total of 2020, and one of {one[2040]:g} in 2040 adds\n  {added[1]:.0f}.",
        "The plan's own base for 2015, 1.52, would widen the gap. Simulations 2 and 3 have no", f"Only totals of {goal['year']} are published",
        f"(TFR {higher[2030]:g} in 2030, then {higher[2040]:g} in 2040 or held; balance from 2020, or {few} or {many} settlers a year more)",
        f"adds in {goal['year']} is the same here and there, some {births} people", f"- What {few} settlers a year more add", f"loses 10 to 60 a year above zero for good; here the same {few} are",
        f"added to the level of {launch - 5}–{launch} at the ages", f"The outlook of {goal['about']:,} is simulation 2's in the paper. By the model it is not met by simulation 2, nor by simulation 3.",
        "（国勢調査、5年、子ども女性比、直近5年の純移動率）", f"高松市の推計は{last}年までは社人研2018年推計と同じで", "加古川市の展望は2040年まで1％以内",
    ]  # fmt: skip
    return [(one_, {}) for one_ in said]
