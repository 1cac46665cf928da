"""Files made to take all time or memory, beside the workbooks of `tests.inputs.bad_files`: refused within a second and 200 MB.

Measured, each in a process of its own, processor seconds and peak (87 MB are the program): archives and gz that unpack to 150 MB and more
0.06 s, 88 MB; cells at XFD1048576 and beyond, rows without end, entities 0.08 s, 88 MB; 40 GB without content (.csv, .csv.gz, .xlsx, .toml)
0.02 s, 89 MB; pipes, devices, links to themselves 0.02 s, 89 MB; TOML of 100,000 arrays, tables or parts of a key 0.02 s, 89 MB; of 300,000
keys 0.12 s, 104 MB; a number of 3.9 million figures 0.03 s, 89 MB.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shared import ROOT

MOST_SECONDS, MOST_BYTES = 1.0, 200_000_000
DEEP = 100_000


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def _sparse(path: Path) -> None:
    """40 GB that take no place on the disk."""
    with path.open("wb") as file:
        file.write(b"PK\x03\x04" if path.suffix == ".xlsx" else b"code,name\n")
        file.truncate(40 << 30)


TOML = {
    "arrays": _text("a = " + "[" * DEEP + "]" * DEEP),
    "parts": _text(".".join("a" * DEEP) + " = 1\n"),
    "tables in tables": _text("a = " + "{b=" * DEEP + "1" + "}" * DEEP),
    "many keys": _text("".join(f"k{number} = 1\n" for number in range(300_000))),
    "some keys": _text("".join(f"k{number} = 1\n" for number in range(5_000))),
    "figures": _text("a = " + "9" * 3_900_000),
    "sparse": _sparse,
    "pipe": os.mkfifo if hasattr(os, "mkfifo") else _sparse,
}
_LOOK = """
import json, re, sys, time
from pathlib import Path
from cohort.errors import CohortError
from cohort.inputs import read_inputs
from cohort.readers import import_area
from cohort.scenario import read_scenarios
read_inputs(sys.argv[1]), read_scenarios(sys.argv[2])  # what is loaded once
how = {"inputs": read_inputs, "scenarios": read_scenarios,
       "files": lambda path: import_area("03209", [path], to=Path(sys.argv[3]) / "out")}
found = {}
for one in sys.argv[4:]:
    kind, path = one.split("|")
    began = time.process_time()
    try:
        how[kind](path)
        found[one] = "read"
    except CohortError as error:
        assert error.text("en") != error.text("ja")
        found[one] = time.process_time() - began
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())
print(json.dumps([found, int(peak[1]) * 1024]))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from /proc")
def test_bombs_are_refused_in_no_time_and_little_memory(tmp_path: Path) -> None:
    inputs, scenarios = ROOT / "inputs" / "hiraizumi", ROOT / "scenarios" / "ichinoseki-first-strategy"
    shutil.copytree(ROOT / "inputs", tmp_path / "inputs", ignore=shutil.ignore_patterns("ichinoseki", "kamaishi"))
    asked = []
    for number, make in enumerate(TOML.values()):
        for kind, of, file in (("inputs", inputs, "sources.toml"), ("scenarios", scenarios, "bomb.toml")):
            folder = tmp_path / kind / f"bomb-{number}"
            shutil.copytree(of, folder)
            (folder / file).unlink(missing_ok=True)
            make(folder / file)
            asked.append(f"{kind}|{folder}")
    for name in ("sparse.csv", "sparse.csv.gz", "sparse.xlsx", "pipe.csv", "pipe.xlsx"):
        TOML[name.partition(".")[0]](tmp_path / name)
        asked.append(f"files|{tmp_path / name}")
    done = subprocess.run(
        [sys.executable, "-c", _LOOK, str(inputs), str(scenarios), str(tmp_path), *asked],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    found, memory = json.loads(done.stdout)
    assert found.keys() == set(asked)
    harm = {name: one for name, one in found.items() if one == "read" or one > MOST_SECONDS}
    assert not harm
    assert memory < MOST_BYTES, memory
