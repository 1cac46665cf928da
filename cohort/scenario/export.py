"""The JSON Schema of the human form, for editors."""

from __future__ import annotations

import json
from typing import Any

from cohort.scenario.schema import ScenarioFile


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file.

    An editor that knows it (Even Better TOML, Taplo) completes keys and marks wrong ones; a file says where
    it lies in its first line: ``#:schema ../../docs/scenario.schema.json``.
    """
    schema = ScenarioFile.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cohort scenario file, format 1",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def schema_text() -> str:
    """Return the schema as it is kept in ``docs/scenario.schema.json``."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
