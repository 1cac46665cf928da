"""National life tables, carried into the future and brought down to the city.

Lee-Carter on the national complete life tables known at launch; one Brass shift for each sex to the prefecture's life
expectancy of the same year; one more, common to both sexes, to the city's own deaths (in `calibrate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.kannisto import close
from cohort.demography.lee_carter import fit_lee_carter
from cohort.demography.life_table import LifeTable, life_table, survivorship
from cohort.demography.mortality import brass_shift, interpolate_life_tables, shift_to_e0
from cohort.demography.separation import Sex, infant_ax
from cohort.demography.time_index import logarithmic_rates
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.text import Text

from .shared import shared

SEXES: tuple[Sex, Sex] = ("male", "female")

TOP_AGE = 100  # ages fitted; above, Kannisto
CLOSED_AGE = 110
OPEN_AGE = 100
COLUMNS = ("mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex")
MOST_APART = (
    10.0  # years of life expectancy between a prefecture and its nation; in Japan it is less than four
)


@dataclass(frozen=True)
class NationalTables:
    """Complete life tables of the nation: ``years`` (n,), ``qx`` (n, sex, age 0..TOP_AGE-1)."""

    years: Integers
    qx: Array


def national_tables(inputs: Inputs, known_by: int) -> NationalTables:
    """Return the national life tables that were known at launch.

    Parameters
    ----------
    inputs : Inputs
        An area whose ``nation`` has ``life_tables``.
    known_by : int
        Tables of later years are left out: a projection from 2010 must not know the deaths of 2015.

    Raises
    ------
    AssumptionError
        No tables, or fewer than four.
    """
    nation = inputs.nation
    table = None if nation is None else nation.life_tables
    if table is None:
        refuse(
            str(inputs.path),
            "nation",
            en="has no life_tables.csv; name a folder with national life tables as `nation` in area.toml.",
            ja="life_tables.csv がありません。area.toml の nation に全国の生命表のフォルダーを指定してください。",
        )
    table = table[table["year"] <= known_by]
    years = np.unique(table["year"].to_numpy(dtype=np.int64))
    if years.size < 4:
        refuse(
            str(inputs.path),
            "nation.life_tables",
            en=f"{years.size} years up to {known_by}; Lee-Carter needs four or more.",
            ja=f"{known_by} 年までの生命表が {years.size} 年分しかありません。4 年分以上が必要です。",
        )
    wide = table.pivot(index=["year", "sex"], columns="age", values="qx")
    ages = list(range(TOP_AGE))
    qx = np.stack([wide.xs(sex, level="sex")[ages].to_numpy(dtype=np.float64) for sex in SEXES], axis=1)
    return NationalTables(years, qx)


def closed_table(mx: Array, sex: Sex) -> LifeTable:
    """Return life tables from rates at ages 0..TOP_AGE-1, closed by Kannisto and opened at 100.

    Parameters
    ----------
    mx : array (..., TOP_AGE)
        Death rates.
    sex : str
        For the mean age at infant death.
    """
    dummy_open = mx[..., -1:]
    whole = close(
        np.concatenate([mx, dummy_open], axis=-1),
        last_age=CLOSED_AGE,
        fit_to=TOP_AGE - 1,
        replace_from=TOP_AGE,
    )
    ax = np.full(whole.shape, 0.5)
    ax[..., 0] = infant_ax(sex, mx=whole[..., 0])
    return life_table(mx=whole, ax=ax)


def central_rates(qx: Array, sex: Sex) -> Array:
    """Return death rates of closed ages from probabilities, shape (..., age)."""
    ax = np.full(qx.shape, 0.5)
    ax[..., 0] = infant_ax(sex, qx=qx[..., 0])
    return np.asarray(qx / (1 - (1 - ax) * qx))


def prefecture_e0(inputs: Inputs, year: float, sex: Sex) -> float | None:
    """Return the prefecture's life expectancy at birth in a year (linear between published years), or None."""
    years, values = _published_e0(inputs, sex)
    if years.size == 0 or not years[0] <= year <= years[-1]:
        return None
    return float(np.interp(year, years, values))


def _published_e0(inputs: Inputs, sex: Sex) -> tuple[Array, Array]:
    prefecture = inputs.prefecture
    table = None if prefecture is None else prefecture.life_expectancy
    if table is None:
        return np.empty(0), np.empty(0)
    rows = table[(table["sex"] == sex) & (table["age"] == 0)].sort_values("year")
    return rows["year"].to_numpy(dtype=float), rows["ex"].to_numpy(dtype=float)


