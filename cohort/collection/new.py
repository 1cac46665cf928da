"""A folder to start from: a municipality's inputs from the collection, its trend, and a plan to edit."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NoReturn

from cohort.arguments import at_the_door
from cohort.atomic import alone, in_place_of
from cohort.collection.area import (
    NATION,
    area,
    area_files,
    folder_name,
    nation_folder,
    prefecture_files,
    prefecture_folder,
)
from cohort.collection.places import Place, find, names_near, the_place
from cohort.collection.trend import LAUNCH, UNTIL, launch_years, trend_text
from cohort.errors import CohortError, CohortErrors, InputError, Problems, did_you_mean, fail, no_folder
from cohort.forms.csv_file import check_text
from cohort.inputs import Inputs
from cohort.text import Text

TARGET = 2030  # year of a target without one

_OUTLOOK = """
[[outlook]]                      # asked of every scenario / 全シナリオと比べる将来展望
measure = "population"
year    = {year}
about   = {value}
source  = "outlook"
"""
_PLAN_HEAD = """\
format   = 1
name     = "plan"
title    = {{ en = "{en}", ja = "{ja}" }}
short    = {{ en = "Plan", ja = "計画" }}
inherits = "trend"
role     = "plan"
order    = 2
"""
_MEASURES = {
    "tfr": """
[fertility.tfr]                  # total fertility rate / 合計特殊出生率
unit    = "births per woman"
points  = {{ {start}{year} = {value} }}
between = "linear"
after   = "hold"
source  = "plan"
""",
    "net": """
[migration.net]                  # in minus out, persons a year; more leavers: negative / 転入－転出（人／年、転出超過は負）
unit    = "persons per year"
points  = {{ {start}{year} = {value} }}
between = "linear"
after   = "hold"
jump_off = "scenario"            # starts at the mean of the launch years, not at the last one / 最終年ではなく基準期間の平均から
source  = "plan"
""",
}
_SOURCE = """
[sources.{key}]
kind      = "{kind}"               # "document" once it is in a plan / 計画の文書にあれば "document"
title     = {title}{english}
publisher = {publisher}
"""


#: What figures without a document are called.
_TYPED = {
    "outlook": Text("outlook set with cohort new", "cohort new で指定した将来展望"),
    "targets": Text("targets set with cohort new", "cohort new で指定した目標値"),
    "example": Text("example", "例"),
}


@dataclass(frozen=True)
class Point:
    """A figure and its year."""

    year: int
    value: float

    @property
    def text(self) -> str:
        """The figure, as short as it can be written."""
        return f"{self.value:.10g}"


@dataclass(frozen=True)
class Plan:
    """What a plan says; None where it says nothing. ``source``: title of the document, empty where it is a what-if."""

    outlook: Point | None = None
    tfr: Point | None = None
    net: Point | None = None
    source: str = ""

    @property
    def targets(self) -> dict[str, Point]:
        """The measures it has a target for."""
        return {name: point for name, point in (("tfr", self.tfr), ("net", self.net)) if point is not None}


_LIMITS = {"tfr": (0.3, 10.0), "net": (-1e6, 1e6), "outlook": (1.0, 1e7)}


def read_point(name: Literal["outlook", "tfr", "net"], text: str) -> Point:
    """Read what stands behind ``--outlook`` (2040:85000), ``--tfr`` (1.8@2030) or ``--net`` (0@2030).

    Raises
    ------
    InputError
        Not of this form; a year outside the projection; a value that cannot be.
    """
    plain = unicodedata.normalize("NFKC", text).replace("△", "-").replace("−", "-").replace(",", "").strip()
    first, _, last = plain.partition(":" if name == "outlook" else "@")
    value, year = (last, first) if name == "outlook" else (first, last or str(TARGET))
    low, high = _LIMITS[name]
    try:
        point = Point(int(year), float(value))
    except ValueError:
        _refuse(name, text)
    if not (LAUNCH < point.year <= UNTIL and low <= point.value <= high):
        _refuse(name, text)
    return point


def _refuse(name: str, text: str) -> NoReturn:
    example = {"outlook": "2040:85000", "tfr": f"1.8@{TARGET}", "net": f"0@{TARGET}"}[name]
    low, high = _LIMITS[name]
    fail(
        f"--{name}",
        text,
        en=f"write it like {example}: a year from {LAUNCH + 1} to {UNTIL}, a value from {low:,.10g} to {high:,.10g}.",
        ja=f"{example} のように書いてください（年は {LAUNCH + 1}～{UNTIL}、値は {low:,.10g}～{high:,.10g}）。",
    )


def new(query: str, out: str | Path = ".", plan: Plan | None = None) -> tuple[Path, ...]:
    """Write a municipality's folders of inputs and scenarios; nothing that is there is overwritten.

    Parameters
    ----------
    query : str
        As `cohort.collection.places.find` takes it.
    out : str or Path
        Holds ``inputs/`` and ``scenarios/``; made if it is not there.
    plan : Plan, optional
        Its outlook goes into ``trend.toml``, which every scenario inherits; its targets into ``plan.toml``. Without targets
        all of ``plan.toml`` is a comment, and no scenario until somebody edits it.

    Returns
    -------
    tuple of Path
        The folder of scenarios, the folder of inputs.

    Raises
    ------
    InputError
        No such place, or several; a folder is there already.
    """
    place, plan, out = the_place(query), plan or Plan(), Path(out)
    problems = Problems("--source", InputError)
    if check_text(plan.source, "", problems) and plan.source and not (plan.targets or plan.outlook):
        problems.add("", en="is the title of the plan that figures stand in; give --outlook, --tfr or --net too, or leave it out.",
                     ja="数値の載っている計画の題名です。--outlook、--tfr、--net のどれかも指定するか、除いてください。")  # fmt: skip
    problems.raise_if_any()
    name = folder_name(place)
    inputs, scenarios = out / "inputs" / name, out / "scenarios" / name
    figures, texts = area_files(place), scenario_texts(place, plan, area(place.code))
    shared = {
        out / "inputs" / prefecture_folder(place.prefecture): prefecture_files(place.prefecture),
        out / "inputs" / NATION: {path.name: path.read_bytes() for path in nation_folder().iterdir()},
    }
    with alone(inputs.parent), alone(scenarios.parent):
        stopped = not os.path.lexists(scenarios) and _holds(inputs, figures)  # between the two folders: go on
        for folder in (inputs, scenarios):
            if os.path.lexists(folder) and not stopped:
                fail(
                    folder.as_posix(),
                    en="is there already and is left as it is; choose another place with --out, or rename it.",
                    ja="既にあるため、そのままにしました。--out で別の場所を指定するか、名前を変えてください。",
                )
        for folder, files in shared.items():
            if not os.path.lexists(folder):  # another municipality's stands there: the same figures, or corrected ones
                _write(folder, files)
        if not stopped:
            _write(inputs, figures)
        _write(scenarios, {file: text.encode() for file, text in texts.items()})
    return scenarios, inputs


def _holds(folder: Path, files: dict[str, bytes]) -> bool:
    """Return whether a folder has these files and no others, as they were written."""
    try:
        return {path.name: path.read_bytes() for path in folder.iterdir()} == files
    except OSError:
        return False


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write a folder, all or nothing."""
    with in_place_of(folder) as beside:
        for name, content in files.items():
            (beside / name).write_bytes(content)


