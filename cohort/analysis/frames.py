"""Results as plain tables: one number a row, one record a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import xarray as xr

from cohort.arguments import got
from cohort.errors import ProjectionError, did_you_mean, fail
from cohort.record import records_of
from cohort.vocabulary import VOCABULARY, about


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
        A column for each dim (missing where a measure does not have it; years and ages stay whole numbers), then ``measure``,
        ``value`` and ``unit``.

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
        tables.append(table.assign(measure=name, unit=about(name).get("units", dataset[name].attrs.get("units", ""))))
    whole = pd.concat(tables, ignore_index=True)
    dims = [dim for dim in dict.fromkeys(dim for name in wanted for dim in dataset[name].dims) if dim in whole]
    whole_years = {dim: "Int64" for dim in dims if dataset[dim].dtype.kind in "iu" and whole[dim].isna().any()}
    return whole[[*dims, "measure", "value", "unit"]].astype(whole_years)


def verdict_frame(verdicts: Iterable[Any]) -> pd.DataFrame:
    """Return verdicts with a row each, numbers in the measure's unit."""
    columns = [
        "scenario", "measure", "year", "relation", "promised", "value", "gap", "gap_persons", "met", "needed", "lost_year",
        "own", "source", "unit",
    ]  # fmt: skip
    rows = [
        (
            v.scenario, v.outlook.measure, v.outlook.year, v.outlook.bound, v.outlook.value, v.value, v.gap,
            v.gap_persons, v.met, v.needed, v.lost_year, v.own, v.outlook.source, VOCABULARY[v.outlook.measure].unit,
        )
        for v in verdicts
    ]  # fmt: skip
    # a year without a decimal point, and empty where nothing is lost
    return pd.DataFrame(rows, columns=columns).astype({"lost_year": "Int64"})


def _check(dataset: object, name: str) -> None:
    if not isinstance(dataset, xr.Dataset):
        fail(
            name,
            en=f"got {type(dataset).__name__}; give the Dataset that `cohort.assume` or `cohort.project` returns.",
            ja=f"{type(dataset).__name__} です。cohort.assume か cohort.project が返す Dataset を渡してください。",
            kind=ProjectionError,
        )
