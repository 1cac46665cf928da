"""A folder of inputs: its description, its sources, its tables, read and checked as a whole."""

from __future__ import annotations

import os
from pathlib import Path

from cohort.errors import CohortError, CohortErrors, did_you_mean

from .checks import (
    check_age_groups,
    check_events,
    check_measures,
    check_own_area,
    check_single_ages,
    check_totals,
)
from .describe import AREA_FILE, SOURCES_FILE, FolderReader, read_area, read_sources
from .frames import to_frame
from .model import Inputs, Source
from .rows import Row, read_rows
from .tables import TABLES


def read_inputs(folder: str | Path) -> Inputs:
    """Read the inputs of an area and check everything.

    Parameters
    ----------
    folder : str or Path
        Holds ``area.toml``, ``sources.toml`` and CSV tables (see docs/data-and-sources.md). The prefecture
        and the nation that ``area.toml`` names are read too.

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
    reader = FolderReader(folder)
    if not folder.is_dir():
        reader.subject("").add(
            "",
            en="there is no such folder; check the path.",
            ja="フォルダがありません。パスを確かめてください。",
        )
        errors.extend(reader.errors())
        return None
    description = read_area(reader)
    sources = read_sources(reader)
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


def _tables(
    reader: FolderReader, sources: dict[str, Source] | None, code: str | None
) -> dict[str, list[Row]]:
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


def _check(reader: FolderReader, rows: dict[str, list[Row]], code: str | None) -> None:
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


def _check_sources(reader: FolderReader, rows: dict[str, list[Row]], sources: dict[str, Source]) -> None:
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
    if any(not found or any("source" not in row.cells for row in found) for found in rows.values()):
        return  # what could not be read may be what uses a source
    for key in sources:
        if key not in used:
            reader.subject(SOURCES_FILE).add(
                key,
                en="no row names this source; put back the file that does if one is missing, remove the source, "
                "or correct the rows that should.",
                ja="この出典を使う行がありません。ファイルが足りなければ戻し、不要なら出典を除くか、使うはずの行を直してください。",
            )
