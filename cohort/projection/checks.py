"""What assumptions must be before they are projected. All problems are found, and raised together.

Here are names, dims and labels, which are checked before a number is read; `values` has the numbers.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache

import numpy as np
import xarray as xr

from cohort.errors import Problems, ProjectionError, did_you_mean, fail
from cohort.vocabulary import LEADING_DIMS, SEXES

SUBJECT = "assumptions"
# Own dims of every variable that is read. `period` may be absent where a value holds for all periods.
VARIABLES: dict[str, tuple[str, ...]] = {
    "launch_population": ("sex", "age"),
    "survivorship": ("period", "sex", "age"),
    "asfr": ("period", "age"),
    "srb": ("period",),
    "child_woman_ratio": ("period",),
    "sex_ratio_0_4": ("period",),
    "net_migration": ("period", "sex", "age"),
    "net_migration_rate": ("period", "sex", "age"),
    "net_migration_total": ("period",),
    "net_migration_control": ("period",),
}
OWN_DIMS = ("period", "sex", "age")
# Measures that may travel with the schedules they were derived from; they are not read, but must agree with them.
DESCRIPTIVE = ("tfr", "e0", "tfr_scale", "fertility_pattern", "moves_in", "moves_out")
BIRTHS = {"asfr": ("asfr", "srb"), "child_woman_ratio": ("child_woman_ratio", "sex_ratio_0_4")}
ATTRIBUTES: dict[str, tuple[object, ...]] = {
    "step": (1, 5),
    "births": tuple(BIRTHS),
    "migration_timing": ("even", "end"),
    "mothers": ("survivors", "end_population"),
}
# What a projection's own dims may be mistaken for; any other dim may stand in front.
MISTAKEN = {
    "period": ("time", "year", "years", "date", "periods"),
    "sex": ("sexes", "gender"),
    "age": ("ages", "age_group", "age_groups"),
}


def leading_dims(assumptions: xr.Dataset) -> tuple[str, ...]:
    """Return the dims in front: area, scenario, draw, and then any other."""
    dims = [str(dim) for dim in assumptions.dims if dim not in OWN_DIMS]
    known = [dim for dim in LEADING_DIMS if dim in dims]
    return (*known, *(dim for dim in dims if dim not in known))


def named(assumptions: object) -> xr.Dataset:
    """Return assumptions whose names, dims and labels are in order; no number is read.

    Raises
    ------
    ProjectionError
        With every problem of names, dims and labels.
    """
    if not isinstance(assumptions, xr.Dataset):
        fail(
            SUBJECT,
            en=f"got {type(assumptions).__name__}; give the Dataset that `cohort.assume` returns.",
            ja=f"{type(assumptions).__name__} です。cohort.assume が返す Dataset を渡してください。",
            kind=ProjectionError,
        )
    problems = Problems(SUBJECT, ProjectionError)
    _attributes(assumptions, problems)
    _names(assumptions, problems)
    _dims(assumptions, problems)
    problems.raise_if_any()  # what follows relies on names and dims
    _labels(assumptions, problems)
    problems.raise_if_any()
    return assumptions


def checked(assumptions: object) -> xr.Dataset:
    """Return assumptions as they are calculated with: read once, dims in their order, males first, plain attributes.

    Parameters
    ----------
    assumptions : Dataset
        As described in `project`; dims and sexes in any order, numbers in files too.

    Raises
    ------
    ProjectionError
        With every problem of names, dims and labels.
    """
    read = given = named(assumptions)
    if not all(isinstance(variable.data, np.ndarray) for variable in read.variables.values()):
        read = read.compute().as_numpy()
    if read.variables["sex"].values.tolist() != list(SEXES):
        read = read.isel(sex=slice(None, None, -1))
    order = (*leading_dims(read), *OWN_DIMS)
    if any(
        sorted(dims, key=order.index) != list(dims) for dims in (read.variables[name].dims for name in read.data_vars)
    ):
        read = read.transpose(*order)
    plain = {
        name: (int if name == "step" else str)(given.attrs[name])  # NetCDF gives back kinds of its own
        for name in ATTRIBUTES
    }
    as_they_are = all(type(given.attrs[name]) is type(value) for name, value in plain.items())
    return read if as_they_are else read.assign_attrs(plain)


def _attributes(assumptions: xr.Dataset, problems: Problems) -> None:
    for name, allowed in ATTRIBUTES.items():
        got = assumptions.attrs.get(name)
        plain = isinstance(got, str | int | float | np.integer | np.floating) and not isinstance(got, bool)
        if not plain or got not in allowed:
            choices = ", ".join(repr(value) for value in allowed)
            problems.add(
                f"attrs[{name!r}]",
                en=f"got {got!r}; set it to one of {choices}.",
                ja=f"{got!r} です。{choices} のいずれかにしてください。",
            )
    if "reference_date" not in assumptions.attrs and "reference_date" not in assumptions.coords:
        problems.add(
            "attrs['reference_date']",
            en="missing; state the day of the year that the population refers to, as '10-01'.",
            ja="ありません。人口の基準日を '10-01' の形で指定してください。",
        )
        return
    days = [assumptions.attrs["reference_date"]] if "reference_date" in assumptions.attrs else []
    if "reference_date" in assumptions.coords:
        days += assumptions.variables["reference_date"].values.ravel().tolist()
    wrong = [day for day in days if not (isinstance(day, str) and _is_day(day))]
    if wrong:
        problems.add(
            "reference_date",
            en=f"got {wrong[0]!r}; write a month and a day, as '10-01'.",
            ja=f"{wrong[0]!r} です。月と日を '10-01' の形で書いてください。",
        )


@cache
def _is_day(day: str) -> bool:
    try:
        return f"{datetime.strptime(f'2000-{day}', '%Y-%m-%d'):%m-%d}" == day
    except ValueError:
        return False


def _names(assumptions: xr.Dataset, problems: Problems) -> None:
    present = set(map(str, assumptions.data_vars))
    births = assumptions.attrs.get("births")
    needed = ["launch_population", "survivorship", *BIRTHS.get(births, ())] if isinstance(births, str) else []
    for name in needed:
        if name not in present:
            problems.add(name, en="missing; add this variable.", ja="ありません。この変数を加えてください。")
    for other, names in BIRTHS.items():
        extra = [name for name in names if name in present]
        if isinstance(births, str) and births in BIRTHS and other != births and extra:
            problems.add(
                ", ".join(extra),
                en=f"births are modelled by {births!r}; drop what belongs to {other!r}, or change attrs['births'].",
                ja=f"出生は {births!r} で計算します。{other!r} の変数を除くか attrs['births'] を変えてください。",
            )
    if not present & {"net_migration", "net_migration_rate"}:
        problems.add(
            "net_migration",
            en="neither net_migration nor net_migration_rate is given; for a closed population set "
            "net_migration_rate to 0.",
            ja="net_migration も net_migration_rate もありません。封鎖人口なら net_migration_rate を 0 "
            "としてください。",
        )
    control = present & {"net_migration_total", "net_migration_control"}
    if control and (len(control) == 1 or "net_migration_rate" not in present):
        problems.add(
            ", ".join(sorted(control)),
            en="a total is met by net_migration_total, net_migration_control and net_migration_rate "
            "together; give all three.",
            ja="総数の制御には net_migration_total・net_migration_control・net_migration_rate の3つが必要です。",
        )
    for name in sorted(present - set(VARIABLES) - set(DESCRIPTIVE)):
        problems.add(
            name,
            en="unknown variable; nothing would read it." + did_you_mean(name, VARIABLES, "en"),
            ja="この変数は使われません。" + did_you_mean(name, VARIABLES, "ja"),
        )


def _dims(assumptions: xr.Dataset, problems: Problems) -> None:
    for name, wanted in VARIABLES.items():
        if name not in assumptions.data_vars:
            continue
        got = assumptions.variables[name].dims
        lacking = [dim for dim in wanted if dim not in got and dim != "period"]
        beyond = [dim for dim in OWN_DIMS if dim in got and dim not in wanted]
        if lacking or beyond:
            problems.add(
                name,
                en=f"dims are {got}; they must be {wanted} (period may be absent), with any others in front.",
                ja=f"次元が {got} です。{wanted} とし（period は省けます）、ほかの次元はその前に置けます。",
            )
    for dim in map(str, assumptions.dims):
        meant = [own for own, others in MISTAKEN.items() if dim in others]
        if meant:
            problems.add(
                dim,
                en=f"a dim of this name may be meant for {meant[0]!r}; rename it so, or otherwise if it is another.",
                ja=f"次元 {meant[0]!r} のことかもしれません。そうなら改名し、別のものなら別の名前にしてください。",
            )
        elif dim not in assumptions.coords:
            problems.add(
                dim, en="has no labels; assign its coordinate.", ja="ラベルがありません。座標を与えてください。"
            )
        elif assumptions.sizes[dim] == 0:
            problems.add(dim, en="is empty; give at least one label.", ja="空です。少なくとも1つのラベルが必要です。")
    for dim in OWN_DIMS:
        if dim not in assumptions.dims:
            problems.add(
                dim, en="no variable has this dim; add it.", ja="この次元をもつ変数がありません。加えてください。"
            )


def _labels(assumptions: xr.Dataset, problems: Problems) -> None:
    step = int(assumptions.attrs["step"])
    sexes = assumptions.variables["sex"].values.tolist()
    if sexes not in (list(SEXES), list(reversed(SEXES))):
        problems.add("sex", en=f"got {sexes}; use {list(SEXES)}.", ja=f"{sexes} です。{list(SEXES)} としてください。")
    ages = assumptions.variables["age"].values
    if len(ages) < 2 or ages.dtype.kind not in "iu" or ages[0] != 0 or np.any(np.diff(ages) != step):
        problems.add(
            "age",
            en=f"got {short(ages)}; use whole lower bounds from 0 in steps of {step}, as attrs['step'].",
            ja=f"{short(ages)} です。0 から attrs['step'] と同じ {step} 歳きざみの整数（下限）にしてください。",
        )
    periods = assumptions.variables["period"].values
    if periods.dtype.kind not in "iu" or np.any(np.diff(periods) != step):
        problems.add(
            "period",
            en=f"got {short(periods)}; use whole years in steps of {step}, as attrs['step'].",
            ja=f"{short(periods)} です。attrs['step'] と同じ {step} 年きざみの整数にしてください。",
        )
    for dim in leading_dims(assumptions):
        labels = assumptions.variables[dim].values.tolist()
        if len(set(labels)) != len(labels):
            problems.add(
                dim,
                en=f"a label occurs twice in {short(labels)}; make them unique.",
                ja=f"{short(labels)} に同じラベルが2度あります。重複をなくしてください。",
            )
    _whole(assumptions, problems)


def _whole(assumptions: xr.Dataset, problems: Problems) -> None:
    """Refuse assumptions that were cut: without their oldest people, or without the years after the launch."""
    told = {problem.where for problem in problems.found}
    last, stated = assumptions.variables["age"].values[-1], assumptions.attrs.get("open_age")
    if isinstance(stated, str | bool):
        problems.add(
            "attrs['open_age']",
            en=f"got {stated!r}; set it to the last age, a whole number such as {last}.",
            ja=f"{stated!r} です。最後の年齢を {last} のような整数で与えてください。",
        )
    elif stated is not None and last != stated and "age" not in told:
        problems.add(
            "age",
            en=f"ends at {last}, but attrs['open_age'] says that the open group is {stated}: those beyond would be lost. "
            f"Project all ages and sum up the result; if the last group was pooled, set attrs['open_age'] to {last}.",
            ja=f"{last} 歳で終わっていますが、attrs['open_age'] では {stated} 歳以上が最後の階級です。これより上の人口が失われます。"
            f"全年齢で推計してから集計してください。最後の階級にまとめてある場合は attrs['open_age'] を {last} としてください。",
        )
    first = assumptions.variables["period"].values[0]
    launched = assumptions.variables["launch_population"].attrs.get("year")
    if launched is not None and first != launched and "period" not in told:
        problems.add(
            "period",
            en=f"begins with {first}, but launch_population is that of {launched}; give all periods from {launched}, or assign "
            f"the population of {first}.",
            ja=f"{first} 年から始まりますが、launch_population は {launched} 年のものです。{launched} 年からの全期間とするか、"
            f"{first} 年の人口を与えてください。",
        )


def cell(array: xr.DataArray, where: tuple[int, ...]) -> str:
    """Return the labels of a cell, e.g. ``period=2020, sex=male, age=3``."""
    return ", ".join(f"{dim}={array[dim].values[i]}" for dim, i in zip(array.dims, where, strict=True))


def short(values: object) -> str:
    """Return a list in brackets, shortened in the middle; texts in quotation marks, instants as days."""
    array = np.asarray(values)
    listed = (array.astype("datetime64[D]").astype(str) if array.dtype.kind == "M" else array).tolist()
    items = [repr(value) if isinstance(value, str) else str(value) for value in listed]
    return "[" + ", ".join(items if len(items) <= 8 else [*items[:4], "...", *items[-2:]]) + "]"
