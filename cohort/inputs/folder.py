"""A folder of inputs: its description, its sources, its tables, read and checked as a whole."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from cohort.arguments import PATH, takes
from cohort.errors import CohortError, CohortErrors, Problems, did_you_mean, no_folder
from cohort.forms.csv_table import Row, read_table, to_frame
from cohort.forms.files import TOML_BYTES, read_bytes

from .checks import check_rows, check_totals
from .description import AREA_FILE, SOURCES_FILE, AreaFile, read_area, read_sources
from .model import Inputs, Source
from .tables import TABLES
from .unusual import check_neighbours, check_unusual

TABLE_BYTES = 20_000_000  # the largest of ours has 70,000


class _Folder:
    """One folder being read: its files by hash, and the problems of each until all have been looked at."""

    def __init__(self, path: Path, contents: Mapping[str, bytes] | None = None) -> None:
        self.path = path
        self.contents = contents
        self.files: dict[str, str] = {}
        self.problems: dict[str, Problems] = {}

    def subject(self, name: str) -> Problems:
        """Return the list of problems of a file; of the folder itself without a name."""
        path = (self.path / name).as_posix() if name else self.path.as_posix()
        return self.problems.setdefault(name, Problems(path))

    def content(self, name: str, limit: int) -> bytes | None:
        """Return a file's bytes and note its hash; None with its problem noted."""
        held = self.contents
        found = held.get(name) if held is not None else read_bytes(self.path / name, self.subject(name), limit)
        if found is not None:
            self.files[f"{self.path.resolve().name}/{name}"] = hashlib.sha256(found).hexdigest()
        return found

    def needed(self, name: str) -> bytes | None:
        """Return the bytes of a file that must be there."""
        if name in self.contents if self.contents is not None else os.path.lexists(self.path / name):
            return self.content(name, TOML_BYTES)
        self.subject(name).add("", en="the file is missing; add it.", ja="ファイルがありません。加えてください。")
        return None

    def tables(self) -> list[str]:
        """Return the names of the CSV files."""
        names = [path.name for path in self.path.iterdir()] if self.contents is None else [*self.contents]
        return sorted(name for name in names if name.lower().endswith(".csv") and not name.startswith("."))

    def errors(self) -> list[CohortError]:
        """Return an error for each file that has problems."""
        return [problems.kind(problems.subject, problems.found) for problems in self.problems.values() if problems]


@takes(folder=PATH)
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
    return _or_raise(_read(Path(folder), (), errors), errors)


def inputs_of(name: str, contents: Mapping[str, bytes], parents: Mapping[str, Inputs]) -> Inputs:
    """Return the inputs of a folder that is in memory, checked as `read_inputs` checks one on disk.

    Parameters
    ----------
    name : str
        What the folder is called in messages, and in ``files``.
    contents : mapping of str to bytes
        Its files.
    parents : mapping of str to Inputs
        ``prefecture`` and ``nation``, where there are any.

    Raises
    ------
    CohortError
        As `read_inputs`.
    """
    errors: list[CohortError] = []
    return _or_raise(_of(_Folder(Path(name), contents), errors, lambda _: dict(parents)), errors)


def _or_raise(inputs: Inputs | None, errors: list[CohortError]) -> Inputs:
    if len(errors) == 1:
        raise errors[0]
    if errors or inputs is None:
        raise CohortErrors(errors)
    return inputs


def _read(path: Path, inside: tuple[Path, ...], errors: list[CohortError]) -> Inputs | None:
    """Read a folder and those it names; add what is wrong to ``errors`` and return None then."""
    folder = _Folder(path)
    if not path.is_dir():
        folder.subject("").add("", **no_folder(path, "inputs"))
        errors.extend(folder.errors())
        return None
    if not folder.tables() and not any(os.path.lexists(path / name) for name in (AREA_FILE, SOURCES_FILE)):
        homes = (Path("inputs") / path.resolve().name, *sorted(path.iterdir()))
        there = ", ".join(one.as_posix() for one in homes if (one / AREA_FILE).is_file())
        folder.subject("").add(
            "",
            en=f"holds no inputs; name a folder with {AREA_FILE}, {SOURCES_FILE} and tables{there and f': {there}'}.",
            ja=f"入力がありません。{AREA_FILE}、{SOURCES_FILE} と表のあるフォルダーを指定してください{there and f'（{there}）'}。",
        )
        errors.extend(folder.errors())
        return None
    return _of(folder, errors, lambda description: _parents(folder, description, inside, errors))


def _of(
    folder: _Folder, errors: list[CohortError], above: Callable[[AreaFile], Mapping[str, Inputs | None]]
) -> Inputs | None:
    """Read the files of a folder; ``above`` gives the areas it lies in."""
    description = read_area(folder.needed(AREA_FILE), folder.subject(AREA_FILE))
    sources = read_sources(folder.needed(SOURCES_FILE), folder.subject(SOURCES_FILE))
    rows = _tables(folder, sources, description)
    parents = {} if description is None else above(description)
    errors.extend(folder.errors())
    if errors or description is None or sources is None:
        return None
    files = dict(folder.files)
    for parent in parents.values():
        files.update(parent.files if parent else {})
    frames = {name: to_frame(found, TABLES[name]) for name, found in rows.items()}
    made = Inputs(
        area=description.area, path=folder.path, sources=sources, files=dict(sorted(files.items())),
        prefecture=parents.get("prefecture"), nation=parents.get("nation"), **frames,
    )  # fmt: skip
    if made.nation is None and description.country and ("life_tables" in frames or "death_rates" in frames):
        return replace(made, nation=made)  # a country's folder holds the nation's tables itself
    return made


