"""Who may import whom, and who may touch the disk: the table of docs/architecture.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.shared import ROOT

PACKAGE = ROOT / "cohort"
BASE = {"errors", "vocabulary", "records", "text", "wording", "table", "_version"}
ALLOWED: dict[str, set[str]] = {
    "_version": set(),
    "text": set(),
    "errors": {"text"},
    "vocabulary": {"text"},
    "wording": {"text", "vocabulary"},
    "table": {"text", "wording"},
    "records": {"text"},
    "forms": BASE,
    "demography": BASE,
    "inputs": BASE | {"forms"},
    "readers": BASE | {"forms", "inputs"},
    "scenario": BASE | {"forms"},
    "projection": BASE | {"demography"},
    "assumptions": BASE | {"demography", "inputs", "scenario", "projection"},
    "analysis": BASE | {"forms", "demography", "inputs", "scenario", "projection", "assumptions", "run"},
    "story": BASE | {"inputs", "scenario", "analysis", "run"},
    "report": BASE | {"inputs", "scenario", "analysis", "story", "run"},
    "plot": BASE | {"report"},
    "console": BASE | {"run"},
}
ENDS = {"run", "cli", "__init__"}  # these put the line together
FILES = sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> set[str]:
    """Rooms of ours that a file imports, also inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = list(path.relative_to(PACKAGE.parent).parts[: -node.level])
                names = [".".join([*base, *(node.module or "").split(".")]).rstrip(".")]
            else:
                names = [node.module or ""]
            names += [f"{names[0]}.{alias.name}" for alias in node.names] if names[0] == "cohort" else []
        found |= {name.split(".")[1] for name in names if name.startswith("cohort.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=[str(p.relative_to(PACKAGE)) for p in FILES])
def test_a_room_imports_only_what_stands_before_it(path: Path) -> None:
    here = room(path)
    if here in ENDS:
        return
    beyond = imported(path) - ALLOWED[here] - {here}
    assert not beyond, f"{path.relative_to(ROOT)} imports {sorted(beyond)}"


def test_only_the_figures_import_matplotlib() -> None:
    users = {p.relative_to(PACKAGE).as_posix() for p in FILES if "matplotlib" in external(p)}
    outside = {u for u in users if not u.startswith("report/figures/")}
    assert not outside


def external(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


def test_the_middle_of_the_line_touches_no_file() -> None:
    words = {
        "open",
        "read_text",
        "write_text",
        "read_bytes",
        "write_bytes",
        "read_csv",
        "to_csv",
        "unlink",
        "mkdir",
    }
    for path in FILES:
        if room(path) not in {"demography", "projection", "assumptions", "analysis"}:
            continue
        calls = {
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call)
        }
        assert not calls & words, path


def test_the_lock_has_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    pins = [line for line in lock.splitlines() if "==" in line]
    assert len(pins) > 50
    assert lock.count("--hash=sha256:") >= len(pins)


def test_every_formula_has_its_place_in_the_document_of_the_method() -> None:
    page = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:[a-z_.]+\.)?(\w+)`", page[page.index("## 5. Formulas") :]))
    for path in sorted((PACKAGE / "demography").glob("*.py")):
        if path.stem == "checks":
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        public = {
            node.name
            for node in tree.body
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        }
        assert public - {"rising", "positive"} <= named, f"{path.name}: {sorted(public - named)}"


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"
