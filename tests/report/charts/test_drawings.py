"""What is drawn is what was given; nothing overlaps; what cannot be drawn is an error."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from cohort import plot
from cohort.arguments import ArgumentError
from cohort.report.charts.select import FigureError
from cohort.scenario.model import Outlook
from cohort.vocabulary import FLOW_COLOURS, PALETTE, SEX_COLOURS
from tests.report.charts import toy

P, S = toy.projection(), toy.summary(toy.projection())
DRAWS = xr.DataArray(
    100_000.0 + np.arange(101)[:, None] * np.array([0.0, 10.0, 20.0]),
    dims=("draw", "time"),
    coords={"time": [2020, 2021, 2022]},
    name="population",
)
LEVERS = xr.DataArray(
    80_000.0 + np.arange(4)[:, None] * 2_000 + np.arange(5)[None] * 1_000, dims=("tfr", "net_migration_total"),
    coords={"tfr": [1.4, 1.5, 1.6, 1.7], "net_migration_total": [-600, -450, -300, -150, 0]},
)  # fmt: skip
AREAS = xr.concat([S["population"], S["population"] * 0.07], dim=pd.Index(["03209", "03402"], name="area"))
OBSERVED = pd.DataFrame(
    [
        ("births", 2019, 549.0),
        ("deaths", 2019, 1957.0),
        ("natural_change", 2019, -1408.0),
        ("net_migration", 2019, -707.0),
    ],
    columns=["measure", "year", "value"],
)
READ = xr.DataArray(
    np.random.default_rng(4).normal(84_000, 2_500, (2, 60)), dims=("base", "other"), coords={"base": ["printed", "own"]}
)
GOAL = Outlook(measure="population", year=2040, about=89_000, rounding=1_000, wording="約89,000人", source="s")
SEEN = {"2016": (1.4, -500.0), "2023": (1.45, -450.0)}
VALUES = xr.DataArray(
    np.stack([0.9 * np.exp(-np.arange(101) / 120), np.exp(-np.arange(101) / 90)]),
    dims=("sex", "age"), coords={"sex": ["male", "female"], "age": np.arange(101)},
)  # fmt: skip
PYRAMIDS = P["population"].sel(scenario="trend", time=2025) * xr.DataArray(
    np.linspace(0.9, 1.1, 11), {"draw": np.arange(11)}, ("draw",)
)
CHARTS: dict[str, Callable[..., Any]] = {
    "totals": lambda **k: plot.totals(
        S,
        titles=toy.TITLES,
        outlook=toy.OUTLOOK,
        published=toy.published().assign(date="10-01"),
        observed=toy.observed(),
        **k,
    ),
    "pyramid": lambda **k: plot.pyramid(
        P.sel(scenario="trend", time=2020), P.sel(scenario="trend", time=2025), **k
    ),
    "age_classes": lambda **k: plot.age_classes(S, scenario="trend", scenario_title="Trend", **k),
    "births_and_deaths": lambda **k: plot.births_and_deaths(S, titles=toy.TITLES, observed=OBSERVED, **k),
    "natural_and_social_change": lambda **k: plot.natural_and_social_change(
        S, scenario="plan", observed=OBSERVED, **k
    ),
    "migration_by_age": lambda **k: plot.migration_by_age(P.sel(scenario="trend"), **k),
    "fan": lambda **k: plot.fan(DRAWS, observed=pd.DataFrame({"year": [2019.75], "value": [100_500.0]}), **k),
    "tornado": lambda **k: plot.tornado({"移動": (75_900.0, 87_700.0), "Births": (80_100.0, 82_000.0)}, centre=81_000.0, **k),
    "pyramid_range": lambda **k: plot.pyramid_range(PYRAMIDS, **k),
    "dots": lambda **k: plot.dots(READ, by="base", outlook=GOAL, marked=float(READ[0, 0]), **k),
    "frontier": lambda **k: plot.frontier(LEVERS, level=84_500, points={"計画": (1.55, -400)}, seen=SEEN, lines={"社人研": 83_000.0}, **k),
    "waterfall": lambda **k: plot.waterfall({"fertility": 900.0, "migration": -4_000.0}, 85_744, 82_644, **k),
    "heat_map": lambda **k: plot.heat_map(P.sel(scenario="trend"), **k),
    "value_by_age": lambda **k: plot.value_by_age(VALUES, points={"子連れ": (30.0, 1.2)}, words="人", **k),
    "bars": lambda **k: plot.bars(
        {"2026": 0.0, "2031年": 1_240.5, "never": None, "fewer": -310.0},
        notes={"2031年": "必要な値 512"}, ranges={"2031年": (900.0, 1_800.0)}, words="人", **k,
    ),
    "crossings": lambda **k: plot.crossings(
        {"小学1年生が400を下回る": {"trend": 2031, "plan": 2031}, "65歳以上が45％を上回る": {"trend": 2044, "plan": None}},
        first=2020, last=2050, labels=toy.TITLES, **k,
    ),
    "standings": lambda **k: plot.standings(
        {"Births 2023: 451": {"trend": -2.2, "plan": -2.25}, "人口 2025年": {"trend": 0.4, "plan": -0.6}},
        labels=toy.TITLES, **k,
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", CHARTS)
def test_draws_in_both_languages_inside_the_figure(name: str, language: str) -> None:
    before = dict(matplotlib.rcParams)
    ax = CHARTS[name](place="一関市", sources=["総務省「国勢調査」", "総務省「国勢調査」"], language=language)
    figure = ax.get_figure()
    figure.set_dpi(144)  # as it is saved
    figure.canvas.draw()
    assert dict(matplotlib.rcParams) == before
    assert ax.get_title(loc="left").replace("\n", " ").startswith("一関市")
    foot = next(text.get_text() for text in ax.texts if text.get_gid() == "sources")
    assert foot == {"en": "Source: 総務省「国勢調査」", "ja": "資料：総務省「国勢調査」"}[language]
    tight = ax.get_tightbbox()
    assert tight.x0 >= 0
    assert tight.y0 >= 0
    assert tight.x1 <= figure.bbox.width
    assert tight.y1 <= figure.bbox.height
    assert ax.get_position().width > 0.4


def test_a_count_has_one_look_whichever_comes_first() -> None:
    seen = pd.DataFrame(
        {"basis": ["register", "census"], "date": ["2019-01-01", "2015-10-01"], "value": [100_000.0, 101_000.0]}
    )
    for rows in (seen, seen[::-1]):
        ax = plot.totals(S, observed=rows)
        looks = {one.get_label(): one.get_marker() for one in ax.lines}
        assert (looks["census"], looks["resident register"]) == ("o", "s")


def test_every_source_stands_in_the_foot_once() -> None:
    ax = CHARTS["bars"](sources=["総務省", "一関市", "総務省", "社人研"], language="ja")
    foot = next(text.get_text() for text in ax.texts if text.get_gid() == "sources")
    assert foot.replace("\n", "") == "資料：総務省、一関市、社人研"
    two = CHARTS["bars"](sources=["総務省", "一関市"], language="en")
    assert next(text.get_text() for text in two.texts if text.get_gid() == "sources") == "Sources: 総務省; 一関市"


@pytest.mark.parametrize("name", CHARTS)
def test_draws_on_given_axes_in_any_style_and_returns_them(name: str) -> None:
    with matplotlib.rc_context({"font.family": "monospace", "axes.facecolor": "black"}):
        figure, axes = pyplot.subplots(1, 2, figsize=(14, 5))
        assert CHARTS[name](ax=axes[0], language="ja", title="一関市の$人口$") is axes[0]
        figure.canvas.draw()
    assert axes[0].get_title(loc="left") == "一関市の$人口$"
    assert axes[0].get_facecolor() == (1, 1, 1, 1)


def words(ax: Axes) -> list[Any]:
    """Return the places of all words, without leaders."""
    ax.get_figure().canvas.draw()
    return [Text.get_window_extent(text) for text in ax.texts if text.get_text() and text.get_visible()]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    "name",
    [
        "totals",
        "births_and_deaths",
        "age_classes",
        "natural_and_social_change",
        "fan",
        "frontier",
        "value_by_age",
        "bars",
        "dots",
    ],
)
def test_labels_do_not_overlap(name: str, language: str) -> None:
    ax = CHARTS[name](language=language)
    for one, other in itertools.combinations(words(ax), 2):
        assert not one.overlaps(other)


def line(ax: Axes, label: str) -> np.ndarray:
    return np.asarray(next(item for item in ax.lines if item.get_label() == label).get_xydata())


# Totals ----------------------------------------------------------------------------------------------------------------


def test_totals_are_the_numbers_given() -> None:
    ax = CHARTS["totals"]()
    for name in toy.SCENARIOS:
        assert (line(ax, name)[:, 1] == S["population"].sel(scenario=name).values).all()
        assert (line(ax, name)[:, 0] == S["time"].values).all()
    assert line(ax, "outlook").tolist() == [[2024, 89_000]]
    # the last published year, 1 October 2025, lies beyond the last instant of the projection
    assert line(ax, "IPSS 2018") == pytest.approx(np.array([[2020 + 273 / 365, 114_777]]))
    assert line(ax, "Own projection of 2020") == pytest.approx(np.array([[2024 + 273 / 365, 105_000]]))
    assert line(ax, "census") == pytest.approx(np.array([[2010 + 273 / 365, 127_642], [2015 + 273 / 365, 121_583]]))
    assert line(ax, "launch")[0] == pytest.approx([2020, 115_000])
    assert "axis starts at" in next(text.get_text() for text in ax.texts if "Population" in text.get_text())


def test_the_unit_of_an_axis_is_that_of_its_numbers() -> None:
    """115,000 residents: 11.5万人 in Japanese, persons in English; a few hundred are 人 in both."""
    for language, unit, shown in (("en", "persons", "115,000"), ("ja", "万人", "11.5")):
        ax = CHARTS["totals"](language=language)
        assert ax.yaxis.get_major_formatter()(115_000, 0) == shown
        (note,) = (text.get_text() for text in ax.texts if text.get_text().startswith(("Population (", "人口（")))
        assert f"{'(' if language == 'en' else '（'}{unit}" in note
    assert plot.migration_by_age(P.sel(scenario="trend"), language="ja").yaxis.get_major_formatter()(-15, 0) == "△15"


def test_totals_from_a_projection_by_age_are_the_sums_and_the_axis_may_start_at_zero() -> None:
    ax = plot.totals(P, scenarios=["plan"], from_zero=True)
    assert line(ax, "plan")[:, 1] == pytest.approx(P["population"].sel(scenario="plan").sum(["sex", "age"]).values)
    assert ax.get_ylim()[0] == 0
    assert ax.get_title(loc="left") == "from 117,300 in 2020 to 106,030 in 2025"


def test_instants_stand_at_their_day_of_the_year() -> None:
    late = S.assign_attrs(reference_date="10-01")
    assert line(plot.totals(late), "trend")[0, 0] == pytest.approx(2020 + 273 / 365)
    mixed = S.assign_coords(reference_date=("scenario", ["01-01", "10-01"]))
    ax = plot.totals(mixed)
    assert [line(ax, name)[0, 0] for name in toy.SCENARIOS] == pytest.approx([2020, 2020 + 273 / 365])
    assert len(line(ax, "launch")) == 2
    with pytest.raises(FigureError, match="write a month and a day"):
        plot.totals(S.assign_attrs(reference_date="1 October"))


def test_the_axis_starts_at_zero_where_that_costs_little() -> None:
    steep = S["population"] * xr.DataArray(np.linspace(1, 0.1, 6), dims="time", coords={"time": S["time"]})
    assert plot.totals(steep).get_ylim()[0] == 0


ONE_EN = "1 of 2 scenarios meets the outlook"
ONE_JA = "のは2シナリオ中1"


@pytest.mark.parametrize(
    ("bound", "value", "rounding", "en", "ja"),
    [
        ("at_least", 89_000, 0, "2 of 2 scenarios meet the outlook", "のは2シナリオ中2"),
        ("at_least", 107_000, 0, ONE_EN, ONE_JA),
        ("at_most", 107_000, 0, ONE_EN, ONE_JA),
        ("about", 107_000, 1_000, ONE_EN, ONE_JA),
        ("about", 106_000, 1_000, "2 of 2 scenarios meet the outlook", "のは2シナリオ中2"),
        ("at_least", 200_000, 0, "none of 2 scenarios reaches the outlook", "のは2シナリオ中0"),
    ],
)
def test_the_title_says_whether_the_outlook_holds(bound: Any, value: float, rounding: float, en: str, ja: str) -> None:
    outlook = Outlook.of("population", 2024, bound, value, source="x", rounding=rounding)
    # 115,000 x 0.98^4 = 106,072; with 2 % more 108,194
    for language, words in (("en", en), ("ja", ja)):
        ax = plot.totals(S, titles=toy.TITLES, outlook=[outlook], language=language)
        title = ax.get_title(loc="left").replace("\n", " " if language == "en" else "")
        assert words in title
        assert all(number in title for number in ("106,072", "108,194", f"{value:,.0f}"))


def test_one_scenario_that_meets_the_outlook_is_named() -> None:
    ax = plot.totals(S, scenarios=["plan"], titles=toy.TITLES, outlook=toy.OUTLOOK)
    assert ax.get_title(loc="left") == "the outlook of at least 89,000 in 2024 is met: 108,194"


# Others ----------------------------------------------------------------------------------------------------------------


def test_pyramids_are_the_numbers_given_with_men_to_the_left() -> None:
    one, two = P.sel(scenario="trend", time=2020), P.sel(scenario="trend", time=2025)
    ax = plot.pyramid(one, two)
    values = [patch.get_data().values for patch in ax.patches]
    for place, (year, sign, sex) in enumerate(
        [(one, -1, "male"), (one, 1, "female"), (two, -1, "male"), (two, 1, "female")]
    ):
        assert (values[place] == sign * year["population"].sel(sex=sex).values).all()
    left, right = ax.get_xlim()
    assert left == -right
    named = {text.get_text(): text.xy[0] for text in ax.texts if text.get_text() in ("Male", "Female")}
    assert named["Male"] < 0.5 < named["Female"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["2020: 115,000", "2025: 103,951"]
    assert ax.yaxis.get_major_formatter()(100, 0) == "100+"
    assert ax.xaxis.get_major_formatter()(-500, 0) == "500"


def test_pyramids_of_scenarios_are_named_after_them_and_groups_work_too() -> None:
    wide = toy.projection(width=5)
    groups = [f"{low}-{low + 4}" for low in range(0, 100, 5)] + ["100+"]
    named = wide.assign_coords(age=groups).rename(age="age_group")
    ax = plot.pyramid(named.sel(scenario="trend", time=2045), named.sel(scenario="plan", time=2045), language="ja")
    assert [text.get_text().split("：")[0] for text in ax.get_legend().get_texts()] == ["trend", "plan"]
    assert ax.patches[0].get_data().edges.tolist() == [*range(0, 101, 5), 105]
    assert "「plan」は「trend」より" in ax.get_title(loc="left").replace("\n", "")
    alone = plot.pyramid(named["population"].sel(scenario="trend", time=2045))
    assert "aged 65+" in alone.get_title(loc="left")
    assert (
        plot.pyramid(P.sel(scenario="plan", time=2020), language="ja")
        .get_title(loc="left")
        .startswith("117,300人、65歳以上は")
    )


def test_age_classes_stack_to_the_whole() -> None:
    for source in (S, P):
        ax = plot.age_classes(source, scenario="trend")
        tops = [max(vertex[1] for vertex in area.get_paths()[0].vertices) for area in ax.collections]
        assert tops[-1] == pytest.approx(115_000)
        assert tops[0] == pytest.approx(float(S["population_0_14"].sel(scenario="trend", time=2020)))
        assert ax.get_ylim()[0] == 0


def test_five_year_flows_are_shown_per_year_at_the_middle() -> None:
    wide = toy.summary(toy.projection(width=5))
    ax = plot.births_and_deaths(wide)
    assert line(ax, "trend births")[0].tolist() == [2022, 500]
    assert line(ax, "plan births")[0].tolist() == [2022, 600]
    ax = plot.natural_and_social_change(wide, scenario="trend")
    # births 500 a year; deaths 9 x 2 x 21 = 378; migrants: 3 groups of -20 and 18 of 2, two sexes
    assert [bar.get_height() for bar in ax.containers[0]] == [122.0] * 5
    assert [bar.get_height() for bar in ax.containers[1]] == [2 * (3 * -20 + 18 * 2)] * 5
    assert "2020 to 2045" in ax.get_title(loc="left").replace("\n", " ")


def test_births_deaths_and_changes_are_the_numbers_given() -> None:
    ax = CHARTS["births_and_deaths"]()
    assert (line(ax, "trend births")[:, 1] == 500).all()
    assert (line(ax, "plan deaths")[:, 1] == 9 * 2 * 101).all()
    assert line(ax, "observed deaths").tolist() == [[2019, 1957]]
    ax = CHARTS["natural_and_social_change"]()
    assert [bar.get_height() for bar in ax.containers[0]] == pytest.approx([600 - 1818] * 5)
    for bars, name in zip(ax.containers, ("natural_change", "net_migration"), strict=True):
        assert {bar.get_facecolor()[:3] for bar in bars} == {to_rgb(FLOW_COLOURS[name])}
    assert line(ax, "total change")[0].tolist() == pytest.approx([2020, 600 - 1818 + 2 * (15 * -20 + 86 * 2)])
    assert line(ax, "social change, observed").tolist() == [[2019, -707]]
    one = plot.births_and_deaths(S, scenarios=["plan"], language="ja")
    assert {text.get_text() for text in one.texts if text.get_gid() == "end-label"} == {"出生 600人", "死亡 1,818人"}


def test_migration_by_age_keeps_its_sign() -> None:
    ax = plot.migration_by_age(P.sel(scenario="trend"), periods=(2021, 2022))
    lines = [patch.get_data().values for patch in ax.patches if not patch.get_fill()]
    assert lines[0][20] == -20
    assert lines[0][40] == 2
    sums = P["net_migration"].sel(scenario="trend") * xr.DataArray([1.0, 3.0], {"sex": ["male", "female"]}, ("sex",))
    key = plot.migration_by_age(sums, periods=(2021, 2022)).get_legend().get_texts()
    assert [text.get_text() for text in key] == ["Male -128", "Female -384"]
    assert (
        ax.get_title(loc="left").replace("\n", " ")
        == "net loss of 256 a year by migration in 2021–2022; ages 15–19: -200"
    )
    quiet = P["net_migration"].sel(scenario="trend") / 10
    assert plot.migration_by_age(quiet).yaxis.get_major_formatter()(-1.5, 0) == "-1.5"


def test_fan_bands_hold_their_share_of_the_draws() -> None:
    ax = plot.fan(DRAWS, levels=(0.5, 0.9))
    assert line(ax, "median")[-1].tolist() == [2022, 101_000]
    last = [sorted({v[1] for v in band.get_paths()[0].vertices if v[0] == 2022}) for band in ax.collections]
    assert last == [pytest.approx([100_100, 101_900]), pytest.approx([100_500, 101_500])]
    texts = [text.get_text() for text in ax.texts]
    assert "95% below 101,900" in texts
    assert "does not start at 0" in " ".join(texts)
    skew = DRAWS * 0 + 100_000.0 * (1 + (DRAWS["draw"] > 80))  # a fifth is twice as many: half of them are not
    assert line(plot.fan(skew), "median")[-1].tolist() == [2022, 100_000]


def test_a_bar_of_a_lever_has_its_low_end_at_the_left() -> None:
    ax = CHARTS["tornado"]()
    said = {text.get_text(): text for text in ax.texts}
    for low, high in ((75_900, 87_700), (80_100, 82_000)):
        left, right = said[f"{low:,}"], said[f"{high:,}"]
        assert (left.xy[0], right.xy[0]) == (low, high)
        assert (left.get_ha(), right.get_ha()) == ("right", "left")  # outside the bar
        assert left.xy[1] == right.xy[1]
    assert said["75,900"].xy[1] > said["80,100"].xy[1]  # the widest on top
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["Births", "移動"]


def test_figures_stand_on_their_own_bars() -> None:
    ax = CHARTS["bars"]()
    said = {text.xy: text.get_text() for text in ax.texts if hasattr(text, "xy")}
    heights = [bar.get_height() for bar in ax.containers[0]]
    assert heights == [0, 1_240.5, 0, -310]
    ends = [(0, 0), (1, 1_800), (2, 0), (3, -310)]  # of a bar, or of its range
    assert [said[end] for end in ends] == ["0", "1,240", "none", "-310"]


def test_the_value_of_a_person_has_the_colours_of_the_sexes() -> None:
    ax = CHARTS["value_by_age"](language="en")
    for sex in ("male", "female"):
        assert (line(ax, sex)[:, 1] == VALUES.sel(sex=sex).values).all()
        (drawn,) = (one for one in ax.lines if one.get_label() == sex)
        assert to_rgb(drawn.get_color()) == to_rgb(SEX_COLOURS[sex])


@pytest.mark.parametrize("name", ["crossings", "standings"])
def test_points_of_a_row_stand_beside_its_words_in_the_colours_of_the_key(name: str) -> None:
    ax = CHARTS[name](language="en")
    rows = {
        "crossings": {"小学1年生": {"trend": 2031, "plan": 2031}, "65歳以上": {"trend": 2044}},
        "standings": {"Births 2023": {"trend": -2.2, "plan": -2.25}, "人口 2025年": {"trend": 0.4, "plan": -0.6}},
    }[name]
    heights = {
        text.get_text().replace("\n", ""): at for at, text in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    }
    key = ax.get_legend()
    colours = {
        text.get_text(): to_rgb(one.get_color()) for text, one in zip(key.get_texts(), key.legend_handles, strict=True)
    }
    for number, (said, points) in enumerate(rows.items()):
        (height,) = (at for words, at in heights.items() if words.startswith(said))
        for scenario, x in points.items():
            (drawn,) = (one for one in ax.lines if one.get_label() == f"{number} {scenario}")
            assert drawn.get_xdata()[0] == pytest.approx(x)
            assert drawn.get_ydata()[0] == pytest.approx(height, abs=0.3)
            assert to_rgb(drawn.get_color()) == colours[toy.TITLES[scenario]]
    if name == "standings":
        below = next(text.get_text() for text in ax.texts if "path" in text.get_text() and "←" in text.get_text())
        assert below.startswith("← worse than the path")
        assert below.endswith("better →")


def test_dots_are_every_result_at_its_value_coloured_by_one_thing() -> None:
    ax = CHARTS["dots"](language="ja", labels={"printed": "記載どおり"})
    drawn = [line(ax, name) for name in ("printed", "own")]
    assert [len(one) for one in drawn] == [60, 60]
    places = np.concatenate(drawn)
    assert len(np.unique(places, axis=0)) == 120  # none lies on another
    width = np.diff(np.unique(places[:, 0])).min()
    for number, one in enumerate(drawn):
        assert np.abs(np.sort(one[:, 0]) - np.sort(READ[number].values)).max() <= width
    assert {float(x) for x in ax.lines[2].get_xdata()} == {89_000}
    for number, one in enumerate(
        drawn
    ):  # a dot stands in the middle of its stack: as often before what it shows as behind it
        off = one[:, 0] - READ[number].values.ravel() if len(one) == READ[number].size else np.zeros(1)
        assert abs(float(np.mean(off))) < width / 4
    met = int((READ >= 88_500).sum())
    assert f"120通り中{met}通り" in ax.get_title(loc="left").replace("\n", "")
    key = ax.get_legend()
    assert [text.get_text() for text in key.get_texts()] == ["記載どおり", "own"]
    colours = [next(one for one in ax.lines if one.get_label() == name).get_color() for name in ("printed", "own")]
    assert [handle.get_color() for handle in key.legend_handles] == colours
    (ring,) = line(ax, "as written")[:, 0]
    assert abs(ring - float(READ[0, 0])) <= width
    shaded = next(patch for patch in ax.patches if patch.get_alpha() == 0.5).get_extents()
    low, high = (float(ax.transData.inverted().transform((x, 0))[0]) for x in (shaded.x0, shaded.x1))
    assert low == pytest.approx(88_500, abs=1)  # about 89,000 is met from there on
    assert high == pytest.approx(ax.get_xlim()[1])
    just = READ.copy()
    just[0, 0] = 88_500.0  # what rounds to the figure meets it
    said = plot.dots(just, by="base", outlook=GOAL, language="ja").get_title(loc="left").replace("\n", "")
    assert f"120通り中{int((just >= 88_500).sum())}通り" in said
    gap = READ.copy()
    gap[0, 3] = np.nan
    assert len(line(plot.dots(gap, by="base", outlook=GOAL), "printed")) == 59


def test_what_cannot_be_projected_stays_white_in_the_map() -> None:
    """Of a village more may leave at the lowest net migration than live there: the rest of the map is drawn all the same."""
    low = LEVERS["net_migration_total"].values.min()
    gaps = LEVERS.where(LEVERS["net_migration_total"] > low)
    ax = plot.frontier(gaps, level=84_500)
    assert "84,500" in ax.get_title(loc="left")
    assert ax.get_ylim()[0] == low
    with pytest.raises(FigureError, match="are not numbers"):
        plot.frontier(LEVERS.where(False), level=84_500)


def test_frontier_shows_points_and_says_when_nothing_reaches() -> None:
    ax = CHARTS["frontier"]()
    assert line(ax, "計画").tolist() == [[1.55, -400]]
    assert sorted(line(ax, "seen").tolist()) == [[1.4, -500], [1.45, -450]]
    assert "nothing in this range" in plot.frontier(LEVERS, level=200_000).get_title(loc="left")
    assert "between 80,000 and 90,000" in plot.frontier(LEVERS, labels={"tfr": "TFR"}).get_title(loc="left")


def test_waterfall_bars_are_the_parts() -> None:
    ax = CHARTS["waterfall"](language="ja", start_label="社人研", labels={"migration": "人口移動"})
    assert [bar.get_height() for bar in ax.containers[1]] == [900, -4_000]
    assert [bar.get_y() for bar in ax.containers[1]] == [85_744, 86_644]
    rise, fall = (bar.get_facecolor()[:3] for bar in ax.containers[1])
    assert (rise, fall) == (to_rgb(PALETTE[0]), to_rgb(PALETTE[1]))  # as on the page and in the bars of the levers
    assert ax.get_xticklabels()[2].get_text() == "人口移動"
    base = ax.get_ylim()[0]
    assert base % 1_000 == 0
    assert f"{base:,.0f}人から" in next(text.get_text() for text in ax.texts if "縦軸" in text.get_text())
    falling = plot.waterfall({"loss": -300.0}, 100.0, -200.0)
    assert falling.get_ylim()[0] <= -200


def test_heat_map_cells_are_the_numbers_given() -> None:
    ax = CHARTS["heat_map"]()
    assert (
        ax.collections[0].get_array()
        == P["net_migration"].sel(scenario="trend").sum("sex").transpose("age", "period").values
    ).all()
    rate = xr.DataArray(
        np.full((3, 2), 0.5),
        dims=("time", "age"),
        coords={"time": [2020, 2025, 2030], "age": [0, 5]},
        name="survivorship",
    )
    assert "0.5" in plot.heat_map(rate, words="ratio", language="ja").get_title(loc="left")


def test_small_multiples_share_their_axes() -> None:
    names = {"03209": "一関市", "03402": "平泉町"}
    axes = plot.small_multiples(AREAS, names=names, titles=toy.TITLES, sources=["x"], columns=2, language="ja")
    axes[0].get_figure().canvas.draw()
    assert axes[0].get_ylim() == axes[1].get_ylim()
    assert line(axes[1], "trend")[:, 1] == pytest.approx(100 * 0.98 ** np.arange(6))
    assert axes[1].get_title(loc="left").startswith("平泉町")
    counts = plot.small_multiples(AREAS.sel(scenario="trend"), index=False, figure=pyplot.figure(figsize=(6, 3)))
    assert counts[1].lines[0].get_ydata()[0] == pytest.approx(8_050)
    assert counts[0].get_title(loc="left").endswith("103,951")
    assert plot.small_multiples(AREAS, scenarios=["plan"], title="x")[0].lines[0].get_label() == "plan"


# What cannot be drawn --------------------------------------------------------------------------------------------------

ERRORS: list[tuple[Callable[[], object], str]] = [
    (lambda: plot.totals(AREAS), r"2 members on dim area; select one, e.g. .sel\(area="),
    (lambda: plot.totals(DRAWS), "members on dim draw"),
    (lambda: plot.totals(S, scenarios=["plann"]), "'plann' is not there; there are: trend, plan"),
    (lambda: plot.totals(S["population"].isel(time=0, drop=True)), "dim time is missing"),
    (lambda: plot.totals(S.drop_vars("population")), "not among the variables given"),
    (lambda: plot.totals(S.where(S["time"] != 2022)), "2 values are not numbers"),
    (lambda: plot.totals(S, published=toy.published().drop(columns="series")), "column series is missing"),
    (lambda: plot.totals(S, published=toy.published().assign(area=["03209", "03209", "03402"])), "holds several areas"),
    (lambda: plot.totals(S, observed=pd.DataFrame({"value": [1.0]})), "column year is missing"),
    (lambda: plot.pyramid(P), "members on dim scenario"),
    (lambda: plot.pyramid(S.isel(scenario=0, time=0)), "dim age is missing"),
    (lambda: plot.pyramid(P.isel(scenario=0, time=0).sel(sex=["female"])), "male is missing"),
    (lambda: plot.pyramid(P.isel(scenario=0, time=0).assign_coords(sex=["male", "x"])), "female is missing"),
    (
        lambda: plot.pyramid(P.isel(scenario=0, time=0), toy.projection(width=5).isel(scenario=0, time=0)),
        "different ages",
    ),
    (lambda: plot.age_classes(S), "members on dim scenario"),
    (lambda: plot.natural_and_social_change(S.drop_vars("deaths"), scenario="plan"), "natural_change: not among"),
    (
        lambda: plot.migration_by_age(P.sel(scenario="plan"), periods=(2040, 2045)),
        "no period between 2040 and 2045; there are 2020 to 2024",
    ),
    (lambda: plot.fan(DRAWS, levels=(0.5, 80)), "got 80; use shares between 0 and 1"),
    (lambda: plot.fan(S["population"].sel(scenario="plan")), "dim draw is missing"),
    (lambda: plot.dots(READ, by="bass", outlook=GOAL), "got 'bass'; the dims are base, other"),
    (lambda: plot.dots(READ * np.nan, by="base", outlook=GOAL), "there is no number to draw"),
    (lambda: plot.frontier(LEVERS.isel(tfr=0)), "needed are two dims"),
    (lambda: plot.frontier(LEVERS.assign_coords(tfr=list("abcd"))), "needed are two dims"),
    (lambda: plot.waterfall({"a": 5.0}, 100, 106), "make 105.000, not 106.000; 1.000 too little"),
    (lambda: plot.waterfall({}, 100, 100), "Give parts that add up"),
    (lambda: plot.waterfall({"a": float("nan")}, 100, 100), "Give parts that add up"),
    (lambda: plot.heat_map(P), "members on dim scenario"),
    (lambda: plot.small_multiples(S), "dim area is missing"),
    (lambda: plot.totals(S, language="fr"), "give 'en' or 'ja'"),
    (lambda: plot.pyramid_animation(P.sel(scenario="plan"), "x.mp4"), "use .gif or .webp"),
]


@pytest.mark.parametrize(("call", "text"), ERRORS, ids=[text for _, text in ERRORS])
def test_errors_say_what_to_do_in_both_languages(call: Callable[[], object], text: str) -> None:
    with pytest.raises((FigureError, ArgumentError), match=text) as caught:
        call()
    japanese = caught.value.text("ja")
    assert any("ぁ" <= letter <= "ん" for letter in japanese)


def test_published_figures_rounded_to_persons_may_be_allowed_for() -> None:
    assert plot.waterfall({"a": 5.0}, 100, 105.4, within=0.5)


def test_public_names() -> None:
    assert all(callable(getattr(plot, name)) for name in plot.__all__ if name != "PALETTE")
    assert len(plot.PALETTE) == 8
    with pytest.raises(AttributeError, match="no attribute 'pie'"):
        plot.pie  # noqa: B018


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_has_the_same_tail_of_arguments(name: str) -> None:
    function = getattr(plot, name)
    tail = ["place", "scenario_title", "title", "sources", "ax", "language", "colours"]
    assert list(inspect.signature(function).parameters)[-7:] == tail
    assert all(f"    {argument} :" in function.__doc__.replace("place, ", "place :\n    ") for argument in tail)


def test_published_labels_are_thin_and_stand_at_the_edge() -> None:
    """One label a series, led to its point; none for a point that a scenario reproduces; none that overlap."""
    end = float(S["population"].sel(scenario="trend", time=2023))
    rows = pd.DataFrame(
        {
            "series": ["ipss2018", "ipss2018", "city2020_own", "city2015_outlook"],
            "measure": "population",
            "year": [2020, 2022, 2023, 2023],
            "value": [118_000, 116_000, end * 1.0004, 112_000],
        }
    )
    ax = plot.totals(S, published=rows)
    assert [text.get_text() for text in ax.texts if text.get_gid() == "beside"] == ["launch 2020"]
    ends = {text.get_text(): text for text in ax.texts if text.get_gid() == "end-label"}
    assert len(ends) == len(toy.SCENARIOS) + 2
    assert ends["IPSS 2018: 116,000 (2022)"].xy == pytest.approx((2022, 116_000), rel=1e-3)
    assert ends["Outlook of 2015: 112,000 (2023)"].xy == pytest.approx((2023, 112_000), rel=1e-3)
    assert all(text.arrow_patch.get_visible() for text in ends.values())
    boxes = [Text.get_window_extent(text) for text in ax.texts]
    assert not any(one.overlaps(other) for one, other in itertools.combinations(boxes, 2))
    reached = plot.totals(S, published=rows, language="ja")
    assert "将来展望（2015年）：112,000人（2023年）" in {text.get_text() for text in reached.texts}


@pytest.mark.parametrize(
    ("value", "en", "ja"),
    [(-3.0, "net loss of 6 a year", "年6人の転出超過"), (3.0, "net gain of 6 a year", "年6人の転入超過")],
)
def test_a_net_loss_is_said_without_a_sign(value: float, en: str, ja: str) -> None:
    one = P["net_migration"].sel(scenario="trend").isel(period=[0]) * 0
    one[{"age": 20}] = value
    for language, words in (("en", en), ("ja", ja)):
        ax = plot.migration_by_age(one.to_dataset(name="net_migration").assign_attrs(P.attrs), language=language)
        assert words in ax.get_title(loc="left").replace("\n", "")


def test_one_scenario_that_misses_the_outlook() -> None:
    outlook = Outlook(measure="population", year=2024, source="x", at_least=200_000)
    one = S.sel(scenario=["trend"])
    for language, words in (
        ("en", "the outlook of at least 200,000 in 2024 is not reached: 106,072"),
        ("ja", "展望（200,000人以上）に届かない（106,072人）"),
    ):
        title = plot.totals(one, outlook=[outlook], language=language).get_title(loc="left")
        assert words in title.replace("\n", "" if language == "ja" else " ")


def test_other_published_names_positions_and_dates() -> None:
    rows = pd.DataFrame(
        [("own", "population", 2022, 1e5), ("late", "population", 2060, 9e4)],
        columns=["series", "measure", "year", "value"],
    )
    seen = pd.DataFrame({"date": ["2024-02-29"], "value": [110_000.0]})
    ax = plot.totals(S, published=rows, series_titles={"late": "never drawn"}, observed=seen)
    assert line(ax, "own").tolist() == [[2022, 1e5]]
    assert line(ax, "observed")[0, 0] == pytest.approx(2024 + 58 / 365)
    assert "never drawn" not in [item.get_label() for item in ax.lines]
    tens = line(plot.totals(S, observed=pd.DataFrame({"year": [2015.75], "value": [121_583.0]})), "observed")
    assert tens.tolist() == [[2015.75, 121_583]]


def test_a_single_period_has_the_width_its_attribute_says() -> None:
    one = toy.summary(toy.projection(width=5)).isel(period=[0])
    assert line(plot.births_and_deaths(one), "trend births").tolist() == [[2022, 500]]
