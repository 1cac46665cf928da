"""What the numbers of assumptions must be: within their ranges, in agreement with each other and with what is shown of them.

The large ones are looked at by the kernel while it reads them; here is what says where one is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from cohort.errors import Problems, ProjectionError
from cohort.projection.checks import OWN_DIMS, SUBJECT, cell

# Smallest and largest value of each variable; outside them it cannot be meant.
RANGES: dict[str, tuple[float, float]] = {
    "launch_population": (0.0, np.inf),
    "survivorship": (0.0, 1.0),
    "asfr": (0.0, 1.0),
    "srb": (0.5, 2.0),
    "child_woman_ratio": (0.0, 2.0),
    "sex_ratio_0_4": (50.0, 200.0),
    "net_migration": (-np.inf, np.inf),
    "net_migration_rate": (-np.inf, np.inf),
    "net_migration_control": (0.0, 2.0),
    "net_migration_total": (-np.inf, np.inf),
}
LARGE = ("launch_population", "survivorship", "asfr", "net_migration", "net_migration_rate")
# How far what is shown may be from what the schedules give. In steps of five years e0 is the mean of five years, which a shock
# of one of them takes away from what the mean of the tables gives: there it must be apart in all periods.
E0_APART, TFR_APART = {1: 0.01, 5: 0.05}, 1e-6  # years; relative
MOST_COMPARED = 64
LARGEST = np.finfo(np.float64).max  # of what is finite


def check_values(given: xr.Dataset, names: Iterable[str] = RANGES) -> Problems:
    """Return the problems of the numbers of some variables: NaN, outside the range.

    Parameters
    ----------
    given : Dataset
        As `checked` returns it.
    names : iterable of str
        Those looked at, as far as they are given.
    """
    problems = Problems(SUBJECT, ProjectionError)
    for name in names:
        if name in given.data_vars and name != "net_migration_total":  # that one is read only where the control says so
            _out_of_range(given, name, problems)
    return problems


def check_kinds(given: xr.Dataset) -> Problems:
    """Return which variables do not hold numbers."""
    problems = Problems(SUBJECT, ProjectionError)
    for name in given.data_vars:
        kind = given.variables[name].dtype
        if kind.kind not in "iuf":
            problems.add(str(name), en=f"holds {kind}; use numbers.", ja=f"{kind} です。数値にしてください。")
    return problems


def outside(array: xr.Variable | xr.DataArray, name: str) -> NDArray[np.bool_]:
    """Return which values cannot be meant."""
    low, high = RANGES[name]
    values = array.values
    return np.asarray(~(np.isfinite(values) & (values >= low) & (values <= high)))


def within(array: xr.Variable | xr.DataArray, name: str) -> bool:
    """Tell whether every value can be meant: two looks at large arrays, where `outside` takes six."""
    (low, high), values = RANGES[name], array.values
    return not values.size or bool(max(low, -LARGEST) <= values.min() and values.max() <= min(high, LARGEST))


def _out_of_range(given: xr.Dataset, name: str, problems: Problems) -> None:
    if within(given.variables[name], name):
        return
    array, (low, high) = given[name], RANGES[name]
    wrong = outside(array, name)
    where = tuple(np.argwhere(wrong)[0])
    got, more = array.values[where], int(wrong.sum()) - 1
    if np.isnan(got):
        problems.add(
            f"{name}[{cell(array, where)}]",
            en=f"no value (NaN), and in {more} other cells; every cell needs a number. (xarray fills "
            f"with NaN where labels of two variables differ.)",
            ja=f"値がありません（NaN、ほか {more} か所）。すべて数値が必要です（ラベルが一致しないと "
            f"xarray は NaN で埋めます）。",
        )
    else:
        problems.add(
            f"{name}[{cell(array, where)}]",
            en=f"got {got:g}, and {more} other cells are outside too; {name} lies in [{low:g}, "
            f"{high:g}] and is finite.",
            ja=f"{got:g} です（ほか {more} か所）。{name} は [{low:g}, {high:g}] の有限の値です。",
        )


def check_together(given: xr.Dataset, first_mother: int) -> Problems:
    """Return the problems of numbers that do not go together; all of them are within their ranges.

    ``first_mother`` is the position of the first age with births.
    """
    problems = Problems(SUBJECT, ProjectionError)
    if given.attrs["births"] == "child_woman_ratio":
        _by_ratio(given, problems)
    elif first_mother == 0 and np.any(np.abs(given.variables["asfr"].values[..., 0]) > 0.0):
        problems.add(
            "asfr[age=0]",
            en="must be 0 in the first age; the newborn have no children.",
            ja="最初の年齢では 0 でなければなりません。",
        )
    if "net_migration_control" in given.data_vars:
        _control(given, problems)
    if not problems:
        _shown(given, problems)
    return problems


def _by_ratio(given: xr.Dataset, problems: Problems) -> None:
    if given.attrs["step"] != 5 or given.sizes["age"] < 11:
        problems.add(
            "attrs['births']",
            en="a child-woman ratio needs step 5 and ages up to 50 at least; use births = 'asfr'.",
            ja="子ども女性比には5年きざみと50歳以上までの年齢が必要です。births = 'asfr' を使ってください。",
        )
    if np.any(given["survivorship"].values[..., 0] <= 0.0):
        problems.add(
            "survivorship[age=0]",
            en="must be above 0: births are children over survivorship; use 1 to count children only.",
            ja="0 より大きくしてください（出生数＝子ども数÷生残率）。子ども数だけなら 1 とします。",
        )
    for name in ("net_migration", "net_migration_rate"):
        if name in given.data_vars and np.any(np.abs(given[name].values[..., 0]) > 0.0):
            problems.add(
                f"{name}[age=0]",
                en="must be 0: a child-woman ratio counts the children who are there after migration.",
                ja="0 としてください。子ども女性比は移動後の子ども数を与えます。",
            )


def _control(given: xr.Dataset, problems: Problems) -> None:
    control = given.variables["net_migration_control"]
    how = control.values
    if np.any(how != np.floor(how)):
        problems.add(
            "net_migration_control",
            en="holds fractions; use 0 (rates as they are), 1 (total met) or 2 (factor held).",
            ja="整数でない値があります。0（率のまま）、1（総数に合わせる）、2（係数を保つ）のいずれかです。",
        )
    # without `period` a value holds from the first period on
    solved = np.maximum.accumulate(how == 1, axis=-1) if "period" in control.dims else how == 1
    if np.any((how == 2) & ~solved):
        where = cell(given["net_migration_control"], tuple(np.argwhere((how == 2) & ~solved)[0]))
        problems.add(
            f"net_migration_control[{where}]",
            en="got 2 (hold the factor), but no period before it is 1 (solved).",
            ja="2（係数を保つ）ですが、それより前に 1（総数に合わせる）の期間がありません。",
        )
    if not np.isfinite(given.variables["net_migration_total"].values).all():
        _missing(given["net_migration_total"], given["net_migration_control"], problems)


def _missing(total: xr.DataArray, control: xr.DataArray, problems: Problems) -> None:
    """Refuse a total that is to be met and is not there."""
    total, control = xr.broadcast(total, control)
    missing = (control.values == 1) & ~np.isfinite(total.values)
    if np.any(missing):
        where = cell(total, tuple(np.argwhere(missing)[0]))
        problems.add(
            f"net_migration_total[{where}]",
            en="no finite value where net_migration_control is 1; give the total or set the control to 0.",
            ja="net_migration_control が 1 のところに値がありません。総数を与えるか 0 にしてください。",
        )


def _shown(given: xr.Dataset, problems: Problems) -> None:
    """Refuse a TFR or e0 that the schedules do not give: assigning one changes nothing else."""
    for name, of in (("tfr", "asfr"), ("tfr", "child_woman_ratio"), ("e0", "survivorship")):
        if name not in given.data_vars or of not in given.data_vars:
            continue
        shown, schedule = _some(given[name]), _some(given[of])
        with np.errstate(divide="ignore", invalid="ignore"):
            if name == "e0":
                step = given.attrs["step"]
                apart = abs(shown - life_expectancy(schedule, step)) > E0_APART[step]
                apart = apart.all("period", keep_attrs=False) & apart if step == 5 and "period" in apart.dims else apart
            else:
                scale = _some(given["tfr_scale"]) if "tfr_scale" in given else None
                apart = _apart(shown, level(schedule, given.attrs["step"]), scale)
        if bool(apart.any()):
            where = cell(apart, tuple(np.argwhere(apart.values)[0]))
            problems.add(
                f"{name}[{where}]",
                en=f"{name} is only shown, and {of} does not give it; to change it use cohort.change(assumptions, {name}=...). "
                f"If {of} is what you changed, drop {name}.",
                ja=f"{name} は表示用で、{of} と一致しません。変えるには cohort.change(assumptions, {name}=...) を使ってください。"
                f"{of} の方を変えた場合は {name} を除いてください。",
            )


def _apart(tfr: xr.DataArray, fertility: xr.DataArray, scale: xr.DataArray | None) -> xr.DataArray:
    """Return where fertility is not the published TFR times its scale; without a scale it is the same in all periods."""
    of_one = fertility / tfr
    if scale is None:
        scale = of_one.mean("period") if "period" in of_one.dims else of_one
    return abs(of_one / scale - 1) > TFR_APART


def level(fertility: xr.DataArray, step: int) -> xr.DataArray:
    """Return the births per woman that rates by age give; a child-woman ratio is a level already."""
    return fertility.sum("age") * step if "age" in fertility.dims else fertility


def _some(array: xr.DataArray) -> xr.DataArray:
    """Return some of the draws where there are many: what is assigned is seen in any of them."""
    front = [dim for dim in array.dims if dim not in OWN_DIMS]
    every = {dim: slice(None, None, -(-array.sizes[dim] // MOST_COMPARED)) for dim in front}
    return array.isel(every)


def life_expectancy(survivorship: xr.DataArray, step: int) -> xr.DataArray:
    """Return the life expectancy at birth that survivorship stands for, in years.

    Of one born L(0) = S(0) years are lived in the first group (over the step), L(x) = S(x) L(x-n) in the next ones, and in the
    open one L(A) = S(A) L(A-n) / (1 - S(A)): S(A) is pooled.

    Parameters
    ----------
    survivorship : DataArray (..., age)
        By age reached.
    step : int
        Years of an age group.
    """
    ratio = survivorship.transpose(..., "age")
    S: NDArray[Any] = ratio.values
    lived = np.cumprod(S[..., :-1], axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):  # where nobody dies in the open group
        last = lived[..., -1] * S[..., -1] / (1 - S[..., -1])
    return ratio.isel(age=0, drop=True).copy(data=step * (lived.sum(axis=-1) + last))
