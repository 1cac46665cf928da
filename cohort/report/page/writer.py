"""Write the page: one HTML file with everything inside and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from cohort.atomic import write_text
from cohort.report.fonts import subset
from cohort.report.page.payload import TEXTS, payload
from cohort.story.model import Story
from cohort.text import Language, Text
from cohort.vocabulary import BAD, GOOD

SCRIPTS = ("engine.js", "nodes.js", "words.js", "state.js", "charts.js", "map.js", "app.js", "controls.js")


class File(NamedTuple):
    """What a page is put together from: its template, and scripts and styles in their order."""

    template: str
    scripts: tuple[str, ...]
    styles: tuple[str, ...]


_FILE = File("template.html", SCRIPTS, ("style.css",))


def _read(name: str) -> str:
    return resources.files("cohort.report.page").joinpath(name).read_text(encoding="utf-8")


def content_hash(text: str) -> str:
    """Return the policy's source expression for an inline script or style."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def as_json(content: Any) -> str:
    """Return JSON that cannot end the element it stands in, whatever a title says."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False, sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def font_face(text: str) -> str:
    """Return the style rule with the letters of a text: the last resort where a machine has no Japanese font.

    IPAex Gothic, from the installed package matplotlib-fontja, cut down to the letters used and those of a keyboard.
    """
    letters = {ord(character) for character in set(text) if character >= " "} | set(range(0x20, 0x7F))
    coded = base64.b64encode(subset(frozenset(letters))).decode()
    source = f'url(data:font/woff;base64,{coded}) format("woff")'
    return f'@font-face {{ font-family: "cohort letters"; src: {source}; }}\n'


def page(story: Story, language: Language) -> str:
    """Return the page as text.

    Parameters
    ----------
    story : Story
        A run as it is told (``cohort.story.build.story``).
    language : {"en", "ja"}
        Language it opens in; the reader can switch.
    """
    return one_file(_FILE, payload(story, language), TEXTS["noscript"], language)


def one_file(file: File, carried: Mapping[str, Any], noscript: Text, language: Language) -> str:
    """Return a page as text, with everything inside and a policy that lets nothing else in.

    Parameters
    ----------
    file : File
    carried : mapping
        What the scripts read, as JSON.
    noscript : Text
        Said where there are no scripts.
    language : {"en", "ja"}
    """
    # the scripts share one function's scope and start in strict mode
    script = '"use strict";\n(() => {\n' + "\n".join(_read(name) for name in file.scripts) + "\n})();\n"
    content = as_json(carried)
    template = _read(file.template)
    style = "".join(_read(name) for name in file.styles).replace("GOOD", GOOD).replace("BAD", BAD)
    style += font_face(template + script + content + noscript.ja)
    policy = "; ".join(
        [
            "default-src 'none'",
            f"script-src {content_hash(script)}",
            f"style-src {content_hash(style)}",
            "img-src data:",
            "font-src data:",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )
    filled = {
        "language": language,
        "policy": policy,
        "noscript": f"{noscript.en} {noscript.ja}",
        "style": style,
        "payload": content,
        "script": script,
    }
    # one pass over the template: what is put in is never searched again
    parts = template.split("%%")
    return "".join(filled[part] if i % 2 else part for i, part in enumerate(parts))


def write_page(story: Story, folder: str | Path, language: Language) -> list[Path]:
    """Write ``index.html``: the page with sliders, complete in itself; an earlier one is replaced only when it is."""
    return [write_text(Path(folder) / "index.html", page(story, language))]
