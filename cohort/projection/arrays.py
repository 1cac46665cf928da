"""What the kernel reads and writes: plain tuples of arrays. Nothing here is compiled."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MALE, FEMALE = 0, 1
# What can stop a run, as written in Kept.status[:, 0].
FINE, NEGATIVE_AT_END, NEGATIVE_AT_START, NO_FACTOR, NOT_SETTLED, OUTSIDE = 0, 1, 2, 3, 4, 5
# How a net total is controlled.
AS_GIVEN, SOLVED, HELD = 0, 1, 2


class Form(NamedTuple):
    """Which variant of the method is run; ages are positions, the last one included."""

    step: int
    end: bool
    child_woman_ratio: bool
    end_mothers: bool
    first_mother: int
    last_mother: int


class Schedules(NamedTuple):
    """What is read. Axes are (row, period, ...); no row means that the variable is not given."""

    launch_population: Floats  # row, sex, age
    survivorship: Floats  # row, period, sex, age
    asfr: Floats  # row, period, age
    srb: Floats  # row, period
    child_woman_ratio: Floats  # row, period
    sex_ratio_0_4: Floats  # row, period
    net_migration: Floats  # row, period, sex, age
    net_migration_rate: Floats  # row, period, sex, age
    net_migration_total: Floats  # row, period
    net_migration_control: Integers  # row, period


class Rows(NamedTuple):
    """Which row of each schedule an element of the batch reads."""

    launch_population: Integers
    survivorship: Integers
    asfr: Integers
    srb: Integers
    child_woman_ratio: Integers
    sex_ratio_0_4: Integers
    net_migration: Integers
    net_migration_rate: Integers
    net_migration_total: Integers
    net_migration_control: Integers


class Kept(NamedTuple):
    """What is written. Sex and age have length 1 where they are summed; an empty array is not written (but births are)."""

    population: Floats  # batch, time, sex, age
    births: Floats  # batch, period, sex
    deaths: Floats  # batch, period, sex, age
    net_migration: Floats  # batch, period, sex, age
    net_migration_factor: Floats  # batch, period; no period where no total is controlled
    status: Integers  # batch, (what, period, sex, age)
    shortfall: Floats  # batch
