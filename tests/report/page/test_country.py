"""The page of a country, and the sheets of its prefectures: what they show is what Python adds up."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cohort.report.charts.prefecture import prefecture_sheet
from cohort.report.charts.write import write_sheets
from cohort.report.page.country import coded, write_country
from cohort.story.country import MEASURES, Country, Place, Tile
from cohort.text import Text

Visit = Callable[..., Any]
YEARS = tuple(range(2023, 2051))
NAMES = [
    ("03209", "Ichinoseki", "一関市", "いちのせきし"),
    ("03402", "Hiraizumi", "平泉町", "ひらいずみちょう"),
    ("13121", "Adachi", "足立区", "あだちく"),
    ("47382", "Yonaguni", "与那国町", "よなぐにちょう"),
]


def made_up(seed: int = 3) -> Country:
    """Four places in three prefectures under two scenarios; the last place has no projection under the second one."""
    rng = np.random.default_rng(seed)
    start = np.array([100_000.0, 8_000, 700_000, 1_600])[:, None, None]
    rate = np.array([[0.97, 0.98], [0.96, 0.99], [0.999, 1.001], [1.02, 1.01]])[..., None]
    population = np.round(start * rate ** np.arange(28) + rng.uniform(0, 20, (4, 2, 28)))
    population[:, 1, 0] = population[:, 0, 0]
    persons = {"population": population}
    for name, share in zip(MEASURES[1:], (0.1, 0.35, 0.08), strict=True):
        persons[name] = np.round(population * share * rng.uniform(0.9, 1.1, population.shape))
    for values in persons.values():
        values[3, 1] = np.nan
    return Country(
        Text("A <b>made-up</b> country", "架空の<b>国</b>"),
        YEARS,
        ("trend", "what-if"),
        {"trend": Text("Trend goes on", "すう勢が続く"), "what-if": Text("What if", "もしも")},
        {"trend": Text("Trend", "すう勢"), "what-if": Text("What if", "もしも")},
        {"trend": "#0072B2", "what-if": "#D55E00"},
        tuple(Place(code, Text(en, ja), kana, code[:2]) for code, en, ja, kana in NAMES),
        (
            Tile("03", Text("Iwate", "岩手県"), "IWT", 14, 3),
            Tile("13", Text("Tokyo", "東京都"), "TKY", 13, 7),
            Tile("47", Text("Okinawa", "沖縄県"), "OKN", 1, 12),
        ),
        persons,
    )


@pytest.fixture(scope="module")
def country_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_country(made_up(), tmp_path_factory.mktemp("country"), "ja")[0]


def percent(value: float, language: str = "ja") -> str:
    text = f"{100 * value:.1f}%".replace("-", "△" if language == "ja" else "−")
    return text if text[0] in "△−" else "+" + text


def decoded(text: str, years: int) -> list[list[int] | None]:
    """The numbers again, byte by byte."""
    stream, found = iter(base64.b64decode(text)), []

    def number() -> int | None:
        value, shift = 0, 0
        for byte in stream:
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
        return None

    while (first := number()) is not None:
        series = [first - 1]
        while first and len(series) < years:
            step = number()
            assert step is not None
            series.append(series[-1] + (step // 2 if step % 2 == 0 else -(step + 1) // 2))
        found.append(series if first else None)
    return found


def test_numbers_come_back() -> None:
    rng = np.random.default_rng(1)
    values = np.round(rng.uniform(0, 14_000_000, (30, 28)) * rng.integers(0, 2, (30, 28)))
    values[7] = np.nan
    back = decoded(coded(values), 28)
    assert back[7] is None
    np.testing.assert_array_equal([one for one in back if one], np.delete(values, 7, 0))


def test_it_tells_what_python_adds_up(visit: Visit, country_file: Path) -> None:
    country, page = made_up(), visit(file=country_file)
    total = country.persons["population"][:, 0].sum(0)
    said = page.inner_text("#sentence")
    assert said == f"2050年の人口は{total[-1]:,.0f}人、2023年から{percent(total[-1] / total[0] - 1)}。"
    assert "4市区町村のうち、2023年より減るのは3、うち半分未満になるのは2。" in page.inner_text("#detail")
    iwate = country.persons["population"][:2, 0].sum(0)
    tile = page.locator("[data-place='03'].tile")
    assert tile.get_attribute("aria-label") == f"岩手県 {percent(iwate[-1] / iwate[0] - 1)}"
    page.select_option("#measure", "share_65_plus")
    old = country.persons["population_65_plus"][:2, 0, -1].sum() / iwate[-1]
    assert tile.get_attribute("aria-label") == f"岩手県 {100 * old:.1f}%"
    page.select_option("#measure", "change_population_15_64")
    working = country.persons["population"] - country.persons["population_0_14"] - country.persons["population_65_plus"]
    work = working[:2, 0].sum(0)
    assert tile.get_attribute("aria-label") == f"岩手県 {percent(work[-1] / work[0] - 1)}"
    page.select_option("#measure", "persons_population")
    assert tile.get_attribute("aria-label") == f"岩手県 △{iwate[0] - iwate[-1]:,.0f}"
    assert tile.locator("text").all_text_contents()[1] == f"△{(iwate[0] - iwate[-1]) / 10_000:.1f}万"
    page.click("button[data-language=en]")
    assert tile.locator("text").all_text_contents()[1] == f"−{(iwate[0] - iwate[-1]) / 1_000:.0f}k"
    page.click("button[data-language=ja]")
    page.evaluate(
        "document.getElementById('year').value = 7; document.getElementById('year').dispatchEvent(new Event('input'))"
    )
    assert f"2030年の人口は{total[7]:,.0f}人" in page.inner_text("#sentence")


def test_rows_key_and_tiles_stand_where_they_belong(visit: Visit, country_file: Path) -> None:
    """Residents of the launch and of the year shown, in order; how many places each class has; tiles from the north and the west."""
    country, page = made_up(), visit("#language=ja&year=2040", file=country_file)
    residents = country.persons["population"][:, 0]
    change = residents[:, 17] / residents[:, 0] - 1
    said = {
        NAMES[place][2]: [f"{residents[place, 0]:,.0f}", f"{residents[place, 17]:,.0f}", percent(change[place])]
        for place in range(4)
    }
    assert page.locator("#head th").all_text_contents()[1:3] == ["人口 2023年", "人口 2040年"]
    for order, wanted in (
        ("low", np.argsort(change)),
        ("high", np.argsort(-change)),
        ("size", np.argsort(-residents[:, 17])),
    ):
        page.select_option("#sort", order)
        rows = page.locator("#rows tr").evaluate_all(
            "all => all.map((row) => [row.querySelector('button'), ...row.querySelectorAll('td')].map((one) => one.textContent))"
        )
        assert rows == [[NAMES[place][2], *said[NAMES[place][2]]] for place in wanted], order
    counts = [0] * 7
    for one in change:
        counts[sum(one >= bound for bound in (-0.5, -0.4, -0.3, -0.2, -0.1, 0))] += 1
    key = page.locator("#key text").all_text_contents()[:7]
    assert [int(one.rpartition(" ")[2]) for one in key] == counts
    at = {code: page.locator(f"[data-place='{code}'].tile").bounding_box() for code in ("03", "13", "47")}
    assert at["03"]["y"] < at["13"]["y"] < at["47"]["y"]
    assert at["47"]["x"] < at["13"]["x"] < at["03"]["x"]


def light(colour: str) -> float:
    """How light a colour is."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_dark_is_much_lost_or_old(visit: Visit, country_file: Path) -> None:
    """The key from its first class to its last; every tile has the colour of the class it is in."""
    page, country = visit(file=country_file), made_up()
    for measure, darker in (("change_population", False), ("share_65_plus", True)):
        page.select_option("#measure", measure)
        key = page.locator("#key rect").evaluate_all("all => all.map((one) => one.getAttribute('fill'))")
        lights = [light(colour) for colour in key if colour != "#7db3da"]  # blue is growth
        assert lights == sorted(lights, reverse=darker), measure
        for number, tile in enumerate(("03", "13", "47")):
            rows = [place for place, one in enumerate(country.places) if one.prefecture == tile]
            people, old = (country.persons[name][rows, 0].sum(0) for name in ("population", "population_65_plus"))
            value = old[-1] / people[-1] if darker else people[-1] / people[0] - 1
            bounds = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5] if darker else [-0.5, -0.4, -0.3, -0.2, -0.1, 0]
            fill = page.locator(f"[data-place='{tile}'].tile rect").get_attribute("fill")
            assert fill == key[sum(value >= bound for bound in bounds)], (measure, number)


