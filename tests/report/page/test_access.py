"""Who can use the page, and on what: keyboard, screen reader, contrast, narrow screens, paper."""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.report.page.in_browser import CUT, MOVE, until

Visit = Callable[..., Any]


def test_keyboard_alone(visit: Visit) -> None:
    page = visit()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "results"
    page.locator("#net").focus()
    before = page.evaluate("Number(document.getElementById('net').value)")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("cohort.state.net") == before + 10
    assert page.locator("#net").get_attribute("aria-valuetext").startswith("−")
    outline = page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).outlineWidth"
    )
    assert outline == "solid3px"
    page.locator("input[name=scenario][value=trend]").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("cohort.state.base") == "strategy"
    reached = set()
    page.locator("#skip").focus()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert {
        "tfr",
        "tfr-number",
        "net",
        "net-number",
        "year",
        "shown",
        "compare",
        "goal-target",
        "goal-button",
        "csv",
    } <= reached


def test_a_screen_reader_hears_the_verdict_once_it_rests(visit: Visit) -> None:
    page = visit()
    # at one go: a machine that is busy between them would let each value rest
    page.evaluate(f"values => values.forEach(value => ({MOVE})(['net', value]))", [100, 200, 300])
    until(page, "document.getElementById('spoken').textContent !== ''")
    assert page.locator("#spoken").text_content().startswith("Met 2040: ")
    assert page.locator("#spoken").get_attribute("aria-live") == "polite"
    assert "Line chart of the total population" in page.locator("#chart-total svg").get_attribute("aria-label")
    page.click("#table-details summary")
    rows = page.locator("#table tbody tr")
    rows.first.wait_for()
    assert rows.count() == 31
    assert rows.first.locator("th").inner_text() == "2020"


def test_every_control_has_a_name(visit: Visit) -> None:
    for language in ("en", "ja"):
        page = visit(f"#lang={language}&net=100")
        page.click("#goal-button")
        page.click("#more summary")
        session = page.context.new_cdp_session(page)
        tree = session.send("Accessibility.getFullAXTree")["nodes"]
        roles = {
            "slider",
            "spinbutton",
            "button",
            "combobox",
            "radio",
            "link",
            "image",
            "region",
            "form",
            "group",
            "table",
            "DisclosureTriangle",
        }
        found = [
            node
            for node in tree
            if not node["ignored"] and node.get("role", {}).get("value") in roles - {"group", "table"}
        ]
        assert len(found) > 30
        nameless = [node["role"]["value"] for node in found if not node.get("name", {}).get("value", "").strip()]
        assert nameless == []
        levels = page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].filter(h => h.textContent).map(h => +h.tagName[1])"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))
        assert page.evaluate("[...document.querySelectorAll('th')].every(th => th.scope)")


CONTRAST = """() => {
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const rgb = words => (words.match(/[\\d.]+/g) || []).map(Number);
  const back = e => { for (; e; e = e.parentElement) {
     const c = rgb(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !e.getClientRects().length || e.closest(":disabled, script, style, noscript, .hidden")) continue;
    const style = getComputedStyle(e), front = rgb(e instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [light(front), light(back(e))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), e.textContent.trim().slice(0, 30)]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_of_every_text(scheme: str, visit: Visit) -> None:
    for address in ("#lang=ja", "#lang=en&scenario=strategy&net=500&tfr=2"):
        page = visit(address, scheme=scheme)
        page.click("#goal-button")
        page.click("#more summary")
        page.click("#table-details summary")
        found = page.evaluate(CONTRAST)
        assert len(found) > 150
        assert [(round(ratio, 2), words) for ratio, words in found if ratio < 4.5] == []


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_hangs_out(width: int, language: str, visit: Visit) -> None:
    page = visit(f"#lang={language}&scenario=strategy&net=200&year=2030&with=trend", width=width, height=780)
    page.click("#goal-button")
    page.click("#more summary")
    for scenario in ("strategy", "what-if"):
        page.evaluate("base => cohort.set({base})", scenario)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == []
    boxes = page.evaluate("""() => [...document.querySelectorAll(".verdict, .controls, .card")].map(e => {
      const b = e.getBoundingClientRect(); return [b.left, b.top + scrollY, b.right, b.bottom + scrollY]; })""")
    for i, (left, top, right, bottom) in enumerate(boxes):
        assert left >= 0
        assert right <= width
        for other in boxes[i + 1 :]:
            assert right <= other[0] + 1 or other[2] <= left + 1 or bottom <= other[1] + 1 or other[3] <= top + 1
    controls = page.locator("#controls").bounding_box()
    chart = page.locator("#results").bounding_box()
    assert (controls["x"] + controls["width"] <= chart["x"]) == (width > 900)


@pytest.mark.parametrize("size", [(1280, 900), (360, 780)])
def test_the_same_page_looks_the_same(size: tuple[int, int], visit: Visit) -> None:
    address = "#lang=ja&scenario=strategy&net=-100&with=trend"
    pictures = [visit(address, *size).screenshot(full_page=True, animations="disabled") for _ in range(2)]
    first, second = (np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), dtype=int) for picture in pictures)
    assert first.shape == second.shape
    assert np.abs(first - second).max() <= 8  # the same but for the smoothing of edges
    other = visit("#lang=ja&scenario=strategy&net=700&with=trend", *size).screenshot(
        full_page=True, animations="disabled"
    )
    assert pictures[0] != other


def test_print_has_the_answer_and_no_controls(visit: Visit) -> None:
    page = visit(scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.locator("#controls").is_visible()
    assert page.locator("#sentence").is_visible()
    assert page.locator("#setting").is_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    until(page, """document.querySelector("#chart-total text").getAttribute("fill") === "#56616c" """)
    source = page.locator("#source-list li").first
    assert not source.is_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert source.is_visible()  # on paper nobody can unfold them
    assert not page.get_by_text("Settings stay in the address").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not source.is_visible()
