# ruff: noqa: E501
"""The page: what its payload carries, and what a reader sees when it opens."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.report.page.in_browser import CUT
from tests.told import say
from tests.told.made import Made
from tests.told.sentences import Reader
from tests.told.tables import VERDICTS, bare, figure_of, series_of
from tests.told.truth import Truth


def payload(made: Made) -> dict[str, Any]:
    html = (made.written("page") / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def array(content: dict[str, Any], described: dict[str, Any]) -> np.ndarray:
    """Return a stored array (rows, groups, width) with what was cut put back."""
    stored = np.frombuffer(base64.b64decode(content["arrays"][described["array"]]), "<f8")
    rows, groups, width, first = (described[key] for key in ("rows", "groups", "width", "first"))
    kept = stored.size // (rows * groups)
    full = np.zeros((rows, groups, width))
    full[:, :, first : first + kept] = stored.reshape(rows, groups, kept)
    return full


def test_scenarios(made: Made) -> None:
    content, truth = payload(made), made.truth
    assert content["language"] == made.language
    assert (content["step"], content["ages"]) == (truth.step, list(truth.ages))
    assert (content["times"], content["periods"]) == (list(truth.years), list(truth.periods))
    assert (content["opening"], content["reference"]) == (truth.opening, truth.reference)
    assert content["area"]["code"] == truth.area["code"]
    assert [one["name"] for one in content["scenarios"]] == list(truth.scenarios)
    for one in content["scenarios"]:
        name = one["name"]
        for language in ("en", "ja"):
            assert one["short"][language] == truth.short(name, language)
            assert one["title"][language] == truth.title(name, language)
        assert one["role"] == ("main" if name in truth.mains else "variant")
        launch = array(content, one["schedule"]["launch"])[0]
        assert (launch == truth.arrays["population"][truth.scenarios.index(name), 0]).all()


def test_schedules_give_the_projection(made: Made) -> None:
    """Survivors, births and migrants of the first period, from the schedules alone, are those of the projection."""
    content, truth = payload(made), made.truth
    for one in content["scenarios"]:
        s = truth.scenarios.index(one["name"])
        own = one["schedule"]
        start = truth.arrays["population"][s, 0]
        survivorship = array(content, own["survivorship"])[0]
        births = truth.arrays["births"][s, 0]
        reached = np.column_stack([births, start[:, :-1]])
        reached[:, -1] += start[:, -1]
        survivors = reached * survivorship
        deaths = np.concatenate([births, start.sum(axis=1)]).sum() - survivors.sum()
        if content["timing"] == "end" and truth.step > 1:
            assert deaths == pytest.approx(truth.arrays["deaths"][s, 0].sum(), rel=1e-3)
        else:  # migrants die and are born on the way as well
            assert deaths == pytest.approx(truth.arrays["deaths"][s, 0].sum(), rel=0.01)
        if own.get("total") and array(content, own["control"])[0, 0, 0] == 1:
            total = array(content, own["total"])[0, 0, 0]
            assert total == pytest.approx(truth.arrays["net_migration"][s, 0].sum(), abs=1e-6)


def test_outlooks(made: Made) -> None:
    content, truth = payload(made), made.truth
    told = {(one["measure"], one["year"], one["value"], one["scope"]): one for one in content["outlooks"]}
    assert set(told) == {(one.measure, one.year, one.value, one.scope) for one in truth.outlooks}
    for outlook in truth.outlooks:
        one = told[outlook.measure, outlook.year, outlook.value, outlook.scope]
        limits = [None if np.isinf(limit) else pytest.approx(limit) for limit in outlook.limits()]
        assert [one["low"], one["high"]] == limits
        assert one["kind"] == outlook.bound
        if outlook.scope == "scenario":  # a figure published for one path is not asked of what builds on it
            assert one["scenarios"] == list(truth.judged(outlook))
        for language in ("en", "ja"):
            assert bare(one["said"][language]) == bare(figure_of(outlook, language))


def test_published_and_observed(made: Made) -> None:
    content, truth = payload(made), made.truth
    published, seen = truth.published(), 0
    for one in content["published"]:
        assert series_of(one["name"]["en"]) == series_of(one["name"]["ja"]) == one["series"]
        for _, year, value in one["points"]:
            seen += 1
            assert value == published[one["series"], year]
    assert seen or not published
    by_age: dict[tuple[str, str], float] = {}
    for row in truth.rows("population"):
        by_age[row["basis"], row["date"]] = by_age.get((row["basis"], row["date"]), 0.0) + float(row["population"])
    whole = {
        (row["basis"], row["date"]): float(row["population"])
        for row in truth.rows("broad_ages")
        if (row["sex"], row["age_group"]) == ("both", "all")
    }
    assert content["observed"]
    for one in content["observed"]:
        assert one["value"] == (by_age | whole)[one["basis"], one["date"]], one
        assert int(one["x"]) == int(one["date"][:4])


def test_headline(made: Made) -> None:
    content = payload(made)
    for language in ("en", "ja"):
        count, problems = Reader(made.truth, language).read(content["headline"][language])
        assert problems == []
        assert count
    outlook = made.truth.outlooks[0] if made.truth.outlooks else None
    if outlook:
        assert f"{outlook.year}" in content["question"]["ja"]
        assert bare(figure_of(outlook, "ja")) in bare(content["question"]["ja"])
        assert bare(figure_of(outlook, "en")) in bare(content["question"]["en"])


def test_on_a_narrow_screen(browser: Any, made: Made) -> None:
    """Every scenario, started from: no words of a chart are cut, and the figures stand beside each other."""
    tab = browser.new_page(viewport={"width": 360, "height": 740})
    tab.goto((made.written("page") / "index.html").as_uri())
    seen = 0
    for one in tab.locator(":is(#presets, #variants) input").all():
        one.evaluate("(input) => input.click()")
        assert tab.evaluate(CUT) == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert tab.evaluate(
            "(() => { const { scrollWidth, clientWidth } = document.getElementById('figures').parentElement; return scrollWidth <= clientWidth; })()"
        )
        assert tab.evaluate("document.getElementById('strip').clientHeight") < 45  # the answer in one line
        seen += 1
    tab.close()
    assert seen == len(made.truth.scenarios)


# ---- as it opens ----
@pytest.fixture(scope="module")
def opened(browser: Any, made: Made) -> Iterator[Any]:
    """Return the page as it opens, with its tables unfolded."""
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto((made.written("page") / "index.html").as_uri())
    tab.evaluate("document.getElementById('table-details').open = true")
    tab.wait_for_function("document.querySelectorAll('#table tbody tr').length > 0")
    assert complaints == []
    yield tab
    tab.close()


def number(measure: str, value: float, language: str) -> str:
    """Return a number as the page says it: a real minus in English."""
    said = say.number(measure, value, language)
    return said.replace("-", "−") if language == "en" else said


def signed(value: float, language: str) -> str:
    return say.change("population", value, language).replace("-", "−")


def rows_of(tab: Any, name: str) -> list[list[str]]:
    return tab.evaluate(  # type: ignore[no-any-return]
        f"[...document.querySelectorAll('#{name} tr')].map((row) => [...row.children].map((cell) => cell.textContent))"
    )


def compared(truth: Truth) -> str | None:
    """Return the scenario that stands beside the one it opens on: the reference, else the next."""
    others = [name for name in truth.mains if name != truth.opening]
    return truth.reference if truth.reference in others else (others or [None])[0]


def test_figures(opened: Any, made: Made) -> None:
    truth, language, year = made.truth, made.language, made.truth.target
    head, *body = rows_of(opened, "figures")
    pair = [truth.opening, *filter(None, [compared(truth)])]
    assert head[1 : 1 + len(pair)] == [truth.short(name, language) for name in pair]
    labels = {
        "ja": ["人口", "年少人口", "生産年齢人口", "老年人口", "高齢化率", "75歳以上の割合", "20～39歳女性"],
        "en": ["Population", "Population aged 0-14", "Population aged 15-64", "Population aged 65+", "Share aged 65+", "Share aged 75+", "Women aged 20-39"],
    }[language]  # fmt: skip
    measures = [
        "population",
        "population_0_14",
        "population_15_64",
        "population_65_plus",
        "share_65_plus",
        "share_75_plus",
        "women_20_39",
    ]
    assert str(year) in opened.text_content("#figures-heading")
    for label, measure, row in zip(labels, measures, body, strict=False):
        assert row[0].startswith(label)
        values = [truth.at(measure, name, year) for name in pair]
        assert row[1 : 1 + len(pair)] == [number(measure, value, language) for value in values], row
        if len(pair) > 1:
            gap = say.difference(measure, *values, language).replace("-", "−")
            assert re.sub(r" ?(pt|ポイント)$", "", row[3]) == gap, row
    if year in truth.periods:
        flows = {
            "ja": ["その年の出生数", "その年の死亡数", "その年の転入超過数"],
            "en": ["Births in the year", "Deaths in the year", "Net migration in the year"],
        }[language]
        for label, measure, row in zip(flows, ("births", "deaths", "net_migration"), body[7:], strict=False):
            assert row[0] == label
            values = [truth.at(measure, name, year) / truth.step for name in pair]
            show = (
                signed if measure == "net_migration" else lambda value, language: number("population", value, language)
            )
            assert row[1 : 1 + len(pair)] == [show(value, language) for value in values], row
            if len(pair) > 1:
                assert row[3] == say.difference("population", *values, language).replace("-", "−")
        row, values = body[10], [truth.at("tfr", name, year) for name in pair]
        assert row[0] == {"ja": "合計特殊出生率", "en": "Total fertility rate"}[language]
        assert row[1 : 1 + len(pair)] == [number("tfr", value, language) for value in values]
        if len(pair) > 1:
            assert row[3] == say.change("tfr", values[0] - values[1], language).replace("-", "−")


def test_table(opened: Any, made: Made) -> None:
    truth, language = made.truth, made.language
    head, *body = rows_of(opened, "table")
    assert [int(row[0]) for row in body] == list(truth.years)
    order = [truth.opening, *(name for name in truth.scenarios if name != truth.opening)]
    assert head[1 : 1 + len(order)] == [truth.short(name, language) for name in order]
    published = truth.published()
    for row in body:
        year = int(row[0])
        assert row[1 : 1 + len(order)] == [
            number("population", truth.at("population", name, year), language) for name in order
        ]
        for title, cell in zip(head[1 + len(order) :], row[1 + len(order) :], strict=True):
            value = published.get((series_of(title), year))
            assert cell == ("" if value is None else number("population", value, language)), (title, year)


def test_flows_are_of_one_year_whatever_the_step(opened: Any, made: Made) -> None:
    """The year shown is moved back by one interval, where flows follow: births, deaths and moves are those of a year."""
    truth, language = made.truth, made.language
    names = {
        "ja": ["その年の出生数", "その年の死亡数", "その年の転入超過数"],
        "en": ["Births in the year", "Deaths in the year", "Net migration in the year"],
    }[language]
    slider = "document.getElementById('shown')"

    def show(year: int) -> None:
        opened.evaluate(f"{slider}.value = {year}; {slider}.dispatchEvent(new Event('input', {{bubbles: true}}))")
        opened.wait_for_function(f"document.getElementById('figures-heading').textContent.includes('{year}')")

    before = int(re.findall(r"\d{4}", opened.text_content("#figures-heading"))[0])
    earlier = truth.periods[-1]
    show(earlier)
    try:
        body = {row[0]: row[1:] for row in rows_of(opened, "figures")[1:]}
        for label, measure in zip(names, ("births", "deaths", "net_migration"), strict=True):
            value = truth.at(measure, truth.opening, earlier) / truth.step
            assert body[label][0].lstrip("+") == number(measure, value, language), (label, earlier)
    finally:
        show(before)


def test_the_words_of_a_verdict(opened: Any) -> None:
    """Also those that no scenario of the set needs: the page says them when its sliders are moved."""
    for language, words in VERDICTS.items():
        said = json.loads(opened.text_content("#payload"))["texts"][language]
        for key, kind in (
            ("met", True),
            ("above", "more"),
            ("below", "less"),
            ("agrees", "agrees"),
            ("differs", "differs"),
        ):
            assert said[key].lower() == words[kind], (language, key)


def test_texts_are_in_their_own_language(made: Made) -> None:
    """Japanese has Japanese letters or nothing to say in words, English none; the sign of the slider is said right."""
    texts = payload(made)["texts"]
    assert texts["en"].keys() == texts["ja"].keys()
    for key, said in texts["ja"].items():
        japanese = r"[ぁ-んァ-ヶ一-鿿]"
        assert not re.search(japanese, texts["en"][key]), key
        assert re.search(japanese, said) or not re.search(r"[A-Za-z]{3}", re.sub(r"{\w+}", "", said)), key
    assert texts["en"]["net_hint"] == "people moving in minus moving out"
    assert texts["ja"]["net_hint"].startswith("転入－転出（△は転出超過")


def test_sources_are_those_of_the_scenarios_and_of_what_is_drawn(made: Made) -> None:
    cited = " ".join(one["ja"] for one in payload(made)["sources"])
    for name in made.truth.scenarios:
        for one in made.truth.files[name].get("sources", {}).values():
            assert one["title"] in cited
            assert "where" not in one or f"（{one['where']}）" in cited
    for one in payload(made)["published"]:
        assert "国立社会保障・人口問題研究所" in cited or not one["series"].startswith("ipss")


def test_verdict(opened: Any, made: Made) -> None:
    truth, language = made.truth, made.language
    name, ja = truth.opening, language == "ja"
    sentence, detail = opened.text_content("#sentence"), opened.text_content("#detail")
    badge = opened.text_content("#badge-text") if opened.is_visible("#badge") else ""
    if not truth.outlooks:
        value = number("population", truth.at("population", name, truth.years[-1]), language)
        assert (badge, sentence) == (
            "",
            f"{truth.years[-1]}年の人口は{value}人です。" if ja else f"{truth.years[-1]}: {value} residents.",
        )
        return
    outlook = truth.outlooks[0]
    value, met = truth.between(outlook.measure, name, outlook.year), truth.met(outlook, name)
    assert badge == {True: ("達成", "Met"), False: ("届かない", "Falls short")}[met][not ja]
    numbers = re.findall(r"[\d,]*\d", sentence)
    wanted = [str(outlook.year), number("population", value, language)]
    figure = number("population", outlook.value, language)
    gap = number("population", abs(say.difference_of("population", value, outlook.value)), language)
    wanted += [figure] if met and value < outlook.value else [figure, gap] if ja else [gap, figure]
    assert numbers == wanted, sentence
    if len(wanted) == 4:
        over = value > outlook.value
        assert (("上回ります", "more than")[not ja] in sentence) == over
        assert (("差が生じる見込み", "fewer than")[not ja] in sentence) == (not over)
    lost = truth.lost(outlook, name)
    if lost:
        assert str(lost) in detail
    else:
        assert str(truth.years[-1]) in detail
    assert truth.title(name, language) in opened.text_content("#setting")
    gap = signed(say.difference_of("population", value, outlook.value), language)
    strip = bare(opened.text_content("#strip"))
    year = f"{outlook.year}年" if ja else str(outlook.year)
    assert strip == bare(f"{year}{number('population', value, language)}{badge}{gap}")


def test_heading_and_date(opened: Any, made: Made) -> None:
    text = opened.text_content("#headline")
    count, problems = Reader(made.truth, made.language).read(text)
    assert (problems, count > 0) == ([], True)
    assert made.truth.place(made.language) in opened.text_content("#area")
    presets = opened.evaluate(
        "[...document.querySelectorAll('#presets label, #variants label')].map((one) => one.textContent)"
    )
    truth, language = made.truth, made.language
    year = truth.target
    assert len(presets) == len(truth.scenarios)
    for name, words in zip(
        [*truth.mains, *(one for one in truth.scenarios if one not in truth.mains)], presets, strict=True
    ):
        title = truth.title(name, language)
        assert title in words
        assert words.replace(title, "").strip().strip("人") == number(
            "population", truth.at("population", name, year), language
        )


def test_drawn(opened: Any, made: Made) -> None:
    """The words that describe the drawings, for those who cannot see them, hold the numbers shown."""
    truth, language, year = made.truth, made.language, made.truth.target
    classes = [
        number(one, truth.at(one, truth.opening, year), language)
        for one in ("population_0_14", "population_15_64", "population_65_plus")
    ]
    for chart in ("pyramid", "classes"):
        said = opened.evaluate(f"document.querySelector('#chart-{chart} svg').getAttribute('aria-label')")
        for one in classes:
            assert one in said, (chart, said)
        assert str(year) in said
    last = truth.years[-1]
    total = opened.evaluate("document.querySelector('#chart-total svg').getAttribute('aria-label')")
    span = f"{truth.years[0]}年から{last}年まで" if language == "ja" else f"from {truth.years[0]} to {last}."
    assert span in total
    assert opened.text_content("#sentence") in total
    areas = opened.evaluate(
        "[...document.querySelectorAll('#chart-classes path')].map((one) => one.getAttribute('fill'))"
    )
    names = opened.evaluate(
        "[...document.querySelectorAll('#chart-classes rect')].map((one) => one.getAttribute('fill'))"
    )
    ages = payload(made)["colours"]["ages"]
    assert areas[:3] == ages  # from the young at the foot to the old
    assert names == ages[::-1]  # their labels, from the top
    drawn = (made.written("charts") / f"{names_of_classes(made)}.svg").read_text(encoding="utf-8")
    fills = dict.fromkeys(re.findall("fill: (#[0-9a-f]{6})", drawn.lower()))
    assert [one for one in fills if one in map(str.lower, ages)] == [one.lower() for one in ages]  # as in the chart
    whole = truth.at("population", truth.opening, last)
    text = opened.evaluate("[...document.querySelectorAll('#chart-classes text')].map((one) => one.textContent)")
    names = {"ja": ["0～14歳", "15～64歳", "65歳以上"], "en": ["0-14", "15-64", "65+"]}[language]
    for said, one in zip(names, ("population_0_14", "population_15_64", "population_65_plus"), strict=True):
        at = text.index(said)  # its name, its residents and its share at the edge
        count = truth.at(one, truth.opening, last)
        assert text[at + 1 : at + 3] == [number(one, count, language), number("share_65_plus", count / whole, language)]


def names_of_classes(made: Made) -> str:
    """Return the chart of the age classes of the scenario that the page opens on."""
    return f"age-classes-{made.truth.opening}" if made.truth.beside else "age-classes"


def test_residents_beside_the_presets(opened: Any, made: Made) -> None:
    """Of the outlook's year, and that year stands above them."""
    truth, language = made.truth, made.language
    year = truth.outlooks[0].year if truth.outlooks else truth.years[-1]
    assert opened.text_content("#value-in") == (f"{year}年の人口" if language == "ja" else f"residents in {year}")
    said = opened.evaluate(
        "[...document.querySelectorAll('#presets label, #variants label')]"
        ".map((one) => [one.querySelector('input').value, one.querySelector('.value').textContent])"
    )
    wanted = {name: number("population", truth.between("population", name, year), language) for name in truth.scenarios}
    assert dict(said) == wanted


