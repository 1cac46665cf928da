"""Mean age at death of young children.

Sources: Andreev and Kingkade (2015), "Average age at death in infancy and infant mortality level",
*Demographic
Research* 33(13) (age 0); Coale and Demeny (1983), *Regional Model Life Tables*, region West (ages 1-4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, refuse

Sex = Literal["male", "female"]
SUBJECT = "life table"

# a0 = max(c0 - s0 q0, min(c1 + s1 q0, top)): the published segments, which meet where the lines cross.
_ANDREEV_KINGKADE: dict[str | None, tuple[float, float, float, float, float]] = {
    "male": (0.1493, 2.0367, 0.0244, 3.4994, 0.2991),
    "female": (0.1490, 2.0867, 0.0438, 4.1075, 0.3141),
}
_ANDREEV_KINGKADE[None] = tuple(  # type: ignore[assignment]
    (m + f) / 2 for m, f in zip(_ANDREEV_KINGKADE["male"], _ANDREEV_KINGKADE["female"], strict=True)
)
# 4a1 = top where m0 >= 0.107, else c - s m0
_COALE_DEMENY_1_4: dict[str | None, tuple[float, float, float]] = {
    "male": (1.352, 1.651, 2.816),
    "female": (1.361, 1.522, 1.518),
    None: (1.3565, 1.5865, 2.167),
}


def infant_ax(
    sex: Sex | Sequence[Sex] | None = None, *, qx: npt.ArrayLike | None = None, mx: npt.ArrayLike | None = None
) -> Array:
    """Mean age at death of those who die in their first year (Andreev and Kingkade 2015).

    Parameters
    ----------
    sex : "male", "female", a sequence of them, or None
        A sequence names the entries of the last axis of `qx` or `mx`. None: the mean of the two sexes'
        coefficients.
    qx, mx : array_like
        Probability of dying in the first year, or the death rate below age 1: one of the two.

    Returns
    -------
    array
        Years, of the shape of `qx` or `mx`. From `mx` the formula in `qx` is solved exactly, so that both
        ways agree.

    Raises
    ------
    AssumptionError
        Unknown sex; neither or both given; a value out of range.
    """
    if (qx is None) == (mx is None):
        refuse(SUBJECT, "qx, mx", en="give one of qx and mx.", ja="qx と mx のどちらか一方を与えてください。")
    c0, s0, c1, s1, top = _coefficients(_ANDREEV_KINGKADE, sex)
    if mx is None:
        q = checked(SUBJECT, "qx", qx, low=0, high=1)  # type: ignore[arg-type]
    else:
        m = checked(SUBJECT, "mx", mx, low=0)
        # q (1 + (1 - a) m) = m with a = c + s q on each segment; q rises with m, so the segments keep order
        q = _quadratic(m, c0, -s0)
        q = np.where(q < (c0 - c1) / (s0 + s1), q, _quadratic(m, c1, s1))
        q = np.where(q < (top - c1) / s1, q, m / (1 + (1 - top) * m))
    return np.maximum(c0 - s0 * q, np.minimum(c1 + s1 * q, top))


def _quadratic(m: Array, c: Array, s: Array) -> Array:
    # smaller root of s m q^2 - (1 + (1 - c) m) q + m = 0, in the form that does not cancel
    b = 1 + (1 - c) * m
    return 2 * m / (b + np.sqrt(np.maximum(b * b - 4 * s * m * m, 0)))


def _coefficients(rows: Mapping[str | None, tuple[float, ...]], sex: Sex | Sequence[Sex] | None) -> tuple[Array, ...]:
    names = [sex] if sex is None or isinstance(sex, str) else list(sex)
    for name in names:
        if name not in rows:
            refuse(
                SUBJECT,
                "sex",
                en=f"got {name!r}; 'male', 'female' or None is needed.",
                ja=f"{name!r} です。'male'、'female' または None を与えてください。",
            )
    columns = np.array([rows[name] for name in names]).T
    return tuple(columns[:, 0] if sex is None or isinstance(sex, str) else columns)


@takes()
def child_ax(m0: Array, sex: Sex | Sequence[Sex] | None) -> Array:
    """Mean years lived between ages 1 and 5 by those who die there, from the infant death rate (Coale and
    Demeny, West)."""
    top, c, s = _coefficients(_COALE_DEMENY_1_4, sex)
    return np.where(m0 >= 0.107, top, c - s * m0)
