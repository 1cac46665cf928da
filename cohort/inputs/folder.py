"""A folder of inputs: its description, its sources, its tables, read and checked as a whole."""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, CohortErrors, Problems, did_you_mean

from .cells import Refused, area_code
from .checks import (
    check_age_groups,
    check_events,
    check_measures,
    check_own_area,
    check_single_ages,
    check_totals,
)
from .frames import to_frame
from .model import Area, Inputs, Source
from .rows import Row, decode, read_rows
from .tables import SOURCE_KINDS, TABLES

AREA_FILE, SOURCES_FILE = "area.toml", "sources.toml"
_SOURCE_TEXTS = ("title", "publisher", "date", "note", "terms", "where", "quote", "url")


class _Reader:
    """Reads one folder; keeps the problems by file until all of it has been looked at."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: dict[str, str] = {}
        self.problems: dict[str, Problems] = {}

    def subject(self, name: str) -> Problems:
        """Return the list of problems of a file."""
        path = (self.folder / name).as_posix() if name else self.folder.as_posix()
        return self.problems.setdefault(name, Problems(path))

    def content(self, name: str) -> bytes | None:
        """Return a file's bytes and note its hash, or None if it is not there."""
        path = self.folder / name
        if not path.is_file():
            return None
        content = path.read_bytes()
        self.files[f"{self.folder.resolve().name}/{name}"] = hashlib.sha256(content).hexdigest()
        return content

    def toml(self, name: str) -> dict[str, Any] | None:
        """Return a TOML file that must be there."""
        problems = self.subject(name)
        content = self.content(name)
        if content is None:
            problems.add("", en="the file is missing; add it.", ja="ファイルがありません。加えてください。")
            return None
        text = decode(content, problems)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            problems.add("", en=f"is not valid TOML: {error}.", ja=f"TOML として読めません：{error}。")
            return None

    def errors(self) -> list[CohortError]:
        """Return an error for each file that has problems."""
        return [
            problems.kind(problems.subject, problems.found) for problems in self.problems.values() if problems
        ]


def read_inputs(folder: str | Path) -> Inputs:
    """Read the inputs of an area and check everything.

    Parameters
    ----------
    folder : str or Path
        Holds ``area.toml``, ``sources.toml`` and CSV tables (see docs/data-and-sources.md). The prefecture
        and the nation
        that ``area.toml`` names are read too.

    Returns
    -------
    Inputs
        The checked tables.

    Raises
    ------
    InputError
        If something is wrong in one file: all problems at once, by row and column, each with its remedy.
    CohortErrors
        The same for several files.

    Examples
    --------
    >>> inputs = read_inputs("inputs/ichinoseki")  # doctest: +SKIP
    >>> inputs.event("births", 2019).value  # doctest: +SKIP
    549.0
    """
    errors: list[CohortError] = []
    inputs = _read(Path(folder), (), errors)
    if len(errors) == 1:
        raise errors[0]
    if errors or inputs is None:
        raise CohortErrors(errors)
    return inputs


def _read(folder: Path, inside: tuple[Path, ...], errors: list[CohortError]) -> Inputs | None:
    """Read a folder and those it names; add what is wrong to ``errors`` and return None then."""
    reader = _Reader(folder)
    if not folder.is_dir():
        reader.subject("").add(
            "",
            en="there is no such folder; check the path.",
            ja="フォルダがありません。パスを確かめてください。",
        )
        errors.extend(reader.errors())
        return None
    description = _area(reader)
    sources = _sources(reader)
    rows = _tables(reader, sources, description[0].code if description else None)
    parents: dict[str, Inputs | None] = {}
    links = description[1] if description else {}
    here = folder.resolve()
    for role, link in links.items():
        target = Path(os.path.normpath(folder / link))  # 'inputs/iwate', not 'inputs/ichinoseki/../iwate'
        if target.resolve() in (*inside, here):
            reader.subject(AREA_FILE).add(
                role,
                en=f"got '{link}', a folder that leads back here; name a larger area's folder.",
                ja=f"「{link}」はここに戻ってきます。上位の地域のフォルダを指定してください。",
            )
        elif not target.is_dir():
            reader.subject(AREA_FILE).add(
                role,
                en=f"got '{link}': there is no folder {target.as_posix()}; correct the path or leave the "
                "key out.",
                ja=f"「{link}」：フォルダ {target.as_posix()} がありません。パスを直すか、"
                "この項目を除いてください。",
            )
        else:
            parents[role] = _read(target, (*inside, here), errors)
    errors.extend(reader.errors())
    if errors or description is None or sources is None:
        return None
    files = dict(reader.files)
    for parent in parents.values():
        files.update(parent.files if parent else {})
    frames = {name: to_frame(found, TABLES[name]) for name, found in rows.items()}
    return Inputs(
        area=description[0], path=folder, sources=sources, files=dict(sorted(files.items())),
        prefecture=parents.get("prefecture"), nation=parents.get("nation"), **frames,
    )  # fmt: skip


def _unknown_keys(found: Iterable[str], known: tuple[str, ...], prefix: str, problems: Problems) -> None:
    for key in found:
        if key not in known:
            problems.add(
                f"{prefix}{key}",
                en=f"unknown key; known are {', '.join(known)}.{did_you_mean(key, known, 'en')}",
                ja=f"知らない項目です。使えるのは {'、'.join(known)} です。{did_you_mean(key, known, 'ja')}",
            )


def _text(table: dict[str, Any], key: str, where: str, problems: Problems, required: bool = True) -> str:
    value = table.get(key)
    if isinstance(value, str) and value.strip():
        return value
    if key not in table and not required:
        return ""
    if key not in table:
        problems.add(where, en="is missing; add it.", ja="この項目がありません。加えてください。")
    else:
        problems.add(
            where,
            en=f"got {value!r}; write text in quotation marks.",
            ja=f"「{value}」です。引用符で囲んだ文字で書いてください。",
        )
    return ""


