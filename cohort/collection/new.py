"""A folder to start from: a municipality's inputs from the collection, its trend, and a plan to edit."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, NoReturn

from cohort.arguments import at_the_door
from cohort.collection.area import (
    NATION,
    area,
    area_files,
    folder_name,
    nation_folder,
    prefecture_files,
    prefecture_folder,
)
from cohort.collection.places import Place, find, the_place
from cohort.errors import CohortError, InputError, Problems, fail
from cohort.forms.csv_file import check_text
from cohort.inputs import Inputs
from cohort.text import Text

LAUNCH, EVENTS, UNTIL = 2023, (2018, 2019, 2020, 2021, 2022), 2050
TARGET = 2030  # year of a target without one
#: Places that would nearly double (1.8 times) or more until `UNTIL` if the rates of their launch years went on, and how many times
#: their residents they would have: those who came bring more who come. Found by projecting every place
#: (tests/collection/test_every.py). Toshima (6.8 times) is not among them: of its one launch year the number would empty it.
MULTIPLYING = {
    "13382": 5.3, "13402": 2.4, "13421": 1.8, "19443": 115.2,
    "29451": 2.3, "32527": 1.9, "47353": 3.8, "47358": 2.2, "47381": 3.0, "47382": 2.0,
}  # fmt: skip

_TREND = """\
# {name}: written by `cohort new` from official statistics; inputs/{folder} holds every figure, to be replaced by your own.
# {name}：`cohort new` が公的統計から作成しました。数値は inputs/{folder} にあり、自前の数値に置き換えられます。
format = 1
name   = "trend"
title  = {{ en = "Trend: {what_en} of {span_en} go on{births_en}", ja = "すう勢：{span_ja}の{what_ja}が続く{births_ja}" }}
short  = {{ en = "Trend", ja = "すう勢" }}
order  = 1

[launch]
date   = {launch}-01-01               # the latest register by age in the collection / 年齢別で最新の住民基本台帳
basis  = "register"
until  = {until}
events = {events}   # {why}
fertility_level = "last_year"   # births fell through these years / この間も出生率が下がったため、最後の年の水準
{migration}"""
_COUNT = """\
# The rates of those years would multiply: {growth:.1f} times the residents by {until}. As many as came and left go on instead.
# 移動率が続くと転入が転入を呼び、{until}年の人口は{growth:.1f}倍になる。移動は率でなく年あたりの人数が続くとした。
migration_level = "count"
"""
_FIVE = "five years: one alone is much chance in a small place / 5年平均（単年は振れが大きい）"
_FEWER = "in earlier years more came at some age than live here now / これより前の年は転入超過が現在の居住者を上回る年齢があり使えない"
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
        kind=InputError,
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
    for folder in (inputs, scenarios):
        if os.path.lexists(folder):
            fail(
                folder.as_posix(),
                "",
                kind=InputError,
                en="is there already and is left as it is; choose another place with --out, or rename it.",
                ja="既にあるため、そのままにしました。--out で別の場所を指定するか、名前を変えてください。",
            )
    prefecture = out / "inputs" / prefecture_folder(place.prefecture)
    shared = {
        prefecture: prefecture_files(place.prefecture),
        out / "inputs" / NATION: {path.name: path.read_bytes() for path in nation_folder().iterdir()},
    }
    texts = scenario_texts(place, plan, area(place.code))
    for folder, files in shared.items():
        if not os.path.lexists(folder):  # another municipality's stands there: the same figures, or corrected ones
            _write(folder, files)
    _write(inputs, area_files(place))
    _write(scenarios, {file: text.encode() for file, text in texts.items()})
    return scenarios, inputs


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write a folder beside its place, then rename it: all or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as home:
        beside = Path(home) / folder.name
        beside.mkdir()
        for name, content in files.items():
            (beside / name).write_bytes(content)
        beside.rename(folder)


def scenario_texts(place: Place, plan: Plan, inputs: Inputs) -> dict[str, str]:
    """Return the scenario files of a place, by name."""
    events, levels = launch_years(inputs)
    trend = trend_text(place.full_name.ja, folder_name(place), events, MULTIPLYING.get(place.code))
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


def launch_years(inputs: Inputs) -> tuple[tuple[int, ...], dict[str, float]]:
    """Return the launch years of a place, and where a plan starts: their net migrants and the fertility their births imply.

    The years are `EVENTS`, or, where the residents of the launch cannot be taken back over all of them, as many of the last of
    them as can be projected from: to a village with a boarding school more may have come at an age than live there now. A
    place whose figures give no level in any case (a town that was evacuated) has all of them, and no levels.
    """
    from cohort.assumptions.baseline import baseline
    from cohort.scenario.model import Launch

    for since in range(len(EVENTS)):
        launch = Launch(
            date=date(LAUNCH, 1, 1), basis="register", until=UNTIL, events=EVENTS[since:], fertility_level="last_year"
        )
        with contextlib.suppress(CohortError):
            base = baseline(inputs, launch)
            if since:
                _project(inputs, launch.events)
            return launch.events, rounded(base.events.net_level, base.tfr)
    return EVENTS, {}


def rounded(net: float, tfr: float) -> dict[str, float]:
    """Return the levels of launch years as a plan begins with them."""
    return {"net": round(net, 1), "tfr": round(tfr, 2)}


def _project(inputs: Inputs, events: tuple[int, ...]) -> None:
    """Raise what keeps a trend on some launch years from being projected."""
    from cohort.assumptions import assume
    from cohort.projection.project import project
    from cohort.scenario import read_scenarios

    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        (Path(home) / "trend.toml").write_text(trend_text("", "", events), encoding="utf-8")
        project(assume(inputs, read_scenarios(home)), keep="totals")


def trend_text(name: str, folder: str, events: tuple[int, ...], growth: float | None = None) -> str:
    """Return the file of the trend of a place: its full name, the folder of its inputs, the launch years, `MULTIPLYING`."""
    first, last = events[0], events[-1]
    counts = ("the rates of births and deaths and the number of net migrants", "出生・死亡の水準と純移動数")
    what_en, what_ja = ("the rates", "出生・死亡・移動の水準") if growth is None else counts
    return _TREND.format(
        name=name,
        folder=folder,
        span_en=f"{first}-{last}" if first < last else first,
        span_ja=f"{first}～{last}年" if first < last else f"{first}年",
        launch=LAUNCH,
        until=UNTIL,
        events=list(events),
        why=_FIVE if events == EVENTS else _FEWER,
        births_en="" if first == last else f", births at the level of {last}",
        births_ja="" if first == last else f"（出生率は{last}年の水準）",
        what_en=what_en,
        what_ja=what_ja,
        migration="" if growth is None else _COUNT.format(growth=growth, until=UNTIL),
    )


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
    if not plain or (text.isascii() and not find(text)):
        yield asked, None
        return
    place = the_place(text)
    own = Path("scenarios") / folder_name(place)
    if own.is_dir():
        yield own, None
        return
    with tempfile.TemporaryDirectory(prefix="cohort-") as home:
        yield new(place.code, home)[0], place


at_the_door(globals())
