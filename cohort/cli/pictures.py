"""What `cohort batch` writes beside its tables: the page of the country, and a sheet of paper for each prefecture."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cohort.errors import did_you_mean, fail
from cohort.story.country import Country, Tile, country
from cohort.text import Language, Text

if TYPE_CHECKING:
    import xarray as xr

    from cohort.batch.plan import Plan

OUTPUTS = ("tables", "page", "sheets")


def chosen(only: str | None) -> Sequence[str]:
    """Return which outputs are wanted; refuse one that there is not."""
    if only is None:
        return OUTPUTS
    wanted = [name.strip() for name in only.split(",") if name.strip()]
    for name in wanted:
        if name not in OUTPUTS:
            fail(
                "--only",
                en=f"got '{name}'; use {', '.join(OUTPUTS)}.{did_you_mean(name, OUTPUTS, 'en')}",
                ja=f"「{name}」はありません（{'、'.join(OUTPUTS)} のいずれか）。{did_you_mean(name, OUTPUTS, 'ja')}",
            )
    return wanted


def told_country(plan: Plan, results: xr.Dataset) -> Country:
    """Return what is told of the results of a plan.

    Parameters
    ----------
    plan : Plan
    results : Dataset
        As `cohort.open` returns it.
    """
    from cohort.batch.templates import scenarios
    from cohort.collection.places import PREFECTURES, data_table, every_place
    from cohort.collection.trend import EVENTS

    made = scenarios(plan.templates, plan.until, plan.step, EVENTS)
    titles = {
        one.name: (Text(one.title("en"), one.title("ja")), Text(one.short("en"), one.short("ja"))) for one in made
    }
    names = dict(zip((f"{number:02d}" for number in range(1, 48)), PREFECTURES.items(), strict=True))
    tiles = [
        Tile(code, Text(names[code][1], names[code][0]), str(letters), int(column), int(row))
        for code, column, row, letters in data_table("prefecture_tiles").itertuples(index=False)
    ]
    return country(results, titles, {place.code: place.kana for place in every_place()}, tiles)


def write_pictures(told: Country, target: Path, only: Sequence[str], workers: int, language: Language) -> list[Path]:
    """Write the page and the sheets that are wanted; return what was written."""
    from cohort.report.charts.write import write_sheets
    from cohort.report.page.country import write_country

    written = write_country(told, target, language) if "page" in only else []
    if "sheets" not in only:
        return written
    count = min(workers, len(told.tiles))
    if count == 1:
        return [*written, *write_sheets(told, target / "sheets", language)]
    parts = [replace(told, tiles=told.tiles[number::count]) for number in range(count)]
    context = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    with ProcessPoolExecutor(count, mp_context=context) as pool:
        found = pool.map(write_sheets, parts, [target / "sheets"] * count, [language] * count)
        return [*written, *sorted(path for some in found for path in some)]
