"""Published statements that a count answers, without a projection: targets, facts of the census, ratings."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from cohort.analysis.indicators.ratings import ratings
from cohort.analysis.official.outcome import came, outcome
from cohort.analysis.statements_file import (
    Came,
    Crossing,
    Smallest,
    StatementsFile,
    Strategy,
    Tally,
    Unchecked,
    title_of,
)
from cohort.analysis.statements_told import Row, amounts
from cohort.forms import AgeRange
from cohort.inputs import Inputs
from cohort.text import EMPTY, Day, Joined, Said, Text, listed
from cohort.vocabulary import BASES, COVERAGES, TARGETED
from cohort.wording import Plain, people

_OBSERVED = Text("observed", "実績")
_RATED = Text("actual / target", "実績÷目標")
_AND = Text("; ", "、")
_STRATEGIES = {"first": Text("first strategy", "第1期"), "second": Text("second strategy", "第2期")}


def observed_rows(file: StatementsFile, inputs: Inputs) -> list[Row]:
    """Return the rows that need no projection: outcomes, facts of counts, what nothing can check, ratings."""
    rows = [row for strategy in file.outcome for row in _outcomes(inputs, file, strategy)]
    rows += [_crossing(one, inputs, title_of(one.source, file, inputs)) for one in file.crossing]
    rows += [_smallest(one, inputs, title_of(one.source, file, inputs)) for one in file.smallest]
    rows += [_unchecked(one, inputs, title_of(one.source, file, inputs)) for one in file.unchecked]
    if inputs.kpis is not None:
        rated = ratings(inputs.kpis)
        rows += [_tally(one, inputs, title_of(one.source, file, inputs), rated) for one in file.tally]
        rows += _ratings(inputs, rated)
    return rows


def _outcomes(inputs: Inputs, file: StatementsFile, strategy: Strategy) -> list[Row]:
    """Return what a plan aimed at and what came, or what came so far where the target's year is not counted yet."""
    stated = {(one.measure, one.ages): one for one in strategy.came}
    rows = []
    for cells in outcome(inputs, strategy.strategy).to_dict("records"):
        row = _aim(inputs, strategy.strategy, cells)
        given = stated.get((str(cells["measure"]), str(cells["ages"])))
        if not math.isnan(float(cells["actual"])):
            seen = Text("observed {year}", "実績{year}年", year=int(cells["actual_year"]))
            rows.append(_answered(row, cells, float(cells["actual"]), [seen], final=True))
        else:
            rows.append(_so_far(row, cells, given, inputs, file))
    return rows


def _aim(inputs: Inputs, strategy: str, cells: Any) -> Row:
    """Return the row of a target that nothing was counted for."""
    measure, ages, year = str(cells["measure"]), str(cells["ages"]), int(cells["target_year"])
    band = bool(ages) and ages != "all ages" and measure in ("in_migration", "out_migration")
    aimed, base = float(cells["target"]), Plain(float(cells["base"]), **_format(cells))
    title = Text(
        "Target of the {strategy} for {year}: {what}{en}",
        "{strategy}の{year}年の目標：{what}{ja}",
        strategy=_STRATEGIES.get(strategy, Text(f"{strategy} strategy", strategy)),
        year=year,
        what=TARGETED.get(measure, Text(measure, measure)),
        en=f", ages {ages}" if band else "",
        ja=f"（{ages.replace('-', '～')}歳）" if band else "",
    )
    note = Text("from {base} in {year}", "基準{year}年{base}", base=base, year=int(cells["base_year"]))
    key = f"{strategy}-target-{measure}{f'-{ages}' if band else ''}-{year}"
    return Row(
        key, title, inputs.area.code, measure, year, aimed, math.nan, amounts(measure, aimed, **_format(cells)),
        "no figure", _OBSERVED, _source(inputs, strategy), note,
    )  # fmt: skip


def _format(cells: Any) -> dict[str, Any]:
    """Return how the numbers of a target are shown: decimals, and whether in percent."""
    aimed, share = float(cells["target"]), cells["unit"] == "share"
    places = 2 if cells["measure"] == "tfr" or 1 < aimed < 10 else 1 if share else 0
    return {"places": places, "percent": share}


