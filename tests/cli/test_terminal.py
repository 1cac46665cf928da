"""What a run prints: the answer first, every number whole at every width."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pytest

from cohort.lines import cells_wide, wrapped
from cohort.report.terminal import render, told
from cohort.run import Run
from cohort.story.model import Story
from cohort.table import Column, table, words
from cohort.text import Text

WIDTHS = (40, 60, 80, 120, 200)


@pytest.fixture(scope="module")
def stories(story_of_made: Any) -> Story:
    return story_of_made()


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in line)


def numbers(made: Run) -> set[str]:
    """Every population of the table of round years, formatted here on our own."""
    path = made.summary["population"]
    years = [int(year) for year in path["time"].values if year % 5 == 0]
    return {f"{float(path.sel(scenario=one.name, time=year)):,.0f}" for one in made.scenarios for year in years}


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_number_is_cut_and_no_line_is_too_long(made: Run, stories: Story, width: int, language: str) -> None:
    text = told(stories, language, width)
    assert max(columns(line) for line in text.splitlines()) <= width
    found = set(re.findall(r"[\d,]*\d", text))
    assert numbers(made) <= found
    for year in (2020, 2025, 2030):
        assert re.search(rf"(?<![\d]){year}(?![\d])", text), "a year stands in one piece"


def test_the_answer_stands_first(stories: Story) -> None:
    text = told(stories, "en", 200)
    headline = [one.say("en") for one in stories.headline]
    assert text.splitlines()[: len(headline)] == [line for one in headline for line in wrapped(one, 200)][:3]
    assert text.index(headline[0][:30]) < text.index("Outlook: at least 97,000 residents in 2030")
    assert text.index("Outlook: at least") < text.index("Population by scenario")


def test_every_row_holds_its_own_scenario(made: Run, stories: Story) -> None:
    """The rows of the comparison, worked out from the projection by hand."""
    text = told(stories, "en", 200)
    part = text[text.index("In 2030; difference from: The trend goes on") :]
    balance, trend = (float(made.summary["population"].sel(scenario=name, time=2030)) for name in ("balance", "trend"))
    row = next(line for line in part.splitlines() if line.startswith("What-if: As many come as go"))
    cells = re.split(r"  +", row)
    share = float(made.summary["share_65_plus"].sel(scenario="balance", time=2030))
    assert cells[1:4] == [f"{balance:,.0f}", f"+{round(balance) - round(trend):,}", f"{100 * share:.1f}%"]
    assert "2030年（差の基準：" in told(stories, "ja", 200)


def test_a_verdict_for_each_scenario(made: Run, stories: Story) -> None:
    lines = told(stories, "en", 200).splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("Outlook: at least 97,000 residents in 2030"))
    rows = {re.split(r"  +", line)[0]: re.split(r"  +", line)[1:] for line in lines[place + 4 : place + 6]}
    trend, balance = (next(v for v in made.verdicts if v.scenario == name) for name in ("trend", "balance"))
    assert rows["The trend goes on"][-2:] == ["falls short", f"from {trend.lost_year}"]
    assert rows["The trend goes on"][1] == f"{round(trend.value) - 97000:,}"
    assert rows["What-if: As many come as go"][0] == f"{balance.value:,.0f}"
    assert rows["What-if: As many come as go"][-2:] == ["met", "–"]
    japanese = told(stories, "ja", 200)
    assert "将来展望：2030年に97,000人以上" in japanese
    assert "届かない" in japanese
    assert "△" in japanese


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("2040年に約89,000人という", 8, ["2040年に", "約", "89,000人", "という"]),
        ("up to 82,044 in 2040", 9, ["up to", "82,044 in", "2040"]),
        ("「別の解釈」では", 8, ["「別の解", "釈」では"]),
        ("", 10, [""]),
        ("in the Trend 2005-2010 scenario", 20, ["in the Trend", "2005-2010 scenario"]),
    ],
)
def test_lines_break_outside_numbers(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width) == lines


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("独自推計＋戦略の改善幅", 20, ["独自推計＋戦略の", "改善幅"]),
        ("【仮定】すう勢（震災除く）", 24, ["【仮定】すう勢", "（震災除く）"]),
        ("すう勢（2016～2019年）", 20, ["すう勢", "（2016～2019年）"]),
        ("合計特殊出生率1.44の意味", 22, ["合計特殊出生率1.44の", "意味"]),
        ("起点の人口。［3］", 16, ["起点の人口。", "［3］"]),
    ],
)
def test_lines_break_between_phrases(text: str, width: int, lines: list[str]) -> None:
    """No letter stands alone on its line, and no bracket loses what is in it."""
    assert wrapped(text, width) == lines


def test_rows_of_every_block_say_which_they_are() -> None:
    """Where a label is not enough, the columns that tell rows apart stand in every block; a row without a label goes on."""
    head = [Column("Scenario", "l"), Column("Measure", "l"), *(Column(f"Value {place}") for place in range(6))]
    names = [("Trend", "births"), ("", "deaths"), ("Plan", "births"), ("Plan", "deaths")]
    rows = [
        [*map(words, name), *(words(f"{row}{place}000000") for place in range(6))] for row, name in enumerate(names)
    ]
    text = render(table("x", Text("Values", "値"), head, rows), "en", 40).split("\n\n")[1:]
    assert len(text) == 3
    for number, block in enumerate(text):
        heading, rule, *lines = block.splitlines()
        cells = [re.split("  +", line.strip()) for line in (heading, *lines)]
        assert max(map(len, (heading, rule, *lines))) <= 40
        assert cells[0] == ["Scenario", "Measure", f"Value {2 * number}", f"Value {2 * number + 1}"]
        told = [[one for one in name if one] for name in names]
        assert [row[:-2] for row in cells[1:]] == told
        assert [row[-2:] for row in cells[1:]] == [
            [f"{row}{2 * number + one}000000" for one in (0, 1)] for row in range(4)
        ]


def test_headings_are_broken_where_that_saves_a_block() -> None:
    head = [Column("Scenario", "l"), *(Column(Text(f"Share {age}+", f"{age}歳以上の割合")) for age in (65, 75, 85))]
    rows = [[words("Trend"), *(words(f"{40 + place}.0%") for place in range(3))]]
    made = table("x", Text("Shares", "割合"), head, rows)
    assert [line for line in render(made, "ja", 42).splitlines() if "割合" in line][1:] == [
        "            割合    割合    割合"
    ]
    wide = render(made, "ja", 80)
    assert "65歳以上の割合  75歳以上の割合  85歳以上の割合" in wide
    assert len(render(made, "ja", 42).split("\n\n")) == len(wide.split("\n\n")) == 2


def test_names_with_brackets_are_only_text(stories: Story) -> None:
    assert wrapped("[/x] and [bold]", 40) == ["[/x] and [bold]"]


def test_letters_take_the_columns_a_terminal_gives_them() -> None:
    """Full-width letters two, an accent that is written by itself none."""
    assert [cells_wide(word) for word in ("km2", "一関市", "Ōta", "O\u0304ta")] == [3, 6, 3, 3]