def test_curves(opened: Any, made: Made) -> None:
    """The curves of the totals: whose colour each has, in which order they end, and what is written at their ends."""
    truth, content = made.truth, payload(made)
    colours = {one["name"]: one["colour"] for one in content["scenarios"]}
    found = opened.evaluate(
        "[...document.querySelectorAll('#chart-total path[data-role]')]"
        ".map((one) => [one.dataset.role, one.getAttribute('stroke'), one.getAttribute('d')])"
    )
    told = {name for name in (truth.opening, compared(truth)) if name}
    assert [role for role, _, _ in found].count("current") == 1
    assert len(found) == len({*truth.mains, *told})
    ends = {}
    for role, colour, path in found:
        known = [one for one in {*truth.mains, *told} if colours[one] == colour and one not in ends]
        own = {"current": [truth.opening], "compare": [compared(truth)]}.get(role)
        name = (own or [one for one in known if one not in told])[0]
        assert name in known
        heights = [float(one) for one in re.findall(r" (-?[\d.]+)", path)]
        assert len(heights) == len(truth.years)
        ends[name] = heights[-1]
    last = truth.years[-1]
    order = sorted(ends, key=lambda name: truth.at("population", name, last))
    assert [ends[name] for name in order] == sorted(ends.values(), reverse=True)
    (outlook,) = [one for one in truth.outlooks if one.measure == "population" and one.scope == "set"][:1] or [None]
    if outlook is not None and outlook.year in truth.years:  # its mark stands where the curve has that year
        curve = next(path for role, _, path in found if role == "current")
        across = [float(one) for one in re.findall(r"[ML](-?[\d.]+) ", curve)]
        marks = opened.evaluate(
            "[...document.querySelectorAll('#chart-total path')].map((one) => one.getAttribute('d'))"
        )
        (mark,) = (float(re.match(r"M(-?[\d.]+)", one)[1]) for one in marks if "l6.5 6.5" in one)  # type: ignore[index]
        assert mark == pytest.approx(across[truth.years.index(outlook.year)], abs=0.2)
    text = opened.text_content("#chart-total")
    for name in told:
        assert number("population", truth.at("population", name, last), made.language) in text


