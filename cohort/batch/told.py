"""What is said when a batch is done."""

from __future__ import annotations

import numpy as np
import xarray as xr

from cohort.batch.measures import MOVES
from cohort.batch.run import Batch
from cohort.batch.together import Together
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
                "Without ranges: {count:,} of the areas; errors of places so small are not known well enough (failures.csv).",
                "{count:,} 地域は、小規模な地域の誤差が十分に分かっていないため、幅がありません（failures.csv）。",
                count=small,
            )
        )
    if MOVES[0] in results:
        said += _moves(results, plan.exchanging)
    if plan.together is not None and plan.together.totals:
        said.append(_totals(plan.together))
    places = failed.any(axis=1).nonzero()[0]
    if places.size:
        said.append(
            Text(
                "Not projected under some scenario: {count:,} of the areas; failures.csv says why:",
                "{count:,} 地域は一部のシナリオで推計できませんでした（理由は failures.csv）：",
                count=int(places.size),
            )
        )
    return [*said, *(_failed(results, failed, place) for place in places[:MOST].tolist())]


def _moves(results: xr.Dataset, exchanging: tuple[str, ...]) -> list[Text]:
    """Say how many move between the areas in the last period of the first scenario, and that nobody is lost on the way."""
    came, left = (float(results[name].isel(scenario=0, period=-1).sum("area")) for name in MOVES)
    year = int(results["period"].values[-1])
    if len(exchanging) > results.sizes["area"]:
        return [
            Text(
                "{count:,} areas exchange people, those of the plan among them: in {year} {came:,.0f} persons come to the plan's areas from "
                "others of them, {left:,.0f} leave.",
                "計画の地域を含む {count:,} 地域が人口を移動し合います。{year}年の計画地域への転入は {came:,.0f} 人、転出は {left:,.0f} 人です。",
                count=len(exchanging),
                year=year,
                came=came,
                left=left,
            )
        ]
    return [
        Text(
            "The areas exchange people: in {year} {left:,.0f} persons leave one of them and {came:,.0f} arrive in one, "
            "net {net:,.0f} (moves.csv).",
            "地域間で人口が移動します。{year}年の転出は計 {left:,.0f} 人、転入は計 {came:,.0f} 人、差引 {net:,.0f} 人です（moves.csv）。",
            year=year,
            left=left,
            came=came,
            net=abs(round(came - left)),
        )
    ]


def _totals(together: Together) -> Text:
    """Say which totals the areas are held to, and what takes the difference."""
    years = [year for _, year, _ in together.totals]
    deaths = together.taken_by == "deaths"
    return Text(
        "The areas are held to {count} totals ({first}-{last}); {taken} takes the difference.",
        "{count} 件の総数（{first}～{last}年）に合わせました。差は{taken}で調整しています。",
        count=len(years),
        first=min(years),
        last=max(years),
        taken=Text("the number of deaths", "死亡数") if deaths else Text("net migration", "社会増減"),
    )


def _failed(results: xr.Dataset, failed: np.ndarray, place: int) -> Text:
    """Say of an area why it failed under the first of the scenarios it failed under."""
    which = int(failed[place].nonzero()[0][0])
    return Text(
        "  {code} {name}: {reason}",
        "  {code} {name}：{reason}",
        code=str(results["area"].values[place]),
        name=Text(str(results["name_en"].values[place]), str(results["name_ja"].values[place])),
        reason=Text(str(results["reason_en"].values[place, which]), str(results["reason_ja"].values[place, which])),
    )
