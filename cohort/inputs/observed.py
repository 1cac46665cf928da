"""A number that knows where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.records import Record


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
