"""The readings of a plan: every number of their tables and their picture, from the file of choices and the array of results."""

from __future__ import annotations

import base64
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.told import say
from tests.told.made import Made, told
from tests.told.tables import bare
from tests.told.test_charts import words_of
from tests.told.test_page import payload
from tests.told.truth import Truth


def choices(truth: Truth) -> dict[str, Any]:
    """Return the file of choices."""
    return tomllib.loads((Path("scenarios") / truth.name / "choices.toml").read_text(encoding="utf-8"))


def with_option(truth: Truth, question: int, option: int) -> tuple[int, int, float, float]:
    """Return how many of how many readings with an option meet the outlook, the lowest and the highest of them."""
    assert truth.readings is not None
    values = np.take(truth.readings, option, axis=question)
    return int((values >= truth.outlooks[0].limits()[0]).sum()), values.size, float(values.min()), float(values.max())


@pytest.fixture
def read(made: Made) -> Made:
    if made.truth.readings is None:
        pytest.skip("one reading, nothing to choose")
    return made


def test_every_option(read: Made) -> None:
    """Questions by what they decide; of each option its reason and source, how many meet the outlook, and their ends."""
    truth, language, file = read.truth, read.language, choices(read.truth)
    shares, cited = truth.variance_shares(), list(file["sources"])
    rows = iter(told(truth.name).tables["readings"].rows)
    for question in sorted(range(len(shares)), key=lambda one: -shares[one]):
        switch = file["switch"][question]
        for option, one in enumerate(switch["option"]):
            title, decided, why, met, low, high, share = next(rows)
            assert title.say(language) == (switch["title"][language] if option == 0 else "")
            assert decided.say(language) == one["title"][language]
            number = cited.index(one["source"]) + 1
            assert why.say(language) == one["reason"][language] + (
                f"［{number}］" if language == "ja" else f" [{number}]"
            )
            good, count, least, most = with_option(truth, question, option)
            assert met.say(language) == f"{good}/{count}"
            assert met.tone == ("good" if good else "")
            assert [low.value, high.value] == [least, most]
            assert share.value == (pytest.approx(shares[question]) if option == 0 else None)
    assert next(rows, None) is None


def test_every_reading(read: Made) -> None:
    truth, language, file = read.truth, read.language, choices(read.truth)
    assert truth.readings is not None
    rows = told(truth.name).tables["every-reading"].rows
    low = truth.outlooks[0].limits()[0]
    for row, place in zip(rows, np.ndindex(truth.readings.shape), strict=True):
        *options, value, verdict = row
        titles = [switch["option"][at]["title"][language] for switch, at in zip(file["switch"], place, strict=True)]
        assert [one.say(language) for one in options] == titles
        assert value.value == truth.readings[place]
        met = int(truth.readings[place] >= low)
        assert verdict.say(language) == {"ja": ("届かない", "達成"), "en": ("falls short", "met")}[language][met]


def test_the_picture(read: Made) -> None:
    """Its key are the options of the question that decides most; what is ringed is the plan as it is written."""
    truth, language, file = read.truth, read.language, choices(read.truth)
    assert truth.readings is not None
    shares = truth.variance_shares()
    most = shares.index(max(shares))
    words = [bare(one) for one in words_of(read.written("charts") / "readings.svg")]
    for option, one in enumerate(file["switch"][most]["option"]):
        met, count, _, _ = with_option(truth, most, option)
        said = f"（{count}通り中{met}通りが達成）" if language == "ja" else f" ({met} of {count} meet it)"
        assert bare(one["title"][language] + said) in "".join(words)
    written = say.number("population", float(truth.readings.flat[0]), language)
    assert any(re.fullmatch(rf"(計画をそのまま読む場合：|asitiswritten:){written}(人|residents)", one) for one in words)
    chart = told(truth.name).charts["readings"]
    assert file["switch"][most]["title"][language] in chart.caption.say(language)
    assert chart.data["by"] == file["switch"][most]["name"]


def test_the_picture_on_the_page(read: Made) -> None:
    content, file = payload(read)["readings"], choices(read.truth)
    shares = read.truth.variance_shares()
    switch = file["switch"][shares.index(max(shares))]
    for language, note in (("ja", "点1つが1通りの読み方"), ("en", "Adotisonereading")):
        picture = base64.b64decode(content["picture"][language]).decode()
        assert note in bare(re.sub("<[^>]*>", "", picture))
        assert switch["title"][language] in content["alt"][language]
