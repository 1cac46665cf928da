"""From official files to a folder of inputs, for any municipality."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import Problems, fail
from cohort.inputs import TABLES, Area, Source
from cohort.record import Record, note

from . import census, ipss, register, ssdse
from .layout import content
from .write import write_area

if TYPE_CHECKING:
    import pandas as pd

_Tables = dict[str, "pd.DataFrame"]
_ORDER = ("population", "broad_ages", "events", "published", "published_by_age")


@dataclass(frozen=True)
class Imported:
    """What an import wrote: the folder, and what was done on the way."""

    folder: Path
    records: tuple[Record, ...]


@dataclass(frozen=True)
class _Layout:
    """An official layout: how it is read, and what its source is called."""

    key: str
    title: str
    publisher: str
    note: str
    read: Callable[[Path, str], _Tables]


def _read_ssdse(path: Path, code: str) -> _Tables:
    broad, events = ssdse.read_ssdse(path, code)
    return {"broad_ages": broad, "events": events}


_LAYOUTS = {
    "census": _Layout(
        "census",
        "国勢調査 男女別年齢（5歳階級）別人口",
        "総務省統計局",
        "Reference date 1 October. All residents; persons of unknown age are counted as 'unknown'.",
        lambda path, code: {"population": census.read_census(path, code)},
    ),
    "register": _Layout(
        "register",
        "住民基本台帳年齢階級別人口（市区町村別）",
        "総務省",
        "Registered residents on the date of the title. Persons in withheld cells are counted as 'unknown'.",
        lambda path, code: {"population": register.read_register(path, code)},
    ),
    "ssdse": _Layout(
        "ssdse",
        "SSDSE-A 市区町村データ（国勢調査、人口動態統計、住民基本台帳人口移動報告）",
        "統計センター",
        "Population: census of 1 October. Births, deaths and migrants: calendar years; births and deaths "
        "of Japanese in Japan.",
        _read_ssdse,
    ),
    "ipss2018": _Layout(
        "ipss2018",
        "日本の地域別将来推計人口 平成30（2018）年推計",
        "国立社会保障・人口問題研究所",
        "Launch: census of 1 October 2015 with unknown ages spread. Values for 1 October.",
        lambda path, code: {"published_by_age": census.read_ipss2018(path, code)},
    ),
    "ipss2023": _Layout(
        "ipss2023",
        "日本の地域別将来推計人口 令和5（2023）年推計",
        "国立社会保障・人口問題研究所",
        "Launch: census of 1 October 2020 with unknown ages spread. Values for 1 October.",
        lambda path, code: {"published": ipss.read_ipss2023(path, code)},
    ),
}


def layout_of(path: str | Path) -> str:
    """Return which official layout a file has, by what is in it.

    Returns
    -------
    str
        "census", "ipss2018" (the same columns, without unknown ages), "ipss2023", "ssdse" or "register".

    Raises
    ------
    InputError
        If it has none of them.
    """
    raw = content(path)
    head = raw[:400].decode("cp932", errors="replace").lstrip("\ufeff").splitlines()[:1]
    first = head[0] if head else ""
    if raw.startswith(b"PK"):
        return "register"
    if raw.startswith(b"\xef\xbb\xbf"):
        first = raw[3:400].decode("utf-8", errors="replace").splitlines()[0]
    if first.split(",") == list(census.COLUMNS):
        return "census" if b",unknown," in raw else "ipss2018"
    if first.split(",") == list(ipss.COLUMNS):
        return "ipss2023"
    if ",A1101," in first:
        return "ssdse"
    fail(
        Path(path).as_posix(),
        "",
        en="has none of the known layouts (census, ipss2018, ipss2023, SSDSE-A, register workbook); "
        "use the file as it was published.",
        ja="既知の様式（国勢調査、社人研2018、社人研2023、SSDSE-A、住民基本台帳）のいずれでもありません。"
        "公表されたままのファイルを使ってください。",
    )


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
    gathered: dict[str, list[pd.DataFrame]] = {}
    sources: dict[str, Source] = {}
    names: dict[str, str] = {}
    records: list[Record] = []
    for file in files:
        layout = _LAYOUTS[layout_of(file)]
        tables = layout.read(Path(file), code)
        source = _source(layout, Path(file), tables, sources)
        for name, frame in tables.items():
            names.setdefault(layout.key, str(frame["name"].iloc[0]))
            gathered.setdefault(name, []).append(
                frame.drop(columns="name").assign(source=source.key, _file=Path(file).name)
            )
    merged = {name: _merge(name, gathered[name], Path(to), records) for name in _ORDER if name in gathered}
    _published_totals(merged, code)
    used = {key for frame in merged.values() for key in frame["source"]}
    name_ja = next(iter(names.values()))
    if not name_en:
        records.append(
            note(
                "area.toml name.en",
                "no English name was given; '{name}' stands in.",
                "英語名の指定がないため「{name}」としました。",
                name=name_ja,
            )
        )
    for key in sorted(sources.keys() - used):
        title = sources.pop(key).title
        records.append(
            note(
                key,
                "{title}: adds nothing to the other files and is not named as a source.",
                "{title}：他のファイルにない数値はないため、出典に含めません。",
                title=title,
            )
        )
    links = _links(Path(to), code)
    folder = write_area(
        Area(code, name_en or name_ja, name_ja), sources, merged, to, links=links, overwrite=overwrite
    )
    return Imported(folder, tuple(records))


def _span(tables: _Tables) -> str:
    """Return the first and last date or year the rows refer to."""
    days: list[str] = []
    for frame in tables.values():
        for column in ("date", "start", "end", "year"):
            if column in frame:
                days += [str(value) for value in frame[column]]
    return min(days) if min(days) == max(days) else f"{min(days)}/{max(days)}"


def _source(layout: _Layout, path: Path, tables: _Tables, sources: dict[str, Source]) -> Source:
    """Add the source of a file under a key that is not taken."""
    key, number = layout.key, 1
    while key in sources:
        number += 1
        key = f"{layout.key}_{number}"
    sources[key] = Source(
        key=key,
        kind="dataset",
        title=f"{layout.title}（{path.name}）",
        publisher=layout.publisher,
        date=_span(tables),
        note=layout.note,
    )
    return sources[key]


def _merge(name: str, frames: list[pd.DataFrame], to: Path, records: list[Record]) -> pd.DataFrame:
    """Put the rows of several files together; equal figures are taken once, different ones are an error."""
    import pandas as pd

    table = TABLES[name]
    whole = pd.concat(frames, ignore_index=True)
    keys = list(table.key)
    value = "population" if "population" in whole else "value"
    first = whole.groupby(keys, sort=False)[[value, "_file"]].transform("first")
    problems = Problems((to / table.file).as_posix())
    columns = (whole[value], first[value], whole["_file"], first["_file"])
    for number, (got, had, here, there) in enumerate(zip(*columns, strict=True)):
        if got != had:
            problems.add(
                " ".join(str(whole[key].iloc[number]) for key in keys),
                en=f"{here} has {got:g}, {there} has {had:g}; leave one of the files out.",
                ja=f"{here} は {got:g}、{there} は {had:g} です。一方のファイルを除いてください。",
            )
    problems.raise_if_any()
    again = int(whole.duplicated(keys).sum())
    if again:
        records.append(
            note(
                table.file,
                "{again} figures stand in more than one file with the same value and were taken once.",
                "複数のファイルにある同じ値 {again} 件は 1 回だけ採りました。",
                again=again,
            )
        )
    result: pd.DataFrame = whole.drop_duplicates(keys).drop(columns=["_file"]).reset_index(drop=True)
    return result


def _published_totals(tables: _Tables, code: str) -> None:
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
