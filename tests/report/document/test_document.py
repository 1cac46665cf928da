"""The report as its readers get it: pages, words, fonts, and the same bytes for the same run."""

from __future__ import annotations

import json
import re
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2 as pdfium
import pytest
import xarray as xr

from cohort.report.document import render, write_document
from cohort.report.document.blocks import table, toned
from cohort.report.document.content import content
from cohort.report.document.grounds import path_in_words
from cohort.report.document.view import View
from cohort.scenario.model import After, Band, Households, Shock, Trajectory, Value
from tests.report.workbook.synthetic import make
from tests.shared import DATA, needs_data


@pytest.fixture(scope="module")
def run() -> Any:
    return make()


@pytest.fixture(scope="module", params=["en", "ja"])
def written(
    request: pytest.FixtureRequest, run: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("out") / "x"
    (path,) = write_document(run, folder, request.param)
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
    return render(content(run, {}, language), tmp_path)


def test_length_and_paper(written: tuple[str, Path]) -> None:
    document = pdfium.PdfDocument(written[1])
    assert 6 <= len(document) <= 12
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
        assert f"{verdict.gap:,.0f}" in text
    headings = {
        "en": ["Question and answer", "Verdict by scenario", "Who lives here: the ages", "Births, deaths and moves",
               "How it was calculated", "Assumptions and sources", "What would have to be true", "How sure is it?",
               "Limits", "Where the numbers come from"],
        "ja": ["問いと答え", "シナリオごとの判定", "年齢構成の変化", "出生・死亡・移動", "計算の方法", "前提と出典",
               "展望が成り立つための条件", "どの程度確かか", "この推計の限界", "数値の由来と再現"],
    }[language]  # fmt: skip
    for number, title in enumerate(headings, start=1):
        assert bare(f"{number} {title}") in text
    assert run.inputs.files["ichinoseki/population.csv"][:16] in text


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
    text = words(written[1]).replace("＝", "=").replace("＋", "+").replace("－", "-").replace("−", "-")
    assert f"{end:,.0f}={start:,.0f}+{births:,.0f}-{deaths:,.0f}+({net:,.0f})" in text


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
    (again,) = write_document(make(), tmp_path / "elsewhere", language)
    assert again.read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "title",
    [
        "#panic()",
        "= a *b* _c_ `d`",
        "$ x^2 $",
        "\\ ] [ #",
        "<b>&amp;",
        '"; #let',
        "//comment /*",
        '@cite #image("x")',
        "𠮷野家・﨑・髙・辻󠄀",
    ],
)
def test_titles_are_text_never_markup(title: str, tmp_path: Path) -> None:
    for language in ("en", "ja"):
        text = words(simple(make(title), language, tmp_path))
        shown = bare(title).replace("\U000e0100", "")
        assert shown in text.replace("\U000e0100", "")


def test_charts_take_hostile_titles_too(tmp_path: Path) -> None:
    (path,) = write_document(make("$a$ <b> & 'c' #d"), tmp_path, "en")
    assert bare("$a$ <b> & 'c' #d") in words(path)


def test_sections_with_nothing_to_say_are_not_there(tmp_path: Path) -> None:
    run = make()
    without = SimpleNamespace(**{**vars(run), "verdicts": (), "records": ()})
    without.inputs = SimpleNamespace(**{**vars(run.inputs), "broad_ages": None})
    without.inputs.event = without.inputs.net_migration = _nothing
    said = content(without, {}, "en")
    headings = [block["text"] for block in said["blocks"] if block["kind"] == "heading"]
    assert "What would have to be true" not in headings
    assert "How sure is it?" not in headings
    assert said["title"] == "Ichinoseki: population projection"
    assert said["headline"] == ["Ichinoseki", "Population projection"]
    assert said["subtitle"] == ["Checked with the cohort-component method, 2020 to 2050"]
    assert "Ichinoseki" in words(render(said, tmp_path))
    japanese = View(without, "ja")
    assert japanese.headline() == ["一関市の将来人口推計"]
    assert japanese.nearest is None


