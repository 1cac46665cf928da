"""``indicators.toml``: read, checked, every problem at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

import cohort.forms as forms
from cohort.analysis.indicators.model import UNITS, Between, Indicator, Kind, Part
from cohort.arguments import INPUTS, PATH, takes
from cohort.errors import InputError, Problems, did_you_mean
from cohort.forms import Table
from cohort.inputs import Inputs
from cohort.scenario.model import Source
from cohort.text import EMPTY, Text

FILE = "indicators.toml"
_REMEDIES = {
    "points": (
        "write points = { 2019 = 0.164, 2025 = 0.171 }, at least one",
        "points = { 2019 = 0.164, 2025 = 0.171 } のように 1 つ以上書いてください",
    ),
    "title": ('write title = { en = "...", ja = "..." }', 'title = { en = "...", ja = "..." } と書いてください'),
    "after": ('write "hold" or "none"', '"hold" か "none" と書いてください'),
    "source": ("name a source of [sources]", "[sources] の出典を書いてください"),
}
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)


def _key(value: str) -> str:
    if not _KEY.fullmatch(value):
        raise forms.refuse(
            f"got '{value}'; use small letters, digits and hyphens.",
            f"「{value}」は使えません。英小文字・数字・ハイフンにしてください。",
        )
    return value


def _unit(value: str) -> str:
    if value not in UNITS:
        listed = ", ".join(UNITS)
        raise forms.refuse(
            f"got '{value}'; there are {listed}.{did_you_mean(value, UNITS, 'en')}",
            f"「{value}」はありません（{listed}）。{did_you_mean(value, UNITS, 'ja')}",
        )
    return value


def _all_ages(value: Any) -> Any:
    return "0+" if value == "all" else value


def _some(value: dict[str, float]) -> dict[str, float]:
    if not value:
        raise forms.refuse(
            "write points = { 2019 = 0.164, 2025 = 0.171 }, at least one.",
            "points = { 2019 = 0.164, 2025 = 0.171 } のように 1 つ以上書いてください。",
        )
    years = list(value)
    if years != sorted(years):
        raise forms.refuse("write the years in ascending order.", "年を古い順に書いてください。")
    return value


Key = Annotated[forms.Words, AfterValidator(_key)]
_Ages = Annotated[forms.Ages, BeforeValidator(_all_ages)]
_Points = Annotated[forms.Points, AfterValidator(_some)]
_Sex = Literal["male", "female", "both"]


class PartTable(Table):
    """A group of people and its rates."""

    ages: _Ages
    points: _Points
    sex: _Sex = "both"


class IndicatorTable(Table):
    """An indicator as it is written: one group of people, or several in ``part``."""

    key: Key
    title: forms.Title
    kind: Kind
    unit: Annotated[forms.Words, AfterValidator(_unit)]
    after: Literal["hold", "none"]
    source: forms.Words
    ages: _Ages | None = None
    points: _Points | None = None
    sex: _Sex | None = None
    part: list[PartTable] = Field(default_factory=list)
    between: Between | None = None
    target: str = ""
    note: forms.Title | None = None


class IndicatorsFile(Table):
    """The whole file."""

    format: forms.FormatOne
    indicator: list[IndicatorTable] = Field(default_factory=list)
    sources: dict[str, forms.SourceTable] = Field(default_factory=dict)


@takes(path=PATH, inputs=INPUTS)
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
    file = Path(path) / FILE if Path(path).is_dir() else Path(path)
    problems = Problems(file.as_posix(), InputError)
    made = forms.read_toml(file, IndicatorsFile, problems, rules=_Rules(inputs, problems), remedies=_REMEDIES)
    problems.raise_if_any()
    assert made is not None  # else there is a problem
    return tuple(_indicator(table, made.sources) for table in made.indicator)


def _indicator(table: IndicatorTable, sources: Mapping[str, forms.SourceTable]) -> Indicator:
    alone = {"ages": table.ages, "points": table.points, "sex": table.sex}
    groups = table.part or [PartTable.model_construct(None, **alone)]  # type: ignore[arg-type]
    parts = tuple(
        Part(
            group.ages,
            None if group.sex == "both" else group.sex,
            {int(year): value for year, value in group.points.items()},
        )
        for group in groups
    )
    return Indicator(
        table.key, table.title.en, table.title.ja, table.kind, UNITS[table.unit], parts, table.between or "",
        table.after, Source(key=table.source, **sources[table.source].model_dump()), table.target,
        EMPTY if table.note is None else Text(table.note.en, table.note.ja),
    )  # fmt: skip


class _Rules:
    """What holds between the keys of a file, and between it and the plan's targets."""

    def __init__(self, inputs: Inputs | None, problems: Problems) -> None:
        self.targets = None if inputs is None else inputs.targets
        self.problems = problems
        self.where = ""

    def add(self, key: str, en: str, ja: str) -> None:
        self.problems.add(f"{self.where}.{key}", en=en, ja=ja)

    def __call__(self, file: IndicatorsFile) -> None:
        tables = file.indicator if file.ok("indicator") else []
        if file.ok("indicator") and not tables:
            self.problems.add("indicator", en="there is none; add an [[indicator]].",
                              ja="[[indicator]] がありません。加えてください。")  # fmt: skip
        taken: set[str] = set()
        for number, table in enumerate(tables, 1):
            self.where = f"indicator#{number}"
            if table.ok("key") and table.key in taken:
                self.add("key", f"got '{table.key}' a second time; give each indicator its own.",
                         f"「{table.key}」が 2 回あります。別のキーにしてください。")  # fmt: skip
            taken.add(table.key)
            self.indicator(table, file)
        if file.ok("sources", "indicator") and all(table.ok("source") for table in tables):
            for key in set(file.sources) - {table.source for table in tables}:
                self.problems.add(f"sources.{key}", en="no indicator names this source; remove it.",
                                  ja="この出典を使う指標がありません。除いてください。")  # fmt: skip

    def indicator(self, table: IndicatorTable, file: IndicatorsFile) -> None:
        """Hold one table."""
        if table.ok("source") and file.ok("sources") and table.source not in file.sources:
            hint = did_you_mean(table.source, file.sources, "en") or f" Add [sources.{table.source}]."
            self.add("source", f"got '{table.source}': no [sources.{table.source}] here.{hint}",
                     f"「{table.source}」：[sources.{table.source}] がありません。"
                     f"{did_you_mean(table.source, file.sources, 'ja')}")  # fmt: skip
        self.unit(table)
        self.people(table)
        groups = self.groups(table)
        if any(len(points) > 1 for _, points in groups) and table.between is None:
            self.add("between", "missing; between points write linear, geometric, step or logistic.",
                     "ありません。点の間を linear・geometric・step・logistic のどれかで書いてください。")  # fmt: skip
        if table.target and table.ok("target") and self.targets is not None and groups:
            self.target(table.target, groups[0][1])

    def unit(self, table: IndicatorTable) -> None:
        """Hold the unit to the kind, and the rates to the unit."""
        if not table.ok("unit"):
            return
        unit = UNITS[table.unit]
        if table.ok("kind") and table.kind not in unit.kinds:
            fitting = [name for name, one in UNITS.items() if table.kind in one.kinds]
            self.add("unit", f"got '{table.unit}' for kind '{table.kind}'; use {' or '.join(map(repr, fitting))}.",
                     f"kind が {table.kind} のときの単位は {'、'.join(fitting)} です（{table.unit}）。")  # fmt: skip
        for place, points in self.groups(table):
            for year, value in points.items():
                if value < 0:
                    self.add(f"{place}.{year}", f"got {value:g}; write a number of 0 or more.",
                             f"{value:g} です。0 以上の数値を書いてください。")  # fmt: skip
                elif value > unit.high:
                    self.add(f"{place}.{year}", f"got {value:g} for a {unit.name}, which is at most {unit.high:g}; "
                             f"did you mean {value / 100:g} (percent)?",
                             f"{value:g} です。{unit.ja}は {unit.high:g} 以下です。{value:g}%なら {value / 100:g} と書いてください。")  # fmt: skip

    def people(self, table: IndicatorTable) -> None:
        """Hold that every person is counted once: ages in the table itself, or in its parts, which share nobody."""
        for key, value in (("ages", table.ages), ("points", table.points), ("sex", table.sex)):
            if table.part and value is not None:
                self.add(key, "stands beside [[indicator.part]]; write it in the parts.",
                         "[[indicator.part]] と同時に指定されています。part の中に書いてください。")  # fmt: skip
            elif not table.part and value is None and key != "sex":
                self.add(key, "missing; write it, or give each group of people an [[indicator.part]].",
                         "ありません。書くか、人の区分ごとに [[indicator.part]] を書いてください。")  # fmt: skip
        known: list[PartTable] = []
        for number, part in enumerate(table.part if table.ok("part") else [], 1):
            if not part.ok("ages", "sex"):
                continue
            if any(part.ages.overlaps(other.ages) and _same_sex(part.sex, other.sex) for other in known):
                self.add(f"part#{number}.ages", f"{part.ages} stands in another part too: people would count twice; separate them.",
                         f"{part.ages} 歳が別の part と重なり、二重に数えられます。分けてください。")  # fmt: skip
            known.append(part)

    def groups(self, table: IndicatorTable) -> list[tuple[str, Mapping[str, float]]]:
        """Return place and points of every group of people that could be read."""
        if not table.ok("part", "points"):
            return []
        if not table.part:
            return [("points", table.points)] if table.points is not None else []
        return [
            (f"part#{number}.points", part.points) for number, part in enumerate(table.part, 1) if part.ok("points")
        ]

    def target(self, target: str, points: Mapping[str, float]) -> None:
        """Hold the points to the plan's row that the file says they are."""
        table = self.targets
        assert table is not None  # the caller looked
        names = list(dict.fromkeys(str(name) for name in table["measure"]))
        if target not in names:
            listed = ", ".join(names)
            self.add("target", f"got '{target}'; there are {listed}.{did_you_mean(target, names, 'en')}",
                     f"「{target}」はありません（{listed}）。{did_you_mean(target, names, 'ja')}")  # fmt: skip
            return
        rows = table[table["measure"] == target]
        stated = {(int(y), float(v)) for y, v in zip(rows["base_year"], rows["base"], strict=True)}
        stated |= {(int(y), float(v)) for y, v in zip(rows["target_year"], rows["target"], strict=True)}
        known = ", ".join(f"{y}: {v:g}" for y, v in sorted(stated))
        for year, value in points.items():
            if (int(year), value) not in stated:
                self.add("points", f"got {value:g} in {year}, which targets.csv does not state for {target} ({known}).",
                         f"{year} 年の {value:g} は targets.csv の {target}（{known}）にありません。")  # fmt: skip


def _same_sex(one: str, other: str) -> bool:
    return one == other or "both" in (one, other)