def test_what_has_no_projection_is_said_and_left_out(visit: Visit, country_file: Path) -> None:
    country, page = made_up(), visit(file=country_file)
    page.select_option("#scenario", "1")
    total = country.persons["population"][:3, 1].sum(0)
    assert f"{total[-1]:,.0f}人" in page.inner_text("#sentence")
    assert "推計できない1市区町村" in page.inner_text("#detail")
    left = country.persons["population"][:3, 1, -1] / country.persons["population"][:3, 1, 0]
    assert 0.5 < left.min() < 0.6  # two in five are gone: that is not half
    said = f"3市区町村のうち、2023年より減るのは{(left < 1).sum()}、うち半分未満になるのは0。"
    assert said in page.inner_text("#detail")
    assert page.locator("[data-place='47'].tile").get_attribute("aria-label") == "沖縄県 推計なし"
    last = page.locator("#rows tr").last.inner_text()
    assert "与那国町" in last
    assert "推計なし" in last


def test_moves_between_areas_are_said_and_shown(visit: Visit, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    left, came = np.round(rng.uniform(10, 3000, (2, 4, 2, 27)))
    for values in (left, came):
        values[3, 1] = np.nan
    moves = {"moves_in": came, "moves_out": left}
    country = replace(made_up(), moves=moves, moved=np.round(rng.uniform(5000, 9000, (2, 27))))
    page = visit("#language=ja&measure=moves_net&year=2041", file=write_country(country, tmp_path, "ja")[0])
    said = f"2040年に他の市区町村へ移る人は計{country.moved[0, 17]:,.0f}人。転出と転入は同数で、差引は0人。"
    assert said in page.inner_text("#detail")
    gone, new = left[:2, 0, 17].sum(), came[:2, 0, 17].sum()
    rate = (new - gone) / country.persons["population"][:2, 0, 17].sum()
    label = f"{100 * rate:+.2f}%".replace("-", "△")
    assert page.locator("[data-place='03'].tile").get_attribute("aria-label") == f"岩手県 {label}"
    page.locator("[data-place='03'].tile").click()
    net = f"{new - gone:+,.0f}".replace("-", "△")
    assert f"への転出は{gone:,.0f}人、転入は{new:,.0f}人、差引{net}人" in page.inner_text("#detail")
    first = visit("#language=en&measure=moves_net&year=2023", file=tmp_path / "index.html")
    assert "arrive" not in first.inner_text("#detail")
    elsewhere = replace(country, moved=np.full((2, 27), np.nan))  # others exchange people too
    page = visit("#language=en&year=2050", file=write_country(elsewhere, tmp_path, "en")[0])
    assert "people leave for other municipalities and" in page.inner_text("#detail")


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("一関", ["一関市"]), ("イチノセキ", ["一関市"]), ("いちのせき", ["一関市"]), ("ICHINO", ["一関市"]),
        ("岩手", ["平泉町", "一関市"]), ("47382", ["与那国町"]), ("iwate", ["平泉町", "一関市"]), ("ｱﾀﾞﾁ", ["足立区"]), ("x", []),
    ],
)  # fmt: skip
def test_the_list_is_searched(asked: str, found: list[str], visit: Visit, country_file: Path) -> None:
    page = visit(file=country_file)
    page.fill("#search", asked)
    assert [one.inner_text() for one in page.locator("#rows button").all()] == found
    if not found:
        assert "該当する市区町村がありません" in page.inner_text("#rows")


