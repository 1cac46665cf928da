"""Colours, fonts, numbers and wrapping."""

from __future__ import annotations

import csv
import gzip
import itertools

import matplotlib
import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib import pyplot
from matplotlib.colors import to_rgb

from cohort.report import fonts
from cohort.report.charts import style
from cohort.report.charts.panel import Panel
from cohort.report.charts.select import FigureError
from cohort.vocabulary import AGE_COLOURS, FLOW_COLOURS, INK, MUTED, PALETTE, SEX_COLOURS
from tests.shared import DATA, needs_data

# Machado, Oliveira and Fernandes (2009), severity 1.0; on linear RGB.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
PROTANOPIA = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, seen: np.ndarray) -> np.ndarray:
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(seen @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("seen", [np.eye(3), DEUTERANOPIA, PROTANOPIA], ids=["all", "deuteranopia", "protanopia"])
@pytest.mark.parametrize("colours", [PALETTE, AGE_COLOURS, tuple(SEX_COLOURS.values()), tuple(FLOW_COLOURS.values())])
def test_any_two_colours_differ_for_every_eye(colours: tuple[str, ...], seen: np.ndarray) -> None:
    # a difference of 2.3 is just noticeable (CIE76); the palette keeps six times that
    for one, other in itertools.combinations(colours, 2):
        assert np.linalg.norm(lab(one, seen) - lab(other, seen)) > 14, (one, other)


def test_text_in_every_colour_can_be_read() -> None:
    for colour in (*PALETTE, MUTED, INK):
        assert style.contrast(style.readable(colour), "white") >= 4.5
    assert style.contrast("white", "black") == pytest.approx(21)


def test_scenarios_beyond_the_colours_change_their_line() -> None:
    names = [f"s{i}" for i in range(10)]
    colours = style.scenario_colours(names)
    assert colours["s8"] == colours["s0"]
    assert len(set(colours.values())) == 8
    assert style.line_style(8) != style.line_style(0) == style.line_style(7)


def test_wrap_breaks_between_words_and_never_before_a_full_stop() -> None:
    assert style.wrap("no scenario reaches it", 65, 10) == "no scenario\nreaches it"
    assert style.wrap("一関市の人口。減る", 70, 10) == "一関市の人口。\n減る"
    assert style.wrap("一関市の人口", 55, 10) == "一関市の\n人口"
    assert style.wrap("一関市の人（推計）", 60, 10).split("\n")[1].startswith("（")
    assert style.wrap("short", 500, 10) == "short"
    long = "どのシナリオも2040年の展望89,000人に届かない（最も近い「独自推計」で86,592人）"
    assert all(style.text_width(line, 12) <= 200 + 24 for line in style.wrap(long, 200, 12).split("\n"))
    assert style.wrap(long, 200, 12).replace("\n", "") == long


def test_the_callers_settings_are_left_alone() -> None:
    before = dict(matplotlib.rcParams)
    _, ax = pyplot.subplots()

    with style.drawing("ja"):
        assert matplotlib.rcParams["font.family"][0] == "IPAexGothic"
        Panel(ax, "ja")
    assert dict(matplotlib.rcParams) == before
    assert ax.xaxis.label.get_fontfamily()[0] == "IPAexGothic"


def test_a_backend_loaded_while_drawing_stays_interactive() -> None:
    """In a notebook pyplot is first loaded by the first chart, and switches this on: the second chart needs it too."""
    before = matplotlib.is_interactive()
    try:
        matplotlib.interactive(False)
        with style.drawing():
            matplotlib.interactive(True)
        assert matplotlib.is_interactive()
        with style.drawing():
            pass
        assert matplotlib.is_interactive()
    finally:
        matplotlib.interactive(before)


def test_another_language_is_refused() -> None:
    with pytest.raises(FigureError, match="use 'en' or 'ja'"), style.drawing("de"):
        pass


def test_a_missing_font_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts.japanese_font.cache_clear()
    monkeypatch.setattr(fonts.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(fonts.FontError, match="pip install matplotlib-fontja"):
        fonts.japanese_font()


@pytest.mark.parametrize(("first", "last"), [(2020, 2050), (2000, 2051), (2019.5, 2024), (1980, 2100)])
def test_years_are_whole(first: float, last: float) -> None:
    _, ax = pyplot.subplots()
    Panel(ax, "en").years(first, last)
    ticks = ax.xaxis.get_major_locator()()
    assert all(float(t).is_integer() for t in ticks)
    shown = [ax.xaxis.get_major_formatter()(t, 0) for t in ticks]
    assert all(len(text) == 4 and text.isdigit() for text in shown)


def test_japanese_axes_count_in_ten_thousands_where_numbers_are_large() -> None:
    _, ax = pyplot.subplots()
    japanese, english = Panel(ax, "ja"), Panel(ax, "en")
    ax.set_ylim(0, 120_000)
    assert japanese.persons().say("ja") == "万人"
    assert ax.yaxis.get_major_formatter()(75_000, 0) == "7.5"
    assert english.persons().say("en") == "persons"
    assert ax.yaxis.get_major_formatter()(75_000, 0) == "75,000"
    ax.set_ylim(-3_000, 500)
    assert japanese.persons(signed=True).say("ja") == "人"
    assert [ax.yaxis.get_major_formatter()(v, 0) for v in (-2_000, 0, 500)] == ["△2,000", "0", "+500"]


@needs_data
def test_the_font_has_every_letter_of_every_municipality() -> None:
    assert DATA is not None
    with gzip.open(DATA / "municipalities/census_1980_2015.csv.gz", "rt", encoding="utf-8") as stream:
        names = {row["area_name"] for row in csv.DictReader(stream)}
    assert len(names) > 1_600  # 1,741 municipalities; some share a name
    with TTFont(fonts.japanese_font(), lazy=True) as font:
        known = font.getBestCmap()
    assert sorted({letter for name in names for letter in name if ord(letter) not in known}) == []


@needs_data
def test_municipality_names_draw_without_a_warning() -> None:
    assert DATA is not None
    with gzip.open(DATA / "municipalities/census_1980_2015.csv.gz", "rt", encoding="utf-8") as stream:
        letters = sorted({letter for row in csv.DictReader(stream) for letter in row["area_name"]})
    for language in ("en", "ja"):
        with style.drawing(language):
            figure = pyplot.figure(figsize=(12, 4))
            for start in range(0, len(letters), 60):
                figure.text(0.01, 0.98 - start / 60 * 0.05, "".join(letters[start : start + 60]))
            figure.canvas.draw()


def test_a_word_longer_than_a_line_is_broken_and_titles_are_balanced() -> None:
    assert all(style.text_width(one, 10) <= 100 for one in style.wrap("x" * 500 + "人" * 100, 100, 10).split("\n"))
    title = "一関市：2040年の展望（約89,000人）を満たすのは7シナリオ中0（推計は78,108～82,806人）"
    lines = style.balanced(title, 500, 12.5).split("\n")
    assert "".join(lines) == title
    assert len(lines) == 2
    assert min(map(len, lines)) > 0.6 * max(map(len, lines))
    assert "シナリオ" in lines[0] + " " + lines[1]  # a word stays whole
    assert style.balanced("First-graders (aged 6) below 396", 130, 9.5).split("\n")[0] in (
        "First-graders",
        "First-graders (aged 6)",
    )


def test_titles_that_follow_each_other_have_as_many_lines() -> None:
    """The first did not fit, its last word alone on a line; those after it did."""
    titles = [
        f"Ichinoseki, Own projection: {year}, {of} residents, 36.1% aged 65+"
        for year, of in ((2020, "115,426"), (2035, "89,904"))
    ]
    width = style.text_width(titles[1], 12.5) + 1
    assert style.text_width(titles[0], 12.5) > width
    made = [title.split("\n") for title in style.alike(titles, width, 12.5)]
    assert [" ".join(lines) for lines in made] == titles
    assert [len(lines) for lines in made] == [2, 2]
    assert all(min(map(len, lines)) > 0.6 * max(map(len, lines)) for lines in made)
    assert style.alike(titles, 1000, 12.5) == titles
