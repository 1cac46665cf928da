"""Assumptions with one measure changed: what a notebook asks when it says "and if it were 1.8?"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from cohort.arguments import got
from cohort.errors import AssumptionError, did_you_mean, fail
from cohort.projection.checks import OWN_DIMS, checked, leading_dims
from cohort.projection.project import project
from cohort.projection.values import level, life_expectancy
from cohort.record import Record, as_attrs, records_of
from cohort.text import EMPTY, Text
from cohort.vocabulary import SEXES, VOCABULARY, with_labels

Array = npt.NDArray[np.float64]
Value: TypeAlias = "float | str | Mapping[str, float | str] | pd.Series[float] | xr.DataArray"

SUBJECT = "change"
# Brass levels that can be meant, and groups that the open age is spread over while it is shifted.
REACH, BEYOND, ROUNDS = 3.0, 60, 60
CLOSE = 1e-11  # years
_MOST = 1e7  # people a year, as in scenario files


def change(
    assumptions: xr.Dataset,
    *,
    tfr: Value | None = None,
    e0: Value | None = None,
    net_migration: Value | None = None,
    since: int | None = None,
    scenario: str | Sequence[str] | None = None,
) -> xr.Dataset:
    """Return assumptions with a measure at another level; schedules follow it.

    Parameters
    ----------
    assumptions : Dataset
        As `assume` returns them; they stay as they are.
    tfr : value, optional
        Total fertility rate, births per woman on the published scale: the rates at all ages (or the child-woman ratio) are
        multiplied alike.
    e0 : value, optional
        Life expectancy at birth, years: survivorship is shifted by Brass's relation, as scenarios shift life tables.
    net_migration : value, optional
        Arrivals minus leavers of all ages, persons **a year**, counts included: arrivals are multiplied and leavers divided.
    since : int, optional
        The first period that changes; by default all.
    scenario : str or sequence of str, optional
        Those that change; by default all.

    Each value is a number; or text with a sign, ``"+0.1"``, that is added to the path as it is; for `e0` also
    ``{"male": ..., "female": ...}``; a pandas Series by period; or a DataArray with labels, along ``period`` or along draws,
    which then stand in front.

    Returns
    -------
    Dataset
        For `project`; what was changed is among its records.

    Raises
    ------
    AssumptionError
        A value that is none or out of range, no such scenario or period, nothing there to change.

    Examples
    --------
    >>> cohort.project(cohort.change(assumptions, tfr=1.8, since=2030, scenario="trend"))  # doctest: +SKIP
    """
    asked = {"tfr": tfr, "e0": e0, "net_migration": net_migration}
    given = checked(assumptions)
    made = _changed(given, {name: v for name, v in asked.items() if v is not None}, _where(given, since, scenario))
    told = [_record(name, value, since, scenario) for name, value in asked.items() if value is not None]
    records = as_attrs([*records_of(given), *(record for group in told for record in group)])["records"]
    return with_labels(made.assign_attrs(records=records))


def _changed(given: xr.Dataset, asked: dict[str, Any], at: xr.DataArray) -> xr.Dataset:
    """Return schedules that give the measures asked for where the change holds."""
    changes: dict[str, Callable[..., xr.Dataset]] = {"tfr": _tfr, "e0": _e0, "net_migration": _net_migration}
    if not asked:
        _refuse(
            "",
            "nothing to change; name tfr, e0 or net_migration.",
            "変えるものがありません。tfr・e0・net_migration のいずれかを指定してください。",
        )
    made = given
    for name, value in asked.items():
        made = changes[name](made, given, lambda path, n=name, v=value: _set(n, path, v, at, given))
    return made.transpose(*leading_dims(made), *OWN_DIMS)


def _refuse(where: str, en: str, ja: str) -> NoReturn:
    fail(SUBJECT, where, en=en, ja=ja, kind=AssumptionError)


def _where(given: xr.Dataset, since: object, scenario: str | Sequence[str] | None) -> xr.DataArray:
    """Return where the change holds, along the dims it is limited to."""
    at = xr.DataArray(True)
    periods = given["period"]
    if since is not None:
        first, last = int(periods[0]), int(periods[-1])
        if isinstance(since, bool) or not isinstance(since, int | np.integer) or not first <= since <= last:
            _refuse(
                "since",
                f"got {since!r}; use a year from {first} to {last}.",
                f"{since!r} です。{first} から {last} までの年にしてください。",
            )
        at = at & (periods >= since)
    if scenario is not None:
        known = given["scenario"].values.tolist() if "scenario" in given.dims else []
        for name in _names(scenario):
            if not isinstance(name, str) or name not in known:
                _refuse(
                    "scenario",
                    f"there is no {got(name)}; there are: {', '.join(known) or 'none'}."
                    + did_you_mean(str(name), known, "en"),
                    f"{got(name)} はありません。あるのは {'、'.join(known) or 'なし'} です。"
                    + did_you_mean(str(name), known, "ja"),
                )
        at = at & given["scenario"].isin(_names(scenario))
    return at


def _names(scenario: object) -> list[Any]:
    """Return the scenarios named: one, or several."""
    several = isinstance(scenario, Sequence | set) and not isinstance(scenario, str)
    return list(scenario) if several else [scenario]  # type: ignore[call-overload]


def _set(name: str, path: xr.DataArray, value: Any, at: xr.DataArray, given: xr.Dataset) -> xr.DataArray:
    """Return a path that has the value asked for where the change holds."""
    if isinstance(value, Mapping):
        if name != "e0" or set(value) != set(SEXES):
            _refuse(
                name,
                f"got {dict(value)!r}; only e0 is given by sex, as {{'male': 81, 'female': 87}}; by year give a pandas Series of all periods, "
                "or write points in a scenario (`cohort.derive`).",
                f"{dict(value)!r} です。男女別は e0 のみで、{{'male': 81, 'female': 87}} の形です。年ごとの値は全期間の pandas Series とするか、"
                "シナリオに points を書いてください（cohort.derive）。",
            )
        wanted = xr.concat([_number(name, path.sel(sex=sex), value[sex], given) for sex in SEXES], path["sex"])
    else:
        wanted = _number(name, path, value, given)
    term = VOCABULARY[name]
    low, high = (term.low, term.high) if name != "net_migration" else (-_MOST, _MOST)
    if not bool((np.isfinite(wanted) & (wanted >= low) & (wanted <= high)).all()):
        worst = wanted.values.ravel()[
            np.argmin(np.isfinite(wanted.values) & (wanted.values >= low) & (wanted.values <= high))
        ]
        _refuse(
            name,
            f"would be {worst:g}; {term.en} lies between {low:g} and {high:g} {term.unit}.",
            f"{worst:g} になります。{term.ja}は {low:g} から {high:g}（{term.unit_ja}）です。",
        )
    return (wanted + 0 * path).where(at, path)  # along the dims of both


def _number(name: str, path: xr.DataArray, value: Any, given: xr.Dataset) -> xr.DataArray:
    """Return one value along a path: itself, or what is added to the path."""
    shown = repr(value) if len(repr(value)) <= 60 else type(value).__name__
    if isinstance(value, pd.Series) and value.index.nlevels == 1:
        value = xr.DataArray(value.to_numpy(), {"period": value.index.to_numpy()}, "period")
    if isinstance(value, xr.DataArray) and value.dtype.kind in "iuf" and "age" not in value.dims:
        same = {dim: given[dim].values for dim in value.dims if dim in given.dims and dim in value.coords}
        known = all(set(value[dim].values.tolist()) == set(labels.tolist()) for dim, labels in same.items())
        if known and all(dim in value.coords for dim in value.dims):
            return value.sel(same).astype(np.float64).reset_coords(drop=True)
    if isinstance(value, str) and re.fullmatch(r"[+-]\d+(\.\d+)?", value.strip()):
        return path + float(value)
    if _is_number(value) and abs(value) <= 1e300:  # more than a float can hold
        return xr.full_like(path, float(value), dtype=np.float64)
    _refuse(
        name,
        f"got {shown}; use a number, '+0.1' for what is added to the path, a pandas Series of all periods, or a DataArray of numbers "
        "without age, with labels (all of them, of dims that the assumptions have).",
        f"{shown} です。数値、経路への加算なら '+0.1' の形、全期間の pandas Series、または年齢のない数値の DataArray（ラベル付き、"
        "仮定と共通の次元ではすべてのラベル）としてください。",
    )


def _is_number(value: object) -> bool:
    number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return number and abs(value) < math.inf  # type: ignore[arg-type]


def _tfr(made: xr.Dataset, given: xr.Dataset, to: Callable[[xr.DataArray], xr.DataArray]) -> xr.Dataset:
    """Multiply fertility alike at all ages."""
    schedule = "asfr" if "asfr" in given else "child_woman_ratio"
    if schedule == "child_woman_ratio" and "tfr" not in given:
        _refuse(
            "tfr",
            "the child-woman ratio has no TFR that it stands for; change child_woman_ratio itself.",
            "子ども女性比に対応する合計特殊出生率がありません。child_woman_ratio を直接変えてください。",
        )
    path = given["tfr"] if "tfr" in given else level(given[schedule], given.attrs["step"])
    wanted = to(path)
    if bool(((path <= 0) & (wanted > 0)).any()):
        _refuse(
            "tfr",
            "there are no births in some period, so that there are no ages to give them to; set asfr itself.",
            "出生のない期間があり、年齢別の割合が分かりません。asfr を直接設定してください。",
        )
    times = (wanted / path.where(path > 0, 1.0)).where(path > 0, 1.0)
    shown = {"tfr": wanted} if "tfr" in given else {}
    return made.assign({schedule: given[schedule] * times, **shown})


def _net_migration(made: xr.Dataset, given: xr.Dataset, to: Callable[[xr.DataArray], xr.DataArray]) -> xr.Dataset:
    """Let the rates add up to a total, less what is given as counts."""
    if "net_migration_rate" not in given:
        _refuse(
            "net_migration",
            "there are no rates to adjust, only counts; change the variable net_migration itself.",
            "調整できる移動率がなく、人数だけが与えられています。変数 net_migration を直接変えてください。",
        )
    step = given.attrs["step"]
    path = project(given, "totals", variables=("net_migration",))["net_migration"] / step
    wanted = to(path)
    changed = wanted != path
    total = wanted * step
    if "net_migration" in given:
        total = total - given["net_migration"].sum(["sex", "age"])
    before = given.get("net_migration_total", xr.zeros_like(path))
    control = given.get("net_migration_control", xr.zeros_like(path, dtype=np.int64))
    return made.assign(
        net_migration_total=total.where(changed, before),
        net_migration_control=xr.ones_like(total, dtype=np.int64).where(changed, control),
    )


def _e0(made: xr.Dataset, given: xr.Dataset, to: Callable[[xr.DataArray], xr.DataArray]) -> xr.Dataset:
    """Shift survivorship to another life expectancy."""
    S, step = given["survivorship"], given.attrs["step"]
    lived = life_expectancy(S, step)
    path = given.get("e0", lived)
    wanted = to(path)
    # five-year groups give what is shown to 0.002 years; that much is kept
    goal, S = xr.broadcast(wanted - path + lived, S, exclude=["age"])
    goal = goal.transpose(..., "period", "sex")
    S = S.transpose(*goal.dims, "age")
    moves = (abs(goal - lived) > CLOSE).transpose(*goal.dims).values
    values = S.values.copy()
    if moves.any():
        values[moves] = _shifted(values[moves], goal.values[moves], step)
    shown = {"e0": wanted} if "e0" in given else {}
    return made.assign({"survivorship": S.copy(data=values), **shown})


def _shifted(S: Array, e0: Array, step: int) -> Array:
    """Return survivorship (row, age) shifted by Brass's relation to life expectancies (row,), both sides in years.

    The relation is between the years lived in each group, as between the survivors at its middle; those of the open group
    are spread over as many groups as it takes by its own survivorship.
    """
    lived = np.cumprod(S[:, :-1], axis=1)
    later = lived[:, -1:] * S[:, -1:] ** np.arange(1, BEYOND + 1)
    every = np.concatenate([lived, later], axis=1)
    with np.errstate(divide="ignore"):
        odds = (1 - every) / every
    alpha = np.zeros(len(S))
    shifted = every
    for _ in range(ROUNDS):
        shifted = 1 / (1 + np.exp(2 * alpha)[:, None] * odds)
        gap = step * shifted.sum(axis=1) - e0
        if np.all(np.abs(gap) <= CLOSE):
            break
        slope = -2 * step * (shifted * (1 - shifted)).sum(axis=1)
        alpha = np.clip(alpha - gap / slope, -REACH, REACH)
    else:
        _refuse(
            "e0",
            f"no survivorship gives {e0[np.argmax(np.abs(gap))]:.2f} years; check the number.",
            f"{e0[np.argmax(np.abs(gap))]:.2f} 年となる生残率がありません。値を確認してください。",
        )
    groups = lived.shape[1]
    out = np.empty_like(S)
    out[:, 0] = shifted[:, 0]
    out[:, 1:-1] = shifted[:, 1:groups] / shifted[:, : groups - 1]
    rest = shifted[:, groups:].sum(axis=1)
    out[:, -1] = rest / (shifted[:, groups - 1] + rest)
    return out


def _record(name: str, value: Any, since: int | None, scenario: str | Sequence[str] | None) -> list[Record]:
    """Return what was changed, for each scenario that was named."""
    dims = value.dims if isinstance(value, xr.DataArray) else ("period",) if isinstance(value, pd.Series) else ()
    told = "values by " + ", ".join(map(str, dims)) if dims else str(value)
    term = VOCABULARY[name]
    when = EMPTY if since is None else Text(" from {year} on", "（{year} 年以降）", year=since)
    text = Text(
        "{measure} changed to {value}{since}.",
        "{measure}を {value} に変更{since}。",
        measure=term.text,
        value=told,
        since=when,
    )
    return [Record(one, name, text) for one in _names("" if scenario is None else scenario)]


def by_period(assumptions: xr.Dataset, variable: xr.DataArray) -> Array:
    """Return a variable with the period first; one that does not vary is repeated."""
    values = variable.values.astype(np.float64)
    return np.broadcast_to(values, (assumptions.sizes["period"], *variable.shape["period" in variable.dims :]))


def adjustable(assumptions: xr.Dataset) -> tuple[Array, Array] | None:
    """Return the rates that a net total scales, and the counts that stay beside them.

    Targets for parts of the ages are counts, and leave rates of 0 behind, which nothing can scale. There the rates of the next
    period that has some (or else of the last that had) take the place of the counts.

    Parameters
    ----------
    assumptions : xarray.Dataset
        Of one scenario.

    Returns
    -------
    tuple of ndarray, shape (period, sex, age), or None
        Rates (per person at the start) and counts (persons in the period); None where no period has rates.
    """
    if "net_migration_rate" not in assumptions:
        return None
    rates = by_period(assumptions, assumptions["net_migration_rate"].transpose(..., "sex", "age"))
    has = (rates != 0).any(axis=(1, 2))
    if not has.any():
        return None
    counts = np.zeros_like(rates)
    if "net_migration" in assumptions:
        counts += by_period(assumptions, assumptions["net_migration"].transpose(..., "sex", "age"))
    counts[~has] = 0
    own = np.flatnonzero(has)
    nearest = np.minimum(np.searchsorted(own, np.arange(has.size)), own.size - 1)
    return rates[own[nearest]], counts