def _nothing(*_: object) -> None:
    from cohort.errors import InputError, fail

    fail("inputs", "", en="nothing.", ja="なし。", kind=InputError)


def test_several_outlooks_and_areas_of_doubt() -> None:
    """A second outlook, met; a set whose scenarios start on different days."""
    from dataclasses import replace

    run = make()
    met = replace(
        run.verdicts[0], met=True, lost_year=None, outlook=replace(run.verdicts[0].outlook, measure="share_65_plus"),
        promised=0.5, value=0.44, gap=-0.06, relation="at_most",
    )  # fmt: skip
    early = replace(run.verdicts[1], never_reached=True)
    run.verdicts = (early, run.verdicts[2], met)
    run.projection = run.projection.assign_coords(reference_date=("scenario", ["01-01", "01-01", "10-01"]))
    blocks = content(run, {}, "en")["blocks"]
    verdicts = next(block for block in blocks if block["kind"] == "table")
    assert "every outlook" in verdicts["caption"]
    assert verdicts["rows"][0][5]["text"] == "from the start"
    assert [cell["text"] for cell in verdicts["rows"][2][1:4]] == ["at most 50.0%", "44.0%", "-6.0"]
    assert verdicts["rows"][2][4] == {"text": "met", "tone": "good"}
    dates = next(
        block for block in blocks if block["kind"] == "table" and "Population by" in block["caption"]
    )
    assert dates["note"] == ["Launched on 1 Jan 2020 (2 scenarios); 1 Oct 2020 (Second strategy)."]
    japanese = content(run, {}, "ja")["blocks"]
    first = next(block for block in japanese if block["kind"] == "table")
    assert first["rows"][0][5]["text"] == "当初から"
    assert first["rows"][2][0]["text"].endswith("高齢化率（65歳以上）（2040年）")


def test_other_engines_are_described_as_they_are() -> None:
    run = make()
    run.projection = run.projection.assign_attrs(births="child_woman_ratio", migration_timing="even")
    run.assumptions = run.assumptions.drop_vars("tfr")
    for language, phrase in (("en", "per woman aged 15 to 49"), ("ja", "子ども女性比")):
        said = json.dumps(content(run, {}, language), ensure_ascii=False)
        assert phrase in said
        assert ("Half move at the start" if language == "en" else "終わりに半分") in said


def _trajectory(**more: Any) -> Trajectory:
    values = (
        Value(2020, -600.0, "point", "s", "f"),
        Value(2021, -500.0, "linear", "s", "f"),
        Value(2022, -400.0, "point", "s", "f"),
    )
    return Trajectory(
        **{
            "measure": "migration.net",
            "unit": "persons per year",
            "values": values,
            "after": After("hold"),
            "source": "s",
            **more,
        }
    )


def test_paths_in_words() -> None:
    assert path_in_words(_trajectory(), "en") == "-600 in 2020, -400 in 2022 (linear), then held"
    assert path_in_words(_trajectory(), "ja") == "2020年 -600 → 2022年 -400（直線補間）、以後は据え置き"
    rates = _trajectory(after=After("hold_rates"), relation="added")
    assert (
        path_in_words(rates, "en")
        == "-600 in 2020, -400 in 2022 (linear) (added to the base), then the rates held"
    )
    assert path_in_words(rates, "ja").endswith("（もとの水準に加算）、以後はその率を据え置き")
    halved = _trajectory(after=After("converge", 0, 2035), relation="relative")
    assert path_in_words(halved, "en").endswith("(times the base), then to 0 persons per year by 2035")
    assert path_in_words(halved, "ja").endswith("（もとの水準に対する倍率）、以後は2035年までに0人／年へ")


