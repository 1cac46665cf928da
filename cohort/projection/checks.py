"""What assumptions must be before they are projected. All problems are found, and raised together."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.errors import Problems, ProjectionError, did_you_mean
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
# Measures that may travel with the schedules they were derived from; they are not read.
DESCRIPTIVE = ("tfr", "e0", "tfr_scale", "fertility_pattern")
BIRTHS = {"asfr": ("asfr", "srb"), "child_woman_ratio": ("child_woman_ratio", "sex_ratio_0_4")}
ATTRIBUTES: dict[str, tuple[object, ...]] = {
    "step": (1, 5),
    "births": tuple(BIRTHS),
    "migration_timing": ("even", "end"),
    "mothers": ("survivors", "end_population"),
}
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


def check(assumptions: xr.Dataset) -> None:
    """Check everything that `project` relies on.

    Parameters
    ----------
    assumptions : Dataset
        As described in `project`.

    Raises
    ------
    ProjectionError
        With every problem that was found: missing or unknown variables, order of dims, labels, values.
    """
    problems = Problems(SUBJECT, ProjectionError)
    _attributes(assumptions, problems)
    _names(assumptions, problems)
    _dims(assumptions, problems)
    problems.raise_if_any()  # what follows relies on names and dims
    _labels(assumptions, problems)
    _values(assumptions, problems)
    problems.raise_if_any()  # what follows relies on values being numbers
    _births(assumptions, problems)
    _control(assumptions, problems)
    problems.raise_if_any()


def _attributes(assumptions: xr.Dataset, problems: Problems) -> None:
    for name, allowed in ATTRIBUTES.items():
        got = assumptions.attrs.get(name)
        if got not in allowed:
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


def _names(assumptions: xr.Dataset, problems: Problems) -> None:
    present = set(map(str, assumptions.data_vars))
    births = assumptions.attrs.get("births")
    needed = ["launch_population", "survivorship", *BIRTHS.get(births, ())] if isinstance(births, str) else []
    for name in needed:
        if name not in present:
            problems.add(name, en="missing; add this variable.", ja="ありません。この変数を加えてください。")
    for other, names in BIRTHS.items():
        extra = [name for name in names if name in present]
        if births in BIRTHS and other != births and extra:
            problems.add(
                ", ".join(extra),
                en=f"births are modelled by {births!r}; drop what belongs to {other!r}, or change "
                f"attrs['births'].",
                ja=f"出生は {births!r} で計算します。{other!r} の変数を除くか attrs['births'] "
                f"を変えてください。",
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
            ja="総数の制御には net_migration_total・net_migration_control・net_migration_rate "
            "の3つが必要です。",
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
        got = assumptions[name].dims
        front = tuple(dim for dim in LEADING_DIMS if dim in got)
        steady = tuple(dim for dim in wanted if dim != "period")
        if got not in (front + wanted, front + steady):
            problems.add(
                name,
                en=f"dims are {got}; they must be {wanted}, with any of {LEADING_DIMS} in front, in this "
                f"order.",
                ja=f"次元が {got} です。{wanted} とし、必要なら {LEADING_DIMS} "
                f"をこの順で前に置いてください。",
            )
    for dim in assumptions.dims:
        if dim not in (*LEADING_DIMS, "period", "sex", "age"):
            problems.add(str(dim), en="unknown dim; drop it.", ja="知らない次元です。除いてください。")
        elif dim not in assumptions.coords:
            problems.add(
                str(dim),
                en="has no labels; assign its coordinate.",
                ja="ラベルがありません。座標を与えてください。",
            )
        elif assumptions.sizes[dim] == 0:
            problems.add(
                str(dim),
                en="is empty; give at least one label.",
                ja="空です。少なくとも1つのラベルが必要です。",
            )
    for dim in ("period", "sex", "age"):
        if dim not in assumptions.dims:
            problems.add(
                dim,
                en="no variable has this dim; add it.",
                ja="この次元をもつ変数がありません。加えてください。",
            )


def _labels(assumptions: xr.Dataset, problems: Problems) -> None:
    step = int(assumptions.attrs["step"])
    sexes = assumptions["sex"].values.tolist()
    if sexes != list(SEXES):
        problems.add(
            "sex", en=f"got {sexes}; use {list(SEXES)}.", ja=f"{sexes} です。{list(SEXES)} としてください。"
        )
    ages = assumptions["age"].values
    if len(ages) < 2 or ages.dtype.kind not in "iu" or ages[0] != 0 or np.any(np.diff(ages) != step):
        problems.add(
            "age",
            en=f"got {_short(ages)}; use whole lower bounds from 0 in steps of {step}, as attrs['step'].",
            ja=f"{_short(ages)} です。0 から attrs['step'] と同じ {step} "
            f"歳きざみの整数（下限）にしてください。",
        )
    periods = assumptions["period"].values
    if periods.dtype.kind not in "iu" or np.any(np.diff(periods) != step):
        problems.add(
            "period",
            en=f"got {_short(periods)}; use whole years in steps of {step}, as attrs['step'].",
            ja=f"{_short(periods)} です。attrs['step'] と同じ {step} 年きざみの整数にしてください。",
        )
    for dim in LEADING_DIMS:
        labels = assumptions[dim].values.tolist() if dim in assumptions.dims else []
        if len(set(labels)) != len(labels):
            problems.add(
                dim,
                en=f"a label occurs twice in {_short(labels)}; make them unique.",
                ja=f"{_short(labels)} に同じラベルが2度あります。重複をなくしてください。",
            )


def _values(assumptions: xr.Dataset, problems: Problems) -> None:
    for name, (low, high) in RANGES.items():
        if name not in assumptions.data_vars:
            continue
        array = assumptions[name]
        values = array.values
        if values.dtype.kind not in "iuf":
            problems.add(
                name,
                en=f"holds {values.dtype}; use numbers.",
                ja=f"{values.dtype} です。数値にしてください。",
            )
            continue
        if name == "net_migration_total":  # read only where the control says so; see `_control`
            continue
        smallest, largest = values.min(), values.max()  # NaN, if there is one
        if np.isfinite(smallest) and np.isfinite(largest) and smallest >= low and largest <= high:
            continue
        outside = ~(np.isfinite(values) & (values >= low) & (values <= high))
        where = tuple(np.argwhere(outside)[0])
        cell = _cell(array, where)
        got = values[where]
        more = int(outside.sum()) - 1
        if np.isnan(got):
            problems.add(
                f"{name}[{cell}]",
                en=f"no value (NaN), and in {more} other cells; every cell needs a number. (xarray fills "
                f"with NaN where labels of two variables differ.)",
                ja=f"値がありません（NaN、ほか {more} か所）。すべて数値が必要です（ラベルが一致しないと "
                f"xarray は NaN で埋めます）。",
            )
        else:
            problems.add(
                f"{name}[{cell}]",
                en=f"got {got:g}, and {more} other cells are outside too; {name} lies in [{low:g}, "
                f"{high:g}] and is finite.",
                ja=f"{got:g} です（ほか {more} か所）。{name} は [{low:g}, {high:g}] の有限の値です。",
            )


def _births(assumptions: xr.Dataset, problems: Problems) -> None:
    if assumptions.attrs["births"] == "asfr":
        if np.any(assumptions["asfr"].values[..., 0] != 0.0):
            problems.add(
                "asfr[age=0]",
                en="must be 0 in the first age; the newborn have no children.",
                ja="最初の年齢では 0 でなければなりません。",
            )
        return
    if assumptions.attrs["step"] != 5 or assumptions.sizes["age"] < 11:
        problems.add(
            "attrs['births']",
            en="a child-woman ratio needs step 5 and ages up to 50 at least; use births = 'asfr'.",
            ja="子ども女性比には5年きざみと50歳以上までの年齢が必要です。births = 'asfr' を使ってください。",
        )
    if np.any(assumptions["survivorship"].values[..., 0] <= 0.0):
        problems.add(
            "survivorship[age=0]",
            en="must be above 0: births are children over survivorship; use 1 to count children only.",
            ja="0 より大きくしてください（出生数＝子ども数÷生残率）。子ども数だけなら 1 とします。",
        )
    for name in ("net_migration", "net_migration_rate"):
        if name in assumptions.data_vars and np.any(assumptions[name].values[..., 0] != 0.0):
            problems.add(
                f"{name}[age=0]",
                en="must be 0: a child-woman ratio counts the children who are there after migration.",
                ja="0 としてください。子ども女性比は移動後の子ども数を与えます。",
            )


def _control(assumptions: xr.Dataset, problems: Problems) -> None:
    if "net_migration_control" not in assumptions.data_vars:
        return
    control = assumptions["net_migration_control"]
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
        where = _cell(control, tuple(np.argwhere((how == 2) & ~solved)[0]))
        problems.add(
            f"net_migration_control[{where}]",
            en="got 2 (hold the factor), but no period before it is 1 (solved).",
            ja="2（係数を保つ）ですが、それより前に 1（総数に合わせる）の期間がありません。",
        )
    total, control = xr.broadcast(assumptions["net_migration_total"], control)
    missing = (control.values == 1) & ~np.isfinite(total.values)
    if np.any(missing):
        where = _cell(total, tuple(np.argwhere(missing)[0]))
        problems.add(
            f"net_migration_total[{where}]",
            en="no finite value where net_migration_control is 1; give the total or set the control to 0.",
            ja="net_migration_control が 1 のところに値がありません。総数を与えるか 0 にしてください。",
        )


def _cell(array: xr.DataArray, where: tuple[int, ...]) -> str:
    """Return the labels of a cell, e.g. ``period=2020, sex=male, age=3``."""
    return ", ".join(f"{dim}={array[dim].values[i]}" for dim, i in zip(array.dims, where, strict=True))


def _short(values: object) -> str:
    """Return a list in brackets, shortened in the middle."""
    items = [str(value) for value in np.asarray(values).tolist()]
    return "[" + ", ".join(items if len(items) <= 8 else [*items[:4], "...", *items[-2:]]) + "]"
