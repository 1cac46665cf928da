"""How a strategy's targets really ended: what was aimed at, and what came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from cohort.errors import InputError, fail
from cohort.inputs import Inputs
from cohort.inputs.observed import Observed

LATEST_BEFORE = 1  # years: a TFR of the year before the target's is taken where there is none of that year

# What a target counts as positive, by the flows it is made of.
_FLOWS = {
    "in_migration": ("in_migration",),
    "out_migration": ("out_migration",),
    "births": ("births",),
    "deaths": ("deaths",),
    "net_out_migration": ("in_migration", "out_migration"),
}


def outcome(inputs: Inputs, strategy: str) -> pd.DataFrame:
    """Return the targets of a strategy beside what came in the target year.

    What came is taken from the city's observed figures: net out-migration and events of the target year, the published
    TFR of that year or the one before. Where there are none for the measure, from the base of a later strategy for the
    same measure and ages in that same year. Where neither is there, the columns ``actual`` and ``actual_year`` are empty.

    Parameters
    ----------
    inputs : Inputs
        With ``targets``.
    strategy : str
        As in ``targets.csv``: "first".

    Returns
    -------
    DataFrame
        Columns ``measure, ages, unit, base_year, base, target_year, target, actual_year, actual, share_of_way, source``:
        ``share_of_way`` is 1 where the target was reached, 0 where nothing changed, negative where it went the other way.

    Raises
    ------
    InputError
        No targets, or no such strategy.
    """
    targets = inputs.targets
    names = [] if targets is None else list(dict.fromkeys(targets["strategy"]))
    if targets is None or strategy not in names:
        fail(
            f"{inputs.path}/targets.csv",
            "strategy",
            en=f"got {strategy!r}; there are: {', '.join(names) or 'none'}.",
            ja=f"「{strategy}」はありません（あるもの：{'、'.join(names) or 'なし'}）。",
            kind=InputError,
        )
    kept = ["measure", "ages", "unit", "base_year", "base", "target_year", "target"]
    rows = []
    for target in targets[targets["strategy"] == strategy].to_dict("records"):
        year, actual, source = _actual(inputs, target, strategy)
        aimed = float(target["target"]) - float(target["base"])
        # a target that only keeps the base has no way to go
        way = (actual - float(target["base"])) / aimed if actual is not None and aimed else float("nan")
        rows.append(
            {name: target[name] for name in kept}
            | {"actual_year": year, "actual": actual, "share_of_way": way, "source": source}
        )
    return pd.DataFrame(rows).astype({"actual_year": "Int64", "actual": "float64"})


def _actual(inputs: Inputs, target: Mapping[Any, Any], strategy: str) -> tuple[int | None, float | None, str]:
    measure, ages, year = str(target["measure"]), str(target["ages"]), int(target["target_year"])
    if measure == "tfr" and inputs.tfr is not None:
        near = inputs.tfr[inputs.tfr["year"].between(year - LATEST_BEFORE, year)].sort_values("year")
        if not near.empty:
            last = near.iloc[-1]
            return int(last["year"]), float(last["tfr"]), str(last["source"])
    seen = came(inputs, measure, ages, year)
    if seen is not None:
        return year, seen[0], ", ".join(seen[1].sources)
    table = inputs.targets
    assert table is not None  # `outcome` has read it
    same = (table["measure"] == measure) & (table["ages"] == ages) & (table["base_year"] == year)
    later = table[same & (table["strategy"] != strategy)]
    if later.empty:
        return None, None, ""
    return year, float(later["base"].iloc[0]), str(later["source"].iloc[0])


def came(inputs: Inputs, measure: str, ages: str, year: int) -> tuple[float, Observed] | None:
    """Return the events of a year as a target counts them (net out-migration above zero), and their count; None without.

    Events are published for all ages alone.
    """
    needed, table = _FLOWS.get(measure), inputs.events
    if needed is None or table is None or ages not in ("", "all ages"):
        return None
    if not set(needed) <= set(table.loc[table["start"].dt.year == year, "measure"]):
        return None
    if measure == "net_out_migration":
        net = inputs.net_migration(year)
        return -float(net), net
    seen = inputs.event(measure, year)
    return float(seen), seen
