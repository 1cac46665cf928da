"""A scenario written in code: a parent, and a few lines in the language of the files."""

from __future__ import annotations

from typing import Any

from cohort.arguments import SCENARIO, TEXT, takes
from cohort.errors import Problems, ScenarioError, fail
from cohort.forms import parse_text
from cohort.scenario.check_head import cited
from cohort.scenario.machine import from_machine, to_machine
from cohort.scenario.model import Scenario

GROUPS = ("fertility", "mortality", "migration")


@takes(parent=SCENARIO, text=TEXT)
def derive(parent: Scenario, text: str) -> Scenario:
    """Return a new scenario that stands on another one, as a file with ``inherits`` would.

    Parameters
    ----------
    parent : Scenario
        Resolved.
    text : str
        TOML in the form of a scenario file. ``format`` and ``inherits`` may be left out; ``name`` is required. Whole
        assumptions replace the parent's; sources that nothing cites any longer go with them.

    Returns
    -------
    Scenario
        ``based_on`` starts with the parent, so that a calibration of the parent keeps its level.

    Raises
    ------
    ScenarioError
        With everything that is wrong; also text that is no TOML, or has no name of its own.

    Examples
    --------
    >>> later = cohort.scenario.derive(scenarios["strategy"], '''
    ... name = "strategy-2030"
    ... title = { en = "Five years later", ja = "5年遅れ" }
    ... [fertility.tfr]
    ... unit = "births per woman"
    ... points = { 2018 = 1.44, 2030 = 1.63 }
    ... between = "linear"
    ... after = "hold"
    ... source = "strategy2"
    ... ''')  # doctest: +SKIP
    """
    problems = Problems("derive", ScenarioError)
    written = parse_text(text, problems) or {}
    problems.raise_if_any()
    if written.get("name") in (None, parent.name):
        fail(
            "derive",
            "name",
            en=f"give the scenario a name of its own, other than {parent.name!r}.",
            ja=f"「{parent.name}」とは別の名前（name）を付けてください。",
            kind=ScenarioError,
        )
    tables = to_machine(parent)
    for key, value in written.items():
        if key in GROUPS and isinstance(value, dict):
            _replace(tables.setdefault(key, {}), value)
        elif key == "sources" and isinstance(value, dict):
            tables["sources"] = {**tables["sources"], **value}
        elif key != "inherits":
            tables[key] = value
    tables["based_on"] = [parent.name, *parent.based_on]
    tables["file"] = f"{written['name']} (in code)"
    kept = cited({key: value for key, value in tables.items() if key != "sources"})
    kept |= set(written.get("sources", {}))
    tables["sources"] = {key: row for key, row in tables["sources"].items() if key in kept}
    return from_machine(tables)


def _replace(tables: dict[str, Any], written: dict[str, Any]) -> None:
    """Put written assumptions in place of the parent's; e0 is one assumption for each sex."""
    for name, value in written.items():
        if name == "e0" and isinstance(value, dict):
            tables[name] = {**tables.get(name, {}), **value}
        else:
            tables[name] = value
