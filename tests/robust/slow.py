"""The command line on a slow disk: `python -m tests.robust.slow PIPE SECONDS OUT words ...` tells a pipe of each move in OUT.

A byte goes to the pipe before a file or folder there is made, moved or removed; then the disk takes its time. Without OUT it is the
folder it runs in.
"""

from __future__ import annotations

import os
import sys
import time

MOVES = ("os.rename", "os.rmdir", "os.remove", "os.mkdir")


def slow(pipe: int, seconds: float, out: str) -> None:
    home = os.path.realpath(out)

    def before(event: str, arguments: tuple[object, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & os.O_CREAT)
        if writes or event in MOVES:
            path = arguments[0]
            where = path if isinstance(path, str | bytes | os.PathLike) else ""
            if os.path.abspath(os.fsdecode(where)).startswith(home):
                os.write(pipe, b".")
                time.sleep(seconds)

    sys.addaudithook(before)


if __name__ == "__main__":
    slow(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
    sys.argv[:] = ["cohort", *sys.argv[4:]]
    from cohort.__main__ import main

    main()
