"""What a run was made from and what it wrote: so that it can be repeated, and checked."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from cohort._version import __version__
from cohort.atomic import MANIFEST, sha256, write_text
from cohort.run import Run
from cohort.scenario.machine import to_machine
from cohort.story.model import Story
from cohort.story.names import date_of
from cohort.story.provenance import versions

# Files of the inputs that are no tables of the population, and say what a run adds to it or is compared with.
_BESIDE_TABLES = ("indicators.toml", "statements.toml")


def write_scenarios(run: Run, folder: str | Path) -> Path:
    """Write ``scenarios.json``: every scenario in the machine form, with the citation of every value."""
    return write_text(Path(folder) / "scenarios.json", _json(resolved(run)))


def resolved(run: Run) -> list[dict[str, object]]:
    """Return the scenarios in the machine form, as plain values; paths are relative to their folder."""
    home = Path(run.scenarios.folder).resolve()
    return [_relative(to_machine(scenario), home) for scenario in run.scenarios]


def _relative(content: dict[str, object], home: Path) -> dict[str, object]:
    """Return the content with every ``file`` relative to a folder: the place on a machine does not matter."""

    def shortened(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {name: shortened(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [shortened(item) for item in value]
        if key == "file" and isinstance(value, str) and value:
            path = Path(value)
            full = path.resolve()
            return full.relative_to(home).as_posix() if full.is_relative_to(home) else path.name
        return value

    return {name: shortened(item, name) for name, item in content.items()}


def identity(run: Run, date: datetime.date | None = None) -> dict[str, object]:
    """Return what the outputs of a run depend on: version, inputs and scenarios (by hash), step, seed, date of the documents."""
    home, place = Path(run.scenarios.folder), Path(run.inputs.path)
    listed = {f"{place.resolve().name}/{name}": place / name for name in _BESIDE_TABLES}
    beside = {name: sha256(path) for name, path in listed.items() if path.is_file()}
    files = sorted(path for path in home.rglob("*") if path.is_file() and path.suffix in (".toml", ".csv"))
    return {
        "cohort": __version__,
        "area": {"code": run.inputs.area.code, "en": run.inputs.area.name_en, "ja": run.inputs.area.name_ja},
        "date": (date or date_of(run.inputs)).isoformat(),
        "step": int(run.projection.attrs.get("step", 1)),
        "seed": None if run.futures is None else run.futures.seed,
        "draws": None if run.futures is None else run.futures.draws,
        "inputs": dict(sorted({**run.inputs.files, **beside}.items())),
        "scenarios": {path.relative_to(home).as_posix(): sha256(path) for path in files},
    }


def write_manifest(
    told: Story, folder: str | Path, language: str, command: Iterable[str] = (), carried: dict[str, str] | None = None
) -> Path:
    """Write ``manifest.json``: every file that lies in ``folder``, by SHA-256, and what it was made from.

    ``command`` makes the same results again; ``carried`` are files of an earlier run with the same identity, which stay.
    """
    folder = Path(folder)
    written = {path.relative_to(folder).as_posix(): sha256(path) for path in folder.rglob("*") if path.is_file()}
    content = {
        **identity(told.run, told.date),
        "command": list(command),
        "language": language,
        "versions": {name: text for name, text in versions().items() if name != "cohort"},
        "files": dict(sorted({**(carried or {}), **written}.items())),
    }
    return write_text(folder / MANIFEST, _json(content))


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