def test_a_place_is_chosen_by_keyboard_and_by_pointer(visit: Visit, country_file: Path) -> None:
    page = visit(file=country_file)
    page.locator("[data-place='03'].tile").focus()
    page.keyboard.press("Enter")
    assert page.inner_text("#sentence").startswith("岩手県：")
    assert page.locator("#rows tr").count() == 2
    page.click("#rows button[data-place='03402']")
    assert page.inner_text("#chart-heading") == "岩手県平泉町の人口"
    address = page.evaluate("location.hash")
    page.click("#all")
    assert page.inner_text("#chart-heading") == "全体の人口"
    again = visit(address, file=country_file)
    assert again.inner_text("#chart-heading") == "岩手県平泉町の人口"
    odd = visit("#year=1999&place=99999&measure=constructor&scenario=none&language=fr", file=country_file)
    assert odd.inner_text("#chart-heading") == "全体の人口"


def test_english(visit: Visit, country_file: Path) -> None:
    page = visit("#language=en&place=03209", file=country_file)
    population = made_up().persons["population"][0, 0]
    change = percent(population[-1] / population[0] - 1, "en")
    assert (
        page.inner_text("#sentence")
        == f"Ichinoseki (Iwate), 2050: {population[-1]:,.0f} residents, {change} since 2023."
    )
    assert page.inner_text("#title") == "A <b>made-up</b> country"  # titles stay text
    seen = page.inner_text("main")
    assert not re.search(r"[぀-ヿ一-鿿]", seen), seen


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_hangs_out(width: int, language: str, visit: Visit, country_file: Path) -> None:
    page = visit(f"#language={language}", width=width, file=country_file)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for drawing in page.locator("svg").all():
        assert drawing.bounding_box()["width"] <= width
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("#tiles text, #lines text, #key text")].filter((one) => {
          const box = one.getBoundingClientRect(), around = one.closest("svg").getBoundingClientRect();
          return box.left < around.left - 1 || box.right > around.right + 1;
        }).map((one) => one.textContent)"""
    )
    assert beyond == []


def test_print_has_no_controls(visit: Visit, country_file: Path) -> None:
    page = visit(file=country_file)
    page.emulate_media(media="print")
    assert page.locator("#tiles svg").is_visible()
    for control in ("#choices", "#search", "#all"):
        assert not page.locator(control).is_visible()
    assert "すう勢が続く" in page.inner_text("#setting")


def test_a_sheet_has_every_place_and_its_change(tmp_path: Path) -> None:
    country = made_up()
    for language, word in (("ja", "平泉町"), ("en", "Hiraizumi")):
        texts = [one.get_text() for one in prefecture_sheet(country, country.tiles[0], language).axes[0].texts]
        change = country.persons["population"][1, 0, -1] / country.persons["population"][1, 0, 0] - 1
        at = texts.index(word)
        minus = "△" if language == "ja" else "-"
        assert texts[at + 1] == f"{minus}{-100 * change:.0f}%"
    axes = prefecture_sheet(country, country.tiles[0], "en").axes[0]
    heights = {one.get_text(): one.get_position()[1] for one in axes.texts if one.get_text() in ("50", "100")}
    half, whole = (axes.collections[0].get_segments()[place][0][1] for place in (1, 2))
    assert (heights["50"], heights["100"]) == pytest.approx((half, whole))
    assert whole < half  # the paper is measured from its head
    key = {round(float(one.get_ydata()[0]) + 1, 3): one for one in axes.lines if one.get_linewidth() == 1.6}
    (below,) = key
    labels = sorted(
        (one for one in axes.texts if round(one.get_position()[1], 3) == below), key=lambda one: one.get_position()[0]
    )
    lines = sorted((one for one in axes.lines if one.get_linewidth() == 1.6), key=lambda one: one.get_xdata()[0])
    for name, label, line in zip(country.scenarios, labels, lines, strict=True):
        assert label.get_text() == country.shorts[name].say("en")
        assert line.get_color() == country.colours[name]
    growing = [one.get_text() for one in prefecture_sheet(country, country.tiles[2], "ja").axes[0].texts]
    assert any("▲は130を超えるもの" in one for one in growing)
    written = write_sheets(country, tmp_path, "ja")
    assert [path.name for path in written] == ["03-iwate.pdf", "13-tokyo.pdf", "47-okinawa.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)


def test_a_sheet_says_where_there_is_no_projection() -> None:
    country = made_up()
    country.persons["population"][1] = np.nan
    texts = [one.get_text() for one in prefecture_sheet(country, country.tiles[0], "ja").axes[0].texts]
    assert texts[texts.index("平泉町") + 1] == "推計なし"
