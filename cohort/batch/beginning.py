"""Imported by the process that workers are forked from, and by no other: what a worker says that cannot begin."""

from __future__ import annotations

import sys
from typing import Any

_GONE = (
    FileNotFoundError,
    EOFError,
    ConnectionError,
)  # whoever called it was told to stop meanwhile, and takes nothing


def _tell(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if not issubclass(kind, _GONE):
        sys.__excepthook__(kind, error, trace)


sys.excepthook = _tell
