"""What was done to numbers on the way, kept so that it can be read beside the result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from cohort.text import Text


@dataclass(frozen=True)
class Record:
    """One thing that was done to the numbers.

    Attributes
    ----------
    scenario : str
        Name of the scenario; empty where it holds for all.
    where : str
        The quantity or file it was done to.
    en, ja : str
        What was done, in a sentence with its numbers.
    """

    scenario: str
    where: str
    en: str
    ja: str

    def of(self, scenario: str) -> Record:
        """Return the same record under a scenario's name."""
        return replace(self, scenario=scenario)

    def text(self, language: str) -> str:
        """Return the sentence in one language."""
        return self.ja if language == "ja" else self.en


def to_json(records: Iterable[Record]) -> str:
    """Return records as a JSON list, for the attributes of a Dataset."""
    return json.dumps([asdict(record) for record in records], ensure_ascii=False)


def from_json(text: str) -> list[Record]:
    """Read back what `to_json` wrote."""
    return [Record(**row) for row in json.loads(text)]


def given_by(implied: Mapping[str, object]) -> Text | None:
    """Return what gives the level a calibration is compared with; None where it was observed.

    In the official form nobody counted migrants: the rates between two censuses give their number.

    >>> given_by({"lever": "migration.net", "observed": -649.0, "censuses": [2005, 2010]}).say("en")
    'the rates between the censuses of 2005 and 2010'
    """
    censuses = implied.get("censuses")
    if not isinstance(censuses, list):
        return None
    first, last = censuses
    return Text(
        "the rates between the censuses of {first} and {last}",
        "{first}年と{last}年の国勢調査間の率",
        first=first,
        last=last,
    )
