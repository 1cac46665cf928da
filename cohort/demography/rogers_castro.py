"""The Rogers-Castro model migration schedule.

Source: Rogers and Castro (1981), *Model Migration Schedules*, IIASA RR-81-30.
The named standards are theirs and the United Nations' (see `STANDARD`).
"""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from cohort.arguments import takes
from cohort.demography.checks import Array, checked, refuse

SUBJECT = "Rogers-Castro"


@dataclass(frozen=True)
class RogersCastro:
    """The thirteen terms; those of a component that is absent are 0.

    Attributes
    ----------
    a1, alpha1 : float
        Children: level and descent.
    a2, alpha2, mu2, lambda2 : float
        Labour force: level, descent, place (years of age), ascent.
    c : float
        Constant.
    a3, alpha3, mu3, lambda3 : float
        Retirement.
    a4, lambda4 : float
        Rise at the highest ages.
    """

    a1: float
    alpha1: float
    a2: float
    alpha2: float
    mu2: float
    lambda2: float
    c: float = 0.0
    a3: float = 0.0
    alpha3: float = 0.0
    mu3: float = 0.0
    lambda3: float = 0.0
    a4: float = 0.0
    lambda4: float = 0.0


STANDARD: dict[str, RogersCastro] = {
    # Rogers and Castro (1981): the fundamental parameters of the simplified basic standard
    "basic": RogersCastro(a1=0.02, alpha1=0.10, a2=0.06, alpha2=0.10, mu2=20.0, lambda2=0.40, c=0.003),
    # United Nations (1992), Preparing Migration Data for Subnational Population Projections
    "western-male": RogersCastro(a1=0.0215, alpha1=0.105, a2=0.0694, alpha2=0.112, mu2=20.04, lambda2=0.391, c=0.0028),
    "western-female": RogersCastro(
        a1=0.0233, alpha1=0.107, a2=0.0766, alpha2=0.1436, mu2=20.632, lambda2=0.4003, c=0.0036
    ),
    "young-entry-male": RogersCastro(
        a1=0.0215, alpha1=0.105, a2=0.0691, alpha2=0.112, mu2=16.09, lambda2=0.391, c=0.0028
    ),
    "young-entry-female": RogersCastro(
        a1=0.0233, alpha1=0.107, a2=0.0766, alpha2=0.1436, mu2=17.132, lambda2=0.4003, c=0.0036
    ),
}


def rogers_castro(ages: npt.ArrayLike, parameters: RogersCastro | str = "basic") -> Array:
    """Migration rates by age.

    ``a1 e^(-alpha1 x) + sum_{j=2,3} a_j exp(-alpha_j (x - mu_j) - e^(-lambda_j (x - mu_j))) + a4 e^(lambda4
    x) + c``

    Parameters
    ----------
    ages : array_like (age,)
        Exact ages, years (for single years in completed age: x + 1/2).
    parameters : RogersCastro or str
        Or the name of a standard in `STANDARD`.

    Returns
    -------
    array (age,)
        Per person-year; divide by the sum for a profile.

    Raises
    ------
    AssumptionError
        An unknown standard, a negative age or a parameter that is not finite.
    """
    x = checked(SUBJECT, "ages", ages, low=0)
    if isinstance(parameters, str):
        if parameters not in STANDARD:
            refuse(
                SUBJECT,
                "parameters",
                en=f"got {parameters!r}; the standards are {', '.join(STANDARD)}.",
                ja=f"{parameters!r} という標準はありません。あるのは {'、'.join(STANDARD)} です。",
            )
        parameters = STANDARD[parameters]
    checked(SUBJECT, "parameters", astuple(parameters))
    return _schedule(x, parameters)


