"""Which numbers of a page are held, and by what.

A number of a page is one of these:

1. made by the model or read from a file: its sentence is written in `tests.docs.facts` with a name in braces for each number,
   and what fills it is worked out there (a constant of the code, rows of the inputs, a table that ships with the package);
2. an example: it stands in code (a fence or backticks), or in the address of a link;
3. typographic: the number of a heading or of a rule of a numbered list, the year of a cited work (``Sobol 2001``), an age class
   that the vocabulary names (``65+``, ``20-39``), or part of a formula or of a name (it touches a letter, ``_`` or a sign of calculation).

Any other number stands by itself, and is refused.
"""

from __future__ import annotations

import csv
import re
import tomllib
from functools import cache
from pathlib import Path

from cohort.vocabulary import HEADINGS, VOCABULARY
from tests.shared import ROOT

TOKEN = re.compile(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?<!,)")
CODE = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)", re.DOTALL)
TYPOGRAPHIC = re.compile(
    r"^#+ .*?\d+\.|^\d+\. "  # a heading's own number, a rule's
    r"|[A-Z][a-zé]+,? (?:et al\. |\()?(?:19|20)\d\d\b|§ ?\d|\bch\. \d+|\bvol\. \d+",  # a work and its parts
    re.MULTILINE,
)
FORMULA = re.compile(
    r"(?<=[A-Za-zα-ωΑ-Ω√*^_′(])\d+(?=[A-Za-zα-ωΑ-Ω²(^)])|(?<=[A-Za-zα-ω_])\d+|\d+(?=[A-Za-zα-ω²√(])|(?<=[−+*/^√])\d+(?=[)\] ,;*/])"
)


def pattern(sentence: str) -> re.Pattern[str]:
    """Return what finds a sentence on a page, whatever stands in its braces and wherever its lines break; numbers are whole."""
    parts = re.split(r"\{(\w+)\}", sentence)
    found = [
        rf"(?P<{part}>{TOKEN.pattern})" if place % 2 else r"\s+".join(map(re.escape, re.split(r"\s+", part)))
        for place, part in enumerate(parts)
    ]
    begin = r"(?<!\d)" if sentence[:1].isdigit() else ""
    end = r"(?!\d)" if sentence[-1:].isdigit() else ""
    return re.compile(begin + "".join(found) + end)


@cache
def classes() -> frozenset[str]:
    """Return the age classes that the vocabulary names: ``0-14``, ``65+``."""
    said = " ".join([one.label("en") for one in VOCABULARY.values()] + [one.say("en") for one in HEADINGS.values()])
    return frozenset(re.findall(r"\d+-\d+|\d+\+", said))


def exempt(page: str) -> list[tuple[int, int]]:
    """Return the places of a page whose numbers are examples or typographic."""
    spans = [found.span() for found in CODE.finditer(page)]
    spans += [found.span() for found in TYPOGRAPHIC.finditer(page)]
    spans += [found.span() for found in FORMULA.finditer(page)]
    spans += [
        found.span()
        for found in re.finditer(r"(?<![\d,.])\d+(?:[-–]\d+|\+)(?!\d)", page)
        if found[0].replace("–", "-") in classes()
    ]
    return spans


def tokens(page: str) -> list[re.Match[str]]:
    """Return the numbers of a page that must be held: those that no rule exempts."""
    spans = exempt(page)
    return [one for one in TOKEN.finditer(page) if not any(a <= one.start() < b for a, b in spans)]


def problems(name: str, page: str) -> list[str]:
    """Return what is wrong with the numbers of a page: a sentence that says another one, a number that stands by itself."""
    from tests.docs.facts import PARTLY, facts

    found, held = [], []
    for sentence, values in facts(name):
        places = list(pattern(sentence).finditer(page))
        if len(places) != 1:
            found.append(f"stands there {len(places)} times: {sentence}")
            continue
        held.append(places[0].span())
        found += [
            f"{sentence}: {key} is {places[0][key]}, not {wanted}"
            for key, wanted in values.items()
            if places[0][key] != wanted
        ]
    found += [
        f"stands by itself: {page[max(0, one.start() - 40) : one.end() + 20]!r}"
        for one in tokens(page)
        if name not in PARTLY and not any(a <= one.start() < b for a, b in held)
    ]
    return found


@cache
def _known() -> dict[str, frozenset[str]]:
    """Return years by what they name: projections of the institute, censuses, spans of events or between censuses."""
    published = {row["series"] for path in (ROOT / "inputs").glob("*/published.csv") for row in _rows(path)}
    counts = [row for path in (ROOT / "inputs").glob("*/population.csv") for row in _rows(path)]
    censuses = {row["date"][:4] for row in counts if row["basis"] == "census"}
    censuses |= {"2025"}  # the next one
    spans = {(a, b) for a in map(int, censuses) for b in map(int, censuses) if a < b}
    for path in (ROOT / "scenarios").glob("*/*.toml"):
        events = tomllib.loads(path.read_text(encoding="utf-8")).get("launch", {}).get("events")
        if events:
            spans.add((events[0], events[-1]))
    # what the pages themselves launch from or leave out, typed here a second time
    spans |= {
        (2021, 2023),
        (2018, 2022),
        (2022, 2024),
        (2025, 2050),
        (2020, 2050),
        (2020, 2040),
        (1980, 2020),
        (2015, 2019),
        (2016, 2024),
        (2020, 2023),
    }
    return {
        "ipss": frozenset(one.removeprefix("ipss") for one in published if one.startswith("ipss")),
        "census": frozenset(censuses),
        "span": frozenset(f"{a}-{b}" for a, b in spans) | frozenset(f"{a}-{b % 100:02d}" for a, b in spans),
    }


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NAMED = {
    "ipss": re.compile(r"IPSS (20\d\d)(?!\d)|社人研(20\d\d)年推計"),
    "census": re.compile(
        r"census(?:es)? (?:of )?(?:1 October )?((?:19|20)\d\d)(?: and ((?:19|20)\d\d))?|(20\d\d)年国勢調査"
    ),
    "span": re.compile(r"(?<!\d)((?:19|20)\d\d[–～-](?:(?:19|20)\d\d|\d\d))(?![\d-])"),
}


def misnamed(page: str) -> list[str]:
    """Return years that name no projection, census, or span of events or censuses that there is."""
    page = CODE.sub(lambda found: " " * len(found[0]), page)
    return [
        found[0]
        for kind, named in NAMED.items()
        for found in named.finditer(page)
        for year in found.groups()
        if year is not None and re.sub("[–～]", "-", year) not in _known()[kind]
    ]


def read(name: str) -> str:
    """Return a page of docs/, or a README."""
    folder = ROOT if name.startswith("README") else ROOT / "docs"
    return Path(folder / name).read_text(encoding="utf-8")
