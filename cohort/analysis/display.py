"""How verdicts and answers show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from cohort.errors import Language, preferred_language
from cohort.wording import change, number

if TYPE_CHECKING:
    from cohort.analysis.answer import Answer
    from cohort.analysis.verdict import Verdict

_LEFT = ' style="text-align:left"'
_HEADS = {
    "en": ("scenario", "value", "promised", "gap", "holds", "lost from"),
    "ja": ("シナリオ", "推計値", "展望", "差", "達成", "外れる年"),
}


class Verdicts(tuple["Verdict", ...]):
    """Verdicts in the order asked: a tuple that a notebook shows as a table.

    Attributes
    ----------
    titles : mapping
        Name of a scenario -> its titles (English, Japanese).
    """

    titles: Mapping[str, tuple[str, str]]

    def __new__(
        cls, found: Iterable[Verdict] = (), titles: Mapping[str, tuple[str, str]] | None = None
    ) -> Verdicts:
        """Return the verdicts as a tuple; titles are shown beside the names."""
        made = super().__new__(cls, found)
        made.titles = dict(titles or {})
        return made

    def __getnewargs__(self) -> tuple[tuple[Verdict, ...], Mapping[str, tuple[str, str]]]:
        return tuple(self), self.titles

    def _repr_html_(self) -> str:
        return verdicts_html(self, self.titles)


def verdicts_html(
    verdicts: Iterable[Verdict],
    titles: Mapping[str, tuple[str, str]] | None = None,
    language: Language | None = None,
) -> str:
    """Return verdicts as an HTML table, a heading for each outlook.

    Parameters
    ----------
    verdicts : iterable of Verdict
        By outlook.
    titles : mapping, optional
        Name of a scenario -> its titles (English, Japanese).
    language : {"en", "ja"}, optional
        Default: the preferred language.
    """
    from cohort.analysis.answer import promise_text

    language = language or preferred_language()
    head = "".join(f"<th{_LEFT if i == 0 else ''}>{word}</th>" for i, word in enumerate(_HEADS[language]))
    body, last = [], ""
    for one in verdicts:
        promised = promise_text(one, language)
        if promised != last:
            body.append(f'<tr><th colspan="{len(_HEADS[language])}"{_LEFT}>{escape(promised)}</th></tr>')
        last = promised
        body.append(_row(one, (titles or {}).get(one.scenario), language))
    if not body:
        return "<p>展望はありません。</p>" if language == "ja" else "<p>No outlook is stated.</p>"
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _row(one: Verdict, title: tuple[str, str] | None, language: Language) -> str:
    ja, measure = language == "ja", one.outlook.measure
    words = f"<code>{escape(one.scenario)}</code>"
    if title is not None:
        words += f" {escape(title[1] if ja else title[0])}"
    value = number(measure, one.value, language)
    if one.interpolated:
        value += "（補間）" if ja else " (interpolated)"
    met = ("達成" if one.met else "未達") if ja else ("yes" if one.met else "no")
    lost = "" if one.lost_year is None else str(one.lost_year)
    if one.never_reached:
        lost = "はじめから" if ja else "the start"
    cells = (value, number(measure, one.promised, language), change(measure, one.gap, language), met, lost)
    return f"<tr><td{_LEFT}>{words}</td>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def verdict_html(verdict: Verdict, language: Language | None = None) -> str:
    """Return one verdict as an HTML table of one row."""
    return verdicts_html([verdict], language=language)


def answer_html(answer: Answer, language: Language | None = None) -> str:
    """Return an answer as HTML: the answer itself, then the numbers that support it."""
    sentences = answer.sentences(language or preferred_language())
    if not sentences:
        return ""
    rest = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences[1:])
    return f"<p><b>{escape(sentences[0])}</b></p>" + (f"<ul>{rest}</ul>" if rest else "")