def test_bands_households_and_shocks_are_told() -> None:
    from dataclasses import replace

    run = make()
    first, *others = run.scenarios
    first = replace(
        first,
        bands=(
            Band(10, 39, _trajectory(source="strategy2")),
            Band(65, None, _trajectory(source="strategy2")),
        ),
        households=(Households("young family", (("male", 30),), 10, 2025, None, "strategy2"),),
        shocks=(
            Shock("mortality.mx", 2030, 2030, "strategy2", factor=1.5),
            Shock("migration.net", 2031, 2032, "strategy2", persons=-200),
        ),
    )
    run.scenarios = replace(run.scenarios, scenarios=(first, *others))
    said = json.dumps(content(run, {}, "en"), ensure_ascii=False)
    for phrase in (
        "ages 10-39",
        "ages 65+",
        "10 households a year from 2025",
        "×1.5 (2030-2030)",
        "-200 (2031-2032)",
    ):
        assert phrase in said
    assert "10～39歳" in json.dumps(content(run, {}, "ja"), ensure_ascii=False)


def test_tables_must_be_whole() -> None:
    with pytest.raises(ValueError, match="row 1 has 1 entries for 2 columns"):
        table("t", ["a", "b"], [["1"]], widths=[1, 1], align="ll")
    with pytest.raises(ValueError, match="align has 1"):
        table("t", ["a", "b"], [["1", "2"]], widths=[1, 1], align="l")
    with pytest.raises(ValueError, match="good"):
        toned("x", "fine")


def test_an_area_dim_is_drawn_for_its_area(tmp_path: Path) -> None:
    from cohort.report.document.charts import draw_charts

    run = make()
    for name in ("projection", "summary"):
        setattr(run, name, getattr(run, name).expand_dims(area=["03209"]))
    assert isinstance(run.summary, xr.Dataset)
    drawn = draw_charts(run, tmp_path, "en")
    assert set(drawn) == {
        "totals",
        "pyramid",
        "pyramid_compared",
        "age_classes",
        "births_and_deaths",
        "natural_and_social_change",
        "migration_by_age",
    }
    assert all((tmp_path / file).stat().st_size > 5000 for file in drawn.values())


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
    said = content(make(), {}, "ja")
    said["blocks"] = [{"kind": "paragraph", "text": "、".join(names)}]
    pdf = render(said, tmp_path)
    assert set("".join(names)) <= set(words(pdf))
    # A letter the font lacks would have been taken from another one.
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", b"".join([pdf, *streams(pdf)])))
    assert fonts == {b"IPAexGothic"}


def test_a_whole_run_gives_a_report_and_a_workbook(tmp_path: Path) -> None:
    """Ichinoseki: 8 to 12 pages in either language; the workbook's totals are the run's."""
    from python_calamine import CalamineWorkbook

    from cohort.report.workbook import write_workbook
    from cohort.run import run as whole_run
    from tests.report.workbook.synthetic import ROOT

    real = whole_run(ROOT / "scenarios" / "ichinoseki")
    for language in ("en", "ja"):
        (path,) = write_document(real, tmp_path / language, language)
        assert 8 <= len(pdfium.PdfDocument(path)) <= 12
        text = words(path)
        for sentence in real.answer.sentences(language):
            assert bare(sentence) in text
    (book,) = write_workbook(real, tmp_path, "en")
    table = CalamineWorkbook.from_path(book).get_sheet_by_name("Totals").to_python()
    row = next(row for row in table if row[0] == 2040)
    names = [scenario.name for scenario in real.scenarios]
    expected = real.summary["population"].sel(scenario=names, time=2040).values
    assert row[1 : len(names) + 1] == pytest.approx(list(expected), rel=1e-14)


def test_a_set_without_years_of_events_says_so() -> None:
    from dataclasses import replace

    run = make()
    bare_launch = replace(run.scenarios["trend"].launch, events=())
    first, *others = run.scenarios
    run.scenarios = replace(run.scenarios, scenarios=(replace(first, launch=bare_launch), *others))
    assert "rates between the last two censuses up to the launch" in json.dumps(content(run, {}, "en"))
    assert "起点までの2回の国勢調査の間の率" in json.dumps(content(run, {}, "ja"), ensure_ascii=False)
