"""From official files to a folder of inputs, for any municipality."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cohort.atomic import alone
from cohort.errors import Problems, fail
from cohort.forms.cells import Refused, area_code
from cohort.inputs import TABLES, Area, Source, read_inputs
from cohort.record import Record, note

from .layout import need_area
from .layouts import LAYOUTS, Tables, layout_of
from .worksheet import read_worksheet
from .write import write_area

if TYPE_CHECKING:
    import pandas as pd


FILLED_IN = ("own", "worksheet")


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
    name_ja: str = "",
    kind: str = "",
    add: bool = False,
    sheets: Sequence[str] = (),
) -> Imported:
    """Write the inputs of a municipality from official files; one that was read for an area is not parsed again for the next.

    Parameters
    ----------
    code : str
        Five digits, text: "03209".
    files : sequence of str or Path
        Files as published; each layout is known by what is in it (see `layout_of`).
    to : str or Path
        The folder to write. Written beside its place, checked by `read_inputs`, then renamed: all or nothing.
        If folders for the prefecture (code "03000") or the nation ("00000") stand beside it, they are linked.
    name_en, name_ja : str
        English name; the Japanese one stands in where it is not given, and a record says so. Japanese name where no file says it.
    overwrite : bool
        Replace a folder that is there.
    kind : str
        The layout that the files should have, one of `layout_of`'s; default: whatever each has.
    add : bool
        Put the figures into the folder that is there: they take the place of those for the same day, age and measure; all
        others stay.
    sheets : sequence of str
        Of a worksheet in which several tables fit: the sheets to look into, or first cells of tables; see `read_worksheet`.

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
        _no_files(Path(to))
    named, sources, gathered, records = _read(_area(code), files, kind, sheets)
    name_ja = named or name_ja or code
    merged = {name: _merge(name, gathered[name], Path(to), records) for name in TABLES if name in gathered}
    _published_totals(merged, code)
    if add:
        with alone(Path(to).parent):  # nobody else adds between reading and writing
            return _added(Path(to), code, sources, merged, records)
    if not name_en and code.isdigit():
        records.append(_no_english_name(name_ja))
    records += _unused(sources, merged)
    area = Area(code, name_en or name_ja, name_ja, "" if code.isdigit() else name_ja)
    folder = write_area(area, sources, merged, to, links=_links(Path(to), code), overwrite=overwrite)
    return Imported(folder, tuple(records))


def _no_files(to: Path) -> NoReturn:
    fail(to.as_posix(), en="no files were given; name at least one.", ja="ファイルを 1 つ以上指定してください。")


def _no_english_name(name: str) -> Record:
    return note(
        "area.toml name.en",
        "no English name was given; '{name}' stands in.",
        "英語名の指定がないため「{name}」としました。",
        name=name,
    )


def _added(to: Path, code: str, sources: dict[str, Source], tables: Tables, records: list[Record]) -> Imported:
    """Put figures into a folder that is there; see `import_area`."""
    import pandas as pd

    there = read_inputs(to)
    if there.area.code != code:
        fail(
            to.as_posix(),
            code,
            en=f"holds the figures of {there.area.code} {there.area.name_en}; name its folder, or its code.",
            ja=f"{there.area.code} {there.area.name_ja} の数値のフォルダーです。フォルダーかコードを直してください。",
        )
    keys = {key: f"own_{key}" if key in there.sources else key for key in sources}
    whole: Tables = {
        name: _as_text(frame[list(TABLES[name].header)])  # without what reading added
        for name, frame in there.tables.items()
    }
    for name, frame in tables.items():
        new = frame.assign(source=frame["source"].map(keys))
        old = whole.get(name)
        if old is not None:
            replaced = _replaced(name, old, new)
            if replaced.any():
                records.append(_record_of_replaced(name, int(replaced.sum())))
            new = pd.concat([old[~replaced], new], ignore_index=True)
        whole[name] = new
    used = {key for frame in whole.values() for key in frame["source"]}
    named = {**there.sources, **{keys[key]: replace(one, key=keys[key]) for key, one in sources.items()}}
    kept = {key: one for key, one in named.items() if key in used}
    described = (to / "area.toml").read_text(encoding="utf-8")
    write_area(there.area, kept, whole, to, overwrite=True, described=described)
    return Imported(to, tuple(records))


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its days as files have them."""
    days = frame.select_dtypes("datetime")
    return frame.assign(**{str(name): days[name].dt.strftime("%Y-%m-%d") for name in days})


def _replaced(name: str, old: pd.DataFrame, new: pd.DataFrame) -> pd.Series[bool]:
    """Tell which rows make way: a whole count of the day (its ages may be cut otherwise), the same event, or a worksheet as a whole."""
    import pandas as pd

    if name == "worksheet":
        return pd.Series(True, index=old.index)
    keys = [key for key in TABLES[name].key if key not in ("sex", "age_group")]
    coming = set(map(tuple, new[keys].astype(str).to_numpy()))
    here = old[keys].astype(str).apply(tuple, axis=1)
    return here.isin(coming)


def _record_of_replaced(name: str, count: int) -> Record:
    return note(
        TABLES[name].file,
        "{count} figures that were there made way for the imported ones.",
        "既存の値 {count} 件を、取り込んだ値に置き換えました。",
        count=count,
    )


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


def _area(code: str) -> str:
    """Return an area code; refuse one that is none."""
    try:
        return area_code(code)
    except Refused as refused:
        fail("area", "", en=refused.en, ja=refused.ja)


def _of_kind(file: Path, kind: str) -> str:
    """Return the layout of a file; refuse another one than was asked for. Readers of what people fill in say themselves what is missing."""
    if kind in FILLED_IN and file.is_file():
        return kind
    found = _known(file, file.stat().st_mtime_ns) if file.is_file() else layout_of(file)
    if kind and found != kind:
        fail(
            file.as_posix(),
            en=f"has the layout '{found}', not '{kind}'; name the right kind, or 'auto'.",
            ja=f"様式は「{kind}」ではなく「{found}」です。種類を直すか、auto を指定してください。",
        )
    return found


@lru_cache(maxsize=8)
def _known(file: Path, _changed: int) -> str:
    """Return the layout of a file, looked at once for all its areas."""
    return layout_of(file)


@lru_cache(maxsize=8)
def _parsed(file: Path, kind: str, _changed: int) -> Tables:
    """Return the tables of a file for all its areas; kept, so that many areas can be taken from it."""
    return LAYOUTS[kind].read(file, None)


def _tables(file: Path, kind: str, code: str, sheets: Sequence[str]) -> Tables:
    """Return an area's tables of a file; one of all countries is too long to be kept whole, one of a single area need not be."""
    if kind == "worksheet":
        return {kind: read_worksheet(file, code, sheets)}
    if sheets:
        fail(
            file.as_posix(),
            "--sheet",
            en=f"chooses among the tables of a worksheet; this file has the layout '{kind}': leave it out.",
            ja=f"ワークシートの表を選ぶためのものです。このファイルの様式は「{kind}」のため、除いてください。",
        )
    if kind in ("wpp", "own"):
        return LAYOUTS[kind].read(file, code)
    return _of_area(file, _parsed(file, kind, file.stat().st_mtime_ns), code)


