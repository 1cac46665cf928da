"""What goes wrong, said so that the reader can mend it.

A problem says where it is, what is wrong, what was found, and the remedy, in English and in Japanese.
All problems of a file are collected and raised together.
"""

from __future__ import annotations

import contextlib
import difflib
import locale
import os
import re
import unicodedata
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NoReturn

Language = Literal["en", "ja"]


# Neither XML (workbook, SVG) nor the typesetter takes the first; tab and line ends are fine. The others are not seen: two words
# that look the same differ by them, they break lines, or turn the direction of writing, so that 80,975 is printed as 579,08.
# What joins letters (U+200C, U+200D) has its place in words of some languages.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def control_character(text: str) -> str | None:
    """Return the first character of a text that no page, workbook or report can show, as ``U+0000``; None without one."""
    found = CONTROL.search(text)
    return None if found is None else f"U+{ord(found[0]):04X}"


#: The language a verb was asked to speak: of what is said on the way as well.
SPOKEN: ContextVar[Language | None] = ContextVar("spoken", default=None)


def preferred_language() -> Language:
    """Language of messages when none is asked for: that of the verb, ``COHORT_LANG``, or the locale; else English."""
    asked = SPOKEN.get()
    if asked is not None:
        return asked
    for name in ("COHORT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "ja" if value.lower().startswith("ja") else "en"
    return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong.

    Attributes
    ----------
    where : str
        Key, row or cell inside the subject, e.g. ``"fertility.tfr.points"`` or ``"row 12, population"``.
    en, ja : str
        What is wrong, what was got, and the remedy, as sentences.
    """

    where: str
    en: str
    ja: str

    def text(self, language: Language) -> str:
        """Return ``where: message`` in one language."""
        message = self.ja if language == "ja" else self.en
        where = _ROW.sub(_row_ja, self.where) if language == "ja" else self.where
        return f"{where}: {message}" if where else message


_ROW = re.compile(r"^row (\d[\d,]*)(?:, (.+))?$")


def _row_ja(found: re.Match[str]) -> str:
    """Return a row of a file, and its column, as Japanese says them: ``12行目、population列``."""
    row, column = found.groups()
    return f"{row}行目、{column}列" if column else f"{row}行目"


class CohortError(Exception):
    """A problem, or several, with one subject (a file, a scenario, a projection).

    Parameters
    ----------
    subject : str
        What the problems belong to: usually a path.
    problems : iterable of Problem
        At least one.
    """

    def __init__(self, subject: str, problems: Iterable[Problem]) -> None:
        self.subject = subject
        self.problems = tuple(problems)
        if not self.problems:
            raise ValueError("an error needs at least one problem")
        super().__init__(subject, self.problems)

    def text(self, language: Language | None = None) -> str:
        """Return the whole message: the subject, how many problems, and a line for each."""
        language = language or preferred_language()
        count = len(self.problems)
        counted = f"{count} 件の問題があります" if language == "ja" else f"{count} problem{'s' * (count > 1)}"
        head = f"{self.subject}: {counted}"
        return "\n".join([head, *(f"  {problem.text(language)}" for problem in self.problems)])

    def __str__(self) -> str:
        return self.text()


class InputError(CohortError):
    """An input table cannot be used as it stands."""


class ScenarioError(CohortError):
    """A scenario file breaks a rule of the format."""


class AssumptionError(CohortError):
    """Inputs and scenario together give no usable schedule."""


class ProjectionError(CohortError):
    """The projection cannot go on: for instance more leavers than residents."""


class CohortErrors(CohortError):  # noqa: N818 (several CohortError together)
    """Errors of several subjects, raised together."""

    def __init__(self, errors: Iterable[CohortError]) -> None:
        self.errors = tuple(errors)
        super().__init__(
            ", ".join(error.subject for error in self.errors),
            [problem for error in self.errors for problem in error.problems],
        )

    def text(self, language: Language | None = None) -> str:
        """Return the messages of all subjects, one after the other."""
        return "\n".join(error.text(language) for error in self.errors)


@dataclass
class Problems:
    """A list that problems are added to while a subject is checked.

    >>> problems = Problems("inputs/x/population.csv", InputError)
    >>> problems.add("row 2", en="count is -1; use 0 or more.", ja="値が -1 です。0 以上にしてください。")
    >>> bool(problems)
    True
    """

    subject: str
    kind: type[CohortError] = InputError
    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, *, en: str, ja: str) -> None:
        """Note one problem."""
        self.found.append(Problem(where, en, ja))

    def __bool__(self) -> bool:
        return bool(self.found)

    def raise_if_any(self) -> None:
        """Raise everything found so far, if anything was."""
        if self.found:
            raise self.kind(self.subject, self.found)


def fail(subject: str, where: str = "", *, en: str, ja: str, kind: type[CohortError] = InputError) -> NoReturn:
    """Raise an error that has one problem."""
    raise kind(subject, [Problem(where, en, ja)])


def nearest(got: str, known: Iterable[str]) -> str | None:
    """Return the known word that was meant, whatever its capitals and its width; None where none is near."""
    folded = {unicodedata.normalize("NFKC", word).casefold(): word for word in known}
    near = difflib.get_close_matches(unicodedata.normalize("NFKC", got).casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else None


def did_you_mean(got: str, known: Iterable[str], language: Language) -> str:
    """Return `` Did you mean 'x'?`` for the nearest known word, or an empty string."""
    near = nearest(got, known)
    if near is None:
        return ""
    return f"「{near}」ではありませんか。" if language == "ja" else f" Did you mean '{near}'?"


def no_folder(path: Path, home: str) -> dict[str, str]:
    """Return what to do about a path that is no folder, in both languages; ``home`` is where such folders lie mostly."""
    if path.is_file():
        return {
            "en": "is a file; name the folder it lies in.",
            "ja": "ファイルです。入っているフォルダーを指定してください。",
        }
    there: dict[str, str] = {}
    for place in (Path(home), path.parent):
        with contextlib.suppress(OSError, ValueError):
            there |= {one.name: one.as_posix() for one in place.iterdir() if one.is_dir()}
    near = nearest(path.name, there)
    en, ja = (f" Did you mean '{there[near]}'?", f"「{there[near]}」ではありませんか。") if near else ("", "")
    if not near and home == "scenarios" and path.name == str(path):
        en = f" Is it a municipality? `cohort new {path.name}` writes its folders; in Python: cohort.municipality('{path.name}')."
        ja = f"市区町村であれば `cohort new {path.name}` でフォルダーができます。Python では cohort.municipality('{path.name}') です。"
    return {
        "en": f"there is no such folder; check its name.{en}",
        "ja": f"フォルダーがありません。名前を確かめてください。{ja}",
    }
