"""``indicators.toml``: read, checked, every problem at once."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.analysis.indicators.cells import Cells
from cohort.analysis.indicators.model import UNITS, Indicator, Part, Unit
from cohort.errors import InputError, Problems, fail
from cohort.inputs.text_file import text_of
from cohort.scenario.model import Source

if TYPE_CHECKING:
    from cohort.inputs import Inputs

ROOT_KEYS = ("format", "indicator", "sources")
KEYS = (
    "key",
    "title",
    "kind",
    "unit",
    "ages",
    "sex",
    "points",
    "part",
    "between",
    "after",
    "source",
    "target",
)
PART_KEYS = ("ages", "sex", "points")
SOURCE_KEYS = ("kind", "title", "publisher", "where", "quote", "note")


def read_indicators(path: str | Path, inputs: Inputs | None = None) -> tuple[Indicator, ...]:
    """Read a file of indicators.

    Parameters
    ----------
    path : str or Path
        ``indicators.toml``, or the folder that holds it. The format is in docs/indicators.md.
    inputs : Inputs, optional
        Its ``targets`` are what ``target`` refers to.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    file = Path(path) / "indicators.toml" if Path(path).is_dir() else Path(path)
    if not file.is_file():
        fail(file.as_posix(), "", en="there is no such file; write it, or name another with --indicators.",
             ja="ファイルがありません。作成するか、--indicators で指定してください。")  # fmt: skip
    return parse_indicators(text_of(file), file.as_posix(), inputs)


def parse_indicators(text: str, subject: str, inputs: Inputs | None = None) -> tuple[Indicator, ...]:
    """Return the indicators that a text in TOML describes; see `read_indicators`."""
    problems = Problems(subject, InputError)
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.add("", en=f"not TOML: {error}.", ja=f"TOML として読めません：{error}。")
        problems.raise_if_any()
    root = Cells(tables, "", problems)
    root.only(ROOT_KEYS)
    if tables.get("format") != 1:
        problems.add("format", en=f"got {tables.get('format')!r}; write format = 1.",
                     ja=f"{tables.get('format')!r} です。format = 1 と書いてください。")  # fmt: skip
    sources = _sources(root, problems)
    rows = root.tables("indicator")
    if not rows:
        problems.add(
            "indicator",
            en="there is none; add an [[indicator]].",
            ja="[[indicator]] がありません。加えてください。",
        )
    read = _Reader(sources, inputs, problems)
    made = [read.indicator(Cells(row, f"indicator#{number}", problems)) for number, row in enumerate(rows, 1)]
    read.finish()
    problems.raise_if_any()
    return tuple(indicator for indicator in made if indicator is not None)


def _sources(root: Cells, problems: Problems) -> dict[str, Source]:
    found: dict[str, Source] = {}
    for key, row in root.table("sources").items():
        cells = Cells(row if isinstance(row, dict) else {}, f"sources.{key}", problems)
        cells.only(SOURCE_KEYS)
        kind = cells.choice("kind", ("document", "dataset", "assumption"))
        title = cells.text("title")
        more = {name: str(cells.rows.get(name, "")) for name in SOURCE_KEYS[2:]}
        found[key] = Source(key, kind or "document", title or "", **more)  # type: ignore[arg-type]
    return found


class _Reader:
    """Reads indicators one after the other and remembers what was used."""

    def __init__(self, sources: dict[str, Source], inputs: Inputs | None, problems: Problems) -> None:
        self.sources, self.inputs, self.problems = sources, inputs, problems
        self.used: set[str] = set()
        self.keys: set[str] = set()

    def indicator(self, cells: Cells) -> Indicator | None:
        """Return one indicator, or None if something about it is wrong."""
        before = len(self.problems.found)
        cells.only(KEYS)
        key = cells.key(self.keys)
        title_en, title_ja = cells.title()
        kind = cells.choice("kind", ("rate", "pupils", "households"))
        unit = cells.unit(kind)
        parts = self._parts(cells, unit)
        many = any(len(part.points) > 1 for part in parts)
        between = cells.choice("between", ("linear", "geometric", "step", "logistic"), needed=many) or ""
        after = cells.choice("after", ("hold", "none"))
        source = cells.source(self.sources)
        self.used.add(str(cells.rows.get("source")))
        target = str(cells.rows.get("target", ""))
        if target and parts:
            self._target(cells, target, parts)
        if len(self.problems.found) > before or source is None:
            return None
        return Indicator(
            str(key), title_en, title_ja, kind, UNITS[unit.name] if unit else UNITS["share"], tuple(parts),  # type: ignore[arg-type]
            between, str(after), source, target,
        )  # fmt: skip

    def _parts(self, cells: Cells, unit: Unit | None) -> list[Part]:
        if "part" not in cells.rows:
            return [part for part in [self._part(cells, unit)] if part is not None]
        for name in PART_KEYS:
            if name in cells.rows:
                cells.add(name, "stands beside [[indicator.part]]; write it in the parts.",
                          "[[indicator.part]] と同時に指定されています。part の中に書いてください。")  # fmt: skip
        made: list[Part] = []
        for number, row in enumerate(cells.tables("part"), 1):
            inner = Cells(row, f"{cells.where}.part#{number}", self.problems)
            inner.only(PART_KEYS)
            part = self._part(inner, unit)
            if part is not None and any(_shares_people(part, other) for other in made):
                inner.add("ages", f"{part.ages} stands in another part too: people would count twice; separate them.",
                          f"{part.ages} 歳が別の part と重なり、二重に数えられます。分けてください。")  # fmt: skip
            made += [] if part is None else [part]
        return made

    def _part(self, cells: Cells, unit: Unit | None) -> Part | None:
        ages = cells.ages()
        sex = cells.choice("sex", ("male", "female", "both"), needed=False)
        points = cells.points(unit)
        if ages is None or not points:
            return None
        return Part(ages, None if sex in (None, "both") else sex, points)

    def _target(self, cells: Cells, target: str, parts: list[Part]) -> None:
        """Hold the points to the plan's row that the file says they are."""
        table = None if self.inputs is None else self.inputs.targets
        if table is None:
            return
        names = list(dict.fromkeys(str(name) for name in table["measure"]))
        if target not in names:
            cells.unknown("target", target, names)
            return
        rows = table[table["measure"] == target]
        stated = {(int(y), float(v)) for y, v in zip(rows["base_year"], rows["base"], strict=True)}
        stated |= {(int(y), float(v)) for y, v in zip(rows["target_year"], rows["target"], strict=True)}
        for year, value in parts[0].points.items():
            if (year, value) not in stated:
                known = ", ".join(f"{y}: {v:g}" for y, v in sorted(stated))
                cells.add("points", f"got {value:g} in {year}, which targets.csv does not state for {target} ({known}).",
                          f"{year} 年の {value:g} は targets.csv の {target}（{known}）にありません。")  # fmt: skip

    def finish(self) -> None:
        """Note sources that nothing names."""
        for key in self.sources:
            if key not in self.used:
                self.problems.add(f"sources.{key}", en="no indicator names this source; remove it.",
                                  ja="この出典を使う指標がありません。除いてください。")  # fmt: skip


def _shares_people(one: Part, other: Part) -> bool:
    return one.ages.overlaps(other.ages) and (one.sex == other.sex or None in (one.sex, other.sex))
