"""The pattern of fertility from the nation, its level from the city's births, and the scale of published TFRs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cohort.demography.checks import Array, refuse
from cohort.demography.fertility import pattern
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.sharing import shared
from cohort.text import Text

from .mortality import OPEN_AGE


def known_at(table: pd.DataFrame | None, year: int) -> pd.DataFrame | None:
    """Return the rows of a table up to a year, by year; None where there are none."""
    rows = None if table is None else table[table["year"] <= year].sort_values("year")
    return None if rows is None or rows.empty else rows


@shared
def national_pattern(inputs: Inputs, known_by: int) -> tuple[Array, Record]:
    """Return the national age pattern of fertility known at launch; it sums to 1.

    Parameters
    ----------
    inputs : Inputs
        An area whose ``nation`` has ``asfr``.
    known_by : int
        The latest schedule up to this year is taken.

    Returns
    -------
    array (age 0..100)
    Record
    """
    rows = known_at(None if inputs.nation is None else inputs.nation.asfr, known_by)
    if rows is None:
        refuse(
            str(inputs.path),
            "nation.asfr",
            en=f"no national age-specific fertility rates up to {known_by}.",
            ja=f"{known_by} 年までの全国の年齢別出生率がありません。",
        )
    year = int(rows["year"].iloc[-1])
    rows = rows[rows["year"] == year]
    asfr = np.zeros(OPEN_AGE + 1)
    asfr[rows["age"].to_numpy(dtype=np.int64)] = rows["asfr"].to_numpy(dtype=np.float64)
    return pattern(asfr), note(
        "fertility", "Age pattern of fertility: nation, {year}.", "出生率の年齢パターン：全国 {year} 年。", year=year
    )


def national_births(inputs: Inputs, known_by: int) -> tuple[int, float] | None:
    """Return the last year up to ``known_by`` with national births by sex, and males per female birth; None without any."""
    rows = known_at(None if inputs.nation is None else inputs.nation.births_by_sex, known_by)
    if rows is None:
        return None
    return int(rows["year"].iloc[-1]), float(rows["male"].iloc[-1] / rows["female"].iloc[-1])


@shared
def sex_ratio_at_birth(inputs: Inputs, known_by: int) -> tuple[float, Record]:
    """Return males per female birth of the nation, as known at launch."""
    found = national_births(inputs, known_by)
    if found is None:
        refuse(
            str(inputs.path),
            "nation.births_by_sex",
            en=f"no births by sex up to {known_by}; add births_by_sex.csv (year, male, female, source) to the nation's folder.",
            ja=f"{known_by} 年までの男女別出生数がありません。全国のフォルダーに births_by_sex.csv（year, male, female, source）を置いてください。",
        )
    year, value = found
    return value, note(
        "births",
        "Sex ratio at birth: {value:.4f} males per female (nation, {year}).",
        "出生性比：女児1人あたり男児 {value:.4f} 人（全国 {year} 年）。",
        value=value,
        year=year,
    )


@shared
def moved_on(inputs: Inputs, launch: Launch) -> tuple[float, tuple[Record, ...]]:
    """Return what the level of the launch years is multiplied by to go on, and the record of it.

    With ``fertility_level = "last_year"``: the prefecture's TFR of the last of these years over its mean of all of them. One year of a
    small place is mostly chance, the mean of several is behind where fertility falls; the prefecture's course has neither fault
    (docs/decisions/launch-years.md).

    Parameters
    ----------
    inputs : Inputs
        An area, or anything with its ``prefecture``.
    launch : Launch

    Raises
    ------
    AssumptionError
        Launch years after the launch, or one of which the prefecture has no TFR.
    """
    if launch.fertility_level == "mean":
        return 1.0, ()
    last = max(launch.events)
    if last >= launch.date.year:
        refuse(
            f"{inputs.area.name_en}, launch",
            "fertility_level",
            en=f'got "last_year" with events up to {last} and a launch in {launch.date.year}; it is for launch years before the '
            "launch: leave it out.",
            ja=f'"last_year" ですが、events は {last} 年まで、基準日は {launch.date.year} 年です。基準期間が基準日より前の場合の'
            "ものなので、除いてください。",
        )
    table = None if inputs.prefecture is None else inputs.prefecture.tfr
    found = {} if table is None else dict(zip(table["year"], table["tfr"], strict=True))
    missing = ", ".join(str(year) for year in launch.events if year not in found)
    if missing:
        refuse(
            str(inputs.path),
            "prefecture.tfr",
            en=f'no TFR of the prefecture for {missing}; fertility_level = "last_year" needs one for each launch year: add it to '
            "the prefecture's tfr.csv, or leave fertility_level out.",
            ja=f'{missing} 年の県の合計特殊出生率がありません。fertility_level = "last_year" には基準期間の各年の値が必要です。'
            "県の tfr.csv に加えるか、fertility_level を除いてください。",
        )
    mean = float(np.mean([found[year] for year in launch.events]))
    ratio = float(found[last]) / mean
    return ratio, (
        note(
            "fertility",
            "The level of the launch years is taken to {year} as the prefecture's TFR moved (mean {mean:.3f}, in {year} {last:.2f}): "
            "times {ratio:.4f}.",
            "基準期間の出生率の水準は、県の合計特殊出生率の動き（平均 {mean:.3f}、{year} 年 {last:.2f}）により {year} 年の水準に直す"
            "（{ratio:.4f} 倍）。",
            year=last,
            mean=mean,
            last=float(found[last]),
            ratio=ratio,
        ),
    )


@dataclass(frozen=True)
class PublishedTfr:
    """A TFR published for the city, births per woman."""

    year: int
    value: float


@shared
def published_tfr(inputs: Inputs, known_by: int) -> PublishedTfr | None:
    """Return the last published TFR up to a year, or None."""
    rows = known_at(inputs.tfr, known_by)
    return None if rows is None else PublishedTfr(int(rows["year"].iloc[-1]), float(rows["tfr"].iloc[-1]))


def published_scale(
    model_tfr: float, published: PublishedTfr | None, of_its_year: bool = False
) -> tuple[float, Record]:
    """Return model TFR per published TFR, and the record of it.

    A register keeps students who have left among its women, so the model's TFR lies below the published one; targets keep
    their published meaning through this constant ratio.
    """
    if published is None:
        return 1.0, note(
            "fertility",
            "No published TFR: the model's own ({model:.3f}) is used as it is.",
            "公表された合計特殊出生率がないため、モデルの値（{model:.3f}）をそのまま使用。",
            model=model_tfr,
        )
    scale = model_tfr / published.value
    return scale, note(
        "fertility",
        "Births of {births} imply a TFR of {model:.3f} on these women; it stands for the published "
        "{published:.2f} ({year}). Targets are scaled by {scale:.4f}.",
        "{births}の出生数は、この女性人口では出生率 {model:.3f} に当たる。公表値 {published:.2f}（{year} 年）"
        "に対応させ、目標値には {scale:.4f} を掛ける。",
        births=Text("{year}", "{year} 年", year=published.year)
        if of_its_year
        else Text("the launch years", "基準期間"),
        model=model_tfr,
        published=published.value,
        year=published.year,
        scale=scale,
    )
