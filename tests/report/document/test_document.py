"""The report as its readers get it: pages, words, fonts, and the same bytes for the same run."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from cohort.report.document import render, write_document
from cohort.report.document.content import content
from cohort.scenario.model import Outlook
from cohort.story.build import story
from tests import shared
from tests.report.workbook.synthetic import make
from tests.shared import DATA, needs_data


@pytest.fixture(scope="module")
def run() -> Any:
    return make()


@pytest.fixture(scope="module", params=["en", "ja"])
def written(request: pytest.FixtureRequest, run: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("out") / "x"
    (path,) = write_document(story(run), folder, request.param)
    assert path == folder / "report.pdf"
    assert [p.name for p in folder.iterdir()] == ["report.pdf"]
    return request.param, path


def words(pdf: Path | bytes) -> str:
    """Return the text of all pages without any white space: lines may break anywhere."""
    document = pdfium.PdfDocument(pdf)
    return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def streams(pdf: bytes) -> list[bytes]:
    """Return the uncompressed objects of a PDF: dictionaries may be packed."""
    found = []
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(match[1]))
        except zlib.error:
            found.append(match[1])
    return found


def simple(run: Any, language: str, tmp_path: Path) -> bytes:
    """Set the report without charts: quick."""
    told = story(run)
    return render(without_charts(content(told, language)), tmp_path, told.date)


def without_charts(said: dict[str, Any]) -> dict[str, Any]:
    return {**said, "blocks": [block for block in said["blocks"] if block["kind"] != "figure"]}


def shown(number: float, language: str) -> str:
    """A difference as a Japanese or English reader sees it, formatted here on our own."""
    minus = "△" if language == "ja" else "-"
    return f"{'+' if number > 0 else minus}{abs(round(number)):,}"


def test_length_and_paper(written: tuple[str, Path]) -> None:
    document = pdfium.PdfDocument(written[1])
    assert 6 <= len(document) <= 14
    for page in document:
        assert page.get_size() == pytest.approx((595.28, 841.89), abs=0.1)  # A4
        assert len(page.get_textpage().get_text_range()) > 150  # no empty page


def test_answer_numbers_and_sections_are_there(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    text = words(path)
    for sentence in run.answer.sentences(language):
        assert bare(sentence) in text
    for verdict in run.verdicts:
        assert f"{verdict.value:,.0f}" in text
        assert f"{verdict.value:,.0f}{shown(round(verdict.value) - 89000, language)}" in text
    headings = {
        "en": ["Question and answer", "Verdict by scenario", "What each scenario presupposes", "Who lives here: the ages", "Births, deaths and moves",
               "Districts", "How it was calculated", "Assumptions and sources", "How sure is it?",
               "Limits", "Where the numbers come from"],
        "ja": ["問いと答え", "シナリオごとの判定", "シナリオごとの条件", "年齢構成の変化", "出生・死亡・移動",
               "地区別の見通し", "計算の方法", "前提と出典",
               "どの程度確かか", "この推計の限界", "数値の由来と再現"],
    }[language]  # fmt: skip
    numbers = ["1", "2", "2.1", *map(str, range(3, len(headings)))]
    for number, title in zip(numbers, headings, strict=True):
        assert bare(f"{number} {title}") in text
    assert "SHA-256" in text


def test_observed_stands_beside_modelled(written: tuple[str, Path], run: Any) -> None:
    """Births of 2020-2023 in Ichinoseki: 553, 484, 440, 451; residents on 31 March 2025: 104,494."""
    text = words(written[1])
    births = run.summary["births"].sel(scenario="trend")
    for year, observed in ((2020, 553), (2021, 484), (2022, 440), (2023, 451)):
        modelled = f"{births.sel(period=year).item():,.0f}"
        assert re.search(rf"{year}年?{modelled}{observed}", text)
    assert "104,494" in text


def test_balancing_equation_is_true(written: tuple[str, Path], run: Any) -> None:
    summary = run.summary.sel(scenario="own-projection")
    start, end = (summary["population"].sel(time=year).item() for year in (2020, 2021))
    births, deaths = (summary[name].sel(period=2020).item() for name in ("births", "deaths"))
    net = summary["net_migration"].sel(period=2020).item()
    assert start + births - deaths + net == pytest.approx(end, rel=1e-12)
    text = words(written[1])
    for wide, narrow in zip("＝＋－−（）", "=+--()", strict=True):
        text = text.replace(wide, narrow)
    assert f"{end:,.0f}={start:,.0f}+{births:,.0f}-{deaths:,.0f}+({shown(net, written[0])})" in text


def test_pdf_a_with_its_fonts(written: tuple[str, Path]) -> None:
    language, path = written
    pdf = path.read_bytes()
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    packed = b"".join([pdf, *streams(pdf)])
    fonts = set(re.findall(rb"/FontName\s*/([A-Z]{6}\+[\w-]+)", packed))
    descriptors = packed.count(b"/Type/FontDescriptor") + packed.count(b"/Type /FontDescriptor")
    assert descriptors == len(re.findall(rb"/FontFile[23]?\s+\d+ 0 R", packed)) > 0
    assert any(b"IPAexGothic" in font for font in fonts)
    assert any(b"Libertinus" in font for font in fonts) == (language == "en")


def test_no_letter_is_missing(written: tuple[str, Path]) -> None:
    text = words(written[1])
    assert "\ufffd" not in text
    assert "\u25a1" not in text


def test_same_run_same_bytes(written: tuple[str, Path], tmp_path: Path) -> None:
    language, path = written
    (again,) = write_document(story(make()), tmp_path / "elsewhere", language)
    assert again.read_bytes() == path.read_bytes()


TITLES = (
    "= a *b* _c_ `d`",  # where it begins a line it would be a heading
    "#panic()",
    "$ x^2 $",
    "\\ ] [ #",
    "<b>&amp;",
    '"; #let',
    "//comment /*",
    '@cite #image("x")',
    "𠮷野家・﨑・髙・辻󠄀",
)


@pytest.mark.parametrize("titles", [TITLES, *(pytest.param((one,), marks=shared.long, id=one) for one in TITLES)])
def test_titles_are_text_never_markup(titles: tuple[str, ...], tmp_path: Path) -> None:
    for language in ("en", "ja"):
        text = words(simple(make(" ".join(titles)), language, tmp_path))
        for title in titles:
            shown = bare(title).replace("\U000e0100", "")
            assert shown in text.replace("\U000e0100", "")


def test_charts_take_hostile_titles_too(tmp_path: Path) -> None:
    (path,) = write_document(story(make("$a$ <b> & 'c' #d")), tmp_path, "en")
    assert bare("$a$ <b> & 'c' #d") in words(path)


def test_the_document_carries_its_date(run: Any, tmp_path: Path) -> None:
    """By default that of the latest figure (the register of 31 March 2025), in the metadata and on the page."""
    assert story(run).date == date(2025, 3, 31)
    told = story(run, date(2026, 4, 1))
    pdf = render(without_charts(content(told, "ja")), tmp_path, told.date)
    assert "2026年4月1日" in words(pdf)
    metadata = pdfium.PdfDocument(pdf).get_metadata_dict()
    assert metadata["CreationDate"].startswith("D:20260401")
    assert b"2000-01-01" not in pdf


def test_sections_with_nothing_to_say_are_not_there(tmp_path: Path) -> None:
    run = make()
    without = type(run)(**{**vars(run), "verdicts": (), "records": ()})
    counts = run.inputs.population
    until_launch = counts[counts["date"] <= "2020-01-01"]
    without.inputs = replace(run.inputs, population=until_launch, broad_ages=None, events=None)
    told = story(without)
    said = content(told, "en")
    headings = [block["text"] for block in said["blocks"] if block["kind"] == "heading"]
    assert "What each scenario presupposes" not in headings
    assert "How sure is it?" not in headings
    assert said["title"] == "Ichinoseki: population projection"
    assert said["headline"] == ["Ichinoseki", "Population projection"]
    assert said["subtitle"] == ["Iwate prefecture, code 03209. Checked with the cohort-component method, 2020 to 2050"]
    assert "Ichinoseki" in words(render(without_charts(said), tmp_path, told.date))
    assert content(told, "ja")["headline"] == ["一関市の将来人口推計"]


def tables(said: dict[str, Any]) -> dict[str, Any]:
    return {block["caption"]: block for block in said["blocks"] if block["kind"] == "table"}


def test_several_outlooks_and_days() -> None:
    """A second outlook, met; a set whose scenarios start on different days."""
    run = make()
    share = Outlook(measure="share_65_plus", year=2040, source="strategy2", at_most=0.5)
    met = replace(run.verdicts[0], met=True, lost_year=None, outlook=share, value=0.44, gap=-0.06)
    early = replace(run.verdicts[1], never_reached=True)
    run.verdicts = (early, run.verdicts[2], met)
    run.projection = run.projection.assign_coords(reference_date=("scenario", ["01-01", "01-01", "10-01"]))
    english = tables(content(story(run), "en"))
    first = english["Outlook: at least 89,000 residents in 2040"]
    assert first["rows"][0][4]["text"] == "from the start"
    second = english["Outlook: at most 50.0% aged 65 or over in 2040"]
    assert [cell["text"] for cell in second["rows"][0][1:3]] == ["44.0%", "-6.0"]
    assert second["rows"][0][3] == {"text": "met", "tone": "good"}
    assert english["Population by scenario (persons)"]["note"] == [
        "Launched on 1 January 2020 (2 scenarios); 1 October 2020 (Second strategy: TFR 1.63, net out-migration halved)."
    ]
    japanese = tables(content(story(run), "ja"))
    assert japanese["将来展望：2040年に89,000人以上"]["rows"][0][4]["text"] == "当初から"
    assert "将来展望：2040年に65歳以上の割合50.0%以下" in japanese


def test_other_engines_are_described_as_they_are() -> None:
    run = make()
    run.projection = run.projection.assign_attrs(births="child_woman_ratio", migration_timing="even")
    run.assumptions = run.assumptions.drop_vars("tfr")
    for language, phrase in (("en", "per woman aged 15 to 49"), ("ja", "子ども女性比")):
        said = json.dumps(content(story(run), language), ensure_ascii=False)
        assert phrase in said
        assert ("Half move at the start" if language == "en" else "終わりに半分") in said


def test_charts_are_files_beside_the_template(run: Any, tmp_path: Path) -> None:
    from cohort.report.document import draw_charts

    drawn = draw_charts(story(run), tmp_path, "en")
    assert set(drawn) == {
        "totals", "pyramid-years", "pyramid-scenarios", "age-classes", "births-and-deaths", "districts",
        "natural-and-social-change", "migration-by-age",
    }  # fmt: skip
    assert all((tmp_path / f"{name}.svg").stat().st_size > 5000 for name in drawn)


@needs_data
def test_every_municipality_has_its_letters(tmp_path: Path) -> None:
    """All 1,741 names: set, and read back letter by letter."""
    import gzip

    assert DATA is not None
    with gzip.open(DATA / "municipalities" / "census_1980_2015.csv.gz", "rt", encoding="utf-8") as file:
        header = file.readline().strip().split(",")
        column = header.index("area_name")
        names = sorted({line.split(",")[column] for line in file} - {""})
    assert len(names) > 1600
    told = story(make())
    said = {**content(told, "ja"), "blocks": [{"kind": "paragraph", "text": "、".join(names)}]}
    pdf = render(said, tmp_path, told.date)
    assert set("".join(names)) <= set(words(pdf))
    # A letter the font lacks would have been taken from another one.
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", b"".join([pdf, *streams(pdf)])))
    assert fonts == {b"IPAexGothic"}


def test_a_whole_run_gives_a_report_and_a_workbook(tmp_path: Path) -> None:
    """Ichinoseki: 8 to 24 pages in either language; the workbook's totals are the run's."""
    from python_calamine import CalamineWorkbook

    from cohort.report.workbook import write_workbook

    told = shared.told("ichinoseki")
    real = told.run
    for language in ("en", "ja"):
        (path,) = write_document(told, tmp_path / language, language)
        assert 8 <= len(pdfium.PdfDocument(path)) <= 24
        text = words(path)
        for sentence in real.answer.sentences(language):
            assert bare(sentence) in text
    (book,) = write_workbook(told, tmp_path, "en")
    table = CalamineWorkbook.from_path(book).get_sheet_by_name("Totals").to_python()
    row = next(row for row in table if row[0] == 2040)
    names = [scenario.name for scenario in real.scenarios]
    expected = real.summary["population"].sel(scenario=names, time=2040).values
    assert row[1 : len(names) + 1] == pytest.approx(list(expected), rel=1e-14)