def _answered(row: Row, cells: Any, value: float, notes: Sequence[Said], *, final: bool) -> Row:
    """Return the row with what came; ``final``: in the target's own year."""
    aimed, base = float(cells["target"]), float(cells["base"])
    reached = value >= aimed if aimed >= base else value <= aimed
    word = {(True, True): "reached", (True, False): "not reached", (False, True): "reached so far"}
    shown = amounts(row.measure, aimed, value, **_format(cells))
    note = Joined([row.note, *notes], _AND)
    return replace(row, ours=value, said=shown, verdict=word.get((final, reached), "not yet"), note=note)


def _so_far(row: Row, cells: Any, given: Came | None, inputs: Inputs, file: StatementsFile) -> Row:
    """Return the row with the latest figure before the target's year: the one the file gives, or the last one counted."""
    measure, ages = row.measure, str(cells["ages"])
    years = _between(inputs, measure, ages, range(int(cells["base_year"]) + 1, row.year))
    notes: list[Said] = [_series(inputs, measure, ages, years)] if years else []
    if given is not None:
        where = Text("observed ({title})", "実績（{title}）", title=title_of(given.source, file, inputs))
        notes.insert(0, Text(given.note.en, given.note.ja))
        return _answered(replace(row, where=where), cells, given.value, notes, final=False)
    if years:
        return _answered(row, cells, years[-1][1], notes, final=False)
    band = measure in ("in_migration", "out_migration")
    missing = (
        Text("no observed figure is published for these ages", "この年齢の実績は公表されていません")
        if band
        else Text("no observed figure is among the inputs", "実績は入力データにありません")
    )
    return replace(row, note=Joined([row.note, missing], _AND))


def _between(inputs: Inputs, measure: str, ages: str, years: Iterable[int]) -> list[tuple[int, float]]:
    found = [(year, came(inputs, measure, ages, year)) for year in years]
    return [(year, one[0]) for year, one in found if one is not None]


def _series(inputs: Inputs, measure: str, ages: str, years: list[tuple[int, float]]) -> Said:
    """Return what was observed from year to year: each count by itself, as they do not cover the same people."""
    counts: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for year, value in years:
        found = came(inputs, measure, ages, year)
        assert found is not None  # the years are those that have one
        counts.setdefault((found[1].basis, found[1].coverage), []).append((year, value))
    said = [
        Text(
            "{years}: {values} ({basis}, {coverage})",
            "{years}年：{values}（{basis}・{coverage}）",
            years=Text("{a}", "{a}", a=one[0][0])
            if len(one) == 1
            else Text("{a}-{b}", "{a}～{b}", a=one[0][0], b=one[-1][0]),
            values=listed(people(value) for _, value in one),
            basis=BASES[basis],
            coverage=COVERAGES.get(coverage, COVERAGES["all"]),
        )
        for (basis, coverage), one in counts.items()
    ]
    return Joined(said, _AND)


def _source(inputs: Inputs, strategy: str) -> str:
    targets = inputs.targets
    assert targets is not None  # by outcome
    key = str(targets.loc[targets["strategy"] == strategy, "source"].iloc[0])
    return inputs.sources[key].title


def _counted(rows: pd.DataFrame, ages: AgeRange) -> float:
    """Return the persons of some ages, whole groups, unknown ages left out."""
    inside = (rows["age"] >= ages.low) & (ages.high is None or rows["age"] <= ages.high)
    return float(rows.loc[inside.fillna(False), "population"].sum())


def _crossing(one: Crossing, inputs: Inputs, source: str) -> Row:
    table = inputs.population
    assert table is not None  # counts are what an area begins with
    census = table[table["basis"] == "census"]
    years = census["date"].dt.year
    pairs = {
        int(year): tuple(_counted(census[years == year], ages) for ages in (one.above, one.below))
        for year in years.unique()
    }
    first = next((year for year, counts in sorted(pairs.items()) if counts[0] > counts[1]), None)
    said = str(first) if first is not None else "-"
    note: Said = EMPTY
    if first is not None:
        before = max((year for year in pairs if year < first), default=first)
        note = Joined(
            [
                Text(
                    "{year}: {above} aged {old}, {below} aged {young}",
                    "{year}年：{old}{above}人・{young}{below}人",
                    year=year,
                    above=people(pairs[year][0]),
                    below=people(pairs[year][1]),
                    old=one.above,
                    young=one.below,
                )
                for year in (before, first)
            ],
            _AND,
        )
    return _fact(one, inputs, source, one.year, str(one.year), said, first == one.year, note)


