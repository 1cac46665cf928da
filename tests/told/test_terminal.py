"""What a terminal shows, at 80 and 120 columns: every number of every table and sentence."""

from __future__ import annotations

import pytest

from tests.told.made import Made, told
from tests.told.sentences import Reader
from tests.told.tables import bare, wrong
from tests.told.terminal import sentences_of, spread, tables_told


@pytest.mark.parametrize("width", [80, 120])
def test_tables(made: Made, width: int) -> None:
    text = made.terminal(width)
    assert max(len(spread(line)) for line in text.split("\n")) <= width
    told = tables_told(text, width, made.truth, made.language)
    truth, outlooks = made.truth, made.truth.outlooks
    years = {truth.years[0], truth.target, truth.years[-1], *(year for year in truth.years if year % 5 == 0)}
    beside = 5 + (len(truth.scenarios) > 1)  # one alone has none to differ from
    assert len(told) >= len(truth.scenarios) * (len(years) + beside) + sum(
        4 * len(made.truth.judged(one)) for one in outlooks
    )
    assert wrong(told, made.truth, made.language) == []


def test_notes(made: Made) -> None:
    """What stands under a table in the terminal is in its language, every word."""
    text = bare(made.terminal(120))
    tables = told(made.name).tables
    seen = 0
    for name in ("population", "comparison", "readings"):
        for note in tables[name].notes if name in tables else ():
            assert bare(note.say(made.language)) in text, name
            seen += 1
    assert seen


@pytest.mark.parametrize("width", [80, 120])
def test_sentences(made: Made, width: int) -> None:
    reader = Reader(made.truth, made.language)
    said = sentences_of(made.terminal(width))
    count = 0
    for one in said:
        numbers, problems = reader.read(one)
        assert problems == []
        count += numbers
    assert count >= 6
    assert reader.lacking() == []


@pytest.mark.parametrize("width", [80, 120])
def test_on_which_day(made: Made, width: int) -> None:
    """Under the table stands on which day of the year each scenario's numbers are."""
    truth, ja = made.truth, made.language == "ja"
    days: dict[str, list[str]] = {}
    for name in truth.scenarios:
        days.setdefault(truth.day(name), []).append(name)

    def said(day: str) -> str:
        month, number = int(day[:2]), int(day[3:])
        names = {1: "January", 3: "March", 4: "April", 10: "October"}
        first = truth.years[0]
        return f"{first}年{month}月{number}日" if ja else f"{number} {names[month]} {first}"

    if len(days) == 1:
        wanted = (
            f"各年とも、起点（{said(*days)}）と同じ月日の人口です。"
            if ja
            else f"Each year on the day of the launch, {said(*days)}."
        )
    else:
        parts = []
        for day, names in days.items():
            count = f"{len(names)}シナリオ" if ja else f"{len(names)} scenarios"
            whose = truth.short(names[0], made.language) if len(names) == 1 else count
            parts.append(f"{said(day)}（{whose}）" if ja else f"{said(day)} ({whose})")
        wanted = f"起点は、{'、'.join(parts)}です。" if ja else f"Launched on {'; '.join(parts)}."
    assert bare(wanted) in bare(made.terminal(width))
