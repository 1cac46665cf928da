"""The page of a country: one HTML file with residents of every municipality, year by year, that works without a network."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cohort.atomic import write_text
from cohort.report.page.writer import File, one_file
from cohort.story.country import Country
from cohort.text import LANGUAGES, Language, Said, texts

TEXTS = texts("cohort.report.page", "country.toml")
_FILE = File("country.html", ("nodes.js", "words.js", "country.js"), ("style.css", "country.css"))


def coded(series: NDArray[np.float64]) -> str:
    """Return whole persons (..., year) as base64: of each series the first number and then the changes.

    Each is written seven bits a byte, the lowest first, all but the last byte above 127: the first number as it is, plus one
    (0: there is no projection, and nothing follows); a change c as 2 c, or -2 c - 1 where it is negative.
    """
    written = bytearray()
    for one in series.reshape(-1, series.shape[-1]):
        if np.isnan(one).any():
            written.append(0)
            continue
        values = one.astype(np.int64)
        changes = np.diff(values)
        for value in (int(values[0]) + 1, *np.where(changes < 0, -2 * changes - 1, 2 * changes).tolist()):
            while value > 127:
                written.append(value & 127 | 128)
                value >>= 7
            written.append(value)
    return base64.b64encode(bytes(written)).decode()


def payload(country: Country, language: Language) -> dict[str, Any]:
    """Return what the page carries."""

    def both(said: Said) -> dict[str, str]:
        return {one: said if isinstance(said, str) else said.say(one) for one in LANGUAGES}

    return {
        "language": language,
        "texts": {one: {name: text.say(one) for name, text in TEXTS.items()} for one in LANGUAGES},
        "title": both(country.title),
        "years": list(country.years),
        "scenarios": [
            {
                "name": name,
                "title": both(country.titles[name]),
                "short": both(country.shorts[name]),
                "colour": country.colours[name],
            }
            for name in country.scenarios
        ],
        "tiles": [
            {
                "code": tile.code,
                "name": both(tile.name),
                "letters": tile.letters,
                "column": tile.column,
                "row": tile.row,
            }
            for tile in country.tiles
        ],
        "places": [
            {"code": one.code, "name": both(one.name), "kana": one.kana, "prefecture": one.prefecture}
            for one in country.places
        ],
        "numbers": {name: coded(values) for name, values in country.persons.items()},
        "moves": {name: coded(values) for name, values in country.moves.items()},
        "moved": [[None if np.isnan(one) else int(one) for one in series] for series in country.moved],
        "sources": [both(said) for said in country.sources],
    }


def write_country(country: Country, folder: str | Path, language: Language) -> list[Path]:
    """Write ``index.html``: the page of a country, complete in itself; an earlier one is replaced only when it is."""
    text = one_file(_FILE, payload(country, language), TEXTS["noscript"], language)
    return [write_text(Path(folder) / "index.html", text)]
