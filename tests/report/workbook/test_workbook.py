"""The workbook read back: every number is the run's, text is text, and the same run gives the same bytes."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from python_calamine import CalamineWorkbook

from cohort.report.workbook import write_workbook
from cohort.report.workbook.book import Book, number_format
from cohort.report.workbook.official import five_year_groups, five_year_ratios, observed_counts
from cohort.scenario.model import Band, Calibrate, Converge, Households, Member, Shock, Trajectory, Value
from cohort.story.build import story
from cohort.table import Cell, Column, figure, table, words
from cohort.text import Text
from tests.report.workbook.synthetic import make

EXACT = 1e-14  # a cell holds 16 digits


@pytest.fixture(scope="module")
def run() -> Any:
    return make()


@pytest.fixture(scope="module", params=["en", "ja"])
def written(request: pytest.FixtureRequest, run: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("out") / "ichinoseki"
    (path,) = write_workbook(story(run), folder, request.param)
    assert path == folder / "ichinoseki.xlsx"
    return request.param, path


def rows(path: Path, name: str) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python(skip_empty_area=False)


def test_sheets_have_names_of_the_language(written: tuple[str, Path]) -> None:
    language, path = written
    names = CalamineWorkbook.from_path(path).sheet_names
    assert names == {
        "en": ["Summary", "Charts", "Totals", "Yearly results", "By age and sex", "Pyramids", "Assumptions",
               "Districts", "Official layout", "All ages", "Records", "Sources and files"],
        "ja": ["概要", "グラフ", "総人口", "年次結果", "年齢階級別", "人口ピラミッド", "前提と出典", "地区別", "入力様式", "各歳別", "記録",
               "出典とファイル"],
    }[language]  # fmt: skip


def test_totals_are_those_of_the_run(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    table = [row for row in rows(path, "Totals" if language == "en" else "総人口") if isinstance(row[0], float)]
    assert [row[0] for row in table] == list(range(2020, 2051))
    np.testing.assert_allclose(
        np.array([row[1:4] for row in table], dtype=float), run.summary["population"].values.T, rtol=EXACT
    )
    assert table[20][4] == 89000  # the outlook, in 2040 only
    assert [row[4] for row in table].count("") == 30
    head = next(row for row in rows(path, "Totals" if language == "en" else "総人口") if row[0] in ("Year", "年"))
    column = {name: place for place, name in enumerate(head)}
    published = ("IPSS 2018", "IPSS 2023") if language == "en" else ("社人研2018年推計", "社人研2023年推計")
    assert [table[20][column[name]] for name in published] == [85744, 76185]
    assert table[0][column["Census" if language == "en" else "国勢調査"]] == 111932  # 2020


def test_yearly_results_are_those_of_the_run(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    table = rows(path, "Yearly results" if language == "en" else "年次結果")
    head = next(i for i, row in enumerate(table) if row[1] in ("Year", "年"))
    body = table[head + 1 :]
    assert len(body) == 3 * 31
    column = {name: i for i, name in enumerate(table[head])}
    label = {
        "en": ("Share aged 65+", "Births (persons)", "Total fertility rate"),
        "ja": ("高齢化率（65歳以上）", "出生数（人）", "合計特殊出生率"),
    }
    share, births, tfr = (column[name] for name in label[language])
    strategy = body[62:]
    expected = run.summary.sel(scenario="strategy")
    np.testing.assert_allclose([row[share] for row in strategy], expected["share_65_plus"].values, rtol=EXACT)
    np.testing.assert_allclose([row[births] for row in strategy[:-1]], expected["births"].values, rtol=EXACT)
    assert strategy[-1][births] == ""
    assert strategy[5][tfr] == pytest.approx(1.63)
    assert strategy[0][tfr] == pytest.approx(1.44)


def test_all_ages_are_those_of_the_run(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    body = [row for row in rows(path, "All ages" if language == "en" else "各歳別") if isinstance(row[1], float)]
    got = np.array([row[3:104] for row in body], dtype=float).reshape(3, 31, 2, 101)
    np.testing.assert_allclose(got, run.projection["population"].values, rtol=EXACT, atol=1e-300)


def test_age_groups_add_up(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    table = rows(path, "By age and sex" if language == "en" else "年齢階級別")
    totals = [row[1:] for row in table if row[0] in ("Total", "総数")]
    years = [2020, 2025, 2030, 2035, 2040, 2045, 2050]
    by_sex = run.projection["population"].sum("age").sel(time=years)
    for s, name in enumerate(["trend", "own-projection", "strategy"]):
        men, women = (by_sex.sel(scenario=name, sex=sex).values for sex in ("male", "female"))
        np.testing.assert_allclose(np.array(totals[s], float), [*men, *women, *(men + women)], rtol=1e-12)


def test_pyramid_holds_men_as_negative_numbers(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    table = rows(path, "Pyramids" if language == "en" else "人口ピラミッド")
    first = next(row for row in table if row[0] in ("0-4", "0～4歳"))
    # Ichinoseki's register of 1 January 2020, ages 0-4.
    assert first[1] == pytest.approx(-run.projection["population"][0, 0, 0, :5].sum().item(), rel=1e-12)
    assert first[2] == pytest.approx(run.projection["population"][0, 0, 1, :5].sum().item(), rel=1e-12)
    assert first[1] < 0 < first[2]


def test_summary_says_the_answer_and_the_verdicts(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    table = rows(path, "Summary" if language == "en" else "概要")
    text = [str(row[0]) for row in table]
    for sentence in (*run.answer.headline, *run.answer.support):
        assert sentence.say(language) in text
    assert {"en": "Figures up to 31 March 2025", "ja": "2025年3月31日までの資料による"}[language] in text
    judged = [row for row in table if row[3] in ("met", "falls short", "達成", "届かない")]
    assert len(judged) == 3
    for row, verdict in zip(judged, run.verdicts, strict=True):
        assert row[1] == pytest.approx(verdict.value, rel=EXACT)
        assert row[2] == round(verdict.value) - 89000  # the difference of the numbers shown
        assert (row[3] in ("met", "達成")) == (verdict.value >= 89000)


def test_every_assumed_value_has_its_source(written: tuple[str, Path]) -> None:
    language, path = written
    table = rows(path, "Assumptions" if language == "en" else "前提と出典")
    strategy = [row for row in table if row[7].endswith("strategy.toml") and row[6]]  # without the launch
    plan = {
        "en": "Ichinoseki City, 第２期一関市まち・ひと・しごと創生総合戦略 概要版, p. 1-2",
        "ja": "一関市「第２期一関市まち・ひと・しごと創生総合戦略 概要版」（p. 1-2）",
    }[language]
    assert {row[6] for row in strategy} == {plan}
    tfr, net = strategy[:30], strategy[30:]
    assert [row[2] for row in tfr] == list(range(2020, 2050))
    assert net[0][4] == ("persons per year" if language == "en" else "人／年")
    words = {"en": ("stated", "linear", "hold"), "ja": ("資料の値", "直線補間", "据え置き")}[language]
    origins = [next(word for word in words if word in row[5]) for row in tfr]
    assert origins == [words[0], *[words[1]] * 4, words[0], *[words[2]] * 24]
    assert [row[3] for row in tfr[:6]] == pytest.approx([1.44, 1.478, 1.516, 1.554, 1.592, 1.63])
    assert [row[3] for row in net[:6]] == pytest.approx([-644, -579.6, -515.2, -450.8, -386.4, -322])
    assert net[6][3] == ""  # the rates are held: there is a rule, not a value
    assert ("rates held" if language == "en" else "率を据え置き") in net[6][5]
    own = next(row for row in table if row[7].endswith("own-projection.toml") and row[6])
    assert "82,044" in own[5]


def test_official_layout_holds_the_censuses(written: tuple[str, Path]) -> None:
    language, path = written
    table = rows(path, "Official layout" if language == "en" else "入力様式")
    head = next(i for i, row in enumerate(table) if str(row[1]).startswith("1980"))
    assert [int(name[:4]) for name in table[head][1:16]] == [*range(1980, 2055, 5)]
    assert table[head + 1][1] == 5275  # census 1980, men aged 0-4
    total = next(row for row in table[head:] if row[0] in ("Total", "総数"))
    women = next(row for row in table[head + 22 :] if row[0] in ("Total", "総数"))
    assert total[8] + women[8] == 121583  # census 2015, all residents


def test_records_sources_and_hashes_are_there(written: tuple[str, Path], run: Any) -> None:
    language, path = written
    table = rows(path, "Records" if language == "en" else "記録")
    said = {row[2] for row in table}
    for record in run.records:
        assert record.text.say(language) in said
    table = rows(path, "Sources and files" if language == "en" else "出典とファイル")
    assert {row[1] for row in table if row[0] == "ichinoseki/population.csv"} == {
        run.inputs.files["ichinoseki/population.csv"]
    }
    cited = " ".join(str(row[0]) for row in table)
    for source in run.inputs.sources.values():
        assert source.title in cited
    assert {"cohort", "python", "numpy"} <= {row[0] for row in table}


@pytest.mark.parametrize("title", ["=1+1", "@SUM(A1)", "-2+3", "http://example.org", "{=1}", "&F &D", "12", '"<b>&'])
def test_text_never_becomes_anything_else(title: str, tmp_path: Path) -> None:
    (path,) = write_workbook(story(make(title)), tmp_path / "x", "en")
    with zipfile.ZipFile(path) as archive:
        sheets = {name: archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")}
    assert not any("<f>" in text or "<hyperlink" in text for text in sheets.values())
    assert any(title == row[0] for row in rows(path, "Summary"))
    assert title in [name for row in rows(path, "Totals")[:5] for name in row]


def test_same_run_same_bytes(run: Any, tmp_path: Path) -> None:
    (one,) = write_workbook(story(run), tmp_path / "a" / "x", "ja")
    (two,) = write_workbook(story(make()), tmp_path / "b" / "x", "ja")
    assert one.read_bytes() == two.read_bytes()
    assert [p.name for p in (tmp_path / "a" / "x").iterdir()] == ["x.xlsx"]


def test_charts_are_native_and_read_the_cells(written: tuple[str, Path]) -> None:
    _, path = written
    with zipfile.ZipFile(path) as archive:
        charts = [archive.read(name).decode() for name in sorted(archive.namelist()) if "/charts/chart" in name]
    # totals, classes, flows; the launch and three scenarios as pyramids
    assert len(charts) == 7
    assert sum('<c:barDir val="bar"/>' in chart for chart in charts) == 4
    assert all('formatCode="#,##0;#,##0"' in chart for chart in charts if '<c:barDir val="bar"/>' in chart)
    totals = next(chart for chart in charts if "$E$" in chart and "scatterChart" in chart)
    assert '<c:majorUnit val="5"/>' in totals


def test_print_setup_and_formats(written: tuple[str, Path]) -> None:
    _, path = written
    with zipfile.ZipFile(path) as archive:
        sheets = [archive.read(n).decode() for n in archive.namelist() if re.match(r"xl/worksheets/sheet\d+\.xml", n)]
        styles = archive.read("xl/styles.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert all('paperSize="9"' in sheet and "<fitToPage" not in sheet for sheet in sheets)
    wide = [int(found[1]) if (found := re.search(r'fitToWidth="(\d+)"', sheet)) else 1 for sheet in sheets]
    assert wide[0] == 1
    assert wide[9] >= 3  # all ages: there would be 104 columns on a page; the first three are on each
    assert re.search(r"(All ages'|各歳別)!\$A:\$C,", book)
    assert all('fitToPage="1"' in sheet for sheet in sheets)
    assert sum("<pane " in sheet for sheet in sheets) >= 6
    assert book.count("_xlnm.Print_Titles") >= 6
    assert ("Yu Gothic" in styles) == (written[0] == "ja")


def test_pages_end_between_tables(written: tuple[str, Path]) -> None:
    """The page breaks of the summary stand before the titles of tables: what lies between two of them takes a page or less."""
    language, path = written
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    breaks = [int(found) for found in re.findall(r'<brk id="(\d+)"', sheet)]
    table = rows(path, "Summary" if language == "en" else "概要")
    assert breaks
    for behind in breaks:
        assert not any(table[behind - 1])
        assert table[behind][0]
        assert not any(table[behind][1:])  # a title alone in its row
    assert max(np.diff([0, *breaks, len(table)])) < 45


def test_a_row_is_as_high_as_its_words(tmp_path: Path) -> None:
    """Not every program makes room for words that wrap: 150 letters in a column of 64 take three lines."""
    book = Book("en", "t", "f", date(2025, 1, 1))
    long = table(
        "x",
        Text("X", "X"),
        [Column("A", "l"), Column("B")],
        [[words("x " * 75), figure(1.0)], [words("y"), figure(2.0)]],
    )
    book.sheet(Text("s", "s")).table(long)
    (tmp_path / "x.xlsx").write_bytes(book.bytes())
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    heights = dict(re.findall(r'<row r="(\d+)"[^>]*? ht="([\d.]+)"', sheet))
    assert float(heights["3"]) == pytest.approx(48, abs=1)
    assert "4" not in heights or float(heights["4"]) == pytest.approx(16, abs=1)


def test_a_note_is_as_high_as_its_words(tmp_path: Path) -> None:
    """Nine columns of 8.43 letters hold some 72 in a line: 100 take two, and two lines of a row are more than 30 points."""
    book = Book("en", "t", "f", date(2025, 1, 1))
    sheet = book.sheet(Text("s", "s"))
    for letters in (40, 100, 160):
        sheet.note("x" * letters)
    (tmp_path / "x.xlsx").write_bytes(book.bytes())
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        rows = archive.read("xl/worksheets/sheet1.xml").decode()
    heights = {int(row): float(high) for row, high in re.findall(r'<row r="(\d+)"[^>]*? ht="([\d.]+)"', rows)}
    assert heights.get(1, 16.0) < 20
    assert 28 <= heights[2] < 40
    assert 42 <= heights[3] < 60


def test_a_failed_write_leaves_the_old_file(run: Any, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    (path,) = write_workbook(story(run), folder, "en")
    before = path.read_bytes()
    broken = make()
    broken.projection = broken.projection.copy(deep=True)
    broken.projection["population"][0, 0, 0, 0] = np.inf
    with pytest.raises(ValueError, match="not a number"):
        write_workbook(story(broken), folder, "en")
    assert path.read_bytes() == before
    assert [p.name for p in folder.iterdir()] == ["x.xlsx"]


def test_ratios_of_the_official_form_move_each_group_to_the_next(run: Any) -> None:
    projection = run.projection.sel(scenario="strategy")
    ratios = five_year_ratios(projection)
    assert ratios["years"] == [2020, 2025, 2030, 2035, 2040, 2045]
    grouped = five_year_groups(projection["population"].sel(time=[2020, 2025]))
    moved = grouped[0][:, :-2] * (ratios["survivorship"][0] + ratios["net_migration_rate"][0])[:, 1:-1]
    np.testing.assert_allclose(moved, grouped[1][:, 1:-1], rtol=1e-12)
    oldest = grouped[0][:, -2:].sum(axis=1) * (ratios["survivorship"][0] + ratios["net_migration_rate"][0])[:, -1]
    np.testing.assert_allclose(oldest, grouped[1][:, -1], rtol=1e-12)
    # The slow way: a group's deaths are those of its members, year after year.
    lost = sum(
        projection["deaths"].sel(period=2020 + k, sex="male", age=slice(20 + k + 1, 24 + k + 1)).sum().item()
        for k in range(5)
    )
    assert ratios["survivorship"][0, 0, 5] == pytest.approx(1 - lost / grouped[0][0, 4], rel=1e-12)


def test_ratios_from_five_year_steps() -> None:
    """A man of each group dies in every hundred; nobody moves: survivorship 0.99, no migration."""
    ages = np.arange(0, 91, 5)
    start = np.full((2, 19), 100.0)
    after = np.concatenate([np.full((2, 1), 90.0), np.full((2, 17), 99.0), np.full((2, 1), 198.0)], axis=1)
    deaths = np.concatenate([np.zeros((2, 1)), np.ones((2, 17)), np.full((2, 1), 2.0)], axis=1)
    projection = xr.Dataset(
        {
            "population": (("time", "sex", "age"), np.stack([start, after])),
            "deaths": (("period", "sex", "age"), deaths[None]),
        },
        coords={"time": [2020, 2025], "period": [2020], "sex": ["male", "female"], "age": ages},
        attrs={"step": 5},
    )
    ratios = five_year_ratios(projection)
    # The last group reached takes in two groups of 100, of whom two die.
    np.testing.assert_allclose(ratios["survivorship"][0, :, 1:], 0.99)
    np.testing.assert_allclose(ratios["net_migration_rate"][0, :, 1:], 0, atol=1e-15)
    assert ratios["child_woman_ratio"][0] == pytest.approx(180 / (7 * 99))
    assert ratios["sex_ratio_0_4"][0] == pytest.approx(100)


def test_groups_by_hand() -> None:
    values = xr.DataArray(
        np.ones((2, 101)), dims=("sex", "age"), coords={"sex": ["male", "female"], "age": np.arange(101)}
    )
    assert five_year_groups(values)[0].tolist() == [5.0] * 18 + [11.0]
    assert observed_counts(None) == {}


@pytest.mark.parametrize(
    ("cell", "en", "ja"),
    [
        (Cell(1.0, "value", "population"), "#,##0;-#,##0", '#,##0;"△"#,##0'),
        (Cell(1.0, "value", "share_65_plus"), "#,##0.0%;-#,##0.0%", '#,##0.0%;"△"#,##0.0%'),
        (Cell(1.0, "value", "tfr"), "#,##0.00;-#,##0.00", '#,##0.00;"△"#,##0.00'),
        (Cell(1.0, "value", "e0"), "#,##0.0;-#,##0.0", '#,##0.0;"△"#,##0.0'),
        (Cell(1.0, "change", "net_migration"), "+#,##0;-#,##0;#,##0", '+#,##0;"△"#,##0;#,##0'),
        (Cell(-0.3, "change", "net_migration"), "#,##0;#,##0", "#,##0;#,##0"),
        (
            Cell(0.01, "change", "share_65_plus"),
            '+#,##0.0" pt";-#,##0.0" pt";#,##0.0" pt"',
            '+#,##0.0"ポイント";"△"#,##0.0"ポイント";#,##0.0"ポイント"',
        ),
        (Cell(-0.3, "value", "net_migration"), "#,##0;#,##0", "#,##0;#,##0"),
        (Cell(-1e-9, "number", places=2), "#,##0.00;#,##0.00", "#,##0.00;#,##0.00"),
        (Cell(2040, "year"), "0", '0"年"'),
        (Cell(3, "count"), "#,##0;-#,##0", '#,##0;"△"#,##0'),
        (Cell(0.125, "number"), "#,##0.000;-#,##0.000", '#,##0.000;"△"#,##0.000'),
        (Cell(5.0, "number", places=0, mark="*"), '#,##0"*";-#,##0"*"', '#,##0"*";"△"#,##0"*"'),
        (Cell(0.5, "share", places=0), "#,##0%;-#,##0%", '#,##0%;"△"#,##0%'),
    ],
)
def test_every_kind_of_number_has_its_format(cell: Cell, en: str, ja: str) -> None:
    assert (number_format(cell, "en"), number_format(cell, "ja")) == (en, ja)


def test_every_number_has_a_format(written: tuple[str, Path]) -> None:
    _, path = written
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheets = [
            archive.read(n).decode() for n in archive.namelist() if "/worksheets/sheet" in n and n.endswith(".xml")
        ]
    kinds = re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])
    for sheet in sheets:
        for style in re.findall(r'<c r="[A-Z]+\d+"(?: s="(\d+)")?><v>', sheet):
            assert style, "a number without a style"
            assert kinds[int(style)] != "0", "a number in the general format"


def test_properties_hold_title_and_date(written: tuple[str, Path]) -> None:
    language, path = written
    with zipfile.ZipFile(path) as archive:
        said = archive.read("docProps/core.xml").decode()
    assert "2025-03-31T00:00:00Z" in said
    assert {"en": "does the outlook of", "ja": "展望は成り立つか"}[language] in said


def test_numbers_must_be_finite() -> None:
    sheet = Book("en", "t", "f", date(2025, 1, 1)).sheet(Text("s", "s"))
    with pytest.raises(ValueError, match="s, row 1, column 1"):
        sheet.put(0, 0, float("inf"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is absent: charts are not rendered")
def test_charts_are_drawn_by_libreoffice(run: Any, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    (path,) = write_workbook(story(run), tmp_path / "x", "en")
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    document = pdfium.PdfDocument(io.BytesIO((tmp_path / "x.pdf").read_bytes()))
    page = next(one for one in document if "Population and outlook" in one.get_textpage().get_text_range())
    picture = np.asarray(page.render(scale=1).to_pil().convert("RGB")).astype(int)
    blue = (np.abs(picture - [0, 0x72, 0xB2]).sum(axis=2) < 40).sum()
    orange = (np.abs(picture - [0xE6, 0x9F, 0]).sum(axis=2) < 40).sum()
    assert blue > 500  # lines, and columns of working ages
    assert orange > 500  # columns of the old


def test_every_part_of_a_scenario_is_listed(tmp_path: Path) -> None:
    run = make()
    values = (Value(period=2025, value=0.5, origin="point", source="strategy2", file="f.toml"),)
    halved = Trajectory(
        measure="migration.out",
        unit="ratio",
        values=values,
        after=Converge(converge=0.25, by=2040),
        relative=True,
        source="strategy2",
    )
    full = run.scenarios["trend"].changed(
        trajectories=(halved,),
        bands=(Band(ages=(10, 39), flow="out", **dict(halved)), Band(ages=(65, None), flow="out", **dict(halved))),
        households=(
            Households(
                template="young family",
                members=(Member(sex="male", age=30),),
                per_year=12.0,
                first_year=2025,
                last_year=None,
                source="strategy2",
            ),
            Households(
                template="couple",
                members=(Member(sex="male", age=60),),
                per_year=3.0,
                first_year=2025,
                last_year=2030,
                source="trend",
            ),
        ),
        shocks=(
            Shock(measure="mortality.mx", first_year=2030, last_year=2031, source="unheard-of", factor=1.5),
            Shock(
                measure="migration.net",
                first_year=2031,
                last_year=2031,
                source="census_2020",
                persons=-200,
                ages=(20, 29),
            ),
        ),
        calibrate=Calibrate(lever="migration.net", measure="share_65_plus", year=2040, value=0.4, source="strategy2"),
    )
    run.scenarios = replace(run.scenarios, scenarios=(full, *run.scenarios.scenarios[1:]))
    (path,) = write_workbook(story(run), tmp_path / "x", "en")
    told = [row for row in rows(path, "Assumptions") if row[0] == "Recent rates go on"]
    assert [tuple(row[1:6]) for row in told if "observed events" not in row[5] and "Outlook" not in row[1]] == [
        ("Launch", "", "", "", "2020-01-01 (resident register), to 2050, steps of 1 year"),
        ("Levels", "", "", "", "from the events of 2016, 2017, 2018, 2019"),
        ("Out-migration", 2025, 0.5, "times the launch level", "stated"),
        ("Out-migration, ages 10-39", 2025, 0.5, "times the launch level", "stated"),
        ("Out-migration, ages 65+", 2025, 0.5, "times the launch level", "stated"),
        ("Households moving in: young family", 2025, 12.0, "households per year", "households: Male 30, until 2049"),
        ("Households moving in: couple", 2025, 3.0, "households per year", "households: Male 60, until 2030"),
        ("Death rates (shock)", 2030, 1.5, "factor", "shock, until 2031"),
        ("Net migration, ages 20-29 (shock)", 2031, -200, "persons per year", "shock"),
        ("Net migration", "", "", "", "solved so that share aged 65+ in 2040 is 40.0%"),
    ]
    assert [row[6] for row in told if "couple" in row[1] or "shock" in row[1]] == [
        "what-if: 近年の率が続くと仮定",
        "unheard-of",
        "Statistics Bureau of Japan, Population Census 2020 (via SSDSE-A of the National Statistics Center) "
        "(国勢調査 2020年 人口（統計センター SSDSE-A 市区町村データによる）)",
    ]
    (path,) = write_workbook(story(run), tmp_path / "y", "ja")
    told = [row for row in rows(path, "前提と出典") if row[0] == "近年の傾向が続く場合"]
    assert {"転出数（10～39歳）", "死亡率（一時的な変動）"} <= {row[1] for row in told}
    assert "起点の水準に対する倍率" in {row[4] for row in told}
    assert "仮定（試算）：近年の率が続くと仮定" in {row[6] for row in told}


def test_a_run_without_outlook_or_schedules(tmp_path: Path) -> None:
    """No verdicts, no schedules to show, no published tables: the sheets stand all the same."""
    run = make()
    run.verdicts = ()
    run.scenarios = replace(run.scenarios, scenarios=tuple(s.changed(outlooks=()) for s in run.scenarios))
    run.assumptions = run.assumptions.drop_vars(["tfr", "e0"])
    run.inputs = replace(run.inputs, published=None, broad_ages=None, population=None)
    (path,) = write_workbook(story(run), tmp_path / "x", "en")
    assert len(next(row for row in rows(path, "Totals") if row[0] == "Year")) == 4
    table = rows(path, "Yearly results")
    head = next(row for row in table if row[0] == "Scenario")
    assert head[:3] == ["Scenario", "Year", "Population (persons)"]
    assert head[-1] == "Net migration (persons)"  # no fertility rate, no life expectancy
    assert not any("Verdict" in str(cell) for row in rows(path, "Summary") for cell in row)


def test_a_path_that_never_reached_the_outlook(tmp_path: Path) -> None:
    run = make()
    run.verdicts = tuple(replace(verdict, never_reached=True) for verdict in run.verdicts)
    (path,) = write_workbook(story(run), tmp_path / "x", "en")
    assert [row[4] for row in rows(path, "Summary")].count("from the start") == 3
