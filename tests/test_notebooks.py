"""Every notebook runs from beginning to end, and what is committed shows its results.

``python -m tests.test_notebooks`` runs all of them again and writes the results into the files;
``python -m tests.test_notebooks 01 02`` only those whose names begin so.
"""

from __future__ import annotations

import math
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from tests.shared import ROOT

FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MOST_BYTES = 600_000
FULL = 12  # characters of a number that is printed with all its digits: the last ones are the libraries' versions
DRAWN = "2.4"  # NumPy whose draws the notebooks show: 2.5 draws binomials otherwise
SETTINGS = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def execute(path: Path, kernel: KernelManager | None = None) -> Any:
    """Return a notebook with the results of now; an error in a cell is raised.

    With a kernel it runs there, emptied of what the notebook before left; else in one of its own.
    """
    notebook = read(path)
    if kernel is not None:
        notebook.cells.insert(0, nbformat.v4.new_code_cell(f"%reset -f\n%cd -q {FOLDER}"))
    place = {"metadata": {"path": str(FOLDER)}}
    # English, whatever the locale; nothing is written into the file
    environment = {**os.environ, "COHORT_LANG": "en"}
    client = NotebookClient(notebook, kernel, timeout=600, kernel_name="python3", record_timing=False, resources=place)
    client.execute(env=environment)
    if kernel is not None:
        del notebook.cells[0]
    return notebook


@pytest.fixture(scope="module")
def kernel() -> Iterator[KernelManager | None]:
    """One for all notebooks, as half of their time goes into loading the same libraries; with `make test-all` each has its own."""
    made = None if "COHORT_EVERY" in os.environ else KernelManager(kernel_name="python3")
    yield made
    if made is not None and made.has_kernel:
        made.shutdown_kernel()


def code_cells(notebook: Any) -> list[Any]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pictures(notebook: Any) -> list[int]:
    """Return how many pictures each code cell shows."""
    return [sum("image/png" in output.get("data", {}) for output in cell.outputs) for cell in code_cells(notebook)]


def text_of(output: Any) -> str:
    """Return what an output says, without the bytes of pictures."""
    parts = [output.get("text", "")]
    data = output.get("data", {})
    left_out = {"text/plain"} if "text/html" in data else set()  # what is shown is the table; files keep that alone
    parts += [str(v) for kind, v in data.items() if not kind.startswith("image/") and kind not in left_out]
    return "\n".join(parts)


def numbers(notebook: Any) -> list[list[str]]:
    """Return the numbers that each code cell shows, in order; those inside tags, styles and pictures are nobody's."""
    found = []
    for cell in code_cells(notebook):
        said = "\n".join(text_of(output) for output in cell.outputs)
        said = re.sub(r"<(style|svg|script)\b.*?</\1>", " ", said, flags=re.DOTALL)
        said = re.sub(r"<[^>]*>|0x[0-9a-f]+|#[0-9A-Fa-f]{6}", " ", said)
        found.append(re.findall(r"[△+\-−]?\d[\d,]*(?:\.\d+)?(?:e[+\-]?\d+)?%?", said))
    return found


def same(ours: list[str], kept: list[str]) -> bool:
    """Return whether two lists of numbers are the same: as printed, or, printed with all digits, to 1e-9 of them."""
    return len(ours) == len(kept) and all(
        one == other
        or (
            min(len(one), len(other)) > FULL
            and math.isclose(*(float(number.replace(",", "")) for number in (one, other)), rel_tol=1e-9, abs_tol=1e-9)
        )
        for one, other in zip(ours, kept, strict=True)
    )


def test_there_are_notebooks() -> None:
    assert {path.name[:2] for path in NOTEBOOKS} >= {"01", "02"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_what_is_committed_shows_its_results(path: Path) -> None:
    notebook = read(path)
    cells = code_cells(notebook)
    outputs = [output for cell in cells for output in cell.outputs]
    assert len(outputs) >= len(cells) / 2
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not [output for output in outputs if output.output_type == "error"]
    assert not [output for output in outputs if output.get("name") == "stderr"]  # no warnings
    said = "\n".join(text_of(output) for output in outputs)
    assert not re.search(r"(?:^|[\s\"'(=])(?:/(?:home|root|tmp|work|Users|var)/|[A-Z]:\\)", said)  # nobody's folders
    assert path.stat().st_size < MOST_BYTES
    assert path.read_text(encoding="utf-8").endswith("\n")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs(path: Path, kernel: KernelManager | None) -> None:
    now = execute(path, kernel)
    outputs = [output for cell in code_cells(now) for output in cell.outputs]
    assert not [text_of(output) for output in outputs if output.get("name") == "stderr"]
    stored = read(path)
    assert pictures(now) == pictures(stored)
    if "draws=" in "".join(cell.source for cell in code_cells(now)) and not np.__version__.startswith(DRAWN):
        pytest.skip(f"its luck is drawn with NumPy {DRAWN}; {np.__version__} draws another")
    for place, (ours, kept) in enumerate(zip(numbers(now), numbers(stored), strict=True), start=1):
        assert same(ours, kept), f"cell {place} of {path.name}: run python -m tests.test_notebooks {path.name[:2]}"


if __name__ == "__main__":
    for chosen in NOTEBOOKS:
        if len(sys.argv) == 1 or chosen.name.startswith(tuple(sys.argv[1:])):
            made = execute(chosen)
            made.metadata = SETTINGS
            nbformat.write(made, chosen)
            print(chosen.name, f"{chosen.stat().st_size:,} bytes")
