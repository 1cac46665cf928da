"""National life tables, carried into the future and brought down to the city.

Lee-Carter on the national tables known at launch; one Brass shift for each sex to the prefecture's life expectancy of the
same year; one more, common to both sexes, to the city's own deaths (in `levels`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from cohort.demography.checks import Array, Integers, refuse
from cohort.demography.kannisto import close
from cohort.demography.lee_carter import LeeCarter, fit_lee_carter
from cohort.demography.life_table import LifeTable, life_table, survivorship
from cohort.demography.mortality import brass_shift, interpolate_life_tables, shift_to_e0
from cohort.demography.separation import Sex, infant_ax
from cohort.demography.time_index import logarithmic_rates
from cohort.inputs import Inputs
from cohort.record import Record, note
from cohort.scenario.model import Launch
from cohort.sharing import shared
from cohort.text import Text

SEXES: tuple[Sex, Sex] = ("male", "female")

WINDOWS = {"random_walk": 20, "log_curve": 40, "constant": 1}  # years of tables: docs/decisions/mortality.md
LEAST_TABLES = 4
_KINDS = {
    False: Text("National death rates", "全国の死亡率"),
    True: Text("National complete life tables", "全国の完全生命表"),
}
TOP_AGE = 100  # ages fitted; above, Kannisto
CLOSED_AGE = 110
OPEN_AGE = 100
COLUMNS = ("mx", "qx", "ax", "lx", "dx", "Lx", "Tx", "ex")
MOST_APART = 10.0  # years of life expectancy between a prefecture and its nation; in Japan it is less than four


Way = Literal["random_walk", "log_curve", "constant"]


@dataclass(frozen=True)
class Course:
    """How national mortality goes on after the last table known.

    Attributes
    ----------
    way : {"random_walk", "log_curve", "constant"}
        Lee-Carter's k as a random walk with drift, or on a logarithmic curve; or the last table for ever.
    window : int or None
        Years of tables that Lee-Carter is fitted to, the last one included; None: `WINDOWS`.
    window_end : int or None
        Last of those years, where it is not the last one known.
    jump_off : {"observed", "fitted"}
        From the last table known, or from the model's fit of it (random walk only).
    """

    way: Way = "random_walk"
    window: int | None = None
    window_end: int | None = None
    jump_off: Literal["observed", "fitted"] = "observed"

    @classmethod
    def of(cls, launch: Launch) -> Course:
        """Return what a launch asks for."""
        usual: Way = "random_walk" if launch.births == "asfr" else OFFICIAL.way
        return cls(
            launch.mortality or usual, launch.mortality_window, launch.mortality_window_end, launch.mortality_jump_off
        )

    @property
    def years(self) -> int:
        """The window, in years."""
        return WINDOWS[self.way] if self.window is None else self.window


OFFICIAL = Course("log_curve")  # the official projections let k slow down


@dataclass(frozen=True)
class NationalTables:
    """Death rates of the nation: ``years`` (n,), ``mx`` (n, sex, age 0..TOP_AGE-1), per person-year.

    ``complete``: they are those of complete life tables, every five years.
    """

    years: Integers
    mx: Array
    complete: bool = False

    def fitted(self, course: Course) -> NationalTables:
        """Return the tables of the last years, which the level of mortality is fitted to.

        Raises
        ------
        AssumptionError
            Fewer than four.
        """
        last = int(self.years[-1])
        end = last if course.window_end is None else course.window_end
        if end > last:
            refuse(
                "launch",
                "mortality_window_end",
                en=f"got {end}; the last national table known at launch is of {last}. Write {last} or earlier, or leave it out.",
                ja=f"{end} です。起点で判明している全国の表は {last} 年までです。{last} 以前にするか、除いてください。",
            )
        chosen = (self.years > end - course.years) & (self.years <= end)
        years = self.years[chosen]
        if years.size < LEAST_TABLES and course.way != "constant":
            refuse(
                "launch",
                "mortality_window",
                en=f"{course.years} years up to {end} hold {years.size} national tables known at launch; Lee-Carter needs four or more.",
                ja=f"{end} 年までの {course.years} 年間に、起点で判明している全国の表が {years.size} 年分しかありません。4 年分以上が必要です。",
            )
        return NationalTables(years, self.mx[chosen], self.complete)


def national_tables(inputs: Inputs, known_by: int) -> NationalTables:
    """Return the national tables that were known at launch: death rates of every year, or else complete life tables.

    Parameters
    ----------
    inputs : Inputs
        An area whose ``nation`` has ``death_rates`` or ``life_tables``.
    known_by : int
        Tables of later years are left out: a projection from 2010 must not know the deaths of 2015.

    Raises
    ------
    AssumptionError
        No tables, or fewer than four; a rate of 0.
    """
    nation = inputs.nation
    yearly = None if nation is None else nation.death_rates
    table = yearly if nation is None or yearly is not None else nation.life_tables
    if table is None:
        refuse(
            str(inputs.path),
            "nation",
            en="has neither death_rates.csv nor life_tables.csv; name a folder with national tables as `nation` in area.toml.",
            ja="death_rates.csv も life_tables.csv もありません。area.toml の nation に全国の表のあるフォルダーを指定してください。",
        )
    table = table[table["year"] <= known_by]
    years = np.unique(table["year"].to_numpy(dtype=np.int64))
    if years.size < LEAST_TABLES:
        refuse(
            str(inputs.path),
            "nation.life_tables" if yearly is None else "nation.death_rates",
            en=f"{years.size} years up to {known_by}; Lee-Carter needs four or more.",
            ja=f"{known_by} 年までの表が {years.size} 年分しかありません。4 年分以上が必要です。",
        )
    if yearly is not None:
        wide = [table.pivot(index="year", columns="age", values=sex) for sex in SEXES]
    else:
        of = dict(iter(table.groupby("sex")))
        wide = [of[sex].pivot(index="year", columns="age", values="qx") for sex in SEXES]
    by_sex = [one.reindex(columns=range(TOP_AGE)).to_numpy(dtype=np.float64) for one in wide]
    if np.isnan(by_sex).any():
        refuse(
            str(inputs.path),
            "nation.life_tables" if yearly is None else "nation.death_rates",
            en=f"ages 0 to {TOP_AGE - 1} are needed of every year, and some are missing.",
            ja=f"各年とも 0～{TOP_AGE - 1} 歳が必要ですが、欠けている年齢があります。",
        )
    if yearly is not None:
        return NationalTables(years, np.stack(by_sex, axis=1))
    rates = [central_rates(q, sex) for q, sex in zip(by_sex, SEXES, strict=True)]
    return NationalTables(years, np.stack(rates, axis=1), complete=True)


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
        np.concatenate([mx, dummy_open], axis=-1), last_age=CLOSED_AGE, fit_to=TOP_AGE - 1, replace_from=TOP_AGE
    )
    ax = np.full(whole.shape, 0.5)
    ax[..., 0] = infant_ax(sex, mx=whole[..., 0])
    return life_table(mx=whole, ax=ax)


def central_rates(qx: Array, sex: Sex) -> Array:
    """Return death rates of closed ages from probabilities, shape (..., age)."""
    ax = np.full(qx.shape, 0.5)
    ax[..., 0] = infant_ax(sex, qx=qx[..., 0])
    return np.asarray(qx / (1 - (1 - ax) * qx))


def _between(tables: NationalTables, s: int, periods: npt.NDArray[Any]) -> Array:
    """Return death rates of years within the tables: ln m is linear in time."""
    m = tables.mx[:, s]
    q = interpolate_life_tables(tables.years, m / (1 + m / 2), periods)
    return np.asarray(q / (1 - q / 2))


def prefecture_e0(inputs: Inputs, year: float, sex: Sex, known_by: int) -> float | None:
    """Return the prefecture's life expectancy at birth in a year (linear between years known by then), or None."""
    years, values = _published_e0(inputs, sex, known_by)
    if years.size == 0 or not years[0] <= year <= years[-1]:
        return None
    return float(np.interp(year, years, values))


