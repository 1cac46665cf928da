"""What a notebook shows of verdicts and answers."""

from __future__ import annotations

import pickle
import re

import pytest

from cohort import verdicts
from cohort.analysis.answer import Answer
from cohort.analysis.verdict import Verdicts
from cohort.html import paragraphs_html
from cohort.scenario.model import Outlook
from cohort.text import Text
from tests.analysis.small import scenario, totals
from tests.shared import computed

# from 100 to 70 in 2023; 90 looked forward to for 2023 is lost from 2022 on
SUMMARY = totals({"a": [100, 95, 80, 70], "b": [100, 99, 98, 97]})
OUTLOOK = Outlook(measure="population", year=2023, source="plan", at_least=90)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_LANG", "en")


def asked() -> Verdicts:
    return verdicts(SUMMARY, [scenario("a", OUTLOOK), scenario("b", OUTLOOK)])


def cells(text: str) -> list[list[str]]:
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", text)
    ]


def test_a_table_of_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = asked()._repr_html_()
    assert "Outlook: at least 90 residents in 2023</caption>" in text
    assert cells(text) == [
        ["Scenario", "Projected", "Difference", "Verdict", "Missed from"],
        ["a title", "70", "-20", "falls short", "from 2022"],
        ["b title", "97", "+7", "met", "–"],
    ]
    monkeypatch.setenv("COHORT_LANG", "ja")
    text = asked()._repr_html_()
    assert "将来展望：2023年に90人以上</caption>" in text
    assert cells(text)[1] == ["aの題", "70", "△20", "届かない", "2022年から"]


def test_never_reached_between_instants_and_nothing_asked() -> None:
    five = totals({"a": [80, 70]}, step=5)
    found = verdicts(five, [scenario("a", Outlook(measure="population", year=2023, source="plan", at_least=90))])
    assert cells(found._repr_html_())[1] == ["a title", "74", "-16", "falls short", "from the start"]
    assert "Interpolated between two steps" in found._repr_html_()
    assert Verdicts()._repr_html_() == "<p><b>No outlook is stated.</b></p>"


def test_they_are_still_a_tuple() -> None:
    found = asked()
    assert isinstance(found, tuple)
    assert found == tuple(found)
    assert found[0].scenario == "a"
    assert [one.met for one in found] == [False, True]
    again = pickle.loads(pickle.dumps(found))
    assert (again, again.short) == (found, found.short)
    assert Verdicts() == ()


def test_one_verdict_is_a_table_of_one_row() -> None:
    assert cells(asked()[0]._repr_html_())[1] == ["a", "70", "-20", "falls short", "from 2022"]


def test_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Answer((Text("No <b>.", "いいえ。"),), (Text("By 7 & more.", "7人。"),))
    assert made._repr_html_() == "<p><b>No &lt;b&gt;.</b></p><ul><li>By 7 &amp; more.</li></ul>"
    monkeypatch.setenv("COHORT_LANG", "ja")
    assert made._repr_html_() == "<p><b>いいえ。</b></p><ul><li>7人。</li></ul>"
    assert paragraphs_html([]) == ""


def test_text_stays_text() -> None:
    text = Verdicts(asked(), {"a": Text("<script>", "<script>")})._repr_html_()
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_whole_run() -> None:
    made = computed("ichinoseki")
    assert repr(made) == f"<Run 'ichinoseki': {len(made.scenarios)} scenarios of Ichinoseki>"
    text = made._repr_html_()
    assert text.startswith("<p><b>The outlook of about 89,000 residents in 2040")
    assert text.count("<table>") == 2
    assert "Second strategy" in text
