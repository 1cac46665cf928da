"""The question of a report: what a plan says is a plan's, and only its own source makes an outlook a what-if."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from cohort.scenario.outlook import Outlook
from cohort.story import findings
from cohort.text import Text


@pytest.mark.parametrize(
    ("source", "first"), [("plan", "The plan looks forward to"), ("mine", "Suppose the outlook were")]
)
def test_an_outlook_is_a_what_if_by_its_own_source(source: str, first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "_figure", lambda *_: Text("", ""))
    cited = [SimpleNamespace(key="plan", kind="document"), SimpleNamespace(key="mine", kind="assumption")]
    run = SimpleNamespace(
        answer=SimpleNamespace(headline=(Text("a", "b"),), support=()),
        readings=None,
        scenarios=[SimpleNamespace(sources=cited)],
    )
    outlook = Outlook(measure="population", year=2040, about=89_000, rounding=1_000, source=source)
    section = findings.answer_section(SimpleNamespace(run=run, outlook=outlook), {}, {"totals": None})  # type: ignore[arg-type, dict-item]
    assert section.blocks[0].text.say("en").startswith(first)
    assert ("仮に置きます" in section.blocks[0].text.say("ja")) == (source == "mine")
