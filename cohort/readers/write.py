"""Writing a folder of inputs: tidy CSV and TOML, all at once or not at all."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.atomic import in_place_of
from cohort.errors import CohortError, CohortErrors, fail
from cohort.inputs import TABLES, Area, Source, read_inputs
from cohort.inputs.description import AREA_FILE, SOURCES_FILE

if TYPE_CHECKING:
    import pandas as pd

_TEXTS = ("kind", "title", "english", "publisher", "date", "terms", "where", "quote", "url", "note")


def number_text(value: object) -> str:
    """Write a cell: whole numbers without a point, other numbers in full, nothing for None and NaN.

    Where a cell may not be empty, reading back refuses it.
    """
    if isinstance(value, float):
        if math.isnan(value):
            return ""
        return str(int(value)) if value == int(value) else repr(value)
    return "" if value is None else str(value)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a JSON string is a TOML basic string


def area_text(area: Area, links: Mapping[str, str], unusual: Sequence[str] = ()) -> str:
    """Return the content of ``area.toml``."""
    country = [f"country = {_quote(area.country)}"] if area.country else []
    lines = [f"code = {_quote(area.code)}", *country, *(f"{role} = {_quote(link)}" for role, link in links.items())]
    lines += [f"unusual = {json.dumps(list(unusual))}"] if unusual else []
    lines += ["", "[name]", f"en = {_quote(area.name_en)}", f"ja = {_quote(area.name_ja)}"]
    return "\n".join(lines) + "\n"


def sources_text(sources: Mapping[str, Source]) -> str:
    """Return the content of ``sources.toml``."""
    entries = [
        f"[{key}]\n"
        + "".join(f"{name} = {_quote(getattr(source, name))}\n" for name in _TEXTS if getattr(source, name))
        for key, source in sources.items()
    ]
    return "\n".join(entries)


def write_table(frame: pd.DataFrame, name: str, folder: Path) -> Path:
    """Write one table as UTF-8 with LF, in the columns of its kind."""
    table = TABLES[name]
    cells = frame[list(table.header)].astype(object).map(number_text)
    cells.to_csv(folder / table.file, index=False, encoding="utf-8", lineterminator="\n")
    return folder / table.file


def write_area(
    area: Area,
    sources: Mapping[str, Source],
    tables: Mapping[str, pd.DataFrame],
    to: str | Path,
    *,
    links: Mapping[str, str] | None = None,
    overwrite: bool = False,
    described: str = "",
) -> Path:
    """Write a folder of inputs: beside its place first, read back and checked there, then moved.

    Parameters
    ----------
    area : Area
        Code and names.
    sources : mapping of str to Source
        By key; each must be used.
    tables : mapping of str to DataFrame
        By name, with a ``source`` column.
    to : str or Path
        The folder.
    links : mapping of str to str, optional
        ``prefecture`` and ``nation``: folders, relative to ``to``.
    overwrite : bool
        Replace the tables of a folder that is there, and what tells of its area and sources; other files in it stay.
    described : str, optional
        Content of ``area.toml``; default: that of ``area`` and ``links``.

    Returns
    -------
    Path

    Raises
    ------
    InputError
        If the folder exists, or what would be written does not pass `read_inputs`. Nothing is changed then.
    """
    to = Path(to)
    with in_place_of(to) as beside:
        if to.exists() and not overwrite:
            fail(
                to.as_posix(),
                en="is there already; choose another folder, or put the figures into it with --add (add=True).",
                ja="既にあります。別の名前にするか、--add（add=True）でその中に加えてください。",
            )
        described = described or area_text(area, links or {})
        (beside / AREA_FILE).write_bytes(described.encode())
        (beside / SOURCES_FILE).write_text(sources_text(sources), encoding="utf-8", newline="\n")
        for name, frame in tables.items():
            write_table(frame, name, beside)
        _check(beside, to)
        _keep(to, beside)
    return to


def _check(beside: Path, to: Path) -> None:
    """Read what was written; errors name the folder it is meant for."""
    try:
        read_inputs(beside)
    except CohortError as error:
        parts = error.errors if isinstance(error, CohortErrors) else (error,)
        named = [type(part)(part.subject.replace(beside.as_posix(), to.as_posix()), part.problems) for part in parts]
        raise (named[0] if len(named) == 1 else CohortErrors(named)) from None


def _keep(old: Path, new: Path) -> None:
    """Take over what is no table, nor tells of the area and its sources: indicators, statements, somebody's notes."""
    ours = {AREA_FILE, SOURCES_FILE, *(table.file for table in TABLES.values())}
    for path in sorted(old.iterdir()) if old.is_dir() else ():
        if path.is_dir() and not path.is_symlink():
            shutil.copytree(path, new / path.name, symlinks=True)
        elif path.name not in ours and (path.is_symlink() or path.is_file()):
            shutil.copy2(path, new / path.name, follow_symlinks=False)
