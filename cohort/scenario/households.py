"""Households that can be named in ``[[migration.households]]``: conventions, not observations.

A plan that knows who came should list ``members`` itself.
"""

from __future__ import annotations

from cohort.scenario.schema import Member

HOUSEHOLDS: dict[str, tuple[Member, ...]] = {
    "single-man": (Member(sex="male", age=24),),
    "single-woman": (Member(sex="female", age=24),),
    "young-couple": (Member(sex="male", age=30), Member(sex="female", age=28)),
    "couple-with-child": (Member(sex="male", age=33), Member(sex="female", age=31), Member(sex="female", age=2)),
    "couple-with-two-children": (
        Member(sex="male", age=36),
        Member(sex="female", age=34),
        Member(sex="male", age=6),
        Member(sex="female", age=3),
    ),
    "mother-with-child": (Member(sex="female", age=35), Member(sex="male", age=7)),
    "retired-couple": (Member(sex="male", age=66), Member(sex="female", age=63)),
}
