"""The verbs people type. Each is thin: it calls the library, prints, and turns errors into exit codes."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import re
import sys
import warnings

# The verbs register themselves: this is the order in which they are listed.
# isort: off
from cohort.cli import run, batch, files, answers, planning

# isort: on
from cohort._version import __version__
from cohort.cli.options import Spoken, app, verb
from cohort.console import leave, listen_for_stops, report, say, speak_utf8, stop_code
from cohort.errors import preferred_language

__all__ = ["answers", "app", "batch", "files", "main", "planning", "run"]


# mallopt(3), of glibc: large arrays are no mappings of their own; how much that is free is not given back.
_NOT_APART, _KEPT = -4, -1


@verb("version")
def version(*, language: Spoken) -> None:
    """Print the version."""
    print(f"cohort {__version__}")


def _quickly() -> None:
    """Load nothing that no verb uses, and do not look through what was loaded again and again: two thirds of a second.

    Labelled arrays import dask, where it is installed, only to ask whether an array is one of its own; no verb makes one.
    The compiler imports coverage, where it is installed, to tell it of lines compiled while it measures. No chart has three dims.
    Memory of large arrays that are gone is used for the next ones, as it is: else the system clears all of it each time.
    """
    warnings.filterwarnings("ignore", "Unable to import Axes3D")
    for unused in ("dask", "coverage", "mpl_toolkits.mplot3d"):
        sys.modules.setdefault(unused, None)  # type: ignore[arg-type]
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looked for in every package there is
    gc.set_threshold(1_000_000, 20, 20)
    with contextlib.suppress(OSError, AttributeError, TypeError):  # elsewhere than with glibc
        allocate = ctypes.CDLL(None).mallopt
        allocate(_NOT_APART, 0)
        allocate(_KEPT, 2**31 - 1)


def _as_wide_as_terminals_are() -> None:
    """Forget a width that no terminal has: a table of a billion columns would be filled with blanks, and a word is no number."""
    for name in ("COLUMNS", "LINES", "TERMINAL_WIDTH"):
        if not re.fullmatch(r"[0-9]{2,3}", os.environ.get(name, "")):
            os.environ.pop(name, None)


def main() -> None:
    """Run the command line, and end the process."""
    try:
        _run()
    except SystemExit as done:
        leave(done.code)
        raise


def _run() -> None:
    """Run the command line."""
    _quickly()
    _as_wide_as_terminals_are()
    speak_utf8()
    listen_for_stops()
    try:
        app()
    except KeyboardInterrupt as error:
        report(say(preferred_language(), "Stopped.", "中断しました。"))
        sys.exit(stop_code(error))
    except BrokenPipeError:  # `cohort run ... | head`: whoever read has had enough
        with contextlib.suppress(OSError):
            sys.stdout.close()
        sys.exit(0)
