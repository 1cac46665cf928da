"""When a scenario crosses a line that anyone may set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from cohort.errors import CohortError, fail
from cohort.forms.cells import MOST_PERSONS
from cohort.forms.types import OLDEST_AGE
from cohort.planning.case import Case, case_of, of_one
from cohort.planning.stable import stock, stock_text
from cohort.projection.project import project
from cohort.run import Run
from cohort.table import Column, Table, calendar, label_column, table, words
from cohort.text import Text
from cohort.vocabulary import NOT_CROSSED, VOCABULARY
from cohort.wording import Amount, Plain

HALF = 0.5


@dataclass(frozen=True)
class Crossing:
    """When a scenario crosses a line: the first instant on the other side, None where it never does."""

    scenario: str
    text: Text
    measure: str
    line: float
    below: bool
    year: int | None

    @property
    def line_text(self) -> Text:
        """The line in words: ``First-graders below 400``."""
        term = VOCABULARY.get(self.measure)
        unit = (
            "" if "/" in self.measure else "人" if term is None else {"persons": "人", "years": "歳"}.get(term.unit, "")
        )
        amount = Plain(self.line) if term is None else Amount(self.measure, self.line)
        return Text(
            "{what} {way} {line}", "{what}が{line}を{way}", what=stock_text(self.measure),
            way=Text("below", "下回る") if self.below else Text("above", "上回る"),
            line=Text("{amount}", "{amount}{unit}", amount=amount, unit=unit),
        )  # fmt: skip


def thresholds(
    run: Run, lines: Sequence[tuple[str, float]] | None = None, scenarios: Iterable[str] | None = None
) -> tuple[Crossing, ...]:
    """Return the first year in which each scenario crosses each line, from the side it begins on.

    Parameters
    ----------
    lines : sequence of (measure, value), optional
        Measures as in `stock`: ``("6", 400)``, ``("share_65_plus", 0.45)``, ``("women:20-39", 5000)``, ``("6/35", 10)``. By default
        `usual_lines` of the first scenario.
    scenarios : iterable of str, optional
        By default all.
    """
    wanted = [one for one in run.scenarios if scenarios is None or one.name in set(scenarios)]
    lines = usual_lines(case_of(run, wanted[0].name)) if lines is None else list(dict.fromkeys(lines))
    for measure, line in lines:
        _check(measure, line)
    made = []
    for one in wanted:
        case = case_of(run, one.name)
        projection = of_one(run.projection, one.name)
        for measure, line in lines:
            path = stock(projection, measure, case)
            falls = float(path[0]) >= line
            crossed = path["time"].values[beyond(path, line, falls).values]
            year = int(crossed[0]) if crossed.size else None
            made.append(Crossing(one.name, case.short, measure, line, falls, year))
    return tuple(made)


def _check(measure: str, line: float) -> None:
    """Refuse a line that no number of this measure can cross."""
    term = VOCABULARY.get(measure)
    most = min(MOST_PERSONS, MOST_PERSONS if term is None else term.high)
    if 0 < line <= most:
        return
    meant = f"{line:g}%" if most == 1 and 10 <= line <= 100 else ""
    meant_en, meant_ja = (
        (f" Did you mean {measure}={meant}?", f"{measure}={meant} ではありませんか。") if meant else ("", "")
    )
    fail("line", measure, kind=CohortError,
         en=f"got {line:,.10g}; a line lies above 0 and at {most:,.0f} at most.{meant_en}",
         ja=f"{line:,.10g} です。0 より大きく {most:,.0f} 以下の値を指定してください。{meant_ja}")  # fmt: skip


def beyond(path: xr.DataArray, line: float, below: bool) -> xr.DataArray:
    """Return where a path lies on the other side of a line."""
    return path < line if below else path > line


def usual_lines(case: Case) -> tuple[tuple[str, float], ...]:
    """Return lines where nobody has set any: half of today's first-graders and of the women of 20-39, a share 65+ some points up."""
    old = float(case.summary["share_65_plus"].values[0])
    lines = [("share_65_plus", float(np.ceil(old * 20 + 1) / 20))]
    if case.step == 1:
        lines += [("6", round(HALF * _today(case, "6")))]
    lines.append(("women:20-39", round(HALF * _today(case, "women:20-39"))))
    return tuple(line for line in lines if line[1] > 0)  # nobody is fewer than none


def _today(case: Case, measure: str) -> float:
    return float(stock(project(case.assumptions, variables=("population",)), measure, case).values[0])


def read_line(said: str) -> tuple[str, float]:
    """Return a line as it is typed: ``6=400``, ``share_65_plus=45%``, ``women:20-39=5000``.

    Raises
    ------
    CohortError
        If it is none.
    """
    measure, _, number = (part.strip() for part in unicodedata.normalize("NFKC", said).partition("="))
    try:
        line = float(number.removesuffix("%").replace(",", "")) / (100 if number.endswith("%") else 1)
        counted = number.endswith("%") and not re.match("share|.*ratio", measure)
        if not abs(line) < 1e15 or counted or any(int(age) > OLDEST_AGE for age in re.findall(r"\d+", measure)):
            raise ValueError(number)
    except ValueError:
        fail("line", said, kind=CohortError, en="is no line; write measure=value, e.g. 6=400, share_65_plus=45% or women:20-39=5000.",
             ja="「項目=値」の形で書いてください（例：6=400、share_65_plus=45%、women:20-39=5000）。")  # fmt: skip
    return measure, line


def threshold_table(found: Sequence[Crossing]) -> Table:
    """Return the years of crossing: a row a scenario, a column a line."""
    lines = list(dict.fromkeys((one.measure, one.line, one.below) for one in found))
    names = list(dict.fromkeys(one.scenario for one in found))
    at = {(one.scenario, one.measure, one.line): one for one in found}
    rows = []
    for name in names:
        own = [at[name, measure, line] for measure, line, _ in lines]
        cells = [words(NOT_CROSSED) if one.year is None else calendar(one.year) for one in own]
        rows.append([words(own[0].text), *cells])
    heads = [
        Column(Text("{line}", "{line}年", line=at[names[0], measure, line].line_text), "c", 1.4)
        for measure, line, _ in lines
    ]
    return table(
        "thresholds",
        Text("First year in which a line is crossed", "基準の値を初めて超える（下回る）年"),
        [label_column(Text("Scenario", "シナリオ"), 2.6), *heads],
        rows,
        [
            Text(
                "Instants of the projection. Lines are conventions, not forecasts of what happens there; anyone may set others.",
                "推計の各時点で判定。基準の値は目安であり、自由に設定できます。",
            )
        ],
    )