def test_pyramid(opened: Any, made: Made) -> None:
    """Sums of men and women at the head, and the outline of the launch beside the bars."""
    truth, year = made.truth, made.truth.target
    text = opened.text_content("#chart-pyramid")
    for sex, words in ((0, ("男", "Male")), (1, ("女", "Female"))):
        count = number("population", truth.group(truth.opening, year, sex, 0, 999), made.language)
        assert f"{words[made.language == 'en']} {count}" in text
    paths = opened.evaluate(
        "[...document.querySelectorAll('#chart-pyramid path')]"
        ".map((one) => [one.getAttribute('stroke-dasharray'), one.getAttribute('fill'), one.getAttribute('d'),"
        " one.getAttribute('stroke')])"
    )
    bars = [path for _, fill, path, _ in paths if fill != "none"]
    outlines = [path for dash, _, path, _ in paths if dash == "2 2"]
    assert (len(bars), len(outlines)) == (2, 2)
    if (other := compared(truth)) is not None:  # the other scenario in the same year, in its own colour
        colour = next(one["colour"] for one in payload(made)["scenarios"] if one["name"] == other)
        beside = [path for _, fill, path, stroke in paths if fill == "none" and stroke == colour]
        assert len(beside) == 2
        for sex, (bar, path) in enumerate(zip(bars, beside, strict=True)):
            centre = float(re.match(r"M(-?[\d.]+)", bar)[1])  # type: ignore[index]
            wide = [sum(abs(float(one) - centre) for one in re.findall(r"H(-?[\d.]+)V", one)) for one in (bar, path)]
            ends = [truth.group(name, year, sex, 0, 999) for name in (truth.opening, other)]
            assert wide[0] / wide[1] == pytest.approx(ends[0] / ends[1], rel=0.02)
    for sex, (bar, outline) in enumerate(zip(bars, outlines, strict=True)):
        centre = float(re.match(r"M(-?[\d.]+)", bar)[1])  # type: ignore[index]
        wide = [sum(abs(float(one) - centre) for one in re.findall(r"H(-?[\d.]+)V", path)) for path in (bar, outline)]
        ends = [truth.group(truth.opening, at, sex, 0, 999) for at in (year, truth.years[0])]
        assert wide[0] / wide[1] == pytest.approx(ends[0] / ends[1], rel=0.02)
