"""Whether ratios are as good as in the last run that was kept. Seconds are not compared: machines differ, ratios of one run less."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

LEEWAY = 0.3  # part of a ratio by which it may be worse: two runs on a machine with other work differ by less


def worse(now: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each ratio that is worse than the kept one by more than `LEEWAY`, or is gone.

    Parameters
    ----------
    now, kept : sequence of mapping
        Rows with ``what``, ``ratio`` (None where the row is none) and ``better`` ("more", "less", or empty: not compared).
    """
    found = {str(row["what"]).strip(): row for row in now}
    sentences = []
    for row in kept:
        if row.get("ratio") is None or not row.get("better"):
            continue
        what, before = str(row["what"]).strip(), float(row["ratio"])
        if what not in found or found[what].get("ratio") is None:
            sentences.append(f"{what}: is not measured any more (it was {before:.2f}).")
            continue
        ratio = float(found[what]["ratio"])
        fell = ratio < before * (1 - LEEWAY) if row["better"] == "more" else ratio > before * (1 + LEEWAY)
        if fell:
            wanted = "at least" if row["better"] == "more" else "at most"
            limit = before * (1 - LEEWAY) if row["better"] == "more" else before * (1 + LEEWAY)
            sentences.append(
                f"{what}: {ratio:.2f}, where the last kept run had {before:.2f} ({wanted} {limit:.2f} is asked for)."
            )
    return sentences
