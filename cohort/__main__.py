"""`python -m cohort`, and the command `cohort`: told to stop while it is still being loaded, it ends without a word."""

import os
import signal


def main() -> None:
    """Load the verbs and run the command line."""
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, lambda number, frame: os._exit(128 + number))
    from cohort.cli import main as verbs

    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, before)
    verbs()


if __name__ == "__main__":
    main()
