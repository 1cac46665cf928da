"""Results as plain tables: one number a row, one record a row."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import xarray as xr

from cohort.arguments import got
from cohort.errors import ProjectionError, did_you_mean, fail
from cohort.record import records_of
from cohort.vocabulary import VOCABULARY


def records(dataset: xr.Dataset) -> pd.DataFrame:
    """Return everything that was done to the numbers on the way.

    Parameters
    ----------
    dataset : Dataset
        Assumptions, or a projection of them.

    Returns
    -------
    DataFrame
        Columns ``scenario`` ("" where it holds for all), ``where`` (the quantity or file), ``en`` and ``ja``.
    """
    _check(dataset, "records")
    try:
        rows = [(one.scenario, one.where, one.en, one.ja) for one in records_of(dataset)]
    except (ValueError, KeyError, TypeError):
        fail(
            "records",
            "attrs['records']",
            en="is not what `cohort.assume` wrote; take the Dataset as it was returned.",
            ja="cohort.assume が書いたものではありません。返された Dataset をそのまま使ってください。",
            kind=ProjectionError,
        )
    return pd.DataFrame(rows, columns=["scenario", "where", "en", "ja"])


def tidy(dataset: xr.Dataset, measure: str | Sequence[str] | None = None) -> pd.DataFrame:
    """Return a projection, its measures or assumptions with one number a row.

    Parameters
    ----------
    dataset : Dataset
        What `project`, `summarise` or `assume` returned.
    measure : str or sequence of str, optional
        Variables wanted; by default all.

    Returns
    -------
    DataFrame
        A column for each dim (empty where a measure does not have it), then ``measure``, ``value`` and ``unit``.

    Examples
    --------
    >>> cohort.tidy(cohort.project(assumptions), measure="births")  # doctest: +SKIP
    """
    _check(dataset, "tidy")
    known = [str(name) for name, array in dataset.data_vars.items() if array.dtype.kind in "iufb"]
    wanted = known if measure is None else [measure] if isinstance(measure, str) else measure
    several = isinstance(wanted, Sequence | set | frozenset)
    for name in (wanted or [""]) if several else [wanted]:
        if not isinstance(name, str) or name not in known:
            fail(
                "tidy",
                "measure",
                en=f"got {got(name)}; name some of {', '.join(known)}. (`cohort.summarise` has shares and age classes.)"
                + did_you_mean(str(name), known, "en"),
                ja=f"{got(name)} です。{'・'.join(known)} から選んでください（割合や年齢階級は cohort.summarise にあります）。"
                + did_you_mean(str(name), known, "ja"),
                kind=ProjectionError,
            )
    tables = []
    for name in wanted:
        array = dataset[name].rename("value")
        bare = array.drop_vars([key for key in array.coords if key not in array.dims])
        table = bare.to_dataframe().reset_index() if array.dims else pd.DataFrame({"value": [array.item()]})
        unit = VOCABULARY[name].unit if name in VOCABULARY else dataset[name].attrs.get("units", "")
        tables.append(table.assign(measure=name, unit=unit))
    whole = pd.concat(tables, ignore_index=True)
    dims = [dim for dim in dict.fromkeys(dim for name in wanted for dim in dataset[name].dims) if dim in whole]
    return whole[[*dims, "measure", "value", "unit"]]


def _check(dataset: object, name: str) -> None:
    if not isinstance(dataset, xr.Dataset):
        fail(
            name,
            "",
            en=f"got {type(dataset).__name__}; give the Dataset that `cohort.assume` or `cohort.project` returns.",
            ja=f"{type(dataset).__name__} です。cohort.assume か cohort.project が返す Dataset を渡してください。",
            kind=ProjectionError,
        )
