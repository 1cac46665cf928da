"""What the page carries: schedules of every scenario, and what the story says beside them.

Numbers go as base64 of little-endian float64, so that the browser starts from the same bits. Equal arrays are stored
once, a schedule that does not change over the periods has one row, and ages at both ends that are zero throughout are cut.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from cohort.analysis.verdict import Verdict
from cohort.report.page.bars import bars
from cohort.report.page.settings import adjustable, published_tfr, start_of
from cohort.scenario.course_row import cite
from cohort.story.model import Bullets, Figure, Paragraph, Story
from cohort.table import Table
from cohort.text import LANGUAGES, Day, Said, Text, part_of_year, texts
from cohort.vocabulary import AGE_COLOURS, BAD, GOOD, SEX_COLOURS, VOCABULARY

FloatArray = NDArray[np.float64]
Json = dict[str, Any]

#: Every word on the page that is not the story's.
TEXTS = texts("cohort.report.page", "texts.toml")
OWN_SCALE = Text("births per woman of the count it starts from", "起点の女性人口に対する率（公表値の登録なし）")
MEASURES = (
    "population", "population_0_14", "population_15_64", "population_65_plus", "population_75_plus",
    "share_65_plus", "share_75_plus", "women_20_39", "women_15_49",
)  # fmt: skip
HISTORY = 20  # years of published points before launch
TFR_RANGE = (0.8, 2.5)  # Japanese prefectures since 1960 lie inside


class Arrays:
    """Arrays of the payload, each stored once."""

    def __init__(self) -> None:
        self.stored: list[str] = []
        self._index: dict[bytes, int] = {}

    def add(self, values: FloatArray, varies: bool) -> Json:
        """Store an array (period first if ``varies``) and return its description: number, shape, what was cut."""
        rows = np.ascontiguousarray(values if varies else values[None], dtype="<f8")
        if rows.shape[0] > 1 and all(row.tobytes() == rows[0].tobytes() for row in rows):
            rows = rows[:1]
        width = rows.shape[-1]
        used = np.flatnonzero((rows != 0).reshape(-1, width).any(axis=0))
        first, last = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 1)
        content = np.ascontiguousarray(rows[..., first:last]).tobytes()
        number = self._index.setdefault(content, len(self.stored))
        if number == len(self.stored):
            self.stored.append(base64.b64encode(content).decode())
        return {"array": number, "rows": rows.shape[0], "groups": rows[0].size // width, "width": width, "first": first}


def one_scenario(assumptions: xr.Dataset, name: str) -> xr.Dataset:
    """Return one scenario's assumptions without leading dims; a story is of one area and one course."""
    bare = assumptions.isel({dim: 0 for dim in ("area", "draw") if dim in assumptions.dims}, drop=True)
    return bare.sel(scenario=name, drop=True) if "scenario" in bare.dims else bare


# name in the page: variable, dims after period
_FIELDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "survivorship": ("survivorship", ("sex", "age")),
    "asfr": ("asfr", ("age",)),
    "srb": ("srb", ()),
    "cwr": ("child_woman_ratio", ()),
    "sexRatio": ("sex_ratio_0_4", ()),
    "rate": ("net_migration_rate", ("sex", "age")),
    "counts": ("net_migration", ("sex", "age")),
    "total": ("net_migration_total", ()),
    "control": ("net_migration_control", ()),
}


def schedule(assumptions: xr.Dataset, arrays: Arrays) -> Json:
    """Return one scenario's schedules, as ``engine.js`` reads them."""
    launch = assumptions["launch_population"].transpose("sex", "age").values
    found: Json = {"launch": arrays.add(launch.astype(np.float64), varies=False)}
    for short, (name, dims) in _FIELDS.items():
        if name not in assumptions:
            continue
        variable = assumptions[name]
        varies = "period" in variable.dims
        order = [dim for dim in ("period", *dims) if dim in variable.dims]
        values = variable.transpose(*order).values.astype(np.float64)
        found[short] = arrays.add(values if values.ndim > varies else values[..., None], varies)
    for short, values in zip(("scaledRate", "scaledCounts"), adjustable(assumptions) or (), strict=False):
        found[short] = arrays.add(values, varies=True)
    tfr = published_tfr(assumptions)
    found["tfr"] = None if tfr is None or not (tfr > 0).all() else arrays.add(tfr[:, None], varies=True)
    return found


def _reference_day(assumptions: xr.Dataset, name: str) -> str:
    if "reference_date" in assumptions.coords:
        days = assumptions.coords["reference_date"]
        return str(days.sel(scenario=name).item() if "scenario" in days.dims else days.item())
    return str(assumptions.attrs.get("reference_date", "01-01"))


