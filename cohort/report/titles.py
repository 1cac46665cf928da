"""Short titles of scenarios: for the ends of lines, legends and narrow columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cohort.scenario.model import Scenario

# What a short title leaves out begins with a colon or a bracket; "What-if: " is never left out, nor left alone.
_SPLIT = re.compile(r"：|(?<!What-if): |（| \(")


def short_title(title: str) -> str:
    """Return a title up to its colon or bracket; the whole title where nothing stands before them."""
    return _SPLIT.split(title, maxsplit=1)[0].strip() or title


def short_titles(titles: Mapping[str, str]) -> dict[str, str]:
    """Return short titles by name; whole titles where two short ones are the same."""
    short = {name: short_title(title) for name, title in titles.items()}
    return {
        name: title if list(short.values()).count(title) == 1 else titles[name]
        for name, title in short.items()
    }


def scenario_titles(scenarios: Iterable[Scenario], language: str) -> dict[str, str]:
    """Return the short titles of a set of scenarios, by name."""
    return short_titles({scenario.name: scenario.title(language) for scenario in scenarios})
