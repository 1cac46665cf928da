"""Files changed at random, led by the lines they reach: every reader answers, or says why not, and nothing else.

Half a second for each by default; ``COHORT_FUZZ_SECONDS=600`` asks for ten minutes each (`make test-all`).
"""

from __future__ import annotations

import gzip
import io
import os
import random
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import cohort
from cohort.errors import CohortError
from cohort.readers import import_area
from tests.inputs import official, test_published_tables, test_wpp, worksheets, wpp
from tests.inputs.filled import fill, five_years

SECONDS = float(os.environ.get("COHORT_FUZZ_SECONDS", "0.5"))
HOME = str(Path(cohort.__file__).parent)
KINDS = (
    "census", "census-gz", "ssdse", "ipss2023", "register", "results", "results-by-age", "census-book", "vital", "worksheet", "wpp", "own",
)  # fmt: skip
WORDS = (
    b"", b"-", "▲".encode(), b"x", b"*", "…".encode(), b"9" * 30, b"1e400", b"nan", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",",
    b"\n", b"\r", "令和99年".encode(), b"=1+1", b"../../x", b"<x>", b"&a;", b"unknown", b"03209", b"100+", b"0-4", b"2020-02-30",
    b"\xed\xa0\x80",
)  # fmt: skip


def _starts(folder: Path) -> dict[str, Path]:
    zipped = folder / "z.csv.gz"
    zipped.write_bytes(gzip.compress(official.census(folder / "z.csv").read_bytes()))
    return {
        "census": official.census(folder / "census.csv"),
        "census-gz": zipped,
        "ssdse": official.ssdse(folder / "ssdse.csv"),
        "ipss2023": official.ipss2023(folder / "ipss.csv"),
        "register": official.register(folder / "register.xlsx", official.register_rows()),
        "results": test_published_tables.book(folder / "kekkahyo1.xlsx", test_published_tables.totals()),
        "results-by-age": test_published_tables.book(folder / "suikei.xlsx", test_published_tables.by_age()),
        "census-book": test_published_tables.book(folder / "b02_07.xlsx", test_published_tables.census()),
        "vital": test_published_tables.book(folder / "vital.xlsx", test_published_tables.vital()),
        "worksheet": worksheets.write(folder / "worksheet.xlsx", worksheets.down()),
        "wpp": wpp.write(folder / test_wpp.NAME, wpp.POPULATION, test_wpp.ages()),
        "own": fill(folder / "own.xlsx", five_years() | {"動態!A17": "令和6年", "動態!C17": 5}),
    }


def _changed(raw: bytes, chance: random.Random) -> bytes:
    """Cut, doubled, overwritten, or with a word of those that hurt."""
    made = bytearray(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        at, length = chance.randrange(len(made) + 1), chance.choice((1, 1, 2, 4, 16, 200))
        match chance.randrange(5):
            case 0:
                del made[at : at + length]
            case 1:
                made[at:at] = chance.choice(WORDS)
            case 2:
                made[at : at + length] = chance.choice(WORDS)
            case 3:
                made[at:at] = made[at : at + length]
            case _:
                made[at : at + 1] = bytes((chance.randrange(256),))
    return bytes(made)


def _within(raw: bytes, chance: random.Random) -> bytes:
    """Change the text of a part of a workbook, or, now and then, the archive itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = {one.filename: archive.read(one) for one in archive.infolist()}
    except Exception:  # damaged by an earlier change
        parts = {}
    if not parts or chance.random() < 0.1:
        return _changed(raw, chance)
    sheets = [name for name in parts if name.startswith(("xl/worksheets/", "xl/shared", "xl/workbook"))]
    name = chance.choice(sheets)
    parts[name] = _changed(parts[name], chance)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in parts:
            archive.writestr(part, parts[part])
    return stream.getvalue()


def _lines(run: Callable[[], None]) -> set[tuple[CodeType, int]]:
    """Run something and return the lines of the package that it reached."""
    seen: set[tuple[CodeType, int]] = set()

    def local(frame: FrameType, event: str, _: Any) -> Any:
        if event == "line":
            seen.add((frame.f_code, frame.f_lineno))
        return local

    def called(frame: FrameType, event: str, _: Any) -> Any:
        return local if frame.f_code.co_filename.startswith(HOME) else None

    before = sys.gettrace()
    sys.settrace(called)
    try:
        run()
    finally:
        sys.settrace(before)
    return seen


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_file_is_read_or_refused(kind: str, tmp_path: Path) -> None:
    start = _starts(tmp_path)[kind]
    code = {"own": "03205", "wpp": "MEX"}.get(kind, "03209")
    change = _within if start.suffix == ".xlsx" else _changed
    chance = random.Random(int(SECONDS) if SECONDS < 60 else time.time_ns())
    pool, reached, tried = [start.read_bytes()], set[tuple[CodeType, int]](), 0
    said: set[str] = set()
    end = time.process_time() + SECONDS  # of work: a busy machine tries as many
    while time.process_time() < end:
        raw = change(chance.choice(pool), chance)
        file = tmp_path / f"{tried}-{start.name}"  # the name of a file of WPP tells its revision
        file.write_bytes(raw)

        def read(file: Path = file) -> None:  # one file a round
            try:
                import_area(code, [file], to=tmp_path / "out", overwrite=True)
            except CohortError as error:
                said.add(error.text("en") and error.text("ja"))

        try:
            new = _lines(read) - reached
        except BaseException:
            (Path(os.environ.get("COHORT_FUZZ_KEEP", tmp_path)) / f"found-{start.name}").write_bytes(raw)
            raise
        if new and len(raw) < 2_000_000:
            reached |= new
            pool.append(raw)
        file.unlink()
        tried += 1
    assert tried > 2
    assert "" not in said
    assert {path.name for path in tmp_path.iterdir()} <= {
        "out",
        *(one.name for one in _starts(tmp_path).values()),
        "z.csv",
    }
