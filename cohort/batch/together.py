"""What a plan says of areas that are projected together: who exchanges people, and the totals that they are held to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import pandas as pd
from pydantic import BeforeValidator, Field

from cohort.batch.areas import ALL, codes_of, listed, prefecture_code
from cohort.collection.places import every_place
from cohort.errors import CohortError, CohortErrors, Problems
from cohort.forms import Column, CsvTable, Listed, Table, Words, read_frame
from cohort.forms.cells import FIRST_YEAR, LAST_YEAR, MOST_PERSONS
from cohort.scenario.model import Scenario

TOTALS = CsvTable(
    "totals",
    (
        Column("region", "text"),
        Column("year", "integer", low=FIRST_YEAR, high=LAST_YEAR),
        Column("population", "number", low=0, high=MOST_PERSONS),
        Column("source", "text"),
    ),
    ("region", "year"),
    "totals that areas are held to",
    "合わせる総数",
)
WHOLE = "all"


class TogetherTable(Table):
    """Areas that are projected together, not one by one; see docs/batch.md."""

    pool: Annotated[Listed[Words], BeforeValidator(listed)] = Field(
        (), description="Areas that exchange people, as `areas` names them; those of the plan are among them."
    )
    totals: Words = Field(
        "", description="A CSV beside the plan (region, year, population, source): totals that are met."
    )
    taken_by: Literal["migration", "deaths"] = Field(
        "migration", description="What takes the difference to the totals."
    )
    between: Literal["linear", "free"] = Field(
        "linear", description="Years between totals: on the line from one to the next, or not held to any."
    )


@dataclass(frozen=True)
class Together:
    """Areas that are projected together.

    Attributes
    ----------
    pool : tuple of str
        Codes of those that exchange people, ascending; nobody does where it is empty.
    totals : tuple of (region, year, persons)
        ``region``: "all", or the two digits of a prefecture.
    taken_by : {"migration", "deaths"}
    between : {"linear", "free"}
        Whether years before and between totals lie on the line from the launch, or one total, to the next.
    """

    pool: tuple[str, ...]
    totals: tuple[tuple[str, int, float], ...]
    taken_by: Literal["migration", "deaths"]
    between: Literal["linear", "free"]


def read_together(
    table: TogetherTable, codes: Sequence[str], times: Sequence[int], folder: Path, problems: Problems
) -> tuple[Together, list[CohortError]]:
    """Return what a plan says of areas together; what is wrong with it goes to ``problems``, what is with its file is returned.

    Parameters
    ----------
    table : TogetherTable
    codes : sequence of str
        Areas of the plan.
    times : sequence of int
        Instants of the projection.
    folder : Path
        Of the plan.
    problems : Problems
    """
    if not table.pool and not table.totals:
        problems.add(
            "together",
            en='says nothing; give pool (as "all"), totals (a CSV), or both.',
            ja='内容がありません。pool（"all" など）か totals（CSV）、または両方を指定してください。',
        )
    pool = codes_of(table.pool, problems, "together.pool") if table.pool else ()
    if pool:
        _check_members(codes, pool, problems)
    if not table.totals:
        return Together(pool, (), table.taken_by, table.between), []
    try:
        frame = read_frame(folder / table.totals, TOTALS)
    except (CohortError, CohortErrors) as error:
        return Together(pool, (), table.taken_by, table.between), list(getattr(error, "errors", (error,)))
    totals = _totals(frame, pool or codes, times, table.totals, problems)
    return Together(pool, totals, table.taken_by, table.between), []


def _named(codes: Iterable[str], language: str) -> str:
    names = {place.code: (place.romaji if language == "en" else place.name) for place in every_place()}
    return (", " if language == "en" else "、").join(f"{code} {names[code]}" for code in codes)


def _check_members(codes: Sequence[str], pool: Sequence[str], problems: Problems) -> None:
    """Note areas of the plan that are not in the pool: all of them at once."""
    outside = sorted(set(codes) - set(pool))
    if outside:
        problems.add(
            "together.pool",
            en=f"{len(outside)} areas of the plan are not in it: {_named(outside, 'en')}; add them or their prefecture, "
            'or write "all".',
            ja=f'計画の {len(outside)} 地域が含まれていません：{_named(outside, "ja")}。地域か都道府県を加えるか、"all" と書いてください。',
        )


def _totals(
    frame: pd.DataFrame, members: Sequence[str], times: Sequence[int], file: str, problems: Problems
) -> tuple[tuple[str, int, float], ...]:
    """Return totals by region and year; note regions and years that are none, and prefectures without a total."""
    found: dict[tuple[str, int], float] = {}
    columns = (frame["region"].astype(str).str.strip(), frame["year"].astype(int), frame["population"].astype(float))
    for line, (name, year, persons) in enumerate(zip(*(one.tolist() for one in columns), strict=True), start=2):
        region = WHOLE if name.lower() in ALL else prefecture_code(name)
        where = f"{file}, row {line}"
        if region is None:
            problems.add(
                f"{where}, region",
                en=f"got '{name}'; write all, or a prefecture (岩手県, iwate-ken, 03).",
                ja=f"「{name}」です。all か都道府県（岩手県、iwate-ken、03）を書いてください。",
            )
        elif year not in times[1:]:
            problems.add(
                f"{where}, year",
                en=f"got {year}; the projection has {times[1]} to {times[-1]}.",
                ja=f"{year} 年です。推計は {times[1]}～{times[-1]} 年です。",
            )
        elif (region, year) in found:
            problems.add(
                where,
                en=f"{name} {year} stands here under another name again; keep one.",
                ja=f"{name} {year} 年が別の表記で重複しています。一つにしてください。",
            )
        else:
            found[region, year] = persons
    _check_regions(found, members, file, problems)
    return tuple((region, year, persons) for (region, year), persons in sorted(found.items()))


def _check_regions(found: dict[tuple[str, int], float], members: Sequence[str], file: str, problems: Problems) -> None:
    """Note years in which some prefecture, or the whole, has no total though others have, and prefectures without areas."""
    wanted = {code[:2] for code in members}
    regions = {region for region, _ in found}
    beyond = sorted(regions - wanted - {WHOLE})
    if beyond:
        problems.add(
            file,
            en=f"prefectures {', '.join(beyond)} have no areas here; leave their rows out.",
            ja=f"都道府県 {'、'.join(beyond)} には対象の地域がありません。該当行を除いてください。",
        )
    needed = (wanted if regions - {WHOLE} else set()) | (regions & {WHOLE})
    for year in sorted({year for _, year in found}):
        lacking = sorted(region for region in needed if (region, year) not in found)
        if lacking:
            problems.add(
                f"{file}, {year}",
                en=f"no total for {', '.join(lacking)}, while others have one; give every prefecture of the areas, and the whole in "
                "the same years.",
                ja=f"{'、'.join(lacking)} の総数がありません。対象の全都道府県について、全体の総数と同じ年のものを与えてください。",
            )


def check_scenarios(made: Sequence[Scenario], problems: Problems) -> None:
    """Note scenarios that change migration: together, moves of an area follow from those of the others."""
    for one in made:
        asked = sorted({each.measure for each in one.trajectories if each.measure.startswith("migration.")})
        asked += [name for name in ("bands", "households", "connected") if getattr(one, name)]
        asked += [shock.measure for shock in one.shocks if shock.measure.startswith("migration.")]
        if asked:
            problems.add(
                f"scenario {one.name}",
                en=f"sets {', '.join(asked)}; the moves of areas together follow from each other: change fertility and "
                "mortality only, or leave [together] out.",
                ja=f"{'、'.join(asked)} を設定しています。同時推計では移動は地域間の関係から決まります。"
                "出生と死亡だけを変えるか、[together] を外してください。",
            )


def check_plan(step: int, draws: int, block: bool, problems: Problems) -> None:
    """Note what areas together cannot have: steps of five years, draws, blocks."""
    if step != 1:
        problems.add(
            "step",
            en=f"got {step}; areas together go by single years: leave it out, or [together].",
            ja=f"{step} です。同時推計は 1 年刻みです。省くか、[together] を外してください。",
        )
    if draws:
        problems.add(
            "draws",
            en=f"got {draws}; errors were measured area by area, not for areas together: leave draws out, or [together].",
            ja=f"{draws} です。誤差は地域ごとに測ったもので、同時推計のものではありません。draws か [together] を外してください。",
        )
    if block:
        problems.add(
            "block",
            en="areas together are one block; leave it out.",
            ja="同時推計は全体で 1 ブロックです。省いてください。",
        )
