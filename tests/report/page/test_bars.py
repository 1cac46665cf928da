"""The small charts of the page: every number as the story's tables have it, every bar as long as its number."""

from __future__ import annotations

from typing import Any

import pytest

from cohort.report.page.bars import bars
from cohort.report.page.payload import payload
from cohort.vocabulary import SEX_COLOURS
from cohort.wording import Change, Plain
from tests import shared


@pytest.fixture
def told() -> Any:
    return shared.told("ichinoseki")


def rows_of(told: Any, name: str) -> list[dict[str, Any]]:
    made = bars(told.charts[name])
    assert made is not None
    return made["rows"]


def test_numbers_are_those_of_the_tables(told: Any) -> None:
    for language in ("en", "ja"):
        delayed = [row for row in rows_of(told, "delay") if row["said"]]
        wanted = [
            (str(cells[0].content), Plain(-cells[2].content).say(language)) for cells in told.tables["delay"].rows
        ]
        assert [(row["label"]["en"], row["said"][language]) for row in delayed] == wanted
        held = rows_of(told, "stabilise")
        assert [row["said"][language] for row in held] == [
            cells[3].say(language) for cells in told.tables["stabilise"].rows
        ]
        parts = {row["label"][language]: row["said"][language] for row in rows_of(told, "gap")[1:-1]}
        chart = told.charts["gap"].data
        assert parts == {
            chart["labels"][name].say(language): Change("population", part).say(language)
            for name, part in chart["parts"].items()
        }
        people = {row["label"]["en"]: row["said"][language] for row in rows_of(told, "person-values")}
        at = {cells[0].say("en"): cells for cells in told.tables["person-values"].rows}
        assert people["Female 30"] == at["30"][1].say(language)
        assert people["Male 70"] == at["70"][2].say(language)
    for row in rows_of(told, "person-values"):  # as in every other picture
        assert row["colour"] == SEX_COLOURS[row["label"]["en"].partition(" ")[0].lower()]


def test_years_of_crossing(told: Any) -> None:
    table = told.tables["thresholds"]
    said = [row["said"]["ja"] for row in rows_of(told, "thresholds") if row["said"]]
    by_line = [cells[place].say("ja") for place in range(1, len(table.columns)) for cells in table.rows]
    assert said == by_line
    for row in rows_of(told, "thresholds"):
        if row["said"]:
            assert (row["bar"] is None) == (row["said"]["en"] == "not crossed")


def test_bars_are_as_long_as_their_numbers(told: Any) -> None:
    rows = {row["label"]["en"]: row for row in rows_of(told, "stabilise")}
    heights = {name.say("en"): height for name, height in told.charts["stabilise"].data["heights"].items()}
    most = max(heights.values())
    for name, row in rows.items():
        assert row["bar"] == pytest.approx([0, 100 * heights[name] / most], abs=0.01)
    parts = told.charts["gap"].data["parts"]
    low, high = min(0, *parts.values()), max(0, *parts.values())
    for row, part in zip(rows_of(told, "gap")[1:-1], parts.values(), strict=True):
        start, width = row["bar"]
        assert width == pytest.approx(100 * abs(part) / (high - low), abs=0.02)
        assert start == pytest.approx(100 * (min(part, 0) - low) / (high - low), abs=0.02)
    assert all(row["bar"][0] >= 0 and sum(row["bar"]) <= 100.02 for row in rows_of(told, "monitor") if row["bar"])


def test_every_chart_of_an_answer_is_on_the_page(told: Any) -> None:
    sections = payload(told, "en")["takes"]
    drawn = [chart["title"]["en"] for one in sections for chart in one["charts"]]
    names = ("delay", "stabilise", "person-values", "gap", "thresholds", "monitor")
    assert drawn == [told.charts[name].title.say("en") for name in names]
    assert bars(told.charts["totals"]) is None
