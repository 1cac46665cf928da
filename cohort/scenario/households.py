"""Households that can be named in ``[[migration.households]]``: conventions, not observations.

A plan that knows who came should list ``members`` itself.
"""

from __future__ import annotations

HOUSEHOLDS: dict[str, tuple[tuple[str, int], ...]] = {
    "single-man": (("male", 24),),
    "single-woman": (("female", 24),),
    "young-couple": (("male", 30), ("female", 28)),
    "couple-with-child": (("male", 33), ("female", 31), ("female", 2)),
    "couple-with-two-children": (("male", 36), ("female", 34), ("male", 6), ("female", 3)),
    "mother-with-child": (("female", 35), ("male", 7)),
    "retired-couple": (("male", 66), ("female", 63)),
}
