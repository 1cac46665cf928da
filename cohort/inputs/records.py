"""What was done to a number on its way, and a number that knows where it comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Record:
    """Something that was done or chosen, to be shown beside the result.

    Attributes
    ----------
    scenario : str
        Scenario it concerns; empty if all.
    where : str
        Table or quantity.
    en, ja : str
        A sentence with the numbers.
    """

    scenario: str = ""
    where: str = ""
    en: str = ""
    ja: str = ""

    def text(self, language: str) -> str:
        """Return the sentence in one language."""
        return self.ja if language == "ja" else self.en


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
