"""Events of calendar years as they were observed: the one rule for which count of them is taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from cohort.errors import did_you_mean, fail
from cohort.record import Record, note
from cohort.text import Text, listed
from cohort.vocabulary import BASES, COVERAGES
from cohort.wording import Plain

from .missing import nothing_found
from .tables import EVENT_BASES

if TYPE_CHECKING:
    import pandas as pd

# What is added up, with its sign: a measure of the file is itself.
BALANCES: dict[str, dict[str, int]] = {
    "natural_change": {"births": 1, "deaths": -1},
    "net_migration": {"in_migration": 1, "out_migration": -1},
}
FLOWS = ("births", "deaths", "natural_change", "net_migration")

_Counts: TypeAlias = Mapping[tuple[str, str], tuple[float, str]]  # (basis, coverage) -> value, source


@dataclass(frozen=True)
class Observed:
    """An observed number of events of a calendar year.

    Attributes
    ----------
    measure : str
        e.g. "births"; "net_migration" is in minus out.
    year : int
        Calendar year.
    value : float
        Persons.
    basis : str
        "register", "vital_statistics" or "migration_report".
    coverage : str
        "all", "japanese", "foreign", or "japanese+foreign" where the two were added up.
    sources : tuple of str
        Keys.
    record : Record
        Which basis and coverage were taken, in words.
    """

    measure: str
    year: int
    value: float
    basis: str
    coverage: str
    sources: tuple[str, ...]
    record: Record

    def __float__(self) -> float:
        return self.value


def _choices(basis: str | None, coverage: str | None) -> list[tuple[str, tuple[str, ...]]]:
    """Return what may be taken, best first: a basis, and the coverages that are added up (see `Inputs.event`)."""
    wide = [(one, parts) for one in EVENT_BASES for parts in (("all",), ("japanese", "foreign"))]
    narrow = [(one, ("japanese",)) for one in (*EVENT_BASES[1:], "register")]
    order: list[tuple[str, tuple[str, ...]]] = [*wide, *narrow]
    if coverage == "foreign":
        order = [(one, ("foreign",)) for one in EVENT_BASES]
    elif coverage is not None:
        order = [*wide] if coverage == "all" else [*narrow]
    return [item for item in order if basis in (None, item[0])]


class Events:
    """The rows of ``events.csv``, to be asked for a year.

    Parameters
    ----------
    frame : DataFrame
        The table; each row is of a calendar year, as reading holds.
    subject : str
        The file, for messages.
    """

    def __init__(self, frame: pd.DataFrame, subject: str) -> None:
        self.subject = subject
        self.counts: dict[str, dict[int, dict[tuple[str, str], tuple[float, str]]]] = {}
        columns = ("measure", "basis", "coverage", "value", "source")
        rows = zip(frame["start"].dt.year, *(frame[name] for name in columns), strict=True)
        for year, measure, basis, coverage, value, source in rows:
            of_year = self.counts.setdefault(measure, {}).setdefault(int(year), {})
            of_year[basis, coverage] = (float(value), source)

    def years(self, measures: Iterable[str]) -> list[int]:
        """Return the years in which any of the measures was counted."""
        return sorted({year for measure in measures for year in self.counts.get(measure, {})})

    def find(self, measure: str, year: int, basis: str | None = None, coverage: str | None = None) -> Observed | None:
        """Return the best count of a measure, or balance of two, in a year; None without one."""
        signs = BALANCES.get(measure, {measure: 1})
        counts: list[tuple[int, _Counts]] = [
            (sign, self.counts.get(part, {}).get(year, {})) for part, sign in signs.items()
        ]
        for chosen, parts in _choices(basis, coverage):
            if all((chosen, part) in of_year for _, of_year in counts for part in parts):
                cells = [(sign, *of_year[chosen, part]) for sign, of_year in counts for part in parts]
                value = sum(sign * one for sign, one, _ in cells)
                sources = tuple(dict.fromkeys(source for _, _, source in cells))
                record = _record(measure, year, value, chosen, parts, sources)
                return Observed(measure, year, value, chosen, "+".join(parts), sources, record)
        return None

    def ask(self, measure: str, year: int, basis: str | None, coverage: str | None) -> Observed:
        """Return what `find` does; without a count, say what there is."""
        _hold(basis, EVENT_BASES, "basis")
        _hold(coverage, tuple(COVERAGES), "coverage")
        found = self.find(measure, year, basis, coverage)
        if found is not None:
            return found
        parts = list(BALANCES.get(measure, [measure]))
        there = sorted({f"{b}/{c}" for part in parts for b, c in self.counts.get(part, {}).get(year, {})})
        asked = " ".join(part for part in (measure, str(year), basis or "", coverage or "") if part)
        nothing_found(self.subject, asked, there or [str(one) for one in self.years(parts)])


def hold_measure(measure: str, allowed: tuple[str, ...]) -> None:
    """Hold a measure to those of ``events.csv``."""
    _hold(measure, allowed, "measure")


def _hold(value: str | None, allowed: tuple[str, ...], what: str) -> None:
    """Hold a word to those allowed."""
    if value is not None and value not in allowed:
        fail(
            what,
            en=f"got '{value}'; use one of {', '.join(allowed)}.{did_you_mean(value, allowed, 'en')}",
            ja=f"「{value}」は使えません。{'、'.join(allowed)} のいずれかです。{did_you_mean(value, allowed, 'ja')}",
        )


def _record(name: str, year: int, value: float, basis: str, parts: tuple[str, ...], sources: tuple[str, ...]) -> Record:
    """Say which count was taken."""
    return note(
        f"{name} {year}",
        "{persons} persons in calendar year {year}: {basis}, coverage {coverage} ({sources}).",
        "{year}年（暦年）{persons}人：{basis}、対象は{coverage}（{sources}）。",
        persons=Plain(value),
        year=year,
        basis=Text(basis, BASES[basis].ja),
        coverage=Text("+".join(parts), "＋".join(COVERAGES[part].ja for part in parts)),
        sources=listed(sources),
    )


def flows(events: Events | None, since: int) -> pd.DataFrame:
    """See `Inputs.observed_flows`."""
    import pandas as pd

    found = [
        observed
        for measure in FLOWS
        for year in ([] if events is None else events.years(BALANCES.get(measure, [measure])))
        if events is not None and year >= since and (observed := events.find(measure, year)) is not None
    ]
    columns = ("measure", "year", "value", "basis", "coverage", "source")
    rows = [(o.measure, o.year, o.value, o.basis, o.coverage, ", ".join(o.sources)) for o in found]
    return pd.DataFrame(rows, columns=list(columns))
