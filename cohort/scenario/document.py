"""Bytes to tables: TOML or JSON, with what planners' editors do to text files."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cohort.errors import control_character
from cohort.scenario.rules import RuleProblems, shown

_SYNTAX: tuple[tuple[str, str, str], ...] = (
    ("Cannot overwrite a value", "this key is written twice", "同じキーが2回書かれています"),
    ("Duplicate inline table key", "this key is written twice", "同じキーが2回書かれています"),
    ("twice", "this table is written twice", "同じ表が2回書かれています"),
    ("Cannot mutate immutable", "this table is already closed elsewhere", "この表はほかの場所で閉じています"),
    ("Cannot redefine", "this table is already closed elsewhere", "この表はほかの場所で閉じています"),
    ("Expected '=' after a key", "an equals sign is missing after the key", "キーの後に = がありません"),
    (
        "Invalid value",
        "this value cannot be read; text needs quotation marks",
        "値が読めません。文字列は引用符で囲みます",
    ),
    ("Expected newline", "something stands after the value", "値の後に余分なものがあります"),
    ("Unclosed", "a bracket is not closed", "かっこが閉じていません"),
    ("Unterminated", "a quotation mark is not closed", "引用符が閉じていません"),
    ('Expected "\'"', "a quotation mark is not closed", "引用符が閉じていません"),
    ("Expected ']", "a bracket is not closed", "かっこが閉じていません"),
    ("Invalid date", "there is no such date", "この日付はありません"),
    ("Unescaped", "write \\\\ for \\ in text", "文字列の中の \\ は \\\\ と書きます"),
    (
        "Illegal character '\\n'",
        "a quotation mark is not closed on its line",
        "引用符が行の中で閉じていません",
    ),
    ("Illegal character", "a character that may not stand here", "ここに書けない文字があります"),
    (
        "Invalid initial character",
        "a key starts with a character it may not",
        "キーの最初に使えない文字があります",
    ),
    ("Invalid statement", "neither a key nor a table", "キーでも表でもありません"),
)
_FULL_WIDTH = re.compile(r"[\u3000\uff01-\uff5e“”‘’]")


def read_text(
    raw: bytes, problems: RuleProblems, rule: int = 1, where: str = "", name: str = ""
) -> str | None:
    """Return the text of a UTF-8 file (with or without BOM, any line ends), or None: the problem is noted."""
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
    try:
        raw.decode("cp932")
    except UnicodeDecodeError:
        problems.note(
            rule,
            where,
            en=f"line {line} of {name or 'the file'} is not UTF-8 text; save it as UTF-8.",
            ja=f"{name or 'ファイル'}の{line}行目が UTF-8 ではありません。UTF-8 で保存してください。",
        )
        return None
    problems.note(
        rule,
        where,
        en=f"{name or 'the file'} is Shift_JIS (line {line}); save it as UTF-8. In Notepad: Save as, Encoding UTF-8.",
        ja=f"{name or 'ファイル'}が Shift_JIS（{line}行目）です。UTF-8 で保存してください。"
        "メモ帳では「名前を付けて保存」で文字コードを UTF-8 にします。",
    )
    return None


def _syntax_problem(text: str, message: str, problems: RuleProblems) -> None:
    place = re.search(r"\(at line (\d+), column (\d+)\)", message)
    lines = text.split("\n")
    line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
    line = min(line, len(lines))
    what_en, what_ja = next(
        ((en, ja) for start, en, ja in _SYNTAX if start in message),
        ("not valid TOML", "TOML として読めません"),
    )
    written = lines[line - 1].strip()
    hint_en = hint_ja = ""
    if _FULL_WIDTH.search(written):
        hint_en = (
            " There is a full-width character in the line: use half-width letters, digits, quotes and spaces."
        )
        hint_ja = "行に全角文字があります。英数字・記号・空白は半角にしてください。"
    elif not written.split("=")[0].isascii():
        hint_en, hint_ja = " Keys are English words.", "キーは英語で書きます。"
    got_en = f", got {shown(written, 'en')}" if written else " at the end of the file"
    got_ja = f"行の内容は{shown(written, 'ja')}です。" if written else "ファイルの終わりです。"
    problems.note(
        1,
        "",
        en=f"line {line}, column {column}: {what_en}{got_en}; mend the line.{hint_en}",
        ja=f"{line}行目{column}文字目：{what_ja}。{got_ja}直してください。{hint_ja}",
    )


def _no_constant(text: str) -> float:
    raise ValueError(text)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made:
            raise ValueError(f"Cannot overwrite a value {key}")
        made[key] = value
    return made


def _from_json(text: str) -> Any:
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique)


def parse(path: Path, problems: RuleProblems) -> dict[str, Any] | None:
    """Return what a scenario file holds, or None with the problems noted.

    Parameters
    ----------
    path : Path
        A ``.toml`` file, or a ``.json`` file in the machine form.
    problems : RuleProblems
        What is wrong is added here.
    """
    try:
        raw = path.read_bytes()
    except OSError:
        problems.note(
            1,
            "",
            en="the file cannot be read; check its name.",
            ja="ファイルが読めません。名前を確かめてください。",
        )
        return None
    text = read_text(raw, problems)
    if text is None:
        return None
    try:
        made = _from_json(text) if path.suffix == ".json" else tomllib.loads(text)
    except json.JSONDecodeError as error:
        problems.note(
            1,
            "",
            en=f"line {error.lineno}: not valid JSON; resolve the scenario again.",
            ja=f"{error.lineno}行目：JSON として読めません。シナリオを書き出し直してください。",
        )
        return None
    except tomllib.TOMLDecodeError as error:
        _syntax_problem(text, str(error), problems)
        return None
    except (ValueError, RecursionError):
        problems.note(
            1,
            "",
            en="a number is too long, a key stands twice, or brackets are nested too deep; simplify it.",
            ja="数値が長すぎるか、キーが重複しているか、かっこの入れ子が深すぎます。簡単にしてください。",
        )
        return None
    if not isinstance(made, dict):
        problems.note(1, "", en="the file holds no tables.", ja="ファイルに表がありません。")
        return None
    return made if _printable(made, "", problems) else None


def _printable(value: object, where: str, problems: RuleProblems) -> bool:
    """Note text with characters that no page, workbook or report can show; return whether there is none."""
    if isinstance(value, dict):
        keys = [_printable(str(key), where, problems) for key in value]
        return all([*keys, *(_printable(v, f"{where}.{k}".lstrip("."), problems) for k, v in value.items())])
    if isinstance(value, list):
        parts = [_printable(part, f"{where}#{i}", problems) for i, part in enumerate(value, start=1)]
        return all(parts)
    code = control_character(value) if isinstance(value, str) else None
    if code is not None:
        problems.note(
            1,
            where,
            en=f"holds the control character {code}, which cannot be shown; take it out.",
            ja=f"表示できない制御文字 {code} があります。消してください。",
        )
    return code is None


def inside(folder: Path, name: str) -> Path | None:
    """Return the path of a file named relative to a folder, or None if it lies outside."""
    if not name or "\x00" in name or "\\" in name:
        return None
    path = (folder / name).resolve()
    return path if path.is_relative_to(folder.resolve()) else None


def read_series(
    folder: Path, name: str, area: str | None, problems: RuleProblems, where: str
) -> list[tuple[int, float]] | None:
    """Return the years and values of a CSV file beside the scenario, or None with the problems noted.

    Parameters
    ----------
    folder : Path
        Folder of the scenario file.
    name : str
        As the file writes it.
    area : str or None
        Code of the area whose rows are meant, for a file with an ``area`` column.
    """
    path = inside(folder, name)
    if path is None:
        problems.note(
            10,
            where,
            en=f"got {shown(name, 'en')}; the file must lie inside the scenario's folder.",
            ja=f"値が{shown(name, 'ja')}です。シナリオと同じフォルダーの中のファイルにしてください。",
        )
        return None
    try:
        raw = path.read_bytes()
    except (OSError, ValueError):
        problems.note(
            10,
            where,
            en=f"got {shown(name, 'en')}; there is no such file. Write a CSV file: year,value.",
            ja=f"値が{shown(name, 'ja')}です。ファイルがありません。列 year,value の CSV を置いてください。",
        )
        return None
    before = len(problems.found)
    text = read_text(raw, problems, 10, where, name)
    if text is None:
        return None
    made = _rows(text, area, _Rows(problems, where, name))
    return made if len(problems.found) == before else None


@dataclass(frozen=True)
class _Rows:
    """Where the problems of a CSV file go."""

    problems: RuleProblems
    where: str
    name: str

    def note(self, row: int, *, en: str, ja: str) -> None:
        place_en, place_ja = (f" row {row}", f" {row}行目") if row else ("", "")
        self.problems.note(
            10, self.where, en=f"{self.name}{place_en}: {en}", ja=f"{self.name}{place_ja}：{ja}"
        )


def _rows(text: str, area: str | None, notes: _Rows) -> list[tuple[int, float]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        notes.note(
            0, en="not a CSV file; write year,value.", ja="CSV ではありません。year,value で書いてください。"
        )
        return []
    header = rows[0] if rows else []
    if header not in (["year", "value"], ["year", "value", "area"]):
        got = ",".join(header)
        notes.note(
            1,
            en=f"got {shown(got, 'en')}; the columns are year,value or year,value,area.",
            ja=f"値が{shown(got, 'ja')}です。列は year,value か year,value,area です。",
        )
        return []
    by_area = len(header) == 3
    if by_area and area is None:
        notes.note(
            0,
            en="has rows by area; say which area is read (area=...).",
            ja="地域別のファイルです。読む地域を指定してください（area=...）。",
        )
        return []
    read = [(_row(row, len(header), notes, place), row) for place, row in enumerate(rows[1:], start=2) if row]
    made = [point for point, row in read if point is not None and (not by_area or row[2] == area)]
    if not made:
        en = f"no row for area {area}" if by_area else "no row with a year and a value"
        ja = f"地域 {area} の行がありません" if by_area else "年と値の行がありません"
        notes.note(0, en=f"{en}; add it.", ja=f"{ja}。加えてください。")
    return made


def _row(row: list[str], width: int, notes: _Rows, place: int) -> tuple[int, float] | None:
    if len(row) != width:
        notes.note(
            place,
            en=f"has {len(row)} {'cell' if len(row) == 1 else 'cells'}; {width} are needed.",
            ja=f"セルが{len(row)}個です。{width}個必要です。",
        )
        return None
    year = int(row[0]) if re.fullmatch(r"[0-9]{4}", row[0]) else None
    value = float(row[1]) if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]+)?(e[+-]?[0-9]{1,2})?", row[1]) else None
    for got, what, what_ja, good in (
        (row[0], "a year of four digits", "4桁の年", year is not None),
        (row[1], "a number without commas", "カンマのない数値", value is not None),
    ):
        if not good:
            notes.note(
                place,
                en=f"got {shown(got, 'en')}; {what} is needed.",
                ja=f"値が{shown(got, 'ja')}です。{what_ja}を書いてください。",
            )
    return (year, value) if year is not None and value is not None else None