def scenario_texts(place: Place, plan: Plan, inputs: Inputs) -> dict[str, str]:
    """Return the scenario files of a place, by name."""
    events, levels, moves = launch_years(inputs)
    trend = trend_text(place.full_name.ja, folder_name(place), events, moves)
    if plan.outlook is not None:
        trend += _OUTLOOK.format(year=plan.outlook.year, value=plan.outlook.text)
        trend += _cited("outlook", plan, _TYPED["outlook"], place)
    targets = plan.targets
    example = {"tfr": Point(TARGET, 1.8), "net": Point(TARGET, 0)}
    points = targets or example
    text = _PLAN_HEAD.format(en=_told(points, "en"), ja=_told(points, "ja"))
    for measure, template in _MEASURES.items():
        point = points.get(measure, example[measure])
        start = f"{LAUNCH} = {levels[measure]:.10g}, " if measure in levels else ""
        part = template.format(start=start, year=point.year, value=point.text)
        text += part if measure in points else _commented(part)
    text += _cited("plan", plan, _TYPED["targets" if targets else "example"], place)
    lead = (
        "# A plan. Change the figures; name the document they stand in. / 計画。数値と出典を書き換えてください。\n"
        if targets
        else "# A draft: take the # away from the lines that shall count, and change the figures.\n"
        "# 下書きです。使う行の先頭の # を消し、数値を書き換えてください。\n"
    )
    return {"trend.toml": trend, "plan.toml": lead + (text if targets else _commented(text))}


def _commented(text: str) -> str:
    return "".join(f"# {line}" if line.strip() and not line.startswith("#") else line for line in text.splitlines(True))


def _cited(key: str, plan: Plan, typed: Text, place: Place) -> str:
    kind, title = ("document", plan.source) if plan.source else ("assumption", typed.ja)
    english = "" if plan.source else f"\nenglish   = {_quoted(typed.en)}"
    return _SOURCE.format(key=key, kind=kind, title=_quoted(title), english=english, publisher=_quoted(place.name))


def _quoted(words: str) -> str:
    return json.dumps(words, ensure_ascii=False)


def _told(points: dict[str, Point], language: str) -> str:
    """Return the title of a plan: its targets."""
    said = {
        "en": {"tfr": "TFR {value} by {year}", "net": "net migration {value} a year by {year}"},
        "ja": {"tfr": "{year}年に合計特殊出生率{value}", "net": "{year}年に転入－転出{value}人"},
    }[language]
    parts = [said[name].format(value=point.text, year=point.year) for name, point in points.items()]
    return f"Plan: {', '.join(parts)}" if language == "en" else f"計画：{'、'.join(parts)}"


@contextlib.contextmanager
def folder_of(asked: Path) -> Iterator[tuple[Path, Place | None]]:
    """Give the folder of scenarios that is meant, and the place where its folders are made of the collection.

    A folder is itself. A name that is none means a municipality: its folder ``scenarios/<name>`` in the working directory if it
    is there, else one that lies in a temporary place while the block runs.

    Raises
    ------
    InputError
        A name that several places have, or, written in Japanese, none has.
    """
    text = str(asked)
    plain = not asked.exists() and asked.name == text and not asked.suffix
    if not plain:
        yield asked, None
        return
    if text.isascii() and not find(text):
        said, near = no_folder(asked, "./scenarios"), names_near(text)
        fail(text, en=f"{said['en']} No municipality is called so either.{did_you_mean(text, near, 'en')}",
             ja=f"{said['ja']}この名前の市区町村もありません。{did_you_mean(text, near, 'ja')}")  # fmt: skip
    place = the_place(text)
    own = Path("scenarios") / folder_name(place)
    if own.is_dir():
        yield own, None
        return
    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        try:
            yield new(place.code, home)[0], place
        except CohortErrors:
            raise
        except CohortError as error:  # the file is gone when that is read: it is named as `new` would write it
            raise type(error)(error.subject.removeprefix(f"{Path(home).as_posix()}/"), error.problems) from None


at_the_door(globals())
