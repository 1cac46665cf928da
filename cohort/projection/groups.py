"""Five-year age groups: which group an age belongs to, and what it is called."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cohort.arguments import takes

WIDTH = 5


@takes()
def age_groups(ages: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
    """Return the position of the five-year group of each age (lower bounds from 0, the last one open), and the groups' labels.

    The last group begins at the multiple of five at or below the open age: with ages 0 ... 103+ it is ``"100+"``.

    >>> age_groups(np.arange(12))
    (array([0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2]), ['0-4', '5-9', '10+'])
    """
    position = ages // WIDTH
    starts = range(0, int(ages[-1]) // WIDTH * WIDTH + 1, WIDTH)
    labels = [f"{start}-{start + WIDTH - 1}" for start in starts]
    labels[-1] = f"{starts[-1]}+"
    return position, labels
