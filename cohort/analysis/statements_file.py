"""``statements.toml``: what has been published about an area, and the scenario that answers to it."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cohort.analysis.indicators.cells import Cells
from cohort.errors import InputError, Problems
from cohort.inputs.text_file import text_of
from cohort.scenario.model import Bound, Outlook
from cohort.vocabulary import VOCABULARY

if TYPE_CHECKING:
    from cohort.inputs import Inputs

BOUNDS: tuple[Bound, ...] = ("at_least", "at_most", "about")
KEYS = (
    "key",
    "title",
    "measure",
    "peak",
    "year",
    *BOUNDS,
    "within",
    "set",
    "sets",
    "scenario",
    "implied",
    "source",
)


@dataclass(frozen=True)
class Statement:
    """One published statement.

    Attributes
    ----------
    key, title_en, title_ja : str
    source : str
        Key of the inputs' source.
    sets : tuple of str
        Folders of scenarios; several are added up as one area.
    scenario : str
        Name in each set; "*" is the one that comes nearest.
    outlook : Outlook
        Measure, year and bound. For a peak the year is what is stated.
    peak : bool
        The statement is that the measure is highest about that year.
    implied : str
        Scenario calibrated to the same number, whose implied level is told; or "".
    """

    key: str
    title_en: str
    title_ja: str
    source: str
    sets: tuple[str, ...]
    scenario: str
    outlook: Outlook
    peak: bool = False
    implied: str = ""

    def title(self, language: str) -> str:
        """Return the statement in one language."""
        return self.title_ja if language == "ja" else self.title_en


def read_statements(inputs: Inputs) -> tuple[tuple[Statement, ...], tuple[str, ...]] | None:
    """Return the statements in a folder of inputs and the strategies whose outcome is asked; None without a file.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    file = Path(inputs.path) / "statements.toml"
    if not file.is_file():
        return None
    problems = Problems(file.as_posix(), InputError)
    try:
        tables: dict[str, Any] = tomllib.loads(text_of(file))
    except tomllib.TOMLDecodeError as error:
        problems.add("", en=f"not TOML: {error}.", ja=f"TOML として読めません：{error}。")
        problems.raise_if_any()
    root = Cells(tables, "", problems)
    root.only(("format", "statement", "outcome"))
    taken: set[str] = set()
    rows = [
        _statement(Cells(row, f"statement#{n}", problems), inputs, taken)
        for n, row in enumerate(root.tables("statement"), 1)
    ]
    strategies = [
        Cells(row, f"outcome#{n}", problems).text("strategy")
        for n, row in enumerate(root.tables("outcome"), 1)
    ]
    problems.raise_if_any()
    return tuple(row for row in rows if row is not None), tuple(str(name) for name in strategies)


def _statement(cells: Cells, inputs: Inputs, taken: set[str]) -> Statement | None:
    before = len(cells.problems.found)
    cells.only(KEYS)
    key = cells.key(taken)
    title_en, title_ja = cells.title()
    peak = "peak" in cells.rows
    measure = cells.choice("peak" if peak else "measure", list(VOCABULARY))
    source = cells.choice("source", list(inputs.sources))
    scenario = cells.text("scenario")
    sets = cells.rows.get("sets", [cells.rows.get("set")])
    if not isinstance(sets, list) or not sets or not all(isinstance(name, str) and name for name in sets):
        cells.add("set", "name the folder of scenarios that answers, or several in sets.",
                  "対応するシナリオのフォルダーを set（複数なら sets）に書いてください。")  # fmt: skip
    bounds: dict[Bound, Any] = {name: cells.rows[name] for name in BOUNDS if name in cells.rows}
    numbers: dict[str, Any] = {"year": cells.rows.get("year"), **dict(bounds.items())}
    if "within" in cells.rows:
        numbers["within"] = cells.rows["within"]
    for name, value in numbers.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            cells.add(name, f"got {value!r}; write a number.", f"{value!r} です。数値を書いてください。")
    if len(bounds) != (0 if peak else 1):
        cells.add("about", f"got {len(bounds)} of at_least, at_most, about; write {'none for a peak' if peak else 'one'}.",
                  f"at_least・at_most・about が {len(bounds)} 個です。{'peak には書かないで' if peak else '1 つ書いて'}ください。")  # fmt: skip
    if len(cells.problems.found) > before:
        return None
    bound, value = next(((name, float(value)) for name, value in bounds.items()), ("about", math.nan))
    rounding = 2 * float(numbers.get("within", 0.01)) * abs(value) if bound == "about" else 0.0
    outlook = Outlook(str(measure), int(cells.rows["year"]), str(source), bound, value, rounding, "scenario")
    implied = str(cells.rows.get("implied", ""))
    return Statement(
        str(key), title_en, title_ja, str(source), tuple(sets), str(scenario), outlook, peak, implied
    )