def _published_e0(inputs: Inputs, sex: Sex, known_by: int) -> tuple[Array, Array]:
    prefecture = inputs.prefecture
    table = None if prefecture is None else prefecture.life_expectancy
    if table is None:
        return np.empty(0), np.empty(0)
    table = table[table["year"] <= known_by]
    rows = table[(table["sex"] == sex) & (table["age"] == 0)].sort_values("year")
    return rows["year"].to_numpy(dtype=float), rows["ex"].to_numpy(dtype=float)


@dataclass(frozen=True)
class PrefectureMortality:
    """National mortality as known at launch, its projection, and its distance from the prefecture's.

    Attributes
    ----------
    tables : NationalTables
    course : Course
        How they go on.
    alpha : tuple of float, one for each sex
        Brass shift from the nation to the prefecture; 0 where no life expectancy of the prefecture is given.
    records : tuple of Record
    """

    tables: NationalTables
    course: Course
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
        last, sex = self.tables.years[-1], SEXES[s]
        past, future = periods[periods <= last], periods[periods > last]
        parts = [_between(self.tables, s, past)] if past.size else []
        if future.size:
            parts.append(self._after(s, future))
        projected = closed_table(np.concatenate(parts), sex)
        return brass_shift(projected, np.full(len(periods), self.alpha[s]))

    def _after(self, s: int, periods: npt.NDArray[Any]) -> Array:
        """Return national death rates (period, age) of years after the last table."""
        if self.course.way == "constant":
            return np.repeat(self.tables.mx[-1:, s], periods.size, axis=0)
        known = self.tables.fitted(self.course)
        fit = fit_lee_carter(known.mx[:, s], known.years)
        if self.course.jump_off == "fitted":
            return fit.project(periods, "fitted")
        on = logarithmic_rates if self.course.way == "log_curve" else LeeCarter.project
        return np.asarray(self.tables.mx[-1, s] * on(fit, periods) / on(fit, self.tables.years[-1:]))


