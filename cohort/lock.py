"""One writer to a folder at a time, and no interruption while files are moved."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, fail

OURS = ".writing-"  # what begins so in a folder of results is of a run that is writing, or was killed
LOCK = f"{OURS}lock"
_PATIENCE = 120.0  # seconds that a run waits for another one
_held: set[tuple[int, Path]] = set()  # by thread: what it has for itself
_STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class OutputError(CohortError):
    """The results cannot be written where they were asked for."""


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process alone; the system lets go of it when the process ends, however it does.

    Raises
    ------
    OutputError
        If another run holds it and does not end.
    """
    path, until, handle = folder.resolve() / LOCK, time.monotonic() + _PATIENCE, None
    mine = threading.get_ident(), path
    if mine in _held:  # within a block that holds it
        yield
        return
    try:
        while handle is None:
            with undisturbed():  # told to stop just here, the file would stay
                handle = _take(path)
            if handle is None and time.monotonic() > until:
                fail(
                    str(folder),
                    kind=OutputError,
                    en="another run is writing here; wait for it to end, or choose another folder with --out.",
                    ja="別の実行がここに書き込んでいます。終わるまで待つか、--out で別のフォルダを指定してください。",
                )
            if handle is None:
                time.sleep(0.05)
        _held.add(mine)
        yield
    finally:
        if handle is not None:
            with undisturbed():
                _held.discard(mine)
                with contextlib.suppress(OSError):  # on Windows an open file stays; the next run takes it
                    path.unlink()
                os.close(handle)


def _take(path: Path) -> int | None:
    """Return the open lock file, locked; None while another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except FileNotFoundError:  # another run that made the folder has just taken it away again
        return None
    try:
        _lock(handle)
        if os.path.samestat(os.stat(path), os.fstat(handle)):  # who had the lock takes its file away
            return handle
    except (BlockingIOError, PermissionError, FileNotFoundError):
        pass
    except OSError:  # a file system without locks
        return handle
    os.close(handle)
    return None


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def undisturbed() -> Iterator[list[int]]:
    """Hold back Ctrl-C and its kin, in a list, until the block has ended; then they are raised."""
    held: list[int] = []
    before: dict[int, Any] = {}
    with contextlib.suppress(ValueError):  # not in the main thread, where signals do not arrive
        for number in (one for one in _STOPS if signal.getsignal(one) is not signal.SIG_IGN):
            before[number] = signal.signal(number, lambda number, frame: held.append(number))
    try:
        yield held
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)
        if held:
            signal.raise_signal(held[0])
