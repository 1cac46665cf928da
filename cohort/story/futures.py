"""What futures add to a story: nothing, and nothing is loaded for it, where a run has no draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cohort.story.model import Chart, Section
from cohort.story.numbers import Numbers
from cohort.table import Table
from cohort.text import Said


@dataclass(frozen=True)
class Futures:
    """Tables (made when asked for), charts, sentences and the section on how sure it is."""

    tables: Mapping[str, Callable[[], Table]] = field(default_factory=dict)
    charts: Mapping[str, Chart] = field(default_factory=dict)
    sentences: tuple[Said, ...] = ()
    section: Section | None = None


NONE = Futures()


def futures_told(numbers: Numbers) -> Futures:
    """Return what futures add to a story."""
    if numbers.run.futures is None:
        return NONE
    from cohort.story.chance import Chance
    from cohort.story.chance_charts import chance_charts
    from cohort.story.chance_tables import chance_tables
    from cohort.story.chance_told import chance_section, chance_sentences

    chance = Chance(numbers, numbers.run.futures)
    charts = chance_charts(chance)
    return Futures(chance_tables(chance), charts, chance_sentences(chance), chance_section(chance, charts))
