"""Outputs of a set, made once for all tests of a session, also where several workers share it."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from tests.shared import computed, told
from tests.told.truth import SETS, Truth, truth_of

#: What the default run reads: the main job in both languages, a set whose outlook some scenarios meet, one with people who
#: have ties. All else: COHORT_TOLD=all. Some: COHORT_TOLD=kamaishi-en,hiraizumi-ja.
DEFAULT = (("ichinoseki", "ja"), ("ichinoseki", "en"), ("ichinoseki-first-strategy", "ja"), ("kamaishi", "en"))
ALL = tuple((name, language) for name in SETS for language in ("ja", "en"))
#: For planted faults: the quickest first.
FAULTS = (("ichinoseki-first-strategy", "ja"), ("ichinoseki", "en"), ("kamaishi", "ja"))
_ASKED = os.environ.get("COHORT_TOLD", "")
CASES = {"": DEFAULT, "all": ALL, "faults": FAULTS}.get(
    _ASKED, tuple(one for one in ALL if "-".join(one) in _ASKED.split(","))
)


@lru_cache(maxsize=3)
def truth(name: str) -> Truth:
    made = computed(name)
    return truth_of(name, made.projection, made.assumptions, made.readings)


@dataclass
class Made:
    """Where the outputs of a set in a language lie; each kind is written when first asked for."""

    name: str
    language: str
    folder: Path
    truth: Truth = field(init=False)

    def __post_init__(self) -> None:
        self.truth = self._once(
            "truth.pickle", lambda path: path.write_bytes(pickle.dumps(truth(self.name))), pickle.loads
        )

    def _once(self, name: str, make: Callable[[Path], Any], read: Callable[[bytes], Any]) -> Any:
        """Make a file unless it is there; other workers wait."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / name
        with (self.folder / f".{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                make(path)
        return read(path.read_bytes())

    def written(self, kind: str) -> Path:
        """Return the folder with the outputs of a kind: csv, charts, page, workbook, report."""
        out = self.folder / kind / self.name

        def make(path: Path) -> None:
            import importlib

            from cohort.report.write import WRITERS

            module, function, *_ = WRITERS[kind]
            out.mkdir(parents=True, exist_ok=True)
            if kind == "charts":  # without the moving one, which takes longest and is no text
                from cohort.report.charts.write import svg

                for one in told(self.name).charts.values():
                    if one.kind != "animation":
                        (out / f"{one.name}.svg").write_text(svg(one, self.language), encoding="utf-8")
            else:
                getattr(importlib.import_module(module), function)(told(self.name), out, self.language)
            path.write_text("done")

        self._once(f"{kind}.done", make, bytes)
        return out

    def terminal(self, width: int) -> str:
        """Return what a run prints at a width."""
        from cohort.report.terminal import told as printed

        return str(
            self._once(
                f"terminal-{width}.txt",
                lambda path: path.write_text(printed(told(self.name), self.language, width), encoding="utf-8"),
                lambda content: content.decode("utf-8"),
            )
        )
