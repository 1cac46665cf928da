"""What the readers of official files share: opening, codes, columns, refusals."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import did_you_mean, fail

if TYPE_CHECKING:
    import pandas as pd

_CHECK_WEIGHTS = (6, 5, 4, 3, 2)


def content(path: str | Path) -> bytes:
    """Return a file's bytes, unpacked if its name ends in .gz."""
    path = Path(path)
    if not path.is_file():
        fail(
            path.as_posix(),
            "",
            en="there is no such file; check the path.",
            ja="ファイルがありません。パスを確かめてください。",
        )
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def csv_lines(path: str | Path, encoding: str) -> list[list[str]]:
    """Return the cells of a CSV file.

    Raises
    ------
    InputError
        If the file is not in this encoding.
    """
    try:
        text = content(path).decode(encoding)
    except UnicodeDecodeError:
        fail(
            Path(path).as_posix(),
            "",
            en=f"is not in {encoding}, the encoding of this layout; use the file as it was published.",
            ja=f"この様式の文字コード {encoding} ではありません。公表されたままのファイルを使ってください。",
        )
    return list(csv.reader(io.StringIO(text, newline="")))


def area_of(code: str) -> str | None:
    """Return the five-digit code of an official six-digit one, or None if its check digit does not fit.

    The sixth digit is 11 less the remainder by 11 of the digits weighted 6, 5, 4, 3, 2; its last figure.

    Source: 総務省 全国地方公共団体コード仕様.

    Examples
    --------
    >>> area_of("032093"), area_of("032094")
    ('03209', None)
    """
    if len(code) != 6 or not (code.isascii() and code.isdigit()):
        return None
    total = sum(weight * int(digit) for weight, digit in zip(_CHECK_WEIGHTS, code, strict=False))
    return code[:5] if (11 - total % 11) % 10 == int(code[5]) else None


def need_columns(path: str | Path, header: Sequence[str], wanted: Sequence[str]) -> None:
    """Hold that a file has the columns of its layout."""
    missing = [name for name in wanted if name not in header]
    if missing:
        fail(
            Path(path).as_posix(),
            "row 1",
            en=f"the columns {', '.join(missing)} are missing; this is not the layout that was expected.",
            ja=f"列 {'、'.join(missing)} がありません。想定した様式ではありません。",
        )


def need_area(path: str | Path, code: str | None, known: Iterable[str]) -> None:
    """Hold that a file has rows for an area."""
    codes = list(dict.fromkeys(known))
    if code is not None and code not in codes:
        fail(
            Path(path).as_posix(),
            code,
            en=f"unknown area code: the file has {len(codes)} areas, not this one."
            f"{did_you_mean(code, codes, 'en')}",
            ja=f"この地域コードはファイルにありません（{len(codes)} 地域）。"
            f"{did_you_mean(code, codes, 'ja')}",
        )


def need_number(path: str | Path, where: str, text: str) -> float:
    """Return a cell as a count, 0 or more."""
    if not (text.isascii() and text.isdigit()):
        fail(
            Path(path).as_posix(),
            where,
            en=f"got {text!r}; a count is 0 or more, in figures only. Use the file as it was published.",
            ja=f"「{text}」は人数・件数として読めません。公表されたままのファイルを使ってください。",
        )
    return float(text)


def in_order(frame: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Return rows by area, basis or series, date, sex (male first) and age, with a fresh index."""
    rank = {"both": 0, "male": 1, "female": 2}
    ordered = frame.assign(_sex=frame["sex"].map(rank)) if "sex" in frame else frame.assign(_sex=0)
    ordered = ordered.sort_values([*(key if key != "sex" else "_sex" for key in keys)], kind="stable")
    result: pd.DataFrame = ordered.drop(columns="_sex").reset_index(drop=True)
    return result