def _scenarios(story: Story, arrays: Arrays) -> Iterator[Json]:
    names = story.names
    for name in names.scenarios:
        own = one_scenario(story.run.assumptions, name)
        start = start_of(own)
        yield {
            "name": name,
            "title": both(names.titles[name]),
            "short": both(names.short[name]),
            "colour": names.colours[name],
            "role": "main" if name in names.mains else "variant",
            "part": part_of_year(_reference_day(story.run.assumptions, name)),
            "year": start.year,
            "after": start.after,
            "schedule": schedule(own, arrays),
        }


def both(said: Said) -> Json:
    """Return what is said in each language."""
    return {language: said.say(language) for language in LANGUAGES}


def outlooks(verdicts: Iterable[Verdict], times: Collection[int]) -> list[Json]:
    """Return what the plans state: each outlook once, with the scenarios that state it, population first.

    Only measures and years that the page can check. ``low`` and ``high`` are the limits within which it is met.
    """
    found: dict[object, Json] = {}
    for verdict in verdicts:
        item = verdict.outlook
        if not verdict.own or item.measure not in MEASURES or item.year not in times:
            continue
        low, high = item.limits()
        stated = {
            "measure": item.measure, "year": item.year, "kind": item.bound, "scope": item.scope, "value": item.value,
            "low": low if math.isfinite(low) else None, "high": high if math.isfinite(high) else None,
        }  # fmt: skip
        one = found.setdefault(tuple(stated.values()), {**stated, "said": both(item.said), "scenarios": []})
        one["scenarios"].append(verdict.scenario)
    return sorted(found.values(), key=lambda item: item["measure"] != "population")


def observed_points(rows: pd.DataFrame) -> list[Json]:
    """Return counted populations: basis, date, position on the year axis, persons."""
    ordered = rows.sort_values(["date", "basis"])
    return [
        {"basis": basis, "date": f"{day:%Y-%m-%d}", "x": day.year + part_of_year(f"{day:%m-%d}"), "value": float(value)}
        for basis, day, value in zip(ordered["basis"], ordered["date"], ordered["value"], strict=True)
    ]


def published_lines(rows: pd.DataFrame, first: int, last: int) -> list[Json]:
    """Return published totals by series: its name and points (position on the year axis, year, persons)."""
    kept = rows[rows["year"].between(first, last)].sort_values(["series", "year"])
    return [
        {
            "series": series,
            "name": both(own["name"].iloc[0]),
            "points": [
                [int(year) + part_of_year(day), int(year), float(value)]
                for year, day, value in zip(own["year"], own["date"], own["value"], strict=True)
            ],
        }
        for series, own in kept.groupby("series", sort=True)
    ]


def net_limit(launch_total: float, net: float) -> float:
    """Return the largest net migration a year that the slider offers, a round number: beyond twice what is, or 1 % a year."""
    wanted = max(2.2 * abs(net), 0.01 * launch_total, 1.0)
    unit = 10.0 ** math.floor(math.log10(wanted))
    return float(math.ceil(wanted / (unit / 2)) * unit / 2)


def payload(story: Story, language: str) -> Json:
    """Return everything the page carries; ``language`` is the one it opens in."""
    run, names, arrays = story.run, story.names, Arrays()
    assumptions, scenarios = run.assumptions, list(_scenarios(story, arrays))
    periods = [int(p) for p in assumptions["period"].values]
    step = int(assumptions.attrs["step"])
    last, drawn = periods[-1] + step, story.charts["totals"].data
    launch = one_scenario(assumptions, names.scenarios[0])["launch_population"]
    return {
        "format": 1,
        "language": language,
        "area": {"code": run.inputs.area.code, "name": both(names.place)},
        "date": both(Day(story.date)),
        "question": both(story.question),
        "headline": both(story.headline[min(1, len(story.headline) - 1)]),
        "step": step,
        "timing": assumptions.attrs.get("migration_timing", "even"),
        "mothers": assumptions.attrs.get("mothers", "survivors"),
        "ages": [int(age) for age in assumptions["age"].values],
        "periods": periods,
        "times": [*periods, last],
        "ahead": story.date.year + 1,
        "opening": names.opening,
        "reference": names.reference,
        "scenarios": scenarios,
        "arrays": arrays.stored,
        "outlooks": outlooks(run.verdicts, [*periods, last]),
        "observed": observed_points(drawn["observed"]),
        "published": published_lines(drawn["published"], periods[0] - HISTORY, last),
        "tfrRange": TFR_RANGE,
        "netLimit": net_limit(float(launch.sum()), max(_totals(assumptions), default=0.0) / step),
        "labels": {name: both(VOCABULARY[name].text) for name in MEASURES},
        "colours": {**SEX_COLOURS, "ages": AGE_COLOURS, "good": GOOD, "bad": BAD},
        "sources": _sources(story),
        "takes": _takes(story),
        "readings": _pictured(story, "readings", "readings"),
        "chance": _pictured(story, "chance", "fan"),
        "map": _map(story),
        "texts": {
            code: {key: text.say(code) for key, text in {**TEXTS, **_scale(assumptions)}.items()} for code in LANGUAGES
        },
    }


