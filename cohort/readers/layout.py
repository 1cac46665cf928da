"""What the readers of official files share: opening, codes, columns, refusals."""

from __future__ import annotations

import gzip
import io
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems, did_you_mean, fail
from cohort.forms import published
from cohort.forms.cells import Refused
from cohort.forms.files import CSV_BYTES, read_bytes

if TYPE_CHECKING:
    import pandas as pd

MOST_TOLD = 20  # cells of a column that are named
_CHECK_WEIGHTS = (6, 5, 4, 3, 2)
UNPACKED_BYTES = 150_000_000  # the largest published table has some 60 MB


def content(path: str | Path) -> bytes:
    """Return a file's bytes, unpacked if its name ends in .gz."""
    path = Path(path)
    if not path.exists():
        fail(
            path.as_posix(),
            en="there is no such file; check the path.",
            ja="ファイルがありません。パスを確かめてください。",
        )
    problems = Problems(path.as_posix())
    raw = read_bytes(path, problems, CSV_BYTES) or b""
    if path.suffix == ".gz" and not problems:
        raw = _unpacked(raw, problems)
    problems.raise_if_any()
    return raw


def _unpacked(raw: bytes, problems: Problems) -> bytes:
    """Unpack a .gz file; first without keeping anything, so that one that unpacks to gigabytes does no harm."""
    try:
        left = UNPACKED_BYTES
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as stream:
            while left >= 0 and (piece := stream.read(1 << 20)):
                left -= len(piece)
        if left >= 0:
            return gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        problems.add(
            "",
            en=f"is a damaged .gz archive ({error}); fetch the file again.",
            ja=f".gz ファイルが壊れています（{error}）。取得し直してください。",
        )
        return b""
    problems.add(
        "",
        en=f"unpacks to more than {UNPACKED_BYTES // 1_000_000} MB; it is hardly what was meant. Check the file.",
        ja=f"展開すると {UNPACKED_BYTES // 1_000_000} MB を超えます。ファイルを確かめてください。",
    )
    return b""


def csv_frame(path: str | Path, encoding: str, columns: Sequence[str] = (), headers: int = 1) -> pd.DataFrame:
    """Return a CSV file as text, its rows labelled by their line in the file.

    Parameters
    ----------
    path : str or Path
        CSV, or .csv.gz.
    encoding : str
        That of the layout.
    columns : sequence of str
        Names that the first row must hold.
    headers : int
        How many rows stand above the first one of the body; those below the first are kept in ``attrs["headers"]``.

    Raises
    ------
    InputError
        Another encoding; missing columns; no table.
    """
    import pandas as pd

    raw = content(path)
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = _saved_elsewhere(raw)
    if not text and raw:
        fail(
            Path(path).as_posix(),
            en=f"is not in {encoding}, the encoding of this layout; use the file as it was published.",
            ja=f"この様式の文字コード {encoding} ではありません。公表されたままのファイルを使ってください。",
        )
    try:
        frame = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False, skip_blank_lines=False)
    except pd.errors.EmptyDataError:
        frame = pd.DataFrame()
    except pd.errors.ParserError as error:
        fail(
            Path(path).as_posix(),
            en=f"cannot be read as a CSV table ({str(error).strip()}); use the file as it was published.",
            ja=f"CSV の表として読めません（{str(error).strip()}）。公表されたままのファイルを使ってください。",
        )
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        fail(
            Path(path).as_posix(),
            "row 1",
            en=f"the columns {', '.join(missing)} are missing; this is not the layout that was expected.",
            ja=f"列 {'、'.join(missing)} がありません。想定した様式ではありません。",
        )
    frame = frame.set_index(pd.RangeIndex(2, 2 + len(frame)))
    body = frame.iloc[headers - 1 :]
    body = body[body.iloc[:, 0] != ""]  # blank lines
    body.attrs["headers"] = frame.iloc[: headers - 1].to_numpy().tolist()
    return body


def _saved_elsewhere(raw: bytes) -> str:
    """Return the text of a file that a program has saved in the other encoding that is usual in Japan; empty if it is neither."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def area_codes(column: pd.Series[str]) -> pd.Series[str]:
    """Return area codes with the leading zero that a program took from them: Hokkaido to Fukushima and the Kanto's north."""
    plain = column.map(lambda text: unicodedata.normalize("NFKC", text).strip())
    return plain.where(~plain.str.fullmatch(r"[1-9]\d{3}"), "0" + plain)


def of_area(path: str | Path, frame: pd.DataFrame, column: str, code: str | None) -> pd.DataFrame:
    """Return the rows of an area, of which there must be some; all rows without a code."""
    need_area(path, code, frame[column])
    return frame if code is None else frame[frame[column] == code]


def need_area(path: str | Path, code: str | None, known: Iterable[str]) -> None:
    """Hold that a file has rows for an area."""
    codes = list(dict.fromkeys(known))
    if code is not None and code not in codes:
        fail(
            Path(path).as_posix(),
            code,
            en=f"unknown area code: the file has {len(codes)} areas, not this one.{did_you_mean(code, codes, 'en')}",
            ja=f"この地域コードはファイルにありません（{len(codes)} 地域）。{did_you_mean(code, codes, 'ja')}",
        )


def refuse(path: str | Path, frame: pd.DataFrame, bad: pd.Series[bool], column: str, en: str, ja: str) -> None:
    """Raise for the first bad cell of a column, if there is one, and say how many there are."""
    if bad.any():
        row = bad.idxmax()
        got, rows = str(frame.at[row, column]), int(bad.sum())
        fail(
            Path(path).as_posix(),
            f"row {row}, {column}",
            en=f"got {got!r} ({rows} such rows); expected {en}.",
            ja=f"「{got}」（同様の行 {rows} 件）。{ja} を想定しています。",
        )


def counts(path: str | Path, frame: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return columns as numbers; each cell must be a count, 0 or more, in whatever spelling."""
    problems = Problems(Path(path).as_posix())
    made = frame[list(columns)].copy()
    for column in columns:
        odd = ~frame[column].str.fullmatch("[0-9]+")
        for row in frame.index[odd][:MOST_TOLD]:
            made.loc[row, column] = _count(str(frame.at[row, column]), f"row {row}, {column}", problems)
        if not problems:
            for row in frame.index[odd][MOST_TOLD:]:
                made.loc[row, column] = _count(str(frame.at[row, column]), f"row {row}, {column}", problems)
    problems.raise_if_any()
    return made.astype("float64")


def _count(text: str, where: str, problems: Problems) -> str:
    """Return a count in plain figures; what is none is noted."""
    try:
        value = published.number(text)
    except Refused as refused:
        problems.add(where, en=refused.en, ja=refused.ja)
        return "0"
    if value is None or value < 0 or value != int(value):
        problems.add(
            where,
            en=f"got {text!r}; a count is 0 or more, in whole figures. Use the file as it was published.",
            ja=f"「{text}」は人数・件数として読めません。公表されたままのファイルを使ってください。",
        )
        return "0"
    return str(int(value))


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
