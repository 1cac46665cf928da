"""What a terminal shows, at 80 and 120 columns: every number of every table and sentence."""

from __future__ import annotations

import pytest

from tests.told.made import Made
from tests.told.sentences import Reader
from tests.told.tables import wrong
from tests.told.terminal import sentences_of, spread, tables_told


@pytest.mark.parametrize("width", [80, 120])
def test_tables(made: Made, width: int) -> None:
    text = made.terminal(width)
    assert max(len(spread(line)) for line in text.split("\n")) <= width
    told = tables_told(text, width, made.truth, made.language)
    scenarios, outlooks = len(made.truth.scenarios), made.truth.outlooks
    assert len(told) >= scenarios * 13 + sum(4 * len(made.truth.judged(one)) for one in outlooks)
    assert wrong(told, made.truth, made.language) == []


@pytest.mark.parametrize("width", [80, 120])
def test_sentences(made: Made, width: int) -> None:
    reader = Reader(made.truth, made.language)
    said = sentences_of(made.terminal(width))
    assert len(said) > len(made.truth.mains)
    count = 0
    for one in said:
        numbers, problems = reader.read(one)
        assert problems == []
        count += numbers
    assert count >= 3 * len(made.truth.mains)
    assert reader.lacking() == []