def _parents(
    folder: _Folder, description: AreaFile, inside: tuple[Path, ...], errors: list[CohortError]
) -> dict[str, Inputs | None]:
    """Read the folders of the prefecture and the nation; each must be of the right area."""
    parents: dict[str, Inputs | None] = {}
    problems, here = folder.subject(AREA_FILE), folder.path.resolve()
    codes = {"prefecture": f"{description.code[:2]}000", "nation": "00000"}
    for role, link in description.links.items():
        target = Path(os.path.normpath(folder.path / link))  # 'inputs/iwate', not 'inputs/ichinoseki/../iwate'
        if target.resolve() in (*inside, here):
            problems.add(
                role,
                en=f"got '{link}', a folder that leads back here; name a larger area's folder.",
                ja=f"「{link}」はここに戻ってきます。上位の地域のフォルダを指定してください。",
            )
        elif not os.path.lexists(target / AREA_FILE):
            en, ja, lost = "folder", "フォルダ", target
            if target.is_dir():
                en, ja, lost = "file", "ファイル", target / AREA_FILE
            problems.add(
                role,
                en=f"got '{link}': there is no {en} {lost.as_posix()}; correct the path or leave the key out.",
                ja=f"「{link}」：{ja} {lost.as_posix()} がありません。パスを直すか、この項目を除いてください。",
            )
        else:
            parents[role] = found = _read(target, (*inside, here), errors)
            if found is not None and description.country and found.area.country == description.country:
                continue  # whose codes are free
            if found is not None and found.area.code != codes[role]:
                problems.add(
                    role,
                    en=f"got '{link}', which is {found.area.name_en} ({found.area.code}); the {role} of "
                    f"{description.code} is {codes[role]}. Name its folder, or leave the key out.",
                    ja=f"「{link}」は{found.area.name_ja}（{found.area.code}）です。{description.code} の"
                    f"{'都道府県' if role == 'prefecture' else '全国'}は {codes[role]} です。そのフォルダを指定するか、この項目を除いてください。",
                )
    return parents


def _tables(
    folder: _Folder, sources: Mapping[str, Source] | None, description: AreaFile | None
) -> dict[str, list[Row]]:
    """Read every CSV file of the folder and check it, alone and against the others."""
    rows: dict[str, list[Row]] = {}
    names = folder.tables()
    known = [table.file for table in TABLES.values()]
    for name in names:
        if name not in known:
            folder.subject(name).add(
                "",
                en=f"unknown table; the tables are {', '.join(known)}.{did_you_mean(name, known, 'en')}",
                ja=f"知らない表です。使えるのは {'、'.join(known)} です。{did_you_mean(name, known, 'ja')}",
            )
    for table in TABLES.values():
        content = folder.content(table.file, TABLE_BYTES) if table.file in names else None
        if content is not None:
            rows[table.name] = read_table(content, table, folder.subject(table.file))
    if not names:
        folder.subject("").add(
            "",
            en=f"there is no table; add one or more of {', '.join(known)}.",
            ja=f"表がありません。{'、'.join(known)} のいずれかを加えてください。",
        )
    code, unusual = (None, []) if description is None else (description.code, description.unusual)
    for name, found in rows.items():
        check_rows(name, found, code, folder.subject(TABLES[name].file))
        check_neighbours(name, found, unusual, folder.subject(TABLES[name].file))
    population, broad = rows.get("population", []), rows.get("broad_ages", [])
    check_totals(population, broad, folder.subject(TABLES["broad_ages"].file))
    check_unusual(rows.get("events", []), population, broad, unusual, folder.subject(TABLES["events"].file))
    if sources is not None:
        _check_sources(folder, rows, sources, whole={*names} == {TABLES[name].file for name in rows})
    return rows


def _check_sources(folder: _Folder, rows: Mapping[str, list[Row]], sources: Mapping[str, Source], whole: bool) -> None:
    """Check that rows name sources that are there, and, where all files were read (``whole``), that every source is named."""
    used: set[str] = set()
    meant = lru_cache(lambda key, language: did_you_mean(key, sources, language))  # one slip stands in many rows
    for name, found in rows.items():
        problems = folder.subject(TABLES[name].file)
        for row in found:
            key = row.cells.get("source")
            if isinstance(key, str) and key not in sources:
                problems.add(
                    f"row {row.line}, source",
                    en=f"got '{key}': no [{key}] in {SOURCES_FILE}.{meant(key, 'en') or ' Add it.'}",
                    ja=f"「{key}」：{SOURCES_FILE} に [{key}] がありません。{meant(key, 'ja') or '加えてください。'}",
                )
            used.add(str(key))
    if not whole or any(not found or any("source" not in row.cells for row in found) for found in rows.values()):
        return  # what could not be read may be what uses a source
    for key in sources:
        if key not in used:
            folder.subject(SOURCES_FILE).add(
                key,
                en="no row names this source; put back the file that does if one is missing, remove the source, "
                "or correct the rows that should.",
                ja="この出典を使う行がありません。ファイルが足りなければ戻し、不要なら出典を除くか、使うはずの行を直してください。",
            )
