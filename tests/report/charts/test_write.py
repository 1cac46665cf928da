"""Files: the same bytes every time, fonts inside, text that can be read; the charts of a run."""

from __future__ import annotations

import base64
import io
import os
import re
import struct
import subprocess
import sys
import time
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib
import pytest
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure
from PIL import Image

from cohort import plot
from cohort.report.charts import draw, svg, write_charts
from cohort.report.charts.select import FigureError
from cohort.report.charts.write import rendered
from cohort.story.model import Story
from cohort.text import Text
from tests import shared
from tests.report.charts import toy
from tests.shared import ROOT


def pyramid(language: str = "ja") -> Any:
    return plot.pyramid(
        toy.projection().sel(scenario="trend", time=2020),
        place="一関市",
        sources=["国勢調査 <総数> & 他"],
        language=language,
    )


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_chart_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    one, other = (plot.save(pyramid(), tmp_path / f"{i}.{kind}").read_bytes() for i in (1, 2))
    assert one == other
    again = plot.save(pyramid().get_figure(), tmp_path / f"sub/3.{kind}")
    assert again.read_bytes() == one
    assert [path.name for path in again.parent.iterdir()] == [again.name]  # nothing temporary is left


def test_svg_text_is_text_and_its_letters_are_embedded(tmp_path: Path) -> None:
    svg = plot.save(pyramid(), tmp_path / "x.svg").read_text()
    texts = re.findall(r"<text[^>]*>(.*?)</text>", svg, re.DOTALL)
    assert any("一関市" in text for text in texts)
    assert any("国勢調査 &lt;総数&gt; &amp; 他" in text for text in texts)
    face = re.search(r"font-family:'IPAexGothic';src:url\(data:font/woff;base64,([^)]*)\)", svg)
    assert face
    with TTFont(io.BytesIO(base64.b64decode(face[1]))) as font:
        known = set(font.getBestCmap())
    assert {ord(letter) for letter in "一関市男女人口国勢調査0123456789<>&＋"} - known <= {ord("＋")}
    assert "IPAexGothic" in svg.split("<text", 1)[1]
    assert not re.search(r"\d{4}-\d{2}-\d{2}T", svg)
    assert len(svg) < 120_000


def test_letters_are_left_out_of_an_svg_that_is_set_into_a_document(tmp_path: Path) -> None:
    ax = plot.totals(toy.summary(toy.projection()), language="ja")
    whole, bare = plot.save(ax, tmp_path / "a.svg"), plot.save(ax, tmp_path / "b.svg", embed_font=False)
    assert "@font-face" in whole.read_text(encoding="utf-8")
    text = bare.read_text(encoding="utf-8")
    assert "@font-face" not in text
    assert "人口" in text


def test_pdf_fonts_are_truetype_and_no_date_is_kept(tmp_path: Path) -> None:
    pdf = plot.save(pyramid("en"), tmp_path / "x.pdf").read_bytes()
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert b"CreationDate" not in pdf


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match=r"got '.bmp'; use .png, .svg or .pdf"):
        plot.save(pyramid(), tmp_path / "x.bmp")


def test_animation_has_a_frame_a_year_and_moves(tmp_path: Path) -> None:
    one = toy.projection().sel(scenario="trend")
    paths = plot.pyramid_animation(one, [tmp_path / "p.gif", tmp_path / "p.webp"], place="一関市", language="ja")
    again = plot.pyramid_animation(one, tmp_path / "q.gif", place="一関市", language="ja")
    assert paths[0].read_bytes() == again[0].read_bytes()
    for path in paths:
        with Image.open(path) as image:
            assert image.n_frames == 6
            first = image.convert("RGB")
            image.seek(5)
            assert first.tobytes() != image.convert("RGB").tobytes()


# A story ---------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def told() -> Story:
    return shared.told("ichinoseki")


