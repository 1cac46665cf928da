"""Write the expected files of the corpus anew, and the JSON Schema. Only when asked, and then read what changed.

python -m tests.scenario.regenerate
"""

from __future__ import annotations

from pathlib import Path

from cohort.errors import CohortError
from cohort.scenario import read_scenario, read_scenarios, to_json
from cohort.scenario.export import schema_text

HERE = Path(__file__).parent
VALID, INVALID = HERE / "corpus" / "valid", HERE / "corpus" / "invalid"
SCHEMA = HERE.parents[1] / "docs" / "scenario.schema.json"
AREA = "03209"


def valid_cases() -> list[Path]:
    return sorted(VALID.rglob("*.toml"))


def invalid_cases() -> list[Path]:
    """A file on its own, or a folder of files that belong together."""
    return sorted(path for path in INVALID.iterdir() if path.is_dir() or path.suffix in (".toml", ".json"))


def expected(case: Path, suffix: str) -> Path:
    return case.parent / (case.name.removesuffix(".toml").removesuffix(".json") + suffix)


def message(case: Path, language: str) -> str:
    """The whole error text of an invalid case, with the folder's own path left out."""
    try:
        if case.is_dir():
            read_scenarios(case)
        else:
            read_scenario(case)
    except CohortError as error:
        text = error.text("ja" if language == "ja" else "en")
        return text.replace(f"{case}/", "").replace(str(case), case.name).replace(f"{case.parent}/", "") + "\n"
    raise AssertionError(f"{case} has no problem")


def main() -> None:
    for case in valid_cases():
        expected(case, ".resolved.json").write_text(to_json(read_scenario(case, area=AREA)), encoding="utf-8")
    for case in invalid_cases():
        for language in ("en", "ja"):
            expected(case, f".{language}.txt").write_text(message(case, language), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
