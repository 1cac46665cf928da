"""Every letter of the page is there, also on a machine without any Japanese font."""

from __future__ import annotations

import base64
import gzip
import io
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from cohort.report.page import write_page, writer
from cohort.report.page.payload import TEXTS
from tests.browser import CHROMIUM, FLAGS
from tests.report.page import synthetic
from tests.report.page.conftest import Tabs
from tests.report.page.in_browser import CUT, until
from tests.shared import DATA, needs_data, told

Visit = Callable[..., Any]
LATIN = "DejaVuSans.ttf"  # the only font of the bare machine; comes with matplotlib
ALONE = """e => [e, ...e.querySelectorAll("*")].forEach(one => { one.style.fontFamily = "'cohort letters'"; })"""
LEAVES = """() => [...document.querySelectorAll("body :not(option, output)")].filter(e => {
    const seen = e.checkVisibility() && !e.closest("script, style, noscript, .hidden");
    return seen && !e.children.length && e.textContent.trim(); })
  .map(e => { e.dataset.leaf = ""; return e.textContent; })"""
DIFFERENT = """async addresses => {
  const drawn = [];
  for (const address of addresses) {
    const image = new Image();
    await new Promise(resolve => { image.onload = resolve; image.src = address; });
    const canvas = Object.assign(document.createElement("canvas"), {width: image.naturalWidth, height: 60});
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0);
    drawn.push(pen.getImageData(0, 0, canvas.width, 60).data);
  }
  return drawn[0].filter((value, i) => value !== drawn[1][i]).length;
}"""


def embedded(text: str) -> TTFont:
    """Return the font that a page carries."""
    found = re.findall(r"url\(data:font/woff;base64,([^)]+)\)", text)
    assert len(found) == 1
    return TTFont(io.BytesIO(base64.b64decode(found[0])))


def fonts_of(page: Any, selector: str) -> list[dict[str, int]]:
    """Return for elements how many letters the browser took from which font; "" is the page's own."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    nodes = session.send("DOM.querySelectorAll", {"nodeId": root, "selector": selector})["nodeIds"]
    found = [session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"] for node in nodes]
    session.detach()
    return [
        {"" if one["isCustomFont"] else one["familyName"]: int(one["glyphCount"]) for one in fonts} for fonts in found
    ]


@pytest.fixture(scope="module")
def bare_tabs(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tabs]:
    """Return tabs of a browser on a machine whose only font is a Latin one."""
    folder = tmp_path_factory.mktemp("fonts")
    shutil.copy(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / LATIN, folder)
    setting = folder / "fonts.conf"
    setting.write_text(f"<fontconfig><dir>{folder}</dir><cachedir>{folder}/cache</cachedir></fontconfig>")
    started = browser.browser_type.launch(
        executable_path=CHROMIUM, args=FLAGS, env={"FONTCONFIG_FILE": str(setting), "PATH": "/usr/bin:/bin"}
    )
    yield Tabs(started)
    started.close()


@pytest.fixture(scope="module")
def names() -> list[str]:
    """Return the names of all 1,741 municipalities."""
    assert DATA is not None
    with gzip.open(DATA / "municipalities" / "census_1980_2015.csv.gz", "rt", encoding="utf-8") as file:
        table = pd.read_csv(file, usecols=["area_code", "area_name"], dtype=str)
    found = table.drop_duplicates("area_code")["area_name"].fillna("富谷市").tolist()  # the one without a name
    assert (len(found), found.count("富谷市")) == (1741, 1)
    return found


def test_the_embedded_letters_are_those_of_the_page(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    letters = set(embedded(text).getBestCmap())
    for text_of in TEXTS.values():
        assert {ord(c) for c in text_of.en + text_of.ja} <= letters
    assert {ord(c) for c in "例市第２期総合戦略 IPSS 社人研2018年推計 −△…"} <= letters
    assert set(range(0x20, 0x7F)) <= letters
    assert ord("鬱") not in letters  # no more than is used
    assert writer.font_face("一関") != writer.font_face("一")
    assert writer.font_face("一関") == writer.font_face("関一一")


def test_it_is_the_last_resort(visit: Visit, page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    stacks = re.findall(r"font-family: (\"[^;]+);", text.split("@font-face")[0])
    stacks += re.findall(r'const FONT = "([^"]+)"', text)
    assert len(stacks) == 3
    for stack in stacks:
        assert stack.rsplit(",", 1)[1].strip().strip("'\"") == "cohort letters"
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert "font-src data:;" in policy[1]


@needs_data
def test_the_names_of_all_municipalities_in_the_embedded_letters(
    names: list[str], visit: Visit, tmp_path: Path
) -> None:
    file = write_page(synthetic.told(synthetic.run(area="".join(names))), tmp_path, "en")[0]
    page = visit(file=file)
    page.locator("#area").evaluate(ALONE)
    until(page, "[...document.fonts].every(face => face.status === 'loaded')")
    assert fonts_of(page, "#area") == [{"": len("".join(names)) + len(" (01999)")}]


@needs_data
def test_the_names_of_all_municipalities_on_a_bare_machine(names: list[str], bare_tabs: Tabs, tmp_path: Path) -> None:
    file = write_page(synthetic.told(synthetic.run(area="".join(names))), tmp_path, "en")[0]
    page = bare_tabs.take(1280, 900, "light")
    page.goto(file.as_uri())
    until(page, "[...document.fonts].every(face => face.status === 'loaded')")
    (found,) = fonts_of(page, "#area")
    assert set(found) == {"", "DejaVu Sans"}
    assert found[""] == len("".join(names))
    assert found["DejaVu Sans"] in (len("(01999)"), len(" (01999)"))  # a space that ends a line is no letter
    assert bare_tabs.complaints == []
    bare_tabs.give_back()


def test_the_own_page_on_a_bare_machine(bare_tabs: Tabs, tmp_path: Path) -> None:
    file = write_page(told("ichinoseki"), tmp_path, "ja")[0]
    assert file.stat().st_size < 800_000  # the picture of every reading alone is some 300,000
    latin = set(TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / LATIN).getBestCmap())
    page = bare_tabs.take(1280, 900, "light")
    page.goto(file.as_uri())
    until(page, "[...document.fonts].every(face => face.status === 'loaded')")
    words = page.evaluate(LEAVES)
    used = fonts_of(page, "[data-leaf]")
    assert len(words) == len(used) > 100
    for text, fonts in zip(words, used, strict=True):
        from_page = sum(ord(c) not in latin for c in text)
        assert (text, fonts.pop("", 0)) == (text, from_page)
        assert set(fonts) <= {"DejaVu Sans"}
    # nothing is cut off, although these letters are wider
    assert page.evaluate(CUT) == []
    letters = embedded(file.read_text(encoding="utf-8")).getBestCmap()
    everything = page.evaluate("document.documentElement.textContent.replace(/\\s/g, '')")
    assert {ord(c) for c in everything} <= set(letters)
    # a saved picture carries the letters too
    address = page.evaluate("cohort.picture('total')")
    without = re.sub(r"%40font-face.*?%7D", "", address)
    assert len(without) < len(address) / 2
    assert page.evaluate(DIFFERENT, [address, address]) == 0
    assert page.evaluate(DIFFERENT, [address, without]) > 1000  # boxes instead of letters
    assert bare_tabs.complaints == []
    bare_tabs.give_back()
