"""How numbers are said, cell by cell and in sentences: the rules of `say` beside the package's own, for any number."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohort.record import Record
from cohort.report.workbook.book import number_format
from cohort.table import Cell, calendar, difference, figure, value, words
from cohort.text import Text
from cohort.wording import Change, Distance, Plain, Quantity, number, people, shown
from tests.told import say
from tests.told.workbook import Number

PEOPLE = ("population", "births", "net_migration", "women_20_39")
MEASURES = (*PEOPLE, *say.SHARES, "median_age", "e0", "tfr", "dependency_ratio")
LANGUAGES = st.sampled_from(["ja", "en"])
AMOUNTS = st.one_of(
    st.integers(-200_000, 200_000).map(float),
    st.floats(-200_000, 200_000, allow_subnormal=False),
    st.floats(-1.5, 1.5, allow_subnormal=False),
    st.sampled_from([0.0, -0.4, -0.0004, 0.5, 1.5, -0.5, 999.5, 0.125, 100.0]),
)


@given(st.sampled_from(MEASURES), AMOUNTS, LANGUAGES)
def test_cells(measure: str, amount: float, language: str) -> None:
    one, other = value(measure, amount), difference(measure, amount)
    assert one.say(language) == number(measure, amount, language) == say.number(measure, amount, language)
    assert other.say(language) == say.change(measure, amount, language)
    assert people(amount).say(language) == say.number("population", amount, language)
    assert Change(measure, amount).say(language) == say.change(measure, amount, language)
    scale = 100 if measure in say.SHARES else 1
    assert Decimal(str(round(scale * shown(measure, amount), 6))) == say.rounded(scale * amount, say.places(measure))  # fmt: skip


@given(st.sampled_from(MEASURES), AMOUNTS, LANGUAGES)
def test_a_workbook_shows_the_same(measure: str, amount: float, language: str) -> None:
    one = value(measure, amount)
    # a spreadsheet rounds half away from zero; what lies between two numbers shown may fall on either
    if abs((abs(amount) * 10 ** (say.places(measure) + 2 * (measure in say.SHARES))) % 1 - 0.5) < 1e-9:
        return
    assert Number(amount, number_format(one, language)).said() in (
        say.number(measure, amount, language),
        _minus_zero(say.number(measure, amount, language), language),
    )
    other = difference(measure, amount)
    content = amount * 100 if measure in say.SHARES else amount
    said = Number(content, number_format(other, language)).said()
    wanted = say.change(measure, amount, language)
    unit = {"ja": "ポイント", "en": " pt"}[language] if measure in say.SHARES and re.search("[1-9]", wanted) else ""
    assert said == wanted + unit


def _minus_zero(said: str, language: str) -> str:
    """A number format cannot know that a small negative number will be shown as 0."""
    return f"{'△' if language == 'ja' else '-'}{said}" if not re.search("[1-9]", said) else said


@given(AMOUNTS, st.integers(0, 4), LANGUAGES)
def test_figures(amount: float, places: int, language: str) -> None:
    minus = "△" if language == "ja" else "-"

    def plain(number: float, digits: int) -> str:
        rounded = say.rounded(number, digits)
        return f"{minus if rounded < 0 else ''}{say.with_commas(rounded)}"

    assert figure(amount, places).say(language) == plain(amount, places)
    assert figure(amount, places, mark="*").say(language) == plain(amount, places) + "*"
    assert figure(amount, places, share=True).say(language) == plain(100 * amount, places) + "%"
    assert figure(amount, share=True).say(language) == plain(100 * amount, 1) + "%"
    assert Plain(amount, places).say(language) == plain(amount, places)
    assert Plain(amount, places, percent=True).say(language) == plain(100 * amount, places) + "%"
    signed = plain(amount, places)
    signed = f"+{signed}" if amount > 0 and re.search("[1-9]", signed) else signed
    assert Plain(amount, places, sign=True).say(language) == signed


@given(st.integers(-99_999, 99_999), st.integers(0, 3), LANGUAGES)
def test_numbers_as_they_are_written(digits: int, places: int, language: str) -> None:
    """A number of no measure keeps the decimals it has, and its minus is the language's."""
    amount = digits / 10**places
    minus = "△" if language == "ja" else "-"
    wanted = say.with_commas(abs(Decimal(repr(abs(amount))).normalize() + 0))
    said = figure(amount).say(language)
    assert said == f"{minus if digits < 0 else ''}{wanted}"
    assert Number(amount, number_format(figure(amount), language)).said() == said


@given(st.sampled_from(PEOPLE), st.floats(-99_999, 99_999), LANGUAGES)
def test_distances_and_quantities(measure: str, gap: float, language: str) -> None:
    amount = say.number("population", abs(gap), language)
    way = {"ja": ("少ない", "多い"), "en": (" fewer", " more")}[language][gap >= 0]
    assert Distance(measure, gap).say(language) == f"{amount}{'人' if language == 'ja' else ''}{way}"
    said = Quantity(measure, gap).say(language)
    assert said.startswith(say.number(measure, gap, language))
    assert said.endswith("人") if language == "ja" else re.search(" [a-z]+", said)


@given(st.sampled_from(say.SHARES), st.floats(-0.9, 0.9), st.floats(0, 9_999), LANGUAGES)
def test_distances_of_shares(measure: str, gap: float, persons: float, language: str) -> None:
    points = say.with_commas(abs(say.rounded(100 * gap, 1)))
    few = say.with_commas(say.rounded(persons))
    wanted = {
        "ja": f"{points}ポイント（約{few}人分）{('低い', '高い')[gap >= 0]}",
        "en": f"{points} percentage points (about {few} people) {('lower', 'higher')[gap >= 0]}",
    }[language]
    assert Distance(measure, gap, persons).say(language) == wanted


@pytest.mark.parametrize("amount", [float("nan"), float("inf")])
def test_what_is_no_number_is_a_dash(amount: float) -> None:
    for measure in MEASURES:
        assert number(measure, amount) == "-"
        assert difference(measure, amount).say("ja") == "-"
    assert Plain(amount).say("en") == figure(amount).say("ja") == "-"


def test_words_and_years() -> None:
    assert calendar(2040).say("ja") == "2040年"
    assert calendar(2040).say("en") == "2040"
    assert words(Text("one", "一")).say("ja") == "一"
    assert Cell(None).say("ja") == ""
    assert Number(2040.0, number_format(calendar(2040), "ja")).said() == "2040年"
    assert Number(2040.0, number_format(calendar(2040), "en")).said() == "2040"


def test_records_speak_the_language() -> None:
    one = Record("plan", "migration", Text("net {a}", "純{a}", a=Change("net_migration", -347.4)))
    assert (one.en, one.ja) == ("net -347", "純△347")
    plain = Text("net {a:,.0f} of {b:+,.1f}, {c:.4f}", "純{a:,.0f}、{b:+,.1f}、{c:.4f}", a=-1347.4, b=-0.5, c=-0.03)
    assert (plain.say("en"), plain.say("ja")) == ("net -1,347 of -0.5, -0.0300", "純△1,347、△0.5、-0.0300")
    assert Text("{a:,.0f}", "{a:,.0f}", a=-0.3).say("ja") == "0"
