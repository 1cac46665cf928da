# ruff: noqa: E501
"""What it would take, as it is told: each value put back into the projection by another way than it was found."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from tests.told import say
from tests.told.made import Made, computed, told
from tests.told.tables import bare
from tests.told.test_page import payload
from tests.told.test_report import lines_of
from tests.told.truth import Truth

#: Who lives in the households, as the table of the levers in docs/planning.md says: sex (0 men, 1 women) and age.
HOUSEHOLDS = (
    ("couple in their 20s", ((0, 26), (1, 25))),
    ("family of three", ((0, 33), (1, 31), (1, 2))),
    ("couple in their 60s", ((0, 63), (1, 61))),
    ("woman who returns at 22", ((1, 22),)),
)


def table(made: Made, name: str) -> Any:
    return told(made.name).tables.get(name)


def residents(truth: Truth, year: int, **changed: float | int) -> float:
    """Return the residents of a year under the scenario a reader sees first, with a level changed."""
    from cohort import change, project

    own = computed(truth.name).assumptions
    own = own.sel(scenario=truth.opening) if "scenario" in own.dims else own
    since = int(changed.pop("since"))
    made = project(change(own, since=since, **changed), variables=("population",))
    return float(made["population"].sel(time=year).sum())


def keyword(row: Any) -> str | None:
    said = row[0].say("en")
    return "net_migration" if "Net migration" in said else "tfr" if "fertility" in said else None


def since_of(made: Made) -> int:
    found = re.search(r"from (\d{4}) on for the outlook of (\d{4})", table(made, "solve").title.say("en"))
    assert found
    assert int(found[2]) == made.truth.outlooks[0].year
    assert str(found[1]) in table(made, "solve").title.say("ja")
    return int(found[1])


def test_each_lever_reaches_what_it_says(made: Made) -> None:
    truth = made.truth
    if table(made, "solve") is None:
        return
    year, since = truth.outlooks[0].year, since_of(made)
    low, _ = truth.outlooks[0].limits()
    units, seen = {"net_migration": 1.0, "tfr": 0.01}, 0
    for row in table(made, "solve").rows:
        key, target, taken = keyword(row), row[1].content, row[3].content
        assert target in (low, truth.outlooks[0].value)
        # of a plan that is there already nothing is asked to come as far as that
        assert target != low or not truth.met(truth.outlooks[0], truth.opening)
        if key is None or row[0].say("en").startswith("together"):
            continue
        own = truth.at("tfr" if key == "tfr" else "net_migration", truth.opening, since)
        own = own / truth.step if key == "net_migration" else own
        assert row[2].content == pytest.approx(own, abs=1e-6)
        if taken is None:
            continue
        seen += 1
        got = residents(truth, year, since=since, **{key: taken})
        more = residents(truth, year, since=since, **{key: taken + units[key]})
        assert target - 1 <= got <= target + abs(more - got) + 1, (key, target, taken, got)
    assert seen


def test_levers_together(made: Made) -> None:
    truth = made.truth
    if table(made, "solve") is None:
        return
    year, since = truth.outlooks[0].year, since_of(made)
    rows = [row for row in table(made, "solve").rows if row[0].say("en").startswith("together")]
    values = {str(keyword(row)): float(row[3].content) for row in rows}
    if set(values) != {"net_migration", "tfr"}:
        return
    got = residents(truth, year, since=since, **values)
    more = residents(truth, year, since=since, net_migration=values["net_migration"] + 1, tfr=values["tfr"] + 0.01)
    assert got == pytest.approx(rows[0][1].content, abs=abs(more - got) + 1)


def test_observed_beside_what_is_presupposed(made: Made) -> None:
    """Under the conditions of the scenarios: net migration of the last years there are, from five before the launch, as published."""
    known, conditions = published_net(made.truth), table(made, "requirements")
    said = [note for note in conditions.notes if "Observed net migration" in note.say("en")] if conditions else []
    if not said:
        return
    years = re.findall(r"(\d{4}): ([+-]?[\d,]+)", said[0].say("en"))
    assert [int(year) for year, _ in years] == [year for year in sorted(known) if year >= made.truth.years[0] - 5][-6:]
    for year, net in years:
        assert int(net.replace(",", "")) in known[int(year)]
    assert [year for year, _ in years] == re.findall(r"(\d{4})年", said[0].say("ja"))


def test_counts_since_the_launch(made: Made) -> None:
    """Residents on the day of each count, on a straight line between the instants; how far apart, and in percent of the count."""
    truth, seen = made.truth, 0
    if truth.step != 1:
        return
    said = [one.say("en") for section in told(made.name).sections if section.key == "reliability"
            for block in section.blocks for one in getattr(block, "items", ())]  # fmt: skip
    name = truth.mains[0]
    for one in said:
        found = re.match(
            r"Residents on (\d+ \w+ \d{4}) \(.+?\): modelled ([\d,]+), observed ([\d,]+); difference ([+-]?[\d,]+) \(([+-]?[\d.]+)%\)",
            one,
        )
        if not found:
            continue
        seen += 1
        own, count, gap = (int(part.replace(",", "")) for part in found.groups()[1:4])
        assert own == round(on(truth, name, datetime.strptime(found[1], "%d %B %Y")))
        assert gap == own - count
        assert float(found[5]) == pytest.approx(100 * gap / count, abs=0.06)
    assert seen or not said


def on(truth: Truth, name: str, day: datetime) -> float:
    """Return the residents on a day, from those on the reference days before and after it."""
    reference = computed(truth.name).assumptions.attrs["reference_date"]
    last, after = (datetime.strptime(f"{day.year + more}-{reference}", "%Y-%m-%d") for more in (0, 1))
    assert last <= day, "a count before the reference day of its year"
    part = (day - last) / (after - last)
    return (1 - part) * truth.at("population", name, last.year) + part * truth.at("population", name, after.year)


def published_net(truth: Truth) -> dict[int, list[float]]:
    """Return net migration by calendar year, in every count there is of it."""
    known: dict[int, list[float]] = {}
    events = truth.rows("events")
    for basis in ("register", "migration_report"):
        for coverage in (("all",), ("japanese", "foreign"), ("japanese",)):
            for year in range(2016, 2025):
                cells = [
                    (1 if one["measure"] == "in_migration" else -1) * float(one["value"])
                    for one in events
                    if one["basis"] == basis and one["coverage"] in coverage and one["start"] == f"{year}-01-01"
                    and one["end"] == f"{year}-12-31" and one["measure"] in ("in_migration", "out_migration")
                ]  # fmt: skip
                if len(cells) == 2 * len(coverage):
                    known.setdefault(year, []).append(sum(cells))
    return known


def test_what_was_seen(made: Made) -> None:
    """The range is that of the published years, and the effort the distance in their standard deviations."""
    if table(made, "solve") is None:
        return
    known = published_net(made.truth)
    for row in table(made, "solve").rows:
        found = re.match(r"(-?[\d,.]+) to (-?[\d,.]+) \((\d{4})-(\d{4})\)", row[4].say("en"))
        if not found or keyword(row) != "net_migration":
            continue
        low, high = (float(one.replace(",", "")) for one in found.groups()[:2])
        every = [one for values in known.values() for one in values]
        assert low in every
        assert high in every
        assert low <= min(max(values) for values in known.values())
        assert high >= max(min(values) for values in known.values())
        assert [int(found[3]), int(found[4])] == [min(known), max(known)]
        assert bare(row[4].say("ja")) == f"{say.number('population', low, 'ja')}～{say.number('population', high, 'ja')}（{found[3]}～{found[4]}年）"  # fmt: skip
        if row[3].content is not None:
            inside = low <= row[3].content <= high
            assert row[6].say("ja") == ("範囲内" if inside else "範囲を超える")
            assert row[6].say("en") == ("yes" if inside else "beyond it")


def test_ranges(made: Made) -> None:
    """Between what answers lie: those of the plan as it is written are inside, and every one is said in words as well."""
    ranges = table(made, "answer-ranges")
    grid = computed(made.name).readings
    if ranges is None:
        assert grid is None
        return
    language, text = made.language, bare("".join(lines_of(made)))
    goal, first = made.truth.outlooks[0].value, {row[0].say("en"): row for row in ranges.rows}
    for row in ranges.rows:
        what, over, low, high, asked, without = row
        if over.say("en") != "readings":
            continue
        if grid is not None:
            assert asked.content == grid.choices.count
        assert 0 <= without.content <= asked.content
        if isinstance(low.content, (int, float)):
            assert low.content <= high.content
            assert bare(f"{what.say(language)}{':' if language == 'en' else '：'}") in text
            ends = [low.say(language), high.say(language)]
            assert all(bare(end) in text for end in ends)
    for row in table(made, "solve").rows:
        own = first.get(next((name for name in first if name.startswith(f"{row[0].say('en')}, for")), ""))
        if own is not None:  # of the outlook's own figure, whatever it takes to be rounded to it
            assert (
                own[0]
                .say("en")
                .endswith(f", for {say.number('population', goal, 'en')} in {made.truth.outlooks[0].year}")
            )
        if own is not None and row[1].content == goal and row[3].content is not None:
            assert own[2].content - 1 <= row[3].content <= own[3].content + 1


def test_delay(made: Made) -> None:
    truth, language = made.truth, made.language
    if table(made, "delay") is None:
        return
    year, rows = truth.outlooks[0].year, table(made, "delay").rows
    first = rows[0][0].content
    assert first == since_of(made)
    lever = "tfr" if "fertility" in table(made, "delay").title.say("en") else "net_migration"
    unit = 0.01 if lever == "tfr" else 1.0
    value, target = rows[0][3].content, truth.outlooks[0].value
    slope = residents(truth, year, since=first, **{lever: value + unit}) - residents(truth, year, since=first, **{lever: value})  # fmt: skip
    for begin, reached, lost, needed in rows:
        assert reached.content == pytest.approx(
            residents(truth, year, since=begin.content, **{lever: value}), abs=slope + 1
        )
        assert lost.content == pytest.approx(reached.content - rows[0][1].content, abs=1e-6)
        if isinstance(needed.content, (int, float)):
            again = residents(truth, year, since=begin.content, **{lever: needed.content})
            assert target - 1 <= again <= target + slope + 1
    late = [row for row in rows if row[0].content - first <= 5][-1]
    text, later = bare("".join(lines_of(made))), late[0].content
    lost = say.number("population", -late[2].content, language)
    places = 2 if lever == "tfr" else 0
    sign = "+" if lever == "net_migration" and value > 0 else ""
    shown, needed = f"{sign}{say.with_commas(say.rounded(abs(value), places))}", f"{sign}{late[3].say(language)}"
    if language == "ja":
        unit = "人" if lever == "net_migration" else ""
        assert (
            f"{first}年からであれば{shown}{unit}で届きます。同じ値を{later}年から始めると{year}年は{lost}人少なくなり、"
            f"そこから届くには{needed}{unit}が必要です" in text
        )
    else:
        assert bare(f"({shown}) gives {lost} fewer in {year} if it begins in {later}; to reach it then, {needed} would") in text  # fmt: skip


def test_households(made: Made) -> None:
    """Each member carried forward with the scenario's own rates, equation by equation."""
    truth = made.truth
    families = table(made, "family-values")
    if families is None:
        return
    assert len(families.rows) == len(HOUSEHOLDS)
    year, text = truth.outlooks[0].year, bare("".join(lines_of(made)))
    for row, (name, members) in zip(families.rows, HOUSEHOLDS, strict=True):
        assert row[0].say("en").startswith(name)
        assert row[1].content == since_of(made)
        assert row[2].content == len(members)
        later, births, old = (float(one.content) for one in row[3:])
        shown = [say.with_commas(say.rounded(one, 1)) for one in (later, births, old)]
        begun = f"{row[1].content}{'年' if made.language == 'ja' else ''}"
        said = f"{row[0].say(made.language)}{begun}{len(members)}{''.join(shown)}"
        assert bare(said) in text
        if truth.step == 1:
            wanted = [sum(one) for zipped in [zip(*(carried(truth, *one, row[1].content, year) for one in members), strict=True)] for one in zipped]  # fmt: skip
            assert [later, births, old] == pytest.approx(wanted, rel=1e-6)


