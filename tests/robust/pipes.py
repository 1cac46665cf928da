"""Every verb with an output that cannot be written to: `python -m tests.robust.pipes FOLDER [VERB ...]` prints what went wrong, as JSON.

A verb runs in a fork of this process, so that nothing is loaded twice. FOLDER holds ``little`` (scenarios); results go there too.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from pathlib import Path

from tests.cli.sets import INPUTS
from tests.shared import ROOT

SET = ["little", "--inputs", str(INPUTS)]
VERBS: dict[str, list[str]] = {
    "help": ["--help"],
    "run": [*SET, "--only", "csv", "--out", "results"],
    "areas": ["ichinoseki"],
    "new": ["03209", "--out", "fresh"],
    "check": ["little"],
    "explain": ["little/trend.toml"],
    "schema": [],
    "inputs": [str(INPUTS)],
    "form": ["03209"],
    "connected": [str(ROOT / "scenarios" / "kamaishi"), "--inputs", str(ROOT / "inputs" / "kamaishi")],
    "districts": SET,
    "settlement": ["little", "other"],
    "bridge": [*SET, "--against", "ipss2018", "--year", "2025"],
    "statements": [str(ROOT / "scenarios" / "hiraizumi")],
    "indicators": SET,
    "readings": [str(ROOT / "scenarios" / "ichinoseki"), "--inputs", str(INPUTS)],
    "solve": ["little/balance.toml", "--inputs", str(INPUTS)],
    "values": ["little/balance.toml", "--inputs", str(INPUTS)],
    "gap": [*SET, "--first", "trend", "--second", "balance", "--year", "2030"],
    "delay": ["little/balance.toml", "--inputs", str(INPUTS)],
    "stabilise": ["little/balance.toml", "--inputs", str(INPUTS)],
    "thresholds": [*SET, "--line", "6=400"],
    "monitor": SET,
    "version": [],
}
# What becomes of the output, and the exit codes that are right then: a refusal (2) stays one.
WAYS = {"reader-left": (0, 2), "no-stdout": (0, 2), "no-stderr": (0, 2), "full": (2,)}
FULL = Path("/dev/full")


def _prepare(way: str) -> None:
    """Put in place what this process prints to."""
    if way == "reader-left":
        read, write = os.pipe()
        os.close(read)
        os.dup2(write, 1)
    elif way == "full":
        os.dup2(os.open(FULL, os.O_WRONLY), 1)
    elif way == "no-stdout":
        os.close(1)
        sys.stdout = None  # type: ignore[assignment]
    else:
        os.close(2)
        sys.stderr = None  # type: ignore[assignment]


def _run(verb: str, way: str, errors: Path) -> int:
    """Run a verb in a fork and return its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 99
    try:
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        _prepare(way)
        if sys.stdout is not None:
            sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 (as a new process has it)
        sys.argv = ["cohort", *([] if verb == "help" else [verb]), *VERBS[verb]]
        from cohort.__main__ import main

        main()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        try:
            if sys.stdout is not None and not sys.stdout.closed:
                sys.stdout.flush()
        except OSError:
            code = 98  # the interpreter would tell of it when it ends
        os._exit(code)


def main() -> None:
    """Run every verb every way."""
    sys.modules["dask"] = None  # type: ignore[assignment] # as the command does
    import cohort.analysis.official
    import cohort.planning
    import cohort.report.write
    import cohort.run  # noqa: F401

    os.chdir(sys.argv[1])
    wrong, errors = [], Path(sys.argv[1]) / "errors.txt"
    for way, right in WAYS.items():
        if way == "full" and not FULL.exists():
            continue
        for verb in sys.argv[2:] or VERBS:
            code, told = _run(verb, way, errors), errors.read_text(encoding="utf-8", errors="replace")
            if code not in right or "Traceback" in told or "Exception ignored" in told:
                wrong.append([way, verb, code, told[-400:]])
            Path("03209-form.xlsx").unlink(missing_ok=True)
    print(json.dumps(wrong))


if __name__ == "__main__":
    main()
