"""A run as the report's sections see it: its words, its cases, its years."""

from __future__ import annotations

from functools import cached_property
from typing import Any, TypeVar

from cohort.report.titles import short_titles
from cohort.report.workbook.cases import Case, cases, mains, outlook_year, reference
from cohort.report.workbook.sources import cite
from cohort.wording import change, number

T = TypeVar("T")


class View:
    """What sections ask of a run.

    Parameters
    ----------
    run : Run
        As `cohort.run.run` returns it.
    language : str
        "en" or "ja".
    """

    def __init__(self, run: Any, language: str) -> None:
        self.run = run
        self.language = language
        self._selected: dict[Case, dict[str, Any]] = {}

    def say(self, en: T, ja: T) -> T:
        """Return what is said in the report's language."""
        return ja if self.language == "ja" else en

    @cached_property
    def place(self) -> str:
        """Name of the area."""
        area = self.run.inputs.area
        return str(self.say(area.name_en, area.name_ja))

    @cached_property
    def cases(self) -> list[Case]:
        """Every case of the run."""
        return cases(self.run, self.language)

    @cached_property
    def mains(self) -> list[Case]:
        """Main cases: those that are discussed."""
        return mains(self.cases)

    @cached_property
    def reference(self) -> Case:
        """The case others are compared with."""
        return reference(self.run, self.cases)

    @cached_property
    def years(self) -> list[int]:
        """Instants of the projection."""
        return [int(year) for year in self.run.projection["time"].values]

    @cached_property
    def periods(self) -> list[int]:
        """First years of the intervals."""
        return [int(year) for year in self.run.projection["period"].values]

    @cached_property
    def step(self) -> int:
        """Years from one instant to the next."""
        return int(self.run.projection.attrs["step"])

    @cached_property
    def target(self) -> int:
        """The outlook's year where it is an instant; else the instant before it."""
        wanted = outlook_year(self.run)
        return max((year for year in self.years if year <= wanted), default=self.years[-1])

    @cached_property
    def promise(self) -> Any | None:
        """The first promise about the population, as a verdict; None where the set has no outlook."""
        return next((v for v in self.run.verdicts if v.outlook.measure == "population"), None)

    @cached_property
    def nearest(self) -> str | None:
        """The main scenario, other than the reference, that comes nearest to the promise; None without a promise."""
        if self.promise is None:
            return None
        names = {case.scenario for case in self.mains} - {self.reference.scenario}
        judged = [v for v in self.run.verdicts if v.outlook == self.promise.outlook and v.scenario in names]
        return min(judged, key=lambda v: abs(v.gap)).scenario if judged else None

    @cached_property
    def short_titles(self) -> dict[str, str]:
        """Titles without what follows a colon or a bracket, by scenario; whole where two would be alike."""
        return short_titles({case.scenario: case.title for case in self.cases})

    def short(self, name: str) -> str:
        """Return a scenario's short title."""
        return self.short_titles.get(name, name)

    def titled(self, name: str) -> str:
        """Return a scenario's title."""
        return next((case.title for case in self.cases if case.scenario == name), name)

    def number(self, measure: str, value: float) -> str:
        """Return a value of a measure as tables show it."""
        return number(measure, value, self.language)

    def change(self, measure: str, value: float) -> str:
        """Return a difference as tables show it."""
        return change(measure, value, self.language)

    def persons(self, value: float) -> str:
        """Return a number of people."""
        return number("population", value, self.language)

    def _measures(self, case: Case) -> dict[str, Any]:
        """Return the arrays of a case's summary by name: selecting once is much quicker than number by number."""
        if case not in self._selected:
            part = case.of(self.run.summary)
            self._selected[case] = {str(name): part[name].values for name in part.data_vars}
        return self._selected[case]

    def at(self, case: Case, measure: str, year: int) -> float:
        """Return a stock measure of a case at an instant."""
        return float(self._measures(case)[measure][self.years.index(year)])

    def within(self, case: Case, measure: str, first: int, last: int) -> float:
        """Return a flow of a case added up over the periods that begin from ``first`` to ``last``; persons."""
        chosen = [i for i, year in enumerate(self.periods) if first <= year <= last]
        return float(self._measures(case)[measure][chosen].sum())

    def title(self) -> str:
        """Return the report's title: the question."""
        if self.promise is None:
            return self.say(f"{self.place}: population projection", f"{self.place}の将来人口推計")
        amount, year = self.persons(self.promise.promised), self.promise.outlook.year
        return self.say(
            f"{self.place}: does the outlook of {amount} residents in {year} hold?",
            f"{self.place}の将来人口：{year}年に{amount}人という展望は成り立つか",
        )

    def headline(self) -> list[str]:
        """Return the title as it stands on the first page, line by line."""
        head, colon, question = self.title().partition(self.say(": ", "："))
        return [head, question[:1].upper() + question[1:]] if colon else [head]

    def subtitle(self) -> list[str]:
        """Return the lines under the title: whose outlook it is, and how it was checked."""
        first, last = self.years[0], self.years[-1]
        how = self.say(
            f"Checked with the cohort-component method, {first} to {last}",
            f"コーホート要因法による検証（{first}～{last}年）",
        )
        if self.promise is None:
            return [how]
        for scenario in self.run.scenarios:
            for source in scenario.sources:
                if source.key == self.promise.outlook.source:
                    return [
                        self.say(f"Outlook of: {cite(source, 'en')}", f"検証の対象：{cite(source, 'ja')}"),
                        how,
                    ]
        return [how]