def carried(truth: Truth, sex: int, age: int, arrives: int, until: int) -> tuple[float, float, float]:
    """Return residents, births and those aged 65 or over that one more person of an age is later."""
    import numpy as np

    s, own = truth.scenarios.index(truth.opening), truth.schedules
    people, births = np.zeros((2, len(truth.ages))), 0.0
    for p, start in enumerate(truth.periods):
        if not arrives <= start < until:
            continue
        rate, factor = own["net_migration_rate"][s, p], own["factor"][s, p]
        moves = np.where(rate > 0, rate * factor, rate / factor) * people
        if start == arrives:
            moves[sex, age] += 1.0
        alive = own["survivorship"][s, p]
        exposed = people + moves / 2
        after = np.zeros_like(people)
        after[:, 1:] = alive[:, 1:] * exposed[:, :-1]
        after[:, -1] += alive[:, -1] * exposed[:, -1]
        after[:, 1:] += moves[:, 1:] / 2
        born = float((own["asfr"][s, p] * (exposed[1] + after[1]) / 2).sum())
        ratio = own["srb"][s, p]
        after[:, 0] = alive[:, 0] * born * np.array([ratio, 1.0]) / (1 + ratio) + moves[:, 0] / 2
        people, births = after, births + born
    return float(people.sum()), births, float(people[:, 65:].sum())