@pytest.fixture(scope="module", params=["en", "ja"])
def written(request: pytest.FixtureRequest, told: Story, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp(request.param)
    start = time.process_time()
    files = write_charts(told, folder, request.param)
    assert time.process_time() - start < 10  # 2 s on an idle machine
    return request.param, folder, files


def shown(path: Path) -> str:
    """Return all words of an SVG, one line a text."""
    texts = re.findall(r"<text[^>]*>(.*?)</text>", path.read_text(encoding="utf-8"), re.DOTALL)
    return "\n".join(unescape(re.sub(r"<[^>]*>", "", text)) for text in texts)


def test_every_chart_of_the_story_is_written_and_no_other(told: Story, written: Any) -> None:
    _, folder, files = written
    names = {path.name for path in files}
    still = [name for name, chart in told.charts.items() if chart.kind != "animation"]
    assert names == {f"{name}.{kind}" for name in still for kind in ("png", "svg")} | {"pyramid.gif", "pyramid.webp"}
    assert names == {path.name for path in folder.iterdir()}
    assert all(path.stat().st_size > 5_000 for path in files)


def test_titles_and_sources_are_the_storys(told: Story, written: Any) -> None:
    language, folder, _ = written
    for name, chart in told.charts.items():
        if chart.kind == "animation":
            continue
        words = shown(folder / f"{name}.svg").replace("\n", "").replace(" ", "")
        for said in (chart.title, *chart.sources):
            assert said.say(language).replace(" ", "") in words, name


def test_numbers_at_the_ends_of_lines_are_the_projections(told: Story, written: Any) -> None:
    language, folder, _ = written
    last = told.run.summary.isel(time=-1)
    words = shown(folder / "totals.svg")
    for name in told.names.mains:
        assert f"{told.names.short[name].say(language)}" in words.replace("\n", " ") or language == "en"
        assert f"{float(last['population'].sel(scenario=name)):,.0f}" in words
    for name in (told.names.reference, told.names.plan):
        end = "" if name == told.names.reference else f"-{name}"
        words = shown(folder / f"age-classes{end}.svg")
        for measure in ("population_0_14", "population_15_64", "population_65_plus"):
            assert f"{float(last[measure].sel(scenario=name)):,.0f}" in words
        words = shown(folder / f"natural-and-social-change{end}.svg").replace("△", "-")
        for measure in ("natural_change", "net_migration"):
            assert f"{float(told.run.summary[measure].sel(scenario=name).isel(period=-1)):,.0f}" in words


def test_pyramids_of_the_story_show_both_sides_of_what_they_say(told: Story) -> None:
    at = told.run.projection["population"]
    launch, target = int(at["time"][0]), told.outlook.year
    reference, plan = told.names.reference, told.names.plan
    for name, pair in (
        ("pyramid-years", ((reference, launch), (reference, target))),
        ("pyramid-scenarios", ((reference, target), (plan, target))),
    ):
        sides = [patch.get_data().values for patch in draw(told.charts[name], "ja").patches]
        for number, (scenario, year) in enumerate(pair):
            people = at.sel(scenario=scenario, time=year)
            assert (sides[2 * number] == -people.sel(sex="male").values).all()
            assert (sides[2 * number + 1] == people.sel(sex="female").values).all()


def test_what_was_observed_is_what_the_inputs_say(told: Story) -> None:
    ax = draw(told.charts["natural-and-social-change"], "en")
    seen = {line.get_label(): dict(line.get_xydata()) for line in ax.lines}
    assert seen["social change, observed"][2019] == -644  # register of all residents
    assert seen["social change, observed"][2019] == told.run.inputs.net_migration(2019).value


def test_all_vector_charts_of_a_run_share_one_font_that_has_their_letters(written: Any) -> None:
    _, folder, _ = written
    faces = {re.search(r"base64,([^)]*)\)", path.read_text())[1] for path in folder.glob("*.svg")}
    assert len(faces) == 1
    with TTFont(io.BytesIO(base64.b64decode(faces.pop()))) as font:
        known = font.getBestCmap()
    letters = {letter for path in folder.glob("*.svg") for letter in shown(path)} - {"\n"}
    assert {letter for letter in letters if "ぁ" <= letter <= "龥"} <= {chr(code) for code in known}


def test_neither_settings_nor_time_change_a_byte(told: Story, written: Any, tmp_path: Path) -> None:
    language, folder, files = written
    wild = {"font.size": 22, "axes.grid": True, "savefig.dpi": 30, "savefig.transparent": True, "lines.linewidth": 9}
    wild |= {"svg.fonttype": "path", "savefig.bbox": "tight", "path.simplify": False, "text.usetex": True}
    wild |= {"axes.unicode_minus": False, "legend.frameon": True, "figure.autolayout": True, "xtick.direction": "in"}
    with matplotlib.rc_context(wild):
        again = write_charts(told, tmp_path, language)
    assert [path.name for path in again] == [path.name for path in files]
    for path in again:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_the_report_sets_the_same_chart_without_a_font(told: Story, written: Any) -> None:
    language, folder, _ = written
    bare = svg(told.charts["totals"], language)
    assert "@font-face" not in bare
    whole = (folder / "totals.svg").read_text(encoding="utf-8")
    assert re.sub(r"\n <style>@font-face.*?</style>", "", whole) == bare


def test_words_in_names_do_nothing(told: Story, tmp_path: Path) -> None:
    evil = "<script>x</script> & $a_1$ ]]> \\frac"
    chart = replace(told.charts["totals"], title=evil, sources=(Text(evil, evil),))
    ax = draw(chart, "en")
    path = plot.save(ax, tmp_path / "x.svg")
    root = ElementTree.parse(path).getroot()
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))
    assert "<script>x</script> & $a_1$ ]]>" in "".join(root.itertext()).replace("\n", " ")


@pytest.mark.parametrize(
    "backend", ["nonsense", "TkAgg", *(pytest.param(one, marks=shared.long) for one in ("module://no_such_module", ""))]
)
def test_files_are_written_whatever_the_backend(backend: str, tmp_path: Path) -> None:
    code = (
        "from cohort import plot\nfrom tests.report.charts import toy\nfrom cohort.report.charts.panel import paper\n"
        f"plot.save(plot.totals(toy.summary(toy.projection()), ax=paper('tall')), {str(tmp_path / 'x.png')!r})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "MPLBACKEND": backend, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "x.png").stat().st_size > 5_000


def test_matplotlib_is_loaded_only_when_a_chart_is_drawn() -> None:
    code = "import sys, cohort, cohort.report.page, cohort.story.build; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0


def test_a_picture_has_the_dots_that_are_asked_for() -> None:
    """An inch of 72 or of 300 of them: the size stands in the picture's head."""
    figure = Figure(figsize=(2, 1))
    for dpi in (72, 144, 300):
        content = rendered(figure, ".png", dpi)
        assert struct.unpack(">II", content[16:24]) == (2 * dpi, dpi)
