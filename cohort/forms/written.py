"""What stood in a file, quoted in a message."""

from __future__ import annotations

import math
from datetime import date

from cohort.errors import Language


def digits(value: float) -> str:
    """Return a number as a file would have it: without a trailing ``.0``, else with all its digits."""
    if isinstance(value, int):
        return str(value) if abs(value) < 10**18 else f"{value:.3e}" if abs(value) < 10**300 else "> 1e300"
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(value)


def range_words(low: float, high: float) -> tuple[str, str]:
    """Return a range in English and Japanese; an infinite end is left out."""
    if math.isinf(high):
        return f"{digits(low)} or more", f"{digits(low)} 以上"
    return f"from {digits(low)} to {digits(high)}", f"{digits(low)} から {digits(high)} まで"


def shown(value: object, language: Language) -> str:
    """Return what was got, as the reader wrote it or as the kind of thing it is."""
    ja = language == "ja"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = value if len(value) <= 60 else value[:57] + "..."
        return f"「{text}」" if ja else f"'{text}'"
    if isinstance(value, int | float):
        return digits(value)
    if isinstance(value, dict):
        return "表 { }" if ja else "a table { }"
    if isinstance(value, list | tuple):
        return "配列 [ ]" if ja else "a list [ ]"
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return "空" if ja else "nothing"
    return str(value)
