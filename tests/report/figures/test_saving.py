"""Files: the same bytes every time, fonts inside, text that can be read; the charts of a run."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr
from fontTools.ttLib import TTFont
from PIL import Image

from cohort import plot
from cohort.report.atomic import write_bytes
from cohort.report.figures import counted, write_charts
from cohort.report.figures.select import FigureError
from cohort.report.titles import scenario_titles, short_title
from cohort.scenario.model import Outlook
from tests.report.figures import toy


def draw(language: str = "ja") -> Any:
    return plot.pyramid(
        toy.projection().sel(scenario="trend", time=2020),
        place="一関市",
        sources=["国勢調査 <総数> & 他"],
        language=language,
    )


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_chart_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    one, other = (plot.save(draw(), tmp_path / f"{i}.{kind}").read_bytes() for i in (1, 2))
    assert one == other
    again = plot.save(draw().get_figure(), tmp_path / f"sub/3.{kind}")
    assert again.read_bytes() == one
    assert [path.name for path in again.parent.iterdir()] == [again.name]  # nothing temporary is left


def test_svg_text_is_text_and_its_letters_are_embedded(tmp_path: Path) -> None:
    svg = plot.save(draw(), tmp_path / "x.svg").read_text()
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
    pdf = plot.save(draw("en"), tmp_path / "x.pdf").read_bytes()
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert b"CreationDate" not in pdf


def test_other_formats_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FigureError, match=r"got '.bmp'; use .png, .svg or .pdf"):
        plot.save(draw(), tmp_path / "x.bmp")


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "x.png").write_bytes(b"old")

    def broken(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("os.replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write_bytes(tmp_path / "x.png", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("x.png", b"old")]


def test_animation_has_a_frame_a_year_and_moves(tmp_path: Path) -> None:
    one = toy.projection().sel(scenario="trend")
    paths = plot.pyramid_animation(
        one, [tmp_path / "p.gif", tmp_path / "p.webp"], place="一関市", language="ja"
    )
    again = plot.pyramid_animation(one, tmp_path / "q.gif", place="一関市", language="ja")
    assert paths[0].read_bytes() == again[0].read_bytes()
    for path in paths:
        with Image.open(path) as image:
            assert image.n_frames == 6
            first = image.convert("RGB")
            image.seek(5)
            assert first.tobytes() != image.convert("RGB").tobytes()


# A run -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ja"])
def test_charts_of_a_run(language: str, tmp_path: Path) -> None:
    start = time.process_time()
    written = write_charts(toy.run(), tmp_path, language)
    assert time.process_time() - start < 10  # 3 s on an idle machine
    names = [
        "totals",
        "births-and-deaths",
        "age-classes",
        "natural-and-social-change",
        "age-classes-plan",
        "natural-and-social-change-plan",
    ]
    names += ["pyramid-years", "pyramid-scenarios", "migration-by-age"]
    assert [path.name for path in written] == [f"{n}.{k}" for n in names for k in ("png", "svg")] + [
        "pyramid.gif",
        "pyramid.webp",
    ]
    assert all(path.stat().st_size > 5_000 for path in written)
    svg = (tmp_path / "totals.svg").read_text()
    assert {
        "en": "Ichinoseki: 2 of 2 scenarios meet the outlook",
        "ja": "一関市：2024年の展望89,000人に届くのは",
    }[language] in svg
    assert {"en": "Second strategy ", "ja": "第２期総合戦略 "}[language] in svg
    assert {"en": "総務省, 国勢調査, 計画", "ja": "総務省「国勢調査」「計画」"}[language] in svg


def test_a_run_of_groups_without_plan_or_ages(tmp_path: Path) -> None:
    run = toy.run()
    run.scenarios = run.scenarios[:1]
    run.projection = run.projection.sum(["sex", "age"])
    run.projection.attrs = toy.projection().attrs
    run.inputs.population = run.inputs.broad_ages = run.inputs.events = run.inputs.published = None
    names = {path.stem for path in write_charts(run, tmp_path, "en")}
    assert names == {"totals", "births-and-deaths", "age-classes", "natural-and-social-change"}


def test_one_area_is_taken_and_several_are_refused(tmp_path: Path) -> None:
    area = pd.Index(["03209"], name="area")
    made = toy.projection().expand_dims(area=area)
    run = toy.run(made.sum(["sex", "age"]).assign_attrs(made.attrs), summary=toy.summary(made))
    assert write_charts(run, tmp_path, "en")
    two = xr.concat([toy.projection()] * 2, dim=pd.Index(["1", "2"], name="area"))
    with pytest.raises(FigureError, match="the run has 2; charts are written for one"):
        write_charts(toy.run(two), tmp_path, "en")


def test_observed_numbers_of_a_run() -> None:
    inputs = toy.run().inputs
    totals = counted.observed_totals(inputs, 2000)
    assert totals is not None
    assert totals.values.tolist() == [
        ["census", "2015-10-01", 121_583.0],
        ["census", "2020-10-01", 111_932.0],
    ]
    assert counted.observed_totals(inputs, 2030) is None
    events = counted.observed_events(inputs, 2000)
    assert events is not None
    found = dict(zip(events["measure"], events["value"], strict=True))
    assert found == {"births": 549, "deaths": 1957, "natural_change": -1408, "net_migration": -707}
    inputs.events = inputs.events[inputs.events["measure"] == "in_migration"]
    assert counted.observed_events(inputs, 2000) is None


def test_published_series_leave_the_outlook_to_its_mark() -> None:
    inputs = toy.run().inputs
    rows = counted.published_series(inputs, "01-01", [toy.OUTLOOK])
    assert rows is not None
    assert rows["date"].tolist() == ["10-01", "10-01", "01-01"]
    inputs.published = inputs.published.iloc[2:].assign(value=89_000.0)
    assert counted.published_series(inputs, "01-01", [toy.OUTLOOK]) is None


def test_short_titles_are_whole_where_they_would_be_the_same() -> None:
    assert short_title("第２期総合戦略（印刷どおり）：2025年に") == "第２期総合戦略"
    assert short_title("What-if: ties (connected population): three") == "What-if: ties"
    scenarios = toy.run().scenarios
    assert scenario_titles(scenarios, "en") == {"trend": "Trend", "plan": "Second strategy"}
    scenarios[0].title = lambda language: "Second strategy: again"
    assert scenario_titles(scenarios, "en")["plan"] == "Second strategy (as printed)"


def test_matplotlib_is_loaded_only_when_a_chart_is_drawn() -> None:
    code = "import sys, cohort.plot, cohort.report.figures, cohort.report.figures.charts; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_one_promise_is_one_mark_in_the_plans_own_words(tmp_path: Path) -> None:
    run = toy.run()
    run.scenarios[0].outlooks = (Outlook("population", 2024, "x", "at_least", 108_900.0),)
    run.scenarios[1].outlooks = (Outlook("population", 2024, "x", "about", 108_900.0),)
    write_charts(run, tmp_path, "en")
    svg = (tmp_path / "totals.svg").read_text()
    # the plan has 108,194 in 2024, within 1 % of "about 108,900"
    assert "1 of 2 scenarios meets the outlook of 108,900" in svg
    assert svg.count("Outlook 2024:") == 1
    assert "at least" not in svg