def _smallest(one: Smallest, inputs: Inputs, source: str) -> Row:
    rows = inputs.counts(one.basis, one.date).dropna(subset="width")
    groups: dict[AgeRange, float] = {}
    for low, width, count in zip(rows["age"], rows["width"], rows["population"], strict=True):
        if one.among.low <= low and (one.among.high is None or low <= one.among.high):
            ages = AgeRange(int(low), int(low + width) - 1)
            groups[ages] = groups.get(ages, 0.0) + float(count)
    least, value = min(groups.items(), key=lambda item: item[1])
    note = Text(
        "{date}, {basis}: {value} people, the fewest of the five-year groups of ages {among}",
        "{date}、{basis}：{value}人（{among}の5歳階級で最少）",
        date=Day(one.date),
        basis=BASES[one.basis],
        value=people(value),
        among=one.among,
    )
    return _fact(one, inputs, source, one.date.year, one.ages, least, least == one.ages, note)


def _tally(one: Tally, inputs: Inputs, source: str, rated: pd.DataFrame) -> Row:
    chosen = rated[rated["number"].astype(str).isin([str(number) for number in one.numbers])]
    counts = chosen["published_rating"].value_counts().sort_index()
    ours = ", ".join(f"{name}{count}" for name, count in counts.items())
    listing = listed(f"{n} {r}" for n, r in zip(chosen["number"], chosen["published_rating"], strict=True))
    note = Text(
        "the paper's own list has {listing}; its total reads {stated}",
        "同じ資料の一覧では{listing}、集計は{stated}",
        listing=listing,
        stated=one.ratings,
    )
    return _fact(one, inputs, source, one.year, one.ratings, ours, ours == one.ratings, note)


def _fact(
    one: Crossing | Smallest | Tally,
    inputs: Inputs,
    source: str,
    year: int,
    stated: Said | str,
    found: Said | str,
    same: bool,
    note: Said,
) -> Row:
    title = Text(one.title.en, one.title.ja)
    shown = (stated, found, "0" if same else Text("differs", "一致しない"))
    return Row(
        one.key, title, inputs.area.code, type(one).__name__.lower(), year, math.nan, math.nan, shown,
        "agrees" if same else "differs", _OBSERVED, source, note,
    )  # fmt: skip


def _unchecked(one: Unchecked, inputs: Inputs, source: str) -> Row:
    title, note = Text(one.title.en, one.title.ja), Text(one.note.en, one.note.ja)
    return Row(
        one.key, title, inputs.area.code, "unchecked", one.year, math.nan, math.nan, (one.published, "-", "-"),
        "no figure", "-", source, note,
    )  # fmt: skip


def _ratings(inputs: Inputs, rated: pd.DataFrame) -> list[Row]:
    rows = []
    for place, cells in enumerate(rated.to_dict("records"), 1):
        published, ours = str(cells["published_rating"]), str(cells["rating"])
        reached = Plain(float(cells["attainment"]), 1, percent=True)
        rows.append(
            Row(
                f"indicator-{place}",
                Text(
                    "Indicator {number}: {kpi}, rating of 2024",
                    "指標{number}：{kpi}、2024年の評価",
                    number=cells["number"],
                    kpi=cells["kpi"],
                ),
                inputs.area.code, "rating", 2024, math.nan, float(cells["attainment"]),
                (published, ours, "0" if cells["agrees"] else Text("differs", "一致しない")),
                "agrees" if cells["agrees"] else "differs", _RATED, inputs.sources[str(cells["source"])].title,
                Text("{reached} of the target", "目標の{reached}", reached=reached),
            )
        )  # fmt: skip
    return rows
