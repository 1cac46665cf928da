"""How every chart looks: settings, fonts, line styles, colours that can be read, and how words are broken into lines.

Nothing here changes matplotlib's settings for the caller: a chart is drawn inside `drawing` and carries its fonts itself.
"""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from cohort.arguments import NAMES, takes
from cohort.report.charts.select import refuse
from cohort.report.fonts import japanese_font
from cohort.vocabulary import INK, MUTED, PALETTE

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 12.5, 9.5, 8.0
_LINE_STYLES = ("-", (0, (6, 1.5)), (0, (3, 1, 1, 1)))
_NARROW = " .,;:'!|()iljft-"
_NOT_FIRST, _NOT_LAST = "、。，．）」』】：；・ー％～", "（「『【△約第～"


@cache
def _add_japanese_font() -> None:
    """Make the Japanese font known to matplotlib."""
    font_manager.fontManager.addfont(japanese_font())


def families(language: str) -> list[str]:
    """Return the fonts of a language, first choice first; what the first lacks is taken from the second."""
    _add_japanese_font()
    return ["IPAexGothic", "DejaVu Sans"] if language == "ja" else ["DejaVu Sans", "IPAexGothic"]


@cache
def _house() -> dict[str, Any]:
    path = Path(__file__).with_name("cohort.mplstyle")
    own: Any = matplotlib.rc_params_from_file(path, use_default_template=False)
    return {
        **own,
        "text.color": INK,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.titlecolor": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
    }


_DRAWING: ContextVar[str] = ContextVar("drawing", default="")


@contextmanager
def drawing(language: str | None = None) -> Iterator[None]:
    """Draw and save in the house's style: matplotlib's own defaults, then ours. The caller's settings come back afterwards.

    Without a language in that of the drawing under way, or in English.
    """
    language = (_DRAWING.get() or "en") if language is None else language
    if language not in ("en", "ja"):
        refuse(
            "chart",
            "language",
            f"got {language!r}; use 'en' or 'ja'.",
            f"{language!r} は使えません。'en' か 'ja' にしてください。",
        )
    if _DRAWING.get() == language:
        yield
        return
    with matplotlib.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")  # emoji: a box is drawn
        matplotlib.rcdefaults()
        settings: Any = {**_house(), "font.family": families(language)}
        matplotlib.rcParams.update(settings)
        token = _DRAWING.set(language)
        try:
            yield
        finally:
            _DRAWING.reset(token)
        interactive = matplotlib.is_interactive()
    # a notebook's backend switches this on when pyplot is first loaded, which may be in here; without it nothing is shown
    matplotlib.interactive(interactive)


@takes(names=NAMES)
def scenario_colours(names: Sequence[str]) -> dict[str, str]:
    """Return a colour for each scenario, in order; after six they come round again with another line style."""
    return {name: PALETTE[number % len(PALETTE)] for number, name in enumerate(names)}


def line_style(number: int) -> Any:
    """Return the line style of the scenario with this number: solid for the first six."""
    return _LINE_STYLES[(number // len(PALETTE)) % len(_LINE_STYLES)]


def luminance(colour: Any) -> float:
    """Return the relative luminance of a colour (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Any, other: Any) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2), 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def readable(colour: str) -> str:
    """Return the colour, darkened as far as text on white needs (contrast of at least 4.5)."""
    shade = to_rgb(colour)
    while contrast(shade, "white") < 4.5:
        shade = (shade[0] * 0.95, shade[1] * 0.95, shade[2] * 0.95)
    return str(to_hex(shade))


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"


def text_width(text: str, size: float) -> float:
    """Return a cautious estimate of the width of a line in points (a wide character is one em)."""
    return size * sum(map(_ems, text))


@cache
def _ems(c: str) -> float:
    return 1.0 if _wide(c) else 0.34 if c in _NARROW else 0.67 if c.isupper() or c.isdigit() else 0.6


def _script(character: str) -> str:
    """Return what a character is written in: runs of one script are words."""
    for script, first, last in (("hiragana", "ぁ", "ゟ"), ("katakana", "ァ", "ヿ"), ("kanji", "一", "鿿")):
        if first <= character <= last:
            return script
    return "wide" if _wide(character) else ""


def _may_part(before: str, here: str) -> bool:
    """Tell whether a line may end between two characters: at spaces, and in Japanese between words, as far as scripts show."""
    if before == " " or here == " ":
        return True
    if here in _NOT_FIRST or before in _NOT_LAST or before.isdigit() or _script(here) == "hiragana":
        return False
    return bool(_script(before) or _script(here)) and not _script(before) == _script(here) != "wide"


def wrap(text: str, width: float, size: float) -> str:
    """Break a text into lines of at most ``width`` points: between words; a longer word anywhere."""
    pieces: list[str] = []
    for character in text:
        opened = pieces[-1].rpartition("(")[2] if pieces and "(" in pieces[-1] else ")"
        within = ")" not in opened and len(opened) < 8  # (aged 6)
        tied = within or (bool(pieces) and not _may_part(pieces[-1][-1], character))
        if tied and text_width(pieces[-1] + character, size) <= width:
            pieces[-1] += character
        else:
            pieces.append(character)
    lines = [""]
    for piece in pieces:
        if lines[-1].strip() and text_width((lines[-1] + piece).strip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return "\n".join(line.strip() for line in lines)


def balanced(text: str, width: float, size: float) -> str:
    """Break a text into as few lines as fit, and make them about equally long: no lonely last word."""
    whole = wrap(text, width, size)
    lines = whole.count("\n")
    for part in (0.55, 0.65, 0.75, 0.85, 0.95):
        narrower = wrap(text, part * width, size)
        if lines and narrower.count("\n") == lines:
            return narrower
    return whole


def alike(texts: Sequence[str], width: float, size: float) -> list[str]:
    """Break texts that stand in one place, one after the other: where one needs two lines all have two, so that none jumps."""
    widths = [text_width(text, size) for text in texts]
    room = width if max(widths) <= width else min(width, 0.95 * min(widths))
    return [balanced(text, room, size) for text in texts]


def under(name: str, rest: str, width: float, size: float) -> str:
    """Return a name with what is said of it behind it, or below it where both do not fit on a line."""
    if not name or text_width(f"{name} {rest}", size) <= width:
        return f"{name} {rest}".strip()
    return f"{wrap(name, width, size)}\n{rest}"
