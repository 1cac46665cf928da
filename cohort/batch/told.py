"""What is said when a batch is done."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.batch.run import Batch
from cohort.text import Text

MOST = 5  # failures that are named; all of them are in the table


def told(batch: Batch, results: xr.Dataset) -> list[Text]:
    """Return what came of a batch: how much, what failed, and where everything is.

    Parameters
    ----------
    batch : Batch
    results : Dataset
        As `cohort.open` returns it.
    """
    plan, reasons = batch.plan, results["reason_en"].values != ""
    failed = reasons & np.isnan(results["population"].isel(time=0).values)
    said = [
        Text(
            "{title}: {areas:,} areas, {scenarios} scenarios, {first}-{last}.",
            "{title}：{areas:,} 地域、{scenarios} シナリオ、{first}～{last}年。",
            title=Text(plan.title_en, plan.title_ja),
            areas=len(plan.areas),
            scenarios=len(plan.scenarios),
            first=plan.times[0],
            last=plan.times[-1],
        )
    ]
    if batch.done_before:
        said.append(
            Text(
                "{before} of {blocks} blocks were there from an earlier run.",
                "{blocks} ブロックのうち {before} は以前の計算結果です。",
                before=batch.done_before,
                blocks=batch.blocks,
            )
        )
    small = int((reasons & ~failed).any(axis=1).sum())
    if small:
        said.append(
            Text(
                "{count:,} areas have no ranges: errors of places so small are not known well enough (failures.csv).",
                "{count:,} 地域は、小規模な地域の誤差が十分に分かっていないため、幅がありません（failures.csv）。",
                count=small,
            )
        )
    places = failed.any(axis=1).nonzero()[0]
    if places.size:
        said.append(
            Text(
                "{count:,} areas could not be projected under some scenario; failures.csv says why:",
                "{count:,} 地域は一部のシナリオで推計できませんでした（理由は failures.csv）：",
                count=int(places.size),
            )
        )
    return [*said, *(_failed(results, failed, place) for place in places[:MOST].tolist())]


def _failed(results: xr.Dataset, failed: np.ndarray, place: int) -> Text:
    """Say of an area why it failed under the first of the scenarios it failed under."""
    which = int(failed[place].nonzero()[0][0])
    return Text(
        "  {code} {name}: {reason}",
        "  {code} {name}：{reason}",
        code=str(results["area"].values[place]),
        name=Text(str(results["name_en"].values[place]), str(results["name_ja"].values[place])),
        reason=Text(
            str(results["reason_en"].values[place, which]), str(results["reason_ja"].values[place, which])
        ),
    )
