"""Bad official files, workbooks and archives: the exact words in both languages, and no harm done."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.inputs.bad_files import BOMBS, EXPECTED, answered, corpus
from tests.shared import ROOT

CORPUS = corpus()
SAID = json.loads(EXPECTED.read_text(encoding="utf-8"))
MOST_SECONDS, MOST_BYTES = 1.0, 200_000_000
_LOOK = """
import json, re, sys, time
from pathlib import Path
from cohort.errors import CohortError
from cohort.readers import import_area
import pandas, python_calamine
found = {}
for path in sys.argv[2:]:
    began = time.process_time()
    try:
        import_area("03209", [path], to=Path(sys.argv[1]) / "out")
        found[path] = None
    except CohortError:
        found[path] = time.process_time() - began
status = Path("/proc/self/status")  # the peak of this process: what `getrusage` gives is inherited
peak = re.search(r"VmHWM:\\s+(\\d+)", status.read_text()) if status.exists() else None
print(json.dumps([found, int(peak[1]) * 1024 if peak else 0]))
"""


def test_there_are_enough_of_them() -> None:
    assert len(CORPUS) >= 150
    assert CORPUS.keys() == SAID.keys()


@pytest.mark.parametrize("name", [name for name in CORPUS if name not in BOMBS])
def test_a_bad_file_is_answered(name: str, tmp_path: Path) -> None:
    assert answered(CORPUS[name], tmp_path) == SAID[name]
    assert SAID[name]["en"] != SAID[name]["ja"]
    assert not (tmp_path / "out").exists()


def test_bombs_are_refused_in_no_time_and_little_memory(tmp_path: Path) -> None:
    paths = []
    for name, bad in BOMBS.items():
        folder = tmp_path / name
        folder.mkdir()
        paths.append(bad(folder))
        assert SAID[name]["en"] != "read"
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, tmp_path.as_posix(), *map(str, paths)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    seconds, memory = json.loads(done.stdout)
    assert all(spent is not None and spent < MOST_SECONDS for spent in seconds.values()), seconds
    assert memory < MOST_BYTES, memory
