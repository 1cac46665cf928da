"""How a number should read: written again for the tests, from the rules in `docs`, not from the code."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

SHARES = ("share_65_plus", "share_75_plus")
ONE_DECIMAL = ("median_age", "e0", "e0_male", "e0_female")
TWO_DECIMALS = ("dependency_ratio", "old_age_dependency_ratio", "tfr")


def rounded(value: float, places: int = 0) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def with_commas(amount: Decimal) -> str:
    whole, _, part = f"{abs(amount):f}".partition(".")
    groups = []
    while whole:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return ",".join(groups) + (f".{part}" if part else "")


def places(measure: str) -> int:
    return 1 if measure in (*ONE_DECIMAL, *SHARES) else 2 if measure in TWO_DECIMALS else 0


def number(measure: str, value: float, language: str) -> str:
    """Return a value: ``82,044``, ``44.1%``, ``62.7``; △ for minus in Japanese."""
    share = measure in SHARES
    amount = rounded(100 * value if share else value, places(measure))
    minus = ("△" if language == "ja" else "-") if amount < 0 else ""
    return f"{minus}{with_commas(amount)}{'%' if share else ''}"


def change(measure: str, value: float, language: str) -> str:
    """Return a difference with its sign; of shares in percentage points, without a unit."""
    said = number(measure, value, language).removesuffix("%")
    return f"+{said}" if said[0] not in "△-" and re.search("[1-9]", said) else said


def difference(measure: str, a: float, b: float, language: str) -> str:
    """Return a minus b as both are shown: rounded first."""
    scale = 100 if measure in SHARES else 1
    shown = rounded(scale * a, places(measure)) - rounded(scale * b, places(measure))
    return change(measure, float(shown) / scale, language)


def difference_of(measure: str, a: float, b: float) -> float:
    """Return a minus b as both are shown, as a number."""
    scale = 100 if measure in SHARES else 1
    return float(rounded(scale * a, places(measure)) - rounded(scale * b, places(measure))) / scale


def cell(one: Any, language: str) -> str:
    """Return how a cell of a table should read, by its kind: words as they stand, numbers by the rules above."""
    content = one.content
    if content is None or isinstance(content, str):
        return content or ""
    if not isinstance(content, (int, float)):
        return str(content.say(language))
    if not math.isfinite(content):
        return "-"
    minus = "△" if language == "ja" else "-"
    if one.kind == "year":
        return f"{content}年" if language == "ja" else str(content)
    if one.kind in ("value", "change"):
        return (number if one.kind == "value" else change)(one.measure, content, language)
    if one.kind == "number" and one.places is None:  # as it is written
        amount = Decimal(f"{content:.10g}")
    elif one.kind == "share":
        amount = rounded(100 * content, 1 if one.places is None else one.places)
    else:
        amount = rounded(content, one.places or 0)
    percent = "%" if one.kind == "share" else ""
    return f"{minus if amount < 0 else ''}{with_commas(amount)}{percent}{one.mark}"
