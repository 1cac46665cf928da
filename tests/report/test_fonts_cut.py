"""A font cut down to some letters, read back by fontTools: what is kept is as it was."""

from __future__ import annotations

import io

import pytest
from fontTools.pens.recordingPen import RecordingPen
from fontTools.ttLib import TTFont

from cohort.report.fonts import japanese_font, subset

LETTERS = {ord(letter) for letter in "一関市 人口△0123456789ABCxyz「」、。～"}
MISSING = {ord("한"), 0x10FFFD}


@pytest.fixture(scope="module")
def small() -> TTFont:
    # 2: a sum that is wrong is an error
    return TTFont(io.BytesIO(subset(frozenset(LETTERS | MISSING))), checkChecksums=2)


def test_letters_are_those_asked_for_that_the_font_has(small: TTFont) -> None:
    assert set(small.getBestCmap()) == LETTERS
    assert small["maxp"].numGlyphs == len(LETTERS) + 1  # and what stands for a missing one


def test_outlines_and_widths_are_those_of_the_whole_font(small: TTFont) -> None:
    whole = TTFont(japanese_font())
    for letter in [None, *LETTERS]:
        drawn = []
        for font in (small, whole):
            name = font.getGlyphOrder()[0] if letter is None else font.getBestCmap()[letter]
            pen = RecordingPen()
            font.getGlyphSet()[name].draw(pen)
            drawn.append((pen.value, font["hmtx"][name]))
        assert drawn[0] == drawn[1]


def test_names_licence_and_every_table_are_readable(small: TTFont) -> None:
    said = {name.nameID: str(name) for name in small["name"].names}
    assert said == {1: "IPAexGothic", 2: "Regular", 13: "https://opensource.org/licenses/IPA/"}
    assert {"head", "hhea", "maxp", "OS/2", "hmtx", "cmap", "loca", "glyf", "name", "post"} <= set(small.keys())
    assert not {"fpgm", "prep", "cvt ", "GSUB", "GPOS"} & set(small.keys())
    stream = io.BytesIO()
    small.save(stream)  # takes every table apart and puts it together again
    assert len(stream.getvalue()) < 20_000


def test_no_letters_at_all() -> None:
    assert TTFont(io.BytesIO(subset(frozenset())))["maxp"].numGlyphs == 1
