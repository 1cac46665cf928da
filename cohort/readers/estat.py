"""Tables of e-Stat, fetched over its API: cached, tried again where the line fails, written as one tidy CSV file.

The application id stands in the environment (``COHORT_ESTAT_APP_ID``); it is sent to e-Stat alone, and written nowhere.

Source: e-Stat API 仕様 3.0, getStatsData (JSON).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cohort.atomic import write_bytes, write_text
from cohort.errors import CONTROL, fail

SERVICE = "https://api.e-stat.go.jp/rest/3.0/app/json/getStatsData"
APP_ID, ADDRESS, CACHE = "COHORT_ESTAT_APP_ID", "COHORT_ESTAT_URL", "COHORT_CACHE"
ROWS = 100_000  # of a page: the most that the API gives
PAGES = 200
ANSWER_BYTES = 150_000_000
WAITS = (1.0, 3.0, 9.0)  # seconds before the line is tried again
TIMEOUT = 60.0
HEAD = ("table", "stat", "title")  # in front of the classifications; behind them value, unit, annotation


def fetch(table: str, out: str | Path, area: str = "", *, waits: tuple[float, ...] = WAITS) -> Path:
    """Fetch a table of e-Stat and write it as CSV, a row a cell.

    Parameters
    ----------
    table : str
        統計表ID (statsDataId), ten digits.
    out : str or Path
        The file to write: table, stat, title, then ``<id>_code`` and ``<id>`` (its name) of each classification (``tab``, ``cat01``, ...,
        ``area``, ``time``), value as published, unit.
    area : str
        Five-digit code; empty: every area.
    waits : tuple of float
        Seconds before each further try.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        No application id; the service cannot be reached, or refuses; an answer that is not the documented one.
    """
    if not (table.isascii() and table.isdigit() and 8 <= len(table) <= 12):
        fail(
            table,
            en="is no table id of e-Stat; it has ten digits, and stands in the address of the table (statsDataId).",
            ja="e-Stat の統計表IDではありません。表の URL にある 10 桁の数字（statsDataId）を指定してください。",
        )
    pages = list(_pages(table, area, waits))
    text = _tidy(table, pages)
    return write_text(out, text)


def _pages(table: str, area: str, waits: tuple[float, ...]) -> Iterator[dict[str, Any]]:
    """Yield the answers, page after page."""
    start = "1"
    for _ in range(PAGES):
        asked = {"statsDataId": table, "startPosition": start, "limit": str(ROWS)}
        asked |= {"cdArea": area} if area else {}
        answer = _checked(table, _cached(table, asked, waits))
        yield answer
        following = answer["RESULT_INF"].get("NEXT_KEY")
        if not following:
            return
        start = str(following)
    _strange(table, f"{PAGES} pages")


def _cached(table: str, asked: dict[str, str], waits: tuple[float, ...]) -> bytes:
    """Return an answer, from the cache if it was given before."""
    home = Path(os.environ.get(CACHE) or Path.home() / ".cache" / "cohort")
    name = hashlib.sha256(json.dumps([_address(), asked], sort_keys=True).encode()).hexdigest()[:24]
    file = home / "estat" / f"{table}-{name}.json"
    if file.is_file():
        return file.read_bytes()
    raw = _asked(table, asked, waits)
    if b'"STATUS":0' in raw[:2000].replace(b" ", b""):  # what went wrong is asked again
        write_bytes(file, raw)
    return raw


def _address() -> str:
    address = os.environ.get(ADDRESS) or SERVICE
    if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
        fail(
            ADDRESS,
            en=f"got {address!r}; an address begins with https://.",
            ja=f"「{address}」です。https:// で始まるアドレスを指定してください。",
        )
    return address


def _asked(table: str, asked: dict[str, str], waits: tuple[float, ...]) -> bytes:
    """Ask the service; where the line or the service fails, again after a while."""
    app_id = os.environ.get(APP_ID, "").strip()
    if not app_id:
        fail(
            APP_ID,
            en="is not set; register at https://www.e-stat.go.jp/api/ for an application id and set it in this variable.",
            ja="が設定されていません。https://www.e-stat.go.jp/api/ で取得したアプリケーションIDをこの環境変数に設定してください。",
        )
    address = f"{_address()}?{urllib.parse.urlencode({'appId': app_id, **asked})}"
    why = ""
    for wait in (*waits, None):
        try:
            with urllib.request.urlopen(address, timeout=TIMEOUT) as answer:
                raw: bytes = answer.read(ANSWER_BYTES + 1)
                length = str(answer.headers.get("Content-Length", ""))
            if length.isdigit() and len(raw) < min(int(length), ANSWER_BYTES):
                raise ConnectionError(f"{len(raw)} of {length} bytes")
            break
        except urllib.error.HTTPError as error:
            why = f"HTTP {error.code}"
            if error.code < 500 and error.code != 429:
                wait = None
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            why = _plain(str(getattr(error, "reason", error)), app_id)
        except Exception as error:  # an answer that breaks off, or is no HTTP at all
            why = _plain(type(error).__name__, app_id)
        if wait is None:
            fail(
                table,
                en=f"e-Stat gave no answer ({why}); try again later.",
                ja=f"e-Stat から応答がありません（{why}）。時間をおいて再実行してください。",
            )
        time.sleep(wait)
    if len(raw) > ANSWER_BYTES:
        _strange(table, f"more than {ANSWER_BYTES // 1_000_000} MB")
    return raw


def _plain(text: str, app_id: str) -> str:
    """Return a text for a message: short, without what cannot be shown, and without the application id."""
    return CONTROL.sub("", text.replace(app_id, "***") if app_id else text)[:200]


def _checked(table: str, raw: bytes) -> dict[str, Any]:
    """Return the statistical data of an answer; refuse one that is an error, or not as documented."""
    try:
        whole = json.loads(raw)["GET_STATS_DATA"]
        status, said = int(whole["RESULT"]["STATUS"]), str(whole["RESULT"].get("ERROR_MSG", ""))
    except (ValueError, KeyError, TypeError, RecursionError):
        _strange(table, _plain(raw[:60].decode("utf-8", "replace"), ""))
    if status != 0:
        message = _plain(said, os.environ.get(APP_ID, ""))
        fail(
            table,
            en=f"e-Stat refuses ({status}: {message}); check the table id, the area and {APP_ID}.",
            ja=f"e-Stat のエラーです（{status}：{message}）。統計表ID、地域、{APP_ID} を確かめてください。",
        )
    try:
        data: dict[str, Any] = whole["STATISTICAL_DATA"]
        data["RESULT_INF"], data["CLASS_INF"]["CLASS_OBJ"], data["DATA_INF"]["VALUE"]
    except (KeyError, TypeError):
        _strange(table, "STATISTICAL_DATA")
    return data


def _strange(table: str, what: str) -> Any:
    fail(
        table,
        en=f"the answer of e-Stat is not the documented one ({what}); try again later, or fetch the file by hand.",
        ja=f"e-Stat の応答が仕様と異なります（{what}）。時間をおくか、ファイルを手動で取得してください。",
    )


def _several(value: Any) -> list[dict[str, Any]]:
    """Return what is a list, or stands alone where there is one."""
    return value if isinstance(value, list) else [value]


def _tidy(table: str, pages: list[dict[str, Any]]) -> str:
    """Return the cells of all pages as CSV."""
    try:
        about = pages[0].get("TABLE_INF", {})
        classes = {
            str(one["@id"]): {str(c["@code"]): str(c["@name"]) for c in _several(one["CLASS"])}
            for one in _several(pages[0]["CLASS_INF"]["CLASS_OBJ"])
        }
        stream = io.StringIO()
        rows = csv.writer(stream, lineterminator="\n")
        names = [name for one in classes for name in (f"{one}_code", one)]
        rows.writerow([*HEAD, *names, "value", "unit"])
        head = [table, _said(about.get("STAT_NAME")), _said(about.get("TITLE"))]
        for page in pages:
            for cell in _several(page["DATA_INF"]["VALUE"]):
                of_class = [part for one in classes for part in _of(cell, one, classes[one])]
                rows.writerow([*head, *of_class, cell["$"], cell.get("@unit", "")])
    except (KeyError, TypeError, AttributeError) as error:
        _strange(table, _plain(str(error), ""))
    return stream.getvalue()


def _of(cell: dict[str, Any], name: str, classes: dict[str, str]) -> tuple[str, str]:
    code = str(cell.get(f"@{name}", ""))
    return code, classes.get(code, "")


def _said(value: Any) -> str:
    """Return a name, which stands alone or beside its code."""
    return str(value.get("$", "")) if isinstance(value, dict) else str(value or "")
