"""Every valid file resolves to what stands beside it; every invalid one says exactly what stands beside it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import jsonschema
import pytest

from cohort.forms import parse
from cohort.scenario import (
    check_folder,
    explain,
    explain_text,
    from_machine,
    json_schema,
    read_scenario,
    to_json,
    to_machine,
)
from cohort.scenario.rules import RULES, RuleProblems
from tests.scenario.regenerate import AREA, SCHEMA, expected, invalid_cases, message, valid_cases
from tests.scenario.regenerate import VALID as VALID_FOLDER

VALID, INVALID, FOLDER = valid_cases(), invalid_cases(), VALID_FOLDER


def name(case: Path) -> str:
    return case.name


def test_the_corpus_is_large_enough() -> None:
    assert len(VALID) >= 30
    assert len(INVALID) >= 60


@pytest.mark.parametrize("case", VALID, ids=name)
def test_valid(case: Path) -> None:
    scenario = read_scenario(case, area=AREA)
    resolved = expected(case, ".resolved.json")
    assert to_json(scenario) == resolved.read_text(encoding="utf-8")
    assert read_scenario(resolved) == scenario
    assert from_machine(json.loads(json.dumps(to_machine(scenario)))) == scenario
    for language in ("en", "ja"):
        table = explain(scenario, language)
        assert list(table.index) == list(range(table.index[0], table.index[-1] + 1))
        assert scenario.title(language) in explain_text(scenario, language)


@pytest.mark.parametrize("case", VALID, ids=name)
def test_valid_files_and_resolved_files_match_the_schema(case: Path) -> None:
    raw = parse(case, RuleProblems("x"))
    for tables in (raw, json.loads(expected(case, ".resolved.json").read_text(encoding="utf-8"))):
        jsonschema.validate(json.loads(json.dumps(tables, default=str)), json_schema())


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("case", INVALID, ids=name)
def test_invalid(case: Path, language: str) -> None:
    text = message(case, language)
    assert text == expected(case, f".{language}.txt").read_text(encoding="utf-8")
    cited = [
        int(number)
        for number in re.findall(r"\(rule (\d+)\)$|（規則(\d+)）$", text, re.M)
        for number in number
        if number
    ]
    problems = [line for line in text.splitlines() if line.startswith("  ")]
    assert len(cited) == len(problems)
    assert set(cited) <= set(RULES)
    for leaked in ("Input should", "pydantic", "__", "None", "extra_forbidden"):
        assert leaked not in text


def test_each_rule_that_a_file_alone_can_break_is_broken_by_a_case() -> None:
    seen = {
        int(number)
        for case in INVALID
        for number in re.findall(r"\(rule (\d+)\)", expected(case, ".en.txt").read_text(encoding="utf-8"))
    }
    assert seen == set(RULES) - {8}  # rule 8 needs the inputs: test_jump_off


def test_expected_files_have_a_case() -> None:
    for folder, suffixes in ((FOLDER, (".resolved.json",)), (INVALID[0].parent, (".en.txt", ".ja.txt"))):
        for suffix in suffixes:
            for path in folder.rglob(f"*{suffix}"):
                stem = path.name.removesuffix(suffix)
                assert any((path.parent / f"{stem}{kind}").exists() for kind in ("", ".toml", ".json")), path


def test_schema_is_up_to_date() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()
    jsonschema.Draft202012Validator.check_schema(json_schema())


def test_check_folder_returns_what_reading_raises() -> None:
    for case in INVALID:
        errors = check_folder(case)
        assert errors
        text = "\n".join(error.text("en") for error in errors) + "\n"
        text = text.replace(f"{case}/", "").replace(str(case), case.name).replace(f"{case.parent}/", "")
        assert text == message(case, "en")


def test_check_folder_of_a_sound_folder_is_empty(tmp_path: Path) -> None:
    for case in (FOLDER / "family").glob("*.toml"):
        shutil.copy(case, tmp_path)
    assert check_folder(tmp_path) == []
