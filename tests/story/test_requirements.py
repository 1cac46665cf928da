"""How sure it is: of which scenario the years since the launch are told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from cohort.story import requirements
from cohort.table import Column, table, words
from cohort.text import Text


def numbers(**days: str) -> Any:
    """Stand-ins for scenarios by the day on which they are launched."""
    titles = {name: Text(f"Title of {name}", f"{name}の題") for name in days}
    return SimpleNamespace(
        names=SimpleNamespace(mains=tuple(days), titles=titles, short=titles),
        reference_day=days.__getitem__,
        step=1,
        run=SimpleNamespace(scenarios={name: SimpleNamespace(launch=name) for name in days}),
    )


def test_counts_are_held_against_the_first_scenario_of_1_january(monkeypatch: pytest.MonkeyPatch) -> None:
    """The register counts on 1 January: a scenario of the census's day stands before it, and is not the one that is named."""
    asked: list[object] = []

    def events(_: object, name: str, launch: str) -> object:
        asked.append((name, launch))
        return table("events", Text("t", "題"), [Column(Text("year", "年"))], [(words(Text("2021", "2021")),)])

    monkeypatch.setattr(requirements, "events_table", events)
    monkeypatch.setattr(requirements, "_counts", lambda _, *asking: asked.append(asking) or [])
    section = requirements.reliability_section(numbers(census="10-01", register="01-01", later="01-01"))
    assert section is not None
    assert asked == [("register", "register")] * 2
    lead = section.blocks[0].text  # type: ignore[union-attr]
    assert "scenario “Title of register”" in lead.say("en")
    assert "シナリオ「registerの題」" in lead.say("ja")
    assert requirements.reliability_section(numbers(census="10-01")) is None
