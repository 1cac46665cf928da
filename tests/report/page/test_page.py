"""The page in a browser: what moves, what it says, who can use it, and what it keeps to itself."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cohort import project
from cohort.report.page import write_page
from cohort.report.page.payload import one_scenario
from cohort.scenario.model import Outlook
from tests.report.page import synthetic
from tests.report.page.in_browser import MOVE, until
from tests.report.page.levers import Settings, apply_settings

Visit = Callable[..., Any]


def total(base: str, settings: Settings, year: int) -> float:
    own = one_scenario(synthetic.assumptions(), base)
    return float(project(apply_settings(own, settings))["population"].sel(time=year).sum())


def test_the_answer_is_pythons(visit: Visit) -> None:
    page = visit()
    population = project(one_scenario(synthetic.assumptions(), "trend"))["population"].sum(("sex", "age"))
    value = round(float(population.sel(time=2040)))
    lost = next(int(year) for year in population["time"] if float(population.sel(time=year)) < 89_000)
    assert (
        page.locator("#sentence").inner_text()
        == f"2040: {value:,} residents, {89_000 - value:,} fewer than the outlook of at least 89,000."
    )
    assert f"It falls short from {lost} on." in page.locator("#detail").inner_text()
    assert page.locator("#badge-text").inner_text() == "Falls short"
    page.click("button[data-language=ja]")
    assert (
        page.locator("#sentence").inner_text()
        == f"2040年の人口は{value:,}人。展望の89,000人以上まで{89_000 - value:,}人の差が生じる見込みです。"
    )
    assert f"展望を下回るのは{lost}年からです。" in page.locator("#detail").inner_text()
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.title() == "展望は成り立つか"


def test_a_move_changes_everything_in_the_same_moment(visit: Visit) -> None:
    page = visit()
    before = {name: page.locator(f"#chart-{name}").inner_html() for name in ("total", "pyramid", "classes")}
    # the handler has run when dispatchEvent returns: the sentence is that of the new setting
    said = page.evaluate(MOVE, ["net", 400])
    expected = round(total("trend", Settings(None, 400.0, 2025, "hold_rates"), 2040))
    assert f"2040: {expected:,} residents" in said
    assert page.locator("#badge-text").inner_text() == "Met"
    for name, html in before.items():
        assert page.locator(f"#chart-{name}").inner_html() != html
    assert page.locator("#tag-net").inner_text() == "changed"
    assert page.locator("#tag-tfr").inner_text() == "as in the scenario"
    page.click("#reset")
    assert page.locator("#tag-net").inner_text() == "as in the scenario"
    assert page.locator("#chart-pyramid").inner_html() == before["pyramid"]


def test_numbers_typed_and_the_year(visit: Visit) -> None:
    page = visit()
    page.fill("#tfr-number", "1.8")
    page.fill("#net-number", "-150")
    page.fill("#year-number", "2030")
    page.check("input[name=after][value=hold]")
    assert page.evaluate("[cohort.state.tfr, cohort.state.net, cohort.state.year, cohort.state.after]") == [
        1.8,
        -150,
        2030,
        "hold",
    ]
    expected = round(total("trend", Settings(1.8, -150.0, 2030, "hold"), 2040))
    assert f"{expected:,} residents" in page.locator("#sentence").inner_text()
    page.fill("#tfr-number", "16.3")
    assert page.locator("#tfr-number").get_attribute("aria-invalid") == "true"
    assert page.evaluate("cohort.state.tfr") == 1.8
    page.locator("#net-number").focus()
    assert page.locator("#tfr-number").input_value() == "1.80"
    assert page.locator("#tfr-number").get_attribute("aria-invalid") is None


def test_the_year_alone_moves_both_targets(visit: Visit) -> None:
    page = visit("#scenario=strategy")
    page.evaluate(MOVE, ["year", 2035])
    assert page.evaluate("[cohort.state.tfr, cohort.state.net]") == [1.63, -322]
    other = visit("#scenario=strategy&tfr=1.8")
    other.evaluate(MOVE, ["year", 2035])
    assert other.evaluate("[cohort.state.tfr, cohort.state.net]") == [1.8, None]


def test_presets_and_comparison(visit: Visit) -> None:
    page = visit()
    page.check("input[name=scenario][value=strategy]")
    own = project(one_scenario(synthetic.assumptions(), "strategy"))["population"].sum(("sex", "age"))
    assert f"{round(float(own.sel(time=2040))):,} residents" in page.locator("#sentence").inner_text()
    assert page.locator("#net-number").input_value() == "-322"
    page.select_option("#compare", "trend")
    trend = project(one_scenario(synthetic.assumptions(), "trend"))["population"].sum(("sex", "age"))
    cells = page.locator("#figures tbody tr").first.locator("td").all_inner_texts()
    assert cells[:2] == [f"{round(float(p.sel(time=2040))):,}" for p in (own, trend)]
    assert page.locator("#chart-total path[data-role=compare]").count() == 1
    page.select_option("#compare", "")
    assert page.locator("#chart-total path[data-role=compare]").count() == 0
    page.click("#more summary")
    page.check("input[name=scenario][value=what-if]")
    assert "What if" in page.locator("#setting").inner_text()


def test_year_shown_by_slider_and_by_pointer(visit: Visit) -> None:
    page = visit()
    page.evaluate(MOVE, ["shown", 2030])
    assert page.locator("#pyramid-heading").inner_text() == "By age and sex, 2030"
    females = float(
        project(one_scenario(synthetic.assumptions(), "trend"))["population"].sel(time=2030, sex="female").sum()
    )
    assert f"Female {round(females):,}" in page.locator("#chart-pyramid").inner_text()
    box = page.locator("#chart-total svg").bounding_box()
    last = page.locator("#chart-total svg text").filter(has_text="2050").first.bounding_box()
    page.mouse.click(last["x"] + last["width"] / 2, box["y"] + 60)
    assert page.evaluate("cohort.state.shown") == 2050
    assert page.locator("#figures tbody tr").count() == 7  # no births or deaths in the year after the last


def test_goal_seek_fed_back_reaches_the_target(visit: Visit) -> None:
    page = visit("#scenario=strategy&with=trend")
    page.click("#goal-button")
    net = float(page.locator("[data-goal=net]").get_attribute("data-value"))
    after, year = "hold_rates", 2026  # 2025 has gone by: the latest figure is of March 2025
    assert (
        total("strategy", Settings(None, net, year, after), 2040)
        >= 89_000
        > total("strategy", Settings(None, net - 1, year, after), 2040)
    )
    page.click("[data-goal=net] button")
    assert page.locator("#badge-text").inner_text() == "Met"
    assert page.evaluate("cohort.state.net") == net
    assert page.locator("#goal-answer").inner_text() == ""  # it answered other settings
    assert page.evaluate("document.activeElement.id") == "goal-button"

    page.fill("#goal-target", "80000")
    page.evaluate("cohort.set({net: null, year: 2025})")
    page.click("#goal-button")
    tfr = float(page.locator("[data-goal=tfr]").get_attribute("data-value"))
    assert (
        total("strategy", Settings(tfr, None, year), 2040)
        >= 80_000
        > total("strategy", Settings(tfr - 0.01, None, year), 2040)
    )


def test_no_solution_is_an_answer(visit: Visit) -> None:
    page = visit()
    page.fill("#goal-target", "130000")
    page.click("#goal-button")
    answer = page.locator("#goal-answer").inner_text()
    assert "By migration alone it is not reached in the range of −1,500 to +1,500 a year: at most " in answer
    highest = total("trend", Settings(2.5, None, 2026), 2040)
    assert f"By fertility alone it is not reached in the range of 0.80 to 2.50: at most {round(highest):,}." in answer
    assert page.locator("#goal-answer button").count() == 0
    page.fill("#goal-target", "1000")
    page.click("#goal-button")
    assert (
        "Reached at every fertility rate in the allowed range, down to 0.80."
        in page.locator("#goal-answer").inner_text()
    )
    page.fill("#goal-year", "2025")
    page.click("#goal-button")
    assert "a year from 2026 to 2050" in page.locator("#goal-answer").inner_text()


def test_the_address_brings_everything_back(visit: Visit) -> None:
    page = visit()
    page.evaluate("""cohort.set({base: "strategy", tfr: 1.77, net: -123, year: 2031, after: "hold", compare: "what-if", shown: 2033,
      goalTarget: 91000, goalYear: 2045})""")
    page.click("button[data-language=ja]")
    until(page, "location.hash.includes('lang=ja')")
    address, state, said = page.evaluate("[location.hash, {...cohort.state}, document.querySelector('main').innerText]")
    again = visit(address)
    assert again.evaluate("[location.hash, {...cohort.state}, document.querySelector('main').innerText]") == [
        address,
        state,
        said,
    ]
    again.evaluate("location.hash = '#scenario=trend&lang=en'")
    until(again, "document.documentElement.lang === 'en'")
    assert again.evaluate("[cohort.state.base, cohort.state.tfr]") == ["trend", None]


def test_an_address_that_makes_no_sense_is_left_out(visit: Visit) -> None:
    page = visit("#scenario=nobody&tfr=16&net=&year=1999&after=x&with=zz&shown=3000&by=1&target=-5&lang=fr&%00=1")
    assert page.evaluate("cohort.state") == visit().evaluate("cohort.state")


def test_titles_stay_text(visit: Visit, tmp_path: Path) -> None:
    evil = '</script><img src=x onerror="window.hacked=1"><!--'
    schedules = synthetic.assumptions()
    page = visit(
        "#scenario=strategy",
        file=write_page(synthetic.told(synthetic.run(schedules, title=evil, area=evil)), tmp_path, "en")[0],
    )
    assert evil in page.locator("#setting").inner_text()
    assert evil in page.locator("#area").inner_text()
    assert page.evaluate("[window.hacked === undefined, document.images.length]") == [True, 0]
    assert "'=1+1" in page.evaluate(
        """() => { const s = cohort.scenarios.get("trend");
        s.title = {en: "=1+1", ja: "=1+1"}; cohort.set({compare: "trend"}); return cohort.csvText(); }"""
    )


def test_csv_holds_the_numbers(visit: Visit, tmp_path: Path) -> None:
    page = visit("#net=-100&year=2030&after=hold&with=strategy")
    with page.expect_download() as download:
        page.click("#csv")
    file = tmp_path / download.value.suggested_filename
    assert file.name == "01999-setting-years.csv"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")  # so that a spreadsheet reads Japanese
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    assert len(rows) == 62
    result = project(
        apply_settings(one_scenario(synthetic.assumptions(), "trend"), Settings(None, -100.0, 2030, "hold"))
    )
    for k in (0, 10, 29):
        for name in ("births", "deaths", "net_migration"):
            assert float(rows[k][name]) == pytest.approx(float(result[name].isel(period=k).sum()), rel=1e-9), (k, name)
    for k in (0, 10, 30):
        assert float(rows[k]["population"]) == pytest.approx(float(result["population"].isel(time=k).sum()), rel=1e-12)
    old = result["population"].sel(time=2040, age=slice(65, None)).sum() / result["population"].sel(time=2040).sum()
    assert float(rows[20]["share_65_plus"]) == pytest.approx(float(old), rel=1e-12)
    assert float(rows[15]["net_migration"]) == pytest.approx(-100, rel=1e-9)
    assert float(rows[15]["births"]) == pytest.approx(float(result["births"].sel(period=2035).sum()), rel=1e-12)
    assert rows[30]["births"] == ""
    assert rows[31]["scenario"].startswith("Second strategy")


@pytest.mark.parametrize("name", ["total", "pyramid", "classes"])
def test_pictures_are_saved(name: str, visit: Visit, tmp_path: Path) -> None:
    page = visit("#lang=ja", scheme="dark")
    with page.expect_download() as download:
        page.click(f"[data-picture={name}]")
    file = tmp_path / download.value.suggested_filename
    assert file.name == f"01999-trend-{name}.png"
    download.value.save_as(file)
    pixels = np.asarray(Image.open(file).convert("RGB"))
    assert pixels.shape[1] == 2 * ((860 if name == "total" else 520) + 40)
    assert (pixels[2, 2] == 255).all()  # on white paper, also from a dark screen
    assert len(np.unique(pixels.astype(int) @ [65536, 256, 1])) > 50


def test_a_set_without_outlook_and_without_levers(visit: Visit, tmp_path: Path) -> None:
    bare = synthetic.run(synthetic.five_year().drop_vars(["tfr", "net_migration_rate"]))
    bare.scenarios = [synthetic.scenario("trend", "Closed", "封鎖人口")]
    page = visit(file=write_page(synthetic.told(bare), tmp_path, "en")[0])
    assert page.locator("h1").inner_text() == "Does the outlook hold?"
    assert not page.locator("#badge").is_visible()
    assert page.locator("#tfr").is_disabled()
    assert page.locator("#net").is_disabled()
    assert page.locator("#tag-net").inner_text() == "not in this scenario"
    page.evaluate(MOVE, ["year", 2030])
    page.click("#goal-button")
    assert page.locator("#goal-answer").inner_text() == ""


def test_the_page_opens_on_the_plan_and_speaks_as_it_does(visit: Visit, tmp_path: Path) -> None:
    made = synthetic.run()
    about = Outlook(measure="population", year=2040, source="plan", about=77_500, rounding=1000, wording="77,500人程度")
    made.scenarios[1] = made.scenarios[1].changed(role="plan", outlooks=(about,))
    file = write_page(synthetic.told(made), tmp_path, "en")[0]
    page = visit(file=file)
    assert page.evaluate("[cohort.state.base, cohort.state.compare]") == ["strategy", "trend"]
    assert page.locator("#headline").inner_text() == "0 of 3 reach it"
    assert page.locator("#date").inner_text() == "Figures up to 31 March 2025"
    own = project(one_scenario(synthetic.assumptions(), "strategy"))["population"].sum(("sex", "age"))
    value = round(float(own.sel(time=2040)))
    assert 77_000 <= value < 77_500  # rounds to the plan's figure: met, and nothing is said to be missing
    assert page.locator("#badge-text").inner_text() == "Met"
    assert page.locator("#sentence").inner_text() == f"2040: {value:,} residents, within the outlook of about 77,500."
    page.click("button[data-language=ja]")
    assert "77,500人程度の範囲内です。" in page.locator("#sentence").inner_text()
    assert "以上" not in page.locator("#verdict").inner_text()


def test_colours_are_the_storys(visit: Visit) -> None:
    page = visit("#scenario=strategy&with=trend")
    names = synthetic.told(synthetic.run()).names
    drawn = "role => document.querySelector(`#chart-total path[data-role=${role}]`).getAttribute('stroke')"
    assert page.evaluate(drawn, "current") == names.colours["strategy"]
    assert page.evaluate(drawn, "compare") == names.colours["trend"]


def test_labels_at_the_edge_are_of_the_edge(visit: Visit) -> None:
    page = visit("#shown=2030")
    population = project(one_scenario(synthetic.assumptions(), "trend"))["population"].sum("sex")
    for low, high in ((0, 14), (15, 64), (65, 200)):
        at_edge = float(population.sel(time=2050, age=slice(low, high)).sum())
        assert f"{round(at_edge):,}" in page.locator("#chart-classes").inner_text()
    assert page.locator("#chart-classes text").all_text_contents().count("2050") == 2  # axis, edge


def test_differences_are_those_of_the_numbers_shown(visit: Visit) -> None:
    page = visit("#scenario=strategy&with=trend")
    number = "words => words.map(w => w.replace(/[,+]/g, '').replace('−', '-')).map(parseFloat)"
    for year in range(2021, 2050):
        page.evaluate(MOVE, ["shown", year])
        for cells in page.locator("#figures tbody tr").all():
            one, other, gap = page.evaluate(number, cells.locator("td").all_inner_texts())
            assert gap == pytest.approx(one - other, abs=1e-9), (year, cells.inner_text())


def test_goal_seek_offers_no_year_gone_by(visit: Visit) -> None:
    page = visit("#scenario=strategy")
    assert page.evaluate("[cohort.state.year, document.getElementById('goal-year').min]") == [2025, "2026"]
    page.click("#goal-button")
    for words in page.locator("#goal-answer p").all_inner_texts():
        assert "2025" not in words
    page.click("[data-goal=net] button")
    assert page.evaluate("cohort.state.year") == 2026


@pytest.mark.parametrize("language", ["en", "ja"])
def test_it_prints_on_one_page(visit: Visit, language: str) -> None:
    page = visit(f"#lang={language}&scenario=strategy&net=-100&with=trend")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
