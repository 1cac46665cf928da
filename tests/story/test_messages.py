"""Sentences of charts, word for word in both languages, from figures of which each is another."""

from __future__ import annotations

import pytest

from cohort.story.messages import course


@pytest.mark.parametrize(
    ("ends", "drawn", "en", "ja"),
    [
        ([800.0], None, "from 1,000 in 2020 to 800 in 2040", "2020年の1,000人から2040年は800人へ"),
        ([800.2, 800.4], 2, "from 1,000 in 2020 to 800 in 2040", "2020年の1,000人から2040年は800人へ"),
        ([900.0, 700.0], None, "from 1,000 in 2020 to between 700 and 900 in 2040", "2020年の1,000人から2040年は700～900人へ"),
        ([900.0, 800.0, 700.0], 2, "from 1,000 in 2020 to between 700 and 900 in 2040, 3 scenarios (2 drawn)",
         "3シナリオ（うち2を図示）：2020年の1,000人から2040年は700～900人へ"),
    ],
)  # fmt: skip
def test_from_where_to_where(ends: list[float], drawn: int | None, en: str, ja: str) -> None:
    said = course(2020, 1000.0, 2040, ends, drawn)
    assert (said.say("en"), said.say("ja")) == (en, ja)
