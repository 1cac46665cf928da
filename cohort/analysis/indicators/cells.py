"""One table of ``indicators.toml``: its keys read one by one, each problem noted with its remedy."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cohort.analysis.indicators.model import OLDEST_AGE, UNITS, Ages, Unit, parse_ages
from cohort.errors import Problems, did_you_mean
from cohort.scenario.model import Source

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_YEAR = re.compile(r"(19|20|21)\d\d", re.ASCII)


class Cells:
    """Keys of one table.

    Parameters
    ----------
    rows : mapping
        The table as TOML gives it.
    where : str
        Its place in the file.
    problems : Problems
        Takes what is wrong.
    """

    def __init__(self, rows: Mapping[str, Any], where: str, problems: Problems) -> None:
        self.rows, self.where, self.problems = rows, where, problems

    def add(self, key: str, en: str, ja: str) -> None:
        """Note a problem at a key."""
        self.problems.add(f"{self.where}.{key}" if self.where else key, en=en, ja=ja)

    def only(self, known: Iterable[str]) -> None:
        """Note every key that is not known."""
        listed = list(known)
        for key in self.rows:
            if key not in listed:
                self.add(
                    key,
                    f"unknown key; there are {', '.join(listed)}.{did_you_mean(key, listed, 'en')}",
                    f"知らないキーです（{'、'.join(listed)}）。{did_you_mean(key, listed, 'ja')}",
                )

    def unknown(self, key: str, got: str, known: Sequence[str]) -> None:
        """Note a word that is none of those known."""
        self.add(
            key,
            f"got {got!r}; there are {', '.join(known)}.{did_you_mean(got, known, 'en')}",
            f"「{got}」はありません（{'、'.join(known)}）。{did_you_mean(got, known, 'ja')}",
        )

    def table(self, key: str) -> Mapping[str, Any]:
        """Return a table, empty if there is none."""
        found = self.rows.get(key, {})
        if isinstance(found, dict):
            return found
        self.add(key, f"got {found!r}; a table is needed.", f"{found!r} です。表を書いてください。")
        return {}

    def tables(self, key: str) -> list[Mapping[str, Any]]:
        """Return a list of tables, empty if there is none."""
        found = self.rows.get(key, [])
        if isinstance(found, list) and all(isinstance(row, dict) for row in found):
            return found
        self.add(key, f"write [[{key}]], a list of tables.", f"[[{key}]]（表の配列）で書いてください。")
        return []

    def text(self, key: str) -> str | None:
        """Return a text that must be there."""
        found = self.rows.get(key)
        if isinstance(found, str) and found.strip():
            return found
        got = "is missing" if found is None else f"got {found!r}"
        self.add(
            key,
            f"{got}; write a text.",
            f"{'ありません' if found is None else repr(found)}。文字列を書いてください。",
        )
        return None

    def choice(self, key: str, known: Sequence[str], needed: bool = True) -> str | None:
        """Return one of the words known; None, with a problem if it is needed, where there is none."""
        if key not in self.rows and not needed:
            return None
        found = self.text(key)
        if found is None or found in known:
            return found
        self.unknown(key, found, known)
        return None

    def key(self, taken: set[str]) -> str | None:
        """Return the indicator's key: small letters, digits, hyphens; once in the file."""
        found = self.text("key")
        if found is not None and not _KEY.fullmatch(found):
            self.add("key", f"got {found!r}; use small letters, digits and hyphens.",
                     f"「{found}」は使えません。英小文字・数字・ハイフンにしてください。")  # fmt: skip
        elif found in taken:
            self.add("key", f"got {found!r} a second time; give each indicator its own.",
                     f"「{found}」が 2 回あります。別のキーにしてください。")  # fmt: skip
        taken.add(str(found))
        return found

    def title(self) -> tuple[str, str]:
        """Return the titles in English and Japanese."""
        found = self.rows.get("title")
        if (
            isinstance(found, dict)
            and set(found) == {"en", "ja"}
            and all(isinstance(t, str) and t for t in found.values())
        ):
            return found["en"], found["ja"]
        self.add("title", 'write title = { en = "...", ja = "..." }.',
                 'title = { en = "...", ja = "..." } と書いてください。')  # fmt: skip
        return "", ""

    def unit(self, kind: str | None) -> Unit | None:
        """Return the unit, which must fit the kind."""
        found = self.text("unit")
        if found is None:
            return None
        if found not in UNITS:
            self.unknown("unit", found, list(UNITS))
            return None
        fitting = [name for name, unit in UNITS.items() if kind in unit.kinds]
        if kind is not None and found not in fitting:
            self.add("unit", f"got {found!r} for kind {kind!r}; use {' or '.join(map(repr, fitting))}.",
                     f"kind が {kind} のときの単位は {'、'.join(fitting)} です（{found}）。")  # fmt: skip
        return UNITS[found]

    def ages(self) -> Ages | None:
        """Return the ages."""
        found = self.text("ages")
        ages = None if found is None else parse_ages(found)
        if found is not None and ages is None:
            self.add("ages", f"got {found!r}; write ages from 0 to {OLDEST_AGE} as '65+', '6-11', '7' or 'all'.",
                     f"「{found}」です。0～{OLDEST_AGE} 歳の範囲で '65+'、'6-11'、'7'、'all' のように書いてください。")  # fmt: skip
        return ages

    def points(self, unit: Unit | None) -> dict[int, float]:
        """Return the rates by year."""
        found = self.rows.get("points")
        if not isinstance(found, dict) or not found:
            self.add("points", "write points = { 2019 = 0.164, 2025 = 0.171 }, at least one.",
                     "points = { 2019 = 0.164, 2025 = 0.171 } のように 1 つ以上書いてください。")  # fmt: skip
            return {}
        made: dict[int, float] = {}
        for year, value in found.items():
            if not _YEAR.fullmatch(str(year)) or (made and int(year) <= max(made)):
                self.add(f"points.{year}", "is no year from 1900 to 2199, or not after the one before it.",
                         "1900～2199 年の西暦ではないか、前の年より後になっていません。")  # fmt: skip
            elif self._value(str(year), value, unit):
                made[int(year)] = float(value)
        return made if len(made) == len(found) else {}

    def _value(self, year: str, value: object, unit: Unit | None) -> bool:
        """Tell whether a rate can be meant in this unit; note what is wrong with it."""
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
            or value < 0
        ):
            self.add(f"points.{year}", f"got {value!r}; write a number of 0 or more.",
                     f"{value!r} です。0 以上の数値を書いてください。")  # fmt: skip
            return False
        if unit is not None and value > unit.high:
            self.add(f"points.{year}", f"got {value:g} for a {unit.name}, which is at most {unit.high:g}; "
                     f"did you mean {value / 100:g} (percent)?",
                     f"{value:g} です。{unit.ja}は {unit.high:g} 以下です。{value:g}%なら {value / 100:g} と書いてください。")  # fmt: skip
            return False
        return True

    def source(self, sources: Mapping[str, Source]) -> Source | None:
        """Return the source, which must stand in the file."""
        found = self.text("source")
        if found is None or found in sources:
            return None if found is None else sources[found]
        hint = did_you_mean(found, sources, "en") or f" Add [sources.{found}]."
        self.add("source", f"got {found!r}: no [sources.{found}] here.{hint}",
                 f"「{found}」：[sources.{found}] がありません。{did_you_mean(found, sources, 'ja')}")  # fmt: skip
        return None
