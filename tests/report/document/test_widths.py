"""Columns of the report's tables: numbers of eight figures stand apart, others keep the widths they were given."""

from __future__ import annotations

import pytest

from cohort.report.document.content import _widths
from cohort.table import Column, label_column, table, value, words
from cohort.text import Text, Year


def _made(people: float):  # type: ignore[no-untyped-def]
    years = range(2020, 2055, 5)
    cells = [value("population", people, scenario="trend", year=year) for year in years]
    columns = [label_column(Text("Scenario", "シナリオ"), 2.9), *(Column(Year(year)) for year in years)]
    return table("population", Text("a", "a"), columns, [(words("trend"), *cells)], [])


def test_numbers_of_eight_figures_have_room() -> None:
    widths = _widths(_made(37_496_124), "en")
    assert sum(widths) == pytest.approx(1.0)
    assert all(468 * one > 10 * 4.6 + 8 for one in widths[1:])  # ten signs of 4.6 points, and the margins
    assert widths[0] > 0.1


def test_other_tables_are_as_they_were() -> None:
    assert _widths(_made(115_426), "ja") == [2.9, *[1.0] * 7]