def test_the_map(made: Made) -> None:
    """Title and axes of the map of all combinations, and one of its cells put back into the projection."""
    chart = told(made.name).charts.get("verdict-map")
    if chart is None:
        return
    truth, outlook = made.truth, made.truth.outlooks[0]
    for language in ("ja", "en"):
        title = bare(chart.title.say(language))
        assert str(outlook.year) in title
        assert say.number("population", outlook.value, language) in title
        assert title.startswith(bare(truth.place(language)))
    result, since = chart.data["result"], since_of(made)
    net, tfr = (float(result[one][len(result[one]) // 2]) for one in ("net_migration", "tfr"))
    shown = float(result.sel(net_migration=net, tfr=tfr))
    assert shown == pytest.approx(residents(truth, outlook.year, since=since, net_migration=net, tfr=tfr), abs=1)
    assert chart.data["level"] == outlook.value
    reached = bool(result.min() <= outlook.value <= result.max())
    assert ("に届く組合せ" in chart.title.say("ja")) == reached
    assert ("thick line marks" in chart.title.say("en")) == reached
    axes = {key: words.say("en") for key, words in chart.data["labels"].items()}
    assert axes == {"net_migration": "Net migration (in minus out), persons a year", "tfr": "Total fertility rate"}


def test_the_page_has_every_sentence_and_every_row(made: Made) -> None:
    """Of each answer: all it says in the report but the lead of the first, and its tables whole."""
    content = {one["title"]["en"]: one for one in payload(made)["takes"]}
    for section in told(made.name).sections:
        answer = content.get(section.title.say("en"))
        if answer is None:
            continue
        blocks = [block for block in section.blocks if not hasattr(block, "rows")]
        said = [one for block in blocks for one in getattr(block, "items", (getattr(block, "text", None),)) if one]
        for one in said[section.key == "takes" :]:
            assert {"en": one.say("en"), "ja": one.say("ja")} in answer["said"], section.key
        tables = [block for block in section.blocks if hasattr(block, "rows")]
        assert len(answer["tables"]) == len(tables)
        for one, shown in zip(tables, answer["tables"], strict=True):
            for language in ("en", "ja"):
                head = [column.say(language) for column in one.columns]
                assert shown["rows"][language] == [head, *([cell.say(language) for cell in row] for row in one.rows)]


def test_titles_of_the_charts(made: Made) -> None:
    """What is lost is that of the latest begin; the bars go from the reference to the plan; what is worse than the path is counted."""
    truth, charts = made.truth, told(made.name).charts
    if "delay" in charts:
        *_, last = table(made, "delay").rows
        for language, words in (
            ("ja", "{late}年に始めると{year}年は{lost}人少ない"),
            ("en", "begun in {late}, the same effort gives {lost} fewer in {year}"),
        ):
            said = {
                "late": last[0].content,
                "year": truth.outlooks[0].year,
                "lost": say.number("population", -last[2].content, language),
            }
            assert words.format(**said) in charts["delay"].title.say(language)
    if "gap" in charts:
        year, data = truth.outlooks[0].year, charts["gap"].data
        for key, label, name in (("start", "start_label", truth.reference), ("end", "end_label", truth.opening)):
            assert data[key] == pytest.approx(truth.at("population", name, year), abs=1e-6)
            assert data[label].say(made.language) == truth.short(name, made.language)
    if "monitor" in charts:
        latest = {}
        for row in table(made, "monitor").rows:
            if row[0].say("en") == truth.short(truth.opening, "en"):
                latest[row[1].say("en")] = max(latest.get(row[1].say("en"), (0, "")), (row[2].value, row[-1].say("en")))
        worse = sum(standing == "worse than the path" for _, standing in latest.values())
        assert f"{worse} of {len(latest)} latest figures are worse" in charts["monitor"].title.say("en")
        assert f"最新の実績{len(latest)}件中{worse}件が想定より厳しい" in charts["monitor"].title.say("ja")


def test_one_more_person_counts_most_at_the_age_that_is_named(made: Made) -> None:
    """A woman, of the age and with the residents that the title says: carried forward by hand, and no fewer than at any other age."""
    truth, chart = made.truth, told(made.name).charts.get("person-values")
    if chart is None or truth.step != 1:
        return
    found = re.search(r"woman aged (\d+): ([\d.]+) persons later", chart.title.say("en"))
    assert found
    assert f"{found[1]}歳の女性（{found[2]}人分）" in chart.title.say("ja")
    year, until = int(chart.data["values"]["year"]), truth.outlooks[0].year
    worth = {age: carried(truth, 1, age, year, until)[0] for age in range(0, 45, 4)} | {
        int(found[1]): carried(truth, 1, int(found[1]), year, until)[0]
    }
    assert float(found[2]) == pytest.approx(worth[int(found[1])], abs=0.006)
    assert max(worth.values()) <= float(found[2]) + 0.006
    assert f"{year}年に1人が転入する" in chart.caption.say("ja")
    assert f"arrives in {year}, or stays, is in {until}" in chart.caption.say("en")


def test_captions_of_the_charts(made: Made) -> None:
    """From whom to whom, from when and of which year."""
    truth, charts = made.truth, told(made.name).charts
    if not {"gap", "delay", "stabilise", "verdict-map"} & {*charts}:
        return
    since, year = since_of(made), truth.outlooks[0].year if truth.outlooks else 0
    if "gap" in charts:
        names = (truth.reference, truth.opening)
        for language, words in (
            ("en", "From “{}” to “{}”: residents in {}, by lever"),
            ("ja", "「{}」から「{}」へ：{}年の人口"),
        ):
            said = words.format(*(truth.short(name, language) for name in names), year)
            assert charts["gap"].caption.say(language).startswith(said)
        apart = truth.at("population", truth.opening, year) - truth.at("population", truth.reference, year)
        assert sum(charts["gap"].data["parts"].values()) == pytest.approx(apart, abs=1e-6)
        most = max(charts["gap"].data["parts"].values(), key=abs)
        assert f"{most:+,.0f}".lstrip("+-") in charts["gap"].title.say("en").partition("largest part")[2]
    if "delay" in charts:
        assert f"Residents fewer in {year} if" in charts["delay"].caption.say("en")
        assert f"開始が遅れた場合に{year}年に少なくなる人数" in charts["delay"].caption.say("ja")
    if "stabilise" in charts:
        assert f"a year, from {since} on" in charts["stabilise"].caption.say("en")
        assert f"{since}年の人数を下回らない" in charts["stabilise"].caption.say("ja")
    if "verdict-map" in charts:
        assert f"Residents in {year} by net migration and TFR from {since} on" in charts["verdict-map"].caption.say(
            "en"
        )
        assert f"{since}年以降の社会増減と合計特殊出生率による{year}年の人口" in charts["verdict-map"].caption.say("ja")
