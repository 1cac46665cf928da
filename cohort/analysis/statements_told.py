"""One published statement beside what the model, or a count, says."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cohort.text import EMPTY, Said, Text
from cohort.wording import Amount, Change, Plain, is_share


@dataclass(frozen=True)
class Row:
    """One statement and what answers to it.

    Attributes
    ----------
    key : str
    title : Said
        The statement.
    area : str
        Code, or codes joined with ``+``.
    measure : str
        Of the vocabulary; "peak <measure>", "rating", or a measure of ``targets.csv``.
    year : int
    published, ours : float
        In the measure's unit; ratings as attainment (``ours``) without a published number; NaN where there is none.
    said : (Said, Said, Said)
        Published, ours and the difference as shown.
    verdict : str
        Key of `VERDICTS`.
    where : Said
        Set and scenario, or the table, that answers.
    source : str
        Title of the document.
    note : Said
        What must be known to read it.
    """

    key: str
    title: Said
    area: str
    measure: str
    year: int
    published: float
    ours: float
    said: tuple[Said | str, Said | str, Said | str]
    verdict: str
    where: Said | str
    source: str
    note: Said = EMPTY

    @property
    def record(self) -> dict[str, object]:
        """The row for a CSV file: titles and notes in both languages, numbers as numbers and as shown in English."""
        shown = [one if isinstance(one, str) else one.say("en") for one in (*self.said, self.where)]
        return {
            "key": self.key,
            "en": self.title.say("en"),
            "ja": self.title.say("ja"),
            "area": self.area,
            "measure": self.measure,
            "year": self.year,
            "published": self.published,
            "ours": self.ours,
            "difference": self.ours - self.published,
            "published_text": shown[0],
            "ours_text": shown[1],
            "difference_text": shown[2],
            "verdict": self.verdict,
            "where": shown[3],
            "source": self.source,
            "note_en": self.note.say("en"),
            "note_ja": self.note.say("ja"),
        }


def amounts(
    measure: str, published: float, ours: float = math.nan, places: int | None = None, percent: bool = False
) -> tuple[Said | str, Said | str, Said | str]:
    """Return a figure, ours, and how far apart they are: in the measure's unit (shares: in points), and in percent of the figure.

    ``places``: decimals of a measure that is not of the vocabulary; ``percent``: it is a share.
    """
    stated: Said
    found: Said
    gap: Said
    if places is None:
        stated, found, gap = (Amount(measure, published), Amount(measure, ours), Change(measure, ours - published))
    else:
        stated, found = (Plain(one, places, percent=percent) for one in (published, ours))
        gap = Plain((ours - published) * (100 if percent else 1), places, sign=True)
    if math.isnan(ours):
        return stated, "-", "-"
    if percent or (places is None and is_share(measure)):
        return stated, found, Text("{gap} pt", "{gap}ポイント", gap=gap)
    if not published or not round(ours - published, 6):
        return stated, found, gap
    share = Plain((ours - published) / abs(published), 1, sign=True, percent=True)
    return stated, found, Text("{gap} ({share})", "{gap}（{share}）", gap=gap, share=share)