def _scale(assumptions: xr.Dataset) -> dict[str, Text]:
    """Return what the fertility slider counts, where the inputs hold no published rate that targets are scaled to."""
    unscaled = "tfr_scale" in assumptions and bool((assumptions["tfr_scale"] == 1).all())
    return {"tfr_hint": OWN_SCALE} if unscaled else {}


def _pictured(story: Story, key: str, picture: str) -> Json | None:
    """Return a section of the report for the page: its sentences, and its chart as a picture in each language; None without it."""
    if picture not in story.charts:
        return None
    section, chart = story.section(key), story.charts[picture]
    said = [one for block in section.blocks if isinstance(block, Bullets) for one in block.items]
    from cohort.report.charts import svg  # a page without pictures loads nothing to draw them

    pictures = {language: base64.b64encode(svg(chart, language, font=True).encode()).decode() for language in LANGUAGES}
    return {"said": [both(one) for one in said], "alt": both(chart.caption), "picture": pictures}


YEARS_FOR_A_DEVIATION = 3


def _map(story: Story) -> dict[str, Any] | None:
    """Return what the map of all combinations marks: years seen, what others published, and a measure of distance."""
    drawn = story.charts.get("verdict-map")
    if drawn is None or len(drawn.data["seen"]) < YEARS_FOR_A_DEVIATION:
        return None
    seen = [(int(year), net, tfr) for year, (net, tfr) in drawn.data["seen"].items()]
    net, tfr = (float(np.std([one[i] for one in seen], ddof=1)) for i in (1, 2))
    if not (net > 0 and tfr > 0):
        return None
    return {
        "seen": [{"year": year, "net": net_then, "tfr": tfr_then} for year, net_then, tfr_then in seen],
        "lines": [{"name": both(name), "value": value} for name, value in drawn.data["lines"].items()],
        "deviation": {"net": net, "tfr": tfr},
    }


#: Sections of the report that answer what it would take.
ANSWERS = ("takes", "delay", "stabilise", "values", "returning", "gap", "thresholds", "monitor")


def _takes(story: Story) -> list[dict[str, Any]]:
    """Return what it would take: of each section the title, its sentences (its lead aside), its charts as rows, and its tables, as words."""
    made = []
    for section in story.sections:
        if section.key not in ANSWERS:
            continue
        said: list[Said] = []
        for block in section.blocks[section.key == "takes" :]:
            if isinstance(block, Bullets):
                said += block.items
            elif isinstance(block, Paragraph):
                said.append(block.text)
        tables = [_table(block) for block in section.blocks if isinstance(block, Table)]
        drawn = [bars(story.charts[block.chart]) for block in section.blocks if isinstance(block, Figure)]
        made.append({
            "title": both(section.title), "said": [both(one) for one in said], "tables": tables,
            "charts": [one for one in drawn if one is not None],
        })  # fmt: skip
    return made


def _table(table: Table) -> dict[str, Any]:
    """Return a table as words: its title, and rows of cells, the first with the headings."""
    rows = {language: table.say(language) for language in LANGUAGES}
    return {"title": both(table.title), "rows": rows, "left": [column.align == "l" for column in table.columns]}


def _sources(story: Story) -> list[dict[str, str]]:
    """Return every source once, as it is cited: of the scenarios, and of the points drawn."""
    known, drawn = story.run.inputs.sources, story.charts["totals"].data
    every = [source for scenario in story.run.scenarios for source in scenario.sources]
    cells = [cell for table in ("observed", "published") for cell in drawn[table]["source"]]
    every += [known[key] for cell in cells for key in str(cell).split(", ")]
    return [both(said) for said in dict.fromkeys(map(cite, every))]


def _totals(assumptions: xr.Dataset) -> Iterator[float]:
    if "net_migration_total" in assumptions:
        total = assumptions["net_migration_total"].values.astype(np.float64)
        if np.isfinite(total).any():
            yield float(np.nanmax(np.abs(total)))
