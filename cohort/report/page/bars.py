"""Charts of what it would take, small: rows of words, a bar and a number, which any width has room for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from cohort.story.model import Chart
from cohort.text import LANGUAGES, Said, Text, Year
from cohort.vocabulary import NOT_CROSSED, SEX_COLOURS, SEX_NAMES
from cohort.wording import Change, Plain

Json = dict[str, Any]
AGES = range(0, 80, 10)  # of the arrivals shown
_STEPS = Text(
    "The latest actuals beside the paths, in steps of what chance allows: 0 is the path, below -1 is worse than the path by more than chance.",
    "最新の実績と各シナリオの経路の差。偶然の変動の範囲を1とし、0は経路どおり、△1を下回ると偶然の範囲を超えて経路より悪い。",
)
_NONE = Text("–", "–")


def bars(chart: Chart) -> Json | None:
    """Return a chart as rows: its title, what it shows, and for each row words, a bar (percent of the width) and what it says.

    None for a kind that has no such form. Nothing is worked out but places on the screen.
    """
    made = _KINDS.get(chart.kind)
    if made is None:
        return None
    shown = _STEPS if chart.kind == "standings" else chart.caption  # there is no shaded part here
    return {"title": _both(chart.title), "alt": _both(shown), "rows": list(made(chart.data))}


def _both(said: Said | str) -> Json:
    return {code: said if isinstance(said, str) else said.say(code) for code in LANGUAGES}


def _row(
    label: Said | str, said: Said, ends: tuple[float, float] | None, low: float, high: float, colour: str = ""
) -> Json:
    """Return a row; ``ends`` are those of its bar on a scale from low to high, None without a bar."""
    span = (high - low) or 1.0
    bar = (
        None
        if ends is None
        else [round(100 * (min(ends) - low) / span, 2), round(100 * abs(ends[1] - ends[0]) / span, 2)]
    )
    return {"label": _both(label), "said": _both(said), "bar": bar, "colour": colour}


def _head(label: Said | str) -> Json:
    return {"label": _both(label), "said": None, "bar": None, "colour": ""}


def _scale(values: Iterable[float]) -> tuple[float, float]:
    every = [0.0, *values]
    return min(every), max(every)


def _heights(data: Any) -> Iterator[Json]:
    low, high = _scale(height for height in data["heights"].values() if height is not None)
    for name, height in data["heights"].items():
        said = _NONE if height is None else Plain(height, data.get("places", 0))
        yield _row(name, said, None if height is None else (0.0, height), low, high)
        note = data.get("notes", {}).get(name)
        if note is not None:
            yield _head(note)


def _parts(data: Any) -> Iterator[Json]:
    low, high = _scale(data["parts"].values())
    yield _row(data["start_label"], Plain(data["start"]), None, 0, 1)
    for name, part in data["parts"].items():
        yield _row(data["labels"].get(name, name), Change("population", part), (0.0, part), low, high)
    yield _row(data["end_label"], Plain(data["end"]), None, 0, 1)


def _ages(data: Any) -> Iterator[Json]:
    values = data["values"]
    low, high = _scale([float(values.max())])
    for age in AGES:
        if age not in values["age"].values:
            continue
        for sex in ("female", "male"):
            value = float(values.sel(sex=sex, age=age))
            label = Text("{sex} {age}", "{sex}{age}歳", sex=SEX_NAMES[sex], age=age)
            ends = (0.0, value) if math.isfinite(value) else None
            yield _row(label, Plain(value, 2), ends, low, high, SEX_COLOURS[sex])


def _years(data: Any) -> Iterator[Json]:
    first, last = data["first"], data["last"]
    for line, years in data["years"].items():
        yield _head(line)
        for name, year in years.items():
            said = NOT_CROSSED if year is None else Year(year)
            yield _row(data["labels"][name], said, None if year is None else (first, year), first, last)


def _distances(data: Any) -> Iterator[Json]:
    every = [value for row in data["gaps"].values() for value in row.values()]
    reach = max([1.0, *map(abs, every)])
    for words, row in data["gaps"].items():
        yield _head(words)
        for name, value in row.items():
            yield _row(data["labels"][name], Plain(value, 1, sign=True), (0.0, value), -reach, reach)


_KINDS: dict[str, Callable[[Any], Iterator[Json]]] = {
    "bars": _heights,
    "waterfall": _parts,
    "value_by_age": _ages,
    "crossings": _years,
    "standings": _distances,
}
