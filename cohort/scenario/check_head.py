"""What the head of a file can get wrong by itself: parents, the name, sources that nothing cites."""

from __future__ import annotations

from typing import Any

from cohort.scenario.rules import RuleProblems
from cohort.scenario.schema import ScenarioFile


def check_head(tables: ScenarioFile, problems: RuleProblems) -> None:
    """Note keys about parents that do not go together, and a name that only a sweep may give."""
    if not tables.ok("inherits", "combine", "based_on"):
        return
    if tables.ok("name") and "[" in tables.name and tables.based_on is None:
        problems.at(1, "name", got=tables.name).note(
            en="names with [ ] are those that a sweep gives. Write one without.",
            ja="[ ] の付いた名前は掃引で作られるものです。[ ] のない名前にしてください。",
        )
    if tables.inherits is not None and tables.combine is not None:
        problems.at(7, "combine").note(
            en="a file inherits from one parent or combines several; leave out inherits or combine.",
            ja="inherits と combine は一緒に使えません。どちらかを消してください。",
        )
    if tables.based_on and (tables.inherits is not None or tables.combine is not None):
        problems.at(6, "based_on").note(
            en="based_on is written when a scenario is resolved; leave it out and keep inherits or combine.",
            ja="based_on は書き出しのときに付くものです。消して、inherits か combine だけを残してください。",
        )
    if tables.combine is not None and len(set(tables.combine)) < max(2, len(tables.combine)):
        problems.at(7, "combine").note(
            en="name two or more different files; for one file use inherits.",
            ja="異なるファイルを2つ以上書いてください。1つなら inherits を使います。",
        )


def cited(value: object) -> set[str]:
    """Return every source named anywhere, also in tables that could not be read."""
    if isinstance(value, list):
        return {key for item in value for key in cited(item)}
    if not isinstance(value, dict):
        return set()
    here = {value["source"]} if isinstance(value.get("source"), str) else set()
    return here | {key for item in value.values() for key in cited(item)}


def check_sources_used(tables: ScenarioFile, raw: dict[str, Any], problems: RuleProblems) -> None:
    """Note sources that nothing in the file cites."""
    used = cited({key: value for key, value in raw.items() if key != "sources"})
    for key in tables.sources if tables.ok("sources") else ():
        if key not in used:
            problems.at(5, f"sources.{key}").note(
                en="nothing in this file cites it; cite it or delete it.",
                ja="このファイルの中で引用されていません。引用するか、消してください。",
            )