def _schedule(x: Array, p: RogersCastro) -> Array:
    def hump(a: float, alpha: float, mu: float, lambda_: float) -> Array:
        # far below the hump the inner exponential overflows; exp(-700) is already 0 beside any rate
        return np.asarray(a * np.exp(-alpha * (x - mu) - np.exp(np.minimum(-lambda_ * (x - mu), 700.0))))

    m = p.a1 * np.exp(-p.alpha1 * x) + hump(p.a2, p.alpha2, p.mu2, p.lambda2) + p.c
    if p.a3:
        m = m + hump(p.a3, p.alpha3, p.mu3, p.lambda3)
    if p.a4:
        m = m + p.a4 * np.exp(p.lambda4 * x)
    return np.asarray(m)


@takes()
def fit_rogers_castro(
    ages: npt.ArrayLike,
    rates: npt.ArrayLike,
    *,
    start: RogersCastro | str = "basic",
    retirement: bool = False,
    elderly: bool = False,
) -> RogersCastro:
    """Fit the schedule to rates by least squares, all parameters 0 or more.

    Parameters
    ----------
    ages : array_like (age,)
        Exact ages, years.
    rates : array_like (age,)
        Per person-year, 0 or more, not all 0.
    start : RogersCastro or str
        Where the search begins; its level is brought to that of the rates.
    retirement, elderly : bool
        Fit the retirement hump and the rise at the highest ages too.

    Returns
    -------
    RogersCastro

    Raises
    ------
    AssumptionError
        Fewer ages than parameters, rates that are all 0, or a search that does not end.
    """
    x = checked(SUBJECT, "ages", ages, low=0)
    m = checked(SUBJECT, "rates", rates, low=0, shape=x.shape)
    names, guess = _first_guess(x, m, start, retirement, elderly)
    if x.size < len(names) or m.sum() <= 0:
        refuse(
            SUBJECT,
            "rates",
            en=f"got {x.size} ages, sum {m.sum():g}; at least {len(names)} ages and a rate above 0 are needed.",
            ja=f"年齢 {x.size} 個、合計 {m.sum():g} です。{len(names)} 個以上の年齢と正の率が必要です。",
        )
    size = float(m.max())
    top = [120.0 if n.startswith("mu") else 5.0 if n[:2] in ("al", "la") else 100 * size for n in names]

    def miss(values: Array) -> Array:
        return (_schedule(x, RogersCastro(**(guess | dict(zip(names, values, strict=True))))) - m) / size

    begin = np.clip([guess[n] for n in names], 0, np.array(top) * 0.999)
    reach, fine = np.maximum(begin, 1e-3 * np.array(top)), dict.fromkeys(("ftol", "xtol", "gtol"), 1e-14)
    found = least_squares(miss, begin, bounds=(0, top), x_scale=reach, max_nfev=5000, **fine)
    if not found.success:
        refuse(
            SUBJECT,
            "rates",
            en="the search did not end; give another start.",
            ja="収束しません。別の初期値を与えてください。",
        )
    return RogersCastro(**(guess | {n: float(v) for n, v in zip(names, found.x, strict=True)}))


def _first_guess(
    x: Array, m: Array, start: RogersCastro | str, retirement: bool, elderly: bool
) -> tuple[list[str], dict[str, float]]:
    """Return the names of the parameters to fit, and a first value of every parameter."""
    level = float(m.sum()) / float(rogers_castro(x, start).sum())
    first = STANDARD[start] if isinstance(start, str) else start
    names = ["a1", "alpha1", "a2", "alpha2", "mu2", "lambda2", "c"]
    guess = {f.name: float(getattr(first, f.name)) for f in fields(first)}
    for name in ("a1", "a2", "a3", "a4", "c"):
        guess[name] *= level
    if retirement:
        names += ["a3", "alpha3", "mu3", "lambda3"]
        if not first.a3:
            guess |= {"a3": guess["a2"] / 10, "alpha3": 0.5, "mu3": 62.0, "lambda3": 0.3}
    if elderly:
        names += ["a4", "lambda4"]
        if not first.a4:
            guess |= {"a4": guess["c"] / 10 + 1e-5 * level, "lambda4": 0.03}
    return names, guess
