"""What describes a folder: area.toml and sources.toml, and the problems found file by file."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cohort.errors import CohortError, Problems, control_character, did_you_mean

from .cells import Refused, area_code
from .model import Area, Source
from .rows import decode
from .tables import SOURCE_KINDS

AREA_FILE, SOURCES_FILE = "area.toml", "sources.toml"
_SOURCE_TEXTS = ("title", "publisher", "date", "note", "terms", "where", "quote", "url")


class FolderReader:
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
    code = control_character(value) if isinstance(value, str) else None
    if code is not None:
        problems.add(
            where,
            en=f"holds the control character {code}, which cannot be shown; take it out.",
            ja=f"表示できない制御文字 {code} があります。消してください。",
        )
        return ""
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


def read_area(reader: FolderReader) -> tuple[Area, dict[str, str]] | None:
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


def read_sources(reader: FolderReader) -> dict[str, Source] | None:
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
