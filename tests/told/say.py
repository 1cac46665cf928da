"""How a number should read: written again for the tests, from the rules in `docs`, not from the code."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

SHARES = ("share_65_plus", "share_75_plus")
ONE_DECIMAL = ("median_age",)
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