@dataclass(frozen=True)
class PrefectureMortality:
    """National mortality as known at launch, its projection, and its distance from the prefecture's.

    Attributes
    ----------
    tables : NationalTables
    rates : tuple of array (year, age), one for each sex
        Death rates of the national tables.
    alpha : tuple of float, one for each sex
        Brass shift from the nation to the prefecture; 0 where no life expectancy of the prefecture is given.
    records : tuple of Record
    """

    tables: NationalTables
    rates: tuple[Array, ...]
    alpha: tuple[float, ...]
    records: tuple[Record, ...]

    def at(self, periods: npt.NDArray[Any]) -> LifeTable:
        """Return national mortality of some periods, shifted to the prefecture's life expectancy.

        Parameters
        ----------
        periods : array (period,)
            Calendar years, ascending (fractions allowed: 2020.75 is the year from 1 October 2020); years up to the last
            table are interpolated, later ones projected.

        Returns
        -------
        LifeTable
            Stacked (period, sex, age 0..CLOSED_AGE).
        """
        tables = [self._of_sex(s, periods) for s in range(len(SEXES))]
        stacked = {name: np.stack([getattr(t, name) for t in tables], axis=1) for name in COLUMNS}
        return LifeTable(width=tables[0].width, **stacked)

    def _of_sex(self, s: int, periods: npt.NDArray[Any]) -> LifeTable:
        years, sex = self.tables.years, SEXES[s]
        past, future = periods[periods <= years[-1]], periods[periods > years[-1]]
        parts = []
        if past.size:
            parts.append(central_rates(interpolate_life_tables(years, self.tables.qx[:, s], past), sex))
        if future.size:
            parts.append(logarithmic_rates(fit_lee_carter(self.rates[s], years), future))
        projected = closed_table(np.concatenate(parts), sex)
        return brass_shift(projected, np.full(len(periods), self.alpha[s]))


@shared
def prefecture_mortality(inputs: Inputs, known_by: int) -> PrefectureMortality:
    """Return the prefecture's mortality, to be read off at any year.

    Parameters
    ----------
    inputs : Inputs
        With ``nation``; ``prefecture`` if there is one.
    known_by : int
        Year of launch.
    """
    tables = national_tables(inputs, known_by)
    rates = tuple(central_rates(tables.qx[:, s], sex) for s, sex in enumerate(SEXES))
    shifts = [_prefecture_shift(inputs, sex, tables.years, rates[s]) for s, sex in enumerate(SEXES)]
    method = note(
        "mortality",
        "National complete life tables {first}-{last}, Lee-Carter (k on a logarithmic curve) from {last} on; "
        "ages {top}+ by Kannisto.",
        "全国の完全生命表 {first}～{last} 年、{last} 年以降はリー・カーター法（k は対数曲線）、{top} 歳以上はカニスト式。",
        first=tables.years[0],
        last=tables.years[-1],
        top=TOP_AGE,
    )
    notes = [record for _, record in shifts if record is not None]
    return PrefectureMortality(tables, rates, tuple(alpha for alpha, _ in shifts), (*notes, method))


def _prefecture_shift(inputs: Inputs, sex: Sex, years: Integers, mx: Array) -> tuple[float, Record | None]:
    """Return the Brass shift of the last national table whose year the prefecture's life expectancies cover."""
    seen, _ = _published_e0(inputs, sex)
    covered = np.flatnonzero((years >= seen[0]) & (years <= seen[-1])) if seen.size else seen
    if not covered.size:
        return 0.0, None
    year = int(years[int(covered[-1])])
    target = prefecture_e0(inputs, year, sex)
    assert target is not None
    nation = closed_table(mx[int(covered[-1])], sex)
    national = float(nation.e0)
    if abs(target - national) > MOST_APART:
        assert inputs.prefecture is not None
        refuse(
            f"{inputs.prefecture.path}/life_expectancy.csv",
            f"{year}, {sex}, age 0",
            en=f"got {target:.6g} years where the nation has {national:.2f}; a prefecture does not lie more than "
            f"{MOST_APART:.0f} years from its nation: correct the value.",
            ja=f"{target:.6g} 年ですが、全国は {national:.2f} 年です。県と全国の差が {MOST_APART:.0f} 年を超えることはありません。"
            "値を直してください。",
        )
    alpha = float(shift_to_e0(nation, target)[1])
    return alpha, note(
        "mortality",
        "Life expectancy of {year}, {sex}: nation {nation:.2f}, prefecture {prefecture:.2f} years; Brass shift {alpha:+.4f}.",
        "{year} 年の平均寿命（{sex}）：全国 {nation:.2f} 年、県 {prefecture:.2f} 年。ブラス・ロジット {alpha:+.4f}。",
        year=year,
        sex=Text(sex, "男" if sex == "male" else "女"),
        nation=national,
        prefecture=target,
        alpha=alpha,
    )


def shifted(tables: LifeTable, alpha: float) -> LifeTable:
    """Return all tables after one Brass shift."""
    return brass_shift(tables, np.full(tables.lx.shape[:-1], alpha))


def schedule(tables: LifeTable, alpha: float) -> Array:
    """Return survivorship (period, sex, age 0..100) after one Brass shift of all tables."""
    return survivorship(shifted(tables, alpha), OPEN_AGE)


def selected(tables: LifeTable, periods: slice) -> LifeTable:
    """Return the tables of some periods."""
    return LifeTable(width=tables.width, **{name: getattr(tables, name)[periods] for name in COLUMNS})
