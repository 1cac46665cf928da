"""The house: who may import whom, how large a room, a file and a function may be, and who may touch the disk.

The table of rooms is that of docs/architecture.md.
"""

from __future__ import annotations

import ast
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.shared import ROOT

PACKAGE = ROOT / "cohort"


def rooms() -> dict[str, set[str]]:
    """The table of rooms in docs/architecture.md: room -> rooms it may import."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    base = set(re.findall(r"`(\w+)`", next(line for line in page.splitlines() if line.startswith("`base` is"))[6:]))
    found = {}
    for name, allowed in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|$", page, re.MULTILINE):
        named = set(re.findall(r"`(\w+)`", allowed))
        found[name] = named | (base if "base" in allowed.replace("`", "").split() else set())
    return found


ALLOWED = rooms()
ENDS = {"__init__"}  # the front door hands every room out
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


LINES = 58_650
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
# numba's cache does not see other files, so the compiled equations stay in one (docs/decisions/kernel.md)
KERNEL = "projection/kernel.py"


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name."""
    found = {}
    for path in FILES:
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def arrows(name: str, path: Path, known: dict[str, Path]) -> set[str]:
    """Modules of ours that a module imports: anywhere in the file, for types or inside functions too."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package.split(".")[: len(package.split(".")) - node.level + 1]) if node.level else ""
            whole = ".".join(part for part in (base, node.module or "") if part)
            for alias in node.names:
                found.add(f"{whole}.{alias.name}" if f"{whole}.{alias.name}" in known else whole)
    return (found & set(known)) - {name}


def test_every_room_stands_in_the_table() -> None:
    assert {room(path) for path in FILES} - ENDS <= set(ALLOWED)
    assert len(ALLOWED) >= 20


def test_no_file_imports_itself_on_a_detour() -> None:
    known = modules()
    # the package's front door names every room for type checkers, and hands them out when asked
    graph = {name: arrows(name, path, known) for name, path in known.items() if name != "cohort"}
    assert not [name for name, others in graph.items() if "cohort" in others], "rooms import rooms, not the front door"
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_files_and_functions_can_be_read_in_one_sitting() -> None:
    long = []
    for path in FILES:
        name = path.relative_to(PACKAGE).as_posix()
        if name == KERNEL:
            continue
        text = path.read_text(encoding="utf-8")
        if (count := text.count("\n")) > LONGEST_FILE:
            long.append(f"{name}: {count} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
                length = node.end_lineno - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    long.append(f"{name}: {node.name} has {length} lines")
    assert not long


def test_the_house_does_not_outgrow_itself() -> None:
    total = sum(path.read_text(encoding="utf-8").count("\n") for path in FILES)
    assert total <= LINES, f"{total} lines"


def test_only_the_charts_import_matplotlib() -> None:
    users = {p.relative_to(PACKAGE).as_posix() for p in FILES if "matplotlib" in external(p)}
    outside = {u for u in users if not u.startswith("report/charts/")}
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
    words = {"open", "read_text", "write_text", "read_bytes", "write_bytes", "read_csv", "to_csv", "unlink", "mkdir"}
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


def linked(page: Path) -> list[Path]:
    """Files and folders that a page links to; what stands behind a # is left out."""
    found = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [(page.parent / target).resolve() for target in found if "://" not in target]


def test_links_between_documents_lead_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in linked(page):
            assert target.exists(), f"{page.name}: {target}"


def test_every_document_is_found_from_the_readme() -> None:
    seen: set[Path] = set()
    todo = [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page not in seen and page.suffix == ".md":
            seen.add(page)
            todo += [one for found in linked(page) for one in ([*found.glob("*.md")] if found.is_dir() else [found])]
    assert {*(ROOT / "docs").rglob("*.md")} <= seen
