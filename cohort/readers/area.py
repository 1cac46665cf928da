"""From official files to a folder of inputs, for any municipality."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems, fail
from cohort.inputs import TABLES, Area, Source
from cohort.record import Record, note

from .layouts import LAYOUTS, Tables, layout_of
from .write import write_area

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Imported:
    """What an import wrote: the folder, and what was done on the way."""

    folder: Path
    records: tuple[Record, ...]


def import_area(
    code: str,
    files: Sequence[str | Path],
    *,
    to: str | Path,
    name_en: str = "",
    overwrite: bool = False,
) -> Imported:
    """Write the inputs of a municipality from official files.

    Parameters
    ----------
    code : str
        Five digits, text: "03209".
    files : sequence of str or Path
        Files as published; each layout is known by what is in it (see `layout_of`).
    to : str or Path
        The folder to write. Written beside its place, checked by `read_inputs`, then renamed: all or nothing.
        If folders for the prefecture (code "03000") or the nation ("00000") stand beside it, they are linked.
    name_en : str
        English name; the Japanese one stands in where it is not given, and a record says so.
    overwrite : bool
        Replace a folder that is there.

    Returns
    -------
    Imported
        The folder and the records of what was done.

    Raises
    ------
    InputError
        Unknown area code or layout; files that disagree about a figure; a figure that cannot be.
    """
    if not files:
        fail(
            Path(to).as_posix(),
            "",
            en="no files were given; name at least one.",
            ja="ファイルを 1 つ以上指定してください。",
        )
    name_ja, sources, gathered = _read(code, files)
    records: list[Record] = []
    merged = {name: _merge(name, gathered[name], Path(to), records) for name in TABLES if name in gathered}
    _published_totals(merged, code)
    if not name_en:
        records.append(
            note(
                "area.toml name.en",
                "no English name was given; '{name}' stands in.",
                "英語名の指定がないため「{name}」としました。",
                name=name_ja,
            )
        )
    records += _unused(sources, merged)
    area = Area(code, name_en or name_ja, name_ja)
    links = _links(Path(to), code)
    folder = write_area(area, sources, merged, to, links=links, overwrite=overwrite)
    return Imported(folder, tuple(records))


def _unused(sources: dict[str, Source], tables: Tables) -> list[Record]:
    """Take out the sources whose figures all stand in earlier files, and say so."""
    used = {key for frame in tables.values() for key in frame["source"]}
    return [
        note(
            key,
            "{title}: adds nothing to the other files and is not named as a source.",
            "{title}：他のファイルにない数値はないため、出典に含めません。",
            title=sources.pop(key).title,
        )
        for key in sorted(sources.keys() - used)
    ]


def _read(
    code: str, files: Sequence[str | Path]
) -> tuple[str, dict[str, Source], dict[str, list[pd.DataFrame]]]:
    """Return the area's name, a source for each file, and each table's rows, file by file."""
    names: list[str] = []
    sources: dict[str, Source] = {}
    gathered: dict[str, list[pd.DataFrame]] = {}
    for file in map(Path, files):
        kind = layout_of(file)
        layout = LAYOUTS[kind]
        tables = layout.read(file, code)
        again = 1 + sum(key == kind or key.startswith(f"{kind}_") for key in sources)
        key = kind if again == 1 else f"{kind}_{again}"
        title = f"{layout.title}（{file.name}）"
        sources[key] = Source(key, "dataset", title, layout.publisher, date=_span(tables), note=layout.note)
        for name, frame in tables.items():
            names.append(str(frame["name"].iloc[0]))
            rows = frame.drop(columns="name").assign(source=key, _file=file.name)
            gathered.setdefault(name, []).append(rows)
    return names[0], sources, gathered


def _span(tables: Tables) -> str:
    """Return the first and last date or year the rows refer to."""
    columns = [frame[c] for frame in tables.values() for c in ("date", "start", "end", "year") if c in frame]
    days = {str(value) for column in columns for value in column}
    return "/".join(sorted({min(days), max(days)}))


def _merge(name: str, frames: list[pd.DataFrame], to: Path, records: list[Record]) -> pd.DataFrame:
    """Put the rows of several files together; equal figures are taken once, different ones are an error."""
    import pandas as pd

    table = TABLES[name]
    whole = pd.concat(frames, ignore_index=True)
    keys = list(table.key)
    value = "population" if "population" in whole else "value"
    first = whole.groupby(keys, sort=False)[[value, "_file"]].transform("first")
    problems = Problems((to / table.file).as_posix())
    for row in whole.index[whole[value] != first[value]]:
        here, there = whole.loc[row], first.loc[row]
        problems.add(
            " ".join(str(here[key]) for key in keys),
            en=f"{here['_file']} has {here[value]:g}, {there['_file']} has {there[value]:g}; "
            "leave one of the files out.",
            ja=f"{here['_file']} は {here[value]:g}、{there['_file']} は {there[value]:g} です。"
            "一方のファイルを除いてください。",
        )
    problems.raise_if_any()
    again = int(whole.duplicated(keys).sum())
    if again:
        records.append(
            note(
                table.file,
                "{count} figures stand in more than one file with the same value and were taken once.",
                "複数のファイルにある同じ値 {count} 件は 1 回だけ採りました。",
                count=again,
            )
        )
    return whole.drop_duplicates(keys).drop(columns="_file").reset_index(drop=True)


def _published_totals(tables: Tables, code: str) -> None:
    """Add the totals of a projection by age to ``published``, so that a series is found by its name."""
    import pandas as pd

    by_age = tables.get("published_by_age")
    if by_age is None:
        return
    totals = by_age.groupby(["series", "date", "source"], sort=False)["population"].sum().reset_index()
    rows = pd.DataFrame(
        {
            "series": totals["series"],
            "area": code,
            "measure": "population",
            "year": totals["date"].str[:4].astype(int),
            "value": totals["population"],
            "source": totals["source"],
        }
    )
    there = tables.get("published")
    tables["published"] = rows if there is None else pd.concat([rows, there], ignore_index=True)


def _links(to: Path, code: str) -> dict[str, str]:
    """Return the folders beside ``to`` that hold the prefecture and the nation."""
    wanted = {f"{code[:2]}000": "prefecture", "00000": "nation"}
    links: dict[str, str] = {}
    for described in sorted(to.parent.glob("[!.]*/area.toml")):
        with described.open("rb") as file:
            role = wanted.get(str(tomllib.load(file).get("code")))
        if role is None or described.parent == to:
            continue
        if role in links:
            fail(
                to.parent.as_posix(),
                role,
                en=f"'{links[role]}' and '../{described.parent.name}' have the same code; keep one.",
                ja=f"「{links[role]}」と「../{described.parent.name}」のコードが同じです。一方にしてください。",
            )
        links[role] = f"../{described.parent.name}"
    return dict(sorted(links.items(), reverse=True))