@shared
def prefecture_mortality(inputs: Inputs, known_by: int, course: Course | None = None) -> PrefectureMortality:
    """Return the prefecture's mortality, to be read off at any year.

    Parameters
    ----------
    inputs : Inputs
        With ``nation``; ``prefecture`` if there is one.
    known_by : int
        Last year of which tables are known at launch.
    course : Course, optional
        How they go on; default: a random walk with drift.

    Raises
    ------
    AssumptionError
        Tables that are missing or too few.
    """
    course = Course() if course is None else course
    tables = national_tables(inputs, known_by)
    fitted = tables.fitted(course)
    shifts = [_prefecture_shift(inputs, sex, tables, s) for s, sex in enumerate(SEXES)]
    method = note(
        "mortality",
        "{kind} known by {by} (to {last}); from then on {how}; ages {top}+ by Kannisto.",
        "{by} 年までに判明した{kind}（{last} 年まで）。その後は{how}。{top} 歳以上はカニスト式。",
        kind=_KINDS[tables.complete],
        by=known_by,
        last=tables.years[-1],
        how=_how(course, fitted),
        top=TOP_AGE,
    )
    notes = [record for _, record in shifts if record is not None]
    return PrefectureMortality(tables, course, tuple(alpha for alpha, _ in shifts), (*notes, method))


def _how(course: Course, fitted: NationalTables) -> Text:
    """Return how mortality goes on, to be said."""
    if course.way == "constant":
        return Text("that table stays", "最後の表のまま")
    curve = Text("k on a logarithmic curve", "k は対数曲線")
    walk = Text("k a random walk with drift", "k はドリフト付きランダムウォーク")
    if course.jump_off == "fitted":
        walk = Text(
            "k a random walk with drift, from the fit instead of the last table",
            "k はドリフト付きランダムウォーク、最後の表ではなく当てはめから",
        )
    return Text(
        "Lee-Carter fitted to {first}-{last} ({k})",
        "{first}～{last} 年に当てはめたリー・カーター法（{k}）",
        first=fitted.years[0],
        last=fitted.years[-1],
        k=curve if course.way == "log_curve" else walk,
    )


def _prefecture_shift(inputs: Inputs, sex: Sex, tables: NationalTables, s: int) -> tuple[float, Record | None]:
    """Return the Brass shift of the last national table whose year the prefecture's life expectancies cover."""
    years = tables.years
    seen, _ = _published_e0(inputs, sex, int(years[-1]))
    covered = np.flatnonzero((years >= seen[0]) & (years <= seen[-1])) if seen.size else seen
    if not covered.size:
        return 0.0, None
    year = int(years[int(covered[-1])])
    target = prefecture_e0(inputs, year, sex, int(years[-1]))
    assert target is not None
    nation = closed_table(tables.mx[int(covered[-1]), s], sex)
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