def _area(reader: _Reader) -> tuple[Area, dict[str, str]] | None:
    """Return the area and the folders of its prefecture and nation, or None if something is wrong."""
    table = reader.toml(AREA_FILE)
    if table is None:
        return None
    problems = reader.subject(AREA_FILE)
    _unknown_keys(table, ("code", "name", "prefecture", "nation"), "", problems)
    code = _text(table, "code", "code", problems)
    if code:
        try:
            area_code(code)
        except Refused as refused:
            problems.add("code", en=refused.en, ja=refused.ja)
    names = table.get("name")
    if not isinstance(names, dict):
        names = {}
    _unknown_keys(names, ("en", "ja"), "name.", problems)
    area = Area(code, _text(names, "en", "name.en", problems), _text(names, "ja", "name.ja", problems))
    links: dict[str, str] = {
        role: _text(table, role, role, problems, required=False)
        for role in ("prefecture", "nation")
        if role in table
    }
    return None if problems else (area, links)


def _sources(reader: _Reader) -> dict[str, Source] | None:
    """Return the sources by key (those that could be read), or None if the file could not be."""
    entries = reader.toml(SOURCES_FILE)
    if entries is None:
        return None
    problems = reader.subject(SOURCES_FILE)
    sources: dict[str, Source] = {}
    for key, entry in entries.items():
        if not isinstance(entry, dict):
            problems.add(
                key,
                en=f"got {entry!r}; a source is a table: [{key}] with kind, title and publisher.",
                ja=f"出典は [{key}] の表として kind、title、publisher を書いてください。",
            )
            entry = {}
            sources[key] = Source(key, "", "", "")
            continue
        _unknown_keys(entry, ("kind", *_SOURCE_TEXTS), f"{key}.", problems)
        kind = _text(entry, "kind", f"{key}.kind", problems)
        if kind and kind not in SOURCE_KINDS:
            problems.add(
                f"{key}.kind",
                en=f"got '{kind}'; use one of {', '.join(SOURCE_KINDS)}"
                f".{did_you_mean(kind, SOURCE_KINDS, 'en')}",
                ja=f"「{kind}」は使えません。{'、'.join(SOURCE_KINDS)} のいずれかです。"
                f"{did_you_mean(kind, SOURCE_KINDS, 'ja')}",
            )
        texts = {
            name: _text(entry, name, f"{key}.{name}", problems, required=name in ("title", "publisher"))
            for name in _SOURCE_TEXTS
        }
        sources[key] = Source(key=key, kind=kind, **texts)
    return sources


def _tables(reader: _Reader, sources: dict[str, Source] | None, code: str | None) -> dict[str, list[Row]]:
    """Read every CSV file of the folder and check it, alone and against the others."""
    rows: dict[str, list[Row]] = {}
    names = sorted(path.name for path in reader.folder.iterdir() if path.suffix.lower() == ".csv")
    known = [table.file for table in TABLES.values()]
    for name in names:
        if name not in known:
            reader.subject(name).add(
                "",
                en=f"unknown table; the tables are {', '.join(known)}.{did_you_mean(name, known, 'en')}",
                ja=f"知らない表です。使えるのは {'、'.join(known)} です。{did_you_mean(name, known, 'ja')}",
            )
    for table in TABLES.values():
        content = reader.content(table.file) if table.file in names else None
        if content is not None:
            rows[table.name] = read_rows(content, table, reader.subject(table.file))
    if not names:
        reader.subject("").add(
            "",
            en=f"there is no table; add one or more of {', '.join(known)}.",
            ja=f"表がありません。{'、'.join(known)} のいずれかを加えてください。",
        )
    _check(reader, rows, code)
    if sources is not None:
        _check_sources(reader, rows, sources)
    return rows


def _check(reader: _Reader, rows: dict[str, list[Row]], code: str | None) -> None:
    for name, found in rows.items():
        problems = reader.subject(TABLES[name].file)
        match name:
            case "population":
                check_age_groups(found, ("basis", "date"), problems)
            case "published_by_age":
                check_age_groups(found, ("series", "date"), problems)
            case "life_tables":
                check_single_ages(found, ("year", "sex"), 0, problems)
            case "asfr":
                check_single_ages(found, ("year",), None, problems)
            case "events":
                check_events(found, problems)
            case "published":
                check_measures(found, problems)
                if code is not None:
                    check_own_area(found, code, problems)
            case "broad_ages":
                check_totals(rows.get("population", []), found, problems)


def _check_sources(reader: _Reader, rows: dict[str, list[Row]], sources: dict[str, Source]) -> None:
    used: set[str] = set()
    for name, found in rows.items():
        problems = reader.subject(TABLES[name].file)
        for row in found:
            key = row.cells.get("source")
            if isinstance(key, str) and key not in sources:
                problems.add(
                    f"row {row.line}, source",
                    en=f"got '{key}': no [{key}] in {SOURCES_FILE}"
                    f".{did_you_mean(key, sources, 'en') or ' Add it.'}",
                    ja=f"「{key}」：{SOURCES_FILE} に [{key}] がありません。"
                    f"{did_you_mean(key, sources, 'ja') or '加えてください。'}",
                )
            used.add(str(key))
    for key in sources:
        if key not in used:
            reader.subject(SOURCES_FILE).add(
                key,
                en="no row names this source; remove it, or correct the rows that should.",
                ja="この出典を使う行がありません。除くか、使うはずの行を直してください。",
            )
