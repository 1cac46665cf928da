"""Plant every fault in a copy of the tree, one at a time, and see whether its tests notice.

``python -m tests.faults [--room ROOM ...] [--jobs 2] [--only WORDS] [--sample N]`` ends with 1 where a room is below 95 %.
``python -m tests.faults --control`` plants nothing: then all the same tests must pass.
In slices: ``python -m tests.faults --but OUT --seconds 500 >> OUT`` plants what OUT does not tell of yet.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from tests.faults.planted import ROOMS, Fault, faults
from tests.faults.recorded import LINE
from tests.shared import ROOT

NEEDED = 0.95
MOST_SECONDS = 300  # of computing, whatever else the machine does: longer is a loop without end
COPIED = ("cohort", "tests", "inputs", "scenarios", "examples", "docs", "notebooks", "benchmarks")
#: Imported once, before the children are made: they are the same for every fault.
HEAVY = (
    "numpy",
    "pandas",
    "xarray",
    "matplotlib.figure",
    "numba",
    "pydantic",
    "scipy.optimize",
    "scipy.interpolate",
    "hypothesis",
    "pytest",
)


def copy_tree(place: Path) -> Path:
    """Return a copy of the tree, with what is compiled beside it."""
    place.mkdir()
    for name in COPIED:
        if (ROOT / name).exists():
            shutil.copytree(ROOT / name, place / name)
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy2(path, place / path.name)
    return place


#: What is worked out once, before the children are made, where a room's faults cannot touch it.
TELL = ("terminal", "document", "page", "workbook", "charts", "store")
RUN = ("story",)


def warm(room: str) -> None:
    """Work out what faults of a room cannot change: the runs, and for outputs the stories."""
    os.environ["COHORT_TOLD"] = "faults"
    sys.modules.pop("tests.told.made", None)
    made = importlib.import_module("tests.told.made")
    if room not in (*TELL, *RUN):
        return
    for name, _ in made.FAULTS:
        made.truth(name)
        if room in TELL:
            list(made.told(name).tables.values())
    fresh = "cohort.report" if room in TELL else "cohort.story"
    assert not [one for one in sys.modules if one.startswith(fresh)], f"{fresh} must be imported by the children"


def child(tree: Path, fault: Fault) -> None:
    """Run a fault's tests in a copy and end: 0 where all passed. Never returns."""
    silent = os.open(os.environ.get("FAULTS_LOG", os.devnull), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    resource.setrlimit(resource.RLIMIT_CPU, (_used() + MOST_SECONDS, resource.RLIM_INFINITY))
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    os.chdir(tree)
    warmed = fault.room in (*TELL, *RUN)
    kept = {"tests", "tests.told", "tests.told.made", "tests.told.truth", "tests.shared"} if warmed else set()
    for name in list(sys.modules):
        if (name.split(".")[0] == "tests" and name not in kept) or (name.split(".")[0] == "cohort" and not warmed):
            del sys.modules[name]
    for name in [one for one in sys.modules if one.split(".")[0] in ("cohort", "tests")]:
        module = sys.modules[name]
        if hasattr(module, "__path__"):  # what is imported from now on is the copy's
            module.__path__ = [str(tree / name.replace(".", "/"))]
    if warmed:
        sys.modules["tests.shared"].ROOT = tree  # type: ignore[attr-defined]
    sys.path[:] = [str(tree), *(one for one in sys.path if Path(one or ".").resolve() != ROOT)]
    os.environ["PYTHONPATH"] = str(tree)
    os.environ["COHORT_HYPOTHESIS"] = "faults"
    sys.dont_write_bytecode = True
    import pytest

    code = 2
    try:
        base = tempfile.mkdtemp(dir=tree.parent)
        quiet = [
            "-x",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            f"--basetemp={base}/run",
            "--rootdir",
            str(tree),
        ]
        code = int(pytest.main([*quiet, *(f"tests/{one}" for one in fault.tests)]))
        shutil.rmtree(base, ignore_errors=True)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _used() -> int:
    """Return the seconds of computing this process has used."""
    return int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1


def start(fault: Fault, tree: Path) -> int:
    """Plant a fault in a copy and run its tests there in a process of its own."""
    path = tree / "cohort" / fault.file
    text = path.read_text(encoding="utf-8")
    assert text.count(fault.old) == 1, f"{fault.file}: {fault.name}"
    path.write_text(text.replace(fault.old, fault.new), encoding="utf-8")
    pid = os.fork()
    if pid == 0:
        child(tree, fault)
    return pid


def mend(fault: Fault, tree: Path) -> None:
    """Put the file back as it was, with its time."""
    shutil.copy2(ROOT / "cohort" / fault.file, tree / "cohort" / fault.file)


def chosen(arguments: argparse.Namespace) -> list[Fault]:
    found = [one for one in faults() if not arguments.room or one.room in arguments.room]
    found = [one for one in found if arguments.only in f"{one.room}: {one.name}"]
    if arguments.but and Path(arguments.but).exists():
        known = set(LINE.findall(Path(arguments.but).read_text(encoding="utf-8")))
        found = [one for one in found if ("caught", one.room, one.name) not in known]
    if arguments.sample:
        by_room = defaultdict(list)
        for one in found:
            by_room[one.room].append(one)
        draw = random.Random(1)
        found = [one for every in by_room.values() for one in draw.sample(every, min(arguments.sample, len(every)))]
    return found


def main() -> int:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--room", action="append", choices=sorted(ROOMS))
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="part of a fault's name")
    parser.add_argument(
        "--control", action="store_true", help="plant nothing: the tests of every room must pass so as well"
    )
    parser.add_argument("--sample", type=int, default=0, help="at most so many of each room")
    parser.add_argument("--but", help="an earlier output: what it tells of as caught is left out")
    parser.add_argument("--seconds", type=int, default=0, help="begin with no fault after so many")
    arguments = parser.parse_args()
    for name in HEAVY:
        importlib.import_module(name)
    wanted = chosen(arguments)
    until = time.monotonic() + arguments.seconds if arguments.seconds else float("inf")
    if arguments.control:
        rooms = {one.room: one for one in wanted}
        wanted = [replace(one, name="nothing planted", new=one.old) for one in rooms.values()]
    caught: dict[str, list[Fault]] = defaultdict(list)
    survived: dict[str, list[Fault]] = defaultdict(list)
    stages = [
        [one for one in wanted if one.room not in (*TELL, *RUN)],
        [one for one in wanted if one.room in RUN],
        [one for one in wanted if one.room in TELL],
    ]
    with tempfile.TemporaryDirectory(prefix="faults-") as place:
        trees = [copy_tree(Path(place) / f"tree-{number}") for number in range(arguments.jobs)]
        for waiting in filter(None, stages):  # each stage is warmer than the one before
            if time.monotonic() < until:
                warm(waiting[0].room)
                plant(waiting, trees, caught, survived, until)
    if arguments.control:
        return int(any(caught.values()))
    return summary(caught, survived)


