"""What the arguments of charts must be, by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from cohort.arguments import (
    ARRAY,
    AXES,
    DRAWN,
    FRAME,
    HEIGHTS,
    LABELS,
    LANGUAGE,
    MAPPING,
    NESTED,
    NUMBER,
    OUTLOOK,
    OUTLOOKS,
    PAIRS,
    PARTS,
    PERIODS,
    PLACES,
    SAID,
    SHARES,
    SOME_NAMES,
    SOME_PAIRS,
    TEXT,
    TEXTS,
    TRUTH,
    YEAR,
    check,
)

_KINDS = {
    "source": DRAWN,     "scenarios": SOME_NAMES, "titles": MAPPING, "series_titles": MAPPING, "labels": LABELS, "published": FRAME,
    "observed": FRAME, "outlook": OUTLOOKS, "against": DRAWN, "periods": PERIODS, "levels": SHARES, "level": NUMBER,
    "parts": PARTS, "bounds": SOME_PAIRS, "centre": NUMBER, "start": NUMBER, "end": NUMBER, "points": PAIRS, "result": ARRAY, "scenario": TEXT,
    "measure": TEXT, "ax": AXES, "colours": MAPPING, "values": ARRAY, "heights": HEIGHTS, "notes": MAPPING, "ranges": PAIRS,
    "years": NESTED, "seen": PAIRS, "lines": PARTS, "gaps": NESTED, "first": YEAR, "last": YEAR, "places": PLACES,
    "dots.outlook": OUTLOOK, "by": TEXT, "marked": NUMBER, "words": SAID, "place": SAID, "scenario_title": SAID, "title": SAID, "sources": TEXTS,
    "language": LANGUAGE, "start_label": SAID, "end_label": SAID, "within": NUMBER, "from_zero": TRUTH,
}  # fmt: skip


def checker(draw: Callable[..., Any]) -> Callable[[Mapping[str, object]], None]:
    """Return what refuses wrong arguments of a drawing; a default may always be given."""
    defaults = {name: one.default for name, one in inspect.signature(draw).parameters.items()}
    kinds = {name: _KINDS.get(f"{draw.__name__}.{name}", kind) for name, kind in _KINDS.items()}

    def checked(given: Mapping[str, object]) -> None:
        passed = {name: one for name, one in given.items() if one is not defaults.get(name)}
        check(draw.__name__, passed, kinds)

    return checked
