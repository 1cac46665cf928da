"""What is said when something is asked for that the folder does not hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from cohort.errors import did_you_mean, fail


def nothing_found(subject: str, got: str, there: Sequence[str], hint_for: str = "") -> NoReturn:
    """Say that there is no such row, and what there is."""
    hint_en = did_you_mean(hint_for, there, "en") if hint_for else ""
    hint_ja = did_you_mean(hint_for, there, "ja") if hint_for else ""
    fail(
        subject,
        got,
        en=f"there is none; there are: {', '.join(there) or 'no rows at all'}.{hint_en}",
        ja=f"見つかりません。あるのは {'、'.join(there) or '（行がありません）'} です。{hint_ja}",
    )


def no_table(subject: str) -> NoReturn:
    """Say that a whole table is missing."""
    fail(
        subject,
        en="the file is missing and is needed here; add it.",
        ja="この計算に必要なファイルがありません。加えてください。",
    )
