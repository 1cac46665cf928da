"""The pattern of fertility from the nation, its level from the city's births, and the scale of published TFRs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cohort.demography.fertility import pattern
from cohort.errors import AssumptionError, fail
from cohort.inputs import Inputs
from cohort.record import Record, note

from .mortality import OPEN_AGE

Array = npt.NDArray[np.float64]


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
    table = None if inputs.nation is None else inputs.nation.asfr
    years = [] if table is None else sorted(int(y) for y in table["year"].unique() if y <= known_by)
    if table is None or not years:
        fail(
            str(inputs.path),
            "nation.asfr",
            en=f"no national age-specific fertility rates up to {known_by}.",
            ja=f"{known_by} 年までの全国の年齢別出生率がありません。",
            kind=AssumptionError,
        )
    rows = table[table["year"] == years[-1]]
    asfr = np.zeros(OPEN_AGE + 1)
    asfr[rows["age"].to_numpy(dtype=np.int64)] = rows["asfr"].to_numpy(dtype=np.float64)
    record = note(
        "fertility",
        "Age pattern of fertility: nation, {year}.",
        "出生率の年齢パターン：全国 {year} 年。",
        year=years[-1],
    )
    return pattern(asfr), record


@dataclass(frozen=True)
class PublishedTfr:
    """The last TFR published for the city before launch, or the model's own if there is none."""

    year: int
    value: float


def published_tfr(inputs: Inputs, known_by: int) -> PublishedTfr | None:
    """Return the last published TFR up to a year, or None."""
    table = inputs.tfr
    if table is None:
        return None
    rows = table[table["year"] <= known_by].sort_values("year")
    if rows.empty:
        return None
    return PublishedTfr(int(rows["year"].iloc[-1]), float(rows["tfr"].iloc[-1]))


def published_scale(model_tfr: float, published: PublishedTfr | None) -> tuple[float, Record]:
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
        "Births of the launch years imply a TFR of {model:.3f} on these women; it stands for the published "
        "{published:.2f} ({year}). Targets are scaled by {scale:.4f}.",
        "基準期間の出生数は、この女性人口では出生率 {model:.3f} に当たる。公表値 {published:.2f}（{year} 年）"
        "に対応させ、目標値には {scale:.4f} を掛ける。",
        model=model_tfr,
        published=published.value,
        year=published.year,
        scale=scale,
    )