def plant(
    waiting: list[Fault],
    trees: list[Path],
    caught: dict[str, list[Fault]],
    survived: dict[str, list[Fault]],
    until: float,
) -> None:
    """Plant faults one after another in every copy, and sort them into those that are caught and those that are not."""
    running: dict[int, tuple[Fault, Path, float]] = {}
    while waiting or running:
        if time.monotonic() > until:
            waiting = []
        while waiting and trees:
            fault, tree = waiting.pop(0), trees.pop()
            running[start(fault, tree)] = (fault, tree, time.monotonic())
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid not in running:
            time.sleep(0.1)
            continue
        fault, tree, since = running.pop(pid)
        mend(fault, tree)
        trees.append(tree)
        code = os.waitstatus_to_exitcode(status)
        assert code >= 0 or code == -signal.SIGXCPU, (  # a loop without end is noticed, too
            f"{fault.room}: {fault.name}: the tests were ended by signal {-code}"
        )
        passed = code in (0, 5)
        (survived if passed else caught)[fault.room].append(fault)
        said = "survived" if passed else "caught"
        print(f"{said:9} {fault.room}: {fault.name} ({time.monotonic() - since:.0f} s)", flush=True)


def summary(caught: dict[str, list[Fault]], survived: dict[str, list[Fault]]) -> int:
    """Print how many of how many were caught in each room; return 1 where too few."""
    low, rooms = 0, [room for room in ROOMS if room in caught or room in survived]
    print()
    for room in rooms:
        good, bad = len(caught.get(room, [])), len(survived.get(room, []))
        low += good < NEEDED * (good + bad)
        print(
            f"{room:12} {good:3} of {good + bad:3} caught",
            *(f"\n{'':14}survived: {one.name}" for one in survived.get(room, [])),
        )
    good, bad = (sum(map(len, one.values())) for one in (caught, survived))
    print(f"{'all':12} {good:3} of {good + bad:3} caught")
    return int(low > 0)


if __name__ == "__main__":
    sys.exit(main())
