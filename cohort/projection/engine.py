"""The compiled code, run: loaded when it is first needed, its compilation announced."""

from __future__ import annotations

import contextlib
import os
import re
import sys
import warnings
from collections.abc import Iterator
from threading import Lock
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cohort.errors import ProjectionError, fail, preferred_language
from cohort.projection.arrays import Floats, Form, Integers, Kept, Rows, Schedules
from cohort.text import Text

COMPILING = Text(
    "Compiling the projection, once (about 15 s) ...", "推計プログラムを初回のみコンパイルしています（約15秒）…"
)
COMPILING_EACH_TIME = Text(
    "Compiling the projection (about 15 s); no folder can be written to keep it for the next time, set NUMBA_CACHE_DIR to one ...",
    "推計プログラムをコンパイルしています（約15秒）。保存先に書き込めないため次回も必要です。NUMBA_CACHE_DIR を指定すると省けます…",
)
_first = Lock()  # imported once, whoever comes first: a second thread would find half of it; and announced once
_ready: set[str] = set()


def childbearing(asfr: Floats) -> tuple[Integers, Integers]:
    """Return first and last age with births (row, 2), and how many cells of each row are not rates from 0 to 1."""
    found: tuple[Integers, Integers] = _call("childbearing", asfr)
    return found


def run(form: Form, schedules: Schedules, rows: Rows, periods: int, group: Integers, kept: Kept) -> None:
    """Project every element of the batch; see `cohort.projection.kernel.run`."""
    _call("run", form, schedules, rows, periods, group, kept)


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return a contiguous view that cannot be written, so that compiled code sees one kind of array."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view


def _call(name: str, *arguments: Any) -> Any:
    with _understood():
        if name in _ready:
            return getattr(_kernel(), name)(*arguments)
        with _first, _announced(kernel := _kernel()):
            found = getattr(kernel, name)(*arguments)
        _ready.add(name)
        return found


def _kernel() -> ModuleType:
    """Import the compiled code; numba tells of variables that it cannot read with whole tracebacks in warnings."""
    if "cohort.projection.kernel" not in sys.modules:
        features = os.environ.get("NUMBA_CPU_FEATURES", "")
        if features and not re.fullmatch(r"[+-][\w.-]+(,[+-][\w.-]+)*", features):  # LLVM would end the process
            raise ValueError(f"NUMBA_CPU_FEATURES is {features!r}")
        with warnings.catch_warnings():
            warnings.filterwarnings("error", "Environment variable", RuntimeWarning)
            import cohort.projection.kernel  # noqa: F401
    return sys.modules["cohort.projection.kernel"]


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    """Say which variables of the environment to mend, where numba cannot work with them."""
    try:
        yield
    except (ValueError, RuntimeError, ImportError, RuntimeWarning) as error:
        given = [f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_")]
        if not given:
            raise
        first = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".")
        fail(
            "numba",
            ", ".join(sorted(given)),
            en=f"the compiler cannot work with this ({first}); unset what was set by mistake.",
            ja=f"この環境変数ではコンパイラーが動きません（{first}）。誤って設定したものを取り消してください。",
            kind=ProjectionError,
        )


@contextlib.contextmanager
def _announced(kernel: ModuleType) -> Iterator[None]:
    """Say on stderr that something is compiled, when it is: to a person, not to a file that a program reads."""
    from numba.core import event

    class Announcement(event.Listener):
        """Speaks up at the first function that is compiled."""

        def on_start(self, _: object) -> None:
            if "announced" not in _ready and (sys.stderr.isatty() or "cohort.cli" in sys.modules):
                _ready.add("announced")
                said = COMPILING if kernel.CACHED else COMPILING_EACH_TIME
                print(said.say(preferred_language()), file=sys.stderr, flush=True)

        def on_end(self, _: object) -> None:
            """Nothing to say."""

    with event.install_listener("numba:compile", Announcement()):
        yield
