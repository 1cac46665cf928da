"""Inputs x scenario -> yearly schedules: launch, mortality, fertility, migration, and the levels of the launch years."""

from cohort.assumptions.assume import assume

__all__ = ["assume"]
