"""One row of a course, and the words that rows share: sources and ages."""

from __future__ import annotations

from dataclasses import dataclass

from cohort.forms import AgeRange, SourceTable
from cohort.text import EMPTY, Said, Text
from cohort.vocabulary import publisher_text, title_text


@dataclass(frozen=True)
class CourseRow:
    """One value or one choice.

    Attributes
    ----------
    what : Said
        What is set, in words: "Net migration, ages 10-39".
    why : Said
        What the value rests on ("linear between 2018 and 2025"), or the choice itself.
    year, last : int or None
        First and last interval it holds for, by the year they begin in; None for a choice that belongs to no year.
    value : float or None
        In ``unit``; None where a rule or the inputs decide.
    unit : Text
    origin : str
        Kind of reason: a key of `cohort.vocabulary.ORIGINS`, "choice" or "outlook".
    source : str
        Key of the source; "" where there is none.
    citation : Text
        The source in a line.
    file : str
        The file that states it.
    """

    what: Said
    why: Said
    year: int | None = None
    last: int | None = None
    value: float | None = None
    unit: Text = EMPTY
    origin: str = "choice"
    source: str = ""
    citation: Text = EMPTY
    file: str = ""


def cite(source: SourceTable) -> Text:
    """Return a source in a line: publisher, title (as printed behind its English one) and place; a what-if is called one."""
    title = Text(f"{source.english} ({source.title})" if source.english else source.title, source.title)
    if source.kind == "assumption":
        if source.title.lower().startswith(("what-if", "仮定", "【仮定")):
            return title
        return Text("what-if: {title}", "仮定（試算）：{title}", title=title_text(source))
    parts = (publisher_text(source.publisher).en, title.en, source.where)
    return Text(
        "{en}",
        "{publisher}「{title}」{place}",
        en=", ".join(part for part in parts if part),
        publisher=source.publisher,
        title=source.title,
        place=f"（{source.where}）" if source.where else "",
    )


def ages_text(ages: AgeRange) -> Text:
    """Return ages in words: ``10-39``, ``10～39歳``."""
    if ages.high is None:
        return Text("{low}+", "{low}歳以上", low=ages.low)
    if ages.high == ages.low:
        return Text("{low}", "{low}歳", low=ages.low)
    return Text("{low}-{high}", "{low}～{high}歳", low=ages.low, high=ages.high)


def with_ages(name: Text, ages: AgeRange) -> Text:
    """Return a name with the ages it is about; all ages go without saying."""
    if ages == (0, None):
        return name
    return Text("{name}, ages {ages}", "{name}（{ages}）", name=name, ages=ages_text(ages))
