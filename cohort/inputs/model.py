"""What is read: the inputs of an area, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from cohort.errors import preferred_language
from cohort.record import Record
from cohort.sharing import shared
from cohort.table import Table
from cohort.text import Said, Text, listed
from cohort.vocabulary import publisher_text, title_text

from . import counts, display, observed
from .missing import no_table
from .observed import Observed
from .tables import MEASURES, TABLES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True)
class Area:
    """An area: its code (text; five digits in Japan), its names, and its country where that is another one."""

    code: str
    name_en: str
    name_ja: str
    country: str = ""

    @property
    def text(self) -> Text:
        """The name, to be said."""
        return Text(self.name_en, self.name_ja)

    def name(self, language: str) -> str:
        """Return the name in one language."""
        return self.text.say(language)


@dataclass(frozen=True)
class Source:
    """Where numbers come from.

    Attributes
    ----------
    key : str
        What rows call it.
    kind : str
        "document", "dataset" or "assumption".
    title, publisher : str
        As printed.
    english : str
        The title in English, for outputs in English.
    date : str
        Reference date or period of the numbers, or the date of the document.
    note : str
        Reference date, coverage, what to beware of.
    terms, where, quote, url : str
        Terms of use, place in the document, its words, address.
    """

    key: str
    kind: str
    title: str
    publisher: str
    english: str = ""
    date: str = ""
    note: str = ""
    terms: str = ""
    where: str = ""
    quote: str = ""
    url: str = ""


@dataclass(frozen=True, eq=False, repr=False)
class Inputs:
    """The tidy tables of an area, checked.

    Attributes
    ----------
    area : Area
        Code and names.
    path : Path
        The folder.
    sources : dict of str to Source
        By key; every row of every table names one of them.
    files : dict of str to str
        SHA-256 of every file read, by ``<folder>/<file>``; those of the prefecture and the nation included.
    population, broad_ages, events, tfr, published, published_by_age, districts, worksheet, targets, kpis : DataFrame or None
        Tables of the folder, with the columns of the file; None where the file is absent. Dates are
        ``datetime64``; counts are float64, in persons; ``population``, ``published_by_age`` and ``districts``
        have ``age`` (lower bound; NA if unknown) and ``width`` (NA if open or unknown) besides.
    life_tables, death_rates, asfr, life_expectancy, births_by_sex : DataFrame or None
        Tables of a nation or a prefecture: probabilities, deaths per person-year, births per woman-year, years, persons.
    prefecture, nation : Inputs or None
        The areas this one lies in.
    """

    area: Area
    path: Path
    sources: dict[str, Source]
    files: dict[str, str] = field(default_factory=dict)
    population: pd.DataFrame | None = None
    broad_ages: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    tfr: pd.DataFrame | None = None
    published: pd.DataFrame | None = None
    published_by_age: pd.DataFrame | None = None
    districts: pd.DataFrame | None = None
    worksheet: pd.DataFrame | None = None
    targets: pd.DataFrame | None = None
    kpis: pd.DataFrame | None = None
    life_tables: pd.DataFrame | None = None
    death_rates: pd.DataFrame | None = None
    asfr: pd.DataFrame | None = None
    life_expectancy: pd.DataFrame | None = None
    births_by_sex: pd.DataFrame | None = None
    prefecture: Inputs | None = None
    nation: Inputs | None = None

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that are there, by name, in the order of the documentation."""
        every = {name: getattr(self, name) for name in TABLES}
        return {name: frame for name, frame in every.items() if frame is not None}

    @property
    def counted(self) -> str:
        """What shows changes of five years: "census"; "estimate" where there is no census by age (other countries)."""
        bases = set() if self.population is None else set(self.population["basis"])
        return "estimate" if "estimate" in bases and "census" not in bases else "census"

    @property
    def latest_day(self) -> date:
        """The latest day that any of the counts and events stands for."""
        return counts.latest_day(self.population, self.broad_ages, self.events)

    def _file(self, name: str) -> str:
        return (self.path / TABLES[name].file).as_posix()

    def _needed(self, name: str) -> pd.DataFrame:
        frame = self.tables.get(name)
        if frame is None:
            no_table(self._file(name))
        return frame

    @shared
    def _events(self) -> observed.Events:
        return observed.Events(self._needed("events"), self._file("events"))

    def counts(self, basis: str, on: date | str) -> pd.DataFrame:
        """Return the rows of ``population`` of one count, as published ("unknown" included).

        Parameters
        ----------
        basis : str
            "census" or "register".
        on : date or str
            Reference date, e.g. ``"2020-01-01"``.

        Raises
        ------
        InputError
            If there is no such count; the message lists those there are.
        """
        return counts.counts_on(self._needed("population"), self._file("population"), basis, on)

    def population_on(
        self, basis: str, on: date | str, unknown: Literal["spread", "refuse"] = "spread"
    ) -> tuple[xr.DataArray, list[Record]]:
        """Return a count as an array, with persons of unknown age dealt with openly.

        Parameters
        ----------
        basis : str
            "census" or "register".
        on : date or str
            Reference date.
        unknown : {"spread", "refuse"}
            "spread" shares persons of unknown age out over the known ages of their sex, in proportion;
            "refuse" is an error if there are any.

        Returns
        -------
        population : DataArray (sex, age)
            Persons; ``age`` is the lower bound of the published groups, the last one open. Attributes:
            ``basis``, ``date``, ``reference_date`` ("01-01"), ``open_age``, ``units``, ``sources``.
        records : list of Record
            What was done: how many persons of unknown age were spread.

        Raises
        ------
        InputError
            No such count; unknown ages under "refuse"; groups that differ between the sexes.
        """
        array, records = self._population_on(basis, on, unknown)
        return array.copy(), list(records)

    @shared
    def _population_on(self, basis: str, on: date | str, unknown: str) -> tuple[xr.DataArray, list[Record]]:
        return counts.population_array(self.counts(basis, on), self._file("population"), unknown)

    def event(self, measure: str, year: int, basis: str | None = None, coverage: str | None = None) -> Observed:
        """Return births, deaths, in- or out-migrants of a calendar year, in persons.

        Where neither ``basis`` nor ``coverage`` is named, the first that exists is taken:

        1. register, all residents (or Japanese and foreign added up);
        2. vital statistics or migration report, all residents (or both added up);
        3. vital statistics or migration report, Japanese;
        4. register, Japanese.

        The register comes first because it covers foreign residents, as the populations do. Foreign
        residents alone are taken only when asked for. The record says which was taken.

        Parameters
        ----------
        measure : str
            "births", "deaths", "in_migration" or "out_migration".
        year : int
            Calendar year (1 January to 31 December).
        basis : str, optional
            "register", "vital_statistics" or "migration_report".
        coverage : str, optional
            "all", "japanese" or "foreign".

        Raises
        ------
        InputError
            If there is none; the message lists what there is.
        """
        observed.hold_measure(measure, MEASURES)
        return self._events().ask(measure, year, basis, coverage)

    def net_migration(self, year: int, basis: str | None = None, coverage: str | None = None) -> Observed:
        """Return in- minus out-migrants of a calendar year, both of the same basis and coverage.

        The order is that of `event`; a negative value is a net loss.

        Raises
        ------
        InputError
            If no basis has both.
        """
        return self._events().ask("net_migration", year, basis, coverage)

    def series(self, name: str, measure: str = "population", area: str | None = None) -> pd.Series[float]:
        """Return a published series.

        Parameters
        ----------
        name : str
            e.g. "ipss2018".
        measure : str
            e.g. "population", "share_65_plus".
        area : str, optional
            Code, or codes joined by "+"; may be left out where the series has one area.

        Returns
        -------
        Series
            Values by year.

        Raises
        ------
        InputError
            If there is no such series or measure; the message lists what there is.
        """
        return counts.series_of(self._needed("published"), self._file("published"), name, measure, area)

    def observed_totals(self, since: int) -> pd.DataFrame:
        """Return every count of all residents from a year on: ages added up, and totals published without ages.

        Parameters
        ----------
        since : int
            First calendar year.

        Returns
        -------
        DataFrame
            ``basis`` ("census", "register"), ``date`` (datetime64), ``value`` (persons, unknown ages included),
            ``source`` (key); a row for each count, by date. Without rows where nothing was counted.
        """
        return counts.totals_since(self.population, self.broad_ages, since)

    def observed_flows(self, since: int) -> pd.DataFrame:
        """Return what was observed in each calendar year from ``since`` on, by the order of `event`.

        Parameters
        ----------
        since : int
            First calendar year.

        Returns
        -------
        DataFrame
            ``measure`` ("births", "deaths", "natural_change", "net_migration"), ``year``, ``value`` (persons),
            ``basis``, ``coverage``, ``source`` (keys); by measure and year. The two sides of a balance are of one
            basis and coverage. Without rows where no events are known.
        """
        return observed.flows(None if self.events is None else self._events(), since)

    def published_totals(self, measure: str = "population", area: str | None = None) -> pd.DataFrame:
        """Return what was published of a measure.

        Parameters
        ----------
        measure : str
            e.g. "population".
        area : str, optional
            Code, or codes joined by "+"; the folder's own area where it is left out.

        Returns
        -------
        DataFrame
            ``series`` (key), ``name`` (`Text`, what the series is called), ``day`` ("MM-DD" it stands for; empty
            where that is the day of the projection beside it), ``measure``, ``year``, ``value``, ``source`` (key); by
            series and year. Without rows where nothing was published.
        """
        return counts.published_of(self.published, measure, area or self.area.code)

    def citations(self, keys: Iterable[str], most: int | None = None) -> tuple[Text, ...]:
        """Return how sources are cited: each publisher once, with its titles behind it; at most so many of them, the others counted.

        Raises
        ------
        KeyError
            If there is no source of a key.
        """
        titles: dict[str, list[Source]] = {}
        for key in dict.fromkeys(keys):
            titles.setdefault(self.sources[key].publisher, []).append(self.sources[key])
        return tuple(
            Text(
                "{publisher}, {titles}{more}",
                "{publisher}{quoted}{more}",
                publisher=publisher_text(publisher),
                titles=", ".join(title_text(one).en for one in of[:most]),
                quoted="".join(f"「{one.title}」" for one in of[:most]),
                more=Text(" and {count} more", "ほか{count}件", count=len(of) - len(of[:most]))
                if of[most or len(of) :]
                else "",
            )
            for publisher, of in titles.items()
        )

    def contents(self) -> Table:
        """Return what the folder holds: a row for each table with its dates, rows and sources."""
        return display.contents(self._title(), self.tables)

    def _title(self) -> Text:
        parents = [one.area.text for one in (self.prefecture, self.nation) if one is not None]
        within: Said = Text("", "")
        if parents:
            within = Text(" (with {parents})", "（{parents}）", parents=listed(parents))
        return Text(
            "{name} {code}{within}", "{name} {code}{within}", name=self.area.text, code=self.area.code, within=within
        )

    def describe(self, language: str | None = None) -> str:
        """Return what the folder holds, as lines of text."""
        return display.as_lines(self.contents(), self.path.as_posix(), language or preferred_language())

    def html(self, language: str | None = None) -> str:
        """Return what the folder holds, and the sources in full, as HTML."""
        sources = [(one.key, f"{one.publisher} {one.title}", one.note) for one in self.sources.values()]
        return display.as_html(self.contents(), self.path.as_posix(), sources, language or preferred_language())

    def __str__(self) -> str:
        return self.describe()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.html()
