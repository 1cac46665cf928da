"""The map of all combinations in a browser: what it draws is what the model says, and the point and the sliders are one setting."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cohort import project
from cohort.report.page import write_page
from cohort.report.page.payload import one_scenario
from cohort.run import Run
from cohort.story.build import story
from tests.report.page.in_browser import MOVE, until
from tests.report.page.levers import Settings, apply_settings
from tests.shared import computed, told

Visit = Callable[..., Any]
POINT = """() => { const at = document.querySelector("#chart-map [data-part=now]");
  return ["cx", "cy"].map((name) => Number(at.getAttribute(name))); }"""


@pytest.fixture(scope="module")
def ichinoseki() -> Run:
    return computed("ichinoseki")


@pytest.fixture(scope="module")
def real(ichinoseki: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(told("ichinoseki"), tmp_path_factory.mktemp("map"), "en")[0]


def test_a_set_without_years_seen_has_no_map(visit: Visit) -> None:
    assert visit().locator("#map").is_hidden()


def test_what_combinations_give_is_pythons(visit: Visit, real: Path, ichinoseki: Run) -> None:
    page = visit(file=real)
    assert page.locator("#map").is_visible()
    found = page.evaluate(
        "(({nets, rates, values, year}) => ({nets, rates, values, year}))(cohort.Combinations.grid())"
    )
    own = one_scenario(ichinoseki.assumptions, "strategy")
    state = page.evaluate("({year: cohort.state.year, after: cohort.state.after})")
    for i, j in ((0, 5), (6, 0), (9, 10)):
        settings = Settings(found["rates"][j], found["nets"][i], state["year"], state["after"])
        made = project(apply_settings(own, settings))["population"].sel(time=found["year"]).sum()
        assert found["values"][j][i] == pytest.approx(float(made), rel=1e-9)


def test_the_line_gives_the_outlook(visit: Visit, real: Path) -> None:
    page = visit(file=real)
    pieces = page.evaluate("cohort.Combinations.line(cohort.Combinations.grid(), 89000)")
    assert len(pieces) > 8
    for (net, tfr), _ in pieces[::4]:
        page.evaluate("([net, tfr]) => cohort.set({net, tfr})", [net, tfr])
        reached = page.evaluate("cohort.drawn().verdict.main.value")
        assert reached == pytest.approx(89_000, abs=150)  # straight between the grid's points
    assert page.locator("#chart-map [data-part=goal]").count() == 1
    (net, tfr), _ = pieces[0]  # the line drawn begins where the setting stands that gives the outlook
    page.evaluate("([net, tfr]) => cohort.set({net, tfr})", [net, tfr])
    begins = page.evaluate("document.querySelector('#chart-map [data-part=goal]').getAttribute('d')")
    assert [float(one) for one in re.match(r"M([\d.]+) ([\d.]+)", begins).groups()] == pytest.approx(
        page.evaluate(POINT)
    )  # type: ignore[union-attr]
    assert page.locator("#chart-map [data-part=seen]").count() == 1
    assert page.locator("#chart-map [data-part=published]").count() == 2


def test_the_point_is_dragged_and_the_sliders_follow(visit: Visit, real: Path) -> None:
    page = visit(file=real)
    chart = page.locator("#chart-map svg")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 120, steps=3)
    page.mouse.up()
    net, tfr = page.evaluate("[cohort.state.net, cohort.state.tfr]")
    assert net % 10 == 0
    assert page.locator("#net").input_value() == str(net)
    assert float(page.locator("#tfr").input_value()) == pytest.approx(tfr)
    x, y = page.evaluate(POINT)
    assert (x, y) == pytest.approx((0.7 * box["width"], 120), abs=6)  # where it was let go, to a step of the sliders
    assert page.locator("#sentence").inner_text().startswith("2040: ")
    until(page, "location.hash.includes('net=')")
    page.evaluate(MOVE, ["net", net - 300])  # and the other way round
    assert page.evaluate(POINT)[0] < x


def test_least_effort_is_the_nearest_point_of_the_line(visit: Visit, real: Path) -> None:
    page = visit(file=real)
    found = page.evaluate("cohort.Combinations.nearest()")
    own = np.array(page.evaluate("cohort.Combinations.ownPoint(cohort.scenarios.get(cohort.state.base))"))
    spread = np.array(page.evaluate("[cohort.P.map.deviation.net, cohort.P.map.deviation.tfr]"))
    pieces = np.array(page.evaluate("cohort.Combinations.line(cohort.Combinations.grid(), 89000)"))
    along = np.linspace(0, 1, 50)[:, None, None]
    points = (pieces[:, 0] * (1 - along) + pieces[:, 1] * along).reshape(-1, 2)
    least = np.linalg.norm((points - own) / spread, axis=1).min()
    assert found["effort"] == pytest.approx(least, rel=1e-3)
    assert found["effort"] <= least + 1e-9
    page.click("#map-least")
    assert "standard deviations" in page.locator("#map-answer").inner_text()
    assert page.evaluate("cohort.drawn().verdict.main.value") == pytest.approx(89_000, abs=400)


def test_scenarios_and_years_stand_where_they_are(visit: Visit, real: Path, ichinoseki: Run) -> None:
    """Scenarios at what they have in the year of the sliders, years gone by at what was counted in them."""
    page = visit(file=real)
    page.evaluate("cohort.set({year: 2025})")
    for name in ("strategy", "own-projection", "trend"):
        own = one_scenario(ichinoseki.assumptions, name)
        net = float(ichinoseki.projection["net_migration"].sel(scenario=name, period=2025).sum())
        found = page.evaluate(f"cohort.Combinations.ownPoint(cohort.scenarios.get('{name}'))")
        assert found == pytest.approx([net, float(own["tfr"].sel(period=2025))], rel=1e-6), name
    seen = page.evaluate("cohort.P.map.seen")
    assert len(seen) >= 5
    for one in seen:
        assert one["net"] == ichinoseki.inputs.net_migration(one["year"]).value


def test_answers_stand_with_their_tables(visit: Visit, real: Path, ichinoseki: Run) -> None:
    page = visit(file=real)
    titles = page.locator("#takes-list summary").all_inner_texts()
    assert "What waiting costs" in titles
    assert "Are we on the path?" in titles
    page.evaluate("document.querySelectorAll('#takes details').forEach(one => { one.open = true; })")
    said = page.locator("#takes").inner_text()
    for row in story(ichinoseki).tables["delay"].say("en")[1:]:
        assert row[3] in said
    page.click("button[data-language=ja]")
    assert "着手が遅れた場合" in page.locator("#takes-list").inner_text()
    captions = page.locator("#takes caption").all_text_contents()
    assert len(captions) > 3
    assert not [one for one in captions if not re.search("[ぁ-ん一-鿿]", one)]
    places = page.locator("#chart-map text").evaluate_all(
        "all => all.map((one) => [one.textContent, Number(one.getAttribute('x')), Number(one.getAttribute('y'))])"
    )
    (up,) = (one for one in places if one[0] == "合計特殊出生率")
    (across,) = (one for one in places if one[0] == "年間の転入超過数")
    assert up[2] < across[2]  # above the axis that goes up; below the one that goes across
    assert up[1] < across[1]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [360, 480, 1280])
def test_the_words_of_the_outlook_cover_no_point(width: int, language: str, visit: Visit, real: Path) -> None:
    page = visit(f"#lang={language}", width=width, file=real)
    covered = page.evaluate("""() => {
      const svg = document.querySelector("#chart-total svg");
      const words = [...svg.querySelectorAll("text[paint-order]")].map((one) => one.getBoundingClientRect());
      const marks = [...svg.querySelectorAll("circle")].map((one) => one.getBoundingClientRect());
      const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom - 3 <= b.top || b.bottom <= a.top + 3;
      return [words.length, marks.length, words.some((a) => marks.some((b) => !apart(a, b)))]; }""")
    assert covered[0] == 2
    assert covered[1] > 20
    assert not covered[2]


def test_it_prints_on_two_full_pages(visit: Visit, real: Path) -> None:
    for language in ("en", "ja"):
        page = visit(f"#lang={language}", file=real)
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 2
