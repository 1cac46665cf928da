"""What a notebook shows of verdicts and answers."""

from __future__ import annotations

import pickle
import re

import pytest

from cohort import verdicts
from cohort.analysis.answer import Answer, Sentence
from cohort.analysis.display import Verdicts, answer_html, verdicts_html
from cohort.run import run
from cohort.scenario.model import Outlook
from tests.analysis.small import scenario, totals
from tests.shared import ROOT

# from 100 to 70 in 2023; 90 promised for 2023 is lost from 2022 on
SUMMARY = totals({"a": [100, 95, 80, 70], "b": [100, 99, 98, 97]})
PROMISE = Outlook("population", 2023, "plan", "at_least", 90)


def asked() -> Verdicts:
    return verdicts(SUMMARY, [scenario("a", PROMISE), scenario("b", PROMISE)])


def cells(text: str) -> list[list[str]]:
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", text)
    ]


def test_a_table_of_verdicts() -> None:
    rows = cells(verdicts_html(asked(), asked().titles, "en"))
    assert rows == [
        ["scenario", "value", "promised", "gap", "holds", "lost from"],
        ["at least 90 residents in 2023"],
        ["a a title", "70", "90", "-20", "no", "2022"],
        ["b b title", "97", "90", "+7", "yes", ""],
    ]
    assert cells(verdicts_html(asked(), asked().titles, "ja"))[1:3] == [
        ["2023年に人口90人以上"],
        ["a aの題", "70", "90", "-20", "未達", "2022"],
    ]


def test_never_reached_between_instants_and_nothing_asked() -> None:
    five = totals({"a": [80, 70]}, step=5)
    found = verdicts(five, [scenario("a", Outlook("population", 2023, "plan", "at_least", 90))])
    assert cells(verdicts_html(found, None, "en"))[2] == [
        "a",
        "74 (interpolated)",
        "90",
        "-16",
        "no",
        "the start",
    ]
    assert cells(verdicts_html(found, None, "ja"))[2][1:] == ["74（補間）", "90", "-16", "未達", "はじめから"]
    assert verdicts_html([], None, "en") == "<p>No outlook is stated.</p>"
    assert verdicts_html([], None, "ja") == "<p>展望はありません。</p>"


def test_they_are_still_a_tuple() -> None:
    found = asked()
    assert isinstance(found, tuple)
    assert found == tuple(found)
    assert found[0].scenario == "a"
    assert [one.met for one in found] == [False, True]
    again = pickle.loads(pickle.dumps(found))
    assert (again, again.titles) == (found, found.titles)
    assert Verdicts() == ()


def test_shown_in_the_language_of_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COHORT_LANG", "ja")
    assert "シナリオ" in asked()._repr_html_()
    assert "未達" in asked()[0]._repr_html_()
    monkeypatch.setenv("COHORT_LANG", "en")
    assert asked()._repr_html_() == verdicts_html(asked(), asked().titles, "en")
    assert Answer((Sentence("Yes.", "はい。"),))._repr_html_() == "<p><b>Yes.</b></p>"


def test_an_answer() -> None:
    made = Answer((Sentence("No <b>.", "いいえ。"), Sentence("By 7 & more.", "7人。")))
    assert answer_html(made, "en") == "<p><b>No &lt;b&gt;.</b></p><ul><li>By 7 &amp; more.</li></ul>"
    assert answer_html(made, "ja") == "<p><b>いいえ。</b></p><ul><li>7人。</li></ul>"
    assert answer_html(Answer(()), "en") == ""


def test_text_stays_text() -> None:
    text = verdicts_html(asked(), {"a": ("<script>", "<script>")}, "en")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_a_whole_run() -> None:
    made = run(ROOT / "scenarios" / "ichinoseki")
    assert repr(made) == f"<Run 'ichinoseki': {len(made.scenarios)} scenarios of Ichinoseki>"
    text = made._repr_html_()
    assert text.startswith(f"<p><b>{answer_html(made.answer, 'en')[6:30]}")
    assert text.count("<table>") == 2
    assert "Second strategy" in text