def _read(
    code: str, files: Sequence[str | Path], asked: str, sheets: Sequence[str]
) -> tuple[str, dict[str, Source], dict[str, list[pd.DataFrame]], list[Record]]:
    """Return the area's name, a source for each file, each table's rows, file by file, and what was done in reading."""
    names: list[str] = []
    records: list[Record] = []
    sources: dict[str, Source] = {}
    gathered: dict[str, list[pd.DataFrame]] = {}
    for file in map(Path, files):
        kind = _of_kind(file, asked)
        layout = LAYOUTS[kind]
        tables = _tables(file, kind, code, sheets)
        again = 1 + sum(key == kind or key.startswith(f"{kind}_") for key in sources)
        key = kind if again == 1 else f"{kind}_{again}"
        given = next((frame.attrs["title"] for frame in tables.values() if frame.attrs.get("title")), "")
        title = given or f"{layout.title}（{file.name}）"
        records += [record for frame in tables.values() for record in frame.attrs.get("records", ())]
        sources[key] = Source(key, "dataset", title, layout.publisher, date=_span(tables), note=layout.note)
        for name, frame in tables.items():
            names.append(str(frame["name"].iloc[0]))
            rows = frame.drop(columns="name").assign(source=key, _file=file.name)
            gathered.setdefault(name, []).append(rows)
    return next(filter(None, names), ""), sources, gathered, records


def _of_area(file: Path, tables: Tables, code: str) -> Tables:
    """Return an area's rows of the tables that have any; there must be some in one of them."""
    need_area(file, code, (area for frame in tables.values() for area in frame["area"].unique()))
    found = {}
    for name, frame in tables.items():
        rows = frame[frame["area"] == code].reset_index(drop=True)
        if len(rows):
            rows.attrs = dict(frame.attrs)
            found[name] = rows
    return found


def _span(tables: Tables) -> str:
    """Return the first and last date or year the rows refer to."""
    columns = [frame[c] for frame in tables.values() for c in ("date", "start", "end", "year", "period") if c in frame]
    days = {str(value) for column in columns for value in column}
    return "/".join(sorted({min(days), max(days)}))


def _merge(name: str, frames: list[pd.DataFrame], to: Path, records: list[Record]) -> pd.DataFrame:
    """Put the rows of several files together; equal figures are taken once, different ones are an error."""
    import pandas as pd

    table = TABLES[name]
    whole = pd.concat(frames, ignore_index=True)
    keys = list(table.key)
    value = table.header[-2]  # the source is the last
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


@lru_cache(maxsize=4096)
def _code_of(described: Path, _changed: int) -> str:
    """Return the code of a folder; read once, though each of many areas looks at all folders beside it."""
    with described.open("rb") as file:
        return str(tomllib.load(file).get("code"))


def _links(to: Path, code: str) -> dict[str, str]:
    """Return the folders beside ``to`` that hold the prefecture and the nation."""
    wanted = {f"{code[:2]}000": "prefecture", "00000": "nation"} if code.isdigit() else {}
    links: dict[str, str] = {}
    for described in sorted(to.parent.glob("[!.]*/area.toml")):
        role = wanted.get(_code_of(described, described.stat().st_mtime_ns))
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
