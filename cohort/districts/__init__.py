"""Districts: parts of a municipality, each carried forward inside the municipality's projection."""

from __future__ import annotations

from cohort.arguments import at_the_door
from cohort.districts.check import check_districts
from cohort.districts.project import district_counts, near_launch, project_districts
from cohort.districts.told import check_table, district_sentences, district_table

__all__ = [
    "check_districts",
    "check_table",
    "district_counts",
    "district_sentences",
    "district_table",
    "near_launch",
    "project_districts",
]

at_the_door(globals())
